//! What descriptions show, in columns of text: the first line is the answer, the rest lets people check it.

use super::{DetectionReport, EvidenceReport, RootReport};
use crate::report::Look;
use crate::report::paragraph::Page;

/// At most this many notes, kinds and files are told; the rest is counted.
const MOST_TOLD: usize = 8;

/// Tells what descriptions show.
pub fn tell_detection(report: &DetectionReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    root(&mut page, &report.root);
    for other in &report.others {
        page.heading(&format!("Deployed apart: {}", other.root));
        match &other.because {
            Some(because) => page.line("  ", &format!("not placed: {because}")),
            None => page.rows("  ", &standing(other)),
        }
        if let (true, Some(parts)) = (other.because.is_some(), made_of(other)) {
            page.line("  ", &format!("seen: {parts}"));
        }
    }
    if !report.ignored.is_empty() {
        page.heading(&format!("Not read: {} files", report.ignored.len()).replace("1 files", "1 file"));
        let rows: Vec<(String, String)> = report
            .ignored
            .iter()
            .take(MOST_TOLD)
            .map(|ignored| (ignored.file.clone(), ignored.because.clone()))
            .collect();
        page.rows("  ", &rows);
        more(&mut page, report.ignored.len());
    }
    page.into_text()
}

fn root(page: &mut Page, root: &RootReport) {
    page.line("", &format!("{} ({})", root.root, root.form));
    if let Some(parts) = made_of(root) {
        page.heading("Seen");
        page.line("  ", &parts);
    }
    if !root.stages.is_empty() {
        page.heading("Where it stands");
        page.rows("  ", &standing(root));
        if let Some(lane) = &root.lane {
            page.line("  ", &format!("lane: {lane}"));
        }
    }
    let of = |status: &'static str| root.capabilities.iter().filter(move |found| found.status == status);
    let shown: Vec<(String, String)> = of("present")
        .map(|found| {
            let by = found.brought_by.as_ref().map(|by| format!("comes with {by}: ")).unwrap_or_default();
            (found.capability.clone(), format!("{by}{}", places(root, &found.evidence)))
        })
        .collect();
    if !shown.is_empty() {
        page.heading("Present");
        page.rows("  ", &shown);
    }
    let absent: Vec<&str> = of("absent").map(|found| found.capability.as_str()).collect();
    if !absent.is_empty() {
        page.heading("Absent");
        page.line("  ", &absent.join(", "));
    }
    let open: Vec<(String, String)> = of("cannot-tell")
        .filter(|found| found.open)
        .filter_map(|found| Some((found.capability.clone(), found.because.clone()?)))
        .collect();
    let silent = of("cannot-tell").count() - open.len();
    if silent > 0 || !open.is_empty() {
        page.heading("Cannot tell");
        page.rows("  ", &open);
        if silent > 0 {
            page.line("  ", &format!("{silent} more that nothing here shows: they may be there all the same"));
        }
    }
    if !root.facts.is_empty() {
        page.heading("Facts");
        let rows: Vec<(String, String)> = root
            .facts
            .iter()
            .map(|(name, fact)| (name.clone(), format!("{} ({})", fact.value.words, places(root, &fact.evidence))))
            .map(|(name, text)| (name, text.replace(" ()", "")))
            .collect();
        page.rows("  ", &rows);
    }
    let mut notes = root.partial.clone();
    notes.extend(root.notes.iter().cloned());
    let kinds = |list: &[super::KindReport]| {
        let named: Vec<String> =
            list.iter().take(MOST_TOLD).map(|kind| format!("{} {}", kind.count, kind.kind)).collect();
        let rest = list.len().saturating_sub(MOST_TOLD);
        if rest > 0 { format!("{} and {rest} more kinds", named.join(", ")) } else { named.join(", ") }
    };
    if !root.seen.unknown.is_empty() {
        notes.push(format!("of kinds that no rule knows: {}", kinds(&root.seen.unknown)));
    }
    if !root.seen.foreign.is_empty() {
        notes.push(format!("of other providers: {}", kinds(&root.seen.foreign)));
    }
    if !notes.is_empty() {
        page.heading("To know");
        notes.iter().take(MOST_TOLD).for_each(|note| page.line("  ", note));
        more(page, notes.len());
    }
    page.gap();
    let seen = &root.seen;
    let text = format!(
        "Resources: {}; {} read, {} of kinds that say nothing about an architecture",
        seen.resources, seen.read, seen.plumbing
    );
    page.quiet("", &text);
}

fn more(page: &mut Page, count: usize) {
    if count > MOST_TOLD {
        page.line("  ", &format!("… and {} more", count - MOST_TOLD));
    }
}

/// The tracks on which the system stands, the gaps behind each.
fn standing(root: &RootReport) -> Vec<(String, String)> {
    root.stages
        .iter()
        .map(|(track, stage)| {
            let at = match stage.current == stage.furthest {
                true => stage.furthest.clone(),
                false => format!("{} at the furthest, {} by what fits", stage.furthest, stage.current),
            };
            let gaps = match stage.gaps.is_empty() {
                true => String::new(),
                false => format!("; not shown up to there: {}", stage.gaps.join(", ")),
            };
            (track.clone(), at + &gaps)
        })
        .collect()
}

/// What the system is made of, work first.
fn made_of(root: &RootReport) -> Option<String> {
    let mut parts: Vec<_> = root.components.iter().collect();
    parts.sort_by_key(|part| !part.bears_work);
    let words: Vec<String> = parts
        .into_iter()
        .map(|part| {
            let number = match part.high.map(|high| high.0) {
                Some(high) if high == part.low.0 => format!("{high}"),
                Some(high) => format!("{} to {high}", part.low.0),
                None => format!("{} or more", part.low.0),
            };
            format!("{}: {number}", part.title)
        })
        .collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The first two resources with their places, and how many more there are.
fn places(root: &RootReport, evidence: &[EvidenceReport]) -> String {
    // Files are told from the folder of the main one, which is named above.
    let folder = root.root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let place = |one: &EvidenceReport| {
        let near = one.file.strip_prefix(folder).map_or(one.file.as_str(), |rest| rest.trim_start_matches('/'));
        match one.file == root.root {
            true => format!("{} (line {})", one.resource, one.line),
            false => format!("{} ({near}:{})", one.resource, one.line),
        }
    };
    let named: Vec<String> = evidence.iter().take(2).map(place).collect();
    match evidence.len() {
        0..=2 => named.join(", "),
        count => format!("{} and {} more", named.join(", "), count - 2),
    }
}
