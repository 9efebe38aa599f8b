//! The model of a climb.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::model::{LeadTimeReport, ReasonReport, StageName, StepCostReport};

/// The climb that lies ahead. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoadmapReport {
    /// `nextrung.roadmap/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line.
    pub headline: String,
    /// What `advise` answers today, in one line.
    pub answer: String,
    /// The load was told not to grow; nothing has a month.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub standstill: bool,
    /// The stated growth in words; nothing where nobody said so, and then nothing has a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth: Option<String>,
    /// How many months are looked ahead.
    pub horizon: u32,
    /// The told facts that grow with the load.
    pub grows: Vec<String>,
    /// The told facts that say more of the load and are held as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// The steps, in the order in which they are called for.
    pub steps: Vec<PlannedReport>,
    /// What is called for and cannot be taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<BlockedReport>,
    /// The month in which the grown facts contradict each other: nothing is told beyond it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Where nothing has a month: the rungs above, each with the line that would call for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterRungReport>,
}

/// A step that is called for now or later.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlannedReport {
    /// Its number.
    pub number: usize,
    /// Where it ends.
    #[serde(flatten)]
    pub to: StageName,
    /// It changes no rung: it begins where it ends.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub same_rung: bool,
    /// What it is for.
    pub required: Vec<String>,
    /// The same by title.
    #[serde(skip)]
    pub titles: Vec<String>,
    /// What a way back takes away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drops: Vec<String>,
    /// It is called for today, wherever in the told ranges the system is.
    pub now: bool,
    /// The months between which it is called for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DueReport>,
    /// It may be called for today: at one end of what was told it is, at the other it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub perhaps_now: bool,
    /// The month in which to begin, so that it helps in time: the earliest month less the longest lead time; this one
    /// where it may be called for today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_by: Option<String>,
    /// That month is past: it helps too late, however soon it is begun.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// How long until it helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<LeadTimeReport>,
    /// The gates that call for it then, with the values of that month.
    pub because: Vec<ReasonReport>,
    /// What it adds to the bill at the load of that month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<StepCostReport>,
    /// The number of the step that is not finished when this one is called for: take both together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merges_with: Option<usize>,
}

/// A span of months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueReport {
    /// The earliest month.
    pub low: String,
    /// The latest month; absent where that is beyond the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
}

/// A rung that nothing calls for yet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LaterRungReport {
    /// The rung.
    #[serde(flatten)]
    pub to: StageName,
    /// The condition that would call for it.
    pub when: String,
    /// How far it is.
    pub margin: String,
    /// What is far from it is assumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
}

/// A step that is called for and cannot be taken.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlockedReport {
    /// Where it would end.
    #[serde(flatten)]
    pub to: StageName,
    /// The month from which it is called for; absent where that is today or where nothing has a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What is in its way.
    pub but: String,
}
