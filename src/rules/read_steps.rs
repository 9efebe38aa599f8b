//! Reads transitions, their requirements and checklists.

use super::base::Lane;
use super::deferred::Deferred;
use super::link::Link;
use super::load::id_is_stem;
use super::steps::{Item, LeadTime, Requirement, Transition};
use super::words::{Effort, Phase, Risk, TimeUnit};
use crate::document::reader::Reader;
use crate::document::{Node, Table, Value};
use crate::expr::TrackId;
use crate::problem::{Code, Place, Problem};

/// Reads a transition.
pub(super) fn transition(
    id: &str,
    (track, lanes): (TrackId, &[Lane]),
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Transition> {
    let mut reader = Reader::new(table, place, ("transition", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    reader.text("title");
    let mut end = |key: &'static str| {
        let text = reader.text(key)?;
        link.stage(track, text.text, text.place(), reader.problems()).map(|stage| (stage, text.place().clone()))
    };
    let (from, to) = (end("from"), end("to"));
    let adds = link.capabilities(&mut reader, "adds");
    let drops = link.capabilities(&mut reader, "drops");
    let lane = reader.text("lane").and_then(|text| {
        let found = lanes.iter().position(|lane| lane.name == text.text);
        if found.is_none() {
            let known: Vec<&str> = lanes.iter().map(|lane| lane.name.as_str()).collect();
            let problem = Problem::at(
                Code::UnknownLane,
                text.place(),
                format!("there is no lane `{}` here", text.text),
                "not known",
            );
            reader.problems().push(problem.did_you_mean(
                text.text,
                known.iter().copied(),
                &format!("lanes: {}", known.join(", ")),
            ));
        }
        found
    });
    match (&from, &to) {
        (Some((from_stage, from_place)), Some((to_stage, to_place))) if from_stage >= to_stage => {
            let problem =
                Problem::at(Code::ImpossibleEdge, to_place, "a step up ends above where it begins", "not above")
                    .and_at(from_place, "begins here")
                    .help("a way back has `drops` and no `to`");
            reader.problems().push(problem);
        }
        _ if !["to", "adds", "drops", "lane"].iter().any(|key| reader.has(key)) => {
            let problem = Problem::at(
                Code::ImpossibleEdge,
                place,
                format!("transition `{id}` leads nowhere"),
                "none of `to`, `adds`, `drops` and `lane`",
            )
            .help("give the stage it ends on, what it adds on its rung, what a way back takes away, or the lane it leads to");
            reader.problems().push(problem);
        }
        _ => {}
    }
    let effort = reader.word("effort", Effort::WORDS);
    if table.get("effort").is_none() {
        reader.missing("effort", "effort = \"weeks\"");
    }
    let risk = reader.word("risk", Risk::WORDS);
    if table.get("risk").is_none() {
        reader.missing("risk", "risk = \"medium\"");
    }
    let lead_time = lead_time(&mut reader);
    let reversible = reader.truth("reversible");
    if table.get("reversible").is_none() {
        reader.missing("reversible", "reversible = true");
    }
    let why = reader.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let provenance = link.provenance(&mut reader);
    let requires = requirements(&mut reader, link);
    let checklist = checklist_of(id, &mut reader, link);
    reader.finish();
    Some(Transition {
        id: id.to_owned(),
        track,
        from: from.map(|(stage, _)| stage),
        to: to.map(|(stage, _)| stage),
        lane,
        adds,
        drops,
        effort: effort?,
        lead_time: lead_time?,
        risk: risk?,
        reversible: reversible?,
        why,
        requires,
        checklist,
        provenance,
        place: place.clone(),
    })
}

fn lead_time(reader: &mut Reader<'_, '_>) -> Option<LeadTime> {
    let Some((table, entry)) = reader.table("lead_time") else {
        if !reader.has("lead_time") {
            reader.missing("lead_time", "lead_time = { low = 2, high = 6, unit = \"weeks\" }");
        }
        return None;
    };
    let mut inner = Reader::new(table, &entry.node.place, "`lead_time`", reader.problems());
    let (low, high) = (inner.integer("low"), inner.integer("high"));
    let unit = inner.word("unit", TimeUnit::WORDS);
    for key in ["low", "high", "unit"] {
        if table.get(key).is_none() {
            inner.missing(key, "lead_time = { low = 2, high = 6, unit = \"weeks\" }");
        }
    }
    if let (Some((low, _)), Some((high, node))) = (low, high)
        && low > high
    {
        let problem =
            Problem::at(Code::EmptyRange, &node.place, "the lead time is empty", format!("{low} is above {high}"));
        inner.problems().push(problem.help("the low end comes first"));
    }
    for (_, node) in [low, high].into_iter().flatten().filter(|(days, _)| *days < 0) {
        let problem = Problem::at(Code::OutOfRange, &node.place, "a lead time is not below nought", "too small");
        inner.problems().push(problem.help("count in whole days, weeks or months"));
    }
    inner.finish();
    Some(LeadTime { low: low?.0, high: high?.0, unit: unit? })
}

fn requirements(reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Requirement> {
    let tables = reader.tables("requires");
    let mut requirements: Vec<Requirement> = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "a requirement", reader.problems());
        let id = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let capability = inner.text("capability").and_then(|text| link.capability(text, inner.problems()));
        let when = link.condition(&mut inner, "when");
        if table.get("capability").is_none() && table.get("when").is_none() {
            inner.missing("when", "when = 'not stateful_sessions', or capability = \"stateless-app\"");
        }
        let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let mend = inner.text("mend").map(|text| text.text.to_owned());
        let sources = link.sources(&mut inner);
        inner.finish();
        second_id(&tables[..index], table, "requirements", reader);
        requirements.push(Requirement { id, capability, when, why, mend, sources });
    }
    requirements
}

/// The checklist of a transition, a stage or a playbook.
pub(super) fn checklist_of(owner: &str, reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Deferred<Vec<Item>> {
    let owner = owner.to_owned();
    link.part(reader, "checklist", move |reader, link| checklist(&owner, reader, link))
}

fn checklist(owner: &str, reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Item> {
    let tables = reader.tables("checklist");
    let mut items: Vec<Item> = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "a checklist item", reader.problems());
        let name = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let phase = inner.word("phase", Phase::WORDS);
        if table.get("phase").is_none() {
            inner.missing("phase", "phase = \"prepare\"");
        }
        let text = inner.needed_text("text", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let when = link.condition(&mut inner, "when");
        let applies_to = link.capabilities(&mut inner, "for");
        let sources = link.needed_sources(&mut inner);
        inner.finish();
        let id = format!("{owner}/{name}");
        second_id(&tables[..index], table, "items", reader);
        items.extend(phase.map(|phase| Item { id, phase, text, when, applies_to, sources }));
    }
    // Phases in their order; inside a phase the order of the file, which is the order of the work.
    items.sort_by_key(|item| item.phase);
    items
}

/// Tells an id that an earlier thing of the same file has; one that is missing was told already.
pub(super) fn second_id(earlier: &[(&Table, &Node)], table: &Table, what: &str, reader: &mut Reader<'_, '_>) {
    let id = |table: &Table| match table.get("id").map(|entry| &entry.node) {
        Some(Node { place, value: Value::String(text) }) if !text.trim().is_empty() => {
            Some((text.clone(), place.clone()))
        }
        _ => None,
    };
    let Some((text, place)) = id(table) else { return };
    if let Some((_, first)) = earlier.iter().filter_map(|(table, _)| id(table)).find(|(other, _)| *other == text) {
        let message = format!("two {what} are called `{text}`");
        let problem = Problem::at(Code::DuplicateId, &place, message, "again here").and_at(&first, "first here");
        reader.problems().push(problem.help("give each an id of its own"));
    }
}
