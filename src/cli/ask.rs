//! `nextrung ask`: only what can change the answer, best first.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;

use super::flags::{AskingFlags, ListFormat};
use super::{Exit, Failure, input, output};
use crate::advise::{Advice, Advisor, Options};
use crate::explore::{Inquiry, Lines, Probe, inquire, stage_is_first};
use crate::expr::{FactId, TrackId};
use crate::problem::{Code, Place, Problem, SourceText, draw};
use crate::profile::{self, Flags, Profile};
use crate::report::{self, AnswerReport, AskReport, Context};
use crate::rules::RuleBase;

#[derive(Debug, Args)]
pub(super) struct AskArguments {
    #[command(flatten)]
    asking: AskingFlags,
    /// Print the best question only, as JSON
    #[arg(long)]
    next: bool,
    /// A profile that answers instead of a person; what it does not say nobody knows
    #[arg(long, value_name = "FILE", conflicts_with = "next")]
    answers: Option<PathBuf>,
    /// Ask for at most this many facts, beside where the system stands
    #[arg(long, value_name = "N", default_value_t = 8)]
    most: usize,
    /// Ask about this track
    #[arg(long, value_name = "TRACK")]
    track: Option<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    format: ListFormat,
}

pub(super) fn run(arguments: &AskArguments) -> Result<Exit, Failure> {
    let named = |base| track(base, arguments.track.as_deref()).map_err(|problem| vec![problem]);
    let (input::Asked { today, base, profile, options }, track) = input::asked_for(&arguments.asking, named)?;
    let record = match &arguments.answers {
        Some(path) => Some(profile::read(&input::source_of(path)?, base)?),
        None => None,
    };
    let advisor = Advisor::new(base);
    let lines = Lines::new(base, track);
    let mut asking = Asking {
        base,
        advisor: &advisor,
        options,
        lines: &lines,
        track,
        profile,
        skipped: Vec::new(),
        stage_skipped: false,
        asked: Vec::new(),
        today: &today,
    };
    if let Some(record) = &record {
        asking.answer_from(record, arguments.most)?;
    } else if !arguments.next
        && io::stdin().is_terminal()
        && arguments.asking.profile.as_deref() != Some(Path::new("-"))
    {
        asking.converse(arguments)?;
    }
    let report = asking.report()?;
    let text = match arguments.format {
        _ if arguments.next => report::pretty(&serde_json::json!({
            "schema": report.schema, "robust": report.robust, "question": report.question,
        })),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_ask(&report, output::look(&arguments.asking.output)),
    };
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}

fn track(base: &RuleBase, name: Option<&str>) -> Result<TrackId, Problem> {
    let found = name.map_or_else(|| base.main_track(), |name| base.vocabulary.track(name));
    found.ok_or_else(|| {
        let name = name.unwrap_or_default();
        let known: Vec<&str> = base.vocabulary.track_names().collect();
        let source = SourceText::new("--track", name);
        Problem::at(Code::UnknownTrack, &Place::whole(&source), format!("no track is called `{name}`"), "not known")
            .did_you_mean(name, known.iter().copied(), &format!("tracks: {}", known.join(", ")))
    })
}

struct Asking<'a> {
    base: &'a RuleBase,
    advisor: &'a Advisor<'a>,
    options: Options,
    lines: &'a Lines,
    track: TrackId,
    profile: Profile,
    skipped: Vec<FactId>,
    stage_skipped: bool,
    asked: Vec<AnswerReport>,
    today: &'a str,
}

impl Asking<'_> {
    fn look(&self) -> Result<(Advice, Inquiry), Failure> {
        let advice = self.advisor.advise(&self.profile, self.options)?;
        let probe = Probe { advisor: self.advisor, profile: &self.profile, options: self.options };
        let nothing = Inquiry { robust: true, asked: Vec::new() };
        Ok((advice, inquire(&probe, self.lines, self.track, &self.skipped).unwrap_or(nothing)))
    }

    /// Where the system stands is asked beside the facts.
    fn facts_asked(&self) -> usize {
        self.asked.iter().filter(|asked| asked.fact != "stage").count()
    }

    fn wants_stage(&self, advice: &Advice) -> bool {
        !self.stage_skipped && stage_is_first(advice, self.track)
    }

    fn report(&self) -> Result<AskReport, Failure> {
        let (advice, inquiry) = self.look()?;
        let context = Context { base: self.base, profile: &self.profile, today: self.today };
        let lacks = self.asked.iter().filter(|asked| asked.answer.is_none()).map(|asked| asked.fact.clone()).collect();
        let stage = self.wants_stage(&advice);
        Ok(report::ask(&context, &advice, self.track, stage, &inquiry, (self.asked.clone(), lacks)))
    }

    /// Answers from a record until as much was asked as wanted, or nothing is left to ask.
    fn answer_from(&mut self, record: &Profile, most: usize) -> Result<(), Failure> {
        loop {
            let (advice, inquiry) = self.look()?;
            if self.wants_stage(&advice) {
                let is_described = !record.current.stages.is_empty() || !record.current.has.is_empty();
                self.stage_skipped = true;
                let answer = is_described.then(|| "as the record describes it".to_owned());
                self.asked.push(AnswerReport { fact: "stage".to_owned(), answer });
                if is_described {
                    self.profile.current = record.current.clone();
                }
                continue;
            }
            let enough = self.facts_asked() >= most;
            let Some(best) = inquiry.asked.first().filter(|_| !enough) else { return Ok(()) };
            let fact = best.fact;
            let told = record.told.iter().find(|told| told.fact == fact);
            let declared = self.base.fact(fact);
            let words = told.map(|told| {
                crate::quantity::show_values(&told.values, declared.unit, &declared.members, &declared.range)
            });
            self.asked.push(AnswerReport { fact: declared.name.clone(), answer: words });
            match told {
                Some(told) => {
                    self.profile.told.push(told.clone());
                    self.profile.told.sort_by_key(|told| (told.fact, told.origin));
                }
                None => self.skipped.push(fact),
            }
        }
    }

    /// Asks at the terminal; an empty answer means that nobody knows, `q` ends it.
    fn converse(&mut self, arguments: &AskArguments) -> Result<(), Failure> {
        output::print("Each question can change the step. Enter alone: nobody knows. q: enough.\n")?;
        let mut lines = io::stdin().lock().lines();
        loop {
            let report = self.report()?;
            let enough = self.facts_asked() >= arguments.most;
            let Some(question) = report.question.filter(|_| !enough) else { return Ok(()) };
            let assumed = question.assumed.as_ref().map(|value| format!(", reckoned with {}", value.words));
            let members =
                if question.members.is_empty() { question.example.clone() } else { question.members.join(", ") };
            let prompt =
                format!("\n{}\n  {} ({}){}\n  > ", question.ask, question.fact, members, assumed.unwrap_or_default());
            output::print(&draw::harmless(&prompt))?;
            let Some(Ok(line)) = lines.next() else { return Ok(()) };
            let typed = line.trim();
            if typed == "q" {
                return Ok(());
            }
            self.take(&question.fact, typed, arguments)?;
        }
    }

    /// Takes an answer, if it can be read; else says why not and asks again.
    fn take(&mut self, name: &str, typed: &str, arguments: &AskArguments) -> Result<(), Failure> {
        let is_stage = name == "stage";
        let fact = self.base.vocabulary.fact(name).filter(|_| !is_stage);
        if typed.is_empty() {
            self.stage_skipped |= is_stage;
            self.skipped.extend(fact);
            self.asked.push(AnswerReport { fact: name.to_owned(), answer: None });
            return Ok(());
        }
        let track = &self.base.track(self.track).name;
        let flags = match is_stage {
            true => Flags { at: vec![SourceText::new("--at", format!("{track}={typed}"))], ..Flags::default() },
            false => Flags { set: vec![SourceText::new("--set", format!("{name}={typed}"))], ..Flags::default() },
        };
        let told = profile::apply(self.profile.clone(), &flags, self.base)
            .and_then(|profile| self.advisor.advise(&profile, self.options).map(|_| profile));
        match told {
            Ok(profile) => self.profile = profile,
            Err(problems) => {
                let style = draw::Style { colour: output::is_coloured_error(), width: output::width() };
                output::complain(&draw::draw(&problems, style));
                return Ok(());
            }
        }
        self.asked.push(AnswerReport { fact: name.to_owned(), answer: Some(typed.to_owned()) });
        let Some(path) = arguments.asking.profile.as_deref() else { return Ok(()) };
        let text = input::source_of(path)?;
        let edited = match fact {
            Some(fact) => profile::with_fact(text.text(), name, self.base.fact(fact).unit, typed),
            None => profile::with_stage(text.text(), track, typed),
        };
        match edited {
            Ok(edited) => output::replace(path, &edited),
            Err(fault) => {
                output::complain(&format!("`{}` is left as it is: {fault}\n", path.display()));
                Ok(())
            }
        }
    }
}
