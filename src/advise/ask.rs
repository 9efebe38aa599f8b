//! What nobody told: what to ask first, and the assumptions that an answer hangs on.

use super::calls::{Layer, Pass, View};
use super::walk::Walk;
use super::{Advice, Status, Step, Urgency};
use crate::expr::{CapabilityId, FactId, QuantityId, TrackId, World};
use crate::quantity::{Interval, Names, Truth, Values};
use crate::rules::{Aim, GateId, Hard, RuleBase};

/// Something that nobody told and that could change the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Where the architecture stands on a track.
    Stage(TrackId),
    /// Whether a capability is there.
    Presence(CapabilityId),
    /// The value of a fact.
    Fact(FactId),
}

/// An assumption that settled something, with the value at which it would no longer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flip {
    /// The assumed fact.
    pub fact: FactId,
    /// The value that would flip a gate.
    pub at: Option<f64>,
    /// The gate.
    pub gate: GateId,
}

/// At most this many questions are asked at once.
const MOST_QUESTIONS: usize = 6;

impl Advice {
    /// What to ask first. What cannot change the answer is not asked.
    pub fn questions(&self, base: &RuleBase, walk: &Walk) -> Vec<Question> {
        if walk.decided {
            return Vec::new();
        }
        let mut questions = Vec::new();
        if self.architecture.placed(walk.track).is_none() {
            questions.push(Question::Stage(walk.track));
        }
        if !walk.telling {
            // Nothing is known of the demand: the count is the easiest thing to tell.
            let unknown = super::count_facts(base).into_iter().filter(|fact| !self.sheet.is_known(base, *fact));
            questions.extend(unknown.map(Question::Fact));
        }
        questions.extend(walk.ask_presence.iter().map(|capability| Question::Presence(*capability)));
        let mut facts: Vec<FactId> = Vec::new();
        let mut undecided: Vec<&Step> =
            walk.others.iter().chain(&walk.next).filter(|step| step.status == Status::NeedsInfo).collect();
        undecided.sort_by_key(|step| step.edge);
        for step in undecided {
            facts.extend(super::open_facts(base, &self.calls, self.view(base, Layer::Facts), &step.open));
        }
        if let Some(step) = &walk.next {
            let unknown =
                step.requires.iter().filter(|needed| needed.holds == Truth::Unknown && needed.rides_along.is_none());
            facts.extend(
                unknown
                    .filter_map(|needed| base.transition(needed.transition).requires[needed.requirement].when.as_ref())
                    .flat_map(|when| when.facts()),
            );
        }
        facts.extend(self.bill_of_exceptions(base, walk));
        facts.extend(self.ranked_unknowns(base, walk));
        let mut seen: Vec<FactId> = Vec::new();
        for fact in facts {
            let asked = questions.contains(&Question::Fact(fact));
            if !asked && !seen.contains(&fact) && !self.sheet.on_facts(fact).is_point() && base.fact(fact).is_asked() {
                seen.push(fact);
            }
        }
        questions.extend(seen.into_iter().map(Question::Fact));
        questions.truncate(MOST_QUESTIONS);
        questions
    }

    /// What would tell the bill that an exception of a gate asks for, where the gate holds but for that.
    fn bill_of_exceptions(&self, base: &RuleBase, walk: &Walk) -> Vec<FactId> {
        let here = |id: &GateId| {
            let gate = base.gate(*id);
            let capability = gate.capability();
            let reading = self.calls.reading(*id);
            base.capability(capability).home == Some(walk.track)
                && matches!(gate.aim, Aim::For(_))
                && self.architecture.has(capability) != Truth::True
                && reading.on_facts == Truth::True
                && (reading.counts() || reading.disarmed_on.is_some())
        };
        let view = self.view(base, Layer::Facts);
        let exceptions = base.gate_ids().filter(here).filter_map(|id| base.gate(id).unless.as_ref());
        let open = exceptions.filter(|unless| unless.truth(&view) == Truth::Unknown);
        let told = open.flat_map(|unless| {
            let told = unless.quantities().iter().flat_map(|id| base.vocabulary.quantity_word(*id).told.clone());
            // Alone it must be able to tell whether the exception holds.
            told.filter(move |fact| {
                let most = Values::Number(Interval::point(base.fact(*fact).range.interval().high));
                unless.truth(&Told { view, fact: *fact, values: most }) != Truth::Unknown
            })
        });
        told.collect()
    }

    /// Unknown facts of gates that could still call for something that would change the step, the most used first.
    fn ranked_unknowns(&self, base: &RuleBase, walk: &Walk) -> Vec<FactId> {
        let limit = walk.next.as_ref().map(|step| (step.edge.to, step.urgency));
        let mut uses: Vec<(usize, usize, FactId)> = Vec::new();
        for id in base.gate_ids() {
            let gate = base.gate(id);
            let capability = gate.capability();
            let open = self.calls.reading(id).counts()
                && self.calls.reading(id).on_facts == Truth::Unknown
                && !gate.is_stand_in();
            let matters = match gate.aim {
                Aim::For(_) => {
                    let rung = base.rung(walk.track, capability).map_or(0, |(rung, _)| rung);
                    let earlier = limit.is_none_or(|(to, urgency)| {
                        rung <= to || (urgency > Some(Urgency::Broken) && !matches!(gate.hard, Hard::No))
                    });
                    self.architecture.has(capability) != Truth::True && earlier
                }
                Aim::Against(_) => self.architecture.has(capability) == Truth::True,
            };
            if !open || !matters || base.capability(capability).home != Some(walk.track) {
                continue;
            }
            let rung = base.rung(walk.track, capability).map_or(0, |(rung, _)| rung);
            for fact in gate.when.facts() {
                // Alone it must be able to turn the gate: one that waits for a second unlikely fact asks for nothing.
                let view = self.view(base, Layer::Likely);
                let free = Told { view, fact, values: base.fact(fact).range };
                if !self.sheet.is_known(base, fact) && gate.when.truth(&free) == Truth::False {
                    continue;
                }
                match uses.iter_mut().find(|(.., known)| *known == fact) {
                    Some((count, lowest, _)) => {
                        *count += 1;
                        *lowest = (*lowest).min(rung);
                    }
                    None => uses.push((1, rung, fact)),
                }
            }
        }
        uses.sort_by_key(|(count, rung, fact)| (usize::MAX - count, *rung, *fact));
        uses.into_iter().map(|(.., fact)| fact).collect()
    }

    /// The assumptions that settled a gate of this track, with the nearest value that would unsettle it.
    pub fn flips(&self, base: &RuleBase, walk: &Walk) -> Vec<Flip> {
        let mut flips: Vec<Flip> = Vec::new();
        for id in base.gate_ids() {
            let gate = base.gate(id);
            let reading = self.calls.reading(id);
            let capability = gate.capability();
            let by_assumption = matches!(self.calls.of(capability).pass, Some(Pass::Line | Pass::Assumptions));
            let here = base.capability(capability).home == Some(walk.track)
                && self.architecture.has(capability) != Truth::True;
            if !here
                || !by_assumption
                || !reading.counts()
                || gate.is_stand_in()
                || reading.on_facts != Truth::Unknown
                || matches!(gate.aim, Aim::Against(_))
            {
                continue;
            }
            for fact in gate.when.facts().into_iter().filter(|fact| !self.sheet.is_known(base, *fact)) {
                let Some(at) = self.flips_at(base, id, fact) else { continue };
                let typical = self.sheet.typical(fact).interval().low;
                let far = |at: f64| (at - typical).abs();
                // Of all gates the line that is nearest to what is reckoned with.
                match flips.iter_mut().find(|flip| flip.fact == fact) {
                    Some(flip) if flip.at.is_none_or(|known| far(at) < far(known)) => {
                        *flip = Flip { fact, at: Some(at), gate: id };
                    }
                    Some(_) => {}
                    None => flips.push(Flip { fact, at: Some(at), gate: id }),
                }
            }
        }
        flips.sort_by_key(|flip| flip.fact);
        flips
    }

    /// The line nearest to the assumed value across which the gate comes out another way.
    fn flips_at(&self, base: &RuleBase, gate: GateId, fact: FactId) -> Option<f64> {
        let when = &base.gate(gate).when;
        let view = self.view(base, Layer::Likely);
        let before = when.truth(&view);
        let typical = self.sheet.typical(fact).interval();
        let range = base.fact(fact).range.interval();
        let mut lines: Vec<f64> = when
            .atoms(&view)
            .iter()
            .filter_map(|atom| atom.margin)
            .filter(|margin| margin.fact == Some(fact))
            .map(|margin| margin.line)
            .collect();
        lines.sort_by(|a, b| (a - typical.low).abs().total_cmp(&(b - typical.low).abs()));
        lines.into_iter().find(|line| {
            [line.next_down(), *line, line.next_up()]
                .into_iter()
                .filter(|value| *value >= range.low && *value <= range.high)
                .any(|value| {
                    let told = Told { view, fact, values: Values::Number(Interval::point(value)) };
                    when.truth(&told) != before
                })
        })
    }
}

/// A view in which one fact has another value.
struct Told<'a> {
    view: View<'a>,
    fact: FactId,
    values: Values,
}

impl World for Told<'_> {
    fn fact(&self, fact: FactId) -> Values {
        if fact == self.fact { self.values } else { self.view.fact(fact) }
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        let is_told = |fact: FactId| fact == self.fact || self.view.sheet.is_told(fact);
        let told = self.view.base.quantity_as_told(quantity, self, is_told);
        told.unwrap_or_else(|| self.view.quantity(quantity))
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.view.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        self.view.at(track)
    }

    fn lane(&self, track: TrackId) -> Names {
        self.view.lane(track)
    }
}
