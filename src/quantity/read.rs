//! Reads the value of a fact out of a document or a flag.

use super::literal::{LiteralFault, scan};
use super::unit::{Kind, Unit};
use super::values::{Interval, Names, Truth, Values};
use crate::document::{Node, Value};
use crate::problem::{Code, Problem};

/// What a value must fit: the fact's name, unit and names.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    /// The name of the fact.
    pub name: &'a str,
    /// Its unit.
    pub unit: Unit,
    /// The names it may have, for a choice or a set.
    pub members: &'a [String],
    /// Everything that is possible.
    pub range: &'a Values,
}

/// Reads a value: a point, a range `"8k..15k"`, a list of names, `"unknown"`, or the object that JSON answers use.
///
/// # Errors
/// One problem that points at the part of the value that is wrong.
pub fn read_values(node: &Node, measure: Measure<'_>) -> Result<Values, Problem> {
    let values = match &node.value {
        Value::Table(_) => read_object(node, measure)?,
        _ => read_plain(node, measure)?,
    };
    if values.within(measure.range) {
        return Ok(values);
    }
    let accepted = super::show::values(measure.range, measure.unit, measure.members, &Values::Choice(Names::NONE));
    Err(Problem::at(
        Code::OutOfRange,
        &node.place,
        format!("`{}` goes from {accepted}", measure.name),
        "outside its range",
    )
    .help("give a value inside, or \"unknown\""))
}

/// Reads the range of a fact itself, before there is a range to check against.
///
/// # Errors
/// One problem that points at the part of the value that is wrong.
pub fn read_range(node: &Node, name: &str, unit: Unit) -> Result<Interval, Problem> {
    let all = Values::Number(Interval::ALL);
    let measure = Measure { name, unit, members: &[], range: &all };
    match read_plain(node, measure)? {
        Values::Number(interval) => Ok(interval),
        _ => Ok(Interval::ALL),
    }
}

fn read_plain(node: &Node, measure: Measure<'_>) -> Result<Values, Problem> {
    match (&node.value, measure.unit) {
        (Value::String(text), _) if text.trim() == "unknown" => Ok(*measure.range),
        (Value::Bool(truth), Unit::Bool) => Ok(Values::Truth(Truth::from(*truth))),
        (Value::String(text), Unit::Bool) if matches!(text.trim(), "true" | "yes") => Ok(Values::Truth(Truth::True)),
        (Value::String(text), Unit::Bool) if matches!(text.trim(), "false" | "no") => Ok(Values::Truth(Truth::False)),
        (Value::String(text), Unit::Choice | Unit::Set) => names_in_text(node, text, measure),
        (Value::Array(items), Unit::Choice | Unit::Set) => {
            let mut names = Names::NONE;
            for item in items {
                match &item.value {
                    Value::String(text) => names.0 |= member(item, text, 0, measure)?.0,
                    _ => return Err(wrong_type(item, measure)),
                }
            }
            of_names(names, node, measure)
        }
        (Value::Integer(number), unit) if unit.kind().is_some() => bare(node, *number as f64, measure),
        (Value::Float(number), unit) if unit.kind().is_some() => bare(node, *number, measure),
        (Value::String(text), unit) if unit.kind().is_some() => interval_in_text(node, text, measure),
        _ => Err(wrong_type(node, measure)),
    }
}

fn wrong_type(node: &Node, measure: Measure<'_>) -> Problem {
    let example = measure.unit.example();
    Problem::at(
        Code::WrongType,
        &node.place,
        format!("`{}` is {}, not {}", measure.name, measure.unit.noun(), node.kind()),
        format!("expected {}", measure.unit.noun()),
    )
    .help(match measure.members {
        [] => format!("write for example {example}, or \"unknown\""),
        members => format!("its names: {}", members.join(", ")),
    })
}

/// `{value = x}`, `{low = a, high = b}`, `{one_of = […]}`, `{unknown = true}`; `unit` may stand beside.
fn read_object(node: &Node, measure: Measure<'_>) -> Result<Values, Problem> {
    let Value::Table(table) = &node.value else { return Err(wrong_type(node, measure)) };
    for entry in &table.entries {
        let known = ["value", "low", "high", "one_of", "unknown", "unit"];
        if !known.contains(&&*entry.key) {
            let message = format!("a value has no key `{}`", entry.key);
            return Err(Problem::at(Code::UnknownKey, &entry.key_place, message, "means nothing here").did_you_mean(
                &entry.key,
                known,
                "it takes: value; low and high; one_of; unknown; and unit",
            ));
        }
    }
    if let Some(unit) = table.get("unit") {
        let expected = measure.unit.in_json();
        if !matches!(&unit.node.value, Value::String(text) if text == expected || text == measure.unit.word()) {
            let message = format!("`{}` is told in {expected}", measure.name);
            return Err(Problem::at(Code::WrongUnit, &unit.node.place, message, format!("expected \"{expected}\""))
                .help(format!("give the number in {expected}, or write it as text: {}", measure.unit.example())));
        }
    }
    let has = |key: &str| table.get(key).map(|entry| &entry.node);
    match (has("value"), has("low"), has("high"), has("one_of"), has("unknown")) {
        (Some(value), None, None, None, None) => in_base_unit(value, measure),
        (None, Some(low), Some(high), None, None) => {
            let (from, to) = (in_base_unit(low, measure)?.interval(), in_base_unit(high, measure)?.interval());
            ordered(from.low, to.high, node, measure)
        }
        (None, None, None, Some(names), None) => read_plain(names, measure),
        (None, None, None, None, Some(unknown)) if unknown.value == Value::Bool(true) => Ok(*measure.range),
        _ => Err(Problem::at(
            Code::WrongType,
            &node.place,
            format!("the value of `{}` is of no known form", measure.name),
            "expected one of the four forms",
        )
        .help("write {value = …}, {low = …, high = …}, {one_of = […]} or {unknown = true}")),
    }
}

/// Inside an object a number is in the base unit of its fact, as answers print it.
fn in_base_unit(node: &Node, measure: Measure<'_>) -> Result<Values, Problem> {
    match (&node.value, measure.unit.kind()) {
        (Value::Integer(number), Some(_)) => ordered(*number as f64, *number as f64, node, measure),
        (Value::Float(number), Some(_)) if number.is_finite() => ordered(*number, *number, node, measure),
        _ => read_plain(node, measure),
    }
}

fn bare(node: &Node, number: f64, measure: Measure<'_>) -> Result<Values, Problem> {
    if !number.is_finite() {
        return Err(Problem::at(Code::MalformedQuantity, &node.place, "this is no finite number", "expected a number")
            .help(format!("write for example {}", measure.unit.example())));
    }
    let value = fit(node, &node.place, number, Kind::Bare, measure)?;
    ordered(value, value, node, measure)
}

fn interval_in_text(node: &Node, text: &str, measure: Measure<'_>) -> Result<Values, Problem> {
    let Some(dots) = text.find("..") else {
        let value = one_quantity(node, text, 0, measure, None)?;
        return ordered(value, value, node, measure);
    };
    let after = dots + if text[dots..].starts_with("..=") { 3 } else { 2 };
    let right = &text[after..];
    for (part, at) in [(&text[..dots], 0), (right, after)] {
        if part.trim().is_empty() {
            let (place, example) = (node.place_inside(at, at), measure.unit.example());
            let problem = Problem::at(Code::MalformedQuantity, &place, "a range has two ends", "an end is missing");
            return Err(problem.help(format!("write both ends, for example {example}, or \"unknown\"")));
        }
    }
    let high = one_quantity(node, right, after, measure, None)?;
    // `8..15 TB`: a bare low end takes the unit of the high one.
    let trimmed = right.trim_start();
    let unit = scan(trimmed).ok().map(|literal| &trimmed[literal.unit_at..literal.length]);
    let low = one_quantity(node, &text[..dots], 0, measure, unit)?;
    ordered(low, high, node, measure)
}

fn ordered(low: f64, high: f64, node: &Node, measure: Measure<'_>) -> Result<Values, Problem> {
    if low > high {
        let kind = measure.unit.kind().unwrap_or(Kind::Ratio);
        let (low, high) = (super::show::quantity(low, kind), super::show::quantity(high, kind));
        let message = format!("the range of `{}` is empty", measure.name);
        return Err(Problem::at(Code::EmptyRange, &node.place, message, format!("{low} is above {high}"))
            .help("the low end comes first"));
    }
    if measure.unit == Unit::Count && (low != low.round() || high != high.round()) {
        return Err(Problem::at(
            Code::MalformedQuantity,
            &node.place,
            format!("`{}` counts whole things", measure.name),
            "not whole",
        )
        .help("round it, or give a range: \"2..3\""));
    }
    Ok(Values::Number(Interval::new(low, high)))
}

/// Reads one quantity that takes all of `part`, which begins at `offset` of the node's text.
fn one_quantity(
    node: &Node,
    part: &str,
    offset: usize,
    measure: Measure<'_>,
    borrowed_unit: Option<&str>,
) -> Result<f64, Problem> {
    let lead = part.len() - part.trim_start().len();
    let trimmed = part.trim();
    let place = |start: usize, end: usize| node.place_inside(offset + lead + start, offset + lead + end);
    let (sign, digits) = trimmed.strip_prefix('-').map_or((1.0, trimmed), |rest| (-1.0, rest));
    let skipped = trimmed.len() - digits.len();
    let mut scanned = scan(digits);
    if let (Ok(literal), Some(unit)) = (scanned, borrowed_unit)
        && literal.kind == Kind::Bare
        && literal.unit_at == digits.len()
        && !unit.is_empty()
        && let Ok(with_unit) = scan(&format!("{digits}{unit}"))
    {
        scanned = Ok(super::Literal { length: digits.len(), ..with_unit });
    }
    let example = format!("write for example {}", measure.unit.example());
    match scanned {
        Ok(literal) if literal.length == digits.len() => {
            fit(node, &place(0, trimmed.len()), sign * literal.value, literal.kind, measure)
        }
        Ok(literal) => {
            let rest = &digits[literal.length..];
            let start = skipped + literal.length + rest.len() - rest.trim_start().len();
            let place = place(start, trimmed.len());
            let word = rest.trim();
            if literal.kind == Kind::Bare && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                let message = format!("`{word}` is no unit");
                return Err(Problem::at(Code::MalformedQuantity, &place, message, "expected a unit").help(example));
            }
            let message = format!("`{}` has something after its quantity", measure.name);
            let problem = Problem::at(Code::MalformedQuantity, &place, message, "not understood");
            Err(match word.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
                true => problem.help("leave commas out of a number; `_` may stand between its digits"),
                false => problem.help(example),
            })
        }
        Err(LiteralFault::UnknownUnit { start, end }) => Err(Problem::at(
            Code::MalformedQuantity,
            &place(skipped + start, skipped + end),
            format!("`{}` is no unit", &digits[start..end]),
            "expected a unit",
        )
        .help(example)),
        Err(fault) => {
            let what = if fault == LiteralFault::TooLarge { "this number is too large" } else { "this is no quantity" };
            let (start, end) = if trimmed.is_empty() { (0, 0) } else { (0, trimmed.len()) };
            Err(Problem::at(
                Code::MalformedQuantity,
                &place(start, end),
                what,
                format!("expected {}", measure.unit.noun()),
            )
            .help(example))
        }
    }
}

/// Gives the number if its kind is the fact's.
fn fit(
    node: &Node,
    place: &crate::problem::Place,
    number: f64,
    kind: Kind,
    measure: Measure<'_>,
) -> Result<f64, Problem> {
    let wanted = measure.unit.kind().unwrap_or(Kind::Ratio);
    let example = measure.unit.example();
    match (kind, wanted) {
        (Kind::Bare, Kind::Share) if !(0.0..=1.0).contains(&number) => Err(Problem::at(
            Code::ShareOverOne,
            place,
            format!("`{}` is a share, from 0 to 1", measure.name),
            "too large for a share",
        )
        .help(if (0.0..=100.0).contains(&number) {
            format!("did you mean \"{}%\"?", super::show::number(number))
        } else {
            format!("write for example {example}")
        })),
        (Kind::Bare, Kind::Measured(_)) => Err(Problem::at(
            Code::BareNumber,
            place,
            format!("`{}` needs a unit", measure.name),
            format!("a bare number; expected {}", measure.unit.noun()),
        )
        .help(format!("write for example {example}"))),
        (Kind::Bare, _) | (Kind::Share, Kind::Ratio) => Ok(number),
        (kind, wanted) if kind == wanted => Ok(number),
        (kind, _) => Err(Problem::at(
            Code::WrongUnit,
            if matches!(node.value, Value::String(_)) { place } else { &node.place },
            format!("`{}` is {}, not {}", measure.name, measure.unit.noun(), kind.name()),
            format!("this is {}", kind.name()),
        )
        .help(format!("write for example {example}"))),
    }
}

/// Names separated by commas: one for a choice, any number for a set.
fn names_in_text(node: &Node, text: &str, measure: Measure<'_>) -> Result<Values, Problem> {
    let mut names = Names::NONE;
    let mut offset = 0;
    for part in text.split(',') {
        let name = part.trim();
        if !(name.is_empty()
            || name == "none" && measure.unit == Unit::Set && !measure.members.iter().any(|m| m == "none"))
        {
            names.0 |= member(node, name, offset + (part.len() - part.trim_start().len()), measure)?.0;
        }
        offset += part.len() + 1;
    }
    of_names(names, node, measure)
}

fn of_names(names: Names, node: &Node, measure: Measure<'_>) -> Result<Values, Problem> {
    match measure.unit {
        Unit::Set => Ok(Values::Set { surely: names, maybe: names }),
        _ if names.is_empty() => Err(Problem::at(
            Code::UnknownMember,
            &node.place,
            format!("`{}` needs a name", measure.name),
            "no name here",
        )
        .help(format!("one of: {}", measure.members.join(", ")))),
        _ => Ok(Values::Choice(names)),
    }
}

fn member(node: &Node, name: &str, offset: usize, measure: Measure<'_>) -> Result<Names, Problem> {
    match measure.members.iter().position(|known| known == name) {
        Some(index) => Ok(Names::one(index)),
        None => {
            let place = node.place_inside(offset, offset + name.len());
            let message = format!("`{}` is no member of `{}`", name, measure.name);
            Err(Problem::at(Code::UnknownMember, &place, message, "not one of its names").did_you_mean(
                name,
                measure.members.iter().map(String::as_str),
                &format!("its names: {}", measure.members.join(", ")),
            ))
        }
    }
}
