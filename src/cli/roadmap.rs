//! `nextrung roadmap`.

use clap::{Args, ValueEnum};

use super::flags::AskingFlags;
use super::{Exit, Failure, input, output};
use crate::advise::Advisor;
use crate::explore::Probe;
use crate::problem::{Code, Problem};
use crate::report::{self, Context};
use crate::roadmap::Calendar;

#[derive(Debug, Args)]
pub(super) struct RoadmapArguments {
    #[command(flatten)]
    asking: AskingFlags,
    /// How to tell it; svg is the plot alone
    #[arg(long, value_enum, default_value_t = RoadmapFormat::Text, value_name = "FORMAT")]
    format: RoadmapFormat,
    /// What to plot below the answer: the load of the coming months against what each part carries, or what each
    /// stage costs by users
    #[arg(long, value_enum, value_name = "PLOT")]
    plot: Option<PlotKind>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoadmapFormat {
    Text,
    Markdown,
    Json,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlotKind {
    Load,
    Cost,
}

pub(super) fn run(arguments: &RoadmapArguments, quiet: bool) -> Result<Exit, Failure> {
    let input::Asked { today, base, profile, options } = input::asked(&arguments.asking)?;
    let advisor = Advisor::new(base);
    let advice = advisor.advise(&profile, options)?;
    let probe = Probe { advisor: &advisor, profile: &profile, options };
    let context = Context { base, profile: &profile, today: &today };
    let plan = crate::roadmap::roadmap(&probe, Calendar::new(&today));
    let report = report::roadmap(&context, &advice, &probe, &plan);
    let plot = |kind: PlotKind| match kind {
        PlotKind::Load => report::load_plot(&context, &crate::estimate::estimate(base, &advice), &plan),
        PlotKind::Cost => report::cost_plot(&context, &probe),
    };
    let look = output::look(&arguments.asking.output);
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        RoadmapFormat::Text => {
            let below = arguments.plot.map(|kind| plot(kind).ok_or_else(no_growth)).transpose()?;
            let below = below.map(|plot| format!("\n{}", plot.text(look.width))).unwrap_or_default();
            format!("{}{below}", report::tell_roadmap(&report, look))
        }
        RoadmapFormat::Svg => plot(arguments.plot.unwrap_or(PlotKind::Load)).ok_or_else(no_growth)?.svg(),
        RoadmapFormat::Markdown => report::markdown_roadmap(&report),
        RoadmapFormat::Json => report::pretty(&report),
    };
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}

fn no_growth() -> Problem {
    Problem::nowhere(Code::NothingAsked, "there is nothing to plot over months: no growth is stated")
        .help("state it with --set growth_per_month=5%, or plot costs by users with --plot cost")
}
