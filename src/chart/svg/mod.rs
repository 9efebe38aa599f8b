//! A plot as one SVG: its style, its words for who cannot see it, and nothing from elsewhere.

use std::fmt::Write as _;

mod frame;
mod names;
mod shapes;
mod text;

pub use text::{broken, coordinate, xml_safe};

use self::frame::Frame;
use self::names::{labels, marks};
use self::shapes::draw;
use self::text::one_line;
use super::label::{in_words, label, unit};
use super::model::Plot;
use super::place::{fitted, text_width};
use super::sketch::{Sketch, sketch};

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
/// The plot as an SVG.
pub(super) fn tell(plot: &Plot) -> String {
    let sketch = sketch(plot, 6);
    let frame = Frame::of(plot, &sketch);
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
