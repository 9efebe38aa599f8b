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
use crate::expr::{FactId, Formula, QuantityWord, Sum, Vocabulary};
use crate::problem::{Code, Place, Problem};
use crate::quantity::Unit;

/// The names and units of all quantities, sorted, each with what it is reckoned from; what else is wrong with them is
/// told when they are read.
pub(super) fn quantity_words(effective: &Effective, vocabulary: &Vocabulary) -> Vec<QuantityWord> {
    let files = effective.all(|holds| matches!(holds, Holds::Component { .. }));
    let mut written: Vec<Written<'_>> = files
        .filter_map(|file| match &file.table().get("quantity")?.node.value {
            Value::Table(quantities) => Some(&quantities.entries),
            _ => None,
        })
        .flatten()
        .map(|entry| Written::new(&entry.key, &entry.node.value, vocabulary))
        .collect();
    written.sort_by(|a, b| a.word.name.cmp(&b.word.name));
    written.dedup_by(|a, b| a.word.name == b.word.name);
    // What is reckoned from a sum, however far back, is known no better than the sum.
    loop {
        let known: Vec<(String, Sum)> =
            written.iter().filter_map(|one| Some((one.word.name.clone(), one.word.bill?))).collect();
        let mut found = false;
        for one in &mut written {
            let read = known.iter().filter(|(name, _)| one.reads.contains(&name.as_str())).map(|(_, sum)| *sum).max();
            found |= read > one.word.bill;
            one.word.bill = one.word.bill.max(read);
        }
        if !found {
            break;
        }
    }
    let told = |one: Written<'_>| QuantityWord {
        told: if one.word.bill.is_some() { one.word.told } else { Vec::new() },
        ..one.word
    };
    written.into_iter().map(told).collect()
}

/// A quantity as it is written, with every name in its formulas.
struct Written<'e> {
    word: QuantityWord,
    reads: Vec<&'e str>,
}

impl<'e> Written<'e> {
    fn new(name: &str, value: &'e Value, vocabulary: &Vocabulary) -> Written<'e> {
        let text = |key: &str| match value {
            Value::Table(table) => match table.get(key).map(|entry| &entry.node.value) {
                Some(Value::String(text)) => Some(&**text),
                _ => None,
            },
            _ => None,
        };
        let named = |word: &str| Unit::WORDS.iter().find(|(known, _)| *known == word).map(|(_, unit)| *unit);
        let sum = text("sum").and_then(|word| Sum::WORDS.iter().find(|(known, _)| *known == word));
        let (mut told, mut reads): (Vec<FactId>, Vec<&str>) = (Vec::new(), Vec::new());
        if let Value::Table(table) = value
            && let Some(Value::Array(formulas)) = table.get("formulas").map(|entry| &entry.node.value)
        {
            for formula in formulas {
                match &formula.value {
                    Value::String(text) => reads.extend(names(text)),
                    Value::Table(way) => {
                        if let Some(Value::String(text)) = way.get("is").map(|entry| &entry.node.value) {
                            reads.extend(names(text));
                        }
                        if let Some(Value::Array(facts)) = way.get("told").map(|entry| &entry.node.value) {
                            let fact = |fact: &crate::document::Node| match &fact.value {
                                Value::String(name) => vocabulary.fact(name),
                                _ => None,
                            };
                            told.extend(facts.iter().filter_map(fact));
                        }
                    }
                    _ => {}
                }
            }
        }
        told.sort_unstable();
        told.dedup();
        let unit = text("unit").and_then(named).unwrap_or(Unit::Ratio);
        Written { word: QuantityWord { name: name.to_owned(), unit, told, bill: sum.map(|(_, sum)| *sum) }, reads }
    }
}

/// The names in a formula.
fn names(formula: &str) -> impl Iterator<Item = &str> {
    formula.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
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
    let may_sum = Link { after_step: true, ..*link };
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
            let sum = inner.word("sum", Sum::WORDS);
            let ways = if table.get("sum").is_some() { Vec::new() } else { ways(&mut inner, &may_sum, unit) };
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
                sum,
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
