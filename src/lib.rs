//! nextrung.
pub mod advise;
pub mod cli;
pub mod document;
pub mod expr;
pub mod ladder;
pub mod problem;
pub mod profile;
pub mod quantity;
pub mod report;
pub mod rules;
