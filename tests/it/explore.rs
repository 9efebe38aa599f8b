//! Why, why not, what is missing and what moved: held against the judgement itself, on every example.

use nextrung::advise::{Advice, Advisor, Options};
use nextrung::explore::{self, Ground, Lines, Probe, Target};
use nextrung::problem::{Problem, SourceText};
use nextrung::profile::{self, Flags, Profile};
use nextrung::quantity::Truth;
use nextrung::rules::RuleBase;
use serde_json::Value;

use crate::{Scratch, base, complained, printed, root, run, run_with};

/// Every example, by its path.
pub(crate) fn examples() -> Vec<String> {
    let mut files = Vec::new();
    for folder in ["examples", "examples/cases", "examples/systems"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("examples are there").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") || name.ends_with(".json") {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    files
}

fn profile_of(base: &RuleBase, file: &str) -> Profile {
    let text = std::fs::read_to_string(root().join(file)).expect("examples are text");
    profile::read(&SourceText::new(file, text), base).expect("examples are right")
}

/// An example with its answer, for a test that asks again.
fn each(mut test: impl FnMut(&str, &Probe<'_>, &Advice)) {
    let base = base();
    let advisor = Advisor::new(&base);
    for file in examples() {
        let profile = profile_of(&base, &file);
        let options = Options::default();
        let advice = advisor.advise(&profile, options).expect("examples do not contradict themselves");
        test(&file, &Probe { advisor: &advisor, profile: &profile, options }, &advice);
    }
}

#[test]
fn reasons_are_least_and_enough() {
    let mut checked = 0;
    each(|file, probe, advice| {
        for walk in &advice.walks {
            for part in explore::reasons(probe, advice, walk.track) {
                if part.ground != Ground::Called {
                    continue;
                }
                let strength = |profile: &Profile| {
                    let calls = probe.advisor.calls(profile, probe.options);
                    let call = calls.of(part.capability);
                    (call.holds == Truth::True).then_some((!call.hard, call.pass))
                };
                let asked = strength(probe.profile).expect("it is called for");
                let mut only = probe.profile.clone();
                only.told.retain(|told| part.facts.contains(&told.fact));
                let enough = strength(&only).is_some_and(|strength| strength <= asked);
                let name = &probe.advisor.base().capability(part.capability).name;
                assert!(enough, "{file}: {name} is called for by what it rests on");
                for fact in &part.facts {
                    let less = probe.without(&only, *fact);
                    let still = strength(&less).is_some_and(|strength| strength <= asked);
                    let fact = &probe.advisor.base().fact(*fact).name;
                    assert!(!still, "{file}: {name} needs {fact} no more");
                }
                checked += 1;
            }
        }
    });
    assert!(checked > 40, "{checked} reasons");
}

#[test]
fn every_change_that_is_told_selects_its_target() {
    let mut told = 0;
    let mut none = 0;
    each(|file, probe, advice| {
        let base = probe.advisor.base();
        let main = base.main_track().expect("there is a main track");
        let stages = (0..base.track(main).stages.len()).map(|stage| Target::Stage(main, stage));
        let parts = ["sharding", "cache", "multi-region", "split-services", "warm-capacity"];
        let parts = parts.iter().filter_map(|name| base.vocabulary.capability(name)).map(Target::Capability);
        let platform = base.choices.iter().position(|choice| choice.lane_of == Some(main)).expect("it is there");
        let options = (0..base.choices[platform].options.len()).map(|option| Target::Choice(platform, option));
        // Every third target of each example, another third for each: all kinds, in a test that ends.
        let turn = file.len() % 3;
        for target in
            stages.chain(parts).chain(options).enumerate().filter(|(at, _)| at % 3 == turn).map(|(_, one)| one)
        {
            let found = explore::why_not(probe, advice, target);
            none += usize::from(found.changes.is_empty());
            for change in &found.changes {
                assert!(change.facts.len() <= explore::MOST_FACTS, "{file}");
                for (fact, _) in &change.facts {
                    assert!(!base.fact(*fact).fixed, "{file}: nobody can change {}", base.fact(*fact).name);
                }
                let then = probe.advise(&explore::applied(probe, change)).expect("it contradicts nothing");
                assert!(explore::takes(&then, probe, target), "{file}: {target:?} by {change:?}");
                told += 1;
            }
        }
    });
    assert!(told > 100 && none > 10, "{told} changes, {none} targets without one");
}

#[test]
fn every_question_has_an_answer_that_changes_the_step() {
    let base = base();
    let advisor = Advisor::new(&base);
    let main = base.main_track().expect("there is a main track");
    let lines = Lines::new(&base, main);
    let step = |advice: &Advice| {
        let walk = advice.walk(main);
        (walk.verdict, walk.next.as_ref().map(|step| step.edge.to), walk.fitting)
    };
    let mut seen = 0;
    for file in examples().iter().step_by(3) {
        let profile = profile_of(&base, file);
        let probe = Probe { advisor: &advisor, profile: &profile, options: Options::default() };
        let now = step(&probe.advise(&profile).expect("examples do not contradict themselves"));
        let inquiry = explore::inquire(&probe, &lines, main, &[]).expect("there is an answer");
        for asked in inquiry.asked {
            let name = &base.fact(asked.fact).name;
            assert!(asked.influence > 0.0, "{file}: {name}");
            assert!(!probe.profile.told.iter().any(|told| told.fact == asked.fact), "{file}: {name} is told");
            // What changes the step only with others is held in the search of changes.
            if asked.with.is_empty() {
                let turns = asked.turns_at.iter().any(|value| {
                    probe.advise(&probe.with(&profile, asked.fact, *value)).is_some_and(|then| step(&then) != now)
                });
                assert!(turns, "{file}: no answer to {name} changes the step");
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} questions");
}

/// Neither in the order of names nor against it.
#[test]
fn findings_stand_with_the_worst_first() {
    let line = "advise --at managed-database --set availability_target=99.95% --set uptime_promised=true --set \
                egress_per_month=40TB --set test_time=40min --set deploy_time=40min --set services=1 --set team_size=12 \
                --set data_size=500GB --set internet_reachable=database --set needs=forecasting --format json";
    let answer = json(&line.split_whitespace().collect::<Vec<_>>());
    let found: Vec<(&str, &str)> = answer["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| (finding["severity"].as_str().expect("a word"), finding["id"].as_str().expect("a name")))
        .collect();
    let place = |severity: &str| ["high", "medium", "low"].iter().position(|word| *word == severity);
    assert!(found.is_sorted_by_key(|(severity, id)| (place(severity), *id)), "{found:?}");
    let ids: Vec<&str> = found.iter().map(|(_, id)| *id).collect();
    assert!(!ids.is_sorted() && !ids.iter().rev().is_sorted(), "{found:?}");
}

fn json(arguments: &[&str]) -> Value {
    let result = run(arguments);
    assert_eq!(result.status.code(), Some(0), "{arguments:?}\n{}", complained(&result));
    serde_json::from_str(&printed(&result)).expect("it is JSON")
}

/// From a count alone and the record of a history: robust within eight facts, or the record lacks what is asked.
#[test]
fn a_record_answers_in_at_most_eight_questions() {
    for file in examples().iter().filter(|file| file.starts_with("examples/cases/")) {
        let asked = json(&["ask", "--users", "50k", "--answers", file, "--format", "json", "--today", "2026-11-21"]);
        let facts: Vec<&Value> =
            asked["asked"].as_array().expect("a list").iter().filter(|asked| asked["fact"] != "stage").collect();
        assert!(facts.len() <= 8, "{file}: {facts:?}");
        let lacks = asked.get("lacks").and_then(Value::as_array).is_some_and(|lacks| !lacks.is_empty());
        assert!(asked["robust"] == true || lacks, "{file}: {asked}");
    }
}

#[test]
fn answers_go_into_the_profile_that_was_given_and_nowhere_else() {
    let text = "# Ours.\nformat = 1\n\n[facts]\nusers = 12_000 # counted in May\n\n[current]\nhas = [\"cdn\"]\n";
    let with =
        profile::with_fact(text, "database_cpu_peak", nextrung::quantity::Unit::Share, "82%").expect("it is TOML");
    assert_eq!(with, text.replace("# counted in May\n", "# counted in May\ndatabase_cpu_peak = \"82%\"\n"));
    let with = profile::with_stage(&with, "scale", "redundant-zones").expect("it is TOML");
    assert!(with.contains("has = [\"cdn\"]\nstage = { scale = \"redundant-zones\" }\n"), "{with}");
    let base = base();
    assert!(profile::read(&SourceText::new("profile.toml", with), &base).is_ok());
    // Without a terminal nothing is asked, and nothing is written.
    let scratch = Scratch::new("ask");
    let path = scratch.write("profile.toml", text);
    assert_eq!(run(&["ask", &path]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
    let next = json(&["ask", &path, "--next"]);
    assert!(next["question"]["fact"].is_string() && next["robust"] == false, "{next}");
}

/// What somebody typed is read back as what they typed, whatever its unit.
#[test]
fn an_answer_that_is_written_reads_as_it_was_typed() {
    let base = base();
    for (name, typed) in [
        ("stateful_sessions", "yes"),
        ("stateful_sessions", "no"),
        ("stateful_sessions", "unknown"),
        ("compliance", "unknown"),
        ("compliance", "none"),
        ("compliance", "health, finance"),
        ("users", "unknown"),
        ("users", "8k..15k"),
        ("database_cpu_peak", "unknown"),
    ] {
        let fact = base.vocabulary.fact(name).expect("it is known");
        let unit = base.fact(fact).unit;
        let text = profile::with_fact("format = 1\n", name, unit, typed).expect("it is TOML");
        let written = profile::read(&SourceText::new("profile.toml", text.as_str()), &base);
        let flags = Flags { set: vec![SourceText::new("--set", format!("{name}={typed}"))], ..Flags::default() };
        let asked = profile::apply(profile::empty(), &flags, &base);
        let values =
            |read: Result<Profile, _>| read.map(|profile| profile.told[0].values).map_err(|_: Vec<Problem>| ());
        assert_eq!(values(written), values(asked), "{text}");
    }
}

/// Only an exception that is known disarms a finding, in a comparison as in an answer.
#[test]
fn an_assumed_line_excepts_no_finding_from_a_comparison() {
    let scratch = Scratch::new("excepted");
    scratch.write(
        "rules/findings/busy.toml",
        "format = 1\nid = \"busy\"\ntitle = \"Busy\"\nkind = \"note\"\nseverity = \"low\"\nwhen = 'users >= 5'\n\
         unless = 'long_release >= 1 min'\ntext = \"Busy.\"\ndo = \"Rest.\"\nsource = [\"seed:001-L4\"]\n\
         as_of = 2026-11-21\nexamples = [{ name = \"line\", facts = { users = 5 }, expect = \"holds\" }, { name = \"few\", \
         facts = { users = 4 }, expect = \"does-not-hold\" }, { name = \"none\", expect = \"cannot-tell\" }]\n",
    );
    let rules = scratch.0.join("rules").to_string_lossy().into_owned();
    let (old, new) = (
        scratch.write("old.toml", "format = 1\n[facts]\nusers = 4\n"),
        scratch.write("new.toml", "format = 1\n[facts]\nusers = 5\n"),
    );
    let told = json(&["advise", &new, "--rules", &rules, "--format", "json"]);
    let findings = told["findings"].as_array().expect("a list");
    assert!(findings.iter().any(|finding| finding["id"] == "busy"), "{findings:?}");
    let moved = json(&["compare", &old, &new, "--rules", &rules, "--format", "json"]);
    let regressed = moved["regressed"].as_array().expect("a list");
    assert!(regressed.iter().any(|one| one == "finding:busy"), "{moved}");
}

#[test]
fn absence_is_no_pass() {
    let scratch = Scratch::new("compare");
    let head = "format = 1\n[facts]\nusers = 12_000\n[current]\nstage = { scale = \"redundant-zones\" }\n";
    let hot =
        scratch.write("hot.toml", &format!("{head}[measured]\ndatabase_cpu_peak = \"82%\"\nread_share = \"90%\"\n"));
    // Without the count nothing calls any more, and nobody said that the database is calm.
    let silent = scratch.write("silent.toml", &head.replace("users = 12_000\n", ""));
    let calm =
        scratch.write("calm.toml", &format!("{head}[measured]\ndatabase_cpu_peak = \"20%\"\nread_share = \"90%\"\n"));
    let open = |value: &Value, key: &str, name: &str| {
        value[key].as_array().is_some_and(|all| all.iter().any(|one| one == name))
    };
    let resolved = json(&["compare", &hot, &calm, "--format", "json"]);
    assert!(open(&resolved, "resolved", "capability:read-replicas"), "{resolved}");
    let back = json(&["compare", &calm, &hot, "--format", "json"]);
    assert!(open(&back, "regressed", "capability:read-replicas"), "{back}");
    let caused: Vec<&Value> =
        back["moved"].as_array().expect("a list").iter().filter(|one| one["caused"] == true).collect();
    assert_eq!(caused.len(), 1, "{back}");
    assert_eq!(caused[0]["fact"], "database_cpu_peak");
    let lost = json(&["compare", &hot, &silent, "--format", "json"]);
    assert!(!open(&lost, "resolved", "capability:read-replicas"), "{lost}");
    assert!(open(&lost, "lost_sight", "capability:read-replicas"), "{lost}");
    // A count that calls for nothing is no measurement either.
    let few = scratch.write("few.toml", &head.replace("12_000", "500"));
    let lost = json(&["compare", &hot, &few, "--format", "json"]);
    assert!(open(&lost, "lost_sight", "capability:read-replicas"), "{lost}");
    assert_eq!(run(&["compare", &calm, &hot, "--fail-on", "regressed"]).status.code(), Some(1));
    assert_eq!(run(&["compare", &hot, &calm, "--fail-on", "regressed"]).status.code(), Some(0));
    let same = json(&["compare", &hot, &hot, "--format", "json"]);
    for key in ["resolved", "new_open", "regressed", "lost_sight", "moved", "gates"] {
        assert_eq!(same[key], serde_json::json!([]), "{key}");
    }
}

/// A line of `batch` says what `advise` says, for every example and for broken lines in between.
#[test]
fn a_batch_says_what_advise_says() {
    let base = base();
    let mut lines = Vec::new();
    let mut expected = Vec::new();
    for file in examples().iter().filter(|file| file.ends_with(".toml")) {
        let text = std::fs::read_to_string(root().join(file)).expect("examples are text");
        let value: toml::Table = text.parse().expect("examples are TOML");
        if format!("{value:?}").contains("Datetime") {
            continue;
        }
        lines.push(serde_json::to_string(&value).expect("a profile is JSON too"));
        let answer = json(&["advise", file, "--format", "json"]);
        let main = answer["tracks"][0].clone();
        assert_eq!(main["track"], base.track(base.main_track().expect("a main track")).name.as_str());
        expected.push((file.clone(), answer, main));
    }
    let last = lines.len();
    lines.push("{\"format\": 1, \"facts\": {\"usrs\": 3}}".to_owned());
    let result = run_with(&["batch"], &lines.join("\n"));
    assert_eq!(result.status.code(), Some(1), "one line is bad");
    let told: Vec<Value> =
        printed(&result).lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(told.len(), last + 1);
    assert_eq!(told[last]["error"]["code"], "unknown-fact");
    for ((file, answer, main), line) in expected.iter().zip(&told) {
        assert_eq!(line["verdict"], main["verdict"], "{file}");
        assert_eq!(line["current"], main["current"]["stage"], "{file}");
        assert_eq!(line["fitting"], main["fitting"]["stage"], "{file}");
        assert_eq!(line["next"], main["next"]["to"], "{file}");
        assert_eq!(line["next_step"]["to"], answer["next_step"]["to"], "{file}");
    }
}

/// Profiles as unlike as they come: a stay, a broken limit, a way back, a promise, a history, a burst.
const UNLIKE: &[&str] = &[
    "examples/calm-service.toml",
    "examples/hot-database.toml",
    "examples/over-built.toml",
    "examples/promised-service.toml",
    "examples/cases/photo-sharing-2011.toml",
    "examples/systems/artist-community.toml",
];

#[test]
fn every_explanation_is_told_the_same() {
    let base = base();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/explore");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(&base.fingerprint, "[fingerprint]");
    for file in UNLIKE {
        let name = file.trim_start_matches("examples/").replace(['/', '.'], "-");
        for (command, arguments) in [
            ("why", vec!["why", file]),
            ("why-not", vec!["why-not", "partitioned-data", file]),
            ("ask", vec!["ask", file]),
            ("compare", vec!["compare", "examples/calm-service.toml", file]),
        ] {
            for format in ["text", "json"] {
                let whole = [&arguments[..], &["--format", format, "--today", "2026-11-21"]].concat();
                let first = run(&whole);
                assert_eq!(first.status.code(), Some(0), "{whole:?}\n{}", complained(&first));
                let told = printed(&first);
                if format == "text" {
                    let wide = told.lines().skip(1).find(|line| unicode_width::UnicodeWidthStr::width(*line) > 80);
                    assert_eq!(wide, None, "{whole:?} fits 80 columns");
                }
                settings.bind(|| insta::assert_snapshot!(format!("{name}.{command}.{format}"), told));
            }
        }
    }
}
