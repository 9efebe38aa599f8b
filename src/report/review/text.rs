//! A review for people at a terminal: the answer, what is in force, then what is seen.

use super::{GoneReport, ObservationReport, ReviewReport};
use crate::report::{Look, paragraph::Page};

/// Tells a review in text. Where nothing moved since the baseline it is one line.
pub(super) fn text(report: &ReviewReport, look: Look) -> String {
    let mut page = Page::new(look);
    let in_force = report.in_force();
    // The judge is named even where nothing else is: a change of it must not pass unseen.
    let same_rules = report.baseline.as_ref().is_some_and(|baseline| baseline.same_rules);
    if report.quiet && same_rules {
        page.headline(&format!("{}. In force: {}", report.headline, in_force.join("; ")));
        return page.into_text();
    }
    page.headline(&report.headline);
    match in_force.as_slice() {
        [] => page.quiet("", "In force: the built-in rules alone; no waiver, no baseline."),
        lines => lines.iter().for_each(|line| page.line("In force: ", line)),
    }
    for (status, heading) in
        [("regressed", "Regressed: was well, waived or less bad"), ("new", "New"), ("open", "Open")]
    {
        let mut told = with_status(report, status).peekable();
        if told.peek().is_some() {
            page.heading(heading);
        }
        let mut last: Option<&ObservationReport> = None;
        for seen in told {
            // What is the same for another resource was said a moment ago.
            observation(&mut page, seen, last.is_some_and(|last| last.is_alike(seen)));
            last = Some(seen);
        }
    }
    gone(&mut page, "Lost sight of: was open, and nothing tells of it any more", report.lost_sight.as_deref());
    gone(&mut page, "Resolved", report.resolved.as_deref());
    let known: Vec<String> = with_status(report, "still-open").map(ObservationReport::name).collect();
    if !known.is_empty() {
        page.heading("Still open");
        page.line("  ", &known.join(", "));
    }
    let mut waived = with_status(report, "waived").peekable();
    if waived.peek().is_some() {
        page.heading("Waived");
    }
    for seen in waived {
        let Some(waiver) = &seen.waiver else { continue };
        let of = seen.resource.as_ref().map(|resource| format!(" of {resource}")).unwrap_or_default();
        page.line("  ", &format!("{}{of} ({}), until {} by {}", seen.id, seen.severity, waiver.expires, waiver.owner));
        page.line("    ", &waiver.reason);
    }
    if !report.cannot_tell.is_empty() {
        page.gap();
        let told = format!(
            "{} of {} checks could not be made with what is known; --format json lists them.",
            report.cannot_tell.len(),
            report.findings
        );
        page.quiet("", &told);
    }
    page.into_text()
}

fn with_status<'a>(report: &'a ReviewReport, status: &'a str) -> impl Iterator<Item = &'a ObservationReport> {
    report.observations.iter().filter(move |seen| seen.status == status)
}

fn observation(page: &mut Page, seen: &ObservationReport, is_said: bool) {
    let of = seen.resource.as_ref().map(|resource| format!(" of {resource}")).unwrap_or_default();
    let lead = format!("  {:<8}", seen.severity);
    page.line(&lead, &format!("{}{of} ({}{})", seen.id, seen.kind, seen.basis_in_words()));
    let indent = " ".repeat(lead.len());
    let places = seen.places_in_words();
    if !places.is_empty() {
        page.quiet(&format!("{indent}at "), &places);
    }
    if is_said {
        return;
    }
    page.line(&indent, &format!("{}. {}", seen.title, seen.text));
    let sights = seen.seen_in_words();
    if !sights.is_empty() {
        page.line(&format!("{indent}seen: "), &sights);
    }
    let figures = seen.figures_in_words();
    if !figures.is_empty() {
        page.line(&format!("{indent}{}: ", seen.figures_title()), &figures);
    }
    page.line(&format!("{indent}do: "), &seen.mend);
}

fn gone(page: &mut Page, heading: &str, gone: Option<&[GoneReport]>) {
    let news = gone.unwrap_or_default().iter().filter(|gone| !gone.again || heading == "Resolved");
    let words: Vec<String> = news.map(|gone| format!("{} ({})", gone.id, gone.severity)).collect();
    if !words.is_empty() {
        page.heading(heading);
        page.line("  ", &words.join(", "));
    }
}
