//! Runs the examples that gates carry.

use super::base::{Example, Gate, GateId, RuleBase};
use super::words::Expected;
use crate::expr::{CapabilityId, FactId, TrackId, World};
use crate::quantity::{Truth, Values};

/// How an example came out.
#[derive(Debug, Clone)]
pub struct ExampleOutcome {
    /// The gate.
    pub gate: GateId,
    /// Which of its examples; nothing for a fault of the gate as a whole.
    pub example: Option<usize>,
    /// What came out.
    pub found: Truth,
    /// What is wrong, if anything is.
    pub fault: Option<String>,
}

/// Runs every example of every gate, and looks for the one that stands on the line.
pub fn run_examples(base: &RuleBase) -> Vec<ExampleOutcome> {
    let mut outcomes = Vec::new();
    for id in base.gate_ids() {
        let gate = base.gate(id);
        let mut on_the_line = !gate.when.compares_numbers();
        for (index, example) in gate.examples.iter().enumerate() {
            let world = ExampleWorld { base, example };
            let found = gate.when.truth(&world);
            let fault = (found != truth(example.expected)).then(|| {
                format!("`{}` expects {}, but the condition is {}", example.name, example.expected.word(), found.word())
            });
            on_the_line |= stands_on_a_line(gate, &world);
            outcomes.push(ExampleOutcome { gate: id, example: Some(index), found, fault });
        }
        if !on_the_line {
            let fault = Some("no example stands on a line: give one whose value equals the limit".to_owned());
            outcomes.push(ExampleOutcome { gate: id, example: None, found: Truth::Unknown, fault });
        }
    }
    outcomes
}

fn truth(expected: Expected) -> Truth {
    match expected {
        Expected::Holds => Truth::True,
        Expected::DoesNotHold => Truth::False,
        Expected::CannotTell => Truth::Unknown,
    }
}

fn stands_on_a_line(gate: &Gate, world: &ExampleWorld<'_>) -> bool {
    gate.when.atoms(world).iter().any(|atom| atom.margin.is_some_and(|margin| margin.by() == 0.0))
}

/// Only what the example says is known.
struct ExampleWorld<'a> {
    base: &'a RuleBase,
    example: &'a Example,
}

impl World for ExampleWorld<'_> {
    fn fact(&self, fact: FactId) -> Values {
        let told = self.example.facts.iter().find(|(id, _)| *id == fact);
        told.map_or(self.base.fact(fact).range, |(_, values)| *values)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        if self.example.has.contains(&capability) {
            Truth::True
        } else if self.example.lacks.contains(&capability) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        let told = self.example.at.iter().find(|(id, _)| *id == track);
        told.map_or((0, self.base.track(track).stages.len().saturating_sub(1)), |(_, stage)| (*stage, *stage))
    }
}
