//! JSON texts, strictly: no comments, no trailing commas, no loose names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions};

use super::{Entry, Node, Table, Value};
use crate::problem::{Code, Place, Problem, SourceText};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON text; the first syntax fault is told, and every key that stands twice.
pub(super) fn parse(source: &Arc<SourceText>) -> Result<Node, Vec<Problem>> {
    let parsed = jsonc_parser::parse_to_ast(source.text(), &CollectOptions::default(), &STRICT);
    let value = match parsed {
        Ok(result) => result.value,
        Err(error) => {
            let range = error.range();
            let place = Place::new(source, range.start, range.end);
            return Err(vec![syntax(&place, error.kind())]);
        }
    };
    let Some(value) = value else {
        let place = Place::whole(source);
        let problem = Problem::at(Code::JsonSyntax, &place, "the text is empty", "expected an object");
        return Err(vec![problem.help("begin with {\"format\": 1}")]);
    };
    let mut problems = Vec::new();
    let node = convert(source, &value, &mut problems);
    if !matches!(node.value, Value::Table(_)) {
        problems.push(
            Problem::at(
                Code::WrongType,
                &node.place,
                format!("a document is an object, not {}", node.kind()),
                "no object",
            )
            .help("put it into braces: {\"format\": 1, …}"),
        );
    }
    if problems.is_empty() { Ok(node) } else { Err(problems) }
}

/// A fault in our words, with its mend.
fn syntax(place: &Place, kind: &ParseErrorKind) -> Problem {
    use ParseErrorKind as Kind;
    let said = kind.to_string();
    let (message, label, help) = match kind {
        Kind::CommentsNotAllowed => {
            ("comments are no part of JSON", "a comment", "take it out, or write the profile in TOML")
        }
        Kind::TrailingCommasNotAllowed => ("a comma stands behind the last item", "one too many", "take it out"),
        Kind::ExpectedComma => ("a comma is missing", "expected `,` before this", "put a comma between items"),
        Kind::SingleQuotedStringsNotAllowed => ("single quotes are no part of JSON", "not understood", "write \"…\""),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedWord => {
            ("this word needs quotes", "no string", "names and texts stand in double quotes")
        }
        Kind::ExpectedColonAfterObjectKey => ("a colon is missing", "expected `:`", "write \"key\": value"),
        Kind::ExpectedObjectValue => ("a value is missing", "expected a value", "write \"key\": value"),
        Kind::UnterminatedObject => ("an object is not closed", "begins here", "close it with `}`"),
        Kind::UnterminatedArray => ("a list is not closed", "begins here", "close it with `]`"),
        Kind::String(_) if said.starts_with("Unterminated") => {
            ("a string is not closed", "begins here", "close it with a double quote on the same line")
        }
        Kind::String(_) => ("a string holds what JSON does not allow", "not allowed", "write it as an escape: \\u000a"),
        Kind::MultipleRootJsonValues => ("the text goes on behind its end", "one value too many", "keep one object"),
        _ => (
            "this cannot stand here",
            "not understood",
            "a document is like {\"format\": 1, \"facts\": {\"users\": 12000}}",
        ),
    };
    Problem::at(Code::JsonSyntax, place, message, label).help(help)
}

fn place(source: &Arc<SourceText>, range: Range) -> Place {
    Place::new(source, range.start, range.end)
}

fn convert(source: &Arc<SourceText>, value: &ast::Value<'_>, problems: &mut Vec<Problem>) -> Node {
    let value_place = place(source, value.range());
    let value = match value {
        ast::Value::StringLit(text) => Value::String(Cow::Owned(text.value.to_string())),
        ast::Value::NumberLit(number) => match number.value.parse::<i64>() {
            Ok(whole) => Value::Integer(whole),
            Err(_) => Value::Float(number.value.parse().unwrap_or(f64::NAN)),
        },
        ast::Value::BooleanLit(truth) => Value::Bool(truth.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            Value::Array(array.elements.iter().map(|item| convert(source, item, problems)).collect())
        }
        ast::Value::Object(object) => Value::Table(convert_object(source, object, problems)),
    };
    Node { place: value_place, value }
}

fn convert_object(source: &Arc<SourceText>, object: &ast::Object<'_>, problems: &mut Vec<Problem>) -> Table {
    let mut table = Table::default();
    // Where each key stands in the table; a text of many keys must not be searched anew for each.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for property in &object.properties {
        let key = property.name.as_str().to_owned();
        let key_place = place(source, property.name.range());
        let node = convert(source, &property.value, problems);
        if let Some(first) = known.get(&key).map(|index| &table.entries[*index]) {
            problems.push(
                Problem::at(Code::DuplicateKey, &key_place, format!("`{key}` stands twice"), "here again")
                    .and_at(&first.key_place, "first here")
                    .help("keep one of the two"),
            );
            continue;
        }
        known.insert(key.clone(), table.entries.len());
        table.entries.push(Entry { key: Cow::Owned(key), key_place, node });
    }
    table
}
