//! Reads tracks and stages.

use super::base::{Lane, Stage, Track};
use super::link::{Link, twice};
use super::load::id_is_stem;
use crate::document::reader::Reader;
use crate::document::{Node, Table, Value};
use crate::expr::TrackWord;
use crate::problem::{Code, Place, Problem};

/// Reads only what conditions must know of a track.
pub(super) fn track_word(name: &str, table: &Table, place: &Place, problems: &mut Vec<Problem>) -> TrackWord {
    let mut reader = Reader::new(table, place, ("track", name), problems);
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
    // Their names only: what else is wrong with them is told when the track is read.
    let mut lanes: Vec<String> = match table.get("lane").map(|entry| &entry.node.value) {
        Some(Value::Table(lanes)) => lanes.entries.iter().map(|entry| entry.key.to_string()).collect(),
        _ => Vec::new(),
    };
    lanes.sort();
    TrackWord { name: name.to_owned(), stages, lanes }
}

/// Reads a track; its stages are read from files of their own.
pub(super) fn track(name: &str, table: &Table, place: &Place, link: &Link<'_>, problems: &mut Vec<Problem>) -> Track {
    let mut reader = Reader::new(table, place, ("track", name), problems);
    reader.format();
    id_is_stem(&mut reader, name);
    reader.take("stages");
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let means = reader.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let main = reader.truth("main").unwrap_or(false);
    let described_with =
        reader.text("described_with").and_then(|text| link.track(text.text, text.place(), reader.problems()));
    let at_once = reader.truth("at_once").unwrap_or(false);
    let mut lanes = Vec::new();
    for (entry, table) in super::read_names::entries(&mut reader, "lane") {
        let mut inner = Reader::new(table, &entry.key_place, ("lane", &*entry.key), reader.problems());
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        inner.text("means");
        let marks = link.capabilities(&mut inner, "marks");
        inner.finish();
        lanes.push(Lane { name: entry.key.to_string(), title, marks });
    }
    // By name, so that the order of keys in the file changes nothing.
    lanes.sort_by(|a: &Lane, b: &Lane| a.name.cmp(&b.name));
    let texts = reader.texts("beside");
    twice(&texts, reader.problems());
    let beside = texts.into_iter().filter_map(|text| link.track(text.text, text.place(), reader.problems())).collect();
    let provenance = link.provenance(&mut reader);
    reader.finish();
    Track {
        name: name.to_owned(),
        title,
        means,
        main,
        described_with,
        at_once,
        stages: Vec::new(),
        lanes,
        beside,
        provenance,
    }
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
    let mut reader = Reader::new(table, place, ("stage", id), problems);
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
    let checklist = super::read_steps::checklist_of(id, &mut reader, link);
    reader.finish();
    Stage { name: id.to_owned(), title, means, core, bundle, options, lanes, checklist, provenance }
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
