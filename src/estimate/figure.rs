//! A number with the ends between which it lies, and whether any of it is assumed.

use crate::advise::{FactSheet, Layer, Setting, View};
use crate::expr::Formula;
use crate::placing::Architecture;
use crate::quantity::{Interval, Truth};
use crate::rules::{Component, RuleBase};

/// A number that was worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The least, for everything that is told and assumed.
    pub low: f64,
    /// The one to reckon with.
    pub typical: f64,
    /// The greatest.
    pub high: f64,
    /// Some of what it rests on is assumed.
    pub assumed: bool,
}

impl Figure {
    /// Nothing at all.
    pub const NONE: Figure = Figure { low: 0.0, typical: 0.0, high: 0.0, assumed: false };

    fn new(range: Interval, typical: Interval, assumed: bool) -> Option<Figure> {
        let middle = typical.low / 2.0 + typical.high / 2.0;
        let is_told = range.low.is_finite() && range.high.is_finite() && middle.is_finite();
        // What is reckoned with lies between the ends, whatever way it was worked out.
        let typical = middle.clamp(range.low, range.high);
        is_told.then_some(Figure { low: range.low, typical, high: range.high, assumed })
    }
}

/// An architecture seen twice: with the values to reckon with, and with everything that is possible.
#[derive(Debug)]
pub struct Scene<'a> {
    typical: Setting<'a>,
    spread: Setting<'a>,
}

impl<'a> Scene<'a> {
    /// Looks at an architecture with the facts of an answer.
    pub fn new(base: &'a RuleBase, sheet: &'a FactSheet, architecture: &'a Architecture) -> Scene<'a> {
        let setting = |layer| Setting::new(View { base, sheet, architecture, layer });
        Scene { typical: setting(Layer::Typical), spread: setting(Layer::Spread) }
    }

    /// The rules.
    pub fn base(&self) -> &'a RuleBase {
        self.spread.view().base
    }

    /// Facts and architecture with the values to reckon with.
    pub fn typical(&self) -> &Setting<'a> {
        &self.typical
    }

    /// Facts and architecture with everything that is possible.
    pub fn spread(&self) -> &Setting<'a> {
        &self.spread
    }

    /// Whether a component is there.
    pub fn has(&self, component: &Component) -> Truth {
        self.spread.holds(component.when.as_ref())
    }

    /// The number of a formula; nothing where something that it needs is neither told nor assumed.
    pub fn figure(&self, formula: &Formula) -> Option<Figure> {
        self.first(std::slice::from_ref(formula))
    }

    /// The number of the first formula that can be worked out.
    pub fn first(&self, formulas: &[Formula]) -> Option<Figure> {
        let formula = self.spread.first(formulas)?;
        Figure::new(formula.interval(&self.spread), formula.interval(&self.typical), self.spread.is_assumed(formula))
    }
}
