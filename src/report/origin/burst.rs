//! Where the figures of a simulated burst come from: inputs, closed forms, and what is summed second by second.

use super::model::{FormulaReport, OriginReport};
use crate::advise::{Advice, Bursts, End, Extreme, InputReading, PolicyReading, Run, SavingReading};
use crate::estimate::trace_formulas;
use crate::quantity::{Interval, Kind, Unit, number, quantity};
use crate::report::Context;
use crate::report::build::Builder;
use crate::report::model::FigureReport;
use crate::report::simulate::{about, reckoning, two_digits};
use crate::report::value::{Number, told};
use crate::rules::{BurstInput, BurstModel};

/// What of a burst is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BurstFigure {
    /// The load and the fleet that it meets.
    Load,
    /// What a policy makes of it, by its place in the model.
    Policy(usize),
    /// What is saved if something were otherwise, by its place in the model.
    Saving(usize),
}

/// Builds where the figures of a burst come from; nothing where it was not simulated.
pub fn origin_of_burst(
    context: &Context<'_>,
    advice: &Advice,
    bursts: &Bursts,
    target: &str,
    what: BurstFigure,
) -> Option<OriginReport> {
    let base = context.base;
    let model = base.burst_model.as_ref()?;
    let maker = Maker { model, bursts };
    // Without a burst that somebody told there is nothing to follow.
    bursts.typical(BurstInput::Factor).filter(|factor| *factor > 1.0)?;
    let name = |policy: usize| base.track(model.track).stages[model.policies[policy].stage].name.as_str();
    let (figures, needed, mut notes, means) = match what {
        BurstFigure::Load => {
            (maker.load()?, Bursts::LOAD.to_vec(), Vec::new(), "The load, and the fleet that it meets.")
        }
        BurstFigure::Policy(policy) => {
            let mut needed = Bursts::needs(model.policies[policy].kind);
            needed.extend([BurstInput::Units, BurstInput::Least, BurstInput::Price]);
            (maker.policy(policy)?, needed, maker.run_notes(policy), "The burst second by second under this policy.")
        }
        BurstFigure::Saving(saving) => {
            let found = bursts.savings.iter().find(|found| found.saving == saving)?;
            let mut needed: Vec<BurstInput> =
                model.policies.iter().flat_map(|policy| Bursts::needs(policy.kind)).collect();
            needed.extend([BurstInput::Units, BurstInput::Least]);
            needed.sort_unstable();
            needed.dedup();
            (maker.saving(found, name), needed, Vec::new(), "The figures of today less those with other inputs.")
        }
    };
    let used = |reading: &&InputReading| needed.contains(&reading.input);
    let inputs = bursts.inputs.iter().filter(used).filter_map(|reading| maker.input(reading));
    let instead = match what {
        BurstFigure::Saving(saving) => &model.savings[saving].instead[..],
        _ => &[],
    };
    let formulas = bursts.inputs.iter().zip(&model.inputs).filter(|(reading, _)| used(reading));
    let formulas = formulas.filter_map(|(reading, (_, ways))| reading.value.and(ways.get(reading.formula)));
    let formulas = formulas.chain(instead.iter().flat_map(|(_, ways)| ways)).map(|way| &way.formula);
    let trace = trace_formulas(base, advice, formulas);
    if what != BurstFigure::Load {
        notes.extend(reckoning());
    }
    let builder = Builder::new(context, advice);
    let headline = maker.headline(what, name)?;
    let rest = trace.derived.iter().map(|derived| builder.derived(derived, Unit::Ratio));
    Some(OriginReport {
        means: Some(means.to_owned()),
        formulas: figures.into_iter().chain(inputs).chain(rest).collect(),
        notes,
        source: match what {
            BurstFigure::Saving(saving) => model.savings[saving].sources.clone(),
            _ => model.provenance.sources.clone(),
        },
        ..builder.traced(target, format!("{target}: {headline}"), &trace)
    })
}

struct Maker<'a> {
    model: &'a BurstModel,
    bursts: &'a Bursts,
}

impl Maker<'_> {
    fn is_assumed(&self, needed: &[BurstInput]) -> bool {
        let assumed = |reading: &InputReading| reading.value.is_some_and(|value| value.assumed);
        self.bursts.inputs.iter().any(|reading| needed.contains(&reading.input) && assumed(reading))
    }

    /// What was asked about, in one line.
    fn headline<'n>(&self, what: BurstFigure, name: impl Fn(usize) -> &'n str) -> Option<String> {
        let load = self.bursts.scenario?.load;
        let requests = about(load.requests());
        Some(match what {
            BurstFigure::Load => {
                let (length, peak) = (FigureUnit::Minutes.words(load.seconds() / 60.0), about(load.peak()));
                format!("{requests} requests in {length}, up to {peak}/s")
            }
            BurstFigure::Policy(policy) => {
                let run = self.bursts.policies[policy].typical.as_ref()?;
                format!("{} of {requests} requests fail, with typical values", about(run.failed()))
            }
            BurstFigure::Saving(saving) => {
                let found = self.bursts.savings.iter().find(|found| found.saving == saving)?;
                let saved = found.runs.iter().enumerate().filter_map(|(index, other)| {
                    let today = self.bursts.policies[index].typical.as_ref()?;
                    Some((index, today.failed() - other.as_ref()?.failed()))
                });
                match saved.filter(|(_, fewer)| *fewer >= 0.5).max_by(|a, b| a.1.total_cmp(&b.1)) {
                    Some((index, fewer)) => format!("with {} {} requests fewer fail", name(index), about(fewer)),
                    None => "no request fewer fails".to_owned(),
                }
            }
        })
    }

    fn load(&self) -> Option<Vec<FormulaReport>> {
        let scenario = self.bursts.scenario?;
        let (load, fleet) = (scenario.load, scenario.fleet);
        let assumed = self.bursts.rests_on_assumptions();
        let row = |name: &str, formula: &str, value: f64, unit: FigureUnit| row(name, formula, value, unit, assumed);
        let is_told = self.bursts.typical(BurstInput::Units).is_some();
        let units = match is_told {
            true => "units as told, rounded up, at least 1",
            false => "calm / (load x unit), rounded up, at least 1 and least",
        };
        let unit = match (self.bursts.use_is_known(), is_told) {
            (true, _) => "calm / (load x units)",
            (false, true) => "unit, at least calm / (load x units)",
            (false, false) => "unit",
        };
        let mut rows = vec![
            row(
                "requests",
                "calm x seconds + calm x (factor - 1) x (ramp / 2 + height + decay / 2)",
                load.requests(),
                FigureUnit::Count,
            ),
            row("peak_per_second", "calm x factor", load.peak(), FigureUnit::Rate),
            row("seconds", "ramp + height + decay", load.seconds(), FigureUnit::Seconds),
            row("units", units, fleet.units, FigureUnit::Count),
            row("unit_per_second", unit, fleet.unit_rps, FigureUnit::Rate),
            row(
                "units_at_height",
                "peak_per_second / (unit_per_second x target), rounded up, at least units",
                fleet.needed(load.peak()),
                FigureUnit::Count,
            ),
        ];
        rows.extend(self.bursts.calm_wait.map(|wait| {
            let formula = "Erlang's chance to wait (M/M/c) at load / (units x unit_per_second - calm)";
            row("calm_wait_seconds", formula, wait, FigureUnit::Seconds)
        }));
        Some(rows)
    }

    fn policy(&self, index: usize) -> Option<Vec<FormulaReport>> {
        let found: &PolicyReading = &self.bursts.policies[index];
        let run = found.typical.as_ref()?;
        let needed = Bursts::needs(self.model.policies[index].kind);
        let assumed = self.is_assumed(&needed);
        let outcome = &run.outcome;
        let [failed, wait, held] = match found.spreads {
            Some(spreads) => spreads.map(Some),
            None => [None; 3],
        };
        let row = |name: &str, formula: &str, value: f64, unit: FigureUnit| row(name, formula, value, unit, assumed);
        let between = |mut row: FormulaReport, range: Option<Interval>, unit: FigureUnit| {
            if let (Some(figure), Some(range)) = (&mut row.figure, range) {
                (figure.low, figure.high) = (Number(told(range.low)), Number(told(range.high)));
                figure.words = format!("{} to {}", unit.words(range.low), unit.words(range.high));
            }
            row
        };
        let requests = self.bursts.scenario.map_or(0.0, |scenario| scenario.load.requests());
        let mut rows = vec![
            between(
                row("failed", "lost + late + left_waiting", run.failed(), FigureUnit::Count),
                failed,
                FigureUnit::Count,
            ),
            row("requests", "see --target burst", requests, FigureUnit::Count),
            row(
                "lost",
                "each second: what arrives beyond what is served and what finds room, summed",
                outcome.lost,
                FigureUnit::Count,
            ),
            row(
                "late",
                "requests of the burst served after more than patience, summed",
                outcome.late,
                FigureUnit::Count,
            ),
            row("left_waiting", "waits still when the load is calm", outcome.queued, FigureUnit::Count),
            row("failed_share", "failed / requests", run.failed_share, FigureUnit::Share),
            between(
                row(
                    "worst_wait_seconds",
                    "the longest wait of what was served",
                    outcome.worst_wait,
                    FigureUnit::Seconds,
                ),
                wait,
                FigureUnit::Seconds,
            ),
            row(
                "minutes_short",
                "seconds that end with a queue or a loss, / 60",
                outcome.short / 60.0,
                FigureUnit::Minutes,
            ),
            row("most_units", "the most units in service", outcome.most_units, FigureUnit::Count),
            row(
                "unit_hours",
                "units beyond those in calm x seconds from being asked for until let go, summed, / 3600",
                outcome.unit_seconds / 3600.0,
                FigureUnit::Hours,
            ),
            row("units_waiting", "spare x the units beyond those in calm", outcome.waiting, FigureUnit::Count),
        ];
        if let Some(hours) = run.unit_hours_a_month {
            let formula = "unit_hours x bursts + units_waiting x 730 h x paid";
            rows.push(between(row("unit_hours_per_month", formula, hours, FigureUnit::Hours), held, FigureUnit::Hours));
        }
        if let Some(cost) = found.cost_a_month {
            // Its ends are those of the hours at the same price.
            let price = cost / run.unit_hours_a_month.filter(|hours| *hours > 0.0).unwrap_or(1.0);
            let ends = held.filter(|_| cost > 0.0).map(|held| Interval::new(held.low * price, held.high * price));
            let row = row("cost_per_month", "unit_hours_per_month x price / 730 h", cost, FigureUnit::Dollars);
            rows.push(between(row, ends, FigureUnit::Dollars));
        }
        Some(rows)
    }

    /// When capacity changes, and with which inputs the ends come about.
    fn run_notes(&self, index: usize) -> Vec<String> {
        let found = &self.bursts.policies[index];
        let Some(run) = &found.typical else { return Vec::new() };
        let steps: Vec<String> = run
            .outcome
            .steps
            .iter()
            .take(8)
            .map(|step| format!("{} from {}", number(step.units), FigureUnit::Seconds.words(step.at)))
            .collect();
        let more = run.outcome.steps.len().saturating_sub(8);
        let more = if more > 0 { format!(", and {more} changes more") } else { String::new() };
        let start = self.bursts.scenario.map_or(0.0, |scenario| scenario.fleet.units);
        let change = if steps.is_empty() { "and no more".to_owned() } else { steps.join(", ") };
        let timeline = format!(
            "Units that serve, by time after the load began to rise: {} in calm, {change}{more}.",
            number(start)
        );
        let ends = found.ends.iter().flatten().zip(["favourable", "unfavourable"]);
        let ends = ends.filter(|(extreme, _)| extreme.end != End::Typical);
        let ends = ends.map(|(extreme, name)| self.extreme(index, extreme, name));
        std::iter::once(timeline).chain(ends).collect()
    }

    /// The run at an end, and the inputs that differ there.
    fn extreme(&self, index: usize, extreme: &Extreme, name: &str) -> String {
        let needed = Bursts::needs(self.model.policies[index].kind);
        let differs = needed.iter().filter_map(|input| {
            let value = self.bursts.at(*input, extreme.end)?;
            let kind = input.unit().kind().unwrap_or(Kind::Ratio);
            (Some(value) != self.bursts.typical(*input)).then(|| format!("{} {}", input.word(), quantity(value, kind)))
        });
        let Run { outcome, failed_share, .. } = &extreme.run;
        format!(
            "The {name} end: {} of the requests fail ({} lost, {} late), with {}.",
            FigureUnit::Share.words(*failed_share),
            about(outcome.lost),
            about(outcome.late),
            differs.collect::<Vec<_>>().join(", ")
        )
    }

    fn saving<'n>(&self, found: &SavingReading, name: impl Fn(usize) -> &'n str) -> Vec<FormulaReport> {
        let mut rows: Vec<FormulaReport> = Vec::new();
        for (index, other) in found.runs.iter().enumerate() {
            let (Some(today), Some(other)) = (&self.bursts.policies[index].typical, other) else { continue };
            let assumed = self.is_assumed(&Bursts::needs(self.model.policies[index].kind));
            let requests = today.failed() - other.failed();
            let hours = (today.outcome.unit_seconds - other.outcome.unit_seconds) / 3600.0;
            let policy = name(index);
            rows.push(row(
                &format!("{policy}/requests"),
                "failed today - failed with the other inputs",
                requests,
                FigureUnit::Count,
                assumed,
            ));
            rows.push(row(
                &format!("{policy}/unit_hours"),
                "unit_hours today - unit_hours with the other inputs",
                hours,
                FigureUnit::Hours,
                assumed,
            ));
        }
        let instead = found.instead.iter().map(|(input, value)| {
            let formulas = self.model.savings[found.saving].instead.iter().find(|(other, _)| other == input);
            let text = formulas
                .and_then(|(_, ways)| ways.iter().find(|way| way.told.is_empty()).or(ways.first()))
                .map_or("", |way| way.formula.text());
            let words = quantity(*value, input.unit().kind().unwrap_or(Kind::Ratio));
            FormulaReport {
                name: Some(format!("{} instead", input.word())),
                formula: Some(text.to_owned()),
                figure: Some(point(*value, input.unit().in_json(), words, false)),
                before: None,
                lacks: None,
            }
        });
        rows.extend(instead);
        rows
    }

    /// An input with the formula that gives it.
    fn input(&self, reading: &InputReading) -> Option<FormulaReport> {
        let found = reading.value?;
        let unit = reading.input.unit();
        // As `simulate` tells it: what is assumed has two digits, a price those of its list.
        let rounds = found.assumed && reading.input != BurstInput::Price;
        let words = |value: f64| match rounds {
            true => two_digits(value, unit),
            false => quantity(value, unit.kind().unwrap_or(Kind::Ratio)),
        };
        let way = self.model.inputs.iter().find(|(input, _)| *input == reading.input)?.1.get(reading.formula)?;
        let mut figure = point(found.typical, unit.in_json(), words(found.typical), found.assumed);
        if !found.range.is_point() {
            (figure.low, figure.high) = (Number(found.range.low), Number(found.range.high));
            figure.words = format!("{} to {}", words(found.range.low), words(found.range.high));
        }
        Some(FormulaReport {
            name: Some(reading.input.word().to_owned()),
            formula: Some(way.formula.text().to_owned()),
            figure: Some(figure),
            before: None,
            lacks: None,
        })
    }
}

/// The units of the figures of a burst, as `simulate` tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FigureUnit {
    Count,
    Rate,
    Share,
    Seconds,
    Minutes,
    Hours,
    Dollars,
}

impl FigureUnit {
    fn in_json(self) -> &'static str {
        match self {
            FigureUnit::Count => "count",
            FigureUnit::Rate => "per second",
            FigureUnit::Share => "share",
            FigureUnit::Seconds => "second",
            FigureUnit::Minutes => "minute",
            FigureUnit::Hours => "unit-hour",
            FigureUnit::Dollars => "USD",
        }
    }

    /// With two digits: the model is no finer.
    fn words(self, value: f64) -> String {
        match self {
            FigureUnit::Count => about(value),
            FigureUnit::Rate => format!("{}/s", about(value)),
            FigureUnit::Share => quantity(format!("{value:.1e}").parse().unwrap_or(value), Kind::Share),
            FigureUnit::Seconds => format!("{} s", about(value)),
            FigureUnit::Minutes => format!("{} min", about(value)),
            FigureUnit::Hours => format!("{} unit-hours", about(value)),
            FigureUnit::Dollars => format!("${}", about(value)),
        }
    }
}

fn row(name: &str, formula: &str, value: f64, unit: FigureUnit, assumed: bool) -> FormulaReport {
    FormulaReport {
        name: Some(name.to_owned()),
        formula: Some(formula.to_owned()),
        figure: Some(point(value, unit.in_json(), unit.words(value), assumed)),
        before: None,
        lacks: None,
    }
}

fn point(value: f64, unit: &str, words: String, assumed: bool) -> FigureReport {
    let number = Number(told(value));
    FigureReport {
        low: number,
        typical: number,
        high: number,
        unit: unit.to_owned(),
        assumed,
        about: words.clone(),
        words,
    }
}
