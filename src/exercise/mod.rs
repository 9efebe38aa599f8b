//! Exercises: a system of which some facts are hidden, what solves it, and the score of an answer.
//!
//! `workload` draws systems from the rule base alone, `make` takes the first of a seed's stream that is solvable and of the
//! level (`level` defines it), `pick` says what may be picked, `grade` scores. Nothing is judged here: what is right, what
//! it rests on and which question mattered is found by asking the judgement; `game` grows one system through rounds, and the
//! models score it. The same seed, level and rules give the same
//! exercise on every machine (`draw`).

mod answers;
mod draw;
mod game;
mod grade;
mod level;
mod make;
mod pick;
mod workload;

pub use answers::{Answers, Named, Which, Written, read};
pub use game::{Assessment, Game, Move, ROUNDS, Round, Standing};
pub use grade::{
    Grade, MOST_FOR_QUESTIONS, MOST_FOR_REASONS, MOST_FOR_STEP, QuestionGrade, ReasonGrade, StepGrade, grade,
};
pub use level::Level;
pub use make::Maker;
pub use pick::{Pick, STAY};

use crate::advise::Advisor;
use crate::expr::{FactId, TrackId};
use crate::profile::Profile;
use crate::rules::GateId;

/// A fact that the sheet does not tell, and what asking for it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden {
    /// The fact.
    pub fact: FactId,
    /// In points: the harder to find out, the dearer.
    pub price: u32,
}

/// What solves an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The picks that are right: the one that the judgement takes first, then its equals.
    pub right: Vec<Pick>,
    /// Facts on which the answer rests: each set is the least one of a part of the step; the first is what the key names.
    pub sets: Vec<Vec<FactId>>,
    /// Gates that are reasons.
    pub gates: Vec<GateId>,
    /// The questions that the answer takes.
    pub asked: Vec<FactId>,
}

/// A system to judge, of which some facts are hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// What it was made of.
    pub seed: u64,
    /// How hard it is.
    pub level: Level,
    /// The ladder that is asked about.
    pub track: TrackId,
    /// The setting, by its place in the rule base.
    pub frame: Option<usize>,
    /// Where the system stands.
    pub stage: usize,
    /// Everything that its people know.
    pub profile: Profile,
    /// What of that is hidden, in the order of names.
    pub hidden: Vec<Hidden>,
    /// The steps to pick from.
    pub picks: Vec<Pick>,
    /// What questions may cost together.
    pub budget: u32,
    /// How many gates are in play.
    pub gates_in_play: usize,
    /// How far away the closest line is, in percent; nothing where no gate in play compares a number.
    pub closest: Option<f64>,
    /// What solves it.
    pub solution: Solution,
}

impl Exercise {
    /// Says whether a fact is hidden.
    pub fn hides(&self, fact: FactId) -> bool {
        self.hidden.iter().any(|hidden| hidden.fact == fact)
    }

    /// Says whether a fact is told at all, hidden or not.
    pub fn tells(&self, fact: FactId) -> bool {
        self.profile.told.iter().any(|told| told.fact == fact)
    }

    /// The step that a word means: one of the sheet's, or a stage that one of them leads to.
    pub fn pick(&self, advisor: &Advisor<'_>, word: &str) -> Option<Pick> {
        let base = advisor.base();
        let to = base.track(self.track).stages.iter().position(|stage| stage.name == word);
        let leads = |pick: &Pick| match pick {
            Pick::Take(id) => to.is_some() && base.transition(*id).to == to,
            Pick::Stay => to == Some(self.stage),
        };
        let named = self.picks.iter().find(|pick| pick.word(base) == word);
        named.or_else(|| self.picks.iter().find(|pick| leads(pick))).copied()
    }

    /// What the people of the system tell before anybody asks.
    pub fn revealed(&self) -> Profile {
        let hidden: Vec<FactId> = self.hidden.iter().map(|hidden| hidden.fact).collect();
        make::without(&self.profile, &hidden)
    }
}
