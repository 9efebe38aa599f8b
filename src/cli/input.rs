//! Reads profiles, flags and folders of rules.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::flags::{AskingFlags, ProfileFlags, RulesFlags};
use crate::advise::Options;
use crate::document::MOST_BYTES;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::profile::{self, Flags, Profile};
use crate::rules::{self, Layer, RuleBase};

/// A folder of rules may hold this many files.
const MOST_FILES: usize = 5_000;
/// And this many entries of any kind.
const MOST_ENTRIES: usize = 20_000;
/// And be this deep.
const MOST_FOLDERS_DEEP: usize = 16;

/// Loads the built-in rules with the overlays that were named.
///
/// They live as long as the program: taking thousands of small texts apart again would cost a tenth of its time.
pub(super) fn rule_base(flags: &RulesFlags) -> Result<&'static RuleBase, Vec<Problem>> {
    loaded(flags, rules::load)
}

/// The same, with every part of the built-in rules read at once, for who wants to hear of each fault.
pub(super) fn whole_rule_base(flags: &RulesFlags) -> Result<&'static RuleBase, Vec<Problem>> {
    loaded(flags, rules::load_whole)
}

fn loaded(
    flags: &RulesFlags,
    load: fn(&[Layer]) -> Result<RuleBase, Vec<Problem>>,
) -> Result<&'static RuleBase, Vec<Problem>> {
    let mut layers = vec![rules::built_in()];
    let mut problems = Vec::new();
    for folder in &flags.rules {
        match layer(folder) {
            Ok(layer) => layers.push(layer),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let layers: &'static [Layer] = Vec::leak(layers);
    load(layers).map(|base| &*Box::leak(Box::new(base)))
}

fn layer(folder: &Path) -> Result<Layer, Vec<Problem>> {
    let root = fs::canonicalize(folder).map_err(|error| vec![unreadable(folder, &error)])?;
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let mut seen = 0;
    collect(&root, folder, &root, (0, &mut seen), &mut files, &mut problems);
    files.sort_by(|a: &(String, Arc<SourceText>), b| a.0.cmp(&b.0));
    let name = folder.to_string_lossy().into_owned();
    if problems.is_empty() { Ok(Layer { name, files }) } else { Err(problems) }
}

/// Collects the TOML files below a folder; links that lead out of it are refused.
fn collect(
    root: &Path,
    shown: &Path,
    folder: &Path,
    (depth, seen): (usize, &mut usize),
    files: &mut Vec<(String, Arc<SourceText>)>,
    problems: &mut Vec<Problem>,
) {
    if depth > MOST_FOLDERS_DEEP {
        problems.push(Problem::nowhere(
            Code::TooDeep,
            format!("`{}` is more than {MOST_FOLDERS_DEEP} folders deep", shown.display()),
        ));
        return;
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(unreadable(shown, &error));
            return;
        }
    };
    for entry in entries.flatten() {
        *seen += 1;
        if *seen > MOST_ENTRIES {
            if *seen == MOST_ENTRIES + 1 {
                let message = format!("`{}` holds more than {MOST_ENTRIES} files and folders", shown.display());
                problems
                    .push(Problem::nowhere(Code::TooLarge, message).help("name the folder that holds the rules alone"));
            }
            return;
        }
        let path = entry.path();
        let name = shown.join(entry.file_name());
        let Ok(real) = fs::canonicalize(&path) else {
            problems.push(Problem::nowhere(Code::Unreadable, format!("`{}` is a link to nothing", name.display())));
            continue;
        };
        if !real.starts_with(root) {
            let message = format!("`{}` is a link that leads out of the folder", name.display());
            problems.push(Problem::nowhere(Code::LinkLeadsOutside, message).help("copy the file into the folder"));
        } else if real.is_dir() {
            collect(root, &name, &path, (depth + 1, &mut *seen), files, problems);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            if files.len() == MOST_FILES {
                problems.push(Problem::nowhere(
                    Code::TooLarge,
                    format!("a folder of rules has at most {MOST_FILES} files"),
                ));
                return;
            }
            let inner = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match text(&path, &name) {
                Ok(source) => files.push((inner, source)),
                Err(problem) => problems.push(problem),
            }
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::nowhere(Code::Unreadable, format!("`{}` cannot be read: {error}", path.display()))
        .help("check the path and the rights")
}

/// Reads a text file, up to the size that is read at all.
fn text(path: &Path, shown: &Path) -> Result<Arc<SourceText>, Problem> {
    // A pipe or a device may never end, and opening one may wait for ever.
    let kind = fs::metadata(path).map_err(|error| unreadable(shown, &error))?;
    if !kind.is_file() {
        let what = if kind.is_dir() { "a folder" } else { "no regular file" };
        let message = format!("`{}` is {what}", shown.display());
        return Err(Problem::nowhere(Code::Unreadable, message).help("name a file; `-` reads standard input"));
    }
    let file = fs::File::open(path).map_err(|error| unreadable(shown, &error))?;
    limited(file, &shown.to_string_lossy()).map_err(|error| error.unwrap_or_else(|error| unreadable(shown, &error)))
}

/// Reads at most one byte more than is allowed, so that no file can fill the memory.
fn limited(reader: impl Read, name: &str) -> Result<Arc<SourceText>, Result<Problem, std::io::Error>> {
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Err)?;
    if bytes.len() > MOST_BYTES {
        return Err(Ok(Problem::nowhere(Code::TooLarge, format!("`{name}` is larger than 4 MiB"))
            .help("nextrung reads files up to 4 MiB")));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceText::new(name, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let source = SourceText::new(name, format!("{before}\u{fffd}"));
            let place = Place::new(&source, good, good + 3);
            Err(Ok(Problem::at(
                Code::NotText,
                &place,
                format!("`{name}` is not UTF-8 text"),
                "the first byte that is none",
            )
            .help("save the file as UTF-8")))
        }
    }
}

/// What a command was asked: the day, the rules, the profile, and how to judge.
pub(super) struct Asked {
    pub(super) today: String,
    pub(super) base: &'static RuleBase,
    pub(super) profile: Profile,
    pub(super) options: Options,
}

/// Reads all of it; what is wrong with any of it is told at once.
pub(super) fn asked(flags: &AskingFlags) -> Result<Asked, Vec<Problem>> {
    asked_for(flags, |_| Ok(())).map(|(asked, ())| asked)
}

/// The same, with what a command names in the words of the rules.
pub(super) fn asked_for<T>(
    flags: &AskingFlags,
    name: impl FnOnce(&'static RuleBase) -> Result<T, Vec<Problem>>,
) -> Result<(Asked, T), Vec<Problem>> {
    let today = today(flags.today.as_ref());
    // Without rules neither a name nor a profile means anything.
    let base = match rule_base(&flags.rules) {
        Ok(base) => base,
        Err(problems) => return Err(today.err().into_iter().chain(problems).collect()),
    };
    match (today, name(base), profile(flags.profile.as_ref(), &flags.flags, base)) {
        (Ok(today), Ok(named), Ok(profile)) => {
            let options = Options { assumptions: !flags.no_assumptions, ..Options::default() };
            Ok((Asked { today, base, profile, options }, named))
        }
        (today, named, profile) => {
            let first = today.err().into_iter().chain(profile.err().unwrap_or_default());
            Err(first.chain(named.err().unwrap_or_default()).collect())
        }
    }
}

/// Reads the profile, if one was named, and lays the flags over it.
pub(super) fn profile(path: Option<&PathBuf>, flags: &ProfileFlags, base: &RuleBase) -> Result<Profile, Vec<Problem>> {
    stated(path, flags, base).map(|(_, profile)| profile)
}

/// The same, with the text of the profile.
pub(super) fn stated(
    path: Option<&PathBuf>,
    flags: &ProfileFlags,
    base: &RuleBase,
) -> Result<(Option<Arc<SourceText>>, Profile), Vec<Problem>> {
    let flags = sources(flags);
    let read = |path: &PathBuf| -> Result<_, Vec<Problem>> {
        let source = source_of(path).map_err(|problem| vec![problem])?;
        let profile = profile::read(&source, base)?;
        Ok((Some(source), profile))
    };
    match path.map_or_else(|| Ok((None, profile::empty())), read) {
        Ok((source, stated)) => profile::apply(stated, &flags, base).map(|profile| (source, profile)),
        Err(mut problems) => {
            // The flags' own problems are told at once with those of the file.
            problems.extend(profile::apply(profile::empty(), &flags, base).err().unwrap_or_default());
            Err(problems)
        }
    }
}

pub(super) fn source_of(path: &Path) -> Result<Arc<SourceText>, Problem> {
    if path == Path::new("-") {
        let name = "standard input";
        return limited(std::io::stdin().lock(), name).map_err(|error| {
            error.unwrap_or_else(|error| {
                Problem::nowhere(Code::Unreadable, format!("standard input cannot be read: {error}"))
            })
        });
    }
    text(path, path)
}

fn sources(flags: &ProfileFlags) -> Flags {
    let all = |name: &str, values: &[String]| -> Vec<Arc<SourceText>> {
        values.iter().map(|value| SourceText::new(name, value.as_str())).collect()
    };
    Flags {
        facts: flags
            .users
            .iter()
            .map(|users| ("users".to_owned(), SourceText::new("--users", users.as_str())))
            .collect(),
        set: all("--set", &flags.set),
        at: all("--at", &flags.at),
        has: all("--has", &flags.has),
        lacks: all("--lacks", &flags.lacks),
        lane: flags.lane.as_ref().map(|lane| SourceText::new("--lane", lane.as_str())),
    }
}

/// The day to reckon from: the one given, else today by the clock, in UTC.
pub(super) fn today(given: Option<&String>) -> Result<String, Problem> {
    match given {
        Some(text) => match text.parse::<jiff::civil::Date>() {
            Ok(date) if text.len() == 10 => Ok(date.to_string()),
            _ => {
                let source = SourceText::new("--today", text.as_str());
                Err(Problem::at(
                    Code::MalformedDate,
                    &Place::whole(&source),
                    "this is no day of the calendar",
                    "expected a date",
                )
                .help("write it as 2026-11-21"))
            }
        },
        None => Ok(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()),
    }
}
