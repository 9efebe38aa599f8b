//! The stage graph, and the architecture now and next, as one model of boxes and arrows; one file a format tells it.
//!
//! `ladder` and `architecture` build the model, `layout` finds places for the one format that needs them.

mod architecture;
mod d2;
mod dot;
mod ladder;
mod layout;
mod mermaid;
mod svg;

pub use architecture::architecture;
pub use ladder::ladder;

use crate::rules::Shape;

/// A way to tell a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// A Mermaid flowchart, which code hosts draw inside Markdown.
    Mermaid,
    /// The language of Graphviz.
    Dot,
    /// D2, of which the two architectures are steps.
    D2,
    /// A picture.
    Svg,
}

impl GraphFormat {
    /// Every format with the word that asks for it.
    pub const WORDS: &'static [(&'static str, GraphFormat)] = &[
        ("mermaid", GraphFormat::Mermaid),
        ("dot", GraphFormat::Dot),
        ("d2", GraphFormat::D2),
        ("svg", GraphFormat::Svg),
    ];
}

/// One or two boards of boxes and arrows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphReport {
    /// What it shows.
    pub title: String,
    /// In the order of reading.
    pub boards: Vec<Board>,
    /// The second board is what becomes of the first.
    pub steps: bool,
    /// What to know beside it, a sentence each.
    pub notes: Vec<String>,
}

/// Boxes and arrows that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// A word for it: `now`, `next`, `ladder`, `lanes`.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// The boxes.
    pub nodes: Vec<GraphNode>,
    /// The arrows, at most one from a box to another.
    pub arrows: Vec<GraphArrow>,
}

/// What a box looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A rung.
    Stage,
    /// A list beside a rung.
    Aside,
    /// A part of an architecture.
    Part(Shape),
}

/// One box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphNode {
    /// Letters, digits and `_`; the same on every board for the same thing.
    pub id: String,
    /// What stands in it; never empty. What a mark means is said here too.
    pub lines: Vec<String>,
    /// What it looks like.
    pub look: Look,
    /// What is to be seen at once.
    pub mark: Mark,
}

/// One arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphArrow {
    /// Where it begins, by its place among the boxes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What is written on it.
    pub text: Option<String>,
    /// It stands for something beside the usual way.
    pub dashed: bool,
    /// What is to be seen at once.
    pub mark: Mark,
}

/// What is to be seen at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Nothing.
    Plain,
    /// It is there, and something in it changes.
    Changed,
    /// It is new.
    Added,
    /// It is taken away.
    Gone,
    /// The system stands here.
    Here,
    /// What is known fits here.
    Fits,
}

impl Mark {
    /// Every mark that looks unlike a plain box, with the name of its class.
    const CLASSES: &'static [(&'static str, Mark)] = &[
        ("changed", Mark::Changed),
        ("added", Mark::Added),
        ("gone", Mark::Gone),
        ("here", Mark::Here),
        ("fits", Mark::Fits),
    ];

    fn class(self) -> Option<&'static str> {
        Mark::CLASSES.iter().find(|(_, mark)| *mark == self).map(|(word, _)| *word)
    }
}

/// Tells a graph in a format.
pub fn tell_graph(report: &GraphReport, format: GraphFormat) -> String {
    match format {
        GraphFormat::Mermaid => mermaid::tell(report),
        GraphFormat::Dot => dot::tell(report),
        GraphFormat::D2 => d2::tell(report),
        GraphFormat::Svg => svg::tell(report),
    }
}

/// An identifier that every format takes, unlike that of every other name: a prefix keeps it from being a word of the
/// language, and a name with other signs than letters, digits and hyphens carries its place.
fn identifier(name: &str, place: usize) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let word: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if plain { format!("b_{word}") } else { format!("b_{word}_{place}") }
}

/// Text on one line, without what a terminal or an editor could obey.
fn one_line(text: &str) -> String {
    crate::problem::draw::harmless(text).replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests;
