//! The present architecture: what it has, lacks, and may have, and the stage it is placed on.

use crate::expr::{CapabilityId, FactId, TrackId, World};
use crate::profile::{Origin, Profile};
use crate::quantity::{Names, Truth, Values};
use crate::rules::{Lane, RuleBase};

/// Where an architecture stands on a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The stage with the least misfit.
    pub stage: usize,
    /// The stated stage, where the parts that are there stand higher.
    pub stated: Option<usize>,
    /// The highest stage with any of its core present.
    pub furthest: usize,
    /// Stated, or worked out from what is there.
    pub origin: Origin,
    /// The lane, by its place in the track's list.
    pub lane: Option<usize>,
}

/// The present architecture.
#[derive(Debug, Clone)]
pub struct Architecture {
    presence: Vec<Truth>,
    lacks: Vec<bool>,
    placed: Vec<Option<Placed>>,
    /// The lanes that somebody stated, by track.
    stated_lanes: Vec<Option<usize>>,
}

impl Architecture {
    /// Works out what is there from what was stated.
    pub fn new(base: &RuleBase, profile: &Profile) -> Architecture {
        let current = &profile.current;
        let mut lacks = vec![false; base.capabilities.len()];
        for named in &current.lacks {
            lacks[named.capability.0 as usize] = true;
        }
        let mut has = vec![false; base.capabilities.len()];
        for named in &current.has {
            has[named.capability.0 as usize] = true;
        }
        // What was told of the workload can say that a part is not there; who lists the part all the same is believed.
        // Where it was told and leaves that open, the part is neither there nor missing.
        let told = Told { base, profile };
        let named: Vec<CapabilityId> = current.has.iter().map(|named| named.capability).collect();
        let listed = base.brings(&named);
        let mut doubtful = vec![false; base.capabilities.len()];
        for id in base.capability_ids().filter(|id| !listed.contains(id)) {
            let Some(when) = &base.capability(id).absent_when else { continue };
            let was_told = when.facts().iter().any(|fact| profile.told.iter().any(|told| told.fact == *fact));
            match when.truth(&told) {
                Truth::True => lacks[id.0 as usize] = true,
                Truth::Unknown => doubtful[id.0 as usize] = was_told,
                Truth::False => {}
            }
        }
        let mut brought_to: Vec<(TrackId, CapabilityId)> = Vec::new();
        for (track, stage, _) in &current.stages {
            let lane = current.lane.filter(|(of, _)| of == track).map(|(_, lane)| lane);
            for capability in brought_by_stage(base, *track, *stage, lane) {
                // What a stage brings yields to what is known to be missing, directly or through what it implies.
                let with = closure(base, &[capability]);
                let is = |marks: &[bool]| with.iter().any(|implied| marks[implied.0 as usize]);
                if is(&lacks) {
                    continue;
                }
                if is(&doubtful) && !has[capability.0 as usize] {
                    doubtful[capability.0 as usize] = true;
                } else {
                    has[capability.0 as usize] = true;
                    brought_to.push((*track, capability));
                }
            }
        }
        let listed: Vec<CapabilityId> = base.capability_ids().filter(|id| has[id.0 as usize]).collect();
        let present = closure(base, &listed);
        let mut presence = vec![Truth::Unknown; base.capabilities.len()];
        for id in base.capability_ids() {
            if lacks[id.0 as usize] {
                presence[id.0 as usize] = Truth::False;
            }
        }
        for id in present {
            // What is known to be missing is missing, whatever others usually bring.
            if !lacks[id.0 as usize] {
                presence[id.0 as usize] = Truth::True;
            }
        }
        let stated_lane = |track| current.lane.filter(|(of, _)| *of == track).map(|(_, lane)| lane);
        let stated_lanes = base.track_ids().map(stated_lane).collect();
        let mut architecture = Architecture { presence, lacks, placed: Vec::new(), stated_lanes };
        architecture.placed = base
            .track_ids()
            .map(|track| {
                // What a stage of another track brings describes this one only where it is at home here.
                let describes = |(of, capability): &&(TrackId, CapabilityId)| {
                    *of == track || base.capability(*capability).home == Some(track)
                };
                // What stands beside systems of every rung says nothing of the main track's; on others it counts.
                let is_main = Some(track) == base.main_track();
                let shaping = current.has.iter().filter(|named| named.shapes || !is_main);
                let own = brought_to.iter().filter(describes).map(|(_, capability)| *capability);
                let evidence = closure(base, &shaping.map(|named| named.capability).chain(own).collect::<Vec<_>>());
                architecture.place(base, track, profile, &evidence)
            })
            .collect();
        architecture.close(base, profile, &doubtful);
        architecture.place_by_absence(base);
        architecture.deny_what_needs_the_missing(base);
        architecture
    }

    /// What brings a part that is known to be missing is missing too.
    fn deny_what_needs_the_missing(&mut self, base: &RuleBase) {
        for id in base.capability_ids() {
            let brings = base.brings(&[id]);
            let lacks_one = brings.iter().any(|implied| self.has(*implied) == Truth::False);
            if self.has(id) == Truth::Unknown && lacks_one {
                self.presence[id.0 as usize] = Truth::False;
            }
        }
    }

    /// A track that is described along with another stands at its bottom where its lowest rung is known to be missing.
    ///
    /// What a stage of the other track rules out describes that much and no more: nothing is closed by it.
    fn place_by_absence(&mut self, base: &RuleBase) {
        for track in base.track_ids().filter(|track| self.placed(*track).is_none()).collect::<Vec<_>>() {
            if base.track(track).described_with.is_none_or(|with| self.placed(with).is_none()) {
                continue;
            }
            let lowest = base.track(track).stages.iter().find(|stage| !stage.core.is_empty());
            let missing = |id: &CapabilityId| self.has(*id) == Truth::False;
            if lowest.is_some_and(|stage| stage.core.iter().all(missing)) {
                let lane = base.track(track).plain_lane();
                self.placed[track.0 as usize] =
                    Some(Placed { stage: 0, stated: None, furthest: 0, origin: Origin::Derived, lane });
            }
        }
    }

    /// The same architecture after a step: parts gained with all that they bring, parts taken away, a stage reached.
    #[must_use]
    pub fn after(
        &self,
        base: &RuleBase,
        gains: &[CapabilityId],
        drops: &[CapabilityId],
        (track, stage): (TrackId, usize),
    ) -> Architecture {
        let mut after = self.clone();
        let present = base.capability_ids().filter(|id| self.has(*id) == Truth::True && !drops.contains(id));
        let there = closure(base, &present.chain(gains.iter().copied()).collect::<Vec<_>>());
        for id in drops.iter().filter(|id| !there.contains(id)) {
            after.presence[id.0 as usize] = Truth::False;
        }
        for id in there {
            after.presence[id.0 as usize] = Truth::True;
            after.lacks[id.0 as usize] = false;
        }
        if let Some(placed) = &mut after.placed[track.0 as usize] {
            placed.stage = stage;
            placed.furthest = placed.furthest.max(stage);
            placed.stated = None;
        }
        after
    }

    /// The same architecture without some parts; what other parts bring stays.
    #[must_use]
    pub fn without(&self, base: &RuleBase, drops: &[CapabilityId]) -> Architecture {
        let mut without = self.clone();
        let stay = base.capability_ids().filter(|id| self.has(*id) == Truth::True && !drops.contains(id));
        let there = closure(base, &stay.collect::<Vec<_>>());
        for id in drops.iter().filter(|id| !there.contains(id)) {
            without.presence[id.0 as usize] = Truth::False;
        }
        without
    }

    /// The architecture that has just what the rungs of a track up to a stage bring.
    pub fn of_stage(base: &RuleBase, track: TrackId, stage: usize, lane: Option<usize>) -> Architecture {
        let there = closure(base, &brought_by_stage(base, track, stage, lane));
        let is_there = |id: CapabilityId| Truth::from(there.contains(&id));
        let lane = lane.or_else(|| base.track(track).plain_lane());
        let placed = base.track_ids().map(|other| {
            (other == track).then_some(Placed { stage, stated: None, furthest: stage, origin: Origin::Derived, lane })
        });
        Architecture {
            presence: base.capability_ids().map(is_there).collect(),
            lacks: vec![false; base.capabilities.len()],
            placed: placed.collect(),
            stated_lanes: base.track_ids().map(|other| lane.filter(|_| other == track)).collect(),
        }
    }

    /// The same architecture in another lane of a track.
    #[must_use]
    pub fn in_lane(mut self, track: TrackId, lane: usize) -> Architecture {
        self.stated_lanes[track.0 as usize] = Some(lane);
        if let Some(placed) = &mut self.placed[track.0 as usize] {
            placed.lane = Some(lane);
        }
        self
    }

    /// The lanes of a track that the architecture may be in: the one that somebody stated, else the one that its parts
    /// show, else each that no part is known to be missing for.
    pub fn lanes(&self, base: &RuleBase, track: TrackId) -> Names {
        if let Some(lane) = self.stated_lanes[track.0 as usize].or_else(|| self.shown_lane(base, track)) {
            return Names::one(lane);
        }
        let is_open =
            |lane: &Lane| lane.marks.is_empty() || lane.marks.iter().any(|mark| self.has(*mark) != Truth::False);
        let lanes = base.track(track).lanes.iter().enumerate();
        lanes.filter(|(_, lane)| is_open(lane)).fold(Names::NONE, |all, (index, _)| Names(all.0 | Names::one(index).0))
    }

    /// The lane with most marks among what is there.
    fn shown_lane(&self, base: &RuleBase, track: TrackId) -> Option<usize> {
        let lanes = &base.track(track).lanes;
        let shown = |index: usize| lanes[index].marks.iter().filter(|mark| self.has(**mark) == Truth::True).count();
        (0..lanes.len()).filter(|index| shown(*index) > 0).max_by_key(|index| (shown(*index), usize::MAX - index))
    }

    /// Whether a capability is there.
    pub fn has(&self, capability: CapabilityId) -> Truth {
        self.presence[capability.0 as usize]
    }

    /// Says whether somebody said that a capability is not there.
    pub fn is_lacked(&self, capability: CapabilityId) -> bool {
        self.lacks[capability.0 as usize]
    }

    /// Where the architecture stands on a track; nothing where nobody described it.
    pub fn placed(&self, track: TrackId) -> Option<&Placed> {
        self.placed[track.0 as usize].as_ref()
    }

    /// What is read as absent because a stage was stated or parts were listed; nobody said so.
    pub fn assumed_absent(&self) -> impl Iterator<Item = CapabilityId> + '_ {
        let unlisted = self.presence.iter().zip(&self.lacks).enumerate();
        unlisted
            .filter(|(_, (presence, lacked))| **presence == Truth::False && !**lacked)
            .map(|(index, _)| CapabilityId(index as u16))
    }

    /// The stage with the least misfit, at least the stated one and those of capabilities that anchor.
    fn place(&self, base: &RuleBase, track: TrackId, profile: &Profile, evidence: &[CapabilityId]) -> Option<Placed> {
        let stages = &base.track(track).stages;
        let stated = profile.current.stages.iter().find(|(of, ..)| *of == track).map(|(_, stage, _)| *stage);
        let present = |capability: &CapabilityId| self.has(*capability) == Truth::True && evidence.contains(capability);
        let on_track = |capability: CapabilityId| {
            base.rung(track, capability).is_some() || base.capability(capability).home == Some(track)
        };
        let shown = profile.current.shown.contains(&track);
        let described = shown || base.capability_ids().any(|id| present(&id) && on_track(id));
        // A lane, or what is known to be missing, describes nothing yet.
        if stated.is_none() && !described {
            return None;
        }
        // What parts are together is a reading of ours, and yields to a stage that somebody stated.
        let named: Vec<CapabilityId> = profile.current.has.iter().map(|named| named.capability).collect();
        let listed = base.brings(&named);
        let anchored = base
            .capability_ids()
            .filter(|id| present(id) && base.capability(*id).anchors)
            .filter(|id| stated.is_none() || listed.contains(id))
            .filter_map(|id| base.rung(track, id))
            .map(|(rung, _)| rung)
            .max();
        let floor = stated.max(anchored).unwrap_or(0);
        let misfit = |candidate: usize| -> usize {
            let core = stages
                .iter()
                .enumerate()
                .flat_map(|(index, stage)| stage.core.iter().map(move |capability| (index, capability)));
            core.map(|(index, capability)| match (index <= candidate, present(capability)) {
                (true, false) if self.is_lacked(*capability) => 2,
                (true, false) => 1,
                (false, true) => 2,
                _ => 0,
            })
            .sum()
        };
        // `min_by_key` gives the first of equals: ties go down.
        let stage = (floor..stages.len()).min_by_key(|candidate| misfit(*candidate))?;
        let furthest =
            (0..stages.len()).rev().find(|index| stages[*index].core.iter().any(present)).unwrap_or(0).max(stage);
        let origin = if stated == Some(stage) { Origin::Stated } else { Origin::Derived };
        let stated = stated.filter(|stated| *stated != stage);
        Some(Placed { stage, stated, furthest, origin, lane: self.lane(base, track, profile) })
    }

    /// The stated lane, else the one with most marks, else the one without marks.
    fn lane(&self, base: &RuleBase, track: TrackId, profile: &Profile) -> Option<usize> {
        if let Some((_, lane)) = profile.current.lane.filter(|(of, _)| *of == track) {
            return Some(lane);
        }
        self.shown_lane(base, track).or_else(|| base.track(track).plain_lane())
    }

    /// Reads what was not listed: absent from the placed stage upwards, and all over a track whose stage was stated.
    ///
    /// A track on which nothing was stated or listed, and that only the stage of another one places, is not closed: what
    /// else is there nobody said.
    fn close(&mut self, base: &RuleBase, profile: &Profile, doubtful: &[bool]) {
        for track in base.track_ids() {
            let Some(placed) = self.placed[track.0 as usize].clone() else { continue };
            let closed = profile.current.stages.iter().any(|(of, ..)| *of == track);
            // Descriptions say themselves what is absent; that they do not show the rest says nothing.
            let named = profile.current.has.iter().chain(&profile.current.lacks);
            let listed = named.filter(|named| named.origin != Origin::Detected).map(|named| named.capability);
            let is_own = |id: CapabilityId| base.capability(id).home == Some(track) || base.rung(track, id).is_some();
            let along = base.track(track).described_with.is_some_and(|with| self.placed(with).is_some());
            if !closed && !along && !listed.into_iter().any(is_own) {
                continue;
            }
            for id in base.capability_ids() {
                let rung = base.rung(track, id).map(|(rung, _)| rung);
                let on_track = rung.is_some() || base.capability(id).home == Some(track);
                let absent = on_track && (closed || rung.is_none_or(|rung| rung >= placed.stage));
                if absent && !doubtful[id.0 as usize] && self.presence[id.0 as usize] == Truth::Unknown {
                    self.presence[id.0 as usize] = Truth::False;
                }
            }
        }
    }
}

/// What stating a stage brings: core and bundle of it and of all stages below, and what the lane adds.
pub(crate) fn brought_by_stage(
    base: &RuleBase,
    track: TrackId,
    stage: usize,
    lane: Option<usize>,
) -> Vec<CapabilityId> {
    let stages = &base.track(track).stages[..=stage];
    let mut found: Vec<CapabilityId> =
        stages.iter().flat_map(|stage| stage.core.iter().chain(&stage.bundle).copied()).collect();
    if let Some(lane) = lane {
        found.extend(stages.iter().filter_map(|stage| stage.lanes.get(lane)).flatten().copied());
    }
    found
}

/// Everything that a set of capabilities brings, by implication and together.
pub(crate) fn closure(base: &RuleBase, capabilities: &[CapabilityId]) -> Vec<CapabilityId> {
    let mut found = base.brings(capabilities);
    loop {
        let holds = |id: &CapabilityId| found.binary_search(id).is_ok();
        let given =
            base.together.iter().filter(|together| together.all.iter().all(holds)).flat_map(|together| &together.gives);
        let new: Vec<CapabilityId> = given.filter(|id| !holds(id)).copied().collect();
        if new.is_empty() {
            return found;
        }
        found.extend(new);
        found = base.brings(&found);
    }
}

/// What was told, and nothing of the architecture, which is not known yet.
struct Told<'a> {
    base: &'a RuleBase,
    profile: &'a Profile,
}

impl World for Told<'_> {
    fn fact(&self, fact: FactId) -> Values {
        // Sorted by origin: the strongest comes first.
        let told = self.profile.told.iter().find(|told| told.fact == fact);
        told.map_or(self.base.fact(fact).range, |told| told.values)
    }

    fn has(&self, _: CapabilityId) -> Truth {
        Truth::Unknown
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        (0, self.base.track(track).stages.len().saturating_sub(1))
    }
}
