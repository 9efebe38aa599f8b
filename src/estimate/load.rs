//! The load, from what was told to what it asks: each step with its formula and origin.

use super::figure::{Figure, Scene};
use super::scenario::is_load;
use crate::advise::{Advice, FactSheet, How};
use crate::expr::FactId;
use crate::profile::Origin;
use crate::rules::RuleBase;

/// One number of the load.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadStep {
    /// The fact.
    pub fact: FactId,
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
            let figure = scene.fact(fact, advice)?;
            Some(LoadStep { fact, figure, origin: sheet.origin(fact), formula, inputs })
        })
        .collect();
    // What needs others stands after them; there is no circle among values that were worked out.
    let mut ordered: Vec<LoadStep> = Vec::new();
    while !steps.is_empty() {
        let waits = |step: &LoadStep| step.inputs.iter().any(|input| steps.iter().any(|other| other.fact == *input));
        let ready = steps.iter().position(|step| !waits(step)).unwrap_or(0);
        ordered.push(steps.remove(ready));
    }
    ordered
}
