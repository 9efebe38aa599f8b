//! The one intermediate form of every condition and formula.

use super::vocabulary::{CapabilityId, FactId, TrackId};
use crate::quantity::{Kind, Names};

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
        let mut facts: Vec<FactId> = self
            .operations
            .iter()
            .filter_map(|operation| match operation {
                Operation::IsTrue(fact)
                | Operation::OneOf(fact, _)
                | Operation::Includes(fact, _)
                | Operation::Fact(fact) => Some(*fact),
                _ => None,
            })
            .collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The facts that one part names, sorted, each once.
    pub fn facts_of(&self, node: NodeId) -> Vec<FactId> {
        let mut facts = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match &self.operations[node.0 as usize] {
                Operation::IsTrue(fact)
                | Operation::OneOf(fact, _)
                | Operation::Includes(fact, _)
                | Operation::Fact(fact) => facts.push(*fact),
                Operation::Not(a) | Operation::Negate(a) | Operation::Ceiling(a) | Operation::Floor(a) => open.push(*a),
                Operation::Compare(_, a, b)
                | Operation::Plus(a, b)
                | Operation::Minus(a, b)
                | Operation::Times(a, b)
                | Operation::Over(a, b) => {
                    open.extend([*a, *b]);
                }
                Operation::And(nodes) | Operation::Or(nodes) | Operation::Least(nodes) | Operation::Greatest(nodes) => {
                    open.extend(nodes)
                }
                Operation::Constant(_) | Operation::Number(_) | Operation::Has(_) | Operation::At(..) => {}
            }
        }
        facts.sort_unstable();
        facts.dedup();
        facts
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
