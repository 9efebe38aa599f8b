//! Puts load, capacity and cost into words and numbers.

use super::Builder;
use crate::estimate::{Bill, Cliff, Estimates, Figure, Fill, Loaded, Saving, StepCost};
use crate::quantity::{Kind, Unit, Values, quantity};
use crate::report::model::*;
use crate::report::value::{Number, about};

impl Builder<'_> {
    pub(super) fn load(&self, estimates: &Estimates) -> Vec<LoadReport> {
        let load = estimates.load.iter().map(|step| {
            let (fact, quantity, unit) = match step.of {
                Loaded::Fact(id) => (Some(self.base.fact(id).name.clone()), None, self.base.fact(id).unit),
                Loaded::Quantity(id) => (None, Some(self.base.quantity(id).name.clone()), self.base.quantity(id).unit),
            };
            LoadReport {
                fact,
                quantity,
                figure: figure(step.figure, unit),
                origin: step.origin.word(),
                formula: step.formula.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
            }
        });
        load.collect()
    }

    /// How full the parts are; nothing where none can be told.
    pub(super) fn capacity(&self, estimates: &Estimates) -> Option<CapacityReport> {
        let fills = |outlook: &Option<crate::estimate::Outlook>| -> Vec<FillReport> {
            outlook.iter().flat_map(|outlook| &outlook.fills).map(|fill| self.fill(fill)).collect()
        };
        let report = CapacityReport { present: fills(&estimates.present), next: fills(&estimates.next) };
        (!report.present.is_empty() || !report.next.is_empty()).then_some(report)
    }

    fn fill(&self, fill: &Fill) -> FillReport {
        let component = &self.base.components[fill.component];
        let capacity = component.capacity.as_ref();
        let unit = capacity.map_or(Unit::Ratio, |capacity| capacity.unit);
        let room = Figure {
            low: fill.room.low - 1.0,
            typical: fill.room.typical - 1.0,
            high: fill.room.high - 1.0,
            ..fill.room
        };
        let users = crate::advise::count_facts(self.base)
            .into_iter()
            .find(|fact| self.advice.sheet.is_known(self.base, *fact))
            .map(|fact| self.advice.sheet.on_facts(fact).interval())
            .filter(|_| capacity.is_some_and(|capacity| capacity.grows));
        let of_users = |count: crate::quantity::Interval| Figure {
            low: count.low * fill.room.low,
            typical: crate::advise::middle_of(count) * fill.room.typical,
            high: count.high * fill.room.high,
            assumed: true,
        };
        let is_told = |figure: &Figure| figure.low.is_finite() && figure.high.is_finite();
        FillReport {
            component: component.id.clone(),
            title: component.title.clone(),
            demand: figure(fill.demand, unit),
            carries: figure(fill.carries, unit),
            used: figure(fill.used, Unit::Share),
            target: Number(fill.target),
            room_percent: Some(room)
                .filter(is_told)
                .map(|room| FigureReport { unit: "percent".to_owned(), ..scaled(room, 100.0) }),
            users: users.map(of_users).filter(is_told).map(|users| figure(users, Unit::Count)),
            sized: fill.sized,
            perhaps: fill.perhaps,
            means: capacity.map(|capacity| capacity.means.clone()).unwrap_or_default(),
            formulas: capacity
                .map(|capacity| [capacity.demand.text().to_owned(), capacity.carries.text().to_owned()])
                .unwrap_or_default(),
            source: component.provenance.sources.clone(),
        }
    }

    /// What is paid; nothing where no architecture is described.
    pub(super) fn costs(&self, estimates: &Estimates) -> Option<CostsReport> {
        let present = estimates.present.as_ref().map(|outlook| self.bill(&outlook.bill));
        let next = estimates.next.as_ref().map(|outlook| self.bill(&outlook.bill));
        let region = self.base.fact_ids().find(|fact| self.base.fact(*fact).region).and_then(|fact| {
            let sheet = &self.advice.sheet;
            match if self.advice.options.assumptions { sheet.likely(fact) } else { sheet.on_facts(fact) } {
                Values::Choice(names) if names.len() == 1 => {
                    names.indices().next().map(|index| self.base.fact(fact).members[index].clone())
                }
                _ => None,
            }
        });
        present.is_some().then_some(CostsReport { region, present, next })
    }

    pub(in crate::report) fn bill(&self, bill: &Bill) -> BillReport {
        let assumed = bill.sum.assumed;
        let mut lines: Vec<BillLineReport> = bill
            .lines
            .iter()
            .map(|line| {
                let declared = line.declared(self.base);
                BillLineReport {
                    id: declared.id.clone(),
                    title: declared.title.clone(),
                    part: declared.part.word(),
                    figure: figure(line.figure, Unit::Money),
                    perhaps: line.perhaps,
                }
            })
            .collect();
        lines.sort_by(|a, b| b.figure.typical.0.total_cmp(&a.figure.typical.0).then_with(|| a.id.cmp(&b.id)));
        let unknown = bill.unknown.iter().map(|missing| {
            let declared = missing.declared(self.base);
            let (needs, unlisted, why) = self.lack(&missing.lack);
            MissingLineReport { id: declared.id.clone(), title: declared.title.clone(), needs, unlisted, why }
        });
        let left_out = bill.left_out.iter().map(|(component, line)| {
            let declared = &self.base.components[*component].costs[*line];
            let why = declared.left_out.clone().unwrap_or_default();
            LeftOutLineReport { id: declared.id.clone(), title: declared.title.clone(), why }
        });
        let of_sum = |value: f64| bill.is_telling().then(|| Number(told(value, assumed)));
        BillReport {
            sum: bill.is_telling().then(|| figure(bill.sum, Unit::Money)),
            fixed: of_sum(bill.fixed),
            usage: of_sum(bill.usage),
            assumed_share: bill.is_telling().then(|| Number(told(bill.assumed_share, true))),
            unknown: unknown.collect(),
            left_out: left_out.collect(),
            lines,
        }
    }

    pub(in crate::report) fn step_cost(&self, cost: &StepCost) -> StepCostReport {
        let declared = |component: usize, line: usize| &self.base.components[component].costs[line];
        let of_sum = |value: f64| cost.is_telling.then(|| Number(told(value, cost.sum.assumed)));
        let cliff = |cliff: &Cliff| {
            let line = declared(cliff.component, cliff.line);
            Some(CliffReport { line: line.id.clone(), text: line.cliff.clone()?, perhaps: cliff.perhaps })
        };
        StepCostReport {
            sum: cost.is_telling.then(|| figure(cost.sum, Unit::Money)),
            fixed: of_sum(cost.fixed),
            usage: of_sum(cost.usage),
            assumed_share: cost.is_telling.then(|| Number(told(cost.assumed_share, true))),
            cliffs: cost.cliffs.iter().filter_map(cliff).collect(),
            unknown: cost.unknown.iter().map(|(component, line)| declared(*component, *line).id.clone()).collect(),
        }
    }

    pub(in crate::report) fn saving(&self, saving: &Saving) -> PartSavingReport {
        PartSavingReport {
            sum: figure(saving.sum, Unit::Money),
            assumed_share: Number(told(saving.assumed_share, true)),
            partial: saving.partial,
        }
    }

    pub(super) fn sizes(&self, estimates: &Estimates) -> Vec<SizeReport> {
        let sizes = estimates.sizes.iter();
        sizes
            .map(|size| {
                let quantity = self.base.quantity(size.quantity);
                SizeReport {
                    quantity: quantity.name.clone(),
                    figure: figure(size.figure, quantity.unit),
                    means: quantity.means.clone(),
                }
            })
            .collect()
    }
}

/// A number with two digits where it is assumed, else with four: more would look more exact than it is.
pub(super) fn told(value: f64, assumed: bool) -> f64 {
    // Differences of nearly equal sums leave dust.
    if value.abs() < 1e-9 {
        return 0.0;
    }
    let text = if assumed { format!("{value:.1e}") } else { format!("{value:.3e}") };
    text.parse().unwrap_or(value)
}

pub(in crate::report) fn figure(of: Figure, unit: Unit) -> FigureReport {
    let kind = unit.kind().unwrap_or(Kind::Ratio);
    // Whole things stay whole: three servers are three, whatever they rest on. What lies somewhere between two ends was
    // told with no more than two digits.
    let is_count = unit == Unit::Count && of.high < 100.0;
    let rounded = |value: f64, is_estimate: bool| match () {
        () if value.abs() < 1e-9 => 0.0,
        () if is_count => value.round(),
        () if is_estimate => about(value, if unit == Unit::Count { Unit::Ratio } else { unit }),
        () => told(value, false),
    };
    let (low, high) = (rounded(of.low, of.assumed), rounded(of.high, of.assumed));
    let typical = rounded(of.typical, of.assumed || of.low != of.high);
    let words = match low == high {
        true => quantity(low, kind),
        false => format!("{} to {}", quantity(low, kind), quantity(high, kind)),
    };
    FigureReport {
        low: Number(low),
        typical: Number(typical),
        high: Number(high),
        unit: unit.in_json().to_owned(),
        assumed: of.assumed,
        about: quantity(typical, kind),
        words,
    }
}

fn scaled(of: Figure, by: f64) -> FigureReport {
    let of = Figure { low: of.low * by, typical: of.typical * by, high: of.high * by, ..of };
    figure(of, Unit::Ratio)
}
