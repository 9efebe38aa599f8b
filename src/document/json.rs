//! JSON texts, strictly: no comments, no trailing commas, no loose names.

use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
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
            return Err(vec![Problem::at(Code::JsonSyntax, &place, format!("no JSON: {}", error.kind()), "")]);
        }
    };
    let Some(value) = value else {
        let place = Place::whole(source);
        return Err(vec![Problem::at(Code::JsonSyntax, &place, "no JSON: the text is empty", "")]);
    };
    let mut problems = Vec::new();
    let node = convert(source, &value, &mut problems);
    if !matches!(node.value, Value::Table(_)) {
        problems.push(
            Problem::at(Code::WrongType, &node.place, format!("a document is an object, not {}", node.kind()), "")
                .help("put it into braces: {\"format\": 1, …}"),
        );
    }
    if problems.is_empty() { Ok(node) } else { Err(problems) }
}

fn place(source: &Arc<SourceText>, range: Range) -> Place {
    Place::new(source, range.start, range.end)
}

fn convert(source: &Arc<SourceText>, value: &ast::Value<'_>, problems: &mut Vec<Problem>) -> Node {
    let value_place = place(source, value.range());
    let value = match value {
        ast::Value::StringLit(text) => Value::String(text.value.to_string()),
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
    for property in &object.properties {
        let key = property.name.as_str().to_owned();
        let key_place = place(source, property.name.range());
        let node = convert(source, &property.value, problems);
        if let Some(first) = table.get(&key) {
            problems.push(
                Problem::at(Code::DuplicateKey, &key_place, format!("`{key}` stands twice"), "here again")
                    .and_at(&first.key_place, "first here")
                    .help("keep one of the two"),
            );
            continue;
        }
        table.entries.push(Entry { key, key_place, node });
    }
    table
}
