//! Templates in YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nextrung::infra::{File, read};
use nextrung::problem::draw;

const SOUGHT: &[&str] = &["mysql-server", "redis"];

fn told(name: &str, bytes: Vec<u8>) {
    match read(vec![File { name: name.to_owned(), bytes, named: true }], SOUGHT) {
        Ok(inventory) => drop(format!("{inventory:?}")),
        Err(problems) => drop(draw::draw(&problems, draw::Style::PLAIN)),
    }
}

fuzz_target!(|bytes: &[u8]| {
    told("template.yaml", bytes.to_vec());
    told("template.yaml", [b"Resources:\n  A:\n    Type: A::B::C\n    Properties: ", bytes].concat());
});
