//! The tree of a template: scalars as text, mappings as ordered pairs, each with its place.
//!
//! The short forms of functions (`!Ref`) are told as the long ones (`Ref:`), whatever their name is.

use crate::infra::bounds::MOST_NODES;
use crate::infra::inventory::Attribute;
use crate::infra::json::{Json, ValueType, too_large};
use crate::infra::text::Fault;

/// A value of a template.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Line and column, counted from one.
    pub(super) position: (usize, usize),
}

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A text; `plain` where it was written without quotes, and may be a number, a truth or nothing.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) position: (usize, usize),
    pub(super) node: Node,
}

/// A template's tree with what was odd about it.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) notes: Vec<(String, Option<(usize, usize)>)>,
}

/// An empty mapping.
pub(super) static NOTHING: Node = Node { value: Value::Map(Vec::new()), position: (1, 1) };

impl Node {
    /// The value of a key, nothing where this is no mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// Keys and values; empty where this is something else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Items; empty where this is something else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The only pair of a mapping that has one.
    pub(super) fn only(&self) -> Option<(&str, &Node)> {
        match self.entries() {
            [entry] => Some((entry.key.as_str(), &entry.node)),
            _ => None,
        }
    }

    /// How many parts it has.
    pub(super) fn size(&self) -> usize {
        1 + match &self.value {
            Value::Scalar { .. } => 0,
            Value::List(items) => items.iter().map(Node::size).sum(),
            Value::Map(entries) => entries.iter().map(|entry| entry.node.size()).sum(),
        }
    }

    /// A scalar as a value: plain ones may be truths, numbers or nothing. Numbers keep their zeros as texts.
    pub(super) fn scalar(text: &str, plain: bool) -> Attribute {
        match text {
            _ if !plain => Attribute::Text(text.to_owned()),
            "" | "~" | "null" | "Null" | "NULL" => Attribute::Null,
            "true" | "True" | "TRUE" => Attribute::Truth(true),
            "false" | "False" | "FALSE" => Attribute::Truth(false),
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() && number.to_string() == text => Attribute::Number(number),
                _ => Attribute::Text(text.to_owned()),
            },
        }
    }
}

/// Makes a mapping's pairs: of keys that stand twice the last counts, as the tools that deploy take it.
pub(super) fn mapping(entries: Vec<Entry>, notes: &mut Vec<(String, Option<(usize, usize)>)>) -> Vec<Entry> {
    use std::collections::BTreeMap;
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    let mut twice = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        if last.insert(&entry.key, index).is_some() {
            twice.push(entry.position);
        }
    }
    if twice.is_empty() {
        return entries;
    }
    let kept: Vec<bool> = entries.iter().enumerate().map(|(index, entry)| last[entry.key.as_str()] == index).collect();
    notes.extend(twice.into_iter().map(|at| ("a key stands twice; the last one was taken".to_owned(), Some(at))));
    let mut kept = kept.into_iter();
    entries.into_iter().filter(|_| kept.next().unwrap_or(true)).collect()
}

/// The long name of a short function: `Fn::Sub` of `Sub`.
pub(super) fn long_name(short: &str) -> String {
    match short {
        "Ref" | "Condition" => short.to_owned(),
        _ => format!("Fn::{short}"),
    }
}

/// Reads a template in JSON.
pub(super) fn from_json(bytes: &[u8]) -> Result<Parsed, Fault> {
    let mut json = Json::new(bytes);
    let mut notes = Vec::new();
    let mut left = MOST_NODES;
    let node = value(&mut json, &mut notes, &mut left)?;
    if !json.at_end() {
        notes.push(("what follows the template was not read".to_owned(), None));
    }
    Ok(Parsed { node, notes })
}

type Notes = Vec<(String, Option<(usize, usize)>)>;

fn value(json: &mut Json<'_>, notes: &mut Notes, left: &mut usize) -> Result<Node, Fault> {
    let position = json.position();
    if *left == 0 {
        return Err(too_large(position.0, position.1, format!("more than {MOST_NODES} keys and values")));
    }
    *left -= 1;
    let plain = |text: String| Value::Scalar { text, plain: true };
    let value = match json.peek()? {
        ValueType::String => Value::Scalar { text: json.text()?.unwrap_or_default(), plain: false },
        ValueType::Object => {
            let mut entries = Vec::new();
            json.object(|json, key| {
                let position = json.position();
                let node = value(json, notes, left)?;
                entries.push(Entry { key, position, node });
                Ok(())
            })?;
            Value::Map(mapping(entries, notes))
        }
        ValueType::Array => {
            let mut items = Vec::new();
            json.list(|json| {
                items.push(value(json, notes, left)?);
                Ok(())
            })?;
            Value::List(items)
        }
        _ => match json.value(&mut 1)? {
            Attribute::Truth(truth) => plain(truth.to_string()),
            Attribute::Number(number) => plain(number.to_string()),
            _ => plain("null".to_owned()),
        },
    };
    Ok(Node { value, position })
}
