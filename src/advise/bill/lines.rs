//! What an architecture costs a month, line by line.

use super::figure::{Figure, Scene, point};
use super::lack::Lack;
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

/// A line of a bill that is there and cannot be worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingLine {
    /// The component, by its place in the rule base.
    pub component: usize,
    /// Which of its lines.
    pub line: usize,
    /// Why it cannot be worked out.
    pub lack: Lack,
}

impl MissingLine {
    /// The component and the line.
    pub fn at(&self) -> (usize, usize) {
        (self.component, self.line)
    }

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
    /// What is there and cannot be worked out.
    pub unknown: Vec<MissingLine>,
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

impl Bill {
    /// Says whether it has more lines than it lacks: the sum of a few of many lines would tell nothing of the whole.
    pub fn is_telling(&self) -> bool {
        self.lines.iter().filter(|line| line.figure.typical > 0.0).count() >= self.unknown.len()
    }

    /// The sums of the low ends and of the high ends of its lines, between which its own ends lie.
    pub fn ends_of_lines(&self) -> [f64; 2] {
        let sum = |end: fn(&Figure) -> f64| self.lines.iter().map(|line| end(&line.figure)).sum();
        [sum(|figure| figure.low), sum(|figure| figure.high)]
    }

    fn line(&self, at: (usize, usize)) -> Option<&BillLine> {
        self.lines.iter().find(|line| (line.component, line.line) == at)
    }
}

/// Something to know about a line that a step brings or makes at least twice as dear.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cliff {
    /// The component, by its place in the rule base.
    pub component: usize,
    /// Which of its lines.
    pub line: usize,
    /// Nobody knows whether it is there.
    pub perhaps: bool,
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
    /// Lines that the step brings or makes at least twice as dear, the dearest first.
    pub cliffs: Vec<Cliff>,
    /// Lines that cannot be worked out before it or after it, or are in no bill and not on both sides, by component and
    /// line.
    pub unknown: Vec<(usize, usize)>,
    /// The bills before it and after it have more lines than they lack.
    pub is_telling: bool,
}

/// Works out the bill of an architecture.
pub(crate) fn bill(scene: &Scene<'_>) -> Bill {
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
                let lack = scene.lack(&line.ways);
                bill.unknown.push(MissingLine { component: component_index, line: index, lack });
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
    // What is there only perhaps, and is not reckoned with, makes the sum no assumption.
    let reckoned_with = |line: &&BillLine| line.figure.typical > 0.0;
    let nothing_is = !bill.lines.iter().any(|line| line.figure.typical > 0.0);
    let mut counts = bill.lines.iter().filter(|line| nothing_is || reckoned_with(line));
    let rests_on_assumptions = counts.any(|line| line.figure.assumed);
    let sum = Figure::joined(typical.iter().sum(), bill.ends.iter().copied(), possible, rests_on_assumptions);
    if let Some(sum) = sum {
        // What may be there or not moves only its own line.
        let (mut less, mut more) = (0.0, 0.0);
        for line in bill.lines.iter().filter(|line| line.perhaps) {
            if line.figure.typical > 0.0 { less += line.figure.typical } else { more += line.figure.high }
        }
        // Never below what is surely paid at the least, nor above all that may be paid at the most.
        let [least, most] = bill.ends_of_lines();
        let low = (sum.low - less).max(least).min(sum.typical);
        bill.sum = Figure { low, high: (sum.high + more).min(most).max(sum.typical), ..sum };
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
    /// Lines that go cannot be worked out, or lines that differ stand in no bill.
    pub partial: bool,
}

/// The bill with a part less the bill without it; nothing where a line that only comes then cannot be worked out, or
/// where it saves nothing.
pub(crate) fn saving(with: &Bill, without: &Bill) -> Option<Saving> {
    let cost = step_cost(with, without);
    let sum = Figure { low: -cost.sum.high, typical: -cost.sum.typical, high: -cost.sum.low, ..cost.sum };
    let at = |bill: &Bill| bill.unknown.iter().map(MissingLine::at).collect::<Vec<_>>();
    let (old, new) = (at(with), at(without));
    let is_known = new.iter().all(|line| old.contains(line)) && sum.typical > 0.0;
    let partial = old != new || with.left_out != without.left_out;
    // A part that is paid for costs nothing at the least.
    let sum = Figure { low: sum.low.max(0.0), ..sum };
    is_known.then_some(Saving { sum, assumed_share: cost.assumed_share, partial })
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
    let mut seen: Vec<(usize, usize)> =
        before.lines.iter().chain(&after.lines).map(|line| (line.component, line.line)).collect();
    seen.sort_unstable();
    seen.dedup();
    let changes: Vec<Change> = seen.into_iter().map(|at| Change::new(at, before.line(at), after.line(at))).collect();
    let (low, high) = (typical - down.sqrt(), typical + up.sqrt());
    // What is there only perhaps is there in both or in neither.
    let low = low + changes.iter().map(|change| change.otherwise().min(0.0)).sum::<f64>();
    let high = high + changes.iter().map(|change| change.otherwise().max(0.0)).sum::<f64>();
    let least: f64 = changes.iter().map(|change| change.new.low - change.old.high).sum();
    let most: f64 = changes.iter().map(|change| change.new.high - change.old.low).sum();
    let (low, high) = (low.max(least).min(typical), high.min(most).max(typical));
    let mut cliffs: Vec<&Change> = changes.iter().filter(|change| change.is_cliff()).collect();
    cliffs.sort_by(|a, b| {
        // What is surely paid comes first.
        let rank = |change: &Change| change.new.typical <= 0.0;
        rank(a).cmp(&rank(b)).then(b.dearer().total_cmp(&a.dearer())).then(a.at.cmp(&b.at))
    });
    let mut unknown: Vec<(usize, usize)> = before.unknown.iter().chain(&after.unknown).map(MissingLine::at).collect();
    // What is in no bill is missing from the difference where only one of them has it.
    let only = |one: &Bill, other: &Bill| -> Vec<(usize, usize)> {
        one.left_out.iter().copied().filter(|at| !other.left_out.contains(at)).collect()
    };
    unknown.extend(only(before, after).into_iter().chain(only(after, before)));
    unknown.sort_unstable();
    unknown.dedup();
    StepCost {
        sum: Figure {
            low,
            typical,
            high,
            assumed: changes.iter().any(|change| change.differs() && change.is_assumed()),
        },
        fixed: after.fixed - before.fixed,
        usage: after.usage - before.usage,
        assumed_share: assumed_share(&changes),
        cliffs: cliffs.into_iter().map(Change::cliff).collect(),
        unknown,
        is_telling: before.is_telling() && after.is_telling(),
    }
}

/// The share of what changes that rests on assumptions: of the typical amounts, else of their ends.
fn assumed_share(changes: &[Change]) -> f64 {
    let of = |amount: fn(&Change) -> f64| -> Option<f64> {
        let whole: f64 = changes.iter().map(amount).sum();
        let assumed: f64 = changes.iter().filter(|change| change.is_assumed()).map(amount).sum();
        (whole > 1e-9).then(|| share(assumed, whole))
    };
    let typical = of(|change| (change.new.typical - change.old.typical).abs());
    typical
        .or_else(|| of(|change| (change.new.high - change.old.high).abs() + (change.new.low - change.old.low).abs()))
        .unwrap_or(0.0)
}

/// A line before a step and after it.
#[derive(Debug)]
struct Change {
    at: (usize, usize),
    old: Figure,
    new: Figure,
    /// What each is where what is there only perhaps is the other way round.
    other_old: f64,
    other_new: f64,
    perhaps: bool,
}

impl Change {
    fn new(at: (usize, usize), old: Option<&BillLine>, new: Option<&BillLine>) -> Change {
        let figure = |line: Option<&BillLine>| line.map_or(Figure::NONE, |line| line.figure);
        let other = |line: Option<&BillLine>| match line {
            Some(line) if line.perhaps && line.figure.typical > 0.0 => 0.0,
            Some(line) if line.perhaps => line.figure.high,
            _ => figure(line).typical,
        };
        let perhaps = new.is_some_and(|line| line.perhaps);
        Change { at, old: figure(old), new: figure(new), other_old: other(old), other_new: other(new), perhaps }
    }

    fn differs(&self) -> bool {
        self.old != self.new
    }

    fn is_assumed(&self) -> bool {
        self.old.assumed || self.new.assumed
    }

    /// How much more it would change.
    fn otherwise(&self) -> f64 {
        (self.other_new - self.other_old) - (self.new.typical - self.old.typical)
    }

    /// Twice as much is a cliff; growth along with the load is none.
    fn is_cliff(&self) -> bool {
        let twice = |old: f64, new: f64| new > 0.0 && new >= 2.0 * old;
        twice(self.old.typical, self.new.typical) || self.new.typical <= 0.0 && twice(self.old.high, self.new.high)
    }

    fn dearer(&self) -> f64 {
        if self.new.typical > 0.0 { self.new.typical - self.old.typical } else { self.new.high - self.old.high }
    }

    fn cliff(&self) -> Cliff {
        Cliff { component: self.at.0, line: self.at.1, perhaps: self.perhaps }
    }
}
