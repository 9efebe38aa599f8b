//! Every example profile, told in every format. A snapshot shows at once whom a changed rule touches.

use nextrung::advise::{Advisor, Options};
use nextrung::problem::{SourceText, draw};
use nextrung::profile;
use nextrung::report::{self, Context, Format, Look};

use crate::{base, root};

fn files() -> Vec<String> {
    let mut files = Vec::new();
    for folder in ["examples", "examples/cases", "examples/systems"] {
        let Ok(entries) = std::fs::read_dir(root().join(folder)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") || name.ends_with(".json") {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_example_is_told_the_same_in_every_format() {
    let base = base();
    let advisor = Advisor::new(&base);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The fingerprint changes with every rule; what it changes for whom is what the snapshots are for.
    settings.add_filter(&base.fingerprint, "[fingerprint]");
    for file in files() {
        let text = std::fs::read_to_string(root().join(&file)).expect("examples are text");
        let source = SourceText::new(file.as_str(), text);
        let profile = profile::read(&source, &base)
            .unwrap_or_else(|problems| panic!("{}", draw::draw(&problems, draw::Style::PLAIN)));
        let advice = advisor
            .advise(&profile, Options::default())
            .unwrap_or_else(|problems| panic!("{}", draw::draw(&problems, draw::Style::PLAIN)));
        let report = report::build(&Context { base: &base, profile: &profile, today: "2026-11-21" }, &advice);
        for (word, format) in Format::WORDS {
            let told = report::tell(&report, *format, Look::PLAIN);
            assert_eq!(told, report::tell(&report, *format, Look::PLAIN), "the same answer is told in the same bytes");
            if *format == Format::Text {
                // The first line is the answer, whole; what follows is laid out in columns.
                let wide = told.lines().skip(1).find(|line| unicode_width::UnicodeWidthStr::width(*line) > 80);
                assert_eq!(wide, None, "{file} fits 80 columns");
            }
            let name = file.trim_start_matches("examples/").replace(['/', '.'], "-");
            settings.bind(|| insta::assert_snapshot!(format!("{name}.{word}"), told));
        }
    }
}

#[test]
fn there_are_examples_of_unlike_answers() {
    let base = base();
    let advisor = Advisor::new(&base);
    let track = base.main_track().expect("there is a track");
    let mut verdicts: Vec<&str> = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(root().join(&file)).expect("examples are text");
        let profile = profile::read(&SourceText::new(file.as_str(), text), &base).expect("examples are right");
        let advice = advisor.advise(&profile, Options::default()).expect("examples do not contradict themselves");
        verdicts.push(advice.walk(track).verdict.word());
    }
    for verdict in ["step-up", "stay", "step-down"] {
        assert!(verdicts.contains(&verdict), "no example is told to {verdict}");
    }
}
