//! Takes a table apart, key by key, and tells every fault that it meets.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::{Entry, Node, Table, Value};
use crate::problem::{Code, Place, Problem, nearest};

/// A string with its node, so that a message can point inside it.
#[derive(Debug, Clone, Copy)]
pub struct Text<'d> {
    /// The decoded string.
    pub text: &'d str,
    /// The value it came from.
    pub node: &'d Node,
}

impl Text<'_> {
    /// Where the string stands.
    pub fn place(&self) -> &Place {
        &self.node.place
    }
}

/// What a table is, as messages name it; put together only where one does.
#[derive(Debug, Clone)]
pub enum What<'d> {
    /// In words: `a requirement`.
    Words(Cow<'d, str>),
    /// A thing with a name: ``gate `id` ``.
    Named(&'static str, &'d str),
}

impl fmt::Display for What<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Words(words) => formatter.write_str(words),
            What::Named(kind, name) => write!(formatter, "{kind} `{name}`"),
        }
    }
}

impl<'d> From<&'d str> for What<'d> {
    fn from(words: &'d str) -> What<'d> {
        What::Words(Cow::Borrowed(words))
    }
}

impl<'d> From<String> for What<'d> {
    fn from(words: String) -> What<'d> {
        What::Words(Cow::Owned(words))
    }
}

impl<'d> From<(&'static str, &'d str)> for What<'d> {
    fn from((kind, name): (&'static str, &'d str)) -> What<'d> {
        What::Named(kind, name)
    }
}

/// Reads one table. Every key that is asked for is known; [`Reader::finish`] tells the rest.
#[derive(Debug)]
pub struct Reader<'d, 'p> {
    table: &'d Table,
    /// Where to point when a key is missing.
    owner: Place,
    /// What the table is, as messages name it: `gate`, `profile`.
    what: What<'d>,
    /// The keys that were asked for, in the order of the questions; some more than once.
    known: Vec<&'static str>,
    /// A bit for each of the first entries that was asked for.
    asked: u64,
    /// The keys that were told to be missing.
    lacking: Vec<String>,
    problems: &'p mut Vec<Problem>,
}

impl<'d, 'p> Reader<'d, 'p> {
    /// Begins to read a table that is called `what` and whose missing keys are shown at `owner`.
    pub fn new(table: &'d Table, owner: &Place, what: impl Into<What<'d>>, problems: &'p mut Vec<Problem>) -> Self {
        Reader {
            table,
            owner: owner.clone(),
            what: what.into(),
            known: Vec::with_capacity(16),
            asked: 0,
            lacking: Vec::new(),
            problems,
        }
    }

    /// The list that collects problems.
    pub fn problems(&mut self) -> &mut Vec<Problem> {
        self.problems
    }

    /// Where to point for faults of the whole table.
    pub fn owner(&self) -> &Place {
        &self.owner
    }

    /// The entry of a key, if it is there.
    pub fn take(&mut self, key: &'static str) -> Option<&'d Entry> {
        self.known.push(key);
        let index = self.table.entries.iter().position(|entry| entry.key == key)?;
        self.asked |= 1u64.checked_shl(index as u32).unwrap_or(0);
        Some(&self.table.entries[index])
    }

    /// Says whether a key is there, whatever its value. A value that is wrong was told already and is not missing too.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Tells that a key is missing.
    pub fn missing(&mut self, key: &str, example: &str) {
        self.lacking.push(key.to_owned());
        let message = format!("{} lacks `{key}`", self.what);
        let problem = Problem::at(Code::MissingKey, &self.owner, message, format!("`{key}` belongs here"));
        self.problems.push(match example {
            "" => problem.help(format!("for example: {key} = \"…\"")),
            example => problem.help(format!("for example: {example}")),
        });
    }

    fn wrong(&mut self, key: &str, node: &Node, expected: &str) {
        let message = format!("`{key}` takes {expected}, not {}", node.kind());
        let problem = Problem::at(Code::WrongType, &node.place, message, format!("expected {expected}"));
        self.problems.push(match expected {
            "a string" => problem.help(format!("write {key} = \"…\"")),
            "true or false" => problem.help(format!("write {key} = true or {key} = false, without quotes")),
            "a whole number" => problem.help(format!("write {key} = 1, without quotes")),
            "a table" => problem.help(format!("write {key} = {{ … }}, or a header [{key}] with its keys below")),
            "a list" => problem.help(format!("put it into brackets: {key} = [ … ]")),
            _ => problem.help(format!("write {key} = 2026-11-21")),
        });
    }

    /// A string.
    pub fn text(&mut self, key: &'static str) -> Option<Text<'d>> {
        let entry = self.take(key)?;
        match &entry.node.value {
            Value::String(text) => Some(Text { text, node: &entry.node }),
            _ => {
                self.wrong(key, &entry.node, "a string");
                None
            }
        }
    }

    /// A string that must be there and must not be empty.
    pub fn needed_text(&mut self, key: &'static str, example: &str) -> Option<Text<'d>> {
        if self.table.get(key).is_none() {
            self.take(key);
            self.missing(key, example);
            return None;
        }
        let text = self.text(key)?;
        if text.text.trim().is_empty() {
            let message = format!("`{key}` is empty");
            let example = if example.is_empty() { format!("{key} = \"…\"") } else { example.to_owned() };
            self.problems.push(
                Problem::at(Code::MissingKey, text.place(), message, "nothing here")
                    .help(format!("for example: {example}")),
            );
            return None;
        }
        Some(text)
    }

    /// A truth.
    pub fn truth(&mut self, key: &'static str) -> Option<bool> {
        let entry = self.take(key)?;
        match entry.node.value {
            Value::Bool(truth) => Some(truth),
            _ => {
                self.wrong(key, &entry.node, "true or false");
                None
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<(i64, &'d Node)> {
        let entry = self.take(key)?;
        match entry.node.value {
            Value::Integer(number) => Some((number, &entry.node)),
            _ => {
                self.wrong(key, &entry.node, "a whole number");
                None
            }
        }
    }

    /// A table.
    pub fn table(&mut self, key: &'static str) -> Option<(&'d Table, &'d Entry)> {
        let entry = self.take(key)?;
        match &entry.node.value {
            Value::Table(table) => Some((table, entry)),
            _ => {
                self.wrong(key, &entry.node, "a table");
                None
            }
        }
    }

    /// A list of nodes; empty where the key is not there.
    pub fn list(&mut self, key: &'static str) -> Vec<&'d Node> {
        self.items(key).iter().collect()
    }

    fn items(&mut self, key: &'static str) -> &'d [Node] {
        let Some(entry) = self.take(key) else { return &[] };
        match &entry.node.value {
            Value::Array(items) => items,
            _ => {
                self.wrong(key, &entry.node, "a list");
                &[]
            }
        }
    }

    /// A list of strings; empty where the key is not there.
    pub fn texts(&mut self, key: &'static str) -> Vec<Text<'d>> {
        self.items(key)
            .iter()
            .filter_map(|node| match &node.value {
                Value::String(text) => Some(Text { text, node }),
                _ => {
                    let message = format!("`{key}` takes a list of strings; this is {}", node.kind());
                    self.problems.push(
                        Problem::at(Code::WrongType, &node.place, message, "expected a string")
                            .help(format!("write {key} = [\"…\", \"…\"]")),
                    );
                    None
                }
            })
            .collect()
    }

    /// A list of tables; empty where the key is not there.
    pub fn tables(&mut self, key: &'static str) -> Vec<(&'d Table, &'d Node)> {
        self.items(key)
            .iter()
            .filter_map(|node| match &node.value {
                Value::Table(table) => Some((table, node)),
                _ => {
                    let message = format!("`{key}` takes a list of tables; this is {}", node.kind());
                    self.problems.push(
                        Problem::at(Code::WrongType, &node.place, message, "expected a table")
                            .help(format!("write {key} = [{{ … }}], or a header [[{key}]] with its keys below")),
                    );
                    None
                }
            })
            .collect()
    }

    /// A date, written as a TOML date or as a string `2026-11-21`.
    pub fn date(&mut self, key: &'static str) -> Option<Date> {
        let entry = self.take(key)?;
        let text = match &entry.node.value {
            Value::Date(text) | Value::String(text) => text,
            _ => {
                self.wrong(key, &entry.node, "a date");
                return None;
            }
        };
        match text.parse::<jiff::civil::Date>() {
            Ok(date) if text.len() == 10 => Some(Date { text: date.to_string() }),
            _ => {
                let message = format!("`{key}` is no date");
                self.problems.push(
                    Problem::at(Code::MalformedDate, &entry.node.place, message, "expected a day of the calendar")
                        .help("write it as 2026-11-21"),
                );
                None
            }
        }
    }

    /// One word out of a closed list.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text.text).map(|(_, value)| *value);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.problems.push(
                Problem::at(
                    Code::UnknownWord,
                    text.place(),
                    format!("`{}` is no word that `{key}` takes", text.text),
                    "not one of its words",
                )
                .did_you_mean(
                    text.text,
                    all.iter().copied(),
                    &format!("its words: {}", all.join(", ")),
                ),
            );
        }
        found
    }

    /// Reads `format = 1` and refuses every other number.
    pub fn format(&mut self) {
        if self.table.get("format").is_none() {
            self.take("format");
            return self.missing("format", "format = 1");
        }
        if let Some((number, node)) = self.integer("format")
            && number != 1
        {
            self.problems.push(
                Problem::at(
                    Code::UnsupportedFormat,
                    &node.place,
                    format!("format {number} is not known"),
                    "this version reads format 1",
                )
                .help("write `format = 1`, or use a nextrung that reads the newer format"),
            );
        }
    }

    /// Tells every key that nobody asked for.
    pub fn finish(self) {
        self.finish_with(|_| None);
    }

    /// Tells every key that nobody asked for, with the mend that `hint` knows for it.
    pub fn finish_with(mut self, hint: impl Fn(&str) -> Option<String>) {
        // Nearly always every entry was asked for.
        let entries = self.table.entries.len();
        if entries <= 64 && self.asked.count_ones() as usize == entries {
            return;
        }
        let mut met = BTreeSet::new();
        self.known.retain(|key| met.insert(*key));
        for entry in &self.table.entries {
            if !self.known.contains(&&*entry.key) {
                let all = self.known.join(", ");
                let message = format!("{} has no key `{}`", self.what, entry.key);
                let problem = Problem::at(Code::UnknownKey, &entry.key_place, message, "means nothing here");
                // A typing error in the name of a key is one fault: the key that is meant is not missing too.
                let meant = nearest(&entry.key, self.known.iter().copied());
                if let Some(index) = self.lacking.iter().position(|key| Some(key.as_str()) == meant) {
                    let meant = self.lacking.swap_remove(index);
                    let lacks = format!("{} lacks `{meant}`", self.what);
                    self.problems.retain(|told| {
                        let here = told.labels.first().is_some_and(|label| label.place == self.owner);
                        !(here && told.code == Code::MissingKey && told.message == lacks)
                    });
                }
                self.problems.push(match hint(&entry.key) {
                    Some(help) => problem.help(help),
                    None => problem.did_you_mean(&entry.key, self.known.iter().copied(), &format!("it takes: {all}")),
                });
            }
        }
    }
}

/// A day of the calendar, as `2026-11-21`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The day in ISO 8601.
    pub text: String,
}
