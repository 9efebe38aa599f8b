//! Lays what was detected under what somebody states: what is stated wins, and both are kept.

use super::detection::{DetectedRoot, Evidence, Placement, Presence};
use crate::expr::CapabilityId;
use crate::placing::brought_by_stage;
use crate::problem::Place;
use crate::profile::{Named, Origin, Profile, Told};
use crate::rules::RuleBase;

/// A profile with what was detected, and where the two differ.
#[derive(Debug, Clone)]
pub struct Joined {
    /// What is stated, and below it what was detected.
    pub profile: Profile,
    /// Capabilities that somebody states and that a whole input does not hold.
    pub stated_not_found: Vec<StatedNotFound>,
    /// Capabilities that somebody says are missing and that a resource shows.
    pub denied_but_found: Vec<(CapabilityId, Place, Evidence)>,
}

/// A capability that somebody states and that a whole input does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedNotFound {
    /// The capability.
    pub capability: CapabilityId,
    /// Where it is stated.
    pub place: Place,
}

/// Lays the capabilities and facts of a root under a profile.
///
/// A stated fact or capability is never changed. Facts are both kept, the stronger origin first. A stated stage says
/// what it brings, and that is stated too.
pub fn join(base: &RuleBase, profile: &Profile, detected: &DetectedRoot) -> Joined {
    let mut joined = profile.clone();
    for found in &detected.facts {
        let place = found.evidence.first().map(|evidence| evidence.place.clone());
        let Some(place) = place.or_else(|| start_of_file(detected)) else { continue };
        joined.told.push(Told { fact: found.fact, values: found.values, origin: Origin::Detected, place });
    }
    joined.told.sort_by_key(|told| (told.fact, told.origin));
    let named = |list: &[Named], id: CapabilityId| list.iter().find(|named| named.capability == id).cloned();
    let stated: Vec<CapabilityId> = profile.current.has.iter().map(|named| named.capability).collect();
    let brought = base.brings(&stated);
    // What a stated stage brings is stated too.
    let of_stages: Vec<(CapabilityId, &Place)> = profile
        .current
        .stages
        .iter()
        .flat_map(|(track, stage, place)| {
            let lane = profile.current.lane.filter(|(of, _)| of == track).map(|(_, lane)| lane);
            base.brings(&brought_by_stage(base, *track, *stage, lane)).into_iter().map(move |id| (id, place))
        })
        .collect();
    let (mut stated_not_found, mut denied_but_found) = (Vec::new(), Vec::new());
    for found in &detected.capabilities {
        let id = found.capability;
        let (has, lacks) = (named(&profile.current.has, id), named(&profile.current.lacks, id));
        match found.presence {
            Presence::Present => {
                let Some(evidence) = found.evidence.first() else { continue };
                if let Some(lacking) = lacks {
                    denied_but_found.push((id, lacking.place, evidence.clone()));
                } else if has.is_none() && found.brought_by.is_none() {
                    // What brings something that is said to be missing is not added either: what is stated wins.
                    let denies = base.brings(&[id]).iter().any(|with| named(&profile.current.lacks, *with).is_some());
                    if !denies {
                        let (place, origin, shapes) = (evidence.place.clone(), Origin::Detected, found.shapes);
                        joined.current.has.push(Named { capability: id, place, origin, shapes });
                    }
                }
            }
            Presence::Absent => match has.map(|having| having.place).or_else(|| {
                let of_stage = of_stages.iter().find(|(brought, _)| *brought == id && lacks.is_none());
                of_stage.map(|(_, place)| (*place).clone())
            }) {
                Some(place) => stated_not_found.push(StatedNotFound { capability: id, place }),
                None if brought.contains(&id) || lacks.is_some() => {}
                None => {
                    let Some(place) = start_of_file(detected) else { continue };
                    joined.current.lacks.push(Named { capability: id, place, origin: Origin::Detected, shapes: true });
                }
            },
            Presence::CannotTell => {}
        }
    }
    if detected.placed == Placement::Placed
        && let Some(main) = base.main_track()
    {
        joined.current.shown.push(main);
    }
    Joined { profile: joined, stated_not_found, denied_but_found }
}

/// A place in the file of what was detected, for what is not there and has none of its own.
fn start_of_file(detected: &DetectedRoot) -> Option<Place> {
    let places = detected.components.iter().flat_map(|component| &component.evidence).map(|evidence| &evidence.place);
    let own = places.min_by(|a, b| (a.source.name(), a.start).cmp(&(b.source.name(), b.start)))?;
    Some(Place::new(&own.source, 0, 0))
}
