//! Reads all files of all layers into one linked rule base, or tells every fault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::base::{RuleBase, Track};
use super::decisions::Finding;
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
use crate::document::reader::Reader;
use crate::document::{Entry, Value};
use crate::expr::{CapabilityId, FactId, Operation, QuantityId, Tables, TrackId, Vocabulary};
use crate::problem::{Code, Place, Problem, in_order};

/// A rule base holds at most this many things of a kind.
const MOST_THINGS: usize = 20_000;

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

/// Checks what only the whole can show.
fn cross_check(base: &RuleBase, effective: &Effective, problems: &mut Vec<Problem>) {
    if !problems.is_empty() {
        // With parts missing these checks would tell faults that are none.
        return;
    }
    for (track_index, track) in base.tracks.iter().enumerate() {
        let mut seen: BTreeMap<CapabilityId, (&str, &str)> = BTreeMap::new();
        for stage in &track.stages {
            for (part, list) in [("core", &stage.core), ("bundle", &stage.bundle), ("options", &stage.options)] {
                for capability in list {
                    let Some((first, first_part)) = seen.insert(*capability, (&stage.name, part)) else { continue };
                    let name = base.vocabulary.capability_name(*capability);
                    let place = |stage, part| named_on_stage(effective, &track.name, stage, part, name);
                    let message = match first == stage.name {
                        true => format!("`{name}` stands in `{first_part}` and in `{part}` of one stage"),
                        false => format!("`{name}` stands on `{first}` and on `{}`", stage.name),
                    };
                    let mut problem =
                        shown(Code::CapabilityOnTwoStages, place(&stage.name, part), message, "again here");
                    if let Some(place) = place(first, first_part) {
                        problem = problem.and_at(&place, "first here");
                    }
                    problems.push(problem.help("a capability has one rung on a track: keep one of the two"));
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
                let place = listed_stage(effective, &track.name, &stage.name);
                problems.push(
                    shown(Code::ImpossibleEdge, place, message, "no way leads here")
                        .help(format!("write tracks/{}/transitions/to-{}.toml", track.name, stage.name)),
                );
            }
        }
    }
    for playbook in &base.playbooks {
        for choice in playbook.choices.iter().filter(|id| !base.choices.iter().any(|choice| choice.id == **id)) {
            let holds_it = |holds: &Holds| matches!(holds, Holds::Playbook { id } if *id == playbook.id);
            let place = entry(effective, holds_it, &["choices"]).and_then(|list| item(list, choice));
            let message = format!("no choice is called `{choice}`");
            let known = base.choices.iter().map(|choice| choice.id.as_str());
            problems.push(shown(Code::UnknownId, place, message, "not known").did_you_mean(
                choice,
                known,
                "choices stand in choices/CHOICE.toml",
            ));
        }
    }
    too_many(base, problems);
    implication_cycles(base, effective, problems);
    assumption_cycles(base, effective, problems);
    quantity_cycles(base, problems);
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

/// A quantity that needs itself could never be worked out.
fn quantity_cycles(base: &RuleBase, problems: &mut Vec<Problem>) {
    let lines = || base.components.iter().flat_map(|component| &component.costs);
    let of_bill: Vec<QuantityId> = lines()
        .flat_map(|line| line.ways.iter().map(|way| &way.formula).chain(&line.when))
        .flat_map(|formula| formula.quantities().iter().copied())
        .collect();
    let needs: Vec<Vec<QuantityId>> = base
        .quantities
        .iter()
        .map(|quantity| match quantity.sum {
            Some(_) => of_bill.clone(),
            None => quantity.ways.iter().flat_map(|way| way.formula.quantities().iter().copied()).collect(),
        })
        .collect();
    for (index, quantity) in base.quantities.iter().enumerate() {
        let mut reached: Vec<QuantityId> = needs[index].clone();
        let mut next = 0;
        while next < reached.len() {
            for other in &needs[reached[next].0 as usize] {
                if !reached.contains(other) {
                    reached.push(*other);
                }
            }
            next += 1;
        }
        if reached.contains(&QuantityId(index as u16)) {
            let message = format!("the quantity `{}` needs itself", quantity.name);
            let problem = Problem::at(Code::FormulaCycle, &quantity.place, message, "closes the circle");
            problems.push(problem.help("take one of its formulas out of the circle"));
            return;
        }
    }
}

/// A problem at a place where one is known.
fn shown(code: Code, place: Option<Place>, message: String, label: &str) -> Problem {
    match place {
        Some(place) => Problem::at(code, &place, message, label),
        None => Problem::nowhere(code, message),
    }
}

/// The entry below a path of keys, in the file that holds what is wanted.
fn entry<'e>(effective: &'e Effective, wanted: impl Fn(&Holds) -> bool, keys: &[&str]) -> Option<&'e Entry> {
    let file = effective.files.values().find(|file| wanted(&file.holds))?;
    let (last, tables) = keys.split_last()?;
    let mut table = file.table();
    for key in tables {
        match &table.get(key)?.node.value {
            Value::Table(inner) => table = inner,
            _ => return None,
        }
    }
    table.get(last)
}

/// Tells every gate that a finding tells and nobody declares.
fn told_gates(effective: &Effective, findings: &[Finding], problems: &mut Vec<Problem>) {
    let declared = effective.files.values().filter_map(|file| match &file.holds {
        Holds::Gate { id } => Some(id.as_str()),
        _ => None,
    });
    let declared: Vec<&str> = declared.collect();
    for (id, place) in findings.iter().flat_map(|finding| &finding.tells) {
        if !declared.contains(&id.as_str()) {
            let message = format!("no gate is called `{id}`");
            let problem = Problem::at(Code::UnknownId, place, message, "not known");
            problems.push(problem.did_you_mean(
                id,
                declared.iter().copied(),
                "gates stand in gates/CAPABILITY/ID.toml",
            ));
        }
    }
}

/// Where a list of names holds one.
fn item(list: &Entry, name: &str) -> Option<Place> {
    let Value::Array(items) = &list.node.value else { return None };
    items.iter().find(|item| matches!(&item.value, Value::String(text) if text == name)).map(|item| item.place.clone())
}

/// Where a track lists a stage.
fn listed_stage(effective: &Effective, track: &str, stage: &str) -> Option<Place> {
    let holds_track = |holds: &Holds| matches!(holds, Holds::Track { track: name } if name == track);
    item(entry(effective, holds_track, &["stages"])?, stage)
}

/// Where a part of a stage names a capability.
fn named_on_stage(effective: &Effective, track: &str, stage: &str, part: &str, name: &str) -> Option<Place> {
    let holds_stage = |holds: &Holds| matches!(holds, Holds::Stage { track: on, id } if on == track && id == stage);
    item(entry(effective, holds_stage, &[part])?, name)
}

/// Ids are small numbers; a rule base that outgrew them would mix things up without a word.
fn too_many(base: &RuleBase, problems: &mut Vec<Problem>) {
    let counts = [
        ("facts", base.facts.len()),
        ("capabilities", base.capabilities.len()),
        ("gates", base.gates.len()),
        ("transitions", base.transitions.len()),
        ("prices", base.prices.len()),
        ("limits", base.limits.len()),
        ("quantities", base.quantities.len()),
    ];
    for (what, count) in counts.into_iter().filter(|(_, count)| *count > MOST_THINGS) {
        let message = format!("the rules hold {count} {what}; the most is {MOST_THINGS}");
        problems.push(Problem::nowhere(Code::TooLarge, message).help("use fewer overlays"));
    }
}

fn implication_cycles(base: &RuleBase, effective: &Effective, problems: &mut Vec<Problem>) {
    // Capabilities whose implications are all clean are clean themselves; what is left over runs in circles.
    let mut clean = vec![false; base.capabilities.len()];
    let is_clean =
        |id: CapabilityId, clean: &[bool]| base.capability(id).implies.iter().all(|next| clean[next.0 as usize]);
    loop {
        let new: Vec<CapabilityId> =
            base.capability_ids().filter(|id| !clean[id.0 as usize] && is_clean(*id, &clean)).collect();
        if new.is_empty() {
            break;
        }
        new.iter().for_each(|id| clean[id.0 as usize] = true);
    }
    let Some(mut at) = base.capability_ids().find(|id| !clean[id.0 as usize]) else { return };
    // Following unclean implications must come back to one that was met before: there the circle begins.
    let mut path: Vec<CapabilityId> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        match base.capability(at).implies.iter().find(|next| !clean[next.0 as usize]) {
            Some(next) => at = *next,
            None => return,
        }
    }
    let circle: Vec<&str> =
        path.iter().skip_while(|id| **id != at).map(|id| base.capability(*id).name.as_str()).collect();
    let (name, through) = (circle[0], circle[circle.len() - 1]);
    let message = match circle.len() {
        1 => format!("`{name}` implies itself"),
        _ => format!("`{name}` implies itself by way of `{through}`"),
    };
    let place = entry(effective, |holds| *holds == Holds::Capabilities, &["capability", through, "implies"])
        .and_then(|list| item(list, name));
    problems.push(
        shown(Code::ImplicationCycle, place, message, "closes the circle").help("take one `implies` out of the circle"),
    );
}

/// Assumptions are worked out from facts and other assumptions; a circle could never be worked out.
fn assumption_cycles(base: &RuleBase, effective: &Effective, problems: &mut Vec<Problem>) {
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
    // Whether the first of two facts needs the second in the end.
    let reaches = |from: FactId, to: FactId| {
        let mut reached = vec![from];
        let mut next = 0;
        while next < reached.len() && reached[next] != to {
            for other in &needs[reached[next].0 as usize] {
                if !reached.contains(other) {
                    reached.push(*other);
                }
            }
            next += 1;
        }
        next < reached.len()
    };
    for fact in &base.facts {
        let (Some(id), Some(assume)) = (base.vocabulary.fact(&fact.name), &fact.assume) else { continue };
        for (end, formula) in [("low", &assume.low), ("typical", &assume.typical), ("high", &assume.high)] {
            let Some(through) = formula.facts().into_iter().find(|through| reaches(*through, id)) else { continue };
            let message = match through == id {
                true => format!("the assumption of `{}` needs itself", fact.name),
                false => {
                    format!("the assumption of `{}` needs itself by way of `{}`", fact.name, base.fact(through).name)
                }
            };
            let place = entry(effective, |holds| *holds == Holds::Facts, &["fact", &fact.name, "assume", end])
                .map_or_else(|| fact.place.clone(), |end| end.node.place.clone());
            problems.push(
                Problem::at(Code::FormulaCycle, &place, message, "closes the circle")
                    .help("assume a number in one of the formulas"),
            );
            return;
        }
    }
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
