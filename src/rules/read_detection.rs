//! Reads what resources mean: components, capabilities, facts, and how descriptions are read as a whole.

use std::collections::BTreeMap;

use super::base::Track;
use super::detection::{
    AttributePath, By, CapabilityRule, ComponentRule, CountOf, FactFrom, FactRule, MeasureRule, NamesOf, Predicate,
    Reading, Scalar, Selection, Subject, Take, Test,
};
use super::link::Link;
use super::load::id_is_stem;
use super::merge::Merged;
use super::read_detect_examples::{Expects, enough, examples};
use crate::document::reader::{Reader, Text};
use crate::document::{Node, Table, Value};
use crate::expr::{self, FactWord, Formula, TrackId, Vocabulary};
use crate::problem::{Code, Place, Problem};
use crate::quantity::{Names, Unit};

/// A file with its id.
pub(super) type File<'e> = (&'e str, &'e Merged);

/// The names of all counts, before anything that uses them is read.
pub(super) fn vocabulary(components: &[File<'_>], problems: &mut Vec<Problem>) -> (Vocabulary, Vec<CountOf>) {
    let mut counts: BTreeMap<String, (CountOf, &Place)> = BTreeMap::new();
    for (component, (id, file)) in components.iter().enumerate() {
        let measures = match file.table().get("measure").map(|entry| &entry.node.value) {
            Some(Value::Table(table)) => table.entries.iter().collect(),
            _ => Vec::new(),
        };
        let own = std::iter::once((*id, CountOf { component, measure: None }, &file.place));
        let measured = measures
            .iter()
            .enumerate()
            .map(|(index, entry)| (&*entry.key, CountOf { component, measure: Some(index) }, &entry.key_place));
        for (name, of, place) in own.chain(measured) {
            if let Some((_, first)) = counts.insert(name.to_owned(), (of, place)) {
                problems.push(
                    Problem::at(Code::DuplicateId, place, format!("two counts are called `{name}`"), "again here")
                        .and_at(first, "first here")
                        .help("components and their measures share their names: rename one of them"),
                );
            }
        }
    }
    let word = |name: &String| FactWord { name: name.clone(), unit: Unit::Count, members: Vec::new() };
    let vocabulary = Vocabulary::new(counts.keys().map(word).collect(), Vec::new(), Vec::new());
    // Both are sorted by name.
    (vocabulary, counts.into_values().map(|(of, _)| of).collect())
}

/// What the readers of this file share: the names of the rule base and those of counts.
pub(super) struct Detecting<'a> {
    pub(super) link: &'a Link<'a>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) components: &'a [&'a str],
}

impl Detecting<'_> {
    fn condition(&self, reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Formula> {
        let text = reader.text(key)?;
        expr::condition(text, self.vocabulary).map_err(|found| reader.problems().extend(found)).ok()
    }

    fn component(&self, text: Text<'_>, problems: &mut Vec<Problem>) -> Option<usize> {
        let found = self.components.iter().position(|id| *id == text.text);
        if found.is_none() {
            let message = format!("no component is called `{}`", text.text);
            problems.push(Problem::at(Code::UnknownId, text.place(), message, "not known").did_you_mean(
                text.text,
                self.components.iter().copied(),
                "components stand in detect/components/ID.toml",
            ));
        }
        found
    }
}

/// Reads one component.
pub(super) fn component(file: File<'_>, detecting: &Detecting<'_>, problems: &mut Vec<Problem>) -> ComponentRule {
    let (id, (table, place)) = (file.0, (file.1.table(), &file.1.place));
    let mut reader = begin(id, table, place, "component", problems);
    let title = reader.needed_text("title", "title = \"load balancers\"").map(|text| text.text.to_owned());
    let means = reader.needed_text("means", "").map(|text| text.text.to_owned());
    let bears_work = reader.truth("bears_work").unwrap_or(false);
    let from = reader.tables("from");
    let from: Vec<Selection> =
        from.into_iter().map(|(table, node)| selection(table, &node.place, reader.problems())).collect();
    let includes = reader.texts("includes");
    let includes: Vec<usize> =
        includes.into_iter().filter_map(|text| detecting.component(text, reader.problems())).collect();
    if from.is_empty() && includes.is_empty() {
        reader.missing("from", "[[from]] with kinds = [\"aws_lb\", \"AWS::ElasticLoadBalancingV2::LoadBalancer\"]");
    }
    let measures = super::read_names::entries(&mut reader, "measure");
    let measures = measures
        .into_iter()
        .map(|(entry, table)| measure(&entry.key, table, &entry.key_place, reader.problems()))
        .collect();
    let provenance = detecting.link.provenance(&mut reader);
    let examples = examples(&mut reader, Expects::Counts(detecting));
    reader.finish();
    enough(("component", id), Expects::Counts(detecting), &examples, table, place, problems);
    ComponentRule {
        id: id.to_owned(),
        title: title.unwrap_or_default(),
        means: means.unwrap_or_default(),
        bears_work,
        from,
        includes,
        measures,
        provenance,
        examples,
        place: place.clone(),
    }
}

/// Tells components that include one which includes others itself: one level is counted, and no circle can arise.
pub(super) fn includes_once(components: &[ComponentRule], problems: &mut Vec<Problem>) {
    for component in components {
        for inner in
            component.includes.iter().map(|index| &components[*index]).filter(|inner| !inner.includes.is_empty())
        {
            let message = format!("`{}` includes `{}`, which includes others itself", component.id, inner.id);
            problems.push(
                Problem::at(Code::FormulaCycle, &component.place, message, "one level too deep")
                    .help("name the components that are included in the end"),
            );
        }
    }
}

fn begin<'d, 'p>(
    id: &str,
    table: &'d Table,
    place: &Place,
    what: &str,
    problems: &'p mut Vec<Problem>,
) -> Reader<'d, 'p> {
    let mut reader = Reader::new(table, place, format!("{what} `{id}`"), problems);
    reader.format();
    id_is_stem(&mut reader, id);
    reader.text("reason");
    reader
}

fn selection(table: &Table, place: &Place, problems: &mut Vec<Problem>) -> Selection {
    let mut reader = Reader::new(table, place, "`from`", problems);
    let kinds = kinds(&mut reader, "kinds");
    if !reader.has("kinds") {
        reader.missing("kinds", "kinds = [\"aws_lb\"]");
    }
    let where_ = tests(&mut reader, "where");
    let unless = tests(&mut reader, "unless");
    reader.finish();
    Selection { kinds, tests: where_, unless }
}

fn kinds(reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<String> {
    reader.texts(key).into_iter().map(|text| text.text.to_owned()).collect()
}

fn tests(reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<Test> {
    let tables = reader.tables(key);
    tables.into_iter().filter_map(|(table, node)| test(table, &node.place, reader.problems())).collect()
}

fn test(table: &Table, place: &Place, problems: &mut Vec<Problem>) -> Option<Test> {
    let mut reader = Reader::new(table, place, "a test", problems);
    let attributes = paths(&mut reader, "any");
    let named = word_runs(&mut reader, "named");
    let (refers_to, referred_by) = (kinds(&mut reader, "refers_to"), kinds(&mut reader, "referred_by"));
    let which = tests(&mut reader, "which");
    let absent_means = scalar_at(&mut reader, "absent_means");
    let predicates = predicates(&mut reader);
    let wrong = |message: &str, help: &str, reader: &mut Reader<'_, '_>| {
        let problem = Problem::at(Code::WrongType, place, message, "this test");
        reader.problems().push(problem.help(help));
        None
    };
    let subjects = ["any", "named", "refers_to", "referred_by"].iter().filter(|key| reader.has(key)).count();
    let subject = match subjects {
        1 if reader.has("any") => Subject::Attribute(attributes),
        1 if reader.has("named") => Subject::Names,
        1 if reader.has("refers_to") => Subject::RefersTo(refers_to, which),
        1 => Subject::ReferredBy(referred_by, which),
        _ => {
            reader.finish();
            let message = "a test looks at one thing: `any`, `named`, `refers_to` or `referred_by`";
            let problem = Problem::at(Code::WrongType, place, message, "this test");
            problems.push(problem.help("for example { any = [\"multi_az\", \"MultiAZ\"], is = true }"));
            return None;
        }
    };
    let predicate = match (&subject, predicates.as_slice()) {
        (Subject::Attribute(_), [predicate]) => Some(predicate.clone()),
        (Subject::Attribute(_), _) => wrong(
            "an attribute is held against one thing",
            "give one of: is, one_of, words, holds, at_least, items_at_least, set",
            &mut reader,
        ),
        (Subject::Names, []) => Some(Predicate::Words(named)),
        (_, []) => Some(Predicate::Set(true)),
        _ => wrong("names and relations take no predicate", "split it into two tests", &mut reader),
    };
    reader.finish();
    Some(Test { subject, predicate: predicate?, absent_means })
}

fn predicates(reader: &mut Reader<'_, '_>) -> Vec<Predicate> {
    let mut found = Vec::new();
    found.extend(scalar_at(reader, "is").map(|scalar| Predicate::OneOf(vec![scalar])));
    let many = reader.list("one_of");
    if !many.is_empty() {
        found.push(Predicate::OneOf(many.into_iter().filter_map(|node| scalar(node, reader.problems())).collect()));
    }
    let words = word_runs(reader, "words");
    if !words.is_empty() {
        found.push(Predicate::Words(words));
    }
    let holds: Vec<String> = reader.texts("holds").into_iter().map(|text| text.text.to_lowercase()).collect();
    if !holds.is_empty() {
        found.push(Predicate::Holds(holds));
    }
    found.extend(reader.integer("at_least").map(|(number, _)| Predicate::AtLeast(number as f64)));
    let items = reader.integer("items_at_least");
    found.extend(items.map(|(number, _)| Predicate::ItemsAtLeast(usize::try_from(number).unwrap_or(0))));
    found.extend(reader.truth("set").map(Predicate::Set));
    found
}

/// Runs of words: `dead-letter` is `dead` followed by `letter`.
fn word_runs(reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<Vec<String>> {
    let texts = reader.texts(key);
    texts.into_iter().map(|text| text.text.split('-').map(str::to_lowercase).collect()).collect()
}

fn scalar_at(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Scalar> {
    let node = &reader.take(key)?.node;
    scalar(node, reader.problems())
}

fn scalar(node: &Node, problems: &mut Vec<Problem>) -> Option<Scalar> {
    match &node.value {
        Value::Bool(truth) => Some(Scalar::Truth(*truth)),
        Value::Integer(number) => Some(Scalar::Number(*number as f64)),
        Value::Float(number) => Some(Scalar::Number(*number)),
        Value::String(text) => Some(Scalar::Text(text.to_string())),
        _ => {
            let message = format!("this is {}, not a plain value", node.kind());
            let problem = Problem::at(Code::WrongType, &node.place, message, "expected a plain value");
            problems.push(problem.help("write a truth, a number or a string"));
            None
        }
    }
}

fn paths(reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<AttributePath> {
    let texts = reader.texts(key);
    texts.into_iter().filter_map(|text| path(text, reader.problems())).collect()
}

/// `a.b`, `list[Key=Name].Value`.
fn path(text: Text<'_>, problems: &mut Vec<Problem>) -> Option<AttributePath> {
    let mut segments: Vec<(String, Vec<(String, String)>)> = vec![(String::new(), Vec::new())];
    let mut rest = text.text;
    while let Some(at) = rest.find(['.', '[']) {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        if let Some((name, _)) = segments.last_mut() {
            name.push_str(before);
        }
        if rest[at..].starts_with('.') {
            segments.push((String::new(), Vec::new()));
            rest = after;
            continue;
        }
        let Some((filter, after)) = after.split_once(']') else { break };
        let (key, value) = filter.split_once('=').unwrap_or((filter, ""));
        if let Some((_, filters)) = segments.last_mut() {
            filters.push((key.to_owned(), value.to_owned()));
        }
        rest = after;
    }
    if let Some((name, _)) = segments.last_mut() {
        name.push_str(rest);
    }
    let broken = |(name, filters): &(String, Vec<(String, String)>)| {
        name.is_empty()
            || name.contains(['[', ']'])
            || filters.iter().any(|(key, value)| key.is_empty() || value.is_empty())
    };
    if segments.iter().any(broken) {
        let message = format!("`{}` is no way to an attribute", text.text);
        let problem = Problem::at(Code::WrongType, text.place(), message, "cannot be read");
        problems.push(problem.help("write names with points between them; items of a list are told by [Key=Name]"));
        return None;
    }
    Some(AttributePath { segments })
}

fn measure(id: &str, table: &Table, place: &Place, problems: &mut Vec<Problem>) -> MeasureRule {
    let mut reader = Reader::new(table, place, ("measure", id), problems);
    let take = reader.word("take", Take::WORDS);
    if !reader.has("take") {
        reader.missing("take", "take = \"sum\"");
    }
    let tables = reader.tables("by");
    let by: Vec<By> =
        tables.into_iter().filter_map(|(table, node)| by(table, &node.place, reader.problems())).collect();
    if by.is_empty() && !reader.has("by") {
        reader.missing("by", "by = [{ value = [\"min_size\", \"MinSize\"] }]");
    }
    let absent_means = reader.integer("absent_means").map(|(number, _)| number as f64);
    reader.finish();
    MeasureRule { id: id.to_owned(), take: take.unwrap_or(Take::Sum), by, absent_means }
}

fn by(table: &Table, place: &Place, problems: &mut Vec<Problem>) -> Option<By> {
    let mut reader = Reader::new(table, place, "`by`", problems);
    let (value, items, distinct) =
        (paths(&mut reader, "value"), paths(&mut reader, "items"), paths(&mut reader, "distinct"));
    let (referred, referring) = (kinds(&mut reader, "referred"), kinds(&mut reader, "referring"));
    let region = reader.truth("region").unwrap_or(false);
    reader.finish();
    let given = [!value.is_empty(), !items.is_empty(), !referred.is_empty(), !referring.is_empty(), region];
    match given.iter().filter(|given| **given).count() {
        1 if !value.is_empty() => Some(By::Value(value)),
        1 if !items.is_empty() => Some(By::Items(items)),
        1 if region => Some(By::Region),
        1 if !referring.is_empty() => Some(By::Referring(referring)),
        1 => Some(By::Referred(referred, distinct)),
        _ => {
            let problem = Problem::at(Code::WrongType, place, "a measure looks at one thing", "here");
            problems
                .push(problem.help("give one of: value, items, referred (with distinct), referring, region = true"));
            None
        }
    }
}

/// Reads when a capability is there.
pub(super) fn capability(
    file: File<'_>,
    detecting: &Detecting<'_>,
    problems: &mut Vec<Problem>,
) -> Option<CapabilityRule> {
    let (id, (table, place)) = (file.0, (file.1.table(), &file.1.place));
    let mut reader = begin(id, table, place, "detection of", problems);
    let capability = reader.text("id").and_then(|text| detecting.link.capability(text, reader.problems()));
    let when = detecting.condition(&mut reader, "when");
    if !reader.has("when") {
        reader.missing("when", "when = 'balancers >= 1'");
    }
    let blind = detecting.condition(&mut reader, "blind_when");
    let shapes = detecting.condition(&mut reader, "shapes");
    let only_present = reader.truth("only_present").unwrap_or(false);
    let texts = reader.texts("belongs_to");
    let belongs_to = texts.into_iter().filter_map(|text| detecting.component(text, reader.problems())).collect();
    let provenance = detecting.link.provenance(&mut reader);
    let expects = Expects::Presence { never_absent: only_present };
    let examples = examples(&mut reader, expects);
    reader.finish();
    enough(("detection of", id), expects, &examples, table, place, problems);
    let (capability, when) = (capability?, when?);
    let place = place.clone();
    Some(CapabilityRule { capability, when, blind, shapes, only_present, belongs_to, provenance, examples, place })
}

/// Reads what a fact is read from.
pub(super) fn fact(file: File<'_>, detecting: &Detecting<'_>, problems: &mut Vec<Problem>) -> Option<FactRule> {
    let (id, (table, place)) = (file.0, (file.1.table(), &file.1.place));
    let link = detecting.link;
    let mut reader = begin(id, table, place, "detection of", problems);
    let fact = reader.text("id").and_then(|text| link.fact(text.text, text.place(), reader.problems()))?;
    let word = link.vocabulary.fact_word(fact);
    let when = detecting.condition(&mut reader, "when");
    let described = reader.truth("described").unwrap_or(false);
    let value = reader.text("value");
    let tables = reader.tables("names");
    let (names, members) = (tables, reader.tables("members"));
    let stated_not_found = reader.word("counts", &[("stated-not-found", ())]).is_some();
    let from = match (value, names.is_empty(), members.is_empty()) {
        (None, true, true) if stated_not_found => Some(FactFrom::StatedNotFound),
        (Some(text), true, true) => expr::formula(text, word.unit, detecting.vocabulary)
            .map(FactFrom::Formula)
            .map_err(|found| reader.problems().extend(found))
            .ok(),
        (None, false, true) => {
            let read = |(table, node): (&Table, &Node)| {
                names_of(table, &node.place, &word.members, detecting, reader.problems())
            };
            Some(FactFrom::Names(names.into_iter().filter_map(read).collect()))
        }
        (None, true, false) => {
            let read = |(table, node): (&Table, &Node)| {
                member_of(table, &node.place, &word.members, detecting, reader.problems())
            };
            Some(FactFrom::Members(members.into_iter().filter_map(read).collect()))
        }
        _ => {
            reader.missing("value", "value = 'group_zones', or [[names]], or [[members]]");
            None
        }
    };
    let provenance = link.provenance(&mut reader);
    let examples = examples(&mut reader, Expects::Fact(detecting, fact));
    reader.finish();
    if !stated_not_found {
        enough(("detection of", id), Expects::Fact(detecting, fact), &examples, table, place, problems);
    }
    Some(FactRule { fact, when, described, from: from?, provenance, examples, place: place.clone() })
}

fn member(text: Text<'_>, members: &[String], problems: &mut Vec<Problem>) -> Option<usize> {
    let found = members.iter().position(|name| name == text.text);
    if found.is_none() {
        let message = format!("the fact has no member `{}`", text.text);
        problems.push(Problem::at(Code::UnknownMember, text.place(), message, "not one of its names").did_you_mean(
            text.text,
            members.iter().map(String::as_str),
            &format!("its names: {}", members.join(", ")),
        ));
    }
    found
}

fn names_of(
    table: &Table,
    place: &Place,
    members: &[String],
    detecting: &Detecting<'_>,
    problems: &mut Vec<Problem>,
) -> Option<NamesOf> {
    let mut reader = Reader::new(table, place, "`names`", problems);
    let component = reader
        .needed_text("component", "component = \"servers\"")
        .and_then(|text| detecting.component(text, reader.problems()));
    let attribute = paths(&mut reader, "any");
    let map = match reader.table("map") {
        Some((map, _)) => map
            .entries
            .iter()
            .filter_map(|entry| match &entry.node.value {
                Value::String(text) => {
                    let index = member(Text { text, node: &entry.node }, members, reader.problems())?;
                    Some((entry.key.to_lowercase(), Names::one(index)))
                }
                _ => None,
            })
            .collect(),
        None => Vec::new(),
    };
    let always = reader.text("always").and_then(|text| member(text, members, reader.problems())).map(Names::one);
    if attribute.is_empty() && always.is_none() {
        reader.missing("any", "any = [\"instance_type\", \"InstanceType\"]");
    }
    reader.finish();
    Some(NamesOf { component: component?, attribute, map, always })
}

fn member_of(
    table: &Table,
    place: &Place,
    members: &[String],
    detecting: &Detecting<'_>,
    problems: &mut Vec<Problem>,
) -> Option<(usize, Formula)> {
    let mut reader = Reader::new(table, place, "`members`", problems);
    let index = reader.needed_text("member", "").and_then(|text| member(text, members, reader.problems()));
    let when = detecting.condition(&mut reader, "when");
    if !reader.has("when") {
        reader.missing("when", "when = 'public_databases >= 1'");
    }
    reader.finish();
    Some((index?, when?))
}

/// Reads how descriptions are read as a whole.
pub(super) fn reading(
    file: File<'_>,
    tracks: &[Track],
    detecting: &Detecting<'_>,
    problems: &mut Vec<Problem>,
) -> Reading {
    let (id, (table, place)) = (file.0, (file.1.table(), &file.1.place));
    let mut reader = begin(id, table, place, "the reading of descriptions", problems);
    let names = paths(&mut reader, "names");
    let (providers, plumbing) = (kinds(&mut reader, "providers"), kinds(&mut reader, "plumbing"));
    let programs = kinds(&mut reader, "programs");
    let placed = detecting.condition(&mut reader, "placed_when");
    if !reader.has("placed_when") {
        reader.missing("placed_when", "placed_when = 'servers >= 1'");
    }
    let tables = reader.tables("lanes");
    let mut lanes = Vec::new();
    for (table, node) in tables {
        let mut inner = Reader::new(table, &node.place, "a lane", reader.problems());
        let lane = inner.needed_text("lane", "lane = \"servers\"").and_then(|text| lane(text, tracks, &mut inner));
        let when = detecting.condition(&mut inner, "when");
        inner.finish();
        lanes.extend(lane.zip(when).map(|((track, lane), when)| (track, lane, when)));
    }
    let tables = reader.tables("otherwise");
    let mut otherwise = Vec::new();
    for (table, node) in tables {
        let mut inner = Reader::new(table, &node.place, "`otherwise`", reader.problems());
        let when = detecting.condition(&mut inner, "when");
        let because = inner.needed_text("because", "").map(|text| text.text.to_owned());
        inner.finish();
        otherwise.extend(because.map(|because| (when, because)));
    }
    detecting.link.provenance(&mut reader);
    reader.finish();
    Reading { names, programs, providers, plumbing, lanes, placed, otherwise }
}

/// A lane by its name, of whatever track.
fn lane(text: Text<'_>, tracks: &[Track], reader: &mut Reader<'_, '_>) -> Option<(TrackId, usize)> {
    let all = tracks.iter().enumerate().flat_map(|(track, declared)| {
        declared.lanes.iter().enumerate().map(move |(lane, named)| (TrackId(track as u16), lane, named.name.as_str()))
    });
    let found = all.clone().find(|(.., name)| *name == text.text).map(|(track, lane, _)| (track, lane));
    if found.is_none() {
        let message = format!("no lane is called `{}`", text.text);
        let problem = Problem::at(Code::UnknownLane, text.place(), message, "not known");
        reader.problems().push(problem.did_you_mean(
            text.text,
            all.map(|(.., name)| name),
            "lanes stand in track.toml",
        ));
    }
    found
}
