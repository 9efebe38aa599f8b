//! Exercises in words: the work sheet, the key and the grade, each a model of its own.

mod game;
mod grade;
mod key;
mod sheet;

pub use game::{
    GameLine, GameReport, GameRound, GameStanding, game_markdown, game_report, tell_game, tell_round, tell_scored,
};
pub use grade::{GradeLine, GradeReport, QuestionLine, ReasonLine, grade_report, tell_grade};
pub use key::{HiddenFact, KeyAnswers, KeyReport, KeysReport, key, keys_markdown};
pub use sheet::{ExerciseFact, ExerciseQuestion, ExerciseStep, SheetReport, sheet, sheet_markdown, tell_sheet};

use crate::exercise::{Named, Pick};
use crate::rules::RuleBase;

/// What a step is, in a few words.
fn step_title(base: &RuleBase, pick: Pick) -> String {
    let Pick::Take(id) = pick else { return "keep what is there".to_owned() };
    let transition = base.transition(id);
    let track = base.track(transition.track);
    let titles = |list: &[crate::expr::CapabilityId]| {
        list.iter().map(|id| base.capability(*id).title.as_str()).collect::<Vec<&str>>().join(", ")
    };
    match (transition.to, transition.lane) {
        (Some(to), _) => format!("up to {}: {}", track.stages[to].name, titles(&track.stages[to].core)),
        (None, Some(lane)) => format!("change the lane: {}", track.lanes[lane].title),
        _ if !transition.drops.is_empty() => format!("take away {}", titles(&transition.drops)),
        _ => format!("add {}", titles(&transition.adds)),
    }
}

/// The name of a reason.
fn reason_name(base: &RuleBase, named: Named) -> &str {
    match named {
        Named::Fact(fact) => &base.fact(fact).name,
        Named::Gate(gate) => &base.gate(gate).id,
    }
}

/// What to read of some gates, most telling first.
fn reading(gates: &[String]) -> Vec<String> {
    gates.iter().take(4).map(|gate| format!("nextrung rules show gate:{gate}")).collect()
}
