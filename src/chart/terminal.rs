//! A plot in the columns of a terminal, told apart by signs and not by colour.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr as _;

use super::label::{label, unit};
use super::model::Plot;
use super::sketch::{Joined, Shape, Sketch, corners, sketch};
use crate::problem::draw::harmless;

/// Rows between the axes.
const ROWS: usize = 16;
const LINES: &[char] = &['*', 'o', '+', 'x', '#', '@', '%', '&', '=', '$', 's', 'v', 'w', 'z', 'n', 'u'];
const BANDS: &[char] = &['░', '▒', '▓', ':'];

/// The plot in lines of at most `width` columns.
pub(super) fn tell(plot: &Plot, width: usize) -> String {
    let sketch = sketch(plot, 5);
    let mut lines = Vec::new();
    wrap(&plot.title, "", width, &mut lines);
    lines.push(String::new());

    let ticks: Vec<(usize, String)> = sketch
        .y
        .ticks(&plot.y, 5)
        .into_iter()
        .map(|tick| (row(sketch.y.place(tick)), label(tick, plot.y.measure)))
        .collect();
    let margin = ticks.iter().map(|(_, text)| text.width()).max().unwrap_or(0);
    let columns = width.saturating_sub(margin + 4).max(8);
    wrap(&format!("{}{}", plot.y.title, unit(plot.y.measure)), "", width, &mut lines);

    let letters = marks(&sketch, columns);
    if !letters.is_empty() {
        let mut top = vec![' '; columns];
        for (column, letter) in &letters {
            top[*column] = *letter;
        }
        lines.push(format!("{:margin$}  {}", "", top.iter().collect::<String>()));
    }
    for (index, cells) in canvas(&sketch, &letters, columns).into_iter().enumerate() {
        let text = ticks.iter().find(|(row, _)| *row == index).map_or("", |(_, text)| text);
        let axis = if text.is_empty() { '│' } else { '┤' };
        let limit = sketch.limits.iter().position(|limit| row(limit.2) == index).map(digit);
        lines.push(format!("{text:>margin$} {axis}{}{}", cells.iter().collect::<String>(), limit.unwrap_or(' ')));
    }
    foot(plot, &sketch, margin, columns, &mut lines);

    if sketch.shapes.is_empty() {
        lines.push("There is nothing to draw.".to_owned());
    }
    legend(plot, &sketch, width, &mut lines);
    for note in &sketch.notes {
        wrap(note, "", width, &mut lines);
    }
    lines.into_iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn row(place: f64) -> usize {
    ((1.0 - place) * (ROWS - 1) as f64).round() as usize
}

fn sign(index: usize, joined: Joined) -> char {
    let signs = if joined == Joined::Band { BANDS } else { LINES };
    signs[index % signs.len()]
}

/// The sign of each shape: lines and bands are counted apart.
fn signs(shapes: &[Shape<'_>]) -> Vec<char> {
    let mut counts = (0, 0);
    shapes
        .iter()
        .map(|shape| {
            let count = if shape.joined == Joined::Band { &mut counts.1 } else { &mut counts.0 };
            *count += 1;
            sign(*count - 1, shape.joined)
        })
        .collect()
}

fn digit(index: usize) -> char {
    char::from_digit(((index % 9) + 1) as u32, 10).unwrap_or('?')
}

/// The column and letter of each mark; where two fall together, the later moves on to a free column.
fn marks(sketch: &Sketch<'_>, columns: usize) -> Vec<(usize, char)> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    sketch
        .marks
        .iter()
        .zip(('A'..='Z').cycle())
        .map(|(mark, letter)| {
            let column = (mark.2 * (columns - 1) as f64).round() as usize;
            let free = (column..columns).chain((0..column).rev()).find(|column| !taken.contains(column));
            let column = free.unwrap_or(column);
            taken.insert(column);
            (column, letter)
        })
        .collect()
}

/// Every cell between the axes.
fn canvas(sketch: &Sketch<'_>, letters: &[(usize, char)], columns: usize) -> Vec<Vec<char>> {
    let mut cells = vec![vec![' '; columns]; ROWS];
    for limit in &sketch.limits {
        cells[row(limit.2)].fill('─');
    }
    for (column, _) in letters {
        for cells in &mut cells {
            cells[*column] = if cells[*column] == ' ' { '┊' } else { '┼' };
        }
    }
    let signs = signs(&sketch.shapes);
    let mut seen = vec![vec![Vec::<char>::new(); columns]; ROWS];
    for (shape, sign) in sketch.shapes.iter().zip(signs) {
        for run in &shape.runs {
            if shape.joined == Joined::Band {
                fill(run, sign, &mut cells);
                continue;
            }
            let line: Vec<(f64, f64)> = run.iter().map(|(x, y, _)| (*x, *y)).collect();
            for (row, column) in trace(&corners(&line, shape.joined), columns) {
                seen[row][column].push(sign);
            }
        }
    }
    for (cells, seen) in cells.iter_mut().zip(seen) {
        for (column, signs) in seen.into_iter().enumerate().filter(|(_, signs)| !signs.is_empty()) {
            // Lines that lie on each other take turns.
            cells[column] = signs[column % signs.len()];
        }
    }
    cells
}

/// Fills the room between the lower and the upper line of a band.
fn fill(run: &[(f64, f64, f64)], sign: char, cells: &mut [Vec<char>]) {
    let columns = cells.first().map_or(0, Vec::len);
    let side = |pick: fn(&(f64, f64, f64)) -> f64| -> Vec<(usize, usize)> {
        let line: Vec<(f64, f64)> = run.iter().map(|point| (point.0, pick(point))).collect();
        trace(&line, columns).into_iter().collect()
    };
    let (low, high) = (side(|point| point.1), side(|point| point.2));
    for column in 0..columns {
        let bottom = low.iter().filter(|cell| cell.1 == column).map(|cell| cell.0).max();
        let top = high.iter().filter(|cell| cell.1 == column).map(|cell| cell.0).min();
        if let (Some(bottom), Some(top)) = (bottom, top) {
            for cells in cells.iter_mut().take(bottom + 1).skip(top) {
                cells[column] = sign;
            }
        }
    }
}

/// The cells (row, column) that a line passes, without gaps.
fn trace(line: &[(f64, f64)], columns: usize) -> BTreeSet<(usize, usize)> {
    let cell = |point: &(f64, f64)| (row(point.1), (point.0 * (columns - 1) as f64).round() as usize);
    let mut cells: BTreeSet<(usize, usize)> = line.first().map(cell).into_iter().collect();
    for ends in line.windows(2) {
        let (from, to) = (cell(&ends[0]), cell(&ends[1]));
        let mut before = from.0;
        for column in from.1..=to.1 {
            let part = if to.1 == from.1 { 1.0 } else { (column - from.1) as f64 / (to.1 - from.1) as f64 };
            let here = (from.0 as f64 + (to.0 as f64 - from.0 as f64) * part).round() as usize;
            // Where it climbs by several rows, what lies between belongs to this column.
            let (top, bottom) = if before < here { (before + 1, here) } else { (here, before.max(here + 1) - 1) };
            cells.extend((top..=bottom.max(top)).map(|row| (row, column)));
            before = here;
        }
    }
    cells
}

/// The axis below, its ticks and its title.
fn foot(plot: &Plot, sketch: &Sketch<'_>, margin: usize, columns: usize, lines: &mut Vec<String>) {
    let mut axis = vec!['─'; columns];
    let mut labels = String::new();
    for tick in sketch.x.ticks(&plot.x, 6) {
        let column = (sketch.x.place(tick) * (columns - 1) as f64).round() as usize;
        let text = label(tick, plot.x.measure);
        let start = column.saturating_sub(text.width() / 2).min((columns + 1).saturating_sub(text.width()));
        let end = labels.width();
        if end == 0 || start > end {
            labels.push_str(&" ".repeat(start - end));
            labels.push_str(&text);
            axis[column] = '┬';
        }
    }
    lines.push(format!("{:margin$} └{}", "", axis.iter().collect::<String>()));
    lines.push(format!("{:margin$}  {labels}", ""));
    let title = format!("{}{}", plot.x.title, unit(plot.x.measure));
    let mut titles = Vec::new();
    wrap(&title, "", columns, &mut titles);
    lines.extend(titles.into_iter().map(|title| {
        let before = margin + 2 + columns.saturating_sub(title.width());
        format!("{}{title}", " ".repeat(before))
    }));
}

fn legend(plot: &Plot, sketch: &Sketch<'_>, width: usize, lines: &mut Vec<String>) {
    if sketch.shapes.is_empty() && sketch.limits.is_empty() && sketch.marks.is_empty() {
        return;
    }
    lines.push(String::new());
    for (shape, sign) in sketch.shapes.iter().zip(signs(&sketch.shapes)) {
        wrap(shape.name, &format!("  {sign}{sign}{sign} "), width, lines);
    }
    for (index, (name, at, _)) in sketch.limits.iter().enumerate() {
        let text = format!("{name}, {}", label(*at, plot.y.measure));
        wrap(&text, &format!("  ──{} ", digit(index)), width, lines);
    }
    for ((name, at, _), letter) in sketch.marks.iter().zip(('A'..='Z').cycle()) {
        wrap(&format!("{name}, {}", label(*at, plot.x.measure)), &format!("  {letter}┊  "), width, lines);
    }
}

/// Text in lines of the width; the first begins with `first`, the others are indented as far.
fn wrap(text: &str, first: &str, width: usize, lines: &mut Vec<String>) {
    let clean = harmless(&text.replace('\n', " "));
    let indent = " ".repeat(first.width());
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(&indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    lines.extend(textwrap::wrap(&clean, options).into_iter().map(std::borrow::Cow::into_owned));
}
