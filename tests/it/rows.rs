//! Every row of the source documents works: it is cited in its kind, and one fact that differs changes more than a
//! sentence.

use std::collections::BTreeSet;

use nextrung::advise::{Advice, Advisor, Options, Selection};
use nextrung::problem::{SourceText, draw};
use nextrung::profile::{self, Flags, Profile};
use nextrung::report::{self, AdviceReport, Context};
use nextrung::rules::{RuleBase, TransitionId};
use serde_json::{Map, Value};
use toml::{Table, Value as Toml};

use crate::{base, printed, root, run};

/// A row with two profiles that differ in one fact.
struct Row {
    file: String,
    name: String,
    kinds: Vec<String>,
    profile: String,
    fact: String,
    values: [String; 2],
    expected: [Table; 2],
}

fn rows() -> Vec<Row> {
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/rows"))
        .expect("the rows are there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("rows are text");
        let table: Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let word = |key: &str| match table.get(key) {
            Some(Toml::String(text)) => text.clone(),
            other => panic!("{}: `{key}` is {other:?}", path.display()),
        };
        let expect = |side: &str| match table.get("expect").and_then(|expect| expect.get(side)) {
            Some(Toml::Table(table)) => table.clone(),
            other => panic!("{}: `expect.{side}` is {other:?}", path.display()),
        };
        let kinds = table["kinds"].as_array().expect("kinds are a list").iter();
        Row {
            file: path.file_stem().expect("a name").to_string_lossy().into_owned(),
            name: word("row"),
            kinds: kinds.map(|kind| kind.as_str().expect("a kind is a word").to_owned()).collect(),
            profile: word("profile"),
            fact: word("fact"),
            values: [word("first"), word("second")],
            expected: [expect("first"), expect("second")],
        }
    };
    files.iter().map(read).collect()
}

fn profile_of(base: &RuleBase, row: &Row, value: &str) -> Profile {
    let told = |problems: Vec<nextrung::problem::Problem>| -> ! {
        panic!("{}: {}", row.file, draw::draw(&problems, draw::Style::PLAIN))
    };
    let text =
        if row.profile.contains("format = 1") { row.profile.clone() } else { format!("format = 1\n{}", row.profile) };
    let source = SourceText::new(format!("tests/rows/{}.toml", row.file), text);
    let profile = profile::read(&source, base).unwrap_or_else(|problems| told(problems));
    if value.is_empty() {
        return profile;
    }
    let set = vec![SourceText::new("--set", format!("{}={value}", row.fact))];
    profile::apply(profile, &Flags { set, ..Flags::default() }, base).unwrap_or_else(|problems| told(problems))
}

/// What an answer says under a key of `expect`.
fn said(base: &RuleBase, advice: &Advice, report: &AdviceReport, key: &str) -> Toml {
    let (word, name) = key.split_once('.').unwrap_or((key, ""));
    let text = |text: &str| Toml::String(text.to_owned());
    let walk = || {
        let track = base.vocabulary.track(name).unwrap_or_else(|| panic!("no track `{name}`"));
        advice.walk(track)
    };
    let stage = |index: usize| text(&base.track(walk().track).stages[index].name);
    let choice = || {
        let known = report.choices.iter().find(|choice| choice.choice == name);
        assert!(base.choices.iter().any(|choice| choice.id == name), "no choice `{name}`");
        known
    };
    match word {
        "next" => report.next_step.as_ref().map_or(text(""), |next| text(&format!("{}/{}", next.track, next.to))),
        "verdict" => text(walk().verdict.word()),
        "fits" => stage(walk().fitting),
        "to" => walk().next.as_ref().map_or(text(""), |step| stage(step.edge.to)),
        "adds" => {
            let adds = walk().next.iter().flat_map(|step| step.required());
            let mut names: Vec<&str> = adds.map(|action| base.capability(action.capability).name.as_str()).collect();
            names.sort_unstable();
            Toml::Array(names.into_iter().map(text).collect())
        }
        "pick" => choice().and_then(|choice| choice.pick.as_deref()).map_or(text(""), text),
        "order" => Toml::Array(choice().into_iter().flat_map(|choice| &choice.order).map(|id| text(id)).collect()),
        "finding" => {
            assert!(base.findings.iter().any(|finding| finding.id == name), "no finding `{name}`");
            Toml::Boolean(report.findings.iter().any(|finding| finding.id == name))
        }
        "playbook" => {
            assert!(base.playbooks.iter().any(|playbook| playbook.id == name), "no playbook `{name}`");
            Toml::Boolean(report.playbooks.iter().any(|playbook| playbook.playbook == name))
        }
        "item" => {
            let owner = name.split_once('/').expect("an item is OWNER/ITEM").0;
            let listed = advice.checklist(base, selection(base, owner));
            let item = listed.iter().find(|listed| listed.item.id == name);
            let item = item.unwrap_or_else(|| panic!("no item `{name}`"));
            Toml::Boolean(!item.applies.is_left_out())
        }
        _ => panic!("`{key}` is no key of expect"),
    }
}

fn selection(base: &RuleBase, owner: &str) -> Selection {
    if let Some(index) = base.transitions.iter().position(|transition| transition.id == owner) {
        return Selection::Transition(TransitionId(index as u16));
    }
    if let Some(index) = base.playbooks.iter().position(|playbook| playbook.id == owner) {
        return Selection::Playbook(index);
    }
    let on = |track| base.track(track).stages.iter().position(|stage| stage.name == owner).map(|stage| (track, stage));
    let (track, stage) = base.track_ids().find_map(on).unwrap_or_else(|| panic!("nothing is called `{owner}`"));
    Selection::Stage(track, stage)
}

#[test]
fn two_profiles_of_every_row_get_the_answers_that_it_says() {
    let base = base();
    let advisor = Advisor::new(&base);
    let mut faults: Vec<String> = Vec::new();
    for row in rows() {
        assert!(base.vocabulary.fact(&row.fact).is_some(), "{}: `{}` is a fact", row.file, row.fact);
        assert_ne!(row.values[0], row.values[1], "{}: the fact differs", row.file);
        let mut answers: Vec<Vec<Toml>> = Vec::new();
        let keys: BTreeSet<&String> = row.expected.iter().flat_map(Table::keys).collect();
        for (value, expected) in row.values.iter().zip(&row.expected) {
            let profile = profile_of(&base, &row, value);
            let advice = advisor
                .advise(&profile, Options::default())
                .unwrap_or_else(|problems| panic!("{}: {}", row.file, draw::draw(&problems, draw::Style::PLAIN)));
            let report = report::build(&Context { base: &base, profile: &profile, today: "2026-11-21" }, &advice);
            for (key, wanted) in expected {
                let found = said(&base, &advice, &report, key);
                if found != *wanted {
                    faults.push(format!("{} with {}={value}: {key} is {found:?}, not {wanted:?}", row.name, row.fact));
                }
            }
            answers.push(keys.iter().map(|key| said(&base, &advice, &report, key)).collect());
        }
        if answers[0] == answers[1] {
            faults.push(format!("{}: the two profiles get the same answer", row.name));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_row_is_cited_in_the_kinds_that_it_names() {
    let listed: Value = serde_json::from_str(&printed(&run(&["rules", "list", "--format", "json"]))).expect("JSON");
    let things: Vec<&Map<String, Value>> =
        listed["things"].as_array().expect("things").iter().filter_map(Value::as_object).collect();
    let cites = |kind: &str, reference: &str| {
        things.iter().any(|thing| {
            thing["kind"] == kind
                && thing
                    .get("source")
                    .and_then(Value::as_array)
                    .is_some_and(|all| all.iter().any(|one| one == reference))
        })
    };
    let mut faults: Vec<String> = Vec::new();
    for row in rows() {
        for kind in &row.kinds {
            if !cites(kind, &format!("seed:{}", row.name)) {
                faults.push(format!("no {kind} cites seed:{}", row.name));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_row_of_the_sources_has_its_two_profiles() {
    let base = base();
    let known: BTreeSet<String> = rows().into_iter().map(|row| row.name).collect();
    let all: BTreeSet<String> =
        base.sources.keys().filter_map(|reference| reference.strip_prefix("seed:")).map(str::to_owned).collect();
    assert_eq!(all.len(), 60);
    assert_eq!(known, all);
}
