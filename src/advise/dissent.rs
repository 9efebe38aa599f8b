//! Where ladders that others have published would put the same system, and whether that is where we put it.

use super::calls::{Layer, Pass, View};
use super::{Advice, Walk};
use crate::quantity::Truth;
use crate::rules::{PublishedLadder, RuleBase};

/// What a published ladder says of the answered facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The facts are on no rung of it: it says nothing of so small a system.
    Below,
    /// On one stage.
    On {
        /// Its rung that leads there.
        rung: usize,
        /// What settles it: facts, or assumptions too.
        pass: Pass,
    },
    /// On one of several rungs; which of them cannot be told.
    Between {
        /// Those that it may be, in the order of the ladder.
        rungs: Vec<usize>,
        /// It may be none of them too.
        or_below: bool,
    },
}

/// A published ladder beside the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dissent {
    /// Which ladder, by its place in the rule base.
    pub ladder: usize,
    /// Where it would put the system.
    pub standing: Standing,
    /// Whether that is the stage that fits by our rules.
    pub agrees: Truth,
    /// By how many stages of the main track it is higher than ours; nothing where one of the two is open.
    pub rungs_apart: Option<i64>,
}

impl Advice {
    /// Every published ladder read on the same facts, in the order of their ids.
    ///
    /// The highest rung whose condition holds is where a ladder puts a system: rungs of a ladder that counts users
    /// follow from each other, those of one that goes by bottlenecks stand for themselves.
    pub fn dissent(&self, base: &RuleBase) -> Vec<Dissent> {
        let fitting = base.main_track().map(|track| self.walk(track)).filter(|walk| is_known(self, walk));
        let fitting = fitting.map(|walk| walk.fitting);
        let ladders = base.ladders.iter().enumerate();
        ladders.map(|(index, ladder)| self.beside(base, (index, ladder), fitting)).collect()
    }

    fn beside(&self, base: &RuleBase, (index, ladder): (usize, &PublishedLadder), fitting: Option<usize>) -> Dissent {
        // The first layer that settles it counts, as it does for gates.
        let layers: &[(Layer, Pass)] = match self.options.assumptions {
            true => &[(Layer::Facts, Pass::Facts), (Layer::Lines, Pass::Line), (Layer::Likely, Pass::Assumptions)],
            false => &[(Layer::Facts, Pass::Facts)],
        };
        let readings = layers.iter().map(|(layer, pass)| (truths(ladder, self.view(base, *layer)), *pass));
        let mut standing = Standing::Below;
        for (truths, pass) in readings {
            standing = stand(ladder, &truths, pass);
            if !matches!(standing, Standing::Between { .. }) {
                break;
            }
        }
        let stage = |rung: usize| ladder.rungs[rung].to;
        let (agrees, rungs_apart) = match (&standing, fitting) {
            (Standing::On { rung, .. }, Some(fitting)) => {
                (Truth::from(stage(*rung) == fitting), Some(stage(*rung) as i64 - fitting as i64))
            }
            // Whichever it is, it is not ours.
            (Standing::Between { rungs, or_below: false }, Some(fitting))
                if !rungs.iter().any(|rung| stage(*rung) == fitting) =>
            {
                (Truth::False, None)
            }
            _ => (Truth::Unknown, None),
        };
        Dissent { ladder: index, standing, agrees, rungs_apart }
    }
}

/// Says whether there is a fitting stage to hold a ladder against, as answers show it.
fn is_known(advice: &Advice, walk: &Walk) -> bool {
    advice.architecture.placed(walk.track).is_some() || walk.telling || !walk.path.is_empty()
}

fn truths(ladder: &PublishedLadder, view: View<'_>) -> Vec<Truth> {
    ladder.rungs.iter().map(|rung| rung.when.as_ref().map_or(Truth::True, |when| when.truth(&view))).collect()
}

/// Where a ladder puts a system.
fn stand(ladder: &PublishedLadder, truths: &[Truth], pass: Pass) -> Standing {
    let sure = truths.iter().rposition(|truth| *truth == Truth::True);
    let may_be = |rung: &usize| truths[*rung] != Truth::False && sure.is_none_or(|sure| *rung >= sure);
    let rungs: Vec<usize> = (0..truths.len()).filter(may_be).collect();
    match (sure, rungs.as_slice()) {
        (None, []) => Standing::Below,
        // Two rungs that lead to one stage need not be told apart.
        (Some(rung), rungs) if rungs.iter().all(|other| ladder.rungs[*other].to == ladder.rungs[rung].to) => {
            Standing::On { rung, pass }
        }
        _ => Standing::Between { rungs, or_below: sure.is_none() },
    }
}
