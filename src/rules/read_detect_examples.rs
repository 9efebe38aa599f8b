//! Reads the small inventories by which rules of detection show that they do what they say.

use super::detection::{DetectExample, DetectExpected, ExampleResource};
use super::link::Link;
use super::read_detection::Detecting;
use crate::document::reader::Reader;
use crate::document::{Node, Table, Value};
use crate::expr::FactId;
use crate::problem::{Code, Place, Problem};
use crate::quantity::{Interval, Measure, Unit, Values, read_values};

/// What examples of a file expect.
#[derive(Clone, Copy)]
pub(super) enum Expects<'a> {
    /// Numbers of components and their measures.
    Counts(&'a Detecting<'a>),
    /// Whether a capability is there.
    Presence { never_absent: bool },
    /// The value of a fact.
    Fact(&'a Detecting<'a>, FactId),
}

const PRESENCES: &[(&str, &str)] = &[("present", "present"), ("absent", "absent"), ("cannot-tell", "cannot-tell")];

/// The examples of a file.
pub(super) fn examples(reader: &mut Reader<'_, '_>, expects: Expects<'_>) -> Vec<DetectExample> {
    let tables = reader.tables("examples");
    tables.into_iter().filter_map(|(table, node)| example(table, &node.place, expects, reader.problems())).collect()
}

fn example(table: &Table, place: &Place, expects: Expects<'_>, problems: &mut Vec<Problem>) -> Option<DetectExample> {
    let mut reader = Reader::new(table, place, "an example", problems);
    let name = reader.needed_text("name", "name = \"two servers\"").map(|text| text.text.to_owned());
    let tables = reader.tables("resources");
    let resources = tables
        .into_iter()
        .enumerate()
        .map(|(index, (table, node))| resource(index, table, node, reader.problems()))
        .collect();
    let partial = reader.truth("partial").unwrap_or(false);
    if !reader.has("expect") {
        reader.missing("expect", "expect = \"present\"");
    }
    let expected = match expects {
        Expects::Presence { .. } => {
            reader.word("expect", PRESENCES).map(|word| DetectExpected::Presence(word.to_owned()))
        }
        Expects::Counts(detecting) => reader.table("expect").map(|(table, _)| {
            let counts = table.entries.iter().filter_map(|entry| {
                let Some(id) = detecting.vocabulary.fact(&entry.key) else {
                    let message = format!("nothing is counted under `{}`", entry.key);
                    let problem = Problem::at(Code::UnknownName, &entry.key_place, message, "not known");
                    let known = detecting.vocabulary.fact_names();
                    reader.problems().push(problem.did_you_mean(&entry.key, known, ""));
                    return None;
                };
                let range = Values::Number(Interval::new(0.0, f64::INFINITY));
                let measure = Measure { name: &entry.key, unit: Unit::Count, members: &[], range: &range };
                read_values(&entry.node, measure)
                    .map(|values| (id, values))
                    .map_err(|problem| reader.problems().push(problem))
                    .ok()
            });
            DetectExpected::Counts(counts.collect())
        }),
        Expects::Fact(detecting, fact) => {
            let entry = reader.take("expect")?;
            match &entry.node.value {
                Value::String(word) if word == "not-told" => Some(DetectExpected::Fact(None)),
                _ => value(detecting.link, fact, &entry.node, reader.problems())
                    .map(|values| DetectExpected::Fact(Some(values))),
            }
        }
    };
    reader.finish();
    Some(DetectExample { name: name?, resources, partial, expected: expected?, place: place.clone() })
}

fn value(link: &Link<'_>, fact: FactId, node: &Node, problems: &mut Vec<Problem>) -> Option<Values> {
    let word = link.vocabulary.fact_word(fact);
    let range = link.ranges.get(fact.0 as usize)?;
    let measure = Measure { name: &word.name, unit: word.unit, members: &word.members, range };
    read_values(node, measure).map_err(|problem| problems.push(problem)).ok()
}

fn resource(index: usize, table: &Table, node: &Node, problems: &mut Vec<Problem>) -> ExampleResource {
    let mut reader = Reader::new(table, &node.place, "a resource", problems);
    let kind =
        reader.needed_text("kind", "kind = \"aws_instance\"").map(|text| text.text.to_owned()).unwrap_or_default();
    let name = reader.text("name").map_or_else(|| format!("it{index}"), |text| text.text.to_owned());
    let address = reader.text("address").map_or_else(|| format!("{kind}.{name}"), |text| text.text.to_owned());
    let region = reader.text("region").map(|text| text.text.to_owned());
    let refers_to = reader.texts("refers_to").into_iter().map(|text| text.text.to_owned()).collect();
    let attributes = reader.table("attributes").map(|(_, entry)| entry.node.clone());
    // An open count: the least, and the greatest where there is one.
    let ends: Vec<u32> = reader
        .list("count")
        .into_iter()
        .filter_map(|node| match node.value {
            Value::Integer(number) => u32::try_from(number).ok(),
            _ => None,
        })
        .collect();
    let count = match ends.as_slice() {
        [] => (1, Some(1)),
        [least] => (*least, None),
        [least, greatest, ..] => (*least, Some(*greatest)),
    };
    reader.finish();
    ExampleResource { address, kind, name, count, region, refers_to, attributes, place: node.place.clone() }
}

/// Every rule shows what it gives: a capability each way that it can come out, the others at least once.
pub(super) fn enough(
    (what, id): (&str, &str),
    expects: Expects<'_>,
    examples: &[DetectExample],
    table: &Table,
    place: &Place,
    problems: &mut Vec<Problem>,
) {
    let shown = |word: &str| {
        examples.iter().any(|example| matches!(&example.expected, DetectExpected::Presence(found) if found == word))
    };
    let lacking: Vec<&str> = match expects {
        Expects::Presence { never_absent } => PRESENCES
            .iter()
            .map(|(word, _)| *word)
            .filter(|word| !(shown(word) || never_absent && *word == "absent"))
            .collect(),
        _ if examples.is_empty() => vec!["anything"],
        _ => Vec::new(),
    };
    if !lacking.is_empty() {
        let place = table.get("examples").map_or(place, |entry| &entry.key_place);
        let label = format!("none expects {}", lacking.join(", "));
        problems.push(
            Problem::at(Code::MissingExample, place, format!("{what} `{id}` lacks examples"), label)
                .because("what was never seen to come out each way may come out only one way")
                .help("add examples with resources and what must come out on them"),
        );
    }
}
