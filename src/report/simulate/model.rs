//! The model that each format tells.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::value::{Number, ValueReport};

/// A burst under every policy. Its JSON form is API.
///
/// Every figure follows from `inputs` by the rules under `reckoning`; none is measured.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimulateReport {
    /// `nextrung.simulate/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// What the profile calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The answer in one line.
    pub headline: String,
    /// The model does not reckon this architecture: nothing was simulated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfit: Option<UnfitReport>,
    /// The cheapest policy that is possible and meets the target with typical values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pick: Option<String>,
    /// The policy of today's architecture, where it is known.
    #[serde(rename = "current", skip_serializing_if = "Option::is_none")]
    pub today_policy: Option<String>,
    /// What the model reckoned with.
    pub inputs: Vec<InputReport>,
    /// The burst; absent where an input that every policy needs is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burst: Option<BurstReport>,
    /// Every policy, in the order of the rules.
    pub policies: Vec<PolicyReport>,
    /// What is saved if something were otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub savings: Vec<SavingReport>,
    /// Facts that would tell more, with their questions.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub missing: BTreeMap<String, String>,
    /// How the figures are reckoned, rule by rule.
    pub reckoning: Vec<String>,
}

/// Why nothing was simulated.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnfitReport {
    /// Why not, as the end of a sentence.
    pub why: String,
    /// What to look at there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// An input of the model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InputReport {
    /// What the model calls it.
    pub input: &'static str,
    /// What it is.
    pub means: &'static str,
    /// The formula over facts that gives it.
    pub formula: String,
    /// The value that typical figures are reckoned with, with its unit; unknown where a fact is missing.
    #[serde(flatten)]
    pub value: ValueReport,
    /// The least and the greatest value that were tried, where it is not known to the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<ValueReport>,
    /// Measured, stated, detected, derived or assumed: the weakest of its facts; absent where one is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<&'static str>,
}

/// The burst and the fleet that it meets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BurstReport {
    /// Requests from the beginning until the load is calm again: what fails is a part of them.
    pub requests: Number,
    /// Requests a second at the height.
    pub peak_per_second: Number,
    /// Seconds from the beginning until the load is calm again.
    pub seconds: Number,
    /// Units in service before the burst.
    pub units: Number,
    /// Requests a second that one of them carries.
    pub unit_per_second: Number,
    /// Units that the height needs at the use that the group aims at.
    pub units_at_height: Number,
    /// Mean seconds that a request waits before the burst (M/M/c); absent where the fleet does not keep up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calm_wait_seconds: Option<Number>,
}

/// A policy.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PolicyReport {
    /// The stage that it is.
    pub policy: String,
    /// What people call it.
    pub title: String,
    /// How the model brings capacity: fixed, reactive, scheduled, signalled or waiting.
    pub kind: &'static str,
    /// Whether what it cannot do without is there.
    pub possible: &'static str,
    /// What it cannot do without, as a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// Why it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What its figures take for granted, where only an assumption says that it is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provided: Option<String>,
    /// Whether it meets the target with everything that is likely.
    pub meets: &'static str,
    /// Inputs that it lacks; nothing was reckoned then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<&'static str>,
    /// With the values that are printed as inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typical: Option<RunReport>,
    /// The runs that fail the least and the greatest part, over the corners of what is not known to the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<EndsReport>,
    /// Unit-hours a month beyond the calm units, what waits counted by the part of its price that is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_hours_per_month: Option<Number>,
    /// What they cost, in United States dollars a month, where the rules give the price of a unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_per_month: Option<Number>,
    /// The share of that which rests on assumptions: all of it where any input is assumed, else none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed_share: Option<Number>,
    /// The changes of capacity, the first 200.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepReport>,
    /// The burst as a curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curve: Option<CurveReport>,
}

/// What came of a burst under a policy.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RunReport {
    /// Requests that found no room.
    pub lost: Number,
    /// Requests of the burst that were answered after more than the patience.
    pub late: Number,
    /// Requests that still waited when the load was calm, because the calm fleet does not keep up.
    pub left_waiting: Number,
    /// These three over all requests of the burst, 0 to 1.
    pub failed_share: Number,
    /// Seconds of the longest wait.
    pub worst_wait_seconds: Number,
    /// Minutes in which capacity was short.
    pub minutes_short: Number,
    /// The most units in service.
    pub most_units: Number,
    /// Unit-hours of one burst beyond the calm units.
    pub unit_hours: Number,
    /// Units that wait at all other times.
    pub units_waiting: Number,
    /// It meets the target.
    pub meets: bool,
}

/// The two ends of what is likely.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EndsReport {
    /// The run that fails the least part of the requests.
    pub favourable: RunReport,
    /// The run that fails the greatest part.
    pub unfavourable: RunReport,
}

/// A change of capacity.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepReport {
    /// Seconds after the load began to rise; below zero before it.
    pub at_seconds: Number,
    /// Units in service from then on.
    pub units: Number,
}

/// A burst as a curve of at most 240 points.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CurveReport {
    /// Seconds that a point stands for.
    pub seconds_per_point: u32,
    /// Requests a second that came, the mean of each point.
    pub arrived_per_second: Vec<Number>,
    /// Requests a second that could be served, the mean of each point.
    pub capacity_per_second: Vec<Number>,
    /// Requests a second that were lost, the mean of each point.
    pub lost_per_second: Vec<Number>,
    /// Requests that wait at the end of each point.
    pub queued: Vec<Number>,
}

/// What is saved if something were otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SavingReport {
    /// Its id.
    pub id: String,
    /// What is otherwise, as a sentence.
    pub title: String,
    /// The inputs that are otherwise, with their values.
    pub instead: BTreeMap<&'static str, ValueReport>,
    /// By policy: what it saves.
    pub policies: Vec<SavedReport>,
    /// Where it comes from.
    pub source: Vec<String>,
}

/// What a policy saves.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SavedReport {
    /// The policy.
    pub policy: String,
    /// Requests that are not lost or late any more; below zero where more are.
    pub requests: Number,
    /// Unit-hours of one burst that are not needed any more; below zero where more are.
    pub unit_hours: Number,
    /// It meets the target then.
    pub meets: bool,
    /// It does not now.
    #[serde(skip)]
    pub newly: bool,
    /// It does now, and would not then.
    #[serde(skip)]
    pub no_more: bool,
}
