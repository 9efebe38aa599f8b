//! What somebody states: facts with their origins, and the present architecture.
//!
//! `read` takes a document apart; `flags` lays what the command line says over it. A [`Profile`] holds only names
//! that the rule base knows and values inside their ranges.

mod edit;
mod flags;
mod read;

pub use edit::{with_fact, with_stage};
pub use flags::{Flags, apply};
pub use read::{empty, read, read_waivers};

use crate::expr::{CapabilityId, FactId, TrackId};
use crate::problem::Place;
use crate::quantity::Values;

/// How a value came to be known, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// From monitoring.
    Measured,
    /// Somebody said so.
    Stated,
    /// From infrastructure code.
    Detected,
    /// Worked out from stronger values.
    Derived,
    /// Nobody said so.
    Assumed,
}

impl Origin {
    /// The word that answers show.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Measured => "measured",
            Origin::Stated => "stated",
            Origin::Detected => "detected",
            Origin::Derived => "derived",
            Origin::Assumed => "assumed",
        }
    }
}

/// A value that somebody told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Of which fact.
    pub fact: FactId,
    /// The values that it may have.
    pub values: Values,
    /// Measured, stated or detected.
    pub origin: Origin,
    /// Where it was told.
    pub place: Place,
}

/// A capability with the place that names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The capability.
    pub capability: CapabilityId,
    /// Where it is named.
    pub place: Place,
    /// Stated, or detected in infrastructure descriptions.
    pub origin: Origin,
    /// Whether it says where the system stands on the main track. Some parts stand beside systems of every rung.
    pub shapes: bool,
}

impl Named {
    /// A capability that somebody named.
    pub fn stated(capability: CapabilityId, place: Place) -> Named {
        Named { capability, place, origin: Origin::Stated, shapes: true }
    }
}

/// The present architecture, as far as it was stated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Current {
    /// Stages by track, at most one each.
    pub stages: Vec<(TrackId, usize, Place)>,
    /// What it has beside what the stages bring.
    pub has: Vec<Named>,
    /// What it lacks of what the stages bring, or is known not to have.
    pub lacks: Vec<Named>,
    /// The lane, by track and place in the track's list.
    pub lane: Option<(TrackId, usize)>,
    /// Tracks that infrastructure descriptions show, though perhaps no part of a higher rung.
    pub shown: Vec<TrackId>,
    /// Where what somebody states and what descriptions show differ; what is stated counts.
    pub contested: Vec<Contested>,
}

/// A capability of which somebody states one thing and descriptions show another.
#[derive(Debug, Clone, PartialEq)]
pub struct Contested {
    /// The capability.
    pub capability: CapabilityId,
    /// Where it is stated.
    pub stated: Place,
    /// Whether it is stated to be there; else it is stated not to be.
    pub has: bool,
    /// The file that does not hold it, or the resource that shows it.
    pub detected: Place,
}

/// An accepted finding; used by reviews only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The finding.
    pub finding: String,
    /// The resource, where only one is meant.
    pub resource: Option<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The day after which it no longer works, ISO 8601.
    pub expires: String,
    /// Where it stands.
    pub place: Place,
}

/// What somebody states.
///
/// Invariant: of each fact and origin at most one value; every value lies inside the range of its fact.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// A name for people.
    pub name: Option<String>,
    /// Values, sorted by fact and strongest origin first.
    pub told: Vec<Told>,
    /// The present architecture.
    pub current: Current,
    /// Accepted findings.
    pub waivers: Vec<Waiver>,
}
