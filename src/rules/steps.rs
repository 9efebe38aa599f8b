//! What is known of steps: transitions, what they require, their checklists.

use super::base::Provenance;
use super::deferred::Deferred;
use super::words::{Effort, Phase, Risk, TimeUnit};
use crate::expr::{CapabilityId, Formula, TrackId};
use crate::problem::Place;

/// What must be there or true before a step.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its id inside the transition.
    pub id: String,
    /// A capability that rides along where it is missing.
    pub capability: Option<CapabilityId>,
    /// A condition that meets it.
    pub when: Option<Formula>,
    /// Why.
    pub why: String,
    /// What would meet it, in words.
    pub mend: Option<String>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// One thing to tick.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id, `OWNER/ITEM`: the transition, stage or playbook, and its own.
    pub id: String,
    /// The part of the step.
    pub phase: Phase,
    /// What to do or to observe.
    pub text: String,
    /// When it applies; always where there is none.
    pub when: Option<Formula>,
    /// It belongs to these capabilities: a step that gains none of them leaves it out. Empty: to the whole.
    pub applies_to: Vec<CapabilityId>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// How long a step takes before it helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadTime {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
    /// In these.
    pub unit: TimeUnit,
}

impl LeadTime {
    /// The most working days that it takes, to compare.
    pub fn most_days(&self) -> i64 {
        let days = match self.unit {
            TimeUnit::Days => 1,
            TimeUnit::Weeks => 5,
            TimeUnit::Months => 21,
        };
        self.high.saturating_mul(days)
    }

    /// The same in months: of the calendar as they are told, and a twelfth of a year has 30.4 days of seven a week.
    pub fn most_months(&self) -> f64 {
        let high = self.high as f64;
        match self.unit {
            TimeUnit::Months => high,
            TimeUnit::Weeks => high * 84.0 / 365.0,
            // Five of seven days are worked on.
            TimeUnit::Days => high * 16.8 / 365.0,
        }
    }
}

/// A step as declared: onto a stage, to more on the same rung, back from capabilities, or into another lane.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Its id, which is the name of its file.
    pub id: String,
    /// Its track.
    pub track: TrackId,
    /// The stage it begins on; any where there is none.
    pub from: Option<usize>,
    /// The stage it ends on; nothing for a way back.
    pub to: Option<usize>,
    /// The lane that a change of lane leads to, by its place in the track's list.
    pub lane: Option<usize>,
    /// What a step that changes no rung gains.
    pub adds: Vec<CapabilityId>,
    /// What a way back takes away.
    pub drops: Vec<CapabilityId>,
    /// How much work.
    pub effort: Effort,
    /// How long until it helps.
    pub lead_time: LeadTime,
    /// How much can go wrong.
    pub risk: Risk,
    /// Whether it can be undone.
    pub reversible: bool,
    /// Why one would.
    pub why: String,
    /// What must be there first.
    pub requires: Vec<Requirement>,
    /// How.
    pub checklist: Deferred<Vec<Item>>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Where it is declared.
    pub place: Place,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_twelve_months_and_fifty_two_weeks() {
        let months = |high: i64, unit: TimeUnit| LeadTime { low: 0, high, unit }.most_months();
        assert!((months(52, TimeUnit::Weeks) - 12.0).abs() < 0.05);
        assert!((months(8, TimeUnit::Weeks) - 1.84).abs() < 0.01);
        assert!((months(260, TimeUnit::Days) - 12.0).abs() < 0.05);
        assert!((months(12, TimeUnit::Months) - 12.0).abs() < 1e-9);
    }
}
