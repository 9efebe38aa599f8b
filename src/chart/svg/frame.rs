//! Where everything of a picture lies.

use super::text::{broken, one_line};
use super::{EDGE, LABEL, LEAD, LEAST_HEIGHT, LINE, SIZE, WIDTH};
use crate::chart::label::label;
use crate::chart::model::Plot;
use crate::chart::place::{fitted, text_width};
use crate::chart::sketch::Sketch;

/// Where everything lies.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) height: f64,
    pub(super) title: Vec<String>,
    pub(super) notes: Vec<String>,
    /// The row of each mark's name, counted upwards from the plot, and the name as it fits.
    pub(super) marks: Vec<(usize, String)>,
}

impl Frame {
    pub(super) fn of(plot: &Plot, sketch: &Sketch<'_>) -> Frame {
        let title = broken(&plot.title, 15.0, WIDTH - 2.0 * EDGE);
        let notes = sketch.notes.iter().flat_map(|note| broken(note, SIZE, WIDTH - 2.0 * EDGE)).collect::<Vec<_>>();
        let ticks = sketch.y.ticks(&plot.y, 6);
        let widest = ticks.iter().map(|tick| text_width(&label(*tick, plot.y.measure), SIZE)).fold(0.0, f64::max);
        let left = EDGE + widest + 8.0;
        let names = label_texts(plot, sketch);
        let room = names.iter().map(|name| text_width(name, SIZE) + LEAD).fold(0.0, f64::max);
        // The end of the last tick's name stands over the end of the axis by half.
        let mut right = WIDTH - EDGE - room.max(28.0);
        let texts: Vec<String> = sketch.marks.iter().map(|mark| fitted(&one_line(mark.0), SIZE, LABEL)).collect();
        // The name of a mark begins at its line and may run on above the labels, but not out of the picture.
        for (mark, text) in sketch.marks.iter().zip(&texts) {
            let most = WIDTH - EDGE - 6.0 - text_width(text, SIZE);
            if mark.2 > 0.0 {
                right = right.min(left + (most - left) / mark.2);
            }
        }
        let rows = rows(sketch, &texts, left, right);
        let above = rows.iter().map(|row| row + 1).max().unwrap_or(0) as f64 * LINE;
        let top = EDGE + title.len() as f64 * 20.0 + 20.0 + above + 8.0;
        let height = LEAST_HEIGHT.max(names.len() as f64 * LINE + 8.0);
        let bottom = top + height;
        let end = bottom + 44.0 + if notes.is_empty() { 0.0 } else { notes.len() as f64 * LINE + 8.0 };
        Frame { left, right, top, bottom, height: end, title, notes, marks: rows.into_iter().zip(texts).collect() }
    }

    pub(super) fn x(&self, place: f64) -> f64 {
        self.left + (self.right - self.left) * place
    }

    pub(super) fn y(&self, place: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * place
    }
}

/// The row of each mark's name. From right to left, each stands above all that it would run into, so that no upright
/// line crosses a name: the line of a name farther left passes left of those below it.
fn rows(sketch: &Sketch<'_>, texts: &[String], left: f64, right: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sketch.marks.len()).collect();
    order.sort_by(|a, b| sketch.marks[*b].2.total_cmp(&sketch.marks[*a].2).then(b.cmp(a)));
    let mut rows = vec![0; sketch.marks.len()];
    for (done, index) in order.iter().enumerate() {
        let start = left + (right - left) * sketch.marks[*index].2;
        let end = start + text_width(&texts[*index], SIZE) + 10.0;
        let below = order[..done].iter().filter(|other| left + (right - left) * sketch.marks[**other].2 < end);
        rows[*index] = below.map(|other| rows[*other] + 1).max().unwrap_or(0);
    }
    rows
}

/// The words at the right: the names of the series, then those of the limits with their values.
pub(super) fn label_texts(plot: &Plot, sketch: &Sketch<'_>) -> Vec<String> {
    let series = sketch.shapes.iter().map(|shape| fitted(&one_line(shape.name), SIZE, LABEL));
    let limits = sketch.limits.iter().map(|(name, at, _)| {
        let value = format!(", {}", label(*at, plot.y.measure));
        format!("{}{value}", fitted(&one_line(name), SIZE, LABEL - text_width(&value, SIZE)))
    });
    series.chain(limits).collect()
}
