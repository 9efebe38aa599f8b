//! What an answer hangs on, found by asking the judgement again: minimal reasons, smallest changes, best questions, what
//! moved between two answers, and the answer along a count. Nothing is judged here.

mod change;
mod difference;
mod lines;
mod question;
mod reason;
mod sweep;

pub use change::{Change, MOST_FACTS, Target, WhyNot, applied, takes, why_not};
pub use difference::{Difference, Moved, Named, difference};
pub use lines::Lines;
pub use question::{Asked, Inquiry, effort, inquire, stage_is_first};
pub use reason::{Ground, PartReason, reasons};
pub use sweep::{Axis, LEAST_POINTS, sweep};

use crate::advise::{Advice, Advisor, Options};
use crate::expr::FactId;
use crate::problem::{Place, SourceText};
use crate::profile::{Origin, Profile, Told};
use crate::quantity::Values;

/// A profile that is asked about again and again, with other facts.
#[derive(Debug)]
pub struct Probe<'a> {
    /// The judgement.
    pub advisor: &'a Advisor<'a>,
    /// What was stated.
    pub profile: &'a Profile,
    /// How it is judged.
    pub options: Options,
}

impl Probe<'_> {
    /// The answer; nothing where the facts contradict each other.
    pub fn advise(&self, profile: &Profile) -> Option<Advice> {
        self.advisor.advise(profile, self.options).ok()
    }

    /// The profile without a fact.
    pub fn without(&self, profile: &Profile, fact: FactId) -> Profile {
        let told = profile.told.iter().filter(|told| told.fact != fact).cloned().collect();
        Profile { told, ..profile.clone() }
    }

    /// The profile with a fact told otherwise; who told it before is believed no more.
    pub fn with(&self, profile: &Profile, fact: FactId, values: Values) -> Profile {
        let mut changed = self.without(profile, fact);
        let before = profile.told.iter().find(|told| told.fact == fact);
        let origin = before.map_or(Origin::Stated, |told| told.origin);
        let place = before.map_or_else(
            || Place::whole(&SourceText::new("--set", self.advisor.base().fact(fact).name.as_str())),
            |told| told.place.clone(),
        );
        changed.told.push(Told { fact, values, origin, place });
        changed.told.sort_by_key(|told| (told.fact, told.origin));
        changed
    }
}
