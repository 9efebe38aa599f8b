//! Facts that somebody told and that no rule reads.

use super::Advice;
use crate::expr::{FactId, Formula};
use crate::rules::{Hard, RuleBase, Until};

impl Advice {
    /// Told facts that no condition, formula or requirement reads: somebody took the trouble, and should know.
    pub fn unread(&self, base: &RuleBase) -> Vec<FactId> {
        let conditions = base.gates.iter().flat_map(|gate| {
            let hard = match &gate.hard {
                Hard::When(condition) => Some(condition),
                _ => None,
            };
            [Some(&gate.when), hard, gate.unless.as_ref()].into_iter().flatten()
        });
        let beside = base.findings.iter().flat_map(|finding| {
            let estimates = finding.estimates.iter().map(|(_, formula)| formula);
            [Some(&finding.when), finding.unless.as_ref()].into_iter().flatten().chain(estimates)
        });
        let people = base.capabilities.iter().filter_map(|capability| capability.run_by.as_ref());
        let moves = base.playbooks.iter().map(|playbook| &playbook.when);
        let choices = base.choices.iter().flat_map(|choice| {
            let estimates = choice.options.iter().flat_map(|option| option.estimates.iter().flatten());
            choice.when.iter().chain(estimates)
        });
        let grounds = base.choices.iter().flat_map(|choice| &choice.options);
        let grounds =
            grounds.flat_map(|option| option.rules_out.iter().chain(&option.calls_for)).map(|ground| &ground.when);
        let steps = base
            .transitions
            .iter()
            .flat_map(|transition| transition.requires.iter().filter_map(|requirement| requirement.when.as_ref()));
        let formulas = base.facts.iter().flat_map(|fact| {
            let assumed = fact.assume.iter().flat_map(|assume| [&assume.low, &assume.typical, &assume.high]);
            fact.derive.iter().chain(assumed)
        });
        let models = base.burst_model.iter().flat_map(|model| {
            let inputs = model.inputs.iter().flat_map(|(_, ways)| ways.iter().map(|way| &way.formula));
            inputs.chain(model.policies.iter().filter_map(|policy| policy.needs.as_ref()))
        });
        let components = base.components.iter().flat_map(|component| {
            let capacity = component.capacity.iter();
            let capacity =
                capacity.flat_map(|capacity| [&capacity.demand, &capacity.carries].into_iter().chain(&capacity.target));
            let lines =
                component.costs.iter().flat_map(|line| line.ways.iter().map(|way| &way.formula).chain(&line.when));
            component.when.iter().chain(capacity).chain(lines)
        });
        let quantities = base.quantities.iter().flat_map(|quantity| quantity.ways.iter().map(|way| &way.formula));
        let mut read: Vec<FactId> = conditions
            .chain(components)
            .chain(quantities)
            .chain(grounds)
            .chain(steps)
            .chain(formulas)
            .chain(beside)
            .chain(people)
            .chain(moves)
            .chain(choices)
            .chain(models)
            .flat_map(Formula::named_facts)
            .copied()
            .collect();
        let outranking = base.gates.iter().filter_map(|gate| match &gate.until {
            Until::Sets(sets) => Some(sets.iter().flatten().copied()),
            Until::Anything => None,
        });
        read.extend(outranking.flatten());
        // Whose prices count, and how fast the load grows, is read by every bill and every roadmap.
        read.extend(base.fact_ids().filter(|fact| base.fact(*fact).region || base.fact(*fact).growth));
        let told = base.fact_ids().filter(|fact| self.sheet.known(*fact).told.is_some());
        let mut unread: Vec<FactId> = told.filter(|fact| !read.contains(fact)).collect();
        // Hardly anything is read by checklists alone, and they are long.
        if !unread.is_empty() {
            let items = base.checklists().into_iter().flat_map(|(.., items, _)| items);
            let items: Vec<&Formula> = items.filter_map(|item| item.when.as_ref()).collect();
            unread.retain(|fact| !items.iter().any(|formula| formula.named_facts().contains(fact)));
        }
        unread
    }
}
