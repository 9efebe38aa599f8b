//! What the answer costs, which part fills first, and how many of what is gained are needed: a row each.

use super::Page;
use crate::quantity::number;
use crate::report::model::{AdviceReport, BillReport, CliffReport, FillReport, StepCostReport};
use crate::report::value::Number;

/// Tells the numbers behind an answer.
pub(super) fn numbers(page: &mut Page, report: &AdviceReport) {
    let step = report.tracks.iter().filter_map(|track| track.next.as_ref()).find(|next| next.cost.is_some());
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Some(bill) = report.costs.as_ref().and_then(|costs| costs.present.as_ref()) {
        let region = report.costs.as_ref().and_then(|costs| costs.region.as_ref());
        let region = region.map_or(String::new(), |region| format!("; list prices of {region}"));
        let cost = step.and_then(|next| next.cost.as_ref()).filter(|_| bill.sum.is_some());
        // What today's bill lacks is not said a second time.
        let is_told = |line: &String| bill.unknown.iter().any(|missing| missing.id == *line);
        let lacks = |cost: &StepCostReport| cost.unknown.iter().filter(|line| !is_told(line)).count();
        let more = cost.map(|cost| format!("; {}{}", change(cost), without(lacks(cost)))).unwrap_or_default();
        rows.push(("cost".to_owned(), format!("today {}{more}{region}", today(bill))));
        rows.extend(cost.and_then(mind).map(|mind| ("mind".to_owned(), mind)));
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

/// The most columns that two things to know may take.
const SHORT: usize = 130;

/// The one or two dearest things to know of a step, and how many more there are.
fn mind(cost: &StepCostReport) -> Option<String> {
    let told: Vec<String> = cost.cliffs.iter().map(CliffReport::in_words).collect();
    let both = told.iter().take(2).map(|text| text.chars().count()).sum::<usize>() <= SHORT;
    let shown = told.get(..if both { told.len().min(2) } else { 1 })?;
    let more = match told.len() - shown.len() {
        0 => String::new(),
        more => format!(" ({more} more: nextrung why --target step)"),
    };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(" ")))
}

/// A bill in words, and where it is not known what names the missing lines.
pub(in crate::report) fn today(bill: &BillReport) -> String {
    let hint = if bill.sum.is_none() { "; nextrung why --target cost names them" } else { "" };
    format!("{}{hint}", in_words(bill))
}

/// A bill in words: about so much, between two ends, so much of it assumed.
pub(in crate::report) fn in_words(bill: &BillReport) -> String {
    let Some(sum) = &bill.sum else {
        return format!("not to be told: {} of its lines cannot be reckoned", bill.unknown.len());
    };
    let range = if sum.low == sum.high { String::new() } else { format!("{}, ", sum.words) };
    let sum = match sum.typical.0 {
        // Nothing of nothing is neither about so much nor assumed.
        0.0 => format!("{} a month", sum.words),
        _ => format!("about {} a month ({range}{})", sum.about, assumed(bill.assumed_share)),
    };
    let sum = format!("{sum}{}", without(bill.unknown.len()));
    let left_out: Vec<&str> = bill.left_out.iter().map(|line| line.title.as_str()).collect();
    match left_out.as_slice() {
        [] => sum,
        few @ ([_] | [_, _] | [_, _, _]) => format!("{sum}; not in it: {}", few.join(", ")),
        [first, second, rest @ ..] => format!("{sum}; not in it: {first}, {second} and {} more", rest.len()),
    }
}

/// What a sum leaves out.
fn without(lines: usize) -> String {
    match lines {
        0 => String::new(),
        1 => ", without 1 line that cannot be reckoned".to_owned(),
        many => format!(", without {many} lines that cannot be reckoned"),
    }
}

/// What a step adds in words, and how many lines that leaves out.
pub(in crate::report) fn added(cost: &StepCostReport) -> String {
    let lacks = if cost.sum.is_some() { without(cost.unknown.len()) } else { String::new() };
    format!("{}{lacks}", change(cost))
}

fn change(cost: &StepCostReport) -> String {
    let lacks = cost.unknown.len();
    let Some(sum) = &cost.sum else {
        return format!("what the step adds is not to be told: {lacks} lines cannot be reckoned");
    };
    let dollars = |value: f64| crate::quantity::quantity(value.abs(), money());
    let way = |value: f64| format!("{} {}", dollars(value), if value < 0.0 { "less" } else { "more" });
    let assumed = assumed(cost.assumed_share);
    match (sum.low.0, sum.typical.0, sum.high.0) {
        (0.0, 0.0, 0.0) if lacks == 0 => "the step adds nothing that can be reckoned".to_owned(),
        (0.0, 0.0, 0.0) => "with the step nothing more".to_owned(),
        (low, 0.0, high) => format!("with the step about the same ({} to {}, {assumed})", way(low), way(high)),
        (low, typical, high) if low == high => format!("with the step {} ({assumed})", way(typical)),
        (low, typical, high) => {
            format!("with the step about {} ({} to {}, {assumed})", way(typical), way(low), way(high))
        }
    }
}

/// How much of an amount rests on assumptions.
pub(in crate::report) fn assumed(share: Option<Number>) -> String {
    format!("{:.0}% of it assumed", share.map_or(0.0, |share| share.0) * 100.0)
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
    let share = |value: f64| crate::quantity::quantity(two_digits(value), crate::quantity::Kind::Share);
    let (low, high, typical) = (fill.used.low.0, fill.used.high.0, fill.used.typical.0);
    // A range that was measured is told as one: nobody measured its middle.
    let is_range = low != high && !fill.used.assumed;
    let used = match () {
        () if is_range => format!("{} to {} used", share(low), share(high)),
        () if typical >= 10.0 => format!("{about}{} times what it carries", number(two_digits(typical))),
        () if low == high => format!("{about}{} used", fill.used.about),
        () => format!("{about}{} used", share(typical)),
    };
    let used = format!("{}: {used}, target {target}", fill.title);
    let percent = |room: f64| format!("{}%", number(two_digits(room)));
    let room = match &fill.room_percent {
        Some(room) if room.high.0 < 0.0 || !is_range && room.typical.0 < 0.0 => "; past its target".to_owned(),
        Some(room) if is_range && room.low.0 < 0.0 => {
            format!("; past its target, or up to {} more load fits", percent(room.high.0))
        }
        Some(room) if is_range => format!("; {} to {} more load fits", percent(room.low.0), percent(room.high.0)),
        Some(room) if room.typical.0 >= 200.0 => {
            format!("; {about}{} times the load fits", number(two_digits(room.typical.0 / 100.0 + 1.0)))
        }
        Some(room) => format!("; {about}{:.0}% more load fits", room.typical.0),
        None => String::new(),
    };
    let users = fill.users.as_ref().filter(|_| fill.room_percent.as_ref().is_some_and(|room| room.typical.0 >= 0.0));
    let users = users.map_or(String::new(), |users| match is_range {
        true => format!(", {} users", users.words),
        false => format!(", up to {} users", users.about),
    });
    format!("{used}{room}{users}")
}

/// What is reckoned has no more than two digits to tell.
fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
