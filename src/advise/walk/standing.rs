//! How a system stands where no step is taken: what keeps the verdict open, what is broken, missing or not needed.

use super::{Verdict, Walker};
use crate::advise::calls::Pass;
use crate::advise::step::{Status, Step, speaks};
use crate::expr::{CapabilityId, FactId};
use crate::quantity::Truth;
use crate::rules::{Aim, FactGroup, GateId, GateKind, Part};

/// Groups of facts that can show that a system is well as it is.
const TELLING: &[FactGroup] = &[FactGroup::Demand, FactGroup::Bursts, FactGroup::Requirements, FactGroup::Saturation];

impl Walker<'_> {
    pub(super) fn verdict(
        &self,
        next: Option<&Step>,
        steps: &[Step],
        back: Option<&Step>,
        switch: Option<&Step>,
        more_of_the_same: &[GateId],
    ) -> Verdict {
        match next {
            Some(step) if step.status == Status::Blocked => return Verdict::Blocked,
            Some(step) if back.is_some_and(|back| back == step) => return Verdict::StepDown,
            Some(step) if switch.is_some_and(|switch| switch == step) => return Verdict::SwitchLane,
            Some(_) => return Verdict::StepUp,
            None => {}
        }
        let telling = self.is_telling();
        let open = steps.iter().any(|step| step.status == Status::NeedsInfo && self.leaves_open(step));
        let there = |gate: &GateId| self.view.architecture.has(self.base.gate(*gate).capability()) == Truth::True;
        let broken = self.broken_limits().iter().any(|gate| !there(gate) && !more_of_the_same.contains(gate));
        if telling && !open && !broken && self.ask_presence().is_empty() { Verdict::Stay } else { Verdict::Undecided }
    }

    /// Beside the main track, whatever one of the track's own gates reads tells something of it.
    pub(super) fn is_telling(&self) -> bool {
        let known = |fact: FactId| self.view.sheet.is_known(self.base, fact);
        if Some(self.track) != self.base.main_track() {
            let own =
                self.base.gates.iter().filter(|gate| {
                    self.base.capability(gate.capability()).home == Some(self.track) && !gate.is_stand_in()
                });
            return own.flat_map(|gate| gate.when.facts()).any(known);
        }
        let tells = |fact: FactId| TELLING.contains(&self.base.fact(fact).group) && !self.base.fact(fact).growth;
        self.base.fact_ids().any(|fact| tells(fact) && known(fact))
    }

    /// Says whether an open step keeps the verdict open.
    pub(super) fn leaves_open(&self, step: &Step) -> bool {
        step.open.iter().any(|capability| self.holds_open(*capability))
    }

    /// Only a part of a rung, or a told range that stands across a line, holds the verdict open. An option that nobody
    /// told anything about may be asked for, and holds nothing up.
    pub(super) fn holds_open(&self, capability: CapabilityId) -> bool {
        let part_of_rung = matches!(self.base.rung(self.track, capability), Some((_, Part::Core | Part::Bundle)));
        (part_of_rung && self.hangs_on_more_than_a_saving(capability)) || self.hangs_on_a_told_range(capability)
    }

    /// A saving that may be there holds nothing up.
    fn hangs_on_more_than_a_saving(&self, capability: CapabilityId) -> bool {
        self.base.gate_ids().any(|id| {
            let gate = self.base.gate(id);
            let reading = self.calls.reading(id);
            gate.aim == Aim::For(capability)
                && gate.kind != GateKind::Cost
                && reading.counts()
                && reading.on_facts == Truth::Unknown
                && speaks(self.base, self.calls, id)
        })
    }

    fn hangs_on_a_told_range(&self, capability: CapabilityId) -> bool {
        let across =
            |fact: &FactId| self.view.sheet.is_known(self.base, *fact) && !self.view.sheet.on_facts(*fact).is_point();
        let open = |id: &GateId| {
            let reading = self.calls.reading(*id);
            self.base.gate(*id).aim == Aim::For(capability)
                && reading.counts()
                && reading.on_facts == Truth::Unknown
                && reading.likely != Truth::False
        };
        self.base.gate_ids().filter(open).any(|id| self.base.gate(id).when.facts().iter().any(across))
    }

    /// Gates of this track whose limit is broken on facts.
    fn broken_limits(&self) -> Vec<GateId> {
        let here = |id: &GateId| {
            let gate = self.base.gate(*id);
            matches!(gate.aim, Aim::For(capability) if self.base.capability(capability).home == Some(self.track))
                && !gate.is_stand_in()
        };
        self.base
            .gate_ids()
            .filter(here)
            .filter(|id| self.calls.reading(*id).counts() && self.calls.reading(*id).hard == Truth::True)
            // What is hard under a condition of its own is no broken limit where the gate itself does not hold.
            .filter(|id| self.calls.reading(*id).on_facts != Truth::False)
            .collect()
    }

    /// Broken limits whose relief is there already: more of it is needed, and no step brings it.
    pub(super) fn more_of_the_same(&self) -> Vec<GateId> {
        let broken = self.broken_limits();
        // A promise is kept by what relieves it; only what monitoring saw on the present architecture is still broken.
        let measured = |id: &GateId| {
            let facts = self.base.gate(*id).when.facts();
            facts.iter().any(|fact| {
                self.base.fact(*fact).group == FactGroup::Saturation && self.view.sheet.is_known(self.base, *fact)
            })
        };
        let relieved = |id: &GateId| self.view.architecture.has(self.base.gate(*id).capability()) == Truth::True;
        let mut broken: Vec<GateId> = broken.into_iter().filter(|id| !relieved(id) || measured(id)).collect();
        // Where one is known to hold, those that only may say nothing.
        let holds = |id: &GateId| self.calls.reading(*id).on_facts == Truth::True;
        if broken.iter().any(holds) {
            broken.retain(holds);
        }
        let reachable = broken
            .iter()
            .any(|id| !relieved(id) && self.calls.of(self.base.gate(*id).capability()).holds == Truth::True);
        if reachable {
            Vec::new()
        } else if broken.iter().any(relieved) {
            broken
        } else {
            Vec::new()
        }
    }

    pub(super) fn gaps(&self) -> Vec<CapabilityId> {
        let Some(placed) = self.view.architecture.placed(self.track) else { return Vec::new() };
        let core = self.base.track(self.track).stages[..=placed.furthest].iter().flat_map(|stage| &stage.core).copied();
        let is_called = |capability: &CapabilityId| {
            let call = self.calls.of(*capability);
            call.holds == Truth::True && call.foreseen.is_none()
        };
        core.filter(|capability| self.is_missing(*capability) && is_called(capability)).collect()
    }

    pub(super) fn beside(&self) -> Vec<CapabilityId> {
        // At home nowhere, or on a track that nobody described and that takes no step.
        let homeless = |id: &CapabilityId| {
            let home = self.base.capability(*id).home;
            let is_core = matches!(self.base.rung(self.track, *id), Some((_, Part::Core)));
            home.is_none_or(|home| is_core && home != self.track && self.view.architecture.placed(home).is_none())
        };
        let on_facts = |id: &CapabilityId| {
            let call = self.calls.of(*id);
            call.holds == Truth::True && call.pass == Some(Pass::Facts) && call.foreseen.is_none()
        };
        let on_this_track = |id: &CapabilityId| self.base.rung(self.track, *id).is_some();
        let missing = |id: &CapabilityId| self.is_missing(*id);
        self.base
            .capability_ids()
            .filter(|id| homeless(id) && on_this_track(id) && on_facts(id) && missing(id))
            .collect()
    }

    /// Called for, unlisted below the placed stage, and not so urgent that it is required all the same.
    pub(super) fn ask_presence(&self) -> Vec<CapabilityId> {
        self.home()
            .filter(|capability| {
                let call = self.calls.of(*capability);
                self.view.architecture.has(*capability) == Truth::Unknown && call.holds == Truth::True && !call.hard
            })
            .collect()
    }

    /// Missing, and either withheld because the team cannot run it or called for all the same.
    pub(super) fn beyond_team(&self) -> Vec<CapabilityId> {
        self.home()
            .filter(|capability| {
                let call = self.calls.of(*capability);
                let wanted = call.holds == Truth::True || !call.withheld.is_empty();
                self.view.architecture.has(*capability) != Truth::True && call.beyond_team && wanted
            })
            .collect()
    }

    /// Present, a burden on facts, and called for by nothing.
    pub(super) fn unneeded(&self) -> Vec<CapabilityId> {
        self.base
            .capability_ids()
            .filter(|id| {
                self.view.architecture.has(*id) == Truth::True
                    && self.calls.burdens[id.0 as usize] == Truth::True
                    && !self.is_wanted(*id)
                    && (self.base.capability(*id).home == Some(self.track) || self.base.rung(self.track, *id).is_some())
            })
            .collect()
    }

    /// Called for on facts, if need be against an assumed line. A count or an assumption protects nothing from a burden
    /// that holds on facts: else a count could tip the answer.
    pub(super) fn is_wanted(&self, capability: CapabilityId) -> bool {
        let call = self.calls.of(capability);
        call.holds == Truth::True && matches!(call.pass, Some(Pass::Facts | Pass::Line))
    }
}
