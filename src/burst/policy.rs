//! Ways of bringing capacity.

/// How capacity comes for a burst.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Policy {
    /// It does not: the units of the calm load meet the burst.
    Fixed,
    /// A group follows a measure.
    Reactive(Reaction),
    /// All that the height needs serves so many seconds before the load begins to rise.
    Ahead(f64),
    /// All that the height needs serves so many seconds after the load begins to rise.
    Signalled(f64),
    /// A part of what the height needs beyond the calm units waits and is asked for at the first sign.
    Waiting {
        /// The part that waits, 0 to 1.
        share: f64,
        /// Seconds from the first second over the group's target until it serves; with 0 it serves all the time.
        wake: f64,
        /// What brings the rest.
        then: Reaction,
    },
}

/// How a group follows a measure.
///
/// At the end of each period it sees the mean load of that period, up to a ceiling over the capacity in service: the
/// use of processors stops at 1, a count of requests at nothing. It asks for the units that serve the least of the
/// last `periods` readings at its target. It lets nothing go before the load is calm again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reaction {
    /// Seconds of one reading; the first begins with the burst.
    pub period: f64,
    /// Readings in a row that must call for more.
    pub periods: f64,
    /// Seconds from a decision to the next, counted from the first in whole periods.
    pub pause: f64,
    /// The greatest load that the measure can show, over the capacity in service.
    pub ceiling: f64,
}

/// How long capacity takes to come and stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// Seconds from the decision until a new unit serves.
    pub delay: f64,
    /// Seconds that units are kept after the load is calm and nothing waits.
    pub release: f64,
}

impl Reaction {
    /// Seconds of a reading, whole and at least one.
    pub(super) fn whole_period(&self) -> u32 {
        self.period.round().clamp(1.0, 86_400.0) as u32
    }

    /// Readings in a row, at least one.
    pub(super) fn whole_periods(&self) -> usize {
        self.periods.ceil().clamp(1.0, 1000.0) as usize
    }

    /// Seconds between decisions: the pause in whole periods, at least one.
    pub(super) fn grid(&self) -> u32 {
        let period = f64::from(self.whole_period());
        ((self.pause / period).ceil().clamp(1.0, 86_400.0) * period).min(1e9) as u32
    }
}
