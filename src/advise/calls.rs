//! Which capabilities are called for: the gates, read in three passes.

use std::sync::Arc;

use super::bill::Bills;
use super::facts::FactSheet;
use super::foresight::Moment;
use super::setting::Setting;
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, TrackId, World};
use crate::placing::Architecture;
use crate::quantity::{Interval, Names, Truth, Values};
use crate::rules::{Aim, FactGroup, GateId, Hard, RuleBase, TransitionId, Until};

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

/// Which values a world shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// What is known on facts.
    Facts,
    /// On facts, and lines at their typical value.
    Lines,
    /// The whole range of what is assumed; lines at their typical value.
    Likely,
    /// Typical values.
    Typical,
    /// The whole range of what is assumed, of lines too.
    Spread,
    /// What was told, and nothing that was worked out from it.
    Told,
}

/// Facts and architecture as conditions see them.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What is known of facts.
    pub base: &'a RuleBase,
    /// The values.
    pub sheet: &'a FactSheet,
    /// What is there.
    pub architecture: &'a Architecture,
    /// The bills that conditions may ask for; without them none is reckoned.
    pub bills: Option<&'a Bills>,
    /// Which values.
    pub layer: Layer,
}

impl World for View<'_> {
    fn fact(&self, fact: FactId) -> Values {
        let declared = self.base.fact(fact);
        match self.layer {
            Layer::Facts => *self.sheet.on_facts(fact),
            // Whose prices count is settled with the lines: it is told beside every bill.
            Layer::Lines if declared.region => *self.sheet.typical(fact),
            Layer::Lines | Layer::Likely if declared.line => *self.sheet.typical(fact),
            Layer::Lines => *self.sheet.on_facts(fact),
            Layer::Likely | Layer::Spread => *self.sheet.likely(fact),
            Layer::Typical => *self.sheet.typical(fact),
            Layer::Told => self.sheet.known(fact).told.as_ref().map_or(self.base.fact(fact).range, |told| told.values),
        }
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        Setting::new(*self).quantity(quantity)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.architecture.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        match self.architecture.placed(track) {
            Some(placed) => (placed.stage, placed.stage),
            None => (0, self.base.track(track).stages.len().saturating_sub(1)),
        }
    }

    fn lane(&self, track: TrackId) -> Names {
        self.architecture.lanes(self.base, track)
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
            .filter(|fact| base.fact(*fact).group == FactGroup::Demand && sheet.is_known(base, *fact))
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

/// What a condition that facts leave open holds on, where it asks for a bill that was reckoned.
///
/// A bill that nobody told is never known on facts. Where all that it may be is on one side of the line it settles the
/// condition all the same, as an estimate; beside a bare count only what is surely paid does.
pub(super) fn holds_by_bill(condition: &Formula, view: View<'_>, assumptions: bool, count_only: bool) -> Option<Pass> {
    if !assumptions || view.base.bill_behind(condition).is_none() {
        return None;
    }
    let passes = [(Layer::Lines, Pass::Line), (Layer::Likely, Pass::Assumptions)];
    let view = View { layer: Layer::Facts, ..view };
    let holds = |layer: Layer| condition.truth(&WithBill { view, layer }) == Truth::True;
    passes
        .into_iter()
        .find(|(layer, pass)| !(count_only && *pass == Pass::Assumptions) && holds(*layer))
        .map(|found| found.1)
}

/// Facts as they are known, and bills as they are reckoned.
pub(super) struct WithBill<'a> {
    pub(super) view: View<'a>,
    pub(super) layer: Layer,
}

impl World for WithBill<'_> {
    fn fact(&self, fact: FactId) -> Values {
        self.view.fact(fact)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.view.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        self.view.at(track)
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        let is_bill = self.view.base.vocabulary.quantity_word(quantity).bill.is_some();
        let layer = if is_bill { self.layer } else { self.view.layer };
        View { layer, ..self.view }.quantity(quantity)
    }
}

struct GateReader<'a> {
    base: &'a RuleBase,
    /// By capability: the gates that are about it.
    about: &'a [Vec<GateId>],
    sheet: &'a FactSheet,
    architecture: &'a Architecture,
    assumptions: bool,
    count_only: bool,
    count_facts: &'a [FactId],
    bills: Arc<Bills>,
    readings: Vec<Reading>,
}

impl GateReader<'_> {
    fn view(&self, layer: Layer) -> View<'_> {
        let bills = Some(self.bills.as_ref());
        View { base: self.base, sheet: self.sheet, architecture: self.architecture, bills, layer }
    }

    fn reading(&self, id: GateId) -> Reading {
        let gate = self.base.gate(id);
        let on_facts = gate.when.truth(&self.view(Layer::Facts));
        // A settled condition stays settled when values narrow, so the other layers need no look.
        let other =
            |layer: Layer| if on_facts == Truth::Unknown { gate.when.truth(&self.view(layer)) } else { on_facts };
        let hard = match &gate.hard {
            Hard::No => Truth::False,
            Hard::Always => on_facts,
            Hard::When(condition) => condition.truth(&self.view(Layer::Facts)),
        };
        let exception = gate.unless.as_ref().map_or(Truth::False, |unless| unless.truth(&self.view(Layer::Facts)));
        let disarmed = exception == Truth::True;
        let disarmed_on = gate.unless.as_ref().filter(|_| exception == Truth::Unknown);
        Reading {
            on_facts,
            with_lines: other(Layer::Lines),
            likely: other(Layer::Likely),
            typical: other(Layer::Typical),
            hard,
            firm: on_facts.and(!exception),
            disarmed,
            disarmed_on: disarmed_on.and_then(|unless| self.holds_by_bill(unless)),
            outranked_by: self.outranked_by(id),
            silent: gate.is_stand_in() && self.is_silent(id),
            passed: gate.is_stand_in() && self.is_passed(id),
        }
    }

    /// What a condition that facts leave open holds on, where it asks for a bill that was reckoned.
    fn holds_by_bill(&self, condition: &Formula) -> Option<Pass> {
        holds_by_bill(condition, self.view(Layer::Facts), self.assumptions, self.count_only)
    }

    fn outranked_by(&self, id: GateId) -> Option<Vec<FactId>> {
        let gate = self.base.gate(id);
        // A better fact that is told but not known outranks no count; a gate over facts yields to what was told.
        let told = |fact: &FactId| {
            if gate.is_stand_in() { self.sheet.is_known(self.base, *fact) } else { self.sheet.is_told(*fact) }
        };
        match &gate.until {
            Until::Sets(sets) => sets.iter().find(|set| !set.is_empty() && set.iter().all(told)).cloned(),
            Until::Anything => {
                let known = self
                    .base
                    .fact_ids()
                    .find(|fact| !self.count_facts.contains(fact) && self.sheet.is_known(self.base, *fact));
                known.map(|fact| vec![fact])
            }
        }
    }

    /// A count is silent for rungs already reached and where a later answer to the same need is there; of an unknown
    /// count also where a better fact of the capability was told.
    fn is_silent(&self, id: GateId) -> bool {
        let gate = self.base.gate(id);
        let capability = gate.capability();
        let unknown_count = gate.when.facts().iter().all(|fact| !self.sheet.is_told(*fact));
        if unknown_count
            && self
                .gates_for(capability)
                .any(|other| self.base.gate(other).when.facts().iter().any(|fact| self.sheet.is_told(*fact)))
        {
            return true;
        }
        self.is_passed(id)
    }

    /// A rung already reached, or a later answer to the same need.
    fn is_passed(&self, id: GateId) -> bool {
        let gate = self.base.gate(id);
        let capability = gate.capability();
        if self.architecture.is_lacked(capability) {
            return false;
        }
        let passed = self.base.track_ids().any(|track| {
            match (self.architecture.placed(track), self.base.rung(track, capability)) {
                // Who stated a stage passed the rungs up to that one; parts from above passed none for the rest.
                (Some(placed), Some((rung, _))) => rung <= placed.stated.unwrap_or(placed.stage),
                _ => false,
            }
        });
        passed || gate.outgrown_by.iter().any(|later| self.architecture.has(*later) == Truth::True)
    }

    /// The gates that call for a capability, without stand-ins.
    fn gates_for(&self, capability: CapabilityId) -> impl Iterator<Item = GateId> + '_ {
        self.about(capability).filter(move |id| {
            let gate = self.base.gate(*id);
            gate.aim == Aim::For(capability) && !gate.is_stand_in()
        })
    }

    fn about(&self, capability: CapabilityId) -> impl Iterator<Item = GateId> + '_ {
        self.about[capability.0 as usize].iter().copied()
    }

    /// Whether a capability is called for, and can be run by those who would have to.
    ///
    /// What the stated team cannot run is not advised; only the end of a broken limit is, and then it is said.
    fn call(&self, capability: CapabilityId) -> Call {
        let mut call = self.wanted(capability);
        let run_by = self.base.capability(capability).run_by.as_ref();
        call.beyond_team = run_by.is_some_and(|run_by| run_by.truth(&self.view(Layer::Facts)) == Truth::False);
        if call.beyond_team && call.holds == Truth::True && !call.hard {
            call.withheld = std::mem::take(&mut call.gates);
            (call.holds, call.pass) = (Truth::False, Some(Pass::Facts));
        } else if call.beyond_team && call.holds == Truth::Unknown {
            (call.holds, call.pass) = (Truth::False, Some(Pass::Facts));
        }
        call
    }

    fn wanted(&self, capability: CapabilityId) -> Call {
        let reading = |id: GateId| &self.readings[id.0 as usize];
        let gates: Vec<GateId> = self.gates_for(capability).filter(|id| reading(*id).counts()).collect();
        let where_true = |layer: &dyn Fn(&Reading) -> Truth| -> Vec<GateId> {
            gates.iter().copied().filter(|id| layer(reading(*id)) == Truth::True).collect()
        };
        let denied = !gates.is_empty() && gates.iter().all(|id| reading(*id).on_facts == Truth::False);
        let firm: Vec<Truth> = self
            .gates_for(capability)
            .filter(|id| reading(*id).outranked_by.is_none())
            .map(|id| reading(id).firm)
            .collect();
        // True where one is, false where all are, else unknown; without any, nothing is said.
        let on_facts = firm.into_iter().max().unwrap_or(Truth::Unknown);
        let settled = |holds: Truth, pass: Pass, hard: bool, gates: Vec<GateId>| Call {
            holds,
            pass: Some(pass),
            hard,
            gates,
            on_facts,
            beyond_team: false,
            withheld: Vec::new(),
            unlocks: None,
            foreseen: None,
        };
        let open =
            Call { holds: Truth::Unknown, pass: None, ..settled(Truth::Unknown, Pass::Facts, false, Vec::new()) };

        // First pass: facts.
        let calling = where_true(&|reading| reading.on_facts);
        if !calling.is_empty() {
            let hard = calling.iter().any(|id| reading(*id).hard == Truth::True);
            return settled(Truth::True, Pass::Facts, hard, calling);
        }
        // What an estimate disarms is not denied on facts.
        let by_estimate = self.gates_for(capability).any(|id| {
            reading(id).disarmed_on.is_some()
                && reading(id).on_facts != Truth::False
                && reading(id).outranked_by.is_none()
        });
        if denied && !by_estimate {
            return settled(Truth::False, Pass::Facts, false, Vec::new());
        }
        // A limit known to be broken is relieved even where the best relief is not known for sure.
        let relief: Vec<GateId> = gates
            .iter()
            .copied()
            .filter(|id| reading(*id).hard == Truth::True && reading(*id).typical == Truth::True)
            .collect();
        if self.assumptions && !relief.is_empty() {
            return settled(Truth::True, Pass::Assumptions, true, relief);
        }
        // Second pass: the count. It can call; its "no" settles nothing.
        let stand_ins: Vec<GateId> = self
            .about(capability)
            .filter(|id| {
                let gate = self.base.gate(*id);
                gate.is_stand_in() && gate.aim == Aim::For(capability) && reading(*id).counts()
            })
            .collect();
        let counting: Vec<GateId> =
            stand_ins.iter().copied().filter(|id| reading(*id).on_facts == Truth::True).collect();
        if !counting.is_empty() {
            return settled(Truth::True, Pass::Count, false, counting);
        }
        let count_is_open = stand_ins.iter().any(|id| reading(*id).on_facts == Truth::Unknown);
        // Third pass: assumptions.
        if !self.assumptions {
            let quiet = gates.is_empty() && !count_is_open;
            return if quiet { settled(Truth::False, Pass::Count, false, Vec::new()) } else { open };
        }
        let calling = where_true(&|reading| reading.with_lines);
        if !calling.is_empty() {
            return settled(Truth::True, Pass::Line, false, calling);
        }
        if self.count_only {
            // Beside a bare count an assumption calls nothing; but what else was told is not swept away.
            let told_and_open =
                gates.iter().any(|id| reading(*id).likely != Truth::False && self.names_a_told_fact(*id));
            return if count_is_open || told_and_open {
                open
            } else {
                settled(Truth::False, Pass::Count, false, Vec::new())
            };
        }
        let calling = where_true(&|reading| reading.likely);
        if !calling.is_empty() {
            return settled(Truth::True, Pass::Assumptions, false, calling);
        }
        if gates.iter().all(|id| reading(*id).likely == Truth::False) && !(gates.is_empty() && count_is_open) {
            return settled(Truth::False, Pass::Assumptions, false, Vec::new());
        }
        open
    }

    fn names_a_told_fact(&self, id: GateId) -> bool {
        self.base
            .gate(id)
            .when
            .facts()
            .iter()
            .any(|fact| !self.count_facts.contains(fact) && self.sheet.is_known(self.base, *fact))
    }

    fn burden(&self, capability: CapabilityId) -> Truth {
        let against = self.about(capability).filter(|id| self.base.gate(*id).aim == Aim::Against(capability));
        let counting = against.filter(|id| self.readings[id.0 as usize].counts());
        counting.map(|id| self.readings[id.0 as usize].on_facts).max().unwrap_or(Truth::False)
    }
}
