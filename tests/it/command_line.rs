//! The program as people use it: exit codes, files, pipes, help.

use serde_json::Value;

use crate::{Scratch, base, complained, printed, run, run_with};

/// Lines of help that show a command, as people would copy them.
fn shown_commands(help: &str) -> Vec<Vec<String>> {
    help.lines()
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.trim().strip_prefix("nextrung "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(|line| line.split("  ").next().unwrap_or_default().split_whitespace().map(str::to_owned).collect())
        .collect()
}

/// An exercise with the answers of its key.
fn filled_sheet() -> String {
    let answer = |more: &[&str]| printed(&run(&[&["exercise", "new", "--level", "1"], more].concat()));
    let scratch = Scratch::new("filled");
    let key = scratch.0.join("key.json").to_string_lossy().into_owned();
    answer(&["--format", "json", "--key", &key]);
    let key: Value = serde_json::from_str(&std::fs::read_to_string(&key).expect("it was written")).expect("JSON");
    let answers = &key["keys"][0]["answers"];
    answer(&[])
        .replace("step = \"\"", &format!("step = {}", answers["step"]))
        .replace("reasons = []", &format!("reasons = {}", answers["reasons"]))
        .replace("asked = []", &format!("asked = {}", answers["asked"]))
}

#[test]
fn every_command_that_help_shows_works() {
    let scratch = Scratch::new("help");
    let profile = scratch.write(
        "profile.toml",
        "format = 1\n[facts]\nusers = 12_000\n[current]\nstage = { scale = 'redundant-zones' }\n",
    );
    let ticked = scratch.write("ticked.md", "- [x] Done. <!-- to-scaled-reads/route-reads -->\n");
    let answers = scratch.write("answers.md", &filled_sheet());
    scratch.write("my-rules/.keep", "");
    let rules = scratch.0.join("my-rules").to_string_lossy().into_owned();
    let mut seen = 0;
    let waivers = scratch.write("waivers.toml", "format = 1\n");
    let known = scratch.write(
        "known.json",
        "{\"schema\": \"nextrung.baseline/1\", \"today\": \"2026-11-21\", \"rules\": \"0\", \"entries\": []}",
    );
    let commands = [
        "advise",
        "why",
        "why-not",
        "ask",
        "compare",
        "review",
        "checklist",
        "simulate",
        "roadmap",
        "graph",
        "adr",
        "batch",
        "init",
        "rules",
        "detect",
        "exercise",
    ];
    for help in std::iter::once(run(&[])).chain(commands.map(|command| run(&[command, "--help"]))) {
        for command in shown_commands(&printed(&help)) {
            if command.iter().any(|word| word == ">" || word == "COMMAND") {
                continue;
            }
            let output = scratch.0.join(format!("out-{seen}")).to_string_lossy().into_owned();
            let key = format!("{output}-key");
            let replaced: Vec<&str> = command
                .iter()
                .enumerate()
                .map(|(index, word)| match word.as_str() {
                    _ if index > 0 && command[index - 1] == "--key" => key.as_str(),
                    _ if index > 0
                        && ["--output", "--dir", "--write-baseline"].contains(&command[index - 1].as_str()) =>
                    {
                        output.as_str()
                    }
                    "profile.toml" | "old.toml" | "new.toml" | "record.toml" | "last-quarter.toml" | "today.toml" => {
                        profile.as_str()
                    }
                    "plan.json" => "tests/infrastructure/shop-plan.json",
                    "template.yaml" => "tests/infrastructure/shop-template.yaml",
                    "ticked.md" => ticked.as_str(),
                    "waivers.toml" => waivers.as_str(),
                    "known.json" => known.as_str(),
                    "answers.md" => answers.as_str(),
                    "my-rules" => rules.as_str(),
                    word => word,
                })
                .collect();
            let result = run(&replaced);
            assert_eq!(result.status.code(), Some(0), "nextrung {}\n{}", command.join(" "), complained(&result));
            seen += 1;
        }
    }
    assert!(seen >= 24, "help shows {seen} commands");
}

#[test]
fn help_fits_in_eighty_columns_and_says_each_option_once() {
    let commands: Vec<String> = printed(&run(&["--help"]))
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    let mut asked: Vec<Vec<&str>> = vec![vec![], vec!["--help"]];
    asked.extend(commands.iter().map(|command| vec![command.as_str(), "--help"]));
    asked.extend(["new", "play", "grade"].map(|part| vec!["exercise", part, "--help"]));
    asked.extend(["list", "show", "test", "schema"].map(|part| vec!["rules", part, "--help"]));
    for words in asked {
        let help = printed(&run(&words));
        let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "nextrung {}: {wide:#?}", words.join(" "));
        // Values with a help of their own make clap spread every option over three lines.
        assert!(!help.contains("Possible values:"), "nextrung {}: {help}", words.join(" "));
    }
}

#[test]
fn an_answer_fits_on_a_screen() {
    let folder = std::fs::read_dir(crate::root().join("examples/systems")).expect("there is a folder");
    let mut seen = 0;
    for entry in folder {
        let path = entry.expect("it is readable").path().to_string_lossy().into_owned();
        let text = printed(&run(&["advise", &path, "--today", "2026-11-21"]));
        assert!(text.lines().count() <= 54, "{path}: {} lines\n{text}", text.lines().count());
        let wide: Vec<&str> = text.lines().skip(1).filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{path}: {wide:#?}");
        seen += 1;
    }
    assert_eq!(seen, 10);
}

#[test]
fn the_first_line_is_the_answer() {
    let answer = run(&["advise", "--users", "12k", "--at", "redundant-zones"]);
    assert!(printed(&answer).starts_with("Next rung: scaled-reads"), "{}", printed(&answer));
    assert!(answer.stderr.is_empty());
    let quiet = run(&["advise", "--users", "12k", "--at", "redundant-zones", "--quiet"]);
    assert_eq!(printed(&quiet).lines().count(), 1);
}

#[test]
fn wrong_usage_and_wrong_input_end_with_two_and_print_no_answer() {
    for arguments in [
        &["advise", "--no-such-flag"][..],
        &["advise", "--users", "many"],
        &["advise", "no-such-file.toml"],
        &["advise", "--at", "nowhere"],
        &["advise", "--set", "users"],
        &["advise", "--track", "nowhere", "--users", "1"],
        &["advise", "--today", "tomorrow"],
        &["advise", "--rules", "no-such-folder"],
        &["rules", "show", "no-such-thing"],
        &["nonsense"],
    ] {
        let result = run(arguments);
        assert_eq!(result.status.code(), Some(2), "{arguments:?}");
        assert!(result.stdout.is_empty(), "{arguments:?}");
        assert!(!result.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_pipe_gets_no_colour_and_always_gives_it() {
    let plain = run(&["advise", "--users", "12k"]);
    assert!(!printed(&plain).contains('\u{1b}'));
    let coloured = run(&["advise", "--users", "12k", "--color", "always"]);
    assert!(printed(&coloured).contains('\u{1b}'));
}

#[test]
fn standard_input_is_a_profile_in_either_language() {
    let toml = run_with(&["advise", "-", "--quiet"], "format = 1\n[facts]\nusers = 12_000\n");
    let json = run_with(&["advise", "-", "--quiet"], "{\"format\": 1, \"facts\": {\"users\": 12000}}");
    assert_eq!(printed(&toml), printed(&json));
    assert!(printed(&toml).contains("scaled-reads"));
}

#[test]
fn flags_replace_what_the_profile_says_and_keep_its_origin() {
    let profile =
        "format = 1\n[measured]\ndatabase_cpu_peak = '20%'\n[current]\nstage = { scale = 'redundant-zones' }\n";
    let result = run_with(&["advise", "-", "--set", "database_cpu_peak=82%", "--format", "json"], profile);
    let answer: Value = serde_json::from_str(&printed(&result)).expect("the answer is JSON");
    assert_eq!(answer["facts"]["database_cpu_peak"]["value"], 0.82);
    assert_eq!(answer["facts"]["database_cpu_peak"]["origin"], "measured");
}

#[test]
fn a_file_is_written_whole_and_never_overwritten_unasked() {
    let scratch = Scratch::new("output");
    let file = scratch.0.join("answer.md").to_string_lossy().into_owned();
    let arguments = ["advise", "--users", "12k", "--format", "markdown", "--output", file.as_str()];
    let first = run(&arguments);
    assert_eq!(first.status.code(), Some(0));
    assert!(first.stdout.is_empty());
    let text = std::fs::read_to_string(&file).expect("the file was written");
    assert!(text.starts_with("# "));
    let second = run(&arguments);
    assert_eq!(second.status.code(), Some(2));
    assert!(complained(&second).contains("output-exists"));
    assert_eq!(std::fs::read_to_string(&file).expect("still there"), text);
    let forced = run(&[&arguments[..], &["--force"]].concat());
    assert_eq!(forced.status.code(), Some(0));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A private review stays private, and a link is not replaced by a file.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("the mode can be set");
        assert_eq!(run(&[&arguments[..], &["--force"]].concat()).status.code(), Some(0));
        let mode = std::fs::metadata(&file).expect("still there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let link = scratch.0.join("link.md");
        std::os::unix::fs::symlink(&file, &link).expect("links can be made");
        let through = run(&["advise", "--users", "5", "--output", &link.to_string_lossy(), "--force"]);
        assert_eq!(through.status.code(), Some(2));
        assert!(link.symlink_metadata().is_ok_and(|link| link.file_type().is_symlink()));
        std::fs::remove_file(&link).expect("it is ours");
    }
    let names: Vec<String> = std::fs::read_dir(&scratch.0)
        .expect("the folder is there")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["answer.md"], "nothing half-written is left");
}

#[test]
fn a_profile_from_init_can_be_answered() {
    let written =
        run(&["init", "--users", "50k", "--at", "managed-database", "--set", "read_share=70%", "--has", "cdn"]);
    let answer = run_with(&["advise", "-", "--format", "json"], &printed(&written));
    assert_eq!(answer.status.code(), Some(0), "{}", complained(&answer));
    let answer: Value = serde_json::from_str(&printed(&answer)).expect("the answer is JSON");
    assert_eq!(answer["facts"]["users"]["value"], 50_000);
    assert_eq!(answer["facts"]["read_share"]["value"], 0.7);
    assert_eq!(answer["tracks"][0]["current"]["stage"], "managed-database");
    // Every line that is commented out is right once the sign is taken away.
    for line in printed(&written)
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.contains(" = ") && line.contains("  # "))
    {
        let fact = line.split(" = ").next().unwrap_or_default();
        if base().vocabulary.fact(fact).is_some() {
            let result = run_with(&["advise", "-"], &format!("format = 1\n[facts]\n{line}\n"));
            assert_eq!(result.status.code(), Some(0), "{line}\n{}", complained(&result));
        }
    }
}

/// Keys whose feature does not exist are absent, not null, zero or empty.
#[test]
fn keys_of_features_that_do_not_exist_are_absent() {
    for arguments in [
        &["advise", "--users", "12k", "--format", "json"][..],
        &["advise", "--users", "12k", "--at", "redundant-zones", "--format", "json"],
        &["advise", "examples/over-built.toml", "--format", "json"],
        &["advise", "examples/calm-service.toml", "--format", "json"],
    ] {
        let answer: Value = serde_json::from_str(&printed(&run(arguments))).expect("the answer is JSON");
        let absent = ["dissent", "due", "influence", "start_by", "met_by_track"];
        let mut open = vec![&answer];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(map) => {
                    for key in absent {
                        assert!(!map.contains_key(key), "`{key}` in {arguments:?}");
                    }
                    assert!(map.values().all(|value| !value.is_null()), "a null in {arguments:?}");
                    open.extend(map.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        for key in [
            "schema",
            "today",
            "options",
            "rules",
            "headline",
            "facts",
            "tracks",
            "choices",
            "questions",
            "assumptions",
        ] {
            assert!(answer.get(key).is_some(), "`{key}` is missing in {arguments:?}");
        }
    }
    let undescribed: Value =
        serde_json::from_str(&printed(&run(&["advise", "--users", "12k", "--format", "json"]))).expect("JSON");
    assert!(
        undescribed["tracks"][0].get("current").is_none(),
        "nothing is assumed about an architecture nobody described"
    );
    assert!(undescribed["tracks"][0].get("next").is_none());
    assert!(undescribed.get("next_step").is_none());
}

#[test]
fn everything_that_is_listed_can_be_shown() {
    let list: Value =
        serde_json::from_str(&printed(&run(&["rules", "list", "--format", "json"]))).expect("the list is JSON");
    let things = list["things"].as_array().expect("a list");
    let mut kinds: Vec<&str> = Vec::new();
    for thing in things {
        let kind = thing["kind"].as_str().expect("a kind");
        // One of each kind is shown by the program; all of them are the same code.
        if kinds.contains(&kind) {
            continue;
        }
        kinds.push(kind);
        let id = format!("{kind}:{}", thing["id"].as_str().expect("an id"));
        for format in ["text", "json"] {
            let shown = run(&["rules", "show", &id, "--format", format]);
            assert_eq!(shown.status.code(), Some(0), "{id}");
            assert!(printed(&shown).contains(thing["id"].as_str().expect("an id")), "{id}");
        }
    }
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "capability",
            "checklist",
            "choice",
            "fact",
            "finding",
            "gate",
            "ladder",
            "playbook",
            "source",
            "stage",
            "track",
            "transition"
        ]
    );
}

#[test]
fn text_from_users_is_harmless_in_every_format() {
    let profile = "{\"format\": 1, \"name\": \"<script>alert(1)</script> | [x](javascript:1) `a` \\u001b[31m \\u009b31m \\u202e\", \"facts\": {\"users\": 5}}";
    for format in ["text", "markdown", "json"] {
        let text = printed(&run_with(&["advise", "-", "--format", format], profile));
        assert!(!text.chars().any(|c| c != '\n' && nextrung::problem::draw::is_harmful(c)), "{format}");
        if format == "markdown" {
            assert!(!text.contains("<script>") && !text.contains("[x]("), "{text}");
        }
    }
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(printed(&run(&["completions", shell])).contains("nextrung"), "{shell}");
    }
}
