//! nextrung: parse, call, turn the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic is a fault of ours: it has told its place already, and has an exit code of its own.
    let exit = std::panic::catch_unwind(nextrung::cli::run).unwrap_or(nextrung::cli::Exit::OwnFault);
    ExitCode::from(exit as u8)
}
