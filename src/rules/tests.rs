use std::fmt;

use super::*;
use crate::document::{Language, parse};
use crate::problem::{Code, SourceText, draw};

#[test]
fn the_built_in_rules_load() {
    if let Err(problems) = load_whole(&[built_in()]) {
        panic!("{}", draw::draw(&problems, draw::Style::PLAIN));
    }
}

/// What is read when it is first asked for is what is read at once, and so is the fingerprint that was taken when the
/// program was made.
#[test]
fn what_waits_is_what_is_read_at_once() {
    let (waiting, whole) = (load(&[built_in()]), load_whole(&[built_in()]));
    let (waiting, whole) = (waiting.expect("the built-in rules load"), whole.expect("the built-in rules load"));
    assert_eq!(waiting.fingerprint, whole.fingerprint);
    let same = |what: &str, waiting: &dyn fmt::Debug, whole: &dyn fmt::Debug| {
        assert!(format!("{waiting:?}") == format!("{whole:?}"), "{what} are read as others later");
    };
    same("rules of detection", &waiting.detection, &whole.detection);
    same("sources", &waiting.sources, &whole.sources);
    same("parts of the diagram", &waiting.diagram, &whole.diagram);
    same("settings of exercises", &waiting.frames, &whole.frames);
    same("gates", &waiting.gates, &whole.gates);
    same("findings", &waiting.findings, &whole.findings);
    same("checklists", &waiting.checklists(), &whole.checklists());
}

/// Only the built-in rules themselves may wait: what is laid over them, or is a part of them, is read whole.
#[test]
fn rules_that_were_changed_are_read_whole() {
    let mut layer = built_in();
    let gate = layer.files.iter().position(|(path, _)| path.starts_with("gates/")).expect("there are gates");
    let wrong = layer.files[gate].1.text().replace("expect = \"holds\"", "expect = \"perhaps\"");
    layer.files[gate].1 = SourceText::new(layer.files[gate].1.name(), wrong);
    let problems = load(&[layer]).expect_err("an example expects what cannot be");
    assert!(problems.iter().any(|problem| problem.code == Code::UnknownWord), "{problems:?}");
}

#[test]
fn every_example_of_every_gate_comes_out() {
    let base = load(&[built_in()]).expect("the built-in rules load");
    let faults: Vec<String> = run_examples(&base)
        .into_iter()
        .filter_map(|outcome| outcome.fault.map(|fault| format!("{}: {fault}", outcome.of)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What was packed when the program was made is what the text says, spans included.
#[test]
fn packed_trees_are_what_their_texts_say() {
    for (path, source) in built_in().files {
        assert!(source.packed().is_some_and(|packed| !packed.is_empty()), "{path} is packed");
        let text = SourceText::new(source.name(), source.text());
        let (packed, read) = (parse(&source, Language::Toml), parse(&text, Language::Toml));
        let shown = |node| format!("{node:?}");
        assert_eq!(packed.map(shown), read.map(shown), "{path}");
    }
}
