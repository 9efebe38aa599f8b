//! The order of steps across tracks, and what one track does for another.
//!
//! A step that stands before a requirement which another track must meet calls for that part there, as urgently as
//! itself. Then the steps of all tracks stand in one order, and the first is *the* next step.

use super::calls::{Calls, Pass};
use super::step::{MetBy, Status, Step, Urgency};
use super::walk::{Verdict, Walk};
use crate::expr::TrackId;
use crate::rules::{RuleBase, TransitionId};

/// A step of one track that another one waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlock {
    /// The track that waits.
    pub of: TrackId,
    /// The transition that waits.
    pub transition: TransitionId,
    /// What it waits for.
    pub met_by: MetBy,
}

/// What the blocked next steps of all tracks wait for on others.
pub(super) fn unlocks(walks: &[Walk]) -> Vec<Unlock> {
    let blocked = walks.iter().filter_map(|walk| {
        let step = walk.next.as_ref().filter(|step| step.status == Status::Blocked)?;
        Some((walk.track, step))
    });
    blocked
        .flat_map(|(of, step)| {
            let needed = step.requires.iter().filter(|needed| needed.blocks());
            needed.filter_map(move |needed| Some(Unlock { of, transition: needed.transition, met_by: needed.met_by? }))
        })
        .collect()
}

/// Has the parts that blocked steps wait for called for on their own tracks, as urgently as the most urgent step that
/// waits; says whether anything is new.
pub(super) fn require(calls: &mut Calls, walks: &[Walk]) -> bool {
    let mut is_new = false;
    for unlock in unlocks(walks) {
        let waiting = walks[unlock.of.0 as usize].next.as_ref();
        let called = match waiting.and_then(|step| step.urgency) {
            Some(Urgency::Broken) => (Pass::Facts, true),
            Some(Urgency::Facts) => (Pass::Facts, false),
            Some(Urgency::Line) => (Pass::Line, false),
            Some(Urgency::Count) => (Pass::Count, false),
            Some(Urgency::Assumptions) | None => (Pass::Assumptions, false),
        };
        let foreseen = waiting.and_then(|step| step.foreseen);
        is_new |= calls.require(unlock.met_by.capability, called, foreseen, unlock.transition);
    }
    is_new
}

/// The tracks whose next step can be taken, *the* next step first.
///
/// A broken limit goes before a way back, a way back and a lane that facts rule out before any other step; then what
/// facts call for, facts against an assumed line, a count, assumptions; of each what is called for today before what will
/// be, what only saves last, and of broken limits the one that is ended sooner first. Among equals goes first what ends a
/// limit that the stated growth breaks sooner (`breach`: in how many months at the earliest), or what will be called for
/// sooner; then what the main track waits for or brings, then the other tracks in the order that the main track declares.
pub(super) fn order(base: &RuleBase, walks: &[Walk], breach: impl Fn(&Step) -> Option<f64>) -> Vec<TrackId> {
    let main = base.main_track();
    let declared = main.map_or(&[][..], |main| base.track(main).beside.as_slice());
    let rank = |track: TrackId| match declared.iter().position(|beside| *beside == track) {
        _ if Some(track) == main => (0, track),
        Some(place) => (1 + place, track),
        None => (usize::MAX, track),
    };
    // A step that another track waits for counts as that one's.
    let waiting = unlocks(walks);
    let served = |step: &Step| {
        let is_for = |unlock: &&Unlock| step.required().any(|action| action.capability == unlock.met_by.capability);
        waiting.iter().filter(is_for).map(|unlock| rank(unlock.of)).min()
    };
    let mut ready: Vec<_> = walks
        .iter()
        .filter_map(|walk| {
            let step = walk.next.as_ref().filter(|step| step.status == Status::Go)?;
            let own = rank(walk.track);
            let class = class(walk.verdict, step);
            // Of two broken limits the one goes first that is ended sooner.
            let days = if class == 0 { step.days(base) } else { 0 };
            let breach = breach(step).map_or(i64::MAX, |months| months as i64);
            let months = step.foreseen.map_or(breach, |month| breach.min(month.months() as i64));
            let class = (class, step.foreseen.is_some(), step.only_saves(base), days, months);
            Some((class, served(step).map_or(own, |served| served.min(own)), own))
        })
        .collect();
    ready.sort_unstable();
    ready.into_iter().map(|(_, _, (_, track))| track).collect()
}

fn class(verdict: Verdict, step: &Step) -> u8 {
    match (verdict, step.urgency) {
        (Verdict::StepDown, _) => 1,
        (_, Some(Urgency::Broken)) => 0,
        (_, Some(Urgency::Facts)) => 2,
        (_, Some(Urgency::Line)) => 3,
        (_, Some(Urgency::Count)) => 4,
        (_, Some(Urgency::Assumptions) | None) => 5,
    }
}

/// The earlier step, by its track, that brings everything a later one is for.
pub(super) fn brought_by(walks: &[Walk], order: &[TrackId], track: TrackId) -> Option<TrackId> {
    let step = walks[track.0 as usize].next.as_ref()?;
    let place = order.iter().position(|known| *known == track)?;
    let brings = |earlier: &&TrackId| {
        let other = walks[earlier.0 as usize].next.as_ref();
        step.required().next().is_some()
            && other.is_some_and(|other| step.required().all(|action| other.gains(action.capability)))
    };
    order[..place].iter().find(brings).copied()
}
