//! The answer for programs.

use super::model::AdviceReport;
use crate::problem::draw::is_harmful;

/// Control and direction characters stand only inside strings, and there as `\u` escapes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) { out.push_str(&format!("\\u{:04x}", u32::from(c))) } else { out.push(c) }
    }
    out
}

/// Tells an answer as JSON, with a line break at the end.
pub fn json(report: &AdviceReport) -> String {
    pretty(report)
}

/// Tells any model as JSON, with a line break at the end.
pub fn pretty(model: &impl serde::Serialize) -> String {
    // INVARIANT: models hold only maps with string keys and finite numbers, which always serialize.
    let mut text = serde_json::to_string_pretty(model).expect("models are made of strings, finite numbers and lists");
    text.push('\n');
    escaped(&text)
}
