use super::*;
use crate::problem::draw;

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
        .filter_map(|outcome| outcome.fault.map(|fault| format!("{}: {fault}", base.gate(outcome.gate).id)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
