//! What it costs, what fills first and how many are needed: figures with the ends between which they lie.

use maud::{Markup, html};

use super::PageReport;
use super::reasons::bar;
use crate::quantity::{Kind, quantity};
use crate::report::model::{BarReport, BillReport, FigureReport, FillReport};
use crate::report::terminal::numbers::{added, filled, today};

/// At most this many lines of a bill; the rest is counted.
const MOST_LINES: usize = 8;

pub(super) fn numbers(page: &PageReport<'_>) -> Option<Markup> {
    let advice = page.advice;
    let step = advice.tracks.iter().filter_map(|track| track.next.as_ref()).find(|next| next.cost.is_some());
    let sizes = step.map(|next| next.sizes.as_slice()).unwrap_or_default();
    let (capacity, costs) = (advice.capacity.as_ref(), advice.costs.as_ref());
    if capacity.is_none() && costs.is_none() && sizes.is_empty() {
        return None;
    }
    let after = costs.and_then(|costs| costs.next.as_ref()).filter(|_| step.is_some());
    Some(html! {
        @if let Some(costs) = costs {
            h3 { "Cost a month" @if let Some(region) = &costs.region { span.quiet { ", list prices of " (region) } } }
            @if let Some(bill) = &costs.present {
                p { "Today " (today(bill)) "." }
            }
            @if let Some(cost) = step.and_then(|next| next.cost.as_ref()) {
                p { "Cost: " strong { (added(cost)) } "." }
                @for cliff in &cost.cliffs { p.note { (cliff.in_words()) } }
            }
            (bands(costs.present.as_ref(), after))
            @if let Some(bill) = &costs.present { (lines("Today", bill)) }
            @if let Some(bill) = after { (lines("After the step", bill)) }
        }
        @if let Some(capacity) = capacity {
            (fills("How full today, those that fill first above", &capacity.present))
            (fills("How full after the step", &capacity.next))
        }
        @if !sizes.is_empty() {
            h3 { "Sizes" }
            dl.questions {
                @for size in sizes { div { dt { (size.quantity.replace('_', " ")) ": " strong { (size.figure.words) } } dd { (size.means) } } }
            }
        }
    })
}

/// Today and after the step as bands from least to greatest on one scale, with the value to reckon with.
fn bands(present: Option<&BillReport>, next: Option<&BillReport>) -> Markup {
    let bills: Vec<(&str, &FigureReport)> = [
        ("today", present.and_then(|bill| bill.sum.as_ref())),
        ("after the step", next.and_then(|bill| bill.sum.as_ref())),
    ]
    .into_iter()
    .filter_map(|(name, sum)| Some((name, sum?)))
    .collect();
    let most = bills.iter().map(|(_, sum)| sum.high.0).fold(0.0, f64::max);
    let place =
        |value: f64| if most > 0.0 && value.is_finite() { (value / most * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    html! {
        @if most > 0.0 && most.is_finite() {
            @for (name, sum) in &bills {
                figure.part {
                    figcaption { (name) ": " span { "about " (sum.about) @if sum.low != sum.high { ", " (sum.words) } } }
                    svg.band width="100%" height="18" role="img" aria-label={ (name) ": " (sum.words) } {
                        rect.ground x="0" y="4" width="100%" height="10" rx="2" {}
                        rect.fill x=(percent(place(sum.low.0))) y="4"
                            width=(percent((place(sum.high.0) - place(sum.low.0)).max(0.5))) height="10" rx="2" {}
                        line.typical x1=(percent(place(sum.typical.0))) x2=(percent(place(sum.typical.0))) y1="1" y2="17" {}
                    }
                }
            }
        }
    }
}

fn percent(place: f64) -> String {
    format!("{place:.1}%")
}

fn lines(title: &str, bill: &BillReport) -> Markup {
    let rest = bill.lines.len().saturating_sub(MOST_LINES);
    html! {
        div.table.wide tabindex="0" role="group" aria-label={ "Bill, " (title) } {
            table {
                caption { (title) }
                thead {
                    tr { th scope="col" { "Line" } th scope="col" { "Part" } th scope="col" { "About" } th scope="col" { "Range" } }
                }
                tbody {
                    @for line in bill.lines.iter().take(MOST_LINES) {
                        tr {
                            th scope="row" { (line.title) @if line.perhaps { ", perhaps" } }
                            td { (line.part) }
                            td { (line.figure.about) }
                            td { @if line.figure.low != line.figure.high { (line.figure.words) } }
                        }
                    }
                }
            }
        }
        @if rest > 0 { p.quiet { (rest) " smaller lines are in the sum too." } }
        @for missing in &bill.unknown {
            p.quiet { "Not in the sum: " (missing.title) ": " (missing.why) "." }
        }
        @for left in &bill.left_out {
            p.quiet { "Not in the sum: " (left.title) ". " (left.why) }
        }
    }
}

/// Parts with how full they are, as bars against their targets.
fn fills(title: &str, fills: &[FillReport]) -> Markup {
    html! {
        @if !fills.is_empty() {
            h3 { (title) }
            @for fill in fills {
                @let used = fill.used.typical.0;
                @let told = BarReport {
                    value: used,
                    line: fill.target.0,
                    value_words: fill.used.about.clone(),
                    line_words: quantity(fill.target.0, Kind::Share),
                };
                figure.part {
                    figcaption {
                        (filled(fill)) @if fill.perhaps { span { ", where it is there" } }
                        @if fill.used.low != fill.used.high && !fill.sized { span { " (" (fill.used.words) " used)" } }
                    }
                    @if !fill.sized { (bar(&told, used >= fill.target.0)) }
                }
            }
        }
    }
}
