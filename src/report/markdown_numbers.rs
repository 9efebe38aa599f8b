//! Load, capacity and cost as Markdown tables.

use super::markdown::{line, safe};
use super::model::{AdviceReport, BillReport, FigureReport, FillReport};
use super::terminal::numbers::{added, filled, today};

/// At most this many lines of a bill; the rest is one line.
const MOST_LINES: usize = 8;

/// Tells the numbers behind an answer.
pub(super) fn numbers(text: &mut String, report: &AdviceReport) {
    if report.load.is_empty() && report.capacity.is_none() && report.costs.is_none() {
        return;
    }
    line(text, "\n## Numbers");
    load(text, report);
    if let Some(capacity) = &report.capacity {
        fills(text, "How full today", &capacity.present);
        fills(text, "How full after the step", &capacity.next);
    }
    let step = report.tracks.iter().filter_map(|track| track.next.as_ref()).find(|next| next.cost.is_some());
    if let Some(costs) = &report.costs {
        let region = costs.region.as_ref().map_or(String::new(), |region| format!(" List prices of {}.", safe(region)));
        if let Some(bill) = &costs.present {
            line(text, &format!("\nToday {}.{region}", safe(&today(bill))));
            lines(text, bill);
        }
        if let Some(cost) = step.and_then(|next| next.cost.as_ref()) {
            line(text, &format!("\nCost: {}.", safe(&added(cost))));
            for cliff in &cost.cliffs {
                line(text, &format!("- {} (`{}`)", safe(&cliff.in_words()), cliff.line));
            }
        }
        if let Some(bill) = costs.next.as_ref().filter(|_| {
            step.is_some_and(|next| {
                next.cost.as_ref().is_some_and(|cost| cost.sum.as_ref().is_none_or(|sum| sum.typical.0 != 0.0))
            })
        }) {
            line(text, &format!("\nAfter the step {}.", safe(&today(bill))));
            lines(text, bill);
        }
    }
    let sizes = step.map(|next| next.sizes.as_slice()).unwrap_or_default();
    for (index, size) in sizes.iter().enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        line(text, &format!("{gap}- `{}`: {}. {}", size.quantity, size.figure.words, safe(&size.means)));
    }
}

fn load(text: &mut String, report: &AdviceReport) {
    if report.load.is_empty() {
        return;
    }
    line(text, "\n| load | value | range | origin | formula |");
    line(text, "|---|---|---|---|---|");
    for step in &report.load {
        let formula = step.formula.as_ref().map(|formula| format!("`{}`", safe_code(formula))).unwrap_or_default();
        let (about, range) = cells(&step.figure);
        let name = step.fact.as_ref().or(step.quantity.as_ref()).map_or("", String::as_str);
        line(text, &format!("| `{name}` | {about} | {range} | {} | {formula} |", step.origin));
    }
}

/// Formulas come from rules, which hold no backtick and no bar.
fn safe_code(formula: &str) -> String {
    formula.replace('`', "'").replace('|', "/").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cells(figure: &FigureReport) -> (String, String) {
    let range = if figure.low == figure.high { String::new() } else { figure.words.clone() };
    (figure.about.clone(), range)
}

fn fills(text: &mut String, title: &str, fills: &[FillReport]) {
    let Some(first) = fills.first() else { return };
    match first.sized || first.perhaps {
        true => line(text, &format!("\n{title}.\n")),
        false => line(text, &format!("\n{title}, what fills first above: {}.\n", safe(&filled(first)))),
    }
    line(text, "| part | used | range | target | demand | carries |");
    line(text, "|---|---|---|---|---|---|");
    for fill in fills {
        let (used, range) = match fill.sized {
            true => ("sized for the load".to_owned(), String::new()),
            false => cells(&fill.used),
        };
        let target = crate::quantity::quantity(fill.target.0, crate::quantity::Kind::Share);
        let (demand, carries) = (&fill.demand.about, &fill.carries.about);
        let row = format!("| {} | {used} | {range} | {target} | {demand} | {carries} |", safe(&fill.title));
        line(text, &row);
    }
}

fn lines(text: &mut String, bill: &BillReport) {
    line(text, "\n| line | part | a month | range |");
    line(text, "|---|---|---|---|");
    for row in bill.lines.iter().take(MOST_LINES) {
        let (about, range) = cells(&row.figure);
        let perhaps = if row.perhaps { ", perhaps" } else { "" };
        line(text, &format!("| {} (`{}`{perhaps}) | {} | {about} | {range} |", safe(&row.title), row.id, row.part));
    }
    let rest = &bill.lines[bill.lines.len().min(MOST_LINES)..];
    if !rest.is_empty() {
        let typical: f64 = rest.iter().map(|row| row.figure.typical.0).sum();
        let money = crate::quantity::Unit::Money.kind().unwrap_or(crate::quantity::Kind::Bare);
        let sum: f64 = format!("{typical:.1e}").parse().unwrap_or(typical);
        line(text, &format!("| {} more | | {} | |", rest.len(), crate::quantity::quantity(sum, money)));
    }
    for missing in &bill.unknown {
        line(text, &format!("\nNot in the sum: {} (`{}`): {}.", safe(&missing.title), missing.id, safe(&missing.why)));
    }
    for left in &bill.left_out {
        let (title, why) = (safe(&left.title), safe(&left.why));
        line(text, &format!("\nNot in the sum: {title} (`{}`). {why}", left.id));
    }
}
