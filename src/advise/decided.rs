//! Whether any further fact could turn an answer.
//!
//! Only what was told is firm. What was worked out may be told otherwise tomorrow, an exception may become known, a
//! better fact may outrank a gate; so a gate that holds today is a promise only where none of this can happen.

use super::calls::{Calls, Layer, View};
use super::foresight::Foresight;
use super::step::{Step, elsewhere};
use super::walk::{Verdict, Walk};
use crate::expr::{CapabilityId, Formula, TrackId};
use crate::quantity::Truth;
use crate::rules::{Aim, Gate, GateId, Hard, Part, RuleBase, Transition, Until};

/// Says whether no further fact turns the verdict or the rung of the next step, a growth of which nothing is known aside.
pub(super) fn decided(
    base: &RuleBase,
    calls: &Calls,
    view: View<'_>,
    foresight: Option<&Foresight>,
    track: TrackId,
    walk: &Walk,
) -> bool {
    let Some(placed) = view.architecture.placed(track) else { return false };
    let view = View { layer: Layer::Told, ..view };
    // What presses today goes before what will: only a verdict to stay can be turned by what is foreseen.
    let ahead = foresight.filter(|_| walk.verdict == Verdict::Stay).into_iter().flat_map(Foresight::judged);
    let ahead = ahead.map(|sheet| View { sheet, ..view }).collect();
    let mut firm = Firm { base, calls, view, ahead, track, stage: placed.stage, waited: Vec::new() };
    if !firm.keeps_its_parts() {
        return false;
    }
    firm.waited = firm.waited_for();
    match (&walk.next, walk.verdict) {
        (Some(step), Verdict::StepUp) => firm.step_up(step),
        (None, Verdict::Stay) => firm.stay(),
        _ => false,
    }
}

struct Firm<'a> {
    base: &'a RuleBase,
    calls: &'a Calls,
    view: View<'a>,
    /// The facts at the end of every lead time, where that can turn the verdict.
    ahead: Vec<View<'a>>,
    track: TrackId,
    stage: usize,
    /// By capability: a step of another track may come to wait for it.
    waited: Vec<bool>,
}

impl Firm<'_> {
    fn step_up(&self, step: &Step) -> bool {
        let to = step.edge.to;
        let calls = |hard: bool| self.missing().any(|c| self.target(c) == to && self.surely_called(c, hard));
        let broken = calls(true);
        // A step on the same rung counts by the rung of its options, and a cheap one is swallowed by any that is as
        // urgent: every other step may go before it.
        let alone = to == self.stage;
        let others = || self.missing().filter(|c| self.target(*c) != to);
        let goes_before = |c: CapabilityId| self.target(c) < to || alone;
        // A greater step that brings the same goes first once it is as urgent.
        let wanted: Vec<CapabilityId> =
            step.required().filter(|action| !action.because.is_empty()).map(|action| action.capability).collect();
        let brought = |c: CapabilityId| {
            self.target(c) > to && self.could_call(c, broken) && {
                let brings = self.base.brings(&[c]);
                wanted.iter().any(|part| brings.contains(part))
            }
        };
        let unbeaten = others().all(|c| !brought(c))
            && others().all(|c| match broken {
                true => !(goes_before(c) && self.could_call(c, true)),
                false => !(self.could_call(c, true) || goes_before(c) && self.could_call(c, false)),
            });
        (broken || calls(false))
            && unbeaten
            && self.stays_ready(step)
            && (broken || self.no_way_back() && self.keeps_lane())
    }

    fn stay(&self) -> bool {
        let unbroken = |capability: CapabilityId| {
            self.gates_for(capability).filter(|(id, gate)| !gate.is_stand_in() && !self.is_out(*id, gate)).all(
                |(_, gate)| match &gate.hard {
                    Hard::No => true,
                    Hard::Always => self.truth(&gate.when) == Truth::False,
                    Hard::When(condition) => self.truth(condition) == Truth::False,
                },
            )
        };
        self.missing().all(|c| self.is_closed(c) && unbroken(c)) && self.no_way_back() && self.keeps_lane()
    }

    /// No fact can say that a part which is read as there is not.
    fn keeps_its_parts(&self) -> bool {
        self.base.capability_ids().all(|id| {
            let denied = self.base.capability(id).absent_when.as_ref().map_or(Truth::False, |when| self.truth(when));
            denied != Truth::Unknown || self.view.architecture.has(id) != Truth::True
        })
    }

    /// What is at home on the track and not surely there.
    fn missing(&self) -> impl Iterator<Item = CapabilityId> + '_ {
        self.base.capability_ids().filter(|id| {
            self.base.capability(*id).home == Some(self.track) && self.view.architecture.has(*id) != Truth::True
        })
    }

    /// The rung on which a step would gain a capability.
    fn target(&self, capability: CapabilityId) -> usize {
        match self.base.rung(self.track, capability) {
            Some((rung, part)) if part != Part::Option => rung.max(self.stage),
            _ => self.stage,
        }
    }

    fn truth(&self, condition: &Formula) -> Truth {
        condition.truth(&self.view)
    }

    /// Says whether a condition may hold, today or once the load has grown as was told.
    fn may_hold(&self, condition: &Formula) -> bool {
        std::iter::once(&self.view).chain(&self.ahead).any(|view| condition.truth(view) != Truth::False)
    }

    fn can_be_run(&self, capability: CapabilityId) -> Truth {
        self.base.capability(capability).run_by.as_ref().map_or(Truth::True, |run_by| self.truth(run_by))
    }

    fn gates_for(&self, capability: CapabilityId) -> impl Iterator<Item = (GateId, &Gate)> {
        self.gates(Aim::For(capability))
    }

    fn gates(&self, aim: Aim) -> impl Iterator<Item = (GateId, &Gate)> {
        self.base.gate_ids().map(|id| (id, self.base.gate(id))).filter(move |(_, gate)| gate.aim == aim)
    }

    /// Says whether a gate will never have a voice.
    fn is_out(&self, id: GateId, gate: &Gate) -> bool {
        let reading = self.calls.reading(id);
        reading.outranked_by.is_some()
            || reading.passed
            || gate.unless.as_ref().is_some_and(|unless| self.truth(unless) == Truth::True)
    }

    /// Says whether a gate will always have a voice.
    fn always_counts(&self, id: GateId, gate: &Gate) -> bool {
        self.calls.reading(id).counts()
            && matches!(&gate.until, Until::Sets(sets) if sets.is_empty())
            && gate.unless.as_ref().is_none_or(|unless| self.truth(unless) == Truth::False)
    }

    /// Says whether facts will always call for a capability; `hard`: for the end of a broken limit.
    fn surely_called(&self, capability: CapabilityId, hard: bool) -> bool {
        let there = self.view.architecture.has(capability);
        let broken = |gate: &Gate| match &gate.hard {
            Hard::No => false,
            Hard::Always => true,
            Hard::When(condition) => self.truth(condition) == Truth::True,
        };
        self.gates_for(capability).any(|(id, gate)| {
            !gate.is_stand_in()
                && self.always_counts(id, gate)
                && self.truth(&gate.when) == Truth::True
                && (broken(gate) || !hard && there == Truth::False && self.can_be_run(capability) == Truth::True)
        })
    }

    /// Says whether facts may yet call for a capability; `hard`: for the end of a broken limit.
    fn could_call(&self, capability: CapabilityId, hard: bool) -> bool {
        self.facts_could_call(capability, hard) || self.waited[capability.0 as usize]
    }

    /// By capability: whether a step of another track may come to wait for it, and so call for it.
    ///
    /// Tracks may wait in a chain, so what is found is looked at again until nothing is new: each round costs the
    /// declared steps once, and finds at least one capability more.
    fn waited_for(&self) -> Vec<bool> {
        let mut counted = vec![false; self.base.capabilities.len()];
        for (id, gate) in self.base.gate_ids().map(|id| (id, self.base.gate(id))) {
            let Aim::For(capability) = gate.aim else { continue };
            let known = &mut counted[capability.0 as usize];
            *known = *known || !self.is_out(id, gate) && self.may_hold(&gate.when);
        }
        let mut waited = vec![false; self.base.capabilities.len()];
        loop {
            let may_press = |id: CapabilityId| {
                let index = id.0 as usize;
                self.view.architecture.has(id) != Truth::True && (counted[index] || waited[index])
            };
            let taken = self.base.transitions.iter().filter(|one| self.may_be_taken(one, &may_press));
            let new: Vec<CapabilityId> = taken
                .flat_map(|one| self.may_wait_for(one))
                .filter(|capability| !waited[capability.0 as usize])
                .collect();
            if new.is_empty() {
                return waited;
            }
            new.into_iter().for_each(|capability| waited[capability.0 as usize] = true);
        }
    }

    /// Says whether a declared step may come to be the next one: up, where a part of it may press; back, where what it
    /// takes away may become a burden; into another lane, where an option of the lane may be ruled out or called for.
    fn may_be_taken(&self, transition: &Transition, may_press: &impl Fn(CapabilityId) -> bool) -> bool {
        if transition.requires.iter().all(|requirement| requirement.capability.is_none()) {
            return false;
        }
        let stage = transition.to.map(|stage| &self.base.track(transition.track).stages[stage]);
        let parts = stage.into_iter().flat_map(|stage| stage.core.iter().chain(&stage.bundle));
        let is_there = |id: &&CapabilityId| self.view.architecture.has(**id) == Truth::True;
        parts.chain(&transition.adds).any(|id| may_press(*id))
            || transition.drops.iter().filter(is_there).any(|id| !self.is_no_burden(*id))
            || transition.lane.is_some_and(|lane| self.may_change_lane(transition.track, lane))
    }

    /// Says whether a track may come to change into a lane: an option there may be called for, or today's ruled out.
    fn may_change_lane(&self, track: TrackId, lane: usize) -> bool {
        let today = self.view.architecture.placed(track).and_then(|placed| placed.lane);
        let choices = self.base.choices.iter().filter(|choice| choice.lane_of == Some(track));
        choices.flat_map(|choice| &choice.options).any(|option| {
            let grounds = match option.lane {
                Some(of) if of == lane => &option.calls_for,
                of if of == today => &option.rules_out,
                _ => return false,
            };
            today != Some(lane) && grounds.iter().any(|ground| self.truth(&ground.when) != Truth::False)
        })
    }

    /// The capabilities of other tracks that a declared step may wait for.
    fn may_wait_for(&self, transition: &Transition) -> impl Iterator<Item = CapabilityId> {
        let open = transition.requires.iter().filter(|requirement| {
            requirement.when.as_ref().map_or(Truth::False, |when| self.truth(when)) != Truth::True
        });
        let missing = open.filter_map(|requirement| requirement.capability);
        missing.filter(|capability| elsewhere(self.base, transition.track, *capability).is_some())
    }

    fn facts_could_call(&self, capability: CapabilityId, hard: bool) -> bool {
        let breaks = |gate: &Gate| match &gate.hard {
            Hard::No => false,
            Hard::Always => true,
            Hard::When(condition) => self.truth(condition) != Truth::False,
        };
        self.gates_for(capability).any(|(id, gate)| {
            !gate.is_stand_in()
                && !self.is_out(id, gate)
                && self.may_hold(&gate.when)
                && (breaks(gate) || !hard && self.can_be_run(capability) != Truth::False)
        })
    }

    /// Says whether nothing will ever call for a capability, a count included.
    fn is_closed(&self, capability: CapabilityId) -> bool {
        let count = self
            .gates_for(capability)
            .any(|(id, gate)| gate.is_stand_in() && !self.is_out(id, gate) && self.may_hold(&gate.when));
        let denied = self.gates_for(capability).any(|(id, gate)| !gate.is_stand_in() && self.always_counts(id, gate));
        !self.could_call(capability, false) && (denied || !count)
    }

    /// A requirement without a capability that could ride along must be told to hold.
    fn stays_ready(&self, step: &Step) -> bool {
        let required = step.declared.iter().flat_map(|id| &self.base.transition(*id).requires);
        // What is missing rides along where it belongs to the same track; else the condition alone must meet it.
        let is_met = |capability: CapabilityId| match self.view.architecture.has(capability) {
            Truth::True => true,
            Truth::Unknown => false,
            Truth::False => elsewhere(self.base, self.track, capability).is_none(),
        };
        required.into_iter().all(|needed| {
            needed.capability.is_some_and(is_met)
                || needed.when.as_ref().is_some_and(|when| self.truth(when) == Truth::True)
        })
    }

    /// Nothing that is there can become a burden.
    fn no_way_back(&self) -> bool {
        let there = self.base.capability_ids().filter(|id| self.view.architecture.has(*id) == Truth::True);
        there.into_iter().all(|capability| self.surely_called(capability, false) || self.is_no_burden(capability))
    }

    /// Nothing can make a capability a burden.
    fn is_no_burden(&self, capability: CapabilityId) -> bool {
        self.gates(Aim::Against(capability))
            .all(|(id, gate)| self.is_out(id, gate) || self.truth(&gate.when) == Truth::False)
    }

    /// No option of the lane can be ruled out or called for.
    fn keeps_lane(&self) -> bool {
        let choices = self.base.choices.iter().filter(|choice| choice.lane_of == Some(self.track));
        choices.flat_map(|choice| &choice.options).all(|option| {
            option.rules_out.iter().chain(&option.calls_for).all(|ground| self.truth(&ground.when) == Truth::False)
        })
    }
}
