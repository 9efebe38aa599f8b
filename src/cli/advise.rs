//! `nextrung advise`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::flags::AskingFlags;
use super::{Exit, Failure, input, output};
use crate::advise::Advisor;
use crate::explore::{Axis, Probe};
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::{self, Context, Format, PageReport};

#[derive(Debug, Args)]
pub(super) struct AdviseArguments {
    #[command(flatten)]
    asking: AskingFlags,
    /// Infrastructure code to join the profile: a plan, state or template, or a folder of one; what is stated counts
    #[arg(long, value_name = "PATH")]
    infra: Vec<PathBuf>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = AdviseFormat::Text, value_name = "FORMAT")]
    format: AdviseFormat,
    /// Only this track
    #[arg(long, value_name = "TRACK")]
    track: Option<String>,
    /// Say too where other published ladders would put the system
    #[arg(long)]
    dissent: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum AdviseFormat {
    Text,
    Markdown,
    Json,
    Html,
}

pub(super) fn run(arguments: &AdviseArguments, quiet: bool) -> Result<Exit, Failure> {
    let input::Asked { today, base, profile, options } = input::asked(&arguments.asking)?;
    let profile = super::detect::joined(&arguments.infra, profile, base)?;
    let advisor = Advisor::new(base);
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
        AdviseFormat::Text => report::tell(&report, Format::Text, output::look(&arguments.asking.output)),
        AdviseFormat::Markdown => report::tell(&report, Format::Markdown, report::Look::PLAIN),
        AdviseFormat::Json => report::tell(&report, Format::Json, report::Look::PLAIN),
        AdviseFormat::Html => {
            let probe = Probe { advisor: &advisor, profile: &profile, options };
            let axis = Axis::new(base, &advice);
            let sweep = axis.map(|axis| report::swept(&context, &probe, &advice, &axis, arguments.track.as_deref()));
            let plan = crate::roadmap::roadmap(&probe, crate::roadmap::Calendar::new(&today));
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
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}
