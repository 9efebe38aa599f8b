//! The rule base: files in, one checked and linked value out, or every fault of every file.
//!
//! `files` gathers the texts, `merge` lays overlays over the built-in ones, `load` reads and links them,
//! `test` runs the examples. Nothing about any cloud stands in this room: it only knows what shapes knowledge has.

mod base;
mod files;
mod link;
mod load;
mod merge;
mod read_gate;
mod read_ladder;
mod read_names;
mod test;
mod words;

pub use base::{
    Aim, Assumption, Capability, Choice, ChoiceOption, Contradiction, Example, Fact, Gate, GateId, Ground, Hard, Item,
    Lane, LeadTime, Overlay, Part, Provenance, Requirement, RuleBase, Source, Stage, Together, Track, Transition,
    TransitionId, Until,
};
pub use files::{Layer, built_in};
pub use load::load;
pub use test::{ExampleOutcome, run_examples};
pub use words::{Burden, Effort, Expected, FactGroup, GateKind, Phase, Risk, TimeUnit};

#[cfg(test)]
mod tests;
