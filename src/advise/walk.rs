//! The walk of one track: which step comes next, which stage fits, and the verdict.

use super::calls::{Calls, Pass, View};
use super::choose::Chosen;
use super::decided::decided;
use super::step::{Action, Need, Status, Step, Urgency, adding, build, needed};
use crate::expr::{CapabilityId, FactId, TrackId};
use crate::ladder::{Edge, Ladder};
use crate::quantity::Truth;
use crate::rules::{Aim, FactGroup, GateId, GateKind, Part, RuleBase, TransitionId};

/// Groups of facts that can show that a system is well as it is.
const TELLING: &[FactGroup] = &[FactGroup::Demand, FactGroup::Bursts, FactGroup::Requirements, FactGroup::Saturation];

/// What to do on a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Gain something.
    StepUp,
    /// Keep what is there.
    Stay,
    /// Something presses, and something stands in its way.
    Blocked,
    /// Take something away.
    StepDown,
    /// Go up another way.
    SwitchLane,
    /// Not enough is known.
    Undecided,
}

impl Verdict {
    /// The word that answers show.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::StepUp => "step-up",
            Verdict::Stay => "stay",
            Verdict::Blocked => "blocked",
            Verdict::StepDown => "step-down",
            Verdict::SwitchLane => "switch-lane",
            Verdict::Undecided => "undecided",
        }
    }
}

/// Why one step was taken and not another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenBy {
    /// There was no other.
    OnlyOne,
    /// The order of reasons.
    Urgency(Urgency),
    /// The lower rung.
    LowerRung,
    /// The one that holds all that is called for.
    HoldsAll,
}

/// The answer for one track.
#[derive(Debug, Clone)]
pub struct Walk {
    /// The track.
    pub track: TrackId,
    /// What to do.
    pub verdict: Verdict,
    /// No further fact turns the verdict.
    pub decided: bool,
    /// The stage at which the climb ends.
    pub fitting: usize,
    /// Where a taking away would lead.
    pub path: Vec<usize>,
    /// The next step, ready or blocked.
    pub next: Option<Step>,
    /// Why this one.
    pub chosen_by: Option<ChosenBy>,
    /// Every other step that presses or may.
    pub others: Vec<Step>,
    /// Core capabilities that are called for and missing up to the furthest stage.
    pub gaps: Vec<CapabilityId>,
    /// Capabilities that a burden speaks against and nothing for.
    pub unneeded: Vec<CapabilityId>,
    /// Called for on facts and missing, but at home on no track that is described: no step, and still worth a word.
    pub beside: Vec<CapabilityId>,
    /// Called for, but perhaps there already.
    pub ask_presence: Vec<CapabilityId>,
    /// Called for, but known to be more than the stated team can run.
    pub beyond_team: Vec<CapabilityId>,
    /// Something is known that can show that a system is well as it is: demand, bursts, promises, saturation.
    pub telling: bool,
    /// Broken limits that every part which relieves them is there for already.
    pub more_of_the_same: Vec<GateId>,
}

/// Walks one track.
pub(super) fn walk(
    base: &RuleBase,
    ladder: &Ladder,
    calls: &Calls,
    view: View<'_>,
    chosen: Option<&Chosen>,
    track: TrackId,
) -> Walk {
    let walker = Walker { base, ladder, calls, view, chosen, track };
    match view.architecture.placed(track) {
        Some(placed) => walker.on_stage(placed.stage),
        None => walker.undescribed(),
    }
}

struct Walker<'a> {
    base: &'a RuleBase,
    ladder: &'a Ladder,
    calls: &'a Calls,
    view: View<'a>,
    chosen: Option<&'a Chosen>,
    track: TrackId,
}

impl Walker<'_> {
    fn home(&self) -> impl Iterator<Item = CapabilityId> + '_ {
        self.base.capability_ids().filter(|id| self.base.capability(*id).home == Some(self.track))
    }

    fn is_missing(&self, capability: CapabilityId) -> bool {
        self.view.architecture.has(capability) == Truth::False
    }

    /// A missing part of a rung that is called for at home.
    fn presses(&self, capability: CapabilityId) -> bool {
        self.calls.of(capability).holds == Truth::True && self.base.capability(capability).home == Some(self.track)
    }

    /// Nobody said what is there: the rung that fits can be told, the step to it cannot.
    fn undescribed(&self) -> Walk {
        let path = self.rungs_called_for(|capability| self.view.architecture.has(capability) != Truth::True, None);
        Walk {
            track: self.track,
            verdict: Verdict::Undecided,
            decided: false,
            fitting: path.last().copied().unwrap_or(0),
            path,
            next: None,
            chosen_by: None,
            others: Vec::new(),
            gaps: Vec::new(),
            unneeded: Vec::new(),
            beside: Vec::new(),
            ask_presence: Vec::new(),
            beyond_team: self.beyond_team(),
            telling: self.is_telling(),
            more_of_the_same: Vec::new(),
        }
    }

    /// The rungs above `stage` that have a missing, called-for part, lowest first.
    fn rungs_called_for(&self, missing: impl Fn(CapabilityId) -> bool, stage: Option<usize>) -> Vec<usize> {
        let stages = self.base.track(self.track).stages.iter().enumerate();
        stages
            .filter(|(index, _)| stage.is_none_or(|stage| *index > stage))
            .filter(|(_, stage)| {
                stage
                    .core
                    .iter()
                    .chain(&stage.bundle)
                    .any(|capability| missing(*capability) && self.presses(*capability))
            })
            .map(|(index, _)| index)
            .collect()
    }

    fn on_stage(&self, stage: usize) -> Walk {
        let steps = self.steps(stage);
        let unneeded = self.unneeded();
        let back = self.way_back(stage, &unneeded);
        let switch = self.switch(stage);
        let (next, chosen_by) = self.choose(&steps, back.as_ref(), switch.as_ref());
        let more_of_the_same = self.more_of_the_same();
        let verdict = self.verdict(next.as_ref(), &steps, back.as_ref(), switch.as_ref(), &more_of_the_same);
        let path = self.rungs_called_for(|capability| self.is_missing(capability), Some(stage));
        // What is called for above is not hidden by a way back; without it, what is left once all of it is gone fits.
        let left = self.stage_without(stage, &unneeded);
        let lower = Some(left).filter(|left| verdict == Verdict::StepDown && *left < stage);
        let fitting = path.last().copied().or(lower).unwrap_or(stage);
        let others = steps
            .into_iter()
            .filter(|step| step.status != Status::NeedsInfo || self.leaves_open(step))
            .filter(|step| step.status != Status::Later && next.as_ref().is_none_or(|next| !next.is_way_of(step)))
            .collect();
        let mut walk = Walk {
            track: self.track,
            verdict,
            decided: false,
            fitting,
            path,
            next,
            chosen_by,
            others,
            gaps: self.gaps(),
            unneeded,
            beside: self.beside(),
            ask_presence: self.ask_presence(),
            beyond_team: self.beyond_team(),
            telling: self.is_telling(),
            more_of_the_same,
        };
        walk.decided = decided(self.base, self.calls, self.view, self.track, &walk);
        walk
    }

    /// The steps of all edges that leave a stage.
    ///
    /// A cheap relief that is called for makes no step of its own beside one that is at least as urgent: it rides along.
    fn steps(&self, stage: usize) -> Vec<Step> {
        let edges = self.ladder.edges_from(stage);
        let (same, up): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(|edge| edge.from == edge.to);
        let at_once = self.base.track(self.track).at_once;
        let leads = |edge: &Edge| !at_once || self.missing_parts(edge.to).any(|id| self.presses(id));
        let mut steps: Vec<Step> =
            up.into_iter().filter(leads).map(|edge| self.step(edge, &self.gains(edge))).collect();
        for edge in same {
            let (stuck, all) = self.stuck(edge);
            if !stuck.is_empty() {
                steps.push(self.step(edge, &stuck));
            }
            let is_cheap =
                |id: &CapabilityId| self.base.capability(*id).cheap && self.calls.of(*id).holds == Truth::True;
            let (cheap, rest): (Vec<CapabilityId>, Vec<CapabilityId>) = all.iter().partition(|id| is_cheap(id));
            if cheap.is_empty() {
                steps.push(self.step(edge, &rest));
                continue;
            }
            let relief = self.step(edge, &cheap);
            let others = steps.iter().cloned().chain([self.step(edge, &rest)]);
            let host = others
                .filter(|step| relief.status == Status::Go && step.status == Status::Go)
                .filter(|step| step.urgency <= relief.urgency)
                .min_by_key(|step| self.order(step));
            match host {
                Some(host) => {
                    steps.push(self.step(edge, &rest));
                    // What is stuck on the same rung has the same edge and is another step.
                    if let Some(host) = steps.iter_mut().find(|step| **step == host) {
                        host.take_along(relief);
                    }
                }
                None => steps.push(self.step(edge, &all)),
            }
        }
        steps
    }

    /// What a step on the same rung could gain, apart what is called for and cannot be gained yet; it holds up no other.
    fn stuck(&self, edge: Edge) -> (Vec<CapabilityId>, Vec<CapabilityId>) {
        let is_stuck = |id: &CapabilityId| {
            let declared = adding(self.base, self.track, &[*id]);
            self.calls.of(*id).holds == Truth::True
                && needed(self.base, self.view, self.track, &declared).iter().any(super::step::Needed::blocks)
        };
        let all = self.gains(edge);
        let (stuck, free): (Vec<CapabilityId>, Vec<CapabilityId>) = all.iter().partition(|id| is_stuck(id));
        let is_called = |id: &CapabilityId| self.calls.of(*id).holds == Truth::True;
        if free.iter().any(is_called) { (stuck, free) } else { (Vec::new(), all) }
    }

    /// What an edge could gain: a higher rung its missing core and bundle, the same rung whatever else is called for.
    fn gains(&self, edge: Edge) -> Vec<CapabilityId> {
        if edge.to == edge.from {
            return self.home().filter(|capability| self.belongs_to_same_rung(*capability, edge.from)).collect();
        }
        let passed = edge.passes().filter(|_| self.base.track(self.track).at_once);
        let answers = passed.flat_map(|stage| self.missing_parts(stage)).filter(|id| self.presses(*id));
        answers.chain(self.missing_parts(edge.to)).collect()
    }

    fn missing_parts(&self, stage: usize) -> impl Iterator<Item = CapabilityId> + '_ {
        let stage = &self.base.track(self.track).stages[stage];
        stage.core.iter().chain(&stage.bundle).copied().filter(|capability| self.is_missing(*capability))
    }

    fn step(&self, edge: Edge, gains: &[CapabilityId]) -> Step {
        let at_home = |id: &CapabilityId| self.base.capability(*id).home == Some(self.track);
        // What the rungs that are passed over are called for by weaker reasons comes along.
        let passed: Vec<CapabilityId> =
            edge.passes().flat_map(|stage| self.missing_parts(stage)).filter(at_home).collect();
        let mut step = build(self.base, self.calls, self.view, self.track, edge, gains, &passed, self.lane());
        step.open.retain(|capability| self.holds_open(*capability));
        step
    }

    /// The order of steps: the more urgent, what only saves last, the lower rung, one that climbs before one that does not.
    ///
    /// An option counts by the rung that it belongs to, wherever it is taken.
    fn order(&self, step: &Step) -> (Option<Urgency>, bool, usize, bool, Edge) {
        let saves = step.only_saves(self.base);
        if self.base.track(self.track).at_once && step.edge.to > step.edge.from {
            // The step that holds most goes first.
            return (step.urgency, saves, usize::MAX - step.edge.to, false, step.edge);
        }
        let climbs = step.edge.to > step.edge.from;
        let of_options =
            step.required().filter_map(|action| self.base.rung(self.track, action.capability)).map(|(rung, _)| rung);
        let rung = if climbs { step.edge.to } else { of_options.min().unwrap_or(0).max(step.edge.from) };
        (step.urgency, saves, rung, !climbs, step.edge)
    }

    /// Options of any rung, parts of rungs already reached, and parts of no rung.
    fn belongs_to_same_rung(&self, capability: CapabilityId, stage: usize) -> bool {
        let called_for_hard = self.calls.of(capability).hard;
        let absent = match self.view.architecture.has(capability) {
            Truth::True => false,
            Truth::False => true,
            Truth::Unknown => called_for_hard,
        };
        absent
            && match self.base.rung(self.track, capability) {
                Some((_, Part::Option)) | None => true,
                Some((rung, _)) => rung <= stage,
            }
    }

    fn lane(&self) -> Option<usize> {
        let picked = self.chosen.and_then(|chosen| Some(self.base.choices[chosen.choice].options[chosen.pick?].lane));
        let placed = self.view.architecture.placed(self.track).and_then(|placed| placed.lane);
        picked.flatten().or(placed)
    }

    fn choose(&self, steps: &[Step], back: Option<&Step>, switch: Option<&Step>) -> (Option<Step>, Option<ChosenBy>) {
        let mut ready: Vec<&Step> = steps.iter().filter(|step| step.status == Status::Go).collect();
        ready.sort_by_key(|step| self.order(step));
        let all = ready.clone();
        ready.retain(|step| !all.iter().any(|other| self.is_brought_by(step, other)));
        let chosen_by = |ready: &[&Step]| match ready {
            [_] => ChosenBy::OnlyOne,
            [first, second, ..] if first.urgency != second.urgency => {
                ChosenBy::Urgency(first.urgency.unwrap_or(Urgency::Assumptions))
            }
            _ if self.base.track(self.track).at_once => ChosenBy::HoldsAll,
            _ => ChosenBy::LowerRung,
        };
        // A broken limit goes before a way back, a way back and a lane that facts rule out before any other step.
        if let Some(first) = ready.first().filter(|step| step.urgency == Some(Urgency::Broken)) {
            return (Some((*first).clone()), Some(chosen_by(&ready)));
        }
        let ruled_out = self.chosen.is_some_and(Chosen::incumbent_is_ruled_out);
        // Only what is ready: a way back that something stands in the way of holds no other step up.
        let is_ready = |step: &&Step| step.status == Status::Go;
        let (ready_back, ready_switch) = (back.filter(is_ready), switch.filter(is_ready));
        if let Some(step) = ready_back.or(ready_switch.filter(|_| ruled_out)) {
            return (
                Some(step.clone()),
                Some(if ready.is_empty() { ChosenBy::OnlyOne } else { ChosenBy::Urgency(Urgency::Facts) }),
            );
        }
        if let Some(first) = ready.first().filter(|step| ready_switch.is_none() || step.urgency <= Some(Urgency::Facts))
        {
            return (Some((*first).clone()), Some(chosen_by(&ready)));
        }
        if let Some(step) = ready_switch {
            return (Some(step.clone()), Some(ChosenBy::Urgency(Urgency::Facts)));
        }
        let mut blocked: Vec<&Step> =
            steps.iter().chain(back).chain(switch).filter(|step| step.status == Status::Blocked).collect();
        blocked.sort_by_key(|step| self.order(step));
        (blocked.first().map(|step| (*step).clone()), blocked.first().map(|_| chosen_by(&blocked)))
    }

    /// Says whether a step does in one go what another does in part: whoever buys a managed database needs none of their
    /// own before. Facts must call for the greater step, as urgently, and its parts must bring those of the lesser one. A count
    /// leads one rung up at a time.
    fn is_brought_by(&self, lesser: &Step, greater: &Step) -> bool {
        let parts = |step: &Step| step.required().map(|action| action.capability).collect::<Vec<_>>();
        let wanted: Vec<CapabilityId> =
            lesser.required().filter(|action| !action.because.is_empty()).map(|action| action.capability).collect();
        let own: Vec<CapabilityId> = parts(greater).into_iter().filter(|part| !wanted.contains(part)).collect();
        let brought = self.base.brings(&own);
        !lesser.is_way_of(greater)
            && greater.urgency <= lesser.urgency.min(Some(Urgency::Facts))
            && !wanted.is_empty()
            && wanted.iter().all(|part| brought.contains(part))
    }

    fn verdict(
        &self,
        next: Option<&Step>,
        steps: &[Step],
        back: Option<&Step>,
        switch: Option<&Step>,
        more_of_the_same: &[GateId],
    ) -> Verdict {
        match next {
            Some(step) if step.status == Status::Blocked => return Verdict::Blocked,
            Some(step) if back.is_some_and(|back| back == step) => return Verdict::StepDown,
            Some(step) if switch.is_some_and(|switch| switch == step) => return Verdict::SwitchLane,
            Some(_) => return Verdict::StepUp,
            None => {}
        }
        let telling = self.is_telling();
        let open = steps.iter().any(|step| step.status == Status::NeedsInfo && self.leaves_open(step));
        let there = |gate: &GateId| self.view.architecture.has(self.base.gate(*gate).capability()) == Truth::True;
        let broken = self.broken_limits().iter().any(|gate| !there(gate) && !more_of_the_same.contains(gate));
        if telling && !open && !broken && self.ask_presence().is_empty() { Verdict::Stay } else { Verdict::Undecided }
    }

    /// Beside the main track, whatever one of the track's own gates reads tells something of it.
    fn is_telling(&self) -> bool {
        let known = |fact: FactId| self.view.sheet.is_known(self.base, fact);
        if Some(self.track) != self.base.main_track() {
            let own =
                self.base.gates.iter().filter(|gate| {
                    self.base.capability(gate.capability()).home == Some(self.track) && !gate.is_stand_in()
                });
            return own.flat_map(|gate| gate.when.facts()).any(known);
        }
        self.base.fact_ids().any(|fact| TELLING.contains(&self.base.fact(fact).group) && known(fact))
    }

    /// Says whether an open step keeps the verdict open.
    fn leaves_open(&self, step: &Step) -> bool {
        step.open.iter().any(|capability| self.holds_open(*capability))
    }

    /// Only a part of a rung, or a told range that stands across a line, holds the verdict open. An option that nobody
    /// told anything about may be asked for, and holds nothing up.
    fn holds_open(&self, capability: CapabilityId) -> bool {
        let part_of_rung = matches!(self.base.rung(self.track, capability), Some((_, Part::Core | Part::Bundle)));
        (part_of_rung && self.hangs_on_more_than_a_saving(capability)) || self.hangs_on_a_told_range(capability)
    }

    /// A saving that may be there holds nothing up.
    fn hangs_on_more_than_a_saving(&self, capability: CapabilityId) -> bool {
        self.base.gate_ids().any(|id| {
            let gate = self.base.gate(id);
            let reading = self.calls.reading(id);
            gate.aim == Aim::For(capability)
                && gate.kind != GateKind::Cost
                && reading.counts()
                && reading.on_facts == Truth::Unknown
                && super::step::speaks(self.base, self.calls, id)
        })
    }

    fn hangs_on_a_told_range(&self, capability: CapabilityId) -> bool {
        let across =
            |fact: &FactId| self.view.sheet.is_known(self.base, *fact) && !self.view.sheet.on_facts(*fact).is_point();
        let open = |id: &GateId| {
            let reading = self.calls.reading(*id);
            self.base.gate(*id).aim == Aim::For(capability)
                && reading.counts()
                && reading.on_facts == Truth::Unknown
                && reading.likely != Truth::False
        };
        self.base.gate_ids().filter(open).any(|id| self.base.gate(id).when.facts().iter().any(across))
    }

    /// Gates of this track whose limit is broken on facts.
    fn broken_limits(&self) -> Vec<GateId> {
        let here = |id: &GateId| {
            let gate = self.base.gate(*id);
            matches!(gate.aim, Aim::For(capability) if self.base.capability(capability).home == Some(self.track))
                && !gate.is_stand_in()
        };
        self.base
            .gate_ids()
            .filter(here)
            .filter(|id| self.calls.reading(*id).counts() && self.calls.reading(*id).hard == Truth::True)
            // What is hard under a condition of its own is no broken limit where the gate itself does not hold.
            .filter(|id| self.calls.reading(*id).on_facts != Truth::False)
            .collect()
    }

    /// Broken limits whose relief is there already: more of it is needed, and no step brings it.
    fn more_of_the_same(&self) -> Vec<GateId> {
        let broken = self.broken_limits();
        // A promise is kept by what relieves it; only what monitoring saw on the present architecture is still broken.
        let measured = |id: &GateId| {
            let facts = self.base.gate(*id).when.facts();
            facts.iter().any(|fact| {
                self.base.fact(*fact).group == FactGroup::Saturation && self.view.sheet.is_known(self.base, *fact)
            })
        };
        let relieved = |id: &GateId| self.view.architecture.has(self.base.gate(*id).capability()) == Truth::True;
        let mut broken: Vec<GateId> = broken.into_iter().filter(|id| !relieved(id) || measured(id)).collect();
        // Where one is known to hold, those that only may say nothing.
        let holds = |id: &GateId| self.calls.reading(*id).on_facts == Truth::True;
        if broken.iter().any(holds) {
            broken.retain(holds);
        }
        let reachable = broken
            .iter()
            .any(|id| !relieved(id) && self.calls.of(self.base.gate(*id).capability()).holds == Truth::True);
        if reachable {
            Vec::new()
        } else if broken.iter().any(relieved) {
            broken
        } else {
            Vec::new()
        }
    }

    fn gaps(&self) -> Vec<CapabilityId> {
        let Some(placed) = self.view.architecture.placed(self.track) else { return Vec::new() };
        let core = self.base.track(self.track).stages[..=placed.furthest].iter().flat_map(|stage| &stage.core).copied();
        core.filter(|capability| self.is_missing(*capability) && self.calls.of(*capability).holds == Truth::True)
            .collect()
    }

    fn beside(&self) -> Vec<CapabilityId> {
        // At home nowhere, or on a track that nobody described and that takes no step.
        let homeless = |id: &CapabilityId| {
            let home = self.base.capability(*id).home;
            let is_core = matches!(self.base.rung(self.track, *id), Some((_, Part::Core)));
            home.is_none_or(|home| is_core && home != self.track && self.view.architecture.placed(home).is_none())
        };
        let on_facts = |id: &CapabilityId| {
            let call = self.calls.of(*id);
            call.holds == Truth::True && call.pass == Some(Pass::Facts)
        };
        let on_this_track = |id: &CapabilityId| self.base.rung(self.track, *id).is_some();
        let missing = |id: &CapabilityId| self.is_missing(*id);
        self.base
            .capability_ids()
            .filter(|id| homeless(id) && on_this_track(id) && on_facts(id) && missing(id))
            .collect()
    }

    /// Called for, unlisted below the placed stage, and not so urgent that it is required all the same.
    fn ask_presence(&self) -> Vec<CapabilityId> {
        self.home()
            .filter(|capability| {
                let call = self.calls.of(*capability);
                self.view.architecture.has(*capability) == Truth::Unknown && call.holds == Truth::True && !call.hard
            })
            .collect()
    }

    /// Missing, and either withheld because the team cannot run it or called for all the same.
    fn beyond_team(&self) -> Vec<CapabilityId> {
        self.home()
            .filter(|capability| {
                let call = self.calls.of(*capability);
                let wanted = call.holds == Truth::True || !call.withheld.is_empty();
                self.view.architecture.has(*capability) != Truth::True && call.beyond_team && wanted
            })
            .collect()
    }

    /// Present, a burden on facts, and called for by nothing.
    fn unneeded(&self) -> Vec<CapabilityId> {
        self.base
            .capability_ids()
            .filter(|id| {
                self.view.architecture.has(*id) == Truth::True
                    && self.calls.burdens[id.0 as usize] == Truth::True
                    && !self.is_wanted(*id)
                    && (self.base.capability(*id).home == Some(self.track) || self.base.rung(self.track, *id).is_some())
            })
            .collect()
    }

    /// Called for on facts, if need be against an assumed line. A count or an assumption protects nothing from a burden
    /// that holds on facts: else a count could tip the answer.
    fn is_wanted(&self, capability: CapabilityId) -> bool {
        let call = self.calls.of(capability);
        call.holds == Truth::True && matches!(call.pass, Some(Pass::Facts | Pass::Line))
    }

    /// The declared way back from what is unneeded, if nothing that it takes away is called for.
    ///
    /// What only marks a lane is no way back but a change of lane.
    fn way_back(&self, stage: usize, unneeded: &[CapabilityId]) -> Option<Step> {
        let lanes = &self.base.track(self.track).lanes;
        let present = |capability: &CapabilityId| self.view.architecture.has(*capability) == Truth::True;
        // A mark beside which another one stays keeps the lane: a cluster goes, its containers stay.
        let marks_a_lane = |capability: &CapabilityId| {
            lanes.iter().any(|lane| {
                let stays = |mark: &CapabilityId| mark != capability && present(mark) && !unneeded.contains(mark);
                lane.marks.contains(capability) && !lane.marks.iter().any(stays)
            })
        };
        let unneeded: Vec<CapabilityId> =
            unneeded.iter().copied().filter(|capability| !marks_a_lane(capability)).collect();
        let fits = |(_, transition): &(usize, &crate::rules::Transition)| {
            transition.track == self.track
                && transition.drops.iter().any(|drop| unneeded.contains(drop))
                && transition.drops.iter().filter(|drop| present(drop)).all(|drop| !self.is_wanted(*drop))
        };
        // The way back that takes the highest core away goes first: it is the dearest. Then the one that takes most.
        let weight = |transition: &crate::rules::Transition| {
            let dropped = || transition.drops.iter().filter(|drop| unneeded.contains(drop));
            let core = dropped().filter_map(|drop| self.base.rung(self.track, *drop));
            let highest = core.filter(|(_, part)| *part == Part::Core).map(|(rung, _)| rung).max();
            (highest, dropped().count())
        };
        let (index, transition) = self
            .base
            .transitions
            .iter()
            .enumerate()
            .filter(fits)
            .max_by_key(|(index, transition)| (weight(transition), usize::MAX - index))?;
        let drops: Vec<CapabilityId> = transition.drops.iter().copied().filter(present).collect();
        let edge =
            Edge { from: stage, to: self.stage_without(stage, &drops), transition: Some(TransitionId(index as u16)) };
        Some(Step { drops, ..self.taken(edge) })
    }

    /// The stage that is left once capabilities are gone: the highest up to here with any of its core still there.
    fn stage_without(&self, stage: usize, drops: &[CapabilityId]) -> usize {
        let stages = &self.base.track(self.track).stages;
        let kept = |capability: &CapabilityId| {
            self.view.architecture.has(*capability) == Truth::True && !drops.contains(capability)
        };
        let touched = drops
            .iter()
            .filter_map(|drop| self.base.rung(self.track, *drop))
            .any(|(rung, part)| rung == stage && part == Part::Core);
        if !touched {
            return stage;
        }
        (0..=stage).rev().find(|index| stages[*index].core.iter().any(kept)).unwrap_or(0)
    }

    /// A change of lane, where the platform that facts pick is in another one.
    fn switch(&self, stage: usize) -> Option<Step> {
        let chosen = self.chosen.filter(|chosen| chosen.changes())?;
        let placed = self.view.architecture.placed(self.track)?;
        let lane = self.base.choices[chosen.choice].options[chosen.pick?].lane?;
        if placed.lane == Some(lane) {
            return None;
        }
        let declared = self
            .base
            .transitions
            .iter()
            .position(|transition| transition.track == self.track && transition.lane == Some(lane));
        let edge = Edge { from: stage, to: stage, transition: declared.map(|index| TransitionId(index as u16)) };
        let gained =
            self.base.track(self.track).stages[..=stage].iter().filter_map(|stage| stage.lanes.get(lane)).flatten();
        let mut step = self.taken(edge);
        for capability in gained {
            if self.view.architecture.has(*capability) != Truth::True
                && !step.actions.iter().any(|action| action.capability == *capability)
            {
                let present = self.view.architecture.has(*capability);
                step.actions.push(Action {
                    capability: *capability,
                    need: Need::Required,
                    present,
                    because: Vec::new(),
                    first: false,
                    pass: None,
                });
            }
        }
        step.lane = Some(lane);
        Some(step)
    }

    /// A step that is declared and not climbed to: its requirements count like those of any other.
    fn taken(&self, edge: Edge) -> Step {
        let declared: Vec<TransitionId> = edge.transition.into_iter().collect();
        let requires = needed(self.base, self.view, self.track, &declared);
        let blocked = requires.iter().any(super::step::Needed::blocks);
        let first = requires.iter().filter_map(|needed| needed.rides_along).map(|capability| Action {
            capability,
            need: Need::Required,
            present: Truth::False,
            because: Vec::new(),
            first: true,
            pass: None,
        });
        Step {
            edge,
            declared,
            lane: self.lane(),
            presses: Truth::True,
            status: if blocked { Status::Blocked } else { Status::Go },
            urgency: Some(Urgency::Facts),
            actions: first.collect(),
            requires,
            open: Vec::new(),
            drops: Vec::new(),
        }
    }
}
