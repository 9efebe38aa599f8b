//! A step, in words and numbers.

use schemars::JsonSchema;
use serde::Serialize;

use super::numbers::{SizeReport, StepCostReport};

/// The next step.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NextReport {
    /// Where it ends.
    pub to: String,
    /// The lane it is told in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// The id of what is declared for it; of several, that of the first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition: Option<String>,
    /// Everything that is declared for it, where that is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<String>,
    /// Rungs that it passes over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<String>,
    /// Whether it can be taken.
    pub status: &'static str,
    /// Which rule of the order chose it.
    pub chosen_by: String,
    /// Why one would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to gain.
    pub actions: Vec<ActionReport>,
    /// What a way back takes away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drops: Vec<String>,
    /// The same by title.
    #[serde(skip)]
    pub drop_titles: Vec<String>,
    /// What must be there or true first.
    pub requires: Vec<RequirementReport>,
    /// How much work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<EffortReport>,
    /// How long until it helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<LeadTimeReport>,
    /// The month in which to begin, so that it helps before the stated growth breaks the limit that it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_by: Option<String>,
    /// That month is past: it helps too late, however soon it is begun.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Nothing calls for it today: the month from which the stated growth will, `2027-02`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreseen: Option<String>,
    /// How much can go wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<&'static str>,
    /// Whether it can be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversible: Option<&'static str>,
    /// What it adds to the bill, of *the* next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<StepCostReport>,
    /// How many of what it gains it needs, of *the* next step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<SizeReport>,
    /// How.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<ItemReport>,
}

impl NextReport {
    /// How it presses that is blocked: today, or soon.
    pub fn called_words(&self) -> &'static str {
        if self.foreseen.is_some() { "will be called for" } else { "is called for" }
    }
}

/// How much work: a judgement in classes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EffortReport {
    /// The class.
    pub class: &'static str,
}

/// A range of time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeadTimeReport {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
    /// In these.
    pub unit: &'static str,
}

/// One capability to gain.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionReport {
    /// Its name.
    pub capability: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// Required, bundled or deferred.
    pub need: &'static str,
    /// Whether it is there already.
    pub present: &'static str,
    /// What settled that it is called for: facts, ladder or assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<&'static str>,
    /// The gates that call for it.
    pub because: Vec<String>,
    /// They do not hold today: the month from which the first of them will, `2027-02`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreseen: Option<String>,
    /// It must be there before the rest.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub first: bool,
    /// More than the stated team can run; a broken limit forces it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub beyond_team: bool,
    /// What such a team buys or uses instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What a deferred action waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Something that must be there or true before a step.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RequirementReport {
    /// Its id.
    pub id: String,
    /// Whether it holds.
    pub holds: &'static str,
    /// Why it is required.
    pub why: String,
    /// The capability of the same step that meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rides_along: Option<String>,
    /// The step of another track that meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_by: Option<MetByReport>,
    /// What would meet it, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

/// A step of another track that meets a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MetByReport {
    /// The track.
    pub track: String,
    /// The stage there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What it must bring.
    pub capability: String,
}

/// One thing to tick.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ItemReport {
    /// Its id.
    pub id: String,
    /// The part of the step.
    pub phase: &'static str,
    /// What to do or to observe.
    pub text: String,
    /// Where it comes from.
    pub source: Vec<String>,
}
