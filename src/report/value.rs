//! Values as JSON gives them: a point, a range, some names, or unknown, each with its unit.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::quantity::{Truth, Unit, Values};

/// A number that prints whole where it is whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Beyond 2^53 a double no longer tells neighbours apart.
        if self.0 == self.0.round() && self.0.abs() < 9_007_199_254_740_992.0 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number"})
    }
}

/// A difference without the last digits, which only tell how doubles are subtracted.
pub(super) fn told(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A number with two digits; whole things below a hundred stay whole, spans of time are rounded in the unit that people
/// would say them in, and what is nearly all by what it lacks.
pub(super) fn about(value: f64, unit: Unit) -> f64 {
    let two = |value: f64| format!("{value:.1e}").parse().unwrap_or(value);
    match unit {
        Unit::Count if value < 100.0 => value.round(),
        Unit::Share if value > 0.99 && value < 1.0 => 1.0 - two(1.0 - value),
        Unit::Duration => {
            let sizes = [(2.0, 86_400.0), (2.0, 3600.0), (2.0, 60.0)];
            let size = sizes.iter().find(|(least, size)| value >= least * size).map_or(1.0, |(_, size)| *size);
            two(value / size) * size
        }
        _ => two(value),
    }
}

/// What a value is, where there is only one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// A number in the base unit.
    Number(Number),
    /// A truth.
    Truth(bool),
    /// A name.
    Name(String),
    /// The names of a set.
    Names(Vec<String>),
}

/// A value with its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Default, JsonSchema)]
pub struct ValueReport {
    /// The value, where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Scalar>,
    /// The least value of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    /// The greatest value of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    /// The names that are possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// Nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<bool>,
    /// The unit of the numbers.
    pub unit: String,
    /// The value in words, for people.
    #[serde(skip)]
    pub words: String,
}

impl ValueReport {
    /// Tells a value of a fact.
    pub fn new(values: &Values, unit: Unit, members: &[String], range: &Values) -> ValueReport {
        let words = crate::quantity::show_values(values, unit, members, range);
        let mut report = ValueReport { unit: unit.in_json().to_owned(), words, ..ValueReport::default() };
        let names = |indices: &mut dyn Iterator<Item = usize>| {
            indices.filter_map(|index| members.get(index)).cloned().collect::<Vec<_>>()
        };
        if !values.is_point() && range.within(values) {
            report.unknown = Some(true);
            return report;
        }
        match values {
            Values::Number(interval) if interval.is_point() => {
                report.value = Some(Scalar::Number(Number(interval.low)))
            }
            Values::Number(interval) => {
                report.low = interval.low.is_finite().then_some(Number(interval.low));
                report.high = interval.high.is_finite().then_some(Number(interval.high));
            }
            Values::Truth(Truth::Unknown) => report.unknown = Some(true),
            Values::Truth(truth) => report.value = Some(Scalar::Truth(*truth == Truth::True)),
            Values::Choice(possible) if possible.len() == 1 => {
                report.value = names(&mut possible.indices()).pop().map(Scalar::Name)
            }
            Values::Choice(possible) => report.one_of = Some(names(&mut possible.indices())),
            Values::Set { surely, maybe } if surely == maybe => {
                report.value = Some(Scalar::Names(names(&mut surely.indices())))
            }
            Values::Set { maybe, .. } => report.one_of = Some(names(&mut maybe.indices())),
        }
        report
    }

    /// Leaves two digits of every number, as of an estimate.
    pub(super) fn round(&mut self, unit: Unit) {
        let (low, high) = (self.low.map(|low| about(low.0, unit)), self.high.map(|high| about(high.0, unit)));
        let words = |value: f64| ValueReport::number(value, unit).words;
        match (&self.value, low, high) {
            (Some(Scalar::Number(value)), ..) => {
                let value = about(value.0, unit);
                self.value = Some(Scalar::Number(Number(value)));
                self.words = words(value);
            }
            (None, Some(low), Some(high)) => {
                self.words = match self.words.ends_with(" or more") {
                    true => format!("{} or more", words(low)),
                    false => format!("{} to {}", words(low), words(high)),
                };
                (self.low, self.high) = (Some(Number(low)), Some(Number(high)));
            }
            _ => {}
        }
    }

    /// A number of a unit.
    pub fn number(value: f64, unit: Unit) -> ValueReport {
        let kind = unit.kind().unwrap_or(crate::quantity::Kind::Ratio);
        ValueReport {
            value: Some(Scalar::Number(Number(told(value)))),
            unit: unit.in_json().to_owned(),
            words: crate::quantity::quantity(value, kind),
            ..ValueReport::default()
        }
    }
}
