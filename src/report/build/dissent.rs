//! Published ladders beside an answer.

use crate::advise::{Advice, Dissent, Standing};
use crate::report::model::DissentReport;
use crate::rules::RuleBase;

/// What every published ladder says of the same facts: those that are furthest from the answer first.
pub fn dissent(base: &RuleBase, advice: &Advice) -> Vec<DissentReport> {
    let mut found = advice.dissent(base);
    found.sort_by_key(|dissent| (std::cmp::Reverse(dissent.rungs_apart.map(i64::abs)), dissent.ladder));
    found.iter().map(|dissent| report(base, dissent)).collect()
}

fn report(base: &RuleBase, dissent: &Dissent) -> DissentReport {
    let ladder = &base.ladders[dissent.ladder];
    let stages = base.main_track().map_or(&[][..], |track| base.track(track).stages.as_slice());
    let stage = |rung: usize| stages[ladder.rungs[rung].to].name.clone();
    let (rung, pass) = match dissent.standing {
        Standing::On { rung, pass } => (Some(rung), Some(pass)),
        Standing::Below | Standing::Between { .. } => (None, None),
    };
    let mut possible: Vec<String> = Vec::new();
    if let Standing::Between { rungs, .. } = &dissent.standing {
        for stage in rungs.iter().map(|rung| stage(*rung)) {
            if !possible.contains(&stage) {
                possible.push(stage);
            }
        }
    }
    DissentReport {
        ladder: ladder.id.clone(),
        title: ladder.title.clone(),
        published: ladder.published.clone(),
        user: ladder.user.clone(),
        to: rung.map(stage),
        possible,
        agrees: dissent.agrees.word(),
        rungs_apart: dissent.rungs_apart,
        decided_on: pass.map(|pass| pass.word()),
        condition: rung.and_then(|rung| ladder.rungs[rung].when.as_ref()).map(|when| when.text().to_owned()),
        says: rung.map(|rung| ladder.rungs[rung].says.clone()),
        source: ladder.provenance.sources.clone(),
        apart: dissent.rungs_apart.map(apart),
    }
}

/// `two rungs higher`.
fn apart(rungs: i64) -> String {
    const SMALL: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let count = rungs.unsigned_abs();
    let number = usize::try_from(count).ok().and_then(|count| SMALL.get(count).copied());
    let number = number.map_or_else(|| count.to_string(), str::to_owned);
    let noun = if count == 1 { "rung" } else { "rungs" };
    match rungs {
        0 => "the same rung".to_owned(),
        1.. => format!("{number} {noun} higher"),
        _ => format!("{number} {noun} lower"),
    }
}
