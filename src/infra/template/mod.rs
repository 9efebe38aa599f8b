//! CloudFormation and the Serverless Application Model, in YAML and JSON.
//!
//! `node` is the tree, `yaml` fills it; `scope` is a template in use, `condition` and `evaluate` work its values out,
//! `nested` follows the templates within it, `serverless` adds what a transform would; `resources` makes the root.

mod condition;
mod evaluate;
mod nested;
mod node;
mod resources;
mod scope;
mod serverless;
mod yaml;

use std::cell::Cell;
use std::collections::BTreeSet;

pub(in crate::infra) use scope::Template;

use super::bounds::MOST_STEPS_TOGETHER;
use super::inventory::Root;
use super::text::{Fault, Text};
use evaluate::At;
use node::Node;
use scope::Work;

/// Reads a template's text.
pub(super) fn read(text: Text, json: bool) -> Result<Template, (Text, Fault)> {
    let parsed = if json { node::from_json(&text.bytes) } else { text.utf8().and_then(yaml::parse) };
    match parsed {
        Ok(parsed) => Ok(Template::new(text.name, text.skipped, parsed)),
        Err(fault) => Err((text, fault)),
    }
}

/// The roots among templates: those that no other of them nests.
pub(super) fn roots(templates: &[Template], sought: &[&str]) -> Vec<Root> {
    let steps = Cell::new(MOST_STEPS_TOGETHER);
    let children: Vec<BTreeSet<usize>> =
        templates.iter().map(|template| nested_by(template, templates, &steps)).collect();
    let nested: BTreeSet<usize> = children.iter().flatten().copied().collect();
    let mut covered = BTreeSet::new();
    let mut roots = Vec::new();
    // Templates that nest each other in a circle have no root among them: then the first by name is one.
    let entries = (0..templates.len()).filter(|number| !nested.contains(number)).chain(0..templates.len());
    for number in entries {
        if covered.contains(&number) {
            continue;
        }
        let mut open = vec![number];
        while let Some(number) = open.pop() {
            if covered.insert(number) {
                open.extend(&children[number]);
            }
        }
        roots.push(resources::root(templates, &templates[number], sought, &steps));
    }
    roots
}

/// The numbers of the templates that a template nests, by the defaults of its parameters.
fn nested_by(template: &Template, templates: &[Template], steps: &Cell<usize>) -> BTreeSet<usize> {
    let work = Work::new(templates, template, steps);
    let mut found = BTreeSet::new();
    for entry in template.section("Resources").entries() {
        let kind = entry.node.get("Type").and_then(Node::text).unwrap_or_default();
        if resources::NESTING.contains(&kind)
            && let Some(child) = work.template_of(At::top(0), &entry.node)
        {
            found.extend(templates.iter().position(|other| std::ptr::eq(other, child)));
        }
    }
    found
}
