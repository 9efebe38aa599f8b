//! `nextrung review`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{ArgGroup, Args, ValueEnum};

use super::flags::{OutputFlags, ProfileFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::detect::join;
use crate::problem::{Code, Problem, SourceText};
use crate::profile::{self, Waiver};
use crate::report::{self, ReviewFormat};
use crate::review::{Baseline, Configuration, Material, Review, Setting, read_baseline, read_configuration};
use crate::rules::Severity;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("written").args(["output", "write_baseline"]).multiple(true))]
pub(super) struct ReviewArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    profile: Option<PathBuf>,
    #[command(flatten)]
    flags: ProfileFlags,
    /// Infrastructure code to review: a plan, state or template, or a folder of one
    #[arg(long, value_name = "PATH")]
    infra: Vec<PathBuf>,
    /// A file of waivers, beside those of the profile
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// What an earlier review knew: only what moved since is told
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is known now, for a next review
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Exit with 1 where something as bad as this is open, and with a baseline new or back
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Bad>,
    /// Leave `nextrung.toml` aside
    #[arg(long)]
    no_config: bool,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    no_assumptions: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORMAT")]
    format: Form,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    #[command(flatten)]
    rules: RulesFlags,
    /// Write to a file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long, requires = "written")]
    force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Bad {
    High,
    Medium,
    Low,
}

impl Bad {
    fn severity(self) -> Severity {
        match self {
            Bad::High => Severity::High,
            Bad::Medium => Severity::Medium,
            Bad::Low => Severity::Low,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Markdown,
    Json,
    Sarif,
    Github,
}

impl Form {
    fn format(self) -> ReviewFormat {
        match self {
            Form::Text => ReviewFormat::Text,
            Form::Markdown => ReviewFormat::Markdown,
            Form::Json => ReviewFormat::Json,
            Form::Sarif => ReviewFormat::Sarif,
            Form::Github => ReviewFormat::Github,
        }
    }
}

/// The `nextrung.toml` in force, with what it says already turned into paths from here.
#[derive(Debug, Default)]
struct InForce {
    name: Option<String>,
    profile: Option<PathBuf>,
    rules: Vec<PathBuf>,
    waivers: Option<PathBuf>,
    baseline: Option<PathBuf>,
    fail_on: Option<Severity>,
}

pub(super) fn run(arguments: &ReviewArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.today.as_ref())?;
    let in_force = if arguments.no_config { InForce::default() } else { configuration()? };
    // What is named on the command line stands instead of what the file says; folders of rules are laid over.
    let rules = RulesFlags { rules: [&in_force.rules[..], &arguments.rules.rules[..]].concat() };
    let profile_path = arguments.profile.as_ref().or(in_force.profile.as_ref());
    let base = input::rule_base(&rules)?;
    let stated = input::stated(profile_path, &arguments.flags, base);
    let waivers = waivers(arguments.waivers.as_ref().or(in_force.waivers.as_ref()));
    let baseline = baseline(arguments.baseline.as_ref().or(in_force.baseline.as_ref()));
    let ((source, mut profile), waivers, baseline) = match (stated, waivers, baseline) {
        (Ok(stated), Ok(waivers), Ok(baseline)) => (stated, waivers, baseline),
        (stated, waivers, baseline) => {
            let problems = [stated.err(), waivers.err(), baseline.err()];
            return Err(problems.into_iter().flatten().flatten().collect::<Vec<Problem>>().into());
        }
    };
    profile.waivers.extend(waivers);
    let root = super::detect::root(&arguments.infra, base)?;
    if let Some(root) = &root {
        profile = join(base, &profile, root);
    }
    let advice = Advisor::new(base)
        .advise(&profile, Options { assumptions: !arguments.no_assumptions, ..Options::default() })?;
    let material = Material {
        base,
        profile: &profile,
        source: source.as_ref(),
        detected: root.as_ref(),
        advice: &advice,
        waivers: &profile.waivers,
        baseline: baseline.as_ref(),
        today: &today,
    };
    let review = Review::new(&material);
    let fail_on = arguments.fail_on.map(Bad::severity).or(in_force.fail_on);
    let report = report::review(&material, &review, in_force.name.as_deref(), fail_on);
    if let Some(path) = &arguments.write_baseline {
        let known = report::baseline_report(&review.next_baseline(&material));
        let to = OutputFlags { output: Some(path.clone()), force: arguments.force };
        output::write(&report::pretty(&known), &to)?;
    }
    let to = OutputFlags { output: arguments.output.clone(), force: arguments.force };
    let text = match arguments.format {
        Form::Text if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        form => report::tell_review(&report, form.format(), output::look(&to)),
    };
    output::write(&text, &to)?;
    Ok(if fail_on.is_some_and(|on| review.fails(on)) { Exit::CheckFailed } else { Exit::Done })
}

fn waivers(path: Option<&PathBuf>) -> Result<Vec<Waiver>, Vec<Problem>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let source = input::source_of(path).map_err(|problem| vec![problem])?;
    profile::read_waivers(&source)
}

fn baseline(path: Option<&PathBuf>) -> Result<Option<Baseline>, Vec<Problem>> {
    let Some(path) = path else { return Ok(None) };
    let source = input::source_of(path)
        .map_err(|problem| vec![problem.help("the first baseline is written by --write-baseline FILE")])?;
    read_baseline(&source).map(Some)
}

/// The name of the file.
const NAME: &str = "nextrung.toml";

/// Looks for `nextrung.toml` from here up to the root of the repository; outside of one only here.
///
/// A file further up belongs to somebody else, and would judge this tree unasked.
fn configuration() -> Result<InForce, Vec<Problem>> {
    let nowhere = |error: std::io::Error| {
        vec![
            Problem::nowhere(Code::Unreadable, format!("the current folder cannot be read: {error}"))
                .help("go to another folder, or leave `nextrung.toml` aside with --no-config"),
        ]
    };
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).map_err(nowhere)?;
    let root = here.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok()).unwrap_or(&here);
    let up_to_root = here.ancestors().take_while(|folder| folder.starts_with(root));
    let Some((depth, _)) = up_to_root.enumerate().find(|(_, folder)| folder.join(NAME).symlink_metadata().is_ok())
    else {
        return Ok(InForce::default());
    };
    let folder: PathBuf = std::iter::repeat_n("..", depth).collect();
    let path = folder.join(NAME);
    is_inside(&path, root, None)?;
    let source = input::source_of(&path).map_err(|problem| vec![problem])?;
    let said = read_configuration(&source)?;
    in_force(&source, said, &folder, root)
}

/// What the file says, as paths from here, each inside the repository.
fn in_force(
    source: &Arc<SourceText>,
    said: Configuration,
    folder: &Path,
    root: &Path,
) -> Result<InForce, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut path = |setting: Setting| {
        // A file of this name, not standard input.
        let path = if setting.path == "-" { folder.join("./-") } else { folder.join(&setting.path) };
        problems.extend(is_inside(&path, root, Some(&setting)).err().unwrap_or_default());
        path
    };
    let in_force = InForce {
        name: Some(source.name().to_owned()),
        profile: said.profile.map(&mut path),
        rules: said.rules.into_iter().map(&mut path).collect(),
        waivers: said.waivers.map(&mut path),
        baseline: said.baseline.map(&mut path),
        fail_on: said.fail_on,
    };
    if problems.is_empty() { Ok(in_force) } else { Err(problems) }
}

/// Refuses a path that leads out of the repository. One that leads nowhere is told when it is read.
fn is_inside(path: &Path, root: &Path, setting: Option<&Setting>) -> Result<(), Vec<Problem>> {
    let Ok(real) = path.canonicalize() else { return Ok(()) };
    if real.starts_with(root) {
        return Ok(());
    }
    let message = format!("`{}` leads out of the repository", path.display());
    let problem = match setting {
        Some(setting) => Problem::at(Code::LinkLeadsOutside, &setting.place, message, "leads outside"),
        None => Problem::nowhere(Code::LinkLeadsOutside, message),
    };
    let why = "what is reviewed could bring a judge from anywhere";
    Err(vec![problem.because(why).help("name it on the command line, or put a copy into the repository")])
}
