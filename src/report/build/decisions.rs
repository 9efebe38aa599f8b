//! Choices, findings, playbooks and the order of steps as the model tells them.

use std::collections::BTreeMap;

use super::Builder;
use crate::advise::{Chosen, Estimated, Found, Layer, Step, Urgency, Verdict, Walk};
use crate::expr::World;
use crate::quantity::{Interval, Truth, Unit, Values};
use crate::report::model::*;
use crate::report::paragraph::lower;
use crate::report::value::{Number, ValueReport};

impl Builder<'_> {
    pub(super) fn choices(&self) -> Vec<ChoiceReport> {
        let chosen = self.advice.reckoned(self.base);
        let told = chosen.iter().filter(|chosen| chosen.applies == Truth::True);
        told.map(|chosen| self.choice(chosen)).collect()
    }

    fn choice(&self, chosen: &Chosen) -> ChoiceReport {
        let choice = &self.base.choices[chosen.choice];
        let id = |index: usize| choice.options[index].id.clone();
        let options = chosen.options.iter().zip(&choice.options).map(|(reading, option)| {
            let grounds = if reading.feasible == Truth::False { &option.rules_out } else { &option.calls_for };
            let estimates = choice.estimates.iter().zip(&reading.estimates).filter_map(|(estimate, found)| {
                Some((estimate.id.clone(), self.estimate(&estimate.title, estimate.unit, (*found)?)))
            });
            OptionReport {
                option: option.id.clone(),
                title: option.title.clone(),
                feasible: reading.feasible.word(),
                estimates: estimates.collect(),
                because: reading
                    .grounds
                    .iter()
                    .map(|index| (&grounds[*index], reading.by_bill.contains(index)))
                    .map(|(ground, by_bill)| GroundReport {
                        ground: ground.id.clone(),
                        condition: ground.when.text().to_owned(),
                        estimate: by_bill.then(|| self.stands_on(&ground.when, Layer::Likely)),
                        text: ground.why.clone(),
                        judgement: ground.judgement,
                        source: ground.sources.clone(),
                    })
                    .collect(),
            }
        });
        ChoiceReport {
            choice: choice.id.clone(),
            title: choice.title.clone(),
            stages_of: choice.stages_of.map(|track| self.base.track(track).name.clone()),
            pick: chosen.pick.map(id),
            today: chosen.incumbent.map(id),
            options: options.collect(),
            order: chosen.order.iter().map(|index| id(*index)).collect(),
            ordered_by: choice.order.iter().map(|index| choice.estimates[*index].id.clone()).collect(),
            note: choice.note.clone(),
            model: chosen.model.map(|model| {
                let agrees = model.pick.is_some() && model.pick == chosen.pick;
                let title = |index: usize| lower(&choice.options[index].title);
                let text = match (model.pick, chosen.pick) {
                    (Some(_), _) if agrees => {
                        "By the model of a burst it is the cheapest that meets the target too".to_owned()
                    }
                    (Some(pick), Some(_)) if model.chosen_meets => {
                        format!("By the model of a burst it meets the target, and {} would for less", title(pick))
                    }
                    (Some(pick), _) => format!(
                        "By the model of a burst it does not meet the target with typical values; {} would",
                        title(pick)
                    ),
                    (None, _) => {
                        "By the model of a burst nothing that is known to be possible meets the target with typical \
                         values"
                            .to_owned()
                    }
                };
                ModelReport { pick: model.pick.map(id), agrees, text: format!("{text} (nextrung simulate).") }
            }),
        }
    }

    /// An estimate with two digits: more would look more exact than it is.
    pub(in crate::report) fn estimate(&self, title: &str, unit: Unit, found: Estimated) -> EstimateReport {
        let about = |value: f64| {
            // Spans of time are rounded in the unit that people would say them in.
            let sizes: &[(f64, f64)] =
                if unit == Unit::Duration { &[(10.0, 86_400.0), (2.0, 3600.0), (2.0, 60.0)] } else { &[] };
            let size = sizes.iter().find(|(least, size)| value >= least * size).map_or(1.0, |(_, size)| *size);
            let told: f64 = format!("{:.1e}", value / size).parse().unwrap_or(value / size);
            told * size
        };
        let range = Values::Number(Interval { low: about(found.range.low), high: about(found.range.high) });
        let typical = about(found.typical);
        let mut value = ValueReport::new(&range, unit, &[], &Values::Number(Interval::ALL));
        if !range.is_point() {
            value.words = format!("{}, {} typically", value.words, ValueReport::number(typical, unit).words);
        }
        let about = ValueReport::number(typical, unit).words;
        EstimateReport { value, typical: Number(typical), assumed: found.assumed, title: title.to_owned(), about }
    }

    pub(super) fn findings(&self) -> Vec<FindingReport> {
        self.advice.findings.iter().map(|found| self.finding(found)).collect()
    }

    pub(in crate::report) fn finding(&self, found: &Found) -> FindingReport {
        let finding = &self.base.findings[found.finding];
        let view = self.advice.view(self.base, found.layer);
        let values: BTreeMap<String, SeenReport> = finding
            .when
            .facts()
            .into_iter()
            .map(|fact| {
                let seen = SeenReport {
                    value: self.value(fact, &view.fact(fact)),
                    origin: self.seen_origin(fact, found.layer),
                };
                (self.base.fact(fact).name.clone(), seen)
            })
            .chain(self.estimated(&finding.when, found.layer))
            .collect();
        let estimates = finding.estimates.iter().zip(self.advice.estimates_of(self.base, found)).filter_map(
            |((estimate, _), found)| Some((estimate.id.clone(), self.estimate(&estimate.title, estimate.unit, found?))),
        );
        FindingReport {
            id: finding.id.clone(),
            title: finding.title.clone(),
            kind: finding.kind.word(),
            severity: finding.severity.word(),
            text: finding.text.clone(),
            mend: finding.mend.clone(),
            because: vec![SightReport { condition: finding.when.text().to_owned(), values }],
            estimates: estimates.collect(),
            judgement: finding.judgement,
            source: finding.provenance.sources.clone(),
            fingerprint: crate::review::fingerprint("finding", &finding.id, None),
        }
    }

    pub(super) fn playbooks(&self) -> Vec<PlaybookReport> {
        let applying = self.advice.playbooks.iter().map(|index| &self.base.playbooks[*index]);
        applying
            .map(|playbook| PlaybookReport {
                playbook: playbook.id.clone(),
                title: playbook.title.clone(),
                choices: playbook.choices.clone(),
                items: playbook.checklist.len(),
                source: playbook.provenance.sources.clone(),
            })
            .collect()
    }

    /// A step by name, with what waits for it.
    pub(super) fn step_name(&self, walk: &Walk, step: &Step) -> StepName {
        let mut unlocks: Vec<StageName> = Vec::new();
        for transition in step.required().filter_map(|action| self.advice.calls.of(action.capability).unlocks) {
            let waiting = self.base.transition(transition);
            let other = self.advice.walk(waiting.track);
            let name = StageName {
                track: self.base.track(waiting.track).name.clone(),
                to: other.next.as_ref().map_or_else(String::new, |step| self.stage(other, step.edge.to)),
            };
            if !unlocks.contains(&name) {
                unlocks.push(name);
            }
        }
        StepName {
            track: self.base.track(walk.track).name.clone(),
            to: self.stage(walk, step.edge.to),
            adds: step.required().map(|action| self.name(action.capability)).collect(),
            drops: step.drops.iter().map(|id| self.name(*id)).collect(),
            unlocks,
        }
    }

    /// Every step that can be taken now, *the* next step first.
    pub(super) fn steps(&self) -> Vec<OrderedReport> {
        let ordered = self.advice.order.iter().map(|track| self.advice.walk(*track));
        ordered
            .filter_map(|walk| {
                let step = walk.next.as_ref()?;
                let called_by = match (walk.verdict, step.urgency) {
                    (Verdict::StepDown | Verdict::SwitchLane, _) => "facts",
                    (_, Some(Urgency::Broken)) => "a broken limit",
                    (_, Some(Urgency::Facts)) => "facts",
                    (_, Some(Urgency::Line)) => "facts against an assumed line",
                    (_, Some(Urgency::Count)) => "the user count",
                    (_, Some(Urgency::Assumptions) | None) => "assumptions",
                };
                let titles = match walk.verdict {
                    Verdict::StepDown => format!("take away {}", self.titles(step.drops.iter().copied())),
                    Verdict::SwitchLane => format!(
                        "change lane to {}",
                        step.lane.map_or("?", |lane| self.base.track(walk.track).lanes[lane].title.as_str())
                    ),
                    _ => format!("add {}", self.gains(step)),
                };
                Some(OrderedReport {
                    step: self.step_name(walk, step),
                    verdict: walk.verdict.word(),
                    called_by,
                    foreseen: self.month_of(step.foreseen),
                    comes_with: self.advice.brought_by(walk.track).map(|track| self.base.track(track).name.clone()),
                    titles,
                })
            })
            .collect()
    }
}
