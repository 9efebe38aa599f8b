//! A climb in columns of text.

use super::model::{BlockedReport, LaterRungReport, PlannedReport, RoadmapReport};
use crate::report::Look;
use crate::report::paragraph::Page;
use crate::report::terminal::numbers::added;
use crate::report::value::{Scalar, ValueReport};
use crate::roadmap::MOST_STEPS;

/// When to begin a step that is not called for today, in words.
pub(super) fn start(step: &PlannedReport) -> Option<String> {
    let month = step.start_by.as_ref().filter(|_| !step.now && !step.perhaps_now)?;
    Some(if step.late { format!("should have begun {month}") } else { format!("start by {month}") })
}

/// The same in the column of a table.
pub(in crate::report) fn start_cell(step: &PlannedReport) -> String {
    let month = step.start_by.as_ref().filter(|_| !step.now && !step.perhaps_now);
    month.map(|month| format!("{month}{}", if step.late { ", late already" } else { "" })).unwrap_or_default()
}

/// When a step is called for, in words.
pub(in crate::report) fn when(step: &PlannedReport) -> String {
    match &step.due {
        Some(due) if !step.now => {
            let from = if step.perhaps_now { "now" } else { &due.low };
            match &due.high {
                Some(high) if high == from => from.to_owned(),
                Some(high) => format!("{from} to {high}"),
                None => format!("{from} or later"),
            }
        }
        _ => "now".to_owned(),
    }
}

/// Where a step ends, in words.
pub(super) fn place(step: &PlannedReport) -> String {
    let more = if step.same_rung { "more on " } else { "" };
    format!("{more}{} ({})", step.to.to, step.to.track)
}

pub(in crate::report) fn what(step: &PlannedReport) -> String {
    let way = if step.drops.is_empty() { "add" } else { "take away" };
    format!("{way} {}", step.titles.join(", "))
}

pub(super) fn assumed(later: &LaterRungReport) -> &'static str {
    if later.assumed { ", assumed" } else { "" }
}

/// What calls for a step: the condition with the values of its month.
pub(super) fn trigger(step: &PlannedReport) -> Option<String> {
    let reason = step.because.first()?;
    let more = step.because.len() - 1;
    // What is foretold is an estimate, however exactly today's value was told.
    let about = |value: &ValueReport| if !step.now && is_number(value) { "about " } else { "" };
    let seen = reason.values.iter().map(|(fact, seen)| format!("{fact} {}{}", about(&seen.value), seen.value.words));
    let seen: Vec<String> = seen.collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    Some(format!("{} ({}): {}{more}", reason.gate, reason.condition, seen.join(", ")))
}

fn is_number(value: &ValueReport) -> bool {
    matches!(&value.value, Some(Scalar::Number(number)) if number.0 != 0.0)
}

/// Tells a climb in columns of text.
pub fn tell_roadmap(report: &RoadmapReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    match &report.growth {
        Some(growth) => {
            let grows =
                if report.grows.is_empty() { "nothing that was told".to_owned() } else { report.grows.join(", ") };
            page.quiet("", &format!("At {growth} a month, {} months ahead. What grows: {grows}.", report.horizon));
            if !report.held.is_empty() {
                page.quiet("", &format!("Held as told: {}.", report.held.join(", ")));
            }
        }
        None if report.standstill => page.quiet("", "The load was told not to grow, so nothing later has a month."),
        None => page.quiet("", "State growth with --set growth_per_month=5%, and each later step gets its months."),
    }
    if report.headline != report.answer {
        page.line("", &format!("Today: {}", report.answer));
    } else if report.growth.is_some() && report.blocked.is_empty() {
        page.line("", &format!("Nothing more is called for in the next {} months.", report.horizon));
    }
    for step in &report.steps {
        page.heading(&format!("{}. {}: {}", step.number, when(step), place(step)));
        page.line("   ", &what(step));
        if let Some(trigger) = trigger(step) {
            page.line("   when ", &trigger);
        }
        let lead =
            step.lead_time.as_ref().map(|lead| format!("{} to {} {} until it helps", lead.low, lead.high, lead.unit));
        let cost = step.cost.as_ref().map(added).map(|cost| cost.replace("with the step", "each month"));
        let notes: Vec<String> = start(step).into_iter().chain(lead).chain(cost).collect();
        if !notes.is_empty() {
            page.line("   ", &notes.join("; "));
        }
        if let Some(number) = step.merges_with {
            page.line("   ", &format!("step {number} is not finished by then: take both together"));
        }
    }
    if !report.blocked.is_empty() {
        page.heading("Called for, and blocked");
        let rows: Vec<(String, String)> =
            report.blocked.iter().map(|blocked| (in_the_way(blocked), blocked.but.clone())).collect();
        page.rows("  ", &rows);
    }
    if !report.later.is_empty() {
        page.heading("Later, without a month");
        let rows: Vec<(String, String)> = report
            .later
            .iter()
            .map(|later| (later.to.to.clone(), format!("when {}; {} now{}", later.when, later.margin, assumed(later))))
            .collect();
        page.rows("  ", &rows);
    }
    endings(report).iter().for_each(|ending| {
        page.gap();
        page.quiet("", ending);
    });
    page.into_text()
}

/// What is blocked, and from when on.
pub(super) fn in_the_way(blocked: &BlockedReport) -> String {
    let from = blocked.from.as_deref().unwrap_or("now");
    format!("{from}: {} ({})", blocked.to.to, blocked.to.track)
}

pub(super) fn endings(report: &RoadmapReport) -> Vec<String> {
    let ends = report.ends.as_ref().map(|month| {
        format!("In {month} the grown facts contradict each other: a told fact that is held no longer fits. Nothing is told beyond it.")
    });
    let full = (report.steps.len() >= MOST_STEPS).then(|| format!("Only the first {MOST_STEPS} steps are told."));
    let judged = (!report.steps.is_empty())
        .then(|| "Lead times are judgement; what was measured before a step is forgotten after it.".to_owned());
    let followed = (!report.steps.is_empty()).then(|| {
        "nextrung why --target step:N, with the same profile, follows the months and the cost of a step.".to_owned()
    });
    ends.into_iter().chain(full).chain(judged).chain(followed).collect()
}
