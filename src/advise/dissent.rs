//! Where ladders that others have published would put the same system, and whether that is where we put it.

use super::Advice;
use super::calls::{Layer, Pass, View};
use crate::expr::{FactId, Formula};
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
    },
    /// On one of several rungs; which of them cannot be told.
    Between {
        /// Those that it may be, in the order of the ladder.
        rungs: Vec<usize>,
        /// The facts that would tell.
        needs: Vec<FactId>,
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
    /// By how many stages of the main track it is higher than the stage that fits by our rules, at least and at most.
    /// Nothing where no stage fits, and where the ladder may say nothing.
    pub apart: Option<(i64, i64)>,
    /// What settles where it stands, or that it stands elsewhere: facts, or assumptions too.
    pub pass: Option<Pass>,
}

impl Dissent {
    /// Whether it is on the stage that fits by our rules.
    pub fn agrees(&self) -> Truth {
        match self.apart {
            Some((0, 0)) => Truth::True,
            Some((least, most)) if least > 0 || most < 0 => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

impl Advice {
    /// Every published ladder read on the same facts, in the order of their ids.
    ///
    /// The highest rung whose condition holds is where a ladder puts a system: rungs of a ladder that counts users
    /// follow from each other, those of one that goes by bottlenecks stand for themselves.
    pub fn dissent(&self, base: &RuleBase) -> Vec<Dissent> {
        let fitting = base.main_track().map(|track| self.walk(track)).filter(|walk| self.names_fitting(walk));
        // Others say where a system belongs today, and so do we beside them.
        let fitting = fitting.map(|walk| walk.fits_today);
        let ladders = base.ladders.iter().enumerate();
        ladders.map(|(index, ladder)| self.beside(base, (index, ladder), fitting)).collect()
    }

    fn beside(&self, base: &RuleBase, (index, ladder): (usize, &PublishedLadder), fitting: Option<usize>) -> Dissent {
        // The first layer that settles it counts, as it does for gates.
        let layers: &[(Layer, Pass)] = match self.options.assumptions {
            true => &[(Layer::Facts, Pass::Facts), (Layer::Lines, Pass::Line), (Layer::Likely, Pass::Assumptions)],
            false => &[(Layer::Facts, Pass::Facts)],
        };
        let mut dissent = Dissent { ladder: index, standing: Standing::Below, apart: None, pass: None };
        for (layer, pass) in layers {
            let truths = truths(ladder, self.view(base, *layer));
            dissent.standing = stand(ladder, &truths);
            dissent.apart = apart(ladder, &dissent.standing, fitting);
            if let Standing::Between { rungs, needs, .. } = &mut dissent.standing {
                *needs = self.missing(base, rungs.iter().filter_map(|rung| ladder.rungs[*rung].when.as_ref()));
            }
            if !matches!(dissent.standing, Standing::Between { .. }) || dissent.agrees() != Truth::Unknown {
                dissent.pass = Some(*pass);
                break;
            }
        }
        dissent
    }

    /// The facts that conditions read and that are not known to a point; lines are nobody's to tell.
    fn missing<'f>(&self, base: &RuleBase, conditions: impl Iterator<Item = &'f Formula>) -> Vec<FactId> {
        let open = |fact: &FactId| !base.fact(*fact).line && !self.sheet.on_facts(*fact).is_point();
        let mut missing: Vec<FactId> = conditions.flat_map(Formula::facts).filter(open).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

fn truths(ladder: &PublishedLadder, view: View<'_>) -> Vec<Truth> {
    ladder.rungs.iter().map(|rung| rung.when.as_ref().map_or(Truth::True, |when| when.truth(&view))).collect()
}

/// Where a ladder puts a system.
fn stand(ladder: &PublishedLadder, truths: &[Truth]) -> Standing {
    let sure = truths.iter().rposition(|truth| *truth == Truth::True);
    let may_be = |rung: &usize| truths[*rung] != Truth::False && sure.is_none_or(|sure| *rung >= sure);
    let rungs: Vec<usize> = (0..truths.len()).filter(may_be).collect();
    match (sure, rungs.as_slice()) {
        (None, []) => Standing::Below,
        // Two rungs that lead to one stage need not be told apart.
        (Some(rung), rungs) if rungs.iter().all(|other| ladder.rungs[*other].to == ladder.rungs[rung].to) => {
            Standing::On { rung }
        }
        _ => Standing::Between { rungs, needs: Vec::new(), or_below: sure.is_none() },
    }
}

/// By how many stages that is higher than the fitting one, at least and at most.
fn apart(ladder: &PublishedLadder, standing: &Standing, fitting: Option<usize>) -> Option<(i64, i64)> {
    let on = |rung: &usize| ladder.rungs[*rung].to as i64;
    let (low, high) = match standing {
        Standing::On { rung } => (on(rung), on(rung)),
        Standing::Between { rungs, or_below: false, .. } => (rungs.iter().map(on).min()?, rungs.iter().map(on).max()?),
        Standing::Between { .. } | Standing::Below => return None,
    };
    let fitting = fitting? as i64;
    Some((low - fitting, high - fitting))
}
