//! Resolves the names that a file uses. Shared by all readers of rule files.

use std::collections::BTreeSet;

use super::base::Provenance;
use crate::document::reader::{Reader, Text};
use crate::document::{Node, Table, Value};
use crate::expr::{self, CapabilityId, FactId, Formula, TrackId, Vocabulary};
use crate::problem::{Code, Problem};
use crate::quantity::{Measure, Names, Unit, Values, read_values};

/// What every reader of rule files needs: the names, and the references that resolve.
pub(super) struct Link<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) references: &'a BTreeSet<String>,
    /// The range of each fact, by id; empty while facts themselves are read.
    pub(super) ranges: &'a [Values],
}

impl Link<'_> {
    /// `source` and `as_of`, both of which every entry must have.
    pub(super) fn provenance(&self, reader: &mut Reader<'_, '_>) -> Provenance {
        let sources = self.sources(reader);
        if sources.is_empty() {
            reader.missing("source", "source = [\"seed:001-L4\"]");
        }
        let as_of = reader.date("as_of").map(|date| date.text).unwrap_or_default();
        if as_of.is_empty() && reader.take("as_of").is_none() {
            reader.missing("as_of", "as_of = 2026-11-21");
        }
        Provenance { sources, as_of }
    }

    /// The references under `source`, each of which must resolve.
    pub(super) fn sources(&self, reader: &mut Reader<'_, '_>) -> Vec<String> {
        let texts = reader.texts("source");
        texts
            .into_iter()
            .map(|text| {
                if !self.references.contains(text.text) {
                    let known = self.references.iter().map(String::as_str);
                    reader.problems().push(
                        Problem::at(
                            Code::UnknownSource,
                            text.place(),
                            format!("no source is called `{}`", text.text),
                            "not in sources.toml",
                        )
                        .did_you_mean(
                            text.text,
                            known,
                            "add it to sources.toml: [seed.ROW] or [doc.NAME]",
                        ),
                    );
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

    /// A list of capabilities, sorted.
    pub(super) fn capabilities(&self, reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<CapabilityId> {
        let texts = reader.texts(key);
        let mut found: Vec<CapabilityId> =
            texts.into_iter().filter_map(|text| self.capability(text, reader.problems())).collect();
        found.dedup();
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
        if found.is_none() {
            problems.push(
                Problem::at(
                    Code::UnknownStage,
                    place,
                    format!("track `{}` has no stage `{text}`", word.name),
                    "not known",
                )
                .did_you_mean(text, word.stages.iter().map(String::as_str), "")
                .help(format!("its stages: {}", word.stages.join(", "))),
            );
        }
        found
    }

    /// A condition under a key.
    pub(super) fn condition(&self, reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Formula> {
        let text = reader.text(key)?;
        self.kept(expr::condition(text, self.vocabulary), reader)
    }

    /// A formula that gives a unit.
    pub(super) fn formula(&self, reader: &mut Reader<'_, '_>, text: Text<'_>, unit: Unit) -> Option<Formula> {
        self.kept(expr::formula(text, unit, self.vocabulary), reader)
    }

    fn kept(&self, result: Result<Formula, Vec<Problem>>, reader: &mut Reader<'_, '_>) -> Option<Formula> {
        match result {
            Ok(formula) => Some(formula),
            Err(found) => {
                reader.problems().extend(found);
                None
            }
        }
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
                problems.push(Problem::at(Code::WrongType, &entry.node.place, message, "expected a string"));
                continue;
            };
            if let Some(stage) = self.stage(track, text, &entry.node.place, problems) {
                stages.push((track, stage));
            }
        }
        stages.sort_unstable();
        stages
    }
}
