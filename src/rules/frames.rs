//! Settings in which exercises are told: words only, on which no answer hangs.

use super::read_names::entries;
use crate::document::Table;
use crate::document::reader::Reader;
use crate::problem::Place;

/// A setting for an exercise: who runs the system, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its id.
    pub id: String,
    /// A noun phrase without an article: "seed library".
    pub title: String,
    /// What people do there, in a sentence or two.
    pub setting: String,
}

/// Reads `exercises.toml`; an empty list where there is none, for an exercise can be told without a setting.
pub(super) fn frames(table: &Table, place: &Place, problems: &mut Vec<crate::problem::Problem>) -> Vec<Frame> {
    if table.entries.is_empty() {
        return Vec::new();
    }
    let mut reader = Reader::new(table, place, "exercises.toml", problems);
    reader.format();
    let mut frames = Vec::new();
    for (entry, table) in entries(&mut reader, "frame") {
        let owner = format!("frame `{}`", entry.key);
        let mut inner = Reader::new(table, &entry.key_place, owner, reader.problems());
        let title = inner.needed_text("title", "title = \"seed library\"").map(|text| text.text.to_owned());
        let setting = inner.needed_text("setting", "").map(|text| text.text.to_owned());
        inner.text("reason");
        inner.finish();
        if let (Some(title), Some(setting)) = (title, setting) {
            frames.push(Frame { id: entry.key.to_string(), title, setting });
        }
    }
    reader.finish();
    frames.sort_by(|a, b| a.id.cmp(&b.id));
    frames
}
