//! What is wrong with somebody's input: one plain value, drawn in one place.
//!
//! A [`Problem`] is data: a code that never changes its meaning, a sentence, the places it points at, why it
//! matters, and the mend. Reading code collects as many as it can find before it gives up. [`draw`] is the only
//! place that turns problems into text for people.

mod code;
pub mod draw;
mod source;
mod suggest;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use code::Code;
pub use source::{Place, SourceText};
pub use suggest::nearest;

/// One thing that is wrong with the input, with where, why and the mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of fault it is. The meaning of a code never changes.
    pub code: Code,
    /// One sentence: lower case, no full stop, names in backticks.
    pub message: String,
    /// The places that show it, the main one first.
    pub labels: Vec<Label>,
    /// Why this is a fault, where the message does not say so already.
    pub why: Option<String>,
    /// What to do about it.
    pub help: Vec<String>,
}

/// A place in a source text, with what to see there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The file and the bytes.
    pub place: Place,
    /// What stands there; may be empty.
    pub text: String,
}

impl Problem {
    /// Makes a problem that points at `place`.
    pub fn at(code: Code, place: &Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Problem {
            code,
            message: message.into(),
            labels: vec![Label { place: place.clone(), text: label.into() }],
            why: None,
            help: Vec::new(),
        }
    }

    /// Makes a problem that no text can show (a file that cannot be read).
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Problem { code, message: message.into(), labels: Vec::new(), why: None, help: Vec::new() }
    }

    /// Adds a second place.
    #[must_use]
    pub fn and_at(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.labels.push(Label { place: place.clone(), text: label.into() });
        self
    }

    /// Says why it is a fault.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Offers the nearest of the known names, or where to find them all.
    #[must_use]
    pub fn did_you_mean<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> Self {
        match nearest(wrong, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None if otherwise.is_empty() => self,
            None => self.help(otherwise),
        }
    }
}

/// Puts problems into the order of their places and drops those said twice.
///
/// Files keep the order in which they were first met; inside a file the earlier place comes first.
pub fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    let mut met: BTreeMap<*const SourceText, usize> = BTreeMap::new();
    for label in problems.iter().filter_map(|problem| problem.labels.first()) {
        let next = met.len();
        met.entry(Arc::as_ptr(&label.place.source)).or_insert(next);
    }
    let key = |problem: &Problem| {
        problem.labels.first().map(|label| {
            let text = met.get(&Arc::as_ptr(&label.place.source)).copied();
            (text, label.place.start, label.place.end)
        })
    };
    problems
        .sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code)).then_with(|| a.message.cmp(&b.message)));
    problems.dedup();
    problems
}

#[cfg(test)]
mod tests;
