//! Turns an answer into the model: ids become names, numbers become words.

mod decisions;
mod dissent;
mod headline;
mod lack;
mod numbers;
mod reasons;
mod reckoned;
mod step;

use std::collections::BTreeMap;

pub use dissent::dissent;

use super::model::*;
use super::roadmap::DueReport;
use super::value::{Number, ValueReport};
use crate::advise::{Advice, Flip, Later, Layer, Pass, Question, Walk};
use crate::estimate::estimate;
use crate::expr::{CapabilityId, FactId};
use crate::profile::{Contested, Profile};
use crate::quantity::{Truth, Values};
use crate::roadmap::{Calendar, HORIZON};
use crate::rules::RuleBase;
pub(super) use numbers::figure;

/// At most this many questions at once.
const MOST_QUESTIONS: usize = 6;

/// What the caller knows and the answer does not.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The rules.
    pub base: &'a RuleBase,
    /// The profile that was answered.
    pub profile: &'a Profile,
    /// The day, ISO 8601.
    pub today: &'a str,
}

/// Builds the model of an answer.
pub fn build(context: &Context<'_>, advice: &Advice) -> AdviceReport {
    let mut report = judgement(context, advice);
    let builder = Builder::new(context, advice);
    let estimates = estimate(context.base, advice);
    let next_track = advice.next().map(|walk| &context.base.track(walk.track).name);
    let next = report.tracks.iter_mut().find(|track| Some(&track.track) == next_track);
    if let Some(next) = next.and_then(|track| track.next.as_mut()) {
        next.cost = estimates.step.as_ref().map(|cost| builder.step_cost(cost));
        next.sizes = builder.sizes(&estimates);
    }
    for unneeded in report.tracks.iter_mut().flat_map(|track| &mut track.unneeded) {
        let of = |id| builder.name(id) == unneeded.capability;
        let saving = estimates.savings.iter().find(|(id, _)| of(*id));
        unneeded.saves = saving.map(|(_, saving)| builder.saving(saving));
    }
    report.load = builder.load(&estimates);
    report.capacity = builder.capacity(&estimates);
    report.costs = builder.costs(&estimates);
    report
}

/// The model of an answer without load, capacity and cost, for who asks hundreds of times for the judgement alone.
pub(super) fn judgement(context: &Context<'_>, advice: &Advice) -> AdviceReport {
    let builder = Builder::new(context, advice);
    let base = context.base;
    // The main track first, then the others as it lists them.
    let beside = base.main_track().map_or(&[][..], |main| base.track(main).beside.as_slice());
    let place = |walk: &&Walk| match beside.iter().position(|track| *track == walk.track) {
        _ if Some(walk.track) == base.main_track() => 0,
        Some(place) => place + 1,
        None => usize::MAX,
    };
    let mut walks: Vec<&Walk> = advice.walks.iter().filter(|walk| builder.is_told(walk)).collect();
    walks.sort_by_key(place);
    let main = walks.iter().find(|walk| Some(walk.track) == base.main_track()).or(walks.first()).copied();
    // What is told in full: *the* next step's track, else the main one.
    let focus = advice.next().or(main);
    let told: Vec<&Walk> =
        focus.into_iter().chain(main.filter(|main| Some(main.track) != focus.map(|f| f.track))).collect();
    AdviceReport {
        schema: "nextrung.advice/1",
        today: context.today.to_owned(),
        options: OptionsReport { assumptions: advice.options.assumptions },
        rules: RulesReport {
            version: env!("CARGO_PKG_VERSION"),
            fingerprint: base.fingerprint.clone(),
            packs: base.overlays.iter().map(PackReport::from).collect(),
        },
        name: context.profile.name.clone(),
        headline: focus
            .map_or_else(|| "Nothing was told; start with --users N".to_owned(), |walk| builder.headline(walk)),
        next_step: advice.next().and_then(|walk| Some(builder.step_name(walk, walk.next.as_ref()?))),
        focus: focus.map(|walk| base.track(walk.track).name.clone()),
        untold: advice
            .walks
            .iter()
            .filter(|walk| !builder.is_told(walk))
            .map(|walk| UntoldTrack {
                track: base.track(walk.track).name.clone(),
                fits: builder.is_called_on_facts(walk).then(|| builder.stage(walk, walk.fitting)),
            })
            .collect(),
        facts: builder.facts(),
        tracks: walks.iter().map(|walk| builder.track(walk)).collect(),
        steps: builder.steps(),
        load: Vec::new(),
        capacity: None,
        costs: None,
        choices: builder.choices(),
        findings: builder.findings(),
        playbooks: builder.playbooks(),
        questions: builder.questions(&told),
        assumptions: told
            .iter()
            .flat_map(|walk| advice.flips(base, walk))
            .map(|flip| builder.assumption(flip))
            .collect(),
        dissent: None,
        contested: builder.contested(context.profile),
        unread: advice.unread(base).into_iter().map(|fact| base.fact(fact).name.clone()).collect(),
    }
}

pub(super) struct Builder<'a> {
    pub(super) base: &'a RuleBase,
    pub(super) advice: &'a Advice,
    pub(super) profile: &'a Profile,
    pub(super) today: &'a str,
}

impl<'a> Builder<'a> {
    pub(super) fn new(context: &Context<'a>, advice: &'a Advice) -> Builder<'a> {
        Builder { base: context.base, advice, profile: context.profile, today: context.today }
    }
}

impl Builder<'_> {
    /// The main track is always told; another only where somebody described it.
    fn is_told(&self, walk: &Walk) -> bool {
        Some(walk.track) == self.base.main_track() || self.advice.architecture.placed(walk.track).is_some()
    }

    /// Says whether facts call for a part of the stage that fits.
    fn is_called_on_facts(&self, walk: &Walk) -> bool {
        let stage = &self.base.track(walk.track).stages[walk.fitting];
        stage.core.iter().any(|id| {
            let call = self.advice.calls.of(*id);
            call.holds == Truth::True
                && call.pass == Some(Pass::Facts)
                && call.foreseen.is_none()
                && self.advice.architecture.has(*id) != Truth::True
        })
    }

    fn stage(&self, walk: &Walk, stage: usize) -> String {
        self.base.track(walk.track).stages[stage].name.clone()
    }

    fn name(&self, capability: CapabilityId) -> String {
        self.base.capability(capability).name.clone()
    }

    pub(in crate::report) fn value(&self, fact: FactId, values: &Values) -> ValueReport {
        let declared = self.base.fact(fact);
        let mut told = ValueReport::new(values, declared.unit, &declared.members, &declared.range);
        // The end of the range is where thinking stopped, and no result.
        if self.advice.sheet.is_at_least(self.base, fact, values) {
            told = ValueReport { value: None, low: Some(Number(values.interval().low)), ..told };
            told.words.push_str(" or more");
        }
        told
    }

    fn facts(&self) -> BTreeMap<String, FactReport> {
        let sheet = &self.advice.sheet;
        let told = self.base.fact_ids().filter(|fact| sheet.is_told(*fact));
        told.map(|id| {
            let known = sheet.known(id);
            let fact = self.base.fact(id);
            let instead_of = known
                .losers
                .iter()
                .map(|loser| LoserReport {
                    value: self.value(id, &loser.values),
                    origin: loser.origin.word(),
                    at: at(&loser.place),
                })
                .collect();
            let report = FactReport {
                value: self.value(id, sheet.on_facts(id)),
                origin: sheet.origin(id).word(),
                at: known.told.as_ref().map(|told| at(&told.place)),
                formula: known.derived.as_ref().map(|derived| fact.derive[derived.formula].text().to_owned()),
                instead_of,
            };
            (fact.name.clone(), report)
        })
        .collect()
    }

    /// Where the profile and descriptions differ.
    fn contested(&self, profile: &Profile) -> Vec<ContestedReport> {
        let word = |there: bool| if there { "present" } else { "absent" };
        let report = |contested: &Contested| ContestedReport {
            capability: self.name(contested.capability),
            stated: word(contested.has),
            stated_at: at(&contested.stated),
            detected: word(!contested.has),
            detected_at: at(&contested.detected),
        };
        profile.current.contested.iter().map(report).collect()
    }

    fn track(&self, walk: &Walk) -> TrackReport {
        let track = self.base.track(walk.track);
        let advice = self.advice;
        let current = advice.architecture.placed(walk.track).map(|placed| CurrentReport {
            stage: self.stage(walk, placed.stage),
            stated: placed.stated.map(|stage| self.stage(walk, stage)),
            furthest: self.stage(walk, placed.furthest),
            lane: placed.lane.map(|lane| track.lanes[lane].name.clone()),
            origin: placed.origin.word(),
            has: self
                .base
                .capability_ids()
                .filter(|id| advice.architecture.has(*id) == Truth::True)
                .map(|id| self.name(id))
                .collect(),
            absent: advice
                .architecture
                .assumed_absent()
                .filter(|id| {
                    self.base.rung(walk.track, *id).is_some() || self.base.capability(*id).home == Some(walk.track)
                })
                .map(|id| self.name(id))
                .collect(),
            gaps: walk.gaps.iter().map(|id| self.name(*id)).collect(),
        });
        TrackReport {
            track: track.name.clone(),
            verdict: walk.verdict.word(),
            decided: walk.decided,
            decided_on: advice.decided_on(self.base, walk).map(Pass::word),
            current,
            fitting: advice.names_fitting(walk).then(|| StageReport {
                stage: self.stage(walk, walk.fitting),
                title: track.stages[walk.fitting].title.clone(),
            }),
            path: walk.path.iter().map(|stage| self.stage(walk, *stage)).collect(),
            next: walk.next.as_ref().map(|step| self.next(walk, step)),
            because: self.because(walk),
            outranked: advice
                .outranked(self.base, walk.track)
                .into_iter()
                .map(|(gate, facts)| OutrankedReport {
                    gate: self.base.gate(gate).id.clone(),
                    by: facts.into_iter().map(|fact| self.base.fact(fact).name.clone()).collect(),
                })
                .collect(),
            later: advice.later(self.base, walk).iter().map(|later| self.later(walk, later)).collect(),
            still_broken: walk.more_of_the_same.iter().map(|gate| self.base.gate(*gate).id.clone()).collect(),
            beside: walk
                .beside
                .iter()
                .map(|id| BesideReport {
                    capability: self.name(*id),
                    because: advice.calls.of(*id).gates.iter().map(|gate| self.base.gate(*gate).id.clone()).collect(),
                })
                .collect(),
            beyond_team: walk
                .beyond_team
                .iter()
                .map(|id| {
                    let (capability, call) = (self.base.capability(*id), advice.calls.of(*id));
                    let gates = if call.withheld.is_empty() { &call.gates } else { &call.withheld };
                    BeyondReport {
                        capability: capability.name.clone(),
                        forced: call.withheld.is_empty(),
                        run_by: capability.run_by.as_ref().map(|run_by| run_by.text().to_owned()).unwrap_or_default(),
                        instead: capability.instead.clone().unwrap_or_default(),
                        because: gates.iter().map(|gate| self.base.gate(*gate).id.clone()).collect(),
                    }
                })
                .collect(),
            unneeded: walk
                .unneeded
                .iter()
                .map(|id| UnneededReport {
                    capability: self.name(*id),
                    because: advice
                        .burdens_against(self.base, *id)
                        .into_iter()
                        .map(|gate| self.base.gate(gate).id.clone())
                        .collect(),
                    saves: None,
                    title: self.base.capability(*id).title.clone(),
                })
                .collect(),
            alternatives: walk
                .others
                .iter()
                .map(|step| AlternativeReport {
                    to: self.stage(walk, step.edge.to),
                    status: step.status.word(),
                    required: step.required().map(|action| self.name(action.capability)).collect(),
                    open: crate::advise::open_facts(
                        self.base,
                        &advice.calls,
                        advice.view(self.base, Layer::Facts),
                        &step.open,
                    )
                    .into_iter()
                    .map(|fact| self.base.fact(fact).name.clone())
                    .collect(),
                })
                .collect(),
        }
    }

    fn later(&self, walk: &Walk, later: &Later) -> LaterReport {
        let gate = later.nearest.as_ref().map(|reason| self.base.gate(reason.gate));
        LaterReport {
            to: self.stage(walk, later.stage),
            assumed: later.nearest.as_ref().is_some_and(|reason| reason.layer == Layer::Likely),
            gate: gate.map(|gate| gate.id.clone()),
            margin: later.nearest.as_ref().and_then(|reason| {
                let when = &self.base.gate(reason.gate).when;
                Some(self.margin_of(&reason.margin?, when, reason.layer))
            }),
            due: later.nearest.as_ref().and_then(|reason| self.advice.lasts(self.base, reason.margin.as_ref()?)).map(
                |(low, high)| {
                    let calendar = Calendar::new(self.today);
                    let (low, high) = (calendar.month_of(low), calendar.month_of(high));
                    DueReport { low: calendar.name(low), high: (high <= HORIZON).then(|| calendar.name(high)) }
                },
            ),
            condition: gate.map(|gate| gate.when.text().to_owned()),
        }
    }

    /// What to ask about these tracks, the first track's first, none twice.
    fn questions(&self, walks: &[&Walk]) -> Vec<QuestionReport> {
        let mut questions: Vec<Question> = Vec::new();
        for question in walks.iter().flat_map(|walk| self.advice.questions(self.base, walk)) {
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
        questions.truncate(MOST_QUESTIONS);
        questions.into_iter().map(|question| self.question(question)).collect()
    }

    fn question(&self, question: Question) -> QuestionReport {
        let empty = QuestionReport {
            fact: None,
            capability: None,
            track: None,
            ask: String::new(),
            answer_with: String::new(),
        };
        match question {
            Question::Fact(id) => {
                let fact = self.base.fact(id);
                QuestionReport {
                    fact: Some(fact.name.clone()),
                    ask: match self.advice.sheet.is_known(self.base, id) {
                        true => format!("Told as a range that leaves the answer open; narrow it. {}", fact.ask),
                        false => fact.ask.clone(),
                    },
                    answer_with: format!("--set {}=…", fact.name),
                    ..empty
                }
            }
            Question::Presence(capability) => {
                let capability = self.base.capability(capability);
                QuestionReport {
                    capability: Some(capability.name.clone()),
                    ask: format!("Does the system have {} already?", capability.title),
                    answer_with: format!("--has {0} or --lacks {0}", capability.name),
                    ..empty
                }
            }
            Question::Stage(track) => {
                let track = self.base.track(track);
                let main = Some(&track.name) == self.base.main_track().map(|id| &self.base.track(id).name);
                QuestionReport {
                    track: Some(track.name.clone()),
                    ask: "On which stage does the system stand today?".to_owned(),
                    answer_with: if main { "--at STAGE".to_owned() } else { format!("--at {}=STAGE", track.name) },
                    ..empty
                }
            }
        }
    }

    fn assumption(&self, flip: Flip) -> AssumptionReport {
        let fact = self.base.fact(flip.fact);
        let known = self.advice.sheet.known(flip.fact);
        let likely = self.value(flip.fact, self.advice.sheet.likely(flip.fact));
        let ends = self.advice.sheet.likely(flip.fact).interval();
        let typical = self.advice.sheet.typical(flip.fact).interval();
        let number = |value: f64| value.is_finite().then_some(Number(value));
        let is_quiet = known.assumed.as_ref().is_some_and(|assumed| assumed.how == crate::advise::How::Quiet);
        AssumptionReport {
            fact: fact.name.clone(),
            low: number(ends.low),
            typical: if typical.is_point() { number(typical.low) } else { None },
            high: number(ends.high),
            unit: fact.unit.in_json().to_owned(),
            silent: fact.silent.clone().filter(|_| is_quiet),
            flips_at: flip.at.map(|at| ValueReport::number(at, fact.unit)),
            gate: self.base.gate(flip.gate).id.clone(),
            words: likely.words,
        }
    }
}

/// Where a value was told: a file with its line, or a flag.
pub(in crate::report) fn at(place: &crate::problem::Place) -> String {
    if place.source.name().starts_with("--") { place.source.name().to_owned() } else { place.short() }
}
