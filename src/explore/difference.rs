//! Two answers held against each other: what is resolved, still open, new and regressed, and which facts caused it.
//!
//! Absence is never a pass: what was open and cannot be told any more stays open.

use std::collections::BTreeMap;

use super::Probe;
use crate::advise::{Advice, Layer};
use crate::expr::{CapabilityId, FactId};
use crate::quantity::{Truth, Values};
use crate::rules::{GateId, RuleBase};

/// Something that an answer leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A part that is called for and not there.
    Capability(CapabilityId),
    /// A finding that holds, by its place in the rule base.
    Finding(usize),
}

/// A fact that is told otherwise than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The fact.
    pub fact: FactId,
    /// Its value before, where it was told.
    pub from: Option<Values>,
    /// Its value now, where it is told.
    pub to: Option<Values>,
    /// Put back alone, it changes what is open or the next step.
    pub caused: bool,
}

/// What moved from one answer to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Facts that moved, in the order of names.
    pub moved: Vec<Moved>,
    /// Open before, and known to be settled now.
    pub resolved: Vec<Named>,
    /// Open before and now.
    pub still_open: Vec<Named>,
    /// Open before, and not known any more.
    pub lost_sight: Vec<Named>,
    /// Open now, and not known before.
    pub new: Vec<Named>,
    /// Open now, and known to be well before.
    pub regressed: Vec<Named>,
    /// Gates that come out otherwise, with how they came out before and now.
    pub gates: Vec<(GateId, Truth, Truth)>,
}

/// How one thing stands in an answer.
fn standing(base: &RuleBase, advice: &Advice, named: Named) -> Truth {
    match named {
        Named::Capability(capability) => {
            let call = advice.calls.of(capability);
            // There, or denied: not open. Called for, and not surely there: open.
            match (advice.architecture.has(capability), call.holds) {
                (Truth::True, _) => Truth::False,
                (_, holds) => holds,
            }
        }
        Named::Finding(index) => advice.finding_holds(base, index),
    }
}

/// Everything that can be open.
fn all(base: &RuleBase) -> impl Iterator<Item = Named> + '_ {
    base.capability_ids().map(Named::Capability).chain((0..base.findings.len()).map(Named::Finding))
}

/// What is open in an answer.
fn open(base: &RuleBase, advice: &Advice) -> Vec<Named> {
    all(base).filter(|named| standing(base, advice, *named) == Truth::True).collect()
}

/// Holds two answers against each other.
pub fn difference(old: (&Probe<'_>, &Advice), new: (&Probe<'_>, &Advice)) -> Difference {
    let base = new.0.advisor.base();
    let (before, after) = (open(base, old.1), open(base, new.1));
    let mut difference = Difference {
        moved: Vec::new(),
        resolved: Vec::new(),
        still_open: Vec::new(),
        lost_sight: Vec::new(),
        new: Vec::new(),
        regressed: Vec::new(),
        gates: Vec::new(),
    };
    for named in &before {
        match standing(base, new.1, *named) {
            Truth::True => difference.still_open.push(*named),
            holds
                if is_answered(old.1, new.1, *named)
                    || holds == Truth::False && is_known_settled(base, new.1, *named) =>
            {
                difference.resolved.push(*named);
            }
            _ => difference.lost_sight.push(*named),
        }
    }
    for named in after.into_iter().filter(|named| !before.contains(named)) {
        match was_well(base, old.1, named) {
            true => difference.regressed.push(named),
            false => difference.new.push(named),
        }
    }
    difference.gates = base
        .gate_ids()
        .map(|id| (id, old.1.calls.reading(id).on_facts, new.1.calls.reading(id).on_facts))
        .filter(|(_, before, now)| before != now)
        .collect();
    difference.moved = moved(old, new);
    difference
}

/// The part is there now, or facts deny every gate that called for it before.
fn is_answered(old: &Advice, new: &Advice, named: Named) -> bool {
    let Named::Capability(capability) = named else { return false };
    let before = &old.calls.of(capability).gates;
    let denied = |gate: &GateId| new.calls.reading(*gate).on_facts == Truth::False;
    new.architecture.has(capability) == Truth::True || !before.is_empty() && before.iter().all(denied)
}

/// Settled on what is told: the part is there, or facts deny all that called for it. Neither a count nor an
/// assumption settles anything.
fn is_known_settled(base: &RuleBase, advice: &Advice, named: Named) -> bool {
    match named {
        Named::Capability(capability) => {
            let call = advice.calls.of(capability);
            advice.architecture.has(capability) == Truth::True || call.pass == Some(crate::advise::Pass::Facts)
        }
        Named::Finding(index) => {
            base.findings[index].when.truth(&advice.view(base, Layer::Facts)) == Truth::False
                || standing(base, advice, named) == Truth::False
        }
    }
}

/// Known to be well: the part was there, or facts denied it.
fn was_well(base: &RuleBase, advice: &Advice, named: Named) -> bool {
    standing(base, advice, named) == Truth::False && is_known_settled(base, advice, named)
}

fn told(probe: &Probe<'_>) -> BTreeMap<FactId, Values> {
    // Sorted by origin: the strongest comes first and stays.
    let mut values = BTreeMap::new();
    for told in &probe.profile.told {
        values.entry(told.fact).or_insert(told.values);
    }
    values
}

fn moved(old: (&Probe<'_>, &Advice), new: (&Probe<'_>, &Advice)) -> Vec<Moved> {
    let base = new.0.advisor.base();
    let (before, after) = (told(old.0), told(new.0));
    let signature = |advice: &Advice| {
        let next = advice.next().and_then(|walk| Some((walk.track, walk.next.as_ref()?.edge.to)));
        (open(base, advice), next)
    };
    let now = signature(new.1);
    let facts = base.fact_ids().filter(|fact| before.get(fact) != after.get(fact));
    facts
        .map(|fact| {
            let (from, to) = (before.get(&fact).copied(), after.get(&fact).copied());
            let back = match from {
                Some(values) => new.0.with(new.0.profile, fact, values),
                None => new.0.without(new.0.profile, fact),
            };
            let caused = new.0.advise(&back).is_none_or(|advice| signature(&advice) != now);
            Moved { fact, from, to, caused }
        })
        .collect()
}
