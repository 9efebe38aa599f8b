//! Which capabilities are called for: the gates, read in three passes.

use std::sync::Arc;

use super::bill::Bills;
use super::facts::FactSheet;
use super::foresight::Moment;
use crate::expr::{CapabilityId, FactId};
use crate::placing::Architecture;
use crate::quantity::Truth;
use crate::rules::{FactGroup, GateId, RuleBase, TransitionId};

mod read;
mod view;

pub(super) use self::view::holds_by_bill;
pub use self::view::{Layer, View};

use self::read::GateReader;

/// What settled whether a capability is called for, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pass {
    /// Measured, stated, detected or derived values.
    Facts,
    /// Such values against a line that is assumed.
    Line,
    /// A user count.
    Count,
    /// Assumed values.
    Assumptions,
}

impl Pass {
    /// The word that answers show. A line that is assumed is an assumption.
    pub fn word(self) -> &'static str {
        match self {
            Pass::Facts => "facts",
            Pass::Count => "ladder",
            Pass::Line | Pass::Assumptions => "assumptions",
        }
    }
}

/// Whether a capability is called for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// True, false, or open.
    pub holds: Truth,
    /// What settled it; nothing while it is open.
    pub pass: Option<Pass>,
    /// A gate that ends a broken limit calls.
    pub hard: bool,
    /// The gates that call, sorted.
    pub gates: Vec<GateId>,
    /// What facts alone say, without the default that an exception which nobody knows does not apply.
    pub on_facts: Truth,
    /// The stated team is known not to be able to run it.
    pub beyond_team: bool,
    /// The gates that would call, were the team another one.
    pub withheld: Vec<GateId>,
    /// The step of another track that cannot be taken without it.
    pub unlocks: Option<TransitionId>,
    /// It is not called for today: the month, counted from today, from which the stated growth will call for it.
    pub foreseen: Option<Moment>,
}

impl Call {
    /// How strongly it is called for, the strongest first: the end of a broken limit, the passes, and of each pass what
    /// is called for today before what will be.
    pub fn strength(&self) -> (bool, Option<Pass>, bool) {
        (!self.hard, self.pass, self.foreseen.is_some())
    }
}

/// How one gate reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// On facts.
    pub on_facts: Truth,
    /// On facts, with lines at their typical value.
    pub with_lines: Truth,
    /// With the whole range of what is assumed.
    pub likely: Truth,
    /// With typical values.
    pub typical: Truth,
    /// Whether the limit that it guards is broken, on facts.
    pub hard: Truth,
    /// On facts, and no exception applies.
    pub firm: Truth,
    /// A known exception disarms it.
    pub disarmed: bool,
    /// An exception that is read off a reckoned bill disarms it; with what that rests on.
    pub disarmed_on: Option<Pass>,
    /// The set of facts that outranks it.
    pub outranked_by: Option<Vec<FactId>>,
    /// A stand-in that says nothing for the present architecture.
    pub silent: bool,
    /// A stand-in that the present architecture silences, whatever is told.
    pub passed: bool,
}

impl Reading {
    /// Says whether the gate has a voice.
    pub fn counts(&self) -> bool {
        !self.disarmed && self.disarmed_on.is_none() && self.outranked_by.is_none() && !self.silent
    }
}

/// All gates and all capabilities, read.
#[derive(Debug, Clone)]
pub struct Calls {
    /// By gate.
    pub readings: Vec<Reading>,
    /// By capability.
    pub calls: Vec<Call>,
    /// Capabilities that a gate against them makes a burden, on facts.
    pub burdens: Vec<Truth>,
    /// Nothing is known of the demand but the count.
    pub count_only: bool,
    /// The bills that conditions asked for.
    pub bills: Arc<Bills>,
}

impl Calls {
    /// Reads every gate.
    pub fn new(base: &RuleBase, sheet: &FactSheet, architecture: &Architecture, assumptions: bool) -> Calls {
        let count_facts = count_facts(base);
        let known_demand: Vec<FactId> = base
            .fact_ids()
            // How fast the demand grows says nothing of how much there is.
            .filter(|fact| base.fact(*fact).group == FactGroup::Demand && !base.fact(*fact).growth)
            .filter(|fact| sheet.is_known(base, *fact))
            .collect();
        let count_only = !known_demand.is_empty() && known_demand.iter().all(|fact| count_facts.contains(fact));
        let mut about = vec![Vec::new(); base.capabilities.len()];
        base.gate_ids().for_each(|id| about[base.gate(id).capability().0 as usize].push(id));
        let mut reader = GateReader {
            base,
            about: &about,
            sheet,
            architecture,
            assumptions,
            count_only,
            count_facts: &count_facts,
            bills: Arc::default(),
            readings: Vec::new(),
        };
        reader.readings = base.gate_ids().map(|gate| reader.reading(gate)).collect();
        let calls = base.capability_ids().map(|capability| reader.call(capability)).collect();
        let burdens = base.capability_ids().map(|capability| reader.burden(capability)).collect();
        Calls { readings: reader.readings, calls, burdens, count_only, bills: reader.bills }
    }

    /// Whether a capability is called for.
    pub fn of(&self, capability: CapabilityId) -> &Call {
        &self.calls[capability.0 as usize]
    }

    /// Has a capability called for because the step of another track cannot be taken without it; says whether that is
    /// new. What is called for more strongly in its own right stays so.
    pub(super) fn require(
        &mut self,
        capability: CapabilityId,
        (pass, hard): (Pass, bool),
        foreseen: Option<Moment>,
        unlocks: TransitionId,
    ) -> bool {
        let call = &mut self.calls[capability.0 as usize];
        let waiting =
            Call { holds: Truth::True, pass: Some(pass), hard, unlocks: Some(unlocks), foreseen, ..call.clone() };
        let is_stronger = call.holds != Truth::True || waiting.strength() < call.strength();
        let is_new = is_stronger || call.unlocks.is_none();
        if is_stronger {
            *call = waiting;
        } else {
            call.unlocks.get_or_insert(unlocks);
        }
        is_new
    }

    /// How a gate reads.
    pub fn reading(&self, gate: GateId) -> &Reading {
        &self.readings[gate.0 as usize]
    }
}

/// The facts that stand-ins read: the count.
pub fn count_facts(base: &RuleBase) -> Vec<FactId> {
    let mut facts: Vec<FactId> =
        base.gates.iter().filter(|gate| gate.is_stand_in()).flat_map(|gate| gate.when.facts()).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}
