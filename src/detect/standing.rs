//! Where a system stands by what its descriptions show.

use super::counting::Counted;
use super::detection::{DetectedRoot, DetectedStage, Placement, Presence, Seen};
use super::joining::join;
use crate::expr::{CapabilityId, TrackId};
use crate::placing::Architecture;
use crate::profile::Profile;
use crate::quantity::Truth;
use crate::rules::{DetectionRules, RuleBase};

/// Whether there is enough to place a system, and if not, why.
pub(super) fn placement(rules: &DetectionRules, counted: &Counted<'_>, seen: &Seen) -> Placement {
    let world = counted.as_described();
    let reading = &rules.reading;
    if reading.placed.as_ref().is_some_and(|placed| placed.truth(&world) == Truth::True) {
        return Placement::Placed;
    }
    if seen.resources == 0 {
        return Placement::Not("no resource is described".to_owned());
    }
    let foreign: usize = seen.foreign.iter().map(|(_, count)| count).sum();
    if foreign == seen.resources {
        let names: Vec<&str> = seen.foreign.iter().map(|(provider, _)| provider.as_str()).take(3).collect();
        return Placement::Not(format!(
            "not this ladder: every resource is of another provider ({})",
            names.join(", ")
        ));
    }
    let fits = |when: &Option<crate::expr::Formula>| when.as_ref().is_none_or(|when| when.truth(&world) == Truth::True);
    let because = reading.otherwise.iter().find(|(when, _)| fits(when)).map(|(_, because)| because.clone());
    Placement::Not(because.unwrap_or_else(|| "nothing that does the work of a system is described".to_owned()))
}

/// The lane, where counts tell it.
pub(super) fn lane(rules: &DetectionRules, counted: &Counted<'_>) -> Option<(TrackId, usize)> {
    let world = counted.as_described();
    let found = rules.reading.lanes.iter().find(|(.., when)| when.truth(&world) == Truth::True);
    found.map(|(track, lane, _)| (*track, *lane))
}

/// Places what was detected on every track of which something is known.
pub(super) fn stand(base: &RuleBase, detected: &mut DetectedRoot) {
    if detected.placed != Placement::Placed {
        return;
    }
    let architecture = Architecture::new(base, &join(base, &Profile::default(), detected));
    for track in base.track_ids() {
        let Some(placed) = architecture.placed(track) else { continue };
        let stages = &base.track(track).stages;
        let presence = |id: &CapabilityId| detected.capabilities[id.0 as usize].presence;
        // The lowest rung of a track of which descriptions show little is told only where the next is known to be missing.
        let lowest = stages.iter().find(|stage| !stage.core.is_empty());
        let without = lowest.is_some_and(|stage| stage.core.iter().all(|id| presence(id) == Presence::Absent));
        if placed.furthest == 0 && Some(track) != base.main_track() && !without {
            continue;
        }
        let core = stages[..=placed.furthest].iter().flat_map(|stage| &stage.core);
        let gaps = core.filter(|id| presence(id) != Presence::Present);
        detected.stages.push(DetectedStage {
            track,
            current: placed.stage,
            furthest: placed.furthest,
            gaps: gaps.copied().collect(),
        });
    }
}
