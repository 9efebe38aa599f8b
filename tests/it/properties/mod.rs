//! Laws of whole answers, held against profiles drawn over the whole fact space of the real rule base.
//!
//! A profile that breaks a law is made smaller before it is shown.

mod drawn;
mod shuffled;

use std::sync::Arc;

use drawn::{Draw, SPACE, Space, hard, narrower, rules, wider};
use nextrung::advise::{Advice, Advisor, Architecture, Calls, FactSheet, Layer, Need, Options, Status, Verdict, View};
use nextrung::expr::{CapabilityId, FactId};
use nextrung::problem::{Place, SourceText};
use nextrung::profile::{self, Current, Flags, Named, Origin, Profile, Told};
use nextrung::quantity::{Interval, Truth, Unit, Values};
use nextrung::report::{Context, Format, Look, build, tell};
use nextrung::rules::RuleBase;
use shuffled::{document, shuffled_rules};

/// How many cases to draw; more where somebody asks for them.
fn cases(count: u64) -> u64 {
    count * std::env::var("MORE_CASES").ok().and_then(|times| times.parse::<u64>().ok()).unwrap_or(1)
}

/// The first pass over a profile, with every condition of every gate.
fn on_facts(space: &Space, profile: &Profile) -> (Calls, Vec<Vec<Truth>>) {
    let base = &space.base;
    let sheet = FactSheet::new(base, profile);
    let architecture = Architecture::new(base, profile);
    let view = View { base, sheet: &sheet, architecture: &architecture, bills: None, layer: Layer::Facts };
    let truths = base.gates.iter().map(|gate| {
        [Some(&gate.when), gate.unless.as_ref(), hard(gate)].into_iter().flatten().map(|f| f.truth(&view)).collect()
    });
    (Calls::new(base, &sheet, &architecture, false), truths.collect())
}

/// Nothing is settled or flipped when one told value grows wider.
fn widening_keeps(space: &Space, profile: &Profile, fact: FactId, wide: Values) -> Result<(), String> {
    let Some(index) = profile.told.iter().position(|told| told.fact == fact) else { return Ok(()) };
    if !profile.told[index].values.within(&wide) {
        return Ok(());
    }
    let mut forgot = profile.clone();
    forgot.told[index].values = wide;
    let ((calls, truths), (later_calls, later_truths)) = (on_facts(space, profile), on_facts(space, &forgot));
    let turned = |before: Truth, after: Truth| after != Truth::Unknown && after != before;
    let name = &space.base.fact(fact).name;
    for id in space.base.gate_ids() {
        let pairs = truths[id.0 as usize].iter().zip(&later_truths[id.0 as usize]);
        if let Some((before, after)) = pairs.into_iter().find(|(before, after)| turned(**before, **after)) {
            return Err(format!("{name} to {wide:?}: `{}` goes {before:?} to {after:?}", space.base.gate(id).id));
        }
    }
    for capability in space.base.capability_ids() {
        let (before, after) = (calls.of(capability).on_facts, later_calls.of(capability).on_facts);
        if turned(before, after) {
            let capability = &space.base.capability(capability).name;
            return Err(format!("{name} to {wide:?}: `{capability}` goes {before:?} to {after:?}"));
        }
    }
    Ok(())
}

#[test]
fn widening_a_value_settles_no_capability_and_flips_none() {
    let space = &*SPACE;
    for case in 0..cases(2_500) {
        let mut draw = Draw::new(1, case);
        let profile = space.profile(&mut draw, 75);
        let Some(told) = draw.pick(&profile.told) else { continue };
        let wide = wider(space, &mut draw, told.fact, &told.values);
        space.holds(case, &profile, &|profile| widening_keeps(space, profile, told.fact, wide));
    }
}

#[test]
fn widening_a_value_settles_no_condition_of_any_gate() {
    let space = &*SPACE;
    for id in space.base.gate_ids() {
        let facts = space.base.gate(id).when.facts();
        for case in 0..8 {
            let mut draw = Draw::new(2, u64::from(id.0) << 8 | case);
            let mut profile = profile::empty();
            space.fill(&mut draw, &mut profile, &facts, true);
            space.describe(&mut draw, &mut profile);
            let Some(told) = draw.pick(&profile.told) else { continue };
            let wide = wider(space, &mut draw, told.fact, &told.values);
            space.holds(case, &profile, &|profile| widening_keeps(space, profile, told.fact, wide));
        }
    }
}

/// Whether two profiles that differ in one load stand in the order of that load.
fn load_never_lowers(space: &Space, low: &Profile, fact: FactId, more: f64) -> Result<(), String> {
    let mut high = low.clone();
    let Some(told) = high.told.iter_mut().find(|told| told.fact == fact) else { return Ok(()) };
    told.values = Values::Number(Interval::point(more));
    let (Some(before), Some(after)) = (space.advise(low), space.advise(&high)) else { return Ok(()) };
    // Where the rise changes a mix or a swing that is worked out from it, not all else is equal: it is other load.
    let changes_the_mix = space.base.fact_ids().filter(|id| *id != fact).any(|id| {
        let (old, new) = (before.sheet.on_facts(id), after.sheet.on_facts(id));
        let falls = new.interval().low < old.interval().low || new.interval().high < old.interval().high;
        let reckoned = before.sheet.likely(id) != after.sheet.likely(id);
        (old != new && (!space.base.fact(id).load || falls)) || (reckoned && !space.base.fact(id).load)
    });
    if changes_the_mix {
        return Ok(());
    }
    let (before, after) = (before.walk(space.track), after.walk(space.track));
    if after.fitting < before.fitting {
        let stage = |index: usize| &space.base.track(space.track).stages[index].name;
        return Err(format!(
            "{} up to {more}: {} falls to {}; {:?} then {:?}, paths {:?} then {:?}",
            space.base.fact(fact).name,
            stage(before.fitting),
            stage(after.fitting),
            before.verdict,
            after.verdict,
            before.path,
            after.path,
        ));
    }
    Ok(())
}

#[test]
fn more_load_never_lowers_the_rung_that_fits() {
    let space = &*SPACE;
    let loads: Vec<FactId> = space.used.iter().copied().filter(|fact| space.base.fact(*fact).load).collect();
    // Undescribed, and described in each lane.
    let mut pairs = [0; 5];
    for case in 0..cases(2_000) {
        let mut draw = Draw::new(4, case);
        let mut profile = space.profile(&mut draw, 75);
        let fact = draw.pick(&loads).expect("there are loads");
        let a = space.number(&mut draw, fact);
        // Beside a long way up, the shortest that can change anything.
        let b = if draw.chance(60) { space.over(fact, a) } else { space.number(&mut draw, fact) };
        let few = draw.pick(&[0, 2, 50]).expect("a list of three");
        profile.told.truncate(few);
        profile.told.retain(|told| told.fact != fact);
        profile.told.push(space.told(fact, Values::Number(Interval::point(a.min(b))), Origin::Stated));
        profile.told.sort_by_key(|told| (told.fact, told.origin));
        let Some(advice) = space.advise(&profile).filter(|_| a != b) else { continue };
        pairs[advice.architecture.placed(space.track).map_or(0, |placed| placed.lane.map_or(1, |lane| lane + 2))] += 1;
        space.holds(case, &profile, &|profile| load_never_lowers(space, profile, fact, a.max(b)));
    }
    assert!(pairs.iter().sum::<u32>() >= 1_000 && pairs.iter().filter(|pairs| **pairs > 100).count() >= 4, "{pairs:?}");
}

/// What the walks of an answer promise whatever was told.
fn sane(space: &Space, profile: &Profile) -> Result<(), String> {
    let base = &space.base;
    let Some(advice) = space.advise(profile) else { return Ok(()) };
    let name = |id: CapabilityId| base.capability(id).name.as_str();
    for walk in &advice.walks {
        let described = advice.architecture.placed(walk.track).is_some();
        let absent = !described || matches!(walk.verdict, Verdict::Stay | Verdict::Undecided);
        if walk.next.is_none() != absent {
            return Err(format!("{:?}, described: {described}, next: {:?}", walk.verdict, walk.next));
        }
        let Some(step) = &walk.next else { continue };
        if walk.verdict == Verdict::StepUp && step.status == Status::Go && step.required().next().is_none() {
            return Err(format!("a step up without a required action: {step:?}"));
        }
        let mut brought: Vec<CapabilityId> = Vec::new();
        for action in step.required().filter(|action| advice.calls.of(action.capability).holds == Truth::True) {
            let has = Named::stated(action.capability, Place::whole(&SourceText::new("x", "")));
            let current = Current { has: vec![has], ..Default::default() };
            let alone = Architecture::new(base, &Profile { current, ..profile::empty() });
            brought.extend(base.capability_ids().filter(|id| alone.has(*id) == Truth::True));
        }
        for action in &step.actions {
            let (id, has) = (action.capability, advice.architecture.has(action.capability));
            if step.status == Status::Go && has == Truth::True {
                return Err(format!("`{}` is there already", name(id)));
            }
            if action.need != Need::Required || walk.verdict == Verdict::SwitchLane {
                continue;
            }
            let call = advice.calls.of(id);
            let rides = step.requires.iter().any(|needed| needed.rides_along == Some(id));
            if call.holds != Truth::True && !brought.contains(&id) && !rides {
                return Err(format!("nothing asks for `{}`", name(id)));
            }
            if has == Truth::Unknown && !call.hard {
                return Err(format!("`{}` may be there and is required: {step:?}", name(id)));
            }
        }
    }
    Ok(())
}

#[test]
fn a_walk_is_sane() {
    let space = &*SPACE;
    for case in 0..cases(2_000) {
        let mut draw = Draw::new(5, case);
        let profile = space.profile(&mut draw, 80);
        space.holds(case, &profile, &|profile| sane(space, profile));
    }
}

/// Another count, all else equal. Assumptions turn a count into a rate and a swing, and a swing is a reason to keep
/// something, so the way back is held against facts alone.
fn count_sends_nobody_back(space: &Space, profile: &Profile, users: FactId, other: f64) -> Result<(), String> {
    let mut changed = profile.clone();
    let Some(told) = changed.told.iter_mut().find(|told| told.fact == users) else { return Ok(()) };
    told.values = Values::Number(Interval::point(other));
    for assumptions in [false, true] {
        let advise = |profile: &Profile| {
            Advisor::new(&space.base).advise(profile, Options { assumptions, ..Options::default() }).ok()
        };
        let (Some(before), Some(after)) = (advise(profile), advise(&changed)) else { return Ok(()) };
        let (now, then) = (before.walk(space.track), after.walk(space.track));
        let back = |verdict: Verdict| verdict == Verdict::StepDown;
        if !assumptions && back(now.verdict) != back(then.verdict) {
            return Err(format!("{other} users: {:?} turns to {:?}", now.verdict, then.verdict));
        }
        let placed = after.architecture.placed(space.track).map_or(0, |placed| placed.stage);
        if then.next.as_ref().is_some_and(|step| !back(then.verdict) && step.edge.to < placed) {
            return Err(format!("{other} users lead below {placed}"));
        }
    }
    Ok(())
}

#[test]
fn a_count_never_sends_a_system_back() {
    let space = &*SPACE;
    let users = space.base.vocabulary.fact("users").expect("there are users");
    for case in 0..cases(1_000) {
        let mut draw = Draw::new(6, case);
        let mut profile = space.profile(&mut draw, 0);
        space.describe(&mut draw, &mut profile);
        profile.told.retain(|told| told.fact != users);
        let (first, other) = (space.number(&mut draw, users), space.number(&mut draw, users));
        profile.told.push(space.told(users, Values::Number(Interval::point(first)), Origin::Stated));
        profile.told.sort_by_key(|told| (told.fact, told.origin));
        space.holds(case, &profile, &|profile| count_sends_nobody_back(space, profile, users, other));
    }
}

/// Every format of an answer; nothing where facts contradict.
fn answers(base: &RuleBase, profile: &Profile) -> Vec<String> {
    let Ok(advice) = Advisor::new(base).advise(profile, Options::default()) else { return Vec::new() };
    let report = build(&Context { base, profile, today: "2026-11-21" }, &advice);
    Format::WORDS.iter().map(|(_, format)| tell(&report, *format, Look::PLAIN)).collect()
}

#[test]
fn order_and_repetition_change_no_byte() {
    let space = &*SPACE;
    let again = rules();
    let mut answered = 0;
    for case in 0..200 {
        let mut draw = Draw::new(7, case);
        let drawn = space.profile(&mut draw, 75);
        let first = answers(&space.base, &document(space, &mut draw, &drawn));
        answered += usize::from(!first.is_empty());
        assert_eq!(first, answers(&again, &document(space, &mut draw, &drawn)), "{}", space.show(&drawn));
    }
    assert!(answered >= 100, "{answered} answered");
    for case in 0..6 {
        let mut draw = Draw::new(8, case);
        let other = shuffled_rules(&mut draw);
        assert_eq!(space.base.fingerprint, other.fingerprint, "case {case}");
        for _ in 0..40 {
            let drawn = space.profile(&mut draw, 75);
            let drawn = document(space, &mut draw, &drawn);
            assert_eq!(answers(&space.base, &drawn), answers(&other, &drawn), "{}", space.show(&drawn));
        }
    }
}

#[test]
fn the_order_of_flags_changes_no_byte() {
    let space = &*SPACE;
    for case in 0..200 {
        let mut draw = Draw::new(9, case);
        let drawn = space.profile(&mut draw, 100);
        let flag = |name: &str, text: String| SourceText::new(name, text);
        let plain = drawn.told.iter().filter_map(|told| {
            let fact = space.base.fact(told.fact);
            let value = match (fact.unit, told.values) {
                (_, values) if values == fact.range => "unknown".to_owned(),
                (Unit::Share, Values::Number(n)) if n.is_point() && !(0.0..=1.0).contains(&n.low) => {
                    format!("{}%", n.low * 100.0)
                }
                (Unit::Count | Unit::Ratio | Unit::Share, Values::Number(n)) if n.is_point() => n.low.to_string(),
                (Unit::Bool, Values::Truth(truth)) => truth.word().to_owned(),
                _ => return None,
            };
            Some(flag("--set", format!("{}={value}", fact.name)))
        });
        let named = |named: &[Named], name: &str| -> Vec<Arc<SourceText>> {
            named.iter().map(|named| flag(name, space.base.capability(named.capability).name.clone())).collect()
        };
        let lane = drawn.current.lane.map(|(track, lane)| space.base.track(track).lanes[lane].name.clone());
        let stages = drawn.current.stages.iter().map(|(track, stage, _)| {
            let track = space.base.track(*track);
            flag("--at", format!("{}={}", track.name, track.stages[*stage].name))
        });
        let mut flags = Flags {
            set: plain.collect(),
            at: stages.collect(),
            has: named(&drawn.current.has, "--has"),
            lacks: named(&drawn.current.lacks, "--lacks"),
            lane: lane.map(|lane| flag("--lane", lane)),
            ..Flags::default()
        };
        let answered = |flags: &Flags| {
            answers(&space.base, &profile::apply(profile::empty(), flags, &space.base).expect("the flags are right"))
        };
        let first = answered(&flags);
        [&mut flags.set, &mut flags.has, &mut flags.lacks].into_iter().for_each(|list| draw.shuffle(list));
        assert_eq!(first, answered(&flags), "{}", space.show(&drawn));
    }
}

/// Every key of a document, and whether every number is finite.
fn keys(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.push(key.clone());
            keys(value, found);
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        serde_json::Value::Number(number) => {
            assert!(number.as_f64().is_some_and(f64::is_finite), "{number} is no finite number");
        }
        serde_json::Value::Null => panic!("a null says nothing"),
        _ => {}
    }
}

#[test]
fn json_parses_and_promises_nothing_that_is_not_built() {
    let space = &*SPACE;
    let mut parsed = 0;
    for case in 0..cases(600) {
        let mut draw = Draw::new(10, case);
        let profile = space.profile(&mut draw, 75);
        let Some(advice) = space.advise(&profile) else { continue };
        let report = build(&Context { base: &space.base, profile: &profile, today: "2026-11-21" }, &advice);
        let text = tell(&report, Format::Json, Look::PLAIN);
        let value: serde_json::Value = serde_json::from_str(&text).expect("an answer is JSON");
        let mut found = Vec::new();
        keys(&value, &mut found);
        for key in ["dissent", "influence"] {
            assert!(!found.iter().any(|known| known == key), "`{key}` in\n{}", space.show(&profile));
        }
        parsed += 1;
    }
    assert!(parsed >= 400, "{parsed} parsed");
}

/// What a decided answer promises to keep.
fn promise(space: &Space, advice: &Advice) -> (Verdict, Option<usize>) {
    let walk = advice.walk(space.track);
    (walk.verdict, walk.next.as_ref().map(|step| step.edge.to))
}

/// A decided answer, and the same with more told: verdict and rung must be the same.
fn decided_stays(space: &Space, profile: &Profile, more: &[Told]) -> Result<(), String> {
    let Some(before) = space.advise(profile).filter(|advice| advice.walk(space.track).decided) else { return Ok(()) };
    if !before.questions(&space.base, before.walk(space.track)).is_empty() {
        return Err("a decided answer asks".to_owned());
    }
    let mut fuller = profile.clone();
    // A growth of which nothing was known may have a step begun ahead of time: of that no answer promises anything.
    for told in more {
        match fuller.told.iter_mut().find(|old| old.fact == told.fact) {
            Some(old) if told.values.within(&old.values) => old.values = told.values,
            Some(_) => {}
            None if space.base.fact(told.fact).growth => {}
            None => fuller.told.push(told.clone()),
        }
    }
    fuller.told.sort_by_key(|told| (told.fact, told.origin));
    let Some(after) = space.advise(&fuller) else { return Ok(()) };
    let (old, new) = (promise(space, &before), promise(space, &after));
    if old == new {
        return Ok(());
    }
    let base = &space.base;
    let added = Profile { told: more.to_vec(), ..profile::empty() };
    let urgency = |advice: &Advice| advice.walk(space.track).next.as_ref().and_then(|step| step.urgency);
    let stage = |to: Option<usize>| to.map(|to| base.track(space.track).stages[to].name.as_str());
    Err(format!(
        "decided {:?} to {:?} by {:?} becomes {:?} to {:?} by {:?}, told also\n{}\nbeside",
        old.0,
        stage(old.1),
        urgency(&before),
        new.0,
        stage(new.1),
        urgency(&after),
        space.show(&added)
    ))
}

#[test]
fn a_decided_answer_is_turned_by_no_further_fact() {
    let space = &*SPACE;
    let (mut decided, mut case) = ([0, 0], 0);
    while decided.iter().sum::<u64>() < cases(300) || decided[0] < 30 || decided[1] < 30 {
        case += 1;
        assert!(case < cases(20_000), "answers are hardly ever decided: {decided:?}");
        let mut draw = Draw::new(11, case);
        let mut profile = profile::empty();
        space.describe(&mut draw, &mut profile);
        let few: Vec<FactId> = space.used.iter().copied().filter(|_| draw.chance(30)).collect();
        if draw.chance(75) {
            let few = &few[..few.len().min(draw.below(4))];
            space.fill(&mut draw, &mut profile, few, false);
            space.calm(&mut draw, &mut profile);
        } else {
            space.fill(&mut draw, &mut profile, &few, false);
        }
        let verdict = |profile: &Profile| {
            space
                .advise(profile)
                .map(|advice| advice.walk(space.track).clone())
                .filter(|w| w.decided)
                .map(|w| w.verdict)
        };
        let Some(first) = verdict(&profile) else { continue };
        decided[usize::from(first == Verdict::Stay)] += 1;
        // The less is told, the more is left to turn the answer.
        for _ in 0..12 {
            let mut less = profile.clone();
            less.told.retain(|_| !draw.chance(10));
            if verdict(&less).is_some() {
                profile = less;
            }
        }
        for _ in 0..20 {
            let mut more = Profile { told: profile.told.clone(), ..profile::empty() };
            let often = draw.below(100);
            let mut rest: Vec<FactId> = space.used.iter().copied().filter(|_| draw.chance(often)).collect();
            draw.shuffle(&mut rest);
            space.fill(&mut draw, &mut more, &rest, true);
            let more: Vec<Told> = more
                .told
                .iter()
                .filter_map(|told| match profile.told.iter().any(|old| old.fact == told.fact) {
                    true => draw.chance(50).then(|| narrower(space, &mut draw, told)),
                    false => Some(told.clone()),
                })
                .collect();
            space.holds(case, &profile, &|profile| decided_stays(space, profile, &more));
        }
    }
}

/// A thousand profiles, a line each: every line says what the whole answer says.
#[test]
fn a_batch_of_profiles_is_a_thousand_answers() {
    let space = &*SPACE;
    let mut lines = Vec::new();
    let mut expected = Vec::new();
    for case in 0.. {
        if lines.len() == 1000 {
            break;
        }
        let mut draw = Draw::new(11, case);
        let profile = space.profile(&mut draw, 75);
        let Some(advice) = space.advise(&profile) else { continue };
        lines.push(shuffled::json(space, &mut draw, &profile));
        let line = nextrung::report::answer_line(&space.base, &advice, lines.len() as u64, None);
        expected.push(serde_json::to_value(line.expect("there is a main track")).expect("a line is JSON"));
    }
    let result = crate::run_with(&["batch"], &lines.join("\n"));
    assert_eq!(result.status.code(), Some(0), "{}", crate::complained(&result));
    let printed = crate::printed(&result);
    let told: Vec<serde_json::Value> =
        printed.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(told.len(), expected.len());
    for (at, (told, expected)) in told.iter().zip(&expected).enumerate() {
        assert_eq!(told, expected, "{}", lines[at]);
    }
}
