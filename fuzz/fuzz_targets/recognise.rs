//! Several files of one folder, cut at zero bytes: they are told apart, and nest each other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nextrung::infra::{File, read};
use nextrung::problem::draw;

const SOUGHT: &[&str] = &["mysql-server", "redis"];

fuzz_target!(|bytes: &[u8]| {
    let names = ["a.yaml", "b/c.yaml", "b/d.json", "main.tf", "e.tfstate"];
    let files = bytes.split(|byte| *byte == 0).zip(names);
    let files = files.map(|(bytes, name)| File { name: name.to_owned(), bytes: bytes.to_vec(), named: false });
    match read(files.collect(), SOUGHT) {
        Ok(inventory) => drop(format!("{inventory:?}")),
        Err(problems) => drop(draw::draw(&problems, draw::Style::PLAIN)),
    }
});
