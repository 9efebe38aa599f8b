//! What architectures cost, as far as the judgement asks: bills by line, with the ends between which they lie.
//!
//! A bill rests on prices and assumptions, so it is no fact. Conditions that ask for one see nothing on facts, the least
//! that is surely paid against an assumed line, and its ends where assumptions are looked at ([`Bills`]).

mod figure;
mod lack;
mod lines;
mod reach;
mod scenario;

use std::sync::OnceLock;

pub(crate) use figure::point;
pub use figure::{Figure, Scene};
pub use lack::Lack;
pub use lines::{Bill, BillLine, Cliff, MissingLine, Saving, StepCost, step_cost};
pub(crate) use lines::{bill, saving};
use scenario::typical_values;
pub use scenario::{Scenarios, Took};
pub(crate) use scenario::{is_load, scenarios};

use super::calls::{Layer, View};
use super::setting::Setting;
use crate::expr::Sum;
use crate::placing::Architecture;
use crate::quantity::Interval;

/// A bill, or what a step adds to it, as conditions see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reckoned {
    /// Dollars a month.
    pub sum: Figure,
    /// The share of it that rests on assumptions.
    pub assumed_share: f64,
    /// Lines of it cannot be worked out: it may be more.
    pub lacks: bool,
}

/// The bills that conditions ask for, each worked out once, when the first one asks.
#[derive(Debug, Default)]
pub struct Bills {
    least: OnceLock<f64>,
    /// With the value to reckon with of every fact, and no ends: that is worked out far faster.
    typical: [OnceLock<Option<f64>>; 2],
    present: OnceLock<Option<Bill>>,
    /// The architecture after the next step, once that is known; nothing where there is no step.
    later: OnceLock<Option<Architecture>>,
    after_step: OnceLock<Option<Bill>>,
}

impl Bills {
    /// Tells what the next step leaves behind.
    pub(super) fn know_step(&self, later: Option<Architecture>) {
        // INVARIANT: the step of an answer is found once.
        let _ = self.later.set(later);
    }

    /// Between which ends a sum lies for those who look at a layer.
    pub(super) fn sum(&self, which: Sum, view: View<'_>) -> Interval {
        let least = if which == Sum::CostsOfStep { f64::NEG_INFINITY } else { 0.0 };
        let unknown = Interval { low: least, high: f64::INFINITY };
        // Where nobody told what a bill is held against, it settles nothing.
        let is_asked = || view.base.held_against_bills.iter().any(|fact| view.sheet.is_known(view.base, *fact));
        match (view.layer, which) {
            (Layer::Facts | Layer::Told, _) => unknown,
            (Layer::Lines | Layer::Likely, _) if !is_asked() => unknown,
            (Layer::Lines, Sum::Costs) => {
                let least = *self.least.get_or_init(|| if is_described(view) { surely_paid(view) } else { 0.0 });
                Interval { low: least, ..unknown }
            }
            (Layer::Lines, _) => unknown,
            (Layer::Typical, _) => self.typical(which, view).map_or(unknown, Interval::point),
            (Layer::Likely | Layer::Spread, _) => match self.reckoned(which, view) {
                // What cannot be worked out may come to anything.
                Some(Reckoned { sum, lacks: true, .. }) if view.layer == Layer::Likely => {
                    Interval { low: sum.low, ..unknown }
                }
                Some(Reckoned { sum, .. }) => Interval { low: sum.low, high: sum.high },
                None => unknown,
            },
        }
    }

    /// A sum with the value to reckon with of every fact.
    fn typical(&self, which: Sum, view: View<'_>) -> Option<f64> {
        let present = || *self.typical[0].get_or_init(|| typical_sum(view));
        let after_step = || {
            let later = || self.later.get().and_then(Option::as_ref);
            *self.typical[1].get_or_init(|| later().and_then(|later| typical_sum_after(view, later)))
        };
        match which {
            Sum::Costs => present(),
            Sum::CostsAfterStep => after_step(),
            Sum::CostsOfStep => Some(after_step()? - present()?),
        }
    }

    /// A sum; nothing where nobody described an architecture, or where a bill lacks more lines than it has.
    pub fn reckoned(&self, which: Sum, view: View<'_>) -> Option<Reckoned> {
        let whole = |bill: &Bill| Reckoned {
            sum: bill.sum,
            assumed_share: bill.assumed_share,
            lacks: !bill.unknown.is_empty(),
        };
        match which {
            Sum::Costs => self.present(view).map(whole),
            Sum::CostsAfterStep => self.after_step(view).map(whole),
            Sum::CostsOfStep => {
                let (before, after) = (self.present(view)?, self.after_step(view)?);
                let cost = step_cost(before, after);
                let lacks = before.unknown != after.unknown;
                Some(Reckoned { sum: cost.sum, assumed_share: cost.assumed_share, lacks })
            }
        }
    }

    fn present(&self, view: View<'_>) -> Option<&Bill> {
        self.present.get_or_init(|| telling(view)).as_ref()
    }

    fn after_step(&self, view: View<'_>) -> Option<&Bill> {
        let later = || self.later.get().and_then(Option::as_ref);
        self.after_step.get_or_init(|| later().and_then(|later| telling_after(view, later))).as_ref()
    }
}

fn is_described(view: View<'_>) -> bool {
    view.base.main_track().is_some_and(|main| view.architecture.placed(main).is_some())
}

/// What is surely paid: whose prices count is assumed, nothing else.
fn surely_paid(view: View<'_>) -> f64 {
    Setting::new(View { layer: Layer::Lines, bills: None, ..view }).bill().low
}

fn telling(view: View<'_>) -> Option<Bill> {
    let View { base, sheet, architecture, .. } = view;
    let reckoned = || bill(&Scene::new(base, sheet, &scenarios(base, sheet), architecture));
    is_described(view).then(reckoned).filter(Bill::is_telling)
}

/// After a step, which makes nothing that stands smaller.
fn telling_after(view: View<'_>, later: &Architecture) -> Option<Bill> {
    is_described(view).then(|| after(view, &scenarios(view.base, view.sheet), later)).filter(Bill::is_telling)
}

fn after(view: View<'_>, scenarios: &Scenarios, later: &Architecture) -> Bill {
    let View { base, sheet, architecture, .. } = view;
    let today = Scene::new(base, sheet, scenarios, architecture);
    bill(&Scene::new(base, sheet, scenarios, later).standing_on(&today))
}

fn typical_sum(view: View<'_>) -> Option<f64> {
    let View { base, sheet, architecture, .. } = view;
    let reckoned = || bill(&Scene::new(base, sheet, &typical_values(base, sheet), architecture));
    is_described(view).then(reckoned).filter(Bill::is_telling).map(|bill| bill.sum.typical)
}

fn typical_sum_after(view: View<'_>, later: &Architecture) -> Option<f64> {
    let reckoned = || after(view, &typical_values(view.base, view.sheet), later);
    is_described(view).then(reckoned).filter(Bill::is_telling).map(|bill| bill.sum.typical)
}
