//! How full the parts of an architecture are, and how many of a part a step needs.

use crate::advise::bill::{Figure, Scene, point};
use crate::advise::{Setting, Step};
use crate::expr::{FactId, Formula, QuantityId};
use crate::quantity::Truth;
use crate::rules::Capacity;

/// How full a part is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// The component, by its place in the rule base.
    pub component: usize,
    /// What the load asks of it.
    pub demand: Figure,
    /// What it carries when it is full.
    pub carries: Figure,
    /// The share of that which is asked of it.
    pub used: Figure,
    /// The share up to which it should be used; all of it where nothing is said.
    pub target: f64,
    /// How many times the present load it carries at its target; without end where its size follows the load.
    pub room: Figure,
    /// Its size is reckoned from the load, so that its use is what it is sized for.
    pub sized: bool,
    /// Nobody knows whether it is there.
    pub perhaps: bool,
}

/// How many of a part are needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Size {
    /// The quantity.
    pub quantity: QuantityId,
    /// How many.
    pub figure: Figure,
}

/// Every part of which it can be worked out, those first that fill first when the load grows.
///
/// What was measured belongs to the architecture of today and is left out for any other; there it stands in the place of
/// what is reckoned for the same part. A part that is sized for the load fills last: whatever the load, it is as full as
/// somebody decided. So does a part of which nobody knows whether it is there.
pub(super) fn fills(scene: &Scene<'_>, today: bool) -> Vec<Fill> {
    let told = |fact: &FactId| scene.possible().view().sheet.is_told(*fact);
    let is_outranked = |capacity: &Capacity| today && capacity.measured_by.iter().any(told);
    let components = scene.base().components.iter().enumerate();
    let own = components.filter(|(_, component)| !component.capacity.as_ref().is_some_and(is_outranked));
    let mut fills: Vec<Fill> = own.filter_map(|(index, _)| fill(scene, index, today)).collect();
    fills.sort_by(|a, b| {
        let by_room = a.room.typical.total_cmp(&b.room.typical);
        (a.sized, a.perhaps).cmp(&(b.sized, b.perhaps)).then(by_room).then(a.component.cmp(&b.component))
    });
    fills
}

/// One part; nothing where it is not there, or where it cannot be worked out.
pub(super) fn fill(scene: &Scene<'_>, index: usize, today: bool) -> Option<Fill> {
    let component = &scene.base().components[index];
    let there = scene.has(component);
    let capacity = component.capacity.as_ref().filter(|_| there != Truth::False)?;
    let told = |fact: &FactId| scene.possible().view().sheet.is_told(*fact);
    // A measurement may be turned by what is assumed as well, and never is an assumption itself.
    let is_assumed = |fact: &FactId| scene.base().fact(*fact).assume.is_some();
    let is_measured = |demand: &Formula| {
        let facts = demand.facts();
        today && facts.iter().any(told) && facts.iter().all(|fact| told(fact) || is_assumed(fact))
    };
    if capacity.measured && !is_measured(&capacity.demand) {
        return None;
    }
    let (demand, carries) = (scene.figure(&capacity.demand)?, scene.figure(&capacity.carries)?);
    let of =
        |setting: &Setting<'_>| point(capacity.demand.interval(setting)) / point(capacity.carries.interval(setting));
    let ends = scene.at_ends(&[&capacity.demand, &capacity.carries], of).flatten();
    let target = match &capacity.target {
        Some(target) => scene.figure(target)?.typical,
        None => 1.0,
    };
    let possible = capacity.demand.interval(scene.possible()).over(capacity.carries.interval(scene.possible()));
    let used = Figure::joined(of(scene.typical()), ends, possible, demand.assumed || carries.assumed)?;
    let assumed = used.assumed;
    let sized = capacity.sized.as_ref().is_some_and(|sized| sized.truth(scene.typical()) == Truth::True);
    // Without any load there is room without end.
    let room = |used: f64| if used > 0.0 && !sized { target / used } else { f64::INFINITY };
    let room = Figure { low: room(used.high), typical: room(used.typical), high: room(used.low), assumed };
    Some(Fill { component: index, demand, carries, used, target, room, sized, perhaps: there == Truth::Unknown })
}

/// How many of what a step gains are needed, in the order of names.
pub(super) fn sizes(scene: &Scene<'_>, step: &Step) -> Vec<Size> {
    let quantities = scene.base().quantities.iter().enumerate();
    quantities
        .filter(|(_, quantity)| quantity.sizes.iter().any(|capability| step.gains(*capability)))
        .filter_map(|(index, quantity)| {
            let figure = scene.first(&quantity.ways)?;
            Some(Size { quantity: QuantityId(index as u16), figure })
        })
        .collect()
}
