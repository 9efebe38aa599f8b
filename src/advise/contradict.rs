//! Facts that cannot both be true.

use super::facts::FactSheet;
use crate::expr::{CapabilityId, FactId, TrackId, World};
use crate::problem::{Code, Problem};
use crate::quantity::{Truth, Values, show_values};
use crate::rules::RuleBase;

/// What told facts say that cannot all be true, each with the places that told it.
pub fn contradictions(base: &RuleBase, sheet: &FactSheet) -> Vec<Problem> {
    let mut problems = Vec::new();
    for contradiction in &base.contradictions {
        let facts = contradiction.must.facts();
        let told: Vec<_> = facts.iter().filter_map(|fact| sheet.known(*fact).told.as_ref()).collect();
        // What was worked out cannot contradict: the formula may be the fault.
        if told.len() != facts.len() || contradiction.must.truth(&OnFacts { sheet }) != Truth::False {
            continue;
        }
        let Some((first, rest)) = told.split_first() else { continue };
        let says = |told: &crate::profile::Told| {
            let fact = base.fact(told.fact);
            format!("{} {}", fact.name, show_values(&told.values, fact.unit, &fact.members, &fact.range))
        };
        let all: Vec<String> = told.iter().map(|told| says(told)).collect();
        let message = format!("{} cannot be: `{}` must hold", all.join(" and "), contradiction.must.text());
        let mut problem = Problem::at(Code::ContradictingFacts, &first.place, message, says(first));
        for other in rest {
            problem = problem.and_at(&other.place, says(other));
        }
        problems.push(problem.because(contradiction.why.clone()).help("correct one of them, or give a range"));
    }
    problems
}

struct OnFacts<'a> {
    sheet: &'a FactSheet,
}

impl World for OnFacts<'_> {
    fn fact(&self, fact: FactId) -> Values {
        *self.sheet.on_facts(fact)
    }

    fn has(&self, _: CapabilityId) -> Truth {
        Truth::Unknown
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        (0, usize::MAX)
    }
}
