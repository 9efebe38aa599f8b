//! From counts to capabilities and facts, each with the resources that show it.

use super::attribute::{Found, first, plain, text};
use super::counting::{Counted, Member};
use super::detection::{
    Component, DetectedCapability, DetectedFact, DetectedMember, Evidence, MOST_EVIDENCE, Members, Presence, Seen,
};
use super::matching::is_kind;
use crate::expr::{CapabilityId, FactId, Formula, World};
use crate::infra::{Attribute, Note};
use crate::quantity::{Interval, Names, Truth, Values};
use crate::rules::{CapabilityRule, DetectionRules, FactFrom, FactRule, NamesOf, RuleBase};

/// What a rule says of a capability.
pub(super) struct Judged {
    pub(super) presence: Presence,
    /// Some resource may show it; what it brings is not absent then.
    pub(super) may_be: bool,
    pub(super) evidence: Vec<Evidence>,
    pub(super) shapes: bool,
    pub(super) because: Option<String>,
}

/// Judges one capability by its rule.
pub(super) fn judge(rule: &CapabilityRule, counted: &Counted<'_>) -> Judged {
    let world = counted.running();
    let truth = rule.when.truth(&world);
    let evidence = evidence(counted, &shown_by(&rule.when, &world, counted));
    let described = counted.as_described();
    let shapes = rule.shapes.as_ref().is_none_or(|shapes| shapes.truth(&described) == Truth::True);
    let (presence, because) = match truth {
        Truth::True if !evidence.is_empty() => (Presence::Present, None),
        Truth::False if rule.blind.as_ref().is_some_and(|blind| blind.truth(&world) != Truth::False) => {
            (Presence::CannotTell, Some("what would show it is not described here".to_owned()))
        }
        Truth::False if !counted.partial && !rule.only_present => (Presence::Absent, None),
        Truth::Unknown if counted.partial && rule.when.truth(&counted.as_described()) == Truth::False => {
            (Presence::CannotTell, Some("nothing shows it, but more may run than is described".to_owned()))
        }
        Truth::Unknown => (Presence::CannotTell, Some(open_because(&rule.when, counted))),
        _ => (Presence::CannotTell, Some("nothing shows it, and it may be there all the same".to_owned())),
    };
    let may_be = rule.when.truth(&described) == Truth::Unknown;
    Judged {
        presence,
        may_be,
        evidence: if presence == Presence::Present { evidence } else { Vec::new() },
        shapes,
        because,
    }
}

/// What keeps a condition open, in words: an open count, else an attribute that is not known.
fn open_because(when: &Formula, counted: &Counted<'_>) -> String {
    let names = when.facts();
    let members = || names.iter().flat_map(|name| counted.members_of(*name).iter().map(move |member| (*name, member)));
    let open_count = members().find_map(|(_, member)| {
        let resource = &counted.resources[member.resource];
        resource.open.as_ref().map(|open| format!("`{}`: {open}", resource.address))
    });
    let open_attribute = || {
        members().filter(|(_, member)| member.is == Truth::Unknown).find_map(|(name, member)| {
            let resource = &counted.resources[member.resource];
            let because = counted.unknown_of(name, resource)?;
            Some(format!("`{}`: {because}", resource.address))
        })
    };
    open_count.or_else(open_attribute).unwrap_or_else(|| match members().next() {
        Some((_, member)) => format!("`{}` leaves open what decides it", counted.resources[member.resource].address),
        None => "what decides it is not known".to_owned(),
    })
}

/// The members that show that a condition holds: those of the parts of it that make it hold.
fn shown_by(when: &Formula, world: &impl World, counted: &Counted<'_>) -> Vec<usize> {
    let mut found: Vec<usize> =
        when.shown_by(world).into_iter().flat_map(|name| sure(counted.members_of(name))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Members as what they surely and perhaps are. One that may not be there is one perhaps.
fn all_members(counted: &Counted<'_>, members: Vec<&Member>) -> Members {
    let is_sure = |member: &&Member| member.is == Truth::True && counted.resources[member.resource].count.0 >= 1;
    let (sure, open): (Vec<&Member>, Vec<&Member>) = members.into_iter().partition(is_sure);
    let mut surely: Vec<usize> = sure.into_iter().map(|member| member.resource).collect();
    surely.sort_unstable();
    surely.dedup();
    let mut perhaps: Vec<String> =
        open.into_iter().map(|member| counted.resources[member.resource].address.clone()).collect();
    perhaps.sort_unstable();
    perhaps.dedup();
    Members { surely: all_evidence(counted, &surely), perhaps }
}

fn sure(members: &[Member]) -> impl Iterator<Item = usize> + '_ {
    members.iter().filter(|member| member.is == Truth::True).map(|member| member.resource)
}

/// Resources as evidence: the first by file and line. One that may not be there shows nothing.
fn evidence(counted: &Counted<'_>, resources: &[usize]) -> Vec<Evidence> {
    let mut all = all_evidence(counted, resources);
    all.truncate(MOST_EVIDENCE);
    all
}

/// The same without a bound.
fn all_evidence(counted: &Counted<'_>, resources: &[usize]) -> Vec<Evidence> {
    let mut found: Vec<_> =
        resources.iter().map(|index| &counted.resources[*index]).filter(|resource| resource.count.0 >= 1).collect();
    found.sort_by(|a, b| {
        let key = |place: &crate::problem::Place| (place.source.name().to_owned(), place.start);
        key(&a.place).cmp(&key(&b.place)).then_with(|| a.address.cmp(&b.address))
    });
    found
        .into_iter()
        .map(|resource| Evidence { place: resource.place.clone(), resource: resource.address.clone() })
        .collect()
}

/// Every capability of the rule base: by its rule, and brought along by those that are there.
pub(super) fn capabilities(base: &RuleBase, counted: &Counted<'_>) -> Vec<DetectedCapability> {
    let mut found: Vec<DetectedCapability> = base
        .capability_ids()
        .map(|capability| DetectedCapability {
            capability,
            presence: Presence::CannotTell,
            evidence: Vec::new(),
            brought_by: None,
            shapes: true,
            because: None,
            open: false,
            belongs_to: Members::default(),
        })
        .collect();
    let mut may_come = Vec::new();
    for rule in &base.detection.capabilities {
        let judged = judge(rule, counted);
        if judged.may_be {
            may_come.push(rule.capability);
        }
        let entry = &mut found[rule.capability.0 as usize];
        entry.presence = judged.presence;
        entry.evidence = judged.evidence;
        entry.shapes = judged.shapes;
        entry.open = judged.may_be && judged.presence == Presence::CannotTell;
        entry.because = judged.because;
        let owners = rule.belongs_to.iter().flat_map(|component| &counted.members[*component]);
        entry.belongs_to = all_members(counted, owners.collect());
    }
    for id in base.brings(&may_come) {
        let entry = &mut found[id.0 as usize];
        if entry.presence == Presence::Absent {
            entry.presence = Presence::CannotTell;
            entry.because = Some("what would bring it may be there".to_owned());
        }
    }
    let present: Vec<CapabilityId> =
        found.iter().filter(|entry| entry.presence == Presence::Present).map(|entry| entry.capability).collect();
    for id in present {
        let (evidence, shapes) = (found[id.0 as usize].evidence.clone(), found[id.0 as usize].shapes);
        for implied in base.brings(&[id]) {
            let entry = &mut found[implied.0 as usize];
            if entry.presence != Presence::Present {
                entry.presence = Presence::Present;
                entry.evidence.clone_from(&evidence);
                entry.brought_by = Some(id);
                entry.shapes = shapes;
                entry.because = None;
                entry.open = false;
            }
        }
    }
    found
}

/// The facts that rules tell, in the order of names, and what to know about them.
pub(super) fn facts(base: &RuleBase, counted: &Counted<'_>, notes: &mut Vec<Note>) -> Vec<DetectedFact> {
    base.detection.facts.iter().filter_map(|rule| fact(base, rule, counted, notes)).collect()
}

/// The value of one fact, where its rule tells it.
pub(super) fn fact(
    base: &RuleBase,
    rule: &FactRule,
    counted: &Counted<'_>,
    notes: &mut Vec<Note>,
) -> Option<DetectedFact> {
    let world = if rule.described { counted.as_described() } else { counted.running() };
    if rule.when.as_ref().is_some_and(|when| when.truth(&world) != Truth::True) {
        return None;
    }
    let declared = base.fact(rule.fact);
    let shown = |formula: &Formula| -> Vec<usize> {
        formula.facts().into_iter().flat_map(|name| sure(counted.members_of(name))).collect()
    };
    let mut because: Vec<usize> = rule.when.as_ref().map(&shown).unwrap_or_default();
    let mut members = Vec::new();
    let values = match &rule.from {
        FactFrom::Formula(formula) if declared.unit.kind().is_some() => {
            because.extend(shown(formula));
            let (value, range) = (formula.interval(&world), declared.range.interval());
            Values::Number(Interval::new(value.low.max(range.low), value.high.min(range.high)))
        }
        FactFrom::Formula(formula) => {
            because.extend(shown(formula));
            Values::Truth(formula.truth(&world))
        }
        // The profile that it is joined with says how many.
        FactFrom::StatedNotFound => return None,
        FactFrom::Names(all) => {
            let (names, by) = names(base, rule.fact, all, counted, notes)?;
            because = by;
            Values::Choice(names)
        }
        FactFrom::Members(all) => {
            let (mut surely, mut maybe) = (0, Names::first(declared.members.len()).0);
            for (index, when) in all {
                match when.truth(&world) {
                    Truth::True => {
                        surely |= Names::one(*index).0;
                        let by = when.shown_by(&world).into_iter().flat_map(|name| counted.members_of(name));
                        members.push(DetectedMember { member: *index, shown_by: all_members(counted, by.collect()) });
                        because.extend(shown_by(when, &world, counted));
                    }
                    Truth::False => maybe &= !Names::one(*index).0,
                    Truth::Unknown => {}
                }
            }
            if surely == 0 {
                // That nothing of it is seen says little: not all of it can be seen.
                return None;
            }
            Values::Set { surely: Names(surely), maybe: Names(maybe | surely) }
        }
    };
    // What is as wide as everything that is possible tells nothing, and an end without bound is no size.
    let bounded = match values {
        Values::Number(interval) => interval.low <= interval.high && counted_high(&rule.from, &world).is_finite(),
        _ => true,
    };
    if !bounded || declared.range.within(&values) || !values.within(&declared.range) {
        return None;
    }
    because.sort_unstable();
    because.dedup();
    let evidence = evidence(counted, &because);
    // Of what may not be whole, a value without a resource that shows it would claim that something is absent.
    if evidence.is_empty() && counted.partial {
        return None;
    }
    Some(DetectedFact { fact: rule.fact, values, evidence, members })
}

fn counted_high(from: &FactFrom, world: &impl World) -> f64 {
    match from {
        FactFrom::Formula(formula) => formula.interval(world).high,
        _ => 0.0,
    }
}

/// The names that attributes hold, and the resources that hold them. A name that the fact does not know leaves it untold.
fn names(
    base: &RuleBase,
    fact: FactId,
    all: &[NamesOf],
    counted: &Counted<'_>,
    notes: &mut Vec<Note>,
) -> Option<(Names, Vec<usize>)> {
    let declared = base.fact(fact);
    let (mut found, mut by) = (0, Vec::new());
    for names in all {
        for member in &counted.members[names.component] {
            let resource = &counted.resources[member.resource];
            if member.is != Truth::True {
                // It may be another one.
                return None;
            }
            let texts = match (names.always, first(&resource.attributes, &names.attribute)) {
                (Some(always), _) => {
                    found |= always.0;
                    by.push(member.resource);
                    continue;
                }
                (None, Found::Nothing) => continue,
                (None, Found::Values(values)) => plain(values),
            };
            for value in texts {
                if matches!(value, Attribute::Unknown(_)) {
                    return None;
                }
                let Some(text) = text(value).map(|text| text.to_lowercase()) else { continue };
                let mapped = names.map.iter().find(|(held, _)| *held == text).map(|(_, names)| *names);
                let known = declared.members.iter().position(|name| *name == text).map(Names::one);
                match mapped.or(known) {
                    Some(names) => {
                        found |= names.0;
                        by.push(member.resource);
                    }
                    None => {
                        notes.push(Note {
                            text: format!(
                                "`{}` is not told: the rules do not know what `{}` has",
                                declared.name, resource.address
                            ),
                            place: Some(resource.place.clone()),
                        });
                        return None;
                    }
                }
            }
        }
    }
    (found != 0).then_some((Names(found), by))
}

/// What the system is made of.
pub(super) fn components(rules: &DetectionRules, counted: &Counted<'_>) -> Vec<Component> {
    let listed = rules.components.iter().enumerate().filter_map(|(index, rule)| {
        let name = rules.vocabulary.fact(&rule.id)?;
        let count = counted.described(name);
        if count.high <= 0.0 {
            return None;
        }
        let surely: Vec<usize> = sure(&counted.members[index]).collect();
        Some(Component {
            id: rule.id.clone(),
            title: rule.title.clone(),
            count,
            evidence: evidence(counted, &surely),
            surely: surely.len(),
            bears_work: rule.bears_work,
        })
    });
    listed.collect()
}

/// How many resources were seen and what became of them.
pub(super) fn seen(rules: &DetectionRules, counted: &Counted<'_>) -> Seen {
    let reading = &rules.reading;
    let mut known = vec![false; counted.resources.len()];
    counted.members.iter().flatten().for_each(|member| known[member.resource] = true);
    let is_read = |kind: &str| {
        let kinds = rules.components.iter().flat_map(|rule| &rule.from).flat_map(|from| &from.kinds);
        kinds.into_iter().any(|named| is_kind(kind, named))
    };
    let mut seen = Seen { resources: counted.resources.len(), ..Seen::default() };
    let (mut unknown, mut foreign) = (std::collections::BTreeMap::new(), std::collections::BTreeMap::new());
    let mut plumbing = std::collections::BTreeMap::new();
    for (index, resource) in counted.resources.iter().enumerate() {
        let kind = resource.kind.as_str();
        let is_plumbing = *plumbing
            .entry(kind)
            .or_insert_with(|| reading.plumbing.iter().any(|named| is_kind(kind, named)) || is_read(kind));
        if known[index] {
            seen.read += 1;
        } else if is_plumbing {
            seen.plumbing += 1;
        } else if reading.providers.iter().any(|start| kind.starts_with(start.as_str())) {
            *unknown.entry(kind).or_insert(0_usize) += 1;
        } else {
            let provider = kind.split(['_', ':']).next().unwrap_or(kind);
            *foreign.entry(provider).or_insert(0_usize) += 1;
        }
    }
    let most_first = |counts: std::collections::BTreeMap<&str, usize>| {
        let mut all: Vec<(String, usize)> = counts.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    };
    seen.unknown = most_first(unknown);
    seen.foreign = most_first(foreign);
    seen
}
