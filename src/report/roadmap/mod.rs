//! The climb that lies ahead, with months.

mod build;
mod markdown;
mod model;
mod text;

pub use build::roadmap;
pub use markdown::markdown_roadmap;
pub use model::{BlockedReport, DueReport, LaterRungReport, PlannedReport, RoadmapReport};
pub use text::tell_roadmap;
pub(super) use text::{start_cell, what, when};
