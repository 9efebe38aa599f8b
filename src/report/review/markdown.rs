//! A review for a pull request: short, with what explains it folded away. Text from users is escaped.

use std::fmt::Write as _;

use super::{GoneReport, ObservationReport, ReviewReport};
use crate::report::markdown::{prose, safe};

/// At most this many observations are explained; a comment on GitHub holds 65,536 characters.
const MOST_EXPLAINED: usize = 30;

/// At most this many rows of a table, for the same reason.
const MOST_LISTED: usize = 100;

/// Tells a review in Markdown.
pub(super) fn markdown(report: &ReviewReport) -> String {
    let mut text = String::new();
    // By this a workflow finds its own comment again.
    line(&mut text, "<!-- nextrung review -->");
    line(&mut text, &format!("### Architecture review: {}\n", safe(&report.headline)));
    let in_force = report.in_force();
    match in_force.as_slice() {
        [] => line(&mut text, "In force: the built-in rules alone; no waiver, no baseline."),
        lines => lines.iter().for_each(|one| line(&mut text, &format!("- In force: {}", safe(one)))),
    }
    let news: Vec<&ObservationReport> = report.observations.iter().filter(|seen| seen.is_news()).collect();
    if !news.is_empty() {
        line(&mut text, "\n| severity | finding | kind | status | where |");
        line(&mut text, "|---|---|---|---|---|");
        for seen in news.iter().take(MOST_LISTED) {
            let of = seen.resource.as_ref().map(|resource| format!(" of {}", safe(resource))).unwrap_or_default();
            line(
                &mut text,
                &format!(
                    "| {} | {}{of}: {} | {}{} | {} | {} |",
                    seen.severity,
                    safe(&seen.id),
                    safe(&seen.title),
                    seen.kind,
                    seen.basis_in_words(),
                    seen.status,
                    safe(&seen.places_in_words())
                ),
            );
        }
        if news.len() > MOST_LISTED {
            line(&mut text, &format!("\n{} more are listed by `--format json`.", news.len() - MOST_LISTED));
        }
        let mut told: Vec<&ObservationReport> = Vec::new();
        for seen in &news {
            // What is the same for another resource is explained once.
            if told.last().is_none_or(|last| !last.is_alike(seen)) {
                told.push(seen);
            }
        }
        for seen in told.iter().take(MOST_EXPLAINED) {
            explained(&mut text, seen);
        }
        if told.len() > MOST_EXPLAINED {
            line(&mut text, &format!("\n{} more are explained by `--format json`.", told.len() - MOST_EXPLAINED));
        }
    }
    gone(&mut text, "Lost sight of, for nothing tells of it any more", report.lost_sight.as_deref(), false);
    gone(&mut text, "Resolved", report.resolved.as_deref(), true);
    let known: Vec<String> =
        report.observations.iter().filter(|seen| seen.status == "still-open").map(|seen| safe(&seen.name())).collect();
    if !known.is_empty() {
        line(&mut text, &format!("\nStill open: {}.", known.join(", ")));
    }
    waived(&mut text, report);
    if !report.cannot_tell.is_empty() {
        let (open, all) = (report.cannot_tell.len(), report.findings);
        line(&mut text, &format!("\n{open} of {all} checks could not be made with what is known."));
    }
    line(&mut text, &format!("\n{}, rules {} ({}).", report.today, report.rules.version, report.rules.fingerprint));
    text
}

fn line(text: &mut String, line: &str) {
    // Writing into a string never fails.
    let _ = writeln!(text, "{line}");
}

/// What explains an observation, folded away.
fn explained(text: &mut String, seen: &ObservationReport) {
    line(text, &format!("\n<details><summary>{}: {}</summary>\n", html(&seen.id), html(&seen.title)));
    line(text, &prose(&seen.text));
    let sights = seen.seen_in_words();
    if !sights.is_empty() {
        line(text, &format!("\nSeen: {}.", safe(&sights)));
    }
    if let Some(margin) = &seen.margin {
        line(text, &format!("\nMargin: {}.", safe(&margin.words)));
    }
    let figures = seen.figures_in_words();
    if !figures.is_empty() {
        let title = if seen.figures_title() == "cost" { "Cost" } else { "Figures" };
        line(text, &format!("\n{title}: {}.", safe(&figures)));
    }
    line(text, &format!("\n**Do:** {}", prose(&seen.mend)));
    if !seen.source.is_empty() {
        line(text, &format!("\nSource: {}.", safe(&seen.source.join(", "))));
    }
    line(text, "\n</details>");
}

fn waived(text: &mut String, report: &ReviewReport) {
    let mut waived = report.observations.iter().filter(|seen| seen.status == "waived").peekable();
    if waived.peek().is_none() {
        return;
    }
    line(text, "\n| waived | severity | until | owner | reason |");
    line(text, "|---|---|---|---|---|");
    for seen in waived {
        let Some(waiver) = &seen.waiver else { continue };
        let of = seen.resource.as_ref().map(|resource| format!(" of {}", safe(resource))).unwrap_or_default();
        line(
            text,
            &format!(
                "| {}{of} | {} | {} | {} | {} |",
                safe(&seen.id),
                seen.severity,
                waiver.expires,
                safe(&waiver.owner),
                safe(&waiver.reason)
            ),
        );
    }
}

fn gone(text: &mut String, heading: &str, gone: Option<&[GoneReport]>, again: bool) {
    let news = gone.unwrap_or_default().iter().filter(|gone| again || !gone.again);
    let words: Vec<String> = news.map(|gone| format!("{} ({})", safe(&gone.id), gone.severity)).collect();
    if !words.is_empty() {
        line(text, &format!("\n{heading}: {}.", words.join(", ")));
    }
}

/// Text inside an HTML element of a Markdown document, on which Markdown may still look.
fn html(text: &str) -> String {
    safe(text).replace('"', "&quot;")
}
