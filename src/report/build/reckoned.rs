//! What conditions saw of a bill that nobody told: an estimate, with its ends and how much of it is assumed.

use super::Builder;
use super::numbers::told;
use crate::advise::{Layer, Pass};
use crate::expr::{FactId, Formula, Margin, NodeId, QuantityId, World};
use crate::quantity::{Interval, Kind, Values, quantity};
use crate::report::model::SeenReport;
use crate::report::value::ValueReport;
use crate::rules::GateId;

/// Where the value of a quantity came from that was worked out from prices.
const ESTIMATED: &str = "estimated";

impl Builder<'_> {
    /// The quantities of a condition that stand on an estimate, with what was seen of them.
    pub(super) fn estimated(&self, when: &Formula, layer: Layer) -> Vec<(String, SeenReport)> {
        let seen = |id: QuantityId| Some((self.base.quantity(id).name.clone(), self.seen_quantity(id, layer)?));
        when.quantities().iter().copied().filter_map(seen).collect()
    }

    /// The same in words, of one part of a condition.
    pub(super) fn estimated_in_words(&self, when: &Formula, node: NodeId, layer: Layer) -> Vec<String> {
        let words = |id: QuantityId| {
            let seen = self.seen_quantity(id, layer)?;
            // Of what is surely paid only the region may be assumed.
            let share = self.assumed_share(id).filter(|_| layer != Layer::Lines);
            let assumed = share.map_or(String::new(), |share| format!(", {:.0}% of it assumed", share * 100.0));
            Some(format!("{} {}, {}{assumed}", self.base.quantity(id).name, seen.value.words, seen.origin))
        };
        when.quantities_of(node).into_iter().filter_map(words).collect()
    }

    /// The estimates that a whole condition stands on, in words.
    pub(super) fn stands_on(&self, when: &Formula, layer: Layer) -> String {
        self.estimated_in_words(when, when.root(), layer).join("; ")
    }

    /// The estimate on which an exception takes a gate its voice; nothing where facts do, or none does.
    pub(super) fn excepted(&self, gate: GateId) -> Option<String> {
        let layer = match self.advice.calls.reading(gate).disarmed_on? {
            Pass::Line => Layer::Lines,
            _ => Layer::Likely,
        };
        Some(self.stands_on(self.base.gate(gate).unless.as_ref()?, layer))
    }

    /// Says whether a fact is one by which a quantity of a part may be told, and which nobody told.
    pub(super) fn stands_in_for(&self, fact: FactId, when: &Formula, node: NodeId, layer: Layer) -> bool {
        let of = |id: &QuantityId| self.base.vocabulary.quantity_word(*id).told.contains(&fact);
        let estimated = |id: QuantityId| of(&id) && self.seen_quantity(id, layer).is_some();
        !self.advice.sheet.is_told(fact) && when.quantities_of(node).into_iter().any(estimated)
    }

    /// A margin with no more digits than are known of its sides.
    pub(super) fn as_known(&self, margin: &Margin) -> (Margin, bool) {
        let is_estimate = |id: Option<QuantityId>| id.is_some_and(|id| !self.is_told_quantity(id));
        let side = |value: f64, id: Option<QuantityId>| if is_estimate(id) { told(value, true) } else { value };
        let (value, line) = (side(margin.value, margin.value_of), side(margin.line, margin.line_of));
        (Margin { value, line, ..*margin }, is_estimate(margin.value_of) || is_estimate(margin.line_of))
    }

    /// Says whether somebody told a quantity, or it hangs on no bill.
    fn is_told_quantity(&self, id: QuantityId) -> bool {
        let is_told = |fact: &FactId| self.advice.sheet.is_told(*fact);
        let ways = &self.base.quantity(id).ways;
        self.base.vocabulary.quantity_word(id).bill.is_none()
            || ways.iter().any(|way| !way.told.is_empty() && way.told.iter().all(is_told))
    }

    fn assumed_share(&self, id: QuantityId) -> Option<f64> {
        let bill = self.base.vocabulary.quantity_word(id).bill?;
        let view = self.advice.view(self.base, Layer::Typical);
        self.advice.calls.bills.reckoned(bill, view).map(|reckoned| reckoned.assumed_share)
    }

    fn seen_quantity(&self, id: QuantityId, layer: Layer) -> Option<SeenReport> {
        if self.is_told_quantity(id) || matches!(layer, Layer::Facts | Layer::Told) {
            return None;
        }
        let unit = self.base.quantity(id).unit;
        let kind = unit.kind().unwrap_or(Kind::Bare);
        let on = |layer: Layer| self.advice.view(self.base, layer).quantity(id);
        let range = on(if layer == Layer::Lines { layer } else { Layer::Likely });
        let (low, high) = (told(range.low, true), told(range.high, true));
        let typical = on(Layer::Typical);
        let words = match (layer, high.is_finite()) {
            (Layer::Lines, _) => format!("at least {}", quantity(low, kind)),
            (_, false) if low.is_finite() && typical.is_point() => {
                format!("about {} (at least {})", quantity(told(typical.low, true), kind), quantity(low, kind))
            }
            (_, true) if typical.is_point() => {
                let about = quantity(told(typical.low, true), kind);
                format!("about {about} ({} to {})", quantity(low, kind), quantity(high, kind))
            }
            _ => return None,
        };
        let values = Values::Number(Interval { low, high });
        let value = ValueReport::new(&values, unit, &[], &Values::Number(Interval::ALL));
        Some(SeenReport { value: ValueReport { words, ..value }, origin: ESTIMATED })
    }
}
