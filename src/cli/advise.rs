//! `nextrung advise`.

use super::args::{AdviseArguments, AdviseFormat};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::explore::{Axis, Probe};
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::{self, Context, Format, PageReport};

pub(super) fn run(arguments: &AdviseArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.today.as_ref());
    let base = input::rule_base(&arguments.rules)?;
    let profile = input::profile(arguments.profile.as_ref(), &arguments.flags, base);
    let (today, profile) = match (today, profile) {
        (Ok(today), Ok(profile)) => (today, profile),
        (today, profile) => {
            let mut problems: Vec<Problem> = today.err().into_iter().collect();
            problems.extend(profile.err().unwrap_or_default());
            return Err(problems.into());
        }
    };
    let profile = super::detect::joined(&arguments.infra, profile, base)?;
    let advisor = Advisor::new(base);
    let options = Options { assumptions: !arguments.no_assumptions };
    let advice = advisor.advise(&profile, options)?;
    let context = Context { base, profile: &profile, today: &today };
    let mut report = report::build(&context, &advice);
    if arguments.dissent {
        report.dissent = Some(report::dissent(base, &advice));
    }
    if let Some(name) = &arguments.track {
        if base.vocabulary.track(name).is_none() {
            let source = SourceText::new("--track", name.as_str());
            let known: Vec<&str> = base.vocabulary.track_names().collect();
            let problem = Problem::at(
                Code::UnknownTrack,
                &Place::whole(&source),
                format!("no track is called `{name}`"),
                "not known",
            );
            return Err(problem
                .did_you_mean(name, known.iter().copied(), &format!("tracks: {}", known.join(", ")))
                .into());
        }
        report.keep_only(name);
    }
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        AdviseFormat::Text => report::tell(&report, Format::Text, output::look(&arguments.output)),
        AdviseFormat::Markdown => report::tell(&report, Format::Markdown, report::Look::PLAIN),
        AdviseFormat::Json => report::tell(&report, Format::Json, report::Look::PLAIN),
        AdviseFormat::Html => {
            let probe = Probe { advisor: &advisor, profile: &profile, options };
            let axis = Axis::new(base, &advice);
            let sweep = axis.map(|axis| report::swept(&context, &probe, &advice, &axis, arguments.track.as_deref()));
            let plan = crate::roadmap::roadmap(&probe);
            let load = report::load_plot(&context, &crate::estimate::estimate(base, &advice), &plan);
            let plots = load.into_iter().chain(report::cost_plot(&context, &probe)).map(|plot| plot.svg()).collect();
            report::html(&PageReport {
                advice: &report,
                ladders: report::ladders(&context, &report),
                sweep,
                roadmap: Some(report::roadmap(&context, &advice, &probe, &plan)),
                plots,
            })
        }
    };
    output::write(&text, &arguments.output)?;
    Ok(Exit::Done)
}
