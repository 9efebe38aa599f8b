//! Reviews: what is seen, what was accepted, what moved, told in every format.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::{Scratch, base, complained, printed, root, run};

const TODAY: [&str; 2] = ["--today", "2026-11-21"];

/// Reviews a file in a format, with flags beside it.
fn review(file: &str, format: &str, flags: &[&str]) -> Output {
    run(&[&["review", file, "--format", format][..], &TODAY, flags].concat())
}

/// The same as JSON.
fn answer(file: &str, flags: &[&str]) -> Value {
    let result = review(file, "json", flags);
    serde_json::from_str(&printed(&result)).unwrap_or_else(|_| panic!("an answer: {}", complained(&result)))
}

/// Every observation as `id status severity`, in order.
fn told(answer: &Value) -> Vec<String> {
    let word = |seen: &Value, key: &str| seen[key].as_str().unwrap_or_default().to_owned();
    let list = answer["observations"].as_array().expect("observations are a list");
    list.iter()
        .map(|seen| format!("{} {} {}", word(seen, "id"), word(seen, "status"), word(seen, "severity")))
        .collect()
}

/// The ids of what is gone.
fn gone(answer: &Value, how: &str) -> Vec<String> {
    let list = answer[how].as_array().expect("it is a list where there is a baseline");
    list.iter().map(|gone| gone["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A service on two zones whose database stands in one.
const ONE_ZONE: &str = "format = 1
[facts]
zones = 2
internet_reachable = [\"database\"]
[current]
has = [\"separate-database\"]
lacks = [\"database-multi-az\"]
";

fn waiver(finding: &str, more: &str) -> String {
    format!("[[waiver]]\nfinding = \"{finding}\"\nreason = \"moves in January\"\nowner = \"platform\"\n{more}\n")
}

#[test]
fn a_review_is_told_the_same_in_every_format() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/review");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(&base().fingerprint, "[fingerprint]");
    for file in ["promised-service", "over-built"] {
        let path = format!("examples/{file}.toml");
        for format in ["text", "markdown", "json", "sarif", "github"] {
            let first = printed(&review(&path, format, &[]));
            assert_eq!(first, printed(&review(&path, format, &[])), "{file} in {format}");
            if format == "text" {
                let wide = first.lines().skip(1).find(|line| unicode_width::UnicodeWidthStr::width(*line) > 80);
                assert_eq!(wide, None, "{file} fits 80 columns");
            }
            settings.bind(|| insta::assert_snapshot!(format!("{file}.{format}"), first));
        }
    }
}

#[test]
fn a_second_review_with_its_baseline_tells_nothing_new() {
    let scratch = Scratch::new("review-twice");
    let profile =
        scratch.write("profile.toml", &format!("{ONE_ZONE}{}", waiver("public-database", "expires = 2027-01-31")));
    let known = scratch.0.join("known.json").to_string_lossy().into_owned();
    let first = run(&["review", &profile, "--write-baseline", &known, "--fail-on", "high", "--today", "2026-11-21"]);
    assert_eq!(first.status.code(), Some(1), "{}", printed(&first));
    let flags = ["--baseline", known.as_str(), "--fail-on", "high"];
    let second = review(&profile, "text", &flags);
    assert_eq!(second.status.code(), Some(0));
    let text = printed(&second);
    assert_eq!(text.lines().count(), 1, "{text}");
    // Quiet, and still the judge is named.
    for word in ["Nothing new; 1 still open, 1 waived", "known.json of 2026-11-21", "public-database (until 2027-01-31"]
    {
        assert!(text.contains(word), "{text}");
    }
    let commands = printed(&review(&profile, "github", &flags));
    assert_eq!(commands.lines().count(), 1, "{commands}");
    assert!(commands.starts_with("::notice title="), "{commands}");
    let again = scratch.0.join("again.json").to_string_lossy().into_owned();
    run(&[&["review", &profile, "--write-baseline", &again][..], &TODAY, &flags].concat());
    let read = |path: &str| std::fs::read_to_string(path).expect("a baseline was written");
    assert_eq!(read(&known), read(&again), "a baseline of the same is the same");
    let schema = nextrung::report::schema(&base(), "baseline").expect("there is one");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    assert!(validator.is_valid(&serde_json::from_str(&read(&known)).expect("a baseline is JSON")));
    for word in ["January", "platform", "zones", "profile.toml"] {
        assert!(!read(&known).contains(word), "a baseline holds neither values nor texts: {word}");
    }
}

#[test]
fn a_baseline_knows_what_is_new_resolved_lost_sight_of_and_back() {
    let scratch = Scratch::new("review-moves");
    let known = scratch.0.join("known.json").to_string_lossy().into_owned();
    let profile = |name: &str, text: &str| scratch.write(name, text);
    let flags = ["--baseline", known.as_str(), "--write-baseline", known.as_str(), "--force"];
    let first = profile("first.toml", ONE_ZONE);
    run(&[&["review", &first, "--write-baseline", &known][..], &TODAY].concat());

    // The database gets its standby; of its address nobody says anything any more.
    let text = "format = 1\n[facts]\nzones = 2\n[current]\nhas = ['separate-database', 'database-multi-az']\n";
    let second = answer(&profile("second.toml", text), &flags);
    assert_eq!(told(&second), [] as [&str; 0]);
    assert_eq!(gone(&second, "resolved"), ["single-az-database"]);
    assert_eq!(gone(&second, "lost_sight"), ["public-database"]);
    // Told once, it is no news; it is not forgotten either.
    let third = review(&profile("second.toml", text), "text", &["--baseline", &known]);
    assert_eq!(printed(&third).lines().count(), 1, "{}", printed(&third));
    assert_eq!(
        gone(&answer(&profile("second.toml", text), &["--baseline", &known]), "lost_sight"),
        ["public-database"]
    );

    // What was lost is seen again: it was open all the time. What was resolved is back: it regressed.
    let back = ONE_ZONE.replace("\"database\"]", "\"database\", \"remote-login\"]");
    let fourth = answer(&profile("fourth.toml", &back), &flags);
    assert_eq!(
        told(&fourth),
        [
            "public-database still-open high",
            "single-az-database regressed high",
            "sign-in-open-to-everybody new medium"
        ]
    );
    let failing = |on: &str| review(&profile("fourth.toml", &back), "text", &["--baseline", &known, "--fail-on", on]);
    assert_eq!(failing("low").status.code(), Some(0), "all of it is known by now");
}

#[test]
fn a_finding_that_grows_worse_or_whose_waiver_ends_is_no_old_one() {
    let scratch = Scratch::new("review-worse");
    let known = scratch.0.join("known.json").to_string_lossy().into_owned();
    let text = format!("{ONE_ZONE}{}", waiver("single-az-database", "expires = 2026-11-30"));
    let profile = scratch.write("profile.toml", &text);
    run(&[&["review", &profile, "--write-baseline", &known][..], &TODAY].concat());
    let on = |day: &str| {
        let result = run(&["review", &profile, "--baseline", &known, "--format", "json", "--today", day]);
        told(&serde_json::from_str(&printed(&result)).expect("an answer"))
    };
    assert_eq!(on("2026-11-30"), ["public-database still-open high", "single-az-database waived high"]);
    assert_eq!(
        on("2026-12-01"),
        ["public-database still-open high", "single-az-database regressed high", "waiver-expired new low"]
    );
    // As bad as it was before, but once it was less so.
    let less = std::fs::read_to_string(&known).expect("a baseline was written").replace("\"high\"", "\"medium\"");
    let less = scratch.write("less.json", &less);
    assert_eq!(
        told(&answer(&profile, &["--baseline", &less])),
        ["public-database regressed high", "single-az-database waived high"]
    );
}

#[test]
fn a_waiver_that_cannot_have_an_effect_is_seen_itself() {
    let scratch = Scratch::new("review-waivers");
    let check = |name: &str, waivers: &str, flags: &[&str], expected: &[&str]| {
        let profile = scratch.write(&format!("{name}.toml"), &format!("{ONE_ZONE}{waivers}"));
        assert_eq!(told(&answer(&profile, flags)), expected, "{name}");
    };
    let until = "expires = 2027-01-31";
    let both = ["public-database open high", "single-az-database open high"];
    check("none", "", &[], &both);
    check(
        "valid",
        &waiver("single-az-database", until),
        &[],
        &["public-database open high", "single-az-database waived high"],
    );
    check(
        "by-kind",
        &waiver("finding:single-az-database", until),
        &[],
        &["public-database open high", "single-az-database waived high"],
    );
    let with = |fault: &'static str| [both[0], both[1], fault];
    check("other-kind", &waiver("gate:single-az-database", until), &[], &with("waiver-unmatched open low"));
    // The last day still counts.
    check(
        "last-day",
        &waiver("single-az-database", "expires = 2026-11-21"),
        &[],
        &["public-database open high", "single-az-database waived high"],
    );
    check("expired", &waiver("single-az-database", "expires = 2026-11-20"), &[], &with("waiver-expired open low"));
    check("misspelt", &waiver("single-az-databse", until), &[], &with("waiver-unmatched open low"));
    check(
        "other-resource",
        &waiver("single-az-database", "resource = \"aws_db_instance.other\"\nexpires = 2027-01-31"),
        &[],
        &with("waiver-unmatched open low"),
    );
    // Known to be well: the answer says that the database is the only thing that is reached.
    check("stale", &waiver("sign-in-open-to-everybody", until), &[], &with("waiver-stale open low"));
    // Nobody said anything of sessions: that is no proof that all is well.
    check("untold", &waiver("state-on-servers", until), &[], &with("waiver-unmatched open low"));
    // Nobody waives what is wrong with waivers.
    check("of-waivers", &waiver("waiver-unmatched", until), &[], &with("waiver-unmatched open low"));
    let rules = scratch.0.join("rules").to_string_lossy().into_owned();
    scratch.write(
        "rules/findings/single-az-database.toml",
        "format = 1\nid = \"single-az-database\"\nreason = \"our contracts\"\nwaivable = false\n",
    );
    check("forbidden", &waiver("single-az-database", until), &["--rules", &rules], &with("waiver-forbidden open low"));
    let misspelt = scratch.0.join("misspelt.toml").to_string_lossy().into_owned();
    let text = printed(&review(&misspelt, "text", &[]));
    assert!(text.contains("did you mean `single-az-database`?"), "{text}");
    // It stands in a file of its own as well.
    let file = scratch.write("waivers.toml", &format!("format = 1\n{}", waiver("public-database", until)));
    check("file", "", &["--waivers", &file], &["single-az-database open high", "public-database waived high"]);
}

#[test]
fn what_is_waived_is_shown_as_waived_in_every_format_and_stops_no_build() {
    let scratch = Scratch::new("review-waived");
    let waivers = ["single-az-database", "public-database"].map(|one| waiver(one, "expires = 2027-01-31")).concat();
    let profile = scratch.write("profile.toml", &format!("{ONE_ZONE}{waivers}"));
    for format in ["text", "markdown", "json", "sarif", "github"] {
        let result = review(&profile, format, &["--fail-on", "low"]);
        assert_eq!(result.status.code(), Some(0), "{format}");
        let text = printed(&result);
        assert!(text.contains("2 waived"), "{text}");
        for word in ["moves in January", "platform", "2027-01-31", "single-az-database", "public-database"] {
            assert!(text.contains(word), "{format} tells {word}\n{text}");
        }
    }
}

#[test]
fn sarif_is_as_its_schema_says() {
    let text = std::fs::read_to_string(root().join("tests/schema/sarif-2.1.0.json")).expect("the schema is there");
    // The published pattern of a language has a bracket too many, which readers of patterns refuse; we write none.
    let text = text.replace("{2}-[a-zA-Z]{2}]?$", "{2}-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let scratch = Scratch::new("review-sarif");
    let profile = scratch.write(
        "a folder/pro file.toml",
        &format!(
            "{ONE_ZONE}{}{}",
            waiver("single-az-database", "expires = 2027-01-31"),
            waiver("nothing", "expires = 2020-01-01")
        ),
    );
    let entries = json!([
        {"fingerprint": "1:aaaaaaaaaaaaaaaa", "of": "finding", "id": "no-such-finding", "severity": "high", "state": "open"},
    ]);
    let known = json!({"schema": "nextrung.baseline/1", "today": "2026-11-01", "rules": "0", "entries": entries});
    let known = scratch.write("known.json", &known.to_string());
    for (file, flags) in [
        ("examples/promised-service.toml", &[][..]),
        ("examples/user-count.toml", &[]),
        (&profile, &[]),
        (&profile, &["--baseline", &known]),
        (&profile, &["--set", "uptime_promised=yes"]),
    ] {
        let log: Value = serde_json::from_str(&printed(&review(file, "sarif", flags))).expect("it is JSON");
        let faults: Vec<String> =
            validator.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{file} {flags:?}\n{}", faults.join("\n"));
        let run = &log["runs"][0];
        for result in run["results"].as_array().expect("results are a list") {
            if let Some(index) = result["ruleIndex"].as_u64() {
                assert_eq!(run["tool"]["driver"]["rules"][index as usize]["id"], result["ruleId"]);
            }
            assert_eq!(result.get("baselineState").is_some(), flags.contains(&"--baseline"));
        }
    }
    let log: Value = serde_json::from_str(&printed(&review(&profile, "sarif", &["--baseline", &known]))).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results are a list");
    let of = |id: &str| results.iter().find(|result| result["ruleId"] == id).unwrap_or_else(|| panic!("{id} is told"));
    assert_eq!(of("single-az-database")["suppressions"][0]["kind"], "external");
    assert_eq!(
        of("single-az-database")["suppressions"][0]["justification"],
        "moves in January (platform, until 2027-01-31)"
    );
    assert_eq!(of("public-database")["suppressions"], json!([]));
    assert_eq!(of("public-database")["baselineState"], "new");
    assert_eq!(of("no-such-finding")["kind"], "open");
    let place = &of("public-database")["locations"][0]["physicalLocation"];
    assert_eq!(place["region"], json!({"startLine": 4, "startColumn": 1}));
    assert!(place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.ends_with("/a%20folder/pro%20file.toml")));
    // A schema that takes everything says nothing.
    assert!(!validator.is_valid(&json!({"version": "2.1.0"})));
}

#[test]
fn a_fingerprint_is_the_same_whatever_stands_around() {
    let scratch = Scratch::new("review-fingerprints");
    let prints = |name: &str, text: &str| -> Vec<(String, String)> {
        let answer = answer(&scratch.write(name, text), &[]);
        let list = answer["observations"].as_array().expect("a list").clone();
        let word = |seen: &Value, key: &str| seen[key].as_str().unwrap_or_default().to_owned();
        list.iter().map(|seen| (word(seen, "id"), word(seen, "fingerprint"))).collect()
    };
    let plain = prints("plain.toml", ONE_ZONE);
    let moved = "# a comment\nformat = 1\nname = \"x\"\n\n[current]\nlacks = ['database-multi-az']\nhas = ['separate-database']\n\n[facts]\ninternet_reachable = ['cache', 'database']\nzones = 3\n";
    assert_eq!(plain, prints("moved.toml", moved));
    assert!(plain.iter().all(|(_, print)| print.starts_with("1:") && print.len() == 18), "{plain:?}");
    assert_ne!(plain[0].1, plain[1].1);
}

#[test]
fn text_from_files_is_harmless_in_every_format() {
    let scratch = Scratch::new("review-hostile");
    let hostile = "</details><script>x</script> | ](javascript:1) ::error::%0A\\u001b[31m\\u202e\\nsecond, line: @all";
    let profile = scratch.write(
        "profile.toml",
        &format!(
            "{ONE_ZONE}{}",
            waiver("single-az-database", "expires = 2027-01-31")
                .replace("moves in January", hostile)
                .replace("platform", hostile)
        )
        .replace("format = 1\n", &format!("format = 1\nname = \"{hostile}\"\n")),
    );
    let other = scratch.write("waivers.toml", &format!("format = 1\n{}", waiver(hostile, "expires = 2027-01-31")));
    for format in ["text", "markdown", "json", "sarif", "github"] {
        let text = printed(&review(&profile, format, &["--waivers", &other]));
        assert!(!text.chars().any(|c| c != '\n' && nextrung::problem::draw::is_harmful(c)), "{format}: {text}");
        match format {
            "markdown" => {
                assert!(
                    !text.contains("<script>") && !text.replace("\\]", "").contains("](") && !text.contains("@all"),
                    "{text}"
                );
                let folds = |tag: &str| text.matches(tag).count();
                assert_eq!(folds("<details>"), folds("</details>"), "{text}");
                let rows = text.lines().filter(|line| line.starts_with("| single-az"));
                assert!(
                    rows.clone().count() == 1
                        && rows.clone().all(|row| row.replace("\\|", "").matches('|').count() == 6),
                    "{text}"
                );
            }
            "github" => {
                let levels = ["::error ", "::warning ", "::notice "];
                assert!(text.lines().all(|line| levels.iter().any(|level| line.starts_with(level))), "{text}");
                assert!(text.contains("%250A") && !text.contains("::error::%0A"), "{text}");
            }
            "sarif" => assert!(text.contains("\\\\](javascript"), "{text}"),
            _ => {}
        }
    }
}

#[test]
fn a_check_fails_only_on_what_is_as_bad_and_open() {
    let scratch = Scratch::new("review-exit");
    let profile = scratch.write("profile.toml", "format = 1\n[facts]\ninternet_reachable = ['remote-login']\n");
    for (flags, code) in [
        (&[][..], 0),
        (&["--fail-on", "high"], 0),
        (&["--fail-on", "medium"], 1),
        (&["--fail-on", "low"], 1),
        (&["--fail-on", "severe"], 2),
        (&["--baseline", "no-such-file.json"], 2),
        (&["--waivers", "no-such-file.toml"], 2),
        (&["--force"], 2),
    ] {
        assert_eq!(review(&profile, "text", flags).status.code(), Some(code), "{flags:?}");
    }
    let checked = answer(&profile, &["--fail-on", "medium"]);
    assert_eq!(checked["check"], json!({"fail_on": "medium", "failed": true}));
    assert!(answer(&profile, &[]).get("check").is_none());
    assert!(answer(&profile, &[]).get("resolved").is_none(), "a key of what was not asked is absent");
    let quiet = printed(&review(&profile, "text", &["--quiet"]));
    assert_eq!(quiet, "1 finding: 1 medium\n");
    // A baseline that is there is replaced only where that is asked for.
    let known = scratch.write("known.json", "kept");
    let refused = review(&profile, "text", &["--write-baseline", &known]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(&known).expect("still there"), "kept");
}

#[test]
fn every_fault_of_a_baseline_and_of_waivers_is_told_at_its_place() {
    let scratch = Scratch::new("review-broken");
    let refusal = |flag: &str, name: &str, text: &str| {
        let file = scratch.write(name, text);
        let result = review("examples/user-count.toml", "text", &[flag, &file]);
        assert_eq!(result.status.code(), Some(2), "{text}");
        assert!(result.stdout.is_empty());
        complained(&result).replace(&*scratch.0.to_string_lossy(), "")
    };
    let entry = r#"{"fingerprint": "1:00", "of": "finding", "id": "a", "severity": "high", "state": "open"}"#;
    let around = |entries: &str| {
        format!(r#"{{"schema": "nextrung.baseline/1", "today": "2026-11-21", "rules": "0", "entries": [{entries}]}}"#)
    };
    for (text, words) in [
        ("[]".to_owned(), &["wrong-type"][..]),
        ("{".to_owned(), &["json-syntax"]),
        ("{}".to_owned(), &["lacks `schema`", "lacks `today`", "lacks `rules`", "3 problems"]),
        (around(entry).replace("baseline/1", "baseline/2"), &["unsupported-format"]),
        (around(&format!("{entry}, {entry}")), &["given-twice"]),
        (around(&entry.replace("1:00", "2:00")), &["unsupported-format"]),
        (
            around(&entry.replace("high", "severe").replace("\"id\"", "\"identity\"")),
            &["unknown-word", "unknown-key", "missing-key"],
        ),
        (around("3"), &["wrong-type"]),
    ] {
        let told = refusal("--baseline", "known.json", &text);
        assert!(words.iter().all(|word| told.contains(word)), "{told}");
        assert!(told.contains("known.json:1:"), "{told}");
    }
    let told = refusal("--waivers", "waivers.toml", "format = 1\n[facts]\nusers = 3\n[[waiver]]\nfinding = \"a\"\n");
    for word in ["unknown-key", "lacks `reason`", "lacks `owner`", "lacks `expires`"] {
        assert!(told.contains(word), "{told}");
    }
}

/// Runs the program in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_nextrung"))
        .args(arguments)
        .args(TODAY)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

#[test]
fn the_file_of_a_repository_is_named_kept_inside_and_can_be_left_aside() {
    let scratch = Scratch::new("review-config");
    let file = "format = 1\n[review]\nprofile = \"deep/profile.toml\"\nrules = [\"house\"]\nwaivers = \"waivers.toml\"\nfail_on = \"high\"\n";
    scratch.write("repository/.git/HEAD", "");
    scratch.write("repository/nextrung.toml", file);
    scratch.write("repository/house/.keep", "");
    scratch.write(
        "repository/waivers.toml",
        &format!("format = 1\n{}", waiver("public-database", "expires = 2027-01-31")),
    );
    scratch.write("repository/deep/profile.toml", ONE_ZONE);
    scratch.write("nextrung.toml", "format = 1\n[review]\nprofile = \"elsewhere.toml\"\n");
    let deep = scratch.0.join("repository/deep");
    let result = run_in(&deep, &["review"]);
    assert_eq!(result.status.code(), Some(1), "{}", complained(&result));
    let text = printed(&result);
    for word in [
        "1 finding: 1 high; 1 waived\nIn force: configuration ../nextrung.toml\n",
        "In force: overlay ../house (changes nothing)\n",
        "In force: waiver public-database (until 2027-01-31, platform)\n",
        "at ../deep/profile.toml:6, 7, 3\n",
    ] {
        assert!(text.contains(word), "{word}\n{text}");
    }
    // What is named stands instead of what the file says; without the file there is nothing to review.
    let named = printed(&run_in(&deep, &["review", "profile.toml", "--no-config"]));
    assert!(named.starts_with("2 findings: 2 high\nIn force: the built-in rules alone"), "{named}");
    assert!(printed(&run_in(&deep, &["review", "--no-config"])).starts_with("Nothing found, but none of the "));
    // The file above the root of the repository is not looked for.
    std::fs::remove_file(scratch.0.join("repository/nextrung.toml")).expect("it is ours");
    let alone = printed(&run_in(&deep, &["review"]));
    assert!(alone.starts_with("Nothing found, but none of the "), "{alone}");
    assert!(alone.contains("\nIn force: the built-in rules alone"), "{alone}");
    // Nor, outside of a repository, any but the one that lies here.
    scratch.write("plain/inner/.keep", "");
    assert!(
        printed(&run_in(&scratch.0.join("plain/inner"), &["review"])).starts_with("Nothing found, but none of the ")
    );

    scratch.write(
        "repository/nextrung.toml",
        "format = 1\n[review]\nprofile = \"../elsewhere.toml\"\nbase_line = \"x\"\n",
    );
    scratch.write("elsewhere.toml", ONE_ZONE);
    let unknown = run_in(&deep, &["review"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(complained(&unknown).contains("did you mean `baseline`?"), "{}", complained(&unknown));
    scratch.write("repository/nextrung.toml", "format = 1\n[review]\nprofile = \"../elsewhere.toml\"\n");
    let outside = run_in(&deep, &["review"]);
    assert_eq!(outside.status.code(), Some(2));
    assert!(complained(&outside).contains("link-leads-outside"), "{}", complained(&outside));
    assert!(complained(&outside).contains("nextrung.toml:3:11"), "{}", complained(&outside));
    assert_eq!(run_in(&deep, &["review", "profile.toml", "--no-config"]).status.code(), Some(0));
}

#[test]
fn the_workflow_of_the_examples_runs() {
    let text = std::fs::read_to_string(root().join("examples/workflow/review.yml")).expect("the workflow is there");
    let scratch = Scratch::new("review-workflow");
    scratch.write("profile.toml", ONE_ZONE);
    let plan = std::fs::read_to_string(root().join("tests/infrastructure/shop-plan.json")).expect("a plan is there");
    scratch.write("plan.json", &plan);
    let commands: Vec<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("# ").trim().strip_prefix("nextrung "))
        .map(|line| line.split(" >> ").next().unwrap_or_default().split_whitespace().collect())
        .collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in &commands {
        let result = run_in(&scratch.0, command);
        assert_eq!(result.status.code(), Some(0), "{command:?} {}", complained(&result));
        let written = scratch.0.join("nextrung-baseline.json");
        if written.exists() {
            std::fs::rename(&written, scratch.0.join("known.json")).expect("it is ours");
        }
    }
    for action in text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")) {
        let version = action.split_once("@v").map(|(_, version)| version);
        assert!(version.is_some_and(|version| version.parse::<u32>().is_ok()), "{action} says its major version");
    }
    assert!(!text.contains("secrets."));
}
