//! Several files of one folder, parted by zero bytes: they are told apart, and nest each other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nextrung_fuzz::infra::File;

fuzz_target!(|bytes: &[u8]| {
    let names = ["a.yaml", "b/c.yaml", "b/d.json", "main.tf", "e.tfstate"];
    let files = bytes.split(|byte| *byte == 0).zip(names);
    let files = files.map(|(bytes, name)| File { name: name.to_owned(), bytes: bytes.to_vec(), named: false });
    nextrung_fuzz::told(files.collect());
});
