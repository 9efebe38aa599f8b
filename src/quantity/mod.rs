//! Quantities with units, and sets of the values that a fact may have.
//!
//! A fact's value is always a set ([`Values`]): a point when it is known, an interval when it is estimated, the whole
//! range of the fact when nobody knows. This room knows units, literals and arithmetic on sets. It knows no fact.

mod literal;
mod queue;
mod read;
mod show;
mod unit;
mod values;

pub use literal::{Literal, LiteralFault, scan};
pub use queue::{chance_to_wait, response_over_service};
pub use read::{Measure, read_range, read_values};
pub use show::{number, quantity, values as show_values};
pub use unit::{Dimension, Kind, Unit};
pub use values::{Interval, Names, Truth, Values};

#[cfg(test)]
mod tests;
