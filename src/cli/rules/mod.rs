//! `nextrung rules`: what is known, browsed and tested.

use serde_json::{Value, json};

use super::args::{ListFormat, RulesArguments, RulesCommand, ThingKind};
use super::{Exit, Failure, input, output};
use crate::problem::draw::harmless;
use crate::problem::{Code, Place, Problem, SourceText, nearest};
use crate::report::{Look, Page};
use crate::rules::{Aim, Gate, Hard, Item, Provenance, RuleBase, Until, run_examples};

pub(super) fn run(arguments: &RulesArguments) -> Result<Exit, Failure> {
    match &arguments.command {
        RulesCommand::List { kind, format, rules, output } => {
            let base = input::rule_base(rules)?;
            let things: Vec<Thing> =
                things(base).into_iter().filter(|thing| kind.is_none_or(|kind| thing.kind == kind)).collect();
            let text = match format {
                ListFormat::Json => pretty(&json!({
                    "schema": "nextrung.rules-list/1",
                    "fingerprint": base.fingerprint,
                    "things": things.iter().map(Thing::json).collect::<Vec<_>>(),
                })),
                ListFormat::Text => list(&things, output::look(output)),
            };
            output::write(&text, output)?;
            Ok(Exit::Done)
        }
        RulesCommand::Show { id, format, rules, output } => {
            let base = input::rule_base(rules)?;
            let found = find(base, id)?;
            let text = match format {
                ListFormat::Json => pretty(&json!({
                    "schema": "nextrung.rules-show/1",
                    "things": found.iter().map(Thing::json).collect::<Vec<_>>(),
                })),
                ListFormat::Text => {
                    found.iter().map(|thing| show(base, thing, output::look(output))).collect::<Vec<_>>().join("\n")
                }
            };
            output::write(&text, output)?;
            Ok(Exit::Done)
        }
        RulesCommand::Test { format, rules, output } => {
            let base = input::rule_base(rules)?;
            let outcomes = run_examples(base);
            let failed: Vec<_> = outcomes.iter().filter(|outcome| outcome.fault.is_some()).collect();
            let ran = outcomes.iter().filter(|outcome| outcome.example.is_some()).count();
            let text = match format {
                ListFormat::Json => pretty(&json!({
                    "schema": "nextrung.rules-test/1",
                    "gates": base.gates.len(),
                    "findings": base.findings.len(),
                    "examples": ran,
                    "failed": failed.iter().map(|outcome| json!({
                        "of": outcome.of,
                        "example": outcome.example,
                        "fault": outcome.fault,
                    })).collect::<Vec<_>>(),
                })),
                ListFormat::Text => {
                    let of = match base.findings.len() {
                        0 => format!("{} gates", base.gates.len()),
                        findings => format!("{} gates and {findings} findings", base.gates.len()),
                    };
                    let mut text = match failed.len() {
                        0 => format!("All {ran} examples of {of} come out as they say.\n"),
                        failed => format!("{failed} of {ran} examples of {of} do not come out as they say.\n"),
                    };
                    for outcome in &failed {
                        text.push_str(&harmless(&format!(
                            "{}: {}: {}\n",
                            outcome.place.short(),
                            outcome.of,
                            outcome.fault.as_deref().unwrap_or_default()
                        )));
                    }
                    text
                }
            };
            output::write(&text, output)?;
            Ok(if failed.is_empty() { Exit::Done } else { Exit::CheckFailed })
        }
    }
}

fn pretty(value: &Value) -> String {
    format!("{}\n", crate::report::json_escaped(&format!("{value:#}")))
}

/// Anything that can be listed.
struct Thing {
    kind: ThingKind,
    id: String,
    title: String,
    sources: Vec<String>,
    as_of: String,
    extra: Value,
}

impl Thing {
    fn new(kind: ThingKind, id: &str, title: &str, provenance: &Provenance, extra: Value) -> Thing {
        Thing {
            kind,
            id: id.to_owned(),
            title: title.to_owned(),
            sources: provenance.sources.clone(),
            as_of: provenance.as_of.clone(),
            extra,
        }
    }

    fn word(&self) -> &'static str {
        match self.kind {
            ThingKind::Fact => "fact",
            ThingKind::Capability => "capability",
            ThingKind::Track => "track",
            ThingKind::Stage => "stage",
            ThingKind::Gate => "gate",
            ThingKind::Transition => "transition",
            ThingKind::Choice => "choice",
            ThingKind::Finding => "finding",
            ThingKind::Playbook => "playbook",
            ThingKind::Checklist => "checklist",
            ThingKind::Source => "source",
        }
    }

    fn json(&self) -> Value {
        let mut value = json!({"kind": self.word(), "id": self.id, "title": self.title});
        if let Value::Object(map) = &mut value {
            if !self.sources.is_empty() {
                map.insert("source".to_owned(), json!(self.sources));
                map.insert("as_of".to_owned(), json!(self.as_of));
            }
            if let Value::Object(extra) = &self.extra {
                map.extend(extra.clone());
            }
        }
        value
    }
}

fn things(base: &RuleBase) -> Vec<Thing> {
    let mut things = Vec::new();
    let name = |id| base.capability(id).name.clone();
    for fact in &base.facts {
        let extra = json!({"group": fact.group.word(), "unit": fact.unit.word(), "ask": fact.ask});
        things.push(Thing::new(ThingKind::Fact, &fact.name, &fact.means, &fact.provenance, extra));
    }
    for capability in &base.capabilities {
        let extra = json!({"area": capability.area, "implies": capability.implies.iter().map(|id| name(*id)).collect::<Vec<_>>()});
        things.push(Thing::new(
            ThingKind::Capability,
            &capability.name,
            &capability.means,
            &capability.provenance,
            extra,
        ));
    }
    for track in &base.tracks {
        let stages: Vec<&str> = track.stages.iter().map(|stage| stage.name.as_str()).collect();
        things.push(Thing::new(
            ThingKind::Track,
            &track.name,
            &track.means,
            &track.provenance,
            json!({"stages": stages}),
        ));
        for stage in &track.stages {
            let core: Vec<String> = stage.core.iter().map(|id| name(*id)).collect();
            things.push(Thing::new(
                ThingKind::Stage,
                &stage.name,
                &stage.means,
                &stage.provenance,
                json!({"track": track.name, "core": core}),
            ));
        }
    }
    for gate in &base.gates {
        let (aim, capability) = match gate.aim {
            Aim::For(capability) => ("for", capability),
            Aim::Against(capability) => ("against", capability),
        };
        let extra = json!({aim: name(capability), "gate_kind": gate.kind.word(), "when": gate.when.text()});
        things.push(Thing::new(ThingKind::Gate, &gate.id, &gate.title, &gate.provenance, extra));
    }
    for transition in &base.transitions {
        let track = base.track(transition.track);
        let to = transition.to.map(|stage| track.stages[stage].name.clone());
        let extra = json!({"track": track.name, "to": to, "items": transition.checklist.len()});
        things.push(Thing::new(ThingKind::Transition, &transition.id, &transition.why, &transition.provenance, extra));
    }
    for choice in &base.choices {
        let options: Vec<&str> = choice.options.iter().map(|option| option.id.as_str()).collect();
        things.push(Thing::new(
            ThingKind::Choice,
            &choice.id,
            &choice.title,
            &choice.provenance,
            json!({"options": options}),
        ));
    }
    for finding in &base.findings {
        let extra = json!({
            "finding_kind": finding.kind.word(), "severity": finding.severity.word(), "when": finding.when.text(),
        });
        things.push(Thing::new(ThingKind::Finding, &finding.id, &finding.title, &finding.provenance, extra));
    }
    for playbook in &base.playbooks {
        let extra = json!({
            "when": playbook.when.text(), "choices": playbook.choices, "items": playbook.checklist.len(),
        });
        things.push(Thing::new(ThingKind::Playbook, &playbook.id, &playbook.title, &playbook.provenance, extra));
    }
    for (of, id, title, items, as_of) in base.checklists() {
        let mut sources: Vec<String> = items.iter().flat_map(|item| item.sources.clone()).collect();
        sources.sort_unstable();
        sources.dedup();
        let extra = json!({"of": of, "items": items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>()});
        let provenance = Provenance { sources, as_of: as_of.to_owned() };
        things.push(Thing::new(ThingKind::Checklist, id, title, &provenance, extra));
    }
    for source in base.sources.values() {
        let extra = json!({"date": source.date, "mark": source.mark, "says": source.says});
        things.push(Thing::new(ThingKind::Source, &source.reference, &source.title, &Provenance::default(), extra));
    }
    things
}

fn list(things: &[Thing], look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&format!("{} things", things.len()));
    let mut kind = "";
    let mut rows: Vec<(String, String)> = Vec::new();
    for thing in things {
        if thing.word() != kind {
            page.rows("  ", &std::mem::take(&mut rows));
            kind = thing.word();
            page.heading(kind);
        }
        rows.push((thing.id.clone(), thing.title.clone()));
    }
    page.rows("  ", &rows);
    page.into_text()
}

fn find(base: &RuleBase, wanted: &str) -> Result<Vec<Thing>, Failure> {
    let all = things(base);
    let (kind, name) = match wanted.split_once(':') {
        Some((kind, name)) if all.iter().any(|thing| thing.word() == kind) => (Some(kind), name),
        _ => (None, wanted),
    };
    let known: Vec<String> = all.iter().map(|thing| thing.id.clone()).collect();
    let found: Vec<Thing> =
        all.into_iter().filter(|thing| thing.id == name && kind.is_none_or(|kind| thing.word() == kind)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let source = SourceText::new("ID", wanted);
    let problem =
        Problem::at(Code::UnknownId, &Place::whole(&source), format!("nothing is called `{wanted}`"), "not known");
    Err(match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`nextrung rules list` shows every name"),
    }
    .into())
}

fn show(base: &RuleBase, thing: &Thing, look: Look) -> String {
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
        ("kind".to_owned(), format!("{}{}", gate.kind.word(), if gate.judgement { ", a judgement" } else { "" })),
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
        ("kind".to_owned(), format!("{}{}", finding.kind.word(), if finding.judgement { ", a judgement" } else { "" })),
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
