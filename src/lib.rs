//! nextrung says which rung of the ladder comes next for a cloud architecture, and why that one.
//!
//! The whole flow, from text to text:
//!
//! ```
//! use nextrung::advise::{Advisor, Options};
//! use nextrung::problem::SourceText;
//! use nextrung::report::{self, Context, Format, Look};
//! use nextrung::{profile, rules};
//!
//! let base = rules::load(&[rules::built_in()]).expect("the built-in rules are right");
//! let text = "format = 1\n[facts]\nusers = 12_000\n[current]\nstage = { scale = 'redundant-zones' }\n";
//! let profile = profile::read(&SourceText::new("profile.toml", text), &base).expect("this profile is right");
//! let advice = Advisor::new(&base).advise(&profile, Options::default()).expect("its facts agree");
//! let report = report::build(&Context { base: &base, profile: &profile, today: "2026-11-21" }, &advice);
//! let answer = report::tell(&report, Format::Text, Look::PLAIN);
//! assert!(answer.starts_with("Next rung: scaled-reads"));
//! ```
//!
//! Each room knows only those before it: [`problem`], [`document`], [`quantity`], [`expr`], [`rules`], [`ladder`],
//! [`profile`], [`placing`], [`chart`], [`burst`], [`infra`], [`detect`],
//! [`advise`], [`estimate`], [`explore`], [`roadmap`], [`review`], [`exercise`], [`report`], [`cli`].

pub mod advise;
pub mod burst;
pub mod chart;
pub mod cli;
pub mod detect;
pub mod document;
pub mod estimate;
pub mod exercise;
pub mod explore;
pub mod expr;
pub mod infra;
pub mod ladder;
pub mod placing;
pub mod problem;
pub mod profile;
pub mod quantity;
pub mod report;
pub mod review;
pub mod roadmap;
pub mod rules;
