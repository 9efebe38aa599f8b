//! How fast the load grows, and what the told facts are once it has grown.

use crate::profile::Profile;
use crate::quantity::{Interval, Values};
use crate::rules::RuleBase;

/// So many months are looked ahead: what grows for longer than that at one rate is a wish.
pub const HORIZON: u32 = 60;

/// The growth of the load in a month, compound, where it was told and is no standstill.
pub fn growth(base: &RuleBase, profile: &Profile) -> Option<Interval> {
    // Sorted by origin: the strongest comes first.
    let told = profile.told.iter().find(|told| base.fact(told.fact).growth)?;
    let growth = told.values.interval();
    (!base.fact(told.fact).range.within(&told.values) && growth.high > 0.0 && growth.low.is_finite()).then_some(growth)
}

/// The profile with every told number that grows with the load moved, inside the range of its fact.
pub fn with_load(base: &RuleBase, profile: &Profile, moved: impl Fn(Interval) -> Interval) -> Profile {
    let mut with = profile.clone();
    for told in &mut with.told {
        let fact = base.fact(told.fact);
        if let (Values::Number(value), true) = (told.values, fact.grows && !fact.range.within(&told.values)) {
            let range = fact.range.interval();
            told.values = Values::Number(moved(value).rising(|end| end.clamp(range.low, range.high)));
        }
    }
    with
}
