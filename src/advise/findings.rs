//! Observations that are no step, and the playbooks that apply.

use super::calls::{Layer, View};
use super::choose::{Estimated, estimate};
use crate::quantity::Truth;
use crate::rules::RuleBase;

/// A finding that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Which finding, by its place in the rule base.
    pub finding: usize,
    /// What it holds on: facts, or facts against an assumed line.
    pub layer: Layer,
    /// Its quantities, in the order of the finding; nothing where one cannot be worked out.
    pub estimates: Vec<Option<Estimated>>,
}

/// Every finding that holds on facts, or on facts against an assumed line; the worst first, then by id.
pub(super) fn findings(base: &RuleBase, view: View<'_>, assumptions: bool) -> Vec<Found> {
    let holds = |index: usize| {
        let finding = &base.findings[index];
        let at = |layer: Layer| View { layer, ..view };
        let disarmed = finding.unless.as_ref().is_some_and(|unless| unless.truth(&at(Layer::Facts)) == Truth::True);
        let layers: &[Layer] = if assumptions { &[Layer::Facts, Layer::Lines] } else { &[Layer::Facts] };
        layers.iter().copied().find(|layer| !disarmed && finding.when.truth(&at(*layer)) == Truth::True)
    };
    let mut found: Vec<Found> = (0..base.findings.len())
        .filter_map(|index| {
            let layer = holds(index)?;
            let formulas = base.findings[index].estimates.iter();
            let estimates = formulas.map(|(_, formula)| estimate(base, formula, view, assumptions)).collect();
            Some(Found { finding: index, layer, estimates })
        })
        .collect();
    found.sort_by_key(|found| (base.findings[found.finding].severity, found.finding));
    found
}

/// The playbooks that facts call for, by their place in the rule base.
pub(super) fn playbooks(base: &RuleBase, view: View<'_>) -> Vec<usize> {
    let view = View { layer: Layer::Facts, ..view };
    (0..base.playbooks.len()).filter(|index| base.playbooks[*index].when.truth(&view) == Truth::True).collect()
}
