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
    let mut reader = Reader::new(table, place, ("gate", id), problems);
    reader.format();
    super::load::id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let aim = aim(&mut reader, link);
    let kind = reader.word("kind", GateKind::WORDS);
    if !reader.has("kind") {
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
    let waivable = reader.truth("waivable").unwrap_or(true);
    let provenance = link.provenance(&mut reader);
    let examples = link.part(&mut reader, "examples", examples);
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
        waivable,
        provenance,
        examples,
        place: place.clone(),
    };
    if problems.len() == before && link.later.is_none() {
        let place = table.get("examples").map_or(place, |examples| &examples.key_place);
        enough_examples(("gate", id), &gate.examples, place, problems);
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
            if !reader.has("for") && !reader.has("against") {
                reader.missing("for", "for = \"read-replicas\"");
            }
            None
        }
    }
}

fn hard(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Hard {
    let Some(entry) = reader.take("hard") else { return Hard::No };
    match entry.node.value {
        Value::Bool(true) => Hard::Always,
        Value::Bool(false) => Hard::No,
        Value::String(_) => link.condition(reader, "hard").map_or(Hard::No, Hard::When),
        _ => {
            let message = format!("`hard` takes true or a condition, not {}", entry.node.kind());
            let problem = Problem::at(Code::WrongType, &entry.node.place, message, "expected true or a condition");
            reader.problems().push(problem.help("write hard = true, or hard = 'database_cpu_peak >= 70%'"));
            Hard::No
        }
    }
}

fn until(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Until {
    if let Some(entry) = reader.take("until")
        && let Value::String(word) = &entry.node.value
    {
        if word != "anything" {
            let message = format!("`{word}` is no word that `until` takes");
            let problem = Problem::at(Code::UnknownWord, &entry.node.place, message, "not one of its words")
                .help("write until = \"anything\", or sets: until = [[\"database_cpu_peak\"]]");
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
                _ => {
                    let message = format!("a fact is a name, not {}", item.kind());
                    let problem = Problem::at(Code::WrongType, &item.place, message, "expected a string");
                    reader.problems().push(problem.help("for example until = [[\"database_cpu_peak\"]]"));
                }
            }
        }
        set.sort_unstable();
        sets.push(set);
    }
    Until::Sets(sets)
}

/// The examples of a gate or a finding.
pub(super) fn examples(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Example> {
    let tables = reader.tables("examples");
    tables.into_iter().map(|(table, node)| example(table, &node.place, link, reader.problems())).collect()
}

fn example(table: &Table, place: &Place, link: &Link<'_>, problems: &mut Vec<Problem>) -> Example {
    let mut reader = Reader::new(table, place, "an example", problems);
    let name =
        reader.needed_text("name", "name = \"on the line\"").map(|text| text.text.to_owned()).unwrap_or_default();
    let facts = match reader.table("facts") {
        Some((facts, _)) => link.facts(facts, reader.problems()),
        None => Vec::new(),
    };
    let reckoned = match reader.table("reckoned") {
        Some((reckoned, _)) => link.reckoned(reckoned, reader.problems()),
        None => Vec::new(),
    };
    let has = link.capabilities(&mut reader, "has");
    let lacks = link.capabilities(&mut reader, "lacks");
    let at = match reader.table("at") {
        Some((at, _)) => link.stages(at, reader.problems()),
        None => Vec::new(),
    };
    let lanes = match reader.table("lane") {
        Some((lanes, _)) => link.lanes(lanes, reader.problems()),
        None => Vec::new(),
    };
    let expected = reader.word("expect", Expected::WORDS);
    if !reader.has("expect") {
        reader.missing("expect", "expect = \"holds\"");
    }
    reader.finish();
    let (expected, place) = (expected.unwrap_or(Expected::CannotTell), place.clone());
    Example { name, facts, reckoned, has, lacks, at, lanes, expected, place }
}

/// Every gate and finding shows that it can hold, can fail, and can be unknown.
pub(super) fn enough_examples(
    (kind, id): (&str, &str),
    examples: &[Example],
    place: &Place,
    problems: &mut Vec<Problem>,
) {
    let shown = |expected: &Expected| examples.iter().any(|example| example.expected == *expected);
    let lacking: Vec<String> =
        Expected::WORDS.iter().filter(|(_, expected)| !shown(expected)).map(|(word, _)| format!("`{word}`")).collect();
    if !lacking.is_empty() {
        let label = format!("none expects {}", lacking.join(", "));
        problems.push(
            Problem::at(Code::MissingExample, place, format!("{kind} `{id}` lacks examples"), label)
                .because(format!("a {kind} that was never seen to come out each way may come out only one way"))
                .help(format!("add examples with expect = {}", lacking.join(", ").replace('`', "\""))),
        );
    }
}
