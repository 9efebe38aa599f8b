//! A step as the model tells it.

use super::Builder;
use crate::advise::{Action, Layer, Moment, Need, Pass, Step, Urgency, Walk};
use crate::quantity::Truth;
use crate::report::model::*;
use crate::roadmap::{Begin, Calendar};
use crate::rules::{LeadTime, Risk, Transition};

impl Builder<'_> {
    pub(super) fn next(&self, walk: &Walk, step: &Step) -> NextReport {
        let track = self.base.track(walk.track);
        let transition = step.transition().map(|id| self.base.transition(id));
        let declared: Vec<&Transition> = step.declared.iter().map(|id| self.base.transition(*id)).collect();
        let longest = self.longest(step);
        let start = self.start_by(step, longest);
        let chosen_by = match walk.chosen_by {
            _ if step.foreseen.is_some() => "nothing calls for it today; begun later it may come too late",
            Some(crate::advise::ChosenBy::Today) => "it is called for today, the others not yet",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Broken)) => "it ends a limit that is broken",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Facts)) => "facts call for it, not for the others",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Line)) => "facts call for it, against an assumed line",
            Some(crate::advise::ChosenBy::Urgency(Urgency::Count)) => {
                "the count calls for it, only assumptions for the others"
            }
            Some(crate::advise::ChosenBy::Urgency(Urgency::Assumptions)) => "only assumptions call for it",
            Some(crate::advise::ChosenBy::LowerRung) => "the lower rung goes first",
            Some(crate::advise::ChosenBy::HoldsAll) => "it holds all that is called for",
            _ => "it is the only step that presses and is ready",
        };
        let view = self.advice.view(self.base, Layer::Facts);
        NextReport {
            to: self.stage(walk, step.edge.to),
            lane: step.lane.map(|lane| track.lanes[lane].name.clone()),
            transition: transition.map(|transition| transition.id.clone()),
            transitions: match declared.as_slice() {
                [_, _, ..] => declared.iter().map(|transition| transition.id.clone()).collect(),
                _ => Vec::new(),
            },
            passes: step.edge.passes().map(|stage| self.stage(walk, stage)).collect(),
            status: step.status.word(),
            chosen_by: chosen_by.to_owned(),
            why: transition.map(|transition| transition.why.clone()),
            actions: step.actions.iter().map(|action| self.action(action)).collect(),
            drops: step.drops.iter().map(|id| self.name(*id)).collect(),
            drop_titles: step.drops.iter().map(|id| self.base.capability(*id).title.clone()).collect(),
            requires: self.requires(step),
            // Of several parts the greatest counts: they are one step.
            effort: declared
                .iter()
                .map(|transition| transition.effort)
                .max()
                .map(|effort| EffortReport { class: effort.word() }),
            lead_time: longest.map(|time| LeadTimeReport { low: time.low, high: time.high, unit: time.unit.word() }),
            late: start.as_ref().is_some_and(|start| start.late),
            start_by: start.map(|start| start.month),
            foreseen: self.month_of(step.foreseen),
            risk: declared.iter().map(|transition| transition.risk).max().map(Risk::word),
            reversible: transition.map(|_| Truth::from(declared.iter().all(|transition| transition.reversible)).word()),
            cost: None,
            sizes: Vec::new(),
            checklist: step
                .items(self.base, view)
                .into_iter()
                .map(|item| ItemReport {
                    id: item.id.clone(),
                    phase: item.phase.word(),
                    text: item.text.clone(),
                    source: item.sources.clone(),
                })
                .collect(),
        }
    }

    /// The longest of the lead times that are declared for a step.
    pub(super) fn longest(&self, step: &Step) -> Option<LeadTime> {
        step.declared.iter().map(|id| self.base.transition(*id).lead_time).max_by_key(LeadTime::most_days)
    }

    /// When to begin, where growth breaks a limit that the step ends.
    fn start_by(&self, step: &Step, longest: Option<LeadTime>) -> Option<Begin> {
        let (least, _) = self.advice.breach(self.base, step)?;
        self.advice.grows(self.base).then_some(())?;
        let calendar = Calendar::new(self.today);
        Some(calendar.begin(calendar.month_of(least.min(1200.0)), longest?))
    }

    /// The month in which something that is foreseen begins to be called for.
    pub(super) fn month_of(&self, foreseen: Option<Moment>) -> Option<String> {
        let calendar = Calendar::new(self.today);
        foreseen.map(|moment| calendar.name(calendar.month_of(moment.months())))
    }

    fn requires(&self, step: &Step) -> Vec<RequirementReport> {
        step.requires
            .iter()
            .map(|needed| {
                let requirement = &self.base.transition(needed.transition).requires[needed.requirement];
                RequirementReport {
                    id: requirement.id.clone(),
                    holds: needed.holds.word(),
                    why: requirement.why.clone(),
                    rides_along: needed.rides_along.map(|id| self.name(id)),
                    met_by: needed.met_by.map(|met_by| MetByReport {
                        track: self.base.track(met_by.track).name.clone(),
                        to: met_by.stage.map(|stage| self.base.track(met_by.track).stages[stage].name.clone()),
                        capability: self.name(met_by.capability),
                    }),
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
        let capability = self.base.capability(action.capability);
        let beyond_team = self.advice.calls.of(action.capability).beyond_team;
        ActionReport {
            beyond_team,
            instead: capability.instead.clone().filter(|_| beyond_team),
            capability: self.name(action.capability),
            title: capability.title.clone(),
            need: action.need.word(),
            present: action.present.word(),
            decided_on: action.pass.filter(|_| !action.because.is_empty()).map(Pass::word),
            because: action.because.iter().map(|gate| self.base.gate(*gate).id.clone()).collect(),
            foreseen: self.month_of(self.advice.calls.of(action.capability).foreseen),
            first: action.first,
            until,
        }
    }
}
