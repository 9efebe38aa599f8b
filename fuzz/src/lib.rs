//! The rooms that the targets try, taken from the sources by path: a target builds in seconds, and the rest of the
//! program with its libraries is not instrumented for nothing.
#![allow(dead_code, unreachable_pub, reason = "the rooms are made for the whole program")]

#[path = "../../src/infra/mod.rs"]
pub mod infra;
#[path = "../../src/problem/mod.rs"]
pub mod problem;

use infra::{File, read};
use problem::draw;

/// What start scripts are searched for.
const SOUGHT: &[&str] = &["mysql-server", "redis"];

/// Reads files as the program would, and tells what came of it.
pub fn told(files: Vec<File>) {
    match read(files, SOUGHT) {
        Ok(inventory) => drop(format!("{inventory:?}")),
        Err(problems) => drop(draw::draw(&problems, draw::Style::PLAIN)),
    }
}

/// Reads one file that was named.
pub fn one(name: &str, bytes: Vec<u8>) {
    told(vec![File { name: name.to_owned(), bytes, named: true }]);
}
