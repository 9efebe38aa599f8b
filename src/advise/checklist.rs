//! Which items of a checklist apply to what is known, and why the others do not.

use super::calls::{Layer, View};
use super::step::Status;
use super::{Advice, Step};
use crate::expr::{CapabilityId, TrackId};
use crate::quantity::Truth;
use crate::rules::{Item, RuleBase, TransitionId};

/// What a checklist is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// The next step, over all tracks.
    NextStep,
    /// A stage: what a system on it is checked for, and every way onto it.
    Stage(TrackId, usize),
    /// One declared step.
    Transition(TransitionId),
    /// A move, by its place in the rule base.
    Playbook(usize),
}

/// Whether an item applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applies {
    /// It does.
    Yes,
    /// Its condition hangs on what nobody told.
    Perhaps,
    /// Its condition is known not to hold.
    NotSo,
    /// It belongs to parts that are there already.
    Already(Vec<CapabilityId>),
    /// It belongs to parts that the step does not gain.
    NotGained(Vec<CapabilityId>),
}

impl Applies {
    /// Says whether the item is left out.
    pub fn is_left_out(&self) -> bool {
        !matches!(self, Applies::Yes | Applies::Perhaps)
    }
}

/// An item with whether it applies.
#[derive(Debug, Clone)]
pub struct Listed<'b> {
    /// The item.
    pub item: &'b Item,
    /// Whether it applies.
    pub applies: Applies,
}

impl Advice {
    /// The step that a checklist without a selection is for.
    pub fn step_to_tick(&self, base: &RuleBase) -> Option<&Step> {
        let blocked = || {
            let main = base.main_track().map(|track| self.walk(track))?;
            main.next.as_ref().filter(|step| step.status == Status::Blocked)
        };
        self.next().and_then(|walk| walk.next.as_ref()).or_else(blocked)
    }

    /// Every item of a selection, in phases, with whether it applies.
    pub fn checklist<'b>(&self, base: &'b RuleBase, selection: Selection) -> Vec<Listed<'b>> {
        let of = |id: TransitionId| base.transition(id).checklist.iter();
        let step = match selection {
            Selection::NextStep => self.step_to_tick(base),
            _ => None,
        };
        let items: Vec<&Item> = match selection {
            Selection::NextStep => step.into_iter().flat_map(|step| &step.declared).flat_map(|id| of(*id)).collect(),
            Selection::Stage(track, stage) => {
                let onto = base
                    .transitions
                    .iter()
                    .filter(|transition| transition.track == track && transition.to == Some(stage));
                let own = base.track(track).stages[stage].checklist.iter();
                onto.flat_map(|transition| &transition.checklist).chain(own).collect()
            }
            Selection::Transition(id) => of(id).collect(),
            Selection::Playbook(index) => base.playbooks[index].checklist.iter().collect(),
        };
        let view = self.view(base, Layer::Facts);
        let mut listed: Vec<Listed<'b>> =
            items.into_iter().map(|item| Listed { item, applies: self.applies(item, step, view) }).collect();
        // Phases in their order; inside a phase the order of the work.
        listed.sort_by_key(|listed| listed.item.phase);
        listed
    }

    fn applies(&self, item: &Item, step: Option<&Step>, view: View<'_>) -> Applies {
        let when = item.when.as_ref().map_or(Truth::True, |when| when.truth(&view));
        if when == Truth::False {
            return Applies::NotSo;
        }
        let parts = &item.applies_to;
        let is_there = |id: &CapabilityId| self.architecture.has(*id) == Truth::True;
        match step {
            _ if parts.is_empty() => {}
            Some(step) if !parts.iter().any(|id| step.gains(*id)) => return Applies::NotGained(parts.clone()),
            None if parts.iter().all(is_there) => return Applies::Already(parts.clone()),
            _ => {}
        }
        if when == Truth::True { Applies::Yes } else { Applies::Perhaps }
    }
}
