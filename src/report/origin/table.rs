//! A number of a table with its value as it is listed, its source and its day.

use super::model::TableReport;
use crate::expr::{FactId, PriceId, TableEntry};
use crate::quantity::{Kind, Unit, Values, quantity};
use crate::report::build::Builder;
use crate::rules::{Cell, Column, ColumnUnit, Provenance};

/// A price as it is listed, without the last digits that a product of two numbers leaves.
fn plain(dollars: f64) -> f64 {
    format!("{dollars:.5e}").parse().unwrap_or(dollars)
}

impl Builder<'_> {
    pub(super) fn table(&self, entry: TableEntry) -> TableReport {
        let base = self.base;
        let kind = |unit: Unit| unit.kind().unwrap_or(Kind::Ratio);
        let price = |id: PriceId| {
            let price = base.price(id);
            let regions = base.facts.iter().find(|fact| fact.region).map_or(&[][..], |fact| fact.members.as_slice());
            let mut estimate = false;
            let told = price.amounts.iter().zip(regions).filter_map(|(amount, region)| {
                let amount = (*amount)?;
                estimate |= amount.estimate;
                let dollars = match amount.dollars.is_point() {
                    true => format!("${}", plain(amount.dollars.low)),
                    false => format!("${} to ${}", plain(amount.dollars.low), plain(amount.dollars.high)),
                };
                Some(format!("{dollars} in {region}{}", if amount.estimate { " (estimate)" } else { "" }))
            });
            let value = format!("{}; per {}", told.collect::<Vec<_>>().join(", "), price.per.word());
            (price.title.clone(), value, estimate, price.provenance.clone())
        };
        let (entry, (title, value, estimate, provenance)) = match entry {
            TableEntry::Price(id) => (format!("price({})", base.price(id).id), price(id)),
            TableEntry::Limit(id) => {
                let limit = base.limit(id);
                let value = match limit.value.is_point() {
                    true => quantity(limit.value.low, kind(limit.unit)),
                    false => format!(
                        "{} to {}",
                        quantity(limit.value.low, kind(limit.unit)),
                        quantity(limit.value.high, kind(limit.unit))
                    ),
                };
                (format!("limit({})", limit.id), (limit.title.clone(), value, false, limit.provenance.clone()))
            }
            TableEntry::Column(fact, index) => {
                let name = format!(
                    "spec({}, {})",
                    base.fact(fact).name,
                    self.column(fact, index).map_or("", |column| column.name.as_str())
                );
                (name, self.cell(fact, index, price))
            }
        };
        TableReport { entry, title, value, estimate, source: provenance.sources, as_of: provenance.as_of }
    }

    fn column(&self, fact: FactId, index: u16) -> Option<&Column> {
        let specification = self.base.specifications.iter().find(|one| one.fact == fact)?;
        specification.columns.get(usize::from(index))
    }

    fn cell(
        &self,
        fact: FactId,
        index: u16,
        price: impl Fn(PriceId) -> (String, String, bool, Provenance),
    ) -> (String, String, bool, Provenance) {
        let nothing = || (String::new(), "not told".to_owned(), false, Provenance::default());
        let Some(specification) = self.base.specifications.iter().find(|one| one.fact == fact) else {
            return nothing();
        };
        let Some(column) = specification.columns.get(usize::from(index)) else { return nothing() };
        let row = match self.advice.sheet.likely(fact) {
            Values::Choice(names) if names.len() == 1 => names.indices().next(),
            _ => None,
        };
        let cell = row.and_then(|row| specification.rows.get(row)?.get(usize::from(index)).copied().flatten());
        match (cell, column.unit) {
            (Some(Cell::Price(id)), _) => price(id),
            (Some(Cell::Number(number)), ColumnUnit::Of(unit)) => {
                let kind = unit.kind().unwrap_or(Kind::Ratio);
                (column.means.clone(), quantity(number.low, kind), false, specification.provenance.clone())
            }
            _ => (column.means.clone(), "not told".to_owned(), false, specification.provenance.clone()),
        }
    }
}
