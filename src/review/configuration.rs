//! `nextrung.toml`: what a review of this repository is made with, so that nobody has to say it each time.
//!
//! Only what is written there; where the file may lie and what may be read through it is the business of the caller.

use std::sync::Arc;

use crate::document::reader::{Reader, Text};
use crate::document::{self, Language, Value};
use crate::problem::{Place, Problem, SourceText, in_order};
use crate::rules::Severity;

/// A path that the file names, with the place that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// As written, from the folder of the file.
    pub path: String,
    /// Where it stands.
    pub place: Place,
}

/// What `nextrung.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Configuration {
    /// The profile that is reviewed where none is named.
    pub profile: Option<Setting>,
    /// Folders of rules, before those that are named.
    pub rules: Vec<Setting>,
    /// A file of waivers.
    pub waivers: Option<Setting>,
    /// The baseline.
    pub baseline: Option<Setting>,
    /// What fails a review.
    pub fail_on: Option<Severity>,
}

/// Reads `nextrung.toml`.
///
/// # Errors
/// Every fault of the file.
pub fn read_configuration(source: &Arc<SourceText>) -> Result<Configuration, Vec<Problem>> {
    let root = document::parse(source, Language::Toml)?;
    let Value::Table(table) = &root.value else { return Ok(Configuration::default()) };
    let mut problems = Vec::new();
    let mut reader = Reader::new(table, &Place::new(source, 0, 0), "nextrung.toml", &mut problems);
    reader.format();
    let review = reader.table("review");
    let mut configuration = Configuration::default();
    if let Some((table, entry)) = review {
        let mut inner = Reader::new(table, &entry.key_place, "`review`", reader.problems());
        let setting = |text: Text<'_>| Setting { path: text.text.to_owned(), place: text.place().clone() };
        configuration.profile = inner.text("profile").map(setting);
        configuration.rules = inner.texts("rules").into_iter().map(setting).collect();
        configuration.waivers = inner.text("waivers").map(setting);
        configuration.baseline = inner.text("baseline").map(setting);
        configuration.fail_on = inner.word("fail_on", Severity::WORDS);
        inner.finish();
    }
    reader.finish();
    if problems.is_empty() { Ok(configuration) } else { Err(in_order(problems)) }
}
