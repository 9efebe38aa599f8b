//! Terraform and OpenTofu: plans and states, as their tools write them in JSON.
//!
//! `show` reads what `terraform show -json` writes, of plans and of states; `raw` reads state files themselves;
//! `configuration` follows references and providers through a plan's modules; `assemble` makes the root of them.

mod address;
mod assemble;
mod configuration;
mod flat;
mod raw;
mod show;

use super::inventory::{Attribute, Root};
use super::json::Json;
use super::text::{Fault, Text};

/// Which JSON of Terraform a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `show -json` of a plan.
    Plan,
    /// `show -json` of a state.
    State,
    /// A state file, since version 4.
    RawState,
    /// A state file of version 3 and before.
    OldRawState,
}

/// An instance of a resource as it was read.
#[derive(Debug)]
struct Instance {
    address: String,
    kind: String,
    name: String,
    /// Line and column, counted from one.
    position: (usize, usize),
    attributes: Attribute,
    /// Addresses that a state says it depends on; mostly without indices.
    depends_on: Vec<String>,
}

/// What was read of a whole file.
#[derive(Debug, Default)]
struct Reading {
    instances: Vec<Instance>,
    /// Addresses of what is read from elsewhere and managed there.
    data: Vec<String>,
    partial: Vec<String>,
    notes: Vec<String>,
    plan: Option<show::Plan>,
}

/// Reads a plan or a state; `left` is how many attributes may still be kept of all.
pub(super) fn read(text: &Text, dialect: Dialect, sought: &[&str], left: &mut usize) -> Result<Root, Fault> {
    let mut json = Json::new(&text.bytes).keeping(*left);
    let reading = match dialect {
        Dialect::Plan | Dialect::State => show::read(&mut json, sought),
        Dialect::RawState => raw::read(&mut json, sought),
        Dialect::OldRawState => raw::read_old(&mut json, sought),
    };
    *left = json.left();
    let mut reading = reading?;
    if !json.at_end() {
        reading.notes.push("what follows the JSON was not read".to_owned());
    }
    Ok(assemble::root(text, dialect, reading))
}
