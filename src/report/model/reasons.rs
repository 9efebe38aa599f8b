//! Reasons: gates with the values that they saw, and how far they are from turning.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::value::{Number, ValueReport};

/// A gate as a reason.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReasonReport {
    /// The gate.
    pub gate: String,
    /// The capability that it is about; none for a ground of a choice.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub capability: String,
    /// What kind of reason.
    pub kind: &'static str,
    /// The condition, as written.
    pub condition: String,
    /// How it came out.
    pub holds: &'static str,
    /// The values that it saw.
    pub values: BTreeMap<String, SeenReport>,
    /// How far it is from turning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<MarginReport>,
    /// It does not hold today, and will before the step could be done; absent where it holds today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreseen: Option<ForeseenReport>,
    /// The bill on which an exception takes it its voice, where nobody told one and it was reckoned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excepted: Option<String>,
    /// Where it comes from.
    pub source: Vec<String>,
    /// Its line is nobody's measurement.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgement: bool,
    /// Why it matters.
    pub text: String,
    /// What it sees, as a title.
    #[serde(skip)]
    pub title: String,
    /// The parts of the condition in words.
    #[serde(skip)]
    pub parts: Vec<AtomReport>,
}

impl ReasonReport {
    /// The title, with whether it holds, where it does not today.
    pub fn heading(&self) -> String {
        match &self.foreseen {
            Some(foreseen) => format!("From {}: {}", foreseen.month, self.title),
            None if self.holds == "false" => format!("Not so: {}", self.title),
            None => self.title.clone(),
        }
    }
}

/// What a gate that does not hold today will see at the stated growth.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ForeseenReport {
    /// The month from which it is sure to hold: `2027-02`.
    pub month: String,
    /// The stated growth of a month.
    pub growth: ValueReport,
    /// The values of that month which are others than today's.
    pub values: BTreeMap<String, ValueReport>,
    /// In words, with the time that the step takes.
    #[serde(skip)]
    pub words: String,
}

/// A value that a gate saw.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SeenReport {
    /// The value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// Where it came from.
    pub origin: &'static str,
}

/// A part of a condition in words.
#[derive(Debug, Clone)]
pub struct AtomReport {
    /// As written.
    pub text: String,
    /// How it came out.
    pub holds: &'static str,
    /// It is one of the parts that made the whole come out as it did.
    pub decides: bool,
    /// The facts with their values and origins.
    pub saw: String,
    /// How far the value is from the line.
    pub distance: Option<String>,
    /// The value beside the line, where they are numbers.
    pub bar: Option<BarReport>,
}

impl AtomReport {
    /// What it saw, and how far that is from the line.
    pub fn seen(&self) -> String {
        let mark = match self.holds {
            "true" => "",
            "false" => "does not hold: ",
            _ => "open: ",
        };
        let distance = self.distance.as_ref().map(|distance| format!("; {distance}")).unwrap_or_default();
        format!("{mark}{}{distance}", self.saw)
    }
}

/// A value beside the line that it is held against, both in the base unit of the fact.
#[derive(Debug, Clone, PartialEq)]
pub struct BarReport {
    /// The value, at the end that is nearest to the line.
    pub value: f64,
    /// The line.
    pub line: f64,
    /// The value in words, with its unit.
    pub value_words: String,
    /// The line in words, with its unit.
    pub line_words: String,
}

/// How far a value is from the line that decides.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MarginReport {
    /// The fact, where one side is a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// The value less the line.
    pub by: ValueReport,
    /// The same in percent of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<Number>,
    /// How long it lasts at the stated growth, where the value grows with the load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lasts: Option<LastsReport>,
    /// In words.
    #[serde(skip)]
    pub words: String,
    /// The value beside the line.
    #[serde(skip)]
    pub bar: BarReport,
}

/// A span of months.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LastsReport {
    /// At least.
    pub low: Number,
    /// At most.
    pub high: Number,
    /// In these.
    pub unit: &'static str,
}
