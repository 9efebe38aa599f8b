//! What an architecture costs a month, line by line.

use super::figure::{Figure, Scene, point};
use crate::advise::Setting;
use crate::expr::Formula;
use crate::quantity::{Interval, Truth};
use crate::rules::{CostLine, CostPart, RuleBase};

/// One line of a bill.
#[derive(Debug, Clone, PartialEq)]
pub struct BillLine {
    /// The component, by its place in the rule base.
    pub component: usize,
    /// Which of its lines.
    pub line: usize,
    /// Dollars a month.
    pub figure: Figure,
    /// Nobody knows whether it is there: the least is nothing.
    pub perhaps: bool,
}

impl BillLine {
    /// What is declared for it.
    pub fn declared<'b>(&self, base: &'b RuleBase) -> &'b CostLine {
        &base.components[self.component].costs[self.line]
    }
}

/// What an architecture costs, in dollars a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// What is paid, in the order of components.
    pub lines: Vec<BillLine>,
    /// Lines that are there and cannot be worked out, by component and line.
    pub unknown: Vec<(usize, usize)>,
    /// Lines that are there and in no bill, by component and line: nobody can say what they cost.
    pub left_out: Vec<(usize, usize)>,
    /// The sum.
    pub sum: Figure,
    /// The sum with each open fact at its low and at its high end.
    pub(super) ends: Vec<[f64; 2]>,
    /// The typical sum of what is paid whether it is used or not.
    pub fixed: f64,
    /// The typical sum of what is paid by use.
    pub usage: f64,
    /// The share of the typical sum that rests on assumptions.
    pub assumed_share: f64,
}

/// What a step adds to the bill, in dollars a month; below zero where it saves.
#[derive(Debug, Clone, PartialEq)]
pub struct StepCost {
    /// With each open fact at the same end before and after.
    pub sum: Figure,
    /// The typical part that is paid whether it is used or not.
    pub fixed: f64,
    /// The typical part that is paid by use.
    pub usage: f64,
    /// The share of all that changes which rests on assumptions.
    pub assumed_share: f64,
    /// Lines with something to know that the step brings or makes dearer, by component and line.
    pub cliffs: Vec<(usize, usize)>,
}

/// Works out the bill of an architecture.
pub(super) fn bill(scene: &Scene<'_>) -> Bill {
    let mut bill = Bill {
        lines: Vec::new(),
        unknown: Vec::new(),
        left_out: Vec::new(),
        sum: Figure::NONE,
        ends: Vec::new(),
        fixed: 0.0,
        usage: 0.0,
        assumed_share: 0.0,
    };
    for (component_index, component) in scene.base().components.iter().enumerate() {
        for (index, line) in component.costs.iter().enumerate() {
            let there = scene.has(component).and(scene.possible().holds(line.when.as_ref()));
            if there == Truth::False || there == Truth::Unknown && component.only_known {
                continue;
            }
            if line.left_out.is_some() {
                // Of what may be there or not nobody misses the price.
                if there == Truth::True {
                    bill.left_out.push((component_index, index));
                }
                continue;
            }
            let Some(mut figure) = scene.first(&line.ways) else {
                bill.unknown.push((component_index, index));
                continue;
            };
            let typically =
                scene.typical().holds(component.when.as_ref()).and(scene.typical().holds(line.when.as_ref()));
            let perhaps = there == Truth::Unknown;
            if perhaps {
                figure.low = 0.0;
            }
            // Where nobody knows of it, its typical amount is the most that it adds.
            if typically != Truth::True && !(perhaps && line.usual) {
                figure = Figure { low: 0.0, high: figure.typical, typical: 0.0, ..figure };
            }
            if figure.high > 0.0 {
                bill.lines.push(BillLine { component: component_index, line: index, figure, perhaps });
            }
        }
    }
    let part = |part: CostPart| {
        bill.lines.iter().filter(|line| line.declared(scene.base()).part == part).map(|line| line.figure.typical).sum()
    };
    (bill.fixed, bill.usage) = (part(CostPart::Fixed), part(CostPart::Usage));
    // Every fact moves all lines at once, so the sum is taken for each end of each fact, and these are joined.
    let there = bill.lines.iter().filter(|line| line.figure.typical > 0.0 || !line.perhaps);
    let paid: Vec<&Formula> =
        there.filter_map(|line| scene.typical().first(&line.declared(scene.base()).ways)).collect();
    let amount = |formula: &Formula, setting: &Setting<'_>| point(formula.interval(setting)).max(0.0);
    let typical: Vec<f64> = paid.iter().map(|formula| amount(formula, scene.typical())).collect();
    bill.ends = vec![[0.0; 2]; scene.open()];
    for (formula, typical) in paid.iter().zip(&typical) {
        let ends = scene.at_ends(&[formula], |setting| amount(formula, setting));
        for (sum, moved) in bill.ends.iter_mut().zip(ends) {
            let moved = moved.unwrap_or([*typical; 2]);
            *sum = [sum[0] + moved[0], sum[1] + moved[1]];
        }
    }
    let possible = bill.lines.iter().filter_map(|line| {
        let formula = scene.possible().first(&line.declared(scene.base()).ways)?;
        let range = formula.interval(scene.possible());
        Some(if line.perhaps { range.joined(Interval::point(0.0)) } else { range })
    });
    let possible = possible.fold(Interval::point(0.0), Interval::plus);
    let rests_on_assumptions = bill.lines.iter().any(|line| line.figure.assumed);
    let sum = Figure::joined(typical.iter().sum(), bill.ends.iter().copied(), possible, rests_on_assumptions);
    if let Some(sum) = sum {
        // What may be there or not moves only its own line.
        let (mut less, mut more) = (0.0, 0.0);
        for line in bill.lines.iter().filter(|line| line.perhaps) {
            if line.figure.typical > 0.0 { less += line.figure.typical } else { more += line.figure.high }
        }
        bill.sum = Figure { low: (sum.low - less).max(0.0), high: sum.high + more, ..sum };
    }
    let assumed: f64 = bill.lines.iter().filter(|line| line.figure.assumed).map(|line| line.figure.typical).sum();
    bill.assumed_share = share(assumed, bill.sum.typical);
    bill
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// What would not be paid without a part, in dollars a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saving {
    /// With each open fact at the same end with the part and without it.
    pub sum: Figure,
    /// The share of all that changes which rests on assumptions.
    pub assumed_share: f64,
}

/// The bill with a part less the bill without it; nothing where a line that only one of them has cannot be worked out,
/// or where it saves nothing.
pub(super) fn saving(with: &Bill, without: &Bill) -> Option<Saving> {
    let cost = step_cost(with, without);
    let sum = Figure { low: -cost.sum.high, typical: -cost.sum.typical, high: -cost.sum.low, ..cost.sum };
    let is_whole = with.unknown == without.unknown && with.left_out == without.left_out;
    let is_known = is_whole && sum.typical > 0.0;
    // A part that is paid for costs nothing at the least.
    let sum = Figure { low: sum.low.max(0.0), ..sum };
    is_known.then_some(Saving { sum, assumed_share: cost.assumed_share })
}

/// What a step adds: the bill after it less the bill before it, with each open fact at the same end before and after.
pub fn step_cost(before: &Bill, after: &Bill) -> StepCost {
    let typical = after.sum.typical - before.sum.typical;
    let differences = before.ends.iter().zip(&after.ends).map(|(old, new)| [new[0] - old[0], new[1] - old[1]]);
    // What was a saving at one end may be a cost at the other, so the ends are joined by difference.
    let (mut down, mut up): (f64, f64) = (0.0, 0.0);
    for [one, other] in differences {
        down += (typical - one.min(other)).max(0.0).powi(2);
        up += (one.max(other) - typical).max(0.0).powi(2);
    }
    let of = |bill: &Bill, at: (usize, usize)| {
        bill.lines.iter().find(|line| (line.component, line.line) == at).map(|line| line.figure)
    };
    let (mut changed, mut assumed, mut cliffs) = (0.0, 0.0, Vec::new());
    let mut seen: Vec<(usize, usize)> =
        before.lines.iter().chain(&after.lines).map(|line| (line.component, line.line)).collect();
    seen.sort_unstable();
    seen.dedup();
    for at in seen {
        let (old, new) = (of(before, at).unwrap_or(Figure::NONE), of(after, at).unwrap_or(Figure::NONE));
        let by = (new.typical - old.typical).abs();
        changed += by;
        if old.assumed || new.assumed {
            assumed += by;
        }
        // Twice as much is a cliff; growth along with the load is none.
        if new.typical > 0.0 && new.typical >= 2.0 * old.typical {
            cliffs.push(at);
        }
    }
    StepCost {
        sum: Figure {
            low: typical - down.sqrt(),
            typical,
            high: typical + up.sqrt(),
            assumed: before.sum.assumed || after.sum.assumed,
        },
        fixed: after.fixed - before.fixed,
        usage: after.usage - before.usage,
        assumed_share: share(assumed, changed),
        cliffs,
    }
}
