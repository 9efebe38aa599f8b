//! Reads prices, limits and specifications, and makes what formulas look up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::Holds;
use super::link::Link;
use super::merge::{Effective, Merged};
use super::read_names::entries;
use super::tables::{Amount, Cell, Column, ColumnUnit, Limit, Per, Price, Specification};
use crate::document::reader::Reader;
use crate::document::{Entry, Node, Table, Value};
use crate::expr::{FactId, LimitId, LookUp, PriceId, TableEntry, TableWord, Vocabulary};
use crate::problem::{Code, Problem};
use crate::quantity::{Dimension, Interval, Kind, Measure, Unit, Values, read_values};

/// A month has this many hours.
const HOURS: f64 = 730.0;
/// A month has this many seconds.
const SECONDS: f64 = HOURS * 3600.0;
/// Prices count gigabytes of this many bytes.
const GIGABYTE: f64 = (1u64 << 30) as f64;

/// The tables with what formulas look up in them.
#[derive(Default)]
pub(super) struct Read {
    pub(super) prices: Vec<Price>,
    pub(super) limits: Vec<Limit>,
    pub(super) specifications: Vec<Specification>,
    pub(super) price_words: Vec<TableWord>,
    pub(super) limit_words: Vec<TableWord>,
    pub(super) columns: Vec<(FactId, Vec<TableWord>)>,
}

/// Reads all tables.
pub(super) fn tables(effective: &Effective, link: &Link<'_>, problems: &mut Vec<Problem>) -> Read {
    let of = |wanted: fn(&Holds) -> bool| -> Vec<&Merged> { effective.all(wanted).collect() };
    let mut read = Read::default();
    let region = region_fact(effective, link.vocabulary);
    prices(&of(|holds| matches!(holds, Holds::Prices { .. })), region, link, &mut read, problems);
    limits(&of(|holds| matches!(holds, Holds::Limits { .. })), link, &mut read, problems);
    for file in of(|holds| matches!(holds, Holds::Specification { .. })) {
        specification(file, region, link, &mut read, problems);
    }
    read.specifications.sort_by_key(|specification| specification.fact);
    read.columns.sort_by_key(|(fact, _)| *fact);
    read
}

/// The fact whose names are the regions that prices are told for.
fn region_fact(effective: &Effective, vocabulary: &Vocabulary) -> Option<FactId> {
    let Value::Table(facts) = &effective.single(&Holds::Facts).table().get("fact")?.node.value else { return None };
    let is_region = |entry: &&Entry| match &entry.node.value {
        Value::Table(fact) => fact.get("region").is_some_and(|entry| matches!(entry.node.value, Value::Bool(true))),
        _ => false,
    };
    vocabulary
        .fact(&facts.entries.iter().find(is_region)?.key)
        .filter(|fact| vocabulary.fact_word(*fact).unit == Unit::Choice)
}

/// Tells every id that stands twice among the tables of a kind.
fn is_new<'e>(
    seen: &mut BTreeMap<&'e str, &'e Entry>,
    what: &str,
    entry: &'e Entry,
    problems: &mut Vec<Problem>,
) -> bool {
    let Some(first) = seen.insert(&entry.key, entry) else { return true };
    let message = format!("two {what}s are called `{}`", entry.key);
    problems.push(
        Problem::at(Code::DuplicateId, &entry.key_place, message, "again here")
            .and_at(&first.key_place, "first here")
            .help("keep one of the two"),
    );
    false
}

/// Dollars as charged, in the base unit of what `price(id)` gives.
fn in_base(per: Per, dollars: Interval) -> Interval {
    let times = match per {
        Per::Hour => HOURS,
        Per::Month => 1.0,
        Per::Gigabyte | Per::GigabyteMonth => 1.0 / GIGABYTE,
        Per::Request => SECONDS,
        Per::GigabyteSecond => SECONDS / GIGABYTE,
    };
    dollars.rising(|amount| amount * times)
}

fn kind_of(per: Per) -> Kind {
    let measured = |bytes, seconds| Kind::Measured(Dimension { bytes, seconds, dollars: 1 });
    match per {
        Per::Hour | Per::Month => measured(0, 0),
        Per::Gigabyte | Per::GigabyteMonth | Per::GigabyteSecond => measured(-1, 0),
        Per::Request => measured(0, 1),
    }
}

fn prices(files: &[&Merged], region: Option<FactId>, link: &Link<'_>, read: &mut Read, problems: &mut Vec<Problem>) {
    let regions: &[String] = region.map_or(&[], |fact| &link.vocabulary.fact_word(fact).members);
    let mut seen = BTreeMap::new();
    let mut factors: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for file in files {
        let mut reader = Reader::new(file.table(), &file.place, "a table of prices", problems);
        for (entry, table) in entries(&mut reader, "factor") {
            let mut inner = Reader::new(table, &entry.key_place, ("factor", &*entry.key), reader.problems());
            inner.text("reason");
            let mut times = vec![None; regions.len()];
            match inner.table("times") {
                Some((of, _)) => {
                    for (index, entry) in by_region(of, regions, inner.problems()) {
                        times[index] = number(&entry.node, inner.problems()).map(|number| number.low);
                    }
                }
                None if inner.has("times") => {}
                None => inner.missing("times", "times = { ap-northeast-2 = 1.24 }"),
            }
            link.provenance(&mut inner);
            inner.finish();
            factors.insert(&entry.key, times);
        }
    }
    for file in files {
        let mut reader = Reader::new(file.table(), &file.place, "a table of prices", problems);
        reader.format();
        // Read above, from all files: a price may use the factor of another service.
        reader.take("factor");
        if region.is_none() {
            let message = "there are prices and no fact whose names are the regions";
            let problem = Problem::at(Code::MissingKey, &file.place, message, "prices of which regions?");
            reader.problems().push(problem.help("give a choice in facts.toml the key region = true"));
            return;
        }
        for (entry, table) in entries(&mut reader, "price") {
            let mut inner = Reader::new(table, &entry.key_place, ("price", &*entry.key), reader.problems());
            inner.text("reason");
            let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
            let per = inner.word("per", Per::WORDS);
            if per.is_none() && !inner.has("per") {
                inner.missing("per", "per = \"hour\"");
            }
            let mut amounts: Vec<Option<Amount>> = vec![None; regions.len()];
            match inner.table("usd") {
                Some((of, _)) => {
                    for (index, entry) in by_region(of, regions, inner.problems()) {
                        let estimate = matches!(entry.node.value, Value::Table(_));
                        amounts[index] =
                            number(&entry.node, inner.problems()).map(|dollars| Amount { dollars, estimate });
                    }
                }
                None if inner.has("usd") => {}
                None => inner.missing("usd", "usd = { us-east-1 = 0.0416 }"),
            }
            let factor = inner.text("factor");
            if let Some(text) = factor {
                match factors.get(text.text) {
                    // Factors are told over the first region.
                    Some(times) => {
                        let first = amounts.first().copied().flatten();
                        for (amount, times) in amounts.iter_mut().zip(times) {
                            if let (None, Some(first), Some(times)) = (&amount, first, times) {
                                let dollars = first.dollars.rising(|amount| amount * times);
                                *amount = Some(Amount { dollars, estimate: true });
                            }
                        }
                    }
                    None => {
                        let message = format!("no factor is called `{}`", text.text);
                        let problem = Problem::at(Code::UnknownId, text.place(), message, "not known");
                        let help = "factors stand beside prices: [factor.NAME]";
                        inner.problems().push(problem.did_you_mean(text.text, factors.keys().copied(), help));
                    }
                }
            }
            let provenance = link.provenance(&mut inner);
            inner.finish();
            let Some(per) = per else { continue };
            if is_new(&mut seen, "price", entry, reader.problems()) {
                read.prices.push(Price {
                    id: entry.key.to_string(),
                    title,
                    per,
                    kind: kind_of(per),
                    amounts,
                    factor: factor.map(|text| text.text.to_owned()),
                    provenance,
                    place: entry.key_place.clone(),
                });
            }
        }
        reader.finish();
    }
    read.prices.sort_by(|a, b| a.id.cmp(&b.id));
    for (index, price) in read.prices.iter().enumerate() {
        let entry = TableEntry::Price(PriceId(index as u16));
        let look_up = LookUp { entry, over: region.into_iter().collect(), across: 1, cells: cells_of(price) };
        read.price_words.push(TableWord { name: price.id.clone(), kind: price.kind, look_up: Arc::new(look_up) });
    }
}

fn cells_of(price: &Price) -> Vec<Interval> {
    let cell = |amount: &Option<Amount>| amount.map_or(Interval::ALL, |amount| in_base(price.per, amount.dollars));
    price.amounts.iter().map(cell).collect()
}

/// The entries of a table of regions, each with the place of its region.
fn by_region<'t>(table: &'t Table, regions: &[String], problems: &mut Vec<Problem>) -> Vec<(usize, &'t Entry)> {
    let mut found = Vec::new();
    for entry in &table.entries {
        match regions.iter().position(|region| *region == entry.key) {
            Some(index) => found.push((index, entry)),
            None => {
                let message = format!("no region is called `{}`", entry.key);
                let problem = Problem::at(Code::UnknownMember, &entry.key_place, message, "not known");
                let known = regions.iter().map(String::as_str);
                problems.push(problem.did_you_mean(&entry.key, known, &format!("regions: {}", regions.join(", "))));
            }
        }
    }
    found
}

/// A number that is not below zero, or `{ low, high }`.
fn number(node: &Node, problems: &mut Vec<Problem>) -> Option<Interval> {
    let plain = |node: &Node| match node.value {
        Value::Integer(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    let found = match &node.value {
        Value::Table(ends) if ends.entries.len() == 2 => {
            let end = |key: &str| ends.get(key).and_then(|entry| plain(&entry.node));
            end("low").zip(end("high"))
        }
        _ => plain(node).map(|number| (number, number)),
    };
    match found {
        Some((low, high)) if 0.0 <= low && low <= high && high.is_finite() => Some(Interval::new(low, high)),
        _ => {
            let message = "an amount is a number from zero, or `{ low = 1, high = 2 }`";
            problems.push(
                Problem::at(Code::WrongType, &node.place, message, "expected an amount")
                    .help("write it as charged, in dollars: 0.0416"),
            );
            None
        }
    }
}

fn limits(files: &[&Merged], link: &Link<'_>, read: &mut Read, problems: &mut Vec<Problem>) {
    let mut seen = BTreeMap::new();
    for file in files {
        let mut reader = Reader::new(file.table(), &file.place, "a table of limits", problems);
        reader.format();
        for (entry, table) in entries(&mut reader, "limit") {
            let mut inner = Reader::new(table, &entry.key_place, ("limit", &*entry.key), reader.problems());
            inner.text("reason");
            let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
            let unit = inner.word("unit", Unit::WORDS);
            if unit.is_none() && !inner.has("unit") {
                inner.missing("unit", "unit = \"duration\"");
            }
            let adjustable = inner.truth("adjustable").unwrap_or(false);
            let value = inner.take("value");
            if value.is_none() {
                inner.missing("value", "value = \"15 min\"");
            }
            let provenance = link.provenance(&mut inner);
            let all = Values::Number(Interval::ALL);
            let number = value.zip(unit).and_then(|(value, unit)| {
                let measure = Measure { name: &entry.key, unit, members: &[], range: &all };
                unit.kind()?;
                match read_values(&value.node, measure) {
                    Ok(values) => Some((unit, values.interval())),
                    Err(problem) => {
                        inner.problems().push(problem);
                        None
                    }
                }
            });
            inner.finish();
            let Some((unit, value)) = number else { continue };
            if is_new(&mut seen, "limit", entry, reader.problems()) {
                let place = entry.key_place.clone();
                read.limits.push(Limit {
                    id: entry.key.to_string(),
                    title,
                    unit,
                    value,
                    adjustable,
                    provenance,
                    place,
                });
            }
        }
        reader.finish();
    }
    read.limits.sort_by(|a, b| a.id.cmp(&b.id));
    for (index, limit) in read.limits.iter().enumerate() {
        let entry = TableEntry::Limit(LimitId(index as u16));
        let look_up = LookUp { entry, over: Vec::new(), across: 1, cells: vec![limit.value] };
        let kind = limit.unit.kind().unwrap_or(Kind::Bare);
        read.limit_words.push(TableWord { name: limit.id.clone(), kind, look_up: Arc::new(look_up) });
    }
}

fn specification(file: &Merged, region: Option<FactId>, link: &Link<'_>, read: &mut Read, problems: &mut Vec<Problem>) {
    let mut reader = Reader::new(file.table(), &file.place, "a table of specifications", problems);
    reader.format();
    reader.text("reason");
    let fact = reader.needed_text("fact", "fact = \"app_instance_type\"");
    let fact = fact.and_then(|text| {
        let fact = link.fact(text.text, text.place(), reader.problems())?;
        let word = link.vocabulary.fact_word(fact);
        if word.unit == Unit::Choice {
            return Some(fact);
        }
        let message = format!("`{}` is {}, no choice", text.text, word.unit.noun());
        let problem = Problem::at(Code::WrongOperand, text.place(), message, "its names would be the rows");
        reader.problems().push(problem.help("specifications are told for the names of a choice"));
        None
    });
    let provenance = link.provenance(&mut reader);
    let mut columns: Vec<Column> = Vec::new();
    let (mut followed, mut taken) = (Vec::new(), Vec::new());
    for (entry, table) in entries(&mut reader, "column") {
        let mut inner = Reader::new(table, &entry.key_place, ("column", &*entry.key), reader.problems());
        inner.text("reason");
        let means = inner.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let words: Vec<(&str, ColumnUnit)> = Unit::WORDS
            .iter()
            .filter(|(_, unit)| unit.kind().is_some())
            .map(|(word, unit)| (*word, ColumnUnit::Of(*unit)))
            .chain([("price", ColumnUnit::Price)])
            .collect();
        let of_next = inner.text("of_next");
        let unit = inner.word("unit", &words);
        if unit.is_none() && !inner.has("unit") && of_next.is_none() {
            inner.missing("unit", "unit = \"count\"");
        }
        inner.finish();
        match (of_next, unit) {
            (Some(of), _) => followed.push((entry.key.to_string(), of, means)),
            (None, Some(unit)) => columns.push(Column { name: entry.key.to_string(), unit, means }),
            (None, None) => {}
        }
    }
    // A column of the next row has the unit of the one that it takes its cells from.
    for (name, of, means) in followed {
        match columns.iter().find(|column| column.name == of.text) {
            Some(column) => {
                taken.push((name.clone(), of.text.to_owned()));
                columns.push(Column { name, unit: column.unit, means });
            }
            None => {
                let message = format!("there is no column `{}`", of.text);
                let problem = Problem::at(Code::UnknownId, of.place(), message, "nothing to take from");
                let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                reader.problems().push(problem.did_you_mean(of.text, known, "name a column of this table"));
            }
        }
    }
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    let members: &[String] = fact.map_or(&[], |fact| &link.vocabulary.fact_word(fact).members);
    let mut rows: Vec<Vec<Option<Cell>>> = vec![vec![None; columns.len()]; members.len()];
    let mut next_rows: Vec<Option<usize>> = vec![None; members.len()];
    let known_columns: BTreeSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    for (entry, table) in entries(&mut reader, "row") {
        let Some(row) = members.iter().position(|member| *member == entry.key) else {
            if fact.is_some() {
                let message = format!("the fact has no name `{}`", entry.key);
                let problem = Problem::at(Code::UnknownMember, &entry.key_place, message, "a row of nothing");
                let names = members.iter().map(String::as_str);
                reader.problems().push(problem.did_you_mean(&entry.key, names, "add it to `members` of the fact"));
            }
            continue;
        };
        for cell in table.entries.iter().filter(|cell| cell.key != "reason") {
            if cell.key == "next" {
                next_rows[row] = next_row(cell, members, reader.problems());
                continue;
            }
            let Some(index) = columns.iter().position(|column| column.name == cell.key) else {
                let message = format!("there is no column `{}`", cell.key);
                let problem = Problem::at(Code::UnknownKey, &cell.key_place, message, "means nothing here");
                let help = format!("add [column.{}]", cell.key);
                reader.problems().push(problem.did_you_mean(&cell.key, known_columns.iter().copied(), &help));
                continue;
            };
            rows[row][index] = read_cell(&columns[index], cell, read, reader.problems());
        }
    }
    let place = |name: &str| columns.iter().position(|column| column.name == name);
    for (into, from) in taken.iter().filter_map(|(name, of)| Some((place(name)?, place(of)?))) {
        for row in 0..rows.len() {
            rows[row][into] = next_rows[row].and_then(|next| rows[next][from]);
        }
    }
    reader.finish();
    let Some(fact) = fact else { return };
    let words = columns.iter().enumerate().map(|(index, column)| column_word(fact, index, column, &rows, region, read));
    let words: Vec<TableWord> = words.collect();
    read.columns.push((fact, words));
    read.specifications.push(Specification { fact, columns, rows, provenance });
}

/// The row that follows another one.
fn next_row(cell: &Entry, members: &[String], problems: &mut Vec<Problem>) -> Option<usize> {
    let Value::String(name) = &cell.node.value else {
        let message = format!("the next row is named, not {}", cell.node.kind());
        problems.push(Problem::at(Code::WrongType, &cell.node.place, message, "expected a string"));
        return None;
    };
    let found = members.iter().position(|member| member == name);
    if found.is_none() {
        let message = format!("the fact has no name `{name}`");
        let problem = Problem::at(Code::UnknownMember, &cell.node.place, message, "a row of nothing");
        problems.push(problem.did_you_mean(name, members.iter().map(String::as_str), "name a row of this table"));
    }
    found
}

fn read_cell(column: &Column, cell: &Entry, read: &Read, problems: &mut Vec<Problem>) -> Option<Cell> {
    let ColumnUnit::Of(unit) = column.unit else {
        let known = || read.prices.iter().map(|price| price.id.as_str());
        let Value::String(id) = &cell.node.value else {
            let message = format!("a price is named by its id, not by {}", cell.node.kind());
            let problem = Problem::at(Code::WrongType, &cell.node.place, message, "expected a string");
            problems.push(problem.help("write the id of a price in prices/"));
            return None;
        };
        let found = read.prices.binary_search_by(|price| price.id.as_str().cmp(id));
        if found.is_err() {
            let message = format!("no price is called `{id}`");
            let problem = Problem::at(Code::UnknownId, &cell.node.place, message, "not known");
            problems.push(problem.did_you_mean(id, known(), "prices stand in prices/"));
        }
        return found.ok().map(|index| Cell::Price(PriceId(index as u16)));
    };
    let all = Values::Number(Interval::ALL);
    match read_values(&cell.node, Measure { name: &column.name, unit, members: &[], range: &all }) {
        Ok(values) => Some(Cell::Number(values.interval())),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// What `spec(fact, column)` looks up: over the names of the fact, and for prices over the regions too.
fn column_word(
    fact: FactId,
    index: usize,
    column: &Column,
    rows: &[Vec<Option<Cell>>],
    region: Option<FactId>,
    read: &Read,
) -> TableWord {
    let entry = TableEntry::Column(fact, index as u16);
    let name = column.name.clone();
    match (column.unit, region) {
        (ColumnUnit::Price, Some(region)) => {
            let priced = |cell: &Option<Cell>| match cell {
                Some(Cell::Price(id)) => read.prices.get(id.0 as usize),
                _ => None,
            };
            let across = read.prices.first().map_or(1, |price| price.amounts.len());
            let cells = rows.iter().flat_map(|row| match priced(&row[index]) {
                Some(price) => cells_of(price),
                None => vec![Interval::ALL; across],
            });
            let kind = rows.iter().find_map(|row| priced(&row[index])).map_or(Kind::Bare, |price| price.kind);
            let look_up = LookUp { entry, over: vec![fact, region], across, cells: cells.collect() };
            TableWord { name, kind, look_up: Arc::new(look_up) }
        }
        (unit, _) => {
            let kind = match unit {
                ColumnUnit::Of(unit) => unit.kind().unwrap_or(Kind::Bare),
                ColumnUnit::Price => Kind::Bare,
            };
            let cells = rows.iter().map(|row| match row[index] {
                Some(Cell::Number(number)) => number,
                _ => Interval::ALL,
            });
            let look_up = LookUp { entry, over: vec![fact], across: 1, cells: cells.collect() };
            TableWord { name, kind, look_up: Arc::new(look_up) }
        }
    }
}
