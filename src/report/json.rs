//! The answer for programs.

use super::model::AdviceReport;

/// Tells an answer as JSON, with a line break at the end.
pub fn json(report: &AdviceReport) -> String {
    // INVARIANT: the model holds only maps with string keys and finite numbers, which always serialize.
    let mut text =
        serde_json::to_string_pretty(report).expect("the model is made of strings, finite numbers and lists");
    text.push('\n');
    text
}
