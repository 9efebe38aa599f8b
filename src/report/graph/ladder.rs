//! The stage graph of one track: rungs, steps, leaps, what changes no rung, ways back, lanes.

use super::{Board, GraphArrow, GraphNode, GraphReport, Look, Mark, identifier};
use crate::advise::Advice;
use crate::expr::{CapabilityId, TrackId};
use crate::rules::{RuleBase, Transition};

/// The graph of a track; with an answer, where the system stands, what fits and which step is next.
pub fn ladder(base: &RuleBase, track: TrackId, answer: Option<(&Advice, &str)>) -> GraphReport {
    let known = base.track(track);
    let walk = answer.map(|(advice, _)| advice.walk(track));
    let here = answer.and_then(|(advice, _)| advice.architecture.placed(track)).map(|placed| placed.stage);
    // Where nothing tells, nothing fits: an undecided track has no rung to show.
    let fits = walk.filter(|walk| walk.telling || here.is_some()).map(|walk| walk.fitting);
    let next = walk.and_then(|walk| walk.next.as_ref());
    let declared: Vec<&Transition> = base.transitions.iter().filter(|transition| transition.track == track).collect();

    let mut nodes: Vec<GraphNode> = Vec::new();
    let mut arrows: Vec<GraphArrow> = Vec::new();
    for (index, stage) in known.stages.iter().enumerate() {
        let mut lines = vec![stage.title.clone(), stage.name.clone()];
        let (is_here, is_fit) = (here == Some(index), fits == Some(index));
        lines.extend(is_here.then(|| "you are here".to_owned()));
        lines.extend(is_fit.then(|| "fits what is known".to_owned()));
        if let Some(step) = next.filter(|step| step.edge.to == index) {
            lines.push(format!("next step ({})", step.status.word()));
        }
        let mark = match (is_here, is_fit) {
            (true, _) => Mark::Here,
            (_, true) => Mark::Fits,
            _ => Mark::Plain,
        };
        nodes.push(GraphNode { id: identifier(&stage.name, index), lines, look: Look::Stage, mark });
    }
    let mut onto: Vec<&&Transition> = declared.iter().filter(|transition| transition.to.is_some()).collect();
    onto.sort_by_key(|transition| (transition.from, transition.to));
    for transition in onto {
        let (Some(to), Some(from)) =
            (transition.to, transition.from.or(transition.to.and_then(|to| to.checked_sub(1))))
        else {
            continue;
        };
        let leap = to > from + 1;
        let words = format!("{}{}", if leap { "leap, " } else { "" }, lead_time(transition));
        let is_next = next.is_some_and(|step| step.edge.from == from && step.edge.to == to && from != to);
        let mark = if is_next { Mark::Added } else { Mark::Plain };
        let text = if is_next { format!("next step, {words}") } else { words };
        arrows.push(GraphArrow { from, to, text: Some(text), dashed: leap, mark });
    }
    // A step of the answer over rungs for which no leap of its own is declared.
    if let Some(step) = next.filter(|step| step.edge.from < step.edge.to)
        && !arrows.iter().any(|arrow| arrow.mark == Mark::Added)
    {
        let (from, to) = (step.edge.from, step.edge.to);
        arrows.push(GraphArrow { from, to, text: Some("next step".to_owned()), dashed: true, mark: Mark::Added });
    }
    asides(base, track, &declared, &mut nodes, &mut arrows);

    let mut boards = vec![Board { id: "ladder", title: format!("{}: the ladder", known.title), nodes, arrows }];
    boards.extend(lanes(base, track, &declared, answer));
    let mut notes = vec![
        "A step may pass over rungs; it takes what is declared for the stage that it ends on, unless a leap is drawn."
            .to_owned(),
    ];
    let title = match answer {
        None => format!("The stages of {}", known.name),
        Some((_, name)) => {
            match (here, next) {
                (None, _) => notes.push("Nobody said where the system stands; --at says it.".to_owned()),
                (Some(_), None) => notes.push("No step on this track is called for.".to_owned()),
                (Some(_), Some(step)) if step.edge.from == step.edge.to => {
                    let titles: Vec<&str> = step
                        .required()
                        .map(|action| action.capability)
                        .chain(step.drops.iter().copied())
                        .map(|id| base.capability(id).title.as_str())
                        .collect();
                    notes.push(format!("The next step changes no rung; it is about {}.", titles.join(", ")));
                }
                _ => {}
            }
            format!("{name}: where it stands on {}", known.name)
        }
    };
    GraphReport { title, boards, steps: false, notes }
}

fn lead_time(transition: &Transition) -> String {
    let time = &transition.lead_time;
    if time.low == time.high {
        format!("{} {}", time.high, time.unit.word())
    } else {
        format!("{} to {} {}", time.low, time.high, time.unit.word())
    }
}

/// A list beside each rung: what is gained there without a change of rung, and what a way back takes away.
fn asides(
    base: &RuleBase,
    track: TrackId,
    declared: &[&Transition],
    nodes: &mut Vec<GraphNode>,
    arrows: &mut Vec<GraphArrow>,
) {
    // Where the highest of the parts stands; what stands on no rung of this track belongs to none.
    let rung = |parts: &[CapabilityId]| parts.iter().filter_map(|id| base.rung(track, *id)).map(|(rung, _)| rung).max();
    let stages = base.track(track).stages.len();
    let places: Vec<Option<usize>> = (0..stages).map(Some).chain([None]).collect();
    for place in places {
        let at = |parts: &[CapabilityId]| !parts.is_empty() && rung(parts) == place;
        let gained: Vec<&str> = declared
            .iter()
            .filter(|transition| transition.to.is_none() && at(&transition.adds))
            .map(|transition| transition.id.as_str())
            .collect();
        let back: Vec<&str> = declared
            .iter()
            .filter(|transition| at(&transition.drops))
            .map(|transition| transition.id.as_str())
            .collect();
        if gained.is_empty() && back.is_empty() {
            continue;
        }
        let mut lines = Vec::new();
        if !gained.is_empty() {
            lines.push(if place.is_some() { "without a change of rung:" } else { "on any rung:" }.to_owned());
            lines.extend(gained.into_iter().map(str::to_owned));
        }
        if !back.is_empty() {
            lines.push("ways back:".to_owned());
            lines.extend(back.into_iter().map(str::to_owned));
        }
        let node = nodes.len();
        let id = format!("beside_{}", place.map_or_else(|| "any".to_owned(), |place| place.to_string()));
        nodes.push(GraphNode { id, lines, look: Look::Aside, mark: Mark::Plain });
        arrows.extend(place.map(|from| GraphArrow { from, to: node, text: None, dashed: true, mark: Mark::Plain }));
    }
}

/// The lanes of a track, with the ways between them.
fn lanes(base: &RuleBase, track: TrackId, declared: &[&Transition], answer: Option<(&Advice, &str)>) -> Option<Board> {
    let lanes = &base.track(track).lanes;
    if lanes.is_empty() {
        return None;
    }
    let here = answer.and_then(|(advice, _)| advice.architecture.placed(track)).and_then(|placed| placed.lane);
    let nodes = lanes
        .iter()
        .enumerate()
        .map(|(index, lane)| {
            let mut lines = vec![lane.title.clone()];
            lines.extend((here == Some(index)).then(|| "you are here".to_owned()));
            let mark = if here == Some(index) { Mark::Here } else { Mark::Plain };
            GraphNode { id: format!("lane_{index}"), lines, look: Look::Stage, mark }
        })
        .collect();
    let mut arrows = Vec::new();
    for transition in declared {
        let Some(to) = transition.lane else { continue };
        for from in (0..lanes.len()).filter(|from| *from != to) {
            let text = Some(lead_time(transition));
            arrows.push(GraphArrow { from, to, text, dashed: false, mark: Mark::Plain });
        }
    }
    arrows.sort_by_key(|arrow| (arrow.from, arrow.to));
    arrows.dedup_by_key(|arrow| (arrow.from, arrow.to));
    Some(Board { id: "lanes", title: format!("{}: the lanes", base.track(track).title), nodes, arrows })
}
