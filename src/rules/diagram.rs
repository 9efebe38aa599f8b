//! How an architecture is drawn: which capabilities become boxes, which arrows lead between them.

pub use super::words::Shape;
use crate::expr::{CapabilityId, Formula, TrackId};

/// Everything that can be drawn. Empty where no file says how.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    /// The boxes, in the order in which they were declared.
    pub nodes: Vec<DiagramNode>,
    /// The arrows, in the order in which they were declared.
    pub arrows: Vec<DiagramArrow>,
    /// Capabilities that are no part which could be drawn.
    pub practices: Vec<CapabilityId>,
}

/// One box.
#[derive(Debug, Clone)]
pub struct DiagramNode {
    /// Its name.
    pub id: String,
    /// What stands in it.
    pub title: String,
    /// What it looks like.
    pub shape: Shape,
    /// When it is drawn; always where there is none.
    pub when: Option<Formula>,
    /// Lanes of a track in which it is drawn; in all where there are none.
    pub lanes: Option<(TrackId, Vec<usize>)>,
    /// What is written below its title.
    pub notes: Vec<DiagramNote>,
}

/// A line in a box.
#[derive(Debug, Clone)]
pub struct DiagramNote {
    /// What it says.
    pub text: String,
    /// When it is written.
    pub when: Option<Formula>,
}

/// An arrow from a box to a box.
#[derive(Debug, Clone)]
pub struct DiagramArrow {
    /// Boxes by their place in [`Diagram::nodes`]: it begins at the first that is drawn.
    pub from: Vec<usize>,
    /// It ends at the first of these that is drawn.
    pub to: Vec<usize>,
    /// What is written on it.
    pub text: Option<String>,
    /// When it is drawn.
    pub when: Option<Formula>,
}
