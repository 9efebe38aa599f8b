//! Coordinates and words that are safe in a picture.

use crate::chart::place::{fitted, text_width};
use crate::problem::draw::is_harmful;

/// A coordinate with at most one decimal.
pub fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

pub(super) fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Text in lines that fit into a width.
pub fn broken(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in one_line(text).split(' ').filter(|word| !word.is_empty()) {
        let word = fitted(word, size, width);
        if line.is_empty() {
            line = word;
        } else if text_width(&line, size) + text_width(" ", size) + text_width(&word, size) <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(std::mem::replace(&mut line, word));
        }
    }
    lines.push(line);
    lines
}

/// Text that means nothing but itself in XML, in an element and in an attribute: what marks up is escaped; what XML
/// does not allow and what could turn the direction of writing is replaced.
pub fn xml_safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other if is_harmful(other) => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
