//! A burst over time: load against capacity, second by second, under one way of bringing capacity.
//!
//! Requests are a fluid: in each second so much arrives, so much is served, the rest waits in a queue of limited room, and
//! what does not fit is lost. Nothing here is random and nothing knows a fact: numbers in, numbers out.
//!
//! What is counted are the requests of the burst: those that came until the load was calm again. What comes while the
//! queue drains takes its turn behind them and is counted nowhere, so that never more fail than came.
//!
//! Laws, held by tests: what arrived was served, waits or is lost; more capacity at every second never loses more;
//! capacity that comes sooner never loses more. The queue drains as the closed form says, and [`mean_wait`] is that of
//! Erlang's formula.

mod fleet;
mod load;
mod policy;
mod run;
mod waiting;

pub use fleet::{Fleet, Queue, Units, Use};
pub use load::Load;
pub use policy::{Policy, Reaction, Timing};
pub use run::{MOST_SECONDS, Outcome, Scenario, Second, Step, TooLong, simulate};
pub use waiting::mean_wait;

#[cfg(test)]
mod tests;
