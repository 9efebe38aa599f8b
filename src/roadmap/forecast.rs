//! A profile as it will be in some months, at the stated growth.

use crate::expr::FactId;
use crate::profile::Profile;
use crate::quantity::{Interval, Values};
use crate::rules::{FactGroup, RuleBase};

/// Which end of everything that was told as a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Much already, growing fast.
    Early,
    /// Little yet, growing slowly.
    Late,
}

impl Course {
    fn end(self, interval: Interval) -> f64 {
        match self {
            Course::Early => interval.high,
            Course::Late => interval.low,
        }
    }
}

/// The growth of the load in a month, compound, where it was told and is no standstill.
pub fn growth(base: &RuleBase, profile: &Profile) -> Option<Interval> {
    // Sorted by origin: the strongest comes first.
    let told = profile.told.iter().find(|told| base.fact(told.fact).growth)?;
    let growth = told.values.interval();
    (!base.fact(told.fact).range.within(&told.values) && growth.high > 0.0 && growth.low.is_finite()).then_some(growth)
}

/// Says whether somebody told how fast the load grows, be it not at all.
pub(super) fn is_told(base: &RuleBase, profile: &Profile) -> bool {
    let mut told = profile.told.iter();
    told.any(|told| base.fact(told.fact).growth && !base.fact(told.fact).range.within(&told.values))
}

/// The told facts that grow with the load, and those that say more of it and are held.
pub fn held(base: &RuleBase, profile: &Profile) -> (Vec<FactId>, Vec<FactId>) {
    let of_load = profile.told.iter().map(|told| told.fact).filter(|fact| base.fact(*fact).load);
    let mut all: Vec<FactId> = of_load.filter(|fact| !base.fact(*fact).growth).collect();
    all.dedup();
    all.into_iter().partition(|fact| base.fact(*fact).grows)
}

/// The profile after some months: `value * (1 + growth)^months` for what grows, each range at the end of the course.
///
/// Where no growth is told the values stay as they are, ranges too.
pub fn grown(base: &RuleBase, profile: &Profile, course: Course, growth: Option<Interval>, months: u32) -> Profile {
    let Some(growth) = growth else { return profile.clone() };
    let factor = (1.0 + course.end(growth)).powi(months as i32);
    let mut grown = profile.clone();
    for told in &mut grown.told {
        let fact = base.fact(told.fact);
        let Values::Number(told_range) = told.values else { continue };
        if !fact.grows || fact.range.within(&told.values) {
            continue;
        }
        let range = fact.range.interval();
        let value = (course.end(told_range) * factor).clamp(range.low, range.high);
        told.values = Values::Number(Interval::point(value));
    }
    grown
}

/// The profile with so many times the load: what grows with it, each range as a whole.
pub fn scaled(base: &RuleBase, profile: &Profile, times: f64) -> Profile {
    let mut scaled = profile.clone();
    for told in &mut scaled.told {
        let fact = base.fact(told.fact);
        if let (Values::Number(value), true) = (told.values, fact.grows && !fact.range.within(&told.values)) {
            let range = fact.range.interval();
            told.values = Values::Number(value.rising(|end| (end * times).clamp(range.low, range.high)));
        }
    }
    scaled
}

/// The facts that describe the architecture on which they were told.
pub(super) fn describes_today(base: &RuleBase, fact: FactId) -> bool {
    matches!(base.fact(fact).group, FactGroup::Saturation | FactGroup::Components)
}
