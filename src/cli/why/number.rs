//! `nextrung why --target` for a figure: where it comes from.

use super::WhyArguments;
use super::figure::Figure;
use crate::advise::Advice;
use crate::cli::flags::ListFormat;
use crate::cli::{Exit, Failure, output};
use crate::estimate::{AskedOf, Number, trace, trace_saving, trace_step};
use crate::explore::Probe;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::{self, Context, Estimating, OriginReport};
use crate::roadmap::{Calendar, Planned, roadmap};

/// Tells where a figure comes from.
pub(super) fn tell(
    arguments: &WhyArguments,
    context: &Context<'_>,
    probe: &Probe<'_>,
    target: &str,
    figure: Figure,
    quiet: bool,
) -> Result<Exit, Failure> {
    let advice = probe.advisor.advise(probe.profile, probe.options)?;
    let followed = Following { context, probe, advice: &advice, target };
    let report = followed.origin(figure)?;
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_origin(&report, output::look(&arguments.asking.output)),
    };
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}

struct Following<'a> {
    context: &'a Context<'a>,
    probe: &'a Probe<'a>,
    advice: &'a Advice,
    target: &'a str,
}

impl Following<'_> {
    fn origin(&self, figure: Figure) -> Result<OriginReport, Problem> {
        let (context, advice, target) = (self.context, self.advice, self.target);
        let described = "say where the system stands with --at STAGE, or what it has with --has";
        match figure {
            Figure::Present(number) => self.number(advice, number, AskedOf::Present, None),
            Figure::Next(number) => self.number(advice, number, AskedOf::AfterStep, None),
            Figure::Step => match trace_step(context.base, advice) {
                Some((cost, trace)) => Ok(report::origin_of_step(context, advice, target, &cost, &trace)),
                None => Err(self.missing("no step from a described architecture is called for", described)),
            },
            Figure::Planned(number) => self.planned(number, |plan, planned| {
                let found = trace_step(context.base, &planned.advice);
                Ok(report::origin_of_planned(context, self.probe, plan, planned, target, found))
            }),
            Figure::AfterPlanned(number, asked) => self.planned(number, |plan, planned| {
                let load = planned.earliest.filter(|due| due.after > 0.0).map(|due| plan.calendar.name(due.month));
                let load = load.map_or(String::new(), |month| format!(", with the load at the end of {month}"));
                let when = format!("after step {number} of the roadmap{load}");
                self.number(&planned.advice, asked, AskedOf::AfterStep, Some(&when))
            }),
            Figure::Saving(part) => match trace_saving(context.base, advice, part) {
                Some((saving, trace)) => Ok(report::origin_of_saving(context, advice, target, &saving, &trace)),
                None => {
                    let message = "nothing that can be reckoned would be saved without it";
                    Err(self.missing(message, "nextrung why --target cost shows what is paid for"))
                }
            },
            Figure::Option(choice, option) => Ok(self.option(choice, option)),
            Figure::Finding(finding) => self.finding(finding),
            Figure::Burst(what) => {
                let bursts = advice.bursts(context.base);
                let found = bursts.and_then(|bursts| report::origin_of_burst(context, advice, &bursts, target, what));
                found.ok_or_else(|| {
                    self.missing("it was not simulated for this profile", "nextrung simulate says what is missing")
                })
            }
        }
    }

    fn missing(&self, message: &str, help: &str) -> Problem {
        let source = SourceText::new("--target", self.target);
        Problem::at(Code::UnknownId, &Place::whole(&source), message, "not there").help(help)
    }

    fn number(
        &self,
        advice: &Advice,
        number: Number,
        moment: AskedOf,
        when: Option<&str>,
    ) -> Result<OriginReport, Problem> {
        let Some(trace) = trace(self.context.base, advice, number, moment) else {
            let when = if moment == AskedOf::Present { ", neither today nor" } else { "" };
            let message = format!("the architecture has no `{}`{when} after the next step", self.target);
            return Err(
                self.missing(&message, "say where the system stands with --at STAGE, or what it has with --has")
            );
        };
        Ok(report::origin(self.context, advice, self.target, number, &trace, when))
    }

    fn planned(
        &self,
        number: usize,
        tell: impl FnOnce(&crate::roadmap::Roadmap, &Planned) -> Result<OriginReport, Problem>,
    ) -> Result<OriginReport, Problem> {
        let plan = roadmap(self.probe, Calendar::new(self.context.today));
        match plan.steps.get(number - 1) {
            Some(planned) => tell(&plan, planned),
            None => {
                let message = format!("the roadmap has {} steps", plan.steps.len());
                Err(self.missing(&message, "nextrung roadmap, with the same profile, numbers them"))
            }
        }
    }

    fn option(&self, choice: usize, option: usize) -> OriginReport {
        let declared = &self.context.base.choices[choice];
        let chosen = self.advice.reckoned(self.context.base);
        let reading = chosen.iter().find(|one| one.choice == choice).map(|one| &one.options[option]);
        let estimates = declared.estimates.iter().enumerate().map(|(index, estimate)| Estimating {
            declared: estimate,
            formula: declared.options[option].estimates[index].as_ref(),
            found: reading.and_then(|reading| reading.estimates[index]),
        });
        let estimates: Vec<Estimating<'_>> = estimates.collect();
        report::origin_of_estimates(self.context, self.advice, self.target, &estimates, &declared.provenance.sources)
    }

    fn finding(&self, finding: usize) -> Result<OriginReport, Problem> {
        let declared = &self.context.base.findings[finding];
        let Some(found) = self.advice.findings.iter().find(|found| found.finding == finding) else {
            return Err(self.missing("this is not found in this profile", "nextrung advise names what is found"));
        };
        let estimates = declared.estimates.iter().zip(self.advice.estimates_of(self.context.base, found));
        let estimates: Vec<Estimating<'_>> = estimates
            .map(|((estimate, formula), found)| Estimating { declared: estimate, formula: Some(formula), found })
            .collect();
        let sources = &declared.provenance.sources;
        Ok(report::origin_of_estimates(self.context, self.advice, self.target, &estimates, sources))
    }
}
