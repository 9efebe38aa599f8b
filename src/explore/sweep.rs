//! The answer along one count: the whole judgement, run again at many values of it and on both sides of every change.

use std::num::NonZero;
use std::thread;

use super::Lines;
use crate::advise::{Advice, count_facts};
use crate::expr::{FactId, Formula};
use crate::quantity::{Interval, Unit};
use crate::rules::{Hard, RuleBase};

/// At least this many values, where the range of the count holds so many.
pub const LEAST_POINTS: usize = 200;
/// The axis ends this many times above its greatest line.
const BEYOND: f64 = 10.0;
/// Of more changes than this the rest is found between neighbours only, not to the very value.
const MOST_CHANGES: usize = 64;

/// A count along which answers are swept.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The count.
    pub fact: FactId,
    /// Values from low to high: even steps on a log axis, every line with both of its sides, and what was told.
    pub values: Vec<f64>,
    /// Only whole numbers lie between.
    pub whole: bool,
}

impl Axis {
    /// The axis of the count that stand-ins read, the told one of several; nothing where no rule reads a count.
    pub fn new(base: &RuleBase, advice: &Advice) -> Option<Axis> {
        let lines = Lines::of(base, conditions(base));
        let of = |fact: FactId| -> Vec<f64> {
            lines.values(base, fact).iter().map(|values| values.interval().high).collect()
        };
        let mut counts = count_facts(base);
        counts.retain(|fact| base.fact(*fact).unit.kind().is_some() && !of(*fact).is_empty());
        let told = counts.iter().find(|fact| advice.sheet.is_known(base, **fact));
        let fact = *told.or(counts.first())?;
        let known = advice.sheet.on_facts(fact).interval();
        // A range stands for its ends and for what lies between, as a log axis has it.
        let middle = rounded((known.low.max(1.0) * known.high).sqrt()).clamp(known.low, known.high);
        let told = match advice.sheet.is_known(base, fact) {
            true if known.is_point() => vec![known.low],
            true => vec![known.low, middle, known.high],
            false => Vec::new(),
        };
        let declared = base.fact(fact);
        let whole = declared.unit == Unit::Count;
        Some(Axis { fact, values: values(declared.range.interval(), &of(fact), &told, whole), whole })
    }
}

fn values(range: Interval, lines: &[f64], told: &[f64], whole: bool) -> Vec<f64> {
    let marks = || lines.iter().chain(told).copied().filter(|value| value.is_finite());
    let low = range.low.max(1.0);
    let high = range.high.min(rounded(BEYOND * marks().fold(low, f64::max)));
    let inside = |value: &f64| *value >= low && *value <= high;
    let even = |steps: usize| {
        let step = |index: usize| low * (high / low).powf(index as f64 / steps as f64);
        let mut values: Vec<f64> = (0..=steps).map(|index| rounded(step(index))).chain([high]).collect();
        if whole {
            values.iter_mut().for_each(|value| *value = value.round());
        }
        values.retain(inside);
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    };
    // Low on a log axis of whole numbers several steps fall on one value.
    let mut steps = LEAST_POINTS;
    while even(steps).len() < LEAST_POINTS && steps < 8 * LEAST_POINTS {
        steps += LEAST_POINTS / 8;
    }
    let mut values = even(steps);
    values.extend(marks().filter(inside));
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// Two telling digits, as people would say a count.
fn rounded(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// Every condition that can turn something that an answer tells.
fn conditions(base: &RuleBase) -> impl Iterator<Item = &Formula> {
    let gates = base.gates.iter().flat_map(|gate| {
        let hard = match &gate.hard {
            Hard::When(condition) => Some(condition),
            _ => None,
        };
        [Some(&gate.when), gate.unless.as_ref(), hard].into_iter().flatten()
    });
    let required =
        base.transitions.iter().flat_map(|one| &one.requires).filter_map(|requirement| requirement.when.as_ref());
    let items = base.transitions.iter().flat_map(|one| &one.checklist).filter_map(|item| item.when.as_ref());
    let options = base.choices.iter().flat_map(|choice| &choice.options);
    let grounds = options.flat_map(|option| option.rules_out.iter().chain(&option.calls_for)).map(|one| &one.when);
    let parts = base.capabilities.iter().flat_map(|one| one.run_by.iter().chain(&one.absent_when));
    let findings = base.findings.iter().flat_map(|finding| std::iter::once(&finding.when).chain(&finding.unless));
    let playbooks = base.playbooks.iter().map(|playbook| &playbook.when);
    let choices = base.choices.iter().filter_map(|choice| choice.when.as_ref());
    gates.chain(required).chain(items).chain(grounds).chain(parts).chain(findings).chain(playbooks).chain(choices)
}

/// Answers at every value of an axis and, where neighbours differ, at both sides of the change between them.
pub fn sweep<A: Send>(axis: &Axis, answer: impl Fn(f64) -> A + Sync, alike: impl Fn(&A, &A) -> bool) -> Vec<(f64, A)> {
    let mut points = on_all_cores(&axis.values, &answer);
    let mut changes: Vec<(f64, A)> = Vec::new();
    let mut found = 0;
    for pair in points.windows(2).filter(|_| axis.whole) {
        let ((low, below), (high, above)) = (&pair[0], &pair[1]);
        let mut between: Vec<(f64, A)> = Vec::new();
        while found < MOST_CHANGES {
            let (start, like) = between.last().map_or((*low, below), |(value, one)| (*value, one));
            if alike(like, above) {
                break;
            }
            found += 1;
            let (before, after) = first_change(start, *high, &answer, |one| alike(one, like));
            let is_last = after.is_none();
            between.extend(before.into_iter().chain(after));
            if is_last {
                break;
            }
        }
        changes.extend(between);
    }
    points.extend(changes);
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points
}

/// A value with its answer.
type Answered<A> = Option<(f64, A)>;

/// The last value that is like the lower end and the first that is not, where they are not the ends themselves.
fn first_change<A>(
    low: f64,
    high: f64,
    answer: impl Fn(f64) -> A,
    is_like_low: impl Fn(&A) -> bool,
) -> (Answered<A>, Answered<A>) {
    let (mut before, mut after): (Answered<A>, Answered<A>) = (None, None);
    loop {
        let (left, right) = (before.as_ref().map_or(low, |one| one.0), after.as_ref().map_or(high, |one| one.0));
        if right - left <= 1.0 {
            return (before, after);
        }
        let middle = ((left + right) / 2.0).floor();
        let one = answer(middle);
        let end = if is_like_low(&one) { &mut before } else { &mut after };
        *end = Some((middle, one));
    }
}

/// Answers values on all cores, in the order of the values.
fn on_all_cores<A: Send>(values: &[f64], answer: impl Fn(f64) -> A + Sync) -> Vec<(f64, A)> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = values.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let running: Vec<_> = values
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(|value| (*value, answer(*value))).collect::<Vec<_>>()))
            .collect();
        let joined = running.into_iter().map(|thread| thread.join());
        joined.flat_map(|found| found.unwrap_or_else(|fault| std::panic::resume_unwind(fault))).collect()
    })
}
