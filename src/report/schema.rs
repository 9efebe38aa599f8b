//! What answers and profiles look like, for programs and editors: JSON Schema, draft 2020-12.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{
    AdviceReport, AskReport, BaselineReport, ChecklistReport, DetectionReport, DifferenceReport, GameReport,
    GradeReport, KeysReport, LineReport, ReviewReport, RoadmapReport, SheetReport, SimulateReport, WhyNotReport,
    WhyReport,
};
use crate::quantity::Unit;
use crate::rules::{Fact, RuleBase};

/// The names of all schemas.
pub const SCHEMAS: &[&str] = &[
    "profile",
    "advice",
    "why",
    "why-not",
    "ask",
    "compare",
    "checklist",
    "review",
    "baseline",
    "batch-line",
    "roadmap",
    "simulate",
    "detect",
    "exercise",
    "exercise-key",
    "exercise-grade",
    "exercise-game",
];

/// A schema by its name.
pub fn schema(base: &RuleBase, name: &str) -> Option<Value> {
    let mut schema = match name {
        "profile" => profile(base),
        "advice" => of::<AdviceReport>(),
        "why" => of::<WhyReport>(),
        "why-not" => of::<WhyNotReport>(),
        "ask" => of::<AskReport>(),
        "compare" => of::<DifferenceReport>(),
        "checklist" => of::<ChecklistReport>(),
        "review" => of::<ReviewReport>(),
        "baseline" => of::<BaselineReport>(),
        "simulate" => of::<SimulateReport>(),
        "batch-line" => of::<LineReport>(),
        "detect" => of::<DetectionReport>(),
        "roadmap" => of::<RoadmapReport>(),
        "exercise" => of::<SheetReport>(),
        "exercise-key" => of::<KeysReport>(),
        "exercise-grade" => of::<GradeReport>(),
        "exercise-game" => of::<GameReport>(),
        _ => return None,
    };
    if let Value::Object(map) = &mut schema {
        map.insert("$id".to_owned(), json!(format!("urn:nextrung:{name}:1")));
        map.insert("title".to_owned(), json!(format!("nextrung.{name}/1")));
    }
    Some(schema)
}

/// The schema of what is written out.
fn of<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

/// The schema of a profile: every fact with its unit, every stage, part and lane that is known.
fn profile(base: &RuleBase) -> Value {
    let facts: Map<String, Value> = base.facts.iter().map(|fact| (fact.name.clone(), self::fact(fact))).collect();
    let facts = json!({"type": "object", "additionalProperties": false, "properties": facts});
    let stages: Map<String, Value> = base
        .tracks
        .iter()
        .map(|track| {
            let names: Vec<&str> = track.stages.iter().map(|stage| stage.name.as_str()).collect();
            (track.name.clone(), json!({"description": track.means, "enum": names}))
        })
        .collect();
    let capabilities: Vec<&str> = base.capabilities.iter().map(|one| one.name.as_str()).collect();
    let lanes: Vec<&str> = base.tracks.iter().flat_map(|track| &track.lanes).map(|lane| lane.name.as_str()).collect();
    let parts = json!({"type": "array", "uniqueItems": true, "items": {"enum": capabilities}});
    let text = json!({"type": "string", "minLength": 1});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {"facts": facts, "parts": parts},
        "type": "object",
        "required": ["format"],
        "additionalProperties": false,
        "properties": {
            "format": {"const": 1},
            "name": text,
            "facts": {"$ref": "#/$defs/facts"},
            "measured": {"$ref": "#/$defs/facts"},
            "current": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "stage": {"anyOf": [
                        {"type": "object", "additionalProperties": false, "properties": stages},
                        {"type": "string"},
                    ]},
                    "has": {"$ref": "#/$defs/parts"},
                    "lacks": {"$ref": "#/$defs/parts"},
                    "lane": {"enum": lanes},
                },
            },
            "waiver": {"type": "array", "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["finding", "reason", "owner", "expires"],
                "properties": {
                    "finding": text, "resource": text, "reason": text, "owner": text,
                    "expires": {"type": "string", "format": "date"},
                },
            }},
        },
    })
}

fn fact(fact: &Fact) -> Value {
    let description = format!("{} Unit: {}, for example {}.", fact.means, fact.unit.word(), fact.unit.example());
    let point = match fact.unit {
        Unit::Bool => json!({"type": "boolean"}),
        Unit::Choice => json!({"enum": fact.members}),
        Unit::Set => json!({"type": "array", "items": {"enum": fact.members}}),
        Unit::Count | Unit::Ratio | Unit::Share => json!({"type": ["number", "string"]}),
        _ => json!({"type": "string"}),
    };
    json!({"description": description, "anyOf": [
        point,
        {"type": "string", "description": "a range \"8k..15k\", or \"unknown\""},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object"},
    ]})
}
