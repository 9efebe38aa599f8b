//! The answer for people at a terminal: the first line is the answer, the rest lets them check it on one screen.
//!
//! `track` tells the track of the next step in full, `beside` everything else in a line each, `dissent` other ladders.

mod beside;
mod dissent;
pub(super) mod numbers;
mod track;

pub(super) use track::grouped;

use super::Look;
use super::model::AdviceReport;
use super::paragraph::Page;

/// Tells an answer in columns of text.
pub fn terminal(report: &AdviceReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    let focus = report.tracks.iter().find(|track| Some(&track.track) == report.focus.as_ref());
    if let Some(focus) = focus.or(report.tracks.first()) {
        track::track(&mut page, focus, &report.choices);
    }
    numbers::numbers(&mut page, report);
    beside::tracks(&mut page, report);
    beside::findings(&mut page, report);
    beside::choices(&mut page, report);
    beside::losers(&mut page, report);
    beside::questions(&mut page, report);
    beside::assumptions(&mut page, report);
    dissent::dissent(&mut page, report);
    footer(&mut page, report);
    page.into_text()
}

/// Facts and capabilities that were told more than once, with what counts and what does not.
pub(super) fn told_twice(report: &AdviceReport) -> Vec<String> {
    let told = |fact: &super::FactReport| {
        format!("{} {} ({})", fact.value.words, fact.origin, fact.at.as_deref().unwrap_or("worked out"))
    };
    let rows = report.facts.iter().flat_map(|(name, fact)| {
        fact.instead_of.iter().map(move |loser| {
            format!("{name}: {} counts, not {} {} ({})", told(fact), loser.value.words, loser.origin, loser.at)
        })
    });
    let contested = report.contested.iter().map(|contested| {
        format!(
            "{}: stated {} ({}), and detected {} ({}); what is stated counts",
            contested.capability, contested.stated, contested.stated_at, contested.detected, contested.detected_at
        )
    });
    rows.chain(contested).collect()
}

/// What settled the answer, in a sentence.
pub(super) fn decided(report: &AdviceReport) -> Option<String> {
    let focus = report.tracks.iter().find(|track| Some(&track.track) == report.focus.as_ref());
    let track = focus.or(report.tracks.first())?;
    let on = match track.decided_on? {
        "facts" => "facts",
        "ladder" => "the user count alone, which is an indicator and no proof",
        _ => "assumptions",
    };
    Some(if track.decided {
        format!("Decided on {on}; no further fact turns it.")
    } else {
        format!("Decided on {on}; further facts may turn it.")
    })
}

fn footer(page: &mut Page, report: &AdviceReport) {
    let decided = decided(report);
    if !report.unread.is_empty() {
        page.heading("Told, and read by no rule yet");
        page.line("  ", &report.unread.join(", "));
    }
    page.gap();
    if let Some(decided) = decided {
        page.quiet("", &decided);
    }
    for pack in &report.rules.packs {
        page.quiet("", &format!("Overlay {}: replaces {}, adds {}", pack.name, pack.replaces.len(), pack.adds.len()));
    }
}
