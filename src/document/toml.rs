//! TOML texts.

use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Entry, MOST_DEPTH, Node, Table, Value};
use crate::problem::{Code, Place, Problem, SourceText};

/// Reads a TOML text; every syntax fault is told.
pub(super) fn parse(source: &Arc<SourceText>) -> Result<Node, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(source.text());
    let mut problems: Vec<Problem> = errors.iter().map(|error| syntax(source, error)).collect();
    let place = Place::whole(source);
    let root = convert_table(source, table.get_ref(), 0, &mut problems);
    if problems.is_empty() { Ok(Node { place, value: Value::Table(root) }) } else { Err(problems) }
}

fn syntax(source: &Arc<SourceText>, error: &::toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let place = Place::new(source, span.start, span.end);
    let message = error.message().lines().next().unwrap_or("this is no TOML").to_owned();
    if message.starts_with("duplicate key") {
        return Problem::at(Code::DuplicateKey, &place, "a key stands twice", "here again").help("keep one of the two");
    }
    Problem::at(Code::TomlSyntax, &place, format!("no TOML: {message}"), "")
        .help("strings need quotes, and a table's name stands in square brackets")
}

fn convert_table(source: &Arc<SourceText>, table: &DeTable<'_>, depth: usize, problems: &mut Vec<Problem>) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: Place::new(source, key.span().start, key.span().end),
            node: convert(source, value, depth + 1, problems),
        })
        .collect();
    // The parser's map may be sorted by name; problems and answers follow the text.
    entries.sort_by_key(|entry| entry.key_place.start);
    Table { entries }
}

fn convert(source: &Arc<SourceText>, value: &Spanned<DeValue<'_>>, depth: usize, problems: &mut Vec<Problem>) -> Node {
    let place = Place::new(source, value.span().start, value.span().end);
    if depth > MOST_DEPTH {
        problems.push(Problem::at(
            Code::TooDeep,
            &place,
            "nested too deeply",
            format!("more than {MOST_DEPTH} levels here"),
        ));
        return Node { place, value: Value::Null };
    }
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            match i64::from_str_radix(&digits, number.radix()) {
                Ok(whole) => Value::Integer(whole),
                Err(_) => Value::Float(digits.parse().unwrap_or(f64::INFINITY)),
            }
        }
        DeValue::Float(number) => Value::Float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| convert(source, item, depth + 1, problems)).collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(source, table, depth, problems)),
        // The enum may grow; what we do not know is of no type that any key takes.
        #[allow(unreachable_patterns, reason = "the library's enum is open to new kinds of value")]
        _ => Value::Null,
    };
    Node { place, value }
}
