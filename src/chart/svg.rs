//! A plot as one SVG: its style, its words for who cannot see it, and nothing from elsewhere.

use std::fmt::Write as _;

use super::label::{in_words, label, unit};
use super::model::Plot;
use super::place::{fitted, spread, text_width};
use super::sketch::{Joined, Shape, Sketch, corners, sketch};
use crate::problem::draw::is_harmful;

const WIDTH: f64 = 800.0;
const EDGE: f64 = 16.0;
/// The size of most letters.
const SIZE: f64 = 12.0;
const LINE: f64 = 16.0;
const LEAST_HEIGHT: f64 = 300.0;
/// A label wider than this ends in `…`.
const LABEL: f64 = 240.0;
/// From the end of the axis to the words of a label: the line that leads there, and a piece of the line itself.
const LEAD: f64 = 48.0;

/// Colours that keep their contrast, on light and on dark ground.
const COLOURS: &[(&str, &str)] = &[
    ("#0b62b8", "#6cb6ff"),
    ("#c2410c", "#ff9b5e"),
    ("#00785a", "#4fd1a5"),
    ("#9a3d84", "#f0a0dc"),
    ("#8a6100", "#e3c14f"),
    ("#0a7a99", "#6fdcec"),
    ("#b3123f", "#ff8fa3"),
    ("#4d5761", "#c3ccd6"),
];
/// Nine dashes beside eight colours: the first 72 series all look different.
const DASHES: &[&str] = &["", "8 3", "2 3", "9 3 2 3", "14 4", "5 5", "9 2 2 2 2 2", "1 4", "16 3 5 3"];

/// The plot as an SVG.
pub(super) fn tell(plot: &Plot) -> String {
    let sketch = sketch(plot, 6);
    let frame = Frame::acoordinate(plot, &sketch);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"nextrung-plot\" role=\"img\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n\
         <title>{title}</title>\n<desc>{desc}</desc>\n",
        w = coordinate(WIDTH),
        h = coordinate(frame.height),
        title = xml_safe(&plot.title),
        desc = xml_safe(&in_sentences(plot, &sketch)),
    );
    style(&sketch, &mut svg);
    let _ = writeln!(
        svg,
        "<rect class=\"ground\" width=\"{}\" height=\"{}\"/>",
        coordinate(WIDTH),
        coordinate(frame.height)
    );
    for (index, line) in frame.title.iter().enumerate() {
        let y = EDGE + 12.0 + index as f64 * 20.0;
        let _ = writeln!(
            svg,
            "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
            coordinate(EDGE),
            coordinate(y),
            xml_safe(line)
        );
    }
    axes(plot, &sketch, &frame, &mut svg);
    for (index, shape) in sketch.shapes.iter().enumerate() {
        draw(index, shape, &frame, &mut svg);
    }
    marks(plot, &sketch, &frame, &mut svg);
    labels(plot, &sketch, &frame, &mut svg);
    if sketch.shapes.is_empty() {
        let (x, y) = (frame.left + (frame.right - frame.left) / 2.0, frame.top + (frame.bottom - frame.top) / 2.0);
        let _ = writeln!(
            svg,
            "<text class=\"middle\" x=\"{}\" y=\"{}\">There is nothing to draw.</text>",
            coordinate(x),
            coordinate(y)
        );
    }
    for (index, line) in frame.notes.iter().enumerate() {
        let y = frame.bottom + 56.0 + index as f64 * LINE;
        let _ = writeln!(
            svg,
            "<text class=\"note\" x=\"{}\" y=\"{}\">{}</text>",
            coordinate(EDGE),
            coordinate(y),
            xml_safe(line)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Where everything lies.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    height: f64,
    title: Vec<String>,
    notes: Vec<String>,
    /// The row of each mark's name, counted upwards from the plot, and the name as it fits.
    marks: Vec<(usize, String)>,
}

impl Frame {
    fn acoordinate(plot: &Plot, sketch: &Sketch<'_>) -> Frame {
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

    fn x(&self, place: f64) -> f64 {
        self.left + (self.right - self.left) * place
    }

    fn y(&self, place: f64) -> f64 {
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
fn label_texts(plot: &Plot, sketch: &Sketch<'_>) -> Vec<String> {
    let series = sketch.shapes.iter().map(|shape| fitted(&one_line(shape.name), SIZE, LABEL));
    let limits = sketch.limits.iter().map(|(name, at, _)| {
        let value = format!(", {}", label(*at, plot.y.measure));
        format!("{}{value}", fitted(&one_line(name), SIZE, LABEL - text_width(&value, SIZE)))
    });
    series.chain(limits).collect()
}

fn style(sketch: &Sketch<'_>, svg: &mut String) {
    svg.push_str(
        "<style>\n.nextrung-plot{color:#1f2328;font:12px system-ui,'Segoe UI','DejaVu Sans',sans-serif}\n\
         .nextrung-plot .ground{fill:#fff}\n.nextrung-plot text{fill:currentColor}\n\
         .nextrung-plot .name{font-size:15px;font-weight:600}\n.nextrung-plot .end{text-anchor:end}\n\
         .nextrung-plot .middle{text-anchor:middle}\n.nextrung-plot .note{opacity:.8}\n\
         .nextrung-plot path{fill:none;stroke:currentColor;stroke-linejoin:round}\n\
         .nextrung-plot .grid{opacity:.15}\n.nextrung-plot .axis{opacity:.6}\n.nextrung-plot .lead{opacity:.45}\n\
         .nextrung-plot .limit{stroke-width:1.5}\n.nextrung-plot .mark{stroke-dasharray:1 3;opacity:.8}\n\
         .nextrung-plot .line{stroke-width:2}\n.nextrung-plot .room{fill-opacity:.18;stroke-width:1}\n\
         .nextrung-plot .dot{stroke:none}\n",
    );
    let used = sketch.shapes.len().min(COLOURS.len());
    let rules = |dark: bool| -> String {
        COLOURS[..used]
            .iter()
            .enumerate()
            .map(|(index, (light, night))| {
                let colour = if dark { night } else { light };
                format!(".nextrung-plot .c{index}{{stroke:{colour}}}\n.nextrung-plot .f{index}{{fill:{colour}}}\n")
            })
            .collect()
    };
    svg.push_str(&rules(false));
    svg.push_str(
        "@media (prefers-color-scheme:dark){\n.nextrung-plot{color:#e6edf3}\n.nextrung-plot .ground{fill:#0d1117}\n",
    );
    svg.push_str(&rules(true));
    svg.push_str("}\n</style>\n");
}

fn axes(plot: &Plot, sketch: &Sketch<'_>, frame: &Frame, svg: &mut String) {
    let mut grid = String::new();
    let mut texts = String::new();
    for tick in sketch.y.ticks(&plot.y, 6) {
        let y = frame.y(sketch.y.place(tick));
        let _ = write!(grid, "M{} {}H{}", coordinate(frame.left), coordinate(y), coordinate(frame.right));
        let _ = writeln!(
            texts,
            "<text class=\"end\" x=\"{}\" y=\"{}\">{}</text>",
            coordinate(frame.left - 8.0),
            coordinate(y + 4.0),
            xml_safe(&label(tick, plot.y.measure))
        );
    }
    let mut end = f64::NEG_INFINITY;
    for tick in sketch.x.ticks(&plot.x, 8) {
        let x = frame.x(sketch.x.place(tick));
        let text = label(tick, plot.x.measure);
        let half = text_width(&text, SIZE) / 2.0;
        if x - half < end + 8.0 {
            continue;
        }
        end = x + half;
        let _ = write!(grid, "M{} {}V{}", coordinate(x), coordinate(frame.top), coordinate(frame.bottom));
        let _ = writeln!(
            texts,
            "<text class=\"middle\" x=\"{}\" y=\"{}\">{}</text>",
            coordinate(x),
            coordinate(frame.bottom + 18.0),
            xml_safe(&text)
        );
    }
    if !grid.is_empty() {
        let _ = writeln!(svg, "<path class=\"grid\" d=\"{grid}\"/>");
    }
    let _ = writeln!(
        svg,
        "<path class=\"axis\" d=\"M{} {}V{}H{}\"/>",
        coordinate(frame.left),
        coordinate(frame.top),
        coordinate(frame.bottom),
        coordinate(frame.right)
    );
    svg.push_str(&texts);
    let title = |axis: &super::model::Axis| {
        let text = format!("{}{}", one_line(&axis.title), unit(axis.measure));
        xml_safe(&fitted(&text, SIZE, WIDTH - 2.0 * EDGE))
    };
    let under = EDGE + frame.title.len() as f64 * 20.0 + 14.0;
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", coordinate(EDGE), coordinate(under), title(&plot.y));
    // Right under the end of its axis where it fits, else from the left edge on.
    let across = format!("{}{}", one_line(&plot.x.title), unit(plot.x.measure));
    let fits = text_width(&across, SIZE) <= frame.right - EDGE;
    let (class, x) = if fits { ("end", frame.right) } else { ("start", EDGE) };
    let y = coordinate(frame.bottom + 36.0);
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{}\" y=\"{y}\">{}</text>", coordinate(x), title(&plot.x));
}

fn draw(index: usize, shape: &Shape<'_>, frame: &Frame, svg: &mut String) {
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

fn dash(index: usize) -> String {
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

fn marks(plot: &Plot, sketch: &Sketch<'_>, frame: &Frame, svg: &mut String) {
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
fn labels(plot: &Plot, sketch: &Sketch<'_>, frame: &Frame, svg: &mut String) {
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

/// What the picture shows, for who cannot see it.
fn in_sentences(plot: &Plot, sketch: &Sketch<'_>) -> String {
    let (x, y) = (plot.x.measure, plot.y.measure);
    let steps = if plot.y.logarithmic { ", in steps that multiply" } else { "" };
    let mut text = format!("{}{steps}, by {}.", plot.y.title, plot.x.title);
    for shape in &sketch.shapes {
        let _ = write!(
            text,
            " {}: {} at {}, {} at {}; between {} and {}.",
            shape.name,
            in_words(shape.first.1, y),
            in_words(shape.first.0, x),
            in_words(shape.last.1, y),
            in_words(shape.last.0, x),
            in_words(shape.least, y),
            in_words(shape.most, y)
        );
    }
    for (name, at, _) in &sketch.limits {
        let _ = write!(text, " Limit {name}: {}.", in_words(*at, y));
    }
    for (name, at, _) in &sketch.marks {
        let _ = write!(text, " {name} at {}.", in_words(*at, x));
    }
    for note in &sketch.notes {
        let _ = write!(text, " {note}");
    }
    text
}

/// A coordinate with at most one decimal.
pub fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Text in lines that fit into a width.
pub fn broken(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in one_line(text).split(' ').filter(|word| !word.is_empty()) {
        let word = fitted(word, size, width);
        let line = lines.last_mut().expect("there is always one");
        if line.is_empty() {
            line.push_str(&word);
        } else if text_width(line, size) + text_width(" ", size) + text_width(&word, size) <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

/// Text that means nothing but itself in XML, in an element and in an attribute: what marks up is escaped; what XML
/// does not allow and what could turn the direction of writing is replaced.
pub fn xml_safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other if is_harmful(other) => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
