//! Where a number comes from: formulas, facts and tables, down to inputs and sources.

use schemars::JsonSchema;
use serde::Serialize;

use super::build::{Builder, figure};
use super::model::FigureReport;
use super::paragraph::Page;
use super::value::ValueReport;
use super::{Context, Look};
use crate::advise::{Advice, How};
use crate::estimate::{Number, Trace};
use crate::expr::{FactId, TableEntry};
use crate::quantity::{Unit, Values, quantity};
use crate::rules::{Cell, ColumnUnit, RuleBase};

/// Where a number comes from. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OriginReport {
    /// `nextrung.why-figure/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line.
    pub headline: String,
    /// What was asked about: `cost:database/writer`.
    pub target: String,
    /// It is a number of the architecture after the next step, for today's has none.
    pub after_step: bool,
    /// How it is reckoned, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// The formula of the number, and of every quantity in it.
    pub formulas: Vec<FormulaReport>,
    /// The facts that it rests on.
    pub facts: Vec<SourceFactReport>,
    /// The prices, limits and specifications in it.
    pub tables: Vec<TableReport>,
    /// Where the formulas come from.
    pub source: Vec<String>,
}

/// A formula with what it came to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FormulaReport {
    /// The quantity or line of a bill; absent for the number itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it is worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// What it came to; absent where something that it needs is not known.
    #[serde(flatten)]
    pub figure: Option<FigureReport>,
}

/// A fact that a number rests on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceFactReport {
    /// The fact.
    pub fact: String,
    /// The value to reckon with.
    #[serde(flatten)]
    pub value: ValueReport,
    /// From low to high, in words, where it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<String>,
    /// Where it comes from.
    pub origin: &'static str,
    /// Where it was told, or how it came about.
    pub how: String,
    /// Where that comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
}

/// A number of a table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TableReport {
    /// `price(id)`, `limit(id)` or `spec(fact, column)`.
    pub entry: String,
    /// What it is.
    pub title: String,
    /// Its value as its table tells it, by region where that matters.
    pub value: String,
    /// It is no listed price.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub estimate: bool,
    /// Where it comes from.
    pub source: Vec<String>,
    /// The day of it.
    pub as_of: String,
}

/// Builds where a number comes from.
pub fn origin(context: &Context<'_>, advice: &Advice, target: &str, number: Number, trace: &Trace) -> OriginReport {
    let base = context.base;
    let builder = Builder::new(context, advice);
    let (means, source, unit) = told(base, number);
    let mut formulas: Vec<FormulaReport> = Vec::new();
    for derived in &trace.derived {
        let of = derived.quantity.map(|id| base.quantity(id));
        let unit = of.map_or(unit, |quantity| quantity.unit);
        formulas.push(FormulaReport {
            name: of.map(|quantity| quantity.name.clone()),
            formula: derived.formula.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
            figure: derived.figure.map(|found| figure(found, unit)),
        });
    }
    // Lines of the bill stand below their sum.
    let mut lines: Vec<FormulaReport> = Vec::new();
    for (component, line, found) in &trace.lines {
        let declared = &base.components[*component].costs[*line];
        let figure = Some(figure(*found, Unit::Money));
        lines.push(FormulaReport { name: Some(declared.id.clone()), formula: None, figure });
    }
    // What is there and has no figure is not kept quiet.
    if matches!(number, Number::Bill) {
        let estimates = crate::estimate::estimate(base, advice);
        let outlook = if trace.after_step { estimates.next } else { estimates.present };
        for (component, line) in outlook.map(|outlook| outlook.bill.unknown).unwrap_or_default() {
            let name = base.components[component].costs[line].id.clone();
            lines.push(FormulaReport { name: Some(name), formula: None, figure: None });
        }
    }
    let at = formulas.len().min(1);
    formulas.splice(at..at, lines);
    let first = formulas.first().and_then(|formula| formula.figure.as_ref());
    let words = first.map_or("cannot be worked out".to_owned(), |figure| {
        let range = if figure.low == figure.high { String::new() } else { format!(" ({})", figure.words) };
        let month = if unit == Unit::Money { " a month" } else { "" };
        format!("{}{}{month}{range}", if figure.assumed { "about " } else { "" }, figure.about)
    });
    let when = if trace.after_step { ", after the next step" } else { "" };
    OriginReport {
        schema: "nextrung.why-figure/1",
        today: context.today.to_owned(),
        headline: format!("{target}: {words}{when}"),
        target: target.to_owned(),
        after_step: trace.after_step,
        means,
        formulas,
        facts: trace.facts.iter().map(|fact| builder.input(*fact)).collect(),
        tables: trace.tables.iter().map(|entry| builder.table(*entry)).collect(),
        source,
    }
}

/// A price as it is listed, without the last digits that a product of two numbers leaves.
fn plain(dollars: f64) -> f64 {
    format!("{dollars:.5e}").parse().unwrap_or(dollars)
}

/// What is declared of a number: its meaning, its sources, its unit.
fn told(base: &RuleBase, number: Number) -> (Option<String>, Vec<String>, Unit) {
    match number {
        Number::Bill => {
            (Some("The sum of all lines that can be worked out, at list prices.".to_owned()), Vec::new(), Unit::Money)
        }
        Number::Line(component, line) => {
            let declared = &base.components[component].costs[line];
            (Some(declared.title.clone()), declared.sources.clone(), Unit::Money)
        }
        Number::Fill(component) => {
            let component = &base.components[component];
            let capacity = component.capacity.as_ref();
            let means = capacity.map(|capacity| {
                format!("{} First what is asked, then what it carries, then its target.", capacity.means)
            });
            (means, component.provenance.sources.clone(), capacity.map_or(Unit::Ratio, |capacity| capacity.unit))
        }
        Number::Quantity(id) => {
            let quantity = base.quantity(id);
            (Some(quantity.means.clone()), quantity.sources.clone(), quantity.unit)
        }
        Number::Fact(id) => {
            (Some(base.fact(id).means.clone()), base.fact(id).provenance.sources.clone(), base.fact(id).unit)
        }
    }
}

impl Builder<'_> {
    fn input(&self, id: FactId) -> SourceFactReport {
        let (fact, known) = (self.base.fact(id), self.advice.sheet.known(id));
        let sheet = &self.advice.sheet;
        let formula =
            |index: usize| fact.derive.get(index).map(|formula| formula.text().to_owned()).unwrap_or_default();
        let (how, source) = match (&known.told, &known.derived, &known.assumed) {
            (Some(told), _, None) => (format!("told at {}", super::build::at(&told.place)), Vec::new()),
            (_, Some(derived), None) => (formula(derived.formula), fact.provenance.sources.clone()),
            (_, _, Some(assumed)) => match (assumed.how, &fact.assume) {
                (How::Formula(index), _) => (formula(index), fact.provenance.sources.clone()),
                (How::Quiet, _) => (fact.silent.clone().unwrap_or_default(), fact.provenance.sources.clone()),
                (How::Assumption, Some(assume)) => (assume.why.clone(), assume.sources.clone()),
                (How::Assumption, None) => (String::new(), Vec::new()),
            },
            (None, None, None) => ("nobody told it, and nothing is assumed".to_owned(), Vec::new()),
        };
        let (typical, likely) = (sheet.typical(id), sheet.likely(id));
        let value = match typical {
            Values::Number(interval) if interval.is_point() && !likely.is_point() => {
                ValueReport::number(interval.low, fact.unit)
            }
            _ => self.value(id, likely),
        };
        let between = (!likely.is_point() && typical.is_point()).then(|| self.value(id, likely).words);
        SourceFactReport { fact: fact.name.clone(), value, between, origin: sheet.origin(id).word(), how, source }
    }

    fn table(&self, entry: TableEntry) -> TableReport {
        let base = self.base;
        let kind = |unit: Unit| unit.kind().unwrap_or(crate::quantity::Kind::Ratio);
        let price = |id: crate::expr::PriceId| {
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

    fn column(&self, fact: FactId, index: u16) -> Option<&crate::rules::Column> {
        let specification = self.base.specifications.iter().find(|one| one.fact == fact)?;
        specification.columns.get(usize::from(index))
    }

    fn cell(
        &self,
        fact: FactId,
        index: u16,
        price: impl Fn(crate::expr::PriceId) -> (String, String, bool, crate::rules::Provenance),
    ) -> (String, String, bool, crate::rules::Provenance) {
        let nothing = || (String::new(), "not told".to_owned(), false, crate::rules::Provenance::default());
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
                let kind = unit.kind().unwrap_or(crate::quantity::Kind::Ratio);
                (column.means.clone(), quantity(number.low, kind), false, specification.provenance.clone())
            }
            _ => (column.means.clone(), "not told".to_owned(), false, specification.provenance.clone()),
        }
    }
}

/// Tells where a number comes from.
pub fn tell_origin(report: &OriginReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    if let Some(means) = &report.means {
        let source = if report.source.is_empty() { String::new() } else { format!(" [{}]", report.source.join(", ")) };
        page.quiet("", &format!("{means}{source}"));
    }
    page.heading("How it is reckoned");
    for formula in &report.formulas {
        let name = formula.name.as_deref().unwrap_or("it");
        let figure = formula.figure.as_ref().map_or("cannot be worked out: a fact is missing".to_owned(), |figure| {
            if figure.low == figure.high {
                figure.about.clone()
            } else {
                format!("{} ({})", figure.about, figure.words)
            }
        });
        page.line("  ", &format!("{name}: {figure}"));
        if let Some(formula) = &formula.formula {
            page.quiet("    = ", formula);
        }
    }
    if !report.facts.is_empty() {
        page.heading("Facts");
        for input in &report.facts {
            let between = input.between.as_ref().map(|between| format!(" ({between})")).unwrap_or_default();
            page.line("  ", &format!("{} {}{between}, {}", input.fact, input.value.words, input.origin));
            let source =
                if input.source.is_empty() { String::new() } else { format!(" [{}]", input.source.join(", ")) };
            page.quiet("    ", &format!("{}{source}", input.how));
        }
    }
    if !report.tables.is_empty() {
        page.heading("Tables");
        for table in &report.tables {
            page.line("  ", &format!("{}: {}", table.entry, table.value));
            page.quiet("    ", &format!("{} [{}], {}", table.title, table.source.join(", "), table.as_of));
        }
    }
    page.into_text()
}
