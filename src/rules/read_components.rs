//! Reads the parts that an architecture is reckoned in.

use super::base::Provenance;
use super::components::{Capacity, Component, CostLine, CostPart, Quantity, Way};
use super::files::Holds;
use super::link::Link;
use super::load::id_is_stem;
use super::merge::Effective;
use super::read_names::entries;
use crate::document::reader::{Reader, Text};
use crate::document::{Node, Table, Value};
use crate::expr::{Formula, QuantityWord};
use crate::problem::{Code, Place, Problem};
use crate::quantity::Unit;

/// The names and units of all quantities, sorted; what else is wrong with them is told when they are read.
pub(super) fn quantity_words(effective: &Effective) -> Vec<QuantityWord> {
    let files = effective.all(|holds| matches!(holds, Holds::Component { .. }));
    let mut words: Vec<QuantityWord> = files
        .filter_map(|file| match &file.table().get("quantity")?.node.value {
            Value::Table(quantities) => Some(&quantities.entries),
            _ => None,
        })
        .flatten()
        .map(|entry| {
            let unit = match &entry.node.value {
                Value::Table(table) => match table.get("unit").map(|entry| &entry.node.value) {
                    Some(Value::String(text)) => {
                        Unit::WORDS.iter().find(|(word, _)| word == text).map(|(_, unit)| *unit)
                    }
                    _ => None,
                },
                _ => None,
            };
            QuantityWord { name: entry.key.to_string(), unit: unit.unwrap_or(Unit::Ratio) }
        })
        .collect();
    words.sort_by(|a, b| a.name.cmp(&b.name));
    words.dedup_by(|a, b| a.name == b.name);
    words
}

/// Reads a component with the quantities that stand in its file.
pub(super) fn component(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> (Component, Vec<Quantity>) {
    let mut reader = Reader::new(table, place, ("component", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let means = reader.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let when = link.condition(&mut reader, "when");
    let only_known = reader.truth("only_known").unwrap_or(false);
    let judgement = reader.word("basis", &[("judgement", true), ("measurement", false)]).unwrap_or(false);
    let provenance = link.provenance(&mut reader);
    let capacity = capacity(&mut reader, link);
    let mut costs: Vec<CostLine> = entries(&mut reader, "cost")
        .into_iter()
        .filter_map(|(entry, table)| {
            let line = format!("{id}/{}", entry.key);
            let mut inner = Reader::new(table, &entry.key_place, format!("cost line `{line}`"), reader.problems());
            inner.text("reason");
            let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
            let part = inner.word("part", CostPart::WORDS);
            if part.is_none() && !inner.has("part") {
                inner.missing("part", "part = \"fixed\"");
            }
            let when = link.condition(&mut inner, "when");
            let usual = inner.truth("usual").unwrap_or(false);
            let left_out = inner.text("left_out").map(|text| text.text.to_owned());
            let ways = match left_out {
                Some(_) => Vec::new(),
                None => ways(&mut inner, link, Unit::Money),
            };
            let cliff = inner.text("cliff").map(|text| text.text.to_owned());
            let sources = sources(&mut inner, link, &provenance);
            inner.finish();
            let place = entry.key_place.clone();
            Some(CostLine { id: line, title, part: part?, when, usual, ways, left_out, cliff, sources, place })
        })
        .collect();
    costs.sort_by(|a, b| a.id.cmp(&b.id));
    let quantities = entries(&mut reader, "quantity")
        .into_iter()
        .map(|(entry, table)| {
            let name = &entry.key;
            let mut inner = Reader::new(table, &entry.key_place, format!("quantity `{name}`"), reader.problems());
            inner.text("reason");
            if link.vocabulary.fact(name).is_some() {
                let message = format!("`{name}` is a fact already");
                let problem = Problem::at(Code::DuplicateId, &entry.key_place, message, "means two things");
                inner.problems().push(problem.help("give the quantity another name"));
            }
            let unit = inner.word("unit", Unit::WORDS);
            if unit.is_none() && !inner.has("unit") {
                inner.missing("unit", "unit = \"count\"");
            }
            let unit = unit.unwrap_or(Unit::Ratio);
            let means = inner.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
            let is_bill = inner.word("sum", &[("costs", true)]).unwrap_or(false);
            let ways = if is_bill { Vec::new() } else { ways(&mut inner, link, unit) };
            let load = inner.truth("load").unwrap_or(false);
            let sizes = link.capabilities(&mut inner, "sizes");
            let stands = inner.truth("stands").unwrap_or(false);
            let sources = sources(&mut inner, link, &provenance);
            inner.finish();
            let place = entry.key_place.clone();
            Quantity {
                name: name.to_string(),
                unit,
                means,
                ways,
                is_bill,
                load,
                sizes,
                stands,
                component: id.to_owned(),
                sources,
                place,
            }
        })
        .collect();
    reader.finish();
    let (id, place) = (id.to_owned(), place.clone());
    (Component { id, title, means, when, only_known, capacity, costs, judgement, provenance, place }, quantities)
}

/// The sources of a part, which are those of its component where it names none.
fn sources(reader: &mut Reader<'_, '_>, link: &Link<'_>, of: &Provenance) -> Vec<String> {
    let own = link.sources(reader);
    if own.is_empty() { of.sources.clone() } else { own }
}

/// Ways to work a number out: a formula, or one with the facts that must be told for it.
fn ways(reader: &mut Reader<'_, '_>, link: &Link<'_>, unit: Unit) -> Vec<Way> {
    let nodes = reader.list("formulas");
    if nodes.is_empty() && !reader.has("formulas") {
        reader.missing("formulas", "formulas = ['peak_rps * 2']");
    }
    ways_of(nodes, ("", unit), reader, link)
}

/// The same, each written as a formula or as a table.
pub(super) fn ways_of<'d>(
    nodes: impl IntoIterator<Item = &'d Node>,
    expected: (&str, Unit),
    reader: &mut Reader<'_, '_>,
    link: &Link<'_>,
) -> Vec<Way> {
    let mut ways = Vec::new();
    for node in nodes {
        match &node.value {
            Value::String(text) => {
                let formula = link.formula(reader, Text { text, node }, expected);
                ways.extend(formula.map(|formula| Way { told: Vec::new(), formula }));
            }
            Value::Table(table) => {
                let mut inner = Reader::new(table, &node.place, "a formula", reader.problems());
                let told = inner.texts("told");
                let told = told.into_iter().filter_map(|text| link.fact(text.text, text.place(), inner.problems()));
                let told = told.collect();
                let text = inner.needed_text("is", "{ told = [\"peak_rps\"], is = 'peak_rps * 2' }");
                let formula = text.and_then(|text| link.formula(&mut inner, text, expected));
                inner.finish();
                ways.extend(formula.map(|formula| Way { told, formula }));
            }
            _ => {
                let message = format!("a formula is a string, not {}", node.kind());
                let problem = Problem::at(Code::WrongType, &node.place, message, "expected a formula");
                reader
                    .problems()
                    .push(problem.help("write 'peak_rps * 2', or { told = [\"peak_rps\"], is = 'peak_rps * 2' }"));
            }
        }
    }
    ways
}

fn capacity(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Option<Capacity> {
    let (table, entry) = reader.table("capacity")?;
    let mut inner = Reader::new(table, &entry.node.place, "`capacity`", reader.problems());
    inner.text("reason");
    let unit = inner.word("unit", Unit::WORDS);
    if unit.is_none() && !inner.has("unit") {
        inner.missing("unit", "unit = \"rate\"");
    }
    let means = inner.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let mut side = |key: &'static str, unit: Unit, needed: bool| -> Option<Formula> {
        let text = if needed { inner.needed_text(key, "") } else { inner.text(key) }?;
        link.formula(&mut inner, text, ("", unit))
    };
    let demand = side("demand", unit.unwrap_or(Unit::Ratio), true);
    let carries = side("carries", unit.unwrap_or(Unit::Ratio), true);
    let target = side("target", Unit::Share, false);
    let grows = inner.truth("grows").unwrap_or(true);
    let measured = inner.truth("measured").unwrap_or(false);
    let measured_by = inner.texts("measured_by");
    let measured_by =
        measured_by.into_iter().filter_map(|text| link.fact(text.text, text.place(), inner.problems())).collect();
    let sized = link.condition(&mut inner, "sized");
    inner.finish();
    Some(Capacity {
        unit: unit?,
        demand: demand?,
        carries: carries?,
        target,
        means,
        grows,
        measured,
        measured_by,
        sized,
    })
}
