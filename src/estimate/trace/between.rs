//! Two architectures held against each other, line by line.

use super::tracer::Tracer;
use super::{Derived, Followed, Trace, TracedFact};
use crate::advise::Advice;
use crate::advise::bill::{self, Bill, Scenarios, Scene};
use crate::placing::Architecture;
use crate::rules::RuleBase;

/// Two architectures with the same facts.
pub(super) struct Between<'a> {
    pub(super) base: &'a RuleBase,
    pub(super) advice: &'a Advice,
    pub(super) scenarios: &'a Scenarios,
    pub(super) before: &'a Architecture,
    pub(super) after: &'a Architecture,
}

impl Between<'_> {
    /// Both bills, and every line that differs followed on both sides.
    pub(super) fn trace(&self, after_step: bool) -> (Bill, Bill, Trace) {
        let scene = |architecture| Scene::new(self.base, &self.advice.sheet, self.scenarios, architecture);
        let old_scene = scene(self.before);
        let new_scene = scene(self.after).standing_on(&old_scene);
        let (old, new) = (bill::bill(&old_scene), bill::bill(&new_scene));
        let figure = |bill: &Bill, at: (usize, usize)| {
            bill.lines.iter().find(|line| (line.component, line.line) == at).map(|line| line.figure)
        };
        let mut all: Vec<(usize, usize)> =
            old.lines.iter().chain(&new.lines).map(|line| (line.component, line.line)).collect();
        all.sort_unstable();
        all.dedup();
        let by = |at: &(usize, usize)| {
            let typical = |bill| figure(bill, *at).map_or(0.0, |figure| figure.typical);
            (typical(&new) - typical(&old)).abs()
        };
        all.retain(|at| figure(&old, *at) != figure(&new, *at));
        let lack = |at: &(usize, usize)| {
            let unknown = |bill: &Bill| bill.unknown.iter().find(|line| line.at() == *at).map(|line| line.lack.clone());
            unknown(&new).or_else(|| unknown(&old))
        };
        all.extend(old.unknown.iter().chain(&new.unknown).map(|line| line.at()));
        let mut seen = Vec::new();
        all.retain(|at| {
            !seen.contains(at) && {
                seen.push(*at);
                true
            }
        });
        all.sort_by(|a, b| by(b).total_cmp(&by(a)).then(a.cmp(b)));
        let follow = |scene: &Scene<'_>, bill: &Bill| {
            let mut tracer = Tracer::new(self.base, self.advice, scene, after_step);
            let lacks = |at: &(usize, usize)| bill.unknown.iter().any(|line| line.at() == *at);
            for at in all.iter().filter(|at| figure(bill, **at).is_some() || lacks(at)) {
                tracer.ways(&self.base.components[at.0].costs[at.1].ways);
            }
            tracer.trace
        };
        let (mut trace, mut earlier) = (follow(&new_scene, &new), follow(&old_scene, &old));
        for derived in &mut trace.derived {
            let was = earlier.derived.iter().position(|old| old.of == derived.of).map(|at| earlier.derived.remove(at));
            derived.before = was.and_then(|was| was.figure).filter(|was| Some(*was) != derived.figure);
        }
        // What only the architecture before has a need of.
        let gone = earlier.derived.into_iter().map(|old| Derived { before: old.figure, figure: None, ..old });
        trace.derived.extend(gone);
        let merge = |into: &mut Vec<TracedFact>, from: Vec<TracedFact>| {
            from.into_iter().for_each(|traced| {
                if !into.iter().any(|known| known.fact == traced.fact) {
                    into.push(traced)
                }
            });
        };
        merge(&mut trace.facts, earlier.facts);
        earlier.tables.into_iter().for_each(|entry| {
            if !trace.tables.contains(&entry) {
                trace.tables.push(entry)
            }
        });
        let lines = all.iter().map(|at| Derived {
            of: Followed::Line(at.0, at.1),
            formula: None,
            figure: figure(&new, *at),
            before: figure(&old, *at),
            lack: lack(at),
        });
        let lines: Vec<Derived> = lines.collect();
        trace.derived.splice(0..0, lines);
        (old, new, trace)
    }
}
