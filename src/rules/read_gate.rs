//! Reads gates and their examples.

use super::base::{Aim, Example, Gate, Hard, Until};
use super::link::Link;
use super::words::{Expected, GateKind};
use crate::document::reader::Reader;
use crate::document::{Table, Value};
use crate::problem::{Code, Place, Problem};

/// Reads one gate.
pub(super) fn gate(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Gate> {
    let before = problems.len();
    let mut reader = Reader::new(table, place, format!("gate `{id}`"), problems);
    reader.format();
    super::load::id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let aim = aim(&mut reader, link);
    let kind = reader.word("kind", GateKind::WORDS);
    if kind.is_none() && table.get("kind").is_none() {
        reader.missing("kind", "kind = \"capacity\"");
    }
    let when = link.condition(&mut reader, "when");
    if table.get("when").is_none() {
        reader.missing("when", "when = 'read_share >= 80%'");
    }
    let hard = hard(&mut reader, link);
    let unless = link.condition(&mut reader, "unless");
    let until = until(&mut reader, link);
    let outgrown_by = link.capabilities(&mut reader, "outgrown_by");
    let why = reader.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let judgement = reader.word("basis", &[("judgement", true), ("measurement", false)]).unwrap_or(false);
    let provenance = link.provenance(&mut reader);
    let tables = reader.tables("examples");
    let examples: Vec<Example> =
        tables.into_iter().map(|(table, node)| example(table, &node.place, link, reader.problems())).collect();
    reader.finish();
    let gate = Gate {
        id: id.to_owned(),
        title,
        aim: aim?,
        kind: kind?,
        when: when?,
        hard,
        unless,
        until,
        outgrown_by,
        why,
        judgement,
        provenance,
        examples,
        place: place.clone(),
    };
    if problems.len() == before {
        enough_examples(&gate, problems);
    }
    Some(gate)
}

fn aim(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Option<Aim> {
    let (calls, burdens) = (reader.text("for"), reader.text("against"));
    match (calls, burdens) {
        (Some(text), None) => link.capability(text, reader.problems()).map(Aim::For),
        (None, Some(text)) => link.capability(text, reader.problems()).map(Aim::Against),
        (Some(first), Some(second)) => {
            let problem = Problem::at(
                Code::GivenTwice,
                second.place(),
                "a gate is for a capability or against one",
                "`against` here",
            )
            .and_at(first.place(), "`for` here")
            .help("write two gates");
            reader.problems().push(problem);
            None
        }
        (None, None) => {
            reader.missing("for", "for = \"read-replicas\"");
            None
        }
    }
}

fn hard(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Hard {
    let Some(entry) = reader.take("hard") else { return Hard::No };
    match entry.node.value {
        Value::Bool(true) => Hard::Always,
        Value::Bool(false) => Hard::No,
        _ => link.condition(reader, "hard").map_or(Hard::No, Hard::When),
    }
}

fn until(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Until {
    if let Some(entry) = reader.take("until")
        && let Value::String(word) = &entry.node.value
    {
        if word != "anything" {
            let problem =
                Problem::at(Code::UnknownWord, &entry.node.place, "`until` is none of its words", "not known")
                    .help("write until = \"anything\", or sets of facts: until = [[\"database_cpu_peak\"]]");
            reader.problems().push(problem);
        }
        return Until::Anything;
    }
    let mut sets = Vec::new();
    for node in reader.list("until") {
        let Value::Array(items) = &node.value else {
            let problem = Problem::at(
                Code::WrongType,
                &node.place,
                format!("`until` holds sets of facts, not {}", node.kind()),
                "expected a list",
            )
            .help("for example until = [[\"app_cpu_peak\"], [\"latency_p95\", \"latency_p95_target\"]]");
            reader.problems().push(problem);
            continue;
        };
        let mut set = Vec::new();
        for item in items {
            match &item.value {
                Value::String(name) => set.extend(link.fact(name, &item.place, reader.problems())),
                _ => reader.problems().push(Problem::at(
                    Code::WrongType,
                    &item.place,
                    "a fact is a name",
                    "expected a string",
                )),
            }
        }
        set.sort_unstable();
        sets.push(set);
    }
    Until::Sets(sets)
}

fn example(table: &Table, place: &Place, link: &Link<'_>, problems: &mut Vec<Problem>) -> Example {
    let mut reader = Reader::new(table, place, "an example", problems);
    let name =
        reader.needed_text("name", "name = \"on the line\"").map(|text| text.text.to_owned()).unwrap_or_default();
    let facts = match reader.table("facts") {
        Some((facts, _)) => link.facts(facts, reader.problems()),
        None => Vec::new(),
    };
    let has = link.capabilities(&mut reader, "has");
    let lacks = link.capabilities(&mut reader, "lacks");
    let at = match reader.table("at") {
        Some((at, _)) => link.stages(at, reader.problems()),
        None => Vec::new(),
    };
    let expected = reader.word("expect", Expected::WORDS);
    if expected.is_none() && table.get("expect").is_none() {
        reader.missing("expect", "expect = \"holds\"");
    }
    reader.finish();
    Example { name, facts, has, lacks, at, expected: expected.unwrap_or(Expected::CannotTell), place: place.clone() }
}

/// Every gate shows that it can hold, can fail, and can be unknown.
fn enough_examples(gate: &Gate, problems: &mut Vec<Problem>) {
    for (word, expected) in Expected::WORDS {
        if !gate.examples.iter().any(|example| example.expected == *expected) {
            problems.push(
                Problem::at(
                    Code::MissingExample,
                    &gate.place,
                    format!("gate `{}` has no example that expects `{word}`", gate.id),
                    "",
                )
                .because("a gate that was never seen to come out each way may come out only one way")
                .help(format!("add an example with expect = \"{word}\"")),
            );
        }
    }
}
