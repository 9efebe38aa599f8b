//! The key: what was hidden, what is right, and why; apart from the sheets.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{reading, reason_name, step_title};
use crate::advise::Advice;
use crate::exercise::Exercise;
use crate::profile::{Origin, Profile};
use crate::quantity::{Truth, Values};
use crate::report::Context;
use crate::report::build::Builder;
use crate::report::markdown::{prose, safe};
use crate::report::model::ReasonReport;
use crate::report::value::ValueReport;
use crate::rules::RuleBase;

/// The keys of a group of exercises. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KeysReport {
    /// `nextrung.exercise-key/1`.
    pub schema: &'static str,
    /// The fingerprint of the rules.
    pub rules: String,
    /// One a sheet, in the order of the sheets.
    pub keys: Vec<KeyReport>,
}

/// The key of one exercise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KeyReport {
    /// What the exercise was made of.
    pub seed: u64,
    /// How hard it is.
    pub level: u8,
    /// The file of the sheet, where it was written into one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What was hidden.
    pub hidden: Vec<HiddenFact>,
    /// The answers that earn full marks.
    pub answers: KeyAnswers,
    /// Why: the gates that are reasons.
    pub reasons: Vec<ReasonReport>,
    /// What to read.
    pub read: Vec<String>,
    /// Everything that is known of the system, as a profile in TOML.
    pub profile: String,
}

/// A hidden fact with its value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HiddenFact {
    /// The fact.
    pub fact: String,
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// What asking for it costs, in points.
    pub price: u32,
    /// The step takes it.
    pub needed: bool,
}

/// The answers that earn full marks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KeyAnswers {
    /// The step.
    pub step: String,
    /// What it is.
    #[serde(skip)]
    pub title: String,
    /// Steps that earn the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
    /// What it rests on.
    pub reasons: Vec<String>,
    /// The questions that it takes.
    pub asked: Vec<String>,
}

/// Builds the key of an exercise from the answer to all of it.
pub fn key(base: &RuleBase, exercise: &Exercise, advice: &Advice, file: Option<String>) -> KeyReport {
    let answers = exercise.key();
    let context = Context { base, profile: &exercise.profile, today: "" };
    let builder = Builder::new(&context, advice);
    let gates: Vec<String> = exercise.solution.gates.iter().map(|gate| base.gate(*gate).id.clone()).collect();
    let words: Vec<String> = exercise.solution.right.iter().map(|pick| pick.word(base).to_owned()).collect();
    KeyReport {
        seed: exercise.seed,
        level: exercise.level.number(),
        sheet: file,
        hidden: exercise
            .hidden
            .iter()
            .filter_map(|hidden| {
                let fact = base.fact(hidden.fact);
                let told = exercise.profile.told.iter().find(|told| told.fact == hidden.fact)?;
                Some(HiddenFact {
                    fact: fact.name.clone(),
                    value: ValueReport::new(&told.values, fact.unit, &fact.members, &fact.range),
                    price: hidden.price,
                    needed: exercise.solution.asked.contains(&hidden.fact),
                })
            })
            .collect(),
        answers: KeyAnswers {
            step: words.first().cloned().unwrap_or_default(),
            title: exercise.solution.right.first().map(|pick| step_title(base, *pick)).unwrap_or_default(),
            equal: words.into_iter().skip(1).collect(),
            reasons: answers.reasons.iter().map(|named| reason_name(base, *named).to_owned()).collect(),
            asked: answers.asked.iter().map(|fact| base.fact(*fact).name.clone()).collect(),
        },
        reasons: exercise.solution.gates.iter().map(|gate| builder.reason(&advice.reason_of(base, *gate))).collect(),
        read: reading(&gates),
        profile: profile_text(base, &exercise.profile),
    }
}

/// A profile as TOML; values as people write them.
fn profile_text(base: &RuleBase, profile: &Profile) -> String {
    let mut text = "format = 1\n".to_owned();
    for (section, is_here) in [("facts", false), ("measured", true)] {
        let here = profile.told.iter().filter(|told| (told.origin == Origin::Measured) == is_here);
        let lines: Vec<String> = here
            .map(|told| {
                let fact = base.fact(told.fact);
                let names = |indices: &mut dyn Iterator<Item = usize>| -> String {
                    let named = indices.filter_map(|index| fact.members.get(index));
                    named.map(|name| format!("\"{name}\"")).collect::<Vec<String>>().join(", ")
                };
                let value = match &told.values {
                    Values::Truth(truth) => (*truth == Truth::True).to_string(),
                    Values::Set { maybe, .. } => format!("[{}]", names(&mut maybe.indices())),
                    Values::Choice(possible) => names(&mut possible.indices()),
                    values => {
                        let words = crate::quantity::show_values(values, fact.unit, &fact.members, &fact.range);
                        format!("\"{}\"", words.replace(',', "_"))
                    }
                };
                format!("{} = {value}\n", fact.name)
            })
            .collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n[{section}]\n{}", lines.concat());
        }
    }
    let stages: Vec<String> = profile
        .current
        .stages
        .iter()
        .map(|(track, stage, _)| {
            format!("{} = \"{}\"", base.track(*track).name, base.track(*track).stages[*stage].name)
        })
        .collect();
    let _ = write!(text, "\n[current]\nstage = {{ {} }}\n", stages.join(", "));
    text
}

/// Tells keys as Markdown.
pub fn keys_markdown(report: &KeysReport) -> String {
    let mut text = format!("# Key\n\nRules `{}`. Keep it apart from the sheets.\n", report.rules);
    for key in &report.keys {
        let sheet = key.sheet.as_ref().map(|sheet| format!(", {}", safe(sheet))).unwrap_or_default();
        let _ = write!(text, "\n## Exercise {}, level {}{sheet}\n\n", key.seed, key.level);
        let equal = match key.answers.equal.is_empty() {
            true => String::new(),
            false => format!(" As good: {}.", code_list(&key.answers.equal)),
        };
        let _ = writeln!(text, "Step: `{}` ({}).{equal}\n", key.answers.step, safe(&key.answers.title));
        let _ = writeln!(
            text,
            "It rests on {}. The questions that it takes: {}.\n",
            code_list(&key.answers.reasons),
            code_list(&key.answers.asked)
        );
        text.push_str("| hidden fact | value | points | needed |\n|---|---|---|---|\n");
        for hidden in &key.hidden {
            let needed = if hidden.needed { "yes" } else { "" };
            let _ =
                writeln!(text, "| `{}` | {} | {} | {needed} |", hidden.fact, safe(&hidden.value.words), hidden.price);
        }
        text.push_str("\nWhy:\n\n");
        for reason in &key.reasons {
            let holds = match &reason.foreseen {
                Some(foreseen) => foreseen.words.as_str(),
                None if reason.holds == "true" => "holds",
                None => "does not hold",
            };
            let margin = reason.margin.as_ref().map(|margin| format!(", {}", safe(&margin.words))).unwrap_or_default();
            let _ = writeln!(
                text,
                "- {} (`{}`, {holds}{margin}): {} [{}]",
                safe(&reason.title),
                reason.gate,
                prose(&reason.text),
                safe(&reason.source.join(", "))
            );
        }
        let _ = writeln!(text, "\nTo read: {}.", code_list(&key.read));
        let _ = write!(text, "\nThe whole system, for `nextrung advise -`:\n\n```toml\n{}```\n", key.profile);
    }
    text
}

fn code_list(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<String>>().join(", ")
}
