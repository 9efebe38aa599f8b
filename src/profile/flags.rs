//! What the command line says, laid over a profile.

use std::sync::Arc;

use super::read::{capability, fact, has_and_lacks, lane, stage, stage_anywhere, track};
use super::{Named, Origin, Profile, Told};
use crate::document::reader::Text;
use crate::document::{Node, Value};
use crate::problem::{Code, Place, Problem, SourceText, in_order};
use crate::quantity::{Measure, read_values};
use crate::rules::RuleBase;

/// Flags as they were written; each has a text of its own, so that a message can point into it.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--users N`, and whatever other flag stands for one fact: the fact and the value.
    pub facts: Vec<(String, Arc<SourceText>)>,
    /// `--set fact=value`.
    pub set: Vec<Arc<SourceText>>,
    /// `--at stage` or `--at track=stage`.
    pub at: Vec<Arc<SourceText>>,
    /// `--has a,b`.
    pub has: Vec<Arc<SourceText>>,
    /// `--lacks a,b`.
    pub lacks: Vec<Arc<SourceText>>,
    /// `--lane L`.
    pub lane: Option<Arc<SourceText>>,
}

/// Lays flags over a profile: they replace what it says and keep the origin that it gave.
///
/// # Errors
/// Every fault of every flag.
pub fn apply(mut profile: Profile, flags: &Flags, base: &RuleBase) -> Result<Profile, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut given: Vec<Told> = Vec::new();
    for (name, source) in &flags.facts {
        told(name, source, 0, source.text().len(), base, &mut given, &mut problems);
    }
    for source in &flags.set {
        match source.text().split_once('=') {
            Some((name, _)) => {
                told(name.trim(), source, name.len() + 1, source.text().len(), base, &mut given, &mut problems)
            }
            None => problems.push(
                Problem::at(Code::MalformedFlag, &Place::whole(source), "`--set` takes fact=value", "no `=` here")
                    .help("for example --set read_share=70%"),
            ),
        }
    }
    for mut new in given {
        let old = profile.told.iter().find(|old| old.fact == new.fact).map(|old| old.origin);
        new.origin = old.unwrap_or(Origin::Stated);
        profile.told.retain(|old| old.fact != new.fact);
        profile.told.push(new);
    }
    profile.told.sort_by_key(|told| (told.fact, told.origin));
    at(&mut profile, flags, base, &mut problems);
    lists(&mut profile, flags, base, &mut problems);
    if let Some(source) = &flags.lane {
        profile.current.lane = lane(source.text().trim(), &Place::whole(source), base, &mut problems);
    }
    if problems.is_empty() { Ok(profile) } else { Err(in_order(problems)) }
}

fn told(
    name: &str,
    source: &Arc<SourceText>,
    start: usize,
    end: usize,
    base: &RuleBase,
    given: &mut Vec<Told>,
    problems: &mut Vec<Problem>,
) {
    let name_place = trimmed(source, 0, &source.text()[..start.saturating_sub(1)]);
    let value = Node {
        place: Place::new(source, start, end),
        value: Value::String(source.text()[start..end].to_owned().into()),
    };
    let read = fact(name, &name_place, base).and_then(|id| {
        let fact = base.fact(id);
        let measure = Measure { name: &fact.name, unit: fact.unit, members: &fact.members, range: &fact.range };
        Ok(Told {
            fact: id,
            values: read_values(&value, measure)?,
            origin: Origin::Stated,
            place: Place::whole(source),
        })
    });
    match read {
        Ok(new) => match given.iter().find(|other| other.fact == new.fact) {
            Some(first) => problems.push(
                Problem::at(Code::GivenTwice, &new.place, format!("`{name}` is given twice"), "again here")
                    .and_at(&first.place, "first here")
                    .help("give it once; a range is \"8k..15k\""),
            ),
            None => given.push(new),
        },
        Err(problem) => problems.push(problem),
    }
}

fn at(profile: &mut Profile, flags: &Flags, base: &RuleBase, problems: &mut Vec<Problem>) {
    let mut seen: Vec<(crate::expr::TrackId, usize, Place)> = Vec::new();
    for source in &flags.at {
        let text = source.text();
        let found = match text.split_once('=') {
            Some((name, stage_name)) => {
                let (track_place, stage_place) =
                    (trimmed(source, 0, name), trimmed(source, name.len() + 1, stage_name));
                track(name.trim(), &track_place, base, problems).and_then(|track| {
                    stage(track, stage_name.trim(), &stage_place, base, problems)
                        .map(|stage| (track, stage, Place::whole(source)))
                })
            }
            None => stage_anywhere(text.trim(), &Place::whole(source), base, problems),
        };
        let Some((track, stage, place)) = found else { continue };
        if let Some((_, _, first)) = seen.iter().find(|(other, ..)| *other == track) {
            let message = format!("the stage of `{}` is given twice", base.track(track).name);
            problems.push(
                Problem::at(Code::GivenTwice, &place, message, "again here")
                    .and_at(first, "first here")
                    .help("give it once"),
            );
            continue;
        }
        seen.push((track, stage, place.clone()));
        profile.current.stages.retain(|(other, ..)| *other != track);
        profile.current.stages.push((track, stage, place));
    }
    profile.current.stages.sort_by_key(|(track, ..)| *track);
}

/// The place of a part of a flag, without the white space around it.
fn trimmed(source: &Arc<SourceText>, start: usize, part: &str) -> Place {
    let start = start + part.len() - part.trim_start().len();
    Place::new(source, start, start + part.trim().len())
}

fn lists(profile: &mut Profile, flags: &Flags, base: &RuleBase, problems: &mut Vec<Problem>) {
    let mut read = |sources: &[Arc<SourceText>]| -> Vec<Named> {
        sources.iter().flat_map(|source| names(source, base, problems)).collect()
    };
    let (has, lacks) = (read(&flags.has), read(&flags.lacks));
    has_and_lacks(&has, &lacks, base, problems);
    let current = &mut profile.current;
    current.lacks.retain(|old| !has.iter().any(|new| new.capability == old.capability));
    current.has.retain(|old| !lacks.iter().any(|new| new.capability == old.capability));
    for (list, new) in [(&mut current.has, has), (&mut current.lacks, lacks)] {
        for named in new {
            if !list.iter().any(|old| old.capability == named.capability) {
                list.push(named);
            }
        }
    }
    if problems.is_empty() {
        has_and_lacks(&profile.current.has, &profile.current.lacks, base, problems);
    }
}

fn names(source: &Arc<SourceText>, base: &RuleBase, problems: &mut Vec<Problem>) -> Vec<Named> {
    let mut found = Vec::new();
    let mut start = 0;
    for part in source.text().split(',') {
        let lead = part.len() - part.trim_start().len();
        let name = part.trim();
        let place = Place::new(source, start + lead, start + lead + name.len());
        let node = Node { place: place.clone(), value: Value::String(name.to_owned().into()) };
        if name.is_empty() {
            problems.push(
                Problem::at(Code::MalformedFlag, &place, "a name is missing", "nothing between the commas")
                    .help("for example --has cdn,cache"),
            );
        } else if let Some(capability) = capability(Text { text: name, node: &node }, base, problems) {
            found.push(Named::stated(capability, place));
        }
        start += part.len() + 1;
    }
    found
}
