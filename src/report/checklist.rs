//! A checklist, in phases: as a Markdown task list, as CSV, as JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{PackReport, RulesReport};
use crate::advise::{Applies, Listed};
use crate::expr::CapabilityId;
use crate::problem::draw::harmless;
use crate::rules::RuleBase;

/// A way to tell a checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecklistFormat {
    /// A task list.
    Markdown,
    /// Rows for sheets and trackers.
    Csv,
    /// For programs.
    Json,
}

/// A whole checklist. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChecklistReport {
    /// `nextrung.checklist/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// By which rules.
    pub rules: RulesReport,
    /// What it is for.
    #[serde(rename = "for")]
    pub of: String,
    /// The same in words.
    pub title: String,
    /// What to tick.
    pub items: Vec<TickReport>,
    /// What does not apply, and why.
    pub left_out: Vec<LeftOutReport>,
    /// Done before, and no item of this checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub done_elsewhere: Vec<String>,
}

/// One thing to tick.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TickReport {
    /// Its id.
    pub id: String,
    /// The part of the step.
    pub phase: &'static str,
    /// What to do or to observe.
    pub text: String,
    /// `true`, or `unknown` where it hangs on what nobody told.
    pub applies: &'static str,
    /// When it applies, where that is not always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The capabilities that it belongs to, where it belongs to some only.
    #[serde(rename = "capabilities", skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// It was given back as done.
    pub done: bool,
    /// Where it comes from.
    pub source: Vec<String>,
}

/// An item that does not apply.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeftOutReport {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Why it is left out.
    pub because: String,
}

/// What a checklist is for, in a name and in words.
#[derive(Debug, Clone)]
pub struct Heading {
    /// `transition to-scaled-reads`, `playbook region-move`.
    pub of: String,
    /// A sentence.
    pub title: String,
}

/// Builds the model of a checklist. `done` are ids that were given back.
pub fn checklist(
    base: &RuleBase,
    heading: Heading,
    listed: &[Listed<'_>],
    done: &BTreeSet<String>,
    today: &str,
) -> ChecklistReport {
    let names =
        |ids: &[CapabilityId]| -> Vec<String> { ids.iter().map(|id| base.capability(*id).name.clone()).collect() };
    let items = listed.iter().filter(|listed| !listed.applies.is_left_out()).map(|listed| TickReport {
        id: listed.item.id.clone(),
        phase: listed.item.phase.word(),
        text: listed.item.text.clone(),
        applies: if listed.applies == Applies::Perhaps { "unknown" } else { "true" },
        when: listed.item.when.as_ref().map(|when| when.text().to_owned()),
        parts: names(&listed.item.applies_to),
        done: done.contains(&listed.item.id),
        source: listed.item.sources.clone(),
    });
    let left_out = listed.iter().filter_map(|listed| {
        let because = match &listed.applies {
            Applies::Yes | Applies::Perhaps => return None,
            Applies::NotSo => {
                let when = listed.item.when.as_ref().map_or("", |when| when.text());
                format!("`{when}` does not hold")
            }
            Applies::Already(parts) => format!("{} is there already", names(parts).join(", ")),
            Applies::NotGained(parts) => format!("the step does not add {}", names(parts).join(", ")),
        };
        Some(LeftOutReport { id: listed.item.id.clone(), text: listed.item.text.clone(), because })
    });
    let (items, left_out): (Vec<TickReport>, Vec<LeftOutReport>) = (items.collect(), left_out.collect());
    let known: BTreeSet<&str> = listed.iter().map(|listed| listed.item.id.as_str()).collect();
    ChecklistReport {
        schema: "nextrung.checklist/1",
        today: today.to_owned(),
        rules: RulesReport {
            version: env!("CARGO_PKG_VERSION"),
            fingerprint: base.fingerprint.clone(),
            packs: base.overlays.iter().map(PackReport::from).collect(),
        },
        of: heading.of,
        title: heading.title,
        items,
        left_out,
        done_elsewhere: done.iter().filter(|id| !known.contains(id.as_str())).cloned().collect(),
    }
}

/// Tells a checklist.
pub fn tell_checklist(report: &ChecklistReport, format: ChecklistFormat) -> String {
    match format {
        ChecklistFormat::Markdown => markdown(report),
        ChecklistFormat::Csv => csv(report),
        ChecklistFormat::Json => super::json::pretty(report),
    }
}

fn markdown(report: &ChecklistReport) -> String {
    let (safe, prose) = (super::markdown::safe, super::markdown::prose);
    let mut text = format!("# Checklist: {}\n\n{}\n", safe(&report.of), safe(&report.title));
    let done = report.items.iter().filter(|item| item.done).count();
    let mut counted = match report.items.len() {
        0 => "Nothing to tick".to_owned(),
        1 => "1 item".to_owned(),
        many => format!("{many} items"),
    };
    if done > 0 {
        let _ = write!(counted, ", {done} done");
    }
    if !report.left_out.is_empty() {
        let _ = write!(counted, "; {} left out, see below", report.left_out.len());
    }
    let _ = writeln!(text, "\n{counted}. {}.", report.today);
    let mut phase = "";
    for item in &report.items {
        if item.phase != phase {
            phase = item.phase;
            let _ = writeln!(text, "\n## {phase}\n");
        }
        let tick = if item.done { "x" } else { " " };
        let condition = match &item.when {
            Some(when) if item.applies == "unknown" => format!(" (if `{}`)", harmless(when).replace('`', "'")),
            _ => String::new(),
        };
        let _ = writeln!(text, "- [{tick}] {}{condition} <!-- {} -->", prose(&item.text), item.id);
    }
    if !report.left_out.is_empty() {
        text.push_str("\n## left out\n\n");
        for left in &report.left_out {
            let _ = writeln!(text, "- {} ({})", prose(&left.text), prose(&left.because));
        }
    }
    if !report.done_elsewhere.is_empty() {
        let _ = writeln!(text, "\nDone before, and no item here: {}.", safe(&report.done_elsewhere.join(", ")));
    }
    text
}

fn csv(report: &ChecklistReport) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let rows = report.items.iter().map(|item| {
        let done = if item.done { "yes" } else { "no" };
        [
            &item.id,
            item.phase,
            &item.text,
            item.applies,
            item.when.as_deref().unwrap_or(""),
            done,
            &item.source.join(" "),
        ]
        .map(cell)
    });
    let head = ["id", "phase", "text", "applies", "when", "done", "source"].map(str::to_owned);
    for row in std::iter::once(head).chain(rows) {
        // INVARIANT: every row has as many cells as the first, and a vector takes all that is written.
        writer.write_record(&row).expect("rows are alike, and memory takes them");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that no sheet takes for a formula.
fn cell(text: &str) -> String {
    let text = harmless(text).replace(['\n', '\r', '\t'], " ");
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

/// The ids that a checklist which was given back has ticked: JSON, CSV, Markdown, or plain ids, a line each.
///
/// # Errors
/// What is none of these, in words.
pub fn ticked(text: &str) -> Result<BTreeSet<String>, String> {
    let trimmed = text.trim_start();
    if trimmed.starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let items = value.get("items").and_then(serde_json::Value::as_array).ok_or("there is no list `items`")?;
        let done = items.iter().filter(|item| item.get("done") == Some(&serde_json::Value::Bool(true)));
        let elsewhere = value.get("done_elsewhere").and_then(serde_json::Value::as_array);
        let names = done.filter_map(|item| item.get("id")).chain(elsewhere.into_iter().flatten());
        return Ok(names.filter_map(serde_json::Value::as_str).map(str::to_owned).collect());
    }
    // Some sheets put every cell into quotes.
    let head = trimmed.strip_prefix("\"id\"").or_else(|| trimmed.strip_prefix("id"));
    let separator = head.and_then(|rest| rest.bytes().next()).filter(|byte| b",;\t".contains(byte));
    if let Some(separator) = separator {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
        let heads = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| heads.iter().position(|head| head == name);
        let (Some(id), Some(done)) = (column("id"), column("done")) else {
            return Err("the columns `id` and `done` belong into the first row".to_owned());
        };
        let mut found = BTreeSet::new();
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            let is_done = row.get(done).is_some_and(|done| {
                matches!(done.trim().to_ascii_lowercase().as_str(), "yes" | "true" | "x" | "1" | "done")
            });
            found.extend(row.get(id).filter(|_| is_done).map(str::to_owned));
        }
        return Ok(found);
    }
    let is_id = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:".contains(&byte))
    };
    let mut found = BTreeSet::new();
    let mut recognised = text.trim().is_empty();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        // A list item of any kind: `- [x]`, `* [x]`, `1. [x]`.
        let item =
            line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '*', '+', '.']).trim_start();
        let box_of = |mark: &str| item.strip_prefix(mark).filter(|_| item.len() < line.len());
        recognised |= box_of("[ ]").is_some();
        let ticked = box_of("[x]").or_else(|| box_of("[X]"));
        let comment = ticked.and_then(|rest| rest.rsplit_once("<!--")).map(|(_, id)| id);
        match comment.and_then(|rest| rest.split_once("-->")).map(|(id, _)| id.trim()) {
            Some(id) if is_id(id) => {
                found.insert(id.to_owned());
            }
            _ if ticked.is_some() => return Err(format!("line {} is ticked and has no id", number + 1)),
            _ if is_id(line) && line.contains('/') => {
                found.insert(line.to_owned());
            }
            _ => {}
        }
    }
    if found.is_empty() && !recognised {
        return Err("no line of it is an item".to_owned());
    }
    Ok(found)
}
