//! What a condition saw: its single comparisons with values and distances, over the same form and evaluation.

use super::evaluate::World;
use super::ir::{Comparison, Formula, NodeId, Operation};
use super::vocabulary::{FactId, QuantityId};
use crate::quantity::{Interval, Kind, Truth};

/// One part of a condition that is true, false or unknown by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// Which part.
    pub node: NodeId,
    /// Whether it holds.
    pub holds: Truth,
    /// Whether the condition counts it the other way round (it stands under an odd number of `not`).
    pub denied: bool,
    /// How far the value is from its line, for comparisons of numbers that are settled.
    pub margin: Option<Margin>,
}

/// How far a value is from the line that decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// The fact, where the compared side is a single fact.
    pub fact: Option<FactId>,
    /// A quantity in the value.
    pub value_of: Option<QuantityId>,
    /// A quantity in the line.
    pub line_of: Option<QuantityId>,
    /// The kind of both numbers.
    pub kind: Kind,
    /// The line, at the end that is nearest to the value.
    pub line: f64,
    /// The value, at the end that is nearest to the line.
    pub value: f64,
}

impl Margin {
    /// The value less the line, in the base unit.
    pub fn by(&self) -> f64 {
        self.value - self.line
    }

    /// The distance in percent of the line; nothing where the line is zero or a bound is missing.
    pub fn percent(&self) -> Option<f64> {
        let percent = self.by() / self.line.abs() * 100.0;
        (self.line != 0.0 && percent.is_finite()).then_some(percent)
    }
}

impl Formula {
    /// The single parts of the condition, in the order in which they are written.
    pub fn atoms(&self, world: &impl World) -> Vec<Atom> {
        let mut atoms = Vec::new();
        self.collect(self.root(), false, world, &mut atoms);
        atoms
    }

    fn collect(&self, node: NodeId, denied: bool, world: &impl World, atoms: &mut Vec<Atom>) {
        match &self.operations[node.0 as usize] {
            Operation::Not(inner) => self.collect(*inner, !denied, world, atoms),
            Operation::And(sides) | Operation::Or(sides) => {
                for side in sides {
                    self.collect(*side, denied, world, atoms);
                }
            }
            operation => {
                let holds = self.truth_of(node, world);
                let margin = match operation {
                    Operation::Compare(comparison, left, right) => {
                        self.margin(*comparison, *left, *right, holds, world)
                    }
                    _ => None,
                };
                atoms.push(Atom { node, holds, denied, margin });
            }
        }
    }

    fn margin(
        &self,
        comparison: Comparison,
        left: NodeId,
        right: NodeId,
        holds: Truth,
        world: &impl World,
    ) -> Option<Margin> {
        // The side that names a fact is the value; a line is what it is held against.
        let is_value = |node: NodeId| !self.facts_of(node).is_empty() || !self.quantities_of(node).is_empty();
        let (value_node, line_node) = if is_value(left) || !is_value(right) { (left, right) } else { (right, left) };
        let (value, line) = (self.interval_of(value_node, world), self.interval_of(line_node, world));
        let above = |value: Interval, line: Interval| (value.low, line.high);
        let under = |value: Interval, line: Interval| (value.high, line.low);
        if holds == Truth::Unknown {
            return None;
        }
        let (value, line) = if value.low >= line.high {
            above(value, line)
        } else if value.high <= line.low {
            under(value, line)
        } else if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            return None;
        } else {
            above(value, line)
        };
        let fact = match self.operations[value_node.0 as usize] {
            Operation::Fact(fact) => Some(fact),
            _ => None,
        };
        let quantity = |node: NodeId| self.quantities_of(node).first().copied();
        let (value_of, line_of) = (quantity(value_node), quantity(line_node));
        let margin = Margin { fact, value_of, line_of, kind: self.kinds[value_node.0 as usize], line, value };
        (margin.by().is_finite()).then_some(margin)
    }

    /// The facts in those parts that make the condition hold: of an `or` the sides that do, nothing of what is denied.
    pub fn shown_by(&self, world: &impl World) -> Vec<FactId> {
        let mut facts = Vec::new();
        self.collect_shown(self.root(), world, &mut facts);
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    fn collect_shown(&self, node: NodeId, world: &impl World, facts: &mut Vec<FactId>) {
        if self.truth_of(node, world) != Truth::True {
            return;
        }
        match &self.operations[node.0 as usize] {
            Operation::Not(_) => {}
            Operation::And(sides) | Operation::Or(sides) => {
                sides.iter().for_each(|side| self.collect_shown(*side, world, facts));
            }
            _ => facts.extend(self.facts_of(node)),
        }
    }

    /// The margin of the whole condition: of those parts that decide it, the one that is nearest to turning it.
    ///
    /// Where it holds, the nearest of the parts that hold; where it does not, the farthest of those that fail, for
    /// all of them must move.
    pub fn whole_margin(&self, world: &impl World) -> Option<Margin> {
        let holds = self.truth(world);
        let distance = |margin: &Margin| margin.percent().map_or(f64::INFINITY, f64::abs);
        let deciding = self
            .atoms(world)
            .into_iter()
            .filter(|atom| (atom.holds == holds) != atom.denied)
            .filter_map(|atom| atom.margin);
        match holds {
            Truth::Unknown => None,
            Truth::True => deciding.min_by(|a, b| distance(a).total_cmp(&distance(b))),
            Truth::False => deciding.max_by(|a, b| distance(a).total_cmp(&distance(b))),
        }
    }
}
