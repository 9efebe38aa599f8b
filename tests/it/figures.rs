//! Every figure that an answer prints is reached by `why`: the same number, down to inputs and sources.

use serde_json::Value;

use crate::{complained, printed, run};

fn answer(arguments: &[&str]) -> Value {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}\n{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("the answer is JSON")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn name<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is missing: {value}"))
}

/// A figure with the target that `why` knows it by, and the name that it has in what `why` tells.
#[derive(Debug)]
struct Printed {
    target: String,
    name: Option<String>,
    figure: Value,
}

impl Printed {
    fn new(target: String, figure: &Value) -> Printed {
        Printed { target, name: None, figure: figure.clone() }
    }

    fn named(target: String, name: &str, figure: &Value) -> Printed {
        Printed { target, name: Some(name.to_owned()), figure: figure.clone() }
    }

    /// Holds the figure against what `why` says, with the same arguments.
    fn check(&self, arguments: &[&str], why: &Value) {
        let told = list(why, "formulas");
        let found = told.iter().find(|formula| formula["name"].as_str() == self.name.as_deref());
        let found =
            found.unwrap_or_else(|| panic!("{arguments:?} {}: {:?} is not told\n{why}", self.target, self.name));
        let same = |one: &Value, other: &Value| match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0),
            _ => false,
        };
        // A bare number is the typical one.
        let figure = if self.figure.is_number() { &serde_json::json!({"typical": self.figure}) } else { &self.figure };
        for key in ["low", "typical", "high"] {
            let Some(printed) = figure.get(key) else { continue };
            let place = format!("{arguments:?} {} {:?} {key}", self.target, self.name);
            assert!(same(printed, &found[key]), "{place}: printed {printed}, followed {}", found[key]);
        }
    }
}

/// What every trace has to hold: the number, and an origin of everything that it rests on.
fn is_followed(target: &str, why: &Value) {
    assert!(!list(why, "formulas").is_empty(), "{target}: {why}");
    for table in list(why, "tables") {
        assert!(!list(table, "source").is_empty(), "{target}: {table}");
        assert!(table["as_of"].as_str().is_some_and(|day| day.len() == 10), "{target}: {table}");
    }
    for fact in list(why, "facts") {
        let how = fact["how"].as_str().unwrap_or_default();
        assert!(!how.is_empty(), "{target}: {fact} says nothing of where it comes from");
        let is_told = how.starts_with("told at") || how.contains("nobody told it");
        assert!(is_told || !list(fact, "source").is_empty(), "{target}: {fact} has no source");
    }
}

/// Asks `why` for every `step`th target and holds all figures of it against what is told.
fn follow(arguments: &[&str], mut printed: Vec<Printed>, step: usize) {
    printed.sort_by(|a, b| a.target.cmp(&b.target));
    let mut targets: Vec<String> = printed.iter().map(|printed| printed.target.clone()).collect();
    targets.dedup();
    for target in targets.iter().step_by(step) {
        let why = answer(&[&["why", "--format", "json", "--target", target], arguments].concat());
        is_followed(target, &why);
        printed.iter().filter(|printed| printed.target == *target).for_each(|printed| printed.check(arguments, &why));
    }
}

/// Every figure of an answer.
fn of_answer(told: &Value) -> Vec<Printed> {
    let mut all = Vec::new();
    for (when, prefix) in [("present", ""), ("next", "next:")] {
        let bill = &told["costs"][when];
        if bill.is_object() {
            all.push(Printed::new(format!("{prefix}cost"), bill));
        }
        for line in list(bill, "lines") {
            all.push(Printed::new(format!("{prefix}cost:{}", name(line, "id")), line));
            all.push(Printed::named(format!("{prefix}cost"), name(line, "id"), line));
        }
        for fill in list(&told["capacity"], when) {
            let target = format!("{prefix}capacity:{}", name(fill, "component"));
            for (key, part) in [("used", "used"), ("demand", "asked"), ("carries", "carries")] {
                all.push(Printed::named(target.clone(), part, &fill[key]));
            }
            if fill["target"] != 1 {
                all.push(Printed::named(target.clone(), "target", &fill["target"]));
            }
        }
    }
    for load in list(told, "load") {
        match load["quantity"].as_str() {
            Some(quantity) => all.push(Printed::named(format!("quantity:{quantity}"), quantity, load)),
            None => all.push(Printed::new(format!("fact:{}", name(load, "fact")), load)),
        }
    }
    for track in list(told, "tracks") {
        let next = &track["next"];
        for size in list(next, "sizes") {
            let quantity = name(size, "quantity");
            all.push(Printed::named(format!("next:quantity:{quantity}"), quantity, size));
        }
        if next["cost"].is_object() {
            all.push(Printed::new("step".to_owned(), &next["cost"]));
        }
        for part in list(track, "unneeded").iter().filter(|part| part["saves"].is_object()) {
            all.push(Printed::new(format!("saves:{}", name(part, "capability")), &part["saves"]));
        }
    }
    for choice in list(told, "choices") {
        for option in list(choice, "options") {
            let target = format!("estimate:{}={}", name(choice, "choice"), name(option, "option"));
            for (estimate, found) in option["estimates"].as_object().into_iter().flatten() {
                all.push(Printed::named(target.clone(), estimate, &found["typical"]));
            }
        }
    }
    for finding in list(told, "findings") {
        for (estimate, found) in finding["estimates"].as_object().into_iter().flatten() {
            let target = format!("estimate:{}", name(finding, "id"));
            all.push(Printed::named(target, estimate, &found["typical"]));
        }
    }
    all
}

/// One answer whole; of others every third or fifth figure, for each is a run of the program.
#[test]
fn every_figure_of_an_answer_is_reached_by_why() {
    for (example, step) in [
        ("examples/hot-database.toml", 1),
        ("examples/fan-platform.toml", 3),
        ("examples/over-built.toml", 5),
        ("examples/systems/live-audio-moving-region.toml", 5),
    ] {
        let told = answer(&["advise", example, "--format", "json"]);
        let printed = of_answer(&told);
        assert!(printed.len() > 40, "{example}: {}", printed.len());
        follow(&[example], printed, step);
    }
}

/// Without a step down or a choice the sweep above would follow neither.
#[test]
fn savings_and_estimates_are_reached_by_why() {
    let told = answer(&["advise", "examples/over-built.toml", "--format", "json"]);
    let mut printed = of_answer(&told);
    printed.retain(|printed| printed.target.starts_with("saves:"));
    assert!(!printed.is_empty(), "{told}");
    follow(&["examples/over-built.toml"], printed, 1);
    let arguments = ["--users", "2M", "--at", "redundant-zones", "--set", "rto=20min", "--set", "must_survive=region"];
    let told = answer(&[&["advise", "--format", "json"], &arguments[..]].concat());
    let mut printed = of_answer(&told);
    printed.retain(|printed| printed.target.starts_with("estimate:recovery-strategy"));
    assert!(printed.len() > 4, "{told}");
    follow(&arguments, printed, 1);
}

/// What a roadmap prints of its steps: months, start, cost.
#[test]
fn every_step_of_a_roadmap_is_reached_by_why() {
    let arguments = ["examples/fan-platform.toml", "--set", "growth_per_month=5%..10%", "--today", "2026-11-21"];
    let told = answer(&[&["roadmap", "--format", "json"], &arguments[..]].concat());
    let steps = list(&told, "steps");
    assert!(steps.len() > 2, "{told}");
    let mut grown = 0;
    for (index, step) in steps.iter().enumerate() {
        let target = format!("step:{}", index + 1);
        let why = answer(&[&["why", "--format", "json", "--target", &target], &arguments[..]].concat());
        is_followed(&target, &why);
        Printed::new(target, &step["cost"]).check(&arguments, &why);
        let due = &why["due"];
        assert_eq!(due["earliest"]["month"], step["due"]["low"]);
        assert_eq!(due.get("latest").map(|latest| &latest["month"]), step["due"].get("high"));
        assert_eq!(due["start_by"], step["start_by"]);
        assert_eq!(due["gate"], step["because"][0]["gate"]);
        for fact in list(due, "grown") {
            grown += 1;
            // Told as a point, grown by the fast rate until the end of the month.
            let (told, then) = (fact["told"]["value"].as_f64(), fact["earliest"]["value"].as_f64());
            let (told, then) = (told.expect("a number"), then.expect("a number"));
            let months = due["earliest"]["months"].as_f64().expect("a number");
            assert!((told * 1.1f64.powf(months) - then).abs() <= 2e-3 * then, "{fact}");
        }
    }
    assert!(grown > 1, "no step hangs on a fact that grows: {told}");
    // The architecture of that month has a bill of its own, with its load.
    let cost = |target: &str| {
        let why = answer(&[&["why", "--format", "json", "--target", target], &arguments[..]].concat());
        list(&why, "formulas")[0]["typical"].as_f64().expect("it can be worked out")
    };
    let last = format!("step:{}:cost", steps.len());
    assert!(cost(&last) > cost("cost"), "after years of growth the bill is higher");
}

/// What `simulate` prints of a burst, of every policy, and of what would be saved.
#[test]
fn every_figure_of_a_burst_is_reached_by_why() {
    let arguments = ["examples/fan-platform.toml", "--set", "tuning_gain=1.4"];
    let told = answer(&[&["simulate", "--format", "json"], &arguments[..]].concat());
    let mut printed: Vec<Printed> = Vec::new();
    for (key, value) in told["burst"].as_object().expect("there is a burst") {
        printed.push(Printed::named("burst".to_owned(), key, value));
    }
    for policy in list(&told, "policies") {
        let target = format!("burst:{}", name(policy, "policy"));
        for (key, value) in policy["typical"].as_object().expect("it was simulated") {
            if value.is_number() {
                printed.push(Printed::named(target.clone(), key, value));
            }
        }
        for key in ["unit_hours_per_month", "cost_per_month"] {
            printed.push(Printed::named(target.clone(), key, &policy[key]));
        }
    }
    for saving in list(&told, "savings") {
        let target = format!("burst:{}", name(saving, "id"));
        for policy in list(saving, "policies") {
            for key in ["requests", "unit_hours"] {
                let known = format!("{}/{key}", name(policy, "policy"));
                printed.push(Printed::named(target.clone(), &known, &policy[key]));
            }
        }
    }
    for input in list(&told, "inputs") {
        let value = serde_json::json!({"typical": input["value"]});
        let target = if name(input, "input") == "price" { "burst:reactive-scaling" } else { "burst" };
        if ["calm", "factor", "ramp", "height", "decay", "load", "unit", "target", "price"]
            .contains(&name(input, "input"))
        {
            printed.push(Printed::named(target.to_owned(), name(input, "input"), &value));
        }
    }
    assert!(printed.len() > 70, "{}", printed.len());
    follow(&arguments, printed, 1);
    // The closed forms are those that the row tells.
    let why = answer(&[&["why", "--format", "json", "--target", "burst"], &arguments[..]].concat());
    let of = |key: &str| {
        let row = list(&why, "formulas").iter().find(|row| row["name"] == key).expect("it is told");
        row["typical"].as_f64().expect("a number")
    };
    let requests = of("calm") * of("seconds")
        + of("calm") * (of("factor") - 1.0) * (of("ramp") / 2.0 + of("height") + of("decay") / 2.0);
    assert!((of("requests") - requests).abs() < 1e-6 * requests, "{requests}");
    assert!((of("units") - (of("calm") / (of("load") * of("unit"))).ceil().max(1.0)).abs() < 1e-9);
}

#[test]
fn a_figure_that_is_not_there_is_refused_with_those_that_are() {
    for target in [
        "cost:nothing",
        "capacity:nothing",
        "quantity:nothing",
        "fact:nothing",
        "next:nothing",
        "step:0",
        "step:99",
        "step:1:nothing",
        "saves:nothing",
        "saves:cdn",
        "estimate:nothing",
        "burst",
        "burst:nothing",
        "burst:tuned-servers",
    ] {
        let output = run(&["why", "--users", "12k", "--at", "redundant-zones", "--target", target]);
        assert_eq!(output.status.code(), Some(2), "{target}");
        assert!(complained(&output).contains("help"), "{}", complained(&output));
    }
}
