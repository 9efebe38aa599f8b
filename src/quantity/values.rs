//! Sets of possible values, and the three truths.

use std::ops::Not;

/// A truth that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// For none of the possible values.
    False,
    /// For some of them.
    Unknown,
    /// For all of them.
    True,
}

impl Truth {
    /// The word that JSON shows.
    pub fn word(self) -> &'static str {
        match self {
            Truth::False => "false",
            Truth::Unknown => "unknown",
            Truth::True => "true",
        }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }
}

/// All numbers from `low` to `high`, both included; an infinite end stands for "without bound".
///
/// Arithmetic rounds to nearest. Rounding is monotone, so the ends of a result bound every value that the same
/// arithmetic gives for points inside: nothing needs to be rounded outward, and points stay points.
///
/// Invariant: neither end is NaN, `low <= high`, and `low < inf`, `high > -inf`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
}

impl Interval {
    /// Every number.
    pub const ALL: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// The interval between two numbers; all numbers where one of them is NaN.
    ///
    /// What grew beyond every number lies beyond the greatest one: forgetting that would make a narrower set tell less.
    pub fn new(low: f64, high: f64) -> Interval {
        if low.is_nan() || high.is_nan() || low > high {
            return Interval::ALL;
        }
        // Zero has one sign, so that equal values print alike.
        Interval { low: low.min(f64::MAX) + 0.0, high: high.max(f64::MIN) + 0.0 }
    }

    /// A single value.
    pub fn point(value: f64) -> Interval {
        Interval::new(value, value)
    }

    /// Says whether there is one value only.
    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// Says whether every value of this one is in `other`.
    pub fn within(self, other: Interval) -> bool {
        other.low <= self.low && self.high <= other.high
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Interval) -> Interval {
        Interval::new(self.low + other.low, self.high + other.high)
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Interval) -> Interval {
        Interval::new(self.low - other.high, self.high - other.low)
    }

    /// The product. An unbounded end times zero is zero: the bound is never reached.
    #[must_use]
    pub fn times(self, other: Interval) -> Interval {
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        Interval::hull([
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ])
    }

    /// The quotient; all numbers where the divisor may be zero, so that narrowing it can only narrow the result.
    #[must_use]
    pub fn over(self, other: Interval) -> Interval {
        if other.low <= 0.0 && other.high >= 0.0 {
            return Interval::ALL;
        }
        let quotient = |a: f64, b: f64| if b.is_infinite() { 0.0 } else { a / b };
        Interval::hull([
            quotient(self.low, other.low),
            quotient(self.low, other.high),
            quotient(self.high, other.low),
            quotient(self.high, other.high),
        ])
    }

    /// This one to the power of the other; all numbers where this one may lie below zero.
    #[must_use]
    pub fn power(self, exponent: Interval) -> Interval {
        if self.low < 0.0 {
            return Interval::ALL;
        }
        // The logarithm is a product of the exponent and that of the base: its ends are at the corners.
        let corner = |base: f64, exponent: f64| base.powf(exponent);
        Interval::hull([
            corner(self.low, exponent.low),
            corner(self.low, exponent.high),
            corner(self.high, exponent.low),
            corner(self.high, exponent.high),
        ])
    }

    /// The least interval that holds both.
    #[must_use]
    pub fn joined(self, other: Interval) -> Interval {
        Interval::new(self.low.min(other.low), self.high.max(other.high))
    }

    /// Applies a function that never falls, to both ends.
    #[must_use]
    pub fn rising(self, function: impl Fn(f64) -> f64) -> Interval {
        Interval::new(function(self.low), function(self.high))
    }

    /// The lesser of two.
    #[must_use]
    pub fn least(self, other: Interval) -> Interval {
        Interval::new(self.low.min(other.low), self.high.min(other.high))
    }

    /// The greater of two.
    #[must_use]
    pub fn greatest(self, other: Interval) -> Interval {
        Interval::new(self.low.max(other.low), self.high.max(other.high))
    }

    fn hull(ends: [f64; 4]) -> Interval {
        if ends.iter().any(|end| end.is_nan()) {
            return Interval::ALL;
        }
        let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Interval::new(low, high)
    }

    /// Whether values of this one are below values of the other: for all, some or none of the pairs.
    pub fn below(self, other: Interval) -> Truth {
        if self.high < other.low {
            Truth::True
        } else if self.low >= other.high {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// Whether the two are the same number.
    pub fn equals(self, other: Interval) -> Truth {
        if self.is_point() && other.is_point() && self.low == other.low {
            Truth::True
        } else if self.high < other.low || other.high < self.low {
            Truth::False
        } else {
            Truth::Unknown
        }
    }
}

/// Names out of a closed list of at most 64, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Names(pub u64);

impl Names {
    /// No name.
    pub const NONE: Names = Names(0);

    /// The first `count` names.
    pub fn first(count: usize) -> Names {
        Names(if count >= 64 { u64::MAX } else { (1 << count) - 1 })
    }

    /// The name at a place in the list; no name beyond the last place that there can be.
    pub fn one(index: usize) -> Names {
        Names(u32::try_from(index).ok().and_then(|index| 1u64.checked_shl(index)).unwrap_or(0))
    }

    /// Says whether all names here are in `other` too.
    pub fn within(self, other: Names) -> bool {
        self.0 & !other.0 == 0
    }

    /// Says whether a name is here.
    pub fn contains(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    /// How many names.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Says whether there is no name.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places in the list, in order.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let next = (rest != 0).then_some(rest.trailing_zeros() as usize);
            rest &= rest.wrapping_sub(1);
            next
        })
    }
}

/// The values that a fact may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Values {
    /// A number in the interval.
    Number(Interval),
    /// A truth; unknown is both.
    Truth(Truth),
    /// One of the names; never none.
    Choice(Names),
    /// A set that surely holds `surely` and nothing outside `maybe`.
    Set {
        /// Names that every possible set holds.
        surely: Names,
        /// Names that some possible set holds.
        maybe: Names,
    },
}

impl Values {
    /// Says whether only one value is possible.
    pub fn is_point(&self) -> bool {
        match self {
            Values::Number(interval) => interval.is_point(),
            Values::Truth(truth) => *truth != Truth::Unknown,
            Values::Choice(names) => names.len() == 1,
            Values::Set { surely, maybe } => surely == maybe,
        }
    }

    /// Says whether every value here is possible in `other` too.
    pub fn within(&self, other: &Values) -> bool {
        match (self, other) {
            (Values::Number(a), Values::Number(b)) => a.within(*b),
            (Values::Truth(a), Values::Truth(b)) => a == b || *b == Truth::Unknown,
            (Values::Choice(a), Values::Choice(b)) => a.within(*b),
            (Values::Set { surely, maybe }, Values::Set { surely: must, maybe: may }) => {
                must.within(*surely) && maybe.within(*may)
            }
            _ => false,
        }
    }

    /// The interval of a number; all numbers for anything else.
    pub fn interval(&self) -> Interval {
        match self {
            Values::Number(interval) => *interval,
            _ => Interval::ALL,
        }
    }
}
