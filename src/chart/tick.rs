//! Where ticks stand: on round numbers of the unit that is shown.

use super::model::{Axis, Measure};
use crate::quantity::Unit;

/// Spans of time that a clock or a calendar knows, in seconds; beyond the last, decimal days.
const CLOCK: &[f64] = &[
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1800.0,
    3600.0,
    7200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    172_800.0,
    604_800.0,
    1_209_600.0,
    2_592_000.0,
];

/// Spans of a calendar, in months; beyond the last, decimal years.
const CALENDAR: &[f64] = &[1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0];

/// Lengths that stand for a multiplied step of time, so that no tick reads `16.7 min`.
const DECADES_OF_TIME: &[f64] = &[0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0, 3600.0, 36_000.0, 86_400.0, 864_000.0];

/// The step between ticks that add: the smallest round one that needs at most `most` steps.
pub(super) fn step(span: f64, most: usize, measure: Measure) -> f64 {
    let least = span / most.max(1) as f64;
    let known: &[f64] = match measure {
        Measure::Quantity(Unit::Duration) => CLOCK,
        Measure::Months { .. } => CALENDAR,
        Measure::Quantity(_) => &[],
    };
    let first = known.first().copied().unwrap_or(f64::INFINITY);
    // A month is not divided; a second is, in decimals.
    let divides = !matches!(measure, Measure::Months { .. });
    if let Some(step) = known.iter().copied().find(|step| *step >= least)
        && (least > first / 2.0 || !divides)
    {
        return step;
    }
    let beyond = match measure {
        Measure::Quantity(Unit::Duration) if least > first => 86_400.0,
        Measure::Months { .. } => 12.0,
        _ => 1.0,
    };
    let step = beyond * decimal(least / beyond);
    if measure == Measure::Quantity(Unit::Count) { step.max(1.0) } else { step }
}

/// The smallest of 1, 2, 5 times a power of ten that is at least this.
fn decimal(least: f64) -> f64 {
    let power = 10f64.powi(least.log10().floor().clamp(-300.0, 300.0) as i32);
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least * 0.999_999)
        .unwrap_or(power)
}

/// The ticks from `low` to `high`, at most about `most`.
pub(super) fn ticks(low: f64, high: f64, most: usize, axis: &Axis) -> Vec<f64> {
    if axis.logarithmic { multiplied(low, high, most, axis.measure) } else { added(low, high, most, axis.measure) }
}

fn added(low: f64, high: f64, most: usize, measure: Measure) -> Vec<f64> {
    let mut step = step(high - low, most, measure);
    // Whole things are not divided, however small the span.
    if measure == Measure::Quantity(Unit::Count) {
        step = step.max(1.0);
    }
    let shift = match measure {
        // Years begin in January.
        Measure::Months { year, month } if step >= 12.0 => {
            let first = f64::from(year) * 12.0 + f64::from(month) - 1.0;
            (first / step).ceil() * step - first
        }
        _ => 0.0,
    };
    let slack = step * 1e-6;
    let first = ((low - shift - slack) / step).ceil();
    let mut ticks = Vec::new();
    for index in 0..=(most * 3) {
        let tick = (first + index as f64) * step + shift;
        if tick > high + slack {
            break;
        }
        // Adding zero makes a negative zero positive.
        ticks.push(tick + 0.0);
    }
    ticks
}

fn multiplied(low: f64, high: f64, most: usize, measure: Measure) -> Vec<f64> {
    let within = |tick: &f64| *tick >= low * 0.999_999 && *tick <= high * 1.000_001;
    let powers = |digits: &[f64]| -> Vec<f64> {
        let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
        (first..=last)
            .flat_map(|power| digits.iter().map(move |digit| format!("{digit}e{power}").parse().unwrap_or(f64::MAX)))
            .filter(within)
            .collect()
    };
    let decades = if measure == Measure::Quantity(Unit::Duration) && low >= 0.001 && high < 8_640_000.0 {
        DECADES_OF_TIME.iter().copied().filter(within).collect()
    } else {
        powers(&[1.0])
    };
    if decades.len() < 3 {
        let finer = powers(&[1.0, 2.0, 5.0]);
        // Less than a step of the fine ones: the ends themselves.
        return if finer.len() >= 2 { thinned(finer, most.max(4)) } else { vec![low, high] };
    }
    thinned(decades, most)
}

/// Every nth tick, so that at most `most` are left.
fn thinned(ticks: Vec<f64>, most: usize) -> Vec<f64> {
    let every = ticks.len().div_ceil(most.max(1)).max(1);
    ticks.into_iter().step_by(every).collect()
}
