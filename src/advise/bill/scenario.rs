//! What the facts may be: each with the value to reckon with, and one after the other at its ends.
//!
//! A number that rests on ten assumptions is hardly ever at the end of all of them at once. So each open fact is taken to
//! its two ends alone, with everything that is worked out from it, and what that does to a number is joined as deviations
//! of independent quantities are: by the root of the sum of their squares ([`Figure`](super::Figure)).

use std::rc::Rc;

use super::reach::{FactSet, Reach};
use crate::advise::{FactSheet, How, middle, work_out};
use crate::expr::{FactId, Formula};
use crate::quantity::{Interval, Values};
use crate::rules::{FactGroup, RuleBase};

/// An end of what a fact may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// How a fact came to the value that it is reckoned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// It stands in the fact sheet: told, or what silence is read as.
    Sheet,
    /// The formula of the fact with this number.
    Formula(usize),
    /// The fact's own assumption.
    Assumption,
}

/// The values of all facts, by fact: to reckon with, and for each open fact at its low and at its high end.
#[derive(Debug)]
pub struct Scenarios {
    pub(super) typical: Rc<[Values]>,
    /// How each came about. No fact rests on itself: what is worked out first is what others are worked out from.
    pub(super) took: Vec<Took>,
    pub(super) ends: Vec<[Rc<[Values]>; 2]>,
    /// For each open fact: the facts that are otherwise at one of its ends.
    pub(super) moves: Vec<FactSet>,
    pub(super) reach: Reach,
}

/// The demand that grows with the workload.
pub(crate) fn is_load(base: &RuleBase, fact: FactId) -> bool {
    base.fact(fact).group == FactGroup::Demand && base.fact(fact).load
}

/// Works the scenarios out for everything that the rules reckon with.
pub(crate) fn scenarios(base: &RuleBase, sheet: &FactSheet) -> Scenarios {
    let values = |moved| -> Rc<[Values]> { work(base, sheet, moved).into_iter().map(|it| it.0).collect() };
    let Scenarios { typical, took, reach, .. } = typical_values(base, sheet);
    let ends: Vec<[Rc<[Values]>; 2]> = open_facts(base, sheet)
        .into_iter()
        .map(|fact| [values(Some((fact, End::Low))), values(Some((fact, End::High)))])
        .collect();
    let is_moved = |pair: &[Rc<[Values]>; 2], fact: usize| pair.iter().any(|values| values[fact] != typical[fact]);
    let moves =
        ends.iter().map(|pair| FactSet::of(base, base.fact_ids().filter(|fact| is_moved(pair, fact.0 as usize))));
    Scenarios { moves: moves.collect(), reach, typical, took, ends }
}

/// The values to reckon with, and no ends.
pub(super) fn typical_values(base: &RuleBase, sheet: &FactSheet) -> Scenarios {
    let (typical, took): (Vec<Values>, Vec<Took>) = work(base, sheet, None).into_iter().unzip();
    Scenarios { moves: Vec::new(), reach: Reach::new(base), typical: typical.into(), took, ends: Vec::new() }
}

fn work(base: &RuleBase, sheet: &FactSheet, moved: Option<(FactId, End)>) -> Vec<(Values, Took)> {
    let mut worker = Worker { base, sheet, moved, found: vec![None; base.facts.len()], path: Vec::new() };
    let own = |fact: FactId| (*sheet.typical(fact), Took::Sheet);
    base.fact_ids().map(|fact| worker.value(fact).unwrap_or(own(fact))).collect()
}

/// The facts that formulas reckon with, however far back, and that may have more than one value in their own right.
fn open_facts(base: &RuleBase, sheet: &FactSheet) -> Vec<FactId> {
    let of_component = base.components.iter().flat_map(|component| {
        let capacity = component.capacity.iter();
        let capacity =
            capacity.flat_map(|capacity| [&capacity.demand, &capacity.carries].into_iter().chain(&capacity.target));
        let lines = component.costs.iter().flat_map(|line| line.ways.iter().map(|way| &way.formula).chain(&line.when));
        capacity.chain(lines).chain(&component.when)
    });
    let of_quantity = base.quantities.iter().flat_map(|quantity| quantity.ways.iter().map(|way| &way.formula));
    let of_load = base.fact_ids().filter(|fact| is_load(base, *fact));
    let mut reached: Vec<FactId> = of_component.chain(of_quantity).flat_map(Formula::facts).chain(of_load).collect();
    reached.sort_unstable();
    reached.dedup();
    let mut next = 0;
    while next < reached.len() {
        let known = sheet.known(reached[next]);
        let inputs = known.derived.iter().flat_map(|derived| &derived.inputs);
        for input in inputs.chain(known.assumed.iter().flat_map(|assumed| &assumed.inputs)) {
            if !reached.contains(input) {
                reached.push(*input);
            }
        }
        next += 1;
    }
    reached.sort_unstable();
    let is_open = |fact: &FactId| {
        let (known, declared) = (sheet.known(*fact), base.fact(*fact));
        let own = match (&known.told, &known.assumed) {
            (Some(_), None) => true,
            (_, Some(assumed)) => assumed.how == How::Quiet || declared.assume.is_some(),
            (None, None) => false,
        };
        own && declared.unit.kind().is_some() && !sheet.likely(*fact).is_point()
    };
    reached.into_iter().filter(is_open).collect()
}

/// Works out one scenario.
struct Worker<'a> {
    base: &'a RuleBase,
    sheet: &'a FactSheet,
    moved: Option<(FactId, End)>,
    found: Vec<Option<(Values, Took)>>,
    /// The facts that are being worked out.
    path: Vec<FactId>,
}

impl Worker<'_> {
    /// The value of a fact; nothing where it can only be had from a fact that is being worked out.
    ///
    /// Each fact has one value, whoever asks: two values of one fact would be a circle in the answer.
    fn value(&mut self, fact: FactId) -> Option<(Values, Took)> {
        if let Some(found) = self.found[fact.0 as usize] {
            return Some(found);
        }
        self.path.push(fact);
        let value = self.work(fact);
        self.path.pop();
        self.found[fact.0 as usize] = value;
        value
    }

    /// In the order of the fact sheet: the formula that it took, where that does not lead back, then the assumption.
    fn work(&mut self, fact: FactId) -> Option<(Values, Took)> {
        let (declared, known) = (self.base.fact(fact), self.sheet.known(fact));
        let end = self.moved.filter(|(moved, _)| *moved == fact).map(|(_, end)| end);
        let derived = match (&known.told, &known.derived, &known.assumed) {
            (_, _, Some(assumed)) => match assumed.how {
                How::Formula(index) => Some(index),
                _ => None,
            },
            (None, Some(derived), None) => Some(derived.formula),
            _ => None,
        };
        if let Some(index) = derived
            && let Some(worked) = self.formula(fact, &declared.derive[index])
        {
            return Some((middle(&worked), Took::Formula(index)));
        }
        let assumed = declared.assume.as_ref().filter(|_| known.assumed.is_some()).map(|assume| match end {
            None => &assume.typical,
            Some(End::Low) => &assume.low,
            Some(End::High) => &assume.high,
        });
        if let Some(worked) = assumed.and_then(|formula| self.formula(fact, formula)) {
            return Some((middle(&worked), Took::Assumption));
        }
        // What stands in the sheet was worked out from the very fact that asks for it.
        if derived.is_some() && self.path.len() > 1 {
            return None;
        }
        let value = match (end, self.sheet.likely(fact)) {
            (Some(end), Values::Number(range)) if range.low.is_finite() && range.high.is_finite() => {
                Values::Number(Interval::point(if end == End::Low { range.low } else { range.high }))
            }
            _ => middle(self.sheet.typical(fact)),
        };
        Some((value, Took::Sheet))
    }

    /// A formula; nothing where it leads back to a fact that is being worked out.
    fn formula(&mut self, fact: FactId, formula: &Formula) -> Option<Values> {
        let inputs = formula.facts();
        if inputs.iter().any(|input| self.path.contains(input)) {
            return None;
        }
        let inputs: Option<Vec<(FactId, Values)>> =
            inputs.into_iter().map(|input| Some((input, self.value(input)?.0))).collect();
        work_out(self.base.fact(fact), formula, &inputs?)
    }
}
