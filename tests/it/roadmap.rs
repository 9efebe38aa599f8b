//! The climb that lies ahead, against a plain run of the judgement month by month.

use proptest::prelude::*;
use serde_json::Value;

use nextrung::advise::{Advisor, Options};
use nextrung::explore::Probe;
use nextrung::problem::SourceText;
use nextrung::profile;
use nextrung::roadmap::{Calendar, HORIZON, roadmap};
use nextrung::rules::RuleBase;

use crate::{base, complained, printed, run};

fn told(arguments: &[&str]) -> Value {
    let output = run(&[&["roadmap", "--format", "json", "--today", "2026-11-21"], arguments].concat());
    assert!(output.status.success(), "{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("the answer is JSON")
}

#[test]
fn a_count_that_grows_crosses_its_line_in_the_month_that_arithmetic_gives() {
    // 8,000 * 1.1^2.34 = 10,000: two months and a third of a month after 21 November is 31 January.
    let plan = told(&["--users", "8k", "--at", "redundant-zones", "--set", "growth_per_month=10%"]);
    let first = &plan["steps"][0];
    assert_eq!(
        (&first["to"], &first["due"]["low"], &first["due"]["high"]),
        (&Value::from("scaled-reads"), &Value::from("2027-01"), &Value::from("2027-01"))
    );
    // Eight weeks before 1 January are 6 November.
    assert_eq!(first["start_by"], "2026-11");
    assert_eq!((&first["now"], first.get("late")), (&Value::from(false), None));
    let second = &plan["steps"][1];
    // 8,000 * 1.1^43.39 = 500,000: 43 months after 21 November is 21 June, and 0.39 months later 2 July.
    assert_eq!(second["due"]["low"], "2030-07");
}

#[test]
fn a_range_of_growth_gives_a_range_of_months() {
    let plan = told(&["--users", "8k", "--at", "redundant-zones", "--set", "growth_per_month=5%..10%"]);
    let due = &plan["steps"][0]["due"];
    // 8,000 * 1.05^4.57 = 10,000: four months after 21 November is 21 March, and 0.57 months later 7 April.
    assert_eq!((&due["low"], &due["high"]), (&Value::from("2027-01"), &Value::from("2027-04")));
}

#[test]
fn a_line_that_is_reached_tomorrow_is_reached_this_month() {
    // 9,990 * 1.05^0.021 = 10,000: on 22 November.
    let arguments = ["--users", "9990", "--at", "redundant-zones", "--set", "growth_per_month=5%"];
    let plan = told(&arguments);
    let first = &plan["steps"][0];
    assert_eq!((&first["due"]["low"], &first["now"]), (&Value::from("2026-11"), &Value::from(false)));
    // Eight weeks before that are past: who begins today is late, and is told so.
    assert_eq!((&first["start_by"], &first["late"]), (&Value::from("2026-09"), &Value::from(true)));
    let text = printed(&run(&[&["roadmap", "--today", "2026-11-21"], &arguments[..]].concat()));
    assert!(text.starts_with("Begin scaled-reads now: it is called for from 2026-11, late already\n"), "{text}");
}

#[test]
fn advise_and_why_and_the_roadmap_name_the_same_month() {
    let arguments = ["--users", "8k", "--at", "redundant-zones", "--set", "growth_per_month=5%"];
    let same = |command: &[&str]| {
        let output = run(&[command, &["--format", "json", "--today", "2026-11-21"], &arguments[..]].concat());
        serde_json::from_str::<Value>(&printed(&output)).expect("the answer is JSON")
    };
    let advice = same(&["advise"]);
    let later = advice["tracks"][0]["later"].as_array().expect("a list");
    let next = later.iter().find(|later| later["to"] == "scaled-reads").expect("it is named");
    // 8,000 * 1.05^4.57 = 10,000: on 7 April.
    assert_eq!(next["due"]["low"], "2027-04", "{next}");
    assert_eq!(same(&["roadmap"])["steps"][0]["due"]["low"], "2027-04");
    assert_eq!(same(&["why", "--target", "step:1"])["due"]["earliest"]["month"], "2027-04");
}

#[test]
fn what_only_one_end_of_a_range_calls_for_is_perhaps_now() {
    let arguments = ["--users", "8k..12k", "--at", "redundant-zones", "--set", "growth_per_month=2%..10%"];
    let plan = told(&arguments);
    let first = &plan["steps"][0];
    assert_eq!((&first["perhaps_now"], &first["now"]), (&Value::from(true), &Value::from(false)));
    // 8,000 * 1.02^11.27 = 10,000: on 29 October.
    assert_eq!(plan["headline"], "Perhaps now scaled-reads, surely by 2027-10");
}

#[test]
fn without_growth_nothing_has_a_month() {
    let plan = told(&["--users", "12k", "--at", "redundant-zones"]);
    assert!(plan.get("growth").is_none());
    for step in plan["steps"].as_array().expect("a list") {
        assert!(step.get("due").is_none() && step.get("start_by").is_none(), "{step}");
        assert_eq!(step["now"], true);
    }
    let text = printed(&run(&["roadmap", "--users", "12k", "--at", "redundant-zones"]));
    assert!(text.lines().next().is_some_and(|line| line.contains("no growth is stated")), "{text}");
    let none = told(&["--users", "12k", "--at", "redundant-zones", "--set", "growth_per_month=0%"]);
    assert!(none.get("growth").is_none());
}

#[test]
fn the_first_step_is_the_one_that_advise_names() {
    let mut with_step = 0;
    for folder in ["examples", "examples/systems"] {
        for entry in std::fs::read_dir(crate::root().join(folder)).expect("there is a folder") {
            let path = entry.expect("it is readable").path().to_string_lossy().into_owned();
            if !path.ends_with(".toml") {
                continue;
            }
            let advice = run(&["advise", &path, "--format", "json", "--today", "2026-11-21"]);
            let advice: Value = serde_json::from_str(&printed(&advice)).expect("the answer is JSON");
            // A stated growth, fast or slow, changes nothing of today.
            for growth in [None, Some("growth_per_month=8%..20%")] {
                let set: Vec<&str> = growth.iter().flat_map(|growth| ["--set", growth]).collect();
                let plan = told(&[&[path.as_str()], set.as_slice()].concat());
                let now = plan["steps"].as_array().expect("a list").iter().find(|step| step["now"] == true);
                match advice.get("next_step") {
                    Some(next) => {
                        let now = now.unwrap_or_else(|| panic!("{path}: {plan}"));
                        assert_eq!((&now["track"], &now["to"]), (&next["track"], &next["to"]), "{path} {growth:?}");
                        assert_eq!(now["number"], 1, "{path} {growth:?}");
                        with_step += 1;
                    }
                    None => assert!(now.is_none(), "{path} {growth:?}: {plan}"),
                }
                if growth.is_none() {
                    assert_eq!(plan["answer"], advice["headline"], "{path}");
                }
            }
        }
    }
    assert!(with_step > 20, "{with_step}");
}

#[test]
fn where_no_step_comes_the_first_line_is_the_answer_of_today() {
    let first = |arguments: &[&str]| {
        let text = printed(&run(&[&["roadmap", "--today", "2026-11-21"], arguments].concat()));
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert!(first(&["--users", "12k"]).contains("--at STAGE"), "{}", first(&["--users", "12k"]));
    let moving = first(&["examples/systems/live-audio-moving-region.toml"]);
    assert!(moving.starts_with("Follow the playbook region-move"), "{moving}");
    let shrinks = first(&["--users", "12k", "--at", "redundant-zones", "--set", "growth_per_month=-5%"]);
    assert_eq!(shrinks, "Now scaled-reads; the load was told not to grow");
}

#[test]
fn steps_that_overlap_are_told_to_be_taken_together() {
    let plan = told(&["--users", "9k", "--at", "redundant-zones", "--set", "growth_per_month=400%"]);
    let steps = plan["steps"].as_array().expect("a list");
    assert!(steps.iter().any(|step| step.get("merges_with").is_some()), "{plan}");
}

/// The first month in which the judgement, asked afresh with the grown numbers written out, has a step.
///
/// A month is one of the calendar, and its load is that of its last moment: what is called for on its 29th day is called
/// for in that month. From 16 June each month ends fifteen of its days, or a day more, after the 16th.
fn first_by_hand(base: &RuleBase, rate: f64, reads: f64, growth: f64, stage: &str) -> Option<(u32, Vec<String>)> {
    let advisor = Advisor::new(base);
    let days = [30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 28.0, 31.0, 30.0, 31.0];
    let ends = (0..=HORIZON).map(|month| {
        let length: f64 = days[month as usize % 12];
        // June 2026 is the first; February of 2028 has 29 days.
        let length = if month == 20 { 29.0 } else { length };
        (month, f64::from(month) + (length - 15.0) / length)
    });
    std::iter::once((0, 0.0)).chain(ends).find_map(|(month, months)| {
        let factor = (1.0 + growth).powf(months);
        let text = format!(
            "format = 1\n[facts]\npeak_rps = \"{}/s\"\ndatabase_reads_per_second = \"{}/s\"\nread_share = 0.9\n\
             growth_per_month = {growth}\n[current]\nstage = {{ scale = \"{stage}\" }}\n",
            (rate * factor).min(1e8),
            (reads * factor).min(1e8),
        );
        let profile = profile::read(&SourceText::new("test.toml", text.as_str()), base).expect("the profile is right");
        // What is called for in that month, not what is begun in time for a later one.
        let options = Options { foresight: false, ..Options::default() };
        let advice = advisor.advise(&profile, options).expect("its facts agree");
        let step = advice.next()?.next.as_ref()?;
        let parts = step.required().map(|action| base.capability(action.capability).name.clone()).collect();
        Some((month, parts))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn months_agree_with_a_run_by_hand(
        rate in 1.0..2_000.0f64,
        reads in 1.0..5_000.0f64,
        growth in 0.02..0.4f64,
        stage in prop::sample::select(vec!["single-server", "managed-database", "redundant-zones", "scaled-reads"]),
    ) {
        let base = base();
        let text = format!(
            "format = 1\n[facts]\npeak_rps = \"{rate}/s\"\ndatabase_reads_per_second = \"{reads}/s\"\nread_share = 0.9\n\
             growth_per_month = {growth}\n[current]\nstage = {{ scale = \"{stage}\" }}\n"
        );
        let profile = profile::read(&SourceText::new("test.toml", text.as_str()), &base).expect("the profile is right");
        let advisor = Advisor::new(&base);
        let plan = roadmap(
            &Probe { advisor: &advisor, profile: &profile, options: Options::default() },
            Calendar::new("2026-06-16"),
        );
        let planned = plan.steps.first().map(|step| {
            let parts: Vec<String> =
                step.required.iter().map(|id| base.capability(*id).name.clone()).collect();
            (step.earliest.expect("growth is stated").month, parts)
        });
        prop_assert_eq!(planned, first_by_hand(&base, rate, reads, growth, stage));
        // A point grows to a point: both courses are one.
        for step in &plan.steps {
            prop_assert_eq!(step.earliest, step.latest);
        }
        prop_assert!(plan.steps.windows(2).all(|pair| pair[0].earliest <= pair[1].earliest));
    }
}

/// A step that a small team may not take is not left out without a word.
#[test]
fn what_is_called_for_and_blocked_has_its_month() {
    let plan =
        told(&["--users", "4.9M", "--at", "scaled-services", "--set", "growth_per_month=5%", "--set", "team_size=2"]);
    let blocked = plan["blocked"].as_array().expect("something is blocked");
    let first = blocked.iter().find(|one| one["to"] == "partitioned-data").expect("it is the next rung");
    // 4,900,000 * 1.05^0.41 = 5,000,000: on 4 December.
    assert_eq!(first["from"], "2026-12");
    assert!(first["but"].as_str().is_some_and(|but| but.contains("team_size >= 3")), "{first}");
    let more =
        told(&["--users", "4.9M", "--at", "scaled-services", "--set", "growth_per_month=5%", "--set", "team_size=9"]);
    assert!(more.get("blocked").is_none(), "{more}");
    assert!(more["steps"].as_array().is_some_and(|steps| steps.iter().any(|step| step["to"] == "partitioned-data")));
}
