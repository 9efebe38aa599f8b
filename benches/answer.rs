//! How long an answer takes, as ratios within one run: `cargo bench`.
//!
//! The floor of a whole run is a process that prints its version; the floor of loading is to unpack the trees of all
//! rule files, their lists of tables left packed, without reading what they say. Medians of many rounds, all ways in
//! turn, so that other work on the machine touches all of them alike.

#![allow(clippy::print_stdout, reason = "a bench tells its figures")]

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nextrung::advise::{Advisor, Options};
use nextrung::document::{Language, parse};
use nextrung::problem::SourceText;
use nextrung::report::{self, Context, Format, Look};
use nextrung::rules::{Layer, built_in, load};
use nextrung::{profile, rules};

const ROUNDS: usize = 41;

type Way<'a> = (&'a str, Box<dyn Fn() + 'a>);

fn main() {
    let base = load(&[built_in()]).expect("the built-in rules load");
    let text = "format = 1\n[facts]\nusers = 12_000\n[measured]\ndatabase_cpu_peak = '82%'\nread_share = '90%'\n\
                [current]\nstage = { scale = 'redundant-zones' }\n";
    let profile = profile::read(&SourceText::new("profile.toml", text), &base).expect("the profile is right");
    let advisor = Advisor::new(&base);
    let as_text = Layer {
        name: "text".to_owned(),
        files: built_in()
            .files
            .into_iter()
            .map(|(path, file)| (path, SourceText::new(file.name(), file.text())))
            .collect(),
    };
    let answer = || {
        let advice = advisor.advise(&profile, Options::default()).expect("nothing contradicts");
        let report = report::build(&Context { base: &base, profile: &profile, today: "2026-11-21" }, &advice);
        black_box(report::tell(&report, Format::Text, Look::PLAIN));
    };
    table(
        "loading the rules",
        &[
            (
                "unpack the trees only",
                Box::new(|| built_in().files.iter().for_each(|(_, file)| drop(black_box(parse(file, Language::Toml))))),
            ),
            ("load packed rules", Box::new(|| drop(black_box(rules::load(&[built_in()]))))),
            ("load every part of them at once", Box::new(|| drop(black_box(rules::load_whole(&[built_in()]))))),
            (
                "load the same rules from text",
                Box::new(|| drop(black_box(rules::load(std::slice::from_ref(&as_text))))),
            ),
            ("one answer, rules loaded", Box::new(answer)),
        ],
    );
    table(
        "whole runs",
        &[
            ("nextrung --version", Box::new(|| process(&["--version"]))),
            (
                "nextrung advise --users 12k",
                Box::new(|| process(&["advise", "--users", "12k", "--at", "redundant-zones"])),
            ),
            ("nextrung rules test", Box::new(|| process(&["rules", "test"]))),
        ],
    );
}

fn process(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_nextrung")).args(arguments).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "the program runs");
}

fn table(title: &str, ways: &[Way<'_>]) {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); ways.len()];
    for _ in 0..ROUNDS {
        for (index, (_, way)) in ways.iter().enumerate() {
            let start = Instant::now();
            way();
            times[index].push(start.elapsed());
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    };
    let medians: Vec<f64> = times.iter_mut().map(median).collect();
    println!("\n{title}: median of {ROUNDS}, ratio to the first");
    for ((name, _), time) in ways.iter().zip(&medians) {
        println!("  {name:<32} {:>9.3} ms  {:>6.2}x", time * 1e3, time / medians[0]);
    }
}
