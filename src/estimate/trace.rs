//! Where a number comes from: its formula, the quantities, facts and tables in it, and what those rest on in their turn.

use super::{after, capacity, grounded};
use crate::advise::bill::{self, Bill, BillLine, Figure, Lack, Saving, Scenarios, Scene, StepCost, Took, scenarios};
use crate::advise::{Advice, Layer};
use crate::expr::{CapabilityId, FactId, Formula, Operation, QuantityId, TableEntry, World as _};
use crate::placing::Architecture;
use crate::quantity::{Truth, Values};
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

/// Of which architecture a number is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Of today's; where it is not there, of the one after the next step.
    Present,
    /// Of the one after the next step.
    AfterStep,
}

/// What a part of the way to a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// The number itself.
    Itself,
    /// How much of a component is used, of what it carries.
    Used,
    /// How much more than the present load it carries before it reaches its target.
    Room,
    /// What is asked of it.
    Demand,
    /// What it carries.
    Carries,
    /// The share up to which it should be used.
    Target,
    /// A line of a bill, by component and line.
    Line(usize, usize),
    /// A quantity.
    Quantity(QuantityId),
}

/// A part of the way to a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// What it is.
    pub of: Followed,
    /// The formula that counted; nothing for a sum of lines.
    pub formula: Option<String>,
    /// What it came to; nothing where it cannot be worked out, or is not there.
    pub figure: Option<Figure>,
    /// Where two architectures are held against each other and it differs: what it was in the one before.
    pub before: Option<Figure>,
    /// Why it cannot be worked out, where it is there.
    pub lack: Option<Lack>,
}

impl Derived {
    fn new(of: Followed, formula: Option<&Formula>, figure: Option<Figure>) -> Derived {
        Derived { of, formula: formula.map(|formula| formula.text().to_owned()), figure, before: None, lack: None }
    }
}

/// A fact with the value that a number was reckoned with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TracedFact {
    /// The fact.
    pub fact: FactId,
    /// The value that was reckoned with.
    pub value: Values,
    /// With its ends, where it is a number.
    pub figure: Option<Figure>,
    /// How it came about.
    pub took: Took,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trace {
    /// Of the architecture after the next step, not of today's.
    pub after_step: bool,
    /// The bill, where it was asked for.
    pub bill: Option<Bill>,
    /// The number itself, then the lines and quantities that it needs, each once.
    pub derived: Vec<Derived>,
    /// Every fact that it rests on, each once; those that others are worked out from come last.
    pub facts: Vec<TracedFact>,
    /// Every number of a table, each once.
    pub tables: Vec<TableEntry>,
}

/// Follows a number of an architecture of an answer; nothing where it is not there.
pub fn trace(base: &RuleBase, advice: &Advice, number: Number, moment: Moment) -> Option<Trace> {
    let advice = &*grounded(advice);
    let scenarios = scenarios(base, &advice.sheet);
    let of = |scene: &Scene<'_>, after_step: bool| {
        let mut tracer = Tracer::new(base, advice, scene, after_step);
        tracer.number(number).then_some(tracer.trace)
    };
    let present = Scene::new(base, &advice.sheet, &scenarios, &advice.architecture);
    let today = (is_described(base, advice) && moment == Moment::Present).then(|| of(&present, false));
    today.flatten().or_else(|| {
        let next = next_architecture(base, advice)?;
        of(&Scene::new(base, &advice.sheet, &scenarios, &next).standing_on(&present), true)
    })
}

/// Follows what the next step adds to the bill, line by line; nothing without a step from a described architecture.
pub fn trace_step(base: &RuleBase, advice: &Advice) -> Option<(StepCost, Trace)> {
    let advice = &*grounded(advice);
    let next = next_architecture(base, advice).filter(|_| is_described(base, advice))?;
    let scenarios = scenarios(base, &advice.sheet);
    let between = Between { base, advice, scenarios: &scenarios, before: &advice.architecture, after: &next };
    let (before, after, trace) = between.trace(true);
    let cost = bill::step_cost(&before, &after);
    let trace = trace.of(cost.sum);
    Some((cost, trace))
}

/// Follows what would not be paid without a part; nothing where that cannot be told.
pub fn trace_saving(base: &RuleBase, advice: &Advice, part: CapabilityId) -> Option<(Saving, Trace)> {
    let advice = &*grounded(advice);
    let without = is_described(base, advice).then(|| advice.architecture.without(base, &[part]))?;
    let scenarios = scenarios(base, &advice.sheet);
    let between = Between { base, advice, scenarios: &scenarios, before: &advice.architecture, after: &without };
    let (with, without, trace) = between.trace(false);
    let saving = bill::saving(&with, &without)?;
    Some((saving, trace.of(saving.sum)))
}

/// Follows formulas that stand alone, as the inputs of a model do: quantities, facts and tables only.
pub fn trace_formulas<'f>(base: &RuleBase, advice: &Advice, formulas: impl Iterator<Item = &'f Formula>) -> Trace {
    let advice = &*grounded(advice);
    let scenarios = scenarios(base, &advice.sheet);
    let scene = Scene::new(base, &advice.sheet, &scenarios, &advice.architecture);
    let mut tracer = Tracer::new(base, advice, &scene, false);
    formulas.for_each(|formula| tracer.formula(formula));
    tracer.trace
}

impl Trace {
    /// The same way to a number that is told first.
    fn of(mut self, figure: Figure) -> Trace {
        self.derived.insert(0, Derived::new(Followed::Itself, None, Some(figure)));
        self
    }
}

fn is_described(base: &RuleBase, advice: &Advice) -> bool {
    base.main_track().is_some_and(|main| advice.architecture.placed(main).is_some())
}

fn next_architecture(base: &RuleBase, advice: &Advice) -> Option<Architecture> {
    let walk = advice.next()?;
    Some(after(base, &advice.architecture, walk.track, walk.next.as_ref()?))
}

/// Two architectures with the same facts.
struct Between<'a> {
    base: &'a RuleBase,
    advice: &'a Advice,
    scenarios: &'a Scenarios,
    before: &'a Architecture,
    after: &'a Architecture,
}

impl Between<'_> {
    /// Both bills, and every line that differs followed on both sides.
    fn trace(&self, after_step: bool) -> (Bill, Bill, Trace) {
        let scene = |architecture| Scene::new(self.base, &self.advice.sheet, self.scenarios, architecture);
        let old_scene = scene(self.before);
        let new_scene = scene(self.after).standing_on(&old_scene);
        let (old, new) = (bill::bill(&old_scene), bill::bill(&new_scene));
        let figure = |bill: &Bill, at: (usize, usize)| {
            bill.lines.iter().find(|line| (line.component, line.line) == at).map(|line| line.figure)
        };
        let mut all: Vec<(usize, usize)> =
            old.lines.iter().chain(&new.lines).map(|line| (line.component, line.line)).collect();
        all.sort_unstable();
        all.dedup();
        let by = |at: &(usize, usize)| {
            let typical = |bill| figure(bill, *at).map_or(0.0, |figure| figure.typical);
            (typical(&new) - typical(&old)).abs()
        };
        all.retain(|at| figure(&old, *at) != figure(&new, *at));
        let lack = |at: &(usize, usize)| {
            let unknown = |bill: &Bill| bill.unknown.iter().find(|line| line.at() == *at).map(|line| line.lack.clone());
            unknown(&new).or_else(|| unknown(&old))
        };
        all.extend(old.unknown.iter().chain(&new.unknown).map(|line| line.at()));
        let mut seen = Vec::new();
        all.retain(|at| {
            !seen.contains(at) && {
                seen.push(*at);
                true
            }
        });
        all.sort_by(|a, b| by(b).total_cmp(&by(a)).then(a.cmp(b)));
        let follow = |scene: &Scene<'_>, bill: &Bill| {
            let mut tracer = Tracer::new(self.base, self.advice, scene, after_step);
            let lacks = |at: &(usize, usize)| bill.unknown.iter().any(|line| line.at() == *at);
            for at in all.iter().filter(|at| figure(bill, **at).is_some() || lacks(at)) {
                tracer.ways(&self.base.components[at.0].costs[at.1].ways);
            }
            tracer.trace
        };
        let (mut trace, mut earlier) = (follow(&new_scene, &new), follow(&old_scene, &old));
        for derived in &mut trace.derived {
            let was = earlier.derived.iter().position(|old| old.of == derived.of).map(|at| earlier.derived.remove(at));
            derived.before = was.and_then(|was| was.figure).filter(|was| Some(*was) != derived.figure);
        }
        // What only the architecture before has a need of.
        let gone = earlier.derived.into_iter().map(|old| Derived { before: old.figure, figure: None, ..old });
        trace.derived.extend(gone);
        let merge = |into: &mut Vec<TracedFact>, from: Vec<TracedFact>| {
            from.into_iter().for_each(|traced| {
                if !into.iter().any(|known| known.fact == traced.fact) {
                    into.push(traced)
                }
            });
        };
        merge(&mut trace.facts, earlier.facts);
        earlier.tables.into_iter().for_each(|entry| {
            if !trace.tables.contains(&entry) {
                trace.tables.push(entry)
            }
        });
        let lines = all.iter().map(|at| Derived {
            of: Followed::Line(at.0, at.1),
            formula: None,
            figure: figure(&new, *at),
            before: figure(&old, *at),
            lack: lack(at),
        });
        let lines: Vec<Derived> = lines.collect();
        trace.derived.splice(0..0, lines);
        (old, new, trace)
    }
}

struct Tracer<'a> {
    base: &'a RuleBase,
    advice: &'a Advice,
    scene: &'a Scene<'a>,
    trace: Trace,
}

impl<'a> Tracer<'a> {
    fn new(base: &'a RuleBase, advice: &'a Advice, scene: &'a Scene<'a>, after_step: bool) -> Tracer<'a> {
        Tracer { base, advice, scene, trace: Trace { after_step, ..Trace::default() } }
    }

    /// Says whether the number is there at all.
    fn number(&mut self, number: Number) -> bool {
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

    fn tell(&mut self, of: Followed, formula: Option<&Formula>, figure: Option<Figure>) {
        self.trace.derived.push(Derived::new(of, formula, figure));
    }

    /// Says of what was told last why it has no figure, where it has none.
    fn lacks(&mut self, ways: &[Way]) {
        let scene = self.scene;
        if let Some(told) = self.trace.derived.last_mut().filter(|told| told.figure.is_none()) {
            told.lack = Some(scene.lack(ways));
        }
    }

    /// The sum, its lines with the dearest first, and what is there and has no figure: that is not kept quiet.
    fn bill(&mut self) {
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

    fn fill(&mut self, index: usize) -> bool {
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

    fn quantity(&mut self, quantity: QuantityId) {
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
    fn fact(&mut self, fact: FactId) {
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
