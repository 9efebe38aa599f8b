//! The work sheet: what is known, what may be asked, the steps to pick from, and a block to fill in.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::step_title;
use crate::exercise::Exercise;
use crate::report::Look;
use crate::report::markdown::safe;
use crate::report::paragraph::Page;
use crate::report::value::{Number, ValueReport};
use crate::rules::RuleBase;

/// A work sheet. Its JSON form is API; nothing hidden stands in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SheetReport {
    /// `nextrung.exercise/1`.
    pub schema: &'static str,
    /// What it was made of.
    pub seed: u64,
    /// How hard it is, from 1 to 5.
    pub level: u8,
    /// The fingerprint of the rules that it was made with: with others, the same seed is another exercise.
    pub rules: String,
    /// How many gates are in play.
    pub gates_in_play: usize,
    /// How far away the closest line is, in percent; absent where no gate in play compares a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closest_percent: Option<Number>,
    /// Who runs the system; absent where the rules have no settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What people do there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// The ladder that is asked about.
    pub track: String,
    /// Where the system stands on it.
    pub stage: String,
    /// The same in words.
    pub stage_title: String,
    /// What is known.
    pub facts: Vec<ExerciseFact>,
    /// What may be asked.
    pub questions: Vec<ExerciseQuestion>,
    /// What the questions may cost together, in points.
    pub budget: u32,
    /// The steps to pick from.
    pub steps: Vec<ExerciseStep>,
}

/// A fact that the sheet tells.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExerciseFact {
    /// Its name.
    pub fact: String,
    /// What it means.
    pub means: String,
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// Measured or stated.
    pub origin: &'static str,
}

/// A question that may be asked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExerciseQuestion {
    /// The fact.
    pub fact: String,
    /// The question.
    pub ask: String,
    /// What it costs, in points.
    pub price: u32,
}

/// A step that may be picked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExerciseStep {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
}

impl SheetReport {
    /// `level 3: 5 gates in play, the closest line 12% away`.
    pub fn difficulty(&self) -> String {
        let gates = if self.gates_in_play == 1 { "1 gate".to_owned() } else { format!("{} gates", self.gates_in_play) };
        let closest = match self.closest_percent {
            Some(Number(0.0)) => ", the closest exactly on its line".to_owned(),
            Some(Number(percent)) => format!(", the closest line {}% away", crate::quantity::number(percent)),
            None => String::new(),
        };
        format!("level {}: {gates} in play{closest}", self.level)
    }

    /// `Exercise 7, a seed library`.
    pub fn headline(&self) -> String {
        match &self.title {
            Some(title) => format!("Exercise {}: {title}", self.seed),
            None => format!("Exercise {}", self.seed),
        }
    }
}

/// Builds a work sheet.
pub fn sheet(base: &RuleBase, exercise: &Exercise) -> SheetReport {
    let frame = exercise.frame.and_then(|index| base.frames.get(index));
    let track = base.track(exercise.track);
    let stage = &track.stages[exercise.stage];
    // Two digits tell how close it is.
    let percent = |value: f64| format!("{value:.1e}").parse().map_or(Number(value), Number);
    SheetReport {
        schema: "nextrung.exercise/1",
        seed: exercise.seed,
        level: exercise.level.number(),
        rules: base.fingerprint.clone(),
        gates_in_play: exercise.gates_in_play,
        closest_percent: exercise.closest.map(percent),
        title: frame.map(|frame| frame.title.clone()),
        setting: frame.map(|frame| frame.setting.clone()),
        track: track.name.clone(),
        stage: stage.name.clone(),
        stage_title: stage.title.clone(),
        facts: exercise
            .revealed()
            .told
            .iter()
            .map(|told| {
                let fact = base.fact(told.fact);
                ExerciseFact {
                    fact: fact.name.clone(),
                    means: fact.means.clone(),
                    value: ValueReport::new(&told.values, fact.unit, &fact.members, &fact.range),
                    origin: told.origin.word(),
                }
            })
            .collect(),
        questions: exercise
            .hidden
            .iter()
            .map(|hidden| {
                let fact = base.fact(hidden.fact);
                ExerciseQuestion { fact: fact.name.clone(), ask: fact.ask.clone(), price: hidden.price }
            })
            .collect(),
        budget: exercise.budget,
        steps: exercise
            .picks
            .iter()
            .map(|pick| ExerciseStep { id: pick.word(base).to_owned(), title: step_title(base, *pick) })
            .collect(),
    }
}

/// Tells a work sheet as Markdown, to print or to fill in.
pub fn sheet_markdown(report: &SheetReport) -> String {
    let mut text = format!("# {}\n\n", safe(&report.headline()));
    if let Some(setting) = &report.setting {
        let _ = writeln!(text, "{}\n", safe(setting));
    }
    let _ = writeln!(
        text,
        "The system stands on `{}` ({}) of the track `{}`. Which step comes next, if any, and what does that rest on?\n",
        report.stage,
        safe(&report.stage_title),
        report.track
    );
    let _ = writeln!(text, "This is {}.\n", safe(&report.difficulty()));
    text.push_str("## What is known\n\n| fact | value | what it means |\n|---|---|---|\n");
    for fact in &report.facts {
        let _ = writeln!(
            text,
            "| `{}` | {}, {} | {} |",
            fact.fact,
            safe(&fact.value.words),
            fact.origin,
            safe(&fact.means)
        );
    }
    let _ = writeln!(
        text,
        "\n## What may be asked\n\nEach question has its price, and you may spend {} points. Ask whoever holds the key. What \
         stands neither above nor here nobody knows.\n\n| fact | question | points |\n|---|---|---|",
        report.budget
    );
    for question in &report.questions {
        let _ = writeln!(text, "| `{}` | {} | {} |", question.fact, safe(&question.ask), question.price);
    }
    text.push_str("\n## Steps to pick from\n\n| step | what it is |\n|---|---|\n");
    for step in &report.steps {
        let _ = writeln!(text, "| `{}` | {} |", step.id, safe(&step.title));
    }
    let _ = write!(
        text,
        "\n## Your answers\n\nFill in the block, save the sheet, and have it graded: `nextrung exercise grade FILE`.\n\n\
         ```toml\nformat = 1\nname = \"\"      # yours, if you like\nstep = \"\"      # one of the steps above\n\
         reasons = []   # the facts that the step rests on, as [\"fact\", \"fact\"]; ids of gates do too\n\
         asked = []     # the questions that were answered for you\n\n\
         [exercise]     # leave this as it is\nseed = {}\nlevel = {}\nrules = \"{}\"\n```\n",
        report.seed, report.level, report.rules
    );
    text
}

/// Tells a work sheet at a terminal; questions and steps carry the numbers by which they are named.
pub fn tell_sheet(report: &SheetReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&format!("{}, {}", report.headline(), report.difficulty()));
    if let Some(setting) = &report.setting {
        page.line("", setting);
    }
    page.line("", &format!("It stands on {} ({}). What comes next?", report.stage, report.stage_title));
    page.heading("What is known");
    for fact in &report.facts {
        page.line("  ", &format!("{}: {}, {}", fact.fact, fact.value.words, fact.origin));
        page.quiet("      ", &fact.means);
    }
    page.heading(&format!("What you may ask ({} points to spend)", report.budget));
    for (index, question) in report.questions.iter().enumerate() {
        let lead = format!("  {:>2}  ", index + 1);
        page.line(&lead, &format!("{} points  {}: {}", question.price, question.fact, question.ask));
    }
    page.heading("Steps to pick from");
    for (index, step) in report.steps.iter().enumerate() {
        page.line(&format!("  {:>2}  ", index + 1), &format!("{}: {}", step.id, step.title));
    }
    page.into_text()
}
