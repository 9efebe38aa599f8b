//! What a number lacks, in words: which fact nobody told, which price there is none of.

use super::Builder;
use crate::estimate::Lack;
use crate::expr::{FactId, PriceId, TableEntry};
use crate::quantity::Values;
use crate::rules::Cell;

impl Builder<'_> {
    /// The facts, the numbers of tables, and the words: `no price of RDS for MySQL on db.t3.small in elsewhere`.
    pub(in crate::report) fn lack(&self, lack: &Lack) -> (Vec<String>, Vec<String>, String) {
        let needs: Vec<String> = lack.facts.iter().map(|fact| self.base.fact(*fact).name.clone()).collect();
        let unlisted: Vec<String> = lack.entries.iter().map(|entry| self.entry(*entry)).collect();
        let mut parts: Vec<String> = Vec::new();
        if !needs.is_empty() {
            parts.push(format!("nobody told {}", needs.join(", ")));
        }
        parts.extend(lack.entries.iter().map(|entry| self.unlisted(*entry)));
        if parts.is_empty() {
            parts.push("what it rests on is too open for a number".to_owned());
        }
        (needs, unlisted, parts.join("; "))
    }

    /// A number of a table as formulas name it.
    fn entry(&self, entry: TableEntry) -> String {
        let base = self.base;
        match entry {
            TableEntry::Price(id) => format!("price({})", base.price(id).id),
            TableEntry::Limit(id) => format!("limit({})", base.limit(id).id),
            TableEntry::Column(fact, index) => {
                let specification = base.specifications.iter().find(|one| one.fact == fact);
                let column = specification.and_then(|one| one.columns.get(usize::from(index)));
                format!("spec({}, {})", base.fact(fact).name, column.map_or("", |column| column.name.as_str()))
            }
        }
    }

    fn unlisted(&self, entry: TableEntry) -> String {
        let base = self.base;
        let region = base.fact_ids().find(|fact| base.fact(*fact).region).and_then(|fact| self.only(fact));
        let region = region.map_or(String::new(), |(_, name)| format!(" in {name}"));
        let price = |id: PriceId| {
            let title = base.price(id).title.trim_end_matches(" (no price known)");
            format!("no price of {title}{region}")
        };
        match entry {
            TableEntry::Price(id) => price(id),
            TableEntry::Limit(id) => format!("no {}", base.limit(id).title),
            TableEntry::Column(fact, index) => {
                let row = self.only(fact);
                let specification = base.specifications.iter().find(|one| one.fact == fact);
                let cell = row
                    .as_ref()
                    .and_then(|(row, _)| specification?.rows.get(*row)?.get(usize::from(index)).copied().flatten());
                let name = row.map_or_else(|| base.fact(fact).name.clone(), |(_, name)| name);
                match cell {
                    Some(Cell::Price(id)) => price(id),
                    _ => {
                        let column = specification.and_then(|one| one.columns.get(usize::from(index)));
                        let column = column.map_or(String::new(), |column| column.name.replace('_', " "));
                        format!("the tables have no {column} of {name}: {}", self.entry(entry))
                    }
                }
            }
        }
    }

    /// The name that a fact has, where it is settled.
    fn only(&self, fact: FactId) -> Option<(usize, String)> {
        match self.advice.sheet.likely(fact) {
            Values::Choice(names) if names.len() == 1 => {
                let index = names.indices().next()?;
                Some((index, self.base.fact(fact).members.get(index)?.clone()))
            }
            _ => None,
        }
    }
}
