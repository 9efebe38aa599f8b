//! Counts the components of a root. A count is an interval: what is open widens it.

use std::collections::{BTreeMap, BTreeSet};

use super::attribute::{Found, first, interval, plain, text};
use super::matching::{View, count, is_kind};
use crate::expr::{CapabilityId, FactId, TrackId, World};
use crate::infra::{Attribute, Resource, Root};
use crate::quantity::{Interval, Truth, Values};
use crate::rules::{By, DetectionRules, MeasureRule, Subject, Take};

/// Anything from nothing on.
const OPEN: Interval = Interval { low: 0.0, high: f64::INFINITY };

/// A resource that is, or may be, a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    /// Its place in the root.
    pub(super) resource: usize,
    /// Whether it is the component: true or unknown.
    pub(super) is: Truth,
}

/// Everything that is counted in a root.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    rules: &'a DetectionRules,
    pub(super) resources: &'a [Resource],
    /// By component.
    pub(super) members: Vec<Vec<Member>>,
    /// By the names of the rules' vocabulary, as described.
    described: Vec<Interval>,
    /// More may run than is described.
    pub(super) partial: bool,
}

impl<'a> Counted<'a> {
    pub(super) fn new(root: &'a Root, rules: &'a DetectionRules) -> Counted<'a> {
        let view = View::new(root, &rules.reading);
        let mut members = own_members(&view, rules);
        for (index, component) in rules.components.iter().enumerate() {
            for included in &component.includes {
                let more = members[*included].clone();
                members[index].extend(more);
            }
            members[index].sort_by_key(|member| (member.resource, std::cmp::Reverse(member.is)));
            members[index].dedup_by_key(|member| member.resource);
        }
        let described = rules
            .counts
            .iter()
            .map(|of| {
                let members = &members[of.component];
                match of.measure {
                    None => members.iter().fold(Interval::point(0.0), |sum, member| sum.plus(number(&view, member))),
                    Some(measure) => measured(&view, members, &rules.components[of.component].measures[measure]),
                }
            })
            .collect();
        let partial = !root.partial.is_empty();
        Counted { rules, resources: &root.resources, members, described, partial }
    }

    /// A count as described.
    pub(super) fn described(&self, name: FactId) -> Interval {
        self.described[name.0 as usize]
    }

    /// The members of the component behind a name.
    pub(super) fn members_of(&self, name: FactId) -> &[Member] {
        &self.members[self.rules.counts[name.0 as usize].component]
    }

    /// Why an attribute by which the component behind a name is chosen is not known.
    pub(super) fn unknown_of<'r>(&self, name: FactId, resource: &'r Resource) -> Option<&'r str> {
        let rule = &self.rules.components[self.rules.counts[name.0 as usize].component];
        let selections = rule.from.iter().filter(|from| from.kinds.iter().any(|kind| is_kind(&resource.kind, kind)));
        let mut tests = selections.flat_map(|from| from.tests.iter().chain(&from.unless));
        tests.find_map(|test| {
            let Subject::Attribute(paths) = &test.subject else { return None };
            let Found::Values(values) = first(&resource.attributes, paths) else { return None };
            plain(values).into_iter().find_map(|value| match value {
                Attribute::Unknown(because) => Some(because.as_str()),
                _ => None,
            })
        })
    }

    /// The world in which conditions are read: what runs. Of an input that may not be whole, more may run.
    pub(super) fn running(&self) -> Running<'_> {
        Running { counted: self, widened: self.partial }
    }

    /// The world of what is described, whatever else may run.
    pub(super) fn as_described(&self) -> Running<'_> {
        Running { counted: self, widened: false }
    }
}

/// Counts as conditions see them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running<'a> {
    counted: &'a Counted<'a>,
    widened: bool,
}

impl World for Running<'_> {
    fn fact(&self, name: FactId) -> Values {
        let described = self.counted.described(name);
        Values::Number(if self.widened { Interval::new(described.low, f64::INFINITY) } else { described })
    }

    fn has(&self, _: CapabilityId) -> Truth {
        Truth::Unknown
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        (0, usize::MAX)
    }
}

/// By component, the resources that its own selections choose.
fn own_members(view: &View<'_>, rules: &DetectionRules) -> Vec<Vec<Member>> {
    let mut exact: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let mut open: Vec<(&str, (usize, usize))> = Vec::new();
    for (component, rule) in rules.components.iter().enumerate() {
        for (selection, from) in rule.from.iter().enumerate() {
            for kind in &from.kinds {
                match kind.ends_with('*') {
                    true => open.push((kind, (component, selection))),
                    false => exact.entry(kind).or_default().push((component, selection)),
                }
            }
        }
    }
    let mut members = vec![Vec::new(); rules.components.len()];
    for (resource, declared) in view.resources.iter().enumerate() {
        let by_start = open.iter().filter(|(kind, _)| is_kind(&declared.kind, kind)).map(|(_, at)| at);
        for (component, selection) in exact.get(declared.kind.as_str()).into_iter().flatten().chain(by_start) {
            let is = view.selected(resource, &rules.components[*component].from[*selection]);
            if is != Truth::False {
                members[*component].push(Member { resource, is });
            }
        }
    }
    members
}

/// How many of a resource there are, as a component.
fn number(view: &View<'_>, member: &Member) -> Interval {
    let (least, greatest) = view.resources[member.resource].count;
    let least = if member.is == Truth::True { f64::from(least) } else { 0.0 };
    Interval::new(least, greatest.map_or(f64::INFINITY, f64::from))
}

fn measured(view: &View<'_>, members: &[Member], rule: &MeasureRule) -> Interval {
    if rule.take == Take::Distinct {
        return distinct(view, members, rule);
    }
    let nothing = Interval::point(0.0);
    members.iter().fold(nothing, |all, member| {
        let value = value(view, member.resource, rule);
        let number = number(view, member);
        match rule.take {
            Take::Sum => all.plus(value.times(number)),
            // What may not be there gives nothing at least.
            _ if number.low < 1.0 => all.greatest(Interval::new(0.0, value.high)),
            _ => all.greatest(value),
        }
    })
}

/// The value of a single resource: the first that is known, else open where one is written, else what silence means.
fn value(view: &View<'_>, index: usize, rule: &MeasureRule) -> Interval {
    let resource = &view.resources[index];
    let mut written = false;
    for by in &rule.by {
        let found = match by {
            By::Value(paths) => match first(&resource.attributes, paths) {
                Found::Nothing => None,
                Found::Values(values) => values.first().map(|value| interval(value)),
            },
            By::Items(paths) => match first(&resource.attributes, paths) {
                Found::Nothing => None,
                Found::Values(values) => {
                    Some(values.into_iter().fold(Interval::point(0.0), |sum, value| sum.plus(count(value))))
                }
            },
            By::Referred(kinds, paths) => {
                let referred = view.referred(index, kinds);
                let texts: Option<BTreeSet<String>> =
                    referred.iter().map(|other| known_text(first(&other.attributes, paths))).collect();
                match texts {
                    _ if referred.is_empty() => None,
                    Some(texts) => Some(Interval::point(texts.len() as f64)),
                    // Without their values, each is taken as one of its own.
                    None => Some(Interval::point(referred.len() as f64)),
                }
            }
            By::Referring(kinds) => Some(Interval::point(view.referring(index, kinds) as f64)),
            By::Region => Some(Interval::point(1.0)),
        };
        match found {
            Some(found) if found.is_point() => return found,
            Some(_) => written = true,
            None => {}
        }
    }
    match rule.absent_means {
        Some(meant) if !written => Interval::point(meant),
        _ => OPEN,
    }
}

fn known_text(found: Found<'_>) -> Option<String> {
    match found {
        Found::Nothing => None,
        Found::Values(values) => plain(values).first().and_then(|value| text(value)),
    }
}

/// How many different values there are: at least the known ones, at most one more for each that is open.
fn distinct(view: &View<'_>, members: &[Member], rule: &MeasureRule) -> Interval {
    let (mut sure, mut possible): (BTreeSet<String>, BTreeSet<String>) = (BTreeSet::new(), BTreeSet::new());
    let (mut unsaid, mut open, mut some) = (0.0_f64, 0.0, 0.0_f64);
    for member in members {
        let there = number(view, member).low >= 1.0;
        if there {
            some = 1.0;
        }
        match texts(view, member.resource, rule) {
            Texts::Known(texts) if there => sure.extend(texts),
            Texts::Known(texts) => possible.extend(texts),
            // All that do not say it have the same, which may be one of those that are said.
            Texts::Unsaid => unsaid = 1.0,
            Texts::Open => open += 1.0,
        }
    }
    let least = some.max(sure.len() as f64);
    possible.extend(sure);
    let most = possible.len() as f64 + unsaid + open;
    Interval::new(least.min(most), most)
}

enum Texts {
    Known(Vec<String>),
    Unsaid,
    Open,
}

fn texts(view: &View<'_>, index: usize, rule: &MeasureRule) -> Texts {
    let resource = &view.resources[index];
    let all = |values: Vec<&Attribute>| plain(values).into_iter().map(text).collect::<Option<Vec<_>>>();
    let mut open = false;
    for by in &rule.by {
        let found = match by {
            By::Region => match &resource.region {
                Some(region) => Some(Some(vec![region.clone()])),
                None => return Texts::Unsaid,
            },
            By::Value(paths) | By::Items(paths) => match first(&resource.attributes, paths) {
                Found::Nothing => None,
                Found::Values(values) => Some(all(values)),
            },
            By::Referring(_) => None,
            By::Referred(kinds, paths) => {
                let referred = view.referred(index, kinds);
                let texts = referred.iter().map(|other| known_text(first(&other.attributes, paths)));
                (!referred.is_empty()).then(|| texts.collect())
            }
        };
        match found {
            Some(Some(texts)) => return Texts::Known(texts),
            Some(None) => open = true,
            None => {}
        }
    }
    if open || rule.absent_means.is_none() { Texts::Open } else { Texts::Unsaid }
}
