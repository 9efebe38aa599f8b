//! Plans and states: the first byte chooses the kind that the rest is made to look like.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nextrung_fuzz::one;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let begin: &[u8] = match kind % 5 {
        0 => b"",
        1 => b"{\"format_version\":\"1.2\",\"planned_values\":{\"root_module\":",
        2 => b"{\"format_version\":\"1.0\",\"values\":{\"root_module\":",
        3 => b"{\"version\":4,\"serial\":1,\"resources\":",
        _ => b"{\"version\":3,\"serial\":1,\"modules\":",
    };
    one("plan.json", [begin, rest].concat());
});
