//! What presses ahead of time: a gate that the stated growth will have hold before the step could be done.

use serde_json::Value;

use nextrung::advise::{Advice, Advisor, ChosenBy, Need, Options, Urgency, Verdict};
use nextrung::explore::{Probe, reasons};
use nextrung::problem::SourceText;
use nextrung::profile::{self, Profile};
use nextrung::report::{Context, build};
use nextrung::roadmap::{Calendar, roadmap};
use nextrung::rules::RuleBase;

use crate::walk::{answer, answer_with, told};
use crate::{base, complained, printed, root, run, run_with};

const TODAY: &str = "2026-11-21";

/// `stage month` of the next step of the main track, the month counted from today; `stay` where there is none.
fn outcome(base: &RuleBase, advice: &Advice) -> String {
    let track = base.main_track().expect("there is a main track");
    let walk = advice.walk(track);
    match &walk.next {
        Some(step) => {
            let to = &base.track(track).stages[step.edge.to].name;
            format!("{to} {}", step.foreseen.map_or("today".to_owned(), |moment| format!("{:.2}", moment.months())))
        }
        None => walk.verdict.word().to_owned(),
    }
}

#[test]
fn what_holds_before_the_step_is_done_presses_and_a_month_later_does_not() {
    let base = base();
    for (line, expected) in [
        // Two to eight weeks are 1.85 months at most: 8,391 * 1.1^1.85 = 10,009, and 8,380 is 9,996 by then.
        ("--at redundant-zones --users 8391 --set growth_per_month=10%", "scaled-reads 1.85"),
        ("--at redundant-zones --users 8380 --set growth_per_month=10%", "stay"),
        ("--at redundant-zones --users 9.5k --set growth_per_month=10%", "scaled-reads 0.54"),
        ("--at redundant-zones --users 10k --set growth_per_month=1%", "scaled-reads 0.01"),
        ("--at redundant-zones --users 11k --set growth_per_month=10%", "scaled-reads today"),
        // Four weeks are 0.93 months: 95 * 1.1^0.54 = 100.02, and 91 * 1.1^0.93 = 99.4.
        ("--at separate-database --users 95 --set growth_per_month=10%", "managed-database 0.54"),
        ("--at separate-database --users 91 --set growth_per_month=10%", "stay"),
        // A year at most: 2,600,000 is less than a year from five million, and more than half of it.
        ("--at scaled-services --users 2.6M --set growth_per_month=10%", "partitioned-data 6.87"),
        ("--at scaled-services --users 2.6M --set growth_per_month=5%", "stay"),
    ] {
        assert_eq!(outcome(&base, &answer(&base, line)), expected, "{line}");
    }
}

#[test]
fn of_ranges_the_slow_end_decides() {
    let base = base();
    for (line, expected) in [
        // 9,000 * 1.05^1.85 = 9,850 and 9,200 * 1.05^1.85 = 10,069.
        ("--at redundant-zones --users 9000 --set growth_per_month=5%..30%", "stay"),
        ("--at redundant-zones --users 9200 --set growth_per_month=5%..30%", "scaled-reads 1.71"),
        ("--at redundant-zones --users 8.2k..9.9k --set growth_per_month=10%", "stay"),
        ("--at redundant-zones --users 8.4k..9.9k --set growth_per_month=10%", "scaled-reads 1.83"),
        // What may stand still or shrink is sure of nothing.
        ("--at redundant-zones --users 9.9k --set growth_per_month=0%..30%", "stay"),
        ("--at redundant-zones --users 9.9k --set growth_per_month=-1%..30%", "stay"),
        ("--at redundant-zones --users 9.9k --set growth_per_month=0%", "stay"),
        ("--at redundant-zones --users 9.9k --set growth_per_month=unknown", "stay"),
    ] {
        assert_eq!(outcome(&base, &answer(&base, line)), expected, "{line}");
    }
}

#[test]
fn what_stands_below_half_of_its_line_waits_however_fast_the_growth() {
    let base = base();
    for (line, expected) in [
        ("--at redundant-zones --users 5000 --set growth_per_month=100%", "stay"),
        ("--at redundant-zones --users 5001 --set growth_per_month=100%", "scaled-reads 1.00"),
        ("--at redundant-zones --users 4900 --set growth_per_month=500%", "stay"),
    ] {
        assert_eq!(outcome(&base, &answer(&base, line)), expected, "{line}");
    }
}

/// Every profile of the examples.
fn examples(base: &RuleBase) -> Vec<(String, Profile)> {
    let mut found = Vec::new();
    for folder in ["examples", "examples/cases", "examples/systems"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("there is a folder") {
            let path = entry.expect("it is readable").path();
            if path.extension().is_some_and(|ext| ext == "toml") {
                let name = path.to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).expect("examples are text");
                let profile = profile::read(&SourceText::new(name.as_str(), text), base).expect("examples are right");
                found.push((name, profile));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[test]
fn without_growth_foresight_changes_nothing() {
    let base = base();
    let advisor = Advisor::new(&base);
    let growth = base.vocabulary.fact("growth_per_month").expect("there is such a fact");
    for (name, mut profile) in examples(&base) {
        profile.told.retain(|told| told.fact != growth);
        let whole = |foresight: bool| {
            let options = Options { foresight, ..Options::default() };
            let advice = advisor.advise(&profile, options).expect("its facts agree");
            assert!(advice.foresight.is_none(), "{name}");
            let context = Context { base: &base, profile: &profile, today: TODAY };
            serde_json::to_string(&build(&context, &advice)).expect("a report is JSON")
        };
        assert_eq!(whole(true), whole(false), "{name}");
        assert!(!whole(true).contains("foreseen"), "{name}");
    }
}

#[test]
fn what_is_broken_today_and_what_is_called_for_today_go_first() {
    let base = base();
    let track = base.main_track().expect("there is a main track");
    let named = |name: &str| base.vocabulary.capability(name).expect("there is such a part");
    let line = "--at redundant-zones --users 9.5k --set growth_per_month=10% --set database_storage_used=95%";
    let advice = answer(&base, line);
    let step = advice.walk(track).next.as_ref().expect("there is a step");
    assert_eq!((step.urgency, step.foreseen), (Some(Urgency::Broken), None));
    // What is only foreseen comes along, and says so.
    let foreseen: Vec<_> =
        step.actions.iter().filter(|action| advice.calls.of(action.capability).foreseen.is_some()).collect();
    assert!(foreseen.iter().any(|action| action.capability == named("read-replicas")), "{step:?}");
    assert!(foreseen.iter().all(|action| action.need != Need::Required), "{step:?}");
    assert!(advice.calls.calls.iter().all(|call| call.foreseen.is_none() || !call.hard));
    // Of two steps that a count calls for, the one of today.
    let advice = answer(&base, "--at single-server --users 95 --set growth_per_month=10%");
    let walk = advice.walk(track);
    assert_eq!(outcome(&base, &advice), "separate-database today");
    assert_eq!(walk.chosen_by, Some(ChosenBy::Today));
    assert!(
        walk.others.iter().any(|step| step.foreseen.is_some_and(|moment| moment.months() <= 1.0)),
        "{:?}",
        walk.others
    );
}

#[test]
fn what_only_assumptions_will_call_for_waits() {
    let base = base();
    // Hot servers would call for a home for static bytes, of which nobody told how many there are.
    let line = "--at redundant-zones --set read_share=80% --set peak_rps=500/s --set app_cpu_peak=58% \
                --set growth_per_month=30%";
    let advice = answer(&base, line);
    let storage = base.vocabulary.capability("object-storage").expect("there is such a part");
    assert_eq!(advice.calls.of(storage).foreseen, None);
    let told = answer(&base, &format!("{line} --set static_share=80%"));
    assert!(told.calls.of(storage).foreseen.is_some_and(|moment| moment.months() <= 1.0));
}

#[test]
fn what_was_told_to_be_beyond_the_team_is_not_begun_ahead_of_time() {
    let base = base();
    let growth = "--set growth_per_month=10%";
    let alone = format!("--at redundant-zones --users 9.9k --set team_size=1 --set operations_engineers=0 {growth}");
    for call in &answer(&base, &alone).calls.calls {
        assert!(call.foreseen.is_none() || !call.beyond_team);
    }
}

#[test]
fn why_rests_on_the_growth_and_ends_without_it() {
    let base = base();
    let advisor = Advisor::new(&base);
    let track = base.main_track().expect("there is a main track");
    let profile = told(&base, "--at redundant-zones --users 9.5k --set growth_per_month=10%");
    let probe = Probe { advisor: &advisor, profile: &profile, options: Options::default() };
    let advice = probe.advise(&profile).expect("its facts agree");
    let parts = reasons(&probe, &advice, track);
    assert!(!parts.is_empty());
    for part in &parts {
        let names: Vec<&str> = part.facts.iter().map(|fact| base.fact(*fact).name.as_str()).collect();
        assert_eq!(names, ["growth_per_month", "users"]);
        for fact in &part.facts {
            let less = probe.advise(&probe.without(&profile, *fact)).expect("its facts agree");
            assert_ne!(less.walk(track).verdict, Verdict::StepUp, "without {}", base.fact(*fact).name);
        }
    }
    let flags = ["--at", "redundant-zones", "--users", "9.5k", "--set", "growth_per_month=10%", "--today", TODAY];
    let text = printed(&run(&[&["why"], flags.as_slice()].concat()));
    assert!(text.contains("rests on growth_per_month, users"), "{text}");
    assert!(text.contains("sure to hold from 2026-12 at 10% a month: users 10,000 then"), "{text}");
    let taken = printed(&run(&[&["why-not", "capability:cache"], flags.as_slice()].concat()));
    assert!(taken.contains("part of the answer"), "{taken}");
}

#[test]
fn every_telling_says_from_when_and_how_long_the_step_takes() {
    let flags = ["--at", "redundant-zones", "--users", "9.5k", "--set", "growth_per_month=10%", "--today", TODAY];
    let tell = |format: &str| {
        let output = run(&[&["advise", "--format", format], flags.as_slice()].concat());
        assert!(output.status.success(), "{}", complained(&output));
        printed(&output)
    };
    for format in ["text", "markdown", "html"] {
        let told: Vec<String> = tell(format).split_whitespace().map(str::to_owned).collect();
        let told = told.join(" ");
        for words in ["called for from 2026-12", "From 2026-12: ", "at 10% a month: users 10,000 then", "2 to 8 weeks"]
        {
            assert!(told.contains(words), "{format} says {words}: {told}");
        }
        // The page tells other counts beside, of which some call for nothing.
        assert!(format == "html" || !told.contains("Not so: "), "{format}");
    }
    let record = printed(&run(&[&["adr"], flags.as_slice()].concat()));
    assert!(record.contains("sure to hold from 2026-12") && !record.contains("not so: "), "{record}");
    let json: Value = serde_json::from_str(&tell("json")).expect("the answer is JSON");
    let track = &json["tracks"][0];
    assert_eq!(track["next"]["foreseen"], "2026-12");
    assert_eq!(track["decided"], false);
    assert_eq!(track["decided_on"], "ladder");
    let reason = &track["because"][0];
    assert_eq!((&reason["holds"], &reason["foreseen"]["month"]), (&Value::from("false"), &Value::from("2026-12")));
    assert_eq!(reason["foreseen"]["values"]["users"]["value"], 10_000);
    assert_eq!(reason["foreseen"]["growth"]["value"], 0.1);
    assert_eq!(json["steps"][0]["foreseen"], "2026-12");
}

#[test]
fn a_batch_answers_as_advise_does() {
    let base = base();
    let advisor = Advisor::new(&base);
    let growth = base.vocabulary.fact("growth_per_month").expect("there is such a fact");
    let (mut lines, mut expected, mut foreseen) = (Vec::new(), Vec::new(), 0);
    for users in [95, 900, 990, 4_900, 8_265, 9_500, 480_000, 900_000, 4_900_000] {
        for stage in ["separate-database", "managed-database", "redundant-zones", "scaled-reads", "scaled-services"] {
            for rate in [0.02, 0.1, 0.3] {
                let text = format!(
                    r#"{{"format":1,"facts":{{"users":{users},"growth_per_month":{rate}}},"current":{{"stage":{{"scale":"{stage}"}}}}}}"#
                );
                let profile =
                    profile::read(&SourceText::new("test.json", text.as_str()), &base).expect("the profile is right");
                assert!(profile.told.iter().any(|told| told.fact == growth));
                let advice = advisor.advise(&profile, Options::default()).expect("its facts agree");
                foreseen += usize::from(
                    advice.walks.iter().any(|walk| walk.next.as_ref().is_some_and(|s| s.foreseen.is_some())),
                );
                lines.push(text);
                let line = nextrung::report::answer_line(&base, &advice, lines.len() as u64, None);
                expected.push(serde_json::to_value(line.expect("there is a main track")).expect("a line is JSON"));
            }
        }
    }
    assert!(foreseen > 10, "{foreseen}");
    let output = run_with(&["batch"], &lines.join("\n"));
    let told: Vec<Value> =
        printed(&output).lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(told, expected);
}

/// What is begun ahead of time today is a step that the roadmap has begin this month, or calls for now.
#[test]
fn the_roadmap_begins_this_month_what_presses_ahead_of_time() {
    let base = base();
    let advisor = Advisor::new(&base);
    let mut profiles: Vec<(String, Profile)> = Vec::new();
    for rate in ["2%", "10%", "30%", "5%..20%"] {
        for (name, mut profile) in examples(&base) {
            let flags = profile::Flags {
                set: vec![SourceText::new("--set", format!("growth_per_month={rate}"))],
                ..profile::Flags::default()
            };
            profile = profile::apply(profile, &flags, &base).expect("the flag is right");
            profiles.push((format!("{name} at {rate}"), profile));
        }
        for (stage, users) in [
            ("separate-database", 95),
            ("managed-database", 980),
            ("redundant-zones", 9_500),
            ("scaled-reads", 480_000),
            ("scaled-services", 4_700_000),
        ] {
            let line = format!("--at {stage} --users {users} --set growth_per_month={rate}");
            profiles.push((line.clone(), told(&base, &line)));
        }
        for measured in ["database_cpu_peak=66%", "app_cpu_peak=58%", "database_connections_peak=75%"] {
            let line = format!(
                "--at redundant-zones --set read_share=80% --set peak_rps=500/s --set {measured} \
                 --set growth_per_month={rate}"
            );
            profiles.push((line.clone(), told(&base, &line)));
        }
    }
    let mut seen = 0;
    for (name, profile) in &profiles {
        let advice = advisor.advise(profile, Options::default()).expect("its facts agree");
        let probe = Probe { advisor: &advisor, profile, options: Options::default() };
        let Some(walk) = advice.next() else { continue };
        let step = walk.next.as_ref().expect("a walk in the order has a step");
        let context = Context { base: &base, profile, today: TODAY };
        let plan = nextrung::report::roadmap(&context, &advice, &probe, &roadmap(&probe, Calendar::new(context.today)));
        let track = &base.track(walk.track).name;
        let begun = plan.steps.iter().filter(|planned| {
            planned.to.track == *track
                && (planned.now || planned.start_by.as_deref().is_some_and(|month| month <= &TODAY[..7]))
        });
        // The roadmap may go further in one go: what it begins ends on the same rung, or brings the same part.
        let to = &base.track(walk.track).stages[step.edge.to].name;
        let parts: Vec<&str> = step.required().map(|action| base.capability(action.capability).name.as_str()).collect();
        let is_begun = begun
            .into_iter()
            .any(|planned| planned.to.to == *to || planned.required.iter().any(|part| parts.contains(&part.as_str())));
        assert!(is_begun, "{name}: {to} of {track} for {parts:?}");
        seen += usize::from(step.foreseen.is_some());
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn an_answer_that_was_told_without_foresight_waits() {
    let base = base();
    let line = "--at redundant-zones --users 9.5k --set growth_per_month=10%";
    let today = answer_with(&base, line, Options { foresight: false, ..Options::default() });
    assert_eq!(outcome(&base, &today), "stay");
}

/// How fast the load grows says nothing of how much there is: a range that stands across a line is as open as without it.
#[test]
fn growth_alone_settles_nothing() {
    let base = base();
    for growth in ["", " --set growth_per_month=5%", " --set growth_per_month=0%", " --set growth_per_month=2%..10%"] {
        let line = format!("--at redundant-zones --users 8k..12k{growth}");
        assert_eq!(outcome(&base, &answer(&base, &line)), "undecided", "{line}");
    }
    let alone = printed(&run(&["advise", "--set", "growth_per_month=5%"]));
    assert!(alone.starts_with("Nothing is known yet"), "{alone}");
}
