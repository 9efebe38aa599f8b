//! What will hold before a step could be done: a gate that nobody waits for presses ahead of time.
//!
//! The judgement reads today's facts. Where somebody told how fast the load grows, a part that nothing calls for today
//! is called for all the same once its gate is sure to hold before the step that gains it could be done. What is sure,
//! and by when, is reckoned to the careful side each time:
//!
//! - The step takes the high end of its lead time: begun later it may come too late. The roadmap reckons so as well.
//! - The gate must hold for every load that was told: ranges grow as ranges, so that a line above is crossed by the low
//!   end of the value at the low end of the growth, and what a rising load ends never presses.
//! - The load at most doubles. What stands below half of its line would be a burden if it were there today (rules
//!   against a part keep that distance), and a rate that doubles the load within a step is no forecast.
//! - A gate presses as it would then, by the same passes: on facts, against an assumed line, by a count. What only
//!   assumptions will call for waits: a forecast of what nobody told is sure of nothing, and by then another part may
//!   have relieved what was measured. It is never the end of a broken limit: nothing is broken yet.

use std::collections::BTreeMap;

use super::calls::{Call, Calls, Layer, Pass, View};
use super::contradict::contradictions;
use super::facts::FactSheet;
use super::growth::{HORIZON, growth, with_load};
use super::step::adding;
use crate::expr::{CapabilityId, TrackId};
use crate::ladder::Ladder;
use crate::placing::Architecture;
use crate::profile::Profile;
use crate::quantity::{Interval, Truth};
use crate::rules::{GateId, Part, RuleBase};

/// The load at most grows to so many times what it is.
const MOST_TIMES: f64 = 2.0;

/// A moment ahead: hundredths of a month after today, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u32);

impl Moment {
    const PARTS: u32 = 100;

    /// Rounded up.
    fn after(months: f64) -> Moment {
        Moment((months * f64::from(Self::PARTS)).ceil().clamp(0.0, f64::from(u32::MAX)) as u32)
    }

    /// Months after today.
    pub fn months(self) -> f64 {
        f64::from(self.0) / f64::from(Self::PARTS)
    }
}

/// What is seen ahead at the stated growth.
#[derive(Debug, Clone)]
pub struct Foresight {
    /// How fast the load grows in a month.
    pub growth: Interval,
    /// The gates that press ahead of time, each with the moment from which it is sure to hold.
    gates: BTreeMap<GateId, Moment>,
    /// By moment: the facts as they will be.
    then: BTreeMap<Moment, FactSheet>,
    /// The facts at the end of every lead time, as they were judged.
    judged: Vec<FactSheet>,
}

impl Foresight {
    /// Looks ahead, and has everything called for that will be before it could be there; nothing without growth.
    pub(super) fn new(
        base: &RuleBase,
        ladders: &[Ladder],
        profile: &Profile,
        architecture: &Architecture,
        calls: &mut Calls,
        assumptions: bool,
    ) -> Option<Foresight> {
        // What may stand still or shrink is sure to cross no line.
        let growth = growth(base, profile).filter(|growth| growth.low > 0.0)?;
        let ahead = Ahead { base, profile, growth };
        let mut waiting: BTreeMap<Moment, Vec<CapabilityId>> = BTreeMap::new();
        for capability in base.capability_ids() {
            if architecture.has(capability) != Truth::False || calls.of(capability).holds == Truth::True {
                continue;
            }
            if let Some(months) = lead(base, ladders, architecture, capability).filter(|months| *months > 0.0) {
                waiting.entry(Moment::after(months.min(f64::from(HORIZON)))).or_default().push(capability);
            }
        }
        let mut found = Foresight { growth, gates: BTreeMap::new(), then: BTreeMap::new(), judged: Vec::new() };
        let mut called: Vec<Foreseen> = Vec::new();
        for (end, capabilities) in waiting {
            let Some(sheet) = ahead.judged(end.months()) else { break };
            let then = Calls::new(base, &sheet, architecture, assumptions);
            for capability in capabilities {
                let Some((pass, layer)) = presses(then.of(capability)) else { continue };
                // Only what the growth turns: all else is read on today's facts.
                let turned = |gate: &GateId| {
                    let today = calls.reading(*gate);
                    let now = if layer == Layer::Lines { today.with_lines } else { today.on_facts };
                    today.counts() && now != Truth::True
                };
                let gates: Vec<GateId> = then.of(capability).gates.iter().copied().filter(turned).collect();
                if !gates.is_empty() {
                    called.push(Foreseen { capability, pass, layer, gates, end });
                }
            }
            found.judged.push(sheet);
        }
        found.date(base, architecture, &ahead, &called);
        for foreseen in called {
            let call = &mut calls.calls[foreseen.capability.0 as usize];
            call.foreseen = foreseen.gates.iter().filter_map(|gate| found.moment_of(*gate)).min();
            (call.holds, call.pass, call.hard, call.gates) = (Truth::True, Some(foreseen.pass), false, foreseen.gates);
        }
        Some(found)
    }

    /// Finds the moment from which each gate is sure to hold: at the latest the one at which it was judged.
    fn date(&mut self, base: &RuleBase, architecture: &Architecture, ahead: &Ahead<'_>, called: &[Foreseen]) {
        for foreseen in called {
            let holds = |moment: Moment, gate: GateId| {
                ahead.judged(moment.months()).is_some_and(|sheet| {
                    let view = View { base, sheet: &sheet, architecture, bills: None, layer: foreseen.layer };
                    base.gate(gate).when.truth(&view) == Truth::True
                })
            };
            for gate in &foreseen.gates {
                let end = foreseen.end;
                let found = if holds(end, *gate) { first(Moment(0), end, |at| holds(at, *gate)) } else { end };
                let known = self.gates.entry(*gate).or_insert(found);
                *known = found.min(*known);
            }
        }
        self.then = self.gates.values().map(|moment| (*moment, ahead.then(moment.months()))).collect();
    }

    /// The moment from which a gate that presses ahead of time is sure to hold.
    pub fn moment_of(&self, gate: GateId) -> Option<Moment> {
        self.gates.get(&gate).copied()
    }

    /// The facts of a moment at which something is sure to begin to hold.
    pub fn facts_at(&self, moment: Moment) -> Option<&FactSheet> {
        self.then.get(&moment)
    }

    /// The facts at the end of every lead time.
    pub(super) fn judged(&self) -> &[FactSheet] {
        &self.judged
    }
}

/// The first moment after one at which something does not hold, up to one at which it does: found by halving.
fn first(mut not_yet: Moment, mut holds: Moment, at: impl Fn(Moment) -> bool) -> Moment {
    while holds.0 - not_yet.0 > 1 {
        let middle = Moment(not_yet.0.midpoint(holds.0));
        if at(middle) { holds = middle } else { not_yet = middle }
    }
    holds
}

/// A part that will be called for before it could be there.
struct Foreseen {
    capability: CapabilityId,
    pass: Pass,
    layer: Layer,
    gates: Vec<GateId>,
    /// When the step is done that is begun today.
    end: Moment,
}

/// What a call of a coming month presses with.
fn presses(then: &Call) -> Option<(Pass, Layer)> {
    // What a team cannot run is for the end of a limit that is broken already.
    if then.holds != Truth::True || then.beyond_team {
        return None;
    }
    let pass = then.pass?;
    match pass {
        Pass::Facts | Pass::Count => Some((pass, Layer::Facts)),
        Pass::Line => Some((pass, Layer::Lines)),
        Pass::Assumptions => None,
    }
}

/// The most months of the step that would gain a capability from where the architecture stands: one of its own track,
/// where that is described, else the shortest of those that bring it along.
fn lead(base: &RuleBase, ladders: &[Ladder], architecture: &Architecture, capability: CapabilityId) -> Option<f64> {
    let months = |id| base.transition(id).lead_time.most_months();
    let climbing = |track: TrackId, stage: usize| {
        let (rung, _) = base.rung(track, capability).filter(|(_, part)| *part != Part::Option)?;
        let edges = ladders[track.0 as usize].edges_from(stage);
        edges.into_iter().find(|edge| edge.to == rung && rung > stage)?.transition.map(months)
    };
    let stage = |track: TrackId| architecture.placed(track).map(|placed| placed.stage);
    let home = base.capability(capability).home.and_then(|track| Some((track, stage(track)?)));
    match home {
        Some((track, stage)) => {
            let on_same_rung = || adding(base, track, &[capability]).into_iter().map(months).max_by(f64::total_cmp);
            climbing(track, stage).or_else(on_same_rung)
        }
        None => base.track_ids().filter_map(|track| climbing(track, stage(track)?)).min_by(f64::total_cmp),
    }
}

/// A profile whose load grows.
struct Ahead<'a> {
    base: &'a RuleBase,
    profile: &'a Profile,
    growth: Interval,
}

impl Ahead<'_> {
    /// The facts after some months, as they are judged; nothing where they contradict each other.
    fn judged(&self, months: f64) -> Option<FactSheet> {
        let sheet = self.grown(months, MOST_TIMES);
        contradictions(self.base, &sheet).is_empty().then_some(sheet)
    }

    /// The facts after some months.
    fn then(&self, months: f64) -> FactSheet {
        self.grown(months, f64::INFINITY)
    }

    fn grown(&self, months: f64, most: f64) -> FactSheet {
        let times = self.growth.rising(|growth| (1.0 + growth).powf(months).min(f64::MAX));
        let moved = |value: Interval| Interval::new(value.low * times.low.min(most), value.high * times.high);
        FactSheet::new(self.base, &with_load(self.base, self.profile, moved))
    }
}
