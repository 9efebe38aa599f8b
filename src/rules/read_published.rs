//! Reads ladders that others have published.

use super::link::Link;
use super::load::id_is_stem;
use super::published::{PublishedLadder, Rung};
use crate::document::reader::Reader;
use crate::document::{Table, Value};
use crate::expr::TrackId;
use crate::problem::{Code, Place, Problem};

/// Reads a ladder; `track` is the one whose stages its rungs name.
pub(super) fn published(
    id: &str,
    track: Option<TrackId>,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> PublishedLadder {
    let mut reader = Reader::new(table, place, ("ladder", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let user = reader.needed_text("user", "user = \"not said\"").map(|text| text.text.to_owned()).unwrap_or_default();
    let published = day_or_month(&mut reader);
    let provenance = link.provenance(&mut reader);
    let tables = reader.tables("rung");
    if tables.is_empty() && !reader.has("rung") {
        reader.missing("rung", "[[rung]]");
    }
    let rungs = tables
        .into_iter()
        .enumerate()
        .filter_map(|(index, (table, node))| {
            let what = format!("rung {} of ladder `{id}`", index + 1);
            rung(index, track, Reader::new(table, &node.place, what, reader.problems()), link)
        })
        .collect();
    reader.finish();
    PublishedLadder { id: id.to_owned(), title, user, published, rungs, provenance }
}

fn rung(index: usize, track: Option<TrackId>, mut reader: Reader<'_, '_>, link: &Link<'_>) -> Option<Rung> {
    let when = link.condition(&mut reader, "when");
    let given = reader.has("when");
    if index > 0 && !given {
        reader.missing("when", "when = 'users > 10'");
    }
    let to = reader.needed_text("to", "to = \"STAGE\"");
    let to = to.zip(track).and_then(|(to, track)| link.stage(track, to.text, to.place(), reader.problems()));
    let brings = link.capabilities(&mut reader, "brings");
    let says = reader.needed_text("says", "").map(|text| text.text.to_owned()).unwrap_or_default();
    reader.finish();
    // A condition that cannot be read was told; without it the rung would stand everywhere.
    let when = if given { Some(when?) } else { None };
    Some(Rung { when, to: to?, brings, says })
}

/// When it came out: `2016-01-11`, or as much of that as is known.
fn day_or_month(reader: &mut Reader<'_, '_>) -> String {
    let Some(entry) = reader.take("published") else {
        reader.missing("published", "published = 2016-01-11");
        return String::new();
    };
    let text = match &entry.node.value {
        Value::Date(_) => return reader.date("published").map(|date| date.text).unwrap_or_default(),
        Value::String(text) => &**text,
        _ => "",
    };
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if !["0000", "0000-00", "0000-00-00"].contains(&shape.as_str()) {
        let message = "`published` is a day, a month or a year";
        let problem = Problem::at(Code::MalformedDate, &entry.node.place, message, "not one of them");
        reader.problems().push(problem.help("write 2016-01-11, \"2016-01\" or \"2016\""));
    }
    text.to_owned()
}
