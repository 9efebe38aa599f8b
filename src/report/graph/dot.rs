//! A graph in the language of Graphviz.

use std::fmt::Write as _;

use super::{GraphNode, GraphReport, Look, Mark, one_line};
use crate::rules::Shape;

/// The graph, a cluster for each board.
pub(super) fn tell(report: &GraphReport) -> String {
    let mut text = String::new();
    for line in std::iter::once(&report.title).chain(&report.notes) {
        let _ = writeln!(text, "// {}", one_line(line));
    }
    text.push_str("digraph nextrung {\n");
    let title = quoted(std::slice::from_ref(&report.title));
    let _ = writeln!(text, "  graph [label={title}, labelloc=t, fontname=\"sans-serif\", rankdir=TB]");
    text.push_str("  node [fontname=\"sans-serif\", shape=box]\n  edge [fontname=\"sans-serif\"]\n");
    for board in &report.boards {
        let id = |node: &GraphNode| format!("{}_{}", board.id, node.id);
        let _ = writeln!(text, "  subgraph cluster_{} {{", board.id);
        let _ = writeln!(text, "    label={}", quoted(std::slice::from_ref(&board.title)));
        for node in &board.nodes {
            let mut style: Vec<&str> = Vec::new();
            if matches!(node.look, Look::Part(Shape::Edge | Shape::Cache)) {
                style.push("rounded");
            }
            let more = match node.mark {
                Mark::Plain => "",
                Mark::Added | Mark::Here => {
                    style.push("bold");
                    ", penwidth=3"
                }
                Mark::Changed | Mark::Fits => {
                    style.push("dashed");
                    ", penwidth=2"
                }
                Mark::Gone => {
                    style.push("dotted");
                    ""
                }
            };
            let style = if style.is_empty() { String::new() } else { format!(", style=\"{}\"", style.join(",")) };
            let _ = writeln!(
                text,
                "    {} [label={}, shape={}{style}{more}]",
                id(node),
                quoted(&node.lines),
                shape(node.look)
            );
        }
        for arrow in &board.arrows {
            let mut attributes = Vec::new();
            attributes
                .extend(arrow.text.as_ref().map(|words| format!("label={}", quoted(std::slice::from_ref(words)))));
            attributes.extend(arrow.dashed.then(|| "style=dashed".to_owned()));
            attributes.extend((arrow.mark == Mark::Added).then(|| "penwidth=3".to_owned()));
            let attributes =
                if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
            let _ =
                writeln!(text, "    {} -> {}{attributes}", id(&board.nodes[arrow.from]), id(&board.nodes[arrow.to]));
        }
        text.push_str("  }\n");
    }
    text.push_str("}\n");
    text
}

fn shape(look: Look) -> &'static str {
    match look {
        Look::Stage => "box",
        Look::Aside => "note",
        Look::Part(shape) => match shape {
            Shape::People => "ellipse",
            Shape::Edge | Shape::Cache | Shape::Server => "box",
            Shape::Balancer => "hexagon",
            Shape::Function => "component",
            Shape::Database | Shape::Store => "cylinder",
            Shape::Queue => "cds",
            Shape::Region => "box3d",
            Shape::Tool => "tab",
        },
    }
}

/// Lines as one quoted string; a backslash begins an escape there, so that of a text is doubled.
fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|line| one_line(line).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
