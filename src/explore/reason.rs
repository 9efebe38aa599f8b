//! Minimal reasons: the told facts without any one of which a part is no longer called for.

use super::Probe;
use crate::advise::{Advice, Call, Pass};
use crate::expr::{CapabilityId, FactId};
use crate::profile::Profile;
use crate::quantity::Truth;
use crate::rules::{Aim, GateId, TransitionId};

/// What a reason is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The part is called for.
    Called,
    /// The part is a burden that nothing calls for.
    Burden,
    /// A step of another track cannot be taken without it.
    Unlocks(TransitionId),
    /// It is needed by the rest of the step.
    First,
}

/// Why a step gains or takes away one part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartReason {
    /// The part.
    pub capability: CapabilityId,
    /// What kind of reason it is.
    pub ground: Ground,
    /// What settled it.
    pub pass: Option<Pass>,
    /// It ends a broken limit.
    pub hard: bool,
    /// Told facts that suffice together; drop one and the part is no longer called for as strongly.
    pub facts: Vec<FactId>,
    /// The gates that call for it on these facts alone.
    pub gates: Vec<GateId>,
}

/// The reasons of every required part of the next step of a track, and of what a way back takes away.
pub fn reasons(probe: &Probe<'_>, advice: &Advice, track: crate::expr::TrackId) -> Vec<PartReason> {
    let Some(step) = &advice.walk(track).next else { return Vec::new() };
    let gained = step.required().map(|action| {
        let call = advice.calls.of(action.capability);
        match call.unlocks {
            Some(transition) => part(action.capability, Ground::Unlocks(transition), call),
            None if action.because.is_empty() => part(action.capability, Ground::First, call),
            None => called(probe, action.capability, call),
        }
    });
    let dropped = step.drops.iter().filter(|id| is_burden(advice, **id)).map(|id| burden(probe, *id));
    gained.chain(dropped).collect()
}

fn part(capability: CapabilityId, ground: Ground, call: &Call) -> PartReason {
    PartReason { capability, ground, pass: call.pass, hard: call.hard, facts: Vec::new(), gates: Vec::new() }
}

fn called(probe: &Probe<'_>, capability: CapabilityId, call: &Call) -> PartReason {
    let holds = |profile: &Profile| {
        let calls = probe.advisor.calls(profile, probe.options);
        let now = calls.of(capability);
        now.holds == Truth::True && now.strength() <= call.strength()
    };
    let gates_of = |profile: &Profile| probe.advisor.calls(profile, probe.options).of(capability).gates.clone();
    let (facts, least) = minimal(probe, &named_by(probe, &call.gates), holds);
    PartReason { facts, gates: gates_of(&least), ..part(capability, Ground::Called, call) }
}

fn is_burden(advice: &Advice, capability: CapabilityId) -> bool {
    advice.calls.burdens[capability.0 as usize] == Truth::True
}

fn burden(probe: &Probe<'_>, capability: CapabilityId) -> PartReason {
    let base = probe.advisor.base();
    let against: Vec<GateId> = base.gate_ids().filter(|id| base.gate(*id).aim == Aim::Against(capability)).collect();
    let holds =
        |profile: &Profile| probe.advisor.calls(profile, probe.options).burdens[capability.0 as usize] == Truth::True;
    let (facts, least) = minimal(probe, &named_by(probe, &against), holds);
    let calls = probe.advisor.calls(&least, probe.options);
    let gates = against
        .into_iter()
        .filter(|id| calls.reading(*id).counts() && calls.reading(*id).on_facts == Truth::True)
        .collect();
    PartReason { capability, ground: Ground::Burden, pass: Some(Pass::Facts), hard: false, facts, gates }
}

/// The facts that gates name: what is dropped last.
fn named_by(probe: &Probe<'_>, gates: &[GateId]) -> Vec<FactId> {
    let base = probe.advisor.base();
    gates.iter().flat_map(|gate| base.gate(*gate).when.facts()).collect()
}

/// The least set of told facts on which something still holds: facts are dropped one by one, until none can be.
fn minimal(probe: &Probe<'_>, last: &[FactId], holds: impl Fn(&Profile) -> bool) -> (Vec<FactId>, Profile) {
    let mut told: Vec<FactId> = probe.profile.told.iter().map(|told| told.fact).collect();
    told.dedup();
    // What no gate names goes first; among the rest the order of names.
    told.sort_by_key(|fact| (last.contains(fact), *fact));
    let mut kept = probe.profile.clone();
    loop {
        let before = told.len();
        told.retain(|fact| {
            let less = probe.without(&kept, *fact);
            let goes = holds(&less);
            if goes {
                kept = less;
            }
            !goes
        });
        // Dropping one may free another: a count that a better fact outranked speaks again.
        if told.len() == before {
            told.sort_unstable();
            return (told, kept);
        }
    }
}
