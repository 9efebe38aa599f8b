//! What infrastructure descriptions show, as values.

use crate::expr::{CapabilityId, FactId, TrackId};
use crate::infra::{Form, Ignored, Note};
use crate::problem::Place;
use crate::quantity::{Interval, Values};

/// What was found in all descriptions that were given.
#[derive(Debug, Clone, Default)]
pub struct Detection {
    /// One answer for each thing that is deployed as a whole. They are never added up.
    pub roots: Vec<DetectedRoot>,
    /// Files that were seen and not read.
    pub ignored: Vec<Ignored>,
}

/// What one plan, state or template shows.
#[derive(Debug, Clone)]
pub struct DetectedRoot {
    /// The path of its main file, as given.
    pub name: String,
    /// Its format.
    pub form: Form,
    /// Why it may hold less than what runs; empty: the input is whole, and what it does not hold is absent.
    pub partial: Vec<String>,
    /// Whether it can be placed on the ladder.
    pub placed: Placement,
    /// Where it stands, track by track; only the tracks of which something is known. Empty where it cannot be placed.
    pub stages: Vec<DetectedStage>,
    /// The lane that the parts which bear the work show, by track and place in the track's list.
    pub lane: Option<(TrackId, usize)>,
    /// Every capability of the rule base, in the order of names.
    pub capabilities: Vec<DetectedCapability>,
    /// Facts of the components, in the order of names.
    pub facts: Vec<DetectedFact>,
    /// What the system is made of, in the order of the rules; only what is there or may be.
    pub components: Vec<Component>,
    /// How many resources were seen and what became of them.
    pub seen: Seen,
    /// The addresses of all resources, sorted.
    pub addresses: Vec<String>,
    /// What to know about the reading and the judgement.
    pub notes: Vec<Note>,
}

/// Whether descriptions can be placed on the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// They hold something that does the work.
    Placed,
    /// They do not; the reason, and what was seen instead.
    Not(String),
}

/// Where a system stands on a track, by what its descriptions show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectedStage {
    /// The track.
    pub track: TrackId,
    /// The stage with the least misfit, by its place on the track.
    pub current: usize,
    /// The highest stage with any of its core there.
    pub furthest: usize,
    /// Core capabilities up to there that are not known to be there, rung by rung.
    pub gaps: Vec<CapabilityId>,
}

/// Whether a capability is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// A resource shows it.
    Present,
    /// The whole is known and nothing shows it.
    Absent,
    /// Descriptions cannot show it, or do not hold enough.
    CannotTell,
}

impl Presence {
    /// The word that answers show.
    pub fn word(self) -> &'static str {
        match self {
            Presence::Present => "present",
            Presence::Absent => "absent",
            Presence::CannotTell => "cannot-tell",
        }
    }
}

/// A capability with what shows it.
///
/// Invariant: what is present has evidence; what is absent stands in a root that is not partial.
#[derive(Debug, Clone)]
pub struct DetectedCapability {
    /// The capability.
    pub capability: CapabilityId,
    /// Whether it is there.
    pub presence: Presence,
    /// What shows it, in the order of files and lines; at most [`MOST_EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// The present capability that brings it, where no rule of its own shows it.
    pub brought_by: Option<CapabilityId>,
    /// Whether it says on which rung of the main track the system stands.
    pub shapes: bool,
    /// Why it cannot be told, in words; nothing where no description can show it.
    pub because: Option<String>,
    /// What would settle it is described, and open.
    pub open: bool,
    /// The resources of which each would have it as its own, whether it does or not.
    pub belongs_to: Members,
}

/// A fact of the components.
#[derive(Debug, Clone)]
pub struct DetectedFact {
    /// The fact.
    pub fact: FactId,
    /// The values that it may have.
    pub values: Values,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Of a fact that is a set: its members that are surely in it, each with the resources that show that.
    pub members: Vec<DetectedMember>,
}

/// A member of a set with every resource that shows it.
#[derive(Debug, Clone)]
pub struct DetectedMember {
    /// The member, by its place among those of the fact.
    pub member: usize,
    /// The resources that show it.
    pub shown_by: Members,
}

/// Every resource that is something, and every one that may be.
#[derive(Debug, Clone, Default)]
pub struct Members {
    /// Those that surely are, in the order of files and lines.
    pub surely: Vec<Evidence>,
    /// The addresses of those of which nobody can tell.
    pub perhaps: Vec<String>,
}

/// Something that a system is made of.
#[derive(Debug, Clone)]
pub struct Component {
    /// Its id in the rules.
    pub id: String,
    /// What people call several of it.
    pub title: String,
    /// How many there are.
    pub count: Interval,
    /// The resources that surely are it; at most [`MOST_EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// How many resources surely are it.
    pub surely: usize,
    /// Whether it does the work of a system.
    pub bears_work: bool,
}

/// A resource that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where it is declared.
    pub place: Place,
    /// Its address.
    pub resource: String,
}

impl DetectedRoot {
    /// The beginning of the main file, for what is not there and has no place of its own; of another file where nothing
    /// of the main one is known, and nowhere where no resource is.
    pub fn start(&self) -> Option<Place> {
        let places =
            || self.components.iter().flat_map(|component| &component.evidence).map(|evidence| &evidence.place);
        let main = places().find(|place| place.source.name() == self.name);
        let own =
            main.or_else(|| places().min_by(|a, b| (a.source.name(), a.start).cmp(&(b.source.name(), b.start))))?;
        Some(Place::new(&own.source, 0, 0))
    }
}

/// At most this many resources are kept as evidence of one thing; the first by file and line.
pub const MOST_EVIDENCE: usize = 8;

/// How many resources were seen and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// All resources.
    pub resources: usize,
    /// Those that rules read.
    pub read: usize,
    /// Those that rules know to say nothing about the architecture.
    pub plumbing: usize,
    /// Those of a kind that no rule knows: kind and how many, the most frequent first.
    pub unknown: Vec<(String, usize)>,
    /// Those of other providers: the first word of the kind and how many.
    pub foreign: Vec<(String, usize)>,
}
