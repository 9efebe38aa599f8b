//! Bursts: every printed figure is reckoned again, another way, from the printed inputs.

use serde_json::Value;

use crate::{Scratch, complained, printed, run};

/// A burst as the program tells it.
struct Told(Value);

impl Told {
    fn new(arguments: &[&str]) -> Told {
        let result = run(&[&["simulate"], arguments, &["--format", "json"]].concat());
        assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
        Told(serde_json::from_str(&printed(&result)).expect("an answer is JSON"))
    }

    fn input(&self, word: &str) -> f64 {
        let inputs = self.0["inputs"].as_array().expect("inputs are a list");
        let found = inputs.iter().find(|input| input["input"] == word);
        found.and_then(|input| input["value"].as_f64()).unwrap_or_else(|| panic!("`{word}` is printed"))
    }

    fn policy(&self, name: &str) -> &Value {
        let policies = self.0["policies"].as_array().expect("policies are a list");
        policies.iter().find(|policy| policy["policy"] == name).unwrap_or_else(|| panic!("`{name}` is told"))
    }

    fn figure(&self, name: &str, key: &str) -> f64 {
        self.policy(name)["typical"][key].as_f64().unwrap_or_else(|| panic!("`{name}` has `{key}`"))
    }

    fn burst(&self, key: &str) -> f64 {
        self.0["burst"][key].as_f64().unwrap_or_else(|| panic!("the burst has `{key}`"))
    }

    /// The load at a moment, by the rule that is printed.
    fn load(&self, at: f64) -> f64 {
        let (calm, factor) = (self.input("calm"), self.input("factor"));
        let (ramp, height, decay) = (self.input("ramp"), self.input("height"), self.input("decay"));
        let over = calm * (factor - 1.0);
        if at < ramp {
            calm + over * at / ramp
        } else if at < ramp + height {
            calm + over
        } else if at < ramp + height + decay {
            calm + over * (1.0 - (at - ramp - height) / decay)
        } else {
            calm
        }
    }

    /// What is lost over the changes of capacity that are printed: small steps of time, a bucket with a rim.
    fn lost_over_the_printed_steps(&self, name: &str) -> f64 {
        let (unit, room) = (self.burst("unit_per_second"), self.input("room"));
        let steps: Vec<(f64, f64)> = self.policy(name)["steps"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|step| (step["at_seconds"].as_f64().expect("a time"), step["units"].as_f64().expect("units")))
            .collect();
        let (mut waiting, mut lost) = (0.0, 0.0);
        let per_second = 20;
        for step in 0..(self.burst("seconds") as u32 * per_second) {
            let at = (f64::from(step) + 0.5) / f64::from(per_second);
            let units = steps.iter().filter(|(from, _)| *from <= at).map(|(_, units)| *units).next_back();
            let units = units.unwrap_or(self.burst("units"));
            waiting = f64::max(waiting + (self.load(at) - units * unit) / f64::from(per_second), 0.0);
            let over = f64::max(waiting - units * room, 0.0);
            lost += over;
            waiting -= over;
        }
        lost
    }
}

#[track_caller]
fn near(told: f64, reckoned: f64, part: f64) {
    let scale = reckoned.abs().max(1.0);
    assert!((told - reckoned).abs() <= part * scale, "told {told}, reckoned {reckoned}");
}

const FIXED: &str = "fixed-capacity";
const REACTIVE: &str = "reactive-scaling";
const SCHEDULED: &str = "scheduled-scaling";
const SIGNALLED: &str = "event-driven-scaling";
const WARM: &str = "warm-capacity";

const FAN: &str = "examples/fan-platform.toml";

#[test]
fn the_fan_platform_can_be_reckoned_again() {
    for minutes in [5.0, 3.0] {
        let delay = format!("scale_out_time={minutes}min");
        let told = Told::new(&[FAN, "--set", &delay]);
        near(told.input("delay"), minutes * 60.0, 0.0);
        let (calm, factor) = (told.input("calm"), told.input("factor"));
        let (ramp, height, decay) = (told.input("ramp"), told.input("height"), told.input("decay"));
        let (calm_capacity, peak) = (calm / told.input("load"), calm * factor);

        // The burst is a trapezium; the fleet carries the calm load at the use that was measured.
        let requests = calm * (ramp + height + decay) + (peak - calm) * (height + (ramp + decay) / 2.0);
        near(told.burst("requests"), requests, 1e-9);
        let units = (calm_capacity / told.input("unit")).ceil();
        near(told.burst("units"), units, 0.0);
        near(told.burst("unit_per_second"), calm_capacity / units, 1e-9);
        let needed = (peak / (calm_capacity / units * told.input("target"))).ceil();
        near(told.burst("units_at_height"), needed, 0.0);

        // A fixed fleet: the area over its capacity, less what waits in front of it.
        let over = peak - calm_capacity;
        let (up, down) = ((peak - calm) / ramp, (peak - calm) / decay);
        let area = over * height + over * over / (2.0 * up) + over * over / (2.0 * down);
        near(told.figure(FIXED, "lost"), area - units * told.input("room"), 1e-4);
        near(told.figure(FIXED, "minutes_short"), (height + over / up + over / down) / 60.0, 0.01);

        // A group on a measure: late by the readings and the start, and each start grows by the use that it can see.
        let steps = told.policy(REACTIVE)["steps"].as_array().expect("it scales");
        let first = told.input("period") * told.input("periods") + told.input("delay");
        near(steps[0]["at_seconds"].as_f64().expect("a time"), first, 0.0);
        let mut before = units;
        for step in steps {
            let now = step["units"].as_f64().expect("units");
            let seen = told.input("ceiling") * before * calm_capacity / units;
            near(now, (seen / (calm_capacity / units * told.input("target"))).ceil(), 0.0);
            before = now;
        }
        near(told.figure(REACTIVE, "lost"), told.lost_over_the_printed_steps(REACTIVE), 1e-3);
        near(told.figure(WARM, "lost"), told.lost_over_the_printed_steps(WARM), 1e-2);

        // What stands before loses nothing, and is paid for from being asked for until it is let go.
        let hours = |from: f64| (needed - units) * (from + ramp + height + decay + told.input("release")) / 3600.0;
        for (policy, from) in
            [(SCHEDULED, told.input("delay") + told.input("margin")), (SIGNALLED, told.input("delay"))]
        {
            for key in ["lost", "late", "worst_wait_seconds", "minutes_short", "failed_share"] {
                near(told.figure(policy, key), 0.0, 0.0);
            }
            near(told.figure(policy, "unit_hours"), hours(from), 1e-9);
            let monthly = told.policy(policy)["unit_hours_per_month"].as_f64().expect("hours a month");
            near(monthly, hours(from) * told.input("bursts"), 1e-9);
        }
        let waiting = told.figure(WARM, "units_waiting");
        near(waiting, (told.input("spare") * (needed - units)).ceil(), 0.0);
        let monthly = told.policy(WARM)["unit_hours_per_month"].as_f64().expect("hours a month");
        let burst = told.figure(WARM, "unit_hours") * told.input("bursts");
        near(monthly, burst + waiting * 730.0 * told.input("paid"), 1e-9);

        assert_eq!(told.policy(REACTIVE)["typical"]["meets"], false);
        // Nobody told that the message waits: the answer says that it hangs on it, and the ends that it may not.
        assert_eq!(told.policy(SIGNALLED)["meets"], "unknown");
        assert_eq!(told.0["pick"], SIGNALLED);
        let headline = told.0["headline"].as_str().expect("there is an answer");
        let provided = format!("at the least cost if the message waits for the servers ({minutes} min); reactive");
        assert!(headline.contains(&provided) && headline.contains("loses"), "{headline}");
        let waits = Told::new(&[FAN, "--set", &delay, "--set", "signal_late_by=0s"]);
        assert_eq!((&waits.0["pick"], &waits.policy(SIGNALLED)["meets"]), (&SIGNALLED.into(), &"true".into()));
        let headline = waits.0["headline"].as_str().expect("there is an answer");
        assert!(headline.contains("meets the target at the least cost; "), "{headline}");
    }
}

#[test]
fn a_faster_start_and_a_tuned_server_save_what_two_runs_differ_by() {
    let loses = |told: &Told| ["lost", "late"].map(|key| told.figure(REACTIVE, key)).iter().sum::<f64>();
    let five = Told::new(&[FAN, "--set", "scale_out_time=5min", "--set", "tuning_gain=2"]);
    let four = Told::new(&[FAN, "--set", "scale_out_time=4min"]);
    let three = Told::new(&[FAN, "--set", "scale_out_time=3min"]);
    assert!(loses(&five) > loses(&four) && loses(&four) > loses(&three));
    let saved = |id: &str, policy: &str, key: &str| {
        let savings = five.0["savings"].as_array().expect("savings are told");
        let saving = savings.iter().find(|saving| saving["id"] == id).expect("it is told");
        let policies = saving["policies"].as_array().expect("by policy");
        let found = policies.iter().find(|saved| saved["policy"] == policy).expect("it is told");
        found[key].as_f64().expect("a figure")
    };
    near(saved("a-minute-less", REACTIVE, "requests"), loses(&five) - loses(&four), 1e-6);
    assert_eq!(saved("a-minute-less", SIGNALLED, "requests"), 0.0);
    let minute = (five.burst("units_at_height") - five.burst("units")) / 60.0;
    near(saved("a-minute-less", SIGNALLED, "unit_hours"), minute, 1e-6);
    // Servers that carry twice as much: half of the use, and half of the servers at the height.
    let load = format!("fleet_use={}", five.input("load") / 2.0);
    let unit = format!("full_server_rps={}/s", five.input("unit") * 2.0);
    let tuned = Told::new(&[FAN, "--set", "scale_out_time=5min", "--set", &load, "--set", &unit]);
    near(saved("tuned-servers", REACTIVE, "requests"), loses(&five) - loses(&tuned), 1e-6);
    // Without a gain that somebody measured nothing is said of one.
    let ids = |told: &Told| -> Vec<String> {
        let savings = told.0["savings"].as_array().expect("savings are told");
        savings.iter().map(|saving| saving["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&four), ["a-minute-less", "message-at-once"]);
}

#[test]
fn a_message_that_cannot_wait_is_late_by_what_the_servers_need() {
    let told = Told::new(&[FAN, "--set", "scale_out_time=5min", "--set", "signal_lead=2min"]);
    near(told.input("lag"), 180.0, 0.0);
    assert!(told.figure(SIGNALLED, "lost") > 0.0);
    near(told.figure(SIGNALLED, "lost"), told.lost_over_the_printed_steps(SIGNALLED), 1e-3);
    assert!(told.0.get("pick").is_none(), "what does not meet the target is not picked");
    let known = Told::new(&[FAN, "--set", "signal_lead=2min", "--set", "burst_known_ahead=true"]);
    assert_eq!(known.0["pick"], SCHEDULED);
}

#[test]
fn a_signal_has_to_come_as_long_before_as_servers_need() {
    let delay = ["--set", "scale_out_time=5min"];
    let untold = Told::new(&[&[FAN], &delay[..]].concat());
    assert!(untold.0["missing"].get("signal_lead").is_some(), "{}", untold.0["missing"]);
    // The ends hold a message that waits, and one that goes out at once.
    let at_once = Told::new(&[&[FAN], &delay[..], &["--set", "signal_lead=0s"]].concat());
    near(at_once.input("lag"), 300.0, 0.0);
    let ends = &untold.policy(SIGNALLED)["ends"];
    near(ends["favourable"]["failed_share"].as_f64().expect("a share"), 0.0, 0.0);
    let worst = ends["unfavourable"]["failed_share"].as_f64().expect("a share");
    assert!(worst >= at_once.figure(SIGNALLED, "failed_share"), "{worst}");
    // What it costs that it does not wait is told beside it.
    let savings = untold.0["savings"].as_array().expect("savings are told");
    let saving = savings.iter().find(|saving| saving["id"] == "message-at-once").expect("it is told");
    let signalled = saving["policies"].as_array().expect("by policy").iter().find(|saved| saved["policy"] == SIGNALLED);
    let more = -signalled.expect("it is told")["requests"].as_f64().expect("a figure");
    near(more, at_once.figure(SIGNALLED, "lost") + at_once.figure(SIGNALLED, "late"), 1e-9);
    assert!(more > 0.1 * untold.burst("requests"));
    // Told times leave nothing to take for granted.
    let told = Told::new(&[&[FAN], &delay[..], &["--set", "signal_lead=6min"]].concat());
    assert_eq!((&told.0["pick"], &told.policy(SIGNALLED)["meets"]), (&SIGNALLED.into(), &"true".into()));
    assert!(told.policy(SIGNALLED).get("provided").is_none() && told.0["missing"].get("signal_lead").is_none());
    // No message waits as long as servers that take an hour, or a year.
    for slow in ["scale_out_time=1h", "scale_out_time=8760h"] {
        let told = Told::new(&[
            "--set",
            "peak_rps=900/s",
            "--set",
            "burst_factor=10",
            "--set",
            "burst_signal=true",
            "--set",
            slow,
        ]);
        assert_ne!(told.0["pick"], SIGNALLED, "{slow}");
        assert!(told.figure(SIGNALLED, "lost") > 0.0 && told.policy(SIGNALLED)["meets"] == "false", "{slow}");
    }
}

/// What one server carries is a figure of its own: servers follow from the load, and not it from them.
#[test]
fn servers_follow_the_load() {
    let mut before = 0.0;
    for rate in [1.0, 10.0, 100.0, 199.0, 200.0, 2000.0] {
        let peak = format!("peak_rps={rate}/s");
        let told = Told::new(&["--set", &peak, "--set", "burst_factor=100", "--set", "burst_signal=true"]);
        near(told.input("unit"), 200.0, 1e-9);
        near(told.burst("unit_per_second"), 200.0, 1e-9);
        let units = (rate / (told.input("load") * 200.0)).ceil().max(1.0);
        near(told.burst("units"), units, 0.0);
        let needed = (100.0 * rate / (200.0 * told.input("target")) - 1e-9).ceil().max(units);
        near(told.burst("units_at_height"), needed, 0.0);
        assert!(needed > before || rate == 200.0, "{rate}: {needed}");
        before = needed;
    }
    // A small site has one server, and a burst to 35 a second needs no other.
    let small = Told::new(&["--users", "5k", "--set", "burst_factor=20", "--set", "burst_known_ahead=true"]);
    assert_eq!((small.burst("units"), small.burst("units_at_height")), (1.0, 1.0));
    assert_eq!(small.0["pick"], FIXED);
    assert_eq!(small.policy(WARM)["unit_hours_per_month"], 0);
    // Behind a balancer there are two, as on the bill.
    let two = Told::new(&["--users", "12k", "--at", "redundant-zones", "--set", "burst_factor=20"]);
    assert_eq!(two.burst("units"), 2.0);
}

#[test]
fn what_is_told_of_the_servers_counts() {
    let told = |more: &[&str]| {
        let sets = more.iter().flat_map(|set| ["--set", set]);
        let sets: Vec<&str> = ["--set", "peak_rps=500/s", "--set", "burst_factor=20"].into_iter().chain(sets).collect();
        let told = Told::new(&sets);
        (told.burst("units"), told.burst("unit_per_second"))
    };
    let near = |found: (f64, f64), units: f64, unit: f64| {
        near(found.0, units, 0.0);
        near(found.1, unit, 1e-9);
    };
    // Rate, use and number: what one carries follows, and the assumed rate says nothing.
    near(told(&["app_instances=50", "app_cpu_peak=35%"]), 50.0, 500.0 / 0.35 / 50.0);
    near(told(&["app_instances=50", "fleet_use=20%", "app_cpu_time_per_request=1ms"]), 50.0, 50.0);
    // The number alone: each carries what one carries, and together at least what serves now.
    near(told(&["app_instances=50"]), 50.0, 200.0);
    near(told(&["app_instances=1"]), 1.0, 500.0 / 0.6);
    // Number and rate of one, and with them the use.
    near(told(&["app_instances=3", "full_server_rps=200/s"]), 3.0, 200.0);
    // The use alone: one small server that is full at a low rate carries no more.
    near(told(&["app_cpu_peak=50%"]), 5.0, 200.0);
    near(told(&["app_cpu_peak=50%", "full_server_rps=4_000/s"]), 1.0, 1000.0);
    // What one request takes, what one server is known to carry, and the type, as the bill reads it.
    near(told(&["app_cpu_time_per_request=1ms"]), 1.0, 2000.0);
    near(told(&["one_server_rps=60/s"]), 9.0, 100.0);
    near(told(&["app_instance_type=t4g.small"]), 21.0, 40.0);
    let bare = Told::new(&[
        "--set",
        "peak_rps=500/s",
        "--set",
        "app_instances=50",
        "--set",
        "fleet_use=20%",
        "--set",
        "burst_factor=20",
        "--no-assumptions",
    ]);
    near((50.0, bare.input("unit")), 50.0, 50.0);
}

/// One population: what fails is a part of the requests of the burst, whatever queues up behind them.
#[test]
fn no_more_requests_fail_than_came() {
    let slow = ["fleet_use=95%", "queue_per_server=10000000", "queue_patience=10s", "burst_factor=3", "peak_rps=100/s"];
    let small = ["peak_rps=0.001/s", "burst_factor=5", "fleet_use=60%", "burst_ramp=10s"];
    for sets in [&slow[..], &small[..]] {
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
        let told = Told::new(&sets);
        for policy in [FIXED, REACTIVE, SCHEDULED, SIGNALLED, WARM] {
            let failed: f64 = ["lost", "late", "left_waiting"].iter().map(|key| told.figure(policy, key)).sum();
            let requests = told.burst("requests");
            assert!(failed <= requests * (1.0 + 1e-9), "{policy}: {failed} of {requests}");
            near(told.figure(policy, "failed_share"), failed / requests, 1e-9);
        }
    }
}

#[test]
fn functions_are_not_reckoned_as_servers() {
    let functions = ["--lane", "serverless", "--at", "scaled-reads", "--users", "200k", "--set", "burst_factor=20"];
    let told = Told::new(&functions);
    let headline = told.0["headline"].as_str().expect("an answer");
    assert!(headline.starts_with("Not simulated: this runs as functions"), "{headline}");
    assert!(told.0.get("burst").is_none() && told.0.get("pick").is_none() && told.0.get("missing").is_none());
    for policy in told.0["policies"].as_array().expect("policies are a list") {
        assert!(policy.get("typical").is_none() && policy.get("cost_per_month").is_none(), "{policy}");
    }
    let text = printed(&run(&[&["simulate"], &functions[..]].concat()));
    assert!(!text.contains("servers carry") && text.contains("how many may run"), "{text}");
    let why = run(&[&["why", "--target", "burst"], &functions[..]].concat());
    assert_eq!(why.status.code(), Some(2));
    // Where nothing says that it is functions, servers are reckoned.
    assert!(Told::new(&["--users", "200k", "--set", "burst_factor=20"]).0.get("burst").is_some());
}

#[test]
fn what_is_assumed_is_told_with_two_digits() {
    let text = printed(&run(&["simulate", "--set", "peak_rps=12_345/s", "--set", "burst_factor=7.3"]));
    let unit = text.lines().find(|line| line.trim_start().starts_with("unit ")).expect("it is told");
    assert!(unit.contains("200/s (67/s to 1,000/s)"), "{unit}");
    assert!(text.contains("12,345/s before and after the burst"), "what was told stays as it was: {text}");
    assert!(text.contains("up to 90,000/s") && text.contains("needs about 750."), "{text}");
}

#[test]
fn what_a_policy_cannot_do_without_is_asked_for() {
    let told = Told::new(&[FAN]);
    assert_eq!(told.policy(SCHEDULED)["possible"], "unknown");
    assert!(told.0["missing"].get("burst_known_ahead").is_some());
    let known = Told::new(&[FAN, "--set", "burst_known_ahead=false"]);
    assert_eq!(known.policy(SCHEDULED)["possible"], "false");
    assert!(known.0["missing"].get("burst_known_ahead").is_none(), "{}", known.0["missing"]);
    let sure = Told::new(&[FAN, "--set", "burst_known_ahead=false", "--set", "signal_late_by=0s"]);
    assert!(sure.0.get("missing").is_none(), "{}", sure.0["missing"]);
    let unannounced = Told::new(&[FAN, "--set", "burst_known_ahead=false", "--set", "burst_signal=false"]);
    assert!(unannounced.0.get("pick").is_none());
    assert!(unannounced.0["headline"].as_str().expect("an answer").starts_with("No policy meets the target; "));
}

#[test]
fn a_calm_load_wants_nothing_and_no_load_is_no_answer() {
    let calm = Told::new(&["--users", "12k"]);
    assert_eq!(calm.0["headline"], "No burst is told: tell burst_factor");
    assert!(calm.0.get("burst").is_none() && calm.policy(FIXED).get("typical").is_none());
    let told = Told::new(&["--set", "peak_rps=100/s", "--set", "burst_factor=1"]);
    assert!(told.0["headline"].as_str().expect("an answer").starts_with("No burst to simulate"));
    let small = Told::new(&["--set", "peak_rps=100/s", "--set", "burst_factor=1.3"]);
    assert_eq!(small.0["pick"], FIXED);
    let nothing = run(&["simulate"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(complained(&nothing).contains("peak_rps"), "{}", complained(&nothing));
    let bare = Told::new(&["--set", "peak_rps=100/s", "--set", "burst_factor=30", "--no-assumptions"]);
    assert!(bare.0["headline"].as_str().expect("an answer").starts_with("Cannot tell"));
    assert!(bare.0["missing"].get("burst_ramp").is_some());
    let endless = Told::new(&["--set", "peak_rps=100/s", "--set", "burst_factor=30", "--set", "burst_at_height=24h"]);
    assert_eq!(endless.0["headline"], "Not simulated: this burst lasts longer than a day");
}

#[test]
fn the_curve_holds_the_same_requests_in_few_points() {
    for arguments in [&[FAN][..], &[FAN, "--set", "burst_at_height=20h"]] {
        let told = Told::new(arguments);
        for policy in [FIXED, REACTIVE, SCHEDULED, SIGNALLED, WARM] {
            let curve = &told.policy(policy)["curve"];
            let sum = |key: &str| -> f64 {
                let points = curve[key].as_array().expect("points");
                assert!(points.len() <= 240, "{} points", points.len());
                points.iter().map(|point| point.as_f64().expect("a number")).sum()
            };
            let seconds = curve["seconds_per_point"].as_f64().expect("seconds");
            near(sum("lost_per_second") * seconds, told.figure(policy, "lost"), 0.02);
            assert!(sum("arrived_per_second") * seconds >= told.burst("requests") * 0.98);
            assert!(sum("capacity_per_second") > 0.0);
        }
    }
}

#[test]
fn rules_of_ones_own_change_the_model_and_give_a_price() {
    let scratch = Scratch::new("burst-model");
    let model = "format = 1\nid = \"burst\"\nreason = \"Half of them may go.\"\nprice = '$73'\nallowed = '99%'\n";
    scratch.write("rules/models/burst.toml", model);
    let rules = scratch.0.join("rules").to_string_lossy().into_owned();
    let told = Told::new(&[FAN, "--rules", &rules]);
    assert_eq!(told.0["pick"], FIXED);
    let (hours, cost) = (&told.policy(SIGNALLED)["unit_hours_per_month"], &told.policy(SIGNALLED)["cost_per_month"]);
    near(cost.as_f64().expect("a cost"), hours.as_f64().expect("hours") / 730.0 * 73.0, 1e-9);
    // The price is that of the type that was told, else an assumption.
    let typed = Told::new(&[FAN, "--set", "app_instance_type=c5.xlarge"]);
    let origin = |told: &Told| {
        let inputs = told.0["inputs"].as_array().expect("inputs are a list").clone();
        inputs.iter().find(|input| input["input"] == "price").expect("it is printed")["origin"].clone()
    };
    assert_eq!((origin(&told), origin(&Told::new(&[FAN]))), ("derived".into(), "assumed".into()));
    let known = ["--set", "app_instance_type=c5.xlarge", "--set", "serving_region=us-east-1"];
    assert_eq!(origin(&Told::new(&[&[FAN], &known[..]].concat())), "stated");
    assert_ne!(typed.input("price"), Told::new(&[FAN]).input("price"));
    near(
        typed.policy(WARM)["cost_per_month"].as_f64().expect("a cost"),
        typed.policy(WARM)["unit_hours_per_month"].as_f64().expect("hours") / 730.0 * typed.input("price"),
        1e-9,
    );
}

#[test]
fn the_text_is_narrow_and_the_same_each_time() {
    let text = printed(&run(&["simulate", FAN, "--today", "2026-11-21"]));
    assert_eq!(text, printed(&run(&["simulate", FAN, "--today", "2026-11-21"])));
    assert!(text.starts_with("event-driven-scaling meets the target at the least cost"), "{text}");
    for line in text.lines().skip(1) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let quiet = printed(&run(&["simulate", FAN, "--quiet"]));
    assert_eq!(quiet.lines().collect::<Vec<_>>(), [text.lines().next().expect("an answer")]);
    insta::with_settings!({snapshot_path => "../snapshots/simulate", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("fan-platform.text", text);
    });
}
