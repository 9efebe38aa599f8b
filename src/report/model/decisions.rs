//! Choices, findings and playbooks, in words and numbers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::SeenReport;
use crate::report::value::{Number, ValueReport};

/// A decision among options.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChoiceReport {
    /// Its id.
    pub choice: String,
    /// What is decided, as a title.
    pub title: String,
    /// The track whose stages the options are: the pick is the stage that fits there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stages_of: Option<String>,
    /// The picked option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pick: Option<String>,
    /// The option of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// All options.
    pub options: Vec<OptionReport>,
    /// The options that nothing rules out, the best first.
    pub order: Vec<String>,
    /// The estimates that order them, lowest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ordered_by: Vec<String>,
    /// What to know beside the options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What a model of the options says to the pick.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelReport>,
}

/// What a model of the options picks, beside the pick that the gates come to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ModelReport {
    /// The cheapest option that is possible and meets the target with typical values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pick: Option<String>,
    /// It is the pick of the choice.
    pub agrees: bool,
    /// The same in words.
    pub text: String,
}

/// An option.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OptionReport {
    /// Its id.
    pub option: String,
    /// What people call it.
    pub title: String,
    /// Whether nothing rules it out.
    pub feasible: &'static str,
    /// What it is reckoned to come to, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub estimates: BTreeMap<String, EstimateReport>,
    /// The grounds that hold.
    pub because: Vec<GroundReport>,
}

/// A quantity that was worked out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EstimateReport {
    /// Its value or range.
    #[serde(flatten)]
    pub value: ValueReport,
    /// The value to reckon with.
    pub typical: Number,
    /// Some of what it was worked out from is assumed.
    pub assumed: bool,
    /// What people call it.
    #[serde(skip)]
    pub title: String,
    /// The value to reckon with, in words.
    #[serde(skip)]
    pub about: String,
}

/// An observation that is no step.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FindingReport {
    /// Its id.
    pub id: String,
    /// What it sees, as a title.
    pub title: String,
    /// Under-built, over-built, risky or a note.
    pub kind: &'static str,
    /// High, medium or low.
    pub severity: &'static str,
    /// What is seen and what it leads to.
    pub text: String,
    /// What to do about it.
    #[serde(rename = "do")]
    pub mend: String,
    /// The condition that holds, with what it saw.
    pub because: Vec<SightReport>,
    /// Quantities that go with it, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub estimates: BTreeMap<String, EstimateReport>,
    /// Its line is nobody's measurement.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgement: bool,
    /// Where it comes from.
    pub source: Vec<String>,
    /// The same for the same finding, whatever else changes.
    pub fingerprint: String,
}

/// A condition and what it saw.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SightReport {
    /// The condition, as written.
    pub condition: String,
    /// The values that it saw.
    pub values: BTreeMap<String, SeenReport>,
}

/// A checklist of a move that applies.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaybookReport {
    /// Its id.
    pub playbook: String,
    /// What people call it.
    pub title: String,
    /// Choices that belong to it.
    pub choices: Vec<String>,
    /// How many items it has.
    pub items: usize,
    /// Where it comes from.
    pub source: Vec<String>,
}

/// A ground that holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroundReport {
    /// Its id.
    pub ground: String,
    /// The condition.
    pub condition: String,
    /// The bill that it stands on, where nobody told one and it was reckoned; absent where facts settle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<String>,
    /// Why it matters.
    pub text: String,
    /// Its line is nobody's measurement.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgement: bool,
    /// Where it comes from.
    pub source: Vec<String>,
}

impl GroundReport {
    /// Why it matters, and on which estimate it stands.
    pub fn in_words(&self) -> String {
        match &self.estimate {
            Some(estimate) => format!("{} It stands on an estimate: {estimate}.", self.text),
            None => self.text.clone(),
        }
    }
}
