//! TOML and JSON texts as one tree in which every key and value knows its place.
//!
//! Both languages become the same [`Table`], so that profiles are read by one reader whatever they are written in.
//! Nothing here knows what a key means; [`reader`] is how the other rooms take a table apart.

mod items;
mod json;
mod packed;
pub mod reader;
mod toml;

use std::borrow::Cow;
use std::sync::Arc;

pub use items::Items;

use crate::problem::{Code, Place, Problem, SourceText};

/// A file larger than this is refused, in bytes.
pub const MOST_BYTES: usize = 4 << 20;
/// A file nested more deeply than this is refused.
pub const MOST_DEPTH: usize = 64;

/// A file of more keys and values than this is refused.
pub const MOST_ENTRIES: usize = 10_000;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands, quotes and brackets included.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string, decoded.
    String(Cow<'static, str>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, or too large for an integer.
    Float(f64),
    /// A truth.
    Bool(bool),
    /// A TOML date, as written.
    Date(Cow<'static, str>),
    /// A list.
    Array(Items),
    /// A table or object.
    Table(Table),
    /// JSON's null.
    Null,
}

/// Keys and values in the order in which they were written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The entries; no key stands twice.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, decoded.
    pub key: Cow<'static, str>,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}

impl Table {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Node {
    /// How many keys and values it holds, itself included.
    fn count(&self) -> usize {
        // INVARIANT: nesting is bounded before anything is parsed.
        match &self.value {
            Value::Array(items) => 1 + items.iter().map(Node::count).sum::<usize>(),
            Value::Table(table) => 1 + table.entries.iter().map(|entry| entry.node.count()).sum::<usize>(),
            _ => 1,
        }
    }

    /// The kind of value, as messages name it.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::String(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Bool(_) => "a truth",
            Value::Date(_) => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
            Value::Null => "null",
        }
    }

    /// The place of a part of a string value, in bytes of the decoded string.
    ///
    /// Exact for strings with and without escapes; the whole value where the two cannot be matched.
    pub fn place_inside(&self, start: usize, end: usize) -> Place {
        let Value::String(decoded) = &self.value else { return self.place.clone() };
        let raw = &self.place.source.text()[self.place.start..self.place.end];
        match string_offsets(raw, decoded) {
            Some(offsets) => {
                let at = |index: usize| self.place.start + offsets[index.min(offsets.len() - 1)];
                Place::new(&self.place.source, at(start), at(end.max(start)))
            }
            None => self.place.clone(),
        }
    }
}

/// For each byte of the decoded string (and for its end) the byte of the raw text, quotes included.
fn string_offsets(raw: &str, decoded: &str) -> Option<Vec<usize>> {
    // A flag's value: the raw text is the value, even where it begins with a quote.
    if raw == decoded {
        return Some((0..=decoded.len()).collect());
    }
    let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") {
        3
    } else if raw.starts_with(['\'', '"']) {
        1
    } else {
        return None;
    };
    let escapes = raw.starts_with('"');
    let mut inner = raw.get(quotes..raw.len().checked_sub(quotes)?)?;
    let mut at = quotes;
    if quotes == 3 {
        let line_break = if inner.starts_with("\r\n") { 2 } else { usize::from(inner.starts_with('\n')) };
        inner = &inner[line_break..];
        at += line_break;
    }
    let mut offsets = Vec::with_capacity(decoded.len() + 1);
    let mut rest = inner;
    let wanted = decoded.chars();
    for c in wanted {
        // A backslash at the end of a line swallows the white space that follows.
        while escapes && rest.starts_with('\\') && rest[1..].starts_with(['\n', '\r', ' ', '\t']) {
            let skipped = 1 + rest[1..].len() - rest[1..].trim_start_matches([' ', '\t', '\r', '\n']).len();
            at += skipped;
            rest = &rest[skipped..];
        }
        let taken =
            if escapes && rest.starts_with('\\') { escape_length(rest) } else { rest.chars().next()?.len_utf8() };
        offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
        at += taken;
        rest = rest.get(taken..)?;
    }
    offsets.push(at);
    Some(offsets)
}

/// The length of the escape that `rest` begins with; a JSON surrogate pair is one escape.
fn escape_length(rest: &str) -> usize {
    let length = match rest.as_bytes().get(1) {
        Some(b'x') => 4,
        Some(b'u') => {
            let high = rest.get(2..6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            if matches!(high, Some(0xd800..=0xdbff)) { 12 } else { 6 }
        }
        Some(b'U') => 10,
        _ => 2,
    };
    let mut length = length.min(rest.len());
    while !rest.is_char_boundary(length) {
        length -= 1;
    }
    length
}

/// The language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

impl Language {
    /// Tells the language of a text that has no telling name: an object is JSON, all else TOML.
    pub fn of(name: &str, text: &str) -> Language {
        if name.ends_with(".json") || (!name.ends_with(".toml") && text.trim_start().starts_with('{')) {
            Language::Json
        } else {
            Language::Toml
        }
    }
}

/// Reads a document into a table.
///
/// # Errors
/// All syntax faults of a TOML text, the first of a JSON text; a text that is too large or nested too deeply.
pub fn parse(source: &Arc<SourceText>, language: Language) -> Result<Node, Vec<Problem>> {
    if let Some(node) = source.packed().and_then(|bytes| packed::unpack(source, bytes)) {
        return Ok(node);
    }
    if source.text().len() > MOST_BYTES {
        let message = format!("`{}` has {} bytes; the most is 4 MiB", source.name(), source.text().len());
        return Err(vec![Problem::nowhere(Code::TooLarge, message).help("split it, or leave out what is not needed")]);
    }
    if let Some(at) = too_deep(source.text()) {
        let place = Place::new(source, at, at + 1);
        return Err(vec![
            Problem::at(Code::TooDeep, &place, "nested too deeply", format!("more than {MOST_DEPTH} levels here"))
                .help(format!("keep lists and tables within {MOST_DEPTH} levels")),
        ]);
    }
    let root = match language {
        Language::Toml => toml::parse(source),
        Language::Json => json::parse(source),
    }?;
    match root.count() {
        count if count > MOST_ENTRIES => {
            let message = format!("`{}` has {count} keys and values; the most is {MOST_ENTRIES}", source.name());
            Err(vec![Problem::nowhere(Code::TooLarge, message).help("split it, or leave out what is not needed")])
        }
        _ => Ok(root),
    }
}

/// The first bracket beyond the depth that is read; brackets in strings and comments do not count.
///
/// Run before any parser, so that no parser's own recursion meets a hostile text.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // Most files have fewer brackets than levels are allowed, and need no closer look.
    if bytes.iter().filter(|byte| matches!(byte, b'[' | b'{')).count() <= MOST_DEPTH {
        return None;
    }
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' | b'{' => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at),
            quote @ (b'"' | b'\'') => at = end_of_string(bytes, at, quote),
            // A dotted key of a table header nests too, but only as deeply as it is long on one line.
            _ => {}
        }
        at += 1;
    }
    None
}

/// The last byte of the string that begins at `start`; the end of its line where it is not closed.
fn end_of_string(bytes: &[u8], start: usize, quote: u8) -> usize {
    let triple = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !triple => return at,
            byte if byte == quote && !triple => return at,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 2,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests;
