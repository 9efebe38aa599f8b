//! The load, from what was told to what it asks: each step with its formula and origin.

use crate::advise::bill::{Figure, Scene, is_load};
use crate::advise::{Advice, FactSheet, How};
use crate::expr::{FactId, QuantityId};
use crate::profile::Origin;
use crate::quantity::Truth;
use crate::rules::RuleBase;

/// What a number of the load is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// A fact about the workload.
    Fact(FactId),
    /// What the workload asks of the architecture.
    Quantity(QuantityId),
}

/// One number of the load.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadStep {
    /// What it is.
    pub of: Loaded,
    /// Its values.
    pub figure: Figure,
    /// Where they come from.
    pub origin: Origin,
    /// The formula that gave them, where one did.
    pub formula: Option<String>,
    /// The facts that the formula names.
    pub inputs: Vec<FactId>,
}

/// Says whether a value was worked out from what silence is read as: that is no load that anybody knows of.
fn rests_on_silence(sheet: &FactSheet, fact: FactId) -> bool {
    let mut reached = vec![fact];
    let mut next = 0;
    while let Some(fact) = reached.get(next).copied() {
        next += 1;
        let Some(assumed) = &sheet.known(fact).assumed else { continue };
        if assumed.how == How::Quiet {
            return true;
        }
        for input in &assumed.inputs {
            if !reached.contains(input) {
                reached.push(*input);
            }
        }
    }
    false
}

/// The demand of the workload, what others are worked out from first.
///
/// Only what is told, or worked out from something told: a general assumption about nobody in particular is no load.
/// After it stands what it asks of the architecture that it meets.
pub(super) fn load(base: &RuleBase, advice: &Advice, scene: &Scene<'_>) -> Vec<LoadStep> {
    let sheet = &advice.sheet;
    let mut steps: Vec<LoadStep> = base
        .fact_ids()
        .filter(|fact| is_load(base, *fact))
        .filter_map(|fact| {
            let known = sheet.known(fact);
            let (formula, inputs) = match (&known.derived, &known.assumed) {
                _ if known.told.is_some() => (None, Vec::new()),
                (Some(derived), _) => {
                    (Some(base.fact(fact).derive[derived.formula].text().to_owned()), derived.inputs.clone())
                }
                (None, Some(assumed)) if !assumed.rests_on.is_empty() && !rests_on_silence(sheet, fact) => {
                    let formula = match (assumed.how, &base.fact(fact).assume) {
                        (How::Formula(index), _) => Some(base.fact(fact).derive[index].text().to_owned()),
                        (How::Assumption, Some(assume)) => Some(assume.typical.text().to_owned()),
                        _ => None,
                    };
                    (formula, assumed.inputs.clone())
                }
                _ => return None,
            };
            let figure = scene.fact(fact)?;
            Some(LoadStep { of: Loaded::Fact(fact), figure, origin: sheet.origin(fact), formula, inputs })
        })
        .collect();
    // What needs others stands after them; there is no circle among values that were worked out.
    let mut ordered: Vec<LoadStep> = Vec::new();
    while !steps.is_empty() {
        let is_to_come = |input: &FactId| steps.iter().any(|other| other.of == Loaded::Fact(*input));
        let waits = |step: &LoadStep| step.inputs.iter().any(is_to_come);
        let ready = steps.iter().position(|step| !waits(step)).unwrap_or(0);
        ordered.push(steps.remove(ready));
    }
    if !ordered.is_empty() {
        ordered.extend(asked(base, sheet, scene));
    }
    ordered
}

/// What the load asks of the parts that are there for sure.
fn asked(base: &RuleBase, sheet: &FactSheet, scene: &Scene<'_>) -> Vec<LoadStep> {
    let is_there = |component: &str| {
        let declared = base.components.iter().find(|declared| declared.id == component);
        declared.is_some_and(|declared| scene.has(declared) == Truth::True)
    };
    let quantities = base.quantities.iter().enumerate().filter(|(_, quantity)| quantity.load);
    quantities
        .filter(|(_, quantity)| is_there(&quantity.component))
        .filter_map(|(index, quantity)| {
            let formula = scene.typical().first(&quantity.ways)?;
            let inputs = formula.facts();
            let figure = scene.figure(formula).filter(|_| !inputs.iter().any(|fact| rests_on_silence(sheet, *fact)))?;
            let origin = if figure.assumed { Origin::Assumed } else { Origin::Derived };
            let of = Loaded::Quantity(QuantityId(index as u16));
            Some(LoadStep { of, figure, origin, formula: Some(formula.text().to_owned()), inputs })
        })
        .collect()
}
