//! A profile as it will be in some months, at the stated growth.

use crate::advise::with_load;
use crate::expr::FactId;
use crate::profile::Profile;
use crate::quantity::Interval;
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
pub fn grown(base: &RuleBase, profile: &Profile, course: Course, growth: Option<Interval>, months: f64) -> Profile {
    let Some(growth) = growth else { return profile.clone() };
    let factor = (1.0 + course.end(growth)).powf(months);
    with_load(base, profile, |told| Interval::point(course.end(told) * factor))
}

/// The profile with so many times the load: what grows with it, each range as a whole.
pub fn scaled(base: &RuleBase, profile: &Profile, times: f64) -> Profile {
    with_load(base, profile, |told| told.rising(|end| end * times))
}

/// The facts that describe the architecture on which they were told.
pub(super) fn describes_today(base: &RuleBase, fact: FactId) -> bool {
    matches!(base.fact(fact).group, FactGroup::Saturation | FactGroup::Components)
}
