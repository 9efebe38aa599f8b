//! Runs the examples that rules of detection carry.

use super::counting::Counted;
use super::judging::{fact, judge};
use crate::document::{Node, Value};
use crate::infra::{Attribute, Form, Resource, Root};
use crate::quantity::{Truth, Unit, Values, show_values};
use crate::rules::{DetectExample, DetectExpected, ExampleOutcome, ExampleResource, RuleBase};

/// Runs every example of every rule of detection.
pub fn run_examples(base: &RuleBase) -> Vec<ExampleOutcome> {
    let rules = &base.detection;
    let mut outcomes = Vec::new();
    for rule in &rules.components {
        outcomes.extend(run(base, &rule.id, &rule.examples, |counted, example| counts(base, counted, example)));
    }
    for rule in &rules.capabilities {
        let id = &base.capability(rule.capability).name;
        outcomes.extend(run(base, id, &rule.examples, |counted, example| {
            let found = judge(rule, counted).presence.word();
            let as_told = matches!(&example.expected, DetectExpected::Presence(word) if word == found);
            (!as_told).then(|| found.to_owned())
        }));
    }
    for rule in &rules.facts {
        let declared = base.fact(rule.fact);
        outcomes.extend(run(base, &declared.name, &rule.examples, |counted, example| {
            let found = fact(base, rule, counted, &mut Vec::new()).map(|found| found.values);
            let as_told = match (&example.expected, found) {
                // Of a set, what it surely holds is told; the rest stays open.
                (DetectExpected::Fact(Some(Values::Set { surely: wanted, .. })), Some(Values::Set { surely, .. })) => {
                    *wanted == surely
                }
                (DetectExpected::Fact(values), found) => *values == found,
                _ => false,
            };
            let shown = |values: Values| show_values(&values, declared.unit, &declared.members, &declared.range);
            (!as_told).then(|| found.map_or_else(|| "not told".to_owned(), shown))
        }));
    }
    outcomes
}

/// Runs the examples of one rule; `fault` gives what came out where it is not what was expected.
fn run(
    base: &RuleBase,
    of: &str,
    examples: &[DetectExample],
    fault: impl Fn(&Counted<'_>, &DetectExample) -> Option<String>,
) -> Vec<ExampleOutcome> {
    let outcome = |example: &DetectExample| {
        let root = root(example);
        let found = fault(&Counted::new(&root, &base.detection), example);
        ExampleOutcome {
            of: of.to_owned(),
            example: Some(example.name.clone()),
            place: example.place.clone(),
            found: Truth::from(found.is_none()),
            fault: found.map(|found| format!("`{}` comes out as {found}", example.name)),
        }
    };
    examples.iter().map(outcome).collect()
}

fn counts(base: &RuleBase, counted: &Counted<'_>, example: &DetectExample) -> Option<String> {
    let DetectExpected::Counts(expected) = &example.expected else { return None };
    let all = Values::Number(crate::quantity::Interval::ALL);
    let wrong: Vec<String> = expected
        .iter()
        .filter(|(name, values)| *values != Values::Number(counted.described(*name)))
        .map(|(name, _)| {
            let found = Values::Number(counted.described(*name));
            let word = &base.detection.vocabulary.fact_word(*name).name;
            format!("{word} = {}", show_values(&found, Unit::Count, &[], &all))
        })
        .collect();
    (!wrong.is_empty()).then(|| wrong.join(", "))
}

/// The root that an example describes.
fn root(example: &DetectExample) -> Root {
    let mut resources: Vec<Resource> = example.resources.iter().map(resource).collect();
    resources.sort_by(|a, b| a.address.cmp(&b.address));
    Root {
        name: example.name.clone(),
        form: Form::TerraformState,
        partial: if example.partial { vec!["the example says so".to_owned()] } else { Vec::new() },
        resources,
        notes: Vec::new(),
    }
}

fn resource(example: &ExampleResource) -> Resource {
    Resource {
        address: example.address.clone(),
        kind: example.kind.clone(),
        name: example.name.clone(),
        count: example.count,
        open: None,
        region: example.region.clone(),
        attributes: example.attributes.as_ref().map_or(Attribute::Fields(Vec::new()), attribute),
        refers_to: example.refers_to.clone(),
        place: example.place.clone(),
    }
}

/// A value of an example; the table `{ unknown = "…" }` is a value that is not known.
fn attribute(node: &Node) -> Attribute {
    match &node.value {
        Value::String(text) | Value::Date(text) => Attribute::Text(text.to_string()),
        Value::Integer(number) => Attribute::Number(*number as f64),
        Value::Float(number) => Attribute::Number(*number),
        Value::Bool(truth) => Attribute::Truth(*truth),
        Value::Null => Attribute::Null,
        Value::Array(items) => Attribute::List(items.iter().map(attribute).collect()),
        Value::Table(table) => match table.entries.as_slice() {
            [only] if only.key == "unknown" => Attribute::Unknown("not known".to_owned()),
            entries => {
                Attribute::Fields(entries.iter().map(|entry| (entry.key.to_string(), attribute(&entry.node))).collect())
            }
        },
    }
}
