//! The architecture now, and after the next step, drawn as the rules say.

use super::{Board, GraphArrow, GraphNode, GraphReport, Look, Mark, identifier};
use crate::advise::{Advice, Layer, Step, View};
use crate::expr::{CapabilityId, FactId, Formula, TrackId, World};
use crate::quantity::{Names, Truth, Values};
use crate::rules::{DiagramNode, RuleBase};

/// The architecture now and after the next step: *the* next one, or that of one track.
pub fn architecture(base: &RuleBase, advice: &Advice, track: Option<TrackId>, name: &str) -> GraphReport {
    let walk = match track {
        Some(track) => Some(advice.walk(track)),
        None => advice.next(),
    };
    let step = walk.and_then(|walk| walk.next.as_ref().map(|step| (walk.track, step)));
    let view = advice.view(base, Layer::Facts);
    let lanes: Vec<Option<usize>> =
        base.track_ids().map(|track| advice.architecture.placed(track).and_then(|placed| placed.lane)).collect();
    let now =
        Seen { view, has: base.capability_ids().map(|id| advice.architecture.has(id)).collect(), lanes, at: None };
    let drawn = draw(base, &now);
    let mut notes = Vec::new();
    let mut boards = vec![board("now", "now".to_owned(), base, &drawn, None)];
    match step {
        None => notes.push("No step is called for: what is there stays.".to_owned()),
        Some((track, step)) => {
            let next = after(base, &now, track, step);
            let then = draw(base, &next);
            let known = base.track(track);
            let to = &known.stages[step.edge.to].title;
            let title = if step.edge.from == step.edge.to {
                format!("next, on {}: without a change of rung", known.name)
            } else {
                format!("next, on {}: {to}", known.name)
            };
            boards.push(board("next", title, base, &then, Some(&drawn)));
            if step.status != crate::advise::Status::Go {
                notes.push(format!("The step cannot be taken yet ({}).", step.status.word()));
            }
            notes.extend(unseen(base, step, &drawn, &then));
        }
    }
    notes.extend(unknown(base, &now));
    GraphReport { title: format!("{name}: architecture now and next"), boards, steps: true, notes }
}

/// An architecture as conditions of the diagram see it.
struct Seen<'a> {
    view: View<'a>,
    has: Vec<Truth>,
    /// The lane of each track, where it is known.
    lanes: Vec<Option<usize>>,
    /// Where a step leads.
    at: Option<(TrackId, usize)>,
}

impl World for Seen<'_> {
    fn fact(&self, fact: FactId) -> Values {
        self.view.fact(fact)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.has[capability.0 as usize]
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        match self.at {
            Some((of, stage)) if of == track => (stage, stage),
            _ => self.view.at(track),
        }
    }

    fn lane(&self, track: TrackId) -> Names {
        match self.at {
            Some((of, _)) if of == track => {
                self.lanes[track.0 as usize].map_or_else(|| self.view.lane(track), Names::one)
            }
            _ => self.view.lane(track),
        }
    }
}

/// What is there after a step.
fn after<'a>(base: &RuleBase, now: &Seen<'a>, track: TrackId, step: &Step) -> Seen<'a> {
    let gained: Vec<CapabilityId> = base.capability_ids().filter(|id| step.gains(*id)).collect();
    let mut has = now.has.clone();
    for id in base.brings(&gained) {
        has[id.0 as usize] = Truth::True;
    }
    for id in &step.drops {
        has[id.0 as usize] = Truth::False;
    }
    let mut lanes = now.lanes.clone();
    if step.lane.is_some() {
        lanes[track.0 as usize] = step.lane;
    }
    Seen { view: now.view, has, lanes, at: Some((track, step.edge.to)) }
}

/// What is drawn of the rules' diagram.
struct Drawn {
    /// The notes of each box; nothing where it is not drawn.
    nodes: Vec<Option<Vec<String>>>,
    /// From, to, text; at most one from a box to another.
    arrows: Vec<(usize, usize, Option<String>)>,
}

fn holds(when: Option<&Formula>, seen: &Seen<'_>) -> Truth {
    when.map_or(Truth::True, |when| when.truth(seen))
}

fn is_drawn(node: &DiagramNode, base: &RuleBase, seen: &Seen<'_>) -> Truth {
    let in_lane = node.lanes.as_ref().is_none_or(|(track, lanes)| {
        let lane = seen.lanes[track.0 as usize].or_else(|| base.track(*track).plain_lane());
        lane.is_none_or(|lane| lanes.contains(&lane))
    });
    if in_lane { holds(node.when.as_ref(), seen) } else { Truth::False }
}

fn draw(base: &RuleBase, seen: &Seen<'_>) -> Drawn {
    let diagram = &base.diagram;
    let nodes: Vec<Option<Vec<String>>> = diagram
        .nodes
        .iter()
        .map(|node| {
            let notes = node.notes.iter().filter(|note| holds(note.when.as_ref(), seen) == Truth::True);
            (is_drawn(node, base, seen) == Truth::True).then(|| notes.map(|note| note.text.clone()).collect())
        })
        .collect();
    let mut arrows: Vec<(usize, usize, Option<String>)> = Vec::new();
    for arrow in &diagram.arrows {
        let first = |ends: &[usize]| ends.iter().copied().find(|end| nodes[*end].is_some());
        let (Some(from), Some(to)) = (first(&arrow.from), first(&arrow.to)) else { continue };
        if from == to || holds(arrow.when.as_ref(), seen) != Truth::True {
            continue;
        }
        match arrows.iter_mut().find(|known| (known.0, known.1) == (from, to)) {
            Some((_, _, text)) => match (text.as_mut(), &arrow.text) {
                (Some(text), Some(more)) if text != more => *text = format!("{text}, {more}"),
                (None, more) => *text = more.clone(),
                _ => {}
            },
            None => arrows.push((from, to, arrow.text.clone())),
        }
    }
    Drawn { nodes, arrows }
}

/// The boxes that are drawn, marked by what was there before; what is taken away is still shown.
fn board(id: &'static str, title: String, base: &RuleBase, drawn: &Drawn, before: Option<&Drawn>) -> Board {
    let mut nodes = Vec::new();
    let mut places = vec![None; drawn.nodes.len()];
    for (index, node) in base.diagram.nodes.iter().enumerate() {
        let now = drawn.nodes[index].as_ref();
        let was = before.map(|before| before.nodes[index].as_ref());
        let Some(notes) = now.or(was.flatten()) else { continue };
        let mut lines = vec![node.title.clone()];
        let mut mark = match (now, was) {
            (None, _) => Mark::Gone,
            (Some(_), Some(None)) => Mark::Added,
            _ => Mark::Plain,
        };
        match mark {
            Mark::Gone => lines.push("(taken away)".to_owned()),
            Mark::Added => lines.push("(added)".to_owned()),
            _ => {}
        }
        if let (Mark::Plain, Some(Some(was))) = (mark, was) {
            let (added, gone) =
                (notes.iter().filter(|note| !was.contains(note)), was.iter().filter(|note| !notes.contains(note)));
            let (added, gone): (Vec<&String>, Vec<&String>) = (added.collect(), gone.collect());
            if !added.is_empty() || !gone.is_empty() {
                mark = Mark::Changed;
            }
            lines.extend(notes.iter().map(|note| match added.contains(&note) {
                true => format!("{note} (added)"),
                false => note.clone(),
            }));
            lines.extend(gone.into_iter().map(|note| format!("{note} (taken away)")));
        } else {
            lines.extend(notes.iter().cloned());
        }
        places[index] = Some(nodes.len());
        nodes.push(GraphNode { id: identifier(&node.id, index), lines, look: Look::Part(node.shape), mark });
    }
    let mut arrows = Vec::new();
    let mut push = |(from, to, text): &(usize, usize, Option<String>), mark: Mark| {
        if let (Some(from), Some(to)) = (places[*from], places[*to]) {
            arrows.push(GraphArrow { from, to, text: text.clone(), dashed: mark == Mark::Gone, mark });
        }
    };
    for arrow in &drawn.arrows {
        let is_new = before.is_some_and(|before| !before.arrows.iter().any(|old| (old.0, old.1) == (arrow.0, arrow.1)));
        push(arrow, if is_new { Mark::Added } else { Mark::Plain });
    }
    // Arrows of a box that is taken away go with it; that requests take another way now is no loss to show.
    for arrow in before.map(|before| before.arrows.as_slice()).unwrap_or_default() {
        let ends = [arrow.0, arrow.1];
        if ends.iter().any(|end| drawn.nodes[*end].is_none()) {
            push(arrow, Mark::Gone);
        }
    }
    Board { id, title, nodes, arrows }
}

/// What a step gains and no box shows.
fn unseen(base: &RuleBase, step: &Step, before: &Drawn, then: &Drawn) -> Option<String> {
    let mentions =
        |when: &Option<Formula>, id: CapabilityId| when.as_ref().is_some_and(|when| when.capabilities().contains(&id));
    // A box or a line of which the condition names the part, and which the step changes.
    let shows = |id: CapabilityId| {
        base.diagram.nodes.iter().zip(before.nodes.iter().zip(&then.nodes)).any(|(node, (was, is))| {
            let named = mentions(&node.when, id) || node.notes.iter().any(|note| mentions(&note.when, id));
            named && was != is
        })
    };
    let gained = base.capability_ids().filter(|id| step.gains(*id) && !shows(*id));
    let titles: Vec<&str> = gained.map(|id| base.capability(id).title.as_str()).collect();
    (!titles.is_empty()).then(|| format!("Part of the step, and drawn nowhere: {}.", titles.join(", ")))
}

/// Boxes of which nobody knows whether they are there.
fn unknown(base: &RuleBase, seen: &Seen<'_>) -> Option<String> {
    let nodes = base.diagram.nodes.iter().filter(|node| is_drawn(node, base, seen) == Truth::Unknown);
    let titles: Vec<&str> = nodes.map(|node| node.title.as_str()).collect();
    (!titles.is_empty())
        .then(|| format!("Nobody said whether these are there now, so they are not drawn: {}.", titles.join(", ")))
}
