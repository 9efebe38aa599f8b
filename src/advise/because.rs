//! Why: the gates that made the verdict, with what they saw and how far they are from their lines.

use super::calls::{Layer, Pass};
use super::foresight::Moment;
use super::walk::{Verdict, Walk};
use super::{Advice, Status, Step};
use crate::expr::{Atom, CapabilityId, FactId, Margin, TrackId};
use crate::quantity::Truth;
use crate::rules::{Aim, GateId, Hard, Part, RuleBase};

/// One gate as a reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The gate.
    pub gate: GateId,
    /// The capability that it is about.
    pub capability: CapabilityId,
    /// How it came out.
    pub holds: Truth,
    /// The values that it saw.
    pub layer: Layer,
    /// How far the condition is from turning.
    pub margin: Option<Margin>,
    /// Its parts, as written.
    pub atoms: Vec<Atom>,
    /// It does not hold today and presses all the same: the month, counted from today, from which it is sure to hold.
    pub foreseen: Option<Moment>,
}

/// A rung that nothing calls for now, with the gate that is nearest to doing so.
#[derive(Debug, Clone, PartialEq)]
pub struct Later {
    /// The rung.
    pub stage: usize,
    /// The nearest gate.
    pub nearest: Option<Reason>,
}

/// At most this many reasons are given for staying.
const MOST_REASONS_TO_STAY: usize = 4;
impl Advice {
    /// A gate as a reason, on the layer that settled it.
    fn reason(&self, base: &RuleBase, gate: GateId, layer: Layer) -> Reason {
        let view = self.view(base, layer);
        let when = &base.gate(gate).when;
        Reason {
            gate,
            capability: base.gate(gate).capability(),
            holds: when.truth(&view),
            layer,
            margin: when.whole_margin(&view),
            atoms: when.atoms(&view),
            foreseen: self.foresight.as_ref().and_then(|foresight| foresight.moment_of(gate)),
        }
    }

    /// A gate as a reason, on the layer that settled the part that it is about.
    pub fn reason_of(&self, base: &RuleBase, gate: GateId) -> Reason {
        let layer = match base.gate(gate).aim {
            Aim::For(capability) => self.layer_of(base, capability, gate),
            Aim::Against(_) => Layer::Facts,
        };
        self.reason(base, gate, layer)
    }

    fn layer_of(&self, base: &RuleBase, capability: CapabilityId, gate: GateId) -> Layer {
        match self.calls.of(capability).pass {
            Some(Pass::Line) => Layer::Lines,
            Some(Pass::Assumptions) if base.gate(gate).when.truth(&self.view(base, Layer::Likely)) == Truth::True => {
                Layer::Likely
            }
            Some(Pass::Assumptions) => Layer::Typical,
            _ => Layer::Facts,
        }
    }

    /// The reasons for the verdict of a track.
    pub fn because(&self, base: &RuleBase, walk: &Walk) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        let add = |gate: GateId, layer: Layer, reasons: &mut Vec<Reason>| {
            if !reasons.iter().any(|reason| reason.gate == gate) {
                reasons.push(self.reason(base, gate, layer));
            }
        };
        match (walk.verdict, &walk.next) {
            (Verdict::StepDown, Some(step)) => {
                for capability in &step.drops {
                    for gate in self.burdens_against(base, *capability) {
                        add(gate, Layer::Facts, &mut reasons);
                    }
                }
            }
            (Verdict::SwitchLane, _) => {}
            (_, Some(step)) => {
                for action in step.required() {
                    for gate in &action.because {
                        add(*gate, self.layer_of(base, action.capability, *gate), &mut reasons);
                    }
                }
            }
            (_, None) => {
                for gate in &walk.more_of_the_same {
                    add(*gate, Layer::Facts, &mut reasons);
                }
                if self.architecture.placed(walk.track).is_none() {
                    for gate in self.gates_of_rung(base, walk.track, walk.fitting) {
                        add(gate, self.layer_of(base, base.gate(gate).capability(), gate), &mut reasons);
                    }
                } else if walk.verdict == Verdict::Undecided {
                    for step in walk.others.iter().filter(|step| step.status == Status::NeedsInfo) {
                        for gate in self.open_gates(base, &step.open) {
                            add(gate, Layer::Facts, &mut reasons);
                        }
                    }
                } else {
                    for reason in self.nearest_calls(base, walk) {
                        if !reasons.iter().any(|known| known.gate == reason.gate) {
                            reasons.push(reason);
                        }
                    }
                }
            }
        }
        reasons
    }

    /// What settled the verdict; an open one was settled by nothing.
    pub fn decided_on(&self, base: &RuleBase, walk: &Walk) -> Option<Pass> {
        match (&walk.next, walk.verdict) {
            (Some(_), Verdict::StepDown | Verdict::SwitchLane) => Some(Pass::Facts),
            (Some(step), _) => {
                step.required().filter(|action| !action.because.is_empty()).filter_map(|action| action.pass).min()
            }
            (None, Verdict::Stay) => {
                let home = base.capability_ids().filter(|id| base.capability(*id).home == Some(walk.track));
                let open = home.filter(|id| self.architecture.has(*id) != Truth::True);
                open.filter_map(|id| self.calls.of(id).pass).max()
            }
            (None, _) if self.architecture.placed(walk.track).is_none() => {
                let stage = &base.track(walk.track).stages[walk.fitting];
                stage
                    .core
                    .iter()
                    .filter(|id| self.calls.of(**id).holds == Truth::True)
                    .filter_map(|id| self.calls.of(*id).pass)
                    .min()
            }
            _ => None,
        }
    }

    /// How many months a value that grows with the load keeps below its line, at the stated growth: least and most.
    ///
    /// `months = ln(line / value) / ln(1 + growth)`. Nothing where no growth was stated, where load may shrink, or where
    /// the value does not grow with the load.
    pub fn lasts(&self, base: &RuleBase, margin: &Margin) -> Option<(f64, f64)> {
        let grows = margin.fact.is_some_and(|fact| base.fact(fact).grows);
        let growth = base.fact_ids().find(|fact| base.fact(*fact).growth && self.sheet.is_known(base, *fact))?;
        let growth = self.sheet.on_facts(growth).interval();
        if !grows || growth.low <= 0.0 || margin.value <= 0.0 || margin.value >= margin.line {
            return None;
        }
        let months = |growth: f64| (margin.line / margin.value).ln() / growth.ln_1p();
        let (least, most) = (months(growth.high), months(growth.low));
        (least.is_finite() && most.is_finite()).then_some((least, most))
    }

    /// Says whether somebody stated how fast the load grows.
    pub fn grows(&self, base: &RuleBase) -> bool {
        base.fact_ids().any(|fact| base.fact(fact).growth && self.sheet.is_known(base, fact))
    }

    /// How many months are left until a limit that a step ends is broken, least and most; nothing where that cannot be
    /// told, and nought where one is broken already.
    pub fn breach(&self, base: &RuleBase, step: &Step) -> Option<(f64, f64)> {
        let view = self.view(base, Layer::Facts);
        let gates = step.required().flat_map(|action| &action.because).map(|gate| (*gate, base.gate(*gate)));
        let months = gates.filter_map(|(id, gate)| match &gate.hard {
            // What is hard under a condition of its own breaks nothing before the gate itself holds.
            _ if self.calls.reading(id).hard == Truth::True && self.calls.reading(id).on_facts != Truth::False => {
                Some((0.0, 0.0))
            }
            Hard::When(limit) if limit.truth(&view) == Truth::False => self.lasts(base, &limit.whole_margin(&view)?),
            _ => None,
        });
        months.min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// The burdens that hold against a capability, on facts.
    pub fn burdens_against(&self, base: &RuleBase, capability: CapabilityId) -> Vec<GateId> {
        base.gate_ids()
            .filter(|id| base.gate(*id).aim == Aim::Against(capability) && self.calls.reading(*id).counts())
            .filter(|id| self.calls.reading(*id).on_facts == Truth::True)
            .collect()
    }

    /// The gates that call for parts of a rung.
    fn gates_of_rung(&self, base: &RuleBase, track: TrackId, stage: usize) -> Vec<GateId> {
        let stage = &base.track(track).stages[stage];
        stage
            .core
            .iter()
            .filter(|c| base.capability(**c).home == Some(track) && self.calls.of(**c).foreseen.is_none())
            .flat_map(|c| self.calls.of(*c).gates.iter().copied())
            .collect()
    }

    /// The gates that leave the parts of a step open.
    fn open_gates(&self, base: &RuleBase, open: &[CapabilityId]) -> Vec<GateId> {
        base.gate_ids()
            .filter(|id| matches!(base.gate(*id).aim, Aim::For(capability) if open.contains(&capability)))
            .filter(|id| self.calls.reading(*id).counts() && self.calls.reading(*id).on_facts == Truth::Unknown)
            .filter(|id| super::step::speaks(base, &self.calls, *id))
            .collect()
    }

    /// The gates that are nearest to calling for something, for a verdict to stay.
    fn nearest_calls(&self, base: &RuleBase, walk: &Walk) -> Vec<Reason> {
        let mut found: Vec<Reason> = base
            .gate_ids()
            .filter(|id| {
                let gate = base.gate(*id);
                let here = base.capability(gate.capability()).home == Some(walk.track);
                matches!(gate.aim, Aim::For(_)) && here && self.calls.reading(*id).counts()
            })
            .filter(|id| self.architecture.has(base.gate(*id).capability()) != Truth::True)
            .filter(|id| self.calls.reading(*id).on_facts == Truth::False)
            .map(|id| self.reason(base, id, Layer::Facts))
            .filter(|reason| reason.margin.is_some())
            .collect();
        // What makes a rung is told before what is only an option on it; then what is nearest.
        let is_option =
            |reason: &Reason| !matches!(base.rung(walk.track, reason.capability), Some((_, Part::Core | Part::Bundle)));
        let nearest = |a: &Reason, b: &Reason| {
            let simpler = a.atoms.len().cmp(&b.atoms.len());
            distance(a).total_cmp(&distance(b)).then(simpler).then(a.gate.cmp(&b.gate))
        };
        found.sort_by(|a, b| is_option(a).cmp(&is_option(b)).then_with(|| nearest(a, b)));
        // One gate a capability says enough.
        let mut seen: Vec<CapabilityId> = Vec::new();
        found.retain(|reason| {
            let new = !seen.contains(&reason.capability);
            seen.push(reason.capability);
            new
        });
        found.truncate(MOST_REASONS_TO_STAY);
        found
    }

    /// The rungs above that nothing calls for now, each with its nearest gate.
    pub fn later(&self, base: &RuleBase, walk: &Walk) -> Vec<Later> {
        let Some(placed) = self.architecture.placed(walk.track) else { return Vec::new() };
        // Where stages answer different needs, those below the step are no later ones.
        let ends = walk.next.as_ref().map_or(placed.stage, |step| step.edge.to.max(placed.stage));
        let from = if base.track(walk.track).at_once { ends } else { placed.stage };
        let stages = base.track(walk.track).stages.iter().enumerate().skip(from + 1);
        stages
            .filter(|(index, _)| !walk.path.contains(index))
            .filter(|(index, _)| {
                !walk.others.iter().any(|step| step.edge.to == *index)
                    && walk.next.as_ref().is_none_or(|next| next.edge.to != *index)
            })
            .map(|(index, stage)| {
                let parts = stage.core.iter().filter(|c| {
                    base.capability(**c).home == Some(walk.track) && self.architecture.has(**c) != Truth::True
                });
                let gates = parts.flat_map(|c| base.gate_ids().filter(move |id| base.gate(*id).aim == Aim::For(*c)));
                let near = gates
                    .filter(|id| self.calls.reading(*id).counts())
                    .flat_map(|id| [Layer::Facts, Layer::Likely].map(|layer| self.reason(base, id, layer)))
                    .filter(|reason| reason.holds == Truth::False && reason.margin.is_some())
                    .min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.gate.cmp(&b.gate)));
                Later { stage: index, nearest: near }
            })
            .collect()
    }

    /// The gates that better facts outrank, for parts of this track that are not there.
    pub fn outranked(&self, base: &RuleBase, track: TrackId) -> Vec<(GateId, Vec<FactId>)> {
        base.gate_ids()
            .filter(|id| base.capability(base.gate(*id).capability()).home == Some(track))
            .filter(|id| self.calls.reading(*id).on_facts == Truth::True && !self.calls.reading(*id).silent)
            .filter_map(|id| self.calls.reading(id).outranked_by.clone().map(|facts| (id, facts)))
            .collect()
    }
}

fn distance(reason: &Reason) -> f64 {
    reason.margin.and_then(|margin| margin.percent()).map_or(f64::INFINITY, f64::abs)
}
