use super::*;
use crate::document::{Language, parse};
use crate::problem::{SourceText, draw};

#[test]
fn the_built_in_rules_load() {
    if let Err(problems) = load(&[built_in()]) {
        panic!("{}", draw::draw(&problems, draw::Style::PLAIN));
    }
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
