//! Values that agree with each other, wherever they are told.

use serde_json::Value;

use crate::{complained, printed, run};

fn text(arguments: &[&str]) -> String {
    let output = run(&[arguments, &["--today", "2026-11-21"]].concat());
    assert!(output.status.success(), "{arguments:?}\n{}", complained(&output));
    printed(&output)
}

fn answer(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(&[arguments, &["--format", "json"]].concat())).expect("the answer is JSON")
}

#[test]
fn a_share_that_leaves_nothing_contradicts_what_is_left() {
    let both =
        [("read_share=100%", "database_writes_per_second=100/s"), ("read_share=0%", "database_reads_per_second=1/s")];
    for (share, rate) in both {
        let output = run(&["advise", "--users", "12k", "--set", share, "--set", rate]);
        assert!(complained(&output).contains("contradicting-facts"), "{share} {rate}: {}", complained(&output));
    }
    // Without a write there is no contradiction.
    text(&["advise", "--users", "12k", "--set", "read_share=100%", "--set", "database_writes_per_second=0/s"]);
}

#[test]
fn what_runs_to_the_end_of_its_range_is_no_value_to_reckon_with() {
    let told = ["--users", "12k", "--at", "redundant-zones", "--set", "database_writes_per_second=20/s"];
    let of = |share: &str, command: &[&str]| answer(&[command, &told[..], &["--set", share]].concat());
    for share in ["read_share=95%..100%", "read_share=90%..100%"] {
        let bill = &of(share, &["advise"])["costs"]["present"];
        let high = bill["sum"]["high"].as_f64();
        assert!(high.is_none_or(|high| high < 2_000.0), "{share}: {bill}");
        // What hangs on the reads is left out of the bill, and that is told.
        assert!(bill["unknown"].as_array().is_some_and(|lines| !lines.is_empty()), "{share}: {bill}");
    }
    let why = of("read_share=99.9999999%", &["why", "--target", "fact:database_reads_per_second"]);
    assert_eq!(why["headline"], "fact:database_reads_per_second: 100,000,000/s or more");
    // 20/s of 0.1% are 20,000/s in all: far, and settled.
    let why = of("read_share=99.9%", &["why", "--target", "fact:database_reads_per_second"]);
    assert_eq!(why["headline"], "fact:database_reads_per_second: 19,980/s");
}

#[test]
fn a_result_beyond_its_range_is_told_as_at_least_that() {
    let told =
        ["--users", "100", "--at", "single-server", "--set", "daily_active_users=90", "--set", "mean_rps=30000/s"];
    let target = "fact:requests_per_active_user_per_day";
    let why = answer(&[&["why", "--target", target], &told[..]].concat());
    assert_eq!(why["headline"], format!("{target}: 1,000,000 or more"));
    let value = &why["facts"][0];
    assert_eq!((value.get("value"), value["low"].as_f64()), (None, Some(1e6)), "{why}");
    let facts = &answer(&[&["advise"], &told[..]].concat())["facts"]["requests_per_active_user_per_day"];
    assert_eq!((facts.get("value"), facts["low"].as_f64()), (None, Some(1e6)), "{facts}");
}

#[test]
fn what_a_bill_or_a_capacity_reads_is_not_told_in_vain() {
    let told =
        ["database_class=db.r7g.large", "private_servers=true", "cache_class=cache.r7g.large", "growth_per_month=1%"];
    let set: Vec<&str> = told.iter().flat_map(|fact| ["--set", fact]).collect();
    let advice = answer(&[&["advise", "--users", "12k", "--at", "scaled-reads"], set.as_slice()].concat());
    assert_eq!(advice.get("unread").and_then(Value::as_array).map_or(0, Vec::len), 0, "{}", advice["unread"]);
}

/// Every fact of a way to a number has the value that the formulas beside it were worked out with.
#[test]
fn a_trace_shows_what_was_reckoned_with_and_never_goes_in_a_circle() {
    for example in ["fan-platform", "hot-database", "calm-service", "user-count"] {
        let path = format!("examples/{example}.toml");
        let why = answer(&["why", &path, "--target", "cost"]);
        let facts = why["facts"].as_array().expect("a list");
        let name = |fact: &Value| fact["fact"].as_str().expect("a name").to_owned();
        let of =
            |wanted: &str| facts.iter().find(|fact| fact["fact"] == wanted).and_then(|fact| fact["value"].as_f64());
        let names = |fact: &Value, other: &str| {
            let how = fact["how"].as_str().unwrap_or_default();
            fact["origin"] != "stated"
                && how.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == other)
        };
        for one in facts {
            for other in facts {
                assert!(!names(one, &name(other)) || !names(other, &name(one)), "{example}: {one} {other}");
            }
        }
        if let (Some(mean), Some(peak), Some(ratio)) = (of("mean_rps"), of("peak_rps"), of("peak_to_mean")) {
            assert!((mean * ratio / peak - 1.0).abs() < 0.06, "{example}: {mean} {peak} {ratio}");
        }
    }
    // The first line and the list below it tell one value.
    for (example, fact) in [("hot-database", "daily_active_share"), ("fan-platform", "peak_to_mean")] {
        let why = answer(&["why", &format!("examples/{example}.toml"), "--target", &format!("fact:{fact}")]);
        assert_eq!(why["facts"][0]["value"], why["formulas"][0]["typical"], "{why}");
    }
}

#[test]
fn a_range_has_one_middle() {
    // 10 to 10,000,000: as far from both as 10,000 is.
    let told = ["--users", "10..10_000_000", "--at", "redundant-zones"];
    let users = answer(&[&["why", "--target", "fact:users"], &told[..]].concat())["formulas"][0]["typical"].as_f64();
    assert_eq!(users, Some(10_000.0));
    let advice = answer(&[&["advise"], &told[..]].concat());
    let fill = &advice["capacity"]["present"][0];
    let (most, room) = (fill["users"]["typical"].as_f64(), fill["room_percent"]["typical"].as_f64());
    let (most, room) = (most.expect("a number"), room.expect("a number"));
    assert!((most / (10_000.0 * (1.0 + room / 100.0)) - 1.0).abs() < 0.06, "{fill}");
    // 30 min + 2 * sqrt(2 TB * 3 TB) / 65 MB/s is the outage of a copy, not that of their mean.
    let moving = "examples/systems/enterprise-planning-upgrade.toml";
    let why = answer(&["why", moving, "--target", "estimate:database-move=native-dump"]);
    let size =
        why["facts"].as_array().expect("a list").iter().find(|fact| fact["fact"] == "data_size").expect("it is named");
    let size = size["value"].as_f64().expect("a number");
    let outage = why["formulas"].as_array().expect("a list").iter().filter_map(|formula| formula["typical"].as_f64());
    let expected = 1800.0 + 2.0 * size / 65e6;
    assert!(outage.clone().any(|seconds| (seconds / expected - 1.0).abs() < 0.06), "{expected}: {why}");
}

#[test]
fn without_assumptions_no_number_rests_on_one() {
    let advice = answer(&["advise", "--users", "12k", "--at", "redundant-zones", "--no-assumptions"]);
    let bill = &advice["costs"]["present"];
    assert_eq!((bill.get("sum"), bill["lines"].as_array().map(Vec::len)), (None, Some(0)), "{bill}");
    assert!(bill["unknown"].as_array().is_some_and(|lines| lines.len() > 5), "{bill}");
    assert!(advice["costs"].get("region").is_none(), "{advice}");
    let text = text(&["advise", "--users", "12k", "--at", "redundant-zones", "--no-assumptions"]);
    assert!(!text.contains("of it assumed"), "{text}");
    // What was measured is told all the same.
    let told = ["--set", "app_cpu_peak=30%", "--set", "app_instances=2"];
    let advice = answer(&[&["advise", "--at", "redundant-zones", "--no-assumptions"], &told[..]].concat());
    let fills = advice["capacity"]["present"].as_array().map_or(&[][..], Vec::as_slice);
    assert!(fills.iter().any(|fill| fill["used"]["typical"] == 0.3), "{advice}");
    assert!(fills.iter().all(|fill| fill["used"]["assumed"] == false), "{advice}");
}

#[test]
fn a_measured_range_is_told_as_a_range() {
    let text =
        text(&["advise", "--at", "redundant-zones", "--set", "app_cpu_peak=20%..50%", "--set", "app_instances=2"]);
    let line = text.split("fills first").nth(1).expect("it is told").split("\n\n").next().unwrap_or_default();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("20% to 50% used"), "{line}");
    assert!(!line.contains("32%"), "{line}");
}

#[test]
fn what_is_foretold_or_far_away_has_two_digits() {
    let told =
        ["--set", "database_cpu_peak=31%", "--set", "read_share=90%", "--set", "users=9123", "--at", "redundant-zones"];
    let plan = answer(&[&["roadmap", "--set", "growth_per_month=7%"], &told[..]].concat());
    let mut seen = 0;
    for step in plan["steps"].as_array().expect("a list").iter().filter(|step| step["now"] == false) {
        for reason in step["because"].as_array().expect("a list") {
            for value in reason["values"].as_object().expect("a table").values() {
                let Some(number) = value["value"].as_f64().filter(|number| *number != 0.0) else { continue };
                let digits = format!("{number:e}");
                let digits = digits.split('e').next().unwrap_or_default().replace(['.', '-'], "");
                assert!(digits.len() <= 2 || number < 100.0 && number.fract() == 0.0, "{number}: {reason}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "{plan}");
    // Ten years are no 320,000,000 seconds.
    let why = answer(&["why", "--at", "redundant-zones", "--target", "fact:rto"]);
    let headline = why["headline"].as_str().unwrap_or_default();
    assert!(!headline.contains("000,000 s"), "{headline}");
}

#[test]
fn a_share_that_is_held_against_a_ratio_is_told_in_points() {
    let all = text(&["advise", "examples/promised-service.toml"]);
    let words = all.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!words.contains("0.88 (88%)") && words.contains("points"), "{all}");
    // What is assumed below a line is assumed there too.
    let plan = answer(&["roadmap", "--at", "single-server", "--users", "50"]);
    let text = text(&["roadmap", "--at", "single-server", "--users", "50"]);
    let later = plan["later"].as_array().expect("a list");
    let assumed = later.iter().filter(|later| later["assumed"] == true).count();
    assert!(assumed > 0, "{plan}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words.matches("now, assumed").count(), assumed, "{text}");
}
