//! Follows one number of one architecture.

use super::{Derived, Followed, Number, Trace, TracedFact};
use crate::advise::bill::{self, BillLine, Figure, Scene, Took};
use crate::advise::{Advice, Layer};
use crate::estimate::capacity;
use crate::expr::{FactId, Formula, Operation, QuantityId, World as _};
use crate::quantity::Truth;
use crate::rules::{RuleBase, Way};

pub(super) struct Tracer<'a> {
    base: &'a RuleBase,
    advice: &'a Advice,
    scene: &'a Scene<'a>,
    pub(super) trace: Trace,
}

impl<'a> Tracer<'a> {
    pub(super) fn new(base: &'a RuleBase, advice: &'a Advice, scene: &'a Scene<'a>, after_step: bool) -> Tracer<'a> {
        Tracer { base, advice, scene, trace: Trace { after_step, ..Trace::default() } }
    }

    /// Says whether the number is there at all.
    pub(super) fn number(&mut self, number: Number) -> bool {
        match number {
            Number::Bill => {
                self.bill();
                true
            }
            Number::Line(component, line) => {
                let declared = &self.base.components[component].costs[line];
                let there = self.scene.has(&self.base.components[component]);
                let there = there.and(self.scene.possible().holds(declared.when.as_ref()));
                let formula = self.scene.typical().first(&declared.ways);
                // A line that is there perhaps has other ends on the bill than its formula alone.
                let bill = bill::bill(self.scene);
                let told = bill.lines.iter().find(|told| (told.component, told.line) == (component, line));
                let figure = told.map(|told| told.figure).or_else(|| self.scene.first(&declared.ways));
                self.tell(Followed::Itself, formula, figure);
                self.lacks(&declared.ways);
                self.ways(&declared.ways);
                there != Truth::False
            }
            Number::Fill(component) => self.fill(component),
            Number::Quantity(quantity) => {
                self.quantity(quantity);
                true
            }
            Number::Fact(fact) => {
                self.tell(Followed::Itself, None, self.scene.fact(fact));
                self.fact(fact);
                true
            }
        }
    }

    pub(super) fn tell(&mut self, of: Followed, formula: Option<&Formula>, figure: Option<Figure>) {
        self.trace.derived.push(Derived::new(of, formula, figure));
    }

    /// Says of what was told last why it has no figure, where it has none.
    pub(super) fn lacks(&mut self, ways: &[Way]) {
        let scene = self.scene;
        if let Some(told) = self.trace.derived.last_mut().filter(|told| told.figure.is_none()) {
            told.lack = Some(scene.lack(ways));
        }
    }

    /// The sum, its lines with the dearest first, and what is there and has no figure: that is not kept quiet.
    pub(super) fn bill(&mut self) {
        let mut bill = bill::bill(self.scene);
        self.tell(Followed::Itself, None, Some(bill.sum));
        let at = |line: &BillLine| (line.component, line.line);
        bill.lines.sort_by(|a, b| b.figure.typical.total_cmp(&a.figure.typical).then(at(a).cmp(&at(b))));
        for line in &bill.lines {
            self.tell(Followed::Line(line.component, line.line), None, Some(line.figure));
        }
        for missing in &bill.unknown {
            let of = Followed::Line(missing.component, missing.line);
            self.trace.derived.push(Derived { lack: Some(missing.lack.clone()), ..Derived::new(of, None, None) });
        }
        for (component, line) in &bill.left_out {
            self.tell(Followed::Line(*component, *line), None, None);
        }
        for line in &bill.lines {
            self.ways(&line.declared(self.base).ways);
        }
        self.trace.bill = Some(bill);
    }

    pub(super) fn fill(&mut self, index: usize) -> bool {
        let component = &self.base.components[index];
        let Some(capacity) = &component.capacity else { return false };
        if let Some(fill) = capacity::fill(self.scene, index, !self.trace.after_step) {
            self.tell(Followed::Used, None, Some(fill.used));
            let less = |times: f64| times - 1.0;
            let room = Figure {
                low: less(fill.room.low),
                typical: less(fill.room.typical),
                high: less(fill.room.high),
                ..fill.room
            };
            // A part that is sized for the load has no room of its own.
            if !fill.sized {
                self.tell(Followed::Room, None, Some(room).filter(|room| room.high.is_finite()));
            }
        }
        let parts = [
            (Followed::Demand, Some(&capacity.demand)),
            (Followed::Carries, Some(&capacity.carries)),
            (Followed::Target, capacity.target.as_ref()),
        ];
        for (of, formula) in parts {
            if let Some(formula) = formula {
                self.tell(of, Some(formula), self.scene.figure(formula));
                self.formula(formula);
            }
        }
        self.scene.has(component) != Truth::False
    }

    pub(super) fn ways(&mut self, ways: &[Way]) {
        if let Some(formula) = self.scene.typical().first(ways) {
            self.formula(formula);
        }
    }

    pub(super) fn formula(&mut self, formula: &Formula) {
        // Of two numbers under a settled condition only the one that counts is followed.
        let operations: Vec<Operation> = formula.reached(self.scene.typical()).into_iter().cloned().collect();
        for operation in operations.iter().rev() {
            match operation {
                Operation::Quantity(quantity, _) => self.quantity(*quantity),
                Operation::LookUp(look_up) if !self.trace.tables.contains(&look_up.entry) => {
                    self.trace.tables.push(look_up.entry);
                }
                _ => {}
            }
            // By which facts a quantity is told is seen where it is followed.
            if !matches!(operation, Operation::Quantity(..)) {
                operation.facts().iter().for_each(|fact| self.fact(*fact));
            }
        }
    }

    pub(super) fn quantity(&mut self, quantity: QuantityId) {
        let of = Followed::Quantity(quantity);
        if self.trace.derived.iter().any(|derived| derived.of == of) {
            return;
        }
        if let Some(sum) = self.base.quantity(quantity).sum {
            let later = || {
                let view = self.advice.view(self.base, Layer::Typical);
                self.advice.calls.bills.reckoned(sum, view).map(|reckoned| reckoned.sum)
            };
            let figure = if sum.hangs_on_step() { later() } else { Some(bill::bill(self.scene).sum) };
            self.tell(of, None, figure);
            return;
        }
        let ways = &self.base.quantity(quantity).ways;
        self.tell(of, self.scene.typical().first(ways), self.scene.first(ways));
        self.lacks(ways);
        self.ways(ways);
    }

    /// A fact, and those that it was worked out from, by the formula that was really taken.
    pub(super) fn fact(&mut self, fact: FactId) {
        if self.trace.facts.iter().any(|traced| traced.fact == fact) {
            return;
        }
        let (value, took) = (self.scene.typical().fact(fact), self.scene.took(fact));
        let figure = self.scene.fact(fact);
        self.trace.facts.push(TracedFact { fact, value, figure, took });
        let declared = self.base.fact(fact);
        let formula = match took {
            Took::Sheet => None,
            Took::Formula(index) => declared.derive.get(index),
            Took::Assumption => declared.assume.as_ref().map(|assume| &assume.typical),
        };
        for input in formula.map(Formula::facts).unwrap_or_default() {
            self.fact(input);
        }
    }
}
