//! `nextrung exercise`: work sheets with hidden facts, a round at the terminal, and the score of an answer.

mod game;
mod play;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::flags::{ListFormat, OutputFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advice, Advisor, Options};
use crate::exercise::{self, Exercise, Level, Maker};
use crate::problem::{Code, Place, Problem, SourceText};
use crate::quantity::{Kind, scan};
use crate::report;
use crate::rules::RuleBase;

/// At most this many sheets at once.
const MOST_SHEETS: u64 = 500;

#[derive(Debug, Args)]
pub(in crate::cli) struct ExerciseArguments {
    #[command(subcommand)]
    command: ExerciseCommand,
}

#[derive(Debug, Subcommand)]
enum ExerciseCommand {
    /// Write a work sheet, and its key apart
    New(NewArguments),
    /// Play a round at the terminal: ask, pick the step, name the reasons
    Play(PlayArguments),
    /// Grow one system from its first user to ten million, on a budget
    Game(GameArguments),
    /// Score a sheet that was filled in
    Grade(GradeArguments),
}

/// Which exercise.
#[derive(Debug, Args)]
struct WhichFlags {
    /// The number of the exercise: the same gives the same again
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How hard: 1 has few gates and wide margins, 5 many and close ones
    #[arg(long, value_name = "1..5", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=i64::from(Level::MOST)))]
    level: u8,
}

#[derive(Debug, Args)]
struct NewArguments {
    #[command(flatten)]
    which: WhichFlags,
    /// Make so many, from this seed on; needs a folder
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=MOST_SHEETS))]
    count: u64,
    /// Write the sheets into this folder, a file each; none is overwritten
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    dir: Option<PathBuf>,
    /// Write the key into this file
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = SheetFormat::Markdown, value_name = "FORMAT")]
    format: SheetFormat,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SheetFormat {
    Markdown,
    Json,
}

#[derive(Debug, Args)]
struct PlayArguments {
    #[command(flatten)]
    which: WhichFlags,
    #[command(flatten)]
    rules: RulesFlags,
}

#[derive(Debug, Args)]
struct GameArguments {
    /// The number of the game: the same gives the same again
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How to tell the result that `--output` writes
    #[arg(long, value_enum, default_value_t = SheetFormat::Markdown, value_name = "FORMAT", requires = "output")]
    format: SheetFormat,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

#[derive(Debug, Args)]
struct GradeArguments {
    /// A sheet that was filled in, or answers in TOML or JSON; `-` reads standard input
    answers: PathBuf,
    /// Exit with 1 where the score is below this share: 60% or 0.6
    #[arg(long, value_name = "SHARE")]
    fail_under: Option<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    format: ListFormat,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

pub(super) fn run(arguments: &ExerciseArguments, quiet: bool) -> Result<Exit, Failure> {
    match &arguments.command {
        ExerciseCommand::New(arguments) => new(arguments),
        ExerciseCommand::Play(arguments) => {
            let base = input::rule_base(&arguments.rules)?;
            let advisor = Advisor::new(base);
            let maker = Maker::new(&advisor)?;
            let exercise = maker.exercise(arguments.which.seed, level(arguments.which.level)?)?;
            play::play(&maker, &exercise, &whole(&advisor, &exercise)?)
        }
        ExerciseCommand::Game(arguments) => game::play(arguments),
        ExerciseCommand::Grade(arguments) => grade(arguments, quiet),
    }
}

fn level(number: u8) -> Result<Level, Problem> {
    Level::new(number).ok_or_else(|| {
        Problem::nowhere(Code::OutOfRange, format!("there is no level {number}")).help("levels are 1 to 5")
    })
}

/// The answer to everything that is known of the system.
fn whole(advisor: &Advisor<'_>, exercise: &Exercise) -> Result<Advice, Vec<Problem>> {
    advisor.advise(&exercise.profile, Options::default())
}

fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let level = level(arguments.which.level)?;
    if arguments.count > 1 && arguments.dir.is_none() {
        return Err(Problem::nowhere(Code::MalformedFlag, "`--count` needs a folder for the sheets")
            .help("for example --count 20 --dir sheets --key key.md")
            .into());
    }
    let advisor = Advisor::new(base);
    let maker = Maker::new(&advisor)?;
    let seeds = (0..arguments.count).map_while(|index| arguments.which.seed.checked_add(index));
    let exercises = seeds.map(|seed| maker.exercise(seed, level)).collect::<Result<Vec<Exercise>, Problem>>()?;
    let named: Vec<(Option<PathBuf>, &Exercise)> =
        exercises.iter().map(|exercise| (path(arguments, exercise), exercise)).collect();
    refuse_existing(arguments, &named)?;
    for (path, exercise) in &named {
        let text = tell_sheet(base, exercise, arguments.format);
        match path {
            Some(path) => {
                output::create(path, &text)?;
                output::print(&format!("{}\n", crate::problem::draw::harmless(&path.display().to_string())))?;
            }
            None => output::write(&text, &arguments.output)?,
        }
    }
    if let Some(path) = &arguments.key {
        let keys = named
            .iter()
            .map(|(path, exercise)| {
                let file = path.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
                Ok(report::key(base, exercise, &whole(&advisor, exercise)?, file))
            })
            .collect::<Result<Vec<report::KeyReport>, Vec<Problem>>>()?;
        let keys = report::KeysReport { schema: "nextrung.exercise-key/1", rules: base.fingerprint.clone(), keys };
        let text = match arguments.format {
            SheetFormat::Markdown => report::keys_markdown(&keys),
            SheetFormat::Json => report::pretty(&keys),
        };
        output::create(path, &text)?;
    }
    Ok(Exit::Done)
}

fn tell_sheet(base: &RuleBase, exercise: &Exercise, format: SheetFormat) -> String {
    let sheet = report::sheet(base, exercise);
    match format {
        SheetFormat::Markdown => report::sheet_markdown(&sheet),
        SheetFormat::Json => report::pretty(&sheet),
    }
}

/// The file of a sheet in its folder: the level and the seed name it.
fn path(arguments: &NewArguments, exercise: &Exercise) -> Option<PathBuf> {
    let extension = if arguments.format == SheetFormat::Json { "json" } else { "md" };
    let name = format!("exercise-level-{}-seed-{:04}.{extension}", exercise.level.number(), exercise.seed);
    arguments.dir.as_ref().map(|folder| folder.join(name))
}

/// Nothing is written where one of the files is there already.
fn refuse_existing(arguments: &NewArguments, named: &[(Option<PathBuf>, &Exercise)]) -> Result<(), Failure> {
    let paths = named.iter().filter_map(|(path, _)| path.as_ref()).chain(&arguments.key);
    let there = paths.filter(|path| path.symlink_metadata().is_ok());
    let problems: Vec<Problem> = there
        .map(|path| {
            Problem::nowhere(Code::OutputExists, format!("`{}` exists already", path.display()))
                .help("choose another folder, another seed or another name for the key")
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let Some(folder) = &arguments.dir else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| {
        Problem::nowhere(Code::Unwritable, format!("`{}` cannot be made: {error}", folder.display()))
            .help("name a folder for the sheets; a new one is made")
            .into()
    })
}

fn grade(arguments: &GradeArguments, quiet: bool) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let least = arguments.fail_under.as_deref().map(share).transpose()?;
    let written = exercise::read(&input::source_of(&arguments.answers)?)?;
    let advisor = Advisor::new(base);
    let maker = Maker::new(&advisor)?;
    let exercise = maker.exercise(written.which.seed, written.which.level)?;
    let answers = written.answers(&advisor, &exercise)?;
    let grade = exercise::grade(&maker, &exercise, &answers);
    let advice = whole(&advisor, &exercise)?;
    let which = (&written.which, written.name.as_ref());
    let report = report::grade_report(&maker, &exercise, &advice, which, &answers, &grade);
    let look = output::look(&arguments.output);
    let text = match arguments.format {
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text if quiet => {
            let whole = report::tell_grade(&report, look);
            whole.lines().next().unwrap_or_default().to_owned() + "\n"
        }
        ListFormat::Text => report::tell_grade(&report, look),
    };
    output::write(&text, &arguments.output)?;
    let failed = least.is_some_and(|least| f64::from(grade.total()) < least * 100.0);
    Ok(if failed { Exit::CheckFailed } else { Exit::Done })
}

/// A share of the points: `60%` or `0.6`.
fn share(text: &str) -> Result<f64, Problem> {
    let read = scan(text.trim()).ok().filter(|literal| literal.length == text.trim().len());
    let share = read.filter(|literal| literal.kind == Kind::Share || literal.kind == Kind::Bare);
    match share.map(|literal| literal.value).filter(|share| (0.0..=1.0).contains(share)) {
        Some(share) => Ok(share),
        None => {
            let source = SourceText::new("--fail-under", text);
            Err(Problem::at(Code::MalformedFlag, &Place::whole(&source), "this is no share", "0% to 100% belongs here")
                .help("for example --fail-under 60%"))
        }
    }
}
