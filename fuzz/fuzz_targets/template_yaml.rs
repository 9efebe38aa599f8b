//! Templates in YAML, whole and as the properties of a resource.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nextrung_fuzz::one;

fuzz_target!(|bytes: &[u8]| {
    one("template.yaml", bytes.to_vec());
    one("template.yaml", [b"Resources:\n  A:\n    Type: A::B::C\n    Properties: ", bytes].concat());
});
