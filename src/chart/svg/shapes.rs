//! Lines, bands and points of a series.

use std::fmt::Write as _;

use super::COLOURS;
use super::frame::Frame;
use super::text::{coordinate, one_line, xml_safe};
use crate::chart::sketch::{Joined, Shape, corners};

/// Nine dashes beside eight colours: the first 72 series all look different.
const DASHES: &[&str] = &["", "8 3", "2 3", "9 3 2 3", "14 4", "5 5", "9 2 2 2 2 2", "1 4", "16 3 5 3"];

pub(super) fn draw(index: usize, shape: &Shape<'_>, frame: &Frame, svg: &mut String) {
    let (colour, dash) = (index % COLOURS.len(), dash(index));
    let _ = writeln!(svg, "<g><title>{}</title>", xml_safe(&one_line(shape.name)));
    for run in &shape.runs {
        let low: Vec<(f64, f64)> = run.iter().map(|(x, low, _)| (frame.x(*x), frame.y(*low))).collect();
        let high: Vec<(f64, f64)> = run.iter().map(|(x, _, high)| (frame.x(*x), frame.y(*high))).collect();
        if let [(x, bottom)] = low[..] {
            // A line of one point would not be seen.
            let top = high[0].1;
            if bottom - top > 6.0 {
                let _ = writeln!(
                    svg,
                    "<path class=\"line c{colour}\" d=\"M{} {}V{}\"/>",
                    coordinate(x),
                    coordinate(bottom),
                    coordinate(top)
                );
            } else {
                let _ = writeln!(
                    svg,
                    "<circle class=\"dot f{colour}\" cx=\"{}\" cy=\"{}\" r=\"4\"/>",
                    coordinate(x),
                    coordinate(bottom)
                );
            }
        } else if shape.joined == Joined::Band {
            let back: Vec<(f64, f64)> = thinned(&low).into_iter().rev().collect();
            let d = format!("{}{}Z", path('M', &thinned(&high)), path('L', &back));
            let _ = writeln!(svg, "<path class=\"room c{colour} f{colour}\"{dash} d=\"{d}\"/>");
        } else {
            let d = path('M', &thinned(&corners(&low, shape.joined)));
            let _ = writeln!(svg, "<path class=\"line c{colour}\"{dash} d=\"{d}\"/>");
        }
    }
    svg.push_str("</g>\n");
}

pub(super) fn dash(index: usize) -> String {
    match DASHES[index % DASHES.len()] {
        "" => String::new(),
        dash => format!(" stroke-dasharray=\"{dash}\""),
    }
}

/// Of many points in one column of the picture, the first, the extremes and the last: no peak is lost.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for column in points.chunk_by(|a, b| a.0.round() == b.0.round()) {
        if column.len() <= 4 {
            kept.extend(column);
            continue;
        }
        let by = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let extremes = [column.first(), column.iter().min_by(by), column.iter().max_by(by), column.last()];
        kept.extend(extremes.into_iter().flatten());
    }
    kept
}

fn path(first: char, points: &[(f64, f64)]) -> String {
    points
        .iter()
        .enumerate()
        .map(|(index, (x, y))| format!("{}{} {}", if index == 0 { first } else { 'L' }, coordinate(*x), coordinate(*y)))
        .collect()
}
