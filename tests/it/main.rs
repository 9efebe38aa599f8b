//! One binary of integration tests; each area has its own check, and its cases are data.

mod boundary;
mod broken;
mod properties;
