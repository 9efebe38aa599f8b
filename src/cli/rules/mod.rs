//! `nextrung rules`: what is known, browsed and tested.

mod show;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use self::show::show;
use super::flags::{ListFormat, OutputFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::problem::draw::harmless;
use crate::problem::{Code, Place, Problem, SourceText, nearest};
use crate::report::{Look, Page, SCHEMAS, schema};
use crate::rules::{Aim, Provenance, RuleBase, run_examples};

#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List what is known, a line each
    List {
        /// Only things of this kind
        #[arg(long, value_enum, value_name = "KIND")]
        kind: Option<ThingKind>,
        /// How to tell it
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
    /// Show one thing whole
    Show {
        /// Its name, or KIND:NAME where a name is several things
        id: String,
        /// How to tell it
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
    /// Print what a profile or an answer looks like, as JSON Schema
    Schema {
        /// The name of a schema, such as profile or advice; all their names without it
        name: Option<String>,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
    /// Run the examples that every gate carries
    Test {
        /// How to tell it
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ThingKind {
    Fact,
    Capability,
    Track,
    Stage,
    Gate,
    Transition,
    Choice,
    Finding,
    Playbook,
    Checklist,
    Ladder,
    Source,
}

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
        RulesCommand::Schema { name, rules, output } => {
            let base = input::rule_base(rules)?;
            let text = match name {
                None => SCHEMAS.iter().map(|name| format!("{name}\n")).collect(),
                Some(name) => match schema(base, name) {
                    Some(schema) => pretty(&schema),
                    None => {
                        let source = SourceText::new("NAME", name.as_str());
                        let message = format!("no schema is called `{name}`");
                        return Err(Problem::at(Code::UnknownId, &Place::whole(&source), message, "not known")
                            .did_you_mean(name, SCHEMAS.iter().copied(), &format!("schemas: {}", SCHEMAS.join(", ")))
                            .into());
                    }
                },
            };
            output::write(&text, output)?;
            Ok(Exit::Done)
        }
        RulesCommand::Test { format, rules, output } => {
            let base = input::whole_rule_base(rules)?;
            let mut outcomes = run_examples(base);
            outcomes.extend(crate::detect::run_examples(base));
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
                    let detection = &base.detection;
                    let detecting = detection.components.len() + detection.capabilities.len() + detection.facts.len();
                    let counts = [(base.findings.len(), "findings"), (detecting, "rules of detection")];
                    let others =
                        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
                    let mut of: Vec<String> = vec![format!("{} gates", base.gates.len())];
                    of.extend(others);
                    let last = if of.len() > 1 { of.pop() } else { None };
                    let of = of.join(", ") + &last.map(|last| format!(" and {last}")).unwrap_or_default();
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
            ThingKind::Ladder => "ladder",
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
    for ladder in &base.ladders {
        let track = base.main_track().map(|track| base.track(track));
        let rungs: Vec<Value> = ladder
            .rungs
            .iter()
            .map(|rung| {
                let to = track.map(|track| track.stages[rung.to].name.as_str());
                let brings: Vec<String> = rung.brings.iter().map(|id| name(*id)).collect();
                let mut value = json!({"to": to, "brings": brings, "says": rung.says});
                if let (Value::Object(map), Some(when)) = (&mut value, &rung.when) {
                    map.insert("when".to_owned(), json!(when.text()));
                }
                value
            })
            .collect();
        let extra = json!({"user": ladder.user, "published": ladder.published, "rungs": rungs});
        things.push(Thing::new(ThingKind::Ladder, &ladder.id, &ladder.title, &ladder.provenance, extra));
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
