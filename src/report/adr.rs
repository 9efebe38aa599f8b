//! The step as an architecture decision record in the form of MADR 4.

use std::fmt::Write as _;

use super::markdown::{prose, safe};
use super::model::{AdviceReport, NextReport, TrackReport};
use super::paragraph::lower;

/// A decision record, with the words that name its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// `add-read-replicas-and-a-cache`: plain letters, digits and hyphens.
    pub slug: String,
    /// The whole record.
    pub text: String,
}

/// Tells the next step as a decision record. `command` is what checks the decision again.
pub fn decision_record(report: &AdviceReport, command: &str) -> DecisionRecord {
    let focus = report.tracks.iter().find(|track| Some(&track.track) == report.focus.as_ref());
    let track = focus.or(report.tracks.first());
    let next = track.and_then(|track| track.next.as_ref());
    let title = title(report, next);
    let mut text = format!("---\nstatus: proposed\ndate: {}\n---\n\n# {}\n", report.today, safe(&title));
    context(&mut text, report, track);
    drivers(&mut text, track);
    options(&mut text, &title, track);
    outcome(&mut text, &title, report, track, next);
    consequences(&mut text, next);
    confirmation(&mut text, next, command);
    information(&mut text, report);
    DecisionRecord { slug: slug(&title), text }
}

fn title(report: &AdviceReport, next: Option<&NextReport>) -> String {
    let Some(next) = next else { return report.headline.clone() };
    if !next.drop_titles.is_empty() {
        return format!("Take away {}", next.drop_titles.join(" and "));
    }
    let parts: Vec<&str> =
        next.actions.iter().filter(|action| action.need == "required").map(|action| action.title.as_str()).collect();
    match parts.as_slice() {
        [] => format!("Go to {}", next.to),
        [one] => format!("Add {one}"),
        [first, second] => format!("Add {first} and {second}"),
        [first, second, third] => format!("Add {first}, {second} and {third}"),
        [first, second, rest @ ..] => format!("Add {first}, {second} and {} more", rest.len()),
    }
}

/// Plain letters, digits and single hyphens, at most 60 of them.
fn slug(title: &str) -> String {
    let plain: String = title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let mut slug = String::new();
    for word in words {
        if slug.len() + word.len() > 60 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    if slug.is_empty() { "decision".to_owned() } else { slug }
}

fn context(text: &mut String, report: &AdviceReport, track: Option<&TrackReport>) {
    text.push_str("\n## Context and Problem Statement\n\n");
    let name = report.name.as_ref().map_or("The system".to_owned(), |name| safe(name));
    match track.and_then(|track| Some((&track.track, track.current.as_ref()?))) {
        Some((track, current)) => {
            let _ = writeln!(
                text,
                "{name} stands on `{}` of the track `{track}`. What should come next, and why?",
                current.stage
            );
        }
        None => {
            let _ = writeln!(text, "Nobody described the architecture of {name}. Which stage fits what is known?");
        }
    }
    if !report.facts.is_empty() {
        text.push_str("\n| fact | value | how it is known |\n|---|---|---|\n");
        for (fact, told) in &report.facts {
            let _ = writeln!(text, "| `{fact}` | {} | {} |", safe(&told.value.words), told.origin);
        }
    }
}

fn drivers(text: &mut String, track: Option<&TrackReport>) {
    let reasons = track.map(|track| track.because.as_slice()).unwrap_or_default();
    if reasons.is_empty() {
        return;
    }
    text.push_str("\n## Decision Drivers\n\n");
    for reason in reasons {
        let not = if reason.holds == "false" && reason.foreseen.is_none() { "not so: " } else { "" };
        let margin = reason.margin.as_ref().map(|margin| format!("; {}", safe(&margin.words))).unwrap_or_default();
        let then = reason.foreseen.as_ref().map(|then| format!("; {}", safe(&then.words))).unwrap_or_default();
        let basis = if reason.judgement { ", a judgement" } else { "" };
        let condition = reason.condition.replace('`', "'");
        let _ = writeln!(text, "* {not}{} ({}{basis}): `{condition}`{margin}{then}", safe(&reason.title), reason.kind);
    }
}

fn options(text: &mut String, title: &str, track: Option<&TrackReport>) {
    text.push_str("\n## Considered Options\n\n");
    let _ = writeln!(text, "* {}", safe(title));
    for other in track.map(|track| track.alternatives.as_slice()).unwrap_or_default() {
        let parts = if other.required.is_empty() { String::new() } else { format!(": {}", other.required.join(", ")) };
        let _ = writeln!(text, "* `{}`{parts} ({})", other.to, other.status);
    }
    if track.is_some_and(|track| track.next.is_some()) {
        text.push_str("* Leave everything as it is\n");
    }
}

fn outcome(
    text: &mut String,
    title: &str,
    report: &AdviceReport,
    track: Option<&TrackReport>,
    next: Option<&NextReport>,
) {
    text.push_str("\n## Decision Outcome\n\n");
    let because = match next {
        Some(next) => format!("{}; {}", safe(&report.headline), safe(&next.chosen_by)),
        None => safe(&report.headline),
    };
    let _ = writeln!(text, "Chosen option: \"{}\", because: {because}.", safe(title));
    if let Some(decided) = super::terminal::decided(report).filter(|_| track.is_some()) {
        let _ = writeln!(text, "\n{decided}");
    }
}

fn consequences(text: &mut String, next: Option<&NextReport>) {
    let Some(next) = next else { return };
    text.push_str("\n### Consequences\n\n");
    if let Some(why) = &next.why {
        let _ = writeln!(text, "* Good, because {}", safe(&lower(why)));
    }
    if let (Some(effort), Some(time), Some(risk)) = (&next.effort, &next.lead_time, next.risk) {
        let _ = writeln!(
            text,
            "* Bad, because it is work of the class \"{}\" with {risk} risk, and helps after {} to {} {} (judgement).",
            effort.class, time.low, time.high, time.unit
        );
    }
    if next.reversible == Some("false") {
        text.push_str("* Bad, because it cannot be undone.\n");
    }
    for requirement in next.requires.iter().filter(|requirement| requirement.holds != "true") {
        let _ = writeln!(text, "* Neutral, because this has to be there first: {}", safe(&requirement.why));
    }
    let later: Vec<&str> =
        next.actions.iter().filter(|one| one.need == "deferred").map(|one| one.title.as_str()).collect();
    if !later.is_empty() {
        let _ = writeln!(text, "* Neutral, because these can wait: {}.", safe(&later.join(", ")));
    }
}

fn confirmation(text: &mut String, next: Option<&NextReport>, command: &str) {
    text.push_str("\n### Confirmation\n\n");
    let _ = writeln!(
        text,
        "`{}` tells whether the decision still holds.",
        crate::problem::draw::harmless(command).replace('`', "'")
    );
    let verify: Vec<_> =
        next.into_iter().flat_map(|next| &next.checklist).filter(|item| item.phase == "verify").collect();
    if !verify.is_empty() {
        text.push_str("What shows that it worked:\n\n");
        for item in verify {
            let _ = writeln!(text, "* {}", prose(&item.text));
        }
    }
}

fn information(text: &mut String, report: &AdviceReport) {
    text.push_str("\n## More Information\n\n");
    for assumption in &report.assumptions {
        let flips = assumption.flips_at.as_ref().map(|at| format!("; it would turn at {}", safe(&at.words)));
        let _ = writeln!(
            text,
            "* Assumed: `{}` {}{}.",
            assumption.fact,
            safe(&assumption.words),
            flips.unwrap_or_default()
        );
    }
    for question in &report.questions {
        if let Some(fact) = &question.fact {
            let _ = writeln!(text, "* Not known: `{fact}`. {}", safe(&question.ask));
        }
    }
    let _ = writeln!(text, "* Rules {} ({}).", report.rules.version, report.rules.fingerprint);
    for pack in &report.rules.packs {
        let _ = writeln!(text, "* Overlay in force: {}.", safe(&pack.name));
    }
}
