//! The rule base: files in, one checked and linked value out, or every fault of every file.
//!
//! `files` gathers the texts, `merge` lays overlays over the built-in ones, `load` reads and links them,
//! `test` runs the examples. Nothing about any cloud stands in this room: it only knows what shapes knowledge has.

mod base;
mod bursts;
mod components;
mod cross_check;
mod decisions;
mod deferred;
mod detection;
mod diagram;
mod files;
mod fingerprint;
mod frames;
mod link;
mod load;
mod merge;
mod published;
mod read_bursts;
mod read_components;
mod read_decisions;
mod read_detect_examples;
mod read_detection;
mod read_diagram;
mod read_gate;
mod read_ladder;
mod read_names;
mod read_published;
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
pub use bursts::{BurstModel, BurstPolicy, Fit, Proviso, Saving};
pub use components::{Capacity, Component, CostLine, CostPart, Quantity, Way};
pub use decisions::{Choice, ChoiceOption, Estimate, Finding, Ground, Playbook};
pub use deferred::Deferred;
pub use detection::{
    AttributePath, By, CapabilityRule, ComponentRule, CountOf, DetectExample, DetectExpected, DetectionRules,
    ExampleResource, FactFrom, FactRule, MeasureRule, NamesOf, Predicate, Reading, Scalar, Selection, Subject, Take,
    Test,
};
pub use diagram::{Diagram, DiagramArrow, DiagramNode, DiagramNote, Shape};
pub use files::{Layer, built_in};
pub use frames::Frame;
pub use load::{load, load_whole};
pub use merge::fingerprint_of;
pub use published::{PublishedLadder, Rung};
pub use steps::{Item, LeadTime, Requirement, Transition};
pub use tables::{Amount, Cell, Column, ColumnUnit, Limit, Per, Price, Specification};
pub use test::{ExampleOutcome, run_examples};
pub use words::{
    Burden, BurstInput, BurstOutcome, Effort, Expected, FactGroup, FindingKind, GateKind, Phase, PolicyKind, Risk,
    Severity, TimeUnit,
};

#[cfg(test)]
mod tests;
