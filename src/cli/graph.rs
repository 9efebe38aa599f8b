//! `nextrung graph`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::flags::{OutputFlags, ProfileFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::expr::TrackId;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::{self, GraphFormat};
use crate::rules::RuleBase;

#[derive(Debug, Args)]
pub(super) struct GraphArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    profile: Option<PathBuf>,
    #[command(flatten)]
    flags: ProfileFlags,
    /// What to draw: the stages of a track, or the architecture now and next
    #[arg(long, value_enum, default_value_t = View::Ladder, value_name = "VIEW")]
    view: View,
    /// This track instead of the main one
    #[arg(long, value_name = "TRACK")]
    track: Option<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Format::Mermaid, value_name = "FORMAT")]
    format: Format,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    no_assumptions: bool,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    Ladder,
    Architecture,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Mermaid,
    Dot,
    D2,
    Svg,
}

pub(super) fn run(arguments: &GraphArguments) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let track = arguments.track.as_ref().map(|name| track_named(name, base)).transpose()?;
    let flags = &arguments.flags;
    let lists = [&flags.set, &flags.at, &flags.has, &flags.lacks];
    let is_asked = arguments.profile.is_some()
        || flags.users.is_some()
        || flags.lane.is_some()
        || lists.iter().any(|list| !list.is_empty());
    if !is_asked && arguments.view == View::Architecture {
        return Err(undescribed().into());
    }
    let Some(shown) = track.or_else(|| base.main_track()) else { return Err(undescribed().into()) };
    let graph = if is_asked {
        let profile = input::profile(arguments.profile.as_ref(), flags, base)?;
        let name = profile.name.clone().unwrap_or_else(|| "this system".to_owned());
        let advice = Advisor::new(base)
            .advise(&profile, Options { assumptions: !arguments.no_assumptions, ..Options::default() })?;
        match arguments.view {
            View::Ladder => report::ladder_graph(base, shown, Some((&advice, &name))),
            View::Architecture if base.track_ids().all(|track| advice.architecture.placed(track).is_none()) => {
                return Err(undescribed().into());
            }
            View::Architecture => report::architecture_graph(base, &advice, track, &name),
        }
    } else {
        report::ladder_graph(base, shown, None)
    };
    let format = match arguments.format {
        Format::Mermaid => GraphFormat::Mermaid,
        Format::Dot => GraphFormat::Dot,
        Format::D2 => GraphFormat::D2,
        Format::Svg => GraphFormat::Svg,
    };
    output::write(&report::tell_graph(&graph, format), &arguments.output)?;
    Ok(Exit::Done)
}

fn undescribed() -> Problem {
    Problem::nowhere(Code::NothingAsked, "nobody described the architecture that should be drawn")
        .help("give a profile, or --at with the stage it stands on and --has with what else is there")
}

fn track_named(name: &str, base: &RuleBase) -> Result<TrackId, Problem> {
    base.vocabulary.track(name).ok_or_else(|| {
        let source = SourceText::new("--track", name);
        let known: Vec<&str> = base.vocabulary.track_names().collect();
        let message = format!("no track is called `{name}`");
        Problem::at(Code::UnknownTrack, &Place::whole(&source), message, "not known").did_you_mean(
            name,
            known.iter().copied(),
            &format!("tracks: {}", known.join(", ")),
        )
    })
}
