//! What "next step" means, case by case: one table of short profiles and what must come out.

use nextrung::advise::{Advice, Advisor, Need, Options, Pass, Status, Urgency};
use nextrung::problem::{SourceText, draw};
use nextrung::profile::{self, Flags, Profile};
use nextrung::quantity::Truth;
use nextrung::rules::RuleBase;

use crate::base;

/// Answers flags written as on a command line.
pub(crate) fn answer(base: &RuleBase, line: &str) -> Advice {
    answer_with(base, line, Options::default())
}

pub(crate) fn answer_with(base: &RuleBase, line: &str, options: Options) -> Advice {
    Advisor::new(base).advise(&told(base, line), options).unwrap_or_else(|problems| panic!("{}", drawn(&problems)))
}

fn drawn(problems: &[nextrung::problem::Problem]) -> String {
    draw::draw(problems, draw::Style::PLAIN)
}

/// The profile that flags tell.
pub(crate) fn told(base: &RuleBase, line: &str) -> Profile {
    let mut flags = Flags::default();
    let mut words = line.split_whitespace();
    while let (Some(flag), Some(value)) = (words.next(), words.next()) {
        let source = SourceText::new(flag, value);
        match flag {
            "--users" => flags.facts.push(("users".to_owned(), source)),
            "--set" => flags.set.push(source),
            "--at" => flags.at.push(source),
            "--has" => flags.has.push(source),
            "--lacks" => flags.lacks.push(source),
            "--lane" => flags.lane = Some(source),
            other => panic!("{other} is no flag of these tests"),
        }
    }
    profile::apply(profile::empty(), &flags, base).unwrap_or_else(|problems| panic!("{}", drawn(&problems)))
}

/// `verdict to` of the main track, as the table writes it; `-` where there is no next step.
fn outcome(base: &RuleBase, advice: &Advice) -> String {
    let track = base.main_track().expect("there is a track");
    let walk = advice.walk(track);
    let to = walk.next.as_ref().map_or("-", |step| base.track(track).stages[step.edge.to].name.as_str());
    format!("{} {to}", walk.verdict.word())
}

const TABLE: &[(&str, &str, &str)] = &[
    ("nothing is known", "", "undecided -"),
    ("nobody described the architecture", "--users 12k", "undecided -"),
    ("a team alone says nothing", "--at redundant-zones --set team_size=5", "undecided -"),
    ("a range across the line is asked for", "--at redundant-zones --users 8k..15k", "undecided -"),
    ("a range above the line is not", "--at redundant-zones --users 11k..15k", "step-up scaled-reads"),
    ("the next rung only, however large the count", "--at single-server --users 20M", "step-up separate-database"),
    ("a calm system stays", "--at redundant-zones --set database_cpu_peak=20% --set app_cpu_peak=15%", "stay -"),
    (
        "a calm system stays at a large count",
        "--at scaled-reads --users 900k --set app_cpu_peak=10% --set database_cpu_peak=10%",
        "stay -",
    ),
    (
        "a promise adds a rung",
        "--at managed-database --set availability_target=99.95% --set app_cpu_peak=10%",
        "step-up redundant-zones",
    ),
    (
        "a hot database with many reads",
        "--at redundant-zones --set database_cpu_peak=82% --set read_share=90%",
        "step-up scaled-reads",
    ),
    (
        "a leap over rungs nobody calls for",
        "--at single-server --set database_writes_per_second=60k/s",
        "step-up partitioned-data",
    ),
    (
        "a part of a rung already passed",
        "--at decoupled --lacks read-replicas,cache --set database_cpu_peak=82% --set read_share=90%",
        "step-up decoupled",
    ),
    (
        "an option changes no rung",
        "--at decoupled --set database_connections_peak=90% --set database_cpu_peak=20%",
        "step-up decoupled",
    ),
    (
        "too many parts for the team",
        "--at scaled-services --set team_size=4 --set services=9 --set peak_rps=20/s --set app_cpu_peak=10%",
        "step-down decoupled",
    ),
    (
        "a broken limit goes before a step down",
        "--at scaled-services --set team_size=4 --set services=9 --set database_connections_peak=95%",
        "step-up scaled-services",
    ),
    (
        "facts rule the lane out",
        "--at decoupled --lane serverless --set long_requests=true --set background_jobs=false",
        "switch-lane decoupled",
    ),
    (
        "one deployable is no split",
        "--at partitioned-data --set team_size=4 --set services=1 --set app_cpu_peak=10%",
        "stay -",
    ),
    (
        "sessions on servers come first",
        "--at redundant-zones --set stateful_sessions=true --set app_instances=4 --set app_cpu_peak=10%",
        "step-up redundant-zones",
    ),
    (
        "a second region that serves nobody",
        "--at redundant-zones --set regions=2 --set app_cpu_peak=10% --set far_user_share=2%",
        "stay -",
    ),
    (
        "functions over a key-value store are small too",
        "--at redundant-zones --has nosql-store,serverless-functions --users 500",
        "stay -",
    ),
    ("more of the same", "--at partitioned-data --set database_cpu_peak=90% --set read_share=90%", "stay -"),
    ("listed parts place a system", "--has managed-database --users 500", "stay -"),
    (
        "what is listed above does not lift it",
        "--has managed-database,metrics-alarms,infrastructure-as-code --users 500",
        "stay -",
    ),
    ("sharding anchors", "--has sharding --users 500", "stay -"),
];

#[test]
fn every_case_comes_out_as_the_table_says() {
    let base = base();
    let mut faults = Vec::new();
    for (name, line, expected) in TABLE {
        let found = outcome(&base, &answer(&base, line));
        if found != *expected {
            faults.push(format!("{name} ({line}): expected {expected}, found {found}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn needs(base: &RuleBase, advice: &Advice) -> Vec<(String, Need, Truth)> {
    let walk = advice.walk(base.main_track().expect("there is a track"));
    let step = walk.next.as_ref().expect("there is a step");
    step.actions
        .iter()
        .map(|action| (base.capability(action.capability).name.clone(), action.need, action.present))
        .collect()
}

#[test]
fn beside_facts_what_only_a_count_calls_for_is_bundled() {
    let base = base();
    let advice = answer(&base, "--at redundant-zones --users 12k --set database_cpu_peak=82% --set read_share=90%");
    let needs = needs(&base, &advice);
    let need = |name: &str| needs.iter().find(|(known, ..)| known == name).map(|(_, need, _)| *need);
    assert_eq!(need("read-replicas"), Some(Need::Required));
    assert_eq!(need("cache"), Some(Need::Required));
    assert_eq!(need("cdn"), Some(Need::Bundled));
    let order: Vec<Need> = needs.iter().map(|(_, need, _)| *need).collect();
    assert!(order.is_sorted(), "required actions come first: {needs:?}");
}

#[test]
fn prerequisites_ride_along_first() {
    let base = base();
    let advice = answer(&base, "--at managed-database --users 5000 --set stateful_sessions=true");
    let needs = needs(&base, &advice);
    assert_eq!(needs[0].0, "stateless-app", "{needs:?}");
    assert_eq!(needs[0].1, Need::Required);
}

#[test]
fn a_leap_brings_what_its_parts_cannot_do_without() {
    let base = base();
    let advice = answer(&base, "--at single-server --set database_writes_per_second=60k/s");
    let needs = needs(&base, &advice);
    let place = |name: &str| needs.iter().position(|(known, ..)| known == name);
    assert!(place("separate-database") < place("sharding"), "{needs:?}");
    assert!(place("cdn").is_none(), "a rung that nobody calls for is passed over: {needs:?}");
}

#[test]
fn unlisted_parts_below_are_asked_about_and_required_only_when_something_is_broken() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let cache = base.vocabulary.capability("cache").expect("it is known");
    // A partial list that stands above the cache's rung and says nothing of a cache.
    let listed = "--has separate-database,managed-database,load-balancer,multi-az,read-replicas,object-storage,cdn,\
                  auto-scaling,queue,infrastructure-as-code,metrics-alarms";
    let slow =
        "--set latency_p95=900ms --set latency_p95_target=300ms --set database_cpu_peak=40% --set read_share=90%";
    let calm = answer(&base, &format!("{listed} {slow}"));
    assert_eq!(calm.architecture.has(cache), Truth::Unknown);
    let walk = calm.walk(track);
    let required = walk.next.iter().flat_map(|step| step.required()).any(|action| action.capability == cache);
    let call = calm.calls.of(cache);
    assert_eq!(required, call.hard, "only a broken limit requires what may be there");
    assert_eq!(walk.ask_presence.contains(&cache), call.holds == Truth::True && !call.hard, "else it is asked");
    // A broken limit on facts requires it all the same.
    let hot = answer(&base, &format!("{listed} --set database_cpu_peak=90% --set read_share=90%"));
    assert!(hot.calls.of(cache).hard);
    let step = hot.walk(track).next.clone().expect("a hot database needs a way out");
    assert!(step.required().any(|action| action.capability == cache && action.present == Truth::Unknown));
}

#[test]
fn a_lane_or_what_is_missing_describes_nothing() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    for line in ["--users 12k --lane servers", "--users 12k --lacks cdn"] {
        let advice = answer(&base, line);
        assert!(advice.architecture.placed(track).is_none(), "{line}");
        assert!(advice.walk(track).next.is_none(), "{line}");
    }
}

#[test]
fn what_is_known_to_be_missing_is_missing_whatever_others_usually_bring() {
    let base = base();
    let standby = base.vocabulary.capability("database-multi-az").expect("it is known");
    let with = answer(&base, "--at redundant-zones --lacks cdn --has read-replicas");
    assert_eq!(with.architecture.has(standby), Truth::True);
    let without = answer(&base, "--at redundant-zones --lacks database-multi-az --has read-replicas");
    assert_eq!(without.architecture.has(standby), Truth::False);
}

#[test]
fn parts_from_above_pass_no_rung_for_the_rest() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let advice = answer(&base, "--at redundant-zones --has cdn,object-storage --users 12k");
    let placed = advice.architecture.placed(track).expect("it was stated");
    assert_eq!(placed.stated, Some(3), "the answer says what was stated");
    let step = advice.walk(track).next.clone().expect("the count still calls for the rest");
    let required: Vec<&str> = step.required().map(|action| base.capability(action.capability).name.as_str()).collect();
    for name in ["read-replicas", "cache"] {
        assert!(required.contains(&name), "{required:?}");
    }
    // Servers that follow the load are at home on a track of their own.
    let elasticity = base.vocabulary.track("elasticity").expect("there is such a track");
    let beside = advice.walk(elasticity).next.as_ref().expect("the count calls for them there");
    assert!(beside.required().any(|action| base.capability(action.capability).name == "auto-scaling"));
}

#[test]
fn a_leap_brings_along_what_weaker_reasons_call_for_on_the_way() {
    let base = base();
    let advice = answer(&base, "--at single-server --users 20k --set background_jobs=true");
    let needs = needs(&base, &advice);
    let need = |name: &str| needs.iter().find(|(known, ..)| known == name).map(|(_, need, _)| *need);
    assert_eq!(need("queue"), Some(Need::Required), "{needs:?}");
    assert_eq!(need("managed-database"), Some(Need::Bundled), "{needs:?}");
    assert_eq!(need("load-balancer"), Some(Need::Bundled), "{needs:?}");
}

#[test]
fn a_blocked_step_names_what_stands_in_its_way() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let line = "--at partitioned-data --set availability_target=99.999% --set team_size=2 --set far_user_share=40% \
                --set app_cpu_peak=20%";
    let advice = answer(&base, line);
    let walk = advice.walk(track);
    let blocked: Vec<_> = walk.others.iter().chain(&walk.next).filter(|step| step.status == Status::Blocked).collect();
    assert!(!blocked.is_empty(), "{:?}", walk.verdict);
    for step in blocked {
        let transition = base.transition(step.transition().expect("only what is declared requires anything"));
        let unmet = step.requires.iter().filter(|needed| needed.holds == Truth::False && needed.rides_along.is_none());
        let unmet: Vec<_> = unmet.map(|needed| &transition.requires[needed.requirement]).collect();
        assert!(!unmet.is_empty());
        assert!(unmet.iter().all(|requirement| requirement.mend.is_some()), "{} says the mend", transition.id);
    }
}

#[test]
fn the_four_statuses_are_reached() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let mut seen: Vec<Status> = Vec::new();
    for line in [
        "--at redundant-zones --users 12k",
        "--at redundant-zones --users 8k..15k",
        "--at scaled-services --set availability_target=99.999% --set team_size=2 --set far_user_share=40%",
    ] {
        let advice = answer(&base, line);
        let walk = advice.walk(track);
        seen.extend(walk.others.iter().chain(&walk.next).map(|step| step.status));
    }
    for status in [Status::Go, Status::NeedsInfo, Status::Blocked] {
        assert!(seen.contains(&status), "{status:?} is never reached: {seen:?}");
    }
    // What nothing calls for now is told with its margin and is no step.
    let calm = answer(&base, "--at redundant-zones --users 5000");
    let later = calm.later(&base, calm.walk(track));
    assert!(later.iter().any(|later| later.nearest.as_ref().is_some_and(|reason| reason.margin.is_some())));
}

#[test]
fn a_better_fact_outranks_the_count_and_is_shown() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let advice = answer(&base, "--at redundant-zones --users 50k --set database_cpu_peak=12%");
    let outranked: Vec<&str> =
        advice.outranked(&base, track).into_iter().map(|(gate, _)| base.gate(gate).id.as_str()).collect();
    assert!(outranked.contains(&"users-outgrow-one-writer"), "{outranked:?}");
    let replicas = base.vocabulary.capability("read-replicas").expect("it is known");
    assert_eq!(advice.calls.of(replicas).holds, Truth::False);
    assert_eq!(advice.calls.of(replicas).pass, Some(Pass::Facts));
    // An assumed or unknown value outranks nothing.
    let unknown = answer(&base, "--at redundant-zones --users 50k --set database_cpu_peak=unknown");
    assert_eq!(unknown.calls.of(replicas).pass, Some(Pass::Count));
}

#[test]
fn a_count_is_silent_where_a_later_answer_is_there_unless_it_is_said_to_lack() {
    let base = base();
    let with_replicas = answer(&base, "--has separate-database,read-replicas --users 500");
    let managed = base.vocabulary.capability("managed-database").expect("it is known");
    assert_ne!(with_replicas.calls.of(managed).holds, Truth::True);
    let lacking = answer(&base, "--has separate-database,read-replicas --lacks managed-database --users 500");
    assert_eq!(lacking.calls.of(managed).holds, Truth::True);
    assert_eq!(lacking.calls.of(managed).pass, Some(Pass::Count));
}

#[test]
fn without_assumptions_nothing_is_settled_by_them() {
    let base = base();
    let line = "--at redundant-zones --set database_cpu_peak=20% --set app_cpu_peak=15%";
    assert_eq!(outcome(&base, &answer(&base, line)), "stay -");
    let without = answer_with(&base, line, Options { assumptions: false, ..Options::default() });
    assert_eq!(outcome(&base, &without), "undecided -");
    assert!(without.calls.calls.iter().all(|call| !matches!(call.pass, Some(Pass::Line | Pass::Assumptions))));
    // The count still gives the ladder.
    let count =
        answer_with(&base, "--at redundant-zones --users 12k", Options { assumptions: false, ..Options::default() });
    assert_eq!(outcome(&base, &count), "step-up scaled-reads");
}

#[test]
fn a_broken_limit_is_never_told_to_stay_without_a_word() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    for at in
        ["separate-database", "managed-database", "redundant-zones", "scaled-reads", "decoupled", "scaled-services"]
    {
        for share in ["", " --set read_share=5%", " --set read_share=95%"] {
            let advice = answer(&base, &format!("--at {at} --set database_cpu_peak=92%{share}"));
            let walk = advice.walk(track);
            assert!(walk.next.is_some(), "{at}{share}: a hot database needs a way out");
        }
    }
}

#[test]
fn the_lane_follows_one_fact() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let lane = |line: &str| {
        let advice = answer(&base, line);
        let chosen = advice
            .chosen
            .iter()
            .find(|chosen| base.choices[chosen.choice].lane_of == Some(track))
            .expect("there is the choice");
        let pick = chosen.pick.expect("something is possible");
        base.choices[chosen.choice].options[pick].id.clone()
    };
    assert_eq!(lane("--at decoupled --lane serverless --set long_requests=false"), "functions");
    assert_ne!(
        lane("--at decoupled --lane serverless --set long_requests=true --set background_jobs=false"),
        "functions"
    );
    // With work apart a queue with a task beside the functions does.
    assert_eq!(
        lane("--at decoupled --lane serverless --set long_requests=true --set background_jobs=true"),
        "functions"
    );
    assert_eq!(lane("--set burst_factor=20 --set operations_engineers=0"), "functions");
    assert_eq!(lane("--set burst_factor=20 --set operations_engineers=3"), "servers");
}

#[test]
fn headroom_says_how_long_it_lasts_where_growth_is_stated() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    let line = "--at redundant-zones --set database_cpu_peak=35% --set app_cpu_peak=20%";
    let lasts = |line: &str| {
        let advice = answer(&base, line);
        let reasons = advice.because(&base, advice.walk(track));
        let cpu = base.vocabulary.fact("database_cpu_peak");
        let margin = reasons.iter().filter_map(|reason| reason.margin).find(|margin| margin.fact == cpu);
        advice.lasts(&base, &margin.expect("staying rests on a calm database"))
    };
    // From 35% to its line of 70% load doubles: ln 2 / ln 1.05 = 14.2 months, ln 2 / ln 1.1 = 7.3.
    let near = |found: Option<(f64, f64)>, least: f64, most: f64| {
        found.is_some_and(|(low, high)| (low - least).abs() < 0.01 && (high - most).abs() < 0.01)
    };
    assert!(near(lasts(&format!("{line} --set growth_per_month=5%")), 14.21, 14.21));
    assert!(near(lasts(&format!("{line} --set growth_per_month=5%..10%")), 7.27, 14.21));
    assert_eq!(lasts(line), None, "no growth, no time");
    assert_eq!(lasts(&format!("{line} --set growth_per_month=0%")), None);
}

#[test]
fn what_facts_deny_is_not_there_and_what_they_leave_open_is_open() {
    let base = base();
    let services = base.vocabulary.capability("split-services").expect("it is known");
    let there = |line: &str| answer(&base, line).architecture.has(services);
    assert_eq!(there("--at scaled-services"), Truth::True, "a stage brings its parts");
    assert_eq!(there("--at scaled-services --set services=9"), Truth::True);
    assert_eq!(there("--at scaled-services --set services=1"), Truth::False, "one deployable is no split");
    assert_eq!(there("--at scaled-services --set services=1..9"), Truth::Unknown);
    assert_eq!(there("--at scaled-services --set services=unknown"), Truth::Unknown);
    assert_eq!(
        there("--at scaled-services --set services=1 --has split-services"),
        Truth::True,
        "who lists it is believed"
    );
}

/// What another track waits for is called for there, and never more weakly than facts call for it already.
#[test]
fn a_step_that_waits_weakens_nothing_that_facts_call_for() {
    let base = base();
    let balancer = base.vocabulary.capability("load-balancer").expect("it is known");
    for promise in ["availability_target=99.9%", "downtime_allowed=30s --set deploys_per_week=5", "rto=30min"] {
        let line = format!("--at single-server --at elasticity=fixed-capacity --users 50k --set {promise}");
        let advice = answer(&base, &line);
        assert!(advice.calls.of(balancer).unlocks.is_some(), "{line}: elasticity waits for it by the count");
        assert_eq!(advice.calls.of(balancer).pass, Some(Pass::Facts), "{line}");
        let step = advice.next().and_then(|walk| walk.next.as_ref()).expect("there is a step");
        assert!(step.required().any(|action| action.capability == balancer), "{line}");
    }
}

/// Two steps on one rung have the same edge; a relief rides along with the one that can be taken.
#[test]
fn a_cheap_relief_rides_along_with_the_ready_step_of_its_rung() {
    let base = base();
    let line = "--at scaled-services --set services=5 --set teams=5 --set long_requests=yes --set tuning_gain=2 \
                --set burst_factor=3 --set peak_rps=20/s --set peak_to_mean=1.5 --set app_cpu_peak=15% \
                --set bill_to_cut=$5000";
    let advice = answer(&base, line);
    let step = advice.next().and_then(|walk| walk.next.as_ref()).expect("there is a step");
    let named: Vec<&str> = step.required().map(|action| base.capability(action.capability).name.as_str()).collect();
    assert_eq!(named, ["workflow-orchestration", "instance-tuning"]);
}

/// Only a condition that was told lets a step pass a requirement whose part belongs to another track.
#[test]
fn a_requirement_that_a_fact_may_break_decides_nothing() {
    let base = base();
    let track = base.vocabulary.track("elasticity").expect("it is known");
    let line = "--at elasticity=fixed-capacity --has load-balancer --lacks stateless-app --set daily_swing=5 \
                --set app_instances=5 --set app_cpu_peak=50% --set burst_factor=1 --set burst_known_ahead=no \
                --set burst_signal=no";
    let verdict = |line: &str| {
        let advice = answer(&base, line);
        (advice.walk(track).verdict.word(), advice.walk(track).decided)
    };
    assert_eq!(verdict(line), ("step-up", false));
    assert_eq!(verdict(&format!("{line} --set stateful_sessions=no")), ("step-up", true));
    assert_eq!(verdict(&format!("{line} --set stateful_sessions=yes")).0, "blocked");
}

/// What a broken limit waits for on another track is as urgent as the limit, and the first step of all.
#[test]
fn what_a_broken_limit_waits_for_comes_first() {
    let base = base();
    let main = base.main_track().expect("there is a track");
    let line = "--at single-server --at elasticity=fixed-capacity --set burst_factor=100 --set burst_known_ahead=true \
                --set stateful_sessions=false --set peak_rps=200/s --set app_cpu_peak=40%";
    let advice = answer(&base, line);
    let elasticity = base.vocabulary.track("elasticity").expect("there is such a track");
    let waiting = advice.walk(elasticity).next.as_ref().expect("the burst calls for a step");
    assert_eq!((waiting.status, waiting.urgency), (Status::Blocked, Some(Urgency::Broken)));
    let first = advice.next().expect("there is a step");
    let step = first.next.as_ref().expect("it has one");
    assert_eq!((first.track, step.urgency), (main, Some(Urgency::Broken)));
    let balancer = base.vocabulary.capability("load-balancer").expect("it is known");
    assert!(step.required().any(|action| action.capability == balancer));
}
