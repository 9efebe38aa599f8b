//! Reads the model of a burst.

use super::bursts::{BurstModel, BurstPolicy, Fit, Proviso, Saving};
use super::components::Way;
use super::link::Link;
use super::load::id_is_stem;
use super::read_components::ways_of;
use super::words::{BurstInput, PolicyKind};
use crate::document::reader::Reader;
use crate::document::{Node, Table, Value};
use crate::problem::{Place, Problem};

/// Reads `models/burst.toml`.
pub(super) fn burst_model(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Option<BurstModel> {
    let mut reader = Reader::new(table, place, ("model", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let track = reader
        .needed_text("stages_of", "stages_of = \"TRACK\"")
        .and_then(|text| link.track(text.text, text.place(), reader.problems()));
    let inputs = inputs(&mut reader, link);
    for (word, input) in BurstInput::WORDS {
        if !reader.has(word) && !input.is_optional() {
            reader.missing(word, &format!("{word} = 'FACT'"));
        }
    }
    let mut policies = Vec::new();
    for (table, node) in reader.tables("policies") {
        let mut inner = Reader::new(table, &node.place, "a policy", reader.problems());
        let stage = inner
            .needed_text("stage", "")
            .and_then(|text| track.and_then(|track| link.stage(track, text.text, text.place(), inner.problems())));
        let kind = inner.word("kind", PolicyKind::WORDS);
        if table.get("kind").is_none() {
            inner.missing("kind", "kind = \"reactive\"");
        }
        let needs = link.condition(&mut inner, "needs");
        let why = inner.text("why").map(|text| text.text.to_owned());
        for (one, other) in [("needs", "why"), ("why", "needs")] {
            if inner.has(one) && !inner.has(other) {
                inner.missing(other, "needs = 'FACT', why = \"A schedule needs a time.\"");
            }
        }
        let provided = proviso(&mut inner);
        inner.finish();
        if let (Some(stage), Some(kind)) = (stage, kind) {
            policies.push(BurstPolicy { stage, kind, needs, why, provided });
        }
    }
    if !reader.has("policies") {
        reader.missing("policies", "[[policies]]");
    }
    let fits = fit(&mut reader, link);
    let savings = savings(&mut reader, link);
    let provenance = link.provenance(&mut reader);
    reader.finish();
    Some(BurstModel { title, track: track?, fits, inputs, policies, savings, provenance })
}

/// Which architectures the model reckons, and why not others.
fn fit(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Option<Fit> {
    let (table, entry) = reader.table("fits")?;
    let mut inner = Reader::new(table, &entry.node.place, "`fits`", reader.problems());
    let when = link.condition(&mut inner, "when");
    if when.is_none() && !inner.has("when") {
        inner.missing("when", "when = 'CONDITION'");
    }
    let why = inner.needed_text("why", "").map(|text| text.text.to_owned());
    let instead = inner.text("instead").map(|text| text.text.to_owned());
    inner.finish();
    Some(Fit { when: when?, why: why?, instead })
}

/// What a policy takes for granted.
fn proviso(reader: &mut Reader<'_, '_>) -> Option<Proviso> {
    let (table, entry) = reader.table("provided")?;
    let mut inner = Reader::new(table, &entry.node.place, "`provided`", reader.problems());
    let input = inner.word("input", BurstInput::WORDS);
    if input.is_none() && !inner.has("input") {
        inner.missing("input", "input = \"lag\"");
    }
    let words = inner.needed_text("words", "").map(|text| text.text.to_owned());
    inner.finish();
    Some(Proviso { input: input?, words: words? })
}

/// What is tried instead.
fn savings(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Saving> {
    let tables = reader.tables("savings");
    let mut savings = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "a saving", reader.problems());
        let id = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let when = link.condition(&mut inner, "when");
        let mut instead = Vec::new();
        match inner.table("instead") {
            Some((table, entry)) => {
                let mut changed = Reader::new(table, &entry.node.place, "`instead`", inner.problems());
                instead = inputs(&mut changed, link);
                changed.finish();
            }
            None if !inner.has("instead") => inner.missing("instead", "instead = { delay = '3 min' }"),
            None => {}
        }
        let sources = link.needed_sources(&mut inner);
        inner.finish();
        super::read_steps::second_id(&tables[..index], table, "savings", reader);
        savings.push(Saving { id, title, when, instead, sources });
    }
    savings
}

/// The inputs of a table in the order of the words, each with a way to work it out or a list of them.
fn inputs(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<(BurstInput, Vec<Way>)> {
    let mut found = Vec::new();
    for (word, input) in BurstInput::WORDS {
        let Some(entry) = reader.take(word) else { continue };
        let nodes: Vec<&Node> = match &entry.node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![&entry.node],
        };
        let ways = ways_of(nodes, (word, input.unit()), reader, link);
        if !ways.is_empty() {
            found.push((*input, ways));
        }
    }
    found
}
