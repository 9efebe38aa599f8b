//! Infrastructure descriptions: every file of `tests/detect` is read, and what is read of it is kept as a snapshot.
//!
//! A folder is a format; `malformed` and `refused` hold what must be told as a problem. All secrets in the corpus are
//! the same word, which may appear nowhere.

use std::fs;
use std::path::{Path, PathBuf};

use nextrung::cli::infra::inventory;
use nextrung::infra::{Attribute, File, Inventory, read};
use nextrung::problem::{Problem, draw};
use proptest::prelude::*;

/// What every secret of the corpus is.
const CANARY: &str = "CANARY-7f3a";
/// What start scripts are searched for.
const SOUGHT: &[&str] = &["mysql-server", "mariadb-server", "postgresql", "mongodb", "redis", "redis-server"];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detect")
}

/// All files below a folder, by their paths from the corpus, sorted.
fn files(folder: &str) -> Vec<File> {
    fn collect(path: &Path, files: &mut Vec<File>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).expect("the folder is read") {
                collect(&entry.expect("an entry is read").path(), files);
            }
        } else {
            let name = path.strip_prefix(corpus()).expect("it is below").to_string_lossy().replace('\\', "/");
            files.push(File { name, bytes: fs::read(path).expect("the file is read"), named: true });
        }
    }
    let mut found = Vec::new();
    collect(&corpus().join(folder), &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!found.is_empty(), "{folder} holds files");
    found
}

/// An inventory in words, whole.
fn told(inventory: &Inventory) -> String {
    let mut text = String::new();
    for root in &inventory.roots {
        text.push_str(&format!("# {} {:?}\n", root.name, root.form));
        for partial in &root.partial {
            text.push_str(&format!("partial: {partial}\n"));
        }
        for note in &root.notes {
            let place = note.place.as_ref().map(|place| format!(" ({})", place.short())).unwrap_or_default();
            text.push_str(&format!("note: {}{place}\n", note.text));
        }
        for resource in &root.resources {
            let count = match resource.count {
                (1, Some(1)) => String::new(),
                (least, most) => format!(" {least}..{}", most.map(|most| most.to_string()).unwrap_or_default()),
            };
            text.push_str(&format!("\n{}{count}\n  {:?} {}\n", resource.address, resource.place, resource.kind));
            if resource.name != resource.address {
                text.push_str(&format!("  named {}\n", resource.name));
            }
            for (word, what) in [("open", &resource.open), ("region", &resource.region)] {
                text.extend(what.as_ref().map(|what| format!("  {word} {what}\n")));
            }
            if !resource.refers_to.is_empty() {
                text.push_str(&format!("  to {}\n", resource.refers_to.join(", ")));
            }
            for (key, value) in resource.attributes.fields() {
                text.push_str(&format!("  .{key} = {}\n", value_told(value)));
            }
        }
        text.push('\n');
    }
    for ignored in &inventory.ignored {
        text.push_str(&format!("ignored {}: {}\n", ignored.file, ignored.because));
    }
    text
}

fn value_told(value: &Attribute) -> String {
    match value {
        Attribute::Unknown(because) => format!("?({because})"),
        Attribute::Null => "null".to_owned(),
        Attribute::Truth(truth) => truth.to_string(),
        Attribute::Number(number) => number.to_string(),
        Attribute::Text(text) => format!("{text:?}"),
        Attribute::List(items) => format!("[{}]", items.iter().map(value_told).collect::<Vec<_>>().join(", ")),
        Attribute::Fields(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{key}: {}", value_told(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

fn drawn(problems: &[Problem]) -> String {
    draw::draw(problems, draw::Style::PLAIN)
}

#[track_caller]
fn without_secrets(text: &str) {
    assert!(!text.contains(CANARY), "a secret got out: {text}");
}

/// Reads every file of a folder by itself and keeps what is told of each.
#[track_caller]
fn each_is_read(folder: &str) {
    for file in files(folder) {
        let name = file.name.replace(['/', '.'], "-");
        let text = match read(vec![file], SOUGHT) {
            Ok(inventory) => {
                without_secrets(&format!("{inventory:?}"));
                told(&inventory)
            }
            Err(problems) => panic!("{name}: {}", drawn(&problems)),
        };
        snapshot(&name, &text);
    }
}

fn snapshot(name: &str, text: &str) {
    without_secrets(text);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/infra");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn terraform_plans_are_read() {
    each_is_read("terraform-plan");
}

#[test]
fn terraform_states_are_read() {
    each_is_read("terraform-state");
    each_is_read("raw-state");
}

#[test]
fn templates_are_read() {
    each_is_read("cloudformation");
}

#[test]
fn templates_that_nest_each_other_are_one_root() {
    for folder in ["nested", "sam"] {
        let inventory = read(files(folder), SOUGHT).unwrap_or_else(|problems| panic!("{}", drawn(&problems)));
        assert_eq!(inventory.roots.len(), 1, "{folder}");
        without_secrets(&format!("{inventory:?}"));
        snapshot(folder, &told(&inventory));
    }
}

#[test]
fn what_is_malformed_or_no_description_is_told_without_secrets() {
    for folder in ["malformed", "refused"] {
        let mut told = String::new();
        for file in files(folder) {
            let name = file.name.clone();
            let problems = read(vec![file], SOUGHT).expect_err(&name);
            assert_eq!(problems.len(), 1, "{name}");
            without_secrets(&format!("{problems:?}"));
            told.push_str(&drawn(&problems));
            told.push('\n');
        }
        snapshot(folder, &told);
    }
}

#[test]
fn another_encoding_is_the_same_plan() {
    let [plan] = files("terraform-plan/modules.json").try_into().expect("one file");
    let text = String::from_utf8(plan.bytes.clone()).expect("it is text");
    let little: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let marked = format!("\u{feff}{text}").into_bytes();
    let plain = told(&read(vec![plan.clone()], SOUGHT).expect("the plan is read"));
    for bytes in [little, big, marked] {
        let other = read(vec![File { bytes, ..plan.clone() }], SOUGHT).expect("it is read in this encoding");
        assert_eq!(told(&other), plain);
    }
}

#[test]
fn one_unreadable_file_does_not_sink_a_folder() {
    let mut all: Vec<File> =
        files("malformed").into_iter().chain(files("refused")).chain(files("terraform-state")).collect();
    for file in &mut all {
        file.named = false;
    }
    let inventory = read(all, SOUGHT).expect("two of them are read");
    assert_eq!(inventory.roots.len(), 2);
    assert!(inventory.ignored.len() > 15);
    without_secrets(&format!("{inventory:?}"));
    snapshot("folder", &told(&inventory));
}

/// Every fixture, cut at many places and with bytes changed: never a panic, never a secret.
#[test]
fn damaged_files_are_told() {
    for folder in fs::read_dir(corpus()).expect("the corpus is read") {
        let folder = folder.expect("an entry is read").file_name();
        for file in files(&folder.to_string_lossy()) {
            // A bomb goes off slowly, and its parts are read elsewhere.
            if file.name.contains("bomb") {
                continue;
            }
            let step = (file.bytes.len() / 60).max(1);
            for at in (0..file.bytes.len()).step_by(step) {
                let mut changed = file.bytes.clone();
                changed[at] = b"\"{}[]:,-x\0\xff"[at % 11];
                for bytes in [file.bytes[..at].to_vec(), changed] {
                    match read(vec![File { bytes, ..file.clone() }], SOUGHT) {
                        Ok(inventory) => without_secrets(&format!("{:?}", inventory.ignored)),
                        Err(problems) => without_secrets(&drawn(&problems)),
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_told(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0..5usize) {
        let begins = ["", "{\"format_version\":\"1.0\",\"values\":", "{\"version\":4,\"serial\":1,\"resources\":", "Resources:\n ", "{\"Resources\":"];
        let bytes = [begins[kind].as_bytes(), &bytes].concat();
        for name in ["a.json", "a.yaml", "a.tfstate", "a"] {
            let _ = read(vec![File { name: name.to_owned(), bytes: bytes.clone(), named: true }], SOUGHT);
        }
    }
}

#[test]
fn folders_are_walked_and_links_out_of_them_are_not() {
    let folder = std::env::temp_dir().join(format!("nextrung-infra-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    for inner in ["given/.terraform", "given/node_modules/x", "given/stacks", "outside"] {
        fs::create_dir_all(folder.join(inner)).expect("a folder is made");
    }
    let state = fs::read(corpus().join("raw-state/version-4.tfstate")).expect("the state is read");
    for name in
        ["given/.terraform/a.tfstate", "given/node_modules/x/a.tfstate", "given/stacks/a.tfstate", "outside/b.tfstate"]
    {
        fs::write(folder.join(name), &state).expect("a file is written");
    }
    fs::write(folder.join("given/notes.txt"), "nothing").expect("a file is written");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../../outside/b.tfstate", folder.join("given/stacks/b.tfstate"))
            .expect("a link is made");
        std::os::unix::fs::symlink("..", folder.join("given/stacks/up")).expect("a link is made");
        std::os::unix::fs::symlink("../outside", folder.join("given/out")).expect("a link is made");
    }
    let inventory = inventory(&[folder.join("given")], SOUGHT).expect("the folder is read");
    let below = |name: &str| name.split("/given/").last().unwrap_or_default().to_owned();
    assert_eq!(inventory.roots.iter().map(|root| below(&root.name)).collect::<Vec<_>>(), ["stacks/a.tfstate"]);
    if cfg!(unix) {
        let ignored: Vec<String> = inventory.ignored.iter().map(|ignored| below(&ignored.file)).collect();
        assert_eq!(ignored, ["out", "stacks/b.tfstate"]);
        assert!(inventory.ignored[0].because.contains("leads out"));
    }
    fs::remove_dir_all(&folder).expect("the folder is removed");
}
