//! A graph as a picture that needs nothing beside it and follows the reader's light or dark theme.

use std::fmt::Write as _;

use super::layout::{Layout, Link, layout};
use super::{Board, GraphReport, Look, Mark, one_line};
use crate::chart::{broken, coordinate, fitted, text_width, xml_safe};
use crate::rules::Shape;

const SIZE: f64 = 12.0;
const LINE: f64 = 16.0;
const EDGE: f64 = 20.0;
/// A line of text wider than this ends in `…`.
const WIDEST: f64 = 300.0;
/// Boards stand beside each other up to this width, below each other beyond it.
const BESIDE: f64 = 1500.0;

const STYLE: &str = "\
.nextrung-graph{color:#1f2328;font:12px system-ui,'Segoe UI','DejaVu Sans',sans-serif}
.nextrung-graph .ground{fill:#fff}
.nextrung-graph text{fill:currentColor;text-anchor:middle}
.nextrung-graph .name{font-size:15px;font-weight:600;text-anchor:start}
.nextrung-graph .heading{font-size:13px;font-weight:600;text-anchor:start}
.nextrung-graph .note{text-anchor:start;opacity:.85}
.nextrung-graph .first{font-weight:600}
.nextrung-graph .words{paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round;font-size:11px}
.nextrung-graph .box{fill:#f6f8fa;stroke:#57606a;stroke-width:1.2}
.nextrung-graph .inner{fill:none;stroke:#57606a;stroke-width:1.2}
.nextrung-graph .way{fill:none;stroke:#57606a;stroke-width:1.2}
.nextrung-graph .head{fill:#57606a}
.nextrung-graph .dashed{stroke-dasharray:5 4}
.nextrung-graph .board{fill:none;stroke:#57606a;stroke-opacity:.35}
.nextrung-graph .added .box,.nextrung-graph .added .inner{stroke:#1a7f37;stroke-width:3}
.nextrung-graph .way.added{stroke:#1a7f37;stroke-width:2.4}
.nextrung-graph .head.added{fill:#1a7f37}
.nextrung-graph .changed .box,.nextrung-graph .fits .box{stroke-width:2.4;stroke-dasharray:8 3}
.nextrung-graph .changed .box{stroke:#1a7f37}
.nextrung-graph .here .box{stroke:#0969da;stroke-width:3.4}
.nextrung-graph .fits .box{stroke:#0969da}
.nextrung-graph .gone{opacity:.6}
.nextrung-graph .gone .box{stroke-dasharray:2 3}
@media (prefers-color-scheme:dark){
.nextrung-graph{color:#e6edf3}
.nextrung-graph .ground{fill:#0d1117}
.nextrung-graph .words{stroke:#0d1117}
.nextrung-graph .box{fill:#161b22;stroke:#9198a1}
.nextrung-graph .inner,.nextrung-graph .way,.nextrung-graph .board{stroke:#9198a1}
.nextrung-graph .head{fill:#9198a1}
.nextrung-graph .added .box,.nextrung-graph .added .inner,.nextrung-graph .way.added,.nextrung-graph .changed .box{stroke:#3fb950}
.nextrung-graph .head.added{fill:#3fb950}
.nextrung-graph .here .box,.nextrung-graph .fits .box{stroke:#4493f8}
}
";

/// The graph as an SVG.
pub(super) fn tell(report: &GraphReport) -> String {
    let panels: Vec<Panel<'_>> = report.boards.iter().map(Panel::new).collect();
    let across: f64 = panels.iter().map(|panel| panel.width + EDGE).sum::<f64>() + EDGE;
    let beside = across <= BESIDE;
    let widest = panels.iter().map(|panel| panel.width).fold(0.0, f64::max) + 2.0 * EDGE;
    let body = if beside { across } else { widest };
    let width = body.max(520.0);
    let top = EDGE + 34.0;
    let mut drawn = String::new();
    let (mut x, mut y, mut bottom) = (EDGE, top, top);
    for panel in &panels {
        panel.draw(x, y, &mut drawn);
        bottom = bottom.max(y + panel.height);
        if beside {
            x += panel.width + EDGE;
        } else {
            y += panel.height + EDGE;
        }
    }
    let notes: Vec<String> = report.notes.iter().flat_map(|note| broken(note, SIZE, width - 2.0 * EDGE)).collect();
    let height = bottom + 14.0 + notes.len() as f64 * LINE + EDGE;

    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"nextrung-graph\" role=\"img\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n\
         <title>{title}</title>\n<desc>{desc}</desc>\n<style>\n{STYLE}</style>\n<rect class=\"ground\" width=\"{w}\" height=\"{h}\"/>\n",
        w = coordinate(width),
        h = coordinate(height),
        title = xml_safe(&report.title),
        desc = xml_safe(&in_sentences(report)),
    );
    let title = fitted(&one_line(&report.title), 15.0, width - 2.0 * EDGE);
    let _ = writeln!(
        svg,
        "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        coordinate(EDGE),
        coordinate(EDGE + 12.0),
        xml_safe(&title)
    );
    svg.push_str(&drawn);
    for (index, note) in notes.iter().enumerate() {
        let y = bottom + 28.0 + index as f64 * LINE;
        let _ = writeln!(
            svg,
            "<text class=\"note\" x=\"{}\" y=\"{}\">{}</text>",
            coordinate(EDGE),
            coordinate(y),
            xml_safe(note)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// A board with its places.
struct Panel<'a> {
    board: &'a Board,
    texts: Vec<Vec<String>>,
    sizes: Vec<(f64, f64)>,
    layout: Layout,
    width: f64,
    height: f64,
}

impl Panel<'_> {
    fn new(board: &Board) -> Panel<'_> {
        let texts: Vec<Vec<String>> = board
            .nodes
            .iter()
            .map(|node| node.lines.iter().map(|line| fitted(&one_line(line), SIZE, WIDEST)).collect())
            .collect();
        let sizes: Vec<(f64, f64)> =
            board.nodes.iter().zip(&texts).map(|(node, lines)| size(node.look, lines)).collect();
        let links: Vec<Link> = board
            .arrows
            .iter()
            .map(|arrow| {
                let is_aside = board.nodes[arrow.to].look == Look::Aside;
                Link { from: arrow.from, to: arrow.to, pulls: !is_aside, has_words: arrow.text.is_some() }
            })
            .collect();
        let layout = layout(&sizes, &links);
        // The words of arrows may reach beyond the boxes.
        let words = board.arrows.iter().filter_map(|arrow| arrow.text.as_ref()).map(|text| text_width(text, 11.0));
        let room = words.fold(0.0, f64::max).min(WIDEST) / 2.0;
        let heading = text_width(&one_line(&board.title), 13.0).min(420.0);
        let width = (layout.width + 2.0 * EDGE.max(room)).max(heading + 2.0 * EDGE);
        let height = layout.height + 34.0 + 2.0 * EDGE;
        Panel { board, texts, sizes, layout, width, height }
    }

    fn draw(&self, left: f64, top: f64, svg: &mut String) {
        let c = coordinate;
        let _ = writeln!(
            svg,
            "<rect class=\"board\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
            c(left),
            c(top),
            c(self.width),
            c(self.height)
        );
        let heading = fitted(&one_line(&self.board.title), 13.0, self.width - 2.0 * EDGE + 4.0);
        let _ = writeln!(
            svg,
            "<text class=\"heading\" x=\"{}\" y=\"{}\">{}</text>",
            c(left + 14.0),
            c(top + 22.0),
            xml_safe(&heading)
        );
        let (dx, dy) = (left + (self.width - self.layout.width) / 2.0, top + 34.0 + EDGE);
        for (arrow, way) in self.board.arrows.iter().zip(&self.layout.ways) {
            let way: Vec<(f64, f64)> = way.iter().map(|(x, y)| (x + dx, y + dy)).collect();
            draw_way(&way, arrow.dashed, arrow.mark, svg);
        }
        for (index, node) in self.board.nodes.iter().enumerate() {
            let (x, y) = (self.layout.boxes[index].0 + dx, self.layout.boxes[index].1 + dy);
            let class = node.mark.class().map(|class| format!(" class=\"{class}\"")).unwrap_or_default();
            let _ = writeln!(svg, "<g{class}><title>{}</title>", xml_safe(&node.lines.join(", ")));
            outline(node.look, x, y, self.sizes[index], svg);
            let lines = &self.texts[index];
            let middle =
                y + self.sizes[index].1 / 2.0 - (lines.len() as f64 - 1.0) * LINE / 2.0 + 4.0 + drop(node.look);
            for (line, text) in lines.iter().enumerate() {
                let class = if line == 0 { " class=\"first\"" } else { "" };
                let y = middle + line as f64 * LINE;
                let _ = writeln!(
                    svg,
                    "<text{class} x=\"{}\" y=\"{}\">{}</text>",
                    c(x + self.sizes[index].0 / 2.0),
                    c(y),
                    xml_safe(text)
                );
            }
            svg.push_str("</g>\n");
        }
        for (text, x, y) in self.words() {
            let _ = writeln!(
                svg,
                "<text class=\"words\" x=\"{}\" y=\"{}\">{}</text>",
                c(x + dx),
                c(y + dy),
                xml_safe(&text)
            );
        }
    }

    /// The words of arrows, in the first space between layers that the arrow crosses, each clear of the others.
    fn words(&self) -> Vec<(String, f64, f64)> {
        let mut placed: Vec<(String, f64, f64)> = Vec::new();
        for (arrow, way) in self.board.arrows.iter().zip(&self.layout.ways) {
            let Some(text) = &arrow.text else { continue };
            let text = fitted(&one_line(text), 11.0, WIDEST);
            let slants = || way.windows(2).filter(|pair| pair[1].1 != pair[0].1);
            let longest = |pair: &&[(f64, f64)]| (pair[1].1 - pair[0].1).abs();
            let Some(pair) = slants().max_by(|a, b| longest(a).total_cmp(&longest(b)).then(b[0].1.total_cmp(&a[0].1)))
            else {
                continue;
            };
            // Along the piece, the first part of it at which nothing stands yet.
            let at = |part: f64| {
                (pair[0].0 + (pair[1].0 - pair[0].0) * part, pair[0].1 + (pair[1].1 - pair[0].1) * part + 4.0)
            };
            let half = text_width(&text, 11.0) / 2.0;
            let is_free = |(x, y): (f64, f64)| {
                let beside =
                    |other: &(String, f64, f64)| (other.1 - x).abs() >= half + text_width(&other.0, 11.0) / 2.0 + 4.0;
                let boxes = self.layout.boxes.iter().zip(&self.sizes);
                let clear = boxes.into_iter().all(|(at, size)| {
                    x + half < at.0 || x - half > at.0 + size.0 || y - 10.0 > at.1 + size.1 || y + 3.0 < at.1
                });
                clear && placed.iter().all(|other| beside(other) || (other.2 - y).abs() >= 13.0)
            };
            let spots = [0.5, 0.35, 0.65, 0.25, 0.75].map(at);
            let (x, y) = spots.into_iter().find(|spot| is_free(*spot)).unwrap_or(spots[0]);
            placed.push((text, x, y));
        }
        placed
    }
}

/// The room that a box needs for its lines.
fn size(look: Look, lines: &[String]) -> (f64, f64) {
    // The first line is bold, and wider for it.
    let widths =
        lines.iter().enumerate().map(|(index, line)| text_width(line, if index == 0 { SIZE * 1.06 } else { SIZE }));
    let (width, height) = (widths.fold(0.0, f64::max).max(56.0), lines.len() as f64 * LINE);
    match look {
        Look::Part(Shape::Balancer | Shape::Queue) => (width + 48.0, height + 18.0),
        Look::Part(Shape::People | Shape::Cache) => (width + 36.0, height + 18.0),
        Look::Part(Shape::Database | Shape::Store) => (width + 24.0, height + 34.0),
        Look::Part(Shape::Function | Shape::Region) => (width + 36.0, height + 18.0),
        _ => (width + 24.0, height + 18.0),
    }
}

/// How far below the middle the text stands.
fn drop(look: Look) -> f64 {
    if matches!(look, Look::Part(Shape::Database | Shape::Store)) { 5.0 } else { 0.0 }
}

fn outline(look: Look, x: f64, y: f64, (width, height): (f64, f64), svg: &mut String) {
    let c = coordinate;
    let rect = |radius: f64, class: &str, inset: f64| {
        format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>\n",
            c(x + inset),
            c(y + inset),
            c(width - 2.0 * inset),
            c(height - 2.0 * inset),
            c(radius)
        )
    };
    let path = |points: &[(f64, f64)]| {
        let d: String = points
            .iter()
            .enumerate()
            .map(|(index, (px, py))| format!("{}{} {}", if index == 0 { 'M' } else { 'L' }, c(x + px), c(y + py)))
            .collect();
        format!("<path class=\"box\" d=\"{d}Z\"/>\n")
    };
    let shape = match look {
        Look::Stage => rect(3.0, "box", 0.0),
        Look::Aside => path(&[(0.0, 0.0), (width - 10.0, 0.0), (width, 10.0), (width, height), (0.0, height)]),
        Look::Part(shape) => match shape {
            Shape::People => rect(height / 2.0, "box", 0.0),
            Shape::Cache => rect(14.0, "box", 0.0) + &rect(11.0, "inner", 3.0),
            Shape::Edge => rect(12.0, "box", 0.0),
            Shape::Server => rect(2.0, "box", 0.0),
            Shape::Balancer => {
                let middle = height / 2.0;
                path(&[
                    (16.0, 0.0),
                    (width - 16.0, 0.0),
                    (width, middle),
                    (width - 16.0, height),
                    (16.0, height),
                    (0.0, middle),
                ])
            }
            Shape::Function => path(&[(12.0, 0.0), (width, 0.0), (width - 12.0, height), (0.0, height)]),
            Shape::Queue => {
                let middle = height / 2.0;
                path(&[
                    (0.0, 0.0),
                    (width - 14.0, 0.0),
                    (width, middle),
                    (width - 14.0, height),
                    (0.0, height),
                    (14.0, middle),
                ])
            }
            Shape::Database | Shape::Store => {
                let (rx, ry) = (width / 2.0, 8.0);
                format!(
                    "<path class=\"box\" d=\"M{l} {t}A{rx} {ry} 0 0 1 {r} {t}V{b}A{rx} {ry} 0 0 1 {l} {b}Z\"/>\n<path class=\"inner\" d=\"M{l} {t}A{rx} {ry} 0 0 0 {r} {t}\"/>\n",
                    l = c(x),
                    r = c(x + width),
                    t = c(y + ry),
                    b = c(y + height - ry),
                    rx = c(rx),
                    ry = c(ry),
                )
            }
            Shape::Region => rect(2.0, "box", 0.0) + &rect(2.0, "inner", 4.0),
            Shape::Tool => path(&[
                (0.0, 0.0),
                (width, 0.0),
                (width, height - 8.0),
                (width - 8.0, height),
                (8.0, height),
                (0.0, height - 8.0),
            ]),
        },
    };
    svg.push_str(&shape);
}

fn draw_way(way: &[(f64, f64)], dashed: bool, mark: Mark, svg: &mut String) {
    let c = coordinate;
    let [.., before, end] = way else { return };
    let mark = mark.class().map(|class| format!(" {class}")).unwrap_or_default();
    // The line ends where its head begins, along its last piece.
    let (dx, dy) = (end.0 - before.0, end.1 - before.1);
    let length = dx.hypot(dy).max(0.1);
    let (ux, uy) = (dx / length, dy / length);
    let neck = (end.0 - ux * 8.0, end.1 - uy * 8.0);
    let points: String = way[..way.len() - 1]
        .iter()
        .chain([&neck])
        .enumerate()
        .map(|(index, (x, y))| format!("{}{} {}", if index == 0 { 'M' } else { 'L' }, c(*x), c(*y)))
        .collect();
    let dash = if dashed { " dashed" } else { "" };
    let _ = writeln!(svg, "<path class=\"way{dash}{mark}\" d=\"{points}\"/>");
    let (a, b) = ((neck.0 - uy * 4.0, neck.1 + ux * 4.0), (neck.0 + uy * 4.0, neck.1 - ux * 4.0));
    let _ = writeln!(
        svg,
        "<path class=\"head{mark}\" d=\"M{} {}L{} {}L{} {}Z\"/>",
        c(end.0),
        c(end.1),
        c(a.0),
        c(a.1),
        c(b.0),
        c(b.1)
    );
}

/// What the picture shows, for who cannot see it.
fn in_sentences(report: &GraphReport) -> String {
    let mut text = String::new();
    for board in &report.boards {
        let _ = write!(text, "{}: ", board.title);
        let nodes: Vec<String> = board.nodes.iter().map(|node| node.lines.join(", ")).collect();
        let _ = write!(text, "{}. ", nodes.join("; "));
        for arrow in &board.arrows {
            let first = |index: usize| board.nodes[index].lines.first().map_or("", String::as_str);
            let words = arrow.text.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
            let _ = write!(text, "{} to {}{words}. ", first(arrow.from), first(arrow.to));
        }
    }
    format!("{text}{}", report.notes.join(" "))
}
