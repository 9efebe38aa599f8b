//! `nextrung adr`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::flags::AskingFlags;
use super::{Exit, Failure, input, output};
use crate::advise::Advisor;
use crate::problem::{Code, Problem};
use crate::report::{self, Context};

#[derive(Debug, Args)]
pub(super) struct AdrArguments {
    #[command(flatten)]
    asking: AskingFlags,
    /// Write it into this folder, numbered after the records that are there
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    dir: Option<PathBuf>,
}

/// Records are numbered with four digits.
const MOST_RECORDS: u32 = 9999;

pub(super) fn run(arguments: &AdrArguments) -> Result<Exit, Failure> {
    let input::Asked { today, base, profile, options } = input::asked(&arguments.asking)?;
    let advice = Advisor::new(base).advise(&profile, options)?;
    let report = report::build(&Context { base, profile: &profile, today: &today }, &advice);
    let record = report::decision_record(&report, &command(&arguments.asking));
    match &arguments.dir {
        None => output::write(&record.text, &arguments.asking.output)?,
        Some(folder) => {
            let path = folder.join(format!("{:04}-{}.md", next_number(folder)?, record.slug));
            output::create(&path, &record.text)?;
            output::print(&format!("{}\n", crate::problem::draw::harmless(&path.display().to_string())))?;
        }
    }
    Ok(Exit::Done)
}

/// The command that gives the same answer again.
fn command(asking: &AskingFlags) -> String {
    let mut words = vec!["nextrung advise".to_owned()];
    words.extend(asking.profile.iter().map(|path| path.display().to_string()));
    let flags = &asking.flags;
    words.extend(flags.users.iter().map(|users| format!("--users {users}")));
    for (flag, values) in [("--set", &flags.set), ("--at", &flags.at), ("--has", &flags.has), ("--lacks", &flags.lacks)]
    {
        words.extend(values.iter().map(|value| format!("{flag} {value}")));
    }
    words.extend(flags.lane.iter().map(|lane| format!("--lane {lane}")));
    words.extend(asking.no_assumptions.then(|| "--no-assumptions".to_owned()));
    words.extend(asking.rules.rules.iter().map(|folder| format!("--rules {}", folder.display())));
    words.join(" ")
}

/// The number after the greatest that is there; the first where the folder is empty or new.
fn next_number(folder: &Path) -> Result<u32, Problem> {
    let unreadable = |error: &std::io::Error| {
        Problem::nowhere(Code::Unreadable, format!("`{}` cannot be read: {error}", folder.display()))
            .help("name a folder for decision records; a new one is made")
    };
    if !folder.exists() {
        std::fs::create_dir_all(folder).map_err(|error| unreadable(&error))?;
    }
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(&error))?;
    let numbers = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let is_record = name.ends_with(".md") && name[digits.len()..].starts_with('-');
        digits.parse::<u32>().ok().filter(|_| is_record)
    });
    match numbers.max() {
        Some(greatest) if greatest >= MOST_RECORDS => {
            let message = format!("`{}` holds the record {greatest} already", folder.display());
            Err(Problem::nowhere(Code::TooLarge, message).help("begin a new folder"))
        }
        greatest => Ok(greatest.map_or(1, |greatest| greatest + 1)),
    }
}
