//! Templates in JSON, whole and as the properties of a resource.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nextrung_fuzz::one;

fuzz_target!(|bytes: &[u8]| {
    one("template.json", bytes.to_vec());
    let begin =
        b"{\"Transform\":\"AWS::Serverless-2016-10-31\",\"Resources\":{\"A\":{\"Type\":\"A::B::C\",\"Properties\":";
    one("template.json", [begin, bytes].concat());
});
