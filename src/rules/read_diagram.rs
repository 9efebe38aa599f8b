//! Reads `diagram.toml`.

use super::base::Track;
use super::diagram::{Diagram, DiagramArrow, DiagramNode, DiagramNote, Shape};
use super::link::{Link, twice};
use super::read_names::entries;
use crate::document::reader::{Reader, Text};
use crate::document::{Table, Value};
use crate::expr::TrackId;
use crate::problem::{Code, Place, Problem};

/// Reads the boxes and arrows. No file draws nothing.
pub(super) fn diagram(
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    tracks: &[Track],
    problems: &mut Vec<Problem>,
) -> Diagram {
    let mut reader = Reader::new(table, place, "diagram.toml", problems);
    reader.format();
    let practices = link.capabilities(&mut reader, "practices");
    let mut nodes = Vec::new();
    for (entry, table) in entries(&mut reader, "node") {
        let mut inner = Reader::new(table, &entry.key_place, ("box", &*entry.key), reader.problems());
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let shape = inner.word("shape", Shape::WORDS);
        if !inner.has("shape") {
            inner.missing("shape", "shape = \"server\"");
        }
        let when = link.condition(&mut inner, "when");
        let lanes = lanes(&mut inner, link, tracks);
        let notes = notes(&mut inner, link);
        inner.text("reason");
        inner.finish();
        let shape = shape.unwrap_or(Shape::Server);
        nodes.push(DiagramNode { id: entry.key.to_string(), title, shape, when, lanes, notes });
    }
    let mut arrows = Vec::new();
    for (entry, table) in entries(&mut reader, "arrow") {
        let mut inner = Reader::new(table, &entry.key_place, ("arrow", &*entry.key), reader.problems());
        let from = ends("from", &nodes, &mut inner);
        let to = ends("to", &nodes, &mut inner);
        let text = inner.text("text").map(|text| text.text.to_owned());
        let when = link.condition(&mut inner, "when");
        inner.text("reason");
        inner.finish();
        arrows.push(DiagramArrow { from, to, text, when });
    }
    reader.finish();
    Diagram { nodes, arrows, practices }
}

fn notes(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<DiagramNote> {
    let tables = reader.tables("notes");
    let mut notes = Vec::new();
    for (table, node) in tables {
        let mut inner = Reader::new(table, &node.place, "a note of a box", reader.problems());
        let text = inner.needed_text("text", "text = \"in several zones\"").map(|text| text.text.to_owned());
        let when = link.condition(&mut inner, "when");
        inner.finish();
        notes.extend(text.map(|text| DiagramNote { text, when }));
    }
    notes
}

/// `lanes = { TRACK = ["…"] }`: one track, lanes of it.
fn lanes(reader: &mut Reader<'_, '_>, link: &Link<'_>, tracks: &[Track]) -> Option<(TrackId, Vec<usize>)> {
    let (table, _) = reader.table("lanes")?;
    let mut found = None;
    for entry in &table.entries {
        let Some(track) = link.track(&entry.key, &entry.key_place, reader.problems()) else { continue };
        let Value::Array(items) = &entry.node.value else {
            let message = format!("lanes are a list, not {}", entry.node.kind());
            let problem = Problem::at(Code::WrongType, &entry.node.place, message, "expected a list");
            reader.problems().push(problem.help(format!("write lanes = {{ {} = [\"…\"] }}", entry.key)));
            continue;
        };
        let known = tracks.iter().find(|known| known.name == entry.key).map(|track| track.lanes.as_slice());
        let mut lanes = Vec::new();
        for item in items {
            let word = if let Value::String(text) = &item.value { &**text } else { "" };
            let place = known.unwrap_or_default().iter().position(|lane| lane.name == word);
            match place {
                Some(lane) => lanes.push(lane),
                None => {
                    let message = format!("track `{}` has no lane `{word}`", entry.key);
                    let problem = Problem::at(Code::UnknownLane, &item.place, message, "not known");
                    let names = known.unwrap_or_default().iter().map(|lane| lane.name.as_str());
                    reader.problems().push(problem.did_you_mean(word, names, "lanes stand in track.toml"));
                }
            }
        }
        if let Some((first, _)) = &found
            && *first != track
        {
            let problem =
                Problem::at(Code::GivenTwice, &entry.key_place, "a box has lanes of one track", "a second track");
            reader.problems().push(problem.help("keep one of the two"));
        }
        found = Some((track, lanes));
    }
    found
}

/// The boxes at which an arrow may begin or end.
fn ends(key: &'static str, nodes: &[DiagramNode], reader: &mut Reader<'_, '_>) -> Vec<usize> {
    let texts: Vec<Text<'_>> = reader.texts(key);
    if !reader.has(key) {
        reader.missing(key, &format!("{key} = [\"servers\"]"));
    }
    twice(&texts, reader.problems());
    let mut found = Vec::new();
    for text in texts {
        match nodes.iter().position(|node| node.id == text.text) {
            Some(index) => found.push(index),
            None => {
                let message = format!("no box is called `{}`", text.text);
                let names = nodes.iter().map(|node| node.id.as_str());
                let problem = Problem::at(Code::UnknownId, text.place(), message, "not known");
                reader.problems().push(problem.did_you_mean(text.text, names, "boxes are [node.NAME] of diagram.toml"));
            }
        }
    }
    found
}
