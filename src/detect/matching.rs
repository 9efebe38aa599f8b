//! Holds resources against tests. What cannot be known of a resource is unknown, never false.

use std::collections::BTreeMap;

use super::attribute::{Found, first, hold_run, interval, is, plain, text, words};
use crate::infra::{Attribute, Resource, Root};
use crate::quantity::{Interval, Truth};
use crate::rules::{Predicate, Reading, Selection, Subject, Test};

/// A root made ready for questions: who is where, and who refers to whom.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) resources: &'a [Resource],
    reading: &'a Reading,
    /// By resource: the places in the list of those that it refers to, and of those that refer to it.
    to: Vec<Vec<usize>>,
    from: Vec<Vec<usize>>,
}

impl<'a> View<'a> {
    pub(super) fn new(root: &'a Root, reading: &'a Reading) -> View<'a> {
        let by_address: BTreeMap<&str, usize> =
            root.resources.iter().enumerate().map(|(index, resource)| (resource.address.as_str(), index)).collect();
        let mut to = vec![Vec::new(); root.resources.len()];
        let mut from = vec![Vec::new(); root.resources.len()];
        for (index, resource) in root.resources.iter().enumerate() {
            for target in resource.refers_to.iter().filter_map(|address| by_address.get(address.as_str())) {
                to[index].push(*target);
                from[*target].push(index);
            }
        }
        View { resources: &root.resources, reading, to, from }
    }

    /// Whether a resource is what a selection asks for; its kind is known to be one of the selection's.
    pub(super) fn selected(&self, index: usize, selection: &Selection) -> Truth {
        let wanted = selection.tests.iter().fold(Truth::True, |all, test| all.and(self.holds(index, test)));
        selection.unless.iter().fold(wanted, |all, test| all.and(!self.holds(index, test)))
    }

    fn holds(&self, index: usize, test: &Test) -> Truth {
        let resource = &self.resources[index];
        match (&test.subject, &test.predicate) {
            (Subject::Attribute(paths), predicate) => match (first(&resource.attributes, paths), predicate) {
                (Found::Nothing, Predicate::Set(wanted)) => Truth::from(!wanted),
                (Found::Nothing, _) => match &test.absent_means {
                    None => Truth::False,
                    Some(scalar) => {
                        let meant = match scalar {
                            crate::rules::Scalar::Truth(truth) => Attribute::Truth(*truth),
                            crate::rules::Scalar::Number(number) => Attribute::Number(*number),
                            crate::rules::Scalar::Text(text) => Attribute::Text(text.clone()),
                        };
                        of_values(&[&meant], predicate)
                    }
                },
                (Found::Values(values), _) => of_values(&values, predicate),
            },
            (Subject::Names, Predicate::Words(runs)) => {
                let names = self.names(resource);
                Truth::from(runs.iter().any(|run| names.iter().any(|name| hold_run(name, run))))
            }
            (Subject::RefersTo(kinds, tests), _) => self.any(&self.to[index], kinds, tests),
            (Subject::ReferredBy(kinds, tests), _) => self.any(&self.from[index], kinds, tests),
            (Subject::Names, _) => Truth::False,
        }
    }

    fn any(&self, others: &[usize], kinds: &[String], tests: &[Test]) -> Truth {
        others
            .iter()
            .filter(|other| kinds.iter().any(|kind| is_kind(&self.resources[**other].kind, kind)))
            .map(|other| tests.iter().fold(Truth::True, |all, test| all.and(self.holds(*other, test))))
            // One that may not be there makes nothing certain.
            .fold(Truth::False, Truth::or)
    }

    /// The words of everything that a resource is called by: its address, and the names for people.
    fn names(&self, resource: &Resource) -> Vec<Vec<String>> {
        let mut names = vec![words(&resource.address), words(&resource.name)];
        for path in &self.reading.names {
            if let Found::Values(values) = first(&resource.attributes, std::slice::from_ref(path)) {
                names.extend(values.into_iter().filter_map(text).map(|text| words(&text)));
            }
        }
        names
    }

    /// How many resources of some kinds refer to a resource.
    pub(super) fn referring(&self, index: usize, kinds: &[String]) -> usize {
        let kinds_of = self.from[index].iter().map(|other| &self.resources[*other].kind);
        kinds_of.filter(|found| kinds.iter().any(|kind| is_kind(found, kind))).count()
    }

    /// The resources of some kinds that a resource refers to.
    pub(super) fn referred(&self, index: usize, kinds: &[String]) -> Vec<&'a Resource> {
        let resources = self.to[index].iter().map(|other| &self.resources[*other]);
        resources.filter(|other| kinds.iter().any(|kind| is_kind(&other.kind, kind))).collect()
    }
}

/// Says whether something is written there.
fn is_something(attribute: &Attribute) -> bool {
    match attribute {
        Attribute::Null => false,
        Attribute::Text(text) => !text.is_empty(),
        Attribute::List(items) => items.iter().any(is_something),
        Attribute::Fields(fields) => !fields.is_empty(),
        _ => true,
    }
}

/// Says whether a kind is one that a rule names; a last `*` stands for any end.
pub(super) fn is_kind(kind: &str, named: &str) -> bool {
    named.strip_suffix('*').map_or(kind == named, |start| kind.starts_with(start))
}

fn of_values(values: &[&Attribute], predicate: &Predicate) -> Truth {
    let any = |holds: &dyn Fn(&Attribute) -> Truth| {
        plain(values.to_vec()).into_iter().map(holds).fold(Truth::False, Truth::or)
    };
    match predicate {
        Predicate::Set(wanted) => Truth::from(values.iter().any(|value| is_something(value)) == *wanted),
        Predicate::OneOf(scalars) => {
            any(&|value| scalars.iter().map(|scalar| is(value, scalar)).fold(Truth::False, Truth::or))
        }
        Predicate::Words(runs) => any(&|value| {
            of_text(value, |text| {
                let words = words(text);
                runs.iter().any(|run| hold_run(&words, run))
            })
        }),
        Predicate::Holds(parts) => any(&|value| {
            of_text(value, |text| {
                let text = text.to_lowercase();
                parts.iter().any(|part| text.contains(part.as_str()))
            })
        }),
        Predicate::AtLeast(line) => any(&|value| !interval(value).below(Interval::point(*line))),
        Predicate::ItemsAtLeast(line) => {
            let items = values.iter().fold(Interval::point(0.0), |sum, value| sum.plus(count(value)));
            !items.below(Interval::point(*line as f64))
        }
    }
}

fn of_text(value: &Attribute, holds: impl Fn(&str) -> bool) -> Truth {
    match value {
        Attribute::Unknown(_) => Truth::Unknown,
        other => Truth::from(text(other).is_some_and(|text| holds(&text))),
    }
}

/// How many items an attribute holds; a single value is one.
pub(super) fn count(attribute: &Attribute) -> Interval {
    match attribute {
        Attribute::List(items) => Interval::point(items.len() as f64),
        Attribute::Unknown(_) => Interval::new(0.0, f64::INFINITY),
        Attribute::Null => Interval::point(0.0),
        // Some formats write a list as one text with commas.
        Attribute::Text(text) => Interval::point(text.split(',').filter(|part| !part.trim().is_empty()).count() as f64),
        _ => Interval::point(1.0),
    }
}
