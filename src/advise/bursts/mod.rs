//! Bursts over time: the inputs of the model read from facts, each policy simulated, the cheapest that meets the target.

mod inputs;

pub use inputs::End;

use self::inputs::{needed_by, policy, run, scenario, use_is_known, value};
use super::Advice;
use super::calls::{Layer, View};
use super::choose::{Chosen, Estimated, ModelPick, estimate};
use crate::burst::{MOST_SECONDS, Outcome, Scenario, Second, mean_wait, simulate};
use crate::expr::FactId;
use crate::profile::Origin;
use crate::quantity::{Interval, Truth};
use crate::rules::{BurstInput, BurstModel, BurstOutcome, PolicyKind, RuleBase, Way};

/// Hours of a month.
const MONTH: f64 = 730.0;

/// An input of the model with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct InputReading {
    /// Which.
    pub input: BurstInput,
    /// Which of its ways gives the value; where none does, the first that asks for nothing told.
    pub formula: usize,
    /// Its value; nothing where a fact that it needs is neither known nor assumed.
    pub value: Option<Estimated>,
    /// The weakest origin of the facts that it is worked out from.
    pub origin: Origin,
    /// The facts that it lacks.
    pub lacks: Vec<FactId>,
}

/// One burst at one end of what is assumed, with the target that it is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What came of it.
    pub outcome: Outcome,
    /// Requests that were lost, late or never served, over all requests of the burst.
    pub failed_share: f64,
    /// It meets the target.
    pub meets: bool,
    /// Unit-hours a month beyond the calm units, what waits counted by the part of its price that is paid.
    pub unit_hours_a_month: Option<f64>,
}

impl Run {
    /// Requests that were lost, late or never served.
    pub fn failed(&self) -> f64 {
        self.outcome.lost + self.outcome.late + self.outcome.queued
    }
}

/// A run at an end of what is likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// Which end.
    pub end: End,
    /// What came of it.
    pub run: Run,
}

/// How a policy stands the burst.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyReading {
    /// Whether what it cannot do without is there.
    pub possible: Truth,
    /// The inputs that it lacks; where there are any, nothing was simulated.
    pub lacks: Vec<BurstInput>,
    /// With typical values.
    pub typical: Option<Run>,
    /// The runs that fail the least and the greatest part, over the corners of what is not known to the point.
    pub ends: Option<[Extreme; 2]>,
    /// Over the same corners: requests that fail, seconds of the longest wait, unit-hours a month.
    pub spreads: Option<[Interval; 3]>,
    /// Whether it meets the target: in every corner, in none, or in some.
    pub meets: Truth,
    /// What they cost a month, where the rules give a price.
    pub cost_a_month: Option<f64>,
    /// What it takes for granted is not known.
    pub takes_for_granted: bool,
}

/// What is saved if something were otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct SavingReading {
    /// Which, by its place in the model.
    pub saving: usize,
    /// The inputs that are otherwise, with their typical values.
    pub instead: Vec<(BurstInput, f64)>,
    /// By policy: with typical values.
    pub runs: Vec<Option<Run>>,
}

/// A burst under every policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Bursts {
    /// The model does not reckon this architecture: nothing was simulated.
    pub unfit: bool,
    /// Every input that the model has.
    pub inputs: Vec<InputReading>,
    /// Load, fleet, queue and timing with typical values; nothing where one of them is not known.
    pub scenario: Option<Scenario>,
    /// The burst lasts longer than is simulated.
    pub too_long: bool,
    /// Mean seconds that a request waits before the burst, each unit taken as one server.
    pub calm_wait: Option<f64>,
    /// By policy of the model.
    pub policies: Vec<PolicyReading>,
    /// The cheapest that is possible and meets the target with typical values.
    pub pick: Option<usize>,
    /// Where none meets it: the possible one that fails the fewest requests.
    pub least: Option<usize>,
    /// The policy of today's architecture.
    pub today: Option<usize>,
    /// What is saved if something were otherwise.
    pub savings: Vec<SavingReading>,
}

impl Advice {
    /// Simulates a burst under every policy; nothing where the rules hold no model of one.
    pub fn bursts(&self, base: &RuleBase) -> Option<Bursts> {
        let model = base.burst_model.as_ref()?;
        let assumptions = self.options.assumptions;
        let inputs: Vec<InputReading> =
            model.inputs.iter().map(|(input, ways)| self.input(base, *input, ways, assumptions)).collect();
        let view = self.view(base, Layer::Facts);
        let unfit = model.fits.as_ref().is_some_and(|fits| fits.when.truth(&view) == Truth::False);
        let known = |input, end| value(&inputs, input, end).filter(|_| !unfit);
        let scenario = scenario(|input| known(input, End::Typical), use_is_known(&inputs));
        let length = [BurstInput::Ramp, BurstInput::Height, BurstInput::Decay];
        let length: f64 = length.iter().filter_map(|input| known(*input, End::Typical)).sum();
        let policies: Vec<PolicyReading> =
            (0..model.policies.len()).map(|index| self.policy(base, model, index, &inputs, unfit)).collect();
        let candidates = |meets: bool| {
            let possible = |index: &usize| policies[*index].possible == Truth::True;
            let fits = move |run: &Run| !meets || run.meets;
            let policies = &policies;
            (0..policies.len()).filter(possible).filter_map(move |index| {
                let run = policies[index].typical.as_ref().filter(|run| fits(run))?;
                Some((index, run.failed_share, run.unit_hours_a_month?))
            })
        };
        // The first of equals wins: the order of the file is that of growing trouble.
        let pick = candidates(true).min_by(|a, b| a.2.total_cmp(&b.2)).map(|found| found.0);
        let least = candidates(false).min_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2)));
        let placed = self.architecture.placed(model.track).map(|placed| placed.stage);
        let savings = (0..model.savings.len()).filter(|_| !unfit);
        let savings = savings.filter_map(|index| self.saving(base, model, index, &inputs)).collect();
        Some(Bursts {
            unfit,
            calm_wait: scenario
                .and_then(|scenario| mean_wait(scenario.fleet.units, scenario.load.calm, scenario.fleet.unit_rps)),
            scenario,
            too_long: length > MOST_SECONDS,
            pick,
            least: least.map(|found| found.0).filter(|_| pick.is_none()),
            today: model.policies.iter().position(|policy| Some(policy.stage) == placed),
            policies,
            savings,
            inputs,
        })
    }

    /// The choices, and to those whose options a model knows what it reckons: estimates, order and its own pick.
    ///
    /// The pick stays that of the choice; where the model picks another, that is told.
    pub fn reckoned(&self, base: &RuleBase) -> Vec<Chosen> {
        let mut chosen = self.chosen.clone();
        chosen.iter_mut().filter(|one| one.applies == Truth::True).for_each(|one| self.reckon_bills(base, one));
        let asks = |one: &&mut Chosen| base.choices[one.choice].by_model && one.applies == Truth::True;
        if !chosen.iter_mut().any(|one| asks(&one)) {
            return chosen;
        }
        let (Some(model), Some(bursts)) = (&base.burst_model, self.bursts(base)) else { return chosen };
        chosen.iter_mut().filter(asks).for_each(|one| bursts.tell(base, model, one));
        chosen
    }

    fn input(&self, base: &RuleBase, input: BurstInput, ways: &[Way], assumptions: bool) -> InputReading {
        let reads = |way: &Way| {
            let is_told = way.told.iter().all(|fact| self.sheet.is_known(base, *fact));
            is_told.then(|| estimate(base, &way.formula, self.view(base, Layer::Facts), assumptions)).flatten()
        };
        // The first that asks for nothing told is the rule; what stands behind it is there for when that is not known:
        // an assumption.
        let rule = ways.iter().position(|way| way.told.is_empty()).unwrap_or(0);
        let most = if assumptions { ways.len() } else { ways.len().min(rule + 1) };
        let found = ways[..most].iter().enumerate().find_map(|(index, way)| Some((index, reads(way)?)));
        let place = found.map_or(rule, |found| found.0);
        let stands_in = found.is_some() && ways[..place].iter().any(|way| way.told.is_empty());
        let facts: Vec<FactId> = ways.get(place).map(|way| way.formula.facts()).unwrap_or_default();
        let lacks = |fact: &FactId| {
            let known = self.sheet.is_known(base, *fact);
            !(known || assumptions && self.sheet.known(*fact).assumed.is_some())
        };
        let weakest = facts.iter().map(|fact| match self.sheet.is_known(base, *fact) {
            true => self.sheet.origin(*fact),
            false => Origin::Assumed,
        });
        InputReading {
            input,
            formula: place,
            value: found.map(|(_, value)| Estimated {
                assumed: value.assumed || stands_in,
                // The least counts as far as it is sure.
                typical: if input == BurstInput::Least { value.range.low } else { value.typical },
                ..value
            }),
            origin: if stands_in { Origin::Assumed } else { weakest.max().unwrap_or(Origin::Derived) },
            // What is read only where it is told is not missed.
            lacks: facts
                .iter()
                .copied()
                .filter(|fact| lacks(fact) && ways.get(place).is_some_and(|way| way.told.is_empty()))
                .collect(),
        }
    }

    fn policy(
        &self,
        base: &RuleBase,
        model: &BurstModel,
        index: usize,
        inputs: &[InputReading],
        unfit: bool,
    ) -> PolicyReading {
        let policy = &model.policies[index];
        let view = self.view(base, Layer::Facts);
        let possible = policy.needs.as_ref().map_or(Truth::True, |needs| needs.truth(&view));
        let use_is_known = use_is_known(inputs);
        let run = |end| run(|input| value(inputs, input, end).filter(|_| !unfit), use_is_known, policy.kind);
        let typical = run(End::Typical);
        let corners = (0..8).map(|bits| End::Corner { good: bits & 1 > 0, long: bits & 2 > 0, room: bits & 4 > 0 });
        // A corner that cannot be simulated leaves the ends open.
        let all: Option<Vec<Extreme>> =
            corners.chain([End::Typical]).map(|end| Some(Extreme { end, run: run(end)? })).collect();
        let by_share = |a: &&Extreme, b: &&Extreme| a.run.failed_share.total_cmp(&b.run.failed_share);
        let ends = all
            .as_ref()
            .and_then(|all| Some([all.iter().min_by(by_share)?.clone(), all.iter().max_by(by_share)?.clone()]));
        let meets = match &all {
            Some(all) if all.iter().all(|end| end.run.meets) => Truth::True,
            Some(all) if all.iter().all(|end| !end.run.meets) => Truth::False,
            _ => Truth::Unknown,
        };
        let spread = |of: fn(&Run) -> Option<f64>| {
            let found: Vec<f64> = all.as_ref()?.iter().map(|end| of(&end.run)).collect::<Option<_>>()?;
            let (low, high) =
                found.iter().fold((f64::INFINITY, 0f64), |(low, high), one| (low.min(*one), high.max(*one)));
            Some(Interval::new(low, high))
        };
        let spreads = [
            spread(|run| Some(run.failed())),
            spread(|run| Some(run.outcome.worst_wait)),
            spread(|run| run.unit_hours_a_month),
        ];
        let known = |input| value(inputs, input, End::Typical);
        let price = known(BurstInput::Price);
        let granted = policy.provided.as_ref().map(|provided| provided.input);
        let hours = typical.as_ref().and_then(|run| run.unit_hours_a_month);
        PolicyReading {
            possible,
            lacks: needed_by(policy.kind).iter().copied().filter(|input| known(*input).is_none()).collect(),
            typical,
            ends,
            spreads: match spreads {
                [Some(failed), Some(wait), Some(held)] => Some([failed, wait, held]),
                _ => None,
            },
            meets,
            cost_a_month: hours.zip(price).map(|(hours, price)| hours / MONTH * price),
            takes_for_granted: inputs.iter().any(|one| Some(one.input) == granted && one.origin == Origin::Assumed),
        }
    }

    fn saving(
        &self,
        base: &RuleBase,
        model: &BurstModel,
        index: usize,
        inputs: &[InputReading],
    ) -> Option<SavingReading> {
        let saving = &model.savings[index];
        let view: View<'_> = self.view(base, Layer::Typical);
        if saving.when.as_ref().is_some_and(|when| when.truth(&view) != Truth::True) {
            return None;
        }
        let instead: Vec<(BurstInput, f64)> = saving
            .instead
            .iter()
            .map(|(input, ways)| {
                let is_told = |way: &&Way| way.told.iter().all(|fact| self.sheet.is_known(base, *fact));
                let reads = |way: &Way| estimate(base, &way.formula, view, self.options.assumptions);
                Some((*input, ways.iter().filter(is_told).find_map(reads)?.typical))
            })
            .collect::<Option<_>>()?;
        let known = |input| {
            let other = instead.iter().find(|(other, _)| *other == input).map(|(_, value)| *value);
            other.or_else(|| value(inputs, input, End::Typical))
        };
        let runs = model.policies.iter().map(|policy| run(known, use_is_known(inputs), policy.kind)).collect();
        Some(SavingReading { saving: index, instead, runs })
    }
}

impl Bursts {
    /// Fills in what the options of a choice come to.
    fn tell(&self, base: &RuleBase, model: &BurstModel, chosen: &mut Chosen) {
        let choice = &base.choices[chosen.choice];
        let policy_of = |option: usize| {
            let stage = choice.options[option].stage.filter(|_| choice.stages_of == Some(model.track))?;
            let policy = model.policies.iter().position(|policy| policy.stage == stage)?;
            Some((&model.policies[policy], &self.policies[policy]))
        };
        for (index, reading) in chosen.options.iter_mut().enumerate() {
            let Some((policy, found)) = policy_of(index) else { continue };
            let (Some(run), Some([failed, wait, held])) = (&found.typical, found.spreads) else { continue };
            let needed = needed_by(policy.kind);
            let assumed = self
                .inputs
                .iter()
                .any(|input| needed.contains(&input.input) && input.value.is_some_and(|value| value.assumed));
            for (estimate, slot) in choice.estimates.iter().zip(&mut reading.estimates) {
                let (range, typical) = match estimate.outcome {
                    Some(BurstOutcome::Failed) => (failed, run.failed()),
                    Some(BurstOutcome::Wait) => (wait, run.outcome.worst_wait),
                    Some(BurstOutcome::Held) => (held, run.unit_hours_a_month.unwrap_or(held.low)),
                    None => continue,
                };
                *slot = Some(Estimated { range, typical, weighed: typical, assumed });
            }
        }
        let meets = |option: usize| {
            policy_of(option).and_then(|(_, found)| found.typical.as_ref()).is_some_and(|run| run.meets)
        };
        // The pick stays in front; then what meets the target, the cheapest first; then what fails the least.
        let key = |option: usize| {
            let run = policy_of(option).and_then(|(_, found)| found.typical.as_ref());
            let held = run.and_then(|run| run.unit_hours_a_month).unwrap_or(f64::INFINITY);
            let failed = run.map_or(f64::INFINITY, |run| if run.meets { 0.0 } else { run.failed_share });
            (chosen.pick != Some(option), failed, held)
        };
        chosen.order.sort_by(|a, b| {
            let (a, b) = (key(*a), key(*b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
        });
        if self.scenario.is_some() && !self.too_long {
            let stage = self.pick.map(|pick| model.policies[pick].stage);
            chosen.model = Some(ModelPick {
                pick: stage.and_then(|stage| choice.options.iter().position(|option| option.stage == Some(stage))),
                chosen_meets: chosen.pick.is_some_and(meets),
            });
        }
    }

    /// Inputs of the load and of the fleet before the burst.
    pub const LOAD: [BurstInput; 10] = {
        use BurstInput as I;
        [I::Calm, I::Factor, I::Ramp, I::Height, I::Decay, I::Load, I::Units, I::Least, I::Unit, I::Target]
    };

    /// Says whether the use of the servers in calm is known; else they are sized for an assumed one.
    pub fn use_is_known(&self) -> bool {
        use_is_known(&self.inputs)
    }

    /// Says whether the load, or the servers that meet it, rest on something assumed.
    pub fn rests_on_assumptions(&self) -> bool {
        let input = |reading: &&InputReading| Bursts::LOAD.contains(&reading.input);
        self.inputs.iter().filter(input).any(|reading| reading.value.is_some_and(|value| value.assumed))
    }

    /// The value of an input to reckon with.
    pub fn typical(&self, input: BurstInput) -> Option<f64> {
        value(&self.inputs, input, End::Typical)
    }

    /// The inputs that a policy cannot do without.
    pub fn needs(kind: PolicyKind) -> Vec<BurstInput> {
        needed_by(kind)
    }

    /// The value of an input at an end of what is likely.
    pub fn at(&self, input: BurstInput, end: End) -> Option<f64> {
        value(&self.inputs, input, end)
    }

    /// The facts that some input lacks, each once.
    pub fn lacks(&self) -> Vec<FactId> {
        let mut facts: Vec<FactId> = self.inputs.iter().flat_map(|input| input.lacks.iter().copied()).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The seconds of a policy with typical values, one after the other.
    pub fn seconds(&self, kind: PolicyKind, see: impl FnMut(&Second)) {
        let policy = policy(|input| self.typical(input), kind);
        if let (Some(scenario), Some(policy)) = (self.scenario, policy) {
            // INVARIANT: whoever has an outcome to show asked for a burst that is short enough.
            let _ = simulate(&scenario, policy, see);
        }
    }
}
