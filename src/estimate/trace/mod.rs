//! Where a number comes from: its formula, the quantities, facts and tables in it, and what those rest on in their turn.

use super::{after, grounded};
use crate::advise::Advice;
use crate::advise::bill::{self, Bill, Figure, Lack, Saving, Scene, StepCost, Took, scenarios};
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, TableEntry};
use crate::placing::Architecture;
use crate::quantity::Values;
use crate::rules::RuleBase;

mod between;
mod tracer;

use self::between::Between;
use self::tracer::Tracer;

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
pub enum AskedOf {
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
pub fn trace(base: &RuleBase, advice: &Advice, number: Number, moment: AskedOf) -> Option<Trace> {
    let advice = &*grounded(advice);
    let scenarios = scenarios(base, &advice.sheet);
    let of = |scene: &Scene<'_>, after_step: bool| {
        let mut tracer = Tracer::new(base, advice, scene, after_step);
        tracer.number(number).then_some(tracer.trace)
    };
    let present = Scene::new(base, &advice.sheet, &scenarios, &advice.architecture);
    let today = (is_described(base, advice) && moment == AskedOf::Present).then(|| of(&present, false));
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
