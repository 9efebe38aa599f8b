//! What is known of numbers that formulas look up: prices, limits, specifications.

use super::base::Provenance;
use crate::expr::{FactId, PriceId};
use crate::problem::Place;
use crate::quantity::{Interval, Kind, Unit};

/// What a price is charged for, as its table words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    /// An hour of one.
    Hour,
    /// A month of one.
    Month,
    /// A gigabyte (2^30 bytes) moved.
    Gigabyte,
    /// A gigabyte kept for a month.
    GigabyteMonth,
    /// One request.
    Request,
    /// A gigabyte held for a second.
    GigabyteSecond,
}

impl Per {
    /// Every word with what it stands for.
    pub const WORDS: &'static [(&'static str, Per)] = &[
        ("hour", Per::Hour),
        ("month", Per::Month),
        ("gb", Per::Gigabyte),
        ("gb-month", Per::GigabyteMonth),
        ("request", Per::Request),
        ("gb-second", Per::GigabyteSecond),
    ];

    /// The word in files and answers.
    pub fn word(self) -> &'static str {
        Per::WORDS.iter().find(|(_, per)| *per == self).map_or("", |(word, _)| word)
    }
}

/// An amount in one region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// Dollars, as charged.
    pub dollars: Interval,
    /// Not a listed price: remembered, or another region's price times a factor.
    pub estimate: bool,
}

/// A price.
#[derive(Debug, Clone)]
pub struct Price {
    /// Its id, as `price(id)` names it.
    pub id: String,
    /// What is bought.
    pub title: String,
    /// What it is charged for.
    pub per: Per,
    /// What kind of number `price(id)` gives: money a month, per byte, per request a second.
    pub kind: Kind,
    /// By the members of the fact that names the region.
    pub amounts: Vec<Option<Amount>>,
    /// The factor for regions without an amount.
    pub factor: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Where it is declared.
    pub place: Place,
}

/// A limit of a service.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Its id, as `limit(id)` names it.
    pub id: String,
    /// What is limited.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// Its value, in the base unit.
    pub value: Interval,
    /// It can be raised on request.
    pub adjustable: bool,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Where it is declared.
    pub place: Place,
}

/// What a column of a specification holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUnit {
    /// Numbers of a unit.
    Of(Unit),
    /// Prices.
    Price,
}

/// A column of a specification.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells hold.
    pub unit: ColumnUnit,
    /// What it means.
    pub means: String,
}

/// A cell of a specification.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A number in the base unit.
    Number(Interval),
    /// A price.
    Price(PriceId),
}

/// What is known of each name of a fact that is a choice.
#[derive(Debug, Clone)]
pub struct Specification {
    /// The fact.
    pub fact: FactId,
    /// Its columns, sorted by name.
    pub columns: Vec<Column>,
    /// By member of the fact and by column.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// Where it comes from.
    pub provenance: Provenance,
}
