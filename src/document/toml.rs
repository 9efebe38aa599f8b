//! TOML texts.

use std::borrow::Cow;
use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Entry, MOST_DEPTH, Node, Table, Value};
use crate::problem::{Code, Place, Problem, SourceText, in_order};

/// Of so many faults at most the first place of a key that stands twice is looked for.
const MOST_SEARCHED: usize = 100;

/// Reads a TOML text; every syntax fault is told.
pub(super) fn parse(source: &Arc<SourceText>) -> Result<Node, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(source.text());
    let mut problems: Vec<Problem> = Vec::new();
    let place = Place::whole(source);
    let root = convert_table(source, table.get_ref(), 0, &mut problems);
    let faults = first_faults(source, &errors);
    problems.extend(faults.into_iter().enumerate().map(|(index, (place, message))| {
        // Nobody sees where a key stood first that is the hundredth fault; looking for it takes the whole text.
        syntax(&place, &message, (index < MOST_SEARCHED).then_some(&root))
    }));
    if problems.is_empty() { Ok(Node { place, value: Value::Table(root) }) } else { Err(in_order(problems)) }
}

/// The library's faults without those that only follow from another: after the first of a line it guesses, and
/// after the end of a list that is not closed it takes everything for an item.
fn first_faults(source: &Arc<SourceText>, errors: &[::toml::de::Error]) -> Vec<(Place, String)> {
    let mut faults: Vec<(Place, String)> = errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or_else(|| dotted(source.text()));
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            (Place::new(source, span.start, span.end), message)
        })
        .collect();
    faults.sort_by_key(|(place, _)| place.start);
    let is_inside = |message: &str| message.contains(" array") || message.contains("inline table");
    let open = faults.iter().any(|(_, message)| is_inside(message) && message.starts_with("unclosed"));
    if let (true, Some(first)) = (open, faults.iter().position(|(_, message)| is_inside(message))) {
        faults.truncate(first + 1);
        faults[first].1 = "unclosed array".to_owned();
    }
    let breaks: Vec<usize> = source.text().match_indices('\n').map(|(at, _)| at).collect();
    let line = |place: &Place| breaks.partition_point(|at| *at < place.start);
    faults.dedup_by(|later, first| line(&later.0) == line(&first.0));
    faults
}

/// The first line with more dots than there may be levels: the parser's bound on dotted names tells no place.
fn dotted(text: &str) -> std::ops::Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.matches('.').count() >= MOST_DEPTH {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}

/// A fault in our words: the library's name what its parser saw, not what somebody has to change.
fn syntax(place: &Place, said: &str, root: Option<&Table>) -> Problem {
    let text = &place.source.text()[place.start..place.end];
    let is = |part: &str| said.contains(part);
    let quote = if is("literal") { '\'' } else { '"' };
    let (message, label, help) = if is("duplicate key") {
        let problem = Problem::at(Code::DuplicateKey, place, format!("`{text}` stands twice"), "here again");
        return match root.and_then(|root| before(root, text, place.start).or_else(|| header_before(place))) {
            Some(first) => problem.and_at(&first, "first here"),
            None => problem,
        }
        .help("keep one of the two");
    } else if is("recurs") {
        return Problem::at(Code::TooDeep, place, "nested too deeply", format!("more than {MOST_DEPTH} levels here"))
            .help(format!("keep lists and tables within {MOST_DEPTH} levels"));
    } else if is("must be quoted") && text.is_empty() {
        ("a value is missing".to_owned(), "expected a value", "write key = value; a text stands in quotes".to_owned())
    } else if is("must be quoted") {
        let help = format!("if it is a text, put it in quotes: \"{text}\"");
        (format!("`{text}` is no value"), "neither a text in quotes nor a number, truth or date", help)
    } else if is("key with no value") || is("missing value for key") {
        ("a key has no value".to_owned(), "expected `=` and a value", "write key = value".to_owned())
    } else if is("unquoted key") {
        let help = "write key = value; a key with other signs than letters, digits, `-` and `_` stands in quotes";
        (format!("`{text}` cannot stand in a key without quotes"), "expected a letter or `=`", help.to_owned())
    } else if is("escape") || is("unicode") {
        let help = "write `\\\\` for a backslash, or put the text in single quotes";
        ("a backslash begins an escape that there is not".to_owned(), "not an escape", help.to_owned())
    } else if is("string") && is("visible") {
        let help = "write it as an escape, for example \\u001b in double quotes";
        ("a control character cannot stand in a string".to_owned(), "the character", help.to_owned())
    } else if is("string") {
        let help = format!("close it with `{quote}`; a text of several lines needs three of them");
        ("a string is not closed".to_owned(), "expected a closing quote", help)
    } else if is("unclosed array table") || is("unclosed table") {
        let help = "write [name], or [[name]] for one of a list".to_owned();
        ("the name of a table is not closed".to_owned(), "expected `]`", help)
    } else if is("unclosed") {
        let help = "close a list with `]` and an inline table with `}`; items stand between commas".to_owned();
        ("a list or inline table is not closed".to_owned(), "expected `,` or its end before this", help)
    } else if is("missing comma") {
        let help = "put a comma between items, and close a list with `]`, a table with `}`".to_owned();
        ("a comma is missing".to_owned(), "expected `,` before this", help)
    } else if is("leading zero") {
        let help = "leave the zero out, or put it in quotes".to_owned();
        ("a number begins with zero".to_owned(), "one zero too many", help)
    } else {
        let (what, _) = said.split_once(", expected").unwrap_or((said, ""));
        let help = "write key = value, texts in quotes, and names of tables in square brackets".to_owned();
        (format!("no TOML: {what}"), "not understood", help)
    };
    Problem::at(Code::TomlSyntax, place, message, label).help(help)
}

/// The same header as the one at a place, further up; the parser forgets the first of the two.
fn header_before(place: &Place) -> Option<Place> {
    let text = place.source.text();
    let line = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
    let header = text[line..].split_inclusive(']').next().filter(|header| header.starts_with('['))?;
    let first = if text.starts_with(header) { 0 } else { text[..line].find(&format!("\n{header}"))? + 1 };
    let inside = place.start - line;
    (first < line).then(|| Place::new(&place.source, first + inside, first + inside + (place.end - place.start)))
}

/// The last key of this name that begins before a place.
fn before(table: &Table, key: &str, start: usize) -> Option<Place> {
    let mut found: Option<Place> = None;
    for entry in &table.entries {
        let here = (entry.key == key.trim_matches(['"', '\'']) && entry.key_place.start < start)
            .then(|| entry.key_place.clone());
        let inside = match &entry.node.value {
            Value::Table(inner) => before(inner, key, start),
            Value::Array(items) => items
                .iter()
                .filter_map(|item| match &item.value {
                    Value::Table(inner) => before(inner, key, start),
                    _ => None,
                })
                .max_by_key(|place| place.start),
            _ => None,
        };
        found = [found, here, inside].into_iter().flatten().max_by_key(|place| place.start);
    }
    found
}

fn convert_table(source: &Arc<SourceText>, table: &DeTable<'_>, depth: usize, problems: &mut Vec<Problem>) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Cow::Owned(key.get_ref().to_string()),
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
        problems.push(
            Problem::at(Code::TooDeep, &place, "nested too deeply", format!("more than {MOST_DEPTH} levels here"))
                .help(format!("keep lists and tables within {MOST_DEPTH} levels")),
        );
        return Node { place, value: Value::Null };
    }
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(Cow::Owned(text.to_string())),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            match i64::from_str_radix(&digits, number.radix()) {
                Ok(whole) => Value::Integer(whole),
                Err(_) => Value::Float(digits.parse().unwrap_or(f64::INFINITY)),
            }
        }
        DeValue::Float(number) => Value::Float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(Cow::Owned(date.to_string())),
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
