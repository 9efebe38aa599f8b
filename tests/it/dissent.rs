//! Ladders that others have published, read beside an answer.

use serde_json::Value;

use crate::{Scratch, base, complained, printed, run};

/// What the ladders say, by id.
fn said(arguments: &[&str]) -> Vec<Value> {
    let result = run(&[&["advise", "--dissent", "--format", "json"], arguments].concat());
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
    let answer: Value = serde_json::from_str(&printed(&result)).expect("an answer is JSON");
    answer["dissent"].as_array().expect("it was asked for").clone()
}

fn of<'a>(ladders: &'a [Value], id: &str) -> &'a Value {
    ladders.iter().find(|ladder| ladder["ladder"] == id).unwrap_or_else(|| panic!("no ladder `{id}`"))
}

#[test]
fn a_count_puts_each_ladder_on_the_rung_that_it_published() {
    for (users, ladder, to) in [
        ("1", "aws-2015", "single-server"),
        ("10", "aws-2015", "single-server"),
        ("11", "aws-2015", "separate-database"),
        ("100", "aws-2015", "separate-database"),
        ("101", "aws-2015", "managed-database"),
        ("1000", "aws-2015", "managed-database"),
        ("1001", "aws-2015", "redundant-zones"),
        ("10000", "aws-2015", "redundant-zones"),
        ("10001", "aws-2015", "scaled-reads"),
        ("500001", "aws-2015", "decoupled"),
        ("1000001", "aws-2015", "scaled-services"),
        ("10000001", "aws-2015", "partitioned-data"),
        ("11000001", "aws-2015", "multi-region-services"),
        ("9", "newsletter-2023", "single-server"),
        ("10", "newsletter-2023", "separate-database"),
        ("1000", "newsletter-2023", "redundant-zones"),
        ("10000", "newsletter-2023", "scaled-reads"),
        ("500000", "newsletter-2023", "decoupled"),
        ("10000000", "newsletter-2023", "multi-region-services"),
        ("9999", "cooply-2024", "single-server"),
        ("10000", "cooply-2024", "redundant-zones"),
        ("100000", "cooply-2024", "decoupled"),
        ("1000000", "cooply-2024", "multi-region-services"),
        ("9999", "cto-team-2025", "single-server"),
        ("10000", "cto-team-2025", "scaled-reads"),
        ("100000", "cto-team-2025", "partitioned-data"),
        ("1000000", "cto-team-2025", "multi-region-services"),
    ] {
        let ladders = said(&["--users", users]);
        assert_eq!(of(&ladders, ladder)["to"], to, "{ladder} at {users} users");
        assert_eq!(of(&ladders, ladder)["decided_on"], "facts");
    }
}

#[test]
fn a_ladder_of_daily_users_reads_daily_users_and_says_nothing_below_its_first_rung() {
    for (daily, to) in [
        ("9999", None),
        ("10000", Some("scaled-reads")),
        ("200000", Some("scaled-reads")),
        ("200001", Some("multi-region-services")),
    ] {
        let set = format!("daily_active_users={daily}");
        let ladders = said(&["--set", &set]);
        let prompt = of(&ladders, "aws-prompt-2026");
        assert_eq!(prompt.get("to").and_then(Value::as_str), to, "{daily}: {prompt}");
        assert!(prompt.get("possible").is_none(), "{prompt}");
        assert!(to.is_some() || prompt["agrees"] == "unknown", "{prompt}");
    }
}

#[test]
fn what_is_open_stays_open_and_says_what_would_tell() {
    let ladders = said(&["--set", "users=8k..15k", "--at", "redundant-zones"]);
    let talk = of(&ladders, "aws-2015");
    assert!(talk.get("to").is_none() && talk.get("rungs_apart").is_none(), "{talk}");
    assert_eq!(talk["possible"], serde_json::json!(["redundant-zones", "scaled-reads"]));
    assert_eq!(talk["needs"], serde_json::json!(["users"]));
    // Nothing told: no stage fits, so nobody agrees and nobody dissents.
    for ladder in said(&[]) {
        assert_eq!(ladder["agrees"], "unknown", "{ladder}");
        assert!(ladder.get("rungs_apart").is_none() && ladder.get("to").is_none(), "{ladder}");
    }
}

#[test]
fn a_ladder_agrees_where_it_is_on_the_stage_that_fits_and_tells_how_far_it_is_where_not() {
    let ladders = said(&["--users", "3M", "--at", "redundant-zones"]);
    assert_eq!(of(&ladders, "aws-2015")["agrees"], "true");
    assert_eq!(of(&ladders, "aws-2015")["rungs_apart"], 0);
    assert_eq!(of(&ladders, "cto-team-2025")["rungs_apart"], 2);
    assert_eq!(of(&ladders, "newsletter-2023")["rungs_apart"], -1);
    assert_eq!(of(&ladders, "newsletter-2023")["agrees"], "false");
    // Whichever rung it is, all of them are lower.
    let primer = of(&ladders, "primer-bottleneck");
    assert_eq!(primer["agrees"], "false");
    assert!(primer.get("to").is_none() && primer.get("rungs_apart").is_none(), "{primer}");
    let far: Vec<i64> = ladders.iter().filter_map(|ladder| ladder["rungs_apart"].as_i64()).map(i64::abs).collect();
    assert!(far.is_sorted_by(|a, b| a >= b), "outliers come first: {far:?}");
}

#[test]
fn without_assumptions_only_facts_settle_a_ladder() {
    let assumed = said(&["--users", "50", "--at", "separate-database"]);
    assert_eq!(of(&assumed, "primer-bottleneck")["decided_on"], "assumptions");
    let strict = said(&["--users", "50", "--at", "separate-database", "--no-assumptions"]);
    let primer = of(&strict, "primer-bottleneck");
    assert!(primer.get("to").is_none() && primer.get("decided_on").is_none(), "{primer}");
    assert_eq!(primer["agrees"], "unknown");
    assert_eq!(of(&strict, "aws-2015")["to"], "separate-database");
}

#[test]
fn nobody_dissents_unasked() {
    for format in ["text", "markdown", "json"] {
        let told = printed(&run(&["advise", "--users", "3M", "--at", "redundant-zones", "--format", format]));
        assert!(!told.contains("aws-2015") && !told.contains("published ladders"), "{told}");
    }
}

#[test]
fn the_ladders_are_told_in_one_block_of_every_format() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/dissent");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for example in ["fan-platform", "calm-service"] {
        let file = format!("examples/{example}.toml");
        let told = |format: &str| printed(&run(&["advise", &file, "--dissent", "--format", format]));
        let block = |told: String, from: &str, to: &str| {
            let rest = told.split_once(from).unwrap_or_else(|| panic!("no block in\n{told}")).1;
            format!("{from}{}", rest.split_once(to).map_or(rest, |(block, _)| block))
        };
        let text = block(told("text"), "Other published ladders\n", "\n\n");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        let json = serde_json::to_string_pretty(&said(&[&file])).expect("it was JSON");
        settings.bind(|| {
            insta::assert_snapshot!(format!("{example}.text"), text);
            insta::assert_snapshot!(
                format!("{example}.markdown"),
                block(told("markdown"), "## Other published ladders\n\n", "\n\n")
            );
            insta::assert_snapshot!(format!("{example}.json"), json);
        });
    }
}

#[test]
fn a_ladder_of_somebodys_own_is_read_like_the_built_in_ones() {
    let scratch = Scratch::new("own-ladder");
    scratch.write(
        "ladders/our-canteen.toml",
        "format = 1\nid = \"our-canteen\"\ntitle = \"What <b>we</b> do | here\"\nuser = \"a *guest*\"\n\
         published = \"2026\"\nsource = [\"doc:high-scalability-2016\"]\nas_of = 2026-11-21\n\
         [[rung]]\nto = \"decoupled\"\nsays = \"Queues from the first day.\"\n",
    );
    scratch.write(
        "ladders/aws-2015.toml",
        "format = 1\nid = \"aws-2015\"\nreason = \"We only believe its first rung.\"\n\
         [[rung]]\nto = \"single-server\"\nsays = \"One server.\"\n",
    );
    let rules = scratch.0.to_string_lossy().into_owned();
    let ladders = said(&["--users", "12k", "--at", "redundant-zones", "--rules", &rules]);
    assert_eq!(of(&ladders, "our-canteen")["rungs_apart"], 1);
    assert_eq!(of(&ladders, "aws-2015")["to"], "single-server");
    let arguments = ["advise", "--users", "12k", "--dissent", "--format", "markdown", "--rules", rules.as_str()];
    let markdown = printed(&run(&arguments));
    assert!(markdown.contains("What &lt;b&gt;we&lt;/b&gt; do \\| here"), "{markdown}");
    assert!(markdown.contains("a \\*guest\\*"), "{markdown}");
    let shown = printed(&run(&["rules", "show", "ladder:our-canteen", "--rules", &rules]));
    assert!(shown.contains("Queues from the first day.") && shown.contains("nearest  decoupled"), "{shown}");
}

#[test]
fn every_ladder_says_what_it_counts_and_where_it_was_read() {
    let base = base();
    assert!(base.ladders.len() >= 6, "{} ladders", base.ladders.len());
    for ladder in &base.ladders {
        assert!(ladder.rungs.len() > 1 && !ladder.user.is_empty(), "{}", ladder.id);
        for source in &ladder.provenance.sources {
            let mark = base.sources[source].mark.as_deref();
            assert!(matches!(mark, Some("A" | "B")), "{} rests on {source}", ladder.id);
        }
        for rung in &ladder.rungs {
            assert!(rung.says.ends_with('.') && rung.says.len() <= 120, "{}: {}", ladder.id, rung.says);
        }
    }
    let listed = printed(&run(&["rules", "list", "--kind", "ladder"]));
    assert!(base.ladders.iter().all(|ladder| listed.contains(&ladder.id)), "{listed}");
}
