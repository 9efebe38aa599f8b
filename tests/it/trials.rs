//! Profiles as somebody who knows the services well would try them: unlike each other and unlike the histories.
//!
//! Each says what must come out and what must not. The check is that of the histories.

use nextrung::advise::{Status, Verdict};

use crate::base;
use crate::cases::{Expected, answer, check, next, told, told_actions};

/// A profile with what is expected of it.
struct Trial {
    name: &'static str,
    profile: &'static str,
    expected: Expected,
}

const TRIALS: &[Trial] = &[
    Trial {
        name: "offices with a contract",
        profile: r#"
format = 1
[facts]
users = 300
availability_target = "99.95%"
uptime_promised = true
team_size = 6
operations_engineers = 0
stateful_sessions = true
[measured]
app_cpu_peak = "12%"
database_cpu_peak = "9%"
peak_rps = "4/s"
[current]
stage = { scale = "separate-database" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("redundant-zones"),
            required: &["load-balancer", "multi-az", "database-multi-az", "stateless-app", "managed-database"],
            never: &["multi-region", "cells", "sharding", "split-services", "read-replicas", "cdn"],
            deciding: &["availability_target"],
        },
    },
    Trial {
        name: "nightly batches",
        profile: r#"
format = 1
[facts]
users = 40
long_requests = true
background_jobs = true
cpu_bound = true
team_size = 4
operations_engineers = 0
availability_target = "98%"
[measured]
app_cpu_peak = "35%"
database_cpu_peak = "40%"
peak_rps = "1/s"
[current]
stage = { scale = "managed-database" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("decoupled"),
            required: &["queue"],
            never: &["serverless-functions", "read-replicas", "multi-az", "split-services", "auto-scaling"],
            deciding: &["long_requests", "background_jobs"],
        },
    },
    Trial {
        name: "measurements from devices",
        profile: r#"
format = 1
[facts]
database_writes_per_second = "40_000/s"
read_share = "5%"
access_pattern = "time-series"
data_growth_per_year = "60 TB"
team_size = 12
peak_to_mean = 1.2
availability_target = "99.9%"
[measured]
database_cpu_peak = "78%"
app_cpu_peak = "40%"
[current]
stage = { scale = "redundant-zones" }
lacks = ["nosql-store"]
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("redundant-zones"),
            required: &["nosql-store"],
            never: &["sharding", "functional-partitioning", "read-replicas", "cache", "split-services"],
            deciding: &["access_pattern", "database_cpu_peak", "data_growth_per_year"],
        },
    },
    Trial {
        name: "ticket sales",
        profile: r#"
format = 1
[facts]
users = 400_000
burst_factor = 100
burst_known_ahead = true
burst_ramp = "1 min"
availability_target = "99.9%"
team_size = 15
operations_engineers = 2
stateful_sessions = false
[measured]
peak_rps = "60/s"
app_cpu_peak = "25%"
database_cpu_peak = "20%"
[current]
stage = { scale = "redundant-zones" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("scheduled-scaling"),
            required: &["auto-scaling", "scheduled-scaling"],
            never: &["multi-region", "split-services", "sharding", "read-replicas", "kubernetes"],
            deciding: &["burst_factor"],
        },
    },
    Trial {
        name: "a wiki behind a CDN",
        profile: r#"
format = 1
[facts]
users = 5_000_000
read_share = "99%"
cacheable_share = "95%"
team_size = 4
operations_engineers = 1
availability_target = "99.5%"
egress_per_month = "20 TB"
static_share = "70%"
[measured]
peak_rps = "80/s"
app_cpu_peak = "22%"
database_cpu_peak = "18%"
[current]
has = ["managed-database", "load-balancer", "multi-az", "stateless-app", "cdn", "object-storage", "cache"]
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::Stay,
            to: None,
            required: &[],
            never: &[],
            deciding: &["availability_target"],
        },
    },
    Trial {
        name: "a marketplace with eight teams",
        profile: r#"
format = 1
[facts]
teams = 8
team_size = 60
deploy_time = "45 min"
test_time = "35 min"
deploys_per_week = 3
services = 1
availability_target = "99.9%"
clear_domains = true
[measured]
peak_rps = "900/s"
app_cpu_peak = "45%"
database_cpu_peak = "38%"
[current]
stage = { scale = "decoupled" }
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("scaled-services"),
            required: &["split-services"],
            never: &["sharding", "functional-partitioning", "multi-region", "kubernetes"],
            deciding: &["deploy_time", "test_time", "deploys_per_week"],
        },
    },
    Trial {
        name: "a game with open connections",
        profile: r#"
format = 1
[facts]
websockets = true
peak_concurrent_users = 60_000
peak_to_mean = 1.8
team_size = 9
stateful_sessions = true
availability_target = "99.9%"
access_pattern = "key-value"
[measured]
peak_rps = "6_000/s"
app_cpu_peak = "40%"
database_cpu_peak = "35%"
[current]
has = ["serverless-functions", "api-gateway", "nosql-store"]
lane = "serverless"
"#,
        expected: Expected {
            verdict: Verdict::SwitchLane,
            to: Some("partitioned-data"),
            required: &["containers"],
            never: &["kubernetes", "multi-region", "sharding"],
            deciding: &[],
        },
    },
    Trial {
        name: "a hospital portal",
        profile: r#"
format = 1
[facts]
users = 90_000
data_residency = ["european-union"]
compliance = ["health"]
availability_target = "99.9%"
uptime_promised = true
rpo = "15 min"
rto = "4 h"
team_size = 10
operations_engineers = 1
far_user_share = "0%"
[measured]
peak_rps = "30/s"
app_cpu_peak = "30%"
database_cpu_peak = "25%"
[current]
stage = { scale = "redundant-zones" }
lacks = ["database-multi-az"]
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("redundant-zones"),
            required: &["database-multi-az"],
            never: &["multi-region", "global-data", "cells", "split-services"],
            deciding: &["availability_target"],
        },
    },
    Trial {
        name: "a start with nine services",
        profile: r#"
format = 1
[facts]
users = 1_200
team_size = 3
teams = 1
services = 9
availability_target = "99.5%"
kubernetes_experience = false
[measured]
peak_rps = "8/s"
app_cpu_peak = "6%"
database_cpu_peak = "5%"
[current]
stage = { scale = "scaled-services" }
has = ["kubernetes", "event-bus"]
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepDown,
            to: Some("decoupled"),
            required: &[],
            never: &["multi-region", "sharding"],
            deciding: &["team_size", "teams"],
        },
    },
    Trial {
        name: "a photo service",
        profile: r#"
format = 1
[facts]
users = 60_000
egress_per_month = "40 TB"
static_share = "96%"
object_storage_size = "9 TB"
team_size = 3
operations_engineers = 0
availability_target = "99%"
[measured]
peak_rps = "120/s"
app_cpu_peak = "38%"
database_cpu_peak = "22%"
[current]
stage = { scale = "managed-database" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("cdn"),
            required: &["cdn", "object-storage"],
            never: &["read-replicas", "cache", "multi-region", "sharding", "split-services"],
            deciding: &["egress_per_month", "static_share"],
        },
    },
];

/// A small service that is calm; `{}` stands for what a test adds to its facts.
const CALM: &str = r#"
format = 1
[facts]
users = 2_000
team_size = 3
operations_engineers = 1
{}
[measured]
app_cpu_peak = "15%"
database_cpu_peak = "10%"
peak_rps = "4/s"
[current]
stage = { scale = "managed-database" }
lane = "servers"
"#;

/// What 99.95% takes on two zones, and nothing else.
const PARTS_OF_A_PROMISE: [&str; 4] = ["database-multi-az", "load-balancer", "multi-az", "stateless-app"];

#[test]
fn ten_trials_give_no_absurd_step() {
    let base = base();
    for trial in TRIALS {
        let advice = answer(&base, trial.name, &told(&base, trial.name, trial.profile, &[]));
        check(&base, trial.name, &advice, &trial.expected);
    }
}

#[test]
fn a_small_calm_service_stays_and_hears_until_what() {
    let base = base();
    let track = base.main_track().expect("there is a main track");
    for target in ["98%", "99%", "99.5%"] {
        let profile = CALM.replace("{}", &format!("availability_target = \"{target}\""));
        let advice = answer(&base, target, &told(&base, target, &profile, &[]));
        let walk = advice.walk(track);
        assert_eq!(walk.verdict, Verdict::Stay, "{target}: {:?}", told_actions(&base, &advice));
        let reasons = advice.because(&base, walk);
        let told_of = |fact: &str| {
            let id = base.vocabulary.fact(fact).expect("there is such a fact");
            reasons.iter().any(|reason| base.gate(reason.gate).when.facts().contains(&id))
        };
        assert!(told_of("availability_target"), "{target}: the modest target is a reason");
        let later = advice.later(&base, walk);
        let next_rung = later.first().expect("there are rungs above");
        let nearest = next_rung.nearest.as_ref().expect("it says what would call for the next rung");
        assert!(nearest.margin.is_some(), "{target}: it says how far that is");
    }
}

#[test]
fn the_same_service_with_a_contract_hears_which_parts_that_takes() {
    let base = base();
    let profile = CALM.replace("{}", "availability_target = \"99.95%\"\nuptime_promised = true");
    let advice = answer(&base, "a contract", &told(&base, "a contract", &profile, &[]));
    let track = base.main_track().expect("there is a main track");
    assert_eq!(advice.walk(track).verdict, Verdict::StepUp);
    assert_eq!(next(&base, &advice), Some("redundant-zones"));
    let mut required: Vec<&str> = told_actions(&base, &advice)
        .into_iter()
        .filter(|(_, need)| *need == "required")
        .map(|(name, _)| name)
        .collect();
    required.sort_unstable();
    assert_eq!(required, PARTS_OF_A_PROMISE);
}

/// A profile, and for each value of one fact the platform that is picked and the verdict.
type LaneTrial = (&'static str, &'static str, &'static [(&'static str, &'static str, Verdict)]);

/// Profiles that differ in one fact, with the platform that fits each and whether it asks for a change of lane.
const LANES: &[LaneTrial] = &[
    (
        "work that outlasts a function",
        r#"
format = 1
[facts]
team_size = 5
availability_target = "99%"
background_jobs = false
[measured]
peak_rps = "10/s"
peak_to_mean = 5
[current]
has = ["serverless-functions", "nosql-store"]
lane = "serverless"
"#,
        &[
            ("long_requests=false", "functions", Verdict::Stay),
            // The queue that long work wants is gained on the way: a lane that is ruled out goes first.
            ("long_requests=true", "managed-containers", Verdict::SwitchLane),
        ],
    ),
    (
        "a load that is even, or not",
        r#"
format = 1
[facts]
team_size = 5
availability_target = "99%"
[measured]
peak_rps = "400/s"
[current]
has = ["serverless-functions", "nosql-store"]
lane = "serverless"
"#,
        &[
            ("peak_to_mean=6", "functions", Verdict::Stay),
            ("peak_to_mean=1.5", "managed-containers", Verdict::SwitchLane),
        ],
    ),
    (
        "demand that nobody can estimate",
        r#"
format = 1
[facts]
team_size = 5
burst_factor = 40
availability_target = "99%"
[measured]
app_cpu_peak = "1%"
peak_rps = "3/s"
[current]
stage = { scale = "decoupled" }
lane = "servers"
"#,
        &[
            ("operations_engineers=2", "servers", Verdict::Stay),
            ("operations_engineers=0", "functions", Verdict::SwitchLane),
        ],
    ),
    (
        "many deployables of one form",
        r#"
format = 1
[facts]
services = 6
availability_target = "99%"
[measured]
app_cpu_peak = "20%"
peak_rps = "50/s"
[current]
stage = { scale = "scaled-services" }
lane = "servers"
"#,
        &[("team_size=40", "managed-containers", Verdict::SwitchLane), ("team_size=9", "servers", Verdict::Stay)],
    ),
];

#[test]
fn one_fact_gives_another_lane() {
    let base = base();
    let track = base.main_track().expect("there is a main track");
    for (name, profile, variants) in LANES {
        for (change, platform, verdict) in *variants {
            let name = format!("{name}: {change}");
            let advice = answer(&base, &name, &told(&base, &name, profile, &[change]));
            let of_lane = |chosen: &&nextrung::advise::Chosen| base.choices[chosen.choice].lane_of == Some(track);
            let chosen = advice.chosen.iter().find(of_lane).expect("there is a choice of platform");
            let picked = chosen.pick.map(|pick| base.choices[chosen.choice].options[pick].id.as_str());
            assert_eq!(picked, Some(*platform), "{name}");
            assert_eq!(advice.walk(track).verdict, *verdict, "{name}: {:?}", told_actions(&base, &advice));
            let step = advice.walk(track).next.as_ref();
            if *verdict == Verdict::SwitchLane {
                let transition = step.and_then(|step| step.transition()).expect("the way to the lane is declared");
                assert!(base.transition(transition).lane.is_some(), "{name}: it is a way to a lane");
            }
        }
    }
}

/// A writer at its end on the largest class, with too few people to move its data and no key to part it by.
const STUCK: &str = r#"
format = 1
[facts]
team_size = 2
teams = 1
access_pattern = "relational"
database_at_largest_class = true
shard_key_known = false
read_share = "40%"
[measured]
database_cpu_peak = "92%"
app_cpu_peak = "30%"
peak_rps = "900/s"
[current]
stage = { scale = "decoupled" }
lane = "servers"
"#;

#[test]
fn a_step_that_something_stands_in_the_way_of_says_what_would_mend_it() {
    let base = base();
    let track = base.main_track().expect("there is a main track");
    let advice = answer(&base, "stuck", &told(&base, "stuck", STUCK, &[]));
    let walk = advice.walk(track);
    assert_eq!(walk.verdict, Verdict::Blocked, "{:?}", told_actions(&base, &advice));
    assert_eq!(next(&base, &advice), Some("partitioned-data"));
    let step = walk.next.as_ref().expect("the blocked step is told");
    assert_eq!(step.status, Status::Blocked);
    let transition = base.transition(step.transition().expect("it is declared"));
    let mut unmet: Vec<&str> = Vec::new();
    for needed in step.requires.iter().filter(|needed| needed.holds.word() == "false" && needed.rides_along.is_none()) {
        let requirement = &transition.requires[needed.requirement];
        assert!(requirement.mend.is_some(), "{} says what would meet it", requirement.id);
        unmet.push(requirement.id.as_str());
    }
    assert_eq!(unmet, ["key-first", "enough-people"]);
    // With a key and enough people it is the next step, and the pooler comes first.
    let free = answer(&base, "free", &told(&base, "free", STUCK, &["shard_key_known=true", "team_size=6"]));
    assert_eq!(free.walk(track).verdict, Verdict::StepUp);
    assert_eq!(told_actions(&base, &free).first(), Some(&("connection-pooling", "required")));
}

/// Ten more: promises of other kinds, many owners, moves along several tracks, bills and slow answers.
const MORE_TRIALS: &[Trial] = &[
    Trial {
        name: "a bank with a pilot light",
        profile: r#"
format = 1
[facts]
team_size = 500
teams = 60
operations_engineers = 40
services = 140
availability_target = "99.99%"
uptime_promised = true
compliance = ["finance", "personal-data"]
data_residency = ["european-union"]
must_survive = "region"
rto = "15 min"
rpo = "1 min"
deploys_per_week = 300
deploy_time = "12 min"
kubernetes_experience = true
far_user_share = "2%"
environments = 4
[measured]
peak_rps = "12_000/s"
peak_to_mean = 4
app_cpu_peak = "41%"
database_cpu_peak = "33%"
[current]
stage = { scale = "partitioned-data", resilience = "pilot-light", delivery = "pipeline", observability = "tracing", security = "privileged-access", elasticity = "reactive-scaling" }
has = ["kubernetes", "database-multi-az", "nosql-store"]
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("warm-standby"),
            required: &["warm-standby", "recovery-drills"],
            never: &["multi-region", "active-active", "web-firewall", "cells"],
            deciding: &["must_survive", "rto"],
        },
    },
    Trial {
        name: "dentists who answer by video",
        profile: r#"
format = 1
[facts]
users = 22_000
team_size = 12
teams = 2
operations_engineers = 0
compliance = ["health", "personal-data"]
data_residency = ["other"]
rpo = "4 h"
rto = "8 h"
availability_target = "99.5%"
deploys_per_week = 4
environments = 2
data_size = "180 GB"
[measured]
peak_rps = "45/s"
app_cpu_peak = "38%"
database_cpu_peak = "45%"
[current]
stage = { scale = "separate-database", resilience = "no-recovery-plan", security = "shared-root", delivery = "manual" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("backup-and-restore"),
            required: &["backups"],
            never: &["multi-region", "pilot-light", "read-replicas", "multi-az"],
            deciding: &["rpo"],
        },
    },
    Trial {
        name: "a maker of small films",
        profile: r#"
format = 1
[facts]
users = 9_000
team_size = 3
operations_engineers = 0
long_requests = true
background_jobs = true
cpu_bound = true
peak_to_mean = 4
availability_target = "99%"
object_storage_size = "60 TB"
egress_per_month = "18 TB"
static_share = "97%"
monthly_spend = "$4_200"
[measured]
peak_rps = "12/s"
[current]
has = ["serverless-functions", "api-gateway", "nosql-store", "object-storage", "queue"]
lacks = ["cdn"]
lane = "serverless"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("cdn"),
            required: &["cdn"],
            never: &["containers", "kubernetes", "edge-compute", "sharding"],
            deciding: &["egress_per_month"],
        },
    },
    Trial {
        name: "salaries of many firms",
        profile: r#"
format = 1
[facts]
team_size = 40
teams = 5
operations_engineers = 4
services = 1
access_pattern = "relational"
shard_key_known = true
clear_domains = false
largest_tenant_share = "45%"
availability_target = "99.95%"
uptime_promised = true
deploys_per_week = 10
test_time = "20 min"
deploy_time = "10 min"
database_at_largest_class = true
growth_per_month = "4%"
compliance = ["personal-data"]
[measured]
database_cpu_peak = "88%"
read_share = "55%"
database_connections_peak = "70%"
app_cpu_peak = "44%"
peak_rps = "2_200/s"
data_size = "14 TB"
[current]
stage = { scale = "decoupled", security = "baseline" }
has = ["database-multi-az"]
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("partitioned-data"),
            required: &["connection-pooling", "sharding"],
            never: &["functional-partitioning", "split-services", "cells", "multi-region"],
            deciding: &["shard_key_known", "clear_domains", "database_cpu_peak"],
        },
    },
    Trial {
        name: "bids within a blink",
        profile: r#"
format = 1
[facts]
team_size = 35
teams = 4
operations_engineers = 5
latency_p95_target = "80 ms"
availability_target = "99.9%"
far_user_share = "45%"
access_pattern = "key-value"
services = 9
static_share = "1%"
cacheable_share = "5%"
monthly_spend = "$140_000"
deploys_per_week = 30
[measured]
peak_rps = "45_000/s"
mean_rps = "30_000/s"
latency_p95 = "130 ms"
app_cpu_peak = "58%"
app_instances = 120
[current]
stage = { scale = "scaled-services" }
has = ["nosql-store"]
lacks = ["cdn"]
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("multi-region-services"),
            required: &["multi-region", "global-routing", "global-data"],
            never: &["cdn", "cache", "sharding", "commitment-discount"],
            deciding: &["far_user_share", "latency_p95", "latency_p95_target"],
        },
    },
    Trial {
        name: "a tax office before the last day",
        profile: r#"
format = 1
[facts]
users = 6_000_000
team_size = 30
teams = 4
operations_engineers = 6
burst_factor = 30
burst_ramp = "6 h"
burst_known_ahead = true
availability_target = "99.9%"
compliance = ["public-sector", "personal-data"]
data_residency = ["other"]
stateful_sessions = false
deploys_per_week = 1
rpo = "15 min"
rto = "2 h"
[measured]
peak_rps = "90/s"
app_cpu_peak = "11%"
database_cpu_peak = "9%"
app_instances = 4
[current]
stage = { scale = "redundant-zones", elasticity = "fixed-capacity", security = "baseline", resilience = "backup-and-restore" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("scheduled-scaling"),
            required: &["scheduled-scaling"],
            never: &["warm-capacity", "multi-region", "read-replicas", "multi-account"],
            deciding: &["burst_factor", "burst_known_ahead"],
        },
    },
    Trial {
        name: "two regions for one town",
        profile: r#"
format = 1
[facts]
users = 30_000
team_size = 6
teams = 1
operations_engineers = 1
availability_target = "99.9%"
far_user_share = "1%"
regions = 2
zones = 6
monthly_spend = "$9_000"
services = 3
rto = "4 h"
rpo = "1 h"
[measured]
peak_rps = "60/s"
app_cpu_peak = "6%"
database_cpu_peak = "8%"
database_working_set = 0.2
[current]
has = ["managed-database", "load-balancer", "multi-az", "stateless-app", "database-multi-az", "multi-region", "global-routing", "global-data", "containers", "cdn", "object-storage", "auto-scaling", "infrastructure-as-code", "metrics-alarms"]
lane = "containers"
"#,
        expected: Expected {
            verdict: Verdict::StepDown,
            to: Some("decoupled"),
            required: &[],
            never: &["sharding", "cells", "active-active"],
            deciding: &["far_user_share", "availability_target"],
        },
    },
    Trial {
        name: "machines that read genomes",
        profile: r#"
format = 1
[facts]
team_size = 14
operations_engineers = 2
background_jobs = true
long_requests = true
cpu_bound = true
monthly_spend = "$60_000"
peak_to_mean = 1.3
availability_target = "98%"
compliance = ["health"]
data_size = "300 GB"
object_storage_size = "2 PB"
[measured]
app_instances = 200
app_cpu_peak = "88%"
database_cpu_peak = "12%"
peak_rps = "5/s"
[current]
stage = { scale = "decoupled", observability = "central-logs", delivery = "immutable" }
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("decoupled"),
            required: &["spot-capacity"],
            never: &["vertical-resize", "instance-tuning", "split-services", "serverless-functions"],
            deciding: &["background_jobs"],
        },
    },
    Trial {
        name: "quotes that brokers wait for",
        profile: r#"
format = 1
[facts]
team_size = 11
teams = 2
operations_engineers = 1
services = 8
latency_p95_target = "800 ms"
availability_target = "99.5%"
read_share = "50%"
far_user_share = "3%"
compliance = ["finance"]
[measured]
latency_p95 = "2600 ms"
app_cpu_peak = "22%"
database_cpu_peak = "31%"
peak_rps = "25/s"
[current]
stage = { scale = "redundant-zones", security = "security-as-code", resilience = "backup-and-restore", delivery = "pipeline", observability = "central-logs" }
has = ["cross-region-backup"]
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("tracing"),
            required: &["tracing"],
            never: &["containers", "cache", "read-replicas", "vertical-resize"],
            deciding: &["latency_p95", "latency_p95_target"],
        },
    },
    Trial {
        name: "one keeper and a higher promise",
        profile: r#"
format = 1
[facts]
users = 80
team_size = 1
operations_engineers = 1
availability_target = "99.9%"
data_size = "12 GB"
monthly_spend = "$60"
[measured]
app_cpu_peak = "8%"
peak_rps = "0.5/s"
[current]
stage = { scale = "single-server" }
has = ["backups"]
lane = "servers"
"#,
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("managed-database"),
            required: &["separate-database", "managed-database"],
            never: &["multi-region", "kubernetes", "cdn", "auto-scaling"],
            deciding: &["availability_target", "operations_engineers"],
        },
    },
];

#[test]
fn ten_more_trials_give_no_absurd_step() {
    let base = base();
    for trial in MORE_TRIALS {
        let advice = answer(&base, trial.name, &told(&base, trial.name, trial.profile, &[]));
        check(&base, trial.name, &advice, &trial.expected);
    }
}
