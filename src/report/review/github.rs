//! Workflow commands of GitHub, which its runner turns into annotations beside the lines of a change.
//!
//! A runner shows only the first ten of a level, so the worst come first and what the baseline knows is left out.

use super::{ObservationReport, PlaceReport, ReviewReport};
use crate::problem::draw::harmless;

/// Tells a review in workflow commands; the last one is the answer, with what is in force.
pub(super) fn github(report: &ReviewReport) -> String {
    let mut text = String::new();
    // What the baseline knows was told when it was new.
    let is_told =
        |seen: &&ObservationReport| seen.is_news() || seen.status == "waived" && seen.change != Some("still-open");
    for seen in report.observations.iter().filter(is_told) {
        let level = match (seen.status, seen.severity) {
            ("waived", _) => "notice",
            (_, "high") => "error",
            (_, "medium") => "warning",
            _ => "notice",
        };
        let of = seen.resource.as_ref().map(|resource| format!(" of {resource}")).unwrap_or_default();
        let message = match &seen.waiver {
            Some(waiver) => format!("Waived until {} by {}: {}", waiver.expires, waiver.owner, waiver.reason),
            None => {
                let saves = seen.saves.as_ref().map(|saves| format!(" Without it {}.", saves.in_words()));
                format!("{}. {}{}\n{}", seen.title, seen.text, saves.unwrap_or_default(), seen.mend)
            }
        };
        let title = format!("{}{of} ({}, {})", seen.id, seen.severity, seen.status);
        text.push_str(&command(level, seen.places.first(), &title, &message));
    }
    let mut answer = vec![report.headline.clone()];
    answer.extend(report.in_force().into_iter().map(|line| format!("In force: {line}")));
    let gone = |list: &Option<Vec<super::GoneReport>>| -> Vec<String> {
        list.iter().flatten().filter(|gone| !gone.again).map(|gone| gone.id.clone()).collect()
    };
    for (word, list) in [("Lost sight of", gone(&report.lost_sight)), ("Resolved", gone(&report.resolved))] {
        if !list.is_empty() {
            answer.push(format!("{word}: {}", list.join(", ")));
        }
    }
    text.push_str(&command("notice", None, "Architecture review", &answer.join("\n")));
    text
}

fn command(level: &str, place: Option<&PlaceReport>, title: &str, message: &str) -> String {
    let mut properties: Vec<String> = Vec::new();
    if let Some(PlaceReport { file: Some(file), line, column, .. }) = place {
        properties.push(format!("file={}", property(file)));
        properties.extend(line.map(|line| format!("line={line}")));
        properties.extend(column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(title)));
    format!("::{level} {}::{}\n", properties.join(","), data(message))
}

/// The message: percent signs and line ends would end it or be taken for an escape.
fn data(text: &str) -> String {
    // Line ends of Windows are one line end; other controls are no text.
    harmless(&text.replace("\r\n", "\n")).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: colons and commas would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
