//! Reads the gates, and settles each capability by the first of three passes.

use std::sync::Arc;

use super::{Call, Layer, Pass, Reading, View, holds_by_bill};
use crate::advise::bill::Bills;
use crate::advise::facts::FactSheet;
use crate::expr::{CapabilityId, FactId, Formula};
use crate::placing::Architecture;
use crate::quantity::Truth;
use crate::rules::{Aim, GateId, Hard, RuleBase, Until};

pub(super) struct GateReader<'a> {
    pub(super) base: &'a RuleBase,
    /// By capability: the gates that are about it.
    pub(super) about: &'a [Vec<GateId>],
    pub(super) sheet: &'a FactSheet,
    pub(super) architecture: &'a Architecture,
    pub(super) assumptions: bool,
    pub(super) count_only: bool,
    pub(super) count_facts: &'a [FactId],
    pub(super) bills: Arc<Bills>,
    pub(super) readings: Vec<Reading>,
}

impl GateReader<'_> {
    fn view(&self, layer: Layer) -> View<'_> {
        let bills = Some(self.bills.as_ref());
        View { base: self.base, sheet: self.sheet, architecture: self.architecture, bills, layer }
    }

    pub(super) fn reading(&self, id: GateId) -> Reading {
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
                let is_better = |fact: &FactId| !self.count_facts.contains(fact) && !self.base.fact(*fact).growth;
                let known = self.base.fact_ids().find(|fact| is_better(fact) && self.sheet.is_known(self.base, *fact));
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
    pub(super) fn call(&self, capability: CapabilityId) -> Call {
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

    pub(super) fn burden(&self, capability: CapabilityId) -> Truth {
        let against = self.about(capability).filter(|id| self.base.gate(*id).aim == Aim::Against(capability));
        let counting = against.filter(|id| self.readings[id.0 as usize].counts());
        counting.map(|id| self.readings[id.0 as usize].on_facts).max().unwrap_or(Truth::False)
    }
}
