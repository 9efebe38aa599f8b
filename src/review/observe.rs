//! What is seen: from an answer to observations with their places.

use super::baseline::Change;
use super::severity::{Stake, weigh};
use super::{Material, waive};
use crate::advise::{Layer, Pass};
use crate::expr::{CapabilityId, FactId, Formula};
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
    for found in &advice.findings {
        let finding = &base.findings[found.finding];
        let view = advice.view(base, found.layer);
        let margin = finding.when.whole_margin(&view);
        let soft = finding.judgement && margin.is_some() || found.layer != Layer::Facts;
        let stake = Stake::Declared(finding.kind, finding.severity);
        let severity = weigh(stake, margin.and_then(|margin| margin.percent()), soft);
        let places = places(material, &finding.when, found.layer);
        let assumed = found.layer != Layer::Facts;
        seen.push(observation(material, Subject::Finding(found.finding), finding.kind, severity, assumed, places));
    }
    let limits = broken_limits(material);
    for gate in &limits {
        let rule = base.gate(*gate);
        let view = advice.view(base, Layer::Facts);
        let margin = rule.when.whole_margin(&view);
        let soft = rule.judgement && margin.is_some();
        let severity = weigh(Stake::BrokenLimit, margin.and_then(|margin| margin.percent()), soft);
        let mut places = places(material, &rule.when, Layer::Facts);
        add(&mut places, place_of(material, rule.capability()));
        seen.push(observation(material, Subject::Limit(*gate), FindingKind::UnderBuilt, severity, false, places));
    }
    for capability in missing(material) {
        // A broken limit that calls for the part says it more exactly.
        if limits.iter().any(|gate| base.gate(*gate).capability() == capability) {
            continue;
        }
        let call = advice.calls.of(capability);
        let on_facts = call.pass == Some(Pass::Facts);
        let severity = weigh(Stake::Missing(on_facts), None, false);
        let mut places: Vec<Place> = place_of(material, capability).into_iter().collect();
        let layer = if on_facts { Layer::Facts } else { Layer::Lines };
        call.gates.iter().for_each(|gate| {
            let when = &base.gate(*gate).when;
            self::places(material, when, layer).into_iter().for_each(|place| add(&mut places, Some(place)));
        });
        let subject = Subject::Missing(capability);
        seen.push(observation(material, subject, FindingKind::UnderBuilt, severity, !on_facts, places));
    }
    for capability in unneeded(material) {
        let severity = weigh(Stake::Unneeded(base.capability(capability).burden), None, false);
        let mut places: Vec<Place> = place_of(material, capability).into_iter().collect();
        for gate in advice.burdens_against(base, capability) {
            let when = &base.gate(gate).when;
            self::places(material, when, Layer::Facts).into_iter().for_each(|place| add(&mut places, Some(place)));
        }
        let subject = Subject::Unneeded(capability);
        seen.push(observation(material, subject, FindingKind::OverBuilt, severity, false, places));
    }
    seen
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
        places.extend(material.source.map(|source| Place::new(source, 0, 0)));
    }
    let fingerprint = fingerprint(subject.of(), &id, None);
    let (resource, waived, change) = (None, None, None);
    Observation { subject, id, kind, severity, assumed, places, resource, fingerprint, waived, change }
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

/// The places of the parts that make a condition hold, in the order in which they are written, each once.
fn places(material: &Material<'_>, when: &Formula, layer: Layer) -> Vec<Place> {
    let view = material.advice.view(material.base, layer);
    let mut places = Vec::new();
    for atom in when.atoms(&view) {
        // A part that stands under `not` supports the condition by being false.
        if atom.holds == Truth::Unknown || (atom.holds == Truth::True) == atom.denied {
            continue;
        }
        for fact in when.facts_of(atom.node) {
            told_at(material, fact).into_iter().for_each(|place| add(&mut places, Some(place)));
        }
        add(&mut places, when.capability_of(atom.node).and_then(|capability| place_of(material, capability)));
    }
    places
}

/// Where a fact was told, or the facts that it was worked out from.
fn told_at(material: &Material<'_>, fact: FactId) -> Vec<Place> {
    let sheet = &material.advice.sheet;
    let told = |fact: FactId| sheet.known(fact).told.as_ref().map(|told| told.place.clone());
    sheet.rests_on(fact).into_iter().filter_map(told).collect()
}

/// Where a part is named as there or not there; else where the stage is stated that brings or rules it out.
fn place_of(material: &Material<'_>, capability: CapabilityId) -> Option<Place> {
    let (base, current) = (material.base, &material.profile.current);
    let named = current.has.iter().chain(&current.lacks).find(|named| named.capability == capability);
    let brings = || current.has.iter().find(|named| base.brings(&[named.capability]).contains(&capability));
    let stage = || {
        let on = |track| base.rung(track, capability).is_some() || base.capability(capability).home == Some(track);
        current.stages.iter().find(|(track, ..)| on(*track)).map(|(.., place)| place.clone())
    };
    named.or_else(brings).map(|named| named.place.clone()).or_else(stage)
}

fn add(places: &mut Vec<Place>, place: Option<Place>) {
    places.extend(place.filter(|place| !places.contains(place)));
}
