//! The one intermediate form of every condition and formula.

use std::sync::Arc;

use super::evaluate::World;
use super::table::{LookUp, TableEntry};
use super::vocabulary::{CapabilityId, FactId, QuantityId, TrackId};
use crate::quantity::{Kind, Names, Truth};

/// A part of a formula, as its place in [`Formula::operations`]. Parts come before what they are part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u16);

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

/// One step of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// A truth as written.
    Constant(bool),
    /// The opposite.
    Not(NodeId),
    /// All hold.
    And(Vec<NodeId>),
    /// At least one holds.
    Or(Vec<NodeId>),
    /// A comparison of two numbers.
    Compare(Comparison, NodeId, NodeId),
    /// A fact that is a truth.
    IsTrue(FactId),
    /// A choice is one of the names.
    OneOf(FactId, Names),
    /// A set holds the name.
    Includes(FactId, usize),
    /// The architecture has the capability.
    Has(CapabilityId),
    /// The placed stage of a track against a stage.
    At(TrackId, Comparison, usize),
    /// The lane of a track is one of the names, by their places in the track's list.
    Lane(TrackId, Names),
    /// A number as written, in its base unit.
    Number(f64),
    /// A fact that is a number.
    Fact(FactId),
    /// The opposite number.
    Negate(NodeId),
    /// A sum.
    Plus(NodeId, NodeId),
    /// A difference.
    Minus(NodeId, NodeId),
    /// A product.
    Times(NodeId, NodeId),
    /// A quotient.
    Over(NodeId, NodeId),
    /// The least of several.
    Least(Vec<NodeId>),
    /// The greatest of several.
    Greatest(Vec<NodeId>),
    /// The next whole number up.
    Ceiling(NodeId),
    /// The next whole number down.
    Floor(NodeId),
    /// A number that a table of the rule base holds.
    LookUp(Arc<LookUp>),
    /// A quantity that the rule base works out for an architecture, with the facts by which it may be told instead.
    Quantity(QuantityId, Vec<FactId>),
    /// The second where the first holds, else the third.
    Either(NodeId, NodeId, NodeId),
    /// The first to the power of the second; the first is not below zero.
    Power(NodeId, NodeId),
    /// The mean time in a queue and in service over that in service: how many serve, and how busy they are.
    Response(NodeId, NodeId),
}

impl Operation {
    /// The facts that the step itself names, and those by which the quantity that it names may be told.
    pub fn facts(&self) -> &[FactId] {
        match self {
            Operation::IsTrue(fact)
            | Operation::OneOf(fact, _)
            | Operation::Includes(fact, _)
            | Operation::Fact(fact) => std::slice::from_ref(fact),
            Operation::LookUp(look_up) => &look_up.over,
            Operation::Quantity(_, told) => told,
            _ => &[],
        }
    }

    /// The steps that it is made of.
    pub fn parts(&self) -> Vec<NodeId> {
        match self {
            Operation::Not(a) | Operation::Negate(a) | Operation::Ceiling(a) | Operation::Floor(a) => vec![*a],
            Operation::Compare(_, a, b)
            | Operation::Plus(a, b)
            | Operation::Minus(a, b)
            | Operation::Times(a, b)
            | Operation::Over(a, b)
            | Operation::Power(a, b)
            | Operation::Response(a, b) => vec![*a, *b],
            Operation::Either(a, b, c) => vec![*a, *b, *c],
            Operation::And(nodes) | Operation::Or(nodes) | Operation::Least(nodes) | Operation::Greatest(nodes) => {
                nodes.clone()
            }
            Operation::Constant(_)
            | Operation::Number(_)
            | Operation::IsTrue(_)
            | Operation::OneOf(..)
            | Operation::Includes(..)
            | Operation::Fact(_)
            | Operation::Has(_)
            | Operation::At(..)
            | Operation::Lane(..)
            | Operation::LookUp(_)
            | Operation::Quantity(..) => Vec::new(),
        }
    }
}

/// A checked condition or formula: straight-line steps, the last of which is the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    pub(super) text: String,
    pub(super) operations: Vec<Operation>,
    /// The bytes of `text` that a step came from.
    pub(super) spans: Vec<(usize, usize)>,
    /// What kind of number a step gives; [`Kind::Bare`] for truths.
    pub(super) kinds: Vec<Kind>,
    /// The facts that steps name, sorted, each once: asked for far more often than formulas are made.
    pub(super) facts: Vec<FactId>,
    /// The quantities that steps name, sorted, each once.
    pub(super) quantities: Vec<QuantityId>,
}

impl Formula {
    /// The text, as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The steps; each refers only to earlier ones.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The last step.
    pub fn root(&self) -> NodeId {
        NodeId((self.operations.len() - 1) as u16)
    }

    /// What kind of number the whole gives.
    pub fn kind(&self) -> Kind {
        self.kinds[self.kinds.len() - 1]
    }

    /// The text that a step came from.
    pub fn text_of(&self, node: NodeId) -> &str {
        let (start, end) = self.spans[node.0 as usize];
        &self.text[start..end]
    }

    /// The facts that are named, sorted, each once.
    pub fn facts(&self) -> Vec<FactId> {
        self.facts.clone()
    }

    /// The same facts, for who only looks at them.
    pub fn named_facts(&self) -> &[FactId] {
        &self.facts
    }

    /// The steps that the value hangs on in a world: of two numbers under a settled condition only the one that counts.
    pub fn reached(&self, world: &impl World) -> Vec<&Operation> {
        let mut found = Vec::new();
        let mut open = vec![self.root()];
        while let Some(node) = open.pop() {
            let operation = &self.operations[node.0 as usize];
            match operation {
                Operation::Either(condition, then, otherwise) => {
                    open.push(*condition);
                    let holds = self.truth_of(*condition, world);
                    open.extend((holds != Truth::False).then_some(*then));
                    open.extend((holds != Truth::True).then_some(*otherwise));
                }
                operation => open.extend(operation.parts()),
            }
            found.push(operation);
        }
        found
    }

    /// What it looks up, of all that counts for a world, where the table says nothing.
    pub fn unlisted(&self, world: &impl World) -> Vec<TableEntry> {
        let reached = self.reached(world).into_iter();
        let says_nothing = |operation: &Operation| match operation {
            Operation::LookUp(look_up) => {
                let found = look_up.interval(|fact| world.fact(fact));
                (!found.low.is_finite() || !found.high.is_finite()).then_some(look_up.entry)
            }
            _ => None,
        };
        reached.filter_map(says_nothing).collect()
    }

    /// The quantities that are named, sorted, each once.
    pub fn quantities(&self) -> &[QuantityId] {
        &self.quantities
    }

    /// The tables that are looked into, in the order in which they are written.
    pub fn look_ups(&self) -> impl Iterator<Item = &LookUp> {
        self.operations.iter().filter_map(|operation| match operation {
            Operation::LookUp(look_up) => Some(look_up.as_ref()),
            _ => None,
        })
    }

    /// The facts that one part names, sorted, each once.
    pub fn facts_of(&self, node: NodeId) -> Vec<FactId> {
        let mut facts = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let operation = &self.operations[node.0 as usize];
            facts.extend(operation.facts());
            open.extend(operation.parts());
        }
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The quantities that one part names, sorted, each once.
    pub fn quantities_of(&self, node: NodeId) -> Vec<QuantityId> {
        let mut quantities = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let operation = &self.operations[node.0 as usize];
            if let Operation::Quantity(quantity, _) = operation {
                quantities.push(*quantity);
            }
            open.extend(operation.parts());
        }
        quantities.sort_unstable();
        quantities.dedup();
        quantities
    }

    /// The capability that one part asks for, where it asks for one.
    pub fn capability_of(&self, node: NodeId) -> Option<CapabilityId> {
        match self.operations[node.0 as usize] {
            Operation::Has(capability) => Some(capability),
            _ => None,
        }
    }

    /// The fact that is a set and the place of the member that one part asks for, where it asks for one.
    pub fn member_of(&self, node: NodeId) -> Option<(FactId, usize)> {
        match self.operations[node.0 as usize] {
            Operation::Includes(fact, member) => Some((fact, member)),
            _ => None,
        }
    }

    /// The capabilities that are named, sorted, each once.
    pub fn capabilities(&self) -> Vec<CapabilityId> {
        let mut capabilities: Vec<CapabilityId> = self
            .operations
            .iter()
            .filter_map(|operation| match operation {
                Operation::Has(capability) => Some(*capability),
                _ => None,
            })
            .collect();
        capabilities.sort_unstable();
        capabilities.dedup();
        capabilities
    }

    /// Says whether any number is compared.
    pub fn compares_numbers(&self) -> bool {
        self.operations.iter().any(|operation| matches!(operation, Operation::Compare(..)))
    }
}
