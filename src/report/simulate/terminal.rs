//! A simulated burst for people at a terminal.

use super::build::about;
use super::model::{PolicyReport, RunReport, SavingReport, SimulateReport};
use crate::quantity::{Kind, Unit, number, quantity};
use crate::report::Look;
use crate::report::paragraph::Page;

/// Tells a simulated burst as text.
pub fn tell_simulate(report: &SimulateReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    if let Some(instead) = report.unfit.as_ref().and_then(|unfit| unfit.instead.as_ref()) {
        page.line("", instead);
    }
    if let Some(burst) = &report.burst {
        page.heading("The burst");
        let is_told = report.inputs.iter().any(|input| input.input == "units");
        page.line(
            "  ",
            &format!(
                "{} requests in {}, up to {}/s. In calm {} {}/s; the height needs {}.",
                about(burst.requests.0),
                time(burst.seconds.0),
                about(burst.peak_per_second.0),
                match burst.units.0 {
                    1.0 => "1 server carries".to_owned(),
                    units if is_told => format!("{} servers carry", number(units)),
                    units => format!("{} servers carry", servers(units)),
                },
                about(burst.units.0 * burst.unit_per_second.0),
                servers(burst.units_at_height.0),
            ),
        );
        let wait = burst.calm_wait_seconds.map(|wait| wait.0);
        page.line(
            "  ",
            &match wait {
                Some(wait) if wait < 0.000_1 => {
                    "In calm a request waits less than 0.1 ms for a server, on average.".to_owned()
                }
                Some(wait) => format!("In calm a request waits {} for a server, on average.", duration(digits(wait))),
                None => "In calm already the servers do not keep up.".to_owned(),
            },
        );
    }
    if report.policies.iter().any(|policy| policy.typical.is_some()) {
        page.heading("Each policy, with typical values");
        table(&mut page, report);
        let mut unsettled = false;
        for policy in &report.policies {
            page_notes(&mut page, policy);
            unsettled |= policy.typical.is_some() && policy.possible == "true" && policy.meets == "unknown";
        }
        if unsettled {
            page.line("  ", "* turns within what is likely; see the corners below");
        }
        held(&mut page, report);
        ends(&mut page, report);
    }
    if !report.savings.is_empty() {
        page.heading("What would change it");
        report.savings.iter().for_each(|saving| tell_saving(&mut page, saving));
    }
    let rows: Vec<(String, String)> = report
        .inputs
        .iter()
        // Without a burst what is assumed of it tells nothing.
        .filter(|input| report.unfit.is_none() && (report.burst.is_some() || input.origin != Some("assumed")))
        .map(|input| {
            let range = input.range.as_ref().map(|range| format!(" ({})", range.words)).unwrap_or_default();
            let told = match input.origin {
                Some(origin) => format!("{}{range} {}; {origin}: {}", input.value.words, input.means, input.formula),
                None => format!("not known: {}; {}", input.means, input.formula),
            };
            (input.input.to_owned(), told)
        })
        .collect();
    if !rows.is_empty() {
        page.heading("Reckoned with");
        page.rows("  ", &rows);
    }
    if !report.missing.is_empty() {
        page.heading("What is missing (--set FACT=VALUE)");
        let rows: Vec<(String, String)> =
            report.missing.iter().map(|(fact, ask)| (fact.clone(), ask.clone())).collect();
        page.rows("  ", &rows);
    }
    if report.burst.is_some() {
        page.heading("How this is reckoned");
        report.reckoning.iter().for_each(|rule| page.quiet("  - ", rule));
        page.gap();
        page.quiet("", "nextrung why --target burst, burst:POLICY or burst:SAVING, with the same profile, follows a figure down to facts and sources.");
    }
    page.into_text()
}

/// The policies beside each other: names to the left, figures to the right of their columns.
fn table(page: &mut Page, report: &SimulateReport) {
    let mut rows: Vec<[String; 6]> = vec![["", "lost", "late", "worst wait", "short", "meets"].map(str::to_owned)];
    for policy in &report.policies {
        let Some(run) = policy.typical.as_ref().filter(|_| policy.possible != "false") else { continue };
        let meets = match (run.meets, policy.possible, policy.meets) {
            (true, "unknown", _) => "if so",
            (true, ..) if policy.provided.is_some() => "if so",
            (true, _, "unknown") => "yes*",
            (true, ..) => "yes",
            (false, _, "unknown") => "no*",
            (false, ..) => "no",
        };
        rows.push([
            policy.policy.clone(),
            about(run.lost.0),
            about(run.late.0),
            time(run.worst_wait_seconds.0),
            format!("{} min", about(run.minutes_short.0)),
            meets.to_owned(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    for row in &rows {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        page.table_line(&format!("  {}", cells.collect::<Vec<_>>().join("  ")));
    }
}

fn page_notes(page: &mut Page, policy: &PolicyReport) {
    let why = policy.why.as_deref().unwrap_or_default();
    if policy.possible != "true" {
        let told = if policy.possible == "false" { "is not so" } else { "is not told" };
        let needs = policy.needs.as_deref().unwrap_or_default();
        page.line("  ", &format!("{} needs {needs}, which {told}. {why}", policy.policy));
    }
    if let Some(provided) = policy.provided.as_ref().filter(|_| policy.possible != "false") {
        page.line("  ", &format!("{} meets it if {provided}, which is not told.", policy.policy));
    }
    if !policy.lacks.is_empty() {
        page.line("  ", &format!("{}: not reckoned, for {} is not known", policy.policy, policy.lacks.join(", ")));
    }
}

/// What each policy holds beyond the servers of an ordinary hour, and what that costs where there is a price.
fn held(page: &mut Page, report: &SimulateReport) {
    let rows: Vec<(String, String)> = report
        .policies
        .iter()
        .filter(|policy| policy.possible != "false")
        .filter_map(|policy| {
            let hours = policy.unit_hours_per_month?.0;
            let cost = policy.cost_per_month.map(|cost| format!(", about ${}", about(cost.0))).unwrap_or_default();
            Some((policy.policy.clone(), format!("{} server-hours{cost}", about(hours))))
        })
        .collect();
    if !rows.is_empty() {
        page.heading("Held for bursts in a month, beyond the servers of an ordinary hour");
        page.rows("  ", &rows);
        if let Some(share) = report.policies.iter().find_map(|policy| policy.assumed_share) {
            page.quiet("  ", &format!("{:.0}% of the cost rests on assumptions.", share.0 * 100.0));
        }
    }
}

/// How far what is assumed leaves the figures open.
fn ends(page: &mut Page, report: &SimulateReport) {
    let open: Vec<(String, String)> = report
        .policies
        .iter()
        .filter_map(|policy| {
            let ends = policy.ends.as_ref().filter(|_| policy.possible != "false")?;
            let share = |run: &RunReport| quantity(digits(run.failed_share.0), Kind::Share);
            let (best, worst) = (share(&ends.favourable), share(&ends.unfavourable));
            let told = if best == worst { best } else { format!("{best} to {worst}") };
            Some((policy.policy.clone(), format!("{told} of the requests lost or late")))
        })
        .collect();
    if !open.is_empty() {
        page.heading("Over the corners of what is likely (each range below, either end)");
        page.rows("  ", &open);
    }
}

fn tell_saving(page: &mut Page, saving: &SavingReport) {
    let changes: Vec<String> = saving.instead.iter().map(|(input, value)| format!("{input} {}", value.words)).collect();
    page.line("  ", &format!("{} ({})", saving.title, changes.join(", ")));
    let mut rows = Vec::new();
    for saved in &saving.policies {
        let part = |value: f64, what: &str| match value {
            value if value.abs() < 0.05 => None,
            value if value < 0.0 => Some(format!("{} more {what}", about(-value))),
            value => Some(format!("{} fewer {what}", about(value))),
        };
        let requests = part(saved.requests.0.round(), "requests lost or late");
        let hours = part(saved.unit_hours.0, "server-hours a burst");
        let parts: Vec<String> = requests.into_iter().chain(hours).collect();
        if !parts.is_empty() {
            let meets = match (saved.newly, saved.no_more) {
                (true, _) => "; meets the target then",
                (_, true) => "; misses the target then",
                _ => "",
            };
            rows.push((saved.policy.clone(), format!("{}{meets}", parts.join(", "))));
        }
    }
    match rows.is_empty() {
        true => page.line("    ", "nothing"),
        false => page.rows("    ", &rows),
    }
}

/// Servers: whole up to a hundred, then with two digits.
fn servers(count: f64) -> String {
    if count < 100.0 { number(count) } else { format!("about {}", about(count)) }
}

/// Two digits.
fn digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// A span of time in the unit that people would say it in, without parts that nobody needs.
fn time(seconds: f64) -> String {
    let (size, word) = match seconds {
        seconds if seconds < 120.0 => (1.0, "s"),
        seconds if seconds < 7200.0 => (60.0, "min"),
        _ => (3600.0, "h"),
    };
    format!("{} {word}", number((seconds / size).round()))
}

/// A span of time that may be far below a second.
fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        return format!("{} ms", number(seconds * 1000.0));
    }
    quantity(seconds, Unit::Duration.kind().unwrap_or(Kind::Ratio))
}
