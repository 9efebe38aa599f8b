//! What stands beside the step: findings, other tracks, choices, what is known, and by which rules.

use maud::{Markup, html};

use super::PageReport;
use super::ladder::strip;
use crate::report::model::{ChoiceReport, EstimateReport, OptionReport};
use crate::report::terminal::told_twice;

pub(super) fn findings(page: &PageReport<'_>) -> Option<Markup> {
    let findings = &page.advice.findings;
    (!findings.is_empty()).then(|| {
        html! {
            ul.findings {
                @for finding in findings {
                    li class=(finding.severity) {
                        h3 { (finding.title) }
                        p.quiet { (finding.severity) ", " (finding.kind) @if finding.judgement { ", a judgement" } }
                        p { (finding.text) }
                        p { strong { "Do: " } (finding.mend) }
                        @for estimate in finding.estimates.values() { p { (figure(estimate)) } }
                        p.sources { "Source: " (finding.source.join(", ")) }
                    }
                }
            }
        }
    })
}

fn figure(estimate: &EstimateReport) -> String {
    let assumed = if estimate.assumed { " (partly assumed)" } else { "" };
    format!("{}: {}{assumed}", estimate.title, estimate.value.words)
}

/// Every track but the one that is told above, those with a step first and in their order.
pub(super) fn tracks(page: &PageReport<'_>) -> Option<Markup> {
    let advice = page.advice;
    let step_of = |track: &str| advice.steps.iter().position(|ordered| ordered.step.track == track);
    let mut others: Vec<_> = advice.tracks.iter().filter(|track| Some(&track.track) != advice.focus.as_ref()).collect();
    others.sort_by_key(|track| step_of(&track.track).unwrap_or(usize::MAX));
    if others.is_empty() && advice.untold.is_empty() {
        return None;
    }
    let untold: Vec<String> = advice
        .untold
        .iter()
        .map(|untold| match &untold.fits {
            Some(fits) => format!("{} (facts call for {fits})", untold.track),
            None => untold.track.clone(),
        })
        .collect();
    Some(html! {
        @if !others.is_empty() {
            div.table.wide tabindex="0" role="group" aria-label="Other tracks" {
                table {
                    thead {
                        tr {
                            th scope="col" { "Track" }
                            th scope="col" { "Rungs" }
                            th scope="col" { "Today" }
                            th scope="col" { "Step" }
                            th scope="col" { "Called for by" }
                        }
                    }
                    tbody {
                        @for track in others {
                            @let ordered = step_of(&track.track).map(|index| &advice.steps[index]);
                            tr {
                                th scope="row" { (page.title_of(&track.track)) }
                                td { @for ladder in page.ladders.iter().filter(|ladder| ladder.track == track.track) { (strip(ladder)) } }
                                td { @if let Some(current) = &track.current { (current.stage) } }
                                td {
                                    @match (ordered, &track.next) {
                                        (Some(ordered), _) => {
                                            strong { (ordered.step.to) } ": " (ordered.titles)
                                            @if let Some(with) = &ordered.comes_with { span.quiet { ", comes with " (with) } }
                                        }
                                        (None, Some(next)) => { (next.to) " " (next.called_words()) ", and waits" }
                                        (None, None) => (track.verdict),
                                    }
                                }
                                td { @if let Some(ordered) = ordered { (ordered.called_words()) } }
                            }
                        }
                    }
                }
            }
        }
        @if !untold.is_empty() {
            p.quiet { "Not told where the system stands (" code { "--at TRACK=STAGE" } "): " (untold.join(", ")) "." }
        }
    })
}

/// Choices that somebody has to make now: of a move, or where the pick is not what is there.
pub(super) fn choices(page: &PageReport<'_>) -> Option<Markup> {
    let advice = page.advice;
    let of_moves =
        |choice: &ChoiceReport| advice.playbooks.iter().any(|playbook| playbook.choices.contains(&choice.choice));
    let changing = |choice: &&ChoiceReport| of_moves(choice) || choice.today.is_some() && choice.pick != choice.today;
    let choices: Vec<&ChoiceReport> = advice.choices.iter().filter(changing).collect();
    (!choices.is_empty()).then(|| html! { @for choice in choices { (self::choice(choice)) } })
}

fn choice(choice: &ChoiceReport) -> Markup {
    let place = |option: &OptionReport| choice.order.iter().position(|name| *name == option.option);
    let mut options: Vec<&OptionReport> = choice.options.iter().collect();
    options.sort_by_key(|option| place(option).unwrap_or(usize::MAX));
    html! {
        h3 { (choice.title) }
        @if let Some(note) = &choice.note { p { (note) } }
        div.table.wide tabindex="0" role="group" aria-label=(choice.title) {
            table {
                thead {
                    tr {
                        th scope="col" { "Option" }
                        th scope="col" { "Feasible" }
                        th scope="col" { "Figures" }
                        th scope="col" { "Because" }
                    }
                }
                tbody {
                    @for option in options {
                        @let is_pick = Some(&option.option) == choice.pick.as_ref();
                        tr aria-current=[is_pick.then_some("true")] {
                            th scope="row" { (option.title) @if is_pick { span.mark.next { "the pick" } } }
                            td { (match option.feasible { "true" => "yes", "false" => "no", _ => "open" }) }
                            td { @for estimate in option.estimates.values() { p { (figure(estimate)) } } }
                            td { @for ground in &option.because { p { (ground.in_words()) } } }
                        }
                    }
                }
            }
        }
    }
}

/// What is known on facts, with where each came from.
pub(super) fn facts(page: &PageReport<'_>) -> Option<Markup> {
    let advice = page.advice;
    let twice = told_twice(advice);
    (!advice.facts.is_empty()).then(|| {
        html! {
            div.table tabindex="0" role="group" aria-label="Facts" {
                table {
                    thead { tr { th scope="col" { "Fact" } th scope="col" { "Value" } th scope="col" { "From" } } }
                    tbody {
                        @for (name, fact) in &advice.facts {
                            tr {
                                th scope="row" { code { (name) } }
                                td { (fact.value.words) }
                                td {
                                    (fact.origin)
                                    @if let Some(at) = &fact.at { ", " (at) }
                                    @if let Some(formula) = &fact.formula { ": " code { (formula) } }
                                }
                            }
                        }
                    }
                }
            }
            @if !twice.is_empty() {
                h3 { "Told twice" }
                ul { @for told in twice { li { (told) } } }
            }
            @if !advice.unread.is_empty() {
                p.quiet { "Told, and read by no rule yet: " (advice.unread.join(", ")) "." }
            }
        }
    })
}

pub(super) fn footer(page: &PageReport<'_>) -> Markup {
    let rules = &page.advice.rules;
    html! {
        p { "Rules " (rules.version) " (" (rules.fingerprint) "), told on " (page.advice.today) "." }
        @for pack in &rules.packs {
            p { "Overlay " (pack.name) ": replaces " (pack.replaces.len()) ", adds " (pack.adds.len()) "." }
        }
        p { "Lines that nobody measured are marked as judgement. Names of products belong to their owners." }
    }
}
