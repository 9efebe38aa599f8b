//! One binary of integration tests; each area has its own check, and its cases are data.

mod adr;
mod architecture;
mod boundary;
mod broken;
mod budget;
mod cases;
mod charts;
mod checklists;
mod command_line;
mod detect;
mod dissent;
mod examples;
mod exercise;
mod explore;
mod figures;
mod foresight;
mod graphs;
mod infra;
mod numbers;
mod overlays;
mod page;
mod properties;
mod readme;
mod review;
mod review_infra;
mod roadmap;
mod rows;
mod schemas;
mod simulate;
mod tables;
mod told;
mod trials;
mod true_bills;
mod walk;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nextrung::rules::{RuleBase, built_in, load};

/// The built-in rules.
fn base() -> RuleBase {
    load(&[built_in()]).expect("the built-in rules load")
}

/// The root of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Runs the program from the root of the project.
fn run(arguments: &[&str]) -> Output {
    run_with(arguments, "")
}

/// Runs the program with something on standard input.
fn run_with(arguments: &[&str], input: &str) -> Output {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_nextrung"))
        .args(arguments)
        .current_dir(root())
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The program may end before it reads: then nobody takes the input, and that is no fault.
    let _ = child.stdin.take().expect("it was piped").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

/// What a run printed on standard output.
fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("answers are UTF-8")
}

/// What a run printed on standard error.
fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// A folder of its own for one test, gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let folder = std::env::temp_dir().join(format!("nextrung-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        Scratch(folder)
    }

    /// Writes a file, with the folders above it, and gives its path.
    fn write(&self, path: &str, text: &str) -> String {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("it is below the folder")).expect("folders can be made");
        std::fs::write(&path, text).expect("the file can be written");
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
