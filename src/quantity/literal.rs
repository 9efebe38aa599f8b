//! Quantities as people write them: `12k`, `70%`, `400/s`, `5 TB`, `250 ms`, `$310`.
//!
//! Digits and decimal factors become a number in one correctly rounded step, so that `99.95%` is the number nearest
//! to 0.9995 and not the quotient of two rounded ones.

use std::borrow::Cow;

use super::unit::{Kind, Unit};

/// A quantity at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Literal {
    /// The number in the base unit (seconds, bytes, a second, dollars a month).
    pub value: f64,
    /// What it counts or measures.
    pub kind: Kind,
    /// The bytes it takes, unit included.
    pub length: usize,
    /// Where its unit begins; equal to `length` where it has none.
    pub unit_at: usize,
}

/// Why no quantity could be read, with the bytes that show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralFault {
    /// There is no number here.
    NoNumber,
    /// The number is larger than can be told apart.
    TooLarge,
    /// What follows the number is no unit.
    UnknownUnit {
        /// First byte of the word.
        start: usize,
        /// Byte after the word.
        end: usize,
    },
}

/// Units of bytes and time: word, unit, decimal exponent, further factor.
const UNITS: &[(&str, Unit, i32, f64)] = &[
    ("B", Unit::Bytes, 0, 1.0),
    ("kB", Unit::Bytes, 3, 1.0),
    ("KB", Unit::Bytes, 3, 1.0),
    ("MB", Unit::Bytes, 6, 1.0),
    ("GB", Unit::Bytes, 9, 1.0),
    ("TB", Unit::Bytes, 12, 1.0),
    ("PB", Unit::Bytes, 15, 1.0),
    ("KiB", Unit::Bytes, 0, 1024.0),
    ("MiB", Unit::Bytes, 0, 1_048_576.0),
    ("GiB", Unit::Bytes, 0, 1_073_741_824.0),
    ("TiB", Unit::Bytes, 0, 1_099_511_627_776.0),
    ("PiB", Unit::Bytes, 0, 1_125_899_906_842_624.0),
    ("us", Unit::Duration, -6, 1.0),
    ("ms", Unit::Duration, -3, 1.0),
    ("s", Unit::Duration, 0, 1.0),
    ("sec", Unit::Duration, 0, 1.0),
    ("second", Unit::Duration, 0, 1.0),
    ("seconds", Unit::Duration, 0, 1.0),
    ("min", Unit::Duration, 0, 60.0),
    ("minute", Unit::Duration, 0, 60.0),
    ("minutes", Unit::Duration, 0, 60.0),
    ("h", Unit::Duration, 0, 3600.0),
    ("hour", Unit::Duration, 0, 3600.0),
    ("hours", Unit::Duration, 0, 3600.0),
    ("day", Unit::Duration, 0, 86_400.0),
    ("days", Unit::Duration, 0, 86_400.0),
    ("week", Unit::Duration, 0, 604_800.0),
    ("weeks", Unit::Duration, 0, 604_800.0),
    // A month is 730 hours and a year twelve of them, as prices have it.
    ("month", Unit::Duration, 0, 2_628_000.0),
    ("months", Unit::Duration, 0, 2_628_000.0),
    ("year", Unit::Duration, 0, 31_536_000.0),
    ("years", Unit::Duration, 0, 31_536_000.0),
];

/// Reads the quantity that a text begins with.
///
/// A word after a space is taken only if it is a unit, so that `users > 10 and …` reads `10`.
///
/// # Errors
/// No number at the beginning, or a word stuck to the number that is no unit.
pub fn scan(text: &str) -> Result<Literal, LiteralFault> {
    let money = text.starts_with('$');
    let start = usize::from(money);
    let digits = digits_length(&text[start..]);
    if digits == 0 {
        return Err(LiteralFault::NoNumber);
    }
    let mantissa = match &text[start..start + digits] {
        plain if !plain.contains('_') => Cow::Borrowed(plain),
        parted => Cow::Owned(parted.replace('_', "")),
    };
    let mut at = start + digits;
    let unit_at = at;
    let mut exponent = 0;
    if text[at..].starts_with('%') {
        return finish(&mantissa, -2, (1.0, 1.0), Kind::Share, at + 1, unit_at);
    }
    let stuck = word_length(&text[at..]);
    if stuck == 1 && text[at..].starts_with(['k', 'M']) {
        exponent = if text[at..].starts_with('k') { 3 } else { 6 };
        at += 1;
    } else if stuck == 2 && text[at..].starts_with("bn") {
        exponent = 9;
        at += 2;
    } else if stuck > 0 && find_unit(&text[at..at + stuck]).is_none() {
        return Err(LiteralFault::UnknownUnit { start: at, end: at + stuck });
    }
    if money {
        if text[at..].starts_with("/month") && word_length(&text[at + 1..]) == 5 {
            at += 6;
        }
        return finish(&mantissa, exponent, (1.0, 1.0), unit_kind(Unit::Money), at, unit_at);
    }
    if let Some((length, per)) = per_time(&text[at..]) {
        return finish(&mantissa, exponent, (1.0, per), unit_kind(Unit::Rate), at + length, unit_at);
    }
    let gap = usize::from(text[at..].starts_with(' '));
    let word = word_length(&text[at + gap..]);
    let end = at + gap + word;
    match find_unit(&text[at + gap..end]) {
        // `min(` is the function.
        Some(_) if gap == 1 && text[end..].starts_with('(') => {}
        Some((Unit::Bytes, power, factor)) => {
            if let Some((length, per)) = per_time(&text[end..]) {
                let kind = unit_kind(Unit::Throughput);
                return finish(&mantissa, exponent + power, (factor, per), kind, end + length, unit_at);
            }
            return finish(&mantissa, exponent + power, (factor, 1.0), unit_kind(Unit::Bytes), end, unit_at);
        }
        Some((unit, power, factor)) => {
            return finish(&mantissa, exponent + power, (factor, 1.0), unit_kind(unit), end, unit_at);
        }
        None => {}
    }
    finish(&mantissa, exponent, (1.0, 1.0), Kind::Bare, at, unit_at)
}

fn unit_kind(unit: Unit) -> Kind {
    unit.kind().unwrap_or(Kind::Bare)
}

fn finish(
    mantissa: &str,
    exponent: i32,
    (factor, per): (f64, f64),
    kind: Kind,
    length: usize,
    unit_at: usize,
) -> Result<Literal, LiteralFault> {
    let number = match exponent {
        0 => mantissa.parse(),
        _ => format!("{mantissa}e{exponent}").parse(),
    };
    let number: f64 = number.map_err(|_| LiteralFault::NoNumber)?;
    // Dividing by a whole number of seconds rounds once; multiplying by its rounded reciprocal would round twice.
    let value = number * factor / per;
    if value.is_finite() { Ok(Literal { value, kind, length, unit_at }) } else { Err(LiteralFault::TooLarge) }
}

/// Digits, with `_` between them, and one fraction; `..` is no fraction.
fn digits_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let mut at = from;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || (bytes[at] == b'_' && at > from)) {
            at += 1;
        }
        at
    };
    let whole = digits(0);
    if whole == 0 {
        return 0;
    }
    if bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit) {
        return digits(whole + 1);
    }
    whole
}

fn word_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

fn find_unit(word: &str) -> Option<(Unit, i32, f64)> {
    if word.is_empty() {
        return None;
    }
    UNITS.iter().find(|(name, ..)| *name == word).map(|(_, unit, power, factor)| (*unit, *power, *factor))
}

/// `/s`, `/min`, `/h`, `/day` … at the beginning of a text: its length and the seconds.
fn per_time(text: &str) -> Option<(usize, f64)> {
    let rest = text.strip_prefix('/')?;
    let length = word_length(rest);
    // The word goes on, so it is a name: `10/s3_requests`. Two dots belong to a range: `1/s..5/s`.
    let after = &rest[length..];
    if after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-'))
        || (after.starts_with('.') && !after.starts_with(".."))
    {
        return None;
    }
    match find_unit(&rest[..length])? {
        (Unit::Duration, 0, seconds) => Some((length + 1, seconds)),
        _ => None,
    }
}
