//! Works values out: functions, parameters, mappings. What cannot be known is an unknown value with its reason.

use super::condition::Decided;
use super::node::{Node, Value};
use super::scope::{Work, is_list, is_secret};
use crate::infra::bounds::{LONGEST_TEXT_READ, MOST_EVALUATED_LEVELS};
use crate::infra::inventory::Attribute;
use crate::infra::keep::SECRET;

/// What an open condition is.
pub(super) const OPEN: &str = ", which is open";

/// Where something is worked out, and what for.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// The scope.
    pub(super) scope: usize,
    /// Levels above.
    pub(super) level: usize,
    /// For a condition: secrets may be compared there, and nowhere shown.
    pub(super) deciding: bool,
    /// A list is wanted: a text that is joined by commas is one.
    pub(super) listing: bool,
}

impl At {
    /// In a scope, on the first level.
    pub(super) fn top(scope: usize) -> At {
        At { scope, level: 0, deciding: false, listing: false }
    }
}

fn unknown(because: impl Into<String>) -> Option<Attribute> {
    Some(Attribute::Unknown(because.into()))
}

impl<'a> Work<'a> {
    /// One level deeper, if that is allowed and can be paid for.
    pub(super) fn deeper(&self, at: At) -> Option<At> {
        (at.level < MOST_EVALUATED_LEVELS && self.spend(1)).then_some(At { level: at.level + 1, ..at })
    }

    /// The value of a node; nothing where the template takes it back (`AWS::NoValue`).
    pub(super) fn evaluate(&self, at: At, node: &'a Node) -> Option<Attribute> {
        let Some(at) = self.deeper(at) else { return unknown("beyond what is worked out") };
        match &node.value {
            Value::Scalar { text, plain } => Some(self.scalar(text, *plain)),
            Value::List(items) => {
                let at = At { listing: false, ..at };
                Some(Attribute::List(items.iter().filter_map(|item| self.evaluate(at, item)).collect()))
            }
            Value::Map(entries) => {
                if let [entry] = entries.as_slice()
                    && (matches!(entry.key.as_str(), "Ref" | "Condition") || entry.key.starts_with("Fn::"))
                {
                    return self.function(at, &entry.key, &entry.node);
                }
                let at = At { listing: false, ..at };
                let fields = entries.iter().filter_map(|entry| {
                    // A function beside other keys is no function, and not looked into.
                    let value = self.evaluate(at, &entry.node)?;
                    Some((entry.key.clone(), value))
                });
                Some(Attribute::Fields(fields.collect()))
            }
        }
    }

    fn function(&self, at: At, name: &str, of: &'a Node) -> Option<Attribute> {
        let parts = of.items();
        match name {
            "Ref" => of.text().map_or_else(|| unknown("a reference to no name"), |name| self.reference(at, name)),
            "Condition" | "Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or" => match self.decide(at, name, of) {
                Decided::Yes => Some(Attribute::Truth(true)),
                Decided::No => Some(Attribute::Truth(false)),
                Decided::Open => unknown("a condition that is open"),
            },
            "Fn::If" => match parts {
                [condition, yes, no] => {
                    let Some(name) = condition.text() else { return unknown("a condition without a name") };
                    match self.named_condition(at, name) {
                        Decided::Yes => self.evaluate(at, yes),
                        Decided::No => self.evaluate(at, no),
                        Decided::Open => self.either(at, name, self.evaluate(at, yes), self.evaluate(at, no)),
                    }
                }
                _ => unknown("`Fn::If` without its three parts"),
            },
            "Fn::GetAtt" => self.attribute_of(at, of),
            "Fn::Sub" => self.joined(&self.sub_parts(at, of), ""),
            "Fn::Join" => match parts {
                [delimiter, list] => {
                    let delimiter = delimiter.text().unwrap_or_default();
                    match self.evaluate(At { listing: false, ..at }, list) {
                        Some(Attribute::List(items)) if at.listing && delimiter == "," => Some(Attribute::List(items)),
                        Some(Attribute::List(items)) => self.joined(&items, delimiter),
                        other => other,
                    }
                }
                _ => unknown("`Fn::Join` without its two parts"),
            },
            "Fn::Split" => match parts {
                [delimiter, text] => match (delimiter.text(), self.evaluate(At { listing: true, ..at }, text)) {
                    (Some(delimiter), Some(Attribute::Text(text)))
                        if !delimiter.is_empty() && self.spend(text.len()) =>
                    {
                        let items = text.split(delimiter).map(|item| Attribute::Text(item.to_owned()));
                        Some(Attribute::List(items.collect()))
                    }
                    (Some(","), Some(list @ Attribute::List(_))) => Some(list),
                    (_, Some(Attribute::Unknown(because))) => unknown(because),
                    _ => unknown("a text that cannot be split"),
                },
                _ => unknown("`Fn::Split` without its two parts"),
            },
            "Fn::Select" => self.selected(at, parts),
            "Fn::FindInMap" => self.found_in_map(at, parts),
            "Fn::Base64" => self.evaluate(at, of),
            "Fn::Length" => match self.evaluate(At { listing: true, ..at }, of) {
                Some(Attribute::List(items)) => Some(Attribute::Number(items.len() as f64)),
                _ => unknown("the length of a list that is not known"),
            },
            "Fn::GetAZs" => unknown("the zones of the region"),
            "Fn::ImportValue" => unknown("imported from another stack"),
            "Fn::Cidr" => unknown("addresses that are counted out when it is deployed"),
            "Fn::Transform" => unknown("put there by a macro when it is deployed"),
            _ => unknown("a function that is not worked out here"),
        }
    }

    /// A text of the template. A copy costs what it is long: a text that is referred to a thousand times must end.
    fn scalar(&self, text: &str, plain: bool) -> Attribute {
        if text.len() > LONGEST_TEXT_READ || !self.spend(text.len() / 64) {
            return Attribute::Unknown("a long text, which is not kept".to_owned());
        }
        literal(text, plain)
    }

    /// What a name refers to: a parameter, something of the platform, a resource.
    pub(super) fn reference(&self, at: At, name: &str) -> Option<Attribute> {
        let scope = self.scope(at.scope);
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(pseudo) = name.strip_prefix("AWS::") {
            return match pseudo {
                "Region" => unknown("the region is not said"),
                _ => unknown("known when it is deployed"),
            };
        }
        let Some(parameter) = scope.template.section("Parameters").get(name) else {
            return match scope.template.section("Resources").get(name) {
                Some(_) => unknown(format!("the identifier of `{name}`")),
                None => unknown(format!("`{name}` is declared nowhere")),
            };
        };
        if is_secret(name, parameter) && !at.deciding {
            return unknown(SECRET);
        }
        if let Some((value, _)) = scope.given.get(name) {
            // A copy costs what it holds: a list that is handed down and doubled on each level must end.
            if !self.spend(size(value)) {
                return unknown("beyond what is worked out");
            }
            let list = is_list(parameter) && self.spend(size(value) * 16);
            return Some(as_parameter(value.clone(), list));
        }
        let kind = parameter.get("Type").and_then(Node::text).unwrap_or_default();
        if kind.starts_with("AWS::SSM::Parameter::Value") {
            return unknown(format!("parameter `{name}` is looked up when it is deployed"));
        }
        match parameter.get("Default").map(|default| &default.value) {
            Some(Value::Scalar { text, plain }) => {
                if at.deciding {
                    self.defaults.borrow_mut().insert(format!("{}{name}", scope.prefix));
                }
                let value = self.scalar(text, *plain);
                let list = is_list(parameter) && self.spend(text.len() / 4);
                Some(as_parameter(value, list))
            }
            Some(Value::List(items)) if self.spend(items.len()) => {
                let items = items.iter().filter_map(Node::text).map(|text| Attribute::Text(text.to_owned()));
                Some(Attribute::List(items.collect()))
            }
            _ => unknown(format!("parameter `{name}` has no value")),
        }
    }

    fn attribute_of(&self, at: At, of: &'a Node) -> Option<Attribute> {
        let Some((resource, attribute)) = self.resource_and_attribute(of) else {
            return unknown("an attribute of no resource");
        };
        self.output(at, &resource, &attribute).unwrap_or_else(|| unknown(format!("an attribute of `{resource}`")))
    }

    /// The two parts of what an attribute is taken of: `A.B.C`, or a list.
    pub(super) fn resource_and_attribute(&self, of: &Node) -> Option<(String, String)> {
        match (&of.value, of.items()) {
            (Value::Scalar { text, .. }, _) => {
                let (resource, attribute) = text.split_once('.')?;
                Some((resource.to_owned(), attribute.to_owned()))
            }
            (_, [resource, attribute]) => {
                Some((resource.text()?.to_owned(), attribute.text().unwrap_or_default().to_owned()))
            }
            _ => None,
        }
    }

    /// The value of a nested template's output; nothing where it is none.
    fn output(&self, at: At, resource: &str, attribute: &str) -> Option<Option<Attribute>> {
        let output = attribute.strip_prefix("Outputs.")?;
        let nested = self.nested(at, resource)?;
        let node = self.scope(nested).template.section("Outputs").get(output)?.get("Value")?;
        Some(self.evaluate(At { scope: nested, ..at }, node))
    }

    /// The parts of a text with `${}` in it.
    pub(super) fn sub_parts(&self, at: At, of: &'a Node) -> Vec<Attribute> {
        let at = At { listing: false, ..at };
        let (text, own) = match of.items() {
            [text, own, ..] => (text.text(), Some(own)),
            [text] => (text.text(), None),
            [] => (of.text(), None),
        };
        let mut rest = text.unwrap_or_default();
        let mut parts = Vec::new();
        while let Some((before, after)) = rest.split_once("${") {
            parts.push(Attribute::Text(before.to_owned()));
            let Some((name, behind)) = after.split_once('}') else {
                rest = after;
                break;
            };
            let name = name.trim();
            rest = behind;
            let Some(at) = self.deeper(at) else {
                parts.push(Attribute::Unknown("beyond what is worked out".to_owned()));
                return parts;
            };
            let part = match (own.and_then(|own| own.get(name)), name.strip_prefix('!')) {
                (_, Some(literally)) => Some(Attribute::Text(format!("${{{literally}}}"))),
                (Some(node), _) => self.evaluate(at, node),
                (None, _) => match name.split_once('.') {
                    Some((resource, attribute)) => self
                        .output(at, resource, attribute)
                        .unwrap_or_else(|| unknown(format!("an attribute of `{resource}`"))),
                    None => self.reference(at, name),
                },
            };
            parts.extend(part);
        }
        parts.push(Attribute::Text(rest.to_owned()));
        parts
    }

    fn joined(&self, parts: &[Attribute], delimiter: &str) -> Option<Attribute> {
        let mut text = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                text.push_str(delimiter);
            }
            match part {
                Attribute::Text(part) => text.push_str(part),
                Attribute::Number(part) => text.push_str(&part.to_string()),
                Attribute::Truth(part) => text.push_str(if *part { "true" } else { "false" }),
                Attribute::Null => {}
                Attribute::Unknown(because) => return unknown(because.as_str()),
                Attribute::List(_) | Attribute::Fields(_) => return unknown("a text of parts that are none"),
            }
            if text.len() > LONGEST_TEXT_READ || !self.spend(1 + text.len() / 64) {
                return unknown("a long text, which is not kept");
            }
        }
        Some(literal(&text, false))
    }

    fn selected(&self, at: At, parts: &'a [Node]) -> Option<Attribute> {
        let [index, list] = parts else { return unknown("`Fn::Select` without its two parts") };
        let Some(index) = self.evaluate(at, index).as_ref().and_then(whole) else {
            return unknown("an item whose number is not known");
        };
        if let Some(("Fn::GetAZs", _)) = list.only() {
            return unknown(format!("zone {index} of the region"));
        }
        match self.evaluate(At { listing: true, ..at }, list) {
            Some(Attribute::List(items)) => match items.into_iter().nth(index) {
                Some(item) => Some(item),
                None => unknown("an item beyond the end of its list"),
            },
            Some(Attribute::Unknown(because)) => unknown(format!("item {index} of a list: {because}")),
            _ => unknown("an item of what is no list"),
        }
    }

    fn found_in_map(&self, at: At, parts: &'a [Node]) -> Option<Attribute> {
        let [map, first, second, more @ ..] = parts else { return unknown("`Fn::FindInMap` without its three parts") };
        let scope = self.scope(at.scope);
        let texts: Option<Vec<String>> = [map, first, second]
            .map(|key| self.evaluate(At { listing: false, deciding: true, ..at }, key))
            .into_iter()
            .map(|key| match key {
                Some(Attribute::Text(text)) => Some(text),
                Some(Attribute::Number(number)) => Some(number.to_string()),
                Some(Attribute::Truth(truth)) => Some(truth.to_string()),
                _ => None,
            })
            .collect();
        let Some(texts) = texts else {
            return self
                .same_everywhere(at, map, second)
                .map_or_else(|| unknown("a mapping whose key is not known"), Some);
        };
        let tree = &scope.template.tree;
        let found = tree.get("Mappings").and_then(|all| texts.iter().try_fold(all, |node, key| node.get(key)));
        match (found, more.first().and_then(|more| more.get("DefaultValue"))) {
            (Some(node), _) => self.evaluate(at, node),
            (None, Some(node)) => self.evaluate(at, node),
            (None, None) => unknown("a key that its mapping does not have"),
        }
    }

    /// A mapping that says the same whatever the unknown key is (as by region, often) says it all the same.
    fn same_everywhere(&self, at: At, map: &'a Node, second: &'a Node) -> Option<Attribute> {
        let text = |node| match self.evaluate(at, node) {
            Some(Attribute::Text(text)) => Some(text),
            _ => None,
        };
        let (map, second) = (text(map)?, text(second)?);
        let scope = self.scope(at.scope);
        let tree = &scope.template.tree;
        let mut values = tree.get("Mappings")?.get(&map)?.entries().iter().map(|entry| entry.node.get(&second)?.text());
        let first = values.next()??;
        values.all(|value| value == Some(first)).then(|| Attribute::Text(first.to_owned()))
    }
}

/// A scalar as a value. What is resolved by the platform when it is deployed is unknown.
pub(super) fn literal(text: &str, plain: bool) -> Attribute {
    if text.contains("{{resolve:") {
        return Attribute::Unknown("resolved when it is deployed".to_owned());
    }
    Node::scalar(text, plain)
}

fn as_parameter(value: Attribute, list: bool) -> Attribute {
    match value {
        Attribute::Text(text) if list => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Attribute::List(items.map(|item| Attribute::Text(item.to_owned())).collect())
        }
        other => other,
    }
}

fn whole(value: &Attribute) -> Option<usize> {
    match value {
        Attribute::Number(number) if *number >= 0.0 && *number < 1e6 && number.fract() == 0.0 => Some(*number as usize),
        Attribute::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn size(value: &Attribute) -> usize {
    1 + match value {
        Attribute::Text(text) => text.len() / 64,
        Attribute::List(items) => items.iter().map(size).sum(),
        Attribute::Fields(fields) => fields.iter().map(|(_, value)| size(value)).sum(),
        _ => 0,
    }
}
