//! Plots as values, and their tellings: one self-contained SVG, and lines for a terminal.
//!
//! Who has numbers to show makes a [`Plot`] out of axes, series, limits and marks; nothing here knows what they mean.
//!
//! ```
//! use nextrung::chart::{Axis, Plot, Series};
//! use nextrung::quantity::Unit;
//!
//! let plot = Plot::new("Load and what it meets", Axis::of("time", Unit::Duration), Axis::of("requests", Unit::Rate))
//!     .with(Series::line("load", vec![(0.0, 40.0), (300.0, 900.0), (600.0, 900.0)]))
//!     .with(Series::step("capacity", vec![(0.0, 120.0), (420.0, 1_200.0), (600.0, 1_200.0)]))
//!     .limit("one writer", 1_500.0)
//!     .mark("alarm", 360.0);
//! assert!(plot.svg().starts_with("<svg "));
//! assert!(plot.text(80).starts_with("Load and what it meets\n"));
//! ```
//!
//! What holds for both tellings:
//!
//! - The same plot gives the same bytes. Coordinates have at most one decimal.
//! - Series are told apart without colour: by dashes and a label at the line's end, or by a sign.
//! - Nothing that cannot be drawn is drawn as something else. A value that is no number, or not above zero on a
//!   logarithmic axis, leaves a gap and is counted in a note.
//! - Names are escaped; those too long for their place end in `…`, and stand whole in the SVG's tool tips.
//!
//! Why no library: plotters 0.3.7 (5 crates) writes fixed colours into each element, so that a picture cannot follow the
//! reader's light or dark theme, places no labels at line ends, and knows neither titles for screen readers nor dashes
//! in its legend. charming 0.6.0 (some 20 crates) describes a chart for a script that must be fetched or run by a
//! JavaScript engine. What is left to write is scales, ticks and the places of labels.

mod label;
mod model;
mod place;
mod scale;
mod sketch;
mod svg;
mod terminal;
mod tick;

pub use model::{Axis, Limit, Mark, Measure, Plot, Points, Series};
pub use place::{fitted, text_width};
pub use svg::{broken, coordinate, xml_safe};

#[cfg(test)]
mod tests;
