//! `nextrung simulate`.

use clap::{Args, ValueEnum};

use super::flags::AskingFlags;
use super::{Exit, Failure, input, output};
use crate::advise::Advisor;
use crate::problem::{Code, Problem};
use crate::report::{self, Context};

#[derive(Debug, Args)]
pub(super) struct SimulateArguments {
    #[command(flatten)]
    asking: AskingFlags,
    /// How to tell it; svg draws what arrives against the capacity under each policy
    #[arg(long, value_enum, default_value_t = SimulateFormat::Text, value_name = "FORMAT")]
    format: SimulateFormat,
    /// Draw the burst below the text
    #[arg(long)]
    plot: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SimulateFormat {
    Text,
    Json,
    Svg,
}

pub(super) fn run(arguments: &SimulateArguments, quiet: bool) -> Result<Exit, Failure> {
    let input::Asked { today, base, profile, options } = input::asked(&arguments.asking)?;
    let advice = Advisor::new(base).advise(&profile, options)?;
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
            let look = output::look(&arguments.asking.output);
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
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}
