//! What the answer costs, which part fills first, and how many of what is gained are needed: a row each.

use super::Page;
use crate::report::model::{AdviceReport, BillReport, FillReport, StepCostReport};

/// Tells the numbers behind an answer.
pub(super) fn numbers(page: &mut Page, report: &AdviceReport) {
    let step = report.tracks.iter().filter_map(|track| track.next.as_ref()).find(|next| next.cost.is_some());
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Some(bill) = report.costs.as_ref().and_then(|costs| costs.present.as_ref()) {
        let region = report.costs.as_ref().and_then(|costs| costs.region.as_ref());
        let region = region.map_or(String::new(), |region| format!("; list prices of {region}"));
        let cost = step.and_then(|next| next.cost.as_ref()).filter(|_| is_telling(bill));
        let more = cost.map(|cost| format!("; {}", added(cost))).unwrap_or_default();
        rows.push(("cost".to_owned(), format!("today {}{more}{region}", today(bill))));
    }
    // What is sized for the load, and what perhaps is not there at all, fills nothing first.
    let first = report.capacity.as_ref().and_then(|capacity| capacity.present.first());
    if let Some(fill) = first.filter(|fill| !fill.sized && !fill.perhaps) {
        rows.push(("fills first".to_owned(), filled(fill)));
    }
    let sizes = step.map(|next| next.sizes.as_slice()).unwrap_or_default();
    if !sizes.is_empty() {
        let words: Vec<String> =
            sizes.iter().map(|size| format!("{} {}", size.quantity.replace('_', " "), size.figure.words)).collect();
        rows.push(("sizes".to_owned(), words.join(", ")));
    }
    if !rows.is_empty() {
        page.heading("Numbers");
        page.rows("  ", &rows);
    }
}

/// Says whether a bill has more lines than it lacks: the sum of a few of many lines would tell nothing of the whole.
fn is_telling(bill: &BillReport) -> bool {
    bill.lines.iter().filter(|line| line.figure.typical.0 > 0.0).count() >= bill.unknown.len()
}

/// A bill in words: about so much, between two ends, so much of it assumed.
pub(in crate::report) fn today(bill: &BillReport) -> String {
    if !is_telling(bill) {
        let lacks = bill.unknown.len();
        return format!("not to be told: {lacks} of its lines lack a fact; nextrung why --target cost names them");
    }
    let range = if bill.sum.low == bill.sum.high { String::new() } else { format!("{}, ", bill.sum.words) };
    let assumed = assumed(bill.assumed_share.0);
    let sum = match bill.sum.typical.0 {
        // Nothing of nothing is neither about so much nor assumed.
        0.0 => format!("{} a month", bill.sum.words),
        _ => format!("about {} a month ({range}{assumed})", bill.sum.about),
    };
    let sum = match bill.unknown.len() {
        0 => sum,
        1 => format!("{sum}, without 1 line that lacks a fact"),
        many => format!("{sum}, without {many} lines that lack a fact"),
    };
    let left_out: Vec<&str> = bill.left_out.iter().map(|line| line.title.as_str()).collect();
    match left_out.as_slice() {
        [] => sum,
        few @ ([_] | [_, _] | [_, _, _]) => format!("{sum}; not in it: {}", few.join(", ")),
        [first, second, rest @ ..] => format!("{sum}; not in it: {first}, {second} and {} more", rest.len()),
    }
}

/// What a step adds in words.
pub(in crate::report) fn added(cost: &StepCostReport) -> String {
    let dollars = |value: f64| crate::quantity::quantity(value.abs(), money());
    let way = |value: f64| format!("{} {}", dollars(value), if value < 0.0 { "less" } else { "more" });
    match (cost.sum.low.0, cost.sum.typical.0, cost.sum.high.0) {
        (0.0, 0.0, 0.0) => "the step adds nothing that can be reckoned".to_owned(),
        (low, typical, high) if low == high => {
            format!("with the step {} ({})", way(typical), assumed(cost.assumed_share.0))
        }
        (low, typical, high) => {
            let assumed = assumed(cost.assumed_share.0);
            format!("with the step about {} ({} to {}, {assumed})", way(typical), way(low), way(high))
        }
    }
}

/// How much of an amount rests on assumptions.
fn assumed(share: f64) -> String {
    format!("{:.0}% of it assumed", share * 100.0)
}

fn money() -> crate::quantity::Kind {
    crate::quantity::Unit::Money.kind().unwrap_or(crate::quantity::Kind::Bare)
}

/// How full a part is, and how much more it carries.
pub(in crate::report) fn filled(fill: &FillReport) -> String {
    let target = crate::quantity::quantity(fill.target.0, crate::quantity::Kind::Share);
    if fill.sized {
        return format!("{}: sized for the load, up to {target} of it used", fill.title);
    }
    let about = if fill.used.assumed { "about " } else { "" };
    // What is reckoned from a range has no more than two digits to tell.
    let percent = fill.used.typical.0 * 100.0;
    let used = match fill.used.low == fill.used.high {
        true => fill.used.about.clone(),
        false => crate::quantity::quantity(
            format!("{percent:.1e}").parse().unwrap_or(percent) / 100.0,
            crate::quantity::Kind::Share,
        ),
    };
    let used = format!("{}: {about}{used} used, target {target}", fill.title);
    let room = match &fill.room_percent {
        Some(room) if room.typical.0 < 0.0 => "; past its target".to_owned(),
        Some(room) if room.typical.0 >= 200.0 => {
            format!("; {about}{:.0} times the load fits", room.typical.0 / 100.0 + 1.0)
        }
        Some(room) => format!("; {about}{:.0}% more load fits", room.typical.0),
        None => String::new(),
    };
    let users = fill.users.as_ref().filter(|_| fill.room_percent.as_ref().is_some_and(|room| room.typical.0 >= 0.0));
    let users = users.map_or(String::new(), |users| format!(", up to {} users", users.about));
    format!("{used}{room}{users}")
}
