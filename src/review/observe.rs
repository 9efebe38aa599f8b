//! What is seen: from an answer to observations with their places.

use super::baseline::Change;
use super::locate::{self, Sight, Spot};
use super::severity::{Stake, weigh};
use super::{Material, waive};
use crate::advise::{Layer, Pass};
use crate::estimate::{self, Saving};
use crate::expr::CapabilityId;
use crate::problem::Place;
use crate::quantity::Truth;
use crate::rules::{Aim, FindingKind, GateId, RuleBase, Severity};

/// What an observation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A finding that holds, by its place in the rule base.
    Finding(usize),
    /// A broken limit: a hard gate that holds on facts, and its relief is missing or was not enough.
    Limit(GateId),
    /// A part that is called for and missing, although its rung is passed or nothing else tells it.
    Missing(CapabilityId),
    /// A part that a burden speaks against and nothing for.
    Unneeded(CapabilityId),
    /// A waiver without effect, by its place in the list, and why.
    Waiver(usize, waive::Fault),
}

impl Subject {
    /// What kind of thing it is; part of the fingerprint, so the words never change.
    pub fn of(self) -> &'static str {
        match self {
            Subject::Finding(_) => "finding",
            Subject::Limit(_) => "gate",
            Subject::Missing(_) => "missing-part",
            Subject::Unneeded(_) => "unneeded-part",
            Subject::Waiver(..) => "waiver",
        }
    }

    /// The name that waivers and baselines know it by.
    pub fn id(self, base: &RuleBase) -> &str {
        match self {
            Subject::Finding(index) => &base.findings[index].id,
            Subject::Limit(gate) => &base.gate(gate).id,
            Subject::Missing(capability) | Subject::Unneeded(capability) => &base.capability(capability).name,
            Subject::Waiver(_, fault) => fault.word(),
        }
    }
}

/// Something that a review sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// What it is about.
    pub subject: Subject,
    /// Its id, by which a waiver names it.
    pub id: String,
    /// What kind of observation it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// It rests on an assumed line, a count or an assumption, not on facts alone.
    pub assumed: bool,
    /// Where it is seen, the most telling place first; empty where everything was told by flags.
    pub places: Vec<Place>,
    /// The address of the resource, where it is one resource's.
    pub resource: Option<String>,
    /// Others like the resource are observations of their own; its address is part of the fingerprint.
    pub its_own: bool,
    /// Broken limits that say the same of the same part; they are told here and not once more.
    pub tells: Vec<GateId>,
    /// What would not be paid without it, where it is over-built and that is known.
    pub saves: Option<Saving>,
    /// The same for the same observation, whatever its values, lines and neighbours are.
    pub fingerprint: String,
    /// The waiver that accepts it, by its place in the list.
    pub waived: Option<usize>,
    /// How it moved since the baseline; nothing where there is none.
    pub change: Option<Change>,
}

impl Observation {
    /// Open, and not known to the baseline.
    pub fn is_news(&self) -> bool {
        self.waived.is_none() && self.change != Some(Change::Known)
    }

    /// The word for how it stands.
    pub fn status(&self) -> &'static str {
        match (self.waived, self.change) {
            (Some(_), _) => "waived",
            (None, None) => "open",
            (None, Some(change)) => change.word(),
        }
    }

    /// Open before waived, the worst first, then by kind of thing, id and resource.
    pub(super) fn order(&self) -> (bool, Severity, &'static str, &str, Option<&str>, &str) {
        let resource = self.resource.as_deref();
        (self.waived.is_some(), self.severity, self.subject.of(), &self.id, resource, &self.fingerprint)
    }
}

/// The fingerprint of a kind of thing, its id and the resource, in the first way of reckoning it.
///
/// Neither values nor lines go in: they change while the observation stays the same.
pub fn fingerprint(of: &str, id: &str, resource: Option<&str>) -> String {
    format!("1:{}", crate::rules::fingerprint_of(&[of, id, resource.unwrap_or_default()]))
}

/// Everything that an answer shows.
pub(super) fn observe(material: &Material<'_>) -> Vec<Observation> {
    let Material { base, advice, .. } = *material;
    let mut seen = Vec::new();
    let limits = broken_limits(material);
    let mut told_already: Vec<GateId> = Vec::new();
    for found in &advice.findings {
        let finding = &base.findings[found.finding];
        let view = advice.view(base, found.layer);
        let margin = finding.when.whole_margin(&view);
        let soft = finding.judgement && margin.is_some() || found.layer != Layer::Facts;
        let stake = Stake::Declared(finding.kind, finding.severity);
        let mut severity = weigh(stake, margin.and_then(|margin| margin.percent()), soft);
        let mut sight = Sight::default();
        sight.condition(material, &finding.when, found.layer);
        let is_told = |gate: &&GateId| finding.tells.iter().any(|(id, _)| *id == base.gate(**gate).id);
        let tells: Vec<GateId> = limits.iter().filter(is_told).copied().collect();
        for gate in &tells {
            sight.condition(material, &base.gate(*gate).when, Layer::Facts);
            // The worst comes first in the order of severities.
            severity = severity.min(severity_of_limit(material, *gate));
        }
        told_already.extend(&tells);
        let subject = Subject::Finding(found.finding);
        let assumed = found.layer != Layer::Facts && tells.is_empty();
        let spots = sight.spots(material);
        let observed = observations(material, subject, finding.kind, severity, assumed, spots);
        seen.extend(observed.into_iter().map(|one| Observation { tells: tells.clone(), ..one }));
    }
    for gate in limits.iter().filter(|gate| !told_already.contains(gate)) {
        let mut sight = Sight::default();
        sight.condition(material, &base.gate(*gate).when, Layer::Facts);
        sight.part(material, base.gate(*gate).capability());
        let severity = severity_of_limit(material, *gate);
        let (subject, spots) = (Subject::Limit(*gate), sight.spots(material));
        seen.extend(observations(material, subject, FindingKind::UnderBuilt, severity, false, spots));
    }
    for capability in missing(material) {
        // A broken limit that calls for the part says it more exactly.
        if limits.iter().any(|gate| base.gate(*gate).capability() == capability) {
            continue;
        }
        let call = advice.calls.of(capability);
        let on_facts = call.pass == Some(Pass::Facts);
        let severity = weigh(Stake::Missing(on_facts), None, false);
        let mut sight = Sight::default();
        sight.missing(material, capability);
        let layer = if on_facts { Layer::Facts } else { Layer::Lines };
        call.gates.iter().for_each(|gate| sight.condition(material, &base.gate(*gate).when, layer));
        let (subject, spots) = (Subject::Missing(capability), sight.spots(material));
        seen.extend(observations(material, subject, FindingKind::UnderBuilt, severity, !on_facts, spots));
    }
    for capability in unneeded(material) {
        let severity = weigh(Stake::Unneeded(base.capability(capability).burden), None, false);
        let mut sight = Sight::default();
        sight.present(material, capability);
        for gate in advice.burdens_against(base, capability) {
            sight.condition(material, &base.gate(gate).when, Layer::Facts);
        }
        let (subject, spots) = (Subject::Unneeded(capability), sight.spots(material));
        seen.extend(observations(material, subject, FindingKind::OverBuilt, severity, false, spots));
    }
    reckon(material, &mut seen);
    seen
}

/// Says what is paid for what is over-built, where it is one part and its cost is known.
fn reckon(material: &Material<'_>, seen: &mut [Observation]) {
    let Material { base, advice, .. } = *material;
    let parts: Vec<Option<CapabilityId>> = seen
        .iter()
        .map(|one| match one.subject {
            Subject::Unneeded(capability) => Some(capability),
            Subject::Finding(index) if one.kind == FindingKind::OverBuilt => {
                let when = &base.findings[index].when;
                let there = |id: &CapabilityId| advice.architecture.has(*id) == Truth::True;
                match when.capabilities().into_iter().filter(there).collect::<Vec<_>>()[..] {
                    [only] => Some(only),
                    _ => None,
                }
            }
            _ => None,
        })
        .collect();
    let mut asked: Vec<CapabilityId> = parts.iter().flatten().copied().collect();
    asked.sort_unstable();
    asked.dedup();
    let savings = estimate::savings(base, advice, &asked);
    for (one, part) in seen.iter_mut().zip(parts) {
        one.saves = savings.iter().find(|(id, _)| Some(*id) == part).map(|(_, saving)| *saving);
    }
}

/// One observation for each spot.
fn observations(
    material: &Material<'_>,
    subject: Subject,
    kind: FindingKind,
    severity: Severity,
    assumed: bool,
    spots: Vec<Spot>,
) -> Vec<Observation> {
    let one = |spot: Spot| {
        let mut one = observation(material, subject, kind, severity, assumed, spot.places);
        if spot.its_own {
            one.fingerprint = fingerprint(subject.of(), &one.id, spot.resource.as_deref());
        }
        Observation { resource: spot.resource, its_own: spot.its_own, ..one }
    };
    spots.into_iter().map(one).collect()
}

/// Makes an observation that nobody waived and that no baseline was asked about.
pub(super) fn observation(
    material: &Material<'_>,
    subject: Subject,
    kind: FindingKind,
    severity: Severity,
    assumed: bool,
    mut places: Vec<Place>,
) -> Observation {
    let id = subject.id(material.base).to_owned();
    if places.is_empty() {
        places.extend(locate::start(material));
    }
    let fingerprint = fingerprint(subject.of(), &id, None);
    Observation {
        subject,
        id,
        kind,
        severity,
        assumed,
        places,
        resource: None,
        its_own: false,
        tells: Vec::new(),
        saves: None,
        fingerprint,
        waived: None,
        change: None,
    }
}

/// How bad a broken limit is.
fn severity_of_limit(material: &Material<'_>, gate: GateId) -> Severity {
    let rule = material.base.gate(gate);
    let margin = rule.when.whole_margin(&material.advice.view(material.base, Layer::Facts));
    let soft = rule.judgement && margin.is_some();
    weigh(Stake::BrokenLimit, margin.and_then(|margin| margin.percent()), soft)
}

/// Hard gates that hold on facts while their relief is missing, or is there and was not enough.
fn broken_limits(material: &Material<'_>) -> Vec<GateId> {
    let Material { base, advice, .. } = *material;
    let more: Vec<GateId> = advice.walks.iter().flat_map(|walk| walk.more_of_the_same.iter().copied()).collect();
    let is_broken = |gate: &GateId| is_broken_limit(material, *gate) == Truth::True || more.contains(gate);
    base.gate_ids().filter(is_broken).collect()
}

/// Whether a gate guards a limit that is broken and that its part does not relieve.
pub(super) fn is_broken_limit(material: &Material<'_>, gate: GateId) -> Truth {
    let Material { base, advice, .. } = *material;
    let reading = advice.calls.reading(gate);
    let Aim::For(capability) = base.gate(gate).aim else { return Truth::False };
    if !reading.counts() || advice.architecture.has(capability) == Truth::True {
        return Truth::False;
    }
    reading.on_facts.and(reading.hard)
}

/// Parts that are called for and missing: gaps below the furthest rung, and what no step of a described track brings.
fn missing(material: &Material<'_>) -> Vec<CapabilityId> {
    let walks = &material.advice.walks;
    let mut missing: Vec<CapabilityId> =
        walks.iter().flat_map(|walk| walk.gaps.iter().chain(&walk.beside)).copied().collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Parts that a burden speaks against and nothing for.
fn unneeded(material: &Material<'_>) -> Vec<CapabilityId> {
    let mut unneeded: Vec<CapabilityId> =
        material.advice.walks.iter().flat_map(|walk| walk.unneeded.iter().copied()).collect();
    unneeded.sort_unstable();
    unneeded.dedup();
    unneeded
}

/// Findings whose condition is open, and that no known exception takes back.
pub(super) fn cannot_tell(material: &Material<'_>) -> Vec<usize> {
    let Material { base, advice, .. } = *material;
    let layer = if advice.options.assumptions { Layer::Lines } else { Layer::Facts };
    let is_open = |index: &usize| {
        let finding = &base.findings[*index];
        let excepted = finding.unless.as_ref().map(|unless| unless.truth(&advice.view(base, Layer::Facts)));
        excepted != Some(Truth::True) && finding.when.truth(&advice.view(base, layer)) == Truth::Unknown
    };
    (0..base.findings.len()).filter(is_open).collect()
}
