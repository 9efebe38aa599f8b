//! How a number reads beside an axis: short, with its unit.

use super::model::Measure;
use crate::quantity::{Unit, quantity};

/// A value as a tick or a label says it: `2M`, `1.5k/s`, `$400`, `5 min`, `2027-03`.
pub(super) fn label(value: f64, measure: Measure) -> String {
    match measure {
        Measure::Quantity(Unit::Rate) => format!("{}/s", short(value)),
        Measure::Quantity(Unit::Money) if value < 0.0 => format!("-${}", short(-value)),
        Measure::Quantity(Unit::Money) => format!("${}", short(value)),
        Measure::Quantity(Unit::Share) => format!("{}%", short(value * 100.0)),
        Measure::Quantity(Unit::Bytes) => bytes(value),
        Measure::Quantity(Unit::Throughput) => format!("{}/s", bytes(value)),
        Measure::Quantity(Unit::Duration) if value == 0.0 => "0".to_owned(),
        Measure::Quantity(Unit::Duration) => duration(value),
        Measure::Quantity(_) => short(value),
        Measure::Months { year, month } => calendar(value, year, month),
    }
}

/// A number in at most three telling digits, with `k`, `M`, `G` or `T`; beyond these as a power of ten.
fn short(value: f64) -> String {
    const SIZES: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let value = rounded(value);
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e15 || value.abs() < 1e-3 {
        return format!("{value:e}");
    }
    let (size, word) = SIZES.into_iter().find(|(size, _)| value.abs() >= *size).unwrap_or((1.0, ""));
    format!("{}{word}", rounded(value / size))
}

/// A size on the steps that storage is sold in, as a number of three telling digits.
fn bytes(value: f64) -> String {
    const SIZES: [(f64, &str); 5] = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let value = rounded(value);
    let (size, word) = SIZES.into_iter().find(|(size, _)| value.abs() >= *size).unwrap_or((1.0, "B"));
    format!("{} {word}", short(value / size))
}

fn duration(value: f64) -> String {
    const SIZES: [(f64, &str); 5] = [(86_400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms")];
    let value = rounded(value);
    let (size, word) = SIZES
        .into_iter()
        .find(|(size, _)| value.abs() >= *size && ((value / size) * 10.0).fract() == 0.0)
        .or_else(|| SIZES.into_iter().find(|(size, _)| value.abs() >= *size))
        .unwrap_or((0.001, "ms"));
    format!("{} {word}", short(value / size))
}

/// Three telling digits: what a picture can show, and no more.
fn rounded(value: f64) -> f64 {
    // The text form rounds in decimal, so that 0.3 stays 0.3.
    format!("{value:.2e}").parse().unwrap_or(value)
}

fn calendar(value: f64, year: i32, month: u8) -> String {
    let months = i64::from(year) * 12 + i64::from(month.clamp(1, 12)) - 1;
    // Far more than a calendar holds is no month any more.
    let at = months + value.clamp(-1e6, 1e6).floor() as i64;
    format!("{:04}-{:02}", at.div_euclid(12), at.rem_euclid(12) + 1)
}

/// What the axis says of its unit where the ticks do not.
pub(super) fn unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Quantity(Unit::Money) => " a month",
        _ => "",
    }
}

/// A value in a sentence, by the room that prints quantities everywhere else.
pub(super) fn in_words(value: f64, measure: Measure) -> String {
    match measure {
        Measure::Quantity(unit) => match unit.kind() {
            Some(kind) => quantity(rounded(value), kind),
            None => short(value),
        },
        Measure::Months { .. } => label(value, measure),
    }
}
