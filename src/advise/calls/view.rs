//! Facts and architecture as conditions see them, layer by layer, and with the bills that were reckoned.

use super::Pass;
use crate::advise::bill::Bills;
use crate::advise::facts::FactSheet;
use crate::advise::setting::Setting;
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, TrackId, World};
use crate::placing::Architecture;
use crate::quantity::{Interval, Names, Truth, Values};
use crate::rules::RuleBase;

/// Which values a world shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// What is known on facts.
    Facts,
    /// On facts, and lines at their typical value.
    Lines,
    /// The whole range of what is assumed; lines at their typical value.
    Likely,
    /// Typical values.
    Typical,
    /// The whole range of what is assumed, of lines too.
    Spread,
    /// What was told, and nothing that was worked out from it.
    Told,
}

/// Facts and architecture as conditions see them.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What is known of facts.
    pub base: &'a RuleBase,
    /// The values.
    pub sheet: &'a FactSheet,
    /// What is there.
    pub architecture: &'a Architecture,
    /// The bills that conditions may ask for; without them none is reckoned.
    pub bills: Option<&'a Bills>,
    /// Which values.
    pub layer: Layer,
}

impl World for View<'_> {
    fn fact(&self, fact: FactId) -> Values {
        let declared = self.base.fact(fact);
        match self.layer {
            Layer::Facts => *self.sheet.on_facts(fact),
            // Whose prices count is settled with the lines: it is told beside every bill.
            Layer::Lines if declared.region => *self.sheet.typical(fact),
            Layer::Lines | Layer::Likely if declared.line => *self.sheet.typical(fact),
            Layer::Lines => *self.sheet.on_facts(fact),
            Layer::Likely | Layer::Spread => *self.sheet.likely(fact),
            Layer::Typical => *self.sheet.typical(fact),
            Layer::Told => self.sheet.known(fact).told.as_ref().map_or(self.base.fact(fact).range, |told| told.values),
        }
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        Setting::new(*self).quantity(quantity)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.architecture.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        match self.architecture.placed(track) {
            Some(placed) => (placed.stage, placed.stage),
            None => (0, self.base.track(track).stages.len().saturating_sub(1)),
        }
    }

    fn lane(&self, track: TrackId) -> Names {
        self.architecture.lanes(self.base, track)
    }
}

/// What a condition that facts leave open holds on, where it asks for a bill that was reckoned.
///
/// A bill that nobody told is never known on facts. Where all that it may be is on one side of the line it settles the
/// condition all the same, as an estimate; beside a bare count only what is surely paid does.
pub(in crate::advise) fn holds_by_bill(
    condition: &Formula,
    view: View<'_>,
    assumptions: bool,
    count_only: bool,
) -> Option<Pass> {
    if !assumptions || view.base.bill_behind(condition).is_none() {
        return None;
    }
    let passes = [(Layer::Lines, Pass::Line), (Layer::Likely, Pass::Assumptions)];
    let view = View { layer: Layer::Facts, ..view };
    let holds = |layer: Layer| condition.truth(&WithBill { view, layer }) == Truth::True;
    passes
        .into_iter()
        .find(|(layer, pass)| !(count_only && *pass == Pass::Assumptions) && holds(*layer))
        .map(|found| found.1)
}

/// Facts as they are known, and bills as they are reckoned.
pub(in crate::advise) struct WithBill<'a> {
    pub(in crate::advise) view: View<'a>,
    pub(in crate::advise) layer: Layer,
}

impl World for WithBill<'_> {
    fn fact(&self, fact: FactId) -> Values {
        self.view.fact(fact)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.view.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        self.view.at(track)
    }

    fn lane(&self, track: TrackId) -> Names {
        self.view.lane(track)
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        let is_bill = self.view.base.vocabulary.quantity_word(quantity).bill.is_some();
        let layer = if is_bill { self.layer } else { self.view.layer };
        View { layer, ..self.view }.quantity(quantity)
    }
}
