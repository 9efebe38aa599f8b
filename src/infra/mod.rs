//! Reads infrastructure descriptions into one [`Inventory`]: Terraform plans and states, CloudFormation and SAM.
//!
//! Texts come in by their names and values go out: nothing is opened, fetched or executed here, and nothing is known of
//! what a resource means.

mod inventory;

pub use inventory::{Attribute, Form, Ignored, Inventory, Note, Resource, Root};
