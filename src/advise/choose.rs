//! Decisions among options: which are feasible, which is picked, and why.

use super::calls::{Layer, View};
use crate::quantity::Truth;
use crate::rules::{Choice, RuleBase};

/// How an option stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionReading {
    /// Whether nothing rules it out.
    pub feasible: Truth,
    /// Whether something speaks for it strongly enough to change over.
    pub called_for: Truth,
    /// The grounds that hold: what rules it out, or what calls for it.
    pub grounds: Vec<usize>,
}

/// A choice with its pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Which choice, by its place in the rule base.
    pub choice: usize,
    /// The picked option; nothing where every option is ruled out.
    pub pick: Option<usize>,
    /// The option that the architecture has today.
    pub incumbent: Option<usize>,
    /// By option.
    pub options: Vec<OptionReading>,
}

impl Chosen {
    /// Says whether the pick is another option than today's.
    pub fn changes(&self) -> bool {
        self.incumbent.is_some() && self.pick.is_some() && self.pick != self.incumbent
    }

    /// Says whether facts rule out what the architecture has today.
    pub fn incumbent_is_ruled_out(&self) -> bool {
        self.incumbent.is_some_and(|today| self.options[today].feasible == Truth::False)
    }
}

/// Reads a choice on facts.
///
/// Today's option stays unless facts rule it out, or call for another and not for it. Without one, the first option
/// that is called for wins, else the first that nothing rules out.
pub(super) fn choose(base: &RuleBase, index: usize, view: View<'_>) -> Chosen {
    let choice = &base.choices[index];
    let view = View { layer: Layer::Facts, ..view };
    let options: Vec<OptionReading> = choice
        .options
        .iter()
        .map(|option| {
            let against: Vec<Truth> = option.rules_out.iter().map(|ground| ground.when.truth(&view)).collect();
            let speaks: Vec<Truth> = option.calls_for.iter().map(|ground| ground.when.truth(&view)).collect();
            let feasible = !against.iter().copied().max().unwrap_or(Truth::False);
            let called_for = speaks.iter().copied().max().unwrap_or(Truth::False);
            let shown = if feasible == Truth::False { against } else { speaks };
            let grounds =
                shown.iter().enumerate().filter(|(_, truth)| **truth == Truth::True).map(|(index, _)| index).collect();
            OptionReading { feasible, called_for, grounds }
        })
        .collect();
    let incumbent = incumbent(base, choice, view);
    let wanted = |index: &usize| options[*index].feasible != Truth::False && options[*index].called_for == Truth::True;
    let possible = |index: &usize| options[*index].feasible != Truth::False;
    let all = || 0..options.len();
    let pick = match incumbent {
        Some(today) if possible(&today) && (wanted(&today) || !all().any(|index| wanted(&index))) => Some(today),
        _ => all().find(wanted).or_else(|| all().find(possible)),
    };
    Chosen { choice: index, pick, incumbent, options }
}

/// The option that today's architecture shows: most marks first, else the one of its lane without marks.
fn incumbent(base: &RuleBase, choice: &Choice, view: View<'_>) -> Option<usize> {
    let shown = |index: usize| {
        choice.options[index].marks.iter().filter(|mark| view.architecture.has(**mark) == Truth::True).count()
    };
    let track = choice.lane_of?;
    let placed = view.architecture.placed(track)?;
    let of_lane = |index: &usize| choice.options[*index].lane == placed.lane;
    let all = 0..choice.options.len();
    debug_assert!(base.track(track).lanes.len() >= usize::from(placed.lane.is_some()));
    all.filter(of_lane).max_by_key(|index| (shown(*index), usize::MAX - index))
}
