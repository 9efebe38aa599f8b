//! The stage graph: stages are the nodes, steps the edges. The only room that sees the graph library.
//!
//! The graph of a track has an edge from every stage to every higher one and one from every stage to itself. A step
//! that passes over rungs takes what is declared for the stage that it ends on, unless a leap of its own is declared.
//! Built once, never changed while it is walked.

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::expr::TrackId;
use crate::rules::{RuleBase, TransitionId};

/// A step between two stages of a track, given by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Where it begins.
    pub from: usize,
    /// Where it ends; the same for a step that changes no rung.
    pub to: usize,
    /// What is declared for it; nothing for a step that changes no rung.
    pub transition: Option<TransitionId>,
}

impl Edge {
    /// The stages that it passes over.
    pub fn passes(&self) -> std::ops::Range<usize> {
        (self.from + 1).min(self.to)..self.to
    }
}

/// The graph of one track.
#[derive(Debug, Clone)]
pub struct Ladder {
    graph: DiGraph<usize, Option<TransitionId>>,
    nodes: Vec<NodeIndex>,
}

impl Ladder {
    /// Builds the graph of a track.
    pub fn new(base: &RuleBase, track: TrackId) -> Ladder {
        let mut graph = DiGraph::new();
        let nodes: Vec<NodeIndex> = (0..base.track(track).stages.len()).map(|stage| graph.add_node(stage)).collect();
        for (from, node) in nodes.iter().enumerate() {
            graph.add_edge(*node, *node, None);
            for (to, target) in nodes.iter().enumerate().skip(from + 1) {
                if let Some(transition) = declared(base, track, from, to) {
                    graph.add_edge(*node, *target, Some(transition));
                }
            }
        }
        Ladder { graph, nodes }
    }

    /// The steps that begin on a stage, the lowest end first.
    pub fn edges_from(&self, stage: usize) -> Vec<Edge> {
        let mut edges: Vec<Edge> = match self.nodes.get(stage) {
            Some(node) => self
                .graph
                .edges(*node)
                .map(|edge| Edge { from: stage, to: self.graph[edge.target()], transition: *edge.weight() })
                .collect(),
            None => Vec::new(),
        };
        // The library tells edges in the order of their making, newest first; ours is by their ends.
        edges.sort_unstable();
        edges
    }
}

/// What is declared for a step: a leap of exactly these ends, else the way onto the last stage, the nearest first.
fn declared(base: &RuleBase, track: TrackId, from: usize, to: usize) -> Option<TransitionId> {
    let onto = base
        .transitions
        .iter()
        .enumerate()
        .filter(|(_, transition)| transition.track == track && transition.to == Some(to));
    let distance = |begin: Option<usize>| begin.map_or(usize::MAX, |begin| if begin == from { 0 } else { to - begin });
    onto.min_by_key(|(_, transition)| distance(transition.from)).map(|(index, _)| TransitionId(index as u16))
}
