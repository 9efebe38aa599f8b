//! The present architecture: what is there, is not, or may be, and the rung that it stands on.
//!
//! The judgement reads it from a profile, and detection from what infrastructure descriptions show; both stand here in
//! the same way.

mod architecture;

pub use architecture::{Architecture, Placed};
pub(crate) use architecture::{brought_by_stage, closure};
