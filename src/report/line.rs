//! An answer in one line of JSON, for many profiles.

use schemars::JsonSchema;
use serde::Serialize;

use crate::advise::{Advice, Question};
use crate::problem::Problem;
use crate::rules::RuleBase;

/// A line of `batch`. Its JSON form is API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LineReport {
    /// An answer.
    Answer(AnswerLine),
    /// A profile that cannot be read.
    Error {
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong.
        error: LineError,
    },
}

/// An answer in a few words: of the main track, and *the* next step of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerLine {
    /// The number of the line, from 1.
    pub line: u64,
    /// What the profile calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What to do on the main track.
    pub verdict: &'static str,
    /// The placed stage, where somebody described the architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// The stage at which the climb ends.
    pub fitting: String,
    /// Where the next step on the main track leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// *The* next step of all tracks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<LineStep>,
    /// What the step on the main track is for.
    pub required: Vec<String>,
    /// The gates that call for that.
    pub gates: Vec<String>,
    /// Facts to tell next.
    pub questions: Vec<String>,
}

/// Where a step leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineStep {
    /// The track.
    pub track: String,
    /// The stage.
    pub to: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineError {
    /// The kind of fault.
    pub code: &'static str,
    /// The first fault in words, and how many there are.
    pub message: String,
}

/// The line of an answer.
pub fn answer_line(base: &RuleBase, advice: &Advice, line: u64, id: Option<String>) -> Option<AnswerLine> {
    let walk = advice.walk(base.main_track()?);
    let stage = |index: usize| base.track(walk.track).stages[index].name.clone();
    let step = walk.next.as_ref();
    let mut gates: Vec<String> = step
        .into_iter()
        .flat_map(|step| step.required())
        .flat_map(|action| &action.because)
        .map(|gate| base.gate(*gate).id.clone())
        .collect();
    gates.sort_unstable();
    gates.dedup();
    let questions = advice.questions(base, walk).into_iter().map(|question| match question {
        Question::Fact(fact) => base.fact(fact).name.clone(),
        Question::Presence(capability) => base.capability(capability).name.clone(),
        Question::Stage(track) => base.track(track).name.clone(),
    });
    Some(AnswerLine {
        line,
        id,
        verdict: walk.verdict.word(),
        current: advice.architecture.placed(walk.track).map(|placed| stage(placed.stage)),
        fitting: stage(walk.fitting),
        next: step.map(|step| stage(step.edge.to)),
        next_step: advice.next().and_then(|walk| {
            let to = walk.next.as_ref()?.edge.to;
            let track = base.track(walk.track);
            Some(LineStep { track: track.name.clone(), to: track.stages[to].name.clone() })
        }),
        required: step
            .into_iter()
            .flat_map(|step| step.required())
            .map(|action| base.capability(action.capability).name.clone())
            .collect(),
        gates,
        questions: questions.collect(),
    })
}

/// The line of a profile that cannot be read.
pub fn error_line(problems: &[Problem], line: u64) -> LineReport {
    let error = match problems.split_first() {
        Some((first, [])) => LineError { code: first.code.as_str(), message: first.message.clone() },
        Some((first, rest)) => {
            LineError { code: first.code.as_str(), message: format!("{} (and {} more)", first.message, rest.len()) }
        }
        None => LineError { code: "unknown", message: "nothing is known of the fault".to_owned() },
    };
    LineReport::Error { line, error }
}
