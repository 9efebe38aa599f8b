//! The climb that lies ahead: every coming step with the months between which it is called for.
//!
//! The months are found by asking: the load grows by the stated rate, the judgement answers today and at the end of
//! each month of the calendar, and every step that it calls for is taken before the next month is asked about: its month
//! is the one in which it comes to be called for. What was measured on the
//! architecture before a step, and called for it, is forgotten after it. Two runs bound the months: one where everything
//! that was told as a range is at its high end and grows fastest, one where it is at its low end and grows slowest.
//! Without a stated growth nothing moves, and nothing has a month.

mod calendar;
mod climb;
mod forecast;

pub use crate::advise::{HORIZON, growth};
pub use calendar::{Begin, Calendar};
pub use climb::{Halted, MOST_STEPS, Taken, climb};
pub use forecast::{Course, grown, held, scaled};

use crate::advise::{Advice, Options};
use crate::estimate::{StepCost, estimate};
use crate::explore::Probe;
use crate::expr::{CapabilityId, FactId, TrackId};
use crate::quantity::Interval;
use crate::rules::{GateId, LeadTime, TransitionId};

/// When a step comes to be called for.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Due {
    /// The month of the calendar, counted from today's.
    pub month: u32,
    /// How many months after today that was asked: none where it is called for today, else at the end of the month.
    pub after: f64,
}

impl Due {
    /// Today.
    pub const TODAY: Due = Due { month: 0, after: 0.0 };
}

/// A step that is called for now or later.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its track.
    pub track: TrackId,
    /// The stage that it begins on.
    pub from: usize,
    /// The stage that it ends on; the same for a step that changes no rung.
    pub to: usize,
    /// What it is for.
    pub required: Vec<CapabilityId>,
    /// What a way back takes away.
    pub drops: Vec<CapabilityId>,
    /// What is declared for it.
    pub declared: Vec<TransitionId>,
    /// When it is called for at the earliest; nothing without growth.
    pub earliest: Option<Due>,
    /// At the latest; nothing where that is beyond the horizon.
    pub latest: Option<Due>,
    /// The gates that call for it then.
    pub because: Vec<GateId>,
    /// The answer that called for it, on the early course.
    pub advice: Box<Advice>,
    /// What it adds to the bill at the load of that month.
    pub cost: Option<StepCost>,
    /// The place of the step before it on the same track that is not finished when this one is called for.
    pub merges_with: Option<usize>,
}

impl Planned {
    /// The longest of the lead times that are declared for it.
    pub fn lead_time(&self, probe: &Probe<'_>) -> Option<LeadTime> {
        let base = probe.advisor.base();
        self.declared.iter().map(|id| base.transition(*id).lead_time).max_by_key(LeadTime::most_days)
    }
}

/// The climb that lies ahead.
#[derive(Debug, Clone)]
pub struct Roadmap {
    /// What months are counted in.
    pub calendar: Calendar,
    /// How fast the load grows in a month; nothing where nobody said so, or where it does not grow.
    pub growth: Option<Interval>,
    /// Somebody said how fast the load grows, and it does not.
    pub standstill: bool,
    /// The told facts that grow.
    pub grows: Vec<FactId>,
    /// The told facts that say more of the load and are held as they are.
    pub held: Vec<FactId>,
    /// The steps, in the order in which they are called for.
    pub steps: Vec<Planned>,
    /// What is called for on the early course and cannot be taken.
    pub halted: Vec<Halted>,
    /// The facts contradicted each other in this month of the early course: nothing was asked beyond it.
    pub ends_in: Option<u32>,
}

/// Plans the climb of a profile, from a day on. A month is told in which a step is called for: it is judged without
/// foresight, and when to begin follows from the lead time.
pub fn roadmap(probe: &Probe<'_>, calendar: Calendar) -> Roadmap {
    let probe = &Probe { options: Options { foresight: false, ..probe.options }, ..*probe };
    let base = probe.advisor.base();
    let growth = growth(base, probe.profile);
    let early = climb(probe, Course::Early, growth, calendar);
    let late = growth.map(|_| climb(probe, Course::Late, growth, calendar));
    let (grows, held) = held(base, probe.profile);
    let mut steps: Vec<Planned> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for taken in early.taken {
        let same = |(index, other): &(usize, &Taken)| !used.contains(index) && other.is_like(&taken);
        let found = late.as_ref().and_then(|late| {
            let mut all = late.taken.iter().enumerate();
            all.find(|(index, other)| same(&(*index, other)))
        });
        let latest = found.map(|(index, other)| {
            used.push(index);
            other.due
        });
        let cost = estimate(base, &taken.advice).step;
        let before = steps.iter().rposition(|step| step.track == taken.track);
        let mut planned = Planned {
            track: taken.track,
            from: taken.from,
            to: taken.to,
            required: taken.required,
            drops: taken.drops,
            declared: taken.declared,
            earliest: growth.map(|_| taken.due),
            latest,
            because: taken.because,
            advice: taken.advice,
            cost,
            merges_with: None,
        };
        planned.merges_with = before.filter(|index| is_unfinished(probe, calendar, &steps[*index], &planned));
        steps.push(planned);
    }
    let standstill = growth.is_none() && forecast::is_told(base, probe.profile);
    Roadmap { calendar, growth, standstill, grows, held, steps, halted: early.halted, ends_in: early.ends_in }
}

/// Says whether a step is still being worked on when the next one of its track is called for.
fn is_unfinished(probe: &Probe<'_>, calendar: Calendar, before: &Planned, next: &Planned) -> bool {
    let (Some(from), Some(to), Some(lead)) = (before.earliest, next.earliest, before.lead_time(probe)) else {
        return false;
    };
    !calendar.is_finished(from.after, lead, to.after)
}
