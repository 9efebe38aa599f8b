//! One burst under one policy, second by second.

use std::collections::VecDeque;

use super::fleet::{Fleet, Queue};
use super::load::Load;
use super::policy::{Policy, Reaction, Timing};

/// The longest burst that is simulated: a day.
pub const MOST_SECONDS: f64 = 86_400.0;

/// At most this many changes of capacity are kept in an outcome.
const MOST_STEPS: usize = 200;

/// Everything that a burst under a policy hangs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scenario {
    /// What comes.
    pub load: Load,
    /// What serves it.
    pub fleet: Fleet,
    /// Where it waits.
    pub queue: Queue,
    /// How fast capacity comes and goes.
    pub timing: Timing,
}

/// One second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Second {
    /// Requests that came in it.
    pub arrived: f64,
    /// Requests that were served in it.
    pub served: f64,
    /// Requests that did not fit.
    pub lost: f64,
    /// Requests that wait at its end.
    pub queued: f64,
    /// Units in service.
    pub units: f64,
}

/// A change of capacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Seconds after the load began to rise at which the units serve; below zero before it.
    pub at: f64,
    /// Units in service from then on.
    pub units: f64,
}

/// What came of a burst.
///
/// Requests are those of the burst: what came until the load was calm again. Invariants, up to rounding: `arrived` is
/// `served + queued + lost` and [`Load::requests`]; `late` is a part of `served`.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Seconds that were simulated: the burst, and what the queue needed to drain.
    pub seconds: u32,
    /// Requests of the burst.
    pub arrived: f64,
    /// Requests that were served, late ones too.
    pub served: f64,
    /// Requests that were served after more than the patience.
    pub late: f64,
    /// Requests that did not fit into the queue.
    pub lost: f64,
    /// Requests that still wait at the end, because the calm fleet does not keep up.
    pub queued: f64,
    /// Whole seconds that the request of the burst waited that was served after the longest wait.
    pub worst_wait: f64,
    /// Seconds at whose end requests waited or were lost.
    pub short: f64,
    /// The most units in service.
    pub most_units: f64,
    /// Units beyond the calm ones times the seconds for which they are paid in one burst: from being asked for until
    /// they are let go.
    pub unit_seconds: f64,
    /// Units that wait at all other times.
    pub waiting: f64,
    /// The changes of capacity, the first 200.
    pub steps: Vec<Step>,
}

/// The burst lasts longer than what is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the burst lasts longer than a day")]
pub struct TooLong;

/// Requests that wait.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// The second in which they came.
    came: u32,
    amount: f64,
    /// They came before the load was calm again.
    of_burst: bool,
}

/// Units that were asked for and do not serve yet.
#[derive(Debug, Clone, Copy)]
struct Order {
    serves: f64,
    more: f64,
}

/// Simulates a burst; `see` is shown every second.
///
/// Within a second requests are served first come, first served; what came in the second in which it was served did not
/// wait. Units serve from the first whole second at which they are there.
///
/// # Errors
/// [`TooLong`] for a burst of more than [`MOST_SECONDS`].
pub fn simulate(scenario: &Scenario, policy: Policy, mut see: impl FnMut(&Second)) -> Result<Outcome, TooLong> {
    let Scenario { load, fleet, queue, timing } = scenario;
    // A length that is no number is refused too.
    if load.seconds().is_nan() || load.seconds() > MOST_SECONDS {
        return Err(TooLong);
    }
    let mut run = Run::new(scenario, policy);
    let end = load.seconds().ceil() as u32;
    let mut second: u32 = 0;
    let mut before = 0.0;
    loop {
        let calm_again = second >= end;
        let keeps_up = fleet.capacity(run.serving) > load.calm;
        if calm_again && (run.queued <= 0.0 || !keeps_up || f64::from(second) >= 2.0 * MOST_SECONDS) {
            break;
        }
        run.bring(second);
        let after = load.requests_until(f64::from(second + 1));
        let until = load.requests_until(f64::from(second + 1).min(load.seconds()));
        let arrived = after - before;
        let of_burst = (until - before).clamp(0.0, arrived);
        let seen = run.serve(second, [of_burst, arrived - of_burst], queue);
        before = after;
        see(&seen);
        second += 1;
        if second < end {
            run.react(second, seen.arrived);
        }
    }
    Ok(run.outcome(second, timing.release))
}

/// A reaction in whole seconds, worked out once for all of them.
#[derive(Clone, Copy)]
struct Following {
    period: u32,
    periods: usize,
    grid: u32,
    ceiling: f64,
}

impl Following {
    fn new(reaction: &Reaction) -> Following {
        Following {
            period: reaction.whole_period(),
            periods: reaction.whole_periods(),
            grid: reaction.grid(),
            ceiling: reaction.ceiling,
        }
    }
}

/// A burst under way.
struct Run<'s> {
    scenario: &'s Scenario,
    reaction: Option<Following>,
    /// What is asked for and does not serve yet, the earliest first.
    coming: VecDeque<Order>,
    /// Units in service.
    serving: f64,
    /// Units asked for, the calm ones included.
    asked: f64,
    /// Of these, the ones that are let go when the load is calm again.
    extra: f64,
    /// Spare units that wait and are not asked for yet, with their time to wake.
    asleep: Option<(f64, f64)>,
    /// Requests that wait, the oldest first.
    line: VecDeque<Waiting>,
    queued: f64,
    /// The load that the measure showed in the present period so far.
    shown: f64,
    /// What the last periods called for.
    called: VecDeque<f64>,
    /// The second of the first decision.
    first_decision: Option<u32>,
    outcome: Outcome,
}

impl<'s> Run<'s> {
    fn new(scenario: &'s Scenario, policy: Policy) -> Run<'s> {
        let Scenario { load, fleet, timing, .. } = scenario;
        let needed = fleet.needed(load.peak());
        let mut run = Run {
            scenario,
            reaction: None,
            coming: VecDeque::new(),
            serving: fleet.units,
            asked: fleet.units,
            extra: 0.0,
            asleep: None,
            line: VecDeque::new(),
            queued: 0.0,
            shown: 0.0,
            called: VecDeque::new(),
            first_decision: None,
            outcome: Outcome {
                seconds: 0,
                arrived: 0.0,
                served: 0.0,
                late: 0.0,
                lost: 0.0,
                queued: 0.0,
                worst_wait: 0.0,
                short: 0.0,
                most_units: fleet.units,
                unit_seconds: 0.0,
                waiting: 0.0,
                steps: Vec::new(),
            },
        };
        match policy {
            Policy::Fixed => {}
            Policy::Reactive(reaction) => run.reaction = Some(Following::new(&reaction)),
            Policy::Ahead(early) => run.order(-early - timing.delay, -early, needed),
            Policy::Signalled(late) => run.order(late - timing.delay, late, needed),
            Policy::Waiting { share, wake, then } => {
                run.reaction = Some(Following::new(&then));
                let spare = (share.clamp(0.0, 1.0) * (needed - fleet.units)).ceil();
                run.outcome.waiting = spare;
                if wake <= 0.0 {
                    // They serve all the time; what they cost is counted as waiting.
                    run.serving += spare;
                    run.asked += spare;
                } else if spare > 0.0 {
                    run.asleep = Some((spare, wake));
                }
            }
        }
        run
    }

    /// Asks for units until there are so many, and keeps what comes first in front.
    fn order(&mut self, asked: f64, serves: f64, units: f64) {
        let end = self.scenario.load.seconds();
        let more = units - self.asked;
        // What comes only when all is over is not asked for any more.
        if more <= 0.0 || serves >= end {
            return;
        }
        self.asked = units;
        self.extra += more;
        self.outcome.unit_seconds += more * (end - asked);
        let place = self.coming.partition_point(|order| order.serves <= serves);
        self.coming.insert(place, Order { serves, more });
    }

    /// Takes into service what is there by now.
    fn bring(&mut self, second: u32) {
        let now = f64::from(second);
        if second > 0 && self.coming.front().is_none_or(|order| order.serves > now) {
            return;
        }
        while let Some(order) = self.coming.front().copied().filter(|order| order.serves <= now) {
            self.coming.pop_front();
            self.serving += order.more;
            if self.outcome.steps.len() < MOST_STEPS {
                self.outcome.steps.push(Step { at: order.serves, units: self.serving });
            }
        }
        self.outcome.most_units = self.outcome.most_units.max(self.serving);
    }

    /// Serves one second; what came in it are requests of the burst, and after them others.
    fn serve(&mut self, second: u32, came: [f64; 2], queue: &Queue) -> Second {
        let capacity = self.scenario.fleet.capacity(self.serving);
        let arrived: f64 = came.iter().sum();
        if self.line.is_empty() && self.queued == 0.0 && arrived <= capacity {
            // Most seconds: nobody waits, and everything that comes is served at once.
            self.outcome.arrived += came[0];
            self.outcome.served += came[0];
            return Second { arrived, served: arrived, lost: 0.0, queued: 0.0, units: self.serving };
        }
        let waiting = self.queued + arrived;
        for (amount, of_burst) in came.into_iter().zip([true, false]) {
            if amount > 0.0 {
                self.line.push_back(Waiting { came: second, amount, of_burst });
            }
        }
        let served = waiting.min(capacity);
        let mut open = if served < waiting { served } else { f64::INFINITY };
        while open > 0.0
            && let Some(next) = self.line.front_mut()
        {
            let part = next.amount.min(open);
            if next.of_burst {
                let wait = f64::from(second - next.came);
                self.outcome.worst_wait = self.outcome.worst_wait.max(wait);
                self.outcome.served += part;
                self.outcome.late += if wait > queue.patience { part } else { 0.0 };
            }
            open -= part;
            next.amount -= part;
            if next.amount <= 0.0 {
                self.line.pop_front();
            }
        }
        let left = waiting - served;
        let lost = (left - queue.room * self.serving).max(0.0);
        // Who came last finds no room.
        let mut over = lost;
        while over > 0.0
            && let Some(last) = self.line.back_mut()
        {
            let part = last.amount.min(over);
            self.outcome.lost += if last.of_burst { part } else { 0.0 };
            over -= part;
            last.amount -= part;
            if last.amount <= 0.0 {
                self.line.pop_back();
            }
        }
        self.queued = left - lost;
        self.outcome.arrived += came[0];
        self.outcome.short += if left > 0.0 { 1.0 } else { 0.0 };
        Second { arrived, served, lost, queued: self.queued, units: self.serving }
    }

    /// Lets the group decide at the end of a second, and wakes what waits.
    fn react(&mut self, second: u32, arrived: f64) {
        let Scenario { fleet, timing, .. } = self.scenario;
        let now = f64::from(second);
        let capacity = fleet.capacity(self.serving);
        if let Some((spare, wake)) = self.asleep
            && arrived > fleet.target * capacity
        {
            self.asleep = None;
            self.order(now, now + wake, self.asked + spare);
        }
        let Some(Following { period, periods, grid, ceiling }) = self.reaction else { return };
        self.shown += arrived.min(ceiling * capacity);
        if !second.is_multiple_of(period) {
            return;
        }
        let mean = self.shown / f64::from(period);
        self.shown = 0.0;
        self.called.push_back(fleet.needed(mean));
        if self.called.len() > periods {
            self.called.pop_front();
        }
        let called = self.called.iter().copied().fold(f64::INFINITY, f64::min);
        if self.called.len() < periods || called <= fleet.units {
            return;
        }
        let first = *self.first_decision.get_or_insert(second);
        if (second - first).is_multiple_of(grid) {
            self.order(now, now + timing.delay, called);
        }
    }

    fn outcome(mut self, seconds: u32, release: f64) -> Outcome {
        let after = (f64::from(seconds) - self.scenario.load.seconds()).max(0.0) + release;
        self.outcome.unit_seconds += self.extra * after;
        self.outcome.seconds = seconds;
        self.outcome.queued = self.line.iter().filter(|waiting| waiting.of_burst).map(|waiting| waiting.amount).sum();
        self.outcome
    }
}
