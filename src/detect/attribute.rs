//! Looks attributes up by their paths, and reads plain values out of them: descriptions write numbers and truths as
//! texts too.

use crate::infra::Attribute;
use crate::quantity::{Interval, Truth};
use crate::rules::{AttributePath, Scalar};

/// What stands under a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found<'a> {
    /// Nothing was written.
    Nothing,
    /// Values, more than one where the path leads through lists; each may be unknown itself.
    Values(Vec<&'a Attribute>),
}

/// The values under the first of the paths that is written.
pub(super) fn first<'a>(attributes: &'a Attribute, paths: &[AttributePath]) -> Found<'a> {
    for path in paths {
        let mut at = vec![attributes];
        for (name, filters) in &path.segments {
            at = at.into_iter().flat_map(|attribute| step(attribute, name)).collect();
            for (key, value) in filters {
                at = at.into_iter().flat_map(items).filter(|item| holds(item, key, value)).collect();
            }
        }
        at.retain(|attribute| !matches!(attribute, Attribute::Null));
        if !at.is_empty() {
            return Found::Values(at);
        }
    }
    Found::Nothing
}

/// One name further; what is unknown stays so, whatever is looked for in it.
fn step<'a>(attribute: &'a Attribute, name: &str) -> Vec<&'a Attribute> {
    match attribute {
        Attribute::Fields(fields) => fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect(),
        // INVARIANT: the reader bounds nesting.
        Attribute::List(items) => items.iter().flat_map(|item| step(item, name)).collect(),
        Attribute::Unknown(_) => vec![attribute],
        _ => Vec::new(),
    }
}

fn items(attribute: &Attribute) -> Vec<&Attribute> {
    match attribute {
        Attribute::List(items) => items.iter().collect(),
        other => vec![other],
    }
}

fn holds(item: &Attribute, key: &str, value: &str) -> bool {
    matches!(item, Attribute::Unknown(_))
        || step(item, key).into_iter().any(|found| text(found).as_deref() == Some(value))
}

/// All plain values inside, lists opened.
pub(super) fn plain(values: Vec<&Attribute>) -> Vec<&Attribute> {
    let mut found = Vec::new();
    for value in values {
        match value {
            Attribute::List(items) => found.extend(plain(items.iter().collect())),
            other => found.push(other),
        }
    }
    found
}

/// A plain value as text.
pub(super) fn text(attribute: &Attribute) -> Option<String> {
    match attribute {
        Attribute::Text(text) => Some(text.clone()),
        Attribute::Truth(truth) => Some(truth.to_string()),
        Attribute::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A plain value as a number.
pub(super) fn number(attribute: &Attribute) -> Option<f64> {
    match attribute {
        Attribute::Number(number) => Some(*number),
        Attribute::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// Whether an attribute is a plain value; truths and numbers are the same however they are written.
pub(super) fn is(attribute: &Attribute, scalar: &Scalar) -> Truth {
    if matches!(attribute, Attribute::Unknown(_)) {
        return Truth::Unknown;
    }
    Truth::from(match scalar {
        Scalar::Truth(truth) => text(attribute).is_some_and(|text| text.eq_ignore_ascii_case(&truth.to_string())),
        Scalar::Number(wanted) => number(attribute) == Some(*wanted),
        Scalar::Text(wanted) => text(attribute).is_some_and(|text| text.eq_ignore_ascii_case(wanted)),
    })
}

/// The value of an attribute as a number that may be open.
pub(super) fn interval(attribute: &Attribute) -> Interval {
    // What is written and is no number tells nothing.
    number(attribute).map_or(Interval::new(0.0, f64::INFINITY), Interval::point)
}

/// The words of a name: `WebDBServer-2` is `web`, `db`, `server` and `2`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = name.chars().collect();
    let mut word = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(index + 1);
        // A new word begins at a capital after a small letter, and at the last capital of a run.
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase() && *after != 's'))
            });
        let digit_edge = before.is_some_and(|before| before.is_alphabetic() && letter.is_numeric());
        if (begins || digit_edge || !letter.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Says whether words hold a run of words.
pub(super) fn hold_run(words: &[String], run: &[String]) -> bool {
    !run.is_empty() && words.windows(run.len()).any(|window| window == run)
}
