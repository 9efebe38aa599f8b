//! A graph as a Mermaid flowchart.

use std::fmt::Write as _;

use super::{GraphNode, GraphReport, Look, Mark, one_line};
use crate::rules::Shape;

/// What a mark looks like, in colours that can be read on light and on dark ground, and without colour by the border.
const STYLES: &[(Mark, &str)] = &[
    (Mark::Changed, "stroke-width:3px,stroke-dasharray:8 3"),
    (Mark::Added, "stroke:#1a7f37,stroke-width:4px"),
    (Mark::Gone, "stroke-dasharray:2 4,opacity:0.6"),
    (Mark::Here, "stroke:#0969da,stroke-width:4px"),
    (Mark::Fits, "stroke-width:3px,stroke-dasharray:8 3"),
];

/// The graph as a flowchart, a subgraph for each board.
pub(super) fn tell(report: &GraphReport) -> String {
    let mut text = format!("%% {}\n", comment(&report.title));
    for note in &report.notes {
        let _ = writeln!(text, "%% {}", comment(note));
    }
    text.push_str("flowchart TB\n");
    let mut styled: Vec<String> = Vec::new();
    let mut links = 0;
    for board in &report.boards {
        let id = |node: &GraphNode| format!("{}_{}", board.id, node.id);
        let _ = writeln!(text, "  subgraph board_{} [\"{}\"]", board.id, quoted(&board.title));
        for node in &board.nodes {
            let lines: Vec<String> = node.lines.iter().map(|line| quoted(line)).collect();
            let (open, close) = shape(node.look);
            let class = node.mark.class().map(|class| format!(":::{class}")).unwrap_or_default();
            let _ = writeln!(text, "    {}{open}\"{}\"{close}{class}", id(node), lines.join("<br/>"));
        }
        for arrow in &board.arrows {
            let line = if arrow.dashed { "-.->" } else { "-->" };
            let words = arrow.text.as_ref().map(|words| format!("|\"{}\"|", quoted(words))).unwrap_or_default();
            let _ = writeln!(text, "    {} {line}{words} {}", id(&board.nodes[arrow.from]), id(&board.nodes[arrow.to]));
            if arrow.mark == Mark::Added {
                styled.push(links.to_string());
            }
            links += 1;
        }
        text.push_str("  end\n");
    }
    let marks = |mark: Mark| report.boards.iter().flat_map(|board| &board.nodes).any(|node| node.mark == mark);
    for (mark, style) in STYLES.iter().filter(|(mark, _)| marks(*mark)) {
        let _ = writeln!(text, "  classDef {} {style}", mark.class().unwrap_or_default());
    }
    if !styled.is_empty() {
        let _ = writeln!(text, "  linkStyle {} stroke-width:3px", styled.join(","));
    }
    text
}

fn shape(look: Look) -> (&'static str, &'static str) {
    match look {
        Look::Stage => ("[", "]"),
        Look::Aside => ("[/", "/]"),
        Look::Part(shape) => match shape {
            Shape::People | Shape::Cache => ("([", "])"),
            Shape::Edge => ("(", ")"),
            Shape::Balancer => ("{{", "}}"),
            Shape::Server => ("[", "]"),
            Shape::Function => ("[/", "\\]"),
            Shape::Database | Shape::Store => ("[(", ")]"),
            Shape::Queue => ("[\\", "\\]"),
            Shape::Region => ("[[", "]]"),
            Shape::Tool => (">", "]"),
        },
    }
}

/// Text inside quotes: every sign that Mermaid, Markdown or HTML could take for its own is told by its number.
fn quoted(text: &str) -> String {
    let mut safe = String::new();
    for letter in one_line(text).chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | ',' | '.' | '(' | ')' | '-' | '/' | ':' | '\'' | '+' => {
                safe.push(letter)
            }
            other if other.is_ascii() => {
                let _ = write!(safe, "#{};", other as u32);
            }
            other => safe.push(other),
        }
    }
    // `1. ` or `- ` at the start of a label would be a list.
    safe
}

/// Text in a comment, where nothing is decoded: what could begin a directive is left out.
fn comment(text: &str) -> String {
    one_line(text).chars().filter(|letter| !"{}%<>`\"#;".contains(*letter)).collect()
}
