//! Resolves the names that a file uses. Shared by all readers of rule files.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::base::Provenance;
use super::deferred::Deferred;
use super::merge::Merged;
use crate::document::reader::{Reader, Text};
use crate::document::{Node, Table, Value};
use crate::expr::{self, CapabilityId, FactId, Formula, QuantityId, Sum, TrackId, Vocabulary};
use crate::problem::{Code, Problem};
use crate::quantity::{Interval, Measure, Names, Unit, Values, read_values};

/// What every reader of rule files needs: the names, and the references that resolve.
pub(super) struct Link<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// Nothing where it is known that all of them resolve.
    pub(super) references: Option<&'a BTreeSet<String>>,
    /// The range of each fact, by id; empty while facts themselves are read.
    pub(super) ranges: &'a [Values],
    /// Facts whose unit or names could not be read; what follows from that is not told again.
    pub(super) unsure: &'a BTreeSet<String>,
    /// Where parts of a file may be read later: the file, and the names for then.
    pub(super) later: Option<(&'a Arc<Merged>, &'a Arc<KnownNames>)>,
    /// What is read may ask for the bill after the next step.
    pub(super) after_step: bool,
}

/// The names, kept for parts that are read later.
#[derive(Debug)]
pub(super) struct KnownNames {
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) ranges: Vec<Values>,
}

impl KnownNames {
    /// Reads with these names what is known to be right.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Link<'_>, &mut Vec<Problem>) -> T) -> T {
        let link = Link {
            vocabulary: &self.vocabulary,
            references: None,
            ranges: &self.ranges,
            unsure: &BTreeSet::new(),
            later: None,
            after_step: true,
        };
        read(&link, &mut Vec::new())
    }
}

impl Link<'_> {
    /// Reads a part of a file that few answers look at: at once, or, where it may wait, when it is first asked for.
    pub(super) fn part<T: Send + 'static>(
        &self,
        reader: &mut Reader<'_, '_>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'_, '_>, &Link<'_>) -> T + Send + 'static,
    ) -> Deferred<T> {
        let Some((file, names)) = self.later else { return Deferred::now(read(reader, self)) };
        reader.take(key);
        let (file, names) = (Arc::clone(file), Arc::clone(names));
        Deferred::new(move || {
            names.read(|link, problems| read(&mut Reader::new(file.table(), &file.place, key, problems), link))
        })
    }

    /// `source` and `as_of`, both of which every entry must have.
    pub(super) fn provenance(&self, reader: &mut Reader<'_, '_>) -> Provenance {
        let sources = self.needed_sources(reader);
        let as_of = reader.date("as_of").map(|date| date.text).unwrap_or_default();
        if !reader.has("as_of") {
            reader.missing("as_of", "as_of = 2026-11-21");
        }
        Provenance { sources, as_of }
    }

    /// The references under `source`, of which there must be one.
    pub(super) fn needed_sources(&self, reader: &mut Reader<'_, '_>) -> Vec<String> {
        let sources = self.sources(reader);
        match reader.take("source").map(|entry| &entry.node) {
            None => reader.missing("source", "source = [\"seed:001-L4\"]"),
            Some(Node { value: Value::Array(items), place }) if items.is_empty() => {
                let problem = Problem::at(Code::MissingKey, place, "`source` is empty", "nothing here");
                reader.problems().push(problem.help("for example: source = [\"seed:001-L4\"]"));
            }
            Some(_) => {}
        }
        sources
    }

    /// The references under `source`, each of which must resolve.
    pub(super) fn sources(&self, reader: &mut Reader<'_, '_>) -> Vec<String> {
        let texts = reader.texts("source");
        texts
            .into_iter()
            .map(|text| {
                if let Some(references) = self.references.filter(|known| !known.contains(text.text)) {
                    let message = format!("no source is called `{}`", text.text);
                    let problem = Problem::at(Code::UnknownSource, text.place(), message, "not in sources.toml");
                    let whole = ["seed", "doc"].map(|kind| format!("{kind}:{}", text.text));
                    reader.problems().push(match whole.iter().find(|whole| references.contains(*whole)) {
                        Some(whole) => problem.help(format!("did you mean `{whole}`?")),
                        None => problem.did_you_mean(
                            text.text,
                            references.iter().map(String::as_str),
                            "add it to sources.toml: [seed.ROW] or [doc.NAME]",
                        ),
                    });
                }
                text.text.to_owned()
            })
            .collect()
    }

    /// A capability by name.
    pub(super) fn capability(&self, text: Text<'_>, problems: &mut Vec<Problem>) -> Option<CapabilityId> {
        let found = self.vocabulary.capability(text.text);
        if found.is_none() {
            problems.push(
                Problem::at(
                    Code::UnknownCapability,
                    text.place(),
                    format!("no capability is called `{}`", text.text),
                    "not known",
                )
                .did_you_mean(
                    text.text,
                    self.vocabulary.capability_names(),
                    "capabilities stand in capabilities.toml",
                ),
            );
        }
        found
    }

    /// A list of capabilities, none of them twice.
    pub(super) fn capabilities(&self, reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<CapabilityId> {
        let texts = reader.texts(key);
        twice(&texts, reader.problems());
        let mut found: Vec<CapabilityId> = Vec::new();
        for text in texts {
            if let Some(id) = self.capability(text, reader.problems())
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
        found
    }

    /// A fact by name.
    pub(super) fn fact(
        &self,
        name: &str,
        place: &crate::problem::Place,
        problems: &mut Vec<Problem>,
    ) -> Option<FactId> {
        let found = self.vocabulary.fact(name);
        if found.is_none() {
            problems.push(
                Problem::at(Code::UnknownFact, place, format!("no fact is called `{name}`"), "not known").did_you_mean(
                    name,
                    self.vocabulary.fact_names(),
                    "`nextrung rules list --kind fact` shows every name with its unit",
                ),
            );
        }
        found
    }

    /// A track by name.
    pub(super) fn track(
        &self,
        text: &str,
        place: &crate::problem::Place,
        problems: &mut Vec<Problem>,
    ) -> Option<TrackId> {
        let found = self.vocabulary.track(text);
        if found.is_none() {
            let known: Vec<&str> = self.vocabulary.track_names().collect();
            problems.push(
                Problem::at(Code::UnknownTrack, place, format!("no track is called `{text}`"), "not known")
                    .did_you_mean(text, known.iter().copied(), &format!("tracks: {}", known.join(", "))),
            );
        }
        found
    }

    /// A stage of a track by name.
    pub(super) fn stage(
        &self,
        track: TrackId,
        text: &str,
        place: &crate::problem::Place,
        problems: &mut Vec<Problem>,
    ) -> Option<usize> {
        let word = self.vocabulary.track_word(track);
        let found = word.stages.iter().position(|stage| stage == text);
        // A list of stages that cannot be read was told already.
        if found.is_none() && !word.stages.is_empty() {
            problems.push(
                Problem::at(
                    Code::UnknownStage,
                    place,
                    format!("track `{}` has no stage `{text}`", word.name),
                    "not known",
                )
                .did_you_mean(
                    text,
                    word.stages.iter().map(String::as_str),
                    &format!("its stages: {}", word.stages.join(", ")),
                ),
            );
        }
        found
    }

    /// A condition under a key.
    pub(super) fn condition(&self, reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Formula> {
        let text = reader.text(key)?;
        self.kept(text, expr::condition(text, self.vocabulary), reader)
    }

    /// A formula that gives the value of a fact.
    pub(super) fn formula(&self, reader: &mut Reader<'_, '_>, text: Text<'_>, of: (&str, Unit)) -> Option<Formula> {
        let mut result = expr::formula(text, of.1, self.vocabulary);
        if let (true, Err(found)) = (self.unsure.contains(of.0), &mut result) {
            found.retain(|problem| !follows_from_unit(problem.code));
        }
        self.kept(text, result, reader)
    }

    fn kept(
        &self,
        text: Text<'_>,
        result: Result<Formula, Vec<Problem>>,
        reader: &mut Reader<'_, '_>,
    ) -> Option<Formula> {
        match result {
            Ok(formula) => {
                self.no_later_bill(text, &formula, reader);
                Some(formula)
            }
            Err(mut found) => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if text.text.split(|c| !is_name(c)).any(|word| self.unsure.contains(word)) {
                    found.retain(|problem| !follows_from_unit(problem.code));
                }
                reader.problems().extend(found);
                None
            }
        }
    }

    /// What the next step hangs on cannot hang on what is paid after it.
    fn no_later_bill(&self, text: Text<'_>, formula: &Formula, reader: &mut Reader<'_, '_>) {
        if self.after_step {
            return;
        }
        let words = formula.quantities().iter().map(|id| self.vocabulary.quantity_word(*id));
        for word in words.filter(|word| word.bill.is_some_and(Sum::hangs_on_step)) {
            let message = format!("`{}` hangs on the next step, which only findings may read", word.name);
            let present = self
                .vocabulary
                .tables()
                .quantities
                .iter()
                .find(|word| word.bill == Some(Sum::Costs) && !word.told.is_empty());
            let mend = present.map_or(String::new(), |present| format!("ask for `{}`, or ", present.name));
            let problem = Problem::at(Code::WrongOperand, text.place(), message, "would go in a circle")
                .because("the step is found by reading this; a bill that hangs on the step cannot be known before")
                .help(format!("{mend}write a finding"));
            reader.problems().push(problem);
        }
    }

    /// Quantities with values, as examples write what was reckoned.
    pub(super) fn reckoned(&self, table: &Table, problems: &mut Vec<Problem>) -> Vec<(QuantityId, Interval)> {
        let mut reckoned = Vec::new();
        for entry in &table.entries {
            let Some(id) = self.vocabulary.quantity(&entry.key) else {
                let message = format!("no quantity is called `{}`", entry.key);
                let problem = Problem::at(Code::UnknownName, &entry.key_place, message, "not known");
                let known = self.vocabulary.tables().quantities.iter().map(|word| word.name.as_str());
                problems.push(problem.did_you_mean(&entry.key, known, "quantities stand in components/ID.toml"));
                continue;
            };
            let word = self.vocabulary.quantity_word(id);
            let range = Values::Number(Interval::ALL);
            let measure = Measure { name: &word.name, unit: word.unit, members: &[], range: &range };
            match read_values(&entry.node, measure) {
                Ok(values) => reckoned.push((id, values.interval())),
                Err(problem) => problems.push(problem),
            }
        }
        reckoned.sort_by_key(|(id, _)| *id);
        reckoned
    }

    /// Facts with values, as profiles and examples write them.
    pub(super) fn facts(&self, table: &Table, problems: &mut Vec<Problem>) -> Vec<(FactId, Values)> {
        let mut facts = Vec::new();
        for entry in &table.entries {
            let Some(id) = self.fact(&entry.key, &entry.key_place, problems) else { continue };
            match self.value(id, &entry.node) {
                Ok(values) => facts.push((id, values)),
                Err(problem) => problems.push(problem),
            }
        }
        facts.sort_by_key(|(id, _)| *id);
        facts
    }

    fn value(&self, id: FactId, node: &Node) -> Result<Values, Problem> {
        let word = self.vocabulary.fact_word(id);
        if self.unsure.contains(&word.name) {
            return Ok(Values::Truth(crate::quantity::Truth::Unknown));
        }
        let whole = match word.unit {
            Unit::Choice => Values::Choice(Names::first(word.members.len())),
            _ => Values::Truth(crate::quantity::Truth::Unknown),
        };
        let range = self.ranges.get(id.0 as usize).unwrap_or(&whole);
        read_values(node, Measure { name: &word.name, unit: word.unit, members: &word.members, range })
    }

    /// A table of stages by track.
    pub(super) fn stages(&self, table: &Table, problems: &mut Vec<Problem>) -> Vec<(TrackId, usize)> {
        let mut stages = Vec::new();
        for entry in &table.entries {
            let Some(track) = self.track(&entry.key, &entry.key_place, problems) else { continue };
            let Value::String(text) = &entry.node.value else {
                let message = format!("a stage is a name, not {}", entry.node.kind());
                problems.push(
                    Problem::at(Code::WrongType, &entry.node.place, message, "expected a string")
                        .help(format!("write {} = \"scaled-reads\"", entry.key)),
                );
                continue;
            };
            if let Some(stage) = self.stage(track, text, &entry.node.place, problems) {
                stages.push((track, stage));
            }
        }
        stages.sort_unstable();
        stages
    }

    /// `{ scale = "serverless" }`
    pub(super) fn lanes(&self, table: &Table, problems: &mut Vec<Problem>) -> Vec<(TrackId, usize)> {
        let mut lanes = Vec::new();
        for entry in &table.entries {
            let Some(track) = self.track(&entry.key, &entry.key_place, problems) else { continue };
            let known = &self.vocabulary.track_word(track).lanes;
            let (place, text) = (
                &entry.node.place,
                match &entry.node.value {
                    Value::String(text) => &**text,
                    _ => "",
                },
            );
            match known.iter().position(|lane| lane == text) {
                Some(lane) => lanes.push((track, lane)),
                None => {
                    let message = format!("track `{}` has no lane `{text}`", entry.key);
                    let problem = Problem::at(Code::UnknownLane, place, message, "not known");
                    let names = known.iter().map(String::as_str);
                    problems.push(problem.did_you_mean(text, names, &format!("its lanes: {}", known.join(", "))));
                }
            }
        }
        lanes.sort_unstable();
        lanes
    }
}

/// Tells every name that stands twice in a list.
pub(super) fn twice(texts: &[Text<'_>], problems: &mut Vec<Problem>) {
    for (index, text) in texts.iter().enumerate() {
        // Lists are short.
        if let Some(first) = texts[..index].iter().find(|first| first.text == text.text) {
            problems.push(
                Problem::at(Code::GivenTwice, text.place(), format!("`{}` stands twice", text.text), "again here")
                    .and_at(first.place(), "first here")
                    .help("keep one of the two"),
            );
        }
    }
}

/// Says whether a fault in an expression may only be there because the unit or names of a fact are not known.
fn follows_from_unit(code: Code) -> bool {
    matches!(code, Code::MismatchedUnits | Code::WrongOperand | Code::ShareOverOne | Code::UnknownMember)
}
