//! Where the cost of a step comes from, when it is due, what a part costs, and what an option comes to.

use super::model::{DueOriginReport, FormulaReport, GrownReport, MonthReport, OriginReport};
use super::number::split;
use crate::advise::{Advice, Estimated};
use crate::estimate::{Saving, StepCost, Trace, trace_formulas};
use crate::explore::Probe;
use crate::expr::{FactId, Formula};
use crate::quantity::{Interval, Kind, Unit, Values, quantity};
use crate::report::Context;
use crate::report::build::Builder;
use crate::report::model::{FigureReport, LeadTimeReport};
use crate::report::terminal::numbers::added;
use crate::report::value::{Number, ValueReport};
use crate::roadmap::{Begin, Due, Planned, Roadmap};
use crate::rules::Estimate;

/// Builds where the cost of the next step comes from.
pub fn origin_of_step(
    context: &Context<'_>,
    advice: &Advice,
    target: &str,
    cost: &StepCost,
    trace: &Trace,
) -> OriginReport {
    let builder = Builder::new(context, advice);
    let mut formulas = builder.lines(trace);
    if let Some(itself) = formulas.first_mut().filter(|_| !cost.is_telling) {
        itself.figure = None;
        itself.lacks = Some("the bill before it or after it lacks more lines than it has".to_owned());
    }
    let told = builder.step_cost(cost);
    let headline = format!("{target}: {}", added(&told).replace("with the step", "each month"));
    let mut notes = match formulas.len() {
        _ if !cost.is_telling => Vec::new(),
        0 | 1 => Vec::new(),
        _ => vec![split(cost.fixed, cost.usage, cost.assumed_share, cost.sum.assumed), STEP_ENDS.to_owned()],
    };
    notes.extend(told.cliffs.iter().map(|cliff| format!("{}: {}", cliff.line, cliff.in_words())));
    OriginReport {
        means: Some("The bill after the step less the bill before it, with each open fact at the same end.".to_owned()),
        assumed_share: told.assumed_share,
        formulas,
        notes,
        ..builder.traced(target, headline, trace)
    }
}

/// How the ends of what a step adds come about.
const STEP_ENDS: &str = "Its ends: every open fact alone is taken to its low and to its high end, in both bills; what \
that does to the difference is joined by the root of the sum of the squares, and what is there perhaps is taken off or \
added. They are never beyond the sums of the ends of the lines.";

/// Builds where the months and the cost of a step of the roadmap come from.
pub fn origin_of_planned(
    context: &Context<'_>,
    probe: &Probe<'_>,
    plan: &Roadmap,
    planned: &Planned,
    target: &str,
    found: Option<(StepCost, Trace)>,
) -> OriginReport {
    let builder = Builder::new(context, &planned.advice);
    let to = &context.base.track(planned.track).stages[planned.to].name;
    let due = due(context, probe, plan, planned);
    let when = match &due {
        Some(due) => match &due.latest {
            Some(latest) if latest.month != due.earliest.month => format!("{} to {}", due.earliest.month, latest.month),
            _ => due.earliest.month.clone(),
        },
        None => "now".to_owned(),
    };
    let mut report = match &found {
        Some((cost, trace)) => origin_of_step(context, &planned.advice, target, cost, trace),
        None => builder.traced(target, String::new(), &Trace { after_step: true, ..Trace::default() }),
    };
    let cost = found.map(|(cost, _)| added(&builder.step_cost(&cost)).replace("with the step", "each month"));
    let cost = cost.map(|cost| format!("; {cost}")).unwrap_or_default();
    report.headline = format!("{target}: {to}, {when}{cost}");
    report.due = due;
    report
}

/// The months of a step; nothing where nothing grows.
fn due(context: &Context<'_>, probe: &Probe<'_>, plan: &Roadmap, planned: &Planned) -> Option<DueOriginReport> {
    let base = context.base;
    let (growth, earliest) = (plan.growth?, planned.earliest?);
    let gate = base.gate(*planned.because.first()?);
    let month = |due: Due| MonthReport { month: plan.calendar.name(due.month), months: Number(places(due.after)) };
    let all = Values::Number(Interval::ALL);
    let share = |growth: Interval| ValueReport::new(&Values::Number(growth), Unit::Share, &[], &all);
    let rests_on = trace_formulas(base, &planned.advice, std::iter::once(&gate.when)).facts;
    let grows = plan.grows.iter().filter(|fact| rests_on.iter().any(|traced| traced.fact == **fact));
    let lead = planned.lead_time(probe);
    let start = lead.map(|lead| match earliest == Due::TODAY {
        true => Begin { month: plan.calendar.name(0), late: false },
        false => plan.calendar.begin(earliest.month, lead),
    });
    Some(DueOriginReport {
        gate: gate.id.clone(),
        condition: gate.when.text().to_owned(),
        growth: share(growth),
        earliest: month(earliest),
        latest: planned.latest.map(month),
        grown: grows.filter_map(|fact| grown(context, planned, *fact, growth, earliest.after)).collect(),
        late: start.as_ref().is_some_and(|start| start.late),
        start_by: start.map(|start| start.month),
        lead_time: lead.map(|lead| LeadTimeReport { low: lead.low, high: lead.high, unit: lead.unit.word() }),
    })
}

/// A time in months with two places: the hours of a day tell nothing.
fn places(months: f64) -> f64 {
    (months * 100.0).round() / 100.0
}

/// A told fact and what has become of it: `value x (1 + growth)^months`, at most what it can be.
fn grown(context: &Context<'_>, planned: &Planned, id: FactId, growth: Interval, months: f64) -> Option<GrownReport> {
    let fact = context.base.fact(id);
    let told = context.profile.told.iter().find(|told| told.fact == id)?;
    let (range, most) = (told.values.interval(), fact.range.interval());
    let after = |value: f64, growth: f64, months: f64| {
        ValueReport::number((value * (1.0 + growth).powf(months)).clamp(most.low, most.high), fact.unit)
    };
    let words = |value: f64| quantity(value, fact.unit.kind().unwrap_or(Kind::Ratio));
    Some(GrownReport {
        fact: fact.name.clone(),
        told: ValueReport::new(&told.values, fact.unit, &fact.members, &fact.range),
        earliest: after(range.high, growth.high, months),
        formula: match months {
            0.0 => "as it was told".to_owned(),
            _ => format!("{} x (1 + {})^{}", words(range.high), quantity(growth.high, Kind::Share), places(months)),
        },
        latest: planned.latest.map(|latest| after(range.low, growth.low, latest.after)),
    })
}

/// Builds where the saving of taking a part away comes from.
pub fn origin_of_saving(
    context: &Context<'_>,
    advice: &Advice,
    target: &str,
    saving: &Saving,
    trace: &Trace,
) -> OriginReport {
    let builder = Builder::new(context, advice);
    OriginReport {
        means: Some("The bill with it less the bill without it, with each open fact at the same end.".to_owned()),
        formulas: builder.lines(trace),
        ..builder.traced(target, format!("{target}: {}", builder.saving(saving).in_words()), trace)
    }
}

/// An estimate of an option or of a finding, with its formula and what it came to.
#[derive(Debug, Clone, Copy)]
pub struct Estimating<'f> {
    /// What is declared of it.
    pub declared: &'f Estimate,
    /// Its formula; nothing where a model gives it.
    pub formula: Option<&'f Formula>,
    /// What it came to.
    pub found: Option<Estimated>,
}

/// Builds where the estimates of an option or of a finding come from.
pub fn origin_of_estimates(
    context: &Context<'_>,
    advice: &Advice,
    target: &str,
    estimates: &[Estimating<'_>],
    source: &[String],
) -> OriginReport {
    let builder = Builder::new(context, advice);
    let trace = trace_formulas(context.base, advice, estimates.iter().filter_map(|estimate| estimate.formula));
    let own: Vec<FormulaReport> = estimates.iter().map(|estimate| builder.estimating(estimate)).collect();
    let told = own.iter().map(|formula| {
        let figure = formula.figure.as_ref().map_or("cannot be worked out".to_owned(), |figure| {
            if figure.low == figure.high {
                figure.about.clone()
            } else {
                format!("{} ({})", figure.about, figure.words)
            }
        });
        format!("{} {figure}", formula.name.as_deref().unwrap_or_default())
    });
    let headline = format!("{target}: {}", told.collect::<Vec<_>>().join(", "));
    let notes = estimates.iter().map(|estimate| format!("{}: {}", estimate.declared.id, estimate.declared.means));
    let rest = trace.derived.iter().map(|derived| builder.derived(derived, Unit::Ratio));
    OriginReport {
        formulas: own.into_iter().chain(rest).collect(),
        notes: notes.collect(),
        source: source.to_vec(),
        ..builder.traced(target, headline, &trace)
    }
}

impl Builder<'_> {
    /// The parts of an amount of dollars.
    fn lines(&self, trace: &Trace) -> Vec<FormulaReport> {
        trace.derived.iter().map(|derived| self.derived(derived, Unit::Money)).collect()
    }

    fn estimating(&self, estimate: &Estimating<'_>) -> FormulaReport {
        let declared = estimate.declared;
        let figure = estimate.found.map(|found| {
            let told = self.estimate(&declared.title, declared.unit, found);
            let typical = told.typical;
            FigureReport {
                low: told.value.low.unwrap_or(typical),
                typical,
                high: told.value.high.unwrap_or(typical),
                unit: declared.unit.in_json().to_owned(),
                assumed: told.assumed,
                about: told.about,
                words: told.value.words,
            }
        });
        let by_model = "by the model of a burst: nextrung why --target burst";
        let formula = estimate.formula.map_or(by_model, Formula::text);
        FormulaReport {
            name: Some(declared.id.clone()),
            formula: Some(formula.to_owned()),
            figure,
            before: None,
            lacks: None,
        }
    }
}
