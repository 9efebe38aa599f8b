//! What a plot is made of.

use crate::quantity::Unit;

/// What an axis measures, which decides where its ticks stand and how they read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A quantity in its base unit: seconds, bytes, dollars a month; shares from 0 to 1.
    Quantity(Unit),
    /// Months since the first day of this month.
    Months {
        /// The year of month 0.
        year: i32,
        /// The month of the year of month 0, from 1.
        month: u8,
    },
}

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What stands along it, in words.
    pub title: String,
    /// What its numbers are.
    pub measure: Measure,
    /// Each step multiplies instead of adding; only what is above zero can be shown.
    pub logarithmic: bool,
}

impl Axis {
    /// An axis of some quantity, with steps that add.
    pub fn of(title: impl Into<String>, unit: Unit) -> Axis {
        Axis { title: title.into(), measure: Measure::Quantity(unit), logarithmic: false }
    }

    /// An axis of months since a month of a year; its ticks are months like `2027-03`.
    pub fn months(title: impl Into<String>, year: i32, month: u8) -> Axis {
        Axis { title: title.into(), measure: Measure::Months { year, month }, logarithmic: false }
    }

    /// The same axis with steps that multiply. Months stay as they are.
    #[must_use]
    pub fn logarithmic(mut self) -> Axis {
        self.logarithmic = matches!(self.measure, Measure::Quantity(_));
        self
    }
}

/// The points of a series, in any order of `x`.
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// `(x, y)`, joined by straight lines.
    Line(Vec<(f64, f64)>),
    /// `(x, y)`, each value holding until the next `x`.
    Step(Vec<(f64, f64)>),
    /// `(x, low, high)`, the room between two lines.
    Band(Vec<(f64, f64, f64)>),
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is called, at the end of its line.
    pub name: String,
    /// Where it runs.
    pub points: Points,
}

impl Series {
    /// Points joined by straight lines.
    pub fn line(name: impl Into<String>, points: Vec<(f64, f64)>) -> Series {
        Series { name: name.into(), points: Points::Line(points) }
    }

    /// Values that hold until the next.
    pub fn step(name: impl Into<String>, points: Vec<(f64, f64)>) -> Series {
        Series { name: name.into(), points: Points::Step(points) }
    }

    /// The room between a low and a high value.
    pub fn band(name: impl Into<String>, points: Vec<(f64, f64, f64)>) -> Series {
        Series { name: name.into(), points: Points::Band(points) }
    }
}

/// A level that something must stay under.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// What it is called.
    pub name: String,
    /// Where it lies on the upright axis.
    pub at: f64,
}

/// A moment or a size at which something happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it is called.
    pub name: String,
    /// Where it lies on the axis from left to right.
    pub at: f64,
}

/// A plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// The first line.
    pub title: String,
    /// From left to right.
    pub x: Axis,
    /// From bottom to top. Where nothing is below zero and steps add, it begins at zero.
    pub y: Axis,
    /// What is drawn, the first below the others.
    pub series: Vec<Series>,
    /// Levels across the plot.
    pub limits: Vec<Limit>,
    /// Upright lines.
    pub marks: Vec<Mark>,
    /// What to know beside it, a sentence each.
    pub notes: Vec<String>,
}

impl Plot {
    /// A plot of nothing yet.
    pub fn new(title: impl Into<String>, x: Axis, y: Axis) -> Plot {
        Plot { title: title.into(), x, y, series: Vec::new(), limits: Vec::new(), marks: Vec::new(), notes: Vec::new() }
    }

    /// With one series more.
    #[must_use]
    pub fn with(mut self, series: Series) -> Plot {
        self.series.push(series);
        self
    }

    /// With a level across.
    #[must_use]
    pub fn limit(mut self, name: impl Into<String>, at: f64) -> Plot {
        self.limits.push(Limit { name: name.into(), at });
        self
    }

    /// With an upright line.
    #[must_use]
    pub fn mark(mut self, name: impl Into<String>, at: f64) -> Plot {
        self.marks.push(Mark { name: name.into(), at });
        self
    }

    /// With a sentence below.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Plot {
        self.notes.push(text.into());
        self
    }

    /// The plot as one SVG that needs nothing beside it and follows the reader's light or dark theme.
    pub fn svg(&self) -> String {
        super::svg::tell(self)
    }

    /// The plot in lines of at most so many columns (40 to 80), each ended by a line break.
    pub fn text(&self, width: usize) -> String {
        super::terminal::tell(self, width.clamp(40, 80))
    }
}
