//! Conditions in three values: they hold, they do not, or they hang on parameters that have no value.

use std::collections::BTreeSet;

use super::evaluate::{At, OPEN};
use super::node::Node;
use super::scope::Work;
use crate::infra::inventory::Attribute;

/// What is known of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decided {
    Yes,
    No,
    Open,
}

impl Decided {
    fn of(truth: bool) -> Decided {
        if truth { Decided::Yes } else { Decided::No }
    }
}

impl<'a> Work<'a> {
    /// Whether a condition that the template names holds.
    pub(super) fn named_condition(&self, at: At, name: &str) -> Decided {
        let scope = self.scope(at.scope);
        if let Some(decided) = scope.conditions.borrow().get(name) {
            return *decided;
        }
        // While it is worked out it is open: conditions that name each other in a circle decide nothing.
        scope.conditions.borrow_mut().insert(name.to_owned(), Decided::Open);
        let decided = match scope.template.section("Conditions").get(name) {
            Some(node) => self.condition(at, node),
            None => Decided::Open,
        };
        scope.conditions.borrow_mut().insert(name.to_owned(), decided);
        decided
    }

    /// Whether a condition holds.
    pub(super) fn condition(&self, at: At, node: &'a Node) -> Decided {
        let Some(at) = self.deeper(at) else { return Decided::Open };
        let Some((key, inner)) = node.only() else {
            return match node.text() {
                Some(text) if text.eq_ignore_ascii_case("true") => Decided::Yes,
                Some(text) if text.eq_ignore_ascii_case("false") => Decided::No,
                _ => Decided::Open,
            };
        };
        match key {
            "Condition" | "Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or" => self.decide(at, key, inner),
            _ => match self.evaluate(at, node) {
                Some(Attribute::Truth(truth)) => Decided::of(truth),
                Some(Attribute::Text(text)) if text == "true" || text == "false" => Decided::of(text == "true"),
                _ => Decided::Open,
            },
        }
    }

    /// What a function of conditions comes to.
    pub(super) fn decide(&self, at: At, function: &str, of: &'a Node) -> Decided {
        match (function, of.items()) {
            ("Condition", _) => of.text().map_or(Decided::Open, |name| self.named_condition(at, name)),
            ("Fn::Equals", [left, right]) => self.equal(at, left, right),
            ("Fn::Not", items) => match self.condition(at, items.first().unwrap_or(of)) {
                Decided::Yes => Decided::No,
                Decided::No => Decided::Yes,
                Decided::Open => Decided::Open,
            },
            ("Fn::And", items) => self.all(at, items, Decided::No),
            ("Fn::Or", items) => self.all(at, items, Decided::Yes),
            _ => Decided::Open,
        }
    }

    /// One that settles it settles it; else all must be known.
    fn all(&self, at: At, items: &'a [Node], settles: Decided) -> Decided {
        let decided: Vec<Decided> = items.iter().map(|item| self.condition(at, item)).collect();
        if decided.contains(&settles) {
            return settles;
        }
        match decided.contains(&Decided::Open) || decided.is_empty() {
            true => Decided::Open,
            false => decided[0],
        }
    }

    /// Everything compares as text: a truth that was written without quotes equals the same word with them.
    fn equal(&self, at: At, left: &'a Node, right: &'a Node) -> Decided {
        let at = At { deciding: true, ..at };
        let values =
            [self.evaluate(at, left), self.evaluate(at, right)].map(|value| value.and_then(|value| compared(&value)));
        match &values {
            [Some(left), Some(right)] => Decided::of(left == right),
            // A parameter without a value still cannot take one that is not allowed.
            [Some(known), None] if self.cannot_be(at, right, known) => Decided::No,
            [None, Some(known)] if self.cannot_be(at, left, known) => Decided::No,
            _ => Decided::Open,
        }
    }

    fn cannot_be(&self, at: At, node: &Node, text: &str) -> bool {
        let Some(("Ref", name)) = node.only() else { return false };
        let scope = self.scope(at.scope);
        let Some(parameter) = name.text().and_then(|name| scope.template.section("Parameters").get(name)) else {
            return false;
        };
        let Some(allowed) = parameter.get("AllowedValues").map(Node::items) else { return false };
        !allowed.is_empty() && allowed.iter().all(|value| value.text().is_some_and(|value| value != text))
    }

    /// What a condition that is open hangs on: parameters without a value, in words.
    pub(super) fn hangs_on(&self, at: At, name: &str) -> String {
        let mut parameters = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let scope = self.scope(at.scope);
        if let Some(node) = scope.template.section("Conditions").get(name) {
            self.open_parameters(at, node, &mut parameters, &mut seen);
        }
        let names: Vec<&str> = parameters.iter().map(String::as_str).collect();
        match names.as_slice() {
            [] => format!("condition `{name}` cannot be told"),
            [one] => format!("condition `{name}` hangs on `{one}`"),
            [more @ .., last] => format!("condition `{name}` hangs on `{}` and `{last}`", more.join("`, `")),
        }
    }

    fn open_parameters(&self, at: At, node: &'a Node, found: &mut BTreeSet<String>, seen: &mut BTreeSet<String>) {
        let Some(at) = self.deeper(at) else { return };
        if let Some((key @ ("Ref" | "Condition"), name)) = node.only()
            && let Some(name) = name.text()
        {
            let scope = self.scope(at.scope);
            if key == "Ref" {
                let at = At { deciding: true, ..at };
                if matches!(self.reference(at, name), Some(Attribute::Unknown(_))) {
                    found.insert(name.to_owned());
                }
            } else if seen.insert(name.to_owned())
                && let Some(inner) = scope.template.section("Conditions").get(name)
            {
                self.open_parameters(at, inner, found, seen);
            }
            return;
        }
        node.items().iter().for_each(|item| self.open_parameters(at, item, found, seen));
        node.entries().iter().for_each(|entry| self.open_parameters(at, &entry.node, found, seen));
    }

    /// A value that hangs on a condition which is open.
    pub(super) fn either(
        &self,
        at: At,
        name: &str,
        yes: Option<Attribute>,
        no: Option<Attribute>,
    ) -> Option<Attribute> {
        if yes == no { yes } else { Some(Attribute::Unknown(format!("{}{OPEN}", self.hangs_on(at, name)))) }
    }
}

/// A value as it is compared.
fn compared(value: &Attribute) -> Option<String> {
    match value {
        Attribute::Text(text) => Some(text.clone()),
        Attribute::Truth(truth) => Some(truth.to_string()),
        Attribute::Number(number) => Some(number.to_string()),
        Attribute::Null => Some(String::new()),
        Attribute::Unknown(_) | Attribute::List(_) | Attribute::Fields(_) => None,
    }
}
