//! `nextrung compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::flags::{ListFormat, OutputFlags, ProfileFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::explore::{Probe, difference};
use crate::report::{self, Context};

#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// The profile of before
    old: PathBuf,
    /// The profile of now
    new: PathBuf,
    /// Exit with 1 where something of this kind is found
    #[arg(long, value_enum, value_name = "KIND")]
    fail_on: Vec<FailOn>,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    no_assumptions: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    format: ListFormat,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    New,
    Regressed,
}

pub(super) fn run(arguments: &CompareArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.today.as_ref())?;
    let base = input::rule_base(&arguments.rules)?;
    let read = |path| input::profile(Some(path), &ProfileFlags::default(), base);
    let (old, new) = match (read(&arguments.old), read(&arguments.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let problems = [old.err(), new.err()].into_iter().flatten().flatten().collect::<Vec<_>>();
            return Err(problems.into());
        }
    };
    let advisor = Advisor::new(base);
    let options = Options { assumptions: !arguments.no_assumptions, ..Options::default() };
    let (before, after) = (advisor.advise(&old, options)?, advisor.advise(&new, options)?);
    let probe = |profile| Probe { advisor: &advisor, profile, options };
    let found = difference((&probe(&old), &before), (&probe(&new), &after));
    let context = |profile| Context { base, profile, today: &today };
    let (old, new) = (report::build(&context(&old), &before), report::build(&context(&new), &after));
    let profile = crate::profile::empty();
    let report = report::compare(&context(&profile), &old, &new, &found);
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_compare(&report, output::look(&arguments.output)),
    };
    output::write(&text, &arguments.output)?;
    let failed = arguments.fail_on.iter().any(|on| match on {
        FailOn::New => !report.fresh.is_empty(),
        FailOn::Regressed => !report.regressed.is_empty() || !report.lost_sight.is_empty(),
    });
    Ok(if failed { Exit::CheckFailed } else { Exit::Done })
}
