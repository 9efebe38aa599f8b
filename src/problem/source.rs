//! A text that somebody gave, and places in it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A text with the name it is known by: a path, `profile.json`, or a flag such as `--set`.
#[derive(PartialEq, Eq)]
pub struct SourceText {
    name: String,
    text: Cow<'static, str>,
    packed: Option<&'static [u8]>,
}

impl SourceText {
    /// Keeps a text under its name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(SourceText { name: name.into(), text: Cow::Owned(text.into()), packed: None })
    }

    /// A text that is part of the program, with the tree that was packed when the program was made.
    pub fn built_in(name: impl Into<String>, text: &'static str, packed: &'static [u8]) -> Arc<Self> {
        Arc::new(SourceText { name: name.into(), text: Cow::Borrowed(text), packed: Some(packed) })
    }

    /// The packed tree of a text that is part of the program.
    pub fn packed(&self) -> Option<&'static [u8]> {
        self.packed
    }

    /// The whole text, where it is part of the program.
    pub fn lasting_text(&self) -> Option<&'static str> {
        match self.text {
            Cow::Borrowed(text) => Some(text),
            Cow::Owned(_) => None,
        }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for SourceText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({} bytes)", self.name, self.text.len())
    }
}

/// A run of bytes in a source text.
///
/// Invariant: both ends lie on character borders of the text, and `start <= end`.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The text it lies in.
    pub source: Arc<SourceText>,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Place {
    /// A place in `source`, moved onto character borders and into the text where it is not.
    pub fn new(source: &Arc<SourceText>, start: usize, end: usize) -> Self {
        let border = |mut at: usize| {
            at = at.min(source.text.len());
            while !source.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (border(start), border(end.max(start)));
        Place { source: Arc::clone(source), start, end: end.max(start) }
    }

    /// The whole of a text.
    pub fn whole(source: &Arc<SourceText>) -> Self {
        Place::new(source, 0, source.text.len())
    }

    /// The line and column of the first byte, both counted from one; columns count characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = &self.source.text[..self.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// `profile.toml:4`, as answers name a place.
    pub fn short(&self) -> String {
        format!("{}:{}", self.source.name, self.line_and_column().0)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_and_column();
        write!(formatter, "{}:{line}:{column}+{}", self.source.name, self.end - self.start)
    }
}
