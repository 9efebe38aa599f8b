//! Checklists are things to tick: in phases, each with its source, none twice, none that says nothing.

use std::collections::{BTreeMap, BTreeSet};

use nextrung::rules::{Item, Phase, RuleBase, Transition};
use serde_json::Value;

use crate::{Scratch, base, complained, printed, root, run};

/// Names of what can no longer be begun with, as `facts` about superseded names tell: a text that names one says so.
const CLOSED: &[&str] = &[
    "OpsWorks",
    "CodeStar",
    "Mechanical Turk",
    "multi-master",
    "Kinesis Data Analytics for SQL",
    "Server Migration Service",
    "CloudEndure",
    "Amazon Forecast",
    "Fraud Detector",
    "CodeGuru Reviewer",
    "CodeWhisperer",
    "CodeCatalyst",
    "Kendra",
    "CloudSearch",
    "launch configuration",
    "Docker for AWS",
    "DeepLens",
    "Amazon Machine Learning",
    "Lex V1",
    "X-Ray SDK",
    "X-Ray daemon",
];

fn items(base: &RuleBase) -> Vec<(&'static str, &str, &[Item])> {
    base.checklists().into_iter().map(|(of, id, _, items, _)| (of, id, items)).collect()
}

#[test]
fn every_step_and_every_move_has_all_four_phases() {
    let base = base();
    let mut faults = Vec::new();
    let transitions = base.transitions.iter().map(|transition| (&transition.id, &transition.checklist));
    let playbooks = base.playbooks.iter().map(|playbook| (&playbook.id, &playbook.checklist));
    for (_, id, items) in items(&base) {
        for phase in [Phase::Verify, Phase::Undo] {
            if !items.iter().any(|item| item.phase == phase) {
                faults.push(format!("{id} has nothing to {}", phase.word()));
            }
        }
    }
    for (id, checklist) in transitions.chain(playbooks) {
        for (word, phase) in Phase::WORDS {
            if !checklist.iter().any(|item| item.phase == *phase) {
                faults.push(format!("{id} has nothing to {word}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_two_items_say_the_same() {
    let base = base();
    let plain = |text: &str| -> String {
        let words = text.to_lowercase();
        words.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>()
    };
    let mut texts: BTreeMap<String, &str> = BTreeMap::new();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for item in items(&base).into_iter().flat_map(|(.., items)| items) {
        if let Some(first) = texts.insert(plain(&item.text), &item.id) {
            panic!("{first} and {} say the same", item.id);
        }
        assert!(ids.insert(&item.id), "{} stands twice", item.id);
        assert!(!item.sources.is_empty(), "{} has no source", item.id);
    }
    assert!(ids.len() > 300, "{} items", ids.len());
}

/// What to observe has a figure, a command or a state to see; a way back says until when.
#[test]
fn verify_items_can_be_observed_and_undo_items_say_until_when() {
    let base = base();
    let figure = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let mut faults = Vec::new();
    for item in items(&base).into_iter().flat_map(|(.., items)| items) {
        let words = item.text.to_lowercase();
        let says = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
        let observed =
            figure(&words) || says(&["`", " no ", " none ", "one ", "every ", "each ", "once", "twice", "zero"]);
        let bounded = figure(&words)
            || says(&[
                "until",
                "as long as",
                "while",
                "before",
                "cannot",
                "never",
                "at any time",
                "once",
                "after",
                "any day",
            ]);
        match item.phase {
            Phase::Verify if !observed => faults.push(format!("{}: {}", item.id, item.text)),
            Phase::Undo if !bounded => faults.push(format!("{}: {}", item.id, item.text)),
            _ => {}
        }
        if words.split_whitespace().count() < 5 {
            faults.push(format!("{} is too short to say anything: {}", item.id, item.text));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// A name of what is closed stands only in a text that says so, with a date.
#[test]
fn what_is_closed_is_named_only_as_closed() {
    let mut faults = Vec::new();
    let mut folders = vec![root().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("rules are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.file_name().is_some_and(|name| name == "sources.toml" || name == "README.md") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("rules are text");
            for line in text.lines() {
                let dated = line.contains("20")
                    && [
                        "closed",
                        "ended",
                        "end ",
                        "ends",
                        "no longer",
                        "never offered",
                        "renamed",
                        "maintenance",
                        "replaced",
                        "cannot",
                    ]
                    .iter()
                    .any(|mark| line.contains(mark));
                for name in CLOSED.iter().filter(|name| line.contains(**name)) {
                    if !dated {
                        faults.push(format!("{}: {name}: {line}", path.display()));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Every declared step can be taken some day: what it requires can be had without it.
#[test]
fn requirements_across_tracks_never_wait_for_each_other() {
    let base = base();
    let gained = |transition: &Transition| {
        let track = base.track(transition.track);
        let stage = transition.to.map(|stage| &track.stages[stage]);
        let parts = stage.into_iter().flat_map(|stage| stage.core.iter().chain(&stage.bundle).chain(&stage.options));
        parts.chain(&transition.adds).copied().collect::<Vec<_>>()
    };
    let mut taken = vec![false; base.transitions.len()];
    loop {
        let mut had: BTreeSet<_> = base
            .capability_ids()
            // What no declared step gains is told in other ways: it waits for nothing.
            .filter(|id| !base.transitions.iter().any(|transition| gained(transition).contains(id)))
            .collect();
        for (transition, _) in base.transitions.iter().zip(&taken).filter(|(_, taken)| **taken) {
            had.extend(gained(transition));
        }
        let is_ready = |transition: &Transition| {
            transition.requires.iter().filter_map(|requirement| requirement.capability).all(|id| {
                let here =
                    base.capability(id).home == Some(transition.track) || base.rung(transition.track, id).is_some();
                here || had.contains(&id)
            })
        };
        let before = taken.clone();
        for (transition, taken) in base.transitions.iter().zip(&mut taken) {
            *taken |= is_ready(transition);
        }
        if before == taken {
            break;
        }
    }
    let stuck: Vec<&str> =
        base.transitions.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(one, _)| one.id.as_str()).collect();
    assert_eq!(stuck, Vec::<&str>::new(), "these wait for each other");
}

fn checklist(arguments: &[&str]) -> Value {
    let result = run(&[&["checklist", "--format", "json", "--today", "2026-11-21"], arguments].concat());
    assert_eq!(result.status.code(), Some(0), "{arguments:?}\n{}", complained(&result));
    serde_json::from_str(&printed(&result)).expect("a checklist is JSON")
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item["id"].as_str().expect("an id")).collect()
}

#[test]
fn a_step_lists_what_belongs_to_its_parts_and_says_what_it_leaves_out() {
    let replicas = checklist(&["--at", "redundant-zones", "--set", "database_cpu_peak=82%", "--set", "read_share=90%"]);
    let all = checklist(&["--transition", "redundant-zones..scaled-reads"]);
    let (some, whole) = (ids(&replicas["items"]), ids(&all["items"]));
    let some: Vec<&str> = some;
    assert!(!some.contains(&"to-scaled-reads/cache-with-limits") || some.contains(&"to-scaled-reads/cache-hits"));
    assert!(!some.contains(&"to-scaled-reads/group-of-equal-servers"), "{some:?}");
    assert!(ids(&all["left_out"]).is_empty());
    let of_step = |id: &&str| id.starts_with("to-scaled-reads/");
    let mut together = [some, ids(&replicas["left_out"])].concat();
    // What rides along brings items of its own.
    assert!(together.iter().any(|id| id.starts_with("tune-or-resize/")), "{together:?}");
    together.retain(of_step);
    together.sort_unstable();
    let mut expected = whole;
    expected.sort_unstable();
    assert_eq!(together, expected, "what is not listed is left out, with a reason");
    for left in replicas["left_out"].as_array().expect("a list") {
        assert!(left["because"].as_str().is_some_and(|why| !why.is_empty()));
    }
}

#[test]
fn ticks_are_carried_over_from_every_format() {
    let whole = checklist(&["--playbook", "region-move"]);
    let first = ids(&whole["items"])[0].to_owned();
    let scratch = Scratch::new("ticks");
    for (format, ticked) in [("markdown", "ticked.md"), ("csv", "ticked.csv"), ("json", "ticked.json")] {
        let told = printed(&run(&["checklist", "--playbook", "region-move", "--format", format]));
        let mark = match format {
            "markdown" => told.replacen("- [ ]", "- [x]", 1),
            "csv" => told.replacen(",no,", ",yes,", 1),
            _ => told.replacen("\"done\": false", "\"done\": true", 1),
        };
        assert_ne!(told, mark, "{format}");
        let path = scratch.write(ticked, &mark);
        let again = checklist(&["--playbook", "region-move", "--done", &path]);
        let done: Vec<&Value> =
            again["items"].as_array().expect("items").iter().filter(|item| item["done"] == true).collect();
        assert_eq!(done.len(), 1, "{format}");
        assert_eq!(done[0]["id"], first.as_str(), "{format}");
    }
    // A sheet may give it back with other separators, and every cell in quotes.
    let path = scratch.write("quoted.csv", &format!("\"id\";\"phase\";\"done\"\n\"{first}\";\"do\";\"yes\"\n"));
    let again = checklist(&["--playbook", "region-move", "--done", &path]);
    assert_eq!(again["items"].as_array().expect("items").iter().filter(|item| item["done"] == true).count(), 1);
    let path = scratch.write("plain.txt", &format!("{first}\nelsewhere/item\n"));
    let again = checklist(&["--playbook", "region-move", "--done", &path]);
    assert_eq!(again["done_elsewhere"], serde_json::json!(["elsewhere/item"]));
    let markdown = printed(&run(&["checklist", "--playbook", "region-move", "--done", &path]));
    assert!(markdown.contains("- [x]") && markdown.contains("elsewhere/item"), "{markdown}");
}

#[test]
fn a_sheet_takes_no_cell_for_a_formula() {
    let folder = Scratch::new("formula");
    folder.write(
        "rules/playbooks/odd.toml",
        "format = 1\nid = \"odd\"\ntitle = \"Odd\"\nmeans = \"Odd\"\nwhen = 'users >= 1'\nsource = [\"seed:000-M1\"]\n\
         as_of = 2026-11-21\n[[checklist]]\nid = \"sum\"\nphase = \"do\"\n\
         text = \"=HYPERLINK(\\\"x\\\",\\\"y\\\"), <b>@team</b> | `a`\"\nsource = [\"seed:000-M1\"]\n",
    );
    let rules = folder.0.join("rules").to_string_lossy().into_owned();
    let sheet = printed(&run(&["checklist", "--playbook", "odd", "--format", "csv", "--rules", &rules]));
    assert!(sheet.lines().nth(1).is_some_and(|row| row.contains("\"'=HYPERLINK(")), "{sheet}");
    let list = printed(&run(&["checklist", "--playbook", "odd", "--rules", &rules]));
    assert!(!list.contains("<b>") && !list.contains("@team"), "{list}");
    // A run of backticks closes no single one: what follows it is no code, and so no place for markup.
    let file = folder.0.join("rules/playbooks/odd.toml");
    let text = std::fs::read_to_string(&file).expect("it was written").replace("| `a`", "| ```<img src=x>`");
    std::fs::write(&file, text).expect("it can be written again");
    let list = printed(&run(&["checklist", "--playbook", "odd", "--rules", &rules]));
    assert!(list.contains("&lt;img") && !list.contains("<img"), "{list}");
}

/// Where an architecture was described, the answer says why there is nothing to tick.
#[test]
fn a_described_system_without_a_step_is_told_so() {
    let told = checklist(&["--at", "single-server"]);
    assert_eq!(told["for"], "no step");
    assert!(told["title"].as_str().is_some_and(|title| title.starts_with("Undecided")), "{told}");
}

#[test]
fn what_is_no_checklist_is_refused_with_a_mend() {
    let scratch = Scratch::new("no-checklist");
    let ticked = scratch.write("ticked.md", "- [x] something without a name\n");
    for (arguments, says) in [
        (&["checklist"][..], "nothing-asked"),
        (&["checklist", "--playbook", "regionmove"], "region-move"),
        (&["checklist", "--stage", "scaled-read"], "scaled-reads"),
        (&["checklist", "--transition", "scaled-reads..redundant-zones"], "impossible-edge"),
        (&["checklist", "--transition", "to-scaled-red"], "to-scaled-reads"),
        (&["checklist", "--playbook", "region-move", "--done", &ticked], "not-a-checklist"),
    ] {
        let result = run(arguments);
        assert_eq!(result.status.code(), Some(2), "{arguments:?}");
        assert_eq!(printed(&result), "", "{arguments:?}");
        assert!(complained(&result).contains(says), "{arguments:?}\n{}", complained(&result));
    }
}
