//! An earlier review: which observations it knew, and how each stands now.
//!
//! A baseline holds fingerprints, ids and severities, and neither values nor texts: it may lie in a repository. What it
//! knew and is not seen now is resolved only where it is known to be well; absence is never a pass.

use std::sync::Arc;

use super::observe::{Observation, Subject, fingerprint, is_broken_limit};
use super::{Material, Review, locate, waive};
use crate::advise::{Layer, Pass};
use crate::document::reader::Reader;
use crate::document::{self, Language, Value};
use crate::problem::{Code, Place, Problem, SourceText, in_order};
use crate::quantity::Truth;
use crate::rules::{Aim, GateId, Severity};

/// What a baseline file calls itself.
pub const BASELINE_SCHEMA: &str = "nextrung.baseline/1";

/// An earlier review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The file, where it was read.
    pub name: String,
    /// The day of that review, ISO 8601.
    pub today: String,
    /// The rules that it was made with.
    pub rules: String,
    /// What it knew, sorted by fingerprint.
    pub entries: Vec<Entry>,
}

/// An observation of an earlier review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which observation.
    pub fingerprint: String,
    /// What kind of thing it was about.
    pub of: String,
    /// Its id.
    pub id: String,
    /// How bad it was.
    pub severity: Severity,
    /// How it stood.
    pub state: State,
}

/// How an observation stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was seen, and nobody accepted it.
    Open,
    /// Somebody accepted it.
    Waived,
    /// It was known to be well.
    Resolved,
    /// It was not seen, and not known to be well.
    Lost,
}

impl State {
    /// Every word with what it stands for.
    pub const WORDS: &'static [(&'static str, State)] =
        &[("open", State::Open), ("waived", State::Waived), ("resolved", State::Resolved), ("lost-sight", State::Lost)];

    /// The word in files.
    pub fn word(self) -> &'static str {
        State::WORDS.iter().find(|(_, state)| *state == self).map_or("open", |(word, _)| word)
    }
}

/// How an observation moved since the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The baseline does not know it.
    New,
    /// The baseline knows it.
    Known,
    /// It was resolved or waived, or is worse than it was.
    Regressed,
}

impl Change {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Known => "still-open",
            Change::Regressed => "regressed",
        }
    }
}

/// What a baseline knew and is not seen now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Which entry, by its place in the baseline.
    pub entry: usize,
    /// What became of it.
    pub how: How,
    /// The baseline had lost sight of it too.
    pub again: bool,
}

impl Gone {
    /// Says whether it moved since the baseline.
    pub fn is_news(&self) -> bool {
        self.how == How::Resolved || !self.again
    }
}

/// What became of something that is not seen any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is known to be well.
    Resolved,
    /// What is told says nothing of it any more.
    LostSight,
}

/// Reads a baseline file.
///
/// # Errors
/// Every fault of the file.
pub fn read_baseline(source: &Arc<SourceText>) -> Result<Baseline, Vec<Problem>> {
    let root = document::parse(source, Language::Json)?;
    let mut problems = Vec::new();
    let Value::Table(table) = &root.value else {
        let problem = Problem::at(Code::WrongType, &root.place, "a baseline is an object", "expected an object")
            .help("write one with `nextrung review --write-baseline FILE`");
        return Err(vec![problem]);
    };
    let mut reader = Reader::new(table, &Place::new(source, 0, 0), "a baseline", &mut problems);
    if let Some(schema) = reader.needed_text("schema", &format!("\"schema\": \"{BASELINE_SCHEMA}\""))
        && schema.text != BASELINE_SCHEMA
    {
        let message = format!("`{}` is no baseline that this version reads", schema.text);
        let problem = Problem::at(Code::UnsupportedFormat, schema.place(), message, "another format");
        reader
            .problems()
            .push(problem.help(format!("this version reads `{BASELINE_SCHEMA}`; write the baseline again")));
    }
    let today = reader.date("today").map(|date| date.text);
    if !reader.has("today") {
        reader.missing("today", "\"today\": \"2026-11-21\"");
    }
    let rules = reader.needed_text("rules", "\"rules\": \"0123456789abcdef\"").map(|text| text.text.to_owned());
    let mut entries: Vec<(Entry, Place)> = Vec::new();
    for (table, node) in reader.tables("entries") {
        if let Some((entry, place)) = entry(table, &node.place, reader.problems()) {
            match entries.iter().find(|(other, _)| other.fingerprint == entry.fingerprint) {
                Some((_, first)) => {
                    let message = format!("`{}` stands twice", entry.fingerprint);
                    let problem =
                        Problem::at(Code::GivenTwice, &place, message, "again here").and_at(first, "first here");
                    reader.problems().push(problem.help("keep one of the two"));
                }
                None => entries.push((entry, place)),
            }
        }
    }
    reader.finish();
    let mut entries: Vec<Entry> = entries.into_iter().map(|(entry, _)| entry).collect();
    entries.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
    match (today, rules, problems.is_empty()) {
        (Some(today), Some(rules), true) => Ok(Baseline { name: source.name().to_owned(), today, rules, entries }),
        _ => Err(in_order(problems)),
    }
}

fn entry(table: &document::Table, place: &Place, problems: &mut Vec<Problem>) -> Option<(Entry, Place)> {
    let mut reader = Reader::new(table, place, "an entry", problems);
    let fingerprint = reader.needed_text("fingerprint", "\"fingerprint\": \"1:0123456789abcdef\"");
    if let Some(text) = fingerprint
        && !text.text.starts_with("1:")
    {
        let message = format!("`{}` is reckoned in a way that this version does not know", text.text);
        let problem = Problem::at(Code::UnsupportedFormat, text.place(), message, "does not begin with `1:`");
        reader.problems().push(problem.help("write the baseline again with this version"));
    }
    let of = reader.needed_text("of", "\"of\": \"finding\"").map(|text| text.text.to_owned());
    let id = reader.needed_text("id", "\"id\": \"single-az-database\"").map(|text| text.text.to_owned());
    let severity = reader.word("severity", Severity::WORDS);
    if !reader.has("severity") {
        reader.missing("severity", "\"severity\": \"high\"");
    }
    let state = reader.word("state", State::WORDS);
    if !reader.has("state") {
        reader.missing("state", "\"state\": \"open\"");
    }
    reader.finish();
    let text = fingerprint?;
    let entry = Entry { fingerprint: text.text.to_owned(), of: of?, id: id?, severity: severity?, state: state? };
    Some((entry, text.place().clone()))
}

/// Holds what is seen against the baseline, and gives what it knew and is not seen.
pub(super) fn compare(material: &Material<'_>, observations: &mut [Observation]) -> Vec<Gone> {
    let Some(baseline) = material.baseline else { return Vec::new() };
    for seen in observations.iter_mut() {
        let known = baseline.entries.iter().find(|entry| entry.fingerprint == seen.fingerprint);
        let is_waived = seen.waived.is_some();
        seen.change = Some(match known {
            None => Change::New,
            Some(entry) if entry.state == State::Resolved || seen.severity < entry.severity => Change::Regressed,
            Some(entry) if entry.state == State::Waived && !is_waived => Change::Regressed,
            Some(_) => Change::Known,
        });
    }
    let is_seen = |entry: &Entry| {
        observations.iter().any(|seen| seen.fingerprint == entry.fingerprint || is_told_by(material, seen, entry))
    };
    let gone = |(index, entry): (usize, &Entry)| {
        let how = if is_entry_well(material, observations, entry) { How::Resolved } else { How::LostSight };
        Gone { entry: index, how, again: entry.state == State::Lost }
    };
    let entries = baseline.entries.iter().enumerate();
    entries.filter(|(_, entry)| entry.state != State::Resolved && !is_seen(entry)).map(gone).collect()
}

/// What a next review is held against. Nothing that was once known is forgotten.
pub(super) fn next(material: &Material<'_>, review: &Review) -> Baseline {
    let mut entries: Vec<Entry> = review
        .observations
        .iter()
        .map(|seen| Entry {
            fingerprint: seen.fingerprint.clone(),
            of: seen.subject.of().to_owned(),
            id: seen.id.clone(),
            severity: seen.severity,
            state: if seen.waived.is_some() { State::Waived } else { State::Open },
        })
        .collect();
    for (index, entry) in material.baseline.iter().flat_map(|baseline| baseline.entries.iter().enumerate()) {
        if entries.iter().any(|known| known.fingerprint == entry.fingerprint) {
            continue;
        }
        let state = match review.gone.iter().find(|gone| gone.entry == index).map(|gone| gone.how) {
            Some(How::LostSight) => State::Lost,
            Some(How::Resolved) => State::Resolved,
            // It was resolved before, or another observation tells it now.
            None => entry.state,
        };
        entries.push(Entry { state, ..entry.clone() });
    }
    entries.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
    let rules = material.base.fingerprint.clone();
    Baseline { name: String::new(), today: material.today.to_owned(), rules, entries }
}

/// Says whether what an entry is about is known to be well. Of what the rules no longer know nobody can say so.
fn is_entry_well(material: &Material<'_>, observations: &[Observation], entry: &Entry) -> bool {
    // A waiver that is mended or gone leaves nothing behind.
    if entry.of == "waiver" {
        return true;
    }
    let means = |subject: &Subject| subject.of() == entry.of && subject.id(material.base) == entry.id;
    waive::subjects(material.base).find(means).is_some_and(|subject| {
        is_well(material, subject) == Truth::True
            || is_mended(material, observations, subject, |address| {
                fingerprint(&entry.of, &entry.id, Some(address)) == entry.fingerprint
            })
    })
}

/// Says whether a resource is known to be well while others are not that are seen each for itself.
pub(super) fn is_mended(
    material: &Material<'_>,
    observations: &[Observation],
    subject: Subject,
    is_meant: impl Fn(&str) -> bool,
) -> bool {
    let like = || observations.iter().filter(|seen| seen.subject == subject);
    if like().next().is_none() || like().any(|seen| !seen.its_own) {
        return false;
    }
    let shown: Vec<&str> = like().filter_map(|seen| seen.resource.as_deref()).collect();
    let base = material.base;
    let (when, missing) = match subject {
        Subject::Finding(index) => (vec![&base.findings[index].when], None),
        Subject::Limit(gate) => (vec![&base.gate(gate).when], Some(base.gate(gate).capability())),
        Subject::Missing(capability) => {
            let gates = &material.advice.calls.of(capability).gates;
            (gates.iter().map(|gate| &base.gate(*gate).when).collect(), Some(capability))
        }
        Subject::Unneeded(_) | Subject::Waiver(..) => return false,
    };
    let perhaps: Vec<&str> = when.into_iter().flat_map(|when| locate::perhaps(material, when, missing)).collect();
    locate::is_mended(material, (&shown, &perhaps), is_meant)
}

/// Says whether an observation tells what an entry was about in another way: resource by resource, or as a part of it.
fn is_told_by(material: &Material<'_>, seen: &Observation, entry: &Entry) -> bool {
    let is_whole = fingerprint(&entry.of, &entry.id, None) == entry.fingerprint;
    let by_resource = seen.its_own && seen.subject.of() == entry.of && seen.id == entry.id;
    let is_gate = |gate: &GateId| {
        let subject = Subject::Limit(*gate);
        subject.of() == entry.of && subject.id(material.base) == entry.id
    };
    is_whole && by_resource || seen.tells.iter().any(is_gate)
}

/// Whether something is known to be well: true, known not to be (false), or not to be told.
pub(super) fn is_well(material: &Material<'_>, subject: Subject) -> Truth {
    let Material { base, advice, .. } = *material;
    let has = |capability| advice.architecture.has(capability);
    match subject {
        Subject::Finding(index) => {
            let finding = &base.findings[index];
            let facts = advice.view(base, Layer::Facts);
            let excepted = finding.unless.as_ref().map_or(Truth::False, |unless| unless.truth(&facts));
            if excepted == Truth::True { Truth::True } else { !finding.when.truth(&facts) }
        }
        Subject::Limit(gate) => !is_broken_limit(material, gate),
        Subject::Missing(capability) => {
            let call = advice.calls.of(capability);
            match (has(capability), call.holds, call.pass) {
                (Truth::True, ..) | (_, Truth::False, Some(Pass::Facts)) => Truth::True,
                // What will be called for is missing from nothing yet.
                (Truth::False, Truth::True, _) if call.foreseen.is_none() => Truth::False,
                _ => Truth::Unknown,
            }
        }
        Subject::Unneeded(capability) => {
            let burdens = base.gate_ids().filter(|id| base.gate(*id).aim == Aim::Against(capability));
            let speaking = burdens.filter(|id| advice.calls.reading(*id).on_facts != Truth::False);
            let call = advice.calls.of(capability);
            match has(capability) {
                Truth::False => Truth::True,
                Truth::True if speaking.count() == 0 => Truth::True,
                Truth::True if call.holds == Truth::True && call.pass == Some(Pass::Facts) => Truth::True,
                _ => Truth::Unknown,
            }
        }
        Subject::Waiver(..) => Truth::Unknown,
    }
}
