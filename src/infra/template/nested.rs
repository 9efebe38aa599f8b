//! Nested templates: which of the given files a template's address means, and what its parent gives it.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluate::At;
use super::node::{NOTHING, Node, Value};
use super::scope::{Template, Work, is_list};
use crate::infra::bounds::{MOST_LEVELS_HANDED_DOWN, MOST_NESTED};
use crate::infra::inventory::Attribute;

impl<'a> Work<'a> {
    /// The scope of the template that a resource nests; nothing where it was not given, or would nest itself.
    pub(super) fn nested(&self, at: At, name: &str) -> Option<usize> {
        let scope = self.scope(at.scope);
        if let Some(known) = scope.nested.borrow().get(name) {
            return *known;
        }
        // Until it is complete it is not there: nested templates that take each other's outputs end here.
        scope.nested.borrow_mut().insert(name.to_owned(), None);
        let template = scope.template;
        let resource = template.tree.get("Resources")?.get(name)?;
        let child = self.template_of(at, resource)?;
        if scope.depth >= MOST_NESTED || self.is_above(at.scope, child) {
            return None;
        }
        let properties = resource.get("Properties").unwrap_or(&NOTHING);
        let mut given = BTreeMap::new();
        for entry in properties.get("Parameters").map(Node::entries).unwrap_or_default() {
            let listing = child.section("Parameters").get(&entry.key).is_some_and(is_list);
            let at = At { listing, deciding: false, ..at };
            if let Some(mut value) = self.evaluate(at, &entry.node) {
                if depth(&value) > MOST_LEVELS_HANDED_DOWN {
                    value = Attribute::Unknown("nested too deeply".to_owned());
                }
                given.insert(entry.key.clone(), (value, &entry.node));
            }
        }
        let number = self.open(child, given, Some(at.scope), format!("{}{name}/", scope.prefix))?;
        scope.nested.borrow_mut().insert(name.to_owned(), Some(number));
        Some(number)
    }

    fn is_above(&self, scope: usize, template: &Template) -> bool {
        let mut next = Some(scope);
        while let Some(number) = next {
            let scope = self.scope(number);
            if std::ptr::eq(scope.template, template) {
                return true;
            }
            next = scope.parent;
        }
        false
    }

    /// The given template that a resource nests.
    pub(super) fn template_of(&self, at: At, resource: &'a Node) -> Option<&'a Template> {
        let properties = resource.get("Properties")?;
        let address = properties.get("TemplateURL").or_else(|| properties.get("Location"))?;
        let (tail, whole) = self.tail(at, address);
        let parent = self.scope(at.scope).template;
        if !self.spend(1 + self.templates.len() / 8) {
            return None;
        }
        file_of(&tail, whole, parent, self.templates)
    }

    /// The end of an address, as far as it is known, and whether that is all of it.
    fn tail(&self, at: At, node: &'a Node) -> (String, bool) {
        let parts = match node.only() {
            Some(("Fn::Sub", of)) => self.sub_parts(at, of),
            Some(("Fn::Join", of)) => match of.items() {
                [delimiter, list] => {
                    let delimiter = delimiter.text().unwrap_or_default();
                    let mut parts = Vec::new();
                    for item in list.items() {
                        if !parts.is_empty() {
                            parts.push(Attribute::Text(delimiter.to_owned()));
                        }
                        parts.extend(self.evaluate(at, item));
                    }
                    parts
                }
                _ => Vec::new(),
            },
            _ => self.evaluate(at, node).into_iter().collect(),
        };
        let mut tail = String::new();
        let mut whole = true;
        for part in parts {
            match part {
                Attribute::Text(text) => tail.push_str(&text),
                _ => {
                    tail.clear();
                    whole = false;
                }
            }
        }
        (tail, whole)
    }

    /// Collects the addresses of resources that a value refers to, through parameters and outputs too.
    pub(super) fn refers(
        &self,
        at: At,
        node: &'a Node,
        found: &mut BTreeSet<String>,
        seen: &mut BTreeSet<(usize, usize)>,
    ) {
        let Some(at) = self.deeper(at) else { return };
        if !seen.insert((at.scope, std::ptr::from_ref(node).addr())) {
            return;
        }
        match (node.only(), &node.value) {
            (Some(("Ref", name)), _) => {
                if let Some(name) = name.text() {
                    self.refers_by_name(at, name, "", found, seen);
                }
            }
            (Some(("Fn::GetAtt", of)), _) => {
                if let Some((resource, attribute)) = self.resource_and_attribute(of) {
                    self.refers_by_name(at, &resource, &attribute, found, seen);
                }
            }
            (Some(("Fn::Sub", of)), _) => {
                let text = of.text().or_else(|| of.items().first()?.text()).unwrap_or_default();
                for part in text.split("${").skip(1) {
                    let name = part.split('}').next().unwrap_or_default().trim();
                    let (resource, attribute) = name.split_once('.').unwrap_or((name, ""));
                    self.refers_by_name(at, resource, attribute, found, seen);
                }
                of.items().iter().skip(1).for_each(|own| self.refers(at, own, found, seen));
            }
            (_, Value::List(items)) => items.iter().for_each(|item| self.refers(at, item, found, seen)),
            (_, Value::Map(entries)) => entries.iter().for_each(|entry| self.refers(at, &entry.node, found, seen)),
            _ => {}
        }
    }

    /// What a name in a scope refers to, in the end.
    pub(super) fn refers_by_name(
        &self,
        at: At,
        name: &str,
        attribute: &str,
        found: &mut BTreeSet<String>,
        seen: &mut BTreeSet<(usize, usize)>,
    ) {
        if !self.spend(1) {
            return;
        }
        let scope = self.scope(at.scope);
        if let (Some(parent), Some((_, node))) = (scope.parent, scope.given.get(name)) {
            self.refers(At { scope: parent, ..at }, node, found, seen);
        } else if scope.template.section("Resources").get(name).is_some() {
            let output = attribute.strip_prefix("Outputs.");
            let value = output.and_then(|output| {
                let nested = self.nested(at, name)?;
                let tree = &self.scope(nested).template.tree;
                Some((nested, tree.get("Outputs")?.get(output)?.get("Value")?))
            });
            match value {
                Some((scope, value)) => self.refers(At { scope, ..at }, value, found, seen),
                None => {
                    found.insert(format!("{}{name}", scope.prefix));
                }
            }
        }
    }
}

/// Levels of lists and objects.
fn depth(value: &Attribute) -> usize {
    match value {
        Attribute::List(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Attribute::Fields(fields) => 1 + fields.iter().map(|(_, value)| depth(value)).max().unwrap_or_default(),
        _ => 0,
    }
}

/// The file that the end of an address means: a path from the parent's folder, else the one whose own end is alike.
///
/// Addresses are mostly those of a bucket that mirrors the folders of the repository.
fn file_of<'a>(tail: &str, whole: bool, parent: &Template, templates: &'a [Template]) -> Option<&'a Template> {
    let tail = tail.split(['?', '#']).next().unwrap_or_default();
    let folder: Vec<&str> = {
        let mut parts: Vec<&str> = parent.name.split('/').collect();
        parts.pop();
        parts
    };
    if whole && !tail.contains("://") && !tail.is_empty() {
        let mut path = folder.clone();
        for part in tail.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    path.pop();
                }
                part => path.push(part),
            }
        }
        let path = path.join("/");
        if let Some(found) = templates.iter().find(|template| template.name == path) {
            return Some(found);
        }
    }
    let parts: Vec<&str> = tail.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let last = parts.last()?;
    // What stands directly behind an unknown part is the end of a name only.
    let cut = !whole && !tail.starts_with('/');
    let alike = |template: &Template| {
        let own: Vec<&str> = template.name.split('/').collect();
        own.iter().rev().zip(parts.iter().rev()).take_while(|(own, part)| own == part).count()
    };
    let ends = |template: &&Template| {
        let name = template.name.rsplit('/').next().unwrap_or_default();
        name == *last || (cut && parts.len() == 1 && name.ends_with(last) && last.len() > 5)
    };
    let near =
        |template: &Template| template.name.split('/').zip(&folder).take_while(|(own, part)| own == *part).count();
    let mut found: Vec<&Template> =
        templates.iter().filter(|template| !std::ptr::eq(*template, parent)).filter(ends).collect();
    found.sort_by_key(|template| std::cmp::Reverse((alike(template), near(template))));
    match found.as_slice() {
        [one] => Some(one),
        [first, second, ..] if (alike(first), near(first)) > (alike(second), near(second)) => Some(first),
        _ => None,
    }
}
