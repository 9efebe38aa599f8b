//! Documents that show what the program prints are run, so that they cannot grow old.

use crate::{base, complained, printed, root, run};

/// Blocks of ```console: each `$ nextrung …` with the lines that follow it.
fn shown(text: &str) -> Vec<(String, String)> {
    let mut runs: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && let Some(command) = line.strip_prefix("$ nextrung ") {
            runs.push((command.to_owned(), String::new()));
        } else if inside && let Some((_, output)) = runs.last_mut() {
            output.push_str(line);
            output.push('\n');
        }
    }
    runs
}

#[test]
fn what_documents_show_is_what_the_program_prints() {
    let mut seen = 0;
    for file in ["README.md", "ARCHITECTURE.md", "rules/README.md"] {
        let text = std::fs::read_to_string(root().join(file)).expect("the document is there");
        for (command, expected) in shown(&text) {
            let arguments: Vec<&str> = command.split_whitespace().collect();
            let result = run(&arguments);
            assert_eq!(result.status.code(), Some(0), "{file}: {command}\n{}", complained(&result));
            let printed = printed(&result);
            // A document may show only the beginning; `…` says so.
            let whole = match expected.strip_suffix("…\n") {
                Some(beginning) => printed.starts_with(beginning),
                None => printed.trim_end() == expected.trim_end(),
            };
            assert!(whole, "{file} shows something else for `nextrung {command}`:\n{printed}");
            seen += 1;
        }
    }
    assert!(seen >= 2, "the README shows {seen} runs");
}

#[test]
fn the_readme_names_the_two_commands_and_whom_nextrung_does_not_belong_to() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("the README is there");
    assert!(text.contains("\n    cargo run --release -- advise --users 12k --at redundant-zones\n"));
    assert!(text.contains("\n    cargo test\n"));
    assert!(text.contains("not affiliated with Amazon Web Services"));
}

/// The gate that the guide shows is a right one: it loads as an overlay and its examples come out.
#[test]
fn the_gate_of_the_guide_works() {
    let text = std::fs::read_to_string(root().join("rules/README.md")).expect("the guide is there");
    let start = text.find("```toml\nformat = 1\nid = \"reads-dwarf-writes\"").expect("the guide shows a gate")
        + "```toml\n".len();
    let gate = &text[start..start + text[start..].find("```").expect("the block ends")];
    let scratch = crate::Scratch::new("guide");
    scratch.write("gates/read-replicas/reads-dwarf-writes.toml", gate);
    let result = run(&["rules", "test", "--rules", &scratch.0.to_string_lossy()]);
    assert_eq!(result.status.code(), Some(0), "{}{}", printed(&result), complained(&result));
    assert!(printed(&result).contains(&format!("{} gates", base().gates.len() + 1)));
}
