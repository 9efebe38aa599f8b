//! The answers of a learner, as they are read back: the block at the end of a sheet, or the same keys as TOML or JSON.

use std::sync::Arc;

use super::{Exercise, Level, Pick};
use crate::advise::Advisor;
use crate::document::reader::Reader;
use crate::document::{self, Language, Value};
use crate::expr::FactId;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::rules::GateId;

/// Which exercise is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// Its seed.
    pub seed: u64,
    /// Its level.
    pub level: Level,
    /// The fingerprint of the rules that it was made with.
    pub rules: Option<String>,
}

/// A word that somebody wrote, with its place.
#[derive(Debug, Clone, PartialEq)]
struct Word {
    text: String,
    place: Place,
}

/// Answers as they were written: names are looked up once the exercise is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Which exercise is answered.
    pub which: Which,
    /// Who answered, if they said so.
    pub name: Option<String>,
    step: Option<Word>,
    reasons: Vec<Word>,
    asked: Vec<Word>,
}

/// A reason that somebody named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A fact.
    Fact(FactId),
    /// A gate.
    Gate(GateId),
}

/// Answers to one exercise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    /// The step; nothing where none was picked.
    pub step: Option<Pick>,
    /// The reasons that were named.
    pub reasons: Vec<Named>,
    /// The hidden facts that were asked for.
    pub asked: Vec<FactId>,
}

/// Reads answers: a work sheet in Markdown, of which the last block of TOML counts, or TOML or JSON.
///
/// # Errors
/// Every fault, with its place.
pub fn read(source: &Arc<SourceText>) -> Result<Written, Vec<Problem>> {
    let sheet = block(source);
    let source = sheet.as_ref().unwrap_or(source);
    let root = document::parse(source, Language::of(source.name(), source.text()))?;
    let mut problems = Vec::new();
    let Value::Table(table) = &root.value else { return Err(vec![no_answers(source)]) };
    if table.get("exercise").is_none() {
        return Err(vec![no_answers(source)]);
    }
    let mut reader = Reader::new(table, &root.place, "the answers", &mut problems);
    reader.format();
    let name = reader.text("name").map(|name| name.text.to_owned()).filter(|name| !name.trim().is_empty());
    let word = |text: crate::document::reader::Text<'_>| Word {
        text: text.text.trim().to_owned(),
        place: text.place().clone(),
    };
    let step = reader.text("step").map(word).filter(|step| !step.text.is_empty());
    let reasons: Vec<Word> = reader.texts("reasons").into_iter().map(word).collect();
    let asked: Vec<Word> = reader.texts("asked").into_iter().map(word).collect();
    let which = reader.table("exercise").and_then(|(table, entry)| {
        let mut inner = Reader::new(table, &entry.key_place, "`exercise`", reader.problems());
        let seed = number(&mut inner, "seed", "seed = 7");
        let level = number(&mut inner, "level", "level = 3");
        let rules = inner.text("rules").map(|rules| rules.text.to_owned());
        let level = level.and_then(|(number, place)| {
            let level = u8::try_from(number).ok().and_then(Level::new);
            if level.is_none() {
                inner.problems().push(
                    Problem::at(Code::OutOfRange, &place, format!("there is no level {number}"), "no level")
                        .help("levels are 1 to 5"),
                );
            }
            level
        });
        inner.finish();
        Some(Which { seed: seed?.0, level: level?, rules })
    });
    reader.finish();
    match which {
        Some(which) if problems.is_empty() => Ok(Written { which, name, step, reasons, asked }),
        _ if problems.is_empty() => Err(vec![no_answers(source)]),
        _ => Err(problems),
    }
}

fn number(reader: &mut Reader<'_, '_>, key: &'static str, example: &str) -> Option<(u64, Place)> {
    if !reader.has(key) {
        reader.take(key);
        reader.missing(key, example);
        return None;
    }
    let (number, node) = reader.integer(key)?;
    let place = node.place.clone();
    match u64::try_from(number) {
        Ok(number) => Some((number, place)),
        Err(_) => {
            reader.problems().push(
                Problem::at(Code::OutOfRange, &place, format!("`{key}` is below nought"), "0 or more belongs here")
                    .help(format!("write {example}")),
            );
            None
        }
    }
}

fn no_answers(source: &Arc<SourceText>) -> Problem {
    Problem::at(Code::NotAnswers, &Place::new(source, 0, 0), "these are no answers to an exercise", "no `exercise` here")
        .help("fill in the block of TOML at the end of a work sheet, and give the whole sheet; `nextrung exercise new` makes one")
}

/// The last block of TOML of a Markdown text, with empty lines in place of all others, so that places stay right.
fn block(source: &Arc<SourceText>) -> Option<Arc<SourceText>> {
    let mut last: Option<(usize, usize)> = None;
    let mut open: Option<usize> = None;
    for (index, line) in source.text().lines().enumerate() {
        match (open, line.trim_end()) {
            (None, "```toml") => open = Some(index + 1),
            (Some(start), "```") => {
                last = Some((start, index));
                open = None;
            }
            _ => {}
        }
    }
    let (start, end) = last?;
    let lines = source.text().lines().enumerate();
    let kept: Vec<&str> = lines.map(|(index, line)| if (start..end).contains(&index) { line } else { "" }).collect();
    Some(SourceText::new(format!("{} (block of TOML)", source.name()), kept.join("\n")))
}

impl Written {
    /// Looks the names up in the exercise.
    ///
    /// # Errors
    /// Every name that the exercise does not know.
    pub fn answers(&self, advisor: &Advisor<'_>, exercise: &Exercise) -> Result<Answers, Vec<Problem>> {
        let base = advisor.base();
        let mut problems = Vec::new();
        let mut answers = Answers::default();
        if let Some(step) = &self.step {
            answers.step = exercise.pick(advisor, &step.text);
            if answers.step.is_none() {
                let words: Vec<&str> = exercise.picks.iter().map(|pick| pick.word(base)).collect();
                let message = format!("`{}` is no step of this exercise", step.text);
                problems.push(Problem::at(Code::UnknownId, &step.place, message, "not on the sheet").did_you_mean(
                    &step.text,
                    words.iter().copied(),
                    &format!("its steps: {}", words.join(", ")),
                ));
            }
        }
        for reason in &self.reasons {
            let gate = || base.gates.iter().position(|gate| gate.id == reason.text);
            let found = match base.vocabulary.fact(&reason.text) {
                Some(fact) => Some(Named::Fact(fact)),
                None => gate().map(|index| Named::Gate(GateId(index as u16))),
            };
            match found {
                Some(named) if !answers.reasons.contains(&named) => answers.reasons.push(named),
                Some(_) => {}
                None => {
                    let facts = base.vocabulary.fact_names().chain(base.gates.iter().map(|gate| gate.id.as_str()));
                    let message = format!("no fact and no gate is called `{}`", reason.text);
                    problems.push(Problem::at(Code::UnknownId, &reason.place, message, "not known").did_you_mean(
                        &reason.text,
                        facts,
                        "name facts of the sheet; `nextrung rules list --kind gate` shows the gates",
                    ));
                }
            }
        }
        for asked in &self.asked {
            match base.vocabulary.fact(&asked.text).filter(|fact| exercise.tells(*fact)) {
                Some(fact) if !answers.asked.contains(&fact) => answers.asked.push(fact),
                Some(_) => {}
                None => {
                    let known = exercise.hidden.iter().map(|hidden| base.fact(hidden.fact).name.as_str());
                    let names: Vec<&str> = known.collect();
                    let message = format!("`{}` is no question of this exercise", asked.text);
                    problems.push(
                        Problem::at(Code::UnknownFact, &asked.place, message, "cannot be asked").did_you_mean(
                            &asked.text,
                            names.iter().copied(),
                            &format!("its questions: {}", names.join(", ")),
                        ),
                    );
                }
            }
        }
        if problems.is_empty() { Ok(answers) } else { Err(problems) }
    }
}
