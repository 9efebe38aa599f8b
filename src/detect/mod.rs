//! What infrastructure descriptions show of an architecture: components, capabilities, facts, each with the resources
//! that show it, and the rung that they stand on.
//!
//! What a resource means stands in `rules/detect/`; nothing of any cloud stands here. What cannot be told stays untold:
//! no capability is present without a resource that shows it, and none absent where the input may not be whole.

mod detection;

pub use detection::{
    Component, DetectedCapability, DetectedFact, DetectedRoot, DetectedStage, Detection, Evidence, MOST_EVIDENCE,
    Placement, Presence, Seen,
};
