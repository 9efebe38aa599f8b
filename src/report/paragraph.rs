//! Lines of text for terminals: wrapped by display width, indented, coloured only where asked.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::Look;
use crate::problem::draw::harmless;

/// A text that grows line by line.
#[derive(Debug)]
pub struct Page {
    text: String,
    look: Look,
}

impl Page {
    /// An empty page.
    pub fn new(look: Look) -> Page {
        Page { text: String::new(), look }
    }

    /// The whole text.
    pub fn into_text(self) -> String {
        self.text
    }

    fn styled(&self, text: &str, style: Style) -> String {
        if self.look.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// The first line: the answer, whole on one line unless a terminal is narrower.
    pub fn headline(&mut self, text: &str) {
        let bold = AnsiColor::Green.on_default().bold();
        let width = if self.look.colour { self.look.width } else { usize::MAX };
        for line in wrap(text, width, "") {
            let line = self.styled(&line, bold);
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// A heading after an empty line.
    pub fn heading(&mut self, text: &str) {
        let heading = self.styled(&harmless(text), Style::new().bold());
        self.text.push('\n');
        self.text.push_str(&heading);
        self.text.push('\n');
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A row of a table, laid out by who tells it and never wrapped.
    pub fn table_line(&mut self, text: &str) {
        self.text.push_str(harmless(text).trim_end());
        self.text.push('\n');
    }

    /// A paragraph; all lines but the first are indented so that they stand below the text.
    pub fn line(&mut self, lead: &str, text: &str) {
        let lead = harmless(lead);
        let indent = " ".repeat(lead.width());
        for (index, line) in wrap(text, self.look.width.saturating_sub(lead.width()), "").into_iter().enumerate() {
            self.text.push_str(if index == 0 { &lead } else { &indent });
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// A paragraph in a quieter colour.
    pub fn quiet(&mut self, lead: &str, text: &str) {
        let lead = harmless(lead);
        let indent = " ".repeat(lead.width());
        for (index, line) in wrap(text, self.look.width.saturating_sub(lead.width()), "").into_iter().enumerate() {
            let line = self.styled(line.trim_end(), Style::new().dimmed());
            self.text.push_str(if index == 0 { &lead } else { &indent });
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// Rows of two columns: the left one as wide as its widest cell, at most 34 cells, the right one wrapped.
    pub fn rows(&mut self, lead: &str, rows: &[(String, String)]) {
        let widest = rows.iter().map(|(left, _)| left.width()).max().unwrap_or(0).min(34);
        for (left, right) in rows {
            let padding = " ".repeat(widest.saturating_sub(left.width()));
            self.line(&format!("{lead}{}{padding}  ", harmless(left)), right);
        }
    }
}

/// Breaks a text into lines of a display width; a word longer than a line is broken.
fn wrap(text: &str, width: usize, indent: &str) -> Vec<String> {
    let text = harmless(text).replace('\n', " ");
    // Names hold hyphens and must stay whole, to be copied.
    let options = textwrap::Options::new(width.max(20))
        .subsequent_indent(indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(&text, options).into_iter().map(|line| line.into_owned()).collect()
}

/// A sentence as the part of another.
pub(super) fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
