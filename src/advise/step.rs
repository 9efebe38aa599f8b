//! One step: what it gains, why, what it needs first, and whether it can be taken.

use std::collections::BTreeMap;

use super::calls::{Call, Calls, Layer, Pass, View};
use super::foresight::Moment;
use crate::expr::{CapabilityId, FactId, TrackId};
use crate::ladder::Edge;
use crate::placing::{Architecture, closure};
use crate::quantity::Truth;
use crate::rules::{Aim, GateId, GateKind, Item, Part, RuleBase, Transition, TransitionId};

/// Whether a step can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It presses and nothing stands in its way.
    Go,
    /// It presses and something must be true first that is not.
    Blocked,
    /// Whether it presses hangs on facts that nobody told.
    NeedsInfo,
    /// Nothing calls for it now.
    Later,
}

impl Status {
    /// The word that answers show.
    pub fn word(self) -> &'static str {
        match self {
            Status::Go => "go",
            Status::Blocked => "blocked",
            Status::NeedsInfo => "needs-info",
            Status::Later => "later",
        }
    }
}

/// How urgent a step is: the first thing that orders steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// It ends a limit that is broken on facts.
    Broken,
    /// Facts call for it.
    Facts,
    /// Facts call for it, against an assumed line.
    Line,
    /// A count calls for it.
    Count,
    /// Assumptions call for it.
    Assumptions,
}

impl Urgency {
    fn of(call: &Call) -> Option<Urgency> {
        match (call.holds, call.pass) {
            (Truth::True, _) if call.hard => Some(Urgency::Broken),
            (Truth::True, Some(Pass::Facts)) => Some(Urgency::Facts),
            (Truth::True, Some(Pass::Line)) => Some(Urgency::Line),
            (Truth::True, Some(Pass::Count)) => Some(Urgency::Count),
            (Truth::True, _) => Some(Urgency::Assumptions),
            _ => None,
        }
    }
}

/// How an action of a step is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// The step is for it, or needs it.
    Required,
    /// It comes along.
    Bundled,
    /// It can wait.
    Deferred,
}

impl Need {
    /// The word that answers show.
    pub fn word(self) -> &'static str {
        match self {
            Need::Required => "required",
            Need::Bundled => "bundled",
            Need::Deferred => "deferred",
        }
    }
}

/// One capability to gain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What to gain.
    pub capability: CapabilityId,
    /// How it is needed.
    pub need: Need,
    /// Whether it may be there already.
    pub present: Truth,
    /// The gates that call for it.
    pub because: Vec<GateId>,
    /// It must be there before the rest of the step.
    pub first: bool,
    /// What settled that it is called for.
    pub pass: Option<Pass>,
}

/// A step on another track that would meet a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetBy {
    /// The track.
    pub track: TrackId,
    /// The stage on which the capability stands there, where it has one.
    pub stage: Option<usize>,
    /// What is missing.
    pub capability: CapabilityId,
}

/// Something that must be there or true before a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The transition that requires it.
    pub transition: TransitionId,
    /// Which of its requirements.
    pub requirement: usize,
    /// Whether it holds.
    pub holds: Truth,
    /// The capability that rides along to meet it.
    pub rides_along: Option<CapabilityId>,
    /// What is known to be missing and belongs to another track: a step there comes first.
    pub met_by: Option<MetBy>,
}

impl Needed {
    /// Says whether it stands in the way.
    pub fn blocks(&self) -> bool {
        self.holds == Truth::False && self.rides_along.is_none()
    }
}

/// A step from where the architecture stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it leads.
    pub edge: Edge,
    /// What is declared for it: of a step that changes no rung, for each of the parts that it is for.
    pub declared: Vec<TransitionId>,
    /// The lane it is told in.
    pub lane: Option<usize>,
    /// Whether it presses.
    pub presses: Truth,
    /// Whether it can be taken.
    pub status: Status,
    /// How urgent it is, where it presses.
    pub urgency: Option<Urgency>,
    /// What to gain, in the order of doing.
    pub actions: Vec<Action>,
    /// What must be there first.
    pub requires: Vec<Needed>,
    /// The capabilities that it could gain and of which facts leave open whether they are called for.
    pub open: Vec<CapabilityId>,
    /// Capabilities that a way back takes away.
    pub drops: Vec<CapabilityId>,
    /// It does not press today: the month, counted from today, from which the stated growth will have it press.
    pub foreseen: Option<Moment>,
}

impl Step {
    /// The transition that is declared for it; of several, that of the first part.
    pub fn transition(&self) -> Option<TransitionId> {
        self.declared.first().copied()
    }

    /// The order of haste: the more urgent first, and of two that are as urgent the one that presses today.
    pub(super) fn haste(&self) -> (Option<Urgency>, bool) {
        (self.urgency, self.foreseen.is_some())
    }

    /// Says whether two steps press alike: as urgently, and both today or both ahead of time.
    pub fn presses_like(&self, other: &Step) -> bool {
        self.haste() == other.haste()
    }

    /// Says whether two steps are the same way.
    pub(super) fn is_way_of(&self, other: &Step) -> bool {
        self.edge == other.edge && self.declared == other.declared
    }

    /// Says whether the step gains a capability, alone or along with others.
    pub fn gains(&self, capability: CapabilityId) -> bool {
        self.actions.iter().any(|action| action.capability == capability && action.need != Need::Deferred)
    }

    /// Takes a step along that makes none of its own: its parts, what is declared for them and what that requires.
    pub(super) fn take_along(&mut self, mut relief: Step) {
        // What nothing calls for today is no part that a step of today is for.
        if relief.foreseen.is_some() && self.foreseen.is_none() {
            relief.actions.iter_mut().for_each(|action| action.need = action.need.max(Need::Bundled));
        }
        self.requires.extend(relief.requires);
        for id in relief.declared {
            if !self.declared.contains(&id) {
                self.declared.push(id);
            }
        }
        for action in relief.actions {
            if !self.actions.iter().any(|known| known.capability == action.capability) {
                self.actions.push(action);
            }
        }
        self.actions.sort_by_key(|action| (action.need, !action.first));
    }

    /// The checklist of the step: what is declared for it, without what belongs to parts that it does not gain and what
    /// is known not to apply. Phases in their order, inside a phase the order of the work.
    pub fn items<'b>(&self, base: &'b RuleBase, view: View<'_>) -> Vec<&'b Item> {
        let declared = self.declared.iter().flat_map(|id| &base.transition(*id).checklist);
        let mut items: Vec<&Item> = declared
            .filter(|item| item.applies_to.is_empty() || item.applies_to.iter().any(|id| self.gains(*id)))
            .filter(|item| item.when.as_ref().is_none_or(|when| when.truth(&view) != Truth::False))
            .collect();
        items.sort_by_key(|item| item.phase);
        items
    }

    /// What it leaves behind: the architecture that it begins with, and what it gains and takes away.
    pub fn after(&self, base: &RuleBase, architecture: &Architecture, track: TrackId) -> Architecture {
        let gained = self.actions.iter().filter(|action| action.need != Need::Deferred);
        let gains: Vec<CapabilityId> = gained.map(|action| action.capability).collect();
        let after = architecture.after(base, &gains, &self.drops, (track, self.edge.to));
        let lane = self.declared.iter().find_map(|declared| base.transition(*declared).lane);
        match lane {
            Some(lane) => after.in_lane(track, lane),
            None => after,
        }
    }

    /// The most working days until it helps.
    pub(super) fn days(&self, base: &RuleBase) -> i64 {
        self.declared.iter().map(|id| base.transition(*id).lead_time.most_days()).max().unwrap_or(i64::MAX)
    }

    /// Says whether nothing but the bill calls for it: such a step waits for others that are as urgent.
    pub(super) fn only_saves(&self, base: &RuleBase) -> bool {
        let mut gates = self.required().flat_map(|action| &action.because).peekable();
        gates.peek().is_some() && gates.all(|gate| base.gate(*gate).kind == GateKind::Cost)
    }

    /// The capabilities that the step is for.
    pub fn required(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.need == Need::Required)
    }
}

/// Builds the step of an edge from the capabilities that it could gain.
///
/// `gains` are the missing capabilities of the edge: those at home on the track press, the others ride along and lend
/// the step neither weight nor haste. `passed` are those of the rungs that it passes over: what a weaker reason calls
/// for there comes along.
#[allow(clippy::too_many_arguments, reason = "one step is made of all of these, and of nothing that outlives it")]
pub(super) fn build(
    base: &RuleBase,
    calls: &Calls,
    view: View<'_>,
    track: TrackId,
    edge: Edge,
    gains: &[CapabilityId],
    passed: &[CapabilityId],
    lane: Option<usize>,
) -> Step {
    let called = |capability: &CapabilityId| calls.of(*capability);
    let pressing = || gains.iter().filter(|capability| base.capability(**capability).home == Some(track));
    let presses = pressing().map(|capability| called(capability).holds).max().unwrap_or(Truth::False);
    let haste = |capability: &CapabilityId| {
        let call = called(capability);
        Urgency::of(call).map(|urgency| (urgency, call.foreseen.is_some(), call.foreseen))
    };
    let first = pressing().filter_map(haste).min();
    let mut declared = declared(base, calls, track, edge, gains);
    let requires = needed(base, view, track, &declared);
    let ready = requires
        .iter()
        .map(|needed| if needed.rides_along.is_some() { Truth::True } else { needed.holds })
        .min()
        .unwrap_or(Truth::True);
    let status = match (presses, ready) {
        (Truth::True, Truth::False) => Status::Blocked,
        (Truth::True, _) => Status::Go,
        (Truth::Unknown, _) => Status::NeedsInfo,
        (Truth::False, _) => Status::Later,
    };
    let actions = actions(base, calls, view, track, edge, gains, passed, lane, &requires);
    let open = gains.iter().copied().filter(|capability| called(capability).holds == Truth::Unknown).collect();
    let place = |id: &TransitionId| {
        let adds = &base.transition(*id).adds;
        actions.iter().position(|action| adds.contains(&action.capability)).unwrap_or(usize::MAX)
    };
    declared.sort_by_key(place);
    let (urgency, foreseen) = (first.map(|(urgency, ..)| urgency), first.and_then(|(.., foreseen)| foreseen));
    Step { edge, declared, lane, presses, status, urgency, actions, requires, open, drops: Vec::new(), foreseen }
}

/// What is declared for a step: of one that climbs its edge's, of one that changes no rung what adds its parts.
fn declared(base: &RuleBase, calls: &Calls, track: TrackId, edge: Edge, gains: &[CapabilityId]) -> Vec<TransitionId> {
    if edge.to != edge.from || edge.transition.is_some() {
        return edge.transition.into_iter().collect();
    }
    let strongest = gains
        .iter()
        .filter(|capability| calls.of(**capability).holds == Truth::True)
        .map(|capability| strength(calls.of(*capability)))
        .min();
    let wanted = |capability: &CapabilityId| {
        let call = calls.of(*capability);
        call.holds == Truth::True && Some(strength(call)) == strongest
    };
    let wanted: Vec<CapabilityId> = gains.iter().copied().filter(wanted).collect();
    adding(base, track, &wanted)
}

/// The transitions that add any of these without a change of rung. A part of a rung that was passed without it takes
/// what is declared for that rung.
pub(super) fn adding(base: &RuleBase, track: TrackId, capabilities: &[CapabilityId]) -> Vec<TransitionId> {
    let of = |wanted: &dyn Fn(&Transition) -> bool| -> Vec<TransitionId> {
        let all = base.transitions.iter().enumerate().filter(|(_, one)| one.track == track && wanted(one));
        all.map(|(index, _)| TransitionId(index as u16)).collect()
    };
    let mut found: Vec<TransitionId> = capabilities
        .iter()
        .flat_map(|capability| {
            let added = of(&|one| one.adds.contains(capability));
            match base.rung(track, *capability) {
                Some((rung, Part::Core | Part::Bundle)) if added.is_empty() => of(&|one| one.to == Some(rung)),
                _ => added,
            }
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The unknown facts in the gates that leave capabilities open, those first on which most of them hang.
pub fn open_facts(base: &RuleBase, calls: &Calls, view: View<'_>, capabilities: &[CapabilityId]) -> Vec<FactId> {
    let mut uses: BTreeMap<FactId, usize> = BTreeMap::new();
    for id in base.gate_ids() {
        let gate = base.gate(id);
        let reading = calls.reading(id);
        let here = matches!(gate.aim, Aim::For(capability) if capabilities.contains(&capability));
        let open = reading.counts() && reading.on_facts == Truth::Unknown && speaks(base, calls, id);
        if !here || !open {
            continue;
        }
        let unknown = gate
            .when
            .facts()
            .into_iter()
            .filter(|fact| !view.sheet.on_facts(*fact).is_point() && base.fact(*fact).is_asked());
        for fact in unknown {
            *uses.entry(fact).or_default() += 1;
        }
    }
    let mut facts: Vec<(usize, FactId)> = uses.into_iter().map(|(fact, count)| (usize::MAX - count, fact)).collect();
    facts.sort_unstable();
    facts.into_iter().map(|(_, fact)| fact).collect()
}

/// Says whether an open gate keeps its capability open: one over facts where assumptions do not close it, a count
/// where nothing better speaks of the capability.
pub(super) fn speaks(base: &RuleBase, calls: &Calls, id: GateId) -> bool {
    let gate = base.gate(id);
    if !gate.is_stand_in() {
        return calls.reading(id).likely != Truth::False;
    }
    calls.count_only || !base.gates.iter().any(|other| other.aim == gate.aim && !other.is_stand_in())
}

/// The other track on which a capability is at home, where it has no rung on this one.
pub(super) fn elsewhere(base: &RuleBase, track: TrackId, capability: CapabilityId) -> Option<TrackId> {
    let home = base.capability(capability).home;
    home.filter(|home| *home != track && base.rung(track, capability).is_none())
}

/// What the declared transitions of a step require, each with whether it holds.
///
/// A missing capability of the same track rides along; one that belongs to another track stands in the way, and the
/// step there comes first.
pub(super) fn needed(base: &RuleBase, view: View<'_>, track: TrackId, declared: &[TransitionId]) -> Vec<Needed> {
    let view = View { layer: Layer::Facts, ..view };
    let all = declared.iter().flat_map(|id| {
        base.transition(*id).requires.iter().enumerate().map(move |(index, requirement)| (*id, index, requirement))
    });
    all.map(|(transition, index, requirement)| {
        let met = requirement.when.as_ref().map_or(Truth::False, |when| when.truth(&view));
        let there = requirement.capability.map_or(Truth::False, |capability| view.architecture.has(capability));
        let missing = requirement.capability.filter(|_| there == Truth::False && met != Truth::True);
        let met_by = missing.and_then(|capability| {
            let home = elsewhere(base, track, capability)?;
            let stage = base.rung(home, capability).map(|(rung, _)| rung);
            Some(MetBy { track: home, stage, capability })
        });
        let rides_along = missing.filter(|_| met_by.is_none());
        Needed { transition, requirement: index, holds: met.or(there), rides_along, met_by }
    })
    .collect()
}

#[allow(clippy::too_many_arguments, reason = "one step is made of all of these, and of nothing that outlives it")]
fn actions(
    base: &RuleBase,
    calls: &Calls,
    view: View<'_>,
    track: TrackId,
    edge: Edge,
    gains: &[CapabilityId],
    passed: &[CapabilityId],
    lane: Option<usize>,
    requires: &[Needed],
) -> Vec<Action> {
    let is_called = |c: &CapabilityId| calls.of(*c).holds == Truth::True;
    let pressing = gains.iter().filter(|c| is_called(c) && base.capability(**c).home == Some(track));
    let strongest = pressing.map(|c| strength(calls.of(*c))).min();
    // What is only bundled with the rung and at home elsewhere rides along, however many call for it.
    let is_of_step = |c: &CapabilityId| {
        base.capability(*c).home == Some(track) || matches!(base.rung(track, *c), Some((_, Part::Core)))
    };
    let is_required = |c: &CapabilityId| is_called(c) && is_of_step(c) && Some(strength(calls.of(*c))) <= strongest;
    let by_count = strongest.is_some_and(|(strength, _)| strength == strength_of(Pass::Count, false));
    let mut actions: Vec<Action> = Vec::new();
    let mut add = |capability: CapabilityId, need: Need, first: bool| {
        let call = calls.of(capability);
        let present = view.architecture.has(capability);
        if present == Truth::True {
            return;
        }
        match actions.iter_mut().find(|action| action.capability == capability) {
            Some(known) => {
                known.need = known.need.min(need);
                known.first |= first;
            }
            None => {
                actions.push(Action { capability, need, present, because: call.gates.clone(), first, pass: call.pass })
            }
        }
    };
    for capability in gains {
        let call = calls.of(*capability);
        let part = base.rung(track, *capability).map(|(_, part)| part);
        match call.holds {
            Truth::True if is_required(capability) => add(*capability, Need::Required, false),
            Truth::True if call.pass == Some(Pass::Assumptions) => add(*capability, Need::Deferred, false),
            Truth::True => add(*capability, Need::Bundled, false),
            // What nobody calls for comes along with a step that a count calls for; beside facts it is noise.
            _ if by_count && part.is_some_and(|part| part != Part::Option) => add(*capability, Need::Bundled, false),
            _ => {}
        }
    }
    for capability in passed {
        let call = calls.of(*capability);
        match call.pass {
            Some(Pass::Assumptions) if call.holds == Truth::True => add(*capability, Need::Deferred, false),
            _ if call.holds == Truth::True => add(*capability, Need::Bundled, false),
            _ => {}
        }
    }
    // What the required parts cannot do without, and what the step requires, comes first.
    let required: Vec<CapabilityId> = gains.iter().copied().filter(is_required).collect();
    for implied in closure(base, &required) {
        // Of what may be there already it is asked; only what is missing for sure is required.
        if !required.contains(&implied) && view.architecture.has(implied) == Truth::False {
            add(implied, Need::Required, true);
        }
    }
    for capability in requires.iter().filter_map(|needed| needed.rides_along) {
        add(capability, Need::Required, true);
    }
    if let (true, Some(lane)) = (by_count && edge.to > edge.from, lane) {
        for capability in base.track(track).stages[edge.to].lanes.get(lane).into_iter().flatten() {
            add(*capability, Need::Bundled, false);
        }
    }
    order(base, calls, track, &mut actions);
    actions
}

/// Prerequisites first, then what ends a broken limit, then the rest as the rung lists it.
fn order(base: &RuleBase, calls: &Calls, track: TrackId, actions: &mut [Action]) {
    let listed = |capability: CapabilityId| {
        base.track(track)
            .stages
            .iter()
            .flat_map(|stage| stage.core.iter().chain(&stage.bundle).chain(&stage.options))
            .position(|known| *known == capability)
            .unwrap_or(usize::MAX)
    };
    actions.sort_by_key(|action| {
        (action.need, !action.first, !calls.of(action.capability).hard, listed(action.capability), action.capability)
    });
}

/// What decides whether an action is required: broken limits and facts alike, then lines, the count, assumptions; of each
/// what is called for today before what will be.
fn strength(call: &Call) -> (u8, bool) {
    (strength_of(call.pass.unwrap_or(Pass::Assumptions), call.hard), call.foreseen.is_some())
}

fn strength_of(pass: Pass, hard: bool) -> u8 {
    match pass {
        _ if hard => 0,
        Pass::Facts => 0,
        Pass::Line => 1,
        Pass::Count => 2,
        Pass::Assumptions => 3,
    }
}
