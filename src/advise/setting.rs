//! An architecture with its facts, as the formulas of quantities, capacity and cost see it.
//!
//! A quantity has several formulas, and the first that can be worked out counts: one whose facts are all told (or, on
//! layers with assumptions, told or assumed; what silence is read as comes last), and whose quantities can be worked out
//! in their turn. Which one that is hangs on what was told and never on how narrow it is, so that a wider value can only
//! make the result wider.

use std::cell::RefCell;
use std::rc::Rc;

use super::calls::{Layer, View};
use super::facts::How;
use crate::expr::{CapabilityId, FactId, Formula, Operation, QuantityId, Sum, TableEntry, TrackId, World};
use crate::quantity::{Interval, Names, Truth, Values};
use crate::rules::{Cell, CostLine, RuleBase, Way};

/// What a quantity came to; nothing while nobody asked.
type Found = Option<Interval>;

/// Which way of a quantity is gone, if one is; nothing while nobody asked.
type Gone = Option<Option<usize>>;

/// A view whose quantities are worked out once.
#[derive(Debug)]
pub struct Setting<'a> {
    view: View<'a>,
    /// By fact, where other values are looked at than those of the layer.
    values: Option<Rc<[Values]>>,
    /// What stood there before, and is at least as much now.
    standing: Vec<(QuantityId, Interval)>,
    quantities: RefCell<Vec<Found>>,
    /// By quantity. It hangs on what was told and never on values: settings that differ in these alone share it.
    ways: Rc<RefCell<Vec<Gone>>>,
}

impl<'a> Setting<'a> {
    /// Nothing is worked out yet.
    pub fn new(view: View<'a>) -> Setting<'a> {
        let count = view.base.quantities.len();
        let (quantities, ways) = (RefCell::new(vec![None; count]), Rc::new(RefCell::new(vec![None; count])));
        Setting { view, values: None, standing: Vec::new(), quantities, ways }
    }

    /// The same architecture with other values of facts, by fact.
    pub fn with_values(&self, values: Rc<[Values]>) -> Setting<'a> {
        let quantities = RefCell::new(vec![None; self.view.base.quantities.len()]);
        Setting { view: self.view, values: Some(values), standing: Vec::new(), quantities, ways: Rc::clone(&self.ways) }
    }

    /// The same, where the sizes of what stands are not less than those of an architecture before it.
    ///
    /// What takes load from a part, or takes away what asked it, exchanges nothing that is there for something smaller.
    pub fn standing_on(self, before: &Setting<'_>) -> Setting<'a> {
        let base = self.view.base;
        let there = |component: &str| {
            let component = base.components.iter().find(|one| one.id == component);
            component.is_some_and(|component| before.holds(component.when.as_ref()) == Truth::True)
        };
        let standing = base.quantities.iter().enumerate().filter(|(_, quantity)| quantity.stands);
        let standing = standing.filter(|(_, quantity)| there(&quantity.component)).map(|(index, _)| {
            let id = QuantityId(index as u16);
            (id, before.quantity(id))
        });
        let standing = standing.filter(|(_, size)| size.low.is_finite() && size.high.is_finite()).collect();
        Setting { standing, ..self }
    }

    /// What it looks at.
    pub fn view(&self) -> View<'a> {
        self.view
    }

    /// The first way that can be gone.
    pub fn first<'f>(&self, ways: &'f [Way]) -> Option<&'f Formula> {
        self.place_of_first(ways).map(|place| &ways[place].formula)
    }

    fn place_of_first(&self, ways: &[Way]) -> Option<usize> {
        let told = |way: &Way| way.told.iter().all(|fact| self.view.sheet.is_told(*fact));
        let can = |quiet: bool| ways.iter().position(|way| told(way) && self.can(&way.formula, quiet));
        can(false).or_else(|| can(true))
    }

    /// The formula of a quantity that counts.
    fn formula_of(&self, id: QuantityId) -> Option<&'a Formula> {
        let ways = &self.view.base.quantity(id).ways;
        let gone = self.ways.borrow()[id.0 as usize];
        let place = match gone {
            Some(place) => place,
            None => {
                let place = self.place_of_first(ways);
                self.ways.borrow_mut()[id.0 as usize] = Some(place);
                place
            }
        };
        place.map(|place| &ways[place].formula)
    }

    /// Says whether a formula can be worked out.
    pub fn can_work_out(&self, formula: &Formula) -> bool {
        self.can(formula, true)
    }

    /// Whether a component or a line of a bill is there.
    pub fn holds(&self, when: Option<&Formula>) -> Truth {
        when.map_or(Truth::True, |when| when.truth(self))
    }

    /// The sum of all lines of the bill that can be worked out.
    ///
    /// Where a condition asks, a line that cannot be worked out may be anything: only what is surely paid is a reason.
    pub fn bill(&self) -> Interval {
        let estimates = matches!(self.view.layer, Layer::Typical | Layer::Spread);
        let unknown = Interval { low: 0.0, high: if estimates { 0.0 } else { f64::INFINITY } };
        let components = self.view.base.components.iter();
        let lines = components.flat_map(|component| component.costs.iter().map(move |line| (component, line)));
        lines.fold(Interval::point(0.0), |sum, (component, line)| {
            let there = self.holds(component.when.as_ref()).and(self.holds(line.when.as_ref()));
            // What nobody has unawares is in no estimate where nobody told of it.
            let is_untold = estimates && component.only_known && there == Truth::Unknown;
            let there = if is_untold { Truth::False } else { there };
            sum.plus(self.line(line, there).unwrap_or(unknown))
        })
    }

    /// A bill: as conditions see it, or of the architecture and the values that are looked at.
    fn sum(&self, sum: Sum) -> Interval {
        match (self.view.bills, sum) {
            // Prices are no facts: what nobody told is not known there.
            _ if matches!(self.view.layer, Layer::Facts | Layer::Told) => Interval::ALL,
            (Some(bills), _) => bills.sum(sum, self.view),
            (None, Sum::Costs) => self.bill(),
            (None, Sum::CostsAfterStep | Sum::CostsOfStep) => Interval::ALL,
        }
    }

    /// What a line of a bill comes to, where it can be worked out; nothing to pay where it is not there.
    pub fn line(&self, line: &CostLine, there: Truth) -> Option<Interval> {
        let nothing = Interval::point(0.0);
        match there {
            Truth::False => Some(nothing),
            Truth::True => self.first(&line.ways).map(|formula| formula.interval(self)),
            Truth::Unknown => self.first(&line.ways).map(|formula| formula.interval(self).joined(nothing)),
        }
    }

    /// Says whether anything that a formula rests on is assumed: a fact, or a price that is no listed one.
    ///
    /// That a region is assumed is no part of it: whose prices count is told beside every bill.
    pub fn is_assumed(&self, formula: &Formula) -> bool {
        let View { base, sheet, .. } = self.view;
        formula.reached(self).into_iter().any(|operation| {
            let by_fact = || {
                let open = |fact: &FactId| !base.fact(*fact).region && !sheet.is_known(base, *fact);
                operation.facts().iter().any(open)
            };
            match operation {
                Operation::LookUp(look_up) => by_fact() || self.is_estimate(look_up.entry),
                Operation::Quantity(id, _) => {
                    let quantity = base.quantity(*id);
                    quantity.sum.is_some() || self.formula_of(*id).is_some_and(|formula| self.is_assumed(formula))
                }
                _ => by_fact(),
            }
        })
    }

    /// Says whether a price is no listed one in the regions that are possible.
    fn is_estimate(&self, entry: TableEntry) -> bool {
        let base = self.view.base;
        let names = |fact: FactId| match self.fact(fact) {
            Values::Choice(names) => names,
            _ => Names::first(64),
        };
        let price_is = |id: crate::expr::PriceId| {
            let region = base.fact_ids().find(|fact| base.fact(*fact).region);
            let regions = region.map_or(Names::first(64), names);
            let amounts = base.price(id).amounts.iter().enumerate();
            amounts
                .filter(|(index, _)| regions.contains(*index))
                .any(|(_, amount)| amount.is_none_or(|one| one.estimate))
        };
        match entry {
            TableEntry::Price(id) => price_is(id),
            TableEntry::Limit(_) => false,
            TableEntry::Column(fact, column) => {
                let specification = base.specifications.iter().find(|specification| specification.fact == fact);
                let Some(specification) = specification else { return true };
                names(fact)
                    .indices()
                    .filter_map(|row| specification.rows.get(row))
                    .any(|row| matches!(row.get(usize::from(column)), Some(Some(Cell::Price(id))) if price_is(*id)))
            }
        }
    }

    /// `quiet` says whether a fact may stand for what its silence is read as.
    fn can(&self, formula: &Formula, quiet: bool) -> bool {
        let View { base, sheet, layer, .. } = self.view;
        let assumes = !matches!(layer, Layer::Facts | Layer::Told);
        let of_fact = |fact: &FactId| {
            let assumed = sheet.known(*fact).assumed.as_ref().filter(|_| assumes);
            sheet.is_told(*fact)
                || assumed.is_some_and(|assumed| quiet || assumed.how != How::Quiet || is_name(base, *fact))
        };
        // What somebody told as unknown is told, and works nothing out that anybody could use.
        let is_bounded = |fact: &FactId| !assumes || sheet.can_reckon(base, *fact);
        formula.operations().iter().all(|operation| match operation {
            // It may be told, and need not be.
            Operation::Quantity(id, _) => base.quantity(*id).sum.is_some() || self.formula_of(*id).is_some(),
            operation => operation.facts().iter().all(|fact| of_fact(fact) && is_bounded(fact)),
        })
    }
}

/// Truths and names have no better estimate than what silence is read as.
fn is_name(base: &RuleBase, fact: FactId) -> bool {
    base.fact(fact).unit.kind().is_none()
}

impl World for Setting<'_> {
    fn fact(&self, fact: FactId) -> Values {
        self.values.as_ref().map_or_else(|| self.view.fact(fact), |values| values[fact.0 as usize])
    }

    /// Where one value is reckoned with, a part that nobody knows of is none.
    fn has(&self, capability: CapabilityId) -> Truth {
        match self.view.has(capability) {
            Truth::Unknown if self.view.layer == Layer::Typical => Truth::False,
            truth => truth,
        }
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        self.view.at(track)
    }

    /// Where one value is reckoned with, an architecture whose lane nobody knows is in the plain one.
    fn lane(&self, track: TrackId) -> Names {
        let possible = self.view.lane(track);
        let plain = self.view.base.track(track).plain_lane().filter(|lane| possible.contains(*lane));
        match plain {
            Some(lane) if self.view.layer == Layer::Typical => Names::one(lane),
            _ => possible,
        }
    }

    fn quantity(&self, id: QuantityId) -> Interval {
        if let Some(found) = self.quantities.borrow()[id.0 as usize] {
            return found;
        }
        let sum = self.view.base.quantity(id).sum;
        let found = match self.formula_of(id) {
            _ if sum.is_some() => sum.map_or(Interval::ALL, |sum| self.sum(sum)),
            Some(formula) => formula.interval(self),
            None => Interval::ALL,
        };
        let before = self.standing.iter().find(|(standing, _)| *standing == id);
        let found = before.map_or(found, |(_, before)| found.greatest(*before));
        self.quantities.borrow_mut()[id.0 as usize] = Some(found);
        found
    }
}
