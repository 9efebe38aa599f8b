//! The numbers behind an answer: load, capacity, cost.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::value::Number;

/// A number that was worked out, with the ends between which it lies. What rests on assumptions has two digits.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FigureReport {
    /// The least, for everything that is told and assumed.
    pub low: Number,
    /// The one to reckon with.
    pub typical: Number,
    /// The greatest.
    pub high: Number,
    /// The unit of the numbers.
    pub unit: String,
    /// Some of what it rests on is assumed.
    pub assumed: bool,
    /// The typical one in words.
    #[serde(skip)]
    pub about: String,
    /// The range in words.
    #[serde(skip)]
    pub words: String,
}

/// One number of the load.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LoadReport {
    /// The fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// What is asked of the architecture, where it is no fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// Its values.
    #[serde(flatten)]
    pub figure: FigureReport,
    /// Where they come from.
    pub origin: &'static str,
    /// The formula that gave them, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
}

/// How full a part is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FillReport {
    /// The component.
    pub component: String,
    /// What people call it.
    pub title: String,
    /// What the load asks of it.
    pub demand: FigureReport,
    /// What it carries when it is full.
    pub carries: FigureReport,
    /// The share of that which is asked of it.
    pub used: FigureReport,
    /// The share up to which it should be used.
    pub target: Number,
    /// How many percent more load it carries before it reaches its target; below zero where it is past that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_percent: Option<FigureReport>,
    /// The user count at which it reaches its target, where users are known and the load grows with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<FigureReport>,
    /// Its size is reckoned from the load, so that its use is what it is sized for and no observation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sized: bool,
    /// Nobody knows whether it is there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub perhaps: bool,
    /// How it is reckoned.
    pub means: String,
    /// The formulas of demand and of what it carries.
    pub formulas: [String; 2],
    /// Where they come from.
    pub source: Vec<String>,
}

/// How full the parts are, those first that fill first when the load grows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CapacityReport {
    /// Of the architecture of today.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<FillReport>,
    /// Of the architecture after *the* next step, without what was measured before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<FillReport>,
}

/// One line of a bill.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BillLineReport {
    /// Its id, `COMPONENT/LINE`.
    pub id: String,
    /// What is paid for.
    pub title: String,
    /// Fixed or usage.
    pub part: &'static str,
    /// Dollars a month.
    #[serde(flatten)]
    pub figure: FigureReport,
    /// Nobody knows whether it is there: the least is nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub perhaps: bool,
}

/// A line of a bill that cannot be worked out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MissingLineReport {
    /// Its id, `COMPONENT/LINE`.
    pub id: String,
    /// What is paid for.
    pub title: String,
    /// The facts that nobody told and nothing is assumed of.
    pub needs: Vec<String>,
    /// The prices and other numbers of tables that there are none of: `price(id)`, `spec(fact, column)`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<String>,
    /// Why it cannot be worked out, in words.
    pub why: String,
}

/// A line that is in no bill: nobody can say what it costs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeftOutLineReport {
    /// Its id, `COMPONENT/LINE`.
    pub id: String,
    /// What is paid for.
    pub title: String,
    /// Why it is not in the bill.
    pub why: String,
}

/// What an architecture costs, at list prices.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BillReport {
    /// The sum; absent where the bill lacks more lines than it has, for a part of it tells nothing of the whole.
    #[serde(flatten)]
    pub sum: Option<FigureReport>,
    /// The typical sum of what is paid whether it is used or not; absent as the sum is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Number>,
    /// The typical sum of what is paid by use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Number>,
    /// The share of the typical sum that rests on assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed_share: Option<Number>,
    /// What is paid, the dearest first.
    pub lines: Vec<BillLineReport>,
    /// What is there and is not in the sum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<MissingLineReport>,
    /// What is there and in no bill, because nobody can say what it costs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOutLineReport>,
}

/// What architectures cost.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CostsReport {
    /// The region whose list prices count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The architecture of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<BillReport>,
    /// The architecture after *the* next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<BillReport>,
}

/// Something to know about a line that a step brings or makes at least twice as dear.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CliffReport {
    /// The line, `COMPONENT/LINE`.
    pub line: String,
    /// What to know.
    pub text: String,
    /// Nobody knows whether the line is there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub perhaps: bool,
}

impl CliffReport {
    /// What to know, and that it may not be so where nobody knows of the line.
    pub fn in_words(&self) -> String {
        if self.perhaps { format!("Perhaps: {}", self.text) } else { self.text.clone() }
    }
}

/// What a step adds to the bill; below zero where it saves.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepCostReport {
    /// With each open fact at the same end before and after; absent where the bill before it or after it lacks more
    /// lines than it has.
    #[serde(flatten)]
    pub sum: Option<FigureReport>,
    /// The typical part that is paid whether it is used or not; absent as the sum is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Number>,
    /// The typical part that is paid by use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Number>,
    /// The share of what changes that rests on assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed_share: Option<Number>,
    /// What to know, the dearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cliffs: Vec<CliffReport>,
    /// Lines that cannot be reckoned before it or after it, and are not in the sum: `COMPONENT/LINE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// What would not be paid without a part, at list prices.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartSavingReport {
    /// The bill with it less the bill without it.
    #[serde(flatten)]
    pub sum: FigureReport,
    /// The share of what changes that rests on assumptions.
    pub assumed_share: Number,
    /// Lines that go cannot be reckoned, or lines that differ stand in no bill: that much is not in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

impl PartSavingReport {
    /// In words, with the share that is assumed: `about $23 a month less, 40% of that assumed`.
    pub fn in_words(&self) -> String {
        let share = (self.assumed_share.0 * 100.0).round();
        let assumed = match share {
            share if share >= 100.0 => ", all of that assumed".to_owned(),
            share if share > 0.0 => format!(", {share}% of that assumed"),
            _ => String::new(),
        };
        format!("about {} a month less{assumed}{}", self.sum.about, self.beside())
    }

    fn beside(&self) -> &'static str {
        if self.partial { ", what stands in no bill aside" } else { "" }
    }

    /// In words, with its ends too: `about $23 a month less ($10 to $40, 40% of it assumed)`.
    pub fn between_its_ends(&self) -> String {
        let share = (self.assumed_share.0 * 100.0).round();
        let range = (self.sum.low != self.sum.high).then(|| self.sum.words.clone());
        let assumed = (share > 0.0).then(|| format!("{share}% of it assumed"));
        let known: Vec<String> = range.into_iter().chain(assumed).collect();
        let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
        format!("about {} a month less{known}{}", self.sum.about, self.beside())
    }
}

/// How many of something a step needs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SizeReport {
    /// The quantity.
    pub quantity: String,
    /// How many.
    #[serde(flatten)]
    pub figure: FigureReport,
    /// What it is.
    pub means: String,
}
