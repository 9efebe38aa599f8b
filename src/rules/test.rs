//! Runs the examples that gates and findings carry.

use super::base::{Example, RuleBase};
use super::words::Expected;
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, TrackId, World};
use crate::problem::Place;
use crate::quantity::{Interval, Names, Truth, Values};

/// How an example came out.
#[derive(Debug, Clone)]
pub struct ExampleOutcome {
    /// The gate or finding.
    pub of: String,
    /// The name of the example; nothing for a fault of the whole.
    pub example: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// What came out.
    pub found: Truth,
    /// What is wrong, if anything is.
    pub fault: Option<String>,
}

/// Runs every example of every gate and finding, and looks for the one that stands on the line.
pub fn run_examples(base: &RuleBase) -> Vec<ExampleOutcome> {
    let gates = base.gates.iter().map(|gate| (&gate.id, &gate.when, &gate.examples, &gate.place));
    let findings = base.findings.iter().map(|finding| (&finding.id, &finding.when, &finding.examples, &finding.place));
    gates.chain(findings).flat_map(|(id, when, examples, place)| run(base, id, when, examples, place)).collect()
}

fn run(base: &RuleBase, id: &str, when: &Formula, examples: &[Example], place: &Place) -> Vec<ExampleOutcome> {
    let mut outcomes = Vec::new();
    let mut on_the_line = !when.compares_numbers();
    for example in examples {
        let world = ExampleWorld { base, example };
        let found = when.truth(&world);
        let fault = (found != truth(example.expected)).then(|| {
            format!("`{}` expects {}, but the condition is {}", example.name, example.expected.word(), found.word())
        });
        on_the_line |= stands_on_a_line(when, &world);
        let (name, place) = (Some(example.name.clone()), example.place.clone());
        outcomes.push(ExampleOutcome { of: id.to_owned(), example: name, place, found, fault });
    }
    if !on_the_line {
        let fault = Some("no example stands on a line: give one whose value equals the limit".to_owned());
        let place = place.clone();
        outcomes.push(ExampleOutcome { of: id.to_owned(), example: None, place, found: Truth::Unknown, fault });
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

fn stands_on_a_line(when: &Formula, world: &ExampleWorld<'_>) -> bool {
    when.atoms(world).iter().any(|atom| atom.margin.is_some_and(|margin| margin.by() == 0.0))
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

    /// What is taken as reckoned, else what follows from the facts by which it is told.
    fn quantity(&self, quantity: QuantityId) -> Interval {
        let taken = self.example.reckoned.iter().find(|(id, _)| *id == quantity).map(|(_, interval)| *interval);
        let is_told = |fact: FactId| self.example.facts.iter().any(|(id, _)| *id == fact);
        taken.or_else(|| self.base.quantity_as_told(quantity, self, is_told)).unwrap_or(Interval::ALL)
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

    fn lane(&self, track: TrackId) -> Names {
        let told = self.example.lanes.iter().find(|(id, _)| *id == track);
        told.map_or(Names::first(self.base.track(track).lanes.len()), |(_, lane)| Names::one(*lane))
    }
}
