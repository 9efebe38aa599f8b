//! Reads tracks, stages, transitions and choices.

use super::base::{Choice, ChoiceOption, Ground, Item, Lane, LeadTime, Requirement, Stage, Track, Transition};
use super::link::{Link, twice};
use super::load::id_is_stem;
use super::words::{Effort, GateKind, Phase, Risk, TimeUnit};
use crate::document::reader::Reader;
use crate::document::{Node, Table, Value};
use crate::expr::{TrackId, TrackWord};
use crate::problem::{Code, Place, Problem};

/// Reads only what conditions must know of a track.
pub(super) fn track_word(name: &str, table: &Table, place: &Place, problems: &mut Vec<Problem>) -> TrackWord {
    let mut reader = Reader::new(table, place, format!("track `{name}`"), problems);
    let texts = reader.texts("stages");
    twice(&texts, reader.problems());
    let stages: Vec<String> = texts.into_iter().map(|text| text.text.to_owned()).collect();
    match reader.take("stages").map(|entry| &entry.node) {
        None => reader.missing("stages", "stages = [\"first\", \"second\"]"),
        Some(Node { value: Value::Array(items), place }) if items.is_empty() => {
            let problem = Problem::at(Code::MissingKey, place, "`stages` is empty", "nothing here");
            reader.problems().push(problem.help("for example: stages = [\"first\", \"second\"]"));
        }
        Some(_) => {}
    }
    TrackWord { name: name.to_owned(), stages }
}

/// Reads a track; its stages are read from files of their own.
pub(super) fn track(name: &str, table: &Table, place: &Place, link: &Link<'_>, problems: &mut Vec<Problem>) -> Track {
    let mut reader = Reader::new(table, place, format!("track `{name}`"), problems);
    reader.format();
    id_is_stem(&mut reader, name);
    reader.take("stages");
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let means = reader.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let main = reader.truth("main").unwrap_or(false);
    let mut lanes = Vec::new();
    for (entry, table) in super::read_names::entries(&mut reader, "lane") {
        let mut inner = Reader::new(table, &entry.key_place, format!("lane `{}`", entry.key), reader.problems());
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        inner.text("means");
        let marks = link.capabilities(&mut inner, "marks");
        inner.finish();
        lanes.push(Lane { name: entry.key.clone(), title, marks });
    }
    // By name, so that the order of keys in the file changes nothing.
    lanes.sort_by(|a: &Lane, b: &Lane| a.name.cmp(&b.name));
    link.provenance(&mut reader);
    reader.finish();
    Track { name: name.to_owned(), title, means, main, stages: Vec::new(), lanes }
}

/// Reads a stage.
pub(super) fn stage(
    id: &str,
    track: &Track,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Stage {
    let mut reader = Reader::new(table, place, format!("stage `{id}`"), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let means = reader.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let core = link.capabilities(&mut reader, "core");
    let bundle = link.capabilities(&mut reader, "bundle");
    let options = link.capabilities(&mut reader, "options");
    let mut lanes = vec![Vec::new(); track.lanes.len()];
    if let Some((table, _)) = reader.table("lanes") {
        for entry in &table.entries {
            match track.lanes.iter().position(|lane| lane.name == entry.key) {
                Some(index) => lanes[index] = names(&entry.node, link, reader.problems()),
                None => {
                    let known: Vec<&str> = track.lanes.iter().map(|lane| lane.name.as_str()).collect();
                    let problem = Problem::at(
                        Code::UnknownLane,
                        &entry.key_place,
                        format!("track `{}` has no lane `{}`", track.name, entry.key),
                        "not known",
                    )
                    .did_you_mean(
                        &entry.key,
                        known.iter().copied(),
                        &format!("its lanes: {}", known.join(", ")),
                    );
                    reader.problems().push(problem);
                }
            }
        }
    }
    let provenance = link.provenance(&mut reader);
    reader.finish();
    Stage { name: id.to_owned(), title, means, core, bundle, options, lanes, provenance }
}

fn names(node: &crate::document::Node, link: &Link<'_>, problems: &mut Vec<Problem>) -> Vec<crate::expr::CapabilityId> {
    let Value::Array(items) = &node.value else {
        let message = format!("expected a list of capabilities, not {}", node.kind());
        problems.push(
            Problem::at(Code::WrongType, &node.place, message, "expected a list").help("put it into brackets: [\"…\"]"),
        );
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| match &item.value {
            Value::String(text) => link.capability(crate::document::reader::Text { text, node: item }, problems),
            _ => {
                let message = format!("a capability is a name, not {}", item.kind());
                problems.push(
                    Problem::at(Code::WrongType, &item.place, message, "expected a string")
                        .help("for example containers = [\"kubernetes\"]"),
                );
                None
            }
        })
        .collect()
}

/// Reads a transition.
pub(super) fn transition(
    id: &str,
    (track, lanes): (TrackId, &[Lane]),
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Transition> {
    let mut reader = Reader::new(table, place, format!("transition `{id}`"), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    reader.text("title");
    let mut end = |key: &'static str| {
        let text = reader.text(key)?;
        link.stage(track, text.text, text.place(), reader.problems()).map(|stage| (stage, text.place().clone()))
    };
    let (from, to) = (end("from"), end("to"));
    let drops = link.capabilities(&mut reader, "drops");
    let lane = reader.text("lane").and_then(|text| {
        let found = lanes.iter().position(|lane| lane.name == text.text);
        if found.is_none() {
            let known: Vec<&str> = lanes.iter().map(|lane| lane.name.as_str()).collect();
            let problem = Problem::at(
                Code::UnknownLane,
                text.place(),
                format!("there is no lane `{}` here", text.text),
                "not known",
            );
            reader.problems().push(problem.did_you_mean(
                text.text,
                known.iter().copied(),
                &format!("lanes: {}", known.join(", ")),
            ));
        }
        found
    });
    match (&from, &to) {
        (Some((from_stage, from_place)), Some((to_stage, to_place))) if from_stage >= to_stage => {
            let problem =
                Problem::at(Code::ImpossibleEdge, to_place, "a step up ends above where it begins", "not above")
                    .and_at(from_place, "begins here")
                    .help("a way back has `drops` and no `to`");
            reader.problems().push(problem);
        }
        _ if !["to", "drops", "lane"].iter().any(|key| reader.has(key)) => {
            let problem = Problem::at(
                Code::ImpossibleEdge,
                place,
                format!("transition `{id}` leads nowhere"),
                "none of `to`, `drops` and `lane`",
            )
            .help("give the stage it ends on, what a way back takes away, or the lane it leads to");
            reader.problems().push(problem);
        }
        _ => {}
    }
    let effort = reader.word("effort", Effort::WORDS);
    if table.get("effort").is_none() {
        reader.missing("effort", "effort = \"weeks\"");
    }
    let risk = reader.word("risk", Risk::WORDS);
    if table.get("risk").is_none() {
        reader.missing("risk", "risk = \"medium\"");
    }
    let lead_time = lead_time(&mut reader);
    let reversible = reader.truth("reversible");
    if table.get("reversible").is_none() {
        reader.missing("reversible", "reversible = true");
    }
    let why = reader.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let provenance = link.provenance(&mut reader);
    let requires = requirements(&mut reader, link);
    let checklist = checklist(id, &mut reader, link);
    reader.finish();
    Some(Transition {
        id: id.to_owned(),
        track,
        from: from.map(|(stage, _)| stage),
        to: to.map(|(stage, _)| stage),
        lane,
        drops,
        effort: effort?,
        lead_time: lead_time?,
        risk: risk?,
        reversible: reversible?,
        why,
        requires,
        checklist,
        provenance,
        place: place.clone(),
    })
}

fn lead_time(reader: &mut Reader<'_, '_>) -> Option<LeadTime> {
    let Some((table, entry)) = reader.table("lead_time") else {
        if !reader.has("lead_time") {
            reader.missing("lead_time", "lead_time = { low = 2, high = 6, unit = \"weeks\" }");
        }
        return None;
    };
    let mut inner = Reader::new(table, &entry.node.place, "`lead_time`", reader.problems());
    let (low, high) = (inner.integer("low"), inner.integer("high"));
    let unit = inner.word("unit", TimeUnit::WORDS);
    for key in ["low", "high", "unit"] {
        if table.get(key).is_none() {
            inner.missing(key, "lead_time = { low = 2, high = 6, unit = \"weeks\" }");
        }
    }
    if let (Some((low, _)), Some((high, node))) = (low, high)
        && low > high
    {
        let problem =
            Problem::at(Code::EmptyRange, &node.place, "the lead time is empty", format!("{low} is above {high}"));
        inner.problems().push(problem.help("the low end comes first"));
    }
    inner.finish();
    Some(LeadTime { low: low?.0, high: high?.0, unit: unit? })
}

fn requirements(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Requirement> {
    let tables = reader.tables("requires");
    let mut requirements: Vec<Requirement> = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "a requirement", reader.problems());
        let id = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let capability = inner.text("capability").and_then(|text| link.capability(text, inner.problems()));
        let when = link.condition(&mut inner, "when");
        if table.get("capability").is_none() && table.get("when").is_none() {
            inner.missing("when", "when = 'not stateful_sessions', or capability = \"stateless-app\"");
        }
        let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let mend = inner.text("mend").map(|text| text.text.to_owned());
        let sources = link.sources(&mut inner);
        inner.finish();
        second_id(&tables[..index], table, "requirements", reader);
        requirements.push(Requirement { id, capability, when, why, mend, sources });
    }
    requirements
}

fn checklist(transition: &str, reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Item> {
    let tables = reader.tables("checklist");
    let mut items: Vec<Item> = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "a checklist item", reader.problems());
        let name = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let phase = inner.word("phase", Phase::WORDS);
        if table.get("phase").is_none() {
            inner.missing("phase", "phase = \"prepare\"");
        }
        let text = inner.needed_text("text", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let when = link.condition(&mut inner, "when");
        let sources = link.needed_sources(&mut inner);
        inner.finish();
        let id = format!("{transition}/{name}");
        second_id(&tables[..index], table, "items", reader);
        items.extend(phase.map(|phase| Item { id, phase, text, when, sources }));
    }
    // Phases in their order; inside a phase the order of the file, which is the order of the work.
    items.sort_by_key(|item| item.phase);
    items
}

/// Reads a choice.
pub(super) fn choice(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    tracks: &[Track],
    problems: &mut Vec<Problem>,
) -> Choice {
    let mut reader = Reader::new(table, place, format!("choice `{id}`"), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let lane_of = reader.text("lane_of").and_then(|text| link.track(text.text, text.place(), reader.problems()));
    let track =
        lane_of.and_then(|track| tracks.iter().find(|known| known.name == link.vocabulary.track_word(track).name));
    let tables = reader.tables("options");
    let mut options: Vec<ChoiceOption> = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "an option", reader.problems());
        let name = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let lane = inner.text("lane").and_then(|text| {
            let found = track.and_then(|track| track.lanes.iter().position(|lane| lane.name == text.text));
            if found.is_none() {
                let problem = Problem::at(
                    Code::UnknownLane,
                    text.place(),
                    format!("there is no lane `{}` here", text.text),
                    "not known",
                );
                inner.problems().push(problem.help("lanes stand in track.toml of the track named by `lane_of`"));
            }
            found
        });
        let marks = link.capabilities(&mut inner, "marks");
        let owner = format!("{id}/{name}");
        let rules_out = grounds(&owner, "rules_out", &mut inner, link);
        let calls_for = grounds(&owner, "calls_for", &mut inner, link);
        inner.finish();
        second_id(&tables[..index], table, "options", &mut reader);
        options.push(ChoiceOption { id: name, title, lane, marks, rules_out, calls_for });
    }
    if options.is_empty() {
        reader.missing("options", "[[options]]");
    }
    let provenance = link.provenance(&mut reader);
    reader.finish();
    Choice { id: id.to_owned(), title, lane_of, options, provenance }
}

fn grounds(owner: &str, key: &'static str, reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Ground> {
    let tables = reader.tables(key);
    let mut grounds: Vec<Ground> = Vec::new();
    for (table, node) in tables {
        let mut inner = Reader::new(table, &node.place, "a ground", reader.problems());
        let name = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let kind = inner.word("kind", GateKind::WORDS);
        if kind.is_none() && table.get("kind").is_none() {
            inner.missing("kind", "kind = \"capacity\"");
        }
        let when = link.condition(&mut inner, "when");
        if table.get("when").is_none() {
            inner.missing("when", "when = 'websockets'");
        }
        let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let sources = link.sources(&mut inner);
        if sources.is_empty() {
            inner.missing("source", "source = [\"doc:lambda-quotas\"]");
        }
        inner.finish();
        if let (Some(kind), Some(when)) = (kind, when) {
            grounds.push(Ground { id: format!("{owner}/{name}"), kind, when, why, sources });
        }
    }
    grounds
}

/// Tells an id that an earlier thing of the same file has; one that is missing was told already.
fn second_id(earlier: &[(&Table, &Node)], table: &Table, what: &str, reader: &mut Reader<'_, '_>) {
    let id = |table: &Table| match table.get("id").map(|entry| &entry.node) {
        Some(Node { place, value: Value::String(text) }) if !text.trim().is_empty() => {
            Some((text.clone(), place.clone()))
        }
        _ => None,
    };
    let Some((text, place)) = id(table) else { return };
    if let Some((_, first)) = earlier.iter().filter_map(|(table, _)| id(table)).find(|(other, _)| *other == text) {
        let message = format!("two {what} are called `{text}`");
        let problem = Problem::at(Code::DuplicateId, &place, message, "again here").and_at(&first, "first here");
        reader.problems().push(problem.help("give each an id of its own"));
    }
}
