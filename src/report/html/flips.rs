//! What would flip the answer: the nearest lines, what was assumed, what nobody told, the next rungs.

use maud::{Markup, html};

use super::PageReport;
use super::reasons::bar;
use crate::report::model::TrackReport;
use crate::report::terminal::grouped;

pub(super) fn flips(page: &PageReport<'_>) -> Option<Markup> {
    let advice = page.advice;
    let track = page.focus()?;
    Some(html! {
        (margins(track))
        @if !advice.questions.is_empty() {
            h3 { "Nobody told yet" }
            dl.questions {
                @for question in &advice.questions {
                    div {
                        dt { (question.ask) }
                        dd { code { (question.answer_with) } }
                    }
                }
            }
        }
        @if !advice.assumptions.is_empty() {
            h3 { "Assumed" }
            div.table tabindex="0" role="group" aria-label="Assumptions" {
                table {
                    thead { tr { th scope="col" { "Fact" } th scope="col" { "Read as" } th scope="col" { "Would flip at" } } }
                    tbody {
                        @for assumption in &advice.assumptions {
                            tr {
                                th scope="row" { code { (assumption.fact) } }
                                td { @if let Some(silent) = &assumption.silent { (silent) ", " } (assumption.words) }
                                td { @if let Some(at) = &assumption.flips_at { (at.words) } }
                            }
                        }
                    }
                }
            }
        }
        (later(track))
        @if advice.questions.is_empty() && advice.assumptions.is_empty() && track.because.is_empty() && track.later.is_empty() {
            p { "Nothing that is known comes near a line." }
        }
    })
}

/// How far each reason is from turning.
fn margins(track: &TrackReport) -> Markup {
    let groups = grouped(&track.because);
    let rows: Vec<_> =
        groups.iter().filter_map(|group| Some((group.first()?, group.first()?.margin.as_ref()?))).collect();
    html! {
        @if !rows.is_empty() {
            h3 { "How far the reasons are from turning" }
            div.table tabindex="0" role="group" aria-label="Distances" {
                table {
                    thead { tr { th scope="col" { "Reason" } th scope="col" { "Now" } th scope="col" { "Line" } th scope="col" { "Distance" } } }
                    tbody {
                        @for (reason, margin) in rows {
                            tr {
                                th scope="row" { (reason.title) }
                                td {
                                    @if let Some(fact) = &margin.fact { code { (fact) } " " }
                                    (margin.bar.value_words)
                                }
                                td { (margin.bar.line_words) }
                                td { (margin.words) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The rungs that nothing calls for now, each with the line that is nearest.
fn later(track: &TrackReport) -> Markup {
    html! {
        @if !track.later.is_empty() {
            h3 { "Rungs that nothing calls for now" }
            ul.later {
                @for later in &track.later {
                    li {
                        strong { (later.to) }
                        @match (&later.margin, &later.condition) {
                            (Some(margin), Some(condition)) => {
                                " when " code { (condition) } ": "
                                @if let Some(fact) = &margin.fact { (fact) " " }
                                (margin.words)
                                @if later.assumed { span.quiet { ", assumed" } }
                                (bar(&margin.bar, false))
                            }
                            _ => { ": nothing that is known comes near it" }
                        }
                    }
                }
            }
        }
    }
}
