//! `nextrung checklist`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::flags::AskingFlags;
use super::{Exit, Failure, input, output};
use crate::advise::{Advice, Advisor, Selection};
use crate::expr::TrackId;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::profile::Current;
use crate::report::{self, Heading};
use crate::rules::{FactGroup, RuleBase, TransitionId};

#[derive(Debug, Args)]
pub(super) struct ChecklistArguments {
    #[command(flatten)]
    asking: AskingFlags,
    /// Every way onto a stage, and what a system on it is checked for
    #[arg(long, value_name = "[TRACK=]STAGE", group = "wanted")]
    stage: Option<String>,
    /// One step: from a stage to a higher one, or a transition by its name
    #[arg(long, value_name = "A..B", group = "wanted")]
    transition: Option<String>,
    /// A move
    #[arg(long, value_name = "PLAYBOOK", group = "wanted")]
    playbook: Option<String>,
    /// A checklist with ticks, in any of the formats, or ids, a line each
    #[arg(long, value_name = "FILE")]
    done: Option<PathBuf>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ChecklistFormat::Markdown, value_name = "FORMAT")]
    format: ChecklistFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ChecklistFormat {
    Markdown,
    Csv,
    Json,
}

pub(super) fn run(arguments: &ChecklistArguments, quiet: bool) -> Result<Exit, Failure> {
    let named = |base| match (selection(arguments, &Advisor::new(base)), done(arguments)) {
        (Ok(selection), Ok(done)) => Ok((selection, done)),
        (selection, done) => Err(selection.err().into_iter().chain(done.err()).collect()),
    };
    let (input::Asked { today, base, profile, options }, (selection, done)) =
        input::asked_for(&arguments.asking, named)?;
    let advisor = Advisor::new(base);
    let advice = advisor.advise(&profile, options)?;
    // Without a step, the move that is under way is what there is to tick.
    let under_way = advice.playbooks.iter().copied().find(|index| {
        let facts = base.playbooks[*index].when.facts();
        facts.iter().any(|fact| base.fact(*fact).group == FactGroup::Move)
    });
    let selection = match (selection, under_way) {
        (Selection::NextStep, Some(index)) if advice.step_to_tick(base).is_none() => Selection::Playbook(index),
        (selection, _) => selection,
    };
    if selection == Selection::NextStep && advice.step_to_tick(base).is_none() {
        let answer = report::build(&report::Context { base, profile: &profile, today: &today }, &advice).headline;
        let is_described = profile.current != Current::default();
        if arguments.asking.profile.is_none() && profile.told.is_empty() && !is_described {
            let message = "a checklist of what?";
            return Err(Problem::nowhere(Code::NothingAsked, message)
                .help("give a profile, or one of --stage, --transition and --playbook")
                .into());
        }
        let heading = Heading { of: "no step".to_owned(), title: answer };
        return tell(arguments, base, heading, &advice, selection, &done, &today, quiet);
    }
    let heading = heading(base, &advice, selection);
    tell(arguments, base, heading, &advice, selection, &done, &today, quiet)
}

#[allow(clippy::too_many_arguments, reason = "what was read meets what is written here, and nowhere else")]
fn tell(
    arguments: &ChecklistArguments,
    base: &RuleBase,
    heading: Heading,
    advice: &Advice,
    selection: Selection,
    done: &BTreeSet<String>,
    today: &str,
    quiet: bool,
) -> Result<Exit, Failure> {
    let report = report::checklist(base, heading, &advice.checklist(base, selection), done, today);
    let text = match arguments.format {
        _ if quiet => {
            let open = report.items.iter().filter(|item| !item.done).count();
            format!("{}: {open} of {} items to tick\n", report.of, report.items.len())
        }
        ChecklistFormat::Markdown => report::tell_checklist(&report, report::ChecklistFormat::Markdown),
        ChecklistFormat::Csv => report::tell_checklist(&report, report::ChecklistFormat::Csv),
        ChecklistFormat::Json => report::tell_checklist(&report, report::ChecklistFormat::Json),
    };
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}

fn heading(base: &RuleBase, advice: &Advice, selection: Selection) -> Heading {
    let transition = |id: TransitionId| {
        let transition = base.transition(id);
        let track = &base.track(transition.track).name;
        Heading { of: format!("{track}: {}", transition.id), title: transition.why.clone() }
    };
    match selection {
        Selection::NextStep => {
            let step = advice.step_to_tick(base);
            let declared = step.and_then(|step| step.transition());
            declared.map_or_else(
                || Heading { of: "the next step".to_owned(), title: "Nothing is declared for it.".to_owned() },
                transition,
            )
        }
        Selection::Transition(id) => transition(id),
        Selection::Stage(track, stage) => {
            let (track, stage) = (&base.track(track).name, &base.track(track).stages[stage]);
            Heading { of: format!("{track}: {}", stage.name), title: stage.means.clone() }
        }
        Selection::Playbook(index) => {
            let playbook = &base.playbooks[index];
            Heading { of: playbook.id.clone(), title: playbook.means.clone() }
        }
    }
}

fn selection(arguments: &ChecklistArguments, advisor: &Advisor<'_>) -> Result<Selection, Problem> {
    let base = advisor.base();
    if let Some(text) = &arguments.stage {
        let (track, stage) = stage(base, "--stage", text, None)?;
        return Ok(Selection::Stage(track, stage));
    }
    if let Some(text) = &arguments.transition {
        return transition(advisor, text).map(Selection::Transition);
    }
    if let Some(text) = &arguments.playbook {
        let found = base.playbooks.iter().position(|playbook| playbook.id == *text);
        let known = base.playbooks.iter().map(|playbook| playbook.id.as_str());
        return found
            .map(Selection::Playbook)
            .ok_or_else(|| unknown("--playbook", text, "playbook", known, "`nextrung rules list --kind playbook`"));
    }
    Ok(Selection::NextStep)
}

fn unknown<'k>(
    flag: &str,
    text: &str,
    what: &str,
    known: impl Iterator<Item = &'k str>,
    where_listed: &str,
) -> Problem {
    let source = SourceText::new(flag, text);
    Problem::at(Code::UnknownId, &Place::whole(&source), format!("no {what} is called `{text}`"), "not known")
        .did_you_mean(text, known, &format!("{where_listed} shows every name"))
}

/// A stage by name: of the track that is named with it, of this track, of the main one, or of the only one that has it.
fn stage(base: &RuleBase, flag: &str, text: &str, of: Option<TrackId>) -> Result<(TrackId, usize), Problem> {
    let (track, name) = match text.split_once('=') {
        Some((track, name)) => {
            let known = base.vocabulary.track_names();
            let id = base.vocabulary.track(track);
            (Some(id.ok_or_else(|| unknown(flag, track, "track", known, "`nextrung rules list --kind track`"))?), name)
        }
        None => (of, text),
    };
    let on =
        |track: TrackId| base.track(track).stages.iter().position(|stage| stage.name == name).map(|at| (track, at));
    let found = match track {
        Some(track) => on(track),
        None => base.main_track().and_then(on).or_else(|| base.track_ids().find_map(on)),
    };
    let known = base.tracks.iter().flat_map(|track| &track.stages).map(|stage| stage.name.as_str());
    found.ok_or_else(|| unknown(flag, name, "stage", known, "`nextrung rules list --kind stage`"))
}

fn transition(advisor: &Advisor<'_>, text: &str) -> Result<TransitionId, Problem> {
    let base = advisor.base();
    let flag = "--transition";
    let Some((from, to)) = text.split_once("..") else {
        let found = base.transitions.iter().position(|transition| transition.id == text);
        let known = base.transitions.iter().map(|transition| transition.id.as_str());
        let listed = "`nextrung rules list --kind transition`";
        return found
            .map(|index| TransitionId(index as u16))
            .ok_or_else(|| unknown(flag, text, "transition", known, listed));
    };
    let (track, from) = stage(base, flag, from, None)?;
    let (track, to) = stage(base, flag, to, Some(track))?;
    advisor.between(track, from, to).ok_or_else(|| {
        let source = SourceText::new(flag, text);
        Problem::at(Code::ImpossibleEdge, &Place::whole(&source), "no step leads there from here", "not a step up")
            .help("name the lower stage first: redundant-zones..scaled-reads; ways back go by their name")
    })
}

fn done(arguments: &ChecklistArguments) -> Result<BTreeSet<String>, Problem> {
    let Some(path) = &arguments.done else { return Ok(BTreeSet::new()) };
    let source = input::source_of(path)?;
    report::ticked(source.text()).map_err(|fault| {
        let message = format!("`{}` is no checklist that was ticked: {fault}", path.display());
        Problem::nowhere(Code::NotAChecklist, message)
            .help("give back what `nextrung checklist` printed, in Markdown, CSV or JSON, or ids, a line each")
    })
}
