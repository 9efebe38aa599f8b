//! What a learner may pick: a step of the track, or none.

use super::draw::Draw;
use crate::advise::{Advice, Advisor, Architecture, Status, Step, Verdict};
use crate::expr::TrackId;
use crate::quantity::Truth;
use crate::rules::{RuleBase, Transition, TransitionId};

/// The word for no step at all.
pub const STAY: &str = "stay";
/// A sheet shows about so many steps.
const MOST_PICKS: usize = 7;

/// A step to pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pick {
    /// Keep what is there.
    Stay,
    /// Take a declared step.
    Take(TransitionId),
}

impl Pick {
    /// The word that stands for it in answers.
    pub fn word(self, base: &RuleBase) -> &str {
        match self {
            Pick::Stay => STAY,
            Pick::Take(id) => &base.transition(id).id,
        }
    }

    /// The rung on which it ends, from where one stands.
    pub fn rung(self, base: &RuleBase, from: usize) -> usize {
        match self {
            Pick::Stay => from,
            Pick::Take(id) => base.transition(id).to.unwrap_or(from),
        }
    }
}

/// What an answer comes to, to compare answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Stay,
    /// The declared steps that are taken together.
    Take(Vec<TransitionId>),
    /// Open, blocked, or a step that nothing is declared for.
    Other(Verdict),
}

pub(super) fn outcome(advice: &Advice, track: TrackId) -> Outcome {
    let walk = advice.walk(track);
    match &walk.next {
        None if walk.verdict == Verdict::Stay => Outcome::Stay,
        Some(step) if step.status == Status::Go && !step.declared.is_empty() => Outcome::Take(step.declared.clone()),
        _ => Outcome::Other(walk.verdict),
    }
}

/// Every pick that is right: what the judgement takes, and what it holds to be equal.
///
/// Equal is a step that is as urgent, today or ahead of time like it, and ends on the same rung: the order in which the two are told is fixed and means
/// nothing. Any one of steps that are taken together is right.
pub(super) fn right(advice: &Advice, track: TrackId) -> Vec<Pick> {
    let walk = advice.walk(track);
    let declared = |step: &Step| step.declared.iter().map(|id| Pick::Take(*id)).collect::<Vec<Pick>>();
    let Some(next) = &walk.next else { return vec![Pick::Stay] };
    let is_equal = |step: &&Step| {
        walk.verdict == Verdict::StepUp
            && step.status == Status::Go
            && step.presses_like(next)
            && step.edge.to == next.edge.to
            && step.drops.is_empty()
    };
    let mut picks = declared(next);
    for pick in walk.others.iter().filter(is_equal).flat_map(declared) {
        if !picks.contains(&pick) {
            picks.push(pick);
        }
    }
    picks
}

/// The steps that a sheet shows: the right ones among others that could be taken, in an order that tells nothing.
pub(super) fn shown(
    advisor: &Advisor<'_>,
    architecture: &Architecture,
    track: TrackId,
    right: &[Pick],
    draw: &mut Draw,
) -> Vec<Pick> {
    let base = advisor.base();
    let from = architecture.placed(track).map_or(0, |placed| placed.stage);
    let end = right.first().map_or(from, |pick| pick.rung(base, from));
    let mut all = possible(advisor, architecture, track, from);
    draw.shuffle(&mut all);
    // The rungs beside the right one are the near misses; they come before what was drawn.
    all.sort_by_key(|pick| {
        let away = pick.rung(base, from).abs_diff(end);
        (!right.contains(pick), *pick != Pick::Stay, away == 0 || away > 2)
    });
    all.truncate(MOST_PICKS.max(right.len() + 1));
    all.sort_by_key(|pick| (*pick != Pick::Stay, pick.rung(base, from) == from, pick.rung(base, from), *pick));
    all
}

/// Every declared step that could be taken from where the system stands, and none.
fn possible(advisor: &Advisor<'_>, architecture: &Architecture, track: TrackId, from: usize) -> Vec<Pick> {
    let base = advisor.base();
    let has = |id: &crate::expr::CapabilityId| architecture.has(*id) == Truth::True;
    let climbs = (from + 1..base.track(track).stages.len()).filter_map(|to| advisor.between(track, from, to));
    let lane = architecture.placed(track).and_then(|placed| placed.lane);
    let fits = |one: &Transition| {
        one.track == track
            && one.to.is_none()
            && (one.adds.iter().any(|id| !has(id))
                || !one.drops.is_empty() && one.drops.iter().all(has)
                || one.lane.is_some() && one.lane != lane)
    };
    let others = base.transitions.iter().enumerate().filter(|(_, one)| fits(one));
    let others = others.map(|(index, _)| TransitionId(index as u16));
    let mut picks: Vec<Pick> = climbs.chain(others).map(Pick::Take).chain([Pick::Stay]).collect();
    picks.sort_unstable();
    picks.dedup();
    picks
}
