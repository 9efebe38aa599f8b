//! Reads a profile document.

use std::sync::Arc;

use super::{Current, Named, Origin, Profile, Told, Waiver};
use crate::document::reader::{Reader, Text};
use crate::document::{self, Entry, Language, Node, Table, Value};
use crate::expr::{FactId, TrackId};
use crate::problem::{Code, Place, Problem, SourceText, in_order};
use crate::quantity::{Measure, read_values};
use crate::rules::RuleBase;

/// A profile that says nothing.
pub fn empty() -> Profile {
    Profile::default()
}

/// Reads a profile in TOML or JSON.
///
/// # Errors
/// Every fault of the document.
pub fn read(source: &Arc<SourceText>, base: &RuleBase) -> Result<Profile, Vec<Problem>> {
    let root = document::parse(source, Language::of(source.name(), source.text()))?;
    let Value::Table(table) = &root.value else { return Ok(empty()) };
    let mut problems = Vec::new();
    let profile = profile(table, source, base, &mut problems);
    if problems.is_empty() { Ok(profile) } else { Err(in_order(problems)) }
}

/// Reads a file that holds waivers and nothing else.
///
/// # Errors
/// Every fault of the document.
pub fn read_waivers(source: &Arc<SourceText>) -> Result<Vec<Waiver>, Vec<Problem>> {
    let root = document::parse(source, Language::of(source.name(), source.text()))?;
    let Value::Table(table) = &root.value else { return Ok(Vec::new()) };
    let mut problems = Vec::new();
    let mut reader = Reader::new(table, &Place::new(source, 0, 0), "a file of waivers", &mut problems);
    reader.format();
    let tables = reader.tables("waiver");
    let waivers = tables.into_iter().filter_map(|(table, node)| waiver(table, node, reader.problems())).collect();
    reader.finish();
    if problems.is_empty() { Ok(waivers) } else { Err(in_order(problems)) }
}

fn profile(table: &Table, source: &Arc<SourceText>, base: &RuleBase, problems: &mut Vec<Problem>) -> Profile {
    let mut reader = Reader::new(table, &Place::new(source, 0, 0), "a profile", problems);
    reader.format();
    let name = reader.text("name").map(|text| text.text.to_owned());
    let mut told = Vec::new();
    for (key, origin) in [("facts", Origin::Stated), ("measured", Origin::Measured)] {
        if let Some((facts, _)) = reader.table(key) {
            told.extend(facts.entries.iter().filter_map(|entry| value(entry, origin, base, reader.problems())));
        }
    }
    told.sort_by_key(|told| (told.fact, told.origin));
    let current = match reader.table("current") {
        Some((table, entry)) => current(table, entry, base, reader.problems()),
        None => Current::default(),
    };
    let tables = reader.tables("waiver");
    let waivers = tables.into_iter().filter_map(|(table, node)| waiver(table, node, reader.problems())).collect();
    reader.finish_with(|key| {
        base.vocabulary.fact(key).is_some().then(|| format!("`{key}` is a fact: put it below [facts]"))
    });
    Profile { name, told, current, waivers }
}

/// The fact that an entry names, with the problem told where there is none.
pub(super) fn fact(name: &str, place: &Place, base: &RuleBase) -> Result<FactId, Problem> {
    base.vocabulary.fact(name).ok_or_else(|| {
        let problem = Problem::at(Code::UnknownFact, place, format!("no fact is called `{name}`"), "not known");
        if base.vocabulary.capability(name).is_some() {
            return problem.help(format!("`{name}` is a capability: list it under `has` in [current]"));
        }
        problem.did_you_mean(
            name,
            base.vocabulary.fact_names(),
            "`nextrung rules list --kind fact` shows every name with its unit",
        )
    })
}

fn value(entry: &Entry, origin: Origin, base: &RuleBase, problems: &mut Vec<Problem>) -> Option<Told> {
    let told = fact(&entry.key, &entry.key_place, base).and_then(|id| {
        let fact = base.fact(id);
        let measure = Measure { name: &fact.name, unit: fact.unit, members: &fact.members, range: &fact.range };
        let values = read_values(&entry.node, measure)?;
        Ok(Told { fact: id, values, origin, place: entry.key_place.clone() })
    });
    told.map_err(|problem| problems.push(problem)).ok()
}

fn current(table: &Table, entry: &Entry, base: &RuleBase, problems: &mut Vec<Problem>) -> Current {
    let mut reader = Reader::new(table, &entry.key_place, "`current`", problems);
    let mut stages = Vec::new();
    if let Some(entry) = reader.take("stage") {
        match &entry.node.value {
            Value::String(text) => stages.extend(stage_anywhere(text, &entry.node.place, base, reader.problems())),
            Value::Table(table) => {
                for entry in &table.entries {
                    stages.extend(stage_of(entry, base, reader.problems()));
                }
            }
            _ => {
                let message = format!("`stage` takes a table of tracks, not {}", entry.node.kind());
                reader.problems().push(
                    Problem::at(Code::WrongType, &entry.node.place, message, "expected a table")
                        .help("write stage = { scale = \"scaled-reads\" }"),
                );
            }
        }
    }
    let has = named(&mut reader, "has", base);
    let lacks = named(&mut reader, "lacks", base);
    let lane = reader.text("lane").and_then(|text| lane(text.text, text.place(), base, reader.problems()));
    reader.finish();
    has_and_lacks(&has, &lacks, base, problems);
    Current { stages, has, lacks, lane, shown: Vec::new(), contested: Vec::new() }
}

fn named(reader: &mut Reader<'_, '_>, key: &'static str, base: &RuleBase) -> Vec<Named> {
    let texts = reader.texts(key);
    let mut found: Vec<Named> = Vec::new();
    for text in texts {
        let Some(capability) = capability(text, base, reader.problems()) else { continue };
        match found.iter().find(|other| other.capability == capability) {
            Some(first) => {
                let problem =
                    Problem::at(Code::GivenTwice, text.place(), format!("`{}` stands twice", text.text), "again here")
                        .and_at(&first.place, "first here")
                        .help("keep one of the two");
                reader.problems().push(problem);
            }
            None => found.push(Named::stated(capability, text.place().clone())),
        }
    }
    found
}

/// A capability by name, with a hint where the name is a stage or a fact.
pub(super) fn capability(
    text: Text<'_>,
    base: &RuleBase,
    problems: &mut Vec<Problem>,
) -> Option<crate::expr::CapabilityId> {
    let found = base.vocabulary.capability(text.text);
    if found.is_none() {
        let problem = Problem::at(
            Code::UnknownCapability,
            text.place(),
            format!("no capability is called `{}`", text.text),
            "not known",
        );
        let is_stage = base.tracks.iter().find(|track| track.stages.iter().any(|stage| stage.name == text.text));
        problems.push(match is_stage {
            Some(track) => {
                problem.help(format!("it is a stage: write stage = {{ {} = \"{}\" }}", track.name, text.text))
            }
            None => problem.did_you_mean(
                text.text,
                base.vocabulary.capability_names(),
                "`nextrung rules list --kind capability` shows every name",
            ),
        });
    }
    found
}

pub(super) fn has_and_lacks(has: &[Named], lacks: &[Named], base: &RuleBase, problems: &mut Vec<Problem>) {
    for lacking in lacks {
        let name = base.vocabulary.capability_name(lacking.capability);
        if let Some(having) = has.iter().find(|having| having.capability == lacking.capability) {
            problems.push(
                Problem::at(
                    Code::HasAndLacks,
                    &lacking.place,
                    format!("`{name}` is both there and not there"),
                    "not there",
                )
                .and_at(&having.place, "there")
                .help("keep one of the two"),
            );
        } else if let Some(having) =
            has.iter().find(|having| base.brings(&[having.capability]).contains(&lacking.capability))
        {
            let other = base.vocabulary.capability_name(having.capability);
            problems.push(
                Problem::at(
                    Code::HasAndLacks,
                    &lacking.place,
                    format!("`{name}` is not there, but `{other}` brings it"),
                    "not there",
                )
                .and_at(&having.place, format!("brings `{name}`"))
                .help(format!("who has `{other}` has `{name}` too: drop one of the two")),
            );
        }
    }
}

fn stage_of(entry: &Entry, base: &RuleBase, problems: &mut Vec<Problem>) -> Option<(TrackId, usize, Place)> {
    let track = track(&entry.key, &entry.key_place, base, problems)?;
    match &entry.node.value {
        Value::String(text) => {
            stage(track, text, &entry.node.place, base, problems).map(|stage| (track, stage, entry.node.place.clone()))
        }
        _ => {
            let message = format!("a stage is a name, not {}", entry.node.kind());
            problems.push(
                Problem::at(Code::WrongType, &entry.node.place, message, "expected a string")
                    .help(format!("write {} = \"scaled-reads\"", entry.key)),
            );
            None
        }
    }
}

pub(super) fn track(name: &str, place: &Place, base: &RuleBase, problems: &mut Vec<Problem>) -> Option<TrackId> {
    let found = base.vocabulary.track(name);
    if found.is_none() {
        let known: Vec<&str> = base.vocabulary.track_names().collect();
        problems.push(
            Problem::at(Code::UnknownTrack, place, format!("no track is called `{name}`"), "not known").did_you_mean(
                name,
                known.iter().copied(),
                &format!("tracks: {}", known.join(", ")),
            ),
        );
    }
    found
}

pub(super) fn stage(
    track: TrackId,
    name: &str,
    place: &Place,
    base: &RuleBase,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let track = base.track(track);
    let found = track.stages.iter().position(|stage| stage.name == name);
    if found.is_none() {
        let known: Vec<&str> = track.stages.iter().map(|stage| stage.name.as_str()).collect();
        problems.push(
            Problem::at(
                Code::UnknownStage,
                place,
                format!("track `{}` has no stage `{name}`", track.name),
                "not known",
            )
            .did_you_mean(name, known.iter().copied(), &format!("its stages: {}", known.join(", "))),
        );
    }
    found
}

/// A stage whose track is not named: that of the main track, else the only one of this name.
pub(super) fn stage_anywhere(
    name: &str,
    place: &Place,
    base: &RuleBase,
    problems: &mut Vec<Problem>,
) -> Option<(TrackId, usize, Place)> {
    let main = base.main_track()?;
    let on = |track: TrackId| {
        base.track(track).stages.iter().position(|stage| stage.name == name).map(|stage| (track, stage))
    };
    let found = on(main).or_else(|| base.track_ids().find_map(on));
    match found {
        Some((track, stage)) => Some((track, stage, place.clone())),
        None => {
            stage(main, name, place, base, problems);
            None
        }
    }
}

pub(super) fn lane(
    name: &str,
    place: &Place,
    base: &RuleBase,
    problems: &mut Vec<Problem>,
) -> Option<(TrackId, usize)> {
    let all = base
        .track_ids()
        .flat_map(|track| base.track(track).lanes.iter().enumerate().map(move |(index, lane)| (track, index, lane)));
    let all: Vec<_> = all.collect();
    let found = all.iter().find(|(_, _, lane)| lane.name == name).map(|(track, index, _)| (*track, *index));
    if found.is_none() {
        let known: Vec<&str> = all.iter().map(|(_, _, lane)| lane.name.as_str()).collect();
        problems.push(
            Problem::at(Code::UnknownLane, place, format!("no lane is called `{name}`"), "not known").did_you_mean(
                name,
                known.iter().copied(),
                &format!("lanes: {}", known.join(", ")),
            ),
        );
    }
    found
}

fn waiver(table: &Table, node: &Node, problems: &mut Vec<Problem>) -> Option<Waiver> {
    let mut reader = Reader::new(table, &node.place, "a waiver", problems);
    let mut needed =
        |key: &'static str, example: &str| reader.needed_text(key, example).map(|text| text.text.to_owned());
    let finding = needed("finding", "finding = \"single-az-database\"");
    let reason = needed("reason", "reason = \"moves in January\"");
    let owner = needed("owner", "owner = \"platform\"");
    let resource = reader.text("resource").map(|text| text.text.to_owned());
    let expires = reader.date("expires").map(|date| date.text);
    if table.get("expires").is_none() {
        reader.missing("expires", "expires = 2027-01-31");
    }
    reader.finish();
    Some(Waiver {
        finding: finding?,
        resource,
        reason: reason?,
        owner: owner?,
        expires: expires?,
        place: node.place.clone(),
    })
}
