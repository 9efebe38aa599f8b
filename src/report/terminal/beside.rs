//! What stands beside the track of the next step: other tracks, findings, choices, questions, assumptions.

use super::{Page, told_twice};
use crate::report::model::{AdviceReport, ChoiceReport, OptionReport};

/// At most this many other steps; the rest is one command away.
const MOST_STEPS: usize = 5;
/// At most this many findings with what to do; the others are named.
const MOST_FINDINGS: usize = 1;
/// At most this many tracks of which nobody said anything by name; more are counted.
const MOST_UNTOLD: usize = 3;
/// At most this many options in order.
const MOST_OPTIONS: usize = 2;
/// At most this many questions.
const MOST_QUESTIONS: usize = 2;
/// At most this many assumptions.
const MOST_ASSUMED: usize = 2;

/// The other tracks, a line each: first those with a step, in their order.
pub(super) fn tracks(page: &mut Page, report: &AdviceReport) {
    let others: Vec<_> = report.tracks.iter().filter(|track| Some(&track.track) != report.focus.as_ref()).collect();
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut with: Vec<&str> = Vec::new();
    for ordered in report.steps.iter().filter(|ordered| others.iter().any(|track| track.track == ordered.step.track)) {
        match &ordered.comes_with {
            Some(_) => with.push(&ordered.step.track),
            None => {
                let words = format!("{}: {} (by {})", ordered.step.to, ordered.titles, ordered.called_words());
                rows.push((ordered.step.track.clone(), words));
            }
        }
    }
    let more = rows.len().saturating_sub(MOST_STEPS);
    rows.truncate(MOST_STEPS);
    let has_step = |name: &str| report.steps.iter().any(|ordered| ordered.step.track == name);
    let mut still: Vec<String> = Vec::new();
    for track in others.iter().filter(|track| !has_step(&track.track)) {
        let here = track.current.as_ref().map_or("?", |current| current.stage.as_str());
        match (track.verdict, &track.next) {
            ("blocked", Some(next)) => {
                rows.push((track.track.clone(), format!("{} {}, and waits", next.to, next.called_words())))
            }
            ("stay", _) => still.push(format!("{} ({here})", track.track)),
            _ => still.push(format!("{} ({here}?)", track.track)),
        }
    }
    if rows.is_empty() && still.is_empty() && with.is_empty() && report.untold.is_empty() {
        return;
    }
    page.heading("Beside it");
    page.rows("  ", &rows);
    if more > 0 {
        page.quiet("  ", &format!("{more} more steps with --format json"));
    }
    if !with.is_empty() {
        page.line("  comes along: ", &with.join(", "));
    }
    if !still.is_empty() {
        page.line("  no step: ", &still.join(", "));
    }
    let called: Vec<String> = report
        .untold
        .iter()
        .filter_map(|untold| Some(format!("{} ({})", untold.track, untold.fits.as_ref()?)))
        .collect();
    if !called.is_empty() {
        page.line("  facts call for more (--at TRACK=STAGE): ", &called.join(", "));
    }
    let rest: Vec<&str> =
        report.untold.iter().filter(|untold| untold.fits.is_none()).map(|untold| untold.track.as_str()).collect();
    match rest.as_slice() {
        [] => {}
        few if few.len() <= MOST_UNTOLD => page.quiet("  not told (--at TRACK=STAGE): ", &few.join(", ")),
        many => page.quiet("  not told: ", &format!("{} other tracks; rules list --kind track", many.len())),
    }
}

pub(super) fn findings(page: &mut Page, report: &AdviceReport) {
    if !report.findings.is_empty() {
        page.heading("Found");
        for finding in report.findings.iter().take(MOST_FINDINGS) {
            let figures: Vec<String> = finding
                .estimates
                .values()
                .map(|estimate| {
                    let assumed = if estimate.assumed { ", partly assumed" } else { "" };
                    format!("{}: {}{assumed}", estimate.title, estimate.value.words)
                })
                .collect();
            let figures = if figures.is_empty() { String::new() } else { format!(" ({})", figures.join("; ")) };
            page.line(
                &format!("  {}: ", finding.severity),
                &format!("{}{figures}. {}", finding.title, first_sentence(&finding.mend)),
            );
        }
        let others: Vec<&str> = report.findings.iter().skip(MOST_FINDINGS).map(|finding| finding.id.as_str()).collect();
        if !others.is_empty() {
            page.quiet("  also: ", &others.join(", "));
        }
    }
    let moves: Vec<String> =
        report.playbooks.iter().map(|playbook| format!("{} ({} items)", playbook.playbook, playbook.items)).collect();
    if !moves.is_empty() {
        page.gap();
        page.line("Playbooks (checklist --playbook NAME): ", &moves.join(", "));
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

/// Choices that somebody has to make now: of a move, or where the pick is not what is there.
pub(super) fn choices(page: &mut Page, report: &AdviceReport) {
    let of_moves =
        |choice: &ChoiceReport| report.playbooks.iter().any(|playbook| playbook.choices.contains(&choice.choice));
    let changing: Vec<&ChoiceReport> = report
        .choices
        .iter()
        // Where the options are stages, the track says it, unless a model says otherwise.
        .filter(|choice| choice.stages_of.is_none() || choice.model.as_ref().is_some_and(|model| !model.agrees))
        .filter(|choice| of_moves(choice) || choice.today.is_some() && choice.pick != choice.today)
        .collect();
    if changing.is_empty() {
        return;
    }
    page.heading("Choices");
    for choice in changing {
        let pick = choice.pick.as_deref().unwrap_or("none of the options");
        let other = choice.today.as_ref().filter(|today| Some(*today) != choice.pick.as_ref());
        let today = other.map(|today| format!(", not {today}")).unwrap_or_default();
        let out: Vec<&str> = choice
            .options
            .iter()
            .filter(|option| option.feasible == "false")
            .map(|option| option.option.as_str())
            .collect();
        let out = if out.is_empty() { String::new() } else { format!(" (ruled out: {})", out.join(", ")) };
        page.line("  ", &format!("{}: {pick}{today}{out}", choice.choice));
        if let Some(model) = &choice.model {
            page.line("    ", &model.text);
        }
        let named = |name: &String| {
            let option = choice.options.iter().find(|option| option.option == *name);
            let figures = option.map(|option| figures(choice, option)).unwrap_or_default();
            if figures.is_empty() { name.clone() } else { format!("{name} ({figures})") }
        };
        let order: Vec<String> = choice.order.iter().map(named).collect();
        if order.len() > 1 && !choice.ordered_by.is_empty() {
            let first = order.iter().take(MOST_OPTIONS).cloned().collect::<Vec<_>>().join(", ");
            let more = order.len().saturating_sub(MOST_OPTIONS);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            page.line("    in order: ", &format!("{first}{more}"));
        }
    }
}

/// The figure that an option is known by: the last that orders it, with its range; the others are one format away.
fn figures(choice: &ChoiceReport, option: &OptionReport) -> String {
    let figures: Vec<String> = choice
        .ordered_by
        .iter()
        .rev()
        .take(1)
        .filter_map(|name| option.estimates.get(name))
        .map(|estimate| {
            let assumed = if estimate.assumed { ", partly assumed" } else { "" };
            format!("{} {}{assumed}", estimate.title, estimate.value.words)
        })
        .collect();
    figures.join("; ")
}

pub(super) fn losers(page: &mut Page, report: &AdviceReport) {
    let rows = told_twice(report);
    if !rows.is_empty() {
        page.heading("Told twice");
        for row in rows {
            page.line("  ", &row);
        }
    }
}

pub(super) fn questions(page: &mut Page, report: &AdviceReport) {
    if report.questions.is_empty() {
        return;
    }
    page.heading("What is missing (--set FACT=VALUE)");
    let rows: Vec<(String, String)> = report
        .questions
        .iter()
        .take(MOST_QUESTIONS)
        .map(|question| {
            let name = question.fact.as_ref().or(question.capability.as_ref());
            let how = if question.capability.is_some() { " (--has or --lacks)" } else { "" };
            (name.unwrap_or(&question.answer_with).clone(), format!("{}{how}", question.ask))
        })
        .collect();
    page.rows("  ", &rows);
}

pub(super) fn assumptions(page: &mut Page, report: &AdviceReport) {
    if report.assumptions.is_empty() {
        return;
    }
    let more = report.assumptions.len().saturating_sub(MOST_ASSUMED);
    let more = if more > 0 { format!(", and {more} more with --format json") } else { String::new() };
    page.heading(&format!("Assumed{more}"));
    let rows: Vec<(String, String)> = report
        .assumptions
        .iter()
        .take(MOST_ASSUMED)
        .map(|assumption| {
            let why = assumption.silent.as_ref().map_or("read as ".to_owned(), |silent| format!("{silent}, read as "));
            let flips =
                assumption.flips_at.as_ref().map(|at| format!("; would flip at {}", at.words)).unwrap_or_default();
            (assumption.fact.clone(), format!("{why}{}{flips}", assumption.words))
        })
        .collect();
    page.rows("  ", &rows);
}
