//! Scores answers: the step, what it rests on, and the questions.
//!
//! | for | points |
//! |---|---|
//! | the step: the right one, or one that the judgement holds to be equal | 50 |
//! | another step that ends on the same rung, or one rung beside it | 20 |
//! | the reasons: a gate that is a reason, or every fact of a least set; else the share of the best set that was named | 30 |
//! | each reason that is none, or that nobody told | -5, never below nought |
//! | the questions: all points for none that was wasted | 20 |
//! | each question that can change nothing, and what is spent beyond the budget | its price |
//!
//! Hundred is the most. The points are a convention of this room; what is right is the judgement's.

use super::Exercise;
use super::answers::{Answers, Named};
use super::make::{Maker, without};
use super::pick::{Outcome, Pick, outcome};
use crate::advise::Options;
use crate::expr::FactId;
use crate::profile::Profile;
use crate::rules::{Aim, GateId};

/// For the right step.
pub const MOST_FOR_STEP: u32 = 50;
/// For the reasons.
pub const MOST_FOR_REASONS: u32 = 30;
/// For the questions.
pub const MOST_FOR_QUESTIONS: u32 = 20;
/// For a step that misses narrowly.
const NEAR_STEP: u32 = 20;
/// What a reason that is none costs.
const WRONG_REASON: u32 = 5;

/// How a step that was picked stands to the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepGrade {
    /// It is the right one.
    Right,
    /// The judgement holds it to be equal to the one that it names first.
    Equal,
    /// Another step that ends on the same rung.
    SameRung,
    /// It ends so many rungs above.
    OverBuilt(usize),
    /// It ends so many rungs below.
    UnderBuilt(usize),
    /// None was picked.
    Missing,
}

/// How a reason that was named stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonGrade {
    /// The answer rests on it.
    Counts,
    /// It is one of the reasons, but it was neither told nor asked for.
    Guessed,
    /// The answer does not rest on it.
    Wrong,
}

/// How a question that was asked stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionGrade {
    /// The step takes it.
    Needed,
    /// It could have changed the answer.
    CouldMatter,
    /// No value of it changes the answer.
    Wasted,
}

/// The score of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// How the step stands.
    pub step: StepGrade,
    /// Points for it.
    pub step_points: u32,
    /// The reasons that were named.
    pub reasons: Vec<(Named, ReasonGrade)>,
    /// Points for them.
    pub reason_points: u32,
    /// The questions that were asked, with their price.
    pub questions: Vec<(FactId, u32, QuestionGrade)>,
    /// Points for them.
    pub question_points: u32,
    /// What was spent.
    pub spent: u32,
    /// With what was told and asked for, the judgement takes the right step; without, a right step was luck.
    pub suffices: bool,
}

impl Grade {
    /// All points, of a hundred.
    pub fn total(&self) -> u32 {
        self.step_points + self.reason_points + self.question_points
    }
}

/// Scores answers.
pub fn grade(maker: &Maker<'_>, exercise: &Exercise, answers: &Answers) -> Grade {
    let (step, step_points) = step(maker, exercise, answers.step);
    let (reasons, reason_points) = reasons(maker, exercise, answers);
    let questions: Vec<(FactId, u32, QuestionGrade)> = answers
        .asked
        .iter()
        .filter_map(|fact| exercise.hidden.iter().find(|hidden| hidden.fact == *fact))
        .map(|hidden| (hidden.fact, hidden.price, question(maker, exercise, hidden.fact)))
        .collect();
    let spent: u32 = questions.iter().map(|(_, price, _)| price).sum();
    let wasted: u32 =
        questions.iter().filter(|(.., grade)| *grade == QuestionGrade::Wasted).map(|(_, price, _)| price).sum();
    let beyond = spent.saturating_sub(exercise.budget);
    let unasked: Vec<FactId> =
        exercise.hidden.iter().map(|hidden| hidden.fact).filter(|fact| !answers.asked.contains(fact)).collect();
    let advisor = maker.advisor();
    let with = |profile: &Profile| {
        advisor.advise(profile, Options::default()).ok().map(|advice| outcome(&advice, exercise.track))
    };
    let known = with(&without(&exercise.profile, &unasked));
    // Whoever stays on silence alone has looked at nothing.
    let looked = exercise.solution.right != [Pick::Stay]
        || exercise.solution.asked.iter().any(|fact| answers.asked.contains(fact));
    let suffices =
        known.is_some_and(|known| !matches!(known, Outcome::Other(_)) && Some(known) == with(&exercise.profile));
    Grade {
        step,
        step_points,
        reasons,
        reason_points,
        questions,
        // Nothing asked and nothing known is no saving.
        question_points: match answers.step {
            None if answers.asked.is_empty() => 0,
            _ => MOST_FOR_QUESTIONS.saturating_sub(wasted.max(beyond)),
        },
        spent,
        suffices: suffices && looked,
    }
}

fn step(maker: &Maker<'_>, exercise: &Exercise, picked: Option<Pick>) -> (StepGrade, u32) {
    let base = maker.advisor().base();
    let Some(picked) = picked else { return (StepGrade::Missing, 0) };
    let right = &exercise.solution.right;
    match right.iter().position(|pick| *pick == picked) {
        Some(0) => return (StepGrade::Right, MOST_FOR_STEP),
        Some(_) => return (StepGrade::Equal, MOST_FOR_STEP),
        None => {}
    }
    let rung = |pick: Pick| pick.rung(base, exercise.stage);
    let end = right.first().map_or(exercise.stage, |pick| rung(*pick));
    let stays = right.contains(&Pick::Stay);
    match rung(picked) {
        // More on the same rung where nothing calls for it is too much, and nothing where something does too little.
        here if here == end && stays => (StepGrade::OverBuilt(0), NEAR_STEP),
        here if here == end && picked == Pick::Stay => (StepGrade::UnderBuilt(0), NEAR_STEP),
        here if here == end => (StepGrade::SameRung, NEAR_STEP),
        here if here > end => (StepGrade::OverBuilt(here - end), if here - end == 1 { NEAR_STEP } else { 0 }),
        here => (StepGrade::UnderBuilt(end - here), if end - here == 1 { NEAR_STEP } else { 0 }),
    }
}

fn reasons(maker: &Maker<'_>, exercise: &Exercise, answers: &Answers) -> (Vec<(Named, ReasonGrade)>, u32) {
    let base = maker.advisor().base();
    let solution = &exercise.solution;
    let is_known = |fact: &FactId| !exercise.hides(*fact) || answers.asked.contains(fact);
    let of_gate = |gate: GateId| base.gate(gate).when.facts().into_iter().filter(|fact| exercise.tells(*fact));
    let graded = |named: &Named| match named {
        Named::Fact(fact) if solution.sets.iter().any(|set| set.contains(fact)) => match is_known(fact) {
            true => ReasonGrade::Counts,
            false => ReasonGrade::Guessed,
        },
        Named::Gate(gate) if solution.gates.contains(gate) => match of_gate(*gate).all(|fact| is_known(&fact)) {
            true => ReasonGrade::Counts,
            false => ReasonGrade::Guessed,
        },
        _ => ReasonGrade::Wrong,
    };
    let all: Vec<(Named, ReasonGrade)> = answers.reasons.iter().map(|named| (*named, graded(named))).collect();
    let counts = |named: Named| all.contains(&(named, ReasonGrade::Counts));
    let share = |set: &Vec<FactId>| {
        let named = set.iter().filter(|fact| counts(Named::Fact(**fact))).count();
        MOST_FOR_REASONS * named as u32 / set.len().max(1) as u32
    };
    let best = match solution.gates.iter().any(|gate| counts(Named::Gate(*gate))) {
        true => MOST_FOR_REASONS,
        false => solution.sets.iter().map(share).max().unwrap_or(0),
    };
    let wrong = all.iter().filter(|(_, grade)| *grade != ReasonGrade::Counts).count() as u32;
    (all, best.saturating_sub(wrong * WRONG_REASON))
}

fn question(maker: &Maker<'_>, exercise: &Exercise, fact: FactId) -> QuestionGrade {
    if exercise.solution.asked.contains(&fact) {
        QuestionGrade::Needed
    } else if maker.matters(exercise, fact) {
        QuestionGrade::CouldMatter
    } else {
        QuestionGrade::Wasted
    }
}

impl Exercise {
    /// The answers that earn full marks.
    pub fn key(&self) -> Answers {
        Answers {
            step: self.solution.right.first().copied(),
            reasons: self.solution.sets.first().into_iter().flatten().map(|fact| Named::Fact(*fact)).collect(),
            asked: self.solution.asked.clone(),
        }
    }

    /// The gates that speak for a step that was picked and is not right, by what they are about.
    pub fn gates_for(&self, maker: &Maker<'_>, picked: Pick) -> Vec<GateId> {
        let base = maker.advisor().base();
        let Pick::Take(id) = picked else { return Vec::new() };
        let transition = base.transition(id);
        let stage = transition.to.map(|to| &base.track(transition.track).stages[to]);
        let gained: Vec<_> = stage.into_iter().flat_map(|stage| &stage.core).chain(&transition.adds).copied().collect();
        base.gate_ids()
            .filter(|id| match base.gate(*id).aim {
                Aim::For(capability) => gained.contains(&capability),
                Aim::Against(capability) => transition.drops.contains(&capability),
            })
            .filter(|id| !base.gate(*id).is_stand_in())
            .collect()
    }
}
