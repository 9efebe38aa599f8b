//! `nextrung batch`: a profile a line in, an answer a line out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;

use super::flags::{OutputFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::document::MOST_BYTES;
use crate::problem::{Code, Problem, SourceText};
use crate::profile;
use crate::report::{LineReport, answer_line, error_line, json_escaped};

#[derive(Debug, Args)]
pub(super) struct BatchArguments {
    /// Profiles in JSON, one a line; `-` or nothing reads standard input
    profiles: Option<PathBuf>,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    no_assumptions: bool,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

/// Lines that are held at once: enough for every core, and no more than fits any memory.
const LINES_AT_ONCE: usize = 1024;
/// A chunk of lines is answered before it grows beyond this.
const MOST_BYTES_AT_ONCE: usize = 32 << 20;

pub(super) fn run(arguments: &BatchArguments) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let advisor = Advisor::new(base);
    let options = Options { assumptions: !arguments.no_assumptions, ..Options::default() };
    let mut lines: Lines = match &arguments.profiles {
        Some(path) if path != Path::new("-") => {
            let kind = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
            if !kind.is_file() {
                let message = format!("`{}` is no regular file", path.display());
                return Err(Problem::nowhere(Code::Unreadable, message)
                    .help("name a file with a profile in JSON on each line; `-` reads standard input")
                    .into());
            }
            Lines::new(Box::new(File::open(path).map_err(|error| unreadable(path, &error))?))
        }
        _ => Lines::new(Box::new(io::stdin())),
    };
    let mut bad = 0_u64;
    let mut whole = String::new();
    loop {
        let chunk = lines.chunk().map_err(|error| Failure::from(unreadable(Path::new("the input"), &error)))?;
        if chunk.is_empty() {
            break;
        }
        let answers = answers(&advisor, options, &chunk);
        bad += answers.iter().filter(|answer| matches!(answer, LineReport::Error { .. })).count() as u64;
        let mut text = String::new();
        for answer in &answers {
            // INVARIANT: a line holds only strings, numbers and lists, which always serialize.
            text.push_str(&json_escaped(&serde_json::to_string(answer).expect("a line is made of strings and lists")));
            text.push('\n');
        }
        match &arguments.output.output {
            // A file is written whole or not at all; a pipe gets what is ready.
            Some(_) => whole.push_str(&text),
            None => output::print(&text)?,
        }
    }
    if arguments.output.output.is_some() {
        output::write(&whole, &arguments.output)?;
    }
    if bad > 0 {
        let lines = if bad == 1 { "line holds no profile".to_owned() } else { "lines hold no profile".to_owned() };
        output::complain(&format!("{bad} {lines}; the others were answered\n"));
        return Ok(Exit::CheckFailed);
    }
    Ok(Exit::Done)
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::nowhere(Code::Unreadable, format!("`{}` cannot be read: {error}", path.display()))
        .help("check the path and the rights")
}

/// A line of input: its number, and its text where it can be read at all.
struct Line {
    number: u64,
    text: Result<String, Problem>,
}

struct Lines {
    reader: BufReader<Box<dyn Read>>,
    number: u64,
}

impl Lines {
    fn new(reader: Box<dyn Read>) -> Lines {
        Lines { reader: BufReader::new(reader), number: 0 }
    }

    /// The next lines that are not empty; nothing at the end.
    fn chunk(&mut self) -> io::Result<Vec<Line>> {
        let (mut lines, mut bytes) = (Vec::new(), 0);
        while lines.len() < LINES_AT_ONCE && bytes < MOST_BYTES_AT_ONCE {
            let Some(line) = self.line()? else { break };
            bytes += line.text.as_ref().map_or(0, String::len);
            lines.push(line);
        }
        Ok(lines)
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let mut bytes = Vec::new();
            let read = (&mut self.reader).take(MOST_BYTES as u64 + 1).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            let number = self.number;
            if bytes.len() > MOST_BYTES {
                // The rest of the line is passed over, a piece at a time.
                while bytes.last() != Some(&b'\n') {
                    bytes.clear();
                    if (&mut self.reader).take(MOST_BYTES as u64).read_until(b'\n', &mut bytes)? == 0 {
                        break;
                    }
                }
                let problem = Problem::nowhere(Code::TooLarge, "the line is larger than 4 MiB");
                return Ok(Some(Line { number, text: Err(problem) }));
            }
            let text = match String::from_utf8(bytes) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
                Err(_) => Err(Problem::nowhere(Code::NotText, "the line is not UTF-8 text")),
            };
            return Ok(Some(Line { number, text }));
        }
    }
}

/// The answers in the order of the lines, by as many threads as the machine has.
fn answers(advisor: &Advisor<'_>, options: Options, lines: &[Line]) -> Vec<LineReport> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(lines.len()).max(1);
    let share = lines.len().div_ceil(threads);
    thread::scope(|scope| {
        let running: Vec<_> = lines
            .chunks(share)
            .map(|part| {
                scope.spawn(move || part.iter().map(|line| answer(advisor, options, line)).collect::<Vec<LineReport>>())
            })
            .collect();
        // A thread that fell over takes the run with it: half an answer would be told as a whole one.
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
            .collect()
    })
}

fn answer(advisor: &Advisor<'_>, options: Options, line: &Line) -> LineReport {
    let base = advisor.base();
    let read = match &line.text {
        Ok(text) => profile::read(&SourceText::new(format!("line {}.json", line.number), text.as_str()), base),
        Err(problem) => Err(vec![problem.clone()]),
    };
    let advised = read.and_then(|profile| Ok((advisor.advise(&profile, options)?, profile.name)));
    match advised {
        Ok((advice, name)) => match answer_line(base, &advice, line.number, name) {
            Some(answer) => LineReport::Answer(answer),
            None => error_line(&[Problem::nowhere(Code::UnknownTrack, "the rules have no track")], line.number),
        },
        Err(problems) => error_line(&problems, line.number),
    }
}
