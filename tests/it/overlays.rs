//! Rules of somebody's own, laid over the built-in ones.

use serde_json::Value;

use crate::{Scratch, complained, printed, run};

const STRICTER: &str = r#"format = 1
id = "reads-saturate-the-writer"
reason = "Our writers also run nightly reports."
when = 'database_cpu_peak >= 50% and read_share >= 60%'
examples = [
  { name = "on the line", facts = { database_cpu_peak = "50%", read_share = "60%" }, expect = "holds" },
  { name = "calm", facts = { database_cpu_peak = "49%", read_share = "60%" }, expect = "does-not-hold" },
  { name = "nobody measured", facts = { read_share = "60%" }, expect = "cannot-tell" },
]
"#;

const NEW_GATE: &str = r#"format = 1
id = "lunch-rush"
title = "The lunch rush needs a queue"
for = "queue"
kind = "event"
when = 'burst_factor >= 5'
why = "Orders come all at once at noon."
basis = "judgement"
source = ["doc:our-canteen"]
as_of = 2026-11-01
examples = [
  { name = "on the line", facts = { burst_factor = 5 }, expect = "holds" },
  { name = "calm", facts = { burst_factor = 4.9 }, expect = "does-not-hold" },
  { name = "nobody knows", expect = "cannot-tell" },
]
"#;

const OUR_SOURCE: &str = r#"format = 1
[doc.our-canteen]
title = "What the canteen counted"
publisher = "us"
date = "2026-10"
mark = "A"
"#;

fn headline(rules: Option<&str>, arguments: &[&str]) -> String {
    let mut all = vec!["advise", "--quiet"];
    all.extend(arguments);
    if let Some(rules) = rules {
        all.extend(["--rules", rules]);
    }
    let result = run(&all);
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
    printed(&result)
}

#[test]
fn an_overlay_replaces_the_fields_that_it_names() {
    let scratch = Scratch::new("replace");
    scratch.write("gates/read-replicas/reads-saturate-the-writer.toml", STRICTER);
    let rules = scratch.0.to_string_lossy().into_owned();
    let profile = [
        "--at",
        "redundant-zones",
        "--set",
        "database_cpu_peak=55%",
        "--set",
        "read_share=90%",
        "--set",
        "app_cpu_peak=20%",
    ];
    assert!(headline(None, &profile).starts_with("Stay"), "{}", headline(None, &profile));
    assert!(headline(Some(&rules), &profile).contains("read replicas"), "{}", headline(Some(&rules), &profile));
    let answer = run(&[&["advise", "--format", "json", "--rules", rules.as_str()][..], &profile].concat());
    let answer: Value = serde_json::from_str(&printed(&answer)).expect("the answer is JSON");
    let pack = &answer["rules"]["packs"][0];
    assert_eq!(pack["replaces"][0], "gates/read-replicas/reads-saturate-the-writer.toml: when");
    assert_ne!(answer["rules"]["fingerprint"], Value::Null);
    assert_eq!(run(&["rules", "test", "--rules", &rules]).status.code(), Some(0));
}

#[test]
fn one_new_file_adds_a_gate() {
    let scratch = Scratch::new("add");
    scratch.write("gates/queue/lunch-rush.toml", NEW_GATE);
    scratch.write("sources.toml", OUR_SOURCE);
    let rules = scratch.0.to_string_lossy().into_owned();
    let profile = ["--at", "scaled-reads", "--set", "burst_factor=6", "--set", "app_cpu_peak=20%"];
    assert!(headline(Some(&rules), &profile).contains("queue"), "{}", headline(Some(&rules), &profile));
    let shown = run(&["rules", "show", "lunch-rush", "--rules", &rules]);
    assert!(printed(&shown).contains("What the canteen counted"));
}

#[test]
fn an_example_that_comes_out_otherwise_fails_the_test() {
    let scratch = Scratch::new("failing");
    let wrong = STRICTER.replace(
        "{ name = \"calm\", facts = { database_cpu_peak = \"49%\"",
        "{ name = \"calm\", facts = { database_cpu_peak = \"51%\"",
    );
    scratch.write("gates/read-replicas/reads-saturate-the-writer.toml", &wrong);
    let rules = scratch.0.to_string_lossy().into_owned();
    let result = run(&["rules", "test", "--rules", &rules]);
    assert_eq!(result.status.code(), Some(1));
    assert!(
        printed(&result).contains("`calm` expects does-not-hold, but the condition is true"),
        "{}",
        printed(&result)
    );
}

#[test]
fn links_that_lead_out_are_refused() {
    let scratch = Scratch::new("links");
    let outside = Scratch::new("outside");
    let secret = outside.write("secret.toml", NEW_GATE);
    std::fs::create_dir_all(scratch.0.join("gates/queue")).expect("folders can be made");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&secret, scratch.0.join("gates/queue/lunch-rush.toml")).expect("links can be made");
        let result = run(&["rules", "test", "--rules", &scratch.0.to_string_lossy()]);
        assert_eq!(result.status.code(), Some(2));
        assert!(complained(&result).contains("link-leads-outside"), "{}", complained(&result));
    }
}

/// Names reach every format as they are, so what could break out of one is refused where it is written.
#[test]
fn names_that_could_break_out_of_a_format_are_refused() {
    for (path, text) in [
        ("capabilities.toml", "format = 1\n[capability.\"x\\u001b[31m\"]\ntitle = \"x\"\n".to_owned()),
        ("gates/queue/lunch-rush.toml", NEW_GATE.replace("id = \"lunch-rush\"", "id = \"lunch --> <img src=x>\"")),
        ("gates/queue/lunch rush.toml", NEW_GATE.to_owned()),
        (
            // Nothing is wrong here but the name of one item.
            "tracks/scale/transitions/to-decoupled.toml",
            "format = 1\nid = \"to-decoupled\"\nreason = \"ours\"\n[[checklist]]\nid = \"x --> <img src=x>\"\n\
             phase = \"do\"\ntext = \"Do it.\"\nsource = [\"seed:001-L5\"]\n"
                .to_owned(),
        ),
    ] {
        let scratch = Scratch::new("names");
        scratch.write("sources.toml", OUR_SOURCE);
        scratch.write(path, &text);
        let result = run(&["rules", "test", "--rules", &scratch.0.to_string_lossy()]);
        assert_eq!(result.status.code(), Some(2), "{path}");
        assert!(!complained(&result).contains('\u{1b}'), "{path}");
    }
}

/// An overlay that implies a lot in many ways costs no more than its size.
#[test]
fn implications_in_layers_and_chains_take_no_time() {
    let scratch = Scratch::new("layers");
    let mut text = "format = 1\n".to_owned();
    let entry = |name: &str, implies: &str| {
        format!(
            "[capability.{name}]\ntitle = \"{name}\"\nmeans = \"m\"\narea = \"compute\"\nimplies = [{implies}]\n\
             source = [\"seed:001-L0\"]\nas_of = 2026-11-01\n"
        )
    };
    for layer in 0..60 {
        for side in ["a", "b"] {
            let next = format!("\"x{}a\", \"x{}b\"", layer + 1, layer + 1);
            text.push_str(&entry(&format!("x{layer}{side}"), if layer == 59 { "" } else { &next }));
        }
    }
    for link in 0..700 {
        let next = format!("\"chain{}\"", link + 1);
        text.push_str(&entry(&format!("chain{link}"), if link == 699 { "" } else { &next }));
    }
    scratch.write("capabilities.toml", &text);
    let rules = scratch.0.to_string_lossy().into_owned();
    let result =
        run(&["advise", "--users", "5", "--has", "x0a,chain0", "--lacks", "cdn", "--quiet", "--rules", &rules]);
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
}

/// A way back that something stands in the way of is told as blocked, and holds up no step that is ready.
#[test]
fn a_blocked_way_back_holds_up_no_ready_step() {
    let scratch = Scratch::new("blocked-back");
    scratch.write(
        "tracks/scale/transitions/services-back-to-one.toml",
        "format = 1\nid = \"services-back-to-one\"\nreason = \"We merge only with many hands.\"\n\
         [[requires]]\nid = \"many-hands\"\nwhen = 'team_size >= 100'\nwhy = \"It is much work.\"\n\
         mend = \"Borrow people.\"\nsource = [\"seed:001-L9\"]\n",
    );
    let rules = scratch.0.to_string_lossy().into_owned();
    let profile = ["--at", "scaled-services", "--set", "team_size=4", "--set", "services=9"];
    assert!(headline(None, &profile).starts_with("Step down"), "{}", headline(None, &profile));
    let blocked = headline(Some(&rules), &profile);
    assert!(blocked.starts_with("Blocked") && blocked.contains("team_size >= 100"), "{blocked}");
    let pressed = [&profile[..], &["--users", "6M"]].concat();
    assert!(headline(None, &pressed).starts_with("Step down"), "{}", headline(None, &pressed));
    assert!(headline(Some(&rules), &pressed).contains("partitioned-data"), "{}", headline(Some(&rules), &pressed));
}

/// A track that a change of lane elsewhere may come to wait for is not decided while the lane may change.
#[test]
fn a_lane_that_may_change_leaves_open_what_it_waits_for() {
    let scratch = Scratch::new("waiting-lane");
    scratch.write(
        "tracks/scale/transitions/lane-to-containers.toml",
        "format = 1\nid = \"lane-to-containers\"\nreason = \"We move by the book.\"\n[[requires]]\nid = \"by-the-book\"\n\
         capability = \"run-books\"\nwhy = \"It is much work.\"\nsource = [\"seed:001-L9\"]\n",
    );
    let rules = scratch.0.to_string_lossy().into_owned();
    let told = "rto=5h availability_target=99% uptime_promised=no burst_factor=1 app_instances=1 environments=1 \
                regions=1 team_size=10 deploys_per_week=3 peak_rps=1/s fault_reach=10% failed_release_share=0% \
                deploy_time=1min test_time=1min stateful_sessions=no";
    let delivery = |more: &[&str]| {
        let mut all = vec!["advise", "--format", "json", "--rules", &rules, "--at", "redundant-zones"];
        all.extend(["--at", "delivery=progressive", "--lacks", "run-books"]);
        all.extend(told.split_whitespace().chain(more.iter().copied()).flat_map(|fact| ["--set", fact]));
        let result = run(&all);
        assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
        let answer: Value = serde_json::from_str(&printed(&result)).expect("an answer is JSON");
        let tracks = answer["tracks"].as_array().expect("a list");
        let track = tracks.iter().find(|track| track["track"] == "delivery").expect("it was described");
        (track["verdict"].as_str().unwrap_or_default().to_owned(), track["decided"] == true)
    };
    assert_eq!(delivery(&[]), ("stay".to_owned(), false));
    assert_eq!(delivery(&["services=6"]).0, "step-up");
    assert_eq!(delivery(&["services=3"]), ("stay".to_owned(), true));
}
