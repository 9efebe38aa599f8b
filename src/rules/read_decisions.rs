//! Reads choices, findings and playbooks.

use super::base::Track;
use super::decisions::{Choice, ChoiceOption, Estimate, Finding, Ground, Playbook};
use super::link::Link;
use super::load::id_is_stem;
use super::words::{BurstOutcome, FindingKind, GateKind, Severity};
use crate::document::reader::{Reader, Text};
use crate::document::{Entry, Table, Value};
use crate::expr::Formula;
use crate::problem::{Code, Place, Problem};
use crate::quantity::Unit;

/// Reads a choice.
pub(super) fn choice(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    tracks: &[Track],
    problems: &mut Vec<Problem>,
) -> Choice {
    let mut reader = Reader::new(table, place, ("choice", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let lane_of = reader.text("lane_of").and_then(|text| link.track(text.text, text.place(), reader.problems()));
    let track =
        lane_of.and_then(|track| tracks.iter().find(|known| known.name == link.vocabulary.track_word(track).name));
    let stages_of = reader.text("stages_of").and_then(|text| link.track(text.text, text.place(), reader.problems()));
    let when = link.condition(&mut reader, "when");
    let note = reader.text("note").map(|text| text.text.to_owned());
    let by_model = reader.word("model", &[("burst", true)]).unwrap_or(false);
    let estimates = estimates(&mut reader);
    if estimates.iter().any(|estimate| estimate.outcome.is_some()) && !reader.has("model") {
        reader.missing("model", "model = \"burst\"");
    }
    let order = order(&mut reader, &estimates);
    let tables = reader.tables("options");
    let mut options: Vec<ChoiceOption> = Vec::new();
    for (index, (table, node)) in tables.iter().enumerate() {
        let mut inner = Reader::new(table, &node.place, "an option", reader.problems());
        let name = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let lane = inner.text("lane").and_then(|text| {
            let found = track.and_then(|track| track.lanes.iter().position(|lane| lane.name == text.text));
            if found.is_none() {
                let problem = Problem::at(
                    Code::UnknownLane,
                    text.place(),
                    format!("there is no lane `{}` here", text.text),
                    "not known",
                );
                inner.problems().push(problem.help("lanes stand in track.toml of the track named by `lane_of`"));
            }
            found
        });
        let stage = stages_of.and_then(|track| link.stage(track, &name, &node.place, inner.problems()));
        let marks = link.capabilities(&mut inner, "marks");
        let given = given(&mut inner, &estimates, link);
        let owner = format!("{id}/{name}");
        let rules_out = grounds(&owner, "rules_out", &mut inner, link);
        let calls_for = grounds(&owner, "calls_for", &mut inner, link);
        inner.finish();
        super::read_steps::second_id(&tables[..index], table, "options", &mut reader);
        options.push(ChoiceOption { id: name, title, lane, stage, estimates: given, marks, rules_out, calls_for });
    }
    if options.is_empty() {
        reader.missing("options", "[[options]]");
    }
    let provenance = link.provenance(&mut reader);
    reader.finish();
    Choice { id: id.to_owned(), title, when, note, lane_of, stages_of, by_model, estimates, order, options, provenance }
}

fn grounds(owner: &str, key: &'static str, reader: &mut Reader<'_, '_>, link: &Link<'_>) -> Vec<Ground> {
    let tables = reader.tables(key);
    let mut grounds: Vec<Ground> = Vec::new();
    for (table, node) in tables {
        let mut inner = Reader::new(table, &node.place, "a ground", reader.problems());
        let name = inner.needed_text("id", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let kind = inner.word("kind", GateKind::WORDS);
        if kind.is_none() && table.get("kind").is_none() {
            inner.missing("kind", "kind = \"capacity\"");
        }
        let when = link.condition(&mut inner, "when");
        if table.get("when").is_none() {
            inner.missing("when", "when = 'websockets'");
        }
        let why = inner.needed_text("why", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let judgement = inner.word("basis", &[("judgement", true), ("measurement", false)]).unwrap_or(false);
        let sources = link.sources(&mut inner);
        if sources.is_empty() {
            inner.missing("source", "source = [\"doc:lambda-quotas\"]");
        }
        inner.finish();
        if let (Some(kind), Some(when)) = (kind, when) {
            grounds.push(Ground { id: format!("{owner}/{name}"), kind, when, why, judgement, sources });
        }
    }
    grounds
}

/// The estimates that a choice declares, sorted by id.
fn estimates(reader: &mut Reader<'_, '_>) -> Vec<Estimate> {
    let mut estimates: Vec<Estimate> = Vec::new();
    for (entry, table) in super::read_names::entries(reader, "estimate") {
        let mut inner = Reader::new(table, &entry.key_place, ("estimate", &*entry.key), reader.problems());
        let title = inner.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
        let outcome = inner.word("outcome", BurstOutcome::WORDS);
        // What a model tells brings its unit.
        let unit = match outcome {
            Some(outcome) => Some(outcome.unit()),
            None => inner.word("unit", Unit::WORDS),
        };
        if table.get("unit").is_none() && table.get("outcome").is_none() {
            inner.missing("unit", "unit = \"duration\"");
        }
        let means = inner.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
        inner.finish();
        estimates.extend(unit.map(|unit| Estimate { id: entry.key.to_string(), title, unit, means, outcome }));
    }
    estimates.sort_by(|a, b| a.id.cmp(&b.id));
    estimates
}

/// Which estimates order the options.
fn order(reader: &mut Reader<'_, '_>, estimates: &[Estimate]) -> Vec<usize> {
    let texts = reader.texts("order");
    let mut order = Vec::new();
    for text in texts {
        match estimates.iter().position(|estimate| estimate.id == text.text) {
            Some(index) => order.push(index),
            None => reader.problems().push(no_estimate(text.text, text.place(), estimates)),
        }
    }
    order
}

fn no_estimate(name: &str, place: &Place, estimates: &[Estimate]) -> Problem {
    Problem::at(Code::UnknownKey, place, format!("no estimate is called `{name}`"), "not declared").did_you_mean(
        name,
        estimates.iter().map(|estimate| estimate.id.as_str()),
        "declare it: [estimate.NAME] with title, unit and means",
    )
}

/// The formulas of an option, one for each estimate of the choice.
fn given(reader: &mut Reader<'_, '_>, estimates: &[Estimate], link: &Link<'_>) -> Vec<Option<Formula>> {
    let mut given = vec![None; estimates.len()];
    let Some((table, entry)) = reader.table("estimates") else { return given };
    let mut inner = Reader::new(table, &entry.node.place, "`estimates`", reader.problems());
    for entry in &table.entries {
        let Some(index) = estimates.iter().position(|estimate| estimate.id == entry.key) else {
            inner.problems().push(no_estimate(&entry.key, &entry.key_place, estimates));
            continue;
        };
        given[index] = formula(&mut inner, entry, estimates[index].unit, link);
    }
    given
}

fn formula(reader: &mut Reader<'_, '_>, entry: &Entry, unit: Unit, link: &Link<'_>) -> Option<Formula> {
    let Value::String(text) = &entry.node.value else {
        let message = format!("a formula is a string, not {}", entry.node.kind());
        let problem = Problem::at(Code::WrongType, &entry.node.place, message, "expected a string");
        reader.problems().push(problem.help(format!("for example {} = 'data_size / transfer_rate'", entry.key)));
        return None;
    };
    link.formula(reader, Text { text, node: &entry.node }, (&entry.key, unit))
}

/// Reads a finding.
pub(super) fn finding(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Finding> {
    let link = &Link { after_step: true, ..*link };
    let mut reader = Reader::new(table, place, ("finding", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let kind = reader.word("kind", FindingKind::WORDS);
    if table.get("kind").is_none() {
        reader.missing("kind", "kind = \"risky\"");
    }
    let severity = reader.word("severity", Severity::WORDS);
    if table.get("severity").is_none() {
        reader.missing("severity", "severity = \"medium\"");
    }
    let when = link.condition(&mut reader, "when");
    if table.get("when").is_none() {
        reader.missing("when", "when = 'app_cpu_peak >= 40%'");
    }
    let unless = link.condition(&mut reader, "unless");
    let text = reader.needed_text("text", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let mend = reader.needed_text("do", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let judgement = reader.word("basis", &[("judgement", true), ("measurement", false)]).unwrap_or(false);
    let waivable = reader.truth("waivable").unwrap_or(true);
    let tells = reader.texts("tells").into_iter().map(|text| (text.text.to_owned(), text.place().clone())).collect();
    let declared = estimates(&mut reader);
    let formulas = given(&mut reader, &declared, link);
    let estimates =
        declared.into_iter().zip(formulas).filter_map(|(estimate, formula)| Some((estimate, formula?))).collect();
    let provenance = link.provenance(&mut reader);
    let examples = link.part(&mut reader, "examples", super::read_gate::examples);
    reader.finish();
    let finding = Finding {
        id: id.to_owned(),
        title,
        kind: kind?,
        severity: severity?,
        when: when?,
        unless,
        text,
        mend,
        estimates,
        judgement,
        waivable,
        tells,
        provenance,
        examples,
        place: place.clone(),
    };
    let place = table.get("examples").map_or(place, |examples| &examples.key_place);
    super::read_gate::enough_examples(("finding", id), &finding.examples, place, problems);
    Some(finding)
}

/// Reads a playbook.
pub(super) fn playbook(
    id: &str,
    table: &Table,
    place: &Place,
    link: &Link<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Playbook> {
    let mut reader = Reader::new(table, place, ("playbook", id), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    let title = reader.needed_text("title", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let means = reader.needed_text("means", "").map(|text| text.text.to_owned()).unwrap_or_default();
    let when = link.condition(&mut reader, "when");
    if table.get("when").is_none() {
        reader.missing("when", "when = 'move == region-move'");
    }
    let choices = reader.texts("choices").into_iter().map(|text| text.text.to_owned()).collect();
    let provenance = link.provenance(&mut reader);
    let checklist = super::read_steps::checklist_of(id, &mut reader, link);
    reader.finish();
    Some(Playbook { id: id.to_owned(), title, means, when: when?, choices, checklist, provenance })
}
