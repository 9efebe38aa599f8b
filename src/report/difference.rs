//! Two answers held against each other.

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{AdviceReport, StageName};
use super::paragraph::Page;
use super::value::ValueReport;
use super::{Context, Look};
use crate::explore::{Difference, Named};
use crate::quantity::Values;

/// What moved from one answer to another. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DifferenceReport {
    /// `nextrung.compare/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// What moved in one line.
    pub headline: String,
    /// The old answer in one line, and its next step.
    pub old: EndReport,
    /// The new answer.
    pub new: EndReport,
    /// Facts that moved.
    pub moved: Vec<MovedReport>,
    /// Open before, and known to be settled now.
    pub resolved: Vec<String>,
    /// Open before and now.
    pub still_open: Vec<String>,
    /// Open before, and not known any more: absence is never a pass.
    pub lost_sight: Vec<String>,
    /// Open now, and not known before.
    #[serde(rename = "new_open")]
    pub fresh: Vec<String>,
    /// Open now, and known to be well before.
    pub regressed: Vec<String>,
    /// Gates that come out otherwise.
    pub gates: Vec<GateMoveReport>,
}

/// One of the two answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EndReport {
    /// The answer in one line.
    pub headline: String,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<StageName>,
}

/// A fact that moved.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MovedReport {
    /// The fact.
    pub fact: String,
    /// Its value before; absent where nobody told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ValueReport>,
    /// Its value now; absent where nobody tells it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ValueReport>,
    /// Put back alone, it changes what is open or the next step.
    pub caused: bool,
}

/// A gate that comes out otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GateMoveReport {
    /// The gate.
    pub gate: String,
    /// How it came out before.
    pub from: &'static str,
    /// How it comes out now.
    pub to: &'static str,
}

/// Builds the model of a comparison.
pub fn compare(
    context: &Context<'_>,
    old: &AdviceReport,
    new: &AdviceReport,
    difference: &Difference,
) -> DifferenceReport {
    let base = context.base;
    let name = |named: &Named| match named {
        Named::Capability(id) => format!("capability:{}", base.capability(*id).name),
        Named::Finding(index) => format!("finding:{}", base.findings[*index].id),
    };
    let names = |list: &[Named]| list.iter().map(name).collect::<Vec<String>>();
    let end = |report: &AdviceReport| EndReport {
        headline: report.headline.clone(),
        next_step: report.next_step.as_ref().map(|step| StageName { track: step.track.clone(), to: step.to.clone() }),
    };
    let value = |fact: crate::expr::FactId, values: Option<Values>| {
        let fact = base.fact(fact);
        values.map(|values| ValueReport::new(&values, fact.unit, &fact.members, &fact.range))
    };
    let counted = [
        (difference.regressed.len(), "regressed"),
        (difference.new.len(), "new"),
        (difference.lost_sight.len(), "lost sight of"),
        (difference.still_open.len(), "still open"),
        (difference.resolved.len(), "resolved"),
    ];
    let parts: Vec<String> =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let headline = match (parts.is_empty(), old.headline == new.headline) {
        (true, _) => "Nothing is open in either answer".to_owned(),
        (_, true) => format!("The same step; {}", parts.join(", ")),
        _ => format!("Another answer; {}", parts.join(", ")),
    };
    DifferenceReport {
        schema: "nextrung.compare/1",
        today: context.today.to_owned(),
        headline,
        old: end(old),
        new: end(new),
        moved: difference
            .moved
            .iter()
            .map(|moved| MovedReport {
                fact: base.fact(moved.fact).name.clone(),
                from: value(moved.fact, moved.from),
                to: value(moved.fact, moved.to),
                caused: moved.caused,
            })
            .collect(),
        resolved: names(&difference.resolved),
        still_open: names(&difference.still_open),
        lost_sight: names(&difference.lost_sight),
        fresh: names(&difference.new),
        regressed: names(&difference.regressed),
        gates: difference
            .gates
            .iter()
            .map(|(gate, from, to)| GateMoveReport {
                gate: base.gate(*gate).id.clone(),
                from: from.word(),
                to: to.word(),
            })
            .collect(),
    }
}

/// Tells a comparison in columns of text.
pub fn tell_compare(report: &DifferenceReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    page.line("old: ", &report.old.headline);
    page.line("new: ", &report.new.headline);
    for (heading, list) in [
        ("Regressed: was well, is open", &report.regressed),
        ("New: is open, was not known", &report.fresh),
        ("Lost sight of: was open, is not known any more", &report.lost_sight),
        ("Still open", &report.still_open),
        ("Resolved", &report.resolved),
    ] {
        if !list.is_empty() {
            page.heading(heading);
            page.line("  ", &list.join(", "));
        }
    }
    if !report.moved.is_empty() {
        page.heading("Facts that moved");
        let words = |value: &Option<ValueReport>| value.as_ref().map_or("not told".to_owned(), |one| one.words.clone());
        let rows: Vec<(String, String)> = report
            .moved
            .iter()
            .map(|moved| {
                let caused = if moved.caused { "; without it the answer is another" } else { "" };
                (moved.fact.clone(), format!("{} to {}{caused}", words(&moved.from), words(&moved.to)))
            })
            .collect();
        page.rows("  ", &rows);
    }
    let turned: Vec<&str> =
        report.gates.iter().filter(|gate| gate.to == "true").map(|gate| gate.gate.as_str()).collect();
    let quiet: Vec<&str> =
        report.gates.iter().filter(|gate| gate.from == "true").map(|gate| gate.gate.as_str()).collect();
    for (heading, list) in [("Gates that hold now", turned), ("Gates that held", quiet)] {
        if !list.is_empty() {
            page.heading(heading);
            page.line("  ", &list.join(", "));
        }
    }
    page.into_text()
}
