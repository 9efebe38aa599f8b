//! Evaluates a formula over sets of values.

use super::ir::{Comparison, Formula, NodeId, Operation};
use super::vocabulary::{CapabilityId, FactId, QuantityId, TrackId};
use crate::quantity::{Interval, Names, Truth, Values, response_over_service};

/// Where a formula looks up what it names.
pub trait World {
    /// The values that a fact may have.
    fn fact(&self, fact: FactId) -> Values;
    /// Whether the architecture has a capability.
    fn has(&self, capability: CapabilityId) -> Truth;
    /// The lowest and the highest place on a track that the architecture may have, counted from zero.
    fn at(&self, track: TrackId) -> (usize, usize);
    /// The lanes of a track that the architecture may be in; any of them where nobody told one.
    fn lane(&self, _track: TrackId) -> Names {
        Names::first(64)
    }
    /// The values that a quantity of the architecture may have; all numbers where no architecture is looked at.
    fn quantity(&self, _quantity: QuantityId) -> Interval {
        Interval::ALL
    }
}

impl Formula {
    /// Whether the condition holds. A formula that gives a number holds never and fails never.
    pub fn truth(&self, world: &impl World) -> Truth {
        self.truth_of(self.root(), world)
    }

    /// The values that the formula may give. A condition gives all numbers.
    pub fn interval(&self, world: &impl World) -> Interval {
        self.interval_of(self.root(), world)
    }

    pub(super) fn truth_of(&self, node: NodeId, world: &impl World) -> Truth {
        match &self.operations[node.0 as usize] {
            Operation::Constant(truth) => Truth::from(*truth),
            Operation::Not(inner) => !self.truth_of(*inner, world),
            // What is settled needs no further look: a quantity may take long to work out.
            Operation::And(sides) => self.joined(sides, Truth::True, Truth::False, Truth::and, world),
            Operation::Or(sides) => self.joined(sides, Truth::False, Truth::True, Truth::or, world),
            Operation::Compare(comparison, left, right) => {
                compare(*comparison, self.interval_of(*left, world), self.interval_of(*right, world))
            }
            Operation::IsTrue(fact) => match world.fact(*fact) {
                Values::Truth(truth) => truth,
                _ => Truth::Unknown,
            },
            Operation::OneOf(fact, names) => match world.fact(*fact) {
                Values::Choice(possible) => one_of(possible, *names),
                _ => Truth::Unknown,
            },
            Operation::Includes(fact, index) => match world.fact(*fact) {
                Values::Set { surely, .. } if surely.contains(*index) => Truth::True,
                Values::Set { maybe, .. } if !maybe.contains(*index) => Truth::False,
                _ => Truth::Unknown,
            },
            Operation::Has(capability) => world.has(*capability),
            Operation::At(track, comparison, stage) => {
                let (low, high) = world.at(*track);
                compare(*comparison, Interval::new(low as f64, high as f64), Interval::point(*stage as f64))
            }
            Operation::Lane(track, names) => one_of(world.lane(*track), *names),
            _ => Truth::Unknown,
        }
    }

    /// All sides joined, up to the first that settles the whole.
    fn joined(
        &self,
        sides: &[NodeId],
        from: Truth,
        settled: Truth,
        join: fn(Truth, Truth) -> Truth,
        world: &impl World,
    ) -> Truth {
        let mut whole = from;
        for side in sides {
            whole = join(whole, self.truth_of(*side, world));
            if whole == settled {
                break;
            }
        }
        whole
    }

    pub(super) fn interval_of(&self, node: NodeId, world: &impl World) -> Interval {
        let of = |node: &NodeId| self.interval_of(*node, world);
        let all = |nodes: &[NodeId], join: fn(Interval, Interval) -> Interval| {
            nodes.iter().map(of).reduce(join).unwrap_or(Interval::ALL)
        };
        match &self.operations[node.0 as usize] {
            Operation::Number(value) => Interval::point(*value),
            Operation::Fact(fact) => world.fact(*fact).interval(),
            Operation::Negate(inner) => Interval::point(0.0).minus(of(inner)),
            Operation::Plus(left, right) => of(left).plus(of(right)),
            Operation::Minus(left, right) => of(left).minus(of(right)),
            Operation::Times(left, right) => of(left).times(of(right)),
            Operation::Over(left, right) => of(left).over(of(right)),
            Operation::Least(nodes) => all(nodes, Interval::least),
            Operation::Greatest(nodes) => all(nodes, Interval::greatest),
            Operation::Ceiling(inner) => of(inner).rising(f64::ceil),
            Operation::Floor(inner) => of(inner).rising(f64::floor),
            Operation::LookUp(look_up) => look_up.interval(|fact| world.fact(fact)),
            Operation::Quantity(quantity, _) => world.quantity(*quantity),
            Operation::Either(condition, then, otherwise) => match self.truth_of(*condition, world) {
                Truth::True => of(then),
                Truth::False => of(otherwise),
                Truth::Unknown => of(then).joined(of(otherwise)),
            },
            Operation::Power(base, exponent) => of(base).power(of(exponent)),
            Operation::Response(servers, busy) => {
                let (servers, busy) = (of(servers), of(busy));
                // More that serve wait less, and the busier the longer.
                Interval::new(
                    response_over_service(servers.high, busy.low),
                    response_over_service(servers.low, busy.high),
                )
            }
            _ => Interval::ALL,
        }
    }
}

/// Whether what is one of some names is one of others.
fn one_of(possible: Names, names: Names) -> Truth {
    if possible.within(names) {
        Truth::True
    } else if possible.0 & names.0 == 0 {
        Truth::False
    } else {
        Truth::Unknown
    }
}

pub(super) fn compare(comparison: Comparison, left: Interval, right: Interval) -> Truth {
    match comparison {
        Comparison::Less => left.below(right),
        Comparison::Greater => right.below(left),
        Comparison::LessOrEqual => !right.below(left),
        Comparison::GreaterOrEqual => !left.below(right),
        Comparison::Equal => left.equals(right),
        Comparison::NotEqual => !left.equals(right),
    }
}
