//! Lays what was detected under what somebody states: what is stated wins, and both are kept.

use super::detection::{DetectedRoot, Placement, Presence};
use crate::expr::CapabilityId;
use crate::placing::brought_by_stage;
use crate::problem::Place;
use crate::profile::{Contested, Named, Origin, Profile, Told};
use crate::quantity::{Interval, Values};
use crate::rules::{FactFrom, RuleBase};

/// Lays the capabilities and facts of a root under a profile.
///
/// A stated fact or capability is never changed, and a stated stage states what it brings. Facts are both kept, the
/// stronger origin first; where capabilities differ, [`Current::contested`](crate::profile::Current::contested) says so.
pub fn join(base: &RuleBase, profile: &Profile, detected: &DetectedRoot) -> Profile {
    let mut joined = profile.clone();
    let start = detected.start();
    for found in &detected.facts {
        let place = found.evidence.first().map(|evidence| evidence.place.clone());
        let Some(place) = place.or_else(|| start.clone()) else { continue };
        joined.told.push(Told { fact: found.fact, values: found.values, origin: Origin::Detected, place });
    }
    let stated = Stated::new(base, profile);
    for found in &detected.capabilities {
        let id = found.capability;
        let (has, lacks) = (stated.has(id), stated.lacks(id));
        match (found.presence, &start) {
            (Presence::Present, _) => {
                let Some(evidence) = found.evidence.first() else { continue };
                let place = evidence.place.clone();
                if let Some(lacking) = lacks {
                    let (stated, detected) = (lacking.clone(), place);
                    joined.current.contested.push(Contested { capability: id, stated, has: false, detected });
                } else if stated.named(id).is_none() && found.brought_by.is_none() && !stated.denies(base, id) {
                    let named = Named { capability: id, place, origin: Origin::Detected, shapes: found.shapes };
                    joined.current.has.push(named);
                }
            }
            (Presence::Absent, Some(start)) => match has {
                Some(stated) => {
                    let (stated, detected) = (stated.clone(), start.clone());
                    joined.current.contested.push(Contested { capability: id, stated, has: true, detected });
                }
                None if lacks.is_none() => {
                    let (place, origin) = (start.clone(), Origin::Detected);
                    joined.current.lacks.push(Named { capability: id, place, origin, shapes: true });
                }
                None => {}
            },
            _ => {}
        }
    }
    let not_found: Vec<&Contested> = joined.current.contested.iter().filter(|contested| contested.has).collect();
    if let Some(first) = not_found.first().filter(|_| detected.partial.is_empty()) {
        let values = Values::Number(Interval::point(not_found.len() as f64));
        let counts = base.detection.facts.iter().filter(|rule| matches!(rule.from, FactFrom::StatedNotFound));
        let told =
            counts.map(|rule| Told { fact: rule.fact, values, origin: Origin::Detected, place: first.stated.clone() });
        joined.told.extend(told.collect::<Vec<_>>());
    }
    joined.told.sort_by_key(|told| (told.fact, told.origin));
    if detected.placed == Placement::Placed
        && let Some(main) = base.main_track()
    {
        joined.current.shown.push(main);
        joined.current.lane = joined.current.lane.or(detected.lane);
    }
    joined
}

/// What somebody states of capabilities.
struct Stated<'p> {
    profile: &'p Profile,
    /// What a named capability or a stage brings, with the place that names it.
    brought: Vec<(CapabilityId, &'p Place)>,
}

impl<'p> Stated<'p> {
    fn new(base: &RuleBase, profile: &'p Profile) -> Stated<'p> {
        let current = &profile.current;
        let mut brought: Vec<(CapabilityId, &Place)> = Vec::new();
        for named in &current.has {
            brought.extend(base.brings(&[named.capability]).into_iter().map(|id| (id, &named.place)));
        }
        for (track, stage, place) in &current.stages {
            let lane = current.lane.filter(|(of, _)| of == track).map(|(_, lane)| lane);
            let parts = base.brings(&brought_by_stage(base, *track, *stage, lane));
            brought.extend(parts.into_iter().map(|id| (id, place)));
        }
        Stated { profile, brought }
    }

    /// Where it is listed as there.
    fn named(&self, id: CapabilityId) -> Option<&Place> {
        self.profile.current.has.iter().find(|named| named.capability == id).map(|named| &named.place)
    }

    /// Where it is stated to be there: listed, or brought by what is, and not listed as missing.
    fn has(&self, id: CapabilityId) -> Option<&Place> {
        let brought = || self.brought.iter().find(|(brought, _)| *brought == id).map(|(_, place)| *place);
        if self.lacks(id).is_some() { None } else { self.named(id).or_else(brought) }
    }

    /// Where it is listed as missing.
    fn lacks(&self, id: CapabilityId) -> Option<&Place> {
        self.profile.current.lacks.iter().find(|named| named.capability == id).map(|named| &named.place)
    }

    /// Says whether it brings something that is listed as missing; what is stated wins.
    fn denies(&self, base: &RuleBase, id: CapabilityId) -> bool {
        base.brings(&[id]).into_iter().any(|with| self.lacks(with).is_some())
    }
}
