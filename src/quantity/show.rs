//! Quantities as answers print them.

use super::unit::{Kind, Unit};
use super::values::{Interval, Truth, Values};

/// A number with thousands marked, exact where it is whole, else with at most four telling digits.
pub fn number(value: f64) -> String {
    if value.is_infinite() {
        return "no bound".to_owned();
    }
    if value == value.round() && value.abs() < 1e15 {
        return grouped(&format!("{:.0}", value + 0.0));
    }
    let magnitude = value.abs().log10().floor();
    if magnitude >= 3.0 {
        let step = 10f64.powf(magnitude - 3.0);
        return grouped(&format!("{:.0}", (value / step).round() * step));
    }
    // Four telling digits, but never more than the number of places a double can mean.
    let places = (3.0 - magnitude).clamp(0.0, 12.0) as usize;
    trimmed(&format!("{value:.places$}"))
}

fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{sign}{text}")
}

/// A number of some kind with its unit.
pub fn quantity(value: f64, kind: Kind) -> String {
    let unit = |unit: Unit| unit.kind() == Some(kind);
    match kind {
        Kind::Share => percent(value * 100.0),
        _ if unit(Unit::Rate) => format!("{}/s", number(value)),
        _ if unit(Unit::Money) => {
            let text = number(value);
            text.strip_prefix('-').map_or(format!("${text}"), |amount| format!("-${amount}"))
        }
        _ if unit(Unit::Bytes) => bytes(value),
        _ if unit(Unit::Throughput) => format!("{}/s", bytes(value)),
        _ if unit(Unit::Duration) => duration(value),
        _ => number(value),
    }
}

/// A share in percent: as it was told, and with two places where arithmetic left more than anybody tells.
fn percent(value: f64) -> String {
    let told = (value * 1000.0 - (value * 1000.0).round()).abs() < 1e-4;
    let is_plain = !told && (1.0..99.0).contains(&value.abs());
    let text = if is_plain { format!("{value:.2}") } else { format!("{value:.6}") };
    format!("{}%", trimmed(&text))
}

fn bytes(value: f64) -> String {
    let units = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")];
    let (size, word) = units.into_iter().find(|(size, _)| value.abs() >= *size).unwrap_or((1.0, "B"));
    format!("{} {word}", number(value / size))
}

fn duration(value: f64) -> String {
    let units = [(86_400.0, "day"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms")];
    let whole = |size: f64| ((value / size) - (value / size).round()).abs() < 1e-9;
    let fits = |size: f64| value.abs() >= size * (1.0 - 1e-12);
    if value != 0.0 && !fits(0.001) {
        return format!("{} ms", number(value * 1000.0));
    }
    // 570 s are 9.5 min: many of a small unit are said in a larger one where that takes a single place.
    let one_place = |size: f64| whole(size / 10.0) && value.abs() / size >= 2.0;
    let many = |(size, _): &(f64, &str)| whole(*size) && value.abs() / size < 300.0;
    let (size, word) = units
        .into_iter()
        .find(|(size, _)| fits(*size) && whole(*size))
        .filter(many)
        .or_else(|| units.into_iter().find(|(size, _)| fits(*size) && one_place(*size)))
        .or_else(|| units.into_iter().find(|(size, _)| fits(*size) && whole(*size)))
        .or_else(|| units.into_iter().find(|(size, _)| fits(*size)))
        .unwrap_or((1.0, "s"));
    let count = if whole(size) { (value / size).round() } else { value / size };
    let plural = if word == "day" && count != 1.0 { "s" } else { "" };
    format!("{} {word}{plural}", number(count))
}

/// A set of values in words: `900/s`, `8,000 to 15,000`, `one of mysql, postgresql`, `unknown`.
///
/// `range` is everything that is possible; a value as wide as that is unknown.
pub fn values(values: &Values, unit: Unit, members: &[String], range: &Values) -> String {
    if !values.is_point() && range.within(values) {
        return "unknown".to_owned();
    }
    let kind = unit.kind().unwrap_or(Kind::Ratio);
    match values {
        Values::Number(interval) => self::interval(*interval, kind, range.interval()),
        Values::Truth(Truth::True) => "yes".to_owned(),
        Values::Truth(Truth::False) => "no".to_owned(),
        Values::Truth(Truth::Unknown) => "unknown".to_owned(),
        Values::Choice(names) if names.len() == 1 => list(members, names.indices(), ""),
        Values::Choice(names) => format!("one of {}", list(members, names.indices(), "")),
        Values::Set { surely, maybe } if surely == maybe => list(members, surely.indices(), "none"),
        Values::Set { surely, maybe } => {
            let open = list(members, maybe.indices().filter(|index| !surely.contains(*index)), "");
            format!("{}, and perhaps {open}", list(members, surely.indices(), "none"))
        }
    }
}

fn interval(interval: Interval, kind: Kind, range: Interval) -> String {
    if interval.is_point() {
        quantity(interval.low, kind)
    } else if interval.high >= range.high {
        format!("{} or more", quantity(interval.low, kind))
    } else {
        format!("{} to {}", quantity(interval.low, kind), quantity(interval.high, kind))
    }
}

fn list(members: &[String], indices: impl Iterator<Item = usize>, none: &str) -> String {
    let names: Vec<&str> = indices.filter_map(|index| members.get(index)).map(String::as_str).collect();
    if names.is_empty() { none.to_owned() } else { names.join(", ") }
}
