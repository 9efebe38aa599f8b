//! Load, capacity and cost: what they must hold to, and that each can be followed to where it comes from.

use nextrung::advise::{Advice, Advisor, Options};
use nextrung::estimate::{Bill, references};
use nextrung::problem::SourceText;
use nextrung::profile;
use nextrung::rules::{Burden, RuleBase};
use serde_json::Value;

use crate::{Scratch, base, complained, printed, run};

fn advice(base: &RuleBase, text: &str) -> Advice {
    let profile = profile::read(&SourceText::new("test.toml", text), base).expect("the profile is right");
    Advisor::new(base).advise(&profile, Options::default()).expect("its facts agree")
}

fn bills(base: &RuleBase, users: u64) -> Vec<Bill> {
    let all = references(base, &advice(base, &format!("format = 1\n[facts]\nusers = {users}\n")));
    all.into_iter().map(|reference| reference.bill).collect()
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
    // A bill that is not to be told has no sum, and no share of it.
    assert!(seen > 25, "{seen}");
    let text = printed(&run(&["advise", "--users", "12k", "--at", "redundant-zones"]));
    assert!(text.contains("% of it assumed"), "{text}");
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
    // 16.43, told with two digits.
    assert!((balancer - 16.43).abs() < 0.5, "{balancer}");
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

/// The typical amounts of the lines of a bill, by id.
fn lines(arguments: &[&str]) -> std::collections::BTreeMap<String, f64> {
    let told = answer(&[&["advise", "--format", "json"], arguments].concat());
    let lines = told["costs"]["present"]["lines"].as_array().expect("there are lines");
    let of = |line: &Value| Some((line["id"].as_str()?.to_owned(), line["typical"].as_f64()?));
    lines.iter().filter_map(of).collect()
}

/// The last formula that `why` tells of a number: the number itself.
fn number(arguments: &[&str], target: &str) -> f64 {
    let told = answer(&[&["why", "--format", "json", "--target", target], arguments].concat());
    let found = told["formulas"].as_array().expect("a list").first().expect("the number itself").clone();
    found["typical"].as_f64().expect("it can be worked out")
}

#[test]
fn tasks_are_paid_by_what_they_hold_and_bring_their_disks() {
    let of = |lane| lines(&["--users", "12k", "--at", "redundant-zones", "--lane", lane]);
    let (servers, tasks) = (of("servers"), of("containers"));
    // Half a processor and a GiB: 0.5 * 0.04048 * 730 + 3.24 dollars for each of two tasks.
    assert!((tasks["application-servers/servers"] - 36.0).abs() < 1.0, "{tasks:?}");
    assert!(servers.contains_key("application-servers/volumes"));
    assert!(!tasks.contains_key("application-servers/volumes"), "{tasks:?}");
}

#[test]
fn a_fleet_that_follows_its_load_costs_less_than_one_that_stands() {
    let of = |has: &str, lacks: &str| lines(&["--users", "20M", "--at", "redundant-zones", has, lacks])["application-servers/servers"];
    let (standing, scaled) = (of("--has=cdn", "--lacks=auto-scaling"), of("--has=auto-scaling", "--lacks=cdn"));
    // A quarter above the mean, and the peak is three times the mean.
    assert!((scaled / standing - 1.25 / 3.0).abs() < 0.05, "{scaled} {standing}");
}

#[test]
fn logs_are_reckoned_by_requests_where_nobody_told_them() {
    let of = |more: &[&str]| {
        let common = ["--users", "1M", "--at", "redundant-zones", "--has", "central-logs"];
        lines(&[&common, more].concat())["observation/logs"]
    };
    // 116 requests a second of 1 kB are 283 GiB a month, at 53 cents, five of them free.
    assert!((of(&[]) - 150.0).abs() < 5.0, "{}", of(&[]));
    assert!((of(&["--set", "log_volume_per_day=1GB"]) - 12.5).abs() < 1.0);
}

#[test]
fn a_petabyte_from_the_cdn_pays_every_price_of_its_list() {
    let of = |volume: &str| {
        let egress = format!("egress_per_month={volume}");
        let shown = ["--users", "1M", "--at", "scaled-reads", "--set", "static_share=100%", "--set", &egress];
        let bill = lines(&shown);
        (bill["traffic/cdn"], bill["traffic/cdn-requests"])
    };
    let (bytes, requests) = of("1 PB");
    // 9 TiB at 8.5 cents, 40 at 8, 100 at 6, 350 at 4 and the rest at 3.
    assert!((bytes - 37_000.0).abs() < 500.0, "{bytes}");
    // 25 billion files, less ten million, at a dollar a million.
    assert!((requests - 25_000.0).abs() < 500.0, "{requests}");
}

#[test]
fn a_database_of_ones_own_pays_for_its_copies_too() {
    let of = |has: &str| {
        let shown = ["--users", "12k", "--at", "separate-database", "--lacks", "managed-database", "--has", has];
        lines(&shown)["database/own-server"]
    };
    assert!((of("read-replicas") / of("load-balancer") - 2.0).abs() < 0.1);
}

#[test]
fn a_cache_takes_reads_from_the_database() {
    let of = |key: &str| number(&["--users", "1M", "--at", "redundant-zones", key, "cache"], "quantity:database_reads");
    assert!((of("--has") / of("--lacks") - 0.2).abs() < 0.01);
}

#[test]
fn a_handful_of_calls_of_functions_is_free() {
    let bill = lines(&["--users", "1k", "--at", "redundant-zones", "--lane", "serverless"]);
    assert!(bill.get("functions/time").is_none_or(|time| *time == 0.0), "{bill:?}");
    assert!(bill["gateway/calls"] > 0.0, "{bill:?}");
}

#[test]
fn promises_in_series_are_multiplied_and_regions_joined() {
    let of = |stage, target| number(&["--users", "12k", "--at", stage], target);
    let region = 0.9999 * 0.9999 * 0.9995;
    let hours = of("redundant-zones", "quantity:hours_down_within_promises");
    assert!((hours - (1.0 - region) * 8760.0).abs() < 0.1, "{hours}");
    let two = of("multi-region-services", "quantity:hours_down_within_promises");
    assert!(two < 0.01, "{two}");
    assert!(of("managed-database", "quantity:hours_down_within_promises") > 80.0);
}

#[test]
fn functions_at_once_fill_the_connections_of_a_small_database() {
    let told = answer(&[
        "advise",
        "--users",
        "12k",
        "--at",
        "redundant-zones",
        "--lane",
        "serverless",
        "--set",
        "peak_rps=900/s",
        "--set",
        "function_time_per_request=200ms",
        "--set",
        "database_class=db.t4g.small",
        "--format",
        "json",
    ]);
    let fills = told["capacity"]["present"].as_array().expect("a list");
    let fill = fills.iter().find(|fill| fill["component"] == "database-connections-reckoned").expect("it is there");
    // 180 functions, and 2 GiB allow 170.
    assert!(fill["used"]["typical"].as_f64().expect("a number") > 1.0, "{fill}");
}

#[test]
fn a_budget_below_what_surely_stands_is_found() {
    let found = |more: &[&str]| {
        let told =
            answer(&[&["advise", "--users", "12k", "--at", "redundant-zones", "--format", "json"], more].concat());
        let findings = told["findings"].as_array().cloned().unwrap_or_default();
        findings.iter().any(|finding| finding["id"] == "bill-above-budget")
    };
    assert!(found(&["--set", "budget_per_month=$50"]));
    assert!(!found(&["--set", "budget_per_month=$5000"]));
    assert!(!found(&["--set", "budget_per_month=$50", "--set", "monthly_spend=$40"]));
    assert!(found(&["--set", "budget_per_month=$5000", "--set", "monthly_spend=$6000"]));
    assert!(!found(&["--set", "budget_per_month=$50", "--no-assumptions"]));
}

/// From users to what is asked of every part: each with its formula and where it comes from.
#[test]
fn the_load_goes_from_users_to_bytes_connections_and_growth() {
    let told = answer(&["advise", "--users", "2M", "--at", "decoupled", "--format", "json"]);
    let load = told["load"].as_array().expect("there is load");
    let of = |key: &str, name: &str| {
        let found = load.iter().find(|step| step[key] == name).unwrap_or_else(|| panic!("{name} is not told"));
        (found["typical"].as_f64().expect("a number"), found["origin"].clone(), found["formula"].is_string())
    };
    let (users, origin, by_formula) = of("fact", "users");
    assert!((users - 2e6).abs() < 1e-6 && origin == "stated" && !by_formula);
    for name in ["mean_rps", "peak_rps", "database_reads_by_rate", "database_writes_by_rate"] {
        let (typical, origin, by_formula) = of("fact", name);
        assert!(typical > 0.0 && origin == "assumed" && by_formula, "{name}");
    }
    for name in ["bytes_out", "connections_wanted", "kept_each_month"] {
        let (typical, origin, by_formula) = of("quantity", name);
        assert!(typical > 0.0 && origin == "assumed" && by_formula, "{name}");
    }
    // What was told of growth counts before what follows from the writes.
    let told = answer(&[
        "advise",
        "--users",
        "2M",
        "--at",
        "decoupled",
        "--set",
        "data_growth_per_year=1.2TB",
        "--format",
        "json",
    ]);
    let load = told["load"].as_array().expect("there is load");
    let kept = load.iter().find(|step| step["quantity"] == "kept_each_month").expect("it is told");
    assert!((kept["typical"].as_f64().expect("a number") - 1e11).abs() < 1e6, "{kept}");
}

/// One server can be made larger only so far: a plot of costs ends there, and the answer names it.
#[test]
fn a_stage_without_a_balancer_ends_at_the_largest_server() {
    let base = base();
    let carries = |users: u64| {
        let all = references(&base, &advice(&base, &format!("format = 1\n[facts]\nusers = {users}\n")));
        all.iter().map(|reference| reference.carries).collect::<Vec<_>>()
    };
    assert!(carries(100_000)[0]);
    let many = carries(200_000_000);
    assert!(!many[0] && !many[2], "{many:?}");
    let told = printed(&run(&["advise", "--users", "100M", "--at", "single-server"]));
    assert!(told.contains("the largest single server"), "{told}");
}

/// How full the parts of today are, in the order in which they fill.
fn fills(arguments: &[&str]) -> Vec<Value> {
    let told = answer(&[&["advise", "--format", "json"], arguments].concat());
    told["capacity"]["present"].as_array().cloned().unwrap_or_default()
}

fn fill<'f>(fills: &'f [Value], component: &str) -> Option<&'f Value> {
    fills.iter().find(|fill| fill["component"] == component)
}

/// A part that is sized for the load is as full as somebody decided, whatever the load: that is no finding.
#[test]
fn what_is_sized_for_the_load_fills_nothing_first() {
    let base = base();
    let main = base.main_track().expect("there is one");
    let mut sized_parts = 0;
    for stage in &base.track(main).stages {
        for users in ["1k", "1M"] {
            let fills = fills(&["--users", users, "--at", &stage.name]);
            let is_sized = |fill: &Value| fill["sized"] == true;
            let observed = fills.iter().take_while(|fill| !is_sized(fill)).count();
            assert!(fills[observed..].iter().all(is_sized), "{} {users}: {fills:?}", stage.name);
            for fill in &fills[observed..] {
                assert!(fill.get("room_percent").is_none() && fill.get("users").is_none(), "{fill}");
                let (used, target) = (&fill["used"]["typical"], &fill["target"]);
                assert!(used.as_f64() <= target.as_f64(), "{}: {fill}", stage.name);
                sized_parts += 1;
            }
        }
    }
    assert!(sized_parts > 10, "{sized_parts}");
    // The smallest servers that there are carry what they carry.
    let small = fills(&["--users", "1k", "--at", "redundant-zones"]);
    let servers = fill(&small, "application-servers").expect("they are there");
    assert!(servers.get("sized").is_none() && servers["room_percent"]["typical"].as_f64() > Some(100.0), "{servers}");
    let text = printed(&run(&["advise", "--users", "10M", "--at", "single-server"]));
    assert!(!text.contains("application servers:"), "{text}");
}

#[test]
fn what_was_measured_or_told_goes_before_what_is_reckoned() {
    let fan = fills(&["examples/fan-platform.toml"]);
    assert_eq!(fan[0]["component"], "application-servers-measured");
    assert_eq!(fan[0]["used"]["typical"].as_f64(), Some(0.35));
    assert!(fill(&fan, "application-servers").is_none(), "{fan:?}");
    assert!(fill(&fan, "database").is_some_and(|database| database["sized"] == true), "{fan:?}");
    let told = ["--users", "1M", "--at", "redundant-zones"];
    let sized = |more: &[&str], component| {
        let fills = fills(&[&told, more].concat());
        fill(&fills, component).expect("it is there")["sized"] == true
    };
    assert!(sized(&[], "application-servers") && sized(&[], "database"));
    let servers = ["--set", "app_instances=12", "--set", "app_instance_type=m7g.large"];
    assert!(!sized(&servers, "application-servers"));
    assert!(!sized(&["--set", "database_class=db.r7g.xlarge"], "database"));
    // How many servers of a told type there are still follows the load where nobody told it.
    assert!(sized(&["--set", "app_instance_type=m7g.large"], "application-servers"));
}

/// A busy hour above the baseline is paid from what calm hours saved.
#[test]
fn credits_are_weighed_against_the_whole_day() {
    let common = ["--users", "12k", "--at", "single-server", "--set", "app_instance_type=t3.micro"];
    let used = |more: &[&str]| {
        let fills = fills(&[&common, more].concat());
        fill(&fills, "burstable-credits").map(|fill| fill["used"]["typical"].as_f64().expect("a number"))
    };
    assert_eq!(used(&["--set", "peak_to_mean=3"]), None);
    assert_eq!(used(&["--set", "app_cpu_peak=30%", "--set", "peak_to_mean=3"]), Some(1.0));
    assert!(used(&["--set", "app_cpu_peak=30%"]).is_some_and(|used| (used - 1.0).abs() < 0.01));
}

#[test]
fn functions_beside_servers_leave_servers_and_database_in_the_bill() {
    let common = ["--users", "10M", "--at", "decoupled", "--has", "nosql-store", "--has", "serverless-functions"];
    let servers = lines(&[&common, &["--lane", "servers", "--has", "api-gateway"][..]].concat());
    for line in ["application-servers/servers", "database/writer", "functions/calls", "gateway/calls"] {
        assert!(servers.contains_key(line), "{line}: {servers:?}");
    }
    let serverless = lines(&[&common, &["--lane", "serverless"][..]].concat());
    assert!(!serverless.contains_key("application-servers/servers"), "{serverless:?}");
    // A tenth of the requests put work aside for functions where servers answer.
    let share = servers["functions/calls"] / serverless["functions/calls"];
    assert!((0.05..0.15).contains(&share), "{share}");
    // Copies that answer reads are those of a relational database, whatever runs before it.
    assert!(serverless.contains_key("database/writer"), "{serverless:?}");
    let store = ["--users", "10M", "--at", "redundant-zones", "--lane", "serverless", "--has", "nosql-store"];
    let alone = lines(&store);
    assert!(!alone.contains_key("database/writer"), "{alone:?}");
    let pooled = lines(&[&store, &["--has", "connection-pooling"][..]].concat());
    assert!(pooled.contains_key("database/writer") && pooled.contains_key("database/proxy"), "{pooled:?}");
    // With a relational database beside it the store holds a tenth.
    assert!(alone["key-value-store/writes"] > 8.0 * pooled["key-value-store/writes"], "{alone:?} {pooled:?}");
}

#[test]
fn a_lane_is_what_was_stated_or_shown_and_else_open() {
    let base = base();
    let main = base.main_track().expect("there is one");
    let lanes = |text: &str| {
        let found = advice(&base, &format!("format = 1\n{text}")).architecture.lanes(&base, main);
        let names: Vec<&str> = found.indices().map(|lane| base.track(main).lanes[lane].name.as_str()).collect();
        names.join(" ")
    };
    assert_eq!(lanes("[facts]\nusers = 10\n"), "containers serverless servers");
    assert_eq!(lanes("[current]\nlacks = [\"serverless-functions\"]\n"), "containers servers");
    assert_eq!(lanes("[current]\nhas = [\"serverless-functions\"]\n"), "serverless");
    assert_eq!(lanes("[current]\nlane = \"servers\"\nhas = [\"serverless-functions\"]\n"), "servers");
    // A stated stage says that what it does not bring is not there.
    assert_eq!(lanes("[current]\nstage = { scale = \"redundant-zones\" }\n"), "servers");
}

/// The shares that recovery shapes add to a region, by the research: 10 to 30, 30 to 60, and 80 to 120 percent.
#[test]
fn a_second_region_adds_what_its_shape_asks_for() {
    let sum = |more: &[&str]| {
        let told = answer(&[&["advise", "--format", "json", "--users", "12k", "--at", "scaled-reads"], more].concat());
        told["costs"]["present"]["typical"].as_f64().expect("a number")
    };
    let region = sum(&[]);
    let more = |part: &str| sum(&["--has", part]) / region - 1.0;
    for (part, share) in [("pilot-light", 0.1..0.3), ("warm-standby", 0.3..0.65), ("active-active", 0.8..1.2)] {
        assert!(share.contains(&more(part)), "{part}: {}", more(part));
    }
    // Where both regions serve, none of them waits.
    let both = lines(&["--users", "12k", "--at", "scaled-reads", "--has", "active-active", "--has", "warm-standby"]);
    assert!(!both.keys().any(|line| line.starts_with("recovery-region")), "{both:?}");
}

/// What nobody has unawares is in no bill where nobody told of it, not even at the high end.
#[test]
fn what_nobody_told_of_makes_no_second_region() {
    let bill = lines(&["--users", "12k", "--at", "scaled-reads"]);
    for part in ["recovery-region", "warehouse", "event-stream", "tracing", "data-lake"] {
        assert!(!bill.keys().any(|line| line.starts_with(part)), "{bill:?}");
    }
}

#[test]
fn a_line_that_is_in_no_bill_is_told_beside_it() {
    let common = ["--users", "1M", "--at", "decoupled"];
    let bill = |more: &[&str]| {
        let told = answer(&[&["advise", "--format", "json"], &common[..], more].concat());
        told["costs"]["present"].clone()
    };
    let (without, with) = (bill(&[]), bill(&["--has", "managed-ml", "--has", "cells"]));
    assert!(without.get("left_out").is_none());
    assert_eq!(without["typical"], with["typical"]);
    let left_out = with["left_out"].as_array().expect("there are two");
    assert!(left_out.len() == 2 && left_out.iter().all(|line| line["why"].as_str().is_some_and(|why| why.len() > 20)));
    let shown = ["--has", "managed-ml", "--has", "cells"];
    let text = printed(&run(&[&["advise"], &common[..], &shown].concat()));
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("not in it: cells, managed machine learning"), "{text}");
    let why = [&["why"], &common[..], &shown, &["--target", "cost:not-in-the-bill/cells"]].concat();
    let text = printed(&run(&why));
    assert!(text.contains("In no bill: cells.") && !text.contains("a fact is missing"), "{text}");
}

/// Each part that costs money to keep has a line, or a line that says why it has none.
#[test]
fn no_part_that_costs_money_is_left_without_a_word() {
    let base = base();
    let mut named: Vec<_> = Vec::new();
    for component in &base.components {
        let lines = component
            .costs
            .iter()
            .flat_map(|line| line.when.iter().chain(line.ways.iter().map(|way| &way.formula)).chain(&component.when));
        named.extend(lines.flat_map(|formula| formula.capabilities()));
    }
    for quantity in &base.quantities {
        named.extend(quantity.ways.iter().flat_map(|way| way.formula.capabilities()));
    }
    // A larger class is paid as a class, and services by the servers that each of them scales on.
    let by_size = ["vertical-resize", "split-services"];
    for id in base.capability_ids() {
        let capability = base.capability(id);
        let costs =
            matches!(capability.burden, Burden::Money | Burden::Both) && !by_size.contains(&capability.name.as_str());
        let has_line = base.brings(&[id]).iter().any(|brought| named.contains(brought));
        assert!(!costs || has_line, "{} costs money and has no line", capability.name);
    }
}
