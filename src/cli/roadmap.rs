//! `nextrung roadmap`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{OutputFlags, ProfileFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::explore::Probe;
use crate::report::{self, Context};

#[derive(Debug, Args)]
pub(super) struct RoadmapArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    profile: Option<PathBuf>,
    #[command(flatten)]
    flags: ProfileFlags,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = RoadmapFormat::Text, value_name = "FORMAT")]
    format: RoadmapFormat,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    no_assumptions: bool,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoadmapFormat {
    Text,
    Markdown,
    Json,
}

pub(super) fn run(arguments: &RoadmapArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.today.as_ref())?;
    let base = input::rule_base(&arguments.rules)?;
    let profile = input::profile(arguments.profile.as_ref(), &arguments.flags, base)?;
    let advisor = Advisor::new(base);
    let options = Options { assumptions: !arguments.no_assumptions };
    let advice = advisor.advise(&profile, options)?;
    let probe = Probe { advisor: &advisor, profile: &profile, options };
    let context = Context { base, profile: &profile, today: &today };
    let plan = crate::roadmap::roadmap(&probe);
    let report = report::roadmap(&context, &advice, &probe, &plan);
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        RoadmapFormat::Text => report::tell_roadmap(&report, output::look(&arguments.output)),
        RoadmapFormat::Markdown => report::markdown_roadmap(&report),
        RoadmapFormat::Json => report::pretty(&report),
    };
    output::write(&text, &arguments.output)?;
    Ok(Exit::Done)
}
