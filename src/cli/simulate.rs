//! `nextrung simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{OutputFlags, ProfileFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::problem::{Code, Problem};
use crate::report::{self, Context};

#[derive(Debug, Args)]
pub(super) struct SimulateArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    profile: Option<PathBuf>,
    #[command(flatten)]
    flags: ProfileFlags,
    /// How to tell it; svg draws what arrives against the capacity under each policy
    #[arg(long, value_enum, default_value_t = SimulateFormat::Text, value_name = "FORMAT")]
    format: SimulateFormat,
    /// Draw the burst below the text
    #[arg(long)]
    plot: bool,
    /// Let nothing be reckoned with an assumption
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
enum SimulateFormat {
    Text,
    Json,
    Svg,
}

pub(super) fn run(arguments: &SimulateArguments, quiet: bool) -> Result<Exit, Failure> {
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
    let advice = Advisor::new(base).advise(&profile, Options { assumptions: !arguments.no_assumptions })?;
    let Some(bursts) = advice.bursts(base) else {
        return Err(Problem::nowhere(Code::NothingAsked, "the rules hold no model of a burst").into());
    };
    let context = Context { base, profile: &profile, today: &today };
    let report = match report::simulate(&context, &advice, &bursts) {
        Ok(report) => report,
        Err(unknown) => {
            let message = format!("no load to simulate: {} is not known", unknown.join(" or "));
            let facts = unknown.iter().map(|fact| format!("--set {fact}=VALUE")).collect::<Vec<_>>();
            return Err(Problem::nowhere(Code::NothingAsked, message)
                .help(format!("tell it in a profile, or with {}; with --users N it is estimated", facts.join(" or ")))
                .into());
        }
    };
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        SimulateFormat::Text => {
            let look = output::look(&arguments.output);
            let below = if arguments.plot { report::burst_plot(&report) } else { None };
            let below = below.map(|plot| format!("\n{}", plot.text(look.width))).unwrap_or_default();
            format!("{}{below}", report::tell_simulate(&report, look))
        }
        SimulateFormat::Svg => match report::burst_plot(&report) {
            Some(plot) => plot.svg(),
            None => {
                let problem = Problem::nowhere(Code::NothingAsked, "there is no burst to draw");
                return Err(problem.help("tell how high it is: --set burst_factor=10").into());
            }
        },
        SimulateFormat::Json => report::pretty(&report),
    };
    output::write(&text, &arguments.output)?;
    Ok(Exit::Done)
}
