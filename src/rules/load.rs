//! Reads all files of all layers into one linked rule base, or tells every fault.

use std::collections::BTreeMap;

use super::base::{RuleBase, Track};
use super::files::{Holds, Layer};
use super::link::Link;
use super::merge::{Effective, Merged, fingerprint, merge};
use super::{read_gate, read_ladder, read_names};
use crate::document::Table;
use crate::document::reader::Reader;
use crate::expr::{CapabilityId, FactId, TrackId, Vocabulary};
use crate::problem::{Code, Place, Problem, SourceText, in_order};

/// Reads the layers, the first of which is the built-in one.
///
/// # Errors
/// Every fault of every file. Nothing is loaded in part: a rule base that is one rule short gives other advice.
pub fn load(layers: &[Layer]) -> Result<RuleBase, Vec<Problem>> {
    let mut problems = Vec::new();
    let effective = merge(layers, &mut problems);
    let base = read(&effective, &mut problems);
    if problems.is_empty() { Ok(base) } else { Err(in_order(problems)) }
}

fn read(effective: &Effective, problems: &mut Vec<Problem>) -> RuleBase {
    let nowhere =
        Merged { holds: Holds::Facts, table: Table::default(), place: Place::whole(&SourceText::new("rules", "")) };
    let single = |wanted: Holds| effective.files.values().find(|file| file.holds == wanted).unwrap_or(&nowhere);
    let (facts_file, capabilities_file, sources_file) =
        (single(Holds::Facts), single(Holds::Capabilities), single(Holds::Sources));
    let sources = read_names::sources(&sources_file.table, &sources_file.place, problems);
    let references = read_names::references(&sources);
    let tracks: Vec<(&str, &Merged)> = effective
        .files
        .values()
        .filter_map(|file| match &file.holds {
            Holds::Track { track } => Some((track.as_str(), file)),
            _ => None,
        })
        .collect();
    let track_words =
        tracks.iter().map(|(name, file)| read_ladder::track_word(name, &file.table, &file.place, problems)).collect();
    let fact_words = read_names::fact_words(&facts_file.table, problems);
    let vocabulary = Vocabulary::new(fact_words, read_names::capability_names(&capabilities_file.table), track_words);

    let link = Link { vocabulary: &vocabulary, references: &references, ranges: &[] };
    let ranges = read_names::ranges(&facts_file.table, &link, problems);
    let link = Link { ranges: &ranges, ..link };
    let (facts, contradictions) = read_names::facts(&facts_file.table, &facts_file.place, &link, problems);
    let (capabilities, together) =
        read_names::capabilities(&capabilities_file.table, &capabilities_file.place, &link, problems);
    let mut tracks: Vec<Track> =
        tracks.iter().map(|(name, file)| read_ladder::track(name, &file.table, &file.place, &link, problems)).collect();
    tracks.sort_by(|a, b| a.name.cmp(&b.name));

    let mut base = RuleBase {
        facts,
        capabilities,
        tracks,
        gates: Vec::new(),
        transitions: Vec::new(),
        choices: Vec::new(),
        together,
        contradictions,
        sources,
        fingerprint: fingerprint(effective),
        overlays: effective.overlays.clone(),
        vocabulary: vocabulary.clone(),
    };
    read_single_things(effective, &link, &mut base, problems);
    cross_check(&base, effective, problems);
    base
}

/// Files of one thing each: stages, transitions, gates, choices.
fn read_single_things(effective: &Effective, link: &Link<'_>, base: &mut RuleBase, problems: &mut Vec<Problem>) {
    let mut ids: BTreeMap<(&str, &str), &Place> = BTreeMap::new();
    let mut stages: BTreeMap<(TrackId, usize), super::Stage> = BTreeMap::new();
    for (path, file) in &effective.files {
        let (kind, id) = match &file.holds {
            Holds::Gate { id } => ("gate", id.as_str()),
            Holds::Transition { id, .. } => ("transition", id.as_str()),
            Holds::Choice { id } => ("choice", id.as_str()),
            Holds::Stage { id, .. } => ("stage", id.as_str()),
            _ => continue,
        };
        if let Some(first) = ids.insert((kind, id), &file.place) {
            problems.push(
                Problem::at(Code::DuplicateId, &file.place, format!("two {kind}s are called `{id}`"), "again here")
                    .and_at(first, "first here")
                    .help("an id is the name of one file only"),
            );
        }
        let (table, place) = (&file.table, &file.place);
        match &file.holds {
            Holds::Gate { id } => {
                let gate = read_gate::gate(id, table, place, link, problems);
                base.gates.extend(gate);
            }
            Holds::Transition { track, id } => {
                if let Some(track) = link.track(track, place, problems) {
                    base.transitions.extend(read_ladder::transition(
                        id,
                        (track, &base.track(track).lanes),
                        table,
                        place,
                        link,
                        problems,
                    ));
                }
            }
            Holds::Choice { id } => {
                let choice = read_ladder::choice(id, table, place, link, &base.tracks, problems);
                base.choices.push(choice);
            }
            Holds::Stage { track, id } => {
                let Some(track_id) = link.track(track, place, problems) else { continue };
                let stage = read_ladder::stage(id, base.track(track_id), table, place, link, problems);
                match link.vocabulary.track_word(track_id).stages.iter().position(|known| known == id) {
                    Some(index) => {
                        stages.insert((track_id, index), stage);
                    }
                    None => problems.push(
                        Problem::at(
                            Code::UnknownStage,
                            place,
                            format!("track `{track}` does not list the stage `{id}`"),
                            "",
                        )
                        .help(format!("add it to `stages` of tracks/{track}/track.toml (this is {path})")),
                    ),
                }
            }
            _ => {}
        }
    }
    base.gates.sort_by(|a, b| a.id.cmp(&b.id));
    base.transitions.sort_by(|a, b| a.id.cmp(&b.id));
    base.choices.sort_by(|a, b| a.id.cmp(&b.id));
    for track in link.vocabulary.track_names().filter_map(|name| link.vocabulary.track(name)) {
        let word = link.vocabulary.track_word(track);
        for (index, name) in word.stages.iter().enumerate() {
            match stages.remove(&(track, index)) {
                Some(stage) => base.tracks[track.0 as usize].stages.push(stage),
                None => {
                    let message = format!("track `{}` lists the stage `{name}`, which has no file", word.name);
                    problems.push(
                        Problem::nowhere(Code::UnknownStage, message)
                            .help(format!("write tracks/{}/stages/{name}.toml", word.name)),
                    );
                }
            }
        }
    }
}

/// Checks what only the whole can show.
fn cross_check(base: &RuleBase, effective: &Effective, problems: &mut Vec<Problem>) {
    if !problems.is_empty() {
        // With parts missing these checks would tell faults that are none.
        return;
    }
    let place_of = |wanted: &dyn Fn(&Holds) -> bool| {
        effective.files.values().find(|file| wanted(&file.holds)).map(|file| file.place.clone())
    };
    for (track_index, track) in base.tracks.iter().enumerate() {
        let mut seen: BTreeMap<CapabilityId, &str> = BTreeMap::new();
        for stage in &track.stages {
            for capability in stage.core.iter().chain(&stage.bundle).chain(&stage.options) {
                if let Some(first) = seen.insert(*capability, &stage.name) {
                    let name = base.vocabulary.capability_name(*capability);
                    let message = format!("`{name}` stands on `{first}` and on `{}`", stage.name);
                    let place = place_of(&|holds| matches!(holds, Holds::Stage { id, .. } if *id == stage.name));
                    let problem = match place {
                        Some(place) => Problem::at(Code::CapabilityOnTwoStages, &place, message, ""),
                        None => Problem::nowhere(Code::CapabilityOnTwoStages, message),
                    };
                    problems.push(problem.help("a capability has one rung on a track"));
                }
            }
        }
        for (index, stage) in track.stages.iter().enumerate().skip(1) {
            let arrives = base
                .transitions
                .iter()
                .any(|transition| transition.track.0 as usize == track_index && transition.to == Some(index));
            if !arrives {
                let message = format!("no transition ends on stage `{}`", stage.name);
                problems.push(
                    Problem::nowhere(Code::ImpossibleEdge, message)
                        .help(format!("write tracks/{}/transitions/to-{}.toml", track.name, stage.name)),
                );
            }
        }
    }
    implication_cycles(base, problems);
    assumption_cycles(base, problems);
}

fn implication_cycles(base: &RuleBase, problems: &mut Vec<Problem>) {
    for start in base.capability_ids() {
        let mut reached = vec![start];
        let mut next = 0;
        while next < reached.len() {
            for implied in &base.capability(reached[next]).implies {
                if *implied == start {
                    let message = format!("`{}` implies itself", base.capability(start).name);
                    problems.push(
                        Problem::nowhere(Code::ImplicationCycle, message).help("take one `implies` out of the circle"),
                    );
                    return;
                }
                if !reached.contains(implied) {
                    reached.push(*implied);
                }
            }
            next += 1;
        }
    }
}

/// Assumptions are worked out from facts and other assumptions; a circle could never be worked out.
fn assumption_cycles(base: &RuleBase, problems: &mut Vec<Problem>) {
    let needs: Vec<Vec<FactId>> = base
        .facts
        .iter()
        .map(|fact| match &fact.assume {
            Some(assume) => {
                [&assume.low, &assume.typical, &assume.high].into_iter().flat_map(|formula| formula.facts()).collect()
            }
            None => Vec::new(),
        })
        .collect();
    for start in base.fact_ids() {
        let mut reached = needs[start.0 as usize].clone();
        let mut next = 0;
        while next < reached.len() {
            if reached[next] == start {
                let fact = base.fact(start);
                let message = format!("the assumption of `{}` needs `{}`", fact.name, fact.name);
                problems.push(
                    Problem::at(Code::FormulaCycle, &fact.place, message, "runs in a circle")
                        .help("assume a number in one of the formulas"),
                );
                return;
            }
            for other in &needs[reached[next].0 as usize] {
                if !reached.contains(other) {
                    reached.push(*other);
                }
            }
            next += 1;
        }
    }
}

/// `id` must be there and be the name of the file.
pub(super) fn id_is_stem(reader: &mut Reader<'_, '_>, stem: &str) {
    let Some(text) = reader.needed_text("id", &format!("id = \"{stem}\"")) else { return };
    if text.text != stem {
        let problem = Problem::at(
            Code::IdIsNotFileName,
            text.place(),
            format!("`{}` is not the name of its file", text.text),
            format!("the file is called `{stem}`"),
        )
        .help(format!("write id = \"{stem}\", or rename the file"));
        reader.problems().push(problem);
    }
}
