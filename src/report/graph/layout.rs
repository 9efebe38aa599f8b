//! Places for boxes and ways for arrows, in layers from top to bottom; the same for the same graph.
//!
//! Every arrow leads from a layer to a later one; one that would lead back is laid the other way round. A long arrow
//! has a place of its own in each layer that it passes, between the boxes, so that none runs through a box.

/// Between two neighbours in a layer.
const BESIDE: f64 = 24.0;
/// Between two layers, without and with words on arrows.
const BELOW: (f64, f64) = (54.0, 66.0);
/// The width that a passing arrow takes.
const PASSING: f64 = 12.0;

/// Where everything lies.
pub(super) struct Layout {
    /// The left upper corner of each box.
    pub(super) boxes: Vec<(f64, f64)>,
    /// The corners of each arrow, from its beginning to its end.
    pub(super) ways: Vec<Vec<(f64, f64)>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An arrow between two boxes, by their places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// It pulls its ends above each other; without, they only stand in the right order.
    pub(super) pulls: bool,
    pub(super) has_words: bool,
}

/// How much an arrow that does not pull still pulls.
const HARDLY: f64 = 0.01;

/// Finds places for boxes of these sizes; no arrow leads from a box to itself.
pub(super) fn layout(sizes: &[(f64, f64)], links: &[Link]) -> Layout {
    let arrows: Vec<(usize, usize)> = links.iter().map(|link| (link.from, link.to)).collect();
    let arrows = arrows.as_slice();
    let turned = turned(sizes.len(), arrows);
    let down: Vec<(usize, usize)> = arrows
        .iter()
        .zip(&turned)
        .map(|((from, to), turned)| if *turned { (*to, *from) } else { (*from, *to) })
        .collect();
    let layers = layers(sizes.len(), &down);
    let mut grid = Grid::new(sizes, &down, links, &layers);
    grid.untangle();
    grid.spread_out();
    let below = if links.iter().any(|link| link.has_words) { BELOW.1 } else { BELOW.0 };
    grid.finish(sizes, &turned, below)
}

/// Which arrows close a circle, met in the order of boxes and arrows.
fn turned(count: usize, arrows: &[(usize, usize)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut seen = vec![Seen::No; count];
    let mut turned = vec![false; arrows.len()];
    for start in 0..count {
        if seen[start] != Seen::No {
            continue;
        }
        // A box with the place in the list of arrows up to which its own were followed.
        let mut path = vec![(start, 0)];
        seen[start] = Seen::Open;
        while let Some((at, next)) = path.pop() {
            let Some(arrow) = (next..arrows.len()).find(|index| arrows[*index].0 == at) else {
                seen[at] = Seen::Done;
                continue;
            };
            path.push((at, arrow + 1));
            let to = arrows[arrow].1;
            match seen[to] {
                Seen::No => {
                    seen[to] = Seen::Open;
                    path.push((to, 0));
                }
                Seen::Open => turned[arrow] = true,
                Seen::Done => {}
            }
        }
    }
    turned
}

/// The layer of each box: below all that lead to it; what nothing leads to stands just above what it leads to.
fn layers(count: usize, down: &[(usize, usize)]) -> Vec<usize> {
    let mut layers = vec![0; count];
    // The longest way has at most as many steps as there are boxes.
    for _ in 0..count {
        for (from, to) in down {
            layers[*to] = layers[*to].max(layers[*from] + 1);
        }
    }
    for node in 0..count {
        let is_led_to = down.iter().any(|(_, to)| *to == node);
        let nearest = down.iter().filter(|(from, _)| *from == node).map(|(_, to)| layers[*to]).min();
        if let (false, Some(nearest)) = (is_led_to, nearest) {
            layers[node] = nearest - 1;
        }
    }
    layers
}

/// Boxes and passing places by layer.
struct Grid {
    /// Each layer's places, from left to right.
    rows: Vec<Vec<usize>>,
    /// The layer of each place.
    layer: Vec<usize>,
    widths: Vec<f64>,
    /// Places just above and just below each place, and how much they pull.
    above: Vec<Vec<(usize, f64)>>,
    below: Vec<Vec<(usize, f64)>>,
    /// How much each place insists on where it wishes to be.
    pulls: Vec<f64>,
    /// The places of each arrow from top to bottom.
    chains: Vec<Vec<usize>>,
    /// The middle of each place.
    x: Vec<f64>,
}

impl Grid {
    fn new(sizes: &[(f64, f64)], down: &[(usize, usize)], links: &[Link], layers: &[usize]) -> Grid {
        let depth = layers.iter().max().map_or(0, |last| last + 1);
        let mut grid = Grid {
            rows: vec![Vec::new(); depth],
            layer: layers.to_vec(),
            widths: sizes.iter().map(|size| size.0).collect(),
            above: vec![Vec::new(); sizes.len()],
            below: vec![Vec::new(); sizes.len()],
            pulls: vec![HARDLY; sizes.len()],
            chains: Vec::new(),
            x: Vec::new(),
        };
        for (node, layer) in layers.iter().enumerate() {
            grid.rows[*layer].push(node);
        }
        for ((from, to), link) in down.iter().zip(links) {
            let pull = if link.pulls { 1.0 } else { HARDLY };
            let mut chain = vec![*from];
            for layer in layers[*from] + 1..layers[*to] {
                let place = grid.layer.len();
                grid.layer.push(layer);
                grid.widths.push(PASSING);
                grid.above.push(Vec::new());
                grid.below.push(Vec::new());
                grid.pulls.push(pull);
                grid.rows[layer].push(place);
                chain.push(place);
            }
            chain.push(*to);
            for pair in chain.windows(2) {
                grid.below[pair[0]].push((pair[1], pull));
                grid.above[pair[1]].push((pair[0], pull));
            }
            for end in [*from, *to] {
                grid.pulls[end] = grid.pulls[end].max(pull);
            }
            grid.chains.push(chain);
        }
        grid
    }

    /// Orders each layer by the middle of its neighbours, down and up, and keeps the order with the fewest crossings.
    fn untangle(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        for sweep in 0..16 {
            let downwards = sweep % 2 == 0;
            let depth = self.rows.len();
            for step in 1..depth {
                let layer = if downwards { step } else { depth - 1 - step };
                let place = self.places();
                let neighbours = if downwards { &self.above } else { &self.below };
                let mut row = self.rows[layer].clone();
                let wish = |node: &usize| -> f64 {
                    let near = &neighbours[*node];
                    if near.is_empty() {
                        return place[*node] as f64;
                    }
                    near.iter().map(|(other, _)| place[*other] as f64).sum::<f64>() / near.len() as f64
                };
                row.sort_by(|a, b| wish(a).total_cmp(&wish(b)));
                self.rows[layer] = row;
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.layer.len()];
        for row in &self.rows {
            for (place, node) in row.iter().enumerate() {
                places[*node] = place;
            }
        }
        places
    }

    fn crossings(&self) -> usize {
        let place = self.places();
        let mut crossings = 0;
        for row in &self.rows {
            let ends: Vec<(usize, usize)> = row
                .iter()
                .flat_map(|node| self.below[*node].iter().map(|(to, _)| (place[*node], place[*to])))
                .collect();
            for (index, one) in ends.iter().enumerate() {
                crossings += ends[index + 1..].iter().filter(|other| one.0 < other.0 && one.1 > other.1).count();
            }
        }
        crossings
    }

    /// Moves every place towards its neighbours as far as its layer has room.
    fn spread_out(&mut self) {
        self.x = vec![0.0; self.layer.len()];
        for row in 0..self.rows.len() {
            let wishes = vec![0.0; self.rows[row].len()];
            self.set(row, &wishes);
        }
        for sweep in 0..12 {
            let depth = self.rows.len();
            for step in 0..depth {
                let row = if sweep % 2 == 0 { step } else { depth - 1 - step };
                let wishes: Vec<f64> = self.rows[row]
                    .iter()
                    .map(|node| {
                        let near = || self.above[*node].iter().chain(&self.below[*node]);
                        let weight: f64 = near().map(|(_, pull)| pull).sum();
                        if weight == 0.0 {
                            return self.x[*node];
                        }
                        near().map(|(other, pull)| self.x[*other] * pull).sum::<f64>() / weight
                    })
                    .collect();
                self.set(row, &wishes);
            }
        }
    }

    /// Puts the places of a layer where they wish to be, moved apart where they would touch.
    fn set(&mut self, row: usize, wishes: &[f64]) {
        let nodes = &self.rows[row];
        let mut offsets = Vec::with_capacity(nodes.len());
        let mut offset = 0.0;
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                offset += self.widths[nodes[index - 1]] / 2.0 + BESIDE + self.widths[*node] / 2.0;
            }
            offsets.push(offset);
        }
        // Neighbours that push each other become a block at the mean of what its members wish.
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        for ((wish, offset), node) in wishes.iter().zip(&offsets).zip(nodes) {
            let pull = self.pulls[*node];
            let mut block = ((wish - offset) * pull, pull, 1);
            while let Some(before) = blocks.last().copied().filter(|last| last.0 / last.1 >= block.0 / block.1) {
                block = (block.0 + before.0, block.1 + before.1, block.2 + before.2);
                blocks.pop();
            }
            blocks.push(block);
        }
        let starts = blocks.into_iter().flat_map(|(sum, pull, count)| std::iter::repeat_n(sum / pull, count));
        let places: Vec<f64> = starts.zip(&offsets).map(|(start, offset)| start + offset).collect();
        for (node, x) in self.rows[row].iter().zip(places) {
            self.x[*node] = x;
        }
    }

    fn finish(mut self, sizes: &[(f64, f64)], turned: &[bool], below: f64) -> Layout {
        let left = (0..self.x.len()).map(|node| self.x[node] - self.widths[node] / 2.0).fold(f64::INFINITY, f64::min);
        let left = if left.is_finite() { left } else { 0.0 };
        self.x.iter_mut().for_each(|x| *x -= left);
        let width = (0..self.x.len()).map(|node| self.x[node] + self.widths[node] / 2.0).fold(0.0, f64::max);
        let (mut tops, mut bottoms, mut y) = (Vec::new(), Vec::new(), 0.0);
        for row in &self.rows {
            let tallest = row.iter().filter_map(|node| sizes.get(*node)).map(|size| size.1).fold(0.0, f64::max);
            tops.push(y);
            bottoms.push(y + tallest);
            y += tallest + below;
        }
        let height = bottoms.last().copied().unwrap_or(0.0);
        let boxes = sizes
            .iter()
            .enumerate()
            .map(|(node, size)| (self.x[node] - size.0 / 2.0, tops[self.layer[node]]))
            .collect();
        let ways = self
            .chains
            .iter()
            .enumerate()
            .map(|(arrow, chain)| {
                let mut way = Vec::new();
                for (index, node) in chain.iter().enumerate() {
                    let layer = self.layer[*node];
                    if index > 0 {
                        let x = if index + 1 == chain.len() { self.port(arrow, *node, false) } else { self.x[*node] };
                        way.push((x, tops[layer]));
                    }
                    if index + 1 < chain.len() {
                        let x = if index == 0 { self.port(arrow, *node, true) } else { self.x[*node] };
                        if index == 0 {
                            way.push((x, tops[layer] + sizes[*node].1));
                        }
                        way.push((x, bottoms[layer]));
                    }
                }
                way.dedup();
                if turned[arrow] {
                    way.reverse();
                }
                way
            })
            .collect();
        Layout { boxes, ways, width, height }
    }

    /// Where an arrow touches a box: beside the others, in the order of where they lead.
    fn port(&self, arrow: usize, node: usize, leaves: bool) -> f64 {
        let neighbour = |chain: &[usize]| if leaves { chain[1] } else { chain[chain.len() - 2] };
        let touches =
            |chain: &&(usize, &Vec<usize>)| (if leaves { chain.1.first() } else { chain.1.last() }) == Some(&node);
        let all: Vec<(usize, &Vec<usize>)> = self.chains.iter().enumerate().collect();
        let mut here: Vec<&(usize, &Vec<usize>)> = all.iter().filter(touches).collect();
        here.sort_by(|a, b| self.x[neighbour(a.1)].total_cmp(&self.x[neighbour(b.1)]).then(a.0.cmp(&b.0)));
        let place = here.iter().position(|chain| chain.0 == arrow).unwrap_or(0) as f64;
        let step = (self.widths[node] / (here.len() + 1) as f64).min(22.0);
        self.x[node] + (place - (here.len() as f64 - 1.0) / 2.0) * step
    }
}
