//! A number with the ends between which it lies, and whether any of it is assumed.

use std::rc::Rc;

use super::scenario::{Scenarios, Took};
use crate::advise::{FactSheet, Layer, Setting, View, middle_of};
use crate::expr::{FactId, Formula, World as _};
use crate::placing::Architecture;
use crate::quantity::{Interval, Truth, Values};
use crate::rules::{Component, RuleBase, Way};

/// A number that was worked out.
///
/// Its ends are those of the numbers that each open fact gives at its own ends, joined as deviations of independent
/// quantities are: in proportion where the number is above zero throughout, else by difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The low end.
    pub low: f64,
    /// The one to reckon with.
    pub typical: f64,
    /// The high end.
    pub high: f64,
    /// Some of what it rests on is assumed.
    pub assumed: bool,
}

impl Figure {
    /// Nothing at all.
    pub const NONE: Figure = Figure { low: 0.0, typical: 0.0, high: 0.0, assumed: false };

    /// Joins what each open fact does to a number, at its low and at its high end; what is not possible at all is cut off.
    pub(crate) fn joined(
        typical: f64,
        ends: impl Iterator<Item = [f64; 2]>,
        possible: Interval,
        assumed: bool,
    ) -> Option<Figure> {
        let ends: Vec<[f64; 2]> = ends.collect();
        if !typical.is_finite() || ends.iter().flatten().any(|end| !end.is_finite()) {
            return None;
        }
        let in_proportion = typical > 0.0 && ends.iter().flatten().all(|end| *end > 0.0);
        let away = |end: f64| if in_proportion { (end / typical).ln() } else { end - typical };
        let side = |sign: f64| -> f64 {
            let most = |[one, other]: &[f64; 2]| (sign * away(*one)).max(sign * away(*other)).max(0.0);
            ends.iter().map(|pair| most(pair).powi(2)).sum::<f64>().sqrt()
        };
        let (down, up) = (side(-1.0), side(1.0));
        let (low, high) = match in_proportion {
            true => (typical * (-down).exp(), typical * up.exp()),
            false => (typical - down, typical + up),
        };
        let (low, high) = (low.max(possible.low).min(typical), high.min(possible.high).max(typical));
        high.is_finite().then_some(Figure { low, typical, high, assumed })
    }
}

/// An architecture seen with the values to reckon with, with each open fact at its ends, and with all that is possible.
#[derive(Debug)]
pub struct Scene<'a> {
    scenarios: &'a Scenarios,
    typical: Setting<'a>,
    ends: Vec<[Setting<'a>; 2]>,
    possible: Setting<'a>,
}

impl<'a> Scene<'a> {
    /// Looks at an architecture with the facts of an answer.
    pub(crate) fn new(
        base: &'a RuleBase,
        sheet: &'a FactSheet,
        scenarios: &'a Scenarios,
        architecture: &'a Architecture,
    ) -> Scene<'a> {
        let view = |layer| View { base, sheet, architecture, bills: None, layer };
        let typical = Setting::new(view(Layer::Typical));
        let with = |values: &Rc<[Values]>| typical.with_values(Rc::clone(values));
        Scene {
            scenarios,
            ends: scenarios.ends.iter().map(|[low, high]| [with(low), with(high)]).collect(),
            typical: with(&scenarios.typical),
            possible: Setting::new(view(Layer::Spread)),
        }
    }

    /// The same architecture as what comes of another one, with what stands there.
    pub(crate) fn standing_on(self, before: &Scene<'_>) -> Scene<'a> {
        let ends = self.ends.into_iter().zip(&before.ends);
        let ends =
            ends.map(|([low, high], [was_low, was_high])| [low.standing_on(was_low), high.standing_on(was_high)]);
        Scene {
            scenarios: self.scenarios,
            typical: self.typical.standing_on(&before.typical),
            ends: ends.collect(),
            possible: self.possible.standing_on(&before.possible),
        }
    }

    /// The rules.
    pub fn base(&self) -> &'a RuleBase {
        self.possible.view().base
    }

    /// Facts and architecture with the values to reckon with.
    pub fn typical(&self) -> &Setting<'a> {
        &self.typical
    }

    /// Facts and architecture with everything that is possible.
    pub fn possible(&self) -> &Setting<'a> {
        &self.possible
    }

    /// Each open fact at its low and at its high end.
    pub(super) fn ends(&self) -> impl Iterator<Item = &Setting<'a>> {
        self.ends.iter().flatten()
    }

    /// How a fact came to the value that it is reckoned with.
    pub(crate) fn took(&self, fact: FactId) -> Took {
        self.scenarios.took[fact.0 as usize]
    }

    /// How many facts are open.
    pub(super) fn open(&self) -> usize {
        self.ends.len()
    }

    /// A number at both ends of each open fact; nothing in the place of a fact on which none of its formulas hangs.
    pub(crate) fn at_ends<'s>(
        &'s self,
        formulas: &[&Formula],
        number: impl Fn(&Setting<'_>) -> f64 + 's,
    ) -> impl Iterator<Item = Option<[f64; 2]>> + 's {
        let reached = self.scenarios.reach.of(formulas);
        let moves = self.scenarios.moves.iter().zip(&self.ends);
        moves.map(move |(moves, [low, high])| moves.meets(&reached).then(|| [number(low), number(high)]))
    }

    /// Whether a component is there.
    pub fn has(&self, component: &Component) -> Truth {
        self.possible.holds(component.when.as_ref())
    }

    /// The number of a formula; nothing where something that it needs is neither told nor assumed.
    pub fn figure(&self, formula: &Formula) -> Option<Figure> {
        if !self.typical.can_work_out(formula) {
            return None;
        }
        let of = |setting: &Setting<'_>| point(formula.interval(setting));
        // An open fact that does not reach the formula moves nothing, and what does not move adds nothing.
        let ends = self.at_ends(&[formula], of).flatten();
        let possible = formula.interval(&self.possible);
        Figure::joined(of(&self.typical), ends, possible, self.typical.is_assumed(formula))
    }

    /// The number of a fact: as it was told, else with each open fact that it rests on at its ends.
    pub fn fact(&self, fact: FactId) -> Option<Figure> {
        let sheet = self.possible.view().sheet;
        let (known, possible) = (sheet.known(fact), sheet.likely(fact).interval());
        let is_told = known.assumed.is_none() && (known.told.is_some() || known.derived.is_some());
        let of = |setting: &Setting<'_>| setting.fact(fact).interval();
        let can_reckon = sheet.can_reckon(self.base(), fact) && (is_told || known.assumed.is_some());
        if !possible.low.is_finite() || !possible.high.is_finite() || !can_reckon {
            return None;
        }
        match is_told {
            // What was told as a range may be anywhere in it.
            true => {
                let typical = of(&self.typical).low;
                Some(Figure { low: possible.low, typical, high: possible.high, assumed: false })
            }
            false => {
                let ends = self.ends.iter().map(|[low, high]| [of(low).low, of(high).low]);
                Figure::joined(of(&self.typical).low, ends, possible, true)
            }
        }
    }

    /// The number of the first way that can be gone.
    pub fn first(&self, ways: &[Way]) -> Option<Figure> {
        self.figure(self.typical.first(ways)?)
    }
}

/// The middle of what is left open where one value is reckoned with: prices that are estimates.
pub(crate) fn point(interval: Interval) -> f64 {
    middle_of(interval)
}
