//! What facts a number hangs on, however far back.
//!
//! Most open facts reach few numbers. A number on which a fact has no hold is the same at both of its ends, and is not
//! worked out again there.

use crate::expr::{FactId, Formula, QuantityId};
use crate::rules::RuleBase;

/// A set of facts: a bit for each.
#[derive(Debug, Clone)]
pub(super) struct FactSet(Box<[u64]>);

impl FactSet {
    /// The set of some facts.
    pub(super) fn of(base: &RuleBase, facts: impl Iterator<Item = FactId>) -> FactSet {
        let mut words = vec![0; base.facts.len().div_ceil(64)];
        facts.for_each(|fact| words[fact.0 as usize / 64] |= 1 << (fact.0 % 64));
        FactSet(words.into_boxed_slice())
    }

    /// Says whether two sets have a fact in common.
    pub(super) fn meets(&self, other: &FactSet) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }

    fn join(&mut self, other: &FactSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one |= other);
    }
}

/// The facts that each quantity hangs on.
#[derive(Debug)]
pub(super) struct Reach {
    none: FactSet,
    /// By quantity.
    quantities: Vec<FactSet>,
}

impl Reach {
    /// Follows the formulas of every quantity.
    pub(super) fn new(base: &RuleBase) -> Reach {
        let none = FactSet::of(base, std::iter::empty());
        let mut reach = Reach { quantities: vec![none.clone(); base.quantities.len()], none };
        // INVARIANT: no quantity needs itself, so that as many rounds as there are quantities are enough.
        loop {
            let found: Vec<FactSet> = base
                .quantities
                .iter()
                .map(|quantity| {
                    let own = quantity.ways.iter().map(|way| &way.formula);
                    let components = base.components.iter().filter(|_| quantity.sum.is_some());
                    let lines = components.clone().flat_map(|component| &component.costs);
                    let lines = lines.flat_map(|line| line.ways.iter().map(|way| &way.formula).chain(&line.when));
                    let formulas: Vec<&Formula> =
                        own.chain(lines).chain(components.flat_map(|component| &component.when)).collect();
                    reach.of(&formulas)
                })
                .collect();
            let grew = found.iter().zip(&reach.quantities).any(|(new, old)| new.0 != old.0);
            reach.quantities = found;
            if !grew {
                return reach;
            }
        }
    }

    /// The facts that some formulas hang on.
    pub(super) fn of(&self, formulas: &[&Formula]) -> FactSet {
        let mut reached = self.none.clone();
        for formula in formulas {
            for fact in formula.named_facts() {
                reached.0[fact.0 as usize / 64] |= 1 << (fact.0 % 64);
            }
            formula.quantities().iter().for_each(|QuantityId(id)| reached.join(&self.quantities[*id as usize]));
        }
        reached
    }
}
