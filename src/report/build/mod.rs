//! Turns an answer into the model: ids become names, numbers become words.

mod headline;
mod reasons;

use std::collections::BTreeMap;

use super::model::*;
use super::value::{Number, ValueReport};
use crate::advise::{Action, Advice, Flip, Later, Layer, Need, Pass, Question, Status, Step, Urgency, Walk};
use crate::expr::{CapabilityId, FactId};
use crate::profile::Profile;
use crate::quantity::{Truth, Values};
use crate::rules::RuleBase;

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
    let builder = Builder { base: context.base, advice };
    let base = context.base;
    let walks: Vec<&Walk> = advice.walks.iter().filter(|walk| builder.is_told(walk)).collect();
    let main = walks.iter().find(|walk| Some(walk.track) == base.main_track()).or(walks.first()).copied();
    let next = main.filter(|walk| walk.next.as_ref().is_some_and(|step| step.status == Status::Go));
    AdviceReport {
        schema: "nextrung.advice/1",
        today: context.today.to_owned(),
        options: OptionsReport { assumptions: advice.options.assumptions },
        rules: RulesReport {
            version: env!("CARGO_PKG_VERSION"),
            fingerprint: base.fingerprint.clone(),
            packs: base
                .overlays
                .iter()
                .map(|overlay| PackReport {
                    name: overlay.name.clone(),
                    replaces: overlay.replaces.clone(),
                    adds: overlay.adds.clone(),
                })
                .collect(),
        },
        name: context.profile.name.clone(),
        headline: main
            .map_or_else(|| "Nothing was told; start with --users N".to_owned(), |walk| builder.headline(walk)),
        next_step: next.and_then(|walk| {
            let step = walk.next.as_ref()?;
            Some(StepName {
                track: base.track(walk.track).name.clone(),
                to: builder.stage(walk, step.edge.to),
                adds: step.required().map(|action| builder.name(action.capability)).collect(),
            })
        }),
        facts: builder.facts(),
        tracks: walks.iter().map(|walk| builder.track(walk)).collect(),
        choices: builder.choices(),
        questions: main
            .map(|walk| advice.questions(base, walk).into_iter().map(|question| builder.question(question)).collect())
            .unwrap_or_default(),
        assumptions: main
            .map(|walk| advice.flips(base, walk).into_iter().map(|flip| builder.assumption(flip)).collect())
            .unwrap_or_default(),
        unread: advice.unread(base).into_iter().map(|fact| base.fact(fact).name.clone()).collect(),
    }
}

struct Builder<'a> {
    base: &'a RuleBase,
    advice: &'a Advice,
}

impl Builder<'_> {
    /// The main track is always told; another only where somebody described it.
    fn is_told(&self, walk: &Walk) -> bool {
        Some(walk.track) == self.base.main_track() || self.advice.architecture.placed(walk.track).is_some()
    }

    fn stage(&self, walk: &Walk, stage: usize) -> String {
        self.base.track(walk.track).stages[stage].name.clone()
    }

    fn name(&self, capability: CapabilityId) -> String {
        self.base.capability(capability).name.clone()
    }

    fn value(&self, fact: FactId, values: &Values) -> ValueReport {
        let fact = self.base.fact(fact);
        ValueReport::new(values, fact.unit, &fact.members, &fact.range)
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
        let current_is_known = current.is_some();
        TrackReport {
            track: track.name.clone(),
            verdict: walk.verdict.word(),
            decided: walk.decided,
            decided_on: advice.decided_on(self.base, walk).map(Pass::word),
            current,
            fitting: (current_is_known || walk.telling || !walk.path.is_empty()).then(|| StageReport {
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

    fn next(&self, walk: &Walk, step: &Step) -> NextReport {
        let track = self.base.track(walk.track);
        let transition = step.transition().map(|id| self.base.transition(id));
        let chosen_by = match walk.chosen_by {
            Some(crate::advise::ChosenBy::Urgency(Urgency::Broken)) => "it ends a limit that is broken",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Facts)) => "facts call for it, not for the others",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Line)) => "facts call for it, against an assumed line",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Count)) => {
                "the count calls for it, only assumptions for the others"
            }
            Some(crate::advise::ChosenBy::Urgency(Urgency::Assumptions)) => "only assumptions call for it",
            Some(crate::advise::ChosenBy::LowerRung) => "the lower rung goes first",
            _ => "it is the only step that presses and is ready",
        };
        let view = self.advice.view(self.base, Layer::Facts);
        NextReport {
            to: self.stage(walk, step.edge.to),
            lane: step.lane.map(|lane| track.lanes[lane].name.clone()),
            transition: transition.map(|transition| transition.id.clone()),
            passes: step.edge.passes().map(|stage| self.stage(walk, stage)).collect(),
            status: step.status.word(),
            chosen_by: chosen_by.to_owned(),
            actions: step.actions.iter().map(|action| self.action(action)).collect(),
            drops: step.drops.iter().map(|id| self.name(*id)).collect(),
            drop_titles: step.drops.iter().map(|id| self.base.capability(*id).title.clone()).collect(),
            requires: self.requires(step),
            effort: transition.map(|transition| EffortReport { class: transition.effort.word() }),
            lead_time: transition.map(|transition| LeadTimeReport {
                low: transition.lead_time.low,
                high: transition.lead_time.high,
                unit: transition.lead_time.unit.word(),
            }),
            risk: transition.map(|transition| transition.risk.word()),
            reversible: transition.map(|transition| Truth::from(transition.reversible).word()),
            checklist: transition
                .map(|transition| transition.checklist.as_slice())
                .unwrap_or_default()
                .iter()
                .filter(|item| item.when.as_ref().is_none_or(|when| when.truth(&view) != Truth::False))
                .map(|item| ItemReport {
                    id: item.id.clone(),
                    phase: item.phase.word(),
                    text: item.text.clone(),
                    source: item.sources.clone(),
                })
                .collect(),
        }
    }

    fn requires(&self, step: &Step) -> Vec<RequirementReport> {
        let Some(transition) = step.transition() else { return Vec::new() };
        let declared = &self.base.transition(transition).requires;
        step.requires
            .iter()
            .map(|needed| {
                let requirement = &declared[needed.requirement];
                RequirementReport {
                    id: requirement.id.clone(),
                    holds: needed.holds.word(),
                    why: requirement.why.clone(),
                    rides_along: needed.rides_along.map(|id| self.name(id)),
                    mend: requirement.mend.clone(),
                }
            })
            .collect()
    }

    fn action(&self, action: &Action) -> ActionReport {
        let until = (action.need == Need::Deferred).then(|| {
            let gate = action.because.first().map(|gate| self.base.gate(*gate));
            let unknown = gate.and_then(|gate| {
                gate.when.facts().into_iter().find(|fact| !self.advice.sheet.is_known(self.base, *fact))
            });
            match unknown {
                Some(fact) => format!("until {} is known", self.base.fact(fact).name),
                None => "until the rest of the step is done".to_owned(),
            }
        });
        ActionReport {
            capability: self.name(action.capability),
            title: self.base.capability(action.capability).title.clone(),
            need: action.need.word(),
            present: action.present.word(),
            because: action.because.iter().map(|gate| self.base.gate(*gate).id.clone()).collect(),
            first: action.first,
            until,
        }
    }

    fn later(&self, walk: &Walk, later: &Later) -> LaterReport {
        let gate = later.nearest.as_ref().map(|reason| self.base.gate(reason.gate));
        LaterReport {
            to: self.stage(walk, later.stage),
            assumed: later.nearest.as_ref().is_some_and(|reason| reason.layer == Layer::Likely),
            gate: gate.map(|gate| gate.id.clone()),
            margin: later.nearest.as_ref().and_then(|reason| reason.margin).map(|margin| self.margin(&margin)),
            condition: gate.map(|gate| gate.when.text().to_owned()),
        }
    }

    fn choices(&self) -> Vec<ChoiceReport> {
        self.advice
            .chosen
            .iter()
            .map(|chosen| {
                let choice = &self.base.choices[chosen.choice];
                let id = |index: usize| choice.options[index].id.clone();
                ChoiceReport {
                    choice: choice.id.clone(),
                    pick: chosen.pick.map(id),
                    today: chosen.incumbent.map(id),
                    options: chosen
                        .options
                        .iter()
                        .enumerate()
                        .map(|(index, reading)| {
                            let option = &choice.options[index];
                            let grounds =
                                if reading.feasible == Truth::False { &option.rules_out } else { &option.calls_for };
                            OptionReport {
                                option: option.id.clone(),
                                feasible: reading.feasible.word(),
                                because: reading
                                    .grounds
                                    .iter()
                                    .map(|ground| &grounds[*ground])
                                    .map(|ground| GroundReport {
                                        ground: ground.id.clone(),
                                        condition: ground.when.text().to_owned(),
                                        text: ground.why.clone(),
                                        source: ground.sources.clone(),
                                    })
                                    .collect(),
                            }
                        })
                        .collect(),
                }
            })
            .collect()
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
            Question::Fact(fact) => {
                let fact = self.base.fact(fact);
                QuestionReport {
                    fact: Some(fact.name.clone()),
                    ask: fact.ask.clone(),
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
fn at(place: &crate::problem::Place) -> String {
    if place.source.name().starts_with("--") { place.source.name().to_owned() } else { place.short() }
}
