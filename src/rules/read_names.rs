//! Reads sources, facts and capabilities.

use std::collections::{BTreeMap, BTreeSet};

use super::base::{Assumption, Capability, Contradiction, Fact, Source, Together};
use super::link::{Link, twice};
use super::words::{Burden, FactGroup};
use crate::document::reader::{Reader, Text};
use crate::document::{Entry, Node, Table, Value};
use crate::expr::{FactWord, Formula};
use crate::problem::{Code, Place, Problem};
use crate::quantity::{Interval, Measure, Names, Truth, Unit, Values, read_range, read_values};

/// Reads every entry of a section: `[fact.users]` gives `users` with its table.
pub(super) fn entries<'d>(reader: &mut Reader<'d, '_>, section: &'static str) -> Vec<(&'d Entry, &'d Table)> {
    let Some((table, _)) = reader.table(section) else { return Vec::new() };
    table
        .entries
        .iter()
        .filter_map(|entry| match &entry.node.value {
            Value::Table(inner) => Some((entry, inner)),
            _ => {
                let message = format!("`{section}.{}` is a table, not {}", entry.key, entry.node.kind());
                reader.problems().push(
                    Problem::at(Code::WrongType, &entry.node.place, message, "expected a table")
                        .help(format!("write a header [{section}.{}] with its keys below", entry.key)),
                );
                None
            }
        })
        .collect()
}

/// Reads `sources.toml`.
pub(super) fn sources(table: &Table, place: &Place, problems: &mut Vec<Problem>) -> BTreeMap<String, Source> {
    let mut sources = BTreeMap::new();
    let mut reader = Reader::new(table, place, "sources.toml", problems);
    reader.format();
    for (section, title_key, mark) in [("seed", "event", false), ("doc", "title", true)] {
        for (entry, table) in entries(&mut reader, section) {
            let reference = format!("{section}:{}", entry.key);
            let mut inner = Reader::new(table, &entry.key_place, format!("source `{reference}`"), reader.problems());
            let title = inner.needed_text(title_key, "").map(|text| text.text.to_owned()).unwrap_or_default();
            let date =
                inner.needed_text("date", "date = \"2019-04\"").map(|text| text.text.to_owned()).unwrap_or_default();
            let says = if mark { inner.text("says") } else { inner.needed_text("says", "") };
            let says = says.map(|text| text.text.to_owned());
            let mark = if mark {
                inner.needed_text("publisher", "");
                inner.word("mark", &[("A", "A"), ("B", "B"), ("C", "C"), ("M", "M")])
            } else {
                inner.needed_text("language", "language = \"ko\"");
                None
            };
            inner.text("reason");
            inner.finish();
            sources.insert(reference.clone(), Source { reference, title, date, mark: mark.map(str::to_owned), says });
        }
    }
    reader.finish();
    sources
}

/// Reads only what conditions must know of the facts: names, units, members.
///
/// The second list names the facts whose unit or members are wrong: what follows from that is not told again.
pub(super) fn fact_words(table: &Table, problems: &mut Vec<Problem>) -> (Vec<FactWord>, BTreeSet<String>) {
    /// As many names as a set of bits holds.
    const MOST_MEMBERS: usize = 64;
    let (mut words, mut unsure) = (Vec::new(), BTreeSet::new());
    let Some(Value::Table(facts)) = table.get("fact").map(|entry| &entry.node.value) else { return (words, unsure) };
    for entry in &facts.entries {
        let Value::Table(inner) = &entry.node.value else { continue };
        let before = problems.len();
        let mut reader = Reader::new(inner, &entry.key_place, ("fact", &*entry.key), problems);
        let unit = reader.word("unit", Unit::WORDS);
        if unit.is_none() && inner.get("unit").is_none() {
            reader.missing("unit", "unit = \"count\"");
        }
        let mut texts = reader.texts("members");
        if let Some(first) = texts.get(MOST_MEMBERS) {
            let message = format!("fact `{}` has {} members; the most is {MOST_MEMBERS}", entry.key, texts.len());
            let problem = Problem::at(Code::TooLarge, first.place(), message, "one too many")
                .help("join names that no rule tells apart, or make two facts of it");
            reader.problems().push(problem);
            texts.truncate(MOST_MEMBERS);
        }
        twice(&texts, reader.problems());
        if matches!(unit, Some(Unit::Choice | Unit::Set)) {
            match inner.get("members").map(|members| &members.node) {
                None => reader.missing("members", "members = [\"relational\", \"key-value\"]"),
                Some(Node { value: Value::Array(items), place }) if items.is_empty() => {
                    let problem = Problem::at(Code::MissingKey, place, "`members` is empty", "nothing here");
                    reader.problems().push(problem.help("name what can be chosen from"));
                }
                Some(_) => {}
            }
        }
        let members: Vec<String> = texts.into_iter().map(|text| text.text.to_owned()).collect();
        if reader.problems().len() > before {
            unsure.insert(entry.key.to_string());
        }
        let name_fits =
            entry.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !name_fits {
            let message = format!("`{}` cannot be the name of a fact", entry.key);
            reader.problems().push(
                Problem::at(Code::UnknownWord, &entry.key_place, message, "not in lower case with `_`")
                    .help("names of facts are like `peak_rps`"),
            );
        }
        words.push(FactWord { name: entry.key.to_string(), unit: unit.unwrap_or(Unit::Ratio), members });
    }
    (words, unsure)
}

/// The range of every fact, in the order of the vocabulary.
pub(super) fn ranges(table: &Table, link: &Link<'_>, problems: &mut Vec<Problem>) -> Vec<Values> {
    let facts = match table.get("fact").map(|entry| &entry.node.value) {
        Some(Value::Table(facts)) => facts,
        _ => return Vec::new(),
    };
    link.vocabulary
        .fact_names()
        .map(|name| {
            let entry = facts.get(name);
            let inner = entry.and_then(|entry| match &entry.node.value {
                Value::Table(inner) => Some((entry, inner)),
                _ => None,
            });
            let word = link.vocabulary.fact(name).map(|id| link.vocabulary.fact_word(id));
            match (inner, word) {
                (Some((entry, inner)), Some(word)) if !link.unsure.contains(name) => {
                    range(entry, inner, word, problems)
                }
                _ => Values::Number(Interval::ALL),
            }
        })
        .collect()
}

fn range(entry: &Entry, inner: &Table, word: &FactWord, problems: &mut Vec<Problem>) -> Values {
    match word.unit {
        Unit::Bool => Values::Truth(Truth::Unknown),
        Unit::Choice => Values::Choice(Names::first(word.members.len())),
        Unit::Set => Values::Set { surely: Names::NONE, maybe: Names::first(word.members.len()) },
        unit => match inner.get("range") {
            Some(range) => match read_range(&range.node, &entry.key, unit) {
                Ok(interval) => Values::Number(interval),
                Err(problem) => {
                    problems.push(problem);
                    Values::Number(Interval::ALL)
                }
            },
            None => {
                let message = format!("fact `{}` lacks `range`", entry.key);
                problems.push(
                    Problem::at(Code::MissingKey, &entry.key_place, message, "`range` belongs here")
                        .help("for example: range = \"0..1_000_000\""),
                );
                Values::Number(Interval::ALL)
            }
        },
    }
}

/// Reads `facts.toml` whole.
pub(super) fn facts(
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> (Vec<Fact>, Vec<Contradiction>) {
    let mut reader = Reader::new(table, place, "facts.toml", problems);
    reader.format();
    let mut facts: Vec<Fact> = entries(&mut reader, "fact")
        .into_iter()
        .filter_map(|(entry, table)| fact(entry, table, link, &mut reader))
        .collect();
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    let mut contradictions = Vec::new();
    for (entry, table) in entries(&mut reader, "contradiction") {
        let mut inner = Reader::new(table, &entry.key_place, ("contradiction", &*entry.key), reader.problems());
        let must = link.condition(&mut inner, "must");
        if !inner.has("must") {
            inner.missing("must", "must = 'daily_active_users <= users'");
        }
        let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
        inner.text("reason");
        inner.finish();
        if let Some(must) = must {
            contradictions.push(Contradiction { name: entry.key.to_string(), must, why });
        }
    }
    contradictions.sort_by(|a, b| a.name.cmp(&b.name));
    reader.finish();
    (facts, contradictions)
}

fn fact(entry: &Entry, table: &Table, link: &Link<'_>, outer: &mut Reader<'_, '_>) -> Option<Fact> {
    let id = link.vocabulary.fact(&entry.key)?;
    let word = link.vocabulary.fact_word(id);
    let range = *link.ranges.get(id.0 as usize)?;
    let mut reader = Reader::new(table, &entry.key_place, ("fact", &*entry.key), outer.problems());
    for key in ["unit", "members", "range", "reason"] {
        reader.take(key);
    }
    let mut needed =
        |key: &'static str| reader.needed_text(key, "").map(|text| text.text.to_owned()).unwrap_or_default();
    let (means, ask) = (needed("means"), needed("ask"));
    let group = reader.word("group", FactGroup::WORDS);
    if group.is_none() && table.get("group").is_none() {
        reader.missing("group", "group = \"demand\"");
    }
    let example = reader.text("example").map(|text| text.text.to_owned());
    let truth = |reader: &mut Reader<'_, '_>, key| reader.truth(key).unwrap_or(false);
    let (load, fixed, line) = (truth(&mut reader, "load"), truth(&mut reader, "fixed"), truth(&mut reader, "line"));
    let growth = truth(&mut reader, "growth");
    let asked = reader.truth("asked").unwrap_or(true);
    let grows = truth(&mut reader, "grows");
    let region = truth(&mut reader, "region");
    let derive = derivations(&entry.key, word.unit, link, &mut reader);
    let assume = assumption(&entry.key, word.unit, link, &mut reader);
    let silent = reader.text("silent").map(|text| text.text.to_owned());
    let quiet = reader
        .take("quiet")
        .filter(|_| !link.unsure.contains(&*entry.key))
        .and_then(|quiet| quiet_value(&quiet.node, word, &range, &mut reader));
    if !reader.has("silent") && !reader.has("assume") {
        let message = format!("fact `{}` does not say what silence means", entry.key);
        let problem = Problem::at(Code::SilenceUnexplained, &entry.key_place, message, "neither `assume` nor `silent`")
            .because("a fact that nobody told must not be guessed silently")
            .help("add silent = \"not told\", or assume = { low, typical, high, why, source }");
        reader.problems().push(problem);
    }
    let provenance = link.provenance(&mut reader);
    reader.finish();
    Some(Fact {
        name: entry.key.to_string(),
        group: group?,
        unit: word.unit,
        means,
        range,
        members: word.members.clone(),
        ask,
        example,
        load,
        growth,
        grows,
        fixed,
        line,
        asked,
        region,
        silent,
        quiet,
        derive,
        assume,
        provenance,
        place: entry.key_place.clone(),
    })
}

fn quiet_value(node: &Node, word: &FactWord, range: &Values, reader: &mut Reader<'_, '_>) -> Option<Values> {
    match read_values(node, Measure { name: &word.name, unit: word.unit, members: &word.members, range }) {
        Ok(values) => Some(values),
        Err(problem) => {
            reader.problems().push(problem);
            None
        }
    }
}

fn derivations(name: &str, unit: Unit, link: &Link<'_>, reader: &mut Reader<'_, '_>) -> Vec<Formula> {
    let texts = reader.texts("derive");
    let mut formulas = Vec::new();
    for text in texts {
        if let Some(formula) = link.formula(reader, text, (name, unit)) {
            no_quantities(&formula, text, link, reader);
            if formula.facts().iter().any(|fact| link.vocabulary.fact_word(*fact).name == name) {
                let message = format!("the formula of `{name}` needs `{name}`");
                reader.problems().push(
                    Problem::at(Code::FormulaCycle, text.place(), message, "names its own fact")
                        .help("a fact cannot be worked out from itself"),
                );
            }
            formulas.push(formula);
        }
    }
    formulas
}

fn assumption(name: &str, unit: Unit, link: &Link<'_>, reader: &mut Reader<'_, '_>) -> Option<Assumption> {
    let (table, entry) = reader.table("assume")?;
    let mut inner = Reader::new(table, &entry.node.place, format!("the assumption of `{name}`"), reader.problems());
    let mut end = |key: &'static str| -> Option<Formula> {
        let text: Text<'_> = inner.needed_text(key, "low = '1', typical = '2', high = '4'")?;
        let formula = link.formula(&mut inner, text, (name, unit))?;
        no_quantities(&formula, text, link, &mut inner);
        Some(formula)
    };
    let (low, typical, high) = (end("low"), end("typical"), end("high"));
    let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let sources = link.sources(&mut inner);
    inner.finish();
    Some(Assumption { low: low?, typical: typical?, high: high?, why, sources })
}

/// A fact is worked out before there is an architecture, and quantities are worked out for one.
fn no_quantities(formula: &Formula, text: Text<'_>, link: &Link<'_>, reader: &mut Reader<'_, '_>) {
    for quantity in formula.quantities().iter().copied() {
        let name = &link.vocabulary.quantity_word(quantity).name;
        let message = format!("a fact cannot be worked out from the quantity `{name}`");
        let problem = Problem::at(Code::WrongOperand, text.place(), message, "needs an architecture");
        reader.problems().push(problem.help("use facts, or make a quantity of this one too"));
    }
}

/// Reads the names of all capabilities.
pub(super) fn capability_names(table: &Table) -> Vec<String> {
    match table.get("capability").map(|entry| &entry.node.value) {
        Some(Value::Table(capabilities)) => capabilities.entries.iter().map(|entry| entry.key.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// Reads `capabilities.toml` whole.
pub(super) fn capabilities(
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> (Vec<Capability>, Vec<Together>) {
    let mut reader = Reader::new(table, place, "capabilities.toml", problems);
    reader.format();
    let mut capabilities = Vec::new();
    for (entry, table) in entries(&mut reader, "capability") {
        let mut inner = Reader::new(table, &entry.key_place, ("capability", &*entry.key), reader.problems());
        let mut needed =
            |key: &'static str| inner.needed_text(key, "").map(|text| text.text.to_owned()).unwrap_or_default();
        let (title, means, area) = (needed("title"), needed("means"), needed("area"));
        let home = inner.text("home").and_then(|text| link.track(text.text, text.place(), inner.problems()));
        let implies = link.capabilities(&mut inner, "implies");
        let absent_when = link.condition(&mut inner, "absent_when");
        let anchors = inner.truth("anchors").unwrap_or(false);
        let cheap = inner.truth("cheap").unwrap_or(false);
        let burden = inner.word("burdens", Burden::WORDS).unwrap_or(Burden::None);
        let run_by = link.condition(&mut inner, "run_by");
        let instead = inner.text("instead").map(|text| text.text.to_owned());
        for (one, other) in [("run_by", "instead"), ("instead", "run_by")] {
            if inner.has(one) && !inner.has(other) {
                inner.missing(other, "run_by = 'team_size >= 5', instead = \"what a smaller team buys\"");
            }
        }
        inner.text("reason");
        let provenance = link.provenance(&mut inner);
        inner.finish();
        capabilities.push(Capability {
            name: entry.key.to_string(),
            title,
            means,
            area,
            home,
            implies,
            absent_when,
            anchors,
            cheap,
            burden,
            run_by,
            instead,
            provenance,
        });
    }
    capabilities.sort_by(|a, b| a.name.cmp(&b.name));
    let mut together = Vec::new();
    for (entry, table) in entries(&mut reader, "together") {
        let mut inner = Reader::new(table, &entry.key_place, ("together", &*entry.key), reader.problems());
        let all = link.capabilities(&mut inner, "all");
        let gives = link.capabilities(&mut inner, "gives");
        let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
        inner.text("reason");
        inner.finish();
        together.push(Together { name: entry.key.to_string(), all, gives, why });
    }
    together.sort_by(|a, b| a.name.cmp(&b.name));
    reader.finish();
    (capabilities, together)
}

/// Where a thing comes from, for things that are made of several files.
pub(super) fn references(sources: &BTreeMap<String, Source>) -> BTreeSet<String> {
    sources.keys().cloned().collect()
}
