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
    let told = answer(&["why", "examples/over-built.toml", "--target", "saves:per-service-scaling"]);
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
    assert!((sized.1 / sized.0 - 2.0).abs() < 0.1, "{sized:?}");
}

#[test]
fn a_larger_class_of_a_full_server_is_the_servers() {
    let told = ["--at=single-server", "--set=app_cpu_peak=85%", "--set=app_instance_type=t4g.small", "--users=3k"];
    let (before, after) = before_and_after(&told, "application-servers/servers");
    assert!((before - 12.3).abs() < 0.5 && (after - 24.5).abs() < 0.6, "{before} {after}");
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
    assert!(
        missing.iter().all(|line| !line["id"].as_str().is_some_and(|id| id.starts_with("database/"))),
        "{missing:?}"
    );
}

fn text(arguments: &[&str]) -> String {
    let output = run(&[arguments, &["--today", "2026-11-21"]].concat());
    assert!(output.status.success(), "{arguments:?}\n{}", complained(&output));
    printed(&output).split_whitespace().collect::<Vec<_>>().join(" ")
}

const NOWHERE: [&str; 3] = ["--users=12k", "--at=redundant-zones", "--set=serving_region=elsewhere"];

#[test]
fn a_bill_that_is_not_known_is_no_number_in_any_telling() {
    let told = answer(&[&["advise"], &NOWHERE[..]].concat());
    let present = &told["costs"]["present"];
    assert!(present.get("typical").is_none() && present.get("fixed").is_none(), "{present:#}");
    let why = answer(&[&["why", "--target", "cost"], &NOWHERE[..]].concat());
    assert!(why["formulas"][0].get("typical").is_none(), "{}", why["formulas"][0]);
    assert!(why.get("assumed_share").is_none());
    let headline = why["headline"].as_str().expect("a line");
    assert!(headline.starts_with("cost: not to be told: 18 of its lines cannot be reckoned"), "{headline}");
    let step = answer(&[&["why", "--target", "step"], &NOWHERE[..]].concat());
    assert!(step["formulas"][0].get("typical").is_none(), "{step:#}");
    for step in list(&answer(&[&["roadmap"], &NOWHERE[..]].concat()), "steps") {
        assert!(step["cost"].get("typical").is_none() && !list(&step["cost"], "unknown").is_empty(), "{step:#}");
    }
    assert!(text(&[&["roadmap"], &NOWHERE[..]].concat()).contains("what the step adds is not to be told: "));
}

#[test]
fn a_step_says_how_many_lines_it_cannot_reckon() {
    let told = ["advise", "--users=12k", "--at=redundant-zones", "--set=database_engine=oracle"];
    let cost = text(&told);
    assert!(cost.contains("more, ") && cost.matches("without 2 lines that cannot be reckoned").count() == 2, "{cost}");
    assert!(!cost.contains("nothing that can be reckoned"), "{cost}");
}

#[test]
fn a_missing_line_names_the_price_or_the_fact_that_is_missing() {
    let why = |told: &[&str]| {
        let found = missing(told).into_iter().find(|line| line["id"] == "database/writer").expect("it is missing");
        (found["why"].as_str().expect("it says why").to_owned(), found)
    };
    let (region, _) = why(&NOWHERE[1..]);
    assert_eq!(region, "no price of RDS for MySQL on db.t4g.small, one zone in elsewhere");
    let (class, line) = why(&["--at=redundant-zones", "--set=database_class=db.r8g.large"]);
    assert_eq!(class, "the tables have no price of db.r8g.large: spec(database_class, price)");
    assert_eq!(list(&line, "unlisted"), ["spec(database_class, price)"]);
    assert!(list(&line, "needs").is_empty());
    let (engine, _) = why(&["--at=redundant-zones", "--set=database_engine=sql-server"]);
    assert_eq!(engine, "no price of RDS for SQL Server, one instance with its licence in us-east-1");
    let told = text(&["why", "--users=12k", "--at=redundant-zones", "--target", "cost"]);
    assert!(!told.contains("a fact is missing"), "{told}");
    let lacking = text(&["why", "--at=redundant-zones", "--has=cdn", "--target", "cost"]);
    assert!(lacking.contains("cannot be worked out: nobody told "), "{lacking}");
}

fn ends(value: &Value) -> [f64; 3] {
    ["low", "typical", "high"].map(|end| value[end].as_f64().unwrap_or_else(|| panic!("no {end}: {value}")))
}

/// Figures are told with two digits.
const ROUNDED: f64 = 0.05;

#[test]
fn the_ends_of_a_sum_lie_within_those_of_its_lines() {
    let wide = ["--users=10..10M", "--at=redundant-zones"];
    let slow = ["--users=12k", "--at=scaled-services", "--set=app_cpu_time_per_request=1h"];
    for told in [&wide[..], &slow[..], &["examples/promised-service.toml"], &["examples/over-built.toml"]] {
        let bill = answer(&[&["advise"], told].concat())["costs"]["present"].clone();
        let [low, typical, high] = ends(&bill);
        let lines: Vec<[f64; 3]> = list(&bill, "lines").iter().map(ends).collect();
        let sum = |end: usize| lines.iter().map(|line| line[end]).sum::<f64>();
        assert!(low >= sum(0) * (1.0 - ROUNDED), "{told:?}: {low} below {}", sum(0));
        assert!(high <= sum(2) * (1.0 + ROUNDED), "{told:?}: {high} above {}", sum(2));
        assert!(low <= typical && typical <= high);
    }
    let why = text(&["why", "examples/promised-service.toml", "--target", "cost"]);
    assert!(why.contains("Its ends: every open fact alone"), "{why}");
}

#[test]
fn what_is_there_perhaps_moves_the_ends_of_a_step() {
    let cost = |more: &[&str]| {
        let told = answer(&[&["advise", "examples/promised-service.toml"], more].concat());
        let next = list(&told, "tracks").iter().find_map(|track| track["next"].get("cost").cloned());
        ends(&next.expect("the step costs something"))
    };
    let ([low, typical, high], private) = (cost(&[]), cost(&["--set=private_servers=true"]));
    // A gateway of 33 dollars with its address in one more zone.
    assert!((high - typical - 36.5).abs() < 6.0, "{low} {typical} {high}");
    assert!((low..=high * (1.0 + ROUNDED)).contains(&private[1]), "{private:?} beyond {low} to {high}");
}

#[test]
fn every_told_amount_has_its_assumed_share() {
    let told = ["--users=12k", "--at=redundant-zones", "--target"];
    for (target, share) in [("cost", "79% of it assumed"), ("cost:load-balancer/hours", "0% of it assumed")] {
        let why = [&["why"], &told[..], &[target]].concat();
        let headline = answer(&why)["headline"].as_str().expect("a line").to_owned();
        assert!(headline.contains(share) || target.contains('/') && !headline.contains("assumed"), "{headline}");
        assert!(answer(&why)["assumed_share"].as_f64().is_some(), "{target}");
    }
    let measured = answer(&["why", "--users=12k", "--at=redundant-zones", "--target", "cost:database/writer"]);
    assert_eq!(measured["assumed_share"].as_f64(), Some(1.0));
    // A step of which only the ends change, and one that says that it is assumed, tell how much of it is.
    for example in ["examples/over-built.toml", "examples/promised-service.toml", "examples/hot-database.toml"] {
        for step in list(&answer(&["roadmap", example]), "steps") {
            let cost = &step["cost"];
            let [low, _, high] = if cost.get("low").is_some() { ends(cost) } else { continue };
            assert_eq!(cost["assumed"] == true, cost["assumed_share"].as_f64() > Some(0.0), "{example}: {cost:#}");
            assert!(low == high || cost["assumed"] == false || cost["assumed_share"].as_f64() > Some(0.0), "{cost:#}");
        }
    }
}

#[test]
fn what_to_mind_of_a_step_is_told_in_text() {
    let advise = text(&["advise", "examples/promised-service.toml"]);
    assert!(advise.contains("mind A standby in another zone doubles the price of the database"), "{advise}");
    let why = text(&["why", "examples/promised-service.toml", "--target", "step"]);
    for line in ["database/standby: A standby", "traffic/zones: ", "nat-gateways/hours: Perhaps: A NAT gateway"] {
        assert!(why.contains(line), "{line}: {why}");
    }
}
