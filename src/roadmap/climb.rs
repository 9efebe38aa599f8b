//! One run through the months: ask, take the step, ask again.

use std::collections::BTreeSet;

use super::calendar::Calendar;
use super::forecast::{Course, describes_today, grown};
use super::{Due, HORIZON};
use crate::advise::{Advice, Need, Step, Verdict, Walk};
use crate::explore::Probe;
use crate::expr::{CapabilityId, FactId, TrackId};
use crate::problem::{Place, SourceText};
use crate::profile::{Named, Origin, Profile};
use crate::quantity::Interval;
use crate::rules::{GateId, Hard, RuleBase, TransitionId};

/// At most this many steps are told.
pub const MOST_STEPS: usize = 40;

/// A step that was taken on the way.
#[derive(Debug, Clone)]
pub struct Taken {
    /// When it came to be called for.
    pub due: Due,
    /// Its track.
    pub track: TrackId,
    /// The stage that it begins on.
    pub from: usize,
    /// The stage that it ends on; the same for a step that changes no rung.
    pub to: usize,
    /// What it is for.
    pub required: Vec<CapabilityId>,
    /// What a way back takes away.
    pub drops: Vec<CapabilityId>,
    /// What is declared for it.
    pub declared: Vec<TransitionId>,
    /// The gates that called for it.
    pub because: Vec<GateId>,
    /// The answer that called for it.
    pub advice: Box<Advice>,
}

impl Taken {
    /// Says whether another run took the same step: for the same parts, or for one of them on the same rung.
    pub(super) fn is_like(&self, other: &Taken) -> bool {
        let shares = || self.required.iter().any(|capability| other.required.contains(capability));
        self.track == other.track && self.drops == other.drops && (self.required == other.required || shares())
    }
}

/// A step that is called for on the way and cannot be taken.
#[derive(Debug, Clone)]
pub struct Halted {
    /// When it is called for first.
    pub due: Due,
    /// Its track.
    pub track: TrackId,
    /// The answer that called for it.
    pub advice: Box<Advice>,
}

/// Every step of a run, in the order in which they were taken.
#[derive(Debug, Clone, Default)]
pub struct Climb {
    /// The steps.
    pub taken: Vec<Taken>,
    /// What was called for, each once, and was never ready.
    pub halted: Vec<Halted>,
    /// The month in which the facts contradicted each other, where they did.
    pub ends_in: Option<u32>,
}

/// Runs through the months; without growth there is only today.
///
/// What today calls for is asked of the profile as it was told, ranges as ranges, so that the first step is the one that
/// the judgement names; only then is it asked at the end of the course.
pub fn climb(probe: &Probe<'_>, course: Course, growth: Option<Interval>, calendar: Calendar) -> Climb {
    let base = probe.advisor.base();
    let mut profile = probe.profile.clone();
    let mut found = Climb::default();
    let ends = (0..=HORIZON).map(|month| Due { month, after: calendar.end_of(month) });
    let moments = std::iter::once(Due::TODAY).chain(ends).map(|due| (due, growth));
    let moments = moments.filter(|_| growth.is_some());
    for (due, growth) in std::iter::once((Due::TODAY, None)).chain(moments) {
        // A month in which nothing new is called for ends at once.
        while found.taken.len() < MOST_STEPS {
            let Some(advice) = probe.advise(&grown(base, &profile, course, growth, due.after)) else {
                found.ends_in = Some(due.month);
                return found;
            };
            let Some((walk, step)) = advice.next().and_then(|walk| Some((walk, walk.next.clone()?))) else {
                found.halt(due, &advice);
                break;
            };
            let required: Vec<CapabilityId> = step.required().map(|action| action.capability).collect();
            let again =
                |taken: &Taken| taken.track == walk.track && taken.required == required && taken.drops == step.drops;
            // A step that did not help once does not help twice.
            if found.taken.iter().any(again) {
                break;
            }
            let mut because: Vec<GateId> = step.required().flat_map(|action| action.because.iter().copied()).collect();
            let mut seen = BTreeSet::new();
            because.retain(|gate| seen.insert(*gate));
            profile = after(base, &profile, walk, &step, &because);
            found.taken.push(Taken {
                due,
                track: walk.track,
                from: step.edge.from,
                to: step.edge.to,
                required,
                drops: step.drops.clone(),
                declared: step.declared.clone(),
                because,
                advice: Box::new(advice),
            });
        }
    }
    // What was in the way of one step may be what another one brings.
    let Climb { taken, halted, .. } = &mut found;
    halted.retain(|halted| {
        let walk = halted.advice.walk(halted.track);
        let to = walk.next.as_ref().map(|step| step.edge.to);
        !taken.iter().any(|taken| taken.track == halted.track && Some(taken.to) == to)
    });
    found
}

impl Climb {
    /// Notes the steps that nothing but a requirement holds up.
    fn halt(&mut self, due: Due, advice: &Advice) {
        let to = |advice: &Advice, track: TrackId| advice.walk(track).next.as_ref().map(|step| step.edge.to);
        for walk in advice.walks.iter().filter(|walk| walk.verdict == Verdict::Blocked) {
            let is_known = |halted: &Halted| {
                halted.track == walk.track && to(&halted.advice, walk.track) == to(advice, walk.track)
            };
            if !self.halted.iter().any(is_known) {
                self.halted.push(Halted { due, track: walk.track, advice: Box::new(advice.clone()) });
            }
        }
    }
}

/// The profile once a step is taken: parts gained and lost, the lane changed, and without what was told of the
/// architecture before it by the facts that called for the step.
fn after(base: &RuleBase, profile: &Profile, walk: &Walk, step: &Step, because: &[GateId]) -> Profile {
    let mut after = profile.clone();
    let current = &mut after.current;
    let place = Place::whole(&SourceText::new("roadmap", "taken on the way"));
    let gained = step.actions.iter().filter(|action| action.need != Need::Deferred).map(|action| action.capability);
    for capability in gained {
        current.lacks.retain(|named| named.capability != capability);
        if !current.has.iter().any(|named| named.capability == capability) {
            current.has.push(Named { capability, place: place.clone(), origin: Origin::Derived, shapes: true });
        }
    }
    for capability in &step.drops {
        current.has.retain(|named| named.capability != *capability);
        if !current.lacks.iter().any(|named| named.capability == *capability) {
            current.lacks.push(Named {
                capability: *capability,
                place: place.clone(),
                origin: Origin::Derived,
                shapes: true,
            });
        }
    }
    if walk.verdict == Verdict::SwitchLane {
        current.lane = step.lane.map(|lane| (walk.track, lane));
    }
    let read = |gate: &GateId| {
        let gate = base.gate(*gate);
        let hard = match &gate.hard {
            Hard::When(condition) => condition.facts(),
            Hard::No | Hard::Always => Vec::new(),
        };
        gate.when.facts().into_iter().chain(hard)
    };
    let forgotten: Vec<FactId> = because.iter().flat_map(read).filter(|fact| describes_today(base, *fact)).collect();
    after.told.retain(|told| !forgotten.contains(&told.fact));
    after
}
