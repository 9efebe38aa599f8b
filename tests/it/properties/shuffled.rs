//! The same profile and the same rules, written in another order.

use nextrung::problem::SourceText;
use nextrung::profile::{self, Named, Origin, Profile, Told};
use nextrung::quantity::{Names, Truth, Values};
use nextrung::rules::{RuleBase, built_in, load};

use super::drawn::{Draw, Space};

/// A profile as a document on one line, so that the order of keys changes no line number.
pub(super) fn document(space: &Space, draw: &mut Draw, profile: &Profile) -> Profile {
    let text = json(space, draw, profile);
    let read = profile::read(&SourceText::new("profile.json", text.as_str()), &space.base);
    read.unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
}

/// A profile as JSON on one line, its keys in any order.
pub(super) fn json(space: &Space, draw: &mut Draw, profile: &Profile) -> String {
    let base = &space.base;
    let mut join = |mut parts: Vec<String>, ends: &str| {
        draw.shuffle(&mut parts);
        format!("{}{}{}", &ends[..1], parts.join(","), &ends[1..])
    };
    let value = |told: &Told| {
        let fact = base.fact(told.fact);
        let names = |names: Names| {
            let names: Vec<String> = names.indices().map(|index| format!("{:?}", fact.members[index])).collect();
            format!("[{}]", names.join(","))
        };
        match told.values {
            values if values == fact.range => "\"unknown\"".to_owned(),
            Values::Number(n) => format!(r#"{{"low":{:?},"high":{:?}}}"#, n.low, n.high),
            Values::Truth(truth) => (truth == Truth::True).to_string(),
            Values::Choice(any) => names(any),
            Values::Set { maybe, .. } => names(maybe),
        }
    };
    let mut table = |origin: Origin| {
        let told = profile.told.iter().filter(|told| told.origin == origin);
        join(told.map(|told| format!("{:?}:{}", base.fact(told.fact).name, value(told))).collect(), "{}")
    };
    let (facts, measured) = (table(Origin::Stated), table(Origin::Measured));
    let mut list = |named: &[Named]| {
        join(named.iter().map(|named| format!("{:?}", base.capability(named.capability).name)).collect(), "[]")
    };
    let current = &profile.current;
    let mut parts = vec![format!("\"has\":{}", list(&current.has)), format!("\"lacks\":{}", list(&current.lacks))];
    let stages = current.stages.iter().map(|(track, stage, _)| {
        let track = base.track(*track);
        format!("{:?}:{:?}", track.name, track.stages[*stage].name)
    });
    parts.push(format!("\"stage\":{}", join(stages.collect(), "{}")));
    parts.extend(current.lane.map(|(track, lane)| format!("\"lane\":{:?}", base.track(track).lanes[lane].name)));
    let parts = vec![
        "\"format\":1".to_owned(),
        format!("\"facts\":{facts}"),
        format!("\"measured\":{measured}"),
        format!("\"current\":{}", join(parts, "{}")),
    ];
    join(parts, "{}")
}

/// The same rules in files, tables and keys of another order. Lists keep theirs: it means something there.
pub(super) fn shuffled_rules(draw: &mut Draw) -> RuleBase {
    let mut layer = built_in();
    draw.shuffle(&mut layer.files);
    for (path, source) in &mut layer.files {
        let many = !path.contains('/');
        let starts = |line: &str, table: bool| match table {
            true => line.starts_with('[') && !line.starts_with("[\""),
            false => line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" = "),
        };
        let mut blocks = chunks(source.text(), |line| starts(line, true));
        for (index, block) in blocks.iter_mut().enumerate().filter(|(index, _)| many || *index == 0) {
            let mut lines = chunks(block, |line| starts(line, false));
            // What comes before the first key is the head of the table.
            draw.shuffle(&mut lines[1..]);
            debug_assert!(index == 0 || lines[0].starts_with('['), "a table has a head");
            *block = lines.concat();
        }
        if many {
            draw.shuffle(&mut blocks[1..]);
        }
        *source = SourceText::new(source.name(), blocks.concat());
    }
    load(&[layer]).expect("an order is no fault")
}

/// The text before the first line that starts something, and the texts from each such line on.
fn chunks(text: &str, starts: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if starts(line) {
            found.push(String::new());
        }
        found.last_mut().expect("one is there from the start").push_str(line);
    }
    found
}
