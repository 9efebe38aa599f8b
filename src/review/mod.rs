//! What a review finds, and how it stands: open, waived, new, still open, regressed, resolved, or lost sight of.
//!
//! `observe` turns an answer into observations, `severity` weighs them, `locate` finds the
//! resources and places, `waive` takes out what somebody accepted,
//! `baseline` holds them against an earlier review. `configuration` reads `nextrung.toml`. Nothing is judged twice here:
//! what holds was decided by the advice; no file, clock or terminal is seen.

mod baseline;
mod configuration;
mod locate;
mod observe;
mod severity;
mod waive;

use std::sync::Arc;

pub use baseline::{BASELINE_SCHEMA, Baseline, Change, Entry, Gone, How, State, read_baseline};
pub use configuration::{Configuration, Setting, read_configuration};
pub use observe::{Observation, Subject, fingerprint};
pub use severity::{Stake, weigh};
pub use waive::{Waiving, matches};

use crate::advise::Advice;
use crate::detect::DetectedRoot;
use crate::problem::SourceText;
use crate::profile::{Profile, Waiver};
use crate::rules::{RuleBase, Severity};

/// What a review is made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The rules.
    pub base: &'a RuleBase,
    /// What was told.
    pub profile: &'a Profile,
    /// The text of the profile, where there is one: what has no place of its own is shown at its beginning.
    pub source: Option<&'a Arc<SourceText>>,
    /// What infrastructure code shows, where the profile was joined with it.
    pub detected: Option<&'a DetectedRoot>,
    /// The answer.
    pub advice: &'a Advice,
    /// Every waiver, wherever it was read.
    pub waivers: &'a [Waiver],
    /// An earlier review.
    pub baseline: Option<&'a Baseline>,
    /// The day, ISO 8601.
    pub today: &'a str,
}

/// A review, as values; the report room puts it into words.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Everything that is seen now: what is open before what is waived, the worst first, then by kind and id.
    pub observations: Vec<Observation>,
    /// How each waiver stands, in the order in which they were given.
    pub waivers: Vec<Waiving>,
    /// What the baseline knows and is not seen now, in the order of the baseline.
    pub gone: Vec<Gone>,
    /// Findings that what is told leaves open, by their place in the rule base.
    pub cannot_tell: Vec<usize>,
}

impl Review {
    /// Reviews an answer.
    pub fn new(material: &Material<'_>) -> Review {
        let mut observations = observe::observe(material);
        let waivers = waive::waive(material, &mut observations);
        let gone = baseline::compare(material, &mut observations);
        observations.sort_by(|a, b| a.order().cmp(&b.order()));
        Review { observations, waivers, gone, cannot_tell: observe::cannot_tell(material) }
    }

    /// Says whether something stands against a change: open, as bad as this or worse, and not known to the baseline.
    pub fn fails(&self, on: Severity) -> bool {
        self.observations.iter().any(|observation| observation.is_news() && observation.severity <= on)
    }

    /// Says whether nothing moved since the baseline; never where there is none.
    pub fn is_quiet(&self, baseline: Option<&Baseline>) -> bool {
        let moved = |observation: &Observation| observation.change != Some(Change::Known);
        baseline.is_some() && !self.observations.iter().any(moved) && !self.gone.iter().any(Gone::is_news)
    }

    /// What a next review is held against: all that is seen now, and all that the last baseline knew.
    pub fn next_baseline(&self, material: &Material<'_>) -> Baseline {
        baseline::next(material, self)
    }
}

#[cfg(test)]
mod tests;
