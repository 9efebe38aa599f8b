//! What somebody accepted: with a reason, an owner and an end. A waiver that cannot have an effect is seen itself.

use super::observe::{Observation, Subject, observation};
use super::severity::{Stake, weigh};
use super::{Material, baseline};
use crate::profile::Waiver;
use crate::quantity::Truth;
use crate::rules::{FindingKind, RuleBase};

/// Why a waiver has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Its last day is over.
    Expired,
    /// What it accepts may not be accepted: a rule says so.
    Forbidden,
    /// What it accepts is known to be well.
    Stale,
    /// It names something that is not seen: unknown to the rules, of another resource, or not to be told from what is
    /// known.
    Unmatched,
}

impl Fault {
    /// The id under which it is seen.
    pub fn word(self) -> &'static str {
        match self {
            Fault::Expired => "waiver-expired",
            Fault::Forbidden => "waiver-forbidden",
            Fault::Stale => "waiver-stale",
            Fault::Unmatched => "waiver-unmatched",
        }
    }
}

/// How a waiver stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiving {
    /// It accepts this many observations.
    InForce(usize),
    /// It accepts nothing.
    Without(Fault),
}

/// Says whether a waiver means a thing: by its id, or by `finding:`, `gate:` or `capability:` and its id.
pub fn matches(waiver: &Waiver, subject: Subject, id: &str, resource: Option<&str>) -> bool {
    let (kind, name) = match waiver.finding.split_once(':') {
        Some((kind, name)) => (Some(kind), name),
        None => (None, waiver.finding.as_str()),
    };
    let is_kind = match subject {
        Subject::Finding(_) => kind.is_none_or(|kind| kind == "finding"),
        Subject::Limit(_) => kind.is_none_or(|kind| kind == "gate"),
        Subject::Missing(_) | Subject::Unneeded(_) => kind.is_none_or(|kind| kind == "capability"),
        // What is wrong with waivers is no thing to be waived.
        Subject::Waiver(..) => false,
    };
    is_kind && name == id && (waiver.resource.is_none() || waiver.resource.as_deref() == resource)
}

/// Takes out what is accepted, and adds what is wrong with waivers; gives how each of them stands.
pub(super) fn waive(material: &Material<'_>, observations: &mut Vec<Observation>) -> Vec<Waiving> {
    let stands: Vec<Waiving> =
        material.waivers.iter().enumerate().map(|(index, waiver)| one(material, index, waiver, observations)).collect();
    for (index, waiving) in stands.iter().enumerate() {
        if let Waiving::Without(fault) = waiving {
            let waiver = &material.waivers[index];
            let severity = weigh(Stake::Waiver, None, false);
            let subject = Subject::Waiver(index, *fault);
            let places = vec![waiver.place.clone()];
            let mut seen = observation(material, subject, FindingKind::Note, severity, false, places);
            let meant = [waiver.finding.as_str(), waiver.resource.as_deref().unwrap_or_default()].join("\n");
            seen.fingerprint = super::fingerprint(subject.of(), &seen.id, Some(&meant));
            // Two waivers of the same words are one fault.
            if !observations.iter().any(|other| other.fingerprint == seen.fingerprint) {
                observations.push(seen);
            }
        }
    }
    stands
}

fn one(material: &Material<'_>, index: usize, waiver: &Waiver, observations: &mut [Observation]) -> Waiving {
    let means = |seen: &&mut Observation| means(material, waiver, seen);
    let mut meant: Vec<&mut Observation> = observations.iter_mut().filter(means).collect();
    if meant.is_empty() {
        return Waiving::Without(unmet(material, waiver, observations));
    }
    if waiver.expires.as_str() < material.today {
        return Waiving::Without(Fault::Expired);
    }
    // What it tells may not be waived by another name.
    let waivable = |subject: Subject| is_waivable(material, subject);
    meant.retain(|seen| waivable(seen.subject) && seen.tells.iter().all(|gate| waivable(Subject::Limit(*gate))));
    if meant.is_empty() {
        return Waiving::Without(Fault::Forbidden);
    }
    let count = meant.len();
    for seen in meant {
        // The first that accepts it is told.
        seen.waived.get_or_insert(index);
    }
    Waiving::InForce(count)
}

/// Says whether a waiver means an observation: by its name, or by that of a limit that is told with it.
fn means(material: &Material<'_>, waiver: &Waiver, seen: &Observation) -> bool {
    let named = |subject: Subject| matches(waiver, subject, subject.id(material.base), seen.resource.as_deref());
    matches(waiver, seen.subject, &seen.id, seen.resource.as_deref())
        || seen.tells.iter().any(|gate| named(Subject::Limit(*gate)))
}

/// Why nothing is seen that a waiver means. Absence is no proof that all is well: only what is known to be is stale.
fn unmet(material: &Material<'_>, waiver: &Waiver, observations: &[Observation]) -> Fault {
    let is_mended = |subject: Subject| {
        let Some(address) = &waiver.resource else { return false };
        // An address that is not there may be misspelt.
        material.detected.is_some_and(|root| root.addresses.contains(address))
            && baseline::is_mended(material, observations, subject, |other| other == address)
    };
    let means = |subject: &Subject| {
        matches(waiver, *subject, subject.id(material.base), waiver.resource.as_deref())
            && (baseline::is_well(material, *subject) == Truth::True || is_mended(*subject))
    };
    let known: Vec<Subject> = subjects(material.base).filter(means).collect();
    let named = subjects(material.base)
        .filter(|subject| matches(waiver, *subject, subject.id(material.base), waiver.resource.as_deref()));
    if !known.is_empty() && named.count() == known.len() { Fault::Stale } else { Fault::Unmatched }
}

/// Everything that a review can see, waivers aside.
pub(super) fn subjects(base: &RuleBase) -> impl Iterator<Item = Subject> + '_ {
    let findings = (0..base.findings.len()).map(Subject::Finding);
    let gates = base.gate_ids().map(Subject::Limit);
    let parts = base.capability_ids().flat_map(|id| [Subject::Missing(id), Subject::Unneeded(id)]);
    findings.chain(gates).chain(parts)
}

/// Says whether the rules let somebody accept it; a part that is missing, only where no gate that calls for it objects.
fn is_waivable(material: &Material<'_>, subject: Subject) -> bool {
    let Material { base, advice, .. } = *material;
    match subject {
        Subject::Finding(index) => base.findings[index].waivable,
        Subject::Limit(gate) => base.gate(gate).waivable,
        Subject::Missing(capability) => advice.calls.of(capability).gates.iter().all(|id| base.gate(*id).waivable),
        Subject::Unneeded(capability) => {
            advice.burdens_against(base, capability).iter().all(|id| base.gate(*id).waivable)
        }
        Subject::Waiver(..) => false,
    }
}
