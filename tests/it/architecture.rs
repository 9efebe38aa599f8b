//! What must never be, as far as a test can see it (ARCHITECTURE.md tells the same in words).

use std::fs;
use std::path::{Path, PathBuf};

use crate::{base, root};

/// The rooms, lowest first: a room knows only the rooms before it.
const ROOMS: &[&str] = &[
    "problem", "document", "quantity", "expr", "rules", "ladder", "profile", "placing", "chart", "burst", "infra",
    "detect", "advise", "estimate", "explore", "roadmap", "review", "exercise", "report", "cli",
];

/// What may be seen only in one place: the words, and the paths that may hold them.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("petgraph", &["ladder/"]),
    ("clap", &["cli/"]),
    ("annotate_snippets", &["problem/draw.rs"]),
    ("jsonc_parser", &["document/json.rs"]),
    ("struson", &["infra/json.rs"]),
    ("granit_parser", &["infra/template/yaml.rs"]),
    ("::toml", &["document/toml.rs"]),
    ("std::fs", &["cli/"]),
    ("std::env", &["cli/"]),
    ("SystemTime", &["cli/"]),
    ("Instant", &["cli/"]),
    ("Timestamp", &["cli/"]),
    ("HashMap", &[]),
    ("HashSet", &[]),
    ("println!", &[]),
    ("eprintln!", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
];

fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name =
                path.strip_prefix(root().join("src")).expect("it is below src").to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("sources are text");
            (name, text)
        })
        .filter(|(name, _)| !name.ends_with("tests.rs") && !name.ends_with("naive.rs"))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The lines of code, without comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn rooms_know_only_the_rooms_below_them() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let Some(room) = ROOMS.iter().position(|room| name.starts_with(&format!("{room}/"))) else { continue };
        for (line, code) in code(&text) {
            for other in &ROOMS[room + 1..] {
                if code.contains(&format!("crate::{other}")) {
                    faults.push(format!("src/{name}:{line} looks up into `{other}`"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_folder_is_a_room() {
    for (name, _) in sources() {
        let room = name.split('/').next().unwrap_or_default();
        assert!(ROOMS.contains(&room) || ["lib.rs", "main.rs"].contains(&room), "src/{name} stands in no room");
    }
}

#[test]
fn libraries_clock_files_and_printing_stay_in_their_places() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        for (word, places) in ONLY_IN {
            if places.iter().any(|place| name.starts_with(place)) {
                continue;
            }
            faults.extend(
                code(&text)
                    .filter(|(_, code)| code.contains(word))
                    .map(|(line, _)| format!("src/{name}:{line} holds `{word}`")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Help may show a stage in an example; everywhere else a name of the rule base in code would be knowledge in code.
#[test]
fn nothing_of_the_rule_base_is_named_in_code() {
    let base = base();
    let mut names: Vec<String> = base.capabilities.iter().map(|capability| capability.name.clone()).collect();
    names.extend(base.tracks.iter().flat_map(|track| track.stages.iter().map(|stage| stage.name.clone())));
    names.extend(base.gates.iter().map(|gate| gate.id.clone()));
    names.extend(base.facts.iter().filter(|fact| fact.name.contains('_')).map(|fact| fact.name.clone()));
    names.retain(|name| name.contains('-') || name.contains('_'));
    let mut faults = Vec::new();
    for (name, text) in sources() {
        if ["cli/args.rs", "cli/mod.rs"].contains(&name.as_str()) {
            continue;
        }
        for (line, code) in code(&text) {
            // Example texts of messages are allowed to show a name; they are told from knowledge by standing in help.
            if code.contains("help(")
                || code.contains("for example")
                || code.contains("Example")
                || code.contains(".missing(")
            {
                continue;
            }
            let named = names.iter().find(|known| code.contains(&format!("\"{known}\"")));
            faults.extend(named.map(|known| format!("src/{name}:{line} names `{known}`")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_tell_one_story() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 720, "src/{name} has {lines} lines: which two stories does it tell?");
    }
}

#[test]
fn a_gate_stands_in_the_folder_of_its_capability() {
    let base = base();
    for gate in &base.gates {
        let path = gate.place.source.name().to_owned();
        let folder = path.split('/').nth(2).unwrap_or_default();
        assert_eq!(folder, base.capability(gate.capability()).name, "{path}");
    }
}

/// Names that profiles and reports rely on. The rule base may add to them and may drop none.
#[test]
fn the_names_of_the_contract_are_there() {
    let base = base();
    let track = base.track(base.main_track().expect("there is a track"));
    let stages: Vec<&str> = track.stages.iter().map(|stage| stage.name.as_str()).collect();
    let expected = [
        ("single-server", ""),
        ("separate-database", "separate-database"),
        ("managed-database", "managed-database"),
        ("redundant-zones", "load-balancer multi-az"),
        ("scaled-reads", "read-replicas object-storage cdn cache auto-scaling"),
        ("decoupled", "queue infrastructure-as-code metrics-alarms"),
        ("scaled-services", "split-services per-service-scaling"),
        ("partitioned-data", "functional-partitioning sharding"),
        ("multi-region-services", "multi-region global-routing"),
    ];
    assert_eq!(stages, expected.map(|(stage, _)| stage));
    for (stage, (_, core)) in track.stages.iter().zip(expected) {
        let mut names: Vec<&str> = stage.core.iter().map(|id| base.capability(*id).name.as_str()).collect();
        let mut wanted: Vec<&str> = core.split_whitespace().collect();
        names.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(names, wanted, "core of {}", stage.name);
    }
}
