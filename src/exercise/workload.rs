//! Draws a system: where it stands, and everything that its people could tell of it.
//!
//! Every number comes from the rule base: from the lines that gates compare a fact with, from what is assumed where nobody
//! tells, from ranges. Facts are told one after the other, and each is drawn from what those before it leave likely, so
//! that they agree; what contradicts is left out.

use super::draw::Draw;
use super::level::Level;
use crate::advise::{Advisor, Architecture, FactSheet, Options, contradictions, count_facts};
use crate::explore::Lines;
use crate::expr::{CapabilityId, FactId, TrackId};
use crate::problem::{Place, SourceText};
use crate::profile::{self, Origin, Profile, Told};
use crate::quantity::{Interval, Names, Truth, Unit, Values};
use crate::rules::{Aim, FactGroup, GateId, RuleBase};

/// Of a hundred systems so many stand this far from the rung that fits their count: below, on it, above.
const PLACES: &[(i64, usize)] = &[(-1, 45), (0, 25), (-2, 15), (1, 15)];
/// Groups of facts that describe a workload, its promises and its people.
const DRAWN: &[FactGroup] = &[
    FactGroup::Demand,
    FactGroup::Bursts,
    FactGroup::Requirements,
    FactGroup::Application,
    FactGroup::Organisation,
    FactGroup::Saturation,
];

/// What systems are drawn from.
pub(super) struct Space<'a> {
    pub(super) advisor: &'a Advisor<'a>,
    pub(super) track: TrackId,
    lines: Lines,
    counts: Vec<FactId>,
}

/// A system that is being drawn.
struct System {
    profile: Profile,
    /// What follows from the profile.
    sheet: FactSheet,
    architecture: Architecture,
}

impl<'a> Space<'a> {
    pub(super) fn new(advisor: &'a Advisor<'a>, track: TrackId) -> Space<'a> {
        let base = advisor.base();
        Space { advisor, track, lines: Lines::new(base, track), counts: count_facts(base) }
    }

    fn base(&self) -> &'a RuleBase {
        self.advisor.base()
    }

    pub(super) fn is_count(&self, fact: FactId) -> bool {
        self.counts.contains(&fact)
    }

    pub(super) fn values(&self, fact: FactId) -> Vec<Values> {
        self.lines.values(self.base(), fact)
    }

    /// Draws a system; nothing where what was drawn makes none.
    pub(super) fn system(&self, draw: &mut Draw, level: Level) -> Option<Profile> {
        let mut profile = profile::empty();
        for fact in &self.counts {
            let lines = self.lines.numbers(*fact);
            let (least, most) = (lines.iter().copied().find(|line| *line > 0.0)?, lines.last().copied()?);
            let value = draw.scaled(least, most * 2.0);
            self.tell(&mut profile, *fact, number(self.base(), *fact, value)?);
        }
        self.place(&mut profile, draw)?;
        let architecture = Architecture::new(self.base(), &profile);
        let mut system = System { sheet: FactSheet::new(self.base(), &profile), profile, architecture };
        for gate in self.targets(draw, level, &system.architecture) {
            for fact in self.base().gate(gate).when.facts() {
                self.draw_fact(&mut system, draw, level, fact);
            }
        }
        // Lures: what may or may not matter.
        let mut others: Vec<FactId> = self.base().fact_ids().filter(|fact| self.lines.names(*fact)).collect();
        draw.shuffle(&mut others);
        let wanted = system.profile.told.len() + draw.between(level.lures());
        for fact in others {
            if system.profile.told.len() >= wanted {
                break;
            }
            self.draw_fact(&mut system, draw, level, fact);
        }
        Some(system.profile)
    }

    /// States the stage: near the one that fits the count.
    fn place(&self, profile: &mut Profile, draw: &mut Draw) -> Option<()> {
        let fitting = self.advisor.advise(profile, Options::default()).ok()?.walk(self.track).fitting;
        let mut left = draw.below(100);
        let away = PLACES.iter().find(|(_, weight)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        let top = self.base().track(self.track).stages.len().checked_sub(1)?;
        let stage = (fitting as i64 + away.map_or(0, |(away, _)| *away)).clamp(0, top as i64) as usize;
        let place = place(&self.base().track(self.track).stages[stage].name);
        profile.current.stages.push((self.track, stage, place));
        Some(())
    }

    /// The gates that the system is drawn about: mostly those that call for something on the next rungs.
    fn targets(&self, draw: &mut Draw, level: Level, architecture: &Architecture) -> Vec<GateId> {
        let base = self.base();
        let stage = architecture.placed(self.track).map_or(0, |placed| placed.stage);
        let is_here = |capability: CapabilityId| base.capability(capability).home == Some(self.track);
        let mut near: Vec<GateId> = Vec::new();
        let mut far: Vec<GateId> = Vec::new();
        for id in base.gate_ids() {
            let gate = base.gate(id);
            if gate.is_stand_in() || !is_here(gate.capability()) {
                continue;
            }
            let there = architecture.has(gate.capability());
            match (gate.aim, there) {
                (Aim::For(capability), Truth::False) => {
                    let rung = base.rung(self.track, capability).map_or(stage, |(rung, _)| rung);
                    if rung <= stage + 2 { near.push(id) } else { far.push(id) }
                }
                (Aim::Against(_), Truth::True) => far.push(id),
                _ => {}
            }
        }
        draw.shuffle(&mut near);
        draw.shuffle(&mut far);
        let wanted = draw.between(level.targets());
        let beyond = usize::from(draw.chance(30));
        near.truncate(wanted);
        far.truncate(beyond);
        near.extend(far);
        near
    }

    /// Draws a fact and tells it, unless it follows from what was told, would be odd here, or contradicts.
    fn draw_fact(&self, system: &mut System, draw: &mut Draw, level: Level, fact: FactId) {
        let base = self.base();
        let declared = base.fact(fact);
        // What only reads another fact in its own way is asked for by that one.
        if let (Some(_), [formula]) = (&declared.quiet, declared.derive.as_slice())
            && let [input] = formula.facts().as_slice()
        {
            return self.draw_fact(system, draw, level, *input);
        }
        let denies = |id: CapabilityId| {
            let when = base.capability(id).absent_when.as_ref();
            system.architecture.has(id) == Truth::True && when.is_some_and(|when| when.facts().contains(&fact))
        };
        let is_drawn = DRAWN.contains(&declared.group) && !declared.line && self.lines.names(fact);
        if !is_drawn || system.sheet.is_told(fact) || base.capability_ids().any(denies) {
            return;
        }
        let Some(values) = self.value(&system.sheet, draw, level, fact) else { return };
        let mut profile = system.profile.clone();
        self.tell(&mut profile, fact, values);
        let sheet = FactSheet::new(base, &profile);
        if contradictions(base, &sheet).is_empty() {
            (system.profile, system.sheet) = (profile, sheet);
        }
    }

    fn value(&self, sheet: &FactSheet, draw: &mut Draw, level: Level, fact: FactId) -> Option<Values> {
        let declared = self.base().fact(fact);
        match declared.unit {
            Unit::Bool => Some(Values::Truth(Truth::from(draw.chance(50)))),
            Unit::Choice => Some(Values::Choice(Names::one(draw.below(declared.members.len())))),
            Unit::Set => {
                let names =
                    if draw.chance(50) { Names::one(draw.below(declared.members.len())) } else { Names::NONE };
                Some(Values::Set { surely: names, maybe: names })
            }
            _ => {
                let likely = sheet.likely(fact).interval();
                let rests = sheet.known(fact).assumed.as_ref().is_some_and(|assumed| !assumed.inputs.is_empty());
                let assumed = rests || declared.assume.is_some();
                let is_bounded = assumed && likely.low > 0.0 && likely.high.is_finite();
                let lines = self.lines.numbers(fact);
                let near: Vec<f64> = lines
                    .iter()
                    .copied()
                    .filter(|line| *line > 0.0)
                    .filter(|line| !is_bounded || (likely.low..=likely.high).contains(line))
                    .collect();
                let drawn = match draw.pick(&near) {
                    Some(line) if !is_bounded || draw.chance(60) => self.beside(line, draw, level, declared.unit),
                    _ if is_bounded => draw.scaled(likely.low, likely.high),
                    _ => return None,
                };
                number(self.base(), fact, drawn)
            }
        }
    }

    /// A value on one side of a line, as far away as the level has it.
    fn beside(&self, line: f64, draw: &mut Draw, level: Level, unit: Unit) -> f64 {
        let (near, far) = level.distance();
        let away = near + (far - near) * draw.share();
        let above = draw.chance(50);
        // Of a share near the whole it is the rest that counts: 99.9% is half as good again as 99.85%.
        let turn = unit == Unit::Share && line >= 0.9;
        let from = if turn { 1.0 - line } else { line };
        let value = if above != turn { from * (1.0 + away) } else { from * (1.0 - away) };
        if turn { 1.0 - value } else { value }
    }

    fn tell(&self, profile: &mut Profile, fact: FactId, values: Values) {
        let declared = self.base().fact(fact);
        let origin = if declared.group == FactGroup::Saturation { Origin::Measured } else { Origin::Stated };
        profile.told.push(Told { fact, values, origin, place: place(&declared.name) });
        profile.told.sort_by_key(|told| (told.fact, told.origin));
    }
}

/// What was drawn stands in no text; a message about it shows its name.
fn place(name: &str) -> Place {
    Place::whole(&SourceText::new("exercise", name))
}

/// A number as somebody would write it: two digits, inside the range of its fact.
fn number(base: &RuleBase, fact: FactId, value: f64) -> Option<Values> {
    let declared = base.fact(fact);
    let range = declared.range.interval();
    let tidy = match declared.unit {
        Unit::Share if value > 0.9 => 1.0 - two_digits(1.0 - value),
        Unit::Share if value < 0.05 => two_digits(value),
        // Half a percent is seen, a hundredth is not.
        Unit::Share => (value * 200.0).round() / 200.0,
        _ => two_digits(value),
    };
    let whole = if declared.unit == Unit::Count { tidy.round().max(1.0) } else { tidy };
    let clean: f64 = format!("{whole:.10e}").parse().ok()?;
    (range.low..=range.high).contains(&clean).then(|| Values::Number(Interval::point(clean)))
}

fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
