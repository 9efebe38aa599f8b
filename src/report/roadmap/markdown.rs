//! A climb as Markdown.

use std::fmt::Write as _;

use super::model::RoadmapReport;
use super::text::{assumed, endings, in_the_way, place, start_cell, trigger, what, when};
use crate::report::markdown::{line, safe};
use crate::report::terminal::numbers::added;

/// Tells a climb as Markdown.
pub fn markdown_roadmap(report: &RoadmapReport) -> String {
    let mut text = String::new();
    line(&mut text, &format!("# {}", safe(&report.headline)));
    line(&mut text, &format!("\n{}.", report.today));
    if report.headline != report.answer {
        line(&mut text, &format!("\nToday: {}", safe(&report.answer)));
    }
    if let Some(growth) = &report.growth {
        let held =
            if report.held.is_empty() { String::new() } else { format!(" Held as told: {}.", report.held.join(", ")) };
        let grows = report.grows.join(", ");
        line(&mut text, &format!("\nGrowth {} a month. What grows: {}.{}", safe(growth), safe(&grows), safe(&held)));
    }
    if !report.steps.is_empty() {
        line(&mut text, "\n| | when | step | start by | what | cost |");
        line(&mut text, "|---|---|---|---|---|---|");
        for step in &report.steps {
            let start = start_cell(step);
            let cost = step.cost.as_ref().map(added).unwrap_or_default();
            let row = format!(
                "| {} | {} | {} | {start} | {} | {} |",
                step.number,
                when(step),
                place(step),
                safe(&what(step)),
                safe(&cost)
            );
            line(&mut text, &row);
        }
        line(&mut text, "\n## Triggers\n");
        for step in &report.steps {
            let trigger = trigger(step).unwrap_or_else(|| "needed by what comes with it".to_owned());
            let merge =
                step.merges_with.map(|number| format!(" Take together with step {number}.")).unwrap_or_default();
            let mut row = String::new();
            let _ = write!(row, "{}. {}.{merge}", step.number, safe(&trigger));
            line(&mut text, &row);
        }
    }
    if !report.blocked.is_empty() {
        line(&mut text, "\n## Called for, and blocked\n");
        for blocked in &report.blocked {
            line(&mut text, &format!("- {}: {}", in_the_way(blocked), safe(&blocked.but)));
        }
    }
    if !report.later.is_empty() {
        line(&mut text, "\n## Later, without a month\n");
        for later in &report.later {
            line(
                &mut text,
                &format!(
                    "- {}: when `{}`; {} now{}",
                    later.to.to,
                    later.when.replace('`', "'"),
                    safe(&later.margin),
                    assumed(later)
                ),
            );
        }
    }
    for ending in endings(report) {
        line(&mut text, &format!("\n{ending}"));
    }
    text
}
