//! What of a plot can be drawn, in places between 0 and 1, and a note for what cannot.

use super::model::{Axis, Plot, Points, Series};
use super::scale::Scale;

/// A plot whose every place can be drawn.
pub(super) struct Sketch<'a> {
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) shapes: Vec<Shape<'a>>,
    /// Name, value, place from the bottom.
    pub(super) limits: Vec<(&'a str, f64, f64)>,
    /// Name, value, place from the left.
    pub(super) marks: Vec<(&'a str, f64, f64)>,
    pub(super) notes: Vec<String>,
}

/// How the points of a shape are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    Straight,
    Step,
    Band,
}

/// A series of which at least one point can be drawn.
pub(super) struct Shape<'a> {
    pub(super) name: &'a str,
    pub(super) joined: Joined,
    /// Unbroken runs of `(x, low, high)` between 0 and 1; of a line, low and high are the same. None is empty.
    pub(super) runs: Vec<Vec<(f64, f64, f64)>>,
    /// What it says in words: the first and the last point, and the extremes, as values.
    pub(super) first: (f64, f64),
    pub(super) last: (f64, f64),
    pub(super) least: f64,
    pub(super) most: f64,
}

type Run = Vec<(f64, f64, f64)>;

/// Works out what can be drawn. `most` is about how many ticks the upright axis should have.
pub(super) fn sketch(plot: &Plot, most: usize) -> Sketch<'_> {
    let mut notes = plot.notes.clone();
    let runs: Vec<Vec<Run>> = plot.series.iter().map(|series| runs(series, plot, &mut notes)).collect();
    let limits: Vec<(&str, f64)> = plot
        .limits
        .iter()
        .filter(|limit| kept(&plot.y, &limit.name, limit.at, &mut notes))
        .map(|limit| (limit.name.as_str(), limit.at))
        .collect();
    let marks: Vec<(&str, f64)> = plot
        .marks
        .iter()
        .filter(|mark| kept(&plot.x, &mark.name, mark.at, &mut notes))
        .map(|mark| (mark.name.as_str(), mark.at))
        .collect();

    let points = || runs.iter().flatten().flatten();
    let across = points().map(|point| point.0).chain(marks.iter().map(|mark| mark.1));
    let x = Scale::around(&plot.x, across, false, 8);
    let upright = points().flat_map(|point| [point.1, point.2]).chain(limits.iter().map(|limit| limit.1));
    let y = Scale::around(&plot.y, upright, true, most);

    let shapes = plot
        .series
        .iter()
        .zip(&runs)
        .filter(|(_, runs)| !runs.is_empty())
        .map(|(series, runs)| shape(series, runs, &x, &y))
        .collect();
    let limits = limits.into_iter().map(|(name, at)| (name, at, y.place(at))).collect();
    let marks = marks.into_iter().map(|(name, at)| (name, at, x.place(at))).collect();
    Sketch { x, y, shapes, limits, marks, notes }
}

fn kept(axis: &Axis, name: &str, at: f64, notes: &mut Vec<String>) -> bool {
    let shows = Scale::shows(axis, at);
    if !shows {
        notes.push(format!("{name} is left out: this axis cannot show where it lies."));
    }
    shows
}

/// The unbroken runs of a series, by rising `x`; where a point cannot be shown, one run ends.
fn runs(series: &Series, plot: &Plot, notes: &mut Vec<String>) -> Vec<Run> {
    let mut points: Run = match &series.points {
        Points::Line(points) | Points::Step(points) => points.iter().map(|(x, y)| (*x, *y, *y)).collect(),
        Points::Band(points) => points
            .iter()
            .map(|(x, a, b)| match a <= b {
                true => (*x, *a, *b),
                // Told the wrong way round they enclose the same room; where one is no number, this stays none.
                false => (*x, *b, *a),
            })
            .collect(),
    };
    if points.is_empty() {
        notes.push(format!("{} has no points.", series.name));
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left_out = 0;
    let mut runs = vec![Run::new()];
    for point in points {
        if Scale::shows(&plot.x, point.0) && Scale::shows(&plot.y, point.1) && Scale::shows(&plot.y, point.2) {
            runs.last_mut().expect("there is always one").push(point);
        } else {
            left_out += 1;
            runs.push(Run::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    if left_out > 0 {
        let why = if plot.x.logarithmic || plot.y.logarithmic {
            "not above zero, or no numbers"
        } else {
            "no numbers, or too large to draw"
        };
        let values = if left_out == 1 { "value is" } else { "values are" };
        notes.push(format!("{}: {left_out} {values} left out ({why}).", series.name));
    }
    runs
}

fn shape<'a>(series: &'a Series, runs: &[Run], x: &Scale, y: &Scale) -> Shape<'a> {
    let middle = |point: &(f64, f64, f64)| (point.0, point.1 / 2.0 + point.2 / 2.0);
    let points = || runs.iter().flatten();
    let first = points().next().map_or((0.0, 0.0), middle);
    let last = points().next_back().map_or((0.0, 0.0), middle);
    Shape {
        name: &series.name,
        joined: match series.points {
            Points::Line(_) => Joined::Straight,
            Points::Step(_) => Joined::Step,
            Points::Band(_) => Joined::Band,
        },
        runs: runs
            .iter()
            .map(|run| run.iter().map(|(at, low, high)| (x.place(*at), y.place(*low), y.place(*high))).collect())
            .collect(),
        first,
        last,
        least: points().map(|point| point.1).fold(f64::INFINITY, f64::min),
        most: points().map(|point| point.2).fold(f64::NEG_INFINITY, f64::max),
    }
}

/// The corners of a line through a run: a step goes right before it goes up or down.
pub(super) fn corners(run: &[(f64, f64)], joined: Joined) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::with_capacity(run.len() * 2);
    for (x, y) in run.iter().copied() {
        if let Some((_, before)) = corners.last().copied()
            && joined == Joined::Step
        {
            corners.push((x, before));
        }
        corners.push((x, y));
    }
    corners
}
