//! Load, capacity and cost: what they must hold to, and that each can be followed to where it comes from.

use nextrung::advise::{Advice, Advisor, Options};
use nextrung::estimate::{Bill, reference_bills};
use nextrung::problem::SourceText;
use nextrung::profile;
use nextrung::rules::RuleBase;
use serde_json::Value;

use crate::{Scratch, base, complained, printed, run};

fn advice(base: &RuleBase, text: &str) -> Advice {
    let profile = profile::read(&SourceText::new("test.toml", text), base).expect("the profile is right");
    Advisor::new(base).advise(&profile, Options::default()).expect("its facts agree")
}

fn bills(base: &RuleBase, users: u64) -> Vec<Bill> {
    reference_bills(base, &advice(base, &format!("format = 1\n[facts]\nusers = {users}\n")))
}

fn answer(arguments: &[&str]) -> Value {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}\n{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("the answer is JSON")
}

fn examples() -> Vec<String> {
    let folders = ["examples", "examples/cases", "examples/systems"];
    let mut found: Vec<String> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(crate::root().join(folder)).expect("the folder is there").flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.strip_prefix(crate::root()).expect("it is below").to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert!(found.len() >= 20);
    found
}

#[test]
fn every_reference_stage_costs_more_with_more_users() {
    let base = base();
    let counts: Vec<u64> = (0..=28).map(|step| (100.0 * 10f64.powf(f64::from(step) / 4.0)) as u64).collect();
    let all: Vec<Vec<Bill>> = counts.iter().map(|users| bills(&base, *users)).collect();
    for (stage, first) in all[0].iter().enumerate() {
        assert!(first.sum.typical > 0.0, "stage {stage} costs nothing");
        for (index, pair) in all.windows(2).enumerate() {
            let (fewer, more) = (&pair[0][stage].sum, &pair[1][stage].sum);
            let between = format!("stage {stage}, {} and {} users", counts[index], counts[index + 1]);
            assert!(fewer.typical <= more.typical * (1.0 + 1e-9), "{between}: {fewer:?} {more:?}");
        }
        let (first, last) = (&all[0][stage].sum, &all[counts.len() - 1][stage].sum);
        assert!(last.typical > 10.0 * first.typical, "stage {stage} hardly grows");
    }
}

/// The worked figure of the research for two zones: about 93 dollars, before addresses and volumes of the servers.
#[test]
fn the_cheapest_two_zones_cost_what_was_worked_out() {
    let base = base();
    let stage = base.tracks[base.main_track().expect("there is one").0 as usize]
        .stages
        .iter()
        .position(|stage| stage.name == "redundant-zones")
        .expect("it is there");
    let bill = &bills(&base, 1_000)[stage];
    let itemised: f64 = bill
        .lines
        .iter()
        .filter(|line| ["addresses", "volumes"].iter().any(|name| line.declared(&base).id.ends_with(name)))
        .map(|line| line.figure.low)
        .sum();
    assert!(bill.sum.low <= 93.0 + itemised + 0.5, "{} against 93 and {itemised}", bill.sum.low);
    assert!(bill.sum.low >= 85.0, "{}", bill.sum.low);
}

#[test]
fn a_figure_lies_between_its_ends_and_a_sum_is_the_sum_of_its_lines() {
    let base = base();
    for users in [10, 12_000, 3_000_000] {
        for bill in bills(&base, users) {
            let lines: f64 = bill.lines.iter().map(|line| line.figure.typical).sum();
            assert!((lines - bill.sum.typical).abs() < 1e-6 * lines.max(1.0), "{lines} {:?}", bill.sum);
            assert!((bill.fixed + bill.usage - lines).abs() < 1e-6 * lines.max(1.0));
            for figure in bill.lines.iter().map(|line| line.figure).chain([bill.sum]) {
                assert!(
                    0.0 <= figure.low && figure.low <= figure.typical && figure.typical <= figure.high,
                    "{figure:?}"
                );
            }
        }
    }
}

/// Every object that tells dollars a month as a sum tells how much of it is assumed.
#[test]
fn no_cost_stands_without_its_assumed_share() {
    fn walk(value: &Value, path: &str, seen: &mut usize) {
        match value {
            Value::Object(map) => {
                if map.contains_key("fixed") && map.contains_key("typical") {
                    *seen += 1;
                    let share = map.get("assumed_share").and_then(Value::as_f64);
                    assert!(share.is_some_and(|share| (0.0..=1.0).contains(&share)), "{path}: {value}");
                }
                map.iter().for_each(|(key, inner)| walk(inner, &format!("{path}/{key}"), seen));
            }
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, path, seen)),
            _ => {}
        }
    }
    let mut seen = 0;
    for example in examples() {
        walk(&answer(&["advise", &example, "--format", "json", "--today", "2026-11-21"]), &example, &mut seen);
    }
    assert!(seen > 40, "{seen}");
    let text = printed(&run(&["advise", "--users", "12k", "--at", "redundant-zones"]));
    assert!(text.contains("% of it assumed"), "{text}");
}

/// `why` follows every line, part, size and load of an answer down to facts and tables with sources.
#[test]
fn every_figure_of_an_answer_can_be_followed() {
    for example in ["examples/hot-database.toml", "examples/fan-platform.toml", "examples/over-built.toml"] {
        let told = answer(&["advise", example, "--format", "json"]);
        let mut targets: Vec<String> = vec!["cost".to_owned()];
        for when in ["present", "next"] {
            let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
            for line in list(&told["costs"][when], "lines") {
                targets.push(format!("cost:{}", line["id"].as_str().expect("it has one")));
            }
            for fill in list(&told["capacity"], when) {
                targets.push(format!("capacity:{}", fill["component"].as_str().expect("it has one")));
            }
        }
        for load in told["load"].as_array().expect("there is load") {
            targets.push(format!("fact:{}", load["fact"].as_str().expect("it has one")));
        }
        for track in told["tracks"].as_array().expect("there are tracks") {
            for size in track["next"]["sizes"].as_array().unwrap_or(&Vec::new()) {
                targets.push(format!("quantity:{}", size["quantity"].as_str().expect("it has one")));
            }
        }
        targets.sort();
        targets.dedup();
        assert!(targets.len() > 15, "{example}: {targets:?}");
        // One answer whole, of the others every fourth number: each is a run of the program.
        let every = if example.contains("hot-database") { 1 } else { 4 };
        for target in targets.into_iter().step_by(every) {
            let why = answer(&["why", example, "--target", &target, "--format", "json"]);
            let formulas = why["formulas"].as_array().expect("there are formulas");
            assert!(!formulas.is_empty(), "{example} {target}");
            for table in why["tables"].as_array().expect("a list") {
                assert!(!table["source"].as_array().expect("a list").is_empty(), "{target}: {table}");
                assert!(table["as_of"].as_str().is_some_and(|day| day.len() == 10), "{target}: {table}");
            }
            for fact in why["facts"].as_array().expect("a list") {
                let how = fact["how"].as_str().unwrap_or_default();
                assert!(!how.is_empty(), "{target}: {fact} says nothing of where it comes from");
            }
        }
    }
}

#[test]
fn a_price_or_a_limit_in_an_overlay_changes_what_is_told() {
    let scratch = Scratch::new("prices");
    let price = "format = 1\n[price.\"alb.hour\"]\nreason = \"Our contract.\"\nusd = { us-east-1 = 10.0 }\n";
    scratch.write("dear/prices/load-balancing.toml", price);
    let limit = "format = 1\n[limit.standby-price]\nreason = \"Our contract.\"\nvalue = 3\n";
    scratch.write("standby/limits/databases.toml", limit);
    let told = |overlay: Option<&str>| {
        let folder = overlay.map(|name| scratch.0.join(name).to_string_lossy().into_owned());
        let mut arguments = vec!["advise", "--users", "12k", "--at", "redundant-zones", "--format", "json"];
        if let Some(folder) = &folder {
            arguments.extend(["--rules", folder]);
        }
        let answer = answer(&arguments);
        let line = |id: &str| {
            let lines = answer["costs"]["present"]["lines"].as_array().expect("there are lines").clone();
            let found = lines.into_iter().find(|line| line["id"] == id).expect("the line is there");
            found["typical"].as_f64().expect("it is a number")
        };
        (line("load-balancer/hours"), line("database/standby"))
    };
    let (balancer, standby) = told(None);
    assert!((balancer - 16.43).abs() < 0.01, "{balancer}");
    assert_eq!(told(Some("dear")), (7300.0, standby));
    let (same, doubled) = told(Some("standby"));
    assert!((same - balancer).abs() < 1e-9 && (doubled / standby - 2.0).abs() < 0.05, "{doubled} {standby}");
}

#[test]
fn another_region_has_other_prices_and_says_which_are_estimates() {
    let of = |region: &str| {
        let region = format!("serving_region={region}");
        answer(&["advise", "--users", "12k", "--at", "redundant-zones", "--set", &region, "--format", "json"])
    };
    let sum = |answer: &Value| answer["costs"]["present"]["typical"].as_f64().expect("a number");
    let (virginia, seoul) = (of("us-east-1"), of("ap-northeast-2"));
    assert!(sum(&seoul) > sum(&virginia), "{} {}", sum(&seoul), sum(&virginia));
    assert_eq!(seoul["costs"]["region"], "ap-northeast-2");
    let elsewhere = of("elsewhere");
    let lines = elsewhere["costs"]["present"]["lines"].as_array().expect("a list").len();
    assert!(lines < 3, "there are no prices elsewhere, and {lines} lines have one");
}

#[test]
fn what_nobody_described_costs_nothing_that_is_told() {
    let told = answer(&["advise", "--users", "12k", "--format", "json"]);
    assert!(told.get("costs").is_none() && told["load"].as_array().is_some_and(|load| !load.is_empty()));
}

#[test]
fn a_number_that_is_not_there_is_refused_with_those_that_are() {
    for target in ["cost:nothing", "capacity:nothing", "quantity:nothing", "fact:nothing"] {
        let output = run(&["why", "--users", "12k", "--at", "redundant-zones", "--target", target]);
        assert_eq!(output.status.code(), Some(2), "{target}");
        assert!(complained(&output).contains("help"), "{}", complained(&output));
    }
}
