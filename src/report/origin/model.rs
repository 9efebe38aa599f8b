//! The model of where a number comes from.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::model::{FigureReport, LeadTimeReport};
use crate::report::value::{Number, ValueReport};

/// Where a number comes from. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OriginReport {
    /// `nextrung.why-figure/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line.
    pub headline: String,
    /// What was asked about: `cost:database/writer`.
    pub target: String,
    /// Of an amount of dollars: the share of it that rests on assumptions; absent where it is not to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed_share: Option<Number>,
    /// It is a number of the architecture after the next step, for today's has none.
    pub after_step: bool,
    /// How it is reckoned, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// When a step of the roadmap is called for; absent where nothing has a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DueOriginReport>,
    /// The number itself first, then the lines, inputs and quantities that it needs.
    pub formulas: Vec<FormulaReport>,
    /// The facts that it rests on.
    pub facts: Vec<SourceFactReport>,
    /// The prices, limits and specifications in it.
    pub tables: Vec<TableReport>,
    /// What else one has to know to reckon it again, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Where the formulas come from.
    pub source: Vec<String>,
}

/// When a step is called for, and why just then.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DueOriginReport {
    /// The gate that trips.
    pub gate: String,
    /// Its condition.
    pub condition: String,
    /// The stated growth of the load in a month.
    pub growth: ValueReport,
    /// The first month in which it holds with everything that is told at the end that comes first.
    pub earliest: MonthReport,
    /// The same at the end that comes last; absent where that is beyond the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<MonthReport>,
    /// The facts behind the condition that grow.
    pub grown: Vec<GrownReport>,
    /// The month in which to begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_by: Option<String>,
    /// That month is past.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// How long until the step helps, a judgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<LeadTimeReport>,
}

/// A month of the roadmap.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MonthReport {
    /// The month.
    pub month: String,
    /// How many months after the day of the answer that was asked: none where it is called for today, else at the end of
    /// the month.
    pub months: Number,
}

/// A fact that grows with the load.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GrownReport {
    /// The fact.
    pub fact: String,
    /// What was told of it.
    pub told: ValueReport,
    /// Its value in the earliest month.
    pub earliest: ValueReport,
    /// How that follows: `3,000,000 x (1 + 10%)^6.3`.
    pub formula: String,
    /// Its value in the latest month, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<ValueReport>,
}

/// A formula with what it came to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FormulaReport {
    /// The quantity or line of a bill; absent for the number itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it is worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// What it came to; absent where something that it needs is not known, or where it is no longer there.
    #[serde(flatten)]
    pub figure: Option<FigureReport>,
    /// Where two architectures are held against each other and it differs: what it was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<FigureReport>,
    /// Why it cannot be worked out, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
}

/// A fact that a number rests on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceFactReport {
    /// The fact.
    pub fact: String,
    /// The value to reckon with.
    #[serde(flatten)]
    pub value: ValueReport,
    /// From low to high, in words, where it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<String>,
    /// Where it comes from.
    pub origin: &'static str,
    /// Where it was told, or how it came about.
    pub how: String,
    /// Where that comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
}

/// A number of a table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TableReport {
    /// `price(id)`, `limit(id)` or `spec(fact, column)`.
    pub entry: String,
    /// What it is.
    pub title: String,
    /// Its value as its table tells it, by region where that matters.
    pub value: String,
    /// It is no listed price.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub estimate: bool,
    /// Where it comes from.
    pub source: Vec<String>,
    /// The day of it.
    pub as_of: String,
}
