//! What a number counts or measures.

/// The unit of a fact, as `rules/facts.toml` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Whole things: users, servers.
    Count,
    /// A part of a whole, 0 to 1; written `70%`.
    Share,
    /// Something a second; written `400/s`.
    Rate,
    /// Bytes; written `5 TB`.
    Bytes,
    /// A span of time, kept in seconds; written `250 ms`.
    Duration,
    /// United States dollars a month; written `$310`.
    Money,
    /// One number over another.
    Ratio,
    /// Bytes a second; written `20 MB/s`.
    Throughput,
    /// True or false.
    Bool,
    /// One name out of a closed list.
    Choice,
    /// Any number of names out of a closed list.
    Set,
}

impl Unit {
    /// Every unit with its word in rule files.
    pub const WORDS: &'static [(&'static str, Unit)] = &[
        ("count", Unit::Count),
        ("share", Unit::Share),
        ("rate", Unit::Rate),
        ("bytes", Unit::Bytes),
        ("duration", Unit::Duration),
        ("money", Unit::Money),
        ("ratio", Unit::Ratio),
        ("throughput", Unit::Throughput),
        ("bool", Unit::Bool),
        ("choice", Unit::Choice),
        ("set", Unit::Set),
    ];

    /// The word in rule files.
    pub fn word(self) -> &'static str {
        Unit::WORDS.iter().find(|(_, unit)| *unit == self).map_or("", |(word, _)| word)
    }

    /// What messages call a value of it: "`data_size` is a size in bytes, not a share".
    pub fn noun(self) -> &'static str {
        match self {
            Unit::Count => "a count",
            Unit::Share => "a share",
            Unit::Rate => "a rate",
            Unit::Bytes => "a size in bytes",
            Unit::Duration => "a duration",
            Unit::Money => "money a month",
            Unit::Ratio => "a ratio",
            Unit::Throughput => "a throughput",
            Unit::Bool => "true or false",
            Unit::Choice => "a choice",
            Unit::Set => "a set",
        }
    }

    /// The unit in which JSON gives its numbers.
    pub fn in_json(self) -> &'static str {
        match self {
            Unit::Rate => "1/s",
            Unit::Bytes => "B",
            Unit::Duration => "s",
            Unit::Money => "USD/month",
            Unit::Throughput => "B/s",
            other => other.word(),
        }
    }

    /// The kind of number, or nothing for truths and names.
    pub fn kind(self) -> Option<Kind> {
        let measured = |bytes, seconds, dollars| Some(Kind::Measured(Dimension { bytes, seconds, dollars }));
        match self {
            Unit::Count => Some(Kind::Count),
            Unit::Share => Some(Kind::Share),
            Unit::Ratio => Some(Kind::Ratio),
            Unit::Rate => measured(0, -1, 0),
            Unit::Bytes => measured(1, 0, 0),
            Unit::Duration => measured(0, 1, 0),
            Unit::Money => measured(0, 0, 1),
            Unit::Throughput => measured(1, -1, 0),
            Unit::Bool | Unit::Choice | Unit::Set => None,
        }
    }

    /// A value of this unit as somebody would write it.
    pub fn example(self) -> &'static str {
        match self {
            Unit::Count => "12_000, \"12k\"",
            Unit::Share => "\"70%\", 0.7",
            Unit::Rate => "\"400/s\", \"30/day\"",
            Unit::Bytes => "\"5 TB\", \"512 GiB\"",
            Unit::Duration => "\"250 ms\", \"30 min\", \"7 days\"",
            Unit::Money => "\"$310\"",
            Unit::Ratio => "3, 2.5",
            Unit::Throughput => "\"20 MB/s\"",
            Unit::Bool => "true, false",
            Unit::Choice => "one of its names",
            Unit::Set => "a list of its names",
        }
    }
}

/// Exponents of the base units; `Rate` is one over seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dimension {
    /// Bytes.
    pub bytes: i8,
    /// Seconds.
    pub seconds: i8,
    /// Dollars a month.
    pub dollars: i8,
}

/// What kind of number an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number without a unit, as written; goes with counts and ratios.
    Bare,
    /// Whole things.
    Count,
    /// A part of a whole.
    Share,
    /// One number over another.
    Ratio,
    /// Something with a dimension.
    Measured(Dimension),
}

impl Kind {
    const NONE: Dimension = Dimension { bytes: 0, seconds: 0, dollars: 0 };

    fn dimension(self) -> Dimension {
        match self {
            Kind::Measured(dimension) => dimension,
            _ => Kind::NONE,
        }
    }

    /// What messages call it.
    pub fn name(self) -> String {
        let Kind::Measured(dimension) = self else {
            return match self {
                Kind::Bare => "a bare number",
                Kind::Count => "a count",
                Kind::Share => "a share",
                _ => "a ratio",
            }
            .to_owned();
        };
        for (_, unit) in Unit::WORDS {
            if unit.kind() == Some(self) {
                return unit.noun().to_owned();
            }
        }
        let part = |name: &str, exponent: i8| match exponent {
            0 => String::new(),
            1 => format!(" {name}"),
            other => format!(" {name}^{other}"),
        };
        format!(
            "{}{}{}",
            part("bytes", dimension.bytes),
            part("seconds", dimension.seconds),
            part("dollars", dimension.dollars)
        )
        .trim()
        .to_owned()
    }

    /// The kind of a sum, or of the two sides of a comparison; nothing where they do not go together.
    pub fn joined(self, other: Kind) -> Option<Kind> {
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Kind::Bare, b @ (Kind::Count | Kind::Share | Kind::Ratio)) => Some(b),
            (a @ (Kind::Count | Kind::Share | Kind::Ratio), Kind::Bare) => Some(a),
            (Kind::Ratio, Kind::Count | Kind::Share) | (Kind::Count | Kind::Share, Kind::Ratio) => Some(Kind::Ratio),
            _ => None,
        }
    }

    /// The kind of a product; nothing where the exponents leave their range.
    pub fn times(self, other: Kind) -> Option<Kind> {
        match (self, other) {
            (Kind::Measured(_), _) | (_, Kind::Measured(_)) => self.combined(other, i8::checked_add),
            (Kind::Bare, Kind::Count) | (Kind::Count, _) | (_, Kind::Count) => Some(Kind::Count),
            (Kind::Share, Kind::Share) => Some(Kind::Share),
            (Kind::Bare, Kind::Bare) => Some(Kind::Bare),
            _ => Some(Kind::Ratio),
        }
    }

    /// The kind of a quotient; nothing where the exponents leave their range.
    pub fn over(self, other: Kind) -> Option<Kind> {
        match (self, other) {
            (Kind::Measured(_), _) | (_, Kind::Measured(_)) => self.combined(other, i8::checked_sub),
            (Kind::Bare, Kind::Bare) => Some(Kind::Bare),
            (Kind::Count, Kind::Bare | Kind::Share | Kind::Ratio) => Some(Kind::Count),
            _ => Some(Kind::Ratio),
        }
    }

    fn combined(self, other: Kind, join: fn(i8, i8) -> Option<i8>) -> Option<Kind> {
        let (a, b) = (self.dimension(), other.dimension());
        let dimension = Dimension {
            bytes: join(a.bytes, b.bytes)?,
            seconds: join(a.seconds, b.seconds)?,
            dollars: join(a.dollars, b.dollars)?,
        };
        Some(if dimension == Kind::NONE { Kind::Ratio } else { Kind::Measured(dimension) })
    }
}
