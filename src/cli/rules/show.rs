//! One thing of the rule base, told in full.

use serde_json::Value;

use super::Thing;
use super::ThingKind;
use crate::report::{Look, Page};
use crate::rules::{Aim, Gate, Hard, Item, RuleBase, Until};

/// Everything that is known of a thing, in columns of text.
pub(super) fn show(base: &RuleBase, thing: &Thing, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&format!("{} {}", thing.word(), thing.id));
    page.line("", &thing.title);
    match thing.kind {
        ThingKind::Gate => {
            if let Some(gate) = base.gates.iter().find(|gate| gate.id == thing.id) {
                show_gate(&mut page, base, gate);
            }
        }
        ThingKind::Fact => show_fact(&mut page, base, &thing.id),
        ThingKind::Capability => show_capability(&mut page, base, &thing.id),
        ThingKind::Stage => show_stage(&mut page, base, &thing.id),
        ThingKind::Transition => show_transition(&mut page, base, &thing.id),
        ThingKind::Choice => show_choice(&mut page, base, &thing.id),
        ThingKind::Finding => show_finding(&mut page, base, &thing.id),
        ThingKind::Checklist => show_checklist(&mut page, base, &thing.id),
        ThingKind::Ladder => show_ladder(&mut page, base, &thing.id),
        ThingKind::Playbook => {
            if let Some(playbook) = base.playbooks.iter().find(|playbook| playbook.id == thing.id) {
                page.line("", &playbook.means);
                page.rows("  ", &[("when".to_owned(), playbook.when.text().to_owned())]);
                checklist(&mut page, &playbook.checklist);
            }
        }
        ThingKind::Track | ThingKind::Source => {
            if let Value::Object(extra) = &thing.extra {
                let words = |value: &Value| match value {
                    Value::String(text) => text.clone(),
                    Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                    other => other.to_string(),
                };
                let rows: Vec<(String, String)> = extra
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(key, value)| (key.clone(), words(value)))
                    .collect();
                page.rows("  ", &rows);
            }
        }
    }
    sources(&mut page, base, &thing.sources, &thing.as_of);
    page.into_text()
}

fn show_gate(page: &mut Page, base: &RuleBase, gate: &Gate) {
    let (word, capability) = match gate.aim {
        Aim::For(capability) => ("calls for", capability),
        Aim::Against(capability) => ("speaks against", capability),
    };
    let fact = |id: &crate::expr::FactId| base.fact(*id).name.clone();
    let mut rows = vec![
        (word.to_owned(), base.capability(capability).name.clone()),
        ("kind".to_owned(), format!("{}{}{}", gate.kind.word(), judgement(gate.judgement), waivable(gate.waivable))),
        ("when".to_owned(), gate.when.text().to_owned()),
    ];
    match &gate.hard {
        Hard::No => {}
        Hard::Always => rows.push(("broken".to_owned(), "wherever it holds".to_owned())),
        Hard::When(condition) => rows.push(("broken".to_owned(), format!("when {}", condition.text()))),
    }
    rows.extend(gate.unless.as_ref().map(|unless| ("unless".to_owned(), unless.text().to_owned())));
    match &gate.until {
        Until::Anything => rows.push(("until".to_owned(), "anything else is known".to_owned())),
        Until::Sets(sets) if !sets.is_empty() => {
            let sets: Vec<String> =
                sets.iter().map(|set| set.iter().map(&fact).collect::<Vec<_>>().join(" and ")).collect();
            rows.push(("until known".to_owned(), sets.join("; or ")));
        }
        Until::Sets(_) => {}
    }
    if !gate.outgrown_by.is_empty() {
        let names: Vec<String> = gate.outgrown_by.iter().map(|id| base.capability(*id).name.clone()).collect();
        rows.push(("outgrown by".to_owned(), names.join(", ")));
    }
    page.rows("  ", &rows);
    page.heading("Why");
    page.line("  ", &gate.why);
    page.heading("Examples");
    let examples: Vec<(String, String)> =
        gate.examples.iter().map(|example| (example.expected.word().to_owned(), example.name.clone())).collect();
    page.rows("  ", &examples);
}

fn show_fact(page: &mut Page, base: &RuleBase, name: &str) {
    let Some(id) = base.vocabulary.fact(name) else { return };
    let fact = base.fact(id);
    let range = crate::quantity::show_values(
        &fact.range,
        fact.unit,
        &fact.members,
        &crate::quantity::Values::Choice(crate::quantity::Names::NONE),
    );
    let mut rows = vec![
        ("group".to_owned(), fact.group.word().to_owned()),
        ("unit".to_owned(), format!("{}, for example {}", fact.unit.word(), fact.unit.example())),
        ("range".to_owned(), if fact.members.is_empty() { range } else { fact.members.join(", ") }),
        ("question".to_owned(), fact.ask.clone()),
    ];
    rows.extend(fact.derive.iter().map(|formula| ("worked out as".to_owned(), formula.text().to_owned())));
    if let Some(assume) = &fact.assume {
        rows.push((
            "assumed".to_owned(),
            format!("{} / {} / {}", assume.low.text(), assume.typical.text(), assume.high.text()),
        ));
        rows.push(("because".to_owned(), assume.why.clone()));
    }
    if let Some(silent) = &fact.silent {
        let quiet = fact.quiet.map(|quiet| {
            format!(", read as {}", crate::quantity::show_values(&quiet, fact.unit, &fact.members, &fact.range))
        });
        rows.push(("silence".to_owned(), format!("{silent}{}", quiet.unwrap_or_default())));
    }
    page.rows("  ", &rows);
    let gates: Vec<(String, String)> = base
        .gates
        .iter()
        .filter(|gate| gate.when.facts().contains(&id))
        .map(|gate| (gate.id.clone(), gate.when.text().to_owned()))
        .collect();
    if !gates.is_empty() {
        page.heading("Gates that read it");
        page.rows("  ", &gates);
    }
}

fn show_capability(page: &mut Page, base: &RuleBase, name: &str) {
    let Some(id) = base.vocabulary.capability(name) else { return };
    let capability = base.capability(id);
    let mut rows =
        vec![("area".to_owned(), capability.area.clone()), ("costs".to_owned(), capability.burden.word().to_owned())];
    for track in base.track_ids() {
        if let Some((rung, part)) = base.rung(track, id) {
            let track = base.track(track);
            rows.push((
                "rung".to_owned(),
                format!("{} {} ({part:?})", track.name, track.stages[rung].name).to_lowercase(),
            ));
        }
    }
    if !capability.implies.is_empty() {
        let names: Vec<&str> = capability.implies.iter().map(|id| base.capability(*id).name.as_str()).collect();
        rows.push(("brings".to_owned(), names.join(", ")));
    }
    page.rows("  ", &rows);
    for (heading, aim) in [("Called for by", Aim::For(id)), ("A burden by", Aim::Against(id))] {
        let gates: Vec<(String, String)> = base
            .gates
            .iter()
            .filter(|gate| gate.aim == aim)
            .map(|gate| (gate.id.clone(), format!("{}: {}", gate.kind.word(), gate.when.text())))
            .collect();
        if !gates.is_empty() {
            page.heading(heading);
            page.rows("  ", &gates);
        }
    }
}

fn show_stage(page: &mut Page, base: &RuleBase, name: &str) {
    for track in &base.tracks {
        let Some(stage) = track.stages.iter().find(|stage| stage.name == name) else { continue };
        let names = |list: &[crate::expr::CapabilityId]| {
            list.iter().map(|id| base.capability(*id).name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let mut rows = vec![("track".to_owned(), track.name.clone())];
        for (word, list) in [("core", &stage.core), ("comes along", &stage.bundle), ("options", &stage.options)] {
            if !list.is_empty() {
                rows.push((word.to_owned(), names(list)));
            }
        }
        for (lane, list) in track.lanes.iter().zip(&stage.lanes) {
            if !list.is_empty() {
                rows.push((format!("lane {}", lane.name), names(list)));
            }
        }
        page.rows("  ", &rows);
    }
}

fn show_transition(page: &mut Page, base: &RuleBase, name: &str) {
    let Some(transition) = base.transitions.iter().find(|transition| transition.id == name) else { return };
    let stage = |stage: Option<usize>| stage.map(|stage| base.track(transition.track).stages[stage].name.clone());
    let mut rows: Vec<(String, String)> = Vec::new();
    rows.extend(stage(transition.from).map(|from| ("from".to_owned(), from)));
    rows.extend(stage(transition.to).map(|to| ("to".to_owned(), to)));
    if !transition.drops.is_empty() {
        let names: Vec<&str> = transition.drops.iter().map(|id| base.capability(*id).name.as_str()).collect();
        rows.push(("takes away".to_owned(), names.join(", ")));
    }
    let time = transition.lead_time;
    rows.push((
        "effort".to_owned(),
        format!(
            "{}, {} to {} {} until it helps (judgement)",
            transition.effort.word(),
            time.low,
            time.high,
            time.unit.word()
        ),
    ));
    rows.push((
        "risk".to_owned(),
        format!(
            "{}, {}",
            transition.risk.word(),
            if transition.reversible { "can be undone" } else { "cannot be undone" }
        ),
    ));
    for requirement in &transition.requires {
        let what = requirement.when.as_ref().map(|when| when.text().to_owned());
        let capability = requirement.capability.map(|id| base.capability(id).name.clone());
        let condition = capability.into_iter().chain(what).collect::<Vec<_>>().join(", or ");
        rows.push(("requires".to_owned(), format!("{condition}: {}", requirement.why)));
    }
    page.rows("  ", &rows);
    checklist(page, &transition.checklist);
}

fn checklist(page: &mut Page, items: &[Item]) {
    page.heading("Checklist");
    for item in items {
        page.line(&format!("  {:<8}", item.phase.word()), &item.text);
    }
}

fn show_checklist(page: &mut Page, base: &RuleBase, id: &str) {
    for (.., items, _) in base.checklists().into_iter().filter(|(_, known, ..)| *known == id) {
        checklist(page, items);
    }
}

fn show_finding(page: &mut Page, base: &RuleBase, id: &str) {
    let Some(finding) = base.findings.iter().find(|finding| finding.id == id) else { return };
    let mut rows = vec![
        (
            "kind".to_owned(),
            format!("{}{}{}", finding.kind.word(), judgement(finding.judgement), waivable(finding.waivable)),
        ),
        ("severity".to_owned(), finding.severity.word().to_owned()),
        ("when".to_owned(), finding.when.text().to_owned()),
    ];
    rows.extend(finding.unless.as_ref().map(|unless| ("unless".to_owned(), unless.text().to_owned())));
    page.rows("  ", &rows);
    page.heading("Why");
    page.line("  ", &finding.text);
    page.heading("What to do");
    page.line("  ", &finding.mend);
}

/// A ladder of somebody else, rung by rung, with the stage that each comes nearest to.
fn show_ladder(page: &mut Page, base: &RuleBase, id: &str) {
    let (Some(ladder), Some(track)) = (base.ladders.iter().find(|ladder| ladder.id == id), base.main_track()) else {
        return;
    };
    let rows = [("published".to_owned(), ladder.published.clone()), ("a user is".to_owned(), ladder.user.clone())];
    page.rows("  ", &rows);
    for rung in &ladder.rungs {
        let when = rung.when.as_ref().map_or_else(|| "at first".to_owned(), |when| when.text().to_owned());
        page.heading(&when);
        page.line("  ", &rung.says);
        let mut rows = vec![("nearest".to_owned(), base.track(track).stages[rung.to].name.clone())];
        if !rung.brings.is_empty() {
            let names: Vec<&str> = rung.brings.iter().map(|id| base.capability(*id).name.as_str()).collect();
            rows.push(("brings".to_owned(), names.join(", ")));
        }
        page.rows("  ", &rows);
    }
}

fn show_choice(page: &mut Page, base: &RuleBase, name: &str) {
    let Some(choice) = base.choices.iter().find(|choice| choice.id == name) else { return };
    for option in &choice.options {
        page.heading(&format!("{} ({})", option.title, option.id));
        for (word, grounds) in [("ruled out when", &option.rules_out), ("called for when", &option.calls_for)] {
            for ground in grounds {
                page.line("  ", &format!("{word} {}: {}", ground.when.text(), ground.why));
            }
        }
    }
}

fn sources(page: &mut Page, base: &RuleBase, references: &[String], as_of: &str) {
    if references.is_empty() {
        return;
    }
    page.heading("Sources");
    let rows: Vec<(String, String)> = references
        .iter()
        .filter_map(|reference| base.sources.get(reference))
        .map(|source| (source.reference.clone(), format!("{}, {}", source.title, source.date)))
        .collect();
    page.rows("  ", &rows);
    page.quiet("  ", &format!("last checked {as_of}"));
}

fn judgement(judgement: bool) -> &'static str {
    if judgement { ", a judgement" } else { "" }
}

fn waivable(waivable: bool) -> &'static str {
    if waivable { "" } else { ", may not be waived" }
}
