//! `nextrung detect`: what infrastructure descriptions show.

use std::path::PathBuf;

use clap::Args;

use super::flags::{ListFormat, OutputFlags, RulesFlags};
use super::{Exit, Failure, infra, input, output};
use crate::detect::{DetectedRoot, Detection, Placement, detect, join};
use crate::problem::draw::harmless;
use crate::problem::{Code, Problem};
use crate::profile::Profile;
use crate::report;
use crate::rules::RuleBase;

#[derive(Debug, Args)]
pub(super) struct DetectArguments {
    /// Plans, states and templates, or folders of them; `-` reads standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    format: ListFormat,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

pub(super) fn run(arguments: &DetectArguments, quiet: bool) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let detection = detection(&arguments.paths, base)?;
    let Some(report) = report::detection(base, &detection) else {
        return Err(nothing().into());
    };
    let text = match arguments.format {
        _ if quiet => format!("{}\n", harmless(&report.headline)),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_detection(&report, output::look(&arguments.output)),
    };
    output::write(&text, &arguments.output)?;
    Ok(Exit::Done)
}

/// What the descriptions below some paths show.
pub(super) fn detection(paths: &[PathBuf], base: &RuleBase) -> Result<Detection, Vec<Problem>> {
    let programs: Vec<&str> = base.detection.reading.programs.iter().map(String::as_str).collect();
    let inventory = infra::inventory(paths, &programs)?;
    Ok(detect(&inventory, base))
}

/// A profile joined with what the descriptions below some paths show; as it is where there are none.
pub(super) fn joined(paths: &[PathBuf], profile: Profile, base: &RuleBase) -> Result<Profile, Vec<Problem>> {
    Ok(match root(paths, base)? {
        Some(root) => join(base, &profile, &root),
        None => profile,
    })
}

/// What the one thing shows that is described below some paths; nothing where there are none.
pub(super) fn root(paths: &[PathBuf], base: &RuleBase) -> Result<Option<DetectedRoot>, Vec<Problem>> {
    if paths.is_empty() {
        return Ok(None);
    }
    let detection = detection(paths, base)?;
    single_root(&detection).cloned().map(Some).map_err(|problem| vec![problem])
}

/// The one root that a profile is joined with.
fn single_root(detection: &Detection) -> Result<&DetectedRoot, Problem> {
    let placed: Vec<&DetectedRoot> = detection.roots.iter().filter(|root| root.placed == Placement::Placed).collect();
    match (placed.as_slice(), detection.roots.as_slice()) {
        ([only], _) => Ok(only),
        ([], [only]) => Ok(only),
        ([], []) => Err(nothing()),
        (several, all) => {
            let names = if several.is_empty() { all.iter().collect() } else { several.to_vec() };
            let names: Vec<&str> = names.iter().map(|root| root.name.as_str()).collect();
            let message = format!("{} things are deployed apart here; advice is about one", names.len());
            Err(Problem::nowhere(Code::SeveralRoots, message)
                .because("what is deployed apart is never added up")
                .help(format!("name the file of one of them: {}", names.join(", "))))
        }
    }
}

fn nothing() -> Problem {
    Problem::nowhere(Code::NotInfrastructure, "nothing was found that describes infrastructure")
        .help("give the JSON of `terraform show -json`, a state, or a CloudFormation template")
}
