//! Reads all files of all layers into one linked rule base, or tells every fault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::base::{RuleBase, Track};
use super::cross_check::{cross_check, listed_stage, shown, told_gates};
use super::deferred::Deferred;
use super::detection::DetectionRules;
use super::diagram::Diagram;
use super::files::{BUILT_IN_FINGERPRINT, Holds, Layer, is_built_in};
use super::link::{KnownNames, Link};
use super::merge::{Effective, Merged, fingerprint, merge};
use super::{
    frames, read_bursts, read_components, read_decisions, read_detection, read_diagram, read_gate, read_ladder,
    read_names, read_published, read_steps, read_tables,
};
use crate::document::Value;
use crate::document::reader::Reader;
use crate::expr::{FactId, Operation, Tables, TrackId, Vocabulary};
use crate::problem::{Code, Place, Problem, in_order};

/// Reads the layers, the first of which is the built-in one.
///
/// Where it is the only one, parts that few answers look at are read when they are first asked for ([`Deferred`]): tests read
/// the built-in rules whole.
///
/// # Errors
/// Every fault of every file. Nothing is loaded in part: a rule base that is one rule short gives other advice.
pub fn load(layers: &[Layer]) -> Result<RuleBase, Vec<Problem>> {
    load_as(layers, matches!(layers, [layer] if is_built_in(layer)))
}

/// Reads the layers, and every part of them at once.
///
/// # Errors
/// Every fault of every file, as [`load`] tells them; those of the built-in files too.
pub fn load_whole(layers: &[Layer]) -> Result<RuleBase, Vec<Problem>> {
    load_as(layers, false)
}

fn load_as(layers: &[Layer], waits: bool) -> Result<RuleBase, Vec<Problem>> {
    let mut problems = Vec::new();
    let effective = Arc::new(merge(layers, &mut problems));
    let base = read(&effective, waits, &mut problems);
    if problems.is_empty() { Ok(base) } else { Err(in_order(problems)) }
}

/// Reads a part of the whole: at once, or, where it may wait, when it is first asked for.
fn part<T: Send + 'static>(
    effective: &Arc<Effective>,
    waits: bool,
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&Effective, &mut Vec<Problem>) -> T + Send + 'static,
) -> Deferred<T> {
    if !waits {
        return Deferred::now(read(effective, problems));
    }
    let effective = Arc::clone(effective);
    Deferred::new(move || read(&effective, &mut Vec::new()))
}

fn read(effective: &Arc<Effective>, waits: bool, problems: &mut Vec<Problem>) -> RuleBase {
    let (facts_file, capabilities_file) = (effective.single(&Holds::Facts), effective.single(&Holds::Capabilities));
    let sources = part(effective, waits, problems, |effective, problems| {
        let file = effective.single(&Holds::Sources);
        read_names::sources(file.table(), &file.place, problems)
    });
    let references = (!waits).then(|| read_names::references(&sources));
    let track_words = track_files(effective)
        .map(|(name, file)| read_ladder::track_word(name, file.table(), &file.place, problems))
        .collect();
    let (fact_words, unsure) = read_names::fact_words(facts_file.table(), problems);
    let vocabulary = Vocabulary::new(fact_words, read_names::capability_names(capabilities_file.table()), track_words);

    let references = references.as_ref();
    let link =
        Link { vocabulary: &vocabulary, references, ranges: &[], unsure: &unsure, later: None, after_step: false };
    let tables = read_tables::tables(effective, &link, problems);
    let quantities = read_components::quantity_words(effective, &vocabulary);
    let vocabulary = Arc::new(vocabulary.clone().with_tables(Tables {
        prices: tables.price_words,
        limits: tables.limit_words,
        columns: tables.columns,
        quantities,
    }));
    let link = Link { vocabulary: &vocabulary, ..link };
    let ranges = read_names::ranges(facts_file.table(), &link, problems);
    let names = Arc::new(KnownNames { vocabulary: Arc::clone(&vocabulary), ranges });
    let link = Link { ranges: &names.ranges, ..link };
    let (facts, contradictions) = read_names::facts(facts_file.table(), &facts_file.place, &link, problems);
    let (capabilities, together) =
        read_names::capabilities(capabilities_file.table(), &capabilities_file.place, &link, problems);
    let tracks = tracks(effective, &link, problems);

    let mut base = RuleBase {
        facts,
        capabilities,
        gates: Vec::new(),
        transitions: Vec::new(),
        choices: Vec::new(),
        findings: Vec::new(),
        playbooks: Vec::new(),
        detection: Deferred::now(DetectionRules::default()),
        prices: tables.prices,
        limits: tables.limits,
        specifications: tables.specifications,
        ladders: Vec::new(),
        components: Vec::new(),
        quantities: Vec::new(),
        held_against_bills: Vec::new(),
        burst_model: None,
        diagram: linked(effective, &names, (waits, &link), problems, diagram),
        tracks,
        frames: part(effective, waits, problems, |effective, problems| {
            let file = effective.single(&Holds::Frames);
            frames::frames(file.table(), &file.place, problems)
        }),
        together,
        contradictions,
        sources,
        fingerprint: if waits { BUILT_IN_FINGERPRINT.to_owned() } else { fingerprint(effective) },
        overlays: effective.overlays.clone(),
        vocabulary: Arc::clone(&vocabulary),
    };
    read_single_things(effective, &link, waits.then_some(&names), &mut base, problems);
    base.held_against_bills = held_against_bills(&base);
    base.detection = linked(effective, &names, (waits, &link), problems, detection);
    // Tests check the whole of the built-in rules.
    if !waits {
        cross_check(&base, effective, problems);
    }
    base
}

/// Reads a part of the whole that uses names.
fn linked<T: Send + 'static>(
    effective: &Arc<Effective>,
    names: &Arc<KnownNames>,
    (waits, link): (bool, &Link<'_>),
    problems: &mut Vec<Problem>,
    read: fn(&Effective, &Link<'_>, &mut Vec<Problem>) -> T,
) -> Deferred<T> {
    if !waits {
        return Deferred::now(read(effective, link, problems));
    }
    let (effective, names) = (Arc::clone(effective), Arc::clone(names));
    Deferred::new(move || names.read(|link, problems| read(&effective, link, problems)))
}

fn track_files(effective: &Effective) -> impl Iterator<Item = (&str, &Merged)> {
    effective.files.values().filter_map(|file| match &file.holds {
        Holds::Track { track } => Some((track.as_str(), &**file)),
        _ => None,
    })
}

/// The tracks, sorted by name, without their stages.
fn tracks(effective: &Effective, link: &Link<'_>, problems: &mut Vec<Problem>) -> Vec<Track> {
    let mut tracks: Vec<Track> = track_files(effective)
        .map(|(name, file)| read_ladder::track(name, file.table(), &file.place, link, problems))
        .collect();
    tracks.sort_by(|a, b| a.name.cmp(&b.name));
    tracks
}

fn diagram(effective: &Effective, link: &Link<'_>, problems: &mut Vec<Problem>) -> Diagram {
    let file = effective.single(&Holds::Diagram);
    match file.table().entries.is_empty() {
        true => Diagram::default(),
        // Faults of the tracks were told when they were read themselves.
        false => {
            let tracks = tracks(effective, link, &mut Vec::new());
            read_diagram::diagram(file.table(), &file.place, link, &tracks, problems)
        }
    }
}

/// Files of one thing each: stages, transitions, gates, choices, findings, playbooks, published ladders, models.
fn read_single_things(
    effective: &Effective,
    link: &Link<'_>,
    later: Option<&Arc<KnownNames>>,
    base: &mut RuleBase,
    problems: &mut Vec<Problem>,
) {
    let mut ids: BTreeMap<(&str, &str), &Place> = BTreeMap::new();
    let mut stages: BTreeMap<(TrackId, usize), super::Stage> = BTreeMap::new();
    let mut trackless: BTreeSet<&str> = BTreeSet::new();
    for (path, file) in &effective.files {
        let (kind, id) = match &file.holds {
            Holds::Gate { id } => ("gate", id.as_str()),
            Holds::Transition { id, .. } => ("transition", id.as_str()),
            Holds::Choice { id } => ("choice", id.as_str()),
            Holds::Finding { id } => ("finding", id.as_str()),
            Holds::Playbook { id } => ("playbook", id.as_str()),
            Holds::Model { id } => ("model", id.as_str()),
            Holds::Stage { id, .. } => ("stage", id.as_str()),
            Holds::Component { id } => ("component", id.as_str()),
            Holds::Ladder { id } => ("ladder", id.as_str()),
            _ => continue,
        };
        if let Some(first) = ids.insert((kind, id), &file.place) {
            problems.push(
                Problem::at(Code::DuplicateId, &file.place, format!("two {kind}s are called `{id}`"), "again here")
                    .and_at(first, "first here")
                    .help("an id is the name of one file only"),
            );
        }
        let (table, place) = (file.table(), &file.place);
        let link = &Link { later: later.map(|names| (file, names)), ..*link };
        if let Holds::Transition { track, .. } | Holds::Stage { track, .. } = &file.holds
            && link.vocabulary.track(track).is_none()
        {
            // Told once, however many files stand there.
            if trackless.insert(track) {
                let known: Vec<&str> = link.vocabulary.track_names().collect();
                let message = format!("the folder `tracks/{track}` has no track.toml");
                let problem = Problem::at(Code::UnknownTrack, place, message, "belongs to no track");
                let help = format!("write tracks/{track}/track.toml, or use the folder of: {}", known.join(", "));
                problems.push(problem.did_you_mean(track, known.iter().copied(), "").help(help));
            }
            continue;
        }
        match &file.holds {
            Holds::Gate { id } => {
                let gate = read_gate::gate(id, table, place, link, problems);
                base.gates.extend(gate);
            }
            Holds::Transition { track, id } => {
                if let Some(track) = link.track(track, place, problems) {
                    base.transitions.extend(read_steps::transition(
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
                let choice = read_decisions::choice(id, table, place, link, &base.tracks, problems);
                base.choices.push(choice);
            }
            Holds::Finding { id } => {
                base.findings.extend(read_decisions::finding(id, table, place, link, problems));
            }
            Holds::Playbook { id } => {
                base.playbooks.extend(read_decisions::playbook(id, table, place, link, problems));
            }
            Holds::Component { id } => {
                let (component, quantities) = read_components::component(id, table, place, link, problems);
                base.components.push(component);
                base.quantities.extend(quantities);
            }
            Holds::Ladder { id } => {
                let ladder = read_published::published(id, base.main_track(), table, place, link, problems);
                base.ladders.push(ladder);
            }
            Holds::Model { id } => base.burst_model = read_bursts::burst_model(id, table, place, link, problems),
            Holds::Stage { track, id } => {
                let Some(track_id) = link.track(track, place, problems) else { continue };
                let stage = read_ladder::stage(id, base.track(track_id), table, place, link, problems);
                let listed = &link.vocabulary.track_word(track_id).stages;
                match listed.iter().position(|known| known == id) {
                    Some(index) => {
                        stages.insert((track_id, index), stage);
                    }
                    // A list that cannot be read was told; that it lists nothing is no news.
                    None if listed.is_empty() => {}
                    None => problems.push(
                        Problem::at(
                            Code::UnknownStage,
                            place,
                            format!("track `{track}` does not list the stage `{id}`"),
                            "a stage that nobody reaches",
                        )
                        .help(format!("add it to `stages` of tracks/{track}/track.toml, or take away {path}")),
                    ),
                }
            }
            _ => {}
        }
    }
    base.gates.sort_by(|a, b| a.id.cmp(&b.id));
    base.transitions.sort_by(|a, b| a.id.cmp(&b.id));
    base.choices.sort_by(|a, b| a.id.cmp(&b.id));
    base.findings.sort_by(|a, b| a.id.cmp(&b.id));
    base.playbooks.sort_by(|a, b| a.id.cmp(&b.id));
    base.ladders.sort_by(|a, b| a.id.cmp(&b.id));
    base.components.sort_by(|a, b| a.id.cmp(&b.id));
    base.quantities.sort_by(|a, b| a.name.cmp(&b.name));
    told_gates(effective, &base.findings, problems);
    for pair in base.quantities.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        let message = format!("two quantities are called `{}`", pair[1].name);
        let problem = Problem::at(Code::DuplicateId, &pair[1].place, message, "again here");
        problems.push(problem.and_at(&pair[0].place, "first here").help("keep one of the two"));
    }
    for track in link.vocabulary.track_names().filter_map(|name| link.vocabulary.track(name)) {
        let word = link.vocabulary.track_word(track);
        for (index, name) in word.stages.iter().enumerate() {
            match stages.remove(&(track, index)) {
                Some(stage) => base.tracks[track.0 as usize].stages.push(stage),
                None => {
                    let message = format!("track `{}` lists the stage `{name}`, which has no file", word.name);
                    let place = listed_stage(effective, &word.name, name);
                    problems.push(
                        shown(Code::UnknownStage, place, message, "no such file")
                            .help(format!("write tracks/{}/stages/{name}.toml", word.name)),
                    );
                }
            }
        }
    }
}

/// What resources of infrastructure descriptions mean.
fn detection(effective: &Effective, link: &Link<'_>, problems: &mut Vec<Problem>) -> DetectionRules {
    // Files are sorted by path, so that each list is sorted by id.
    let of = |wanted: fn(&Holds) -> Option<&str>| -> Vec<(&str, &Merged)> {
        effective.files.values().filter_map(|file| wanted(&file.holds).map(|id| (id, &**file))).collect()
    };
    let components = of(|holds| if let Holds::DetectedComponent { id } = holds { Some(id) } else { None });
    let (vocabulary, counts) = read_detection::vocabulary(&components, problems);
    let ids: Vec<&str> = components.iter().map(|(id, _)| *id).collect();
    let detecting = read_detection::Detecting { link, vocabulary: &vocabulary, components: &ids };
    let components: Vec<_> =
        components.iter().map(|file| read_detection::component(*file, &detecting, problems)).collect();
    read_detection::includes_once(&components, problems);
    let capabilities = of(|holds| if let Holds::DetectedCapability { id } = holds { Some(id) } else { None });
    let capabilities =
        capabilities.iter().filter_map(|file| read_detection::capability(*file, &detecting, problems)).collect();
    let facts = of(|holds| if let Holds::DetectedFact { id } = holds { Some(id) } else { None });
    let facts = facts.iter().filter_map(|file| read_detection::fact(*file, &detecting, problems)).collect();
    let reading = of(|holds| matches!(holds, Holds::Reading).then_some("reading"));
    let tracks = tracks(effective, link, &mut Vec::new());
    let reading =
        reading.first().map(|file| read_detection::reading(*file, &tracks, &detecting, problems)).unwrap_or_default();
    DetectionRules { vocabulary, counts, components, capabilities, facts, reading }
}

/// The facts on the other side of comparisons with a bill.
fn held_against_bills(base: &RuleBase) -> Vec<FactId> {
    let gates = base.gates.iter().flat_map(|gate| std::iter::once(&gate.when).chain(&gate.unless));
    let findings = base.findings.iter().flat_map(|finding| std::iter::once(&finding.when).chain(&finding.unless));
    let options = base.choices.iter().flat_map(|choice| &choice.options);
    let grounds =
        options.flat_map(|option| option.rules_out.iter().chain(&option.calls_for)).map(|ground| &ground.when);
    let mut facts: Vec<FactId> = Vec::new();
    for formula in gates.chain(findings).chain(grounds).filter(|formula| base.bill_behind(formula).is_some()) {
        for operation in formula.operations() {
            let Operation::Compare(_, left, right) = operation else { continue };
            for (one, other) in [(*left, *right), (*right, *left)] {
                if !formula.quantities_of(one).is_empty() {
                    facts.extend(formula.facts_of(other));
                }
            }
        }
    }
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// `id` must be there and be the name of the file.
pub(super) fn id_is_stem(reader: &mut Reader<'_, '_>, stem: &str) {
    if reader.take("id").is_some_and(|id| matches!(&id.node.value, Value::String(text) if text == stem)) {
        return;
    }
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
