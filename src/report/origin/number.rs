//! Where a number of an architecture comes from.

use super::model::{FormulaReport, OriginReport, SourceFactReport};
use crate::advise::Advice;
use crate::estimate::{Bill, Derived, Figure, Followed, Number as Asked, Took, Trace, TracedFact};
use crate::expr::FactId;
use crate::quantity::Unit;
use crate::report::Context;
use crate::report::build::{Builder, at, figure};
use crate::report::model::FigureReport;
use crate::report::terminal::numbers::{assumed, in_words};
use crate::report::value::{Number, ValueReport};
use crate::rules::RuleBase;

/// Builds where a number comes from; `when` says of which architecture it is, where that is not today's.
pub fn origin(
    context: &Context<'_>,
    advice: &Advice,
    target: &str,
    number: Asked,
    trace: &Trace,
    when: Option<&str>,
) -> OriginReport {
    let base = context.base;
    let builder = Builder::new(context, advice);
    let (means, source, unit) = told(base, number);
    let left_out = |of: Followed| match (of, number) {
        (Followed::Line(component, line), _) | (Followed::Itself, Asked::Line(component, line)) => {
            let declared = &base.components[component].costs[line];
            declared.left_out.as_ref().map(|why| format!("In no bill: {}. {why}", declared.title))
        }
        _ => None,
    };
    let reckoned = trace.derived.iter().filter(|derived| left_out(derived.of).is_none());
    let formulas: Vec<FormulaReport> = reckoned.map(|derived| builder.derived(derived, unit)).collect();
    let first = formulas.first();
    let of_money = unit == Unit::Money && !matches!(number, Asked::Fill(_));
    // A bill that lacks more than it has is no number here either.
    let bill = trace.bill.as_ref().filter(|_| number == Asked::Bill).map(|bill| builder.bill(bill));
    let is_line = matches!(number, Asked::Line(..));
    let share = match &bill {
        Some(bill) => bill.assumed_share,
        None => first
            .and_then(|formula| formula.figure.as_ref())
            .filter(|_| is_line)
            .map(|figure| Number(if figure.assumed { 1.0 } else { 0.0 })),
    };
    let lacks = first.and_then(|formula| formula.lacks.as_ref()).map(|lacks| format!(": {lacks}")).unwrap_or_default();
    let unknown = match number {
        // What is known of it all the same: that it is at least so much.
        Asked::Fact(id) if advice.sheet.is_known(base, id) => builder.value(id, advice.sheet.on_facts(id)).words,
        _ => format!("cannot be worked out{lacks}"),
    };
    let words = first.and_then(|formula| formula.figure.as_ref()).map_or(unknown, |figure| {
        let share = share.filter(|_| is_line && figure.high.0 > 0.0).map(|share| assumed(Some(share)));
        let between = (figure.low != figure.high).then(|| figure.words.clone());
        let told: Vec<String> = between.into_iter().chain(share).collect();
        let range = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
        let month = if of_money { " a month" } else { "" };
        let name = first.and_then(|formula| formula.name.as_ref()).filter(|_| matches!(number, Asked::Fill(_)));
        let name = name.map(|name| format!(" {name}")).unwrap_or_default();
        format!(
            "{}{}{name}{month}{range}",
            if figure.assumed || figure.low != figure.high { "about " } else { "" },
            figure.about
        )
    });
    let words = bill.as_ref().map_or(words, in_words);
    let when = match when {
        Some(when) => format!(", {when}"),
        None if trace.after_step => ", after the next step".to_owned(),
        None => String::new(),
    };
    let mut notes = match &trace.bill {
        Some(told) if number == Asked::Bill && told.is_telling() => {
            let parts = split(told.fixed, told.usage, told.assumed_share, told.sum.assumed);
            vec![parts, ends(told)]
        }
        _ => Vec::new(),
    };
    notes.extend(trace.derived.iter().filter_map(|derived| left_out(derived.of)));
    let headline = format!("{target}: {words}{when}");
    let mut formulas = formulas;
    if let Some(itself) = formulas.first_mut().filter(|_| bill.as_ref().is_some_and(|bill| bill.sum.is_none())) {
        itself.figure = None;
        itself.lacks = Some("more of its lines cannot be reckoned than can be".to_owned());
    }
    if let Asked::Fact(id) = number
        && advice.sheet.known(id).derived.is_some()
        && !advice.sheet.can_reckon(base, id)
    {
        formulas.clear();
        let fact = base.fact(id);
        let range = fact.range.interval();
        let kind = fact.unit.kind().unwrap_or(crate::quantity::Kind::Ratio);
        notes.push(format!(
            "What is told does not settle it: its formula runs to the end of what is possible, {} to {}. Nothing is \
             reckoned with it.",
            crate::quantity::quantity(range.low, kind),
            crate::quantity::quantity(range.high, kind)
        ));
    }
    OriginReport { means, assumed_share: share, formulas, notes, source, ..builder.traced(target, headline, trace) }
}

/// What is declared of a number: its meaning, its sources, its unit.
fn told(base: &RuleBase, number: Asked) -> (Option<String>, Vec<String>, Unit) {
    match number {
        Asked::Bill => {
            (Some("The sum of all lines that can be worked out, at list prices.".to_owned()), Vec::new(), Unit::Money)
        }
        Asked::Line(component, line) => {
            let declared = &base.components[component].costs[line];
            (Some(declared.title.clone()), declared.sources.clone(), Unit::Money)
        }
        Asked::Fill(component) => {
            let component = &base.components[component];
            let capacity = component.capacity.as_ref();
            let means =
                capacity.map(|capacity| format!("{} Used is what is asked over what it carries.", capacity.means));
            (means, component.provenance.sources.clone(), capacity.map_or(Unit::Ratio, |capacity| capacity.unit))
        }
        Asked::Quantity(id) => {
            let quantity = base.quantity(id);
            (Some(quantity.means.clone()), quantity.sources.clone(), quantity.unit)
        }
        Asked::Fact(id) => {
            (Some(base.fact(id).means.clone()), base.fact(id).provenance.sources.clone(), base.fact(id).unit)
        }
    }
}

/// How the ends of a sum come about, so that they can be reckoned again.
fn ends(bill: &Bill) -> String {
    let [low, high] = bill.ends_of_lines();
    let dollars =
        |value: f64| figure(Figure { low: value, typical: value, high: value, ..bill.sum }, Unit::Money).about;
    format!(
        "Its ends: every open fact alone is taken to its low and to its high end and the whole bill reckoned again; \
         what that does to the sum, in proportion, is joined by the root of the sum of the squares, and what is there \
         perhaps is taken off or added. The ends of the lines add up to {} and {}; the sum is never beyond them.",
        dollars(low),
        dollars(high)
    )
}

/// A sum by its parts.
pub(super) fn split(fixed: f64, usage: f64, assumed_share: f64, is_assumed: bool) -> String {
    let dollars =
        |value: f64| figure(Figure { low: value, typical: value, high: value, assumed: is_assumed }, Unit::Money).about;
    let share = (assumed_share * 100.0).round();
    format!(
        "{} of it is paid whether it is used or not, {} by use; {share}% rests on assumptions.",
        dollars(fixed),
        dollars(usage)
    )
}

/// What people call a part of the way to a number.
fn name(base: &RuleBase, of: Followed) -> Option<String> {
    match of {
        Followed::Itself => None,
        Followed::Used => Some("used".to_owned()),
        Followed::Room => Some("more load fits".to_owned()),
        Followed::Demand => Some("asked".to_owned()),
        Followed::Carries => Some("carries".to_owned()),
        Followed::Target => Some("target".to_owned()),
        Followed::Line(component, line) => Some(base.components[component].costs[line].id.clone()),
        Followed::Quantity(id) => Some(base.quantity(id).name.clone()),
    }
}

impl Builder<'_> {
    /// What a trace found, without what is particular to the number.
    pub(super) fn traced(&self, target: &str, headline: String, trace: &Trace) -> OriginReport {
        OriginReport {
            schema: "nextrung.why-figure/1",
            today: self.today.to_owned(),
            headline,
            target: target.to_owned(),
            assumed_share: None,
            after_step: trace.after_step,
            means: None,
            due: None,
            formulas: Vec::new(),
            facts: trace.facts.iter().map(|traced| self.input(traced)).collect(),
            tables: trace.tables.iter().map(|entry| self.table(*entry)).collect(),
            notes: Vec::new(),
            source: Vec::new(),
        }
    }

    /// A part of the way to a number of this unit.
    pub(super) fn derived(&self, derived: &Derived, unit: Unit) -> FormulaReport {
        let unit = match derived.of {
            Followed::Used | Followed::Room | Followed::Target => Unit::Share,
            Followed::Line(..) => Unit::Money,
            Followed::Quantity(id) => self.base.quantity(id).unit,
            Followed::Itself | Followed::Demand | Followed::Carries => unit,
        };
        let formula = match derived.of {
            Followed::Used => Some("asked / carries".to_owned()),
            Followed::Room => Some("target / used - 1".to_owned()),
            _ => derived.formula.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        };
        let of = |found: Option<Figure>| -> Option<FigureReport> { found.map(|it| figure(it, unit)) };
        FormulaReport {
            name: name(self.base, derived.of),
            formula,
            figure: of(derived.figure),
            before: of(derived.before),
            lacks: derived.lack.as_ref().map(|lack| self.lack(lack).2),
        }
    }

    /// A fact with the value that was reckoned with, and what gave it.
    fn input(&self, traced: &TracedFact) -> SourceFactReport {
        let id = traced.fact;
        let (fact, known) = (self.base.fact(id), self.advice.sheet.known(id));
        let sheet = &self.advice.sheet;
        let (how, source) = match (traced.took, &fact.assume, &known.told) {
            (Took::Formula(index), ..) => {
                let text = fact.derive.get(index).map(|formula| formula.text().to_owned());
                (text.unwrap_or_default(), fact.provenance.sources.clone())
            }
            (Took::Assumption, Some(assume), _) => (assume.why.clone(), assume.sources.clone()),
            (.., Some(told)) if known.assumed.is_none() => {
                (format!("told at {}{}", at(&told.place), self.growing(id)), Vec::new())
            }
            _ if known.assumed.is_some() => (fact.silent.clone().unwrap_or_default(), fact.provenance.sources.clone()),
            _ => ("nobody told it, and nothing is assumed".to_owned(), Vec::new()),
        };
        // With the digits of an estimate where it is one, else as it was told.
        let told = traced.figure.filter(|_| traced.value.is_point()).map(|of| figure(of, fact.unit));
        let value = match &told {
            Some(told) if told.assumed || !sheet.likely(id).is_point() => {
                ValueReport::number(told.typical.0, fact.unit)
            }
            Some(_) => self.value(id, &traced.value),
            None => self.value(id, sheet.likely(id)),
        };
        let between = told.filter(|told| told.low != told.high).map(|told| told.words);
        SourceFactReport { fact: fact.name.clone(), value, between, origin: sheet.origin(id).word(), how, source }
    }

    /// Where a value has grown since it was told: what it was.
    fn growing(&self, id: FactId) -> String {
        let fact = self.base.fact(id);
        let told = self.profile.told.iter().find(|told| told.fact == id);
        let told = told.filter(|told| fact.grows && self.advice.sheet.likely(id) != &told.values);
        told.map(|told| format!(" as {}, and grown since", self.value(id, &told.values).words)).unwrap_or_default()
    }
}
