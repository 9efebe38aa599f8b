//! The rule base: files in, one checked and linked value out, or every fault of every file.
//!
//! `files` gathers the texts, `merge` lays overlays over the built-in ones, `load` reads and links them,
//! `test` runs the examples. Nothing about any cloud stands in this room: it only knows what shapes knowledge has.

mod base;
mod components;
mod decisions;
mod detection;
mod files;
mod link;
mod load;
mod merge;
mod read_components;
mod read_decisions;
mod read_detect_examples;
mod read_detection;
mod read_gate;
mod read_ladder;
mod read_names;
mod read_steps;
mod read_tables;
mod steps;
mod tables;
mod test;
mod words;

pub use base::{
    Aim, Assumption, Capability, Contradiction, Example, Fact, Gate, GateId, Hard, Lane, Overlay, Part, Provenance,
    RuleBase, Source, Stage, Together, Track, TransitionId, Until,
};
pub use components::{Capacity, Component, CostLine, CostPart, Quantity, Way};
pub use decisions::{Choice, ChoiceOption, Estimate, Finding, Ground, Playbook};
pub use detection::{
    AttributePath, By, CapabilityRule, ComponentRule, CountOf, DetectExample, DetectExpected, DetectionRules,
    ExampleResource, FactFrom, FactRule, MeasureRule, NamesOf, Predicate, Reading, Scalar, Selection, Subject, Take,
    Test,
};
pub use files::{Layer, built_in};
pub use load::load;
pub use merge::fingerprint_of;
pub use steps::{Item, LeadTime, Requirement, Transition};
pub use tables::{Amount, Cell, Column, ColumnUnit, Limit, Per, Price, Specification};
pub use test::{ExampleOutcome, run_examples};
pub use words::{Burden, Effort, Expected, FactGroup, FindingKind, GateKind, Phase, Risk, Severity, TimeUnit};

#[cfg(test)]
mod tests;
