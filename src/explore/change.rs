//! Why not: the smallest changes of facts that would select what was not taken, each tried on the whole judgement.

use super::{Lines, Probe};
use crate::advise::{Advice, Layer, View};
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, TrackId, World};
use crate::profile::Profile;
use crate::quantity::{Interval, Names, Truth, Values};
use crate::rules::{Aim, Gate, GateId};

/// At most this many facts change at once.
pub const MOST_FACTS: usize = 3;
/// Of a condition on more facts than this, one fact less changes at once: what there is to try grows with the cube.
const MOST_FREE: usize = 24;
/// At most this many changes are told.
const MOST_CHANGES: usize = 3;
/// At most this many changes are tried on the whole judgement.
const MOST_TRIED: usize = 160;
/// At most this many values of a fact are tried; those nearest to what it is.
const MOST_VALUES: usize = 6;

/// What was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A part.
    Capability(CapabilityId),
    /// A stage of a track.
    Stage(TrackId, usize),
    /// An option of a choice, both by their places.
    Choice(usize, usize),
}

/// A change of facts, with what they would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The facts, each with its new value.
    pub facts: Vec<(FactId, Values)>,
    /// How far it is: nought is where one stands.
    pub distance: f64,
}

/// Why something was not taken, and what would select it.
#[derive(Debug, Clone, PartialEq)]
pub struct WhyNot {
    /// It is there, or part of the answer, already.
    pub is_taken: bool,
    /// The gates that would call for it.
    pub gates: Vec<GateId>,
    /// Changes that select it, smallest first; none with the same facts twice.
    pub changes: Vec<Change>,
    /// A change that would call for it, where another step would still go first; that step's track and end.
    pub preempted: Option<(Change, TrackId, usize)>,
}

/// Says whether an answer takes the target.
pub fn takes(advice: &Advice, probe: &Probe<'_>, target: Target) -> bool {
    let base = probe.advisor.base();
    match target {
        Target::Capability(capability) => {
            let home = base.capability(capability).home;
            let walks = advice.walks.iter().filter(|walk| home.is_none_or(|home| walk.track == home));
            walks
                .filter_map(|walk| walk.next.as_ref())
                .any(|step| step.required().any(|one| one.capability == capability))
        }
        Target::Stage(track, stage) => {
            let walk = advice.walk(track);
            match &walk.next {
                Some(step) => step.edge.to == stage && step.drops.is_empty(),
                None => walk.fitting == stage,
            }
        }
        Target::Choice(choice, option) => {
            advice.chosen.iter().any(|chosen| chosen.choice == choice && chosen.pick == Some(option))
        }
    }
}

/// Why a target was not taken.
pub fn why_not(probe: &Probe<'_>, advice: &Advice, target: Target) -> WhyNot {
    let base = probe.advisor.base();
    let is_there = match target {
        Target::Capability(capability) => advice.architecture.has(capability) == Truth::True,
        _ => false,
    };
    let gates = gates_for(probe, target);
    let mut found =
        WhyNot { is_taken: is_there || takes(advice, probe, target), gates, changes: Vec::new(), preempted: None };
    if found.is_taken {
        return found;
    }
    let mut candidates: Vec<Change> = Vec::new();
    for wanted in wanted(probe, target, &found.gates) {
        candidates.extend(changes(probe, advice, &wanted));
    }
    candidates.sort_by(|a, b| {
        let size = a.facts.len().cmp(&b.facts.len());
        size.then(a.distance.total_cmp(&b.distance)).then_with(|| key(a).cmp(&key(b)))
    });
    candidates.dedup_by(|a, b| a.facts == b.facts);
    let mut tried = 0;
    for change in candidates {
        let covered =
            |known: &Change| known.facts.iter().all(|(fact, _)| change.facts.iter().any(|(other, _)| other == fact));
        if found.changes.iter().any(covered) {
            continue;
        }
        if tried == MOST_TRIED || found.changes.len() == MOST_CHANGES {
            break;
        }
        tried += 1;
        let Some(then) = probe.advise(&applied(probe, &change)) else { continue };
        if takes(&then, probe, target) {
            found.changes.push(change);
        } else if found.preempted.is_none() {
            let called = match target {
                Target::Capability(capability) => then.calls.of(capability).holds == Truth::True,
                Target::Stage(track, stage) => {
                    base.track(track).stages[stage].core.iter().any(|part| then.calls.of(*part).holds == Truth::True)
                }
                Target::Choice(..) => false,
            };
            let first = then.next().filter(|_| called);
            found.preempted = first.and_then(|walk| Some((change, walk.track, walk.next.as_ref()?.edge.to)));
        }
    }
    found
}

/// The profile with a change.
pub fn applied(probe: &Probe<'_>, change: &Change) -> Profile {
    change.facts.iter().fold(probe.profile.clone(), |profile, (fact, values)| probe.with(&profile, *fact, *values))
}

fn key(change: &Change) -> Vec<FactId> {
    change.facts.iter().map(|(fact, _)| *fact).collect()
}

fn gates_for(probe: &Probe<'_>, target: Target) -> Vec<GateId> {
    let base = probe.advisor.base();
    let parts: Vec<CapabilityId> = match target {
        Target::Capability(capability) => vec![capability],
        Target::Stage(track, stage) => base.track(track).stages[stage].core.clone(),
        Target::Choice(..) => Vec::new(),
    };
    let of_parts = |gate: &Gate| matches!(gate.aim, Aim::For(capability) if parts.contains(&capability));
    base.gate_ids().filter(|id| of_parts(base.gate(*id))).collect()
}

/// What would have to hold: any one of these, each a condition with whether it is to be true or false.
fn wanted<'b>(probe: &Probe<'b>, target: Target, gates: &[GateId]) -> Vec<(&'b Formula, Truth)> {
    let base = probe.advisor.base();
    match target {
        Target::Choice(choice, option) => {
            let options = &base.choices[choice].options;
            let for_it = options[option].calls_for.iter().map(|ground| (&ground.when, Truth::True));
            let freed = options[option].rules_out.iter().map(|ground| (&ground.when, Truth::False));
            let others = options.iter().enumerate().filter(|(index, _)| *index != option);
            let against = others.flat_map(|(_, other)| {
                let out = other.rules_out.iter().map(|ground| (&ground.when, Truth::True));
                out.chain(other.calls_for.iter().map(|ground| (&ground.when, Truth::False)))
            });
            for_it.chain(freed).chain(against).collect()
        }
        _ => gates.iter().map(|gate| (&base.gate(*gate).when, Truth::True)).collect(),
    }
}

/// Changes of at most three facts that make a condition come out as wanted.
pub(super) fn changes(probe: &Probe<'_>, advice: &Advice, wanted: &(&Formula, Truth)) -> Vec<Change> {
    let base = probe.advisor.base();
    let (formula, truth) = *wanted;
    let lines = Lines::of(base, std::iter::once(formula));
    let free: Vec<FactId> =
        formula.facts().into_iter().filter(|fact| !base.fact(*fact).fixed && base.fact(*fact).is_asked()).collect();
    let view = advice.view(base, Layer::Lines);
    let values: Vec<Vec<(Values, f64)>> = free
        .iter()
        .map(|fact| {
            let now = advice.sheet.on_facts(*fact);
            let mut values: Vec<(Values, f64)> = lines
                .values(base, *fact)
                .into_iter()
                .filter(|value| value != now)
                .map(|value| (value, distance(advice, *fact, &value)))
                .collect();
            values.sort_by(|a, b| a.1.total_cmp(&b.1));
            values.truncate(MOST_VALUES);
            values
        })
        .collect();
    let mut found = Vec::new();
    let mut chosen: Vec<(FactId, Values, f64)> = Vec::new();
    let most = if free.len() > MOST_FREE { MOST_FACTS - 1 } else { MOST_FACTS };
    combine(&free, &values, 0, &mut chosen, &mut |chosen| {
        let world = Changed { view, facts: chosen };
        let holds = formula.truth(&world);
        if holds == truth {
            found.push(Change {
                facts: chosen.iter().map(|(fact, values, _)| (*fact, *values)).collect(),
                distance: chosen.iter().map(|(.., distance)| distance).sum(),
            });
        }
        holds == truth || chosen.len() == most
    });
    found
}

/// Every choice of facts with a value each; where `enough` says that some are, more beside them are not tried.
fn combine(
    facts: &[FactId],
    values: &[Vec<(Values, f64)>],
    from: usize,
    chosen: &mut Vec<(FactId, Values, f64)>,
    enough: &mut impl FnMut(&[(FactId, Values, f64)]) -> bool,
) {
    if !chosen.is_empty() && enough(chosen) {
        return;
    }
    for index in from..facts.len() {
        for (value, distance) in &values[index] {
            chosen.push((facts[index], *value, *distance));
            combine(facts, values, index + 1, chosen, enough);
            chosen.pop();
        }
    }
}

/// How far a value is from what a fact is, or is reckoned to be: orders of magnitude; a truth or a name counts one.
fn distance(advice: &Advice, fact: FactId, value: &Values) -> f64 {
    let Values::Number(new) = value else { return 1.0 };
    let now = advice.sheet.on_facts(fact).interval();
    let now = if now.low.is_finite() && now.high.is_finite() { now } else { advice.sheet.typical(fact).interval() };
    let nearest = new.low.clamp(now.low.min(now.high), now.high.max(now.low));
    let scale = |value: f64| (value.abs() + 1e-3).ln();
    (scale(new.low) - scale(nearest)).abs()
}

struct Changed<'a, 'v> {
    view: View<'v>,
    facts: &'a [(FactId, Values, f64)],
}

impl World for Changed<'_, '_> {
    fn fact(&self, fact: FactId) -> Values {
        self.facts
            .iter()
            .find(|(known, ..)| *known == fact)
            .map_or_else(|| self.view.fact(fact), |(_, values, _)| *values)
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        let is_changed = |fact: FactId| self.facts.iter().any(|(known, ..)| *known == fact);
        let is_told = |fact: FactId| is_changed(fact) || self.view.sheet.is_told(fact);
        let told = self.view.base.quantity_as_told(quantity, self, is_told);
        told.unwrap_or_else(|| self.view.quantity(quantity))
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.view.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        self.view.at(track)
    }

    fn lane(&self, track: TrackId) -> Names {
        self.view.lane(track)
    }
}
