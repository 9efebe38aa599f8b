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

    /// The same in whole months, of 21 working days each. Lead times are told in weeks, and four of them are a month to
    /// everybody: a month that lacks no more than a week of its days counts.
    pub fn most_months(&self) -> u32 {
        u32::try_from(self.most_days().saturating_add(5) / 21).unwrap_or(u32::MAX)
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
    fn four_weeks_are_a_month_and_three_are_none() {
        let months = |high: i64, unit: TimeUnit| LeadTime { low: 0, high, unit }.most_months();
        let weeks: Vec<u32> = [3, 4, 6, 8, 12, 13, 16, 20, 26].map(|high| months(high, TimeUnit::Weeks)).to_vec();
        assert_eq!(weeks, [0, 1, 1, 2, 3, 3, 4, 5, 6]);
        assert_eq!([10, 15, 16].map(|high| months(high, TimeUnit::Days)), [0, 0, 1]);
        assert_eq!([1, 12, 18].map(|high| months(high, TimeUnit::Months)), [1, 12, 18]);
        assert_eq!(months(i64::MAX, TimeUnit::Months), u32::MAX);
    }
}
