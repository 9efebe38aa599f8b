//! Why a number cannot be worked out: facts that nobody told, and numbers that no table has.

use super::figure::Scene;
use crate::advise::Setting;
use crate::expr::{FactId, Formula, QuantityId, TableEntry};
use crate::rules::Way;

/// What a number lacks. Where it lacks neither, what it rests on is too open for a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lack {
    /// Facts that nobody told, and that nothing is assumed of.
    pub facts: Vec<FactId>,
    /// What its formula looks up, and no table says.
    pub entries: Vec<TableEntry>,
}

impl Lack {
    fn add_fact(&mut self, fact: FactId) {
        if !self.facts.contains(&fact) {
            self.facts.push(fact);
        }
    }

    fn add_entry(&mut self, entry: TableEntry) {
        if !self.entries.contains(&entry) {
            self.entries.push(entry);
        }
    }
}

impl Scene<'_> {
    /// What these ways lack.
    pub(crate) fn lack(&self, ways: &[Way]) -> Lack {
        let mut lack = Lack::default();
        match self.typical().first(ways) {
            None => ways.iter().for_each(|way| self.facts_of(&way.formula, &mut lack)),
            Some(formula) => {
                let settings = std::iter::once(self.typical()).chain(self.ends());
                for setting in settings {
                    look_up(setting, formula, &mut lack, &mut Vec::new());
                    if !lack.entries.is_empty() {
                        break;
                    }
                }
            }
        }
        lack
    }

    /// The facts of a formula, and of the quantities in it, of which nothing is known or assumed.
    fn facts_of(&self, formula: &Formula, lack: &mut Lack) {
        let sheet = self.possible().view().sheet;
        let is_open = |fact: &FactId| {
            let is_nowhere = !sheet.is_told(*fact) && sheet.known(*fact).assumed.is_none();
            is_nowhere || !sheet.can_reckon(self.base(), *fact)
        };
        formula.facts().into_iter().filter(is_open).for_each(|fact| lack.add_fact(fact));
        for quantity in formula.quantities() {
            let ways = &self.base().quantity(*quantity).ways;
            if self.typical().first(ways).is_none() {
                ways.iter().for_each(|way| self.facts_of(&way.formula, lack));
            }
        }
    }
}

/// What a formula looks up for nothing, and what the quantities in it do.
fn look_up(setting: &Setting<'_>, formula: &Formula, lack: &mut Lack, seen: &mut Vec<QuantityId>) {
    formula.unlisted(setting).into_iter().for_each(|entry| lack.add_entry(entry));
    for operation in formula.reached(setting) {
        let crate::expr::Operation::Quantity(quantity, _) = operation else { continue };
        if seen.contains(quantity) {
            continue;
        }
        seen.push(*quantity);
        if let Some(formula) = setting.first(&setting.view().base.quantity(*quantity).ways) {
            look_up(setting, formula, lack, seen);
        }
    }
}
