//! The numbers behind an answer: what the load comes to, what each part carries, what it costs.
//!
//! Every number is worked out by a formula of the rules, with the value to reckon with of every fact and then with each
//! open fact at its ends ([`Figure`]). Nothing here knows a service, a price or a limit.

mod capacity;
mod load;
mod trace;

pub use crate::advise::bill::{
    Bill, BillLine, Cliff, Figure, Lack, MissingLine, Saving, Scene, StepCost, Took, step_cost,
};
pub use capacity::{Fill, Size};
pub use load::{LoadStep, Loaded};
pub use trace::{
    AskedOf, Derived, Followed, Number, Trace, TracedFact, trace, trace_formulas, trace_saving, trace_step,
};

use std::borrow::Cow;

use crate::advise::bill::{self, scenarios};
use crate::advise::{Advice, Step};
use crate::expr::{CapabilityId, TrackId};
use crate::placing::Architecture;
use crate::rules::RuleBase;

/// An architecture with what it carries and costs.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// The architecture.
    pub architecture: Architecture,
    /// Its parts, the fullest first.
    pub fills: Vec<Fill>,
    /// What it costs.
    pub bill: Bill,
}

/// The numbers behind an answer.
#[derive(Debug, Clone)]
pub struct Estimates {
    /// The load, from what was told to what it asks of each part.
    pub load: Vec<LoadStep>,
    /// The architecture of today, where somebody described it.
    pub present: Option<Outlook>,
    /// The architecture after *the* next step.
    pub next: Option<Outlook>,
    /// What the step adds to the bill.
    pub step: Option<StepCost>,
    /// How many of what it gains the step needs.
    pub sizes: Vec<Size>,
    /// What each part that nothing calls for costs, where that is known, in the order of parts.
    pub savings: Vec<(CapabilityId, Saving)>,
}

/// What a step leaves behind: the architecture that it begins with, and what it gains and takes away.
pub fn after(base: &RuleBase, architecture: &Architecture, track: TrackId, step: &Step) -> Architecture {
    step.after(base, architecture, track)
}

/// The answer that numbers may rest on: without a single assumption where none may settle anything.
fn grounded(advice: &Advice) -> Cow<'_, Advice> {
    match advice.options.assumptions {
        true => Cow::Borrowed(advice),
        false => Cow::Owned(Advice { sheet: advice.sheet.without_assumptions(), ..advice.clone() }),
    }
}

/// Works out the numbers of an answer.
pub fn estimate(base: &RuleBase, advice: &Advice) -> Estimates {
    let advice = &*grounded(advice);
    let scenarios = scenarios(base, &advice.sheet);
    let main = base.main_track();
    let described = main.is_some_and(|main| advice.architecture.placed(main).is_some());
    let walk = advice.next().filter(|_| described);
    let outlook = |architecture: &Architecture, scene: &Scene<'_>, today: bool| Outlook {
        architecture: architecture.clone(),
        fills: capacity::fills(scene, today),
        bill: bill::bill(scene),
    };
    let today = Scene::new(base, &advice.sheet, &scenarios, &advice.architecture);
    let present = described.then(|| outlook(&advice.architecture, &today, true));
    let coming = walk.and_then(|walk| {
        let step = walk.next.as_ref()?;
        Some((step, after(base, &advice.architecture, walk.track, step)))
    });
    let coming = coming.as_ref().map(|(step, architecture)| {
        let scene = Scene::new(base, &advice.sheet, &scenarios, architecture).standing_on(&today);
        (outlook(architecture, &scene, false), capacity::sizes(&scene, step))
    });
    let (next, sizes) = coming.map_or((None, Vec::new()), |(next, sizes)| (Some(next), sizes));
    let step = present.as_ref().zip(next.as_ref()).map(|(present, next)| step_cost(&present.bill, &next.bill));
    Estimates {
        load: load::load(base, advice, &today),
        present,
        next,
        step,
        sizes,
        savings: savings(base, advice, &unneeded(advice)),
    }
}

/// The parts that a burden speaks against and nothing for, each once.
fn unneeded(advice: &Advice) -> Vec<CapabilityId> {
    let mut unneeded: Vec<CapabilityId> = advice.walks.iter().flat_map(|walk| walk.unneeded.iter().copied()).collect();
    unneeded.sort_unstable();
    unneeded.dedup();
    unneeded
}

/// What would not be paid without each of some parts: the bill with it less the bill without it, where that is known.
pub fn savings(base: &RuleBase, advice: &Advice, parts: &[CapabilityId]) -> Vec<(CapabilityId, Saving)> {
    let advice = &*grounded(advice);
    let described = base.main_track().is_some_and(|main| advice.architecture.placed(main).is_some());
    if parts.is_empty() || !described {
        return Vec::new();
    }
    let scenarios = scenarios(base, &advice.sheet);
    let today = Scene::new(base, &advice.sheet, &scenarios, &advice.architecture);
    let present = bill::bill(&today);
    let saving = |part: &CapabilityId| {
        let without = advice.architecture.without(base, &[*part]);
        let without = bill::bill(&Scene::new(base, &advice.sheet, &scenarios, &without).standing_on(&today));
        Some((*part, bill::saving(&present, &without)?))
    };
    parts.iter().filter_map(saving).collect()
}

/// What a rung of the main track costs for these facts, as the rules describe it, and whether it carries their load.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What it costs.
    pub bill: Bill,
    /// None of its parts is asked for more than it carries, as far as that can be worked out.
    pub carries: bool,
}

/// What the rungs of the main track cost for these facts.
pub fn references(base: &RuleBase, advice: &Advice) -> Vec<Reference> {
    let advice = &*grounded(advice);
    let Some(main) = base.main_track() else { return Vec::new() };
    let scenarios = scenarios(base, &advice.sheet);
    let stages = 0..base.track(main).stages.len();
    stages
        .map(|stage| {
            let architecture = Architecture::of_stage(base, main, stage, None);
            let scene = Scene::new(base, &advice.sheet, &scenarios, &architecture);
            // What is measured was measured on another architecture.
            let fills = capacity::fills(&scene, false);
            let carries = fills.iter().all(|fill| fill.sized || fill.perhaps || fill.used.typical <= 1.0);
            Reference { bill: bill::bill(&scene), carries }
        })
        .collect()
}
