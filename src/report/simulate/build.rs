//! Turns a simulated burst into the model: names, numbers, the answer in one line.

use std::collections::BTreeMap;

use super::model::*;
use crate::advise::{Advice, Bursts, InputReading, PolicyReading, Run};
use crate::quantity::{Truth, Unit, Values};
use crate::report::Context;
use crate::report::value::{Number, ValueReport, told};
use crate::rules::{BurstInput, BurstModel, PolicyKind, RuleBase};

/// A curve has at most this many points.
const MOST_POINTS: u32 = 240;

/// Builds the model of a simulated burst.
///
/// # Errors
/// The facts without which not even the load before the burst is known.
pub fn simulate(context: &Context<'_>, advice: &Advice, bursts: &Bursts) -> Result<SimulateReport, Vec<String>> {
    let base = context.base;
    let Some(model) = &base.burst_model else { return Err(Vec::new()) };
    let name = |fact: &crate::expr::FactId| base.fact(*fact).name.clone();
    let calm = bursts.inputs.iter().find(|reading| reading.input == BurstInput::Calm);
    if let Some(calm) = calm.filter(|reading| reading.value.is_none()) {
        return Err(calm.lacks.iter().map(name).collect());
    }
    let builder = Builder { base, model, bursts };
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    let unsure = model.policies.iter().zip(&bursts.policies).filter(|(_, found)| found.possible == Truth::Unknown);
    let needed = unsure.flat_map(|(policy, _)| policy.needs.iter().flat_map(|needs| needs.facts()));
    let granted = builder.granted();
    let untold = needed.chain(granted).filter(|fact| !advice.sheet.is_known(base, *fact));
    for fact in bursts.lacks().into_iter().chain(untold).chain(builder.no_burst()).filter(|_| !bursts.unfit) {
        missing.insert(name(&fact), base.fact(fact).ask.clone());
    }
    let rises = builder.rises();
    Ok(SimulateReport {
        schema: "nextrung.simulate/1",
        today: context.today.to_owned(),
        name: context.profile.name.clone(),
        headline: builder.headline(),
        unfit: model
            .fits
            .as_ref()
            .filter(|_| bursts.unfit)
            .map(|fits| UnfitReport { why: fits.why.clone(), instead: fits.instead.clone() }),
        pick: bursts.pick.filter(|_| rises).map(|index| builder.policy_name(index)),
        today_policy: bursts.today.map(|index| builder.policy_name(index)),
        inputs: bursts
            .inputs
            .iter()
            .zip(&model.inputs)
            .filter(|(reading, _)| reading.value.is_some() || !reading.input.is_optional())
            .filter(|(reading, _)| reading.input != BurstInput::Least || bursts.typical(BurstInput::Units).is_none())
            .map(|(reading, (_, ways))| input(reading, ways[reading.formula].formula.text()))
            .collect(),
        burst: builder.burst().filter(|_| rises),
        policies: (0..model.policies.len()).map(|index| builder.policy(index)).collect(),
        savings: if rises { builder.savings() } else { Vec::new() },
        missing,
        reckoning: reckoning(),
    })
}

struct Builder<'a> {
    base: &'a RuleBase,
    model: &'a BurstModel,
    bursts: &'a Bursts,
}

impl Builder<'_> {
    fn policy_name(&self, index: usize) -> String {
        self.base.track(self.model.track).stages[self.model.policies[index].stage].name.clone()
    }

    fn title(&self, index: usize) -> &str {
        &self.base.track(self.model.track).stages[self.model.policies[index].stage].title
    }

    /// Where the load does not rise: the facts that would say that it does.
    fn no_burst(&self) -> Vec<crate::expr::FactId> {
        let rises = self.bursts.typical(BurstInput::Factor).is_none_or(|factor| factor > 1.0);
        let factor = self.model.inputs.iter().find(|(input, _)| *input == BurstInput::Factor && !rises);
        factor.map(|(_, ways)| ways.iter().flat_map(|way| way.formula.facts()).collect()).unwrap_or_default()
    }

    /// There is a burst, of a system that the model reckons.
    fn rises(&self) -> bool {
        self.no_burst().is_empty() && !self.bursts.unfit
    }

    /// The facts behind what possible policies take for granted: those that a formula of the fact asks for.
    fn granted(&self) -> Vec<crate::expr::FactId> {
        let policies = self.model.policies.iter().zip(&self.bursts.policies);
        let turns = |found: &PolicyReading| found.possible != Truth::False && found.meets == Truth::Unknown;
        let policies = policies.filter(|(_, found)| turns(found) && found.takes_for_granted);
        let inputs = policies.filter_map(|(policy, _)| policy.provided.as_ref()).map(|provided| provided.input);
        let ways = inputs.flat_map(|input| self.model.inputs.iter().filter(move |(other, _)| *other == input));
        let facts = ways.flat_map(|(_, ways)| ways.iter().flat_map(|way| way.formula.facts()));
        let behind = |fact: crate::expr::FactId| match self.base.fact(fact).derive.first() {
            Some(formula) => formula.facts(),
            None => vec![fact],
        };
        facts.flat_map(behind).collect()
    }

    /// What a policy takes for granted, where nobody told it, as the end of a sentence.
    fn provided(&self, index: usize) -> Option<String> {
        let (policy, found) = (&self.model.policies[index], &self.bursts.policies[index]);
        let provided = policy.provided.as_ref().filter(|_| found.takes_for_granted)?;
        let calm = self.bursts.scenario?.fleet.units;
        found.typical.as_ref().filter(|run| run.meets && run.outcome.most_units > calm)?;
        // Signalled servers are asked for that much before they serve.
        let notice = self.bursts.typical(BurstInput::Delay).zip(self.bursts.typical(BurstInput::Lag));
        let notice = notice.filter(|_| policy.kind == PolicyKind::Signalled).map(|(delay, lag)| (delay - lag).max(0.0));
        let notice = notice.map(|notice| format!(" ({})", two_digits(notice, Unit::Duration))).unwrap_or_default();
        Some(format!("{}{notice}", provided.words))
    }

    fn headline(&self) -> String {
        let bursts = self.bursts;
        if let Some(fits) = self.model.fits.as_ref().filter(|_| bursts.unfit) {
            return format!("Not simulated: {}", fits.why);
        }
        let names = |facts: &[crate::expr::FactId]| {
            facts.iter().map(|fact| self.base.fact(*fact).name.clone()).collect::<Vec<_>>().join(", ")
        };
        let no_burst = self.no_burst();
        if !no_burst.is_empty() {
            let told = self.bursts.inputs.iter().any(|reading| {
                reading.input == BurstInput::Factor && reading.origin != crate::profile::Origin::Assumed
            });
            return match told {
                true => format!("No burst to simulate: {} says that the load does not rise", names(&no_burst)),
                false => format!("No burst is told: tell {}", names(&no_burst)),
            };
        }
        if bursts.too_long {
            return "Not simulated: this burst lasts longer than a day".to_owned();
        }
        if let Some(pick) = bursts.pick {
            let found = &bursts.policies[pick];
            let sure = match (self.provided(pick), found.meets) {
                (Some(provided), _) => format!(" if {provided}"),
                (None, Truth::True) => String::new(),
                (None, _) => " with typical values".to_owned(),
            };
            let against = self.against(pick).map(|text| format!("; {text}")).unwrap_or_default();
            return format!("{} meets the target at the least cost{sure}{against}", self.policy_name(pick));
        }
        if let Some(least) = bursts.least
            && let Some(run) = &bursts.policies[least].typical
        {
            return format!(
                "No policy meets the target; {} loses least: {}",
                self.policy_name(least),
                self.failed(run)
            );
        }
        match bursts.lacks().as_slice() {
            [] => "Not simulated: an input is outside what the model can reckon with".to_owned(),
            few if few.len() <= 3 => format!("Cannot tell which policy stands the burst: tell {}", names(few)),
            many => format!("Cannot tell which policy stands the burst: {} facts are missing", many.len()),
        }
    }

    /// What another policy loses: today's where it fails, else the cheapest that does.
    fn against(&self, pick: usize) -> Option<String> {
        let fails = |index: &usize| {
            let found = &self.bursts.policies[*index];
            *index != pick && found.possible != Truth::False && found.typical.as_ref().is_some_and(|run| !run.meets)
        };
        let today = self.bursts.today.filter(fails);
        // The last that fails is the one that tries most.
        let other = today.or_else(|| (0..self.bursts.policies.len()).rfind(fails))?;
        let run = self.bursts.policies[other].typical.as_ref()?;
        Some(format!("{} loses {}", self.policy_name(other), self.failed(run)))
    }

    fn failed(&self, run: &Run) -> String {
        let all = self.bursts.scenario.map_or(0.0, |scenario| scenario.load.requests());
        format!("{} of {} requests", about(run.failed()), about(all))
    }

    fn burst(&self) -> Option<BurstReport> {
        let scenario = self.bursts.scenario?;
        let fleet = scenario.fleet;
        Some(BurstReport {
            requests: Number(told(scenario.load.requests())),
            peak_per_second: Number(told(scenario.load.peak())),
            seconds: Number(told(scenario.load.seconds())),
            units: Number(fleet.units),
            unit_per_second: Number(told(fleet.unit_rps)),
            units_at_height: Number(fleet.needed(scenario.load.peak())),
            calm_wait_seconds: self.bursts.calm_wait.map(|wait| Number(told(wait))),
        })
    }

    fn policy(&self, index: usize) -> PolicyReport {
        let (policy, found): (_, &PolicyReading) = (&self.model.policies[index], &self.bursts.policies[index]);
        // Without a burst there is nothing to say of what stands it.
        let rises = self.rises();
        let typical = found.typical.as_ref().filter(|_| rises);
        let steps = typical.iter().flat_map(|run| &run.outcome.steps);
        PolicyReport {
            policy: self.policy_name(index),
            title: self.title(index).to_owned(),
            kind: policy.kind.word(),
            possible: found.possible.word(),
            needs: policy.needs.as_ref().map(|needs| needs.text().to_owned()),
            why: policy.why.clone(),
            provided: self.provided(index).filter(|_| typical.is_some()),
            meets: if rises { found.meets.word() } else { Truth::Unknown.word() },
            lacks: found.lacks.iter().map(|input| input.word()).collect(),
            typical: typical.map(run),
            ends: found
                .ends
                .as_ref()
                .filter(|ends| typical.is_some_and(|typical| ends.iter().any(|end| end.run != *typical)))
                .map(|[best, worst]| EndsReport { favourable: run(&best.run), unfavourable: run(&worst.run) }),
            unit_hours_per_month: typical.and_then(|run| run.unit_hours_a_month).map(|hours| Number(told(hours))),
            cost_per_month: found.cost_a_month.filter(|_| rises).map(|cost| Number(told(cost))),
            assumed_share: found.cost_a_month.filter(|_| rises).map(|_| Number(self.assumed_share())),
            steps: steps
                .map(|step| StepReport { at_seconds: Number(told(step.at)), units: Number(step.units) })
                .collect(),
            curve: typical.and_then(|run| self.curve(index, run)),
        }
    }

    /// What a policy costs hangs on every input at once: all of it is assumed where one of them is.
    fn assumed_share(&self) -> f64 {
        let is_assumed = |input: &crate::advise::InputReading| input.origin == crate::profile::Origin::Assumed;
        if self.bursts.inputs.iter().any(is_assumed) { 1.0 } else { 0.0 }
    }

    fn curve(&self, index: usize, run: &Run) -> Option<CurveReport> {
        let unit = self.bursts.scenario?.fleet.unit_rps;
        let per_point = run.outcome.seconds.div_ceil(MOST_POINTS).max(1);
        let (mut arrived, mut capacity, mut lost, mut queued) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut count, mut sums) = (0, [0.0; 3]);
        let mut last = 0.0;
        let mut point = |count: &mut u32, sums: &mut [f64; 3], waiting: f64| {
            let mean = |sum: f64| Number(told(sum / f64::from(*count)));
            arrived.push(mean(sums[0]));
            capacity.push(mean(sums[1]));
            lost.push(mean(sums[2]));
            queued.push(Number(told(waiting)));
            (*count, *sums) = (0, [0.0; 3]);
        };
        self.bursts.seconds(self.model.policies[index].kind, |second| {
            count += 1;
            sums[0] += second.arrived;
            sums[1] += second.units * unit;
            sums[2] += second.lost;
            last = second.queued;
            if count == per_point {
                point(&mut count, &mut sums, last);
            }
        });
        if count > 0 {
            point(&mut count, &mut sums, last);
        }
        Some(CurveReport {
            seconds_per_point: per_point,
            arrived_per_second: arrived,
            capacity_per_second: capacity,
            lost_per_second: lost,
            queued,
        })
    }

    fn savings(&self) -> Vec<SavingReport> {
        let of = |reading: &crate::advise::SavingReading| {
            let saving = &self.model.savings[reading.saving];
            let saved = reading.runs.iter().enumerate().filter_map(|(index, other)| {
                let found = Some(&self.bursts.policies[index]).filter(|found| found.possible != Truth::False)?;
                let (today, other) = (found.typical.as_ref()?, other.as_ref()?);
                Some(SavedReport {
                    policy: self.policy_name(index),
                    requests: Number(told(today.failed() - other.failed())),
                    unit_hours: Number(told((today.outcome.unit_seconds - other.outcome.unit_seconds) / 3600.0)),
                    meets: other.meets,
                    newly: other.meets && !today.meets,
                    no_more: !other.meets && today.meets,
                })
            });
            let instead = reading.instead.iter();
            SavingReport {
                id: saving.id.clone(),
                title: saving.title.clone(),
                instead: instead
                    .map(|(input, value)| (input.word(), ValueReport::number(*value, input.unit())))
                    .collect(),
                policies: saved.collect(),
                source: saving.sources.clone(),
            }
        };
        self.bursts.savings.iter().map(of).filter(|saving| !saving.policies.is_empty()).collect()
    }
}

fn input(reading: &InputReading, formula: &str) -> InputReport {
    let unit = reading.input.unit();
    let range = reading.value.filter(|value| !value.range.is_point());
    let all = Values::Number(crate::quantity::Interval::ALL);
    // What is assumed is no finer than two digits; a price stands in a list, whatever it is taken for.
    let rounds = reading.origin == crate::profile::Origin::Assumed && reading.input != BurstInput::Price;
    let rounded = |mut told: ValueReport, values: &[f64]| {
        if rounds {
            told.words = values.iter().map(|value| two_digits(*value, unit)).collect::<Vec<_>>().join(" to ");
        }
        told
    };
    InputReport {
        input: reading.input.word(),
        means: match reading.input {
            BurstInput::Load if reading.origin == crate::profile::Origin::Assumed => {
                "of the capacity at most, used in calm"
            }
            input => means(input),
        },
        formula: formula.to_owned(),
        value: match reading.value {
            Some(value) => rounded(ValueReport::number(value.typical, unit), &[value.typical]),
            None => ValueReport::new(&all, unit, &[], &all),
        },
        range: range.map(|value| {
            let told = ValueReport::new(&Values::Number(value.range), unit, &[], &all);
            rounded(told, &[value.range.low, value.range.high])
        }),
        origin: reading.value.map(|_| reading.origin.word()),
    }
}

fn run(run: &Run) -> RunReport {
    let outcome = &run.outcome;
    RunReport {
        lost: Number(told(outcome.lost)),
        late: Number(told(outcome.late)),
        left_waiting: Number(told(outcome.queued)),
        failed_share: Number(told(run.failed_share)),
        worst_wait_seconds: Number(outcome.worst_wait),
        minutes_short: Number(told(outcome.short / 60.0)),
        most_units: Number(outcome.most_units),
        unit_hours: Number(told(outcome.unit_seconds / 3600.0)),
        units_waiting: Number(outcome.waiting),
        meets: run.meets,
    }
}

/// A count with two digits, as people say it.
pub(in crate::report) fn about(value: f64) -> String {
    let digits: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    let (size, word) = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")]
        .into_iter()
        .find(|(size, _)| digits.abs() >= *size)
        .unwrap_or((1.0, ""));
    format!("{}{word}", crate::quantity::number(digits / size))
}

/// A quantity with two digits.
pub(in crate::report) fn two_digits(value: f64, unit: Unit) -> String {
    let digits = format!("{value:.1e}").parse().unwrap_or(value);
    crate::quantity::quantity(digits, unit.kind().unwrap_or(crate::quantity::Kind::Ratio))
}

/// What an input is, for people.
fn means(input: BurstInput) -> &'static str {
    use BurstInput as I;
    match input {
        I::Calm => "before and after the burst",
        I::Factor => "height over calm",
        I::Ramp => "from calm to the height",
        I::Height => "at the height",
        I::Decay => "from the height to calm",
        I::Load => "of the capacity, used in calm",
        I::Units => "servers in calm",
        I::Least => "servers in calm, however small the load",
        I::Unit => "carried by one server at full use",
        I::Target => "of its capacity, at which a group aims",
        I::Delay => "from the decision until a server serves",
        I::Release => "extra servers are kept afterwards",
        I::Period => "for one reading of the measure",
        I::Periods => "readings in a row call for more",
        I::Pause => "between two decisions",
        I::Ceiling => "greatest load that the measure shows, over capacity",
        I::Margin => "scheduled servers serve before the burst",
        I::Lag => "signalled servers serve after the first users",
        I::Spare => "of the extra servers, waits",
        I::Wake => "until waiting servers serve",
        I::Paid => "of the price, while they wait",
        I::Room => "requests fit in front of one server",
        I::Patience => "then an answer is late",
        I::Allowed => "of the requests may be lost or late: the target",
        I::Bursts => "bursts a month",
        I::Price => "for one server a month",
    }
}

/// How the figures follow from the inputs.
pub(in crate::report) fn reckoning() -> Vec<String> {
    [
        "Load: calm; then a straight line to calm x factor within ramp; height; a straight line back within decay.",
        "Servers in calm: units where they are told, else calm / (load x unit), rounded up, and least. Where load is \
         known they carry calm / load together; where it is assumed, unit each, and at least that together.",
        "Servers that a load needs: load / (what one carries x target), rounded up.",
        "Each second serves as much as the servers carry, first come, first served; what is left waits, up to room in \
         front of each server, and the rest is lost. Answered after more than patience is late.",
        "reactive: each period ends with a reading, the mean of the load, at most ceiling x capacity; the least of the \
         last readings (periods of them) is what servers are asked for; they serve delay later. A decision every pause.",
        "scheduled: the servers of the height serve margin before the burst. signalled: they serve lag after its \
         beginning; the message that starts it waits where servers are not there in time. waiting: spare of them serve wake after the first second over target; the rest comes as reactive.",
        "short: seconds at whose end requests waited or were lost. held: server-hours of servers beyond those in calm, from \
         being asked for until release after the load is calm; a month has bursts of them, and 730 hours of \
         what waits, times paid.",
        "meets: lost + late (+ left waiting) of all requests of the burst is at most allowed. Requests of the burst are \
         those that come until the load is calm again; later ones are not counted.",
    ]
    .map(str::to_owned)
    .to_vec()
}
