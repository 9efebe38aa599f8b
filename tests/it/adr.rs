//! The step as a decision record: numbered, never overwritten, the same bytes for the same input.

use crate::{Scratch, complained, printed, root, run};

const UNLIKE: &[&str] = &[
    "examples/calm-service.toml",
    "examples/hot-database.toml",
    "examples/over-built.toml",
    "examples/systems/artist-community.toml",
    "examples/systems/live-audio-moving-region.toml",
];

#[test]
fn every_record_has_the_parts_of_its_form() {
    let base = crate::base();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/adr");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(&base.fingerprint, "[fingerprint]");
    for file in UNLIKE {
        let told = printed(&run(&["adr", file, "--today", "2026-11-21"]));
        assert_eq!(told, printed(&run(&["adr", file, "--today", "2026-11-21"])), "{file}");
        assert!(told.starts_with("---\nstatus: proposed\ndate: 2026-11-21\n---\n\n# "), "{file}");
        for heading in [
            "## Context and Problem Statement",
            "## Considered Options",
            "## Decision Outcome",
            "### Confirmation",
            "## More Information",
        ] {
            assert!(told.contains(&format!("\n{heading}\n")), "{file}: {heading}");
        }
        let name = file.trim_start_matches("examples/").replace(['/', '.'], "-");
        settings.bind(|| insta::assert_snapshot!(name, told));
    }
}

/// What a record says checks it again: the command is run, and gives the step that the record names.
#[test]
fn the_command_of_a_record_gives_its_step() {
    let told =
        printed(&run(&["adr", "--at", "redundant-zones", "--set", "database_cpu_peak=82%", "--set", "read_share=90%"]));
    let line = told.lines().find(|line| line.starts_with("`nextrung advise")).expect("it names a command");
    let command = line.split('`').nth(1).expect("it stands between signs");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let answer = printed(&run(&words));
    let first = answer.lines().next().expect("a first line");
    assert!(told.contains(first), "{first}\n{told}");
}

#[test]
fn records_are_numbered_and_never_overwritten() {
    let scratch = Scratch::new("adr");
    let folder = scratch.0.join("decisions");
    let path = folder.to_string_lossy().into_owned();
    let record = |file: &str| printed(&run(&["adr", file, "--dir", &path, "--today", "2026-11-21"]));
    assert!(record("examples/hot-database.toml").contains("0001-add-read-replicas"));
    std::fs::write(folder.join("0007-by-hand.md"), "ours").expect("it can be written");
    std::fs::write(folder.join("9000.md"), "no record").expect("it can be written");
    assert!(record("examples/hot-database.toml").contains("0008-add-read-replicas"));
    assert_eq!(std::fs::read_to_string(folder.join("0007-by-hand.md")).expect("it is there"), "ours");
    let names = std::fs::read_dir(&folder).expect("it is there").count();
    assert_eq!(names, 4, "nothing half-written is left");
    std::fs::write(folder.join("9999-last.md"), "full").expect("it can be written");
    let full = run(&["adr", "examples/hot-database.toml", "--dir", &path]);
    assert_eq!(full.status.code(), Some(2));
    assert!(complained(&full).contains("9999"), "{}", complained(&full));
}

#[test]
fn a_hostile_name_stays_text() {
    let scratch = Scratch::new("adr-hostile");
    let text = std::fs::read_to_string(root().join("examples/hot-database.toml")).expect("it is there");
    let hostile = text.replacen("name = \"shop\"", "name = \"<script>x</script> [a](javascript:1) `b` @all\"", 1);
    assert_ne!(text, hostile);
    let path = scratch.write("profile.toml", &hostile);
    let told = printed(&run(&["adr", &path]));
    for sign in ["<script>", "[a](javascript", " @all"] {
        assert!(!told.contains(sign), "{sign}\n{told}");
    }
}
