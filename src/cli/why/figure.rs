//! What the name of a figure means: `cost:LINE`, `next:capacity:PART`, `step:2`, `burst:POLICY`.

use crate::estimate::Number;
use crate::expr::CapabilityId;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::BurstFigure;
use crate::rules::RuleBase;

/// A figure that an answer prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// A number of today's architecture, or of the next where today's has none.
    Present(Number),
    /// A number of the architecture after the next step.
    Next(Number),
    /// What the next step adds to the bill.
    Step,
    /// A step of the roadmap by its number: its months, and what it adds to the bill.
    Planned(usize),
    /// A number of the architecture after that step, with the load of its month.
    AfterPlanned(usize, Number),
    /// What taking a part away saves.
    Saving(CapabilityId),
    /// What the options of a choice come to: choice and option.
    Option(usize, usize),
    /// What goes with a finding.
    Finding(usize),
    /// Something of a simulated burst.
    Burst(BurstFigure),
}

/// The figure that a target names; nothing where it names no figure.
pub(super) fn named(base: &RuleBase, target: &str) -> Result<Option<Figure>, Problem> {
    let names = Names { base, target };
    let (kind, rest) = match target.split_once(':') {
        Some((kind, rest)) => (kind, Some(rest)),
        None => (target, None),
    };
    match (kind, rest) {
        ("next", Some(number)) => match names.number(number)? {
            Some(number) => Ok(Some(Figure::Next(number))),
            None => Err(names.unknown("number", number, NUMBERS)),
        },
        ("step", None) => Ok(Some(Figure::Step)),
        ("step", Some(rest)) => names.planned(rest).map(Some),
        ("saves", Some(name)) => match base.vocabulary.capability(name) {
            Some(capability) => Ok(Some(Figure::Saving(capability))),
            None => {
                let known: Vec<&str> = base.vocabulary.capability_names().collect();
                Err(names.unknown("capability", name, &known))
            }
        },
        ("estimate", Some(name)) => names.estimates(name).map(Some),
        ("burst", None) => Ok(Some(Figure::Burst(BurstFigure::Load))),
        ("burst", Some(name)) => names.burst(name).map(Some),
        _ => Ok(names.number(target)?.map(Figure::Present)),
    }
}

/// The kinds of numbers of an architecture.
const NUMBERS: &[&str] = &["cost", "cost:LINE", "capacity:COMPONENT", "quantity:NAME", "fact:NAME"];

struct Names<'a> {
    base: &'a RuleBase,
    target: &'a str,
}

impl Names<'_> {
    fn unknown(&self, what: &str, name: &str, known: &[&str]) -> Problem {
        let source = SourceText::new("--target", self.target);
        let message = format!("no {what} is called `{name}`");
        Problem::at(Code::UnknownId, &Place::whole(&source), message, "not known").did_you_mean(
            name,
            known.iter().copied(),
            &format!("known: {}", known.join(", ")),
        )
    }

    /// A number of an architecture; nothing where it is none.
    fn number(&self, target: &str) -> Result<Option<Number>, Problem> {
        let base = self.base;
        let lines = || {
            base.components.iter().enumerate().flat_map(|(index, component)| {
                component.costs.iter().enumerate().map(move |(line, declared)| (index, line, declared.id.as_str()))
            })
        };
        let found = match target.split_once(':') {
            None if target == "cost" => Number::Bill,
            Some(("cost", name)) => match lines().find(|(_, _, id)| *id == name) {
                Some((component, line, _)) => Number::Line(component, line),
                None => {
                    let known: Vec<&str> = lines().map(|(_, _, id)| id).collect();
                    return Err(self.unknown("line of a bill", name, &known));
                }
            },
            Some(("capacity", name)) => {
                let all = || base.components.iter().enumerate().filter(|(_, component)| component.capacity.is_some());
                match all().find(|(_, component)| component.id == name) {
                    Some((index, _)) => Number::Fill(index),
                    None => {
                        let known: Vec<&str> = all().map(|(_, component)| component.id.as_str()).collect();
                        return Err(self.unknown("component", name, &known));
                    }
                }
            }
            Some(("quantity", name)) => match base.vocabulary.quantity(name) {
                Some(quantity) => Number::Quantity(quantity),
                None => {
                    let known: Vec<&str> = base.quantities.iter().map(|one| one.name.as_str()).collect();
                    return Err(self.unknown("quantity", name, &known));
                }
            },
            Some(("fact", name)) => {
                match base.vocabulary.fact(name).filter(|fact| base.fact(*fact).unit.kind().is_some()) {
                    Some(fact) => Number::Fact(fact),
                    None => {
                        let known: Vec<&str> = base.vocabulary.fact_names().collect();
                        return Err(self.unknown("fact with a number", name, &known));
                    }
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    /// `N`, or `N:` and a number of the architecture after that step.
    fn planned(&self, rest: &str) -> Result<Figure, Problem> {
        let (step, number) = match rest.split_once(':') {
            Some((step, number)) => (step, Some(number)),
            None => (rest, None),
        };
        let Some(step) = step.parse().ok().filter(|step| *step > 0) else {
            return Err(self.unknown(
                "step of the roadmap",
                step,
                &["step:1", "step:2", "as the roadmap numbers them"],
            ));
        };
        match number.map(|number| Ok((number, self.number(number)?))).transpose()? {
            None => Ok(Figure::Planned(step)),
            Some((_, Some(number))) => Ok(Figure::AfterPlanned(step, number)),
            Some((name, None)) => Err(self.unknown("number", name, NUMBERS)),
        }
    }

    /// `CHOICE=OPTION`, or a finding with estimates.
    fn estimates(&self, name: &str) -> Result<Figure, Problem> {
        let choices = self.base.choices.iter().enumerate().filter(|(_, choice)| !choice.estimates.is_empty());
        let options = choices.flat_map(|(index, choice)| {
            let named = move |(at, option): (usize, &crate::rules::ChoiceOption)| {
                (format!("{}={}", choice.id, option.id), Figure::Option(index, at))
            };
            choice.options.iter().enumerate().map(named)
        });
        let findings = self.base.findings.iter().enumerate().filter(|(_, finding)| !finding.estimates.is_empty());
        let findings = findings.map(|(index, finding)| (finding.id.clone(), Figure::Finding(index)));
        let all: Vec<(String, Figure)> = options.chain(findings).collect();
        match all.iter().find(|(known, _)| known == name) {
            Some((_, figure)) => Ok(*figure),
            None => {
                let known: Vec<&str> = all.iter().map(|(known, _)| known.as_str()).collect();
                Err(self.unknown("option or finding with estimates", name, &known))
            }
        }
    }

    /// A policy, or what would be saved.
    fn burst(&self, name: &str) -> Result<Figure, Problem> {
        let Some(model) = &self.base.burst_model else {
            return Err(Problem::nowhere(Code::NothingAsked, "the rules hold no model of a burst"));
        };
        let stages = &self.base.track(model.track).stages;
        let policies = model.policies.iter().map(|policy| stages[policy.stage].name.as_str());
        let savings = model.savings.iter().map(|saving| saving.id.as_str());
        if let Some(index) = policies.clone().position(|known| known == name) {
            return Ok(Figure::Burst(BurstFigure::Policy(index)));
        }
        match savings.clone().position(|known| known == name) {
            Some(index) => Ok(Figure::Burst(BurstFigure::Saving(index))),
            None => {
                let known: Vec<&str> = policies.chain(savings).collect();
                Err(self.unknown("policy or saving of a burst", name, &known))
            }
        }
    }
}
