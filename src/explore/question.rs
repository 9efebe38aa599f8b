//! Which question tells most: every unknown fact is tried at values of which conditions make a difference, and the more
//! the answers differ for the effort of answering, the earlier it is asked. A fact that changes nothing is never asked.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use super::change::changes;
use super::{Lines, Probe, applied};
use crate::advise::{Advice, Verdict};
use crate::expr::{FactId, TrackId};
use crate::profile::Profile;
use crate::quantity::{Truth, Values};
use crate::rules::{Aim, FactGroup, RuleBase};

/// How much of the belief lies on values that are assumed to be likely, where something is assumed.
const LIKELY: f64 = 0.8;

/// A fact worth asking for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The fact.
    pub fact: FactId,
    /// How much its value tells of the answer, in bits, by the effort of finding it out.
    pub influence: f64,
    /// A likely value changes the answer.
    pub likely: bool,
    /// Values that change the answer, in their order.
    pub turns_at: Vec<Values>,
    /// Facts that nobody told either and that must come out some way too: alone it changes nothing.
    pub with: Vec<FactId>,
}

/// What is still worth asking.
#[derive(Debug, Clone, PartialEq)]
pub struct Inquiry {
    /// No likely value of any unknown fact, alone, changes the answer.
    pub robust: bool,
    /// The facts that could change the answer, best first.
    pub asked: Vec<Asked>,
}

/// What facts tell that change the answer only together, in bits, shared among them.
const TOGETHER: f64 = 1.6;

/// What an answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Outcome {
    verdict: Verdict,
    to: Option<usize>,
    fitting: usize,
}

fn outcome(advice: &Advice, track: TrackId) -> Outcome {
    let walk = advice.walk(track);
    Outcome { verdict: walk.verdict, to: walk.next.as_ref().map(|step| step.edge.to), fitting: walk.fitting }
}

/// Says whether the first question is where the system stands: nothing else tells a step.
pub fn stage_is_first(advice: &Advice, track: TrackId) -> bool {
    advice.architecture.placed(track).is_none()
}

/// What is worth asking about one track; facts in `skipped` were asked already, and nobody knew.
pub fn inquire(probe: &Probe<'_>, lines: &Lines, track: TrackId, skipped: &[FactId]) -> Option<Inquiry> {
    let base = probe.advisor.base();
    let now = probe.advise(probe.profile)?;
    let here = outcome(&now, track);
    let open = base.fact_ids().filter(|fact| {
        let declared = base.fact(*fact);
        declared.is_asked() && lines.names(*fact) && !skipped.contains(fact) && !now.sheet.is_told(*fact)
    });
    let open: Vec<FactId> = open.collect();
    let mut asked: Vec<Asked> = on_all_cores(&open, |fact| tried(probe, lines, track, fact, &now, here));
    together(probe, track, skipped, &now, here, &mut asked);
    asked.sort_by(|a, b| b.likely.cmp(&a.likely).then(b.influence.total_cmp(&a.influence)).then(a.fact.cmp(&b.fact)));
    Some(Inquiry { robust: asked.iter().all(|asked| !asked.likely), asked })
}

/// Tries facts on all cores; the order of what is found is the order of the facts.
fn on_all_cores(facts: &[FactId], tried: impl Fn(FactId) -> Option<Asked> + Sync) -> Vec<Asked> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = facts.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let running: Vec<_> = facts
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().filter_map(|fact| tried(*fact)).collect::<Vec<Asked>>()))
            .collect();
        let joined = running.into_iter().map(|thread| thread.join());
        joined.flat_map(|found| found.unwrap_or_else(|fault| std::panic::resume_unwind(fault))).collect()
    })
}

/// Facts that change the answer only together: of each gate that could call for a missing part, the smallest change of
/// facts that nobody told.
fn together(
    probe: &Probe<'_>,
    track: TrackId,
    skipped: &[FactId],
    now: &Advice,
    here: Outcome,
    asked: &mut Vec<Asked>,
) {
    let base = probe.advisor.base();
    for id in base.gate_ids() {
        let gate = base.gate(id);
        let Aim::For(capability) = gate.aim else { continue };
        let reading = now.calls.reading(id);
        let open = !gate.is_stand_in() && reading.counts() && reading.on_facts == Truth::Unknown;
        let missing = now.architecture.has(capability) != Truth::True;
        if !open || !missing || base.capability(capability).home != Some(track) {
            continue;
        }
        let is_open = |fact: &FactId| !now.sheet.is_told(*fact) && !skipped.contains(fact);
        let mut found = changes(probe, now, &(&gate.when, Truth::True));
        found.retain(|change| change.facts.len() > 1 && change.facts.iter().all(|(fact, _)| is_open(fact)));
        found.sort_by(|a, b| a.facts.len().cmp(&b.facts.len()).then(a.distance.total_cmp(&b.distance)));
        let Some(change) = found.first() else { continue };
        if probe.advise(&applied(probe, change)).is_none_or(|then| outcome(&then, track) == here) {
            continue;
        }
        let facts: Vec<FactId> = change.facts.iter().map(|(fact, _)| *fact).collect();
        for (fact, value) in &change.facts {
            if asked.iter().any(|known| known.fact == *fact) {
                continue;
            }
            let influence = TOGETHER / facts.len() as f64 / effort(base, *fact);
            let with = facts.iter().copied().filter(|other| other != fact).collect();
            asked.push(Asked { fact: *fact, influence, likely: false, turns_at: vec![*value], with });
        }
    }
}

/// How a fact's value changes the answer; nothing where none does.
fn tried(probe: &Probe<'_>, lines: &Lines, track: TrackId, fact: FactId, now: &Advice, here: Outcome) -> Option<Asked> {
    let base = probe.advisor.base();
    let values = lines.values(base, fact);
    if values.is_empty() {
        return None;
    }
    let likely = now.sheet.likely(fact);
    let assumed = now.sheet.known(fact).assumed.is_some();
    let is_likely = |value: &Values| !assumed || value.within(likely);
    let count = |wanted: bool| values.iter().filter(|value| is_likely(value) == wanted).count();
    let (many, few) = (count(true), count(false));
    let weight = |value: &Values| match (is_likely(value), many, few) {
        (true, many, 0) | (false, 0, many) => 1.0 / many as f64,
        (true, many, _) => LIKELY / many as f64,
        (false, _, few) => (1.0 - LIKELY) / few as f64,
    };
    let mut outcomes: BTreeMap<Option<Outcome>, f64> = BTreeMap::new();
    let mut turns_at = Vec::new();
    let mut turns_likely = false;
    for value in &values {
        let profile: Profile = probe.with(probe.profile, fact, *value);
        let then = probe.advise(&profile).map(|advice| outcome(&advice, track));
        // What contradicts the told facts cannot be the answer.
        let Some(then) = then else { continue };
        if then != here {
            turns_at.push(*value);
            turns_likely |= is_likely(value);
        }
        *outcomes.entry(Some(then)).or_default() += weight(value);
    }
    if turns_at.is_empty() {
        return None;
    }
    let whole: f64 = outcomes.values().sum();
    let bits: f64 = outcomes.values().map(|weight| weight / whole).map(|share| -share * share.log2()).sum();
    // Where every value turns the answer the same way, knowing that the fact is told at all is what counts.
    let told = if bits == 0.0 { 1.0 } else { bits };
    Some(Asked { fact, influence: told / effort(base, fact), likely: turns_likely, turns_at, with: Vec::new() })
}

/// What a question costs: what people have before their eyes while they ask for advice, what they know, what they look up.
pub fn effort(base: &RuleBase, fact: FactId) -> f64 {
    match base.fact(fact).group {
        FactGroup::Saturation => 1.0,
        FactGroup::Demand | FactGroup::Organisation => 1.3,
        FactGroup::Application | FactGroup::Components | FactGroup::Bursts => 1.6,
        FactGroup::Requirements | FactGroup::Needs | FactGroup::Move | FactGroup::Lines => 2.0,
    }
}
