//! The growth game: the same system from its first user to more than most ever have, round by round.
//!
//! The rounds, their bursts and their budgets are drawn from a seed; what a choice comes to is found by asking the models
//! ([`Game::assess`]). A round earns up to 100 points: 25 for the part of the load that the fullest part carries, 20 for the
//! burst day, 20 for the bill against the budget, 35 for the rung. What no model can say is not scored, and
//! neither is a burst where there is none; the rest then counts for the whole.
//!
//! The budget of a round is what the system of [`Round::engine`] costs, and between 15% and 60% more.

use super::draw::Draw;
use crate::advise::{Advice, Advisor, Bursts, Options, count_facts};
use crate::estimate::{Estimates, estimate};
use crate::explore::Lines;
use crate::expr::{CapabilityId, FactId, Formula, TrackId};
use crate::problem::{Code, Place, Problem, SourceText};
use crate::profile::{self, Origin, Profile, Told};
use crate::quantity::{Interval, Truth, Unit, Values};
use crate::rules::{BurstInput, BurstModel, RuleBase};

/// So many rounds lie between the first user and the greatest line of the count.
pub const ROUNDS: usize = 8;
/// The first round with a burst day.
const FIRST_BURST: usize = 3;
/// What a burst is drawn up to, as a factor, where its fact has no greater line.
const MOST_BURST: f64 = 8.0;
/// The stream of draws of the game, beside those of the levels.
const PURPOSE: u64 = 100;
/// What each part of a score is worth.
const WORTH: [f64; 4] = [25.0, 20.0, 20.0, 35.0];
/// What each rung too many or too few costs, and each broken limit that is left.
const RUNG: f64 = 12.0;

/// Where a player stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The rung of the main track.
    pub rung: usize,
    /// How capacity is brought on a burst day, by its place in the model of bursts.
    pub policy: usize,
}

/// What a player changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To a rung of the main track.
    Rung(usize),
    /// To a policy, by its place in the model of bursts.
    Policy(usize),
}

impl Standing {
    /// The standing after a move.
    #[must_use]
    pub fn after(self, taken: Move) -> Standing {
        match taken {
            Move::Rung(rung) => Standing { rung, ..self },
            Move::Policy(policy) => Standing { policy, ..self },
        }
    }
}

/// A round.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// A burst day lies in it. The first rounds have none: few users make no burst.
    pub has_burst: bool,
    /// What is told of the load: the count first.
    pub told: Vec<(FactId, Values)>,
    /// Dollars a month; nothing where no bill can be worked out.
    pub budget: Option<f64>,
    /// Where the judgement would stand after its steps of this round.
    pub engine: Standing,
}

/// What the models say of a standing in a round.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The numbers behind it.
    pub estimates: Estimates,
    /// The fullest part, by its component, and the share of it that is asked for.
    pub fullest: Option<(usize, f64)>,
    /// Dollars a month, with what is held for bursts.
    pub bill: Option<f64>,
    /// Some of it cannot be worked out: it is that much at least.
    pub bill_is_open: bool,
    /// The share of the requests of a burst that fail, and whether that meets the target.
    pub burst: Option<(f64, bool)>,
    /// The rung that fits.
    pub fitting: usize,
    /// Parts that a broken limit calls for and that are missing.
    pub broken: Vec<CapabilityId>,
    /// Points for load, burst, bill and rung; nothing where a model cannot say.
    pub points: [Option<f64>; 4],
}

impl Assessment {
    /// Points out of 100.
    pub fn total(&self) -> f64 {
        let scored = || self.points.iter().zip(WORTH).filter_map(|(points, worth)| Some(((*points)?, worth)));
        let (earned, possible) =
            scored().fold((0.0, 0.0), |(earned, all), (points, worth)| (earned + points, all + worth));
        if possible > 0.0 { earned / possible * 100.0 } else { 0.0 }
    }
}

/// A game.
#[derive(Debug)]
pub struct Game<'a> {
    advisor: &'a Advisor<'a>,
    /// What it was made of.
    pub seed: u64,
    /// The main track.
    pub track: TrackId,
    /// The model of bursts.
    pub model: &'a BurstModel,
    /// The rounds.
    pub rounds: Vec<Round>,
}

impl<'a> Game<'a> {
    /// The bottom of both ladders.
    pub const START: Standing = Standing { rung: 0, policy: 0 };

    /// The game of a seed: the same for the same rules, whatever the machine.
    ///
    /// # Errors
    /// The rules have no track, no count, or no model of a burst.
    pub fn new(advisor: &'a Advisor<'a>, seed: u64) -> Result<Game<'a>, Problem> {
        let base = advisor.base();
        let parts = base.main_track().zip(base.burst_model.as_ref()).zip(count_facts(base).first().copied());
        let Some(((track, model), count)) = parts.filter(|((_, model), _)| !model.policies.is_empty()) else {
            return Err(Problem::nowhere(Code::NoExercise, "these rules give no game")
                .because("a game takes a track, a count of users and a model of bursts")
                .help("play with the built-in rules"));
        };
        let mut draw = Draw::new(seed, PURPOSE);
        let lines = Lines::new(base, track);
        let last = lines.numbers(count).last().copied().unwrap_or(1.0).max(1.0);
        let mut game = Game { advisor, seed, track, model, rounds: Vec::new() };
        let signs: Vec<(FactId, Values)> = named(model.policies.iter().filter_map(|policy| policy.needs.as_ref()))
            .into_iter()
            .filter(|fact| base.fact(*fact).unit == Unit::Bool)
            .map(|fact| (fact, Values::Truth(Truth::from(draw.chance(50)))))
            .collect();
        let factor = model.inputs.iter().filter(|(input, _)| *input == BurstInput::Factor).flat_map(|(_, ways)| ways);
        let factors: Vec<FactId> = named(factor.map(|way| &way.formula))
            .into_iter()
            .filter(|fact| base.fact(*fact).unit.kind().is_some())
            .collect();
        let mut engine = Game::START;
        for index in 0..ROUNDS {
            // The way is even in orders of magnitude; between its ends each round lies a little before or after.
            let even = index as f64 / (ROUNDS - 1) as f64;
            let moved = if index == 0 || index == ROUNDS - 1 { even } else { even + (draw.share() - 0.5) * 0.08 };
            let mut told = vec![(count, point(base, count, last.powf(moved)))];
            let has_burst = index >= FIRST_BURST;
            for fact in factors.iter().filter(|_| has_burst) {
                let most = lines.numbers(*fact).last().copied().unwrap_or(MOST_BURST).max(MOST_BURST);
                told.push((*fact, point(base, *fact, draw.scaled(1.0, most))));
            }
            told.extend(signs.iter().copied().filter(|_| has_burst));
            let mut round = Round { has_burst, told, budget: None, engine };
            engine = game.climbed(&round, engine);
            let spare = 1.15 + 0.45 * draw.share();
            round.engine = engine;
            round.budget = game.assess(&round, engine).and_then(|all| all.bill).map(|bill| two_digits(bill * spare));
            game.rounds.push(round);
        }
        Ok(game)
    }

    /// The rule base.
    pub fn base(&self) -> &'a RuleBase {
        self.advisor.base()
    }

    /// Where the judgement would go from a standing: its steps on the main track, then the policy that the model picks.
    fn climbed(&self, round: &Round, from: Standing) -> Standing {
        let mut here = from;
        // Each rung is come to once at most: a way that turns back ends there.
        let mut seen = vec![here.rung];
        while let Some(to) =
            self.advise(round, here).and_then(|advice| Some(advice.walk(self.track).next.as_ref()?.edge.to))
        {
            if seen.contains(&to) {
                break;
            }
            seen.push(to);
            here.rung = to;
        }
        if !round.has_burst {
            return here;
        }
        let bursts = self.advise(round, here).and_then(|advice| advice.bursts(self.base()));
        let policy = bursts.and_then(|bursts| bursts.pick.or(bursts.least));
        Standing { policy: policy.unwrap_or(here.policy), ..here }
    }

    fn profile(&self, round: &Round, standing: Option<Standing>) -> Profile {
        let mut profile = profile::empty();
        let place = Place::whole(&SourceText::new("exercise", "game"));
        for (fact, values) in &round.told {
            let told = Told { fact: *fact, values: *values, origin: Origin::Stated, place: place.clone() };
            profile.told.push(told);
        }
        profile.told.sort_by_key(|told| (told.fact, told.origin));
        if let Some(standing) = standing {
            let policy = self.model.policies[standing.policy].stage;
            profile.current.stages =
                vec![(self.track, standing.rung, place.clone()), (self.model.track, policy, place)];
            profile.current.stages.sort_by_key(|(track, ..)| *track);
        }
        profile
    }

    fn advise(&self, round: &Round, standing: Standing) -> Option<Advice> {
        self.advisor.advise(&self.profile(round, Some(standing)), Options::default()).ok()
    }

    /// What may be changed in a round: rungs within reach, one down and three up, and policies that lack nothing then.
    pub fn moves(&self, round: &Round, standing: Standing) -> Vec<Move> {
        let top = self.base().track(self.track).stages.len();
        let near = standing.rung.saturating_sub(1)..top.min(standing.rung + 4);
        let rungs = near.filter(|rung| *rung != standing.rung).map(Move::Rung);
        let bursts = self.advise(round, standing).and_then(|advice| advice.bursts(self.base()));
        let possible = |index: &usize| {
            let is_possible = |bursts: &Bursts| bursts.policies[*index].possible != Truth::False;
            *index != standing.policy && bursts.as_ref().is_some_and(is_possible)
        };
        rungs.chain((0..self.model.policies.len()).filter(possible).map(Move::Policy)).collect()
    }

    /// What the models say of a standing; nothing where the facts of the round contradict each other.
    pub fn assess(&self, round: &Round, standing: Standing) -> Option<Assessment> {
        let base = self.base();
        let advice = self.advise(round, standing)?;
        let fitting =
            self.advisor.advise(&self.profile(round, None), Options::default()).ok()?.walk(self.track).fitting;
        let estimates = estimate(base, &advice);
        let present = estimates.present.as_ref();
        let fills = present.map_or(&[][..], |present| &present.fills);
        let fullest = fills
            .iter()
            .filter(|fill| !fill.perhaps)
            .map(|fill| (fill.component, fill.used.typical))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let bursts = advice.bursts(base);
        let policy = bursts.as_ref().map(|bursts| &bursts.policies[standing.policy]);
        let run = policy.and_then(|policy| policy.typical.as_ref());
        let held = policy.and_then(|policy| policy.cost_a_month).unwrap_or(0.0);
        let telling = present.filter(|present| present.bill.is_telling());
        let bill = telling.map(|present| present.bill.sum.typical + held);
        let bill_is_open = present.is_some_and(|present| !present.bill.unknown.is_empty());
        let broken: Vec<CapabilityId> = base
            .capability_ids()
            .filter(|id| base.rung(self.track, *id).is_some() && advice.architecture.has(*id) == Truth::False)
            .filter(|id| advice.calls.of(*id).hard && advice.calls.of(*id).holds == Truth::True)
            .collect();
        let burst = run.filter(|_| round.has_burst).map(|run| (run.failed_share, run.meets));
        let away = fitting.abs_diff(standing.rung) + broken.len();
        let [load, day, money, rung] = WORTH;
        let points = [
            fullest.map(|(_, used)| load * if used > 1.0 { 1.0 / used } else { 1.0 }),
            // Who misses the target has half at most.
            burst.map(|(failed, meets)| if meets { day } else { day / 2.0 * (1.0 - failed) }),
            bill.zip(round.budget).map(|(bill, budget)| money * (1.0 - (bill / budget - 1.0).clamp(0.0, 1.0))),
            Some((rung - RUNG * away as f64).max(0.0)),
        ];
        Some(Assessment { estimates, fullest, bill, bill_is_open, burst, fitting, broken, points })
    }

    /// The score of standings, one a round: the mean of the rounds, whole points out of 100.
    pub fn total(assessments: &[Assessment]) -> u32 {
        let sum: f64 = assessments.iter().map(Assessment::total).sum();
        (sum / assessments.len().max(1) as f64).round() as u32
    }
}

/// The facts of some formulas, each once.
fn named<'f>(formulas: impl Iterator<Item = &'f Formula>) -> Vec<FactId> {
    let mut facts: Vec<FactId> = formulas.flat_map(Formula::facts).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// A number with two digits, inside the range of its fact.
fn point(base: &RuleBase, fact: FactId, value: f64) -> Values {
    let range = base.fact(fact).range.interval();
    let value = if base.fact(fact).unit == Unit::Count { two_digits(value).round() } else { value };
    Values::Number(Interval::point(two_digits(value).clamp(range.low, range.high)))
}

fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
