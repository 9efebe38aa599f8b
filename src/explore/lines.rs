//! The values at which conditions turn: the lines of every fact, and values on both sides of them.

use crate::expr::{CapabilityId, FactId, Formula, Operation, TrackId};
use crate::quantity::{Interval, Names, Truth, Unit, Values};
use crate::rules::{Hard, RuleBase};

/// The lines of every fact.
#[derive(Debug, Clone)]
pub struct Lines {
    /// By fact, sorted: the numbers that some condition compares it with.
    numbers: Vec<Vec<f64>>,
    /// By fact: the names that some condition asks for.
    names: Vec<Names>,
    /// By fact: some condition names it, or what it is worked out into.
    named: Vec<bool>,
}

impl Lines {
    /// Collects the lines of all conditions that can turn a step of a track.
    pub fn new(base: &RuleBase, track: TrackId) -> Lines {
        let is_here = |id: CapabilityId| base.capability(id).home == Some(track) || base.rung(track, id).is_some();
        // What other tracks may wait for counts as well.
        let waited_for = |id: CapabilityId| {
            let requirements = base.transitions.iter().flat_map(|one| &one.requires);
            is_here(id) || requirements.into_iter().any(|requirement| requirement.capability == Some(id))
        };
        let gates = base.gates.iter().filter(|gate| waited_for(gate.capability())).flat_map(|gate| {
            let hard = match &gate.hard {
                Hard::When(condition) => Some(condition),
                _ => None,
            };
            [Some(&gate.when), gate.unless.as_ref(), hard].into_iter().flatten()
        });
        let transitions = base.transitions.iter().filter(|one| one.track == track);
        let requirements =
            transitions.flat_map(|one| &one.requires).filter_map(|requirement| requirement.when.as_ref());
        let choices = base.choices.iter().filter(|choice| choice.lane_of == Some(track));
        let options = choices.flat_map(|choice| &choice.options);
        let grounds = options.flat_map(|option| option.rules_out.iter().chain(&option.calls_for)).map(|one| &one.when);
        let here = base.capability_ids().filter(|id| is_here(*id)).map(|id| base.capability(id));
        let parts = here.flat_map(|one| one.run_by.iter().chain(&one.absent_when));
        let mut lines = Lines::of(base, gates.chain(requirements).chain(grounds).chain(parts));
        lines.with_inputs(base);
        lines
    }

    /// What the facts that conditions name are worked out from matters as well.
    fn with_inputs(&mut self, base: &RuleBase) {
        loop {
            let known: Vec<FactId> = base.fact_ids().filter(|fact| self.named[fact.0 as usize]).collect();
            let inputs = known.iter().flat_map(|fact| &base.fact(*fact).derive).flat_map(Formula::facts);
            let new: Vec<FactId> = inputs.filter(|fact| !self.named[fact.0 as usize]).collect();
            if new.is_empty() {
                return;
            }
            new.iter().for_each(|fact| self.named[fact.0 as usize] = true);
        }
    }

    /// Says whether any condition hangs on a fact.
    pub fn names(&self, fact: FactId) -> bool {
        self.named[fact.0 as usize]
    }

    /// The numbers that some condition compares a fact with, sorted.
    pub fn numbers(&self, fact: FactId) -> &[f64] {
        &self.numbers[fact.0 as usize]
    }

    /// The lines of some conditions.
    pub fn of<'f>(base: &RuleBase, conditions: impl Iterator<Item = &'f Formula>) -> Lines {
        let mut lines = Lines {
            numbers: vec![Vec::new(); base.facts.len()],
            names: vec![Names::NONE; base.facts.len()],
            named: vec![false; base.facts.len()],
        };
        for formula in conditions {
            formula.facts().into_iter().for_each(|fact| lines.named[fact.0 as usize] = true);
            let at = |node: &crate::expr::NodeId| &formula.operations()[node.0 as usize];
            for operation in formula.operations() {
                match operation {
                    Operation::Compare(_, left, right) => {
                        for (one, other) in [(at(left), at(right)), (at(right), at(left))] {
                            let Operation::Fact(fact) = one else { continue };
                            lines.numbers[fact.0 as usize].extend(number(base, other));
                        }
                    }
                    Operation::OneOf(fact, names) => {
                        let known = &mut lines.names[fact.0 as usize];
                        *known = Names(known.0 | names.0);
                    }
                    Operation::Includes(fact, index) => {
                        let known = &mut lines.names[fact.0 as usize];
                        *known = Names(known.0 | Names::one(*index).0);
                    }
                    _ => {}
                }
            }
        }
        for numbers in &mut lines.numbers {
            numbers.sort_by(f64::total_cmp);
            numbers.dedup();
        }
        lines
    }

    /// Values of a fact on every line and on both sides of it, inside its range; each a value that somebody might write.
    pub fn values(&self, base: &RuleBase, fact: FactId) -> Vec<Values> {
        let declared = base.fact(fact);
        let names = self.names[fact.0 as usize];
        match declared.unit {
            Unit::Bool => vec![Values::Truth(Truth::False), Values::Truth(Truth::True)],
            Unit::Choice => {
                let other = (0..declared.members.len()).find(|index| !names.contains(*index));
                names.indices().chain(other).map(|index| Values::Choice(Names::one(index))).collect()
            }
            Unit::Set => {
                let one = |names: Names| Values::Set { surely: names, maybe: names };
                std::iter::once(Names::NONE).chain(names.indices().map(Names::one)).map(one).collect()
            }
            unit => {
                let range = declared.range.interval();
                let around = self.numbers[fact.0 as usize]
                    .iter()
                    .flat_map(|line| [under(*line, unit), *line, over(*line, unit)]);
                let mut numbers: Vec<f64> =
                    around.filter(|value| *value >= range.low && *value <= range.high).collect();
                numbers.sort_by(f64::total_cmp);
                numbers.dedup();
                numbers.into_iter().map(|value| Values::Number(Interval::point(value))).collect()
            }
        }
    }
}

fn number(base: &RuleBase, operation: &Operation) -> Option<f64> {
    match operation {
        Operation::Number(line) => Some(*line),
        // A line that is a fact of its own stands at its typical value.
        Operation::Fact(line) if base.fact(*line).line => {
            let assumed = base.fact(*line).assume.as_ref()?;
            match assumed.typical.operations() {
                [Operation::Number(value)] => Some(*value),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The next value over a line that somebody might write.
fn over(line: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Count => line.floor() + 1.0,
        Unit::Share if line >= 0.99 => tidy((line + 1.0) / 2.0),
        Unit::Share => tidy(line + 0.01),
        _ if line <= 0.0 => line + 1.0,
        _ => tidy(((line / digit(line)).floor() + 1.0) * digit(line)),
    }
}

/// The next value under a line that somebody might write.
fn under(line: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Count => line.ceil() - 1.0,
        Unit::Share if line > 0.99 => tidy(1.0 - (1.0 - line) * 2.0),
        Unit::Share => tidy(line - 0.01),
        _ if line <= 0.0 => line - 1.0,
        _ => tidy(((line / digit(line)).ceil() - 1.0) * digit(line)),
    }
}

/// The worth of the second significant digit.
fn digit(value: f64) -> f64 {
    10_f64.powf(value.log10().floor() - 1.0)
}

/// Without the last digits, which only tell how doubles are reckoned.
fn tidy(value: f64) -> f64 {
    format!("{value:.10e}").parse().unwrap_or(value)
}
