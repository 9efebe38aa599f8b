//! Where something is seen: the resources that show it, then the places where it was told.

use super::Material;
use crate::advise::Layer;
use crate::detect::{DetectedCapability, DetectedFact, Evidence, Presence};
use crate::expr::{CapabilityId, FactId, Formula};
use crate::problem::Place;
use crate::profile::Origin;
use crate::quantity::Truth;

/// Where something is seen.
#[derive(Debug, Default)]
pub(super) struct Sight {
    /// Resources of which each shows it for itself: each public database, each database without a standby.
    own: Vec<Evidence>,
    /// Resources that show it together.
    shown: Vec<Evidence>,
    /// Where it was told.
    told: Vec<Place>,
}

/// One resource's part of what is seen, or the whole where it is no single resource's.
#[derive(Debug)]
pub(super) struct Spot {
    /// The address of the resource, where it is one resource's.
    pub(super) resource: Option<String>,
    /// Others like it are spots of their own.
    pub(super) its_own: bool,
    /// The most telling place first.
    pub(super) places: Vec<Place>,
}

impl Sight {
    /// Adds what makes a condition hold, in the order in which it is written.
    pub(super) fn condition(&mut self, material: &Material<'_>, when: &Formula, layer: Layer) {
        let view = material.advice.view(material.base, layer);
        for atom in when.atoms(&view) {
            // A part that stands under `not` supports the condition by being false.
            if atom.holds == Truth::Unknown || (atom.holds == Truth::True) == atom.denied {
                continue;
            }
            let member = when.member_of(atom.node).filter(|_| atom.holds == Truth::True);
            if let Some((fact, member)) = member {
                let detected = detected_fact(material, fact);
                let found = detected.and_then(|found| found.members.iter().find(|of| of.member == member));
                extend(&mut self.own, found.map_or(&[], |found| &found.shown_by.surely));
                // Its other members are of no concern here.
                self.facts(material, fact, found.is_none());
            } else {
                when.facts_of(atom.node).into_iter().for_each(|fact| self.facts(material, fact, true));
            }
            match when.capability_of(atom.node) {
                Some(capability) if atom.holds == Truth::True => self.present(material, capability),
                Some(capability) => self.missing(material, capability),
                None => {}
            }
        }
    }

    /// Adds where a fact was told or shown, or the facts that it was worked out from.
    fn facts(&mut self, material: &Material<'_>, fact: FactId, with_resources: bool) {
        let sheet = &material.advice.sheet;
        for fact in sheet.rests_on(fact) {
            let Some(told) = &sheet.known(fact).told else { continue };
            let evidence = detected_fact(material, fact).map_or(&[][..], |found| &found.evidence);
            match (told.origin == Origin::Detected, evidence.is_empty()) {
                (true, false) if with_resources => extend(&mut self.shown, evidence),
                (true, false) => {}
                _ => add(&mut self.told, Some(told.place.clone())),
            }
        }
    }

    /// Adds where a part is shown, and where it is stated.
    pub(super) fn present(&mut self, material: &Material<'_>, capability: CapabilityId) {
        let found = detected_capability(material, capability).filter(|found| found.presence == Presence::Present);
        let shown = found.map_or(&[][..], |found| &found.evidence);
        extend(&mut self.shown, shown);
        let place = place_of(material, capability);
        add(&mut self.told, place.filter(|place| !shown.iter().any(|evidence| evidence.place == *place)));
    }

    /// Adds the resources to which a missing part would belong, and where it is stated to be missing.
    pub(super) fn missing(&mut self, material: &Material<'_>, capability: CapabilityId) {
        let found = detected_capability(material, capability).filter(|found| found.presence != Presence::Present);
        let owners = found.map_or(&[][..], |found| &found.belongs_to.surely);
        extend(&mut self.own, owners);
        let lacks = &material.profile.current.lacks;
        // Of what is shown to be absent the place is the file; the resource says more.
        let is_shown = lacks.iter().any(|named| named.capability == capability && named.origin == Origin::Detected);
        if !is_shown || owners.is_empty() {
            add(&mut self.told, place_of(material, capability));
        }
    }

    /// Adds a part, whether it is there or not.
    pub(super) fn part(&mut self, material: &Material<'_>, capability: CapabilityId) {
        match material.advice.architecture.has(capability) {
            Truth::True => self.present(material, capability),
            _ => self.missing(material, capability),
        }
    }

    /// One spot for each resource that shows it for itself, else one for all.
    pub(super) fn spots(self, material: &Material<'_>) -> Vec<Spot> {
        let Sight { own, shown, told } = self;
        let others = shown.iter().filter(|evidence| !own.contains(evidence)).map(|evidence| evidence.place.clone());
        let mut rest: Vec<Place> = Vec::new();
        others.chain(told).for_each(|place| add(&mut rest, Some(place)));
        if own.is_empty() {
            let resource = match shown.as_slice() {
                [only] => Some(only.resource.clone()),
                _ => None,
            };
            if rest.is_empty() {
                rest.extend(start(material));
            }
            return vec![Spot { resource, its_own: false, places: rest }];
        }
        own.into_iter()
            .map(|evidence| {
                let mut places = vec![evidence.place];
                rest.iter().for_each(|place| add(&mut places, Some(place.clone())));
                Spot { resource: Some(evidence.resource), its_own: true, places }
            })
            .collect()
    }
}

/// Where everything begins that has no place of its own: the profile, else the main file of the infrastructure code.
pub(super) fn start(material: &Material<'_>) -> Option<Place> {
    let profile = material.source.map(|source| Place::new(source, 0, 0));
    profile.or_else(|| material.detected.and_then(|root| root.start()))
}

/// Says whether a resource is known to show no more what others still show by themselves; by its address, or by what
/// its address is known by.
pub(super) fn is_mended(
    material: &Material<'_>,
    (shown, perhaps): (&[&str], &[&str]),
    is_meant: impl Fn(&str) -> bool,
) -> bool {
    let Some(root) = material.detected else { return false };
    match root.addresses.iter().find(|address| is_meant(address)) {
        Some(address) => !shown.contains(&address.as_str()) && !perhaps.contains(&address.as_str()),
        // What is not there any more shows nothing, where all that is there is known.
        None => root.partial.is_empty(),
    }
}

/// The addresses of resources of which nobody can tell whether they show what a condition sees.
pub(super) fn perhaps<'m>(material: &Material<'m>, when: &Formula, missing: Option<CapabilityId>) -> Vec<&'m str> {
    let members = material.detected.into_iter().flat_map(|root| &root.facts).flat_map(|found| {
        let named = when.facts().contains(&found.fact);
        found.members.iter().filter(move |_| named).flat_map(|member| &member.shown_by.perhaps)
    });
    let parts = when.capabilities().into_iter().chain(missing);
    let owners = parts.filter_map(|capability| detected_capability(material, capability));
    members.chain(owners.flat_map(|found| &found.belongs_to.perhaps)).map(String::as_str).collect()
}

fn detected_fact<'m>(material: &Material<'m>, fact: FactId) -> Option<&'m DetectedFact> {
    material.detected?.facts.iter().find(|found| found.fact == fact)
}

fn detected_capability<'m>(material: &Material<'m>, capability: CapabilityId) -> Option<&'m DetectedCapability> {
    material.detected?.capabilities.iter().find(|found| found.capability == capability)
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

fn extend(list: &mut Vec<Evidence>, more: &[Evidence]) {
    for evidence in more {
        if !list.contains(evidence) {
            list.push(evidence.clone());
        }
    }
}

fn add(places: &mut Vec<Place>, place: Option<Place>) {
    places.extend(place.filter(|place| !places.contains(place)));
}
