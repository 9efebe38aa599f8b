//! A graph in D2. Of two architectures the second is a step, which takes over what it does not change.

use std::fmt::Write as _;

use super::{Board, GraphNode, GraphReport, Look, Mark, one_line};
use crate::rules::Shape;

const STYLES: &[(Mark, &str)] = &[
    (Mark::Changed, "style.stroke-width: 3; style.stroke-dash: 5"),
    (Mark::Added, "style.stroke: \"#1a7f37\"; style.stroke-width: 4; style.bold: true"),
    (Mark::Gone, "style.stroke-dash: 3; style.opacity: 0.5"),
    (Mark::Here, "style.stroke: \"#0969da\"; style.stroke-width: 4; style.bold: true"),
    (Mark::Fits, "style.stroke-width: 3; style.stroke-dash: 5"),
];

/// The graph, a container or a step for each board.
pub(super) fn tell(report: &GraphReport) -> String {
    let mut text = String::new();
    for line in std::iter::once(&report.title).chain(&report.notes) {
        let _ = writeln!(text, "# {}", one_line(line));
    }
    let marks = |mark: Mark| {
        let nodes = report.boards.iter().flat_map(|board| &board.nodes).any(|node| node.mark == mark);
        nodes || report.boards.iter().flat_map(|board| &board.arrows).any(|arrow| arrow.mark == mark)
    };
    let used: Vec<_> = STYLES.iter().filter(|(mark, _)| marks(*mark)).collect();
    if !used.is_empty() {
        text.push_str("classes: {\n");
        for (mark, style) in used {
            let _ = writeln!(text, "  {}: {{ {style} }}", mark.class().unwrap_or_default());
        }
        text.push_str("}\n");
    }
    if !report.steps {
        for board in &report.boards {
            let _ = writeln!(text, "{}: {} {{", board.id, quoted(std::slice::from_ref(&board.title)));
            nodes(board, None, 1, &mut text);
            arrows(board, None, 1, &mut text);
            text.push_str("}\n");
        }
        return text;
    }
    text.push_str("steps: {\n");
    let mut before: Option<&Board> = None;
    for board in &report.boards {
        let _ = writeln!(text, "  {}: {{", board.id);
        let _ = writeln!(
            text,
            "    heading: {} {{ shape: text; near: top-center }}",
            quoted(std::slice::from_ref(&board.title))
        );
        nodes(board, before, 2, &mut text);
        arrows(board, before, 2, &mut text);
        text.push_str("  }\n");
        before = Some(board);
    }
    text.push_str("}\n");
    text
}

/// The boxes; of a step those only that it brings or changes.
fn nodes(board: &Board, before: Option<&Board>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for node in &board.nodes {
        if before.is_some_and(|before| before.nodes.contains(node)) {
            continue;
        }
        let class = node.mark.class().map(|class| format!("; class: {class}")).unwrap_or_default();
        let _ = writeln!(text, "{indent}{}: {} {{ shape: {}{class} }}", node.id, quoted(&node.lines), shape(node.look));
    }
}

fn arrows(board: &Board, before: Option<&Board>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let ends = |board: &Board, from: usize, to: usize| -> (String, String) {
        let id = |node: &GraphNode| node.id.clone();
        (id(&board.nodes[from]), id(&board.nodes[to]))
    };
    let known: Vec<((String, String), Option<&String>)> = before
        .map(|before| {
            before.arrows.iter().map(|arrow| (ends(before, arrow.from, arrow.to), arrow.text.as_ref())).collect()
        })
        .unwrap_or_default();
    let mut kept: Vec<(String, String)> = Vec::new();
    for arrow in &board.arrows {
        let (from, to) = ends(board, arrow.from, arrow.to);
        let old = known.iter().find(|(ends, _)| *ends == (from.clone(), to.clone()));
        let words =
            arrow.text.as_ref().map(|words| format!(": {}", quoted(std::slice::from_ref(words)))).unwrap_or_default();
        let mut keys: Vec<String> = Vec::new();
        keys.extend(arrow.mark.class().map(|class| format!("class: {class}")));
        keys.extend((arrow.dashed && arrow.mark != Mark::Gone).then(|| "style.stroke-dash: 4".to_owned()));
        let keys = match (keys.is_empty(), words.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!(": {{ {} }}", keys.join("; ")),
            (false, false) => format!(" {{ {} }}", keys.join("; ")),
        };
        kept.push((from.clone(), to.clone()));
        match old {
            // What was declared already must not be declared again: that would be a second arrow.
            Some((_, old)) if *old == arrow.text.as_ref() && arrow.mark != Mark::Gone => {}
            Some(_) => {
                let _ = writeln!(text, "{indent}({from} -> {to})[0]{words}{keys}");
            }
            None => {
                let _ = writeln!(text, "{indent}{from} -> {to}{words}{keys}");
            }
        }
    }
    for ((from, to), _) in known.iter().filter(|(ends, _)| !kept.contains(ends)) {
        let _ = writeln!(text, "{indent}({from} -> {to})[0]: null");
    }
}

fn shape(look: Look) -> &'static str {
    match look {
        Look::Stage => "rectangle",
        Look::Aside => "page",
        Look::Part(shape) => match shape {
            Shape::People => "person",
            Shape::Edge => "cloud",
            Shape::Balancer => "hexagon",
            Shape::Server => "rectangle",
            Shape::Function => "step",
            Shape::Database => "cylinder",
            Shape::Cache => "oval",
            Shape::Queue => "queue",
            Shape::Store => "stored_data",
            Shape::Region => "package",
            Shape::Tool => "parallelogram",
        },
    }
}

/// Lines as one quoted string: a dollar could begin a substitution, a backslash an escape.
fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| one_line(line).replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$"))
        .collect();
    format!("\"{}\"", lines.join("\\n"))
}
