//! The rule base: everything that is known, checked and linked. Built once, never changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bursts::BurstModel;
use super::components::{Component, Quantity};
use super::decisions::{Choice, Finding, Playbook};
use super::deferred::Deferred;
use super::detection::DetectionRules;
use super::diagram::Diagram;
use super::frames::Frame;
use super::published::PublishedLadder;
use super::steps::{Item, Transition};
use super::tables::{Limit, Price, Specification};
use super::words::{Burden, Expected, FactGroup, GateKind};
use crate::expr::{CapabilityId, FactId, Formula, LimitId, PriceId, QuantityId, TrackId, Vocabulary};
use crate::problem::Place;
use crate::quantity::{Interval, Unit, Values};

/// A gate, as its place in [`RuleBase::gates`], which is sorted by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GateId(pub u16);

/// A transition, as its place in [`RuleBase::transitions`], which is sorted by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransitionId(pub u16);

/// Everything that is known.
///
/// Invariants: every name resolves, every id is unlike the others, every list is sorted as its id type says, and
/// nothing that was in a file is missing here.
#[derive(Debug, Clone)]
pub struct RuleBase {
    /// The names that conditions may use.
    pub vocabulary: Arc<Vocabulary>,
    /// By [`FactId`].
    pub facts: Vec<Fact>,
    /// By [`CapabilityId`].
    pub capabilities: Vec<Capability>,
    /// By [`TrackId`].
    pub tracks: Vec<Track>,
    /// By [`GateId`].
    pub gates: Vec<Gate>,
    /// By [`TransitionId`].
    pub transitions: Vec<Transition>,
    /// Decisions among options, sorted by id.
    pub choices: Vec<Choice>,
    /// Observations that are no step, sorted by id.
    pub findings: Vec<Finding>,
    /// Checklists of moves, sorted by id.
    pub playbooks: Vec<Playbook>,
    /// What resources of infrastructure descriptions mean.
    pub detection: Deferred<DetectionRules>,
    /// By [`PriceId`].
    pub prices: Vec<Price>,
    /// By [`LimitId`].
    pub limits: Vec<Limit>,
    /// What is known of the names of facts, in the order of facts.
    pub specifications: Vec<Specification>,
    /// Ladders that others have published, sorted by id.
    pub ladders: Vec<PublishedLadder>,
    /// The parts that an architecture is reckoned in, sorted by id.
    pub components: Vec<Component>,
    /// By [`QuantityId`].
    pub quantities: Vec<Quantity>,
    /// The facts that conditions hold a bill against, sorted.
    pub held_against_bills: Vec<FactId>,
    /// The model of a burst.
    pub burst_model: Option<BurstModel>,
    /// How an architecture is drawn.
    pub diagram: Deferred<Diagram>,
    /// Settings in which exercises are told, sorted by id.
    pub frames: Deferred<Vec<Frame>>,
    /// Capabilities that together are another.
    pub together: Vec<Together>,
    /// Facts that cannot both be true.
    pub contradictions: Vec<Contradiction>,
    /// By reference: `seed:001-L4`, `doc:…`.
    pub sources: Deferred<BTreeMap<String, Source>>,
    /// A hash of the effective rules, whatever their order and spacing.
    pub fingerprint: String,
    /// The overlays in force, in the order in which they were named.
    pub overlays: Vec<Overlay>,
}

/// Where something comes from and when that was last checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// References to sources.
    pub sources: Vec<String>,
    /// The day of the last check, ISO 8601.
    pub as_of: String,
}

/// A named, typed quantity.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub group: FactGroup,
    /// Its unit.
    pub unit: Unit,
    /// What it means.
    pub means: String,
    /// Every value that is possible.
    pub range: Values,
    /// The names it may have, for a choice or a set.
    pub members: Vec<String>,
    /// The question that asks for it.
    pub ask: String,
    /// A value that somebody might write; else one is made from the unit.
    pub example: Option<String>,
    /// More of it is more load.
    pub load: bool,
    /// It grows with the load: twice the load, twice of it.
    pub grows: bool,
    /// It says how fast load grows in a month, compound.
    pub growth: bool,
    /// Nobody can change it.
    pub fixed: bool,
    /// A judgement that sets a line, never a quantity of the workload.
    pub line: bool,
    /// People are asked for it; else only descriptions tell it.
    pub asked: bool,
    /// Its names are the regions that prices are told for.
    pub region: bool,
    /// What silence means, in words.
    pub silent: Option<String>,
    /// The value that silence is read as.
    pub quiet: Option<Values>,
    /// Formulas over other facts, the first that can be worked out wins.
    pub derive: Vec<Formula>,
    /// What is assumed where nothing better is known.
    pub assume: Option<Assumption>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Where it is declared.
    pub place: Place,
}

impl Fact {
    /// Says whether somebody can be asked for it: it is no line, and not only descriptions tell it.
    pub fn is_asked(&self) -> bool {
        self.asked && !self.line
    }
}

/// A low, typical and high value for a fact that nobody told.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// The low end.
    pub low: Formula,
    /// The value to reckon with.
    pub typical: Formula,
    /// The high end.
    pub high: Formula,
    /// Why these.
    pub why: String,
    /// Where they come from.
    pub sources: Vec<String>,
}

/// Something that an architecture has.
#[derive(Debug, Clone)]
pub struct Capability {
    /// Its name.
    pub name: String,
    /// A noun phrase: "read replicas".
    pub title: String,
    /// What it is.
    pub means: String,
    /// Where it is listed.
    pub area: String,
    /// The track on which it presses.
    pub home: Option<TrackId>,
    /// Capabilities that it brings.
    pub implies: Vec<CapabilityId>,
    /// Where told facts say this, it is not there, whatever a stage brings.
    pub absent_when: Option<Formula>,
    /// A system that has it stands at least on its rung.
    pub anchors: bool,
    /// A relief that makes no step of its own beside another.
    pub cheap: bool,
    /// What keeping it costs.
    pub burden: Burden,
    /// What a team must be to run it; a team known not to be is not advised to have it.
    pub run_by: Option<Formula>,
    /// What such a team buys or uses instead.
    pub instead: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Capabilities that together are another.
#[derive(Debug, Clone)]
pub struct Together {
    /// Its name.
    pub name: String,
    /// All of these …
    pub all: Vec<CapabilityId>,
    /// … are these too.
    pub gives: Vec<CapabilityId>,
    /// Why.
    pub why: String,
}

/// One ladder.
#[derive(Debug, Clone)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub means: String,
    /// The one that the headline prefers.
    pub main: bool,
    /// A track that describes this one along with itself.
    pub described_with: Option<TrackId>,
    /// Its stages answer different needs: one step holds all that are called for.
    pub at_once: bool,
    /// Its stages in climbing order.
    pub stages: Vec<Stage>,
    /// Its lanes, sorted by name.
    pub lanes: Vec<Lane>,
    /// Of the main track: the other tracks in the order in which steps that are equal otherwise are taken.
    pub beside: Vec<TrackId>,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl Track {
    /// The lane of an architecture that shows no mark of another: the one without marks.
    pub fn plain_lane(&self) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.marks.is_empty())
    }
}

/// A way up a track.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Capabilities that show it.
    pub marks: Vec<CapabilityId>,
}

/// A rung.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub means: String,
    /// What makes it the rung that it is.
    pub core: Vec<CapabilityId>,
    /// What comes along with a step that a count calls for.
    pub bundle: Vec<CapabilityId>,
    /// What is gained only where a gate calls for it.
    pub options: Vec<CapabilityId>,
    /// What each lane of the track adds here, by its place in [`Track::lanes`].
    pub lanes: Vec<Vec<CapabilityId>>,
    /// What a system on this stage is checked for.
    pub checklist: Deferred<Vec<Item>>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// The part that a capability plays on its rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// It makes the rung what it is.
    Core,
    /// It comes along with a step that a count calls for.
    Bundle,
    /// It is gained only where a gate calls for it.
    Option,
}

/// What a gate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// It calls for the capability.
    For(CapabilityId),
    /// It makes the capability a burden.
    Against(CapabilityId),
}

/// When a gate that holds means that something is broken.
#[derive(Debug, Clone)]
pub enum Hard {
    /// Never.
    No,
    /// Wherever the gate holds.
    Always,
    /// Where this holds.
    When(Formula),
}

/// What outranks a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Any one of these sets of facts, wholly known.
    Sets(Vec<Vec<FactId>>),
    /// Any told fact but the count.
    Anything,
}

/// One reason to want a capability, or not to.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Its id, which is the name of its file.
    pub id: String,
    /// What it sees, as a title.
    pub title: String,
    /// What it is about.
    pub aim: Aim,
    /// What kind of reason it is.
    pub kind: GateKind,
    /// The condition.
    pub when: Formula,
    /// When it means that something is broken.
    pub hard: Hard,
    /// A known exception that disarms it.
    pub unless: Option<Formula>,
    /// What outranks it.
    pub until: Until,
    /// Deferred answers to the same need.
    pub outgrown_by: Vec<CapabilityId>,
    /// Why it matters.
    pub why: String,
    /// Its line is nobody's measurement.
    pub judgement: bool,
    /// A review may accept it for a time.
    pub waivable: bool,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What must come out on given facts.
    pub examples: Deferred<Vec<Example>>,
    /// Where it is declared.
    pub place: Place,
}

impl Gate {
    /// The capability that it is about.
    pub fn capability(&self) -> CapabilityId {
        match self.aim {
            Aim::For(capability) | Aim::Against(capability) => capability,
        }
    }

    /// Says whether it is a user count that stands in for better facts.
    pub fn is_stand_in(&self) -> bool {
        self.kind == GateKind::Ladder
    }
}

/// Facts, and what a gate must say of them.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The facts that are known.
    pub facts: Vec<(FactId, Values)>,
    /// Quantities that are taken as reckoned.
    pub reckoned: Vec<(QuantityId, Interval)>,
    /// Capabilities that are there.
    pub has: Vec<CapabilityId>,
    /// Capabilities that are not there.
    pub lacks: Vec<CapabilityId>,
    /// Stages that the architecture has.
    pub at: Vec<(TrackId, usize)>,
    /// Lanes that it is in.
    pub lanes: Vec<(TrackId, usize)>,
    /// What must come out.
    pub expected: Expected,
    /// Where it stands.
    pub place: Place,
}

/// Facts that cannot both be true.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// Its name.
    pub name: String,
    /// What must hold.
    pub must: Formula,
    /// Why.
    pub why: String,
}

/// Where knowledge comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `seed:001-L4` or `doc:NAME`.
    pub reference: String,
    /// The event or the title.
    pub title: String,
    /// The day, month or edition.
    pub date: String,
    /// How sure it is: A, B, C or M; nothing for seeds.
    pub mark: Option<String>,
    /// What it says, in our words.
    pub says: Option<String>,
}

/// An overlay in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The name it was given by.
    pub name: String,
    /// What it replaces: `gates/…: when`.
    pub replaces: Vec<String>,
    /// What it adds: paths.
    pub adds: Vec<String>,
}

impl RuleBase {
    /// A fact.
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.0 as usize]
    }

    /// A capability.
    pub fn capability(&self, id: CapabilityId) -> &Capability {
        &self.capabilities[id.0 as usize]
    }

    /// A track.
    pub fn track(&self, id: TrackId) -> &Track {
        &self.tracks[id.0 as usize]
    }

    /// A gate.
    pub fn gate(&self, id: GateId) -> &Gate {
        &self.gates[id.0 as usize]
    }

    /// A transition.
    pub fn transition(&self, id: TransitionId) -> &Transition {
        &self.transitions[id.0 as usize]
    }

    /// A price.
    pub fn price(&self, id: PriceId) -> &Price {
        &self.prices[id.0 as usize]
    }

    /// A limit.
    pub fn limit(&self, id: LimitId) -> &Limit {
        &self.limits[id.0 as usize]
    }

    /// A quantity.
    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        &self.quantities[id.0 as usize]
    }

    /// The track that the headline prefers.
    pub fn main_track(&self) -> Option<TrackId> {
        self.track_ids().find(|id| self.track(*id).main).or_else(|| self.track_ids().next())
    }

    /// The rung of a capability on a track, with the part that it plays there.
    pub fn rung(&self, track: TrackId, capability: CapabilityId) -> Option<(usize, Part)> {
        self.track(track).stages.iter().enumerate().find_map(|(index, stage)| {
            let part = if stage.core.contains(&capability) {
                Part::Core
            } else if stage.bundle.contains(&capability) {
                Part::Bundle
            } else if stage.options.contains(&capability) {
                Part::Option
            } else {
                return None;
            };
            Some((index, part))
        })
    }

    /// Everything that a set of capabilities brings by implication, itself included, sorted.
    pub fn brings(&self, capabilities: &[CapabilityId]) -> Vec<CapabilityId> {
        let mut there = vec![false; self.capabilities.len()];
        let mut open: Vec<CapabilityId> = capabilities.to_vec();
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut there[id.0 as usize], true) {
                open.extend(&self.capability(id).implies);
            }
        }
        self.capability_ids().filter(|id| there[id.0 as usize]).collect()
    }

    /// Every checklist: what kind of thing it belongs to, its id, its title, its items, and when it was last checked.
    pub fn checklists(&self) -> Vec<(&'static str, &str, &str, &[Item], &str)> {
        let stages = self
            .tracks
            .iter()
            .flat_map(|track| &track.stages)
            .map(|stage| ("stage", &stage.name, &stage.title, &stage.checklist, &stage.provenance));
        let transitions = self.transitions.iter().map(|transition| {
            ("transition", &transition.id, &transition.why, &transition.checklist, &transition.provenance)
        });
        let playbooks = self
            .playbooks
            .iter()
            .map(|playbook| ("playbook", &playbook.id, &playbook.title, &playbook.checklist, &playbook.provenance));
        stages
            .chain(transitions)
            .chain(playbooks)
            .filter(|(.., items, _)| !items.is_empty())
            .map(|(of, id, title, items, provenance)| {
                (of, id.as_str(), title.as_str(), items.as_slice(), provenance.as_of.as_str())
            })
            .collect()
    }

    /// Every fact's id, in the order of names.
    pub fn fact_ids(&self) -> impl Iterator<Item = FactId> + use<> {
        (0..self.facts.len()).map(|index| FactId(index as u16))
    }

    /// Every capability's id, in the order of names.
    pub fn capability_ids(&self) -> impl Iterator<Item = CapabilityId> + use<> {
        (0..self.capabilities.len()).map(|index| CapabilityId(index as u16))
    }

    /// Every gate's id, in the order of ids.
    pub fn gate_ids(&self) -> impl Iterator<Item = GateId> + use<> {
        (0..self.gates.len()).map(|index| GateId(index as u16))
    }

    /// Every track's id, in the order of names.
    pub fn track_ids(&self) -> impl Iterator<Item = TrackId> + use<> {
        (0..self.tracks.len()).map(|index| TrackId(index as u16))
    }
}
