//! A bill is true, or says what it does not know: sizes that stand, classes, engines, missing prices, ends, cliffs.

use serde_json::Value;

use crate::{complained, printed, run};

fn answer(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--format", "json", "--today", "2026-11-21"]].concat());
    assert!(output.status.success(), "{arguments:?}\n{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("the answer is JSON")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// What a line of the bill was before the next step, and what it is after it.
fn before_and_after(arguments: &[&str], line: &str) -> (f64, f64) {
    let told = answer(&[&["why", "--target", "step"], arguments].concat());
    let found = list(&told, "formulas").iter().find(|formula| formula["name"] == line).cloned();
    let found = found.unwrap_or_else(|| panic!("{line} does not change: {told:#}"));
    let of = |value: &Value| value["typical"].as_f64().unwrap_or(0.0);
    (of(&found["before"]), of(&found))
}

#[test]
fn a_second_server_makes_the_first_one_no_smaller() {
    let told = ["--users", "20k", "--set", "peak_rps=30/s", "--at", "managed-database"];
    let (before, after) = before_and_after(&told, "application-servers/servers");
    assert!((after / before - 2.0).abs() < 0.05, "{before} {after}");
}

#[test]
fn a_cache_exchanges_no_writer_for_a_smaller_one() {
    let told = answer(&["advise", "examples/hot-database.toml"]);
    let of = |which: &str| {
        let line = list(&told["costs"][which], "lines").iter().find(|line| line["id"] == "database/writer").cloned();
        line.expect("there is a writer")["typical"].as_f64().expect("it costs something")
    };
    assert!(of("next") >= of("present"), "{} {}", of("present"), of("next"));
    let took = |key: &str| answer(&["why", "examples/hot-database.toml", "--target", key]);
    assert_eq!(took("next:cost:database/writer")["formulas"][0]["typical"].as_f64(), Some(of("next")));
}

#[test]
fn a_saving_is_of_the_part_that_is_taken_away() {
    let told = answer(&["why", "examples/over-built.toml", "--target", "saving:per-service-scaling"]);
    let lines = list(&told, "formulas").iter().filter_map(|formula| formula["name"].as_str());
    let foreign: Vec<&str> = lines.filter(|name| name.starts_with("database/")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// Prices of us-east-1: db.r7g.large 174.47, db.r7g.xlarge 348.94 dollars a month.
#[test]
fn a_larger_class_costs_what_the_next_one_up_does() {
    let told = [
        "--at=redundant-zones",
        "--set=database_cpu_peak=82%",
        "--set=read_share=50%",
        "--set=database_class=db.r7g.large",
        "--set=peak_rps=500/s",
    ];
    for line in ["database/writer", "database/standby"] {
        let (before, after) = before_and_after(&told, line);
        assert!((before - 174.5).abs() < 1.0 && (after - 348.9).abs() < 1.0, "{line}: {before} {after}");
    }
    let sized = before_and_after(&["examples/hot-database.toml"], "database/writer");
    assert!((sized.1 / sized.0 - 2.0).abs() < 0.05, "{sized:?}");
}

#[test]
fn a_larger_class_of_a_full_server_is_the_servers() {
    let told = ["--at=single-server", "--set=app_cpu_peak=85%", "--set=app_instance_type=t4g.small", "--users=3k"];
    let (before, after) = before_and_after(&told, "application-servers/servers");
    assert!((before - 12.3).abs() < 0.1 && (after - 24.5).abs() < 0.1, "{before} {after}");
}

/// The lines of a bill that cannot be worked out.
fn missing(arguments: &[&str]) -> Vec<Value> {
    let told = answer(&[&["advise", "--users=12k"], arguments].concat());
    list(&told["costs"]["present"], "unknown").to_vec()
}

fn typical(arguments: &[&str], line: &str) -> Option<f64> {
    let told = answer(&[&["advise", "--users=12k"], arguments].concat());
    let lines = list(&told["costs"]["present"], "lines").iter();
    lines.filter(|found| found["id"] == line).find_map(|found| found["typical"].as_f64())
}

#[test]
fn no_engine_is_charged_as_another_one() {
    let of = |engine: &str| ["--at=redundant-zones".to_owned(), format!("--set=database_engine={engine}")];
    for engine in ["sql-server", "oracle", "mongodb", "other"] {
        let told = of(engine);
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        assert_eq!(typical(&told, "database/writer"), None, "{engine}");
        assert!(missing(&told).iter().any(|line| line["id"] == "database/writer"), "{engine}");
    }
    let class = |engine: &str, line: &str| {
        let engine = format!("--set=database_engine={engine}");
        typical(&["--at=redundant-zones", "--set=database_class=db.r7g.large", &engine], line)
    };
    let mysql = class("mysql", "database/writer").expect("its price is known");
    assert_eq!(class("mariadb", "database/writer"), Some(mysql));
    assert!(class("postgresql", "database/writer").is_some_and(|price| price > mysql && price < 1.1 * mysql));
    // A key-value store has no instance, and its requests are paid.
    assert_eq!(class("dynamodb", "database/writer"), None);
    assert!(class("dynamodb", "key-value-store/writes").is_some_and(|writes| writes > 0.0));
    let missing = missing(&["--at=redundant-zones", "--set=database_engine=dynamodb"]);
    assert!(missing.iter().all(|line| !line["id"].as_str().is_some_and(|id| id.starts_with("database/"))), "{missing:?}");
}
