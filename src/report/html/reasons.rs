//! Why: every reason with its values as bars against their lines.

use maud::{Markup, html};

use super::PageReport;
use crate::report::model::{AtomReport, BarReport, ReasonReport};
use crate::report::terminal::grouped;

pub(super) fn reasons(page: &PageReport<'_>) -> Option<Markup> {
    let track = page.focus().filter(|track| !track.because.is_empty() || !track.outranked.is_empty())?;
    let mut by: Vec<&str> = track.outranked.iter().flat_map(|one| one.by.iter().map(String::as_str)).collect();
    by.sort_unstable();
    by.dedup();
    Some(html! {
        ol.reasons { @for group in grouped(&track.because) { li { (reason(&group)) } } }
        @if !track.outranked.is_empty() {
            p.quiet {
                "Outranked by better facts (" (by.join(", ")) "): "
                (track.outranked.iter().map(|one| one.gate.as_str()).collect::<Vec<_>>().join(", ")) "."
            }
        }
    })
}

/// Reasons of one condition: told one by one, their values once.
fn reason(group: &[&ReasonReport]) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    html! {
        @for reason in group {
            h3 { (reason.heading()) }
            p.quiet {
                (reason.kind)
                @if reason.judgement { ", a judgement" }
                @if !reason.capability.is_empty() { ", about " (reason.capability) }
            }
            @if reason.text != reason.title { p { (reason.text) } }
        }
        @for part in first.parts.iter().filter(|part| part.decides) { (self::part(part)) }
        @if let Some(foreseen) = &first.foreseen { p { (foreseen.words) } }
        p.sources { "Source: " (sources(group)) }
    }
}

fn sources(group: &[&ReasonReport]) -> String {
    let mut sources: Vec<&str> = group.iter().flat_map(|reason| reason.source.iter().map(String::as_str)).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.join(", ")
}

fn part(part: &AtomReport) -> Markup {
    html! {
        figure.part {
            figcaption {
                code { (part.text) }
                " " span { (part.seen()) }
            }
            @if let Some(bar) = &part.bar { (self::bar(bar, part.holds == "true")) }
        }
    }
}

/// A value as a bar, and its line across it. Places are percentages, so that the picture is as wide as its column.
pub(super) fn bar(bar: &BarReport, holds: bool) -> Markup {
    let most = bar.value.abs().max(bar.line.abs());
    // A share is drawn on the whole; everything else with some room behind the greater of the two.
    let whole = if bar.value_words.ends_with('%') && most <= 1.0 { 1.0 } else { most * 1.2 };
    let place = |value: f64| if whole > 0.0 { (value / whole * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    let (value, line) = (place(bar.value), place(bar.line));
    // Beside the edge a label reads inwards.
    let anchor = |place: f64| match place {
        place if place < 20.0 => "start",
        place if place > 80.0 => "end",
        _ => "middle",
    };
    let percent = |place: f64| format!("{place:.1}%");
    html! {
        svg.bar width="100%" height="44" role="img" aria-label={ (bar.value_words) " against a line of " (bar.line_words) } {
            text.value x=(percent(value)) y="11" text-anchor=(anchor(value)) { (bar.value_words) }
            rect.ground x="0" y="16" width="100%" height="10" rx="2" {}
            rect class={ "fill" @if holds { " holds" } } x="0" y="16" width=(percent(value.max(0.5))) height="10" rx="2" {}
            line.line x1=(percent(line)) x2=(percent(line)) y1="13" y2="29" {}
            text.limit x=(percent(line)) y="41" text-anchor=(anchor(line)) { "line " (bar.line_words) }
        }
    }
}
