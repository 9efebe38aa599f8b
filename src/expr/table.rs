//! What the tables of the rule base hold, as formulas look it up.
//!
//! The numbers stand in the formula itself: evaluating needs no table, and a formula never finds another price than the
//! one that it was checked with.

use super::vocabulary::FactId;
use crate::quantity::{Interval, Names, Values};

/// A price, as its place in the list of prices, sorted by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PriceId(pub u16);

/// A limit, as its place in the list of limits, sorted by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LimitId(pub u16);

/// Which number of which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableEntry {
    /// `price(id)`.
    Price(PriceId),
    /// `limit(id)`.
    Limit(LimitId),
    /// `spec(fact, column)`: the fact whose names are the rows, and the place of the column.
    Column(FactId, u16),
}

/// A number for each name of at most two facts that are choices.
///
/// Invariant: as many cells as the facts have names, multiplied; the names of the second fact run fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct LookUp {
    /// Where the numbers stand in the rule base.
    pub entry: TableEntry,
    /// The facts that say which number it is.
    pub over: Vec<FactId>,
    /// How many names the second fact has; one where there is none.
    pub across: usize,
    /// The numbers; all numbers where the table says nothing.
    pub cells: Vec<Interval>,
}

impl LookUp {
    /// The hull of all numbers that the facts leave possible.
    pub(super) fn interval(&self, value_of: impl Fn(FactId) -> Values) -> Interval {
        let names = |index: usize| match self.over.get(index).map(|fact| value_of(*fact)) {
            Some(Values::Choice(names)) => names,
            Some(_) => Names::first(64),
            None => Names::one(0),
        };
        let (rows, columns) = (names(0), names(1));
        let cells = rows.indices().flat_map(|row| columns.indices().map(move |column| (row, column)));
        let possible = cells
            .filter(|(_, column)| *column < self.across)
            .filter_map(|(row, column)| self.cells.get(row * self.across + column));
        possible
            .copied()
            .reduce(|hull, cell| Interval::new(hull.low.min(cell.low), hull.high.max(cell.high)))
            .unwrap_or(Interval::ALL)
    }
}
