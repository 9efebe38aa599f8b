//! The published schemas are what the program prints, and every answer and every example is as they say.

use nextrung::report::{SCHEMAS, schema};
use serde_json::Value;

use crate::{base, complained, printed, root, run, run_with};

fn validator(name: &str) -> jsonschema::Validator {
    let schema = schema(&base(), name).unwrap_or_else(|| panic!("there is a schema `{name}`"));
    jsonschema::validator_for(&schema).unwrap_or_else(|fault| panic!("{name} is a schema: {fault}"))
}

fn holds(validator: &jsonschema::Validator, value: &Value, shown: &str) {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{shown}\n{}", faults.join("\n"));
}

#[test]
fn the_published_schemas_are_current() {
    for name in SCHEMAS {
        let path = root().join(format!("rules/schema/{name}.schema.json"));
        let published = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let now = printed(&run(&["rules", "schema", name]));
        assert_eq!(
            published, now,
            "write it again: nextrung rules schema {name} --output rules/schema/{name}.schema.json --force"
        );
    }
    let unknown = run(&["rules", "schema", "advise"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(complained(&unknown).contains("did you mean `advice`"), "{}", complained(&unknown));
}

#[test]
fn every_answer_is_as_its_schema_says() {
    let validators: Vec<(&str, jsonschema::Validator)> = SCHEMAS.iter().map(|name| (*name, validator(name))).collect();
    let of = |name: &str| &validators.iter().find(|(known, _)| *known == name).expect("it is a schema").1;
    let files = [
        "examples/calm-service.toml",
        "examples/over-built.toml",
        "examples/estimates.json",
        "examples/systems/artist-community.toml",
        "examples/systems/database-changing-engine.toml",
        "examples/cases/team-chat-2021.toml",
    ];
    for file in files {
        for (schema, arguments) in [
            ("advice", vec!["advise", file]),
            ("why", vec!["why", file]),
            ("why-not", vec!["why-not", "stage:partitioned-data", file]),
            ("ask", vec!["ask", file]),
            ("compare", vec!["compare", "examples/calm-service.toml", file]),
            ("checklist", vec!["checklist", file]),
            ("review", vec!["review", file, "--fail-on", "low"]),
        ] {
            let result = run(&[&arguments[..], &["--format", "json"]].concat());
            let value: Value = serde_json::from_str(&printed(&result)).expect("an answer is JSON");
            holds(of(schema), &value, &arguments.join(" "));
        }
    }
    // A burst needs a load; what is known beside that may be little.
    let fan = "examples/fan-platform.toml";
    for arguments in [&["simulate", fan][..], &["simulate", fan, "--no-assumptions"], &["simulate", "--users", "12k"]] {
        let result = run(&[arguments, &["--format", "json"]].concat());
        let value: Value = serde_json::from_str(&printed(&result)).expect("an answer is JSON");
        holds(of("simulate"), &value, &arguments.join(" "));
    }
    let lines = "{\"format\": 1, \"facts\": {\"users\": 12000}}\n{\"format\": 2}\n";
    for line in printed(&run_with(&["batch"], lines)).lines() {
        holds(of("batch-line"), &serde_json::from_str(line).expect("a line is JSON"), line);
    }
    // A schema that takes everything says nothing.
    assert!(!of("advice").is_valid(&serde_json::json!({"schema": "nextrung.advice/1"})));
}

#[test]
fn every_example_is_a_profile_by_its_schema() {
    let profile = validator("profile");
    for folder in ["examples", "examples/cases", "examples/systems"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("examples are there").flatten() {
            let path = entry.path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let value: Value = match path.extension().and_then(|extension| extension.to_str()) {
                Some("toml") => {
                    let table: toml::Table = text.parse().expect("examples are TOML");
                    serde_json::to_value(table).expect("a profile is JSON too")
                }
                Some("json") => serde_json::from_str(&text).expect("examples are JSON"),
                _ => continue,
            };
            holds(&profile, &value, &path.display().to_string());
        }
    }
    for wrong in
        ["{}", "{\"format\": 1, \"facts\": {\"usrs\": 3}}", "{\"format\": 1, \"current\": {\"has\": [\"cach\"]}}"]
    {
        assert!(!profile.is_valid(&serde_json::from_str(wrong).expect("it is JSON")), "{wrong}");
    }
}
