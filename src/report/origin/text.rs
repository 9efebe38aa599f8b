//! Where a number comes from, for people at a terminal.

use super::model::{DueOriginReport, FormulaReport, MonthReport, OriginReport};
use crate::report::Look;
use crate::report::model::FigureReport;
use crate::report::paragraph::Page;

/// Tells where a number comes from.
pub fn tell_origin(report: &OriginReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    if let Some(means) = &report.means {
        let source = if report.source.is_empty() { String::new() } else { format!(" [{}]", report.source.join(", ")) };
        page.quiet("", &format!("{means}{source}"));
    }
    if let Some(due) = &report.due {
        page.heading("When");
        tell_due(&mut page, due);
    }
    if !report.formulas.is_empty() {
        page.heading("How it is reckoned");
    }
    for formula in &report.formulas {
        page.line("  ", &format!("{}: {}", formula.name.as_deref().unwrap_or("it"), told(formula)));
        if let Some(formula) = &formula.formula {
            page.quiet("    = ", formula);
        }
    }
    report.notes.iter().for_each(|note| page.quiet("  - ", note));
    if !report.facts.is_empty() {
        page.heading("Facts");
        for input in &report.facts {
            let between = input.between.as_ref().map(|between| format!(" ({between})")).unwrap_or_default();
            page.line("  ", &format!("{} {}{between}, {}", input.fact, input.value.words, input.origin));
            let source =
                if input.source.is_empty() { String::new() } else { format!(" [{}]", input.source.join(", ")) };
            page.quiet("    ", &format!("{}{source}", input.how));
        }
    }
    if !report.tables.is_empty() {
        page.heading("Tables");
        for table in &report.tables {
            page.line("  ", &format!("{}: {}", table.entry, table.value));
            page.quiet("    ", &format!("{} [{}], {}", table.title, table.source.join(", "), table.as_of));
        }
    }
    page.into_text()
}

/// A figure, and what it was before where that differs.
fn told(formula: &FormulaReport) -> String {
    let figure = |figure: &FigureReport| match figure.low == figure.high {
        true => figure.about.clone(),
        false => format!("{} ({})", figure.about, figure.words),
    };
    match (&formula.figure, &formula.before) {
        (Some(now), Some(before)) => format!("{}, before {}", figure(now), figure(before)),
        (Some(now), None) => figure(now),
        (None, Some(before)) => match &formula.lacks {
            Some(lacks) => format!("cannot be worked out: {lacks}; before {}", figure(before)),
            None => format!("no longer there, before {}", figure(before)),
        },
        (None, None) => match &formula.lacks {
            Some(lacks) => format!("cannot be worked out: {lacks}"),
            None => "cannot be worked out".to_owned(),
        },
    }
}

fn tell_due(page: &mut Page, due: &DueOriginReport) {
    page.line("  ", &format!("{} ({}) at {} a month", due.gate, due.condition, due.growth.words));
    for grown in &due.grown {
        let latest =
            due.latest.as_ref().zip(grown.latest.as_ref()).filter(|(month, _)| month.month != due.earliest.month);
        let at = |month: &MonthReport| match month.months.0 {
            0.0 => "today".to_owned(),
            _ => format!("by the end of {}", month.month),
        };
        let latest = latest.map(|(month, value)| format!("; at the latest {} {}", value.words, at(month)));
        page.line(
            "  ",
            &format!("{} {} {}{}", grown.fact, grown.earliest.words, at(&due.earliest), latest.unwrap_or_default()),
        );
        page.quiet("    = ", &grown.formula);
    }
    if let (Some(start), Some(lead)) = (&due.start_by, &due.lead_time) {
        let span = format!("{} to {} {}", lead.low, lead.high, lead.unit);
        page.line(
            "  ",
            &match (due.late, due.earliest.months.0 == 0.0) {
                (true, _) => format!("should have begun {start}: the longest of {span} before {}", due.earliest.month),
                (_, true) => format!("start now: it is called for today, and takes {span}"),
                _ => format!("start by {start}: the longest of {span} before {}", due.earliest.month),
            },
        );
    }
}
