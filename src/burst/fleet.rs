//! What serves, and where requests wait.

/// Serving units that are all alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fleet {
    /// Units in service while the load is calm, a whole number of at least 1.
    pub units: f64,
    /// Requests a second that one unit serves when it does nothing else.
    pub unit_rps: f64,
    /// The part of its capacity that a group aims to use, over 0 and at most 1.
    pub target: f64,
}

impl Fleet {
    /// The fleet that serves a calm load.
    ///
    /// `unit_rps` is what one unit is thought to carry, `units` how many there are; where that is not known there are
    /// as many as keep the use. A use that is known stays as it is: together the units carry `calm / share`, and each
    /// its part of that. One that is merely aimed at gives way: whole units carry what they carry, and at least
    /// `calm / share`.
    ///
    /// Nothing where a figure is not over zero.
    pub fn in_calm(calm: f64, used: Use, unit_rps: f64, units: Units, target: f64) -> Option<Fleet> {
        let is_sound = |value: f64| value.is_finite() && value > 0.0;
        let (Use::Known(share) | Use::AtMost(share)) = used;
        if !(is_sound(share) && is_sound(unit_rps) && is_sound(target) && calm.is_finite() && calm >= 0.0) {
            return None;
        }
        let capacity = calm / share;
        let units = match units {
            Units::Known(units) => whole(units).max(1.0),
            Units::AtLeast(least) => whole(capacity / unit_rps).max(least.floor()).max(1.0),
        };
        let unit_rps = match used {
            Use::Known(_) if calm > 0.0 => capacity / units,
            Use::Known(_) => unit_rps,
            Use::AtMost(_) => unit_rps.max(capacity / units),
        };
        (units.is_finite() && is_sound(unit_rps)).then_some(Fleet { units, unit_rps, target: target.min(1.0) })
    }

    /// Requests a second that so many units serve.
    pub fn capacity(&self, units: f64) -> f64 {
        units * self.unit_rps
    }

    /// The units that serve a load at the use that the group aims at, never fewer than in calm.
    pub fn needed(&self, rate: f64) -> f64 {
        whole(rate / (self.unit_rps * self.target)).max(self.units)
    }
}

/// The next whole number up; a hair above a whole number is rounding, not a unit.
fn whole(units: f64) -> f64 {
    (units * (1.0 - 1e-12)).ceil()
}

/// The part of its capacity that a fleet uses while the load is calm, over 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Use {
    /// Exactly this part.
    Known(f64),
    /// This part or less: fleets are sized for it.
    AtMost(f64),
}

/// How many units serve while the load is calm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Units {
    /// So many.
    Known(f64),
    /// So many or more, as the load needs.
    AtLeast(f64),
}

/// Where requests wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Requests that may wait in front of one unit in service; what does not fit is lost.
    pub room: f64,
    /// Seconds after which an answer comes too late.
    pub patience: f64,
}
