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
    /// The fleet that a calm load uses to a share of its capacity.
    ///
    /// Units are whole, so one carries a little less than `unit_rps` where that does not divide the capacity evenly:
    /// the use that was told stays as it was told. Nothing where a figure is not over zero.
    pub fn used(calm: f64, share: f64, unit_rps: f64, target: f64) -> Option<Fleet> {
        let is_sound = |value: f64| value.is_finite() && value > 0.0;
        if !(is_sound(share) && is_sound(unit_rps) && is_sound(target) && calm.is_finite() && calm >= 0.0) {
            return None;
        }
        let units = whole(calm / (share * unit_rps)).max(1.0);
        let unit_rps = if calm > 0.0 { calm / (share * units) } else { unit_rps };
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

/// Where requests wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Requests that may wait in front of one unit in service; what does not fit is lost.
    pub room: f64,
    /// Seconds after which an answer comes too late.
    pub patience: f64,
}
