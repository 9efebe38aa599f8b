//! `nextrung init`: a profile to fill in, with what is known already and the best questions left open.

use std::path::PathBuf;

use clap::Args;

use super::flags::{OutputFlags, ProfileFlags, RulesFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options, Question};
use crate::profile::Origin;
use crate::quantity::{Unit, Values, scan};
use crate::rules::{Fact, FactGroup, RuleBase};

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    #[command(flatten)]
    flags: ProfileFlags,
    /// Infrastructure code to begin with: a plan, state or template, or a folder of one
    #[arg(long, value_name = "PATH")]
    infra: Vec<PathBuf>,
    #[command(flatten)]
    rules: RulesFlags,
    #[command(flatten)]
    output: OutputFlags,
}

pub(super) fn run(arguments: &InitArguments) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let stated = input::profile(None, &arguments.flags, base)?;
    let profile = super::detect::joined(&arguments.infra, stated, base)?;
    let advice = Advisor::new(base).advise(&profile, Options::default())?;
    let asked: Vec<&Fact> = base
        .main_track()
        .map(|track| advice.questions(base, advice.walk(track)))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|question| match question {
            Question::Fact(fact) => Some(base.fact(fact)),
            _ => None,
        })
        .collect();
    let mut text = String::from(
        "# A profile for nextrung. Take away the `#` of what you know; leave the rest.\n\
         # A range is \"8k..15k\"; what nobody knows is \"unknown\".\n\
         # Then: nextrung advise profile.toml\n\nformat = 1\n# name = \"my system\"\n\n[facts]\n",
    );
    for told in &profile.told {
        let fact = base.fact(told.fact);
        let comment = match told.origin {
            Origin::Detected => format!("detected at {}", one_line(&told.place.short())),
            _ => one_line(&fact.ask),
        };
        text.push_str(&format!("{} = {}  # {comment}\n", fact.name, literal(&told.values, fact)));
    }
    let open = |fact: &Fact| !profile.told.iter().any(|told| base.fact(told.fact).name == fact.name);
    text.push_str("# What would tell most:\n");
    for fact in asked.iter().filter(|fact| open(fact)) {
        text.push_str(&line(fact));
    }
    let groups = FactGroup::WORDS.iter().filter(|(_, group)| *group != FactGroup::Lines);
    for (word, group) in groups {
        text.push_str(&format!("\n# {word}\n"));
        for fact in base.facts.iter().filter(|fact| fact.group == *group && fact.is_asked() && open(fact)) {
            if !asked.iter().any(|known| known.name == fact.name) {
                text.push_str(&line(fact));
            }
        }
    }
    text.push_str("\n# What monitoring tells; the same names, and stronger than [facts].\n[measured]\n# app_cpu_peak = \"35%\"\n\n[current]\n");
    current(&mut text, base, &profile);
    output::write(&text, &arguments.output)?;
    Ok(Exit::Done)
}

fn line(fact: &Fact) -> String {
    let own = fact.example.as_ref().map(|example| format!("\"{}\"", one_line(example)));
    let example = own.unwrap_or_else(|| match fact.unit {
        Unit::Choice => format!("\"{}\"", fact.members.first().map_or("", String::as_str)),
        Unit::Set => format!("[\"{}\"]", fact.members.first().map_or("", String::as_str)),
        Unit::Bool => "true".to_owned(),
        unit => example_in_range(fact, unit),
    });
    let members = if fact.members.is_empty() || fact.members.len() > 12 {
        String::new()
    } else {
        format!(" ({})", fact.members.join(", "))
    };
    format!("# {} = {example}  # {}{members}\n", fact.name, one_line(&fact.ask))
}

/// A text that cannot leave its comment.
fn one_line(text: &str) -> String {
    crate::problem::draw::harmless(text).replace('\n', " ")
}

/// A value that somebody might write, inside the range of the fact.
fn example_in_range(fact: &Fact, unit: Unit) -> String {
    let range = fact.range.interval();
    let written = unit.example().split(", ").map(str::to_owned);
    let plain = ["100", "3", "1", "0.5"].into_iter().map(str::to_owned);
    let fits = |text: &String| {
        let bare = text.trim_matches('"');
        scan(bare).is_ok_and(|literal| (range.low..=range.high).contains(&literal.value))
    };
    let mut all = written.chain(plain.filter(|_| matches!(unit, Unit::Count | Unit::Ratio)));
    all.find(fits).unwrap_or_else(|| "\"unknown\"".to_owned())
}

/// A value as a profile writes it, exact.
fn literal(values: &Values, fact: &Fact) -> String {
    let names = |indices: &mut dyn Iterator<Item = usize>| -> String {
        let quoted: Vec<String> =
            indices.filter_map(|index| fact.members.get(index)).map(|name| format!("\"{name}\"")).collect();
        format!("[{}]", quoted.join(", "))
    };
    if !values.is_point() && fact.range.within(values) {
        return "\"unknown\"".to_owned();
    }
    match values {
        Values::Number(interval) if interval.is_point() => {
            format!("{{ value = {:?}, unit = \"{}\" }}", interval.low, fact.unit.in_json())
                .replace(".0, unit = \"count\"", ", unit = \"count\"")
        }
        Values::Number(interval) => {
            format!("{{ low = {:?}, high = {:?}, unit = \"{}\" }}", interval.low, interval.high, fact.unit.in_json())
        }
        Values::Truth(truth) => format!("{}", *truth == crate::quantity::Truth::True),
        Values::Choice(possible) if possible.len() == 1 => {
            names(&mut possible.indices()).trim_matches(['[', ']']).to_owned()
        }
        Values::Choice(possible) => names(&mut possible.indices()),
        Values::Set { maybe, .. } => names(&mut maybe.indices()),
    }
}

fn current(text: &mut String, base: &RuleBase, profile: &crate::profile::Profile) {
    let Some(main) = base.main_track() else { return };
    let stages: Vec<&str> = base.track(main).stages.iter().map(|stage| stage.name.as_str()).collect();
    text.push_str(&format!("# one of: {}\n", stages.join(", ")));
    match profile.current.stages.as_slice() {
        [] => text.push_str(&format!(
            "# stage = {{ {} = \"{}\" }}\n",
            base.track(main).name,
            stages.first().unwrap_or(&"")
        )),
        stated => {
            let all: Vec<String> = stated
                .iter()
                .map(|(track, stage, _)| {
                    format!("{} = \"{}\"", base.track(*track).name, base.track(*track).stages[*stage].name)
                })
                .collect();
            text.push_str(&format!("stage = {{ {} }}\n", all.join(", ")));
        }
    }
    // Any two parts of the ladder show the form.
    let core: Vec<&str> = base
        .track(main)
        .stages
        .iter()
        .flat_map(|stage| &stage.core)
        .map(|capability| base.capability(*capability).name.as_str())
        .collect();
    let (first, last) = (core.first().unwrap_or(&""), core.last().unwrap_or(&""));
    for (key, list, example) in [("has", &profile.current.has, first), ("lacks", &profile.current.lacks, last)] {
        if list.iter().any(|named| named.origin == Origin::Detected) {
            text.push_str("# detected; look through it before you rely on it\n");
        }
        let names: Vec<String> =
            list.iter().map(|named| format!("\"{}\"", base.capability(named.capability).name)).collect();
        match names.is_empty() {
            true => text.push_str(&format!("# {key} = [\"{example}\"]\n")),
            false => text.push_str(&format!("{key} = [{}]\n", names.join(", "))),
        }
    }
    let lanes: Vec<&str> = base.track(main).lanes.iter().map(|lane| lane.name.as_str()).collect();
    match profile.current.lane {
        Some((track, lane)) => text.push_str(&format!("lane = \"{}\"\n", base.track(track).lanes[lane].name)),
        None => {
            text.push_str(&format!("# lane = \"{}\"  # one of: {}\n", lanes.last().unwrap_or(&""), lanes.join(", ")))
        }
    }
}
