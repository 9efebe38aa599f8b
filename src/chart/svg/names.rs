//! The names of marks, of series and of limits.

use std::fmt::Write as _;

use super::frame::{Frame, label_texts};
use super::shapes::dash;
use super::text::{coordinate, one_line, xml_safe};
use super::{COLOURS, LEAD, LINE};
use crate::chart::label::label;
use crate::chart::model::Plot;
use crate::chart::place::spread;
use crate::chart::sketch::Sketch;

pub(super) fn marks(plot: &Plot, sketch: &Sketch<'_>, frame: &Frame, svg: &mut String) {
    for ((name, at, place), (row, text)) in sketch.marks.iter().zip(&frame.marks) {
        let (x, y) = (frame.x(*place), frame.top - 8.0 - *row as f64 * LINE);
        let _ = writeln!(
            svg,
            "<g><title>{}, {}</title><path class=\"mark\" d=\"M{x} {}V{}\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
            xml_safe(&one_line(name)),
            xml_safe(&label(*at, plot.x.measure)),
            coordinate(y - 9.0),
            coordinate(frame.bottom),
            coordinate(frame.x(*place) + 4.0),
            coordinate(y),
            xml_safe(text),
            x = coordinate(x),
        );
    }
}

/// Names at the right of the plot, each level with the end of its line where there is room, and led to it elsewhere.
pub(super) fn labels(plot: &Plot, sketch: &Sketch<'_>, frame: &Frame, svg: &mut String) {
    let ends: Vec<(f64, f64)> = sketch
        .shapes
        .iter()
        .map(|shape| {
            let (x, low, high) = shape.runs.last().and_then(|run| run.last()).copied().unwrap_or_default();
            (frame.x(x), frame.y(low / 2.0 + high / 2.0))
        })
        .chain(sketch.limits.iter().map(|limit| (frame.right, frame.y(limit.2))))
        .collect();
    let wishes: Vec<f64> = ends.iter().map(|end| end.1).collect();
    let places = spread(&wishes, LINE, frame.top + LINE / 2.0, frame.bottom - LINE / 2.0);
    let full =
        sketch.shapes.iter().map(|shape| one_line(shape.name)).chain(
            sketch.limits.iter().map(|(name, at, _)| format!("{}, {}", one_line(name), label(*at, plot.y.measure))),
        );
    for (index, (((text, full), end), y)) in
        label_texts(plot, sketch).iter().zip(full).zip(&ends).zip(places).enumerate()
    {
        let (right, limit) = (frame.right, index >= sketch.shapes.len());
        let _ = writeln!(svg, "<g><title>{}</title>", xml_safe(&full));
        if limit {
            let _ = writeln!(
                svg,
                "<path class=\"limit\" d=\"M{} {}H{}\"/>",
                coordinate(frame.left),
                coordinate(end.1),
                coordinate(right)
            );
        }
        let _ = writeln!(
            svg,
            "<path class=\"lead\" d=\"M{} {}H{}L{} {}\"/>",
            coordinate(end.0),
            coordinate(end.1),
            coordinate(right + 2.0),
            coordinate(right + 14.0),
            coordinate(y)
        );
        let (class, dash) = if limit {
            ("limit".to_owned(), String::new())
        } else {
            (format!("line c{}", index % COLOURS.len()), dash(index))
        };
        let _ = writeln!(
            svg,
            "<path class=\"{class}\"{dash} d=\"M{} {}H{}\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
            coordinate(right + 14.0),
            coordinate(y),
            coordinate(right + 42.0),
            coordinate(right + LEAD),
            coordinate(y + 4.0),
            xml_safe(text)
        );
    }
}
