//! The walk of one track: which step comes next, which stage fits, and the verdict.

mod standing;
mod turn;

use super::calls::{Calls, View};
use super::choose::Chosen;
use super::decided::decided;
use super::foresight::Foresight;
use super::step::{Needed, Status, Step, Urgency, adding, build, needed};
use crate::expr::{CapabilityId, TrackId};
use crate::ladder::{Edge, Ladder};
use crate::quantity::Truth;
use crate::rules::{GateId, Part, RuleBase};

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
    /// It presses today, the others as urgently ahead of time.
    Today,
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
    /// The same without what is only called for ahead of time.
    pub fits_today: usize,
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
    foresight: Option<&Foresight>,
    track: TrackId,
) -> Walk {
    let walker = Walker { base, ladder, calls, view, chosen, foresight, track };
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
    foresight: Option<&'a Foresight>,
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
        // Without a step nothing is begun in time: what fits today is told.
        let missing = |capability: CapabilityId| {
            self.view.architecture.has(capability) != Truth::True && self.calls.of(capability).foreseen.is_none()
        };
        let path = self.rungs_called_for(missing, None);
        Walk {
            track: self.track,
            verdict: Verdict::Undecided,
            decided: false,
            fitting: path.last().copied().unwrap_or(0),
            fits_today: path.last().copied().unwrap_or(0),
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
        let today =
            |capability: CapabilityId| self.is_missing(capability) && self.calls.of(capability).foreseen.is_none();
        let fits_today = match self.foresight {
            Some(_) => self.rungs_called_for(today, Some(stage)).last().copied().or(lower).unwrap_or(stage),
            None => fitting,
        };
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
            fits_today,
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
        walk.decided = decided(self.base, self.calls, self.view, self.foresight, self.track, &walk);
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
                .filter(|step| step.haste() <= relief.haste())
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
                && needed(self.base, self.view, self.track, &declared).iter().any(Needed::blocks)
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

    /// The order of steps: the more urgent, what presses today, what only saves last, the lower rung, one that climbs
    /// before one that does not.
    ///
    /// An option counts by the rung that it belongs to, wherever it is taken.
    fn order(&self, step: &Step) -> ((Option<Urgency>, bool), bool, usize, bool, Edge) {
        let saves = step.only_saves(self.base);
        if self.base.track(self.track).at_once && step.edge.to > step.edge.from {
            // The step that holds most goes first.
            return (step.haste(), saves, usize::MAX - step.edge.to, false, step.edge);
        }
        let climbs = step.edge.to > step.edge.from;
        let of_options =
            step.required().filter_map(|action| self.base.rung(self.track, action.capability)).map(|(rung, _)| rung);
        let rung = if climbs { step.edge.to } else { of_options.min().unwrap_or(0).max(step.edge.from) };
        (step.haste(), saves, rung, !climbs, step.edge)
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
            [first, second, ..] if !first.presses_like(second) => ChosenBy::Today,
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
        let today_on_facts = (Some(Urgency::Facts), false);
        if let Some(first) = ready.first().filter(|step| ready_switch.is_none() || step.haste() <= today_on_facts) {
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
            && greater.haste() <= lesser.haste()
            && greater.urgency <= Some(Urgency::Facts)
            && !wanted.is_empty()
            && wanted.iter().all(|part| brought.contains(part))
    }
}
