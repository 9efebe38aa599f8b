//! What only the whole of the rules can show: names that nothing declares, circles, too many things of a kind.

use std::collections::BTreeMap;

use super::base::RuleBase;
use super::decisions::Finding;
use super::files::Holds;
use super::merge::Effective;
use crate::document::{Entry, Value};
use crate::expr::{CapabilityId, FactId, QuantityId};
use crate::problem::{Code, Place, Problem};

/// A rule base holds at most this many things of a kind.
const MOST_THINGS: usize = 20_000;

/// Checks what only the whole can show.
pub(super) fn cross_check(base: &RuleBase, effective: &Effective, problems: &mut Vec<Problem>) {
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
pub(super) fn shown(code: Code, place: Option<Place>, message: String, label: &str) -> Problem {
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
pub(super) fn told_gates(effective: &Effective, findings: &[Finding], problems: &mut Vec<Problem>) {
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
pub(super) fn listed_stage(effective: &Effective, track: &str, stage: &str) -> Option<Place> {
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
