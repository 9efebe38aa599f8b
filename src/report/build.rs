//! Turns an answer into the model: ids become names, numbers become words.

use std::collections::BTreeMap;

use super::model::*;
use super::value::{Number, ValueReport};
use crate::advise::{
    Action, Advice, Flip, Later, Layer, Need, Pass, Question, Reason, Status, Step, Urgency, Verdict, Walk,
};
use crate::expr::{CapabilityId, FactId, Margin, World};
use crate::profile::{Origin, Profile};
use crate::quantity::{Kind, Truth, Unit, Values, quantity};
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
            Some(StepName { track: base.track(walk.track).name.clone(), to: builder.stage(walk, step.edge.to) })
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

    fn titles(&self, capabilities: impl Iterator<Item = CapabilityId>) -> String {
        let titles: Vec<&str> = capabilities.map(|id| self.base.capability(id).title.as_str()).collect();
        match titles.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [many @ .., last] => format!("{} and {last}", many.join(", ")),
        }
    }

    fn headline(&self, walk: &Walk) -> String {
        let fitting = self.stage(walk, walk.fitting);
        let Some(placed) = self.advice.architecture.placed(walk.track) else {
            return self.undescribed_headline(walk);
        };
        let here = self.stage(walk, placed.stage);
        let Some(step) = &walk.next else {
            return match walk.verdict {
                Verdict::Stay if !walk.more_of_the_same.is_empty() => {
                    format!("Stay on {here}, and add more of what is there: a limit is broken")
                }
                Verdict::Stay => format!("Stay on {here}: nothing that is known calls for more"),
                _ => self.undecided_headline(walk, &here),
            };
        };
        let to = self.stage(walk, step.edge.to);
        let gains = self.gains(step);
        match walk.verdict {
            Verdict::StepDown if to == here => {
                format!("Step down on {here}: take away {}", self.titles(step.drops.iter().copied()))
            }
            Verdict::StepDown => {
                format!("Step down from {here} to {to}: take away {}", self.titles(step.drops.iter().copied()))
            }
            Verdict::SwitchLane => {
                let lane = |lane: Option<usize>| {
                    lane.map_or("?", |lane| self.base.track(walk.track).lanes[lane].title.as_str())
                };
                format!("Stay on {here}, and change lane from {} to {}", lane(placed.lane), lane(step.lane))
            }
            Verdict::Blocked => format!("Blocked: {to} is called for, but {}", self.what_blocks(step)),
            _ if step.edge.to == step.edge.from => format!("Next, on {here}: add {gains}"),
            _ if fitting == to => format!("Next rung: {to}: add {gains}"),
            _ => format!("Next rung: {to}, on the way to {fitting}: add {gains}"),
        }
    }

    /// What a step is for, in a few words: two parts by name, the rest counted.
    fn gains(&self, step: &Step) -> String {
        let mut parts: Vec<CapabilityId> =
            step.required().filter(|action| !action.because.is_empty()).map(|action| action.capability).collect();
        if parts.is_empty() {
            parts = step.required().map(|action| action.capability).collect();
        }
        match parts.as_slice() {
            [first, second, rest @ ..] if rest.len() > 1 => {
                format!("{} and {} more", self.titles([*first, *second].into_iter()).replace(" and ", ", "), rest.len())
            }
            all => self.titles(all.iter().copied()),
        }
    }

    fn undescribed_headline(&self, walk: &Walk) -> String {
        let fitting = self.stage(walk, walk.fitting);
        let count = self.advice.calls.count_only.then(|| {
            crate::advise::count_facts(self.base)
                .into_iter()
                .find(|fact| self.advice.sheet.is_known(self.base, *fact))
                .map(|fact| {
                    let values = self.value(fact, self.advice.sheet.on_facts(fact));
                    format!("{} {} fit {fitting}", values.words, self.base.fact(fact).name)
                })
        });
        let fits = match count.flatten() {
            Some(fits) => fits,
            None if self.base.fact_ids().any(|fact| self.advice.sheet.is_known(self.base, fact)) => {
                format!("What is known fits {fitting}")
            }
            None => return "Nothing is known yet: begin with --users N, or a load".to_owned(),
        };
        format!("{fits}; say where you are with --at STAGE")
    }

    fn undecided_headline(&self, walk: &Walk, here: &str) -> String {
        match self.advice.questions(self.base, walk).first() {
            Some(Question::Fact(fact)) => format!("Undecided on {here}: tell {} first", self.base.fact(*fact).name),
            Some(Question::Presence(capability)) => {
                format!("Undecided on {here}: say whether {} is there", self.name(*capability))
            }
            _ => format!("Undecided on {here}: nothing is known that decides"),
        }
    }

    fn what_blocks(&self, step: &Step) -> String {
        let Some(transition) = step.transition() else { return "something stands in its way".to_owned() };
        let unmet = step.requires.iter().filter(|needed| needed.holds == Truth::False && needed.rides_along.is_none());
        let conditions: Vec<&str> = unmet
            .filter_map(|needed| self.base.transition(transition).requires[needed.requirement].when.as_ref())
            .map(|when| when.text())
            .collect();
        format!("`{}` does not hold", conditions.join("` and `"))
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
            furthest: self.stage(walk, placed.furthest),
            lane: placed.lane.map(|lane| track.lanes[lane].name.clone()),
            origin: placed.origin.word(),
            has: self
                .base
                .capability_ids()
                .filter(|id| advice.architecture.has(*id) == Truth::True)
                .map(|id| self.name(id))
                .collect(),
            gaps: walk.gaps.iter().map(|id| self.name(*id)).collect(),
        });
        TrackReport {
            track: track.name.clone(),
            verdict: walk.verdict.word(),
            decided: walk.decided,
            decided_on: self.decided_on(walk),
            current,
            fitting: StageReport {
                stage: self.stage(walk, walk.fitting),
                title: track.stages[walk.fitting].title.clone(),
            },
            path: walk.path.iter().map(|stage| self.stage(walk, *stage)).collect(),
            next: walk.next.as_ref().map(|step| self.next(walk, step)),
            because: advice.because(self.base, walk).iter().map(|reason| self.reason(reason)).collect(),
            outranked: advice
                .outranked(self.base, walk.track)
                .into_iter()
                .map(|(gate, facts)| OutrankedReport {
                    gate: self.base.gate(gate).id.clone(),
                    by: facts.into_iter().map(|fact| self.base.fact(fact).name.clone()).collect(),
                })
                .collect(),
            later: advice.later(self.base, walk).iter().map(|later| self.later(walk, later)).collect(),
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

    /// What settled the verdict; an open one was settled by nothing.
    fn decided_on(&self, walk: &Walk) -> Option<&'static str> {
        let word = |pass: Pass| match pass {
            Pass::Facts => "facts",
            Pass::Count => "ladder",
            Pass::Line | Pass::Assumptions => "assumptions",
        };
        match (&walk.next, walk.verdict) {
            (Some(_), Verdict::StepDown | Verdict::SwitchLane) => Some("facts"),
            (Some(step), _) => step
                .required()
                .filter(|action| !action.because.is_empty())
                .filter_map(|action| action.pass)
                .min()
                .map(word),
            (None, Verdict::Stay) => {
                let home = self.base.capability_ids().filter(|id| self.base.capability(*id).home == Some(walk.track));
                let open = home.filter(|id| self.advice.architecture.has(*id) != Truth::True);
                open.filter_map(|id| self.advice.calls.of(id).pass).max().map(word)
            }
            (None, _) if self.advice.architecture.placed(walk.track).is_none() => {
                let stage = &self.base.track(walk.track).stages[walk.fitting];
                stage
                    .core
                    .iter()
                    .filter(|id| self.advice.calls.of(**id).holds == Truth::True)
                    .filter_map(|id| self.advice.calls.of(*id).pass)
                    .min()
                    .map(word)
            }
            _ => None,
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
            _ => "no other step is ready",
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
                    met_by: needed.rides_along.map(|id| MetBy { capability: self.name(id) }),
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

    fn reason(&self, reason: &Reason) -> ReasonReport {
        let gate = self.base.gate(reason.gate);
        let view = self.advice.view(self.base, reason.layer);
        let seen = |fact: FactId| SeenReport {
            value: self.value(fact, &view.fact(fact)),
            origin: self.seen_origin(fact, reason.layer),
        };
        ReasonReport {
            gate: gate.id.clone(),
            capability: self.name(reason.capability),
            kind: gate.kind.word(),
            condition: gate.when.text().to_owned(),
            holds: reason.holds.word(),
            values: gate.when.facts().into_iter().map(|fact| (self.base.fact(fact).name.clone(), seen(fact))).collect(),
            margin: reason.margin.map(|margin| self.margin(&margin)),
            source: gate.provenance.sources.clone(),
            judgement: gate.judgement,
            text: gate.why.clone(),
            title: gate.title.clone(),
            parts: reason
                .atoms
                .iter()
                .map(|atom| AtomReport {
                    text: gate.when.text_of(atom.node).to_owned(),
                    holds: atom.holds.word(),
                    decides: if reason.holds == Truth::Unknown {
                        atom.holds == Truth::Unknown
                    } else {
                        (atom.holds == reason.holds) != atom.denied && atom.holds != Truth::Unknown
                    },
                    saw: self.saw(&gate.when, atom.node, reason.layer),
                    distance: atom.margin.map(|margin| self.margin(&margin).words),
                })
                .collect(),
        }
    }

    fn seen_origin(&self, fact: FactId, layer: Layer) -> &'static str {
        let sheet = &self.advice.sheet;
        if sheet.is_known(self.base, fact) {
            sheet.origin(fact).word()
        } else if layer == Layer::Facts || sheet.known(fact).assumed.is_none() {
            "unknown"
        } else {
            Origin::Assumed.word()
        }
    }

    /// The facts of a part with their values: `82%, measured`; with names where it is not plain which fact is meant.
    fn saw(&self, when: &crate::expr::Formula, node: crate::expr::NodeId, layer: Layer) -> String {
        let view = self.advice.view(self.base, layer);
        let facts = when.facts_of(node);
        let plain = matches!(facts.as_slice(), [one] if when.text_of(node).starts_with(&self.base.fact(*one).name));
        let parts: Vec<String> = facts
            .into_iter()
            .map(|fact| {
                let words = match self.seen_origin(fact, layer) {
                    "unknown" => "unknown".to_owned(),
                    origin => format!("{}, {origin}", self.value(fact, &view.fact(fact)).words),
                };
                if plain { words } else { format!("{} {words}", self.base.fact(fact).name) }
            })
            .collect();
        parts.join("; ")
    }

    fn margin(&self, margin: &Margin) -> MarginReport {
        let unit = Unit::WORDS
            .iter()
            .map(|(_, unit)| *unit)
            .find(|unit| unit.kind() == Some(margin.kind))
            .unwrap_or(Unit::Ratio);
        // One decimal tells enough, except of targets that differ only behind the comma.
        let rounded = |percent: f64| {
            if percent.abs() < 1.0 { (percent * 1e3).round() / 1e3 } else { (percent * 10.0).round() / 10.0 }
        };
        let percent = margin.percent().map(rounded);
        let by = margin.by();
        let size = match margin.kind {
            Kind::Share => format!("{} points", crate::quantity::number((by.abs() * 1e8).round() / 1e6)),
            kind => quantity(by.abs(), kind),
        };
        let share =
            percent.map(|percent| format!(" ({}%)", crate::quantity::number(percent.abs()))).unwrap_or_default();
        let words = if by == 0.0 {
            "exactly on the line".to_owned()
        } else {
            format!("{size}{share} {} the line", if by > 0.0 { "above" } else { "below" })
        };
        MarginReport {
            fact: margin.fact.map(|fact| self.base.fact(fact).name.clone()),
            by: ValueReport::number(by, unit),
            percent: percent.map(Number),
            words,
        }
    }

    fn later(&self, walk: &Walk, later: &Later) -> LaterReport {
        let gate = later.nearest.as_ref().map(|reason| self.base.gate(reason.gate));
        LaterReport {
            to: self.stage(walk, later.stage),
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
