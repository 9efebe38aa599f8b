//! Where a number comes from: its formula, the quantities, facts and tables in it, and what those rest on in their turn.

use super::figure::{Figure, Scene};
use super::scenario;
use super::{after, bill};
use crate::advise::Advice;
use crate::expr::{FactId, Formula, Operation, QuantityId, TableEntry};
use crate::placing::Architecture;
use crate::rules::{RuleBase, Way};

/// A number that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// The whole bill.
    Bill,
    /// A line of the bill, by component and line.
    Line(usize, usize),
    /// How full a component is.
    Fill(usize),
    /// A quantity.
    Quantity(QuantityId),
    /// A fact.
    Fact(FactId),
}

/// A part of the way to a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The quantity; nothing for the number itself.
    pub quantity: Option<QuantityId>,
    /// The formula that counted; nothing for a sum of lines.
    pub formula: Option<String>,
    /// What it came to; nothing where it cannot be worked out.
    pub figure: Option<Figure>,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Of the architecture after the next step, not of today's.
    pub after_step: bool,
    /// The number itself, then every quantity that it needs, each once.
    pub derived: Vec<Derived>,
    /// Every fact that it rests on, each once; those that others are worked out from come last.
    pub facts: Vec<FactId>,
    /// Every number of a table, each once.
    pub tables: Vec<TableEntry>,
    /// For a bill: its lines by component and line, the dearest first.
    pub lines: Vec<(usize, usize, Figure)>,
}

/// Follows a number of today's architecture; where it is not there, of the one after the next step.
pub fn trace(base: &RuleBase, advice: &Advice, number: Number) -> Option<Trace> {
    let scenarios = scenario::scenarios(base, advice);
    let described = base.main_track().is_some_and(|main| advice.architecture.placed(main).is_some());
    let next = advice.next().and_then(|walk| Some(after(base, &advice.architecture, walk.track, walk.next.as_ref()?)));
    let of = |architecture: &Architecture, after_step: bool| {
        let scene = Scene::new(base, advice, &scenarios, architecture);
        let mut tracer = Tracer { base, advice, scene: &scene, trace: Trace::empty(after_step) };
        tracer.number(number).then_some(tracer.trace)
    };
    let today = described.then(|| of(&advice.architecture, false)).flatten();
    today.or_else(|| of(next.as_ref()?, true))
}

impl Trace {
    fn empty(after_step: bool) -> Trace {
        Trace { after_step, derived: Vec::new(), facts: Vec::new(), tables: Vec::new(), lines: Vec::new() }
    }
}

struct Tracer<'a> {
    base: &'a RuleBase,
    advice: &'a Advice,
    scene: &'a Scene<'a>,
    trace: Trace,
}

impl Tracer<'_> {
    /// Says whether the number is there at all.
    fn number(&mut self, number: Number) -> bool {
        match number {
            Number::Bill => {
                let bill = bill::bill(self.scene);
                let mut lines: Vec<_> =
                    bill.lines.iter().map(|line| (line.component, line.line, line.figure)).collect();
                lines.sort_by(|a, b| b.2.typical.total_cmp(&a.2.typical).then((a.0, a.1).cmp(&(b.0, b.1))));
                self.trace.derived.push(Derived { quantity: None, formula: None, figure: Some(bill.sum) });
                for (component, line, _) in &lines {
                    self.ways(&self.base.components[*component].costs[*line].ways);
                }
                self.trace.lines = lines;
                true
            }
            Number::Line(component, line) => {
                let declared = &self.base.components[component].costs[line];
                let there = self.scene.has(&self.base.components[component]);
                let there = there.and(self.scene.possible().holds(declared.when.as_ref()));
                let figure = self.scene.first(&declared.ways);
                let formula = self.scene.typical().first(&declared.ways).map(|formula| formula.text().to_owned());
                self.trace.derived.push(Derived { quantity: None, formula, figure });
                self.ways(&declared.ways);
                there != crate::quantity::Truth::False
            }
            Number::Fill(component) => {
                let component = &self.base.components[component];
                let Some(capacity) = &component.capacity else { return false };
                for formula in [&capacity.demand, &capacity.carries].into_iter().chain(&capacity.target) {
                    let figure = self.scene.figure(formula);
                    self.trace.derived.push(Derived {
                        quantity: None,
                        formula: Some(formula.text().to_owned()),
                        figure,
                    });
                    self.formula(formula);
                }
                self.scene.has(component) != crate::quantity::Truth::False
            }
            Number::Quantity(quantity) => {
                self.quantity(quantity);
                true
            }
            Number::Fact(fact) => {
                let figure = self.scene.fact(fact, self.advice);
                self.trace.derived.push(Derived { quantity: None, formula: None, figure });
                self.fact(fact);
                true
            }
        }
    }

    fn ways(&mut self, ways: &[Way]) {
        if let Some(formula) = self.scene.typical().first(ways) {
            self.formula(formula);
        }
    }

    fn formula(&mut self, formula: &Formula) {
        // Of two numbers under a settled condition only the one that counts is followed.
        let operations: Vec<Operation> = formula.reached(self.scene.typical()).into_iter().cloned().collect();
        for operation in operations.iter().rev() {
            match operation {
                Operation::Quantity(quantity) => self.quantity(*quantity),
                Operation::LookUp(look_up) if !self.trace.tables.contains(&look_up.entry) => {
                    self.trace.tables.push(look_up.entry);
                }
                _ => {}
            }
            for fact in operation.facts() {
                self.fact(*fact);
            }
        }
    }

    fn quantity(&mut self, quantity: QuantityId) {
        if self.trace.derived.iter().any(|derived| derived.quantity == Some(quantity)) {
            return;
        }
        if self.base.quantity(quantity).is_bill {
            let figure = Some(bill::bill(self.scene).sum);
            self.trace.derived.push(Derived { quantity: Some(quantity), formula: None, figure });
            return;
        }
        let ways = &self.base.quantity(quantity).ways;
        let formula = self.scene.typical().first(ways).map(|formula| formula.text().to_owned());
        let figure = self.scene.first(ways);
        self.trace.derived.push(Derived { quantity: Some(quantity), formula, figure });
        self.ways(ways);
    }

    /// A fact, and those that it was worked out from.
    fn fact(&mut self, fact: FactId) {
        if self.trace.facts.contains(&fact) {
            return;
        }
        self.trace.facts.push(fact);
        let known = self.advice.sheet.known(fact);
        if known.told.is_some() && known.assumed.is_none() {
            return;
        }
        let derived = known.derived.iter().flat_map(|derived| derived.inputs.clone());
        let inputs: Vec<FactId> =
            derived.chain(known.assumed.iter().flat_map(|assumed| assumed.inputs.clone())).collect();
        for input in inputs {
            self.fact(input);
        }
    }
}
