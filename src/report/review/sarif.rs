//! A review in SARIF 2.1.0, for code scanning.
//!
//! Waived observations are results with a suppression. What the baseline knew and nothing tells of any more is an open
//! question (`kind: open`), for its absence is no pass; what is resolved is left out, since readers of the format close
//! what they do not see.

use serde_json::{Map, Value, json};

use super::{GoneReport, ObservationReport, PlaceReport, ReviewReport};
use crate::problem::draw::harmless;
use crate::report::json::pretty;
use crate::report::markdown::prose;

/// Tells a review in SARIF.
pub(super) fn sarif(report: &ReviewReport) -> String {
    let mut rules: Vec<Value> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    let mut results: Vec<Value> = Vec::new();
    for seen in &report.observations {
        let index = ids.iter().position(|id| *id == seen.id).unwrap_or_else(|| {
            ids.push(&seen.id);
            rules.push(rule(seen));
            ids.len() - 1
        });
        results.push(result(report, seen, index));
    }
    for gone in report.lost_sight.iter().flatten() {
        results.push(lost_sight(gone));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "nextrung",
                "version": report.rules.version,
                "semanticVersion": report.rules.version,
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": {
                "headline": report.headline,
                "today": report.today,
                "rulesFingerprint": report.rules.fingerprint,
                "inForce": report.in_force(),
            },
        }],
    });
    pretty(&log)
}

/// What kind of observation it is. Its words are the same for the same id; those on one waiver are its result's.
fn rule(seen: &ObservationReport) -> Value {
    if seen.of == "waiver" {
        return json!({
            "id": seen.id,
            "shortDescription": {"text": "A waiver without effect"},
            "fullDescription": {"text": "A waiver that has ended, is not allowed, or meets nothing stops working and is told."},
            "help": {"text": "Mend what it was for, or take the waiver out."},
            "defaultConfiguration": {"level": level(seen.severity)},
            "properties": {"tags": [seen.kind, seen.of], "problem.severity": problem_severity(seen.severity)},
        });
    }
    let sources =
        if seen.source.is_empty() { String::new() } else { format!("\n\nSource: {}", seen.source.join(", ")) };
    json!({
        "id": seen.id,
        "shortDescription": {"text": plain(&seen.title)},
        "fullDescription": {"text": plain(&seen.text)},
        "help": {
            "text": plain(&format!("{}\n\n{}{sources}", seen.text, seen.mend)),
            "markdown": format!(
                "{}\n\n**Do:** {}{}",
                prose(&seen.text),
                prose(&seen.mend),
                crate::report::markdown::safe(&sources.replace("\n\n", " "))
            ),
        },
        "defaultConfiguration": {"level": level(seen.severity)},
        "properties": {"tags": [seen.kind, seen.of], "problem.severity": problem_severity(seen.severity)},
    })
}

fn result(report: &ReviewReport, seen: &ObservationReport, index: usize) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(seen.id));
    result.insert("ruleIndex".to_owned(), json!(index));
    result.insert("level".to_owned(), json!(level(seen.severity)));
    let of = seen.resource.as_ref().map(|resource| format!(" ({resource})")).unwrap_or_default();
    let sights = seen.seen_in_words();
    let sights = if sights.is_empty() { String::new() } else { format!(" Seen: {sights}.") };
    let saves = seen.saves.as_ref().map(|saves| format!(" Without it {}.", saves.in_words())).unwrap_or_default();
    let text = format!("{}{of}. {}{sights}{saves} Do: {}", seen.title, seen.text, seen.mend);
    result.insert("message".to_owned(), json!({"text": plain(&text)}));
    let mut locations = seen.places.iter().enumerate().filter_map(|(index, place)| {
        // The resource stands at the first place.
        location(place, seen.resource.as_deref().filter(|_| index == 0))
    });
    result.insert("locations".to_owned(), json!(locations.next().into_iter().collect::<Vec<Value>>()));
    let related: Vec<Value> = locations.collect();
    if !related.is_empty() {
        result.insert("relatedLocations".to_owned(), json!(related));
    }
    result.insert("partialFingerprints".to_owned(), json!({"nextrung/v1": seen.fingerprint}));
    let suppressions = seen.waiver.iter().map(|waiver| {
        let justification = format!("{} ({}, until {})", waiver.reason, waiver.owner, waiver.expires);
        json!({"kind": "external", "status": "accepted", "justification": plain(&justification)})
    });
    // An empty list says that nobody suppressed it; none would say that nobody knows.
    result.insert("suppressions".to_owned(), json!(suppressions.collect::<Vec<Value>>()));
    if report.baseline.is_some() {
        let state = match seen.change {
            Some("new") => "new",
            Some("regressed") => "updated",
            _ => "unchanged",
        };
        result.insert("baselineState".to_owned(), json!(state));
    }
    result.insert(
        "properties".to_owned(),
        json!({"kind": seen.kind, "severity": seen.severity, "status": seen.status, "decidedOn": seen.decided_on}),
    );
    Value::Object(result)
}

fn lost_sight(gone: &GoneReport) -> Value {
    json!({
        "ruleId": gone.id,
        "kind": "open",
        "level": "none",
        "message": {"text": format!("{} was open, and nothing tells of it any more.", plain(&gone.id))},
        "locations": [],
        "partialFingerprints": {"nextrung/v1": gone.fingerprint},
        "suppressions": [],
        "baselineState": if gone.again { "unchanged" } else { "updated" },
        "properties": {"severity": gone.severity, "status": "lost-sight"},
    })
}

/// A place in a file; what a flag told has none.
fn location(place: &PlaceReport, resource: Option<&str>) -> Option<Value> {
    let file = place.file.as_ref()?;
    let mut region = Map::new();
    region.extend(place.line.map(|line| ("startLine".to_owned(), json!(line))));
    region.extend(place.column.map(|column| ("startColumn".to_owned(), json!(column))));
    let mut location = Map::new();
    location.insert("physicalLocation".to_owned(), json!({"artifactLocation": {"uri": uri(file)}, "region": region}));
    location.extend(
        resource.map(|address| {
            ("logicalLocations".to_owned(), json!([{"fullyQualifiedName": address, "kind": "resource"}]))
        }),
    );
    Some(Value::Object(location))
}

/// A path as a reference: relative to where the review ran, in the signs that a URI may hold.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    // A colon in the first part of a relative path would make a scheme of what stands before it.
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The level of a severity.
fn level(severity: &str) -> &'static str {
    match severity {
        "high" => "error",
        "medium" => "warning",
        _ => "note",
    }
}

/// The same in the words that GitHub sorts by.
fn problem_severity(severity: &str) -> &'static str {
    match severity {
        "high" => "error",
        "medium" => "warning",
        _ => "recommendation",
    }
}

/// Plain text of a message, in which brackets would make links.
fn plain(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
