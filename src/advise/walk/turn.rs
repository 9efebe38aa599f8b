//! Steps that do not climb: back from what nothing calls for, and into another lane.

use super::Walker;
use crate::advise::step::{Action, Need, Needed, Status, Step, Urgency, needed};
use crate::expr::CapabilityId;
use crate::ladder::Edge;
use crate::quantity::Truth;
use crate::rules::{Part, Transition, TransitionId};

impl Walker<'_> {
    /// The declared way back from what is unneeded, if nothing that it takes away is called for.
    ///
    /// What only marks a lane is no way back but a change of lane.
    pub(super) fn way_back(&self, stage: usize, unneeded: &[CapabilityId]) -> Option<Step> {
        let lanes = &self.base.track(self.track).lanes;
        let present = |capability: &CapabilityId| self.view.architecture.has(*capability) == Truth::True;
        // A mark beside which another one stays keeps the lane: a cluster goes, its containers stay.
        let marks_a_lane = |capability: &CapabilityId| {
            lanes.iter().any(|lane| {
                let stays = |mark: &CapabilityId| mark != capability && present(mark) && !unneeded.contains(mark);
                lane.marks.contains(capability) && !lane.marks.iter().any(stays)
            })
        };
        let unneeded: Vec<CapabilityId> =
            unneeded.iter().copied().filter(|capability| !marks_a_lane(capability)).collect();
        let fits = |(_, transition): &(usize, &Transition)| {
            transition.track == self.track
                && transition.drops.iter().any(|drop| unneeded.contains(drop))
                && transition.drops.iter().filter(|drop| present(drop)).all(|drop| !self.is_wanted(*drop))
        };
        // The way back that takes the highest core away goes first: it is the dearest. Then the one that takes most.
        let weight = |transition: &crate::rules::Transition| {
            let dropped = || transition.drops.iter().filter(|drop| unneeded.contains(drop));
            let core = dropped().filter_map(|drop| self.base.rung(self.track, *drop));
            let highest = core.filter(|(_, part)| *part == Part::Core).map(|(rung, _)| rung).max();
            (highest, dropped().count())
        };
        let (index, transition) = self
            .base
            .transitions
            .iter()
            .enumerate()
            .filter(fits)
            .max_by_key(|(index, transition)| (weight(transition), usize::MAX - index))?;
        let drops: Vec<CapabilityId> = transition.drops.iter().copied().filter(present).collect();
        let edge =
            Edge { from: stage, to: self.stage_without(stage, &drops), transition: Some(TransitionId(index as u16)) };
        Some(Step { drops, ..self.taken(edge) })
    }

    /// The stage that is left once capabilities are gone: the highest up to here with any of its core still there.
    pub(super) fn stage_without(&self, stage: usize, drops: &[CapabilityId]) -> usize {
        let stages = &self.base.track(self.track).stages;
        let kept = |capability: &CapabilityId| {
            self.view.architecture.has(*capability) == Truth::True && !drops.contains(capability)
        };
        let touched = drops
            .iter()
            .filter_map(|drop| self.base.rung(self.track, *drop))
            .any(|(rung, part)| rung == stage && part == Part::Core);
        if !touched {
            return stage;
        }
        (0..=stage).rev().find(|index| stages[*index].core.iter().any(kept)).unwrap_or(0)
    }

    /// A change of lane, where the platform that facts pick is in another one.
    pub(super) fn switch(&self, stage: usize) -> Option<Step> {
        let chosen = self.chosen.filter(|chosen| chosen.changes())?;
        let placed = self.view.architecture.placed(self.track)?;
        let lane = self.base.choices[chosen.choice].options[chosen.pick?].lane?;
        if placed.lane == Some(lane) {
            return None;
        }
        let declared = self
            .base
            .transitions
            .iter()
            .position(|transition| transition.track == self.track && transition.lane == Some(lane));
        let edge = Edge { from: stage, to: stage, transition: declared.map(|index| TransitionId(index as u16)) };
        let gained =
            self.base.track(self.track).stages[..=stage].iter().filter_map(|stage| stage.lanes.get(lane)).flatten();
        let mut step = self.taken(edge);
        for capability in gained {
            if self.view.architecture.has(*capability) != Truth::True
                && !step.actions.iter().any(|action| action.capability == *capability)
            {
                let present = self.view.architecture.has(*capability);
                step.actions.push(Action {
                    capability: *capability,
                    need: Need::Required,
                    present,
                    because: Vec::new(),
                    first: false,
                    pass: None,
                });
            }
        }
        step.lane = Some(lane);
        Some(step)
    }

    /// A step that is declared and not climbed to: its requirements count like those of any other.
    fn taken(&self, edge: Edge) -> Step {
        let declared: Vec<TransitionId> = edge.transition.into_iter().collect();
        let requires = needed(self.base, self.view, self.track, &declared);
        let blocked = requires.iter().any(Needed::blocks);
        let first = requires.iter().filter_map(|needed| needed.rides_along).map(|capability| Action {
            capability,
            need: Need::Required,
            present: Truth::False,
            because: Vec::new(),
            first: true,
            pass: None,
        });
        Step {
            edge,
            declared,
            lane: self.lane(),
            presses: Truth::True,
            status: if blocked { Status::Blocked } else { Status::Go },
            urgency: Some(Urgency::Facts),
            actions: first.collect(),
            requires,
            open: Vec::new(),
            drops: Vec::new(),
            foreseen: None,
        }
    }
}
