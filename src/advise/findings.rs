//! Observations that are no step, and the playbooks that apply.

use super::Advice;
use super::calls::{Layer, View};
use super::choose::{Estimated, estimate};
use crate::expr::{FactId, Operation, Sum};
use crate::quantity::Truth;
use crate::rules::{Finding, RuleBase};

/// A finding that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Which finding, by its place in the rule base.
    pub finding: usize,
    /// What it holds on: facts, or facts against an assumed line.
    pub layer: Layer,
}

/// Every finding that holds on facts, or on facts against an assumed line; the worst first, then by id.
pub(super) fn findings(base: &RuleBase, view: View<'_>, assumptions: bool) -> Vec<Found> {
    let holds = |index: usize| {
        let finding = &base.findings[index];
        let truth = |layer: Layer| truth(finding, View { layer, ..view });
        let layers: &[Layer] = if assumptions { layers(base, finding, view) } else { &[Layer::Facts] };
        layers.iter().copied().find(|layer| truth(*layer) == Truth::True)
    };
    let mut found: Vec<Found> = (0..base.findings.len())
        .filter_map(|index| {
            let layer = holds(index)?;
            Some(Found { finding: index, layer })
        })
        .collect();
    found.sort_by_key(|found| (base.findings[found.finding].severity, found.finding));
    found
}

/// The values on which a finding may hold.
///
/// What is paid after the next step is an estimate whatever was told. Where everything else that the finding asks for is
/// known, it is looked for with the value to reckon with.
fn layers(base: &RuleBase, finding: &Finding, view: View<'_>) -> &'static [Layer] {
    let is_known = |fact: FactId| view.sheet.is_known(base, fact);
    let named = finding.when.operations().iter().filter(|operation| !matches!(operation, Operation::Quantity(..)));
    let is_estimate = base.bill_behind(&finding.when).is_some_and(Sum::hangs_on_step);
    match is_estimate && named.flat_map(Operation::facts).all(|fact| is_known(*fact)) {
        true => &[Layer::Typical],
        false => &[Layer::Facts, Layer::Lines],
    }
}

/// Whether a finding holds on a layer; an exception must be known.
fn truth(finding: &Finding, view: View<'_>) -> Truth {
    let excepted = finding.unless.as_ref().map(|unless| unless.truth(&View { layer: Layer::Facts, ..view }));
    match excepted {
        Some(Truth::True) => Truth::False,
        _ => finding.when.truth(&view),
    }
}

impl Advice {
    /// The quantities of a finding, in its order; nothing where one cannot be worked out.
    pub fn estimates_of(&self, base: &RuleBase, found: &Found) -> Vec<Option<Estimated>> {
        let view = self.view(base, Layer::Facts);
        let formulas = base.findings[found.finding].estimates.iter();
        formulas.map(|(_, formula)| estimate(base, formula, view, self.options.assumptions)).collect()
    }

    /// Whether a finding holds, on the weakest values on which it may.
    pub fn finding_holds(&self, base: &RuleBase, index: usize) -> Truth {
        let finding = &base.findings[index];
        let view = self.view(base, Layer::Facts);
        let weakest = layers(base, finding, view).last().filter(|_| self.options.assumptions);
        truth(finding, View { layer: weakest.copied().unwrap_or(Layer::Facts), ..view })
    }
}

/// The playbooks that facts call for, by their place in the rule base.
pub(super) fn playbooks(base: &RuleBase, view: View<'_>) -> Vec<usize> {
    let view = View { layer: Layer::Facts, ..view };
    (0..base.playbooks.len()).filter(|index| base.playbooks[*index].when.truth(&view) == Truth::True).collect()
}
