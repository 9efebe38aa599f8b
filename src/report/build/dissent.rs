//! Published ladders beside an answer.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::advise::{Advice, Dissent, Standing};
use crate::quantity::Truth;
use crate::report::model::DissentReport;
use crate::rules::RuleBase;

/// What every published ladder says of the same facts: those that are furthest from the answer first.
pub fn dissent(base: &RuleBase, advice: &Advice) -> Vec<DissentReport> {
    let mut found = advice.dissent(base);
    let far = |dissent: &Dissent| match dissent.apart {
        Some((least, most)) if dissent.agrees() == Truth::False => least.abs().min(most.abs()),
        _ => 0,
    };
    found.sort_by_key(|dissent| (Reverse(far(dissent)), dissent.ladder));
    found.iter().map(|dissent| report(base, dissent)).collect()
}

fn report(base: &RuleBase, dissent: &Dissent) -> DissentReport {
    let ladder = &base.ladders[dissent.ladder];
    let stages = base.main_track().map_or(&[][..], |track| base.track(track).stages.as_slice());
    let stage = |rung: usize| stages[ladder.rungs[rung].to].name.clone();
    let rung = match dissent.standing {
        Standing::On { rung } => Some(rung),
        Standing::Below | Standing::Between { .. } => None,
    };
    let (mut possible, mut needs) = (BTreeSet::new(), Vec::new());
    if let Standing::Between { rungs, needs: facts, .. } = &dissent.standing {
        possible = rungs.iter().map(|rung| ladder.rungs[*rung].to).collect();
        needs = facts.iter().map(|fact| base.fact(*fact).name.clone()).collect();
    }
    DissentReport {
        ladder: ladder.id.clone(),
        title: ladder.title.clone(),
        published: ladder.published.clone(),
        user: ladder.user.clone(),
        to: rung.map(stage),
        possible: possible.into_iter().map(|stage| stages[stage].name.clone()).collect(),
        needs,
        agrees: dissent.agrees().word(),
        rungs_apart: dissent.apart.filter(|(least, most)| least == most).map(|(rungs, _)| rungs),
        decided_on: dissent.pass.map(|pass| pass.word()),
        condition: rung.and_then(|rung| ladder.rungs[rung].when.as_ref()).map(|when| when.text().to_owned()),
        says: rung.map(|rung| ladder.rungs[rung].says.clone()),
        source: ladder.provenance.sources.clone(),
        apart: dissent.apart.filter(|_| dissent.agrees() == Truth::False).map(apart),
    }
}

/// `two rungs higher`, `one or two rungs lower`, `three to six rungs lower`.
fn apart((least, most): (i64, i64)) -> String {
    const SMALL: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = |count: u64| {
        let known = usize::try_from(count).ok().and_then(|count| SMALL.get(count).copied());
        known.map_or_else(|| count.to_string(), str::to_owned)
    };
    let (few, many) = (least.unsigned_abs().min(most.unsigned_abs()), least.unsigned_abs().max(most.unsigned_abs()));
    let number = match many - few {
        0 => word(few),
        1 => format!("{} or {}", word(few), word(many)),
        _ => format!("{} to {}", word(few), word(many)),
    };
    let noun = if many == 1 { "rung" } else { "rungs" };
    let way = if least > 0 { "higher" } else { "lower" };
    format!("{number} {noun} {way}")
}
