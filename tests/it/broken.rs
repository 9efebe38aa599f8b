//! Wrong input: every kind of fault, told whole and drawn as people see it.
//!
//! `tests/broken/CODE/CASE` is an input that must show the fault `CODE`: a profile (`.toml`, `.json`), the flags of
//! `nextrung advise` (`.flags`, a word a line), or a folder of rules (`.rules`; two of them in `first` and `second`).
//! `tests/broken/several` holds inputs with several faults, `tests/broken/good` inputs without any, and
//! `tests/broken/snapshots` what is drawn. Faults of the file system are made at run time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use nextrung::advise::{Advisor, Options};
use nextrung::problem::{Code, Problem, SourceText, draw};
use nextrung::profile::{self, Flags};
use nextrung::rules::{Layer, RuleBase, built_in, load};

/// Codes whose inputs are too large for a repository, except where a rule file is at fault.
const MADE_AT_RUN_TIME: &[Code] = &[Code::TooLarge];

/// What kind of input a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Toml,
    Json,
    Flags,
    Rules,
}

/// One wrong input.
#[derive(Debug, Clone)]
struct Case {
    /// Its path below `tests/broken`, with `/`.
    name: String,
    kind: Kind,
}

impl Case {
    fn folder(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    fn path(&self) -> PathBuf {
        corpus().join(&self.name)
    }

    fn flag_words(&self) -> Vec<String> {
        text(&self.path()).lines().map(str::to_owned).collect()
    }

    /// The folders of rules that it gives, as they are named on the command line.
    fn overlays(&self) -> Vec<String> {
        match (self.kind, self.path().join("second").is_dir()) {
            (Kind::Rules, true) => vec![format!("{}/first", self.name), format!("{}/second", self.name)],
            (Kind::Rules, false) => vec![self.name.clone()],
            _ => Vec::new(),
        }
    }

    /// Everything that the library tells about it; nothing where it finds no fault.
    fn problems(&self, base: &RuleBase) -> Vec<Problem> {
        let advise = |profile| Advisor::new(base).advise(&profile, Options::default()).map(drop);
        let result = match self.kind {
            Kind::Toml | Kind::Json => {
                profile::read(&SourceText::new(self.name.as_str(), text(&self.path())), base).and_then(advise)
            }
            Kind::Flags => profile::apply(profile::empty(), &flags(&self.flag_words()), base).and_then(advise),
            Kind::Rules => {
                let overlays = self.overlays().into_iter().map(|name| layer(&name));
                load(&std::iter::once(built_in()).chain(overlays).collect::<Vec<_>>()).map(drop)
            }
        };
        result.err().unwrap_or_default()
    }

    /// Runs the program on it, from the folder of the corpus.
    fn run(&self) -> Output {
        let mut words = vec!["advise".to_owned()];
        match self.kind {
            Kind::Toml | Kind::Json => words.push(self.name.clone()),
            Kind::Flags => words.extend(self.flag_words()),
            Kind::Rules => words.extend(self.overlays().into_iter().flat_map(|name| ["--rules".to_owned(), name])),
        }
        run(&corpus(), &words, b"")
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{} is read: {error}", path.display()))
}

fn base() -> RuleBase {
    load(&[built_in()]).expect("the built-in rules load")
}

/// The names of what a folder holds, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{} is read: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry is read").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The cases of one folder of the corpus.
fn cases_in(folder: &str) -> Vec<Case> {
    let case = |name: String| {
        let kind = match name.rsplit('.').next() {
            Some("toml") => Kind::Toml,
            Some("json") => Kind::Json,
            Some("flags") => Kind::Flags,
            Some("rules") => Kind::Rules,
            _ => panic!("{folder}/{name} is of no known kind"),
        };
        Case { name: format!("{folder}/{name}"), kind }
    };
    names(&corpus().join(folder)).into_iter().map(case).collect()
}

/// The folders that are named after a code.
fn code_folders() -> Vec<String> {
    names(&corpus()).into_iter().filter(|name| !["several", "snapshots", "good"].contains(&name.as_str())).collect()
}

/// A folder of rules as the program reads it, named as on the command line.
fn layer(name: &str) -> Layer {
    fn collect(folder: &Path, below: &str, name: &str, files: &mut Vec<(String, Arc<SourceText>)>) {
        for entry in names(folder) {
            let (path, inner) = (folder.join(&entry), format!("{below}{entry}"));
            if path.is_dir() {
                collect(&path, &format!("{inner}/"), name, files);
            } else {
                files.push((inner.clone(), SourceText::new(format!("{name}/{inner}"), text(&path))));
            }
        }
    }
    let mut files = Vec::new();
    collect(&corpus().join(name), "", name, &mut files);
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Layer { name: name.to_owned(), files }
}

fn flags(words: &[String]) -> Flags {
    let mut flags = Flags::default();
    for pair in words.chunks(2) {
        let [flag, value] = pair else { panic!("{pair:?} is a flag with its value") };
        let source = SourceText::new(flag.as_str(), value.as_str());
        match flag.as_str() {
            "--users" => flags.facts.push(("users".to_owned(), source)),
            "--set" => flags.set.push(source),
            "--at" => flags.at.push(source),
            "--has" => flags.has.push(source),
            "--lacks" => flags.lacks.push(source),
            "--lane" => flags.lane = Some(source),
            _ => panic!("{flag} is no flag of a profile"),
        }
    }
    flags
}

fn run(folder: &Path, words: &[String], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nextrung"))
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // The program may stop reading before the end: that is its right.
    let _ = std::io::Write::write_all(&mut stdin, input);
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn drawn(problems: &[Problem]) -> String {
    draw::draw(problems, draw::Style::PLAIN)
}

/// What holds of every list of problems, whatever the input was.
#[track_caller]
fn well_told(problems: &[Problem], shown: &str) {
    assert!(!problems.is_empty(), "{shown}: a refusal says why");
    for problem in problems {
        assert!(!problem.labels.is_empty(), "{shown}: {} points at something", problem.code);
        for label in &problem.labels {
            let (place, text) = (&label.place, label.place.source.text());
            assert!(place.start <= place.end && place.end <= text.len(), "{shown}: {place:?} lies in its text");
            assert!(text.is_char_boundary(place.start) && text.is_char_boundary(place.end), "{shown}: {place:?}");
            let (line, column) = place.line_and_column();
            assert!(line >= 1 && column >= 1, "{shown}: {place:?}");
        }
    }
    let drawn = drawn(problems);
    assert!(!drawn.chars().any(draw::is_harmful), "{shown}: a terminal could obey this: {drawn:?}");
}

/// What the messages of a case break of the rules that every message keeps.
fn badly_worded(problems: &[Problem], shown: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, problem) in problems.iter().enumerate() {
        let Problem { code, message, labels, help, .. } = problem;
        let rules = [
            (message.starts_with(|c: char| !c.is_uppercase()), "begins in lower case"),
            (!message.ends_with('.'), "has no full stop"),
            (!help.is_empty(), "offers a mend"),
            (labels.iter().all(|label| !label.text.is_empty()), "says what stands at each place"),
            (!problems[..index].contains(problem), "is told once"),
        ];
        let broken = rules.iter().filter(|(kept, _)| !kept);
        faults.extend(broken.map(|(_, rule)| format!("{shown}: {code} {rule}: {message}")));
    }
    faults
}

#[track_caller]
fn snapshot(name: &str, drawn: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(corpus().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name.replace('/', "__"), drawn));
}

#[test]
fn every_case_tells_its_fault_and_is_drawn_as_it_was_read() {
    let base = base();
    let mut faults = Vec::new();
    for case in code_folders().iter().flat_map(|folder| cases_in(folder)) {
        let problems = case.problems(&base);
        let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
        if !codes.contains(&case.folder()) {
            faults.push(format!("{} tells {codes:?}", case.name));
            continue;
        }
        well_told(&problems, &case.name);
        faults.extend(badly_worded(&problems, &case.name));
        snapshot(&case.name, &drawn(&problems));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn several_faults_are_all_told_in_the_order_of_the_text() {
    let base = base();
    let mut faults = Vec::new();
    for case in cases_in("several") {
        let problems = case.problems(&base);
        well_told(&problems, &case.name);
        faults.extend(badly_worded(&problems, &case.name));
        assert!(problems.len() > 1, "{} has several faults", case.name);
        let mut met: Vec<(Arc<SourceText>, usize)> = Vec::new();
        for problem in &problems {
            let place = &problem.labels[0].place;
            match met.last_mut() {
                Some((source, start)) if Arc::ptr_eq(source, &place.source) => {
                    assert!(*start <= place.start, "{}: {place:?} comes after {start}", case.name);
                    *start = place.start;
                }
                _ => {
                    let again = met.iter().any(|(source, _)| Arc::ptr_eq(source, &place.source));
                    assert!(!again, "{}: {place:?} stands apart from its file", case.name);
                    met.push((Arc::clone(&place.source), place.start));
                }
            }
        }
        // Every fault with its place, also those beyond the number that is drawn.
        let list: String =
            problems.iter().map(|problem| format!("{:?} {}\n", problem.labels[0].place, problem.code)).collect();
        snapshot(&case.name, &format!("{list}\n{}", drawn(&problems)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn there_are_enough_cases() {
    let folders = code_folders();
    for folder in &folders {
        let code = Code::ALL.iter().find(|code| code.as_str() == folder);
        let code = code.unwrap_or_else(|| panic!("{folder} is a code"));
        let cases = cases_in(folder).len();
        assert!(cases >= 3 || MADE_AT_RUN_TIME.contains(code), "{folder} has only {cases} cases");
    }
    assert!(folders.len() >= 25, "{} codes", folders.len());
    assert!(cases_in("several").len() >= 15, "{} inputs with several faults", cases_in("several").len());
}

#[test]
fn every_snapshot_belongs_to_a_case() {
    let mut known: Vec<String> = code_folders()
        .iter()
        .chain([&"several".to_owned()])
        .flat_map(|folder| cases_in(folder))
        .map(|case| format!("{}.snap", case.name.replace('/', "__")))
        .collect();
    known.sort();
    let files = names(&corpus().join("snapshots"));
    let kept: Vec<String> = files.into_iter().filter(|name| !name.starts_with("made__")).collect();
    assert_eq!(kept, known);
}

#[test]
fn the_program_refuses_one_case_of_each_folder_and_kind() {
    let base = base();
    let mut first: BTreeMap<(String, Kind), Case> = BTreeMap::new();
    for case in code_folders().iter().chain([&"several".to_owned()]).flat_map(|folder| cases_in(folder)) {
        first.entry((case.folder().to_owned(), case.kind)).or_insert(case);
    }
    for case in first.values() {
        let output = case.run();
        assert_eq!(output.status.code(), Some(2), "{}", case.name);
        assert!(output.stdout.is_empty(), "{}: nothing on standard output", case.name);
        let error = String::from_utf8(output.stderr).expect("messages are text");
        assert_eq!(error, drawn(&case.problems(&base)), "{}", case.name);
    }
}

/// Every place at which a character begins, and the end.
fn cuts(text: &str) -> impl Iterator<Item = usize> {
    (0..=text.len()).filter(|at| text.is_char_boundary(*at))
}

/// Reads a damaged text: what comes back is an answer or problems that can be drawn.
fn survives(result: Result<(), Vec<Problem>>, shown: &str) {
    if let Err(problems) = result {
        well_told(&problems, shown);
        let faults = badly_worded(&problems, shown);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn a_profile_that_ends_anywhere_is_read_or_refused() {
    let base = base();
    for name in ["good/profile.toml", "good/profile.json"] {
        let whole = text(&corpus().join(name));
        let read = |text: &str| profile::read(&SourceText::new(name, text), &base).map(drop);
        assert!(read(&whole).is_ok(), "{name} is good: {}", drawn(&read(&whole).err().unwrap_or_default()));
        for cut in cuts(&whole) {
            survives(read(&whole[..cut]), &format!("{name} cut at {cut}"));
        }
    }
}

#[test]
fn a_gate_that_ends_anywhere_is_read_or_refused() {
    let good = layer("good/gate.rules");
    let [(path, source)] = good.files.as_slice() else { panic!("one gate stands in the overlay") };
    let read = |text: &str| {
        let files = vec![(path.clone(), SourceText::new(source.name(), text))];
        load(&[built_in(), Layer { name: good.name.clone(), files }]).map(drop)
    };
    assert!(read(source.text()).is_ok(), "{}", drawn(&read(source.text()).err().unwrap_or_default()));
    for cut in cuts(source.text()) {
        survives(read(&source.text()[..cut]), &format!("{path} cut at {cut}"));
    }
}

#[test]
fn a_profile_with_any_byte_replaced_is_read_or_refused() {
    let base = base();
    for (name, signs) in [("good/profile.toml", "\"'[{=\n\0\\.#"), ("good/profile.json", "\"'[{:\n\0\\,#")] {
        let whole = text(&corpus().join(name));
        for (start, old) in whole.char_indices() {
            for sign in signs.chars() {
                let damaged = format!("{}{sign}{}", &whole[..start], &whole[start + old.len_utf8()..]);
                let result = profile::read(&SourceText::new(name, damaged), &base).map(drop);
                survives(result, &format!("{name} with {sign:?} at {start}"));
            }
        }
    }
}

/// A folder for one test, taken away when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("nextrung-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test is made");
        Folder(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("a file of the test is written");
    }

    /// Runs the program here, which must refuse; gives what it says.
    fn refusal(&self, words: &[&str], input: &[u8]) -> String {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let output = run(&self.0, &words, input);
        let error = String::from_utf8(output.stderr).expect("messages are text");
        assert_eq!(output.status.code(), Some(2), "{words:?}: {error}");
        assert!(output.stdout.is_empty(), "{words:?}: nothing on standard output");
        assert!(!error.chars().any(draw::is_harmful), "{words:?}: {error:?}");
        error
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs cases that show one code each, and keeps what is drawn.
#[track_caller]
fn refused(folder: &Folder, code: Code, cases: &[(&str, &[&str], &[u8])]) {
    assert!(cases.len() >= 3, "three cases of {code}");
    let mut told = String::new();
    for (name, words, input) in cases {
        let error = folder.refusal(words, input);
        assert!(error.starts_with(&format!("error[{code}]: ")), "{name}: {error}");
        told.push_str(&format!("## {name}\n{error}\n"));
    }
    snapshot(&format!("made/{code}"), &told);
}

#[test]
fn names_that_nothing_has_are_refused() {
    let folder = Folder::new("unknown-id");
    refused(
        &folder,
        Code::UnknownId,
        &[
            ("typing error", &["rules", "show", "read-replica"], b""),
            ("kind before the name", &["rules", "show", "gate:users-outgrow-one-reader"], b""),
            ("nothing like it", &["rules", "show", "\u{1b}[31mxyzzy"], b""),
        ],
    );
}

#[test]
fn files_that_are_no_text_are_refused() {
    let folder = Folder::new("not-text");
    folder.write("latin.toml", b"format = 1\nname = \"caf\xe9\"\n");
    folder.write("cut.json", "{\"format\": 1, \"name\": \"가".as_bytes().split_last().expect("bytes").1);
    folder.write("rules/gates/cdn/x.toml", b"format = 1\n\xff\xfe");
    refused(
        &folder,
        Code::NotText,
        &[
            ("another encoding", &["advise", "latin.toml"], b""),
            ("cut inside a character", &["advise", "cut.json"], b""),
            ("a rule file", &["advise", "--rules", "rules"], b""),
            ("standard input", &["advise", "-"], b"\xff\xfef\0o\0"),
        ],
    );
}

#[test]
fn every_cut_inside_a_character_is_refused_by_the_program() {
    let folder = Folder::new("cut");
    let whole = text(&corpus().join("good/profile.toml"));
    let inside: Vec<usize> = (0..whole.len()).filter(|at| !whole.is_char_boundary(*at)).collect();
    assert!(inside.len() > 20, "the profile holds characters of several bytes");
    // One cut of each kind: after the first, second and third byte of a character of each length met.
    let mut met: Vec<(usize, usize)> = Vec::new();
    for at in inside {
        let start = (0..at).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or_default();
        let length = whole[start..].chars().next().map_or(0, char::len_utf8);
        if !met.contains(&(length, at - start)) {
            met.push((length, at - start));
            let error = folder.refusal(&["advise", "-"], &whole.as_bytes()[..at]);
            assert!(error.starts_with("error[not-text]: "), "{error}");
        }
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let folder = Folder::new("too-large");
    let large = vec![b'#'; (4 << 20) + 1];
    folder.write("profile.toml", &large);
    folder.write("rules/gates/cdn/x.toml", &large);
    refused(
        &folder,
        Code::TooLarge,
        &[
            ("a profile", &["advise", "profile.toml"], b""),
            ("a rule file", &["advise", "--rules", "rules"], b""),
            ("standard input", &["advise", "-"], &large),
        ],
    );
}

#[test]
#[cfg(unix)]
fn files_that_cannot_be_read_are_refused() {
    let folder = Folder::new("unreadable");
    fs::create_dir(folder.0.join("folder.toml")).expect("a folder is made");
    folder.write("rules/facts.toml", "format = 1\n");
    std::os::unix::fs::symlink("nothing", folder.0.join("rules/gone.toml")).expect("a link is made");
    refused(
        &folder,
        Code::Unreadable,
        &[
            ("no such profile", &["advise", "missing.toml"], b""),
            ("a folder for a profile", &["advise", "folder.toml"], b""),
            ("no such folder of rules", &["advise", "--rules", "missing"], b""),
            ("a link to nothing", &["advise", "--rules", "rules"], b""),
        ],
    );
}

#[test]
#[cfg(unix)]
fn links_that_lead_outside_are_refused() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("link-leads-outside");
    folder.write("outside/gates/cdn/x.toml", "format = 1\n");
    for name in ["file", "tree", "up"] {
        folder.write(&format!("{name}/facts.toml"), "format = 1\n");
    }
    symlink(folder.0.join("outside/gates/cdn/x.toml"), folder.0.join("file/sources.toml")).expect("a link is made");
    symlink("../outside/gates", folder.0.join("tree/gates")).expect("a link is made");
    symlink("..", folder.0.join("up/tracks")).expect("a link is made");
    refused(
        &folder,
        Code::LinkLeadsOutside,
        &[
            ("a file", &["advise", "--rules", "file"], b""),
            ("a folder", &["advise", "--rules", "tree"], b""),
            ("the folder above", &["advise", "--rules", "up"], b""),
        ],
    );
}

#[test]
#[cfg(unix)]
fn files_that_exist_are_kept() {
    let folder = Folder::new("output-exists");
    folder.write("kept.md", "kept\n");
    std::os::unix::fs::symlink("nothing", folder.0.join("link.md")).expect("a link is made");
    refused(
        &folder,
        Code::OutputExists,
        &[
            ("an answer", &["advise", "--users", "10", "--output", "kept.md"], b""),
            ("a profile to fill in", &["init", "--output", "kept.md"], b""),
            ("a link to nothing", &["rules", "list", "--output", "link.md"], b""),
        ],
    );
    assert_eq!(text(&folder.0.join("kept.md")), "kept\n");
    assert_eq!(names(&folder.0), ["kept.md", "link.md"], "nothing half-written stays behind");
}

#[test]
#[cfg(unix)]
fn files_that_cannot_be_written_are_told() {
    let folder = Folder::new("unwritable");
    folder.write("file", "kept\n");
    fs::create_dir(folder.0.join("folder")).expect("a folder is made");
    refused(
        &folder,
        Code::Unwritable,
        &[
            ("no such folder", &["advise", "--users", "10", "--output", "missing/answer.md"], b""),
            ("a folder", &["advise", "--users", "10", "--output", "folder", "--force"], b""),
            ("below a file", &["init", "--output", "file/profile.toml"], b""),
        ],
    );
    assert_eq!(names(&folder.0), ["file", "folder"], "nothing half-written stays behind");
    assert!(names(&folder.0.join("folder")).is_empty(), "nothing half-written stays behind");
}
