//! What descriptions show, in words and numbers.
//!
//! `build` makes the model, `text` tells it; JSON is the model itself.

mod build;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::value::{Number, ValueReport};

pub use build::detection;
pub use text::tell_detection;

/// What descriptions show. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DetectionReport {
    /// `nextrung.detect/1`.
    pub schema: &'static str,
    /// The answer in one line.
    pub headline: String,
    /// What the answer is of: of several that are deployed apart, the one that stands highest.
    #[serde(flatten)]
    pub root: RootReport,
    /// The others, each an answer of its own; nothing is added up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<RootReport>,
    /// Files that were seen and not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredReport>,
}

/// What one thing that is deployed as a whole shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RootReport {
    /// The path of its main file, as given.
    pub root: String,
    /// Its format: terraform-plan, terraform-state, cloudformation, sam.
    pub form: &'static str,
    /// Whether the input is whole; only then is anything called absent.
    pub whole: bool,
    /// Why it may not be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
    /// Whether there is enough to say where the system stands.
    pub placed: bool,
    /// Why there is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The lane.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// Where it stands, by track; only tracks of which something is known.
    pub stages: BTreeMap<String, StandingReport>,
    /// Every capability that is known.
    pub capabilities: Vec<CapabilityReport>,
    /// Facts of the components, by name; told to `advise --infra` with the origin `detected`.
    pub facts: BTreeMap<String, DetectedFactReport>,
    /// What the system is made of.
    pub components: Vec<ComponentReport>,
    /// How many resources were seen and what became of them.
    pub seen: SeenResources,
    /// What to know about the reading.
    pub notes: Vec<String>,
}

/// Where a system stands on a track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandingReport {
    /// The stage with the least misfit.
    pub current: String,
    /// The highest stage with any of its core there.
    pub furthest: String,
    /// Core capabilities up to there that no resource shows, rung by rung.
    pub gaps: Vec<String>,
}

/// Whether a capability is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CapabilityReport {
    /// The capability.
    pub capability: String,
    /// present, absent or cannot-tell.
    pub status: &'static str,
    /// What shows it.
    pub evidence: Vec<EvidenceReport>,
    /// The present capability that brings it, where no resource shows it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought_by: Option<String>,
    /// Why it cannot be told; absent where descriptions never show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// What would settle it is described, and open.
    #[serde(skip)]
    pub open: bool,
}

/// A resource that shows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceReport {
    /// The file, as given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The address of the resource.
    pub resource: String,
}

/// A fact of the components.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DetectedFactReport {
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// `detected`.
    pub origin: &'static str,
    /// What shows it.
    pub evidence: Vec<EvidenceReport>,
}

/// Something that a system is made of.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ComponentReport {
    /// Its name in the rules.
    pub component: String,
    /// What people call several of it.
    pub title: String,
    /// The least number of them; a count.
    pub low: Number,
    /// The greatest number of them; absent where it has no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    /// The first resources that surely are it.
    pub evidence: Vec<EvidenceReport>,
    /// Whether it does the work of a system.
    pub bears_work: bool,
}

/// How many resources were seen and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeenResources {
    /// All resources; a count.
    pub resources: usize,
    /// Those that rules read as components; a count.
    pub read: usize,
    /// Those that are known to say nothing about the architecture; a count.
    pub plumbing: usize,
    /// Kinds that no rule knows, with their number, the most frequent first.
    pub unknown: Vec<KindReport>,
    /// Other providers, with the number of their resources.
    pub foreign: Vec<KindReport>,
}

/// A kind of resource, or a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KindReport {
    /// Its name.
    pub kind: String,
    /// How many resources; a count.
    pub count: usize,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IgnoredReport {
    /// Its path, as given.
    pub file: String,
    /// Why.
    pub because: String,
}
