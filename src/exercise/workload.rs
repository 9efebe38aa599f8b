//! Draws a system: where it stands, and everything that its people could tell of it.
//!
//! Every number comes from the rule base: from the lines that gates compare a fact with, from what is assumed where nobody
//! tells, from ranges. Facts are told one after the other, and each is drawn from what those before it leave likely, so
//! that they agree; what contradicts is left out.

use std::cell::RefCell;

use super::draw::Draw;
use super::level::Level;
use crate::advise::{Advisor, Architecture, FactSheet, Options, contradictions, count_facts};
use crate::explore::Lines;
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, TrackId, World};
use crate::problem::{Place, SourceText};
use crate::profile::{self, Origin, Profile, Told};
use crate::quantity::{Interval, Names, Truth, Unit, Values};
use crate::rules::{Aim, Fact, FactGroup, GateId, Part, RuleBase};

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
    /// By fact: other facts are worked out from it, or it may contradict some.
    feeds: Vec<bool>,
    /// The rung that fits what only a count is told of, by that profile's values: few counts are drawn, and often.
    fitting: RefCell<Vec<(Vec<Values>, usize)>>,
}

/// So often the facts of a gate are drawn until it comes out as wanted; then it stays as it came.
const MOST_REDRAWS: usize = 4;

/// What kind of answer a system is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A higher rung.
    Climb,
    /// More on the same rung, or another lane.
    Same,
    /// No step.
    Stay,
    /// Less.
    Back,
}

/// A system that is being drawn.
#[derive(Clone)]
struct System {
    profile: Profile,
    /// What follows from the profile.
    sheet: FactSheet,
    architecture: Architecture,
}

/// What is known of a system on facts, lines at their typical values.
struct Known<'a> {
    base: &'a RuleBase,
    system: &'a System,
}

impl World for Known<'_> {
    fn fact(&self, fact: FactId) -> Values {
        let told = self.system.profile.told.iter().find(|told| told.fact == fact);
        match told {
            Some(told) => told.values,
            None if self.base.fact(fact).line => *self.system.sheet.typical(fact),
            None => *self.system.sheet.on_facts(fact),
        }
    }

    fn quantity(&self, quantity: QuantityId) -> Interval {
        let is_told = |fact: FactId| {
            self.system.sheet.is_told(fact) || self.system.profile.told.iter().any(|told| told.fact == fact)
        };
        self.base.quantity_as_told(quantity, self, is_told).unwrap_or(Interval::ALL)
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.system.architecture.has(capability)
    }

    fn at(&self, track: TrackId) -> (usize, usize) {
        let placed = self.system.architecture.placed(track).map(|placed| (placed.stage, placed.stage));
        placed.unwrap_or((0, self.base.track(track).stages.len().saturating_sub(1)))
    }

    fn lane(&self, track: TrackId) -> Names {
        self.system.architecture.lanes(self.base, track)
    }
}

impl<'a> Space<'a> {
    pub(super) fn new(advisor: &'a Advisor<'a>, track: TrackId) -> Space<'a> {
        let base = advisor.base();
        let mut feeds = vec![false; base.facts.len()];
        let assumed = |fact: &'a Fact| fact.assume.iter().flat_map(|one| [&one.low, &one.typical, &one.high]);
        let formulas = base.facts.iter().flat_map(|fact| fact.derive.iter().chain(assumed(fact)));
        let musts = base.contradictions.iter().map(|one| &one.must);
        formulas.chain(musts).flat_map(Formula::facts).for_each(|fact| feeds[fact.0 as usize] = true);
        Space {
            advisor,
            track,
            lines: Lines::new(base, track),
            counts: count_facts(base),
            feeds,
            fitting: RefCell::default(),
        }
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
    pub(super) fn system(&self, draw: &mut Draw, level: Level, kind: Kind) -> Option<Profile> {
        let mut profile = profile::empty();
        for fact in &self.counts {
            let lines = self.lines.numbers(*fact);
            // Below the first lines there is little to ask about.
            let (least, most) = (lines.get(lines.len() / 4).copied().filter(|line| *line > 0.0)?, lines.last()?);
            let value = draw.scaled(least, most * 2.0);
            self.tell(&mut profile, *fact, number(self.base(), *fact, value)?);
        }
        self.place(&mut profile, draw)?;
        let architecture = Architecture::new(self.base(), &profile);
        let mut system = System { sheet: FactSheet::new(self.base(), &profile), profile, architecture };
        for (gate, wanted) in self.targets(draw, level, kind, &system.architecture) {
            let before = system.clone();
            for _ in 0..MOST_REDRAWS {
                system = before.clone();
                for fact in self.base().gate(gate).when.facts() {
                    self.draw_fact(&mut system, draw, level, fact);
                }
                if self.base().gate(gate).when.truth(&Known { base: self.base(), system: &system }) == wanted {
                    break;
                }
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
        let fitting = self.fitting(profile)?;
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

    fn fitting(&self, profile: &Profile) -> Option<usize> {
        let values: Vec<Values> = profile.told.iter().map(|told| told.values).collect();
        let known = self.fitting.borrow().iter().find(|(of, _)| *of == values).map(|(_, fitting)| *fitting);
        if known.is_some() {
            return known;
        }
        let fitting = self.advisor.advise(profile, Options::default()).ok()?.walk(self.track).fitting;
        self.fitting.borrow_mut().push((values, fitting));
        Some(fitting)
    }

    /// The gates that the system is drawn about, each with how it should come out for an answer of the kind.
    fn targets(&self, draw: &mut Draw, level: Level, kind: Kind, there: &Architecture) -> Vec<(GateId, Truth)> {
        let base = self.base();
        let stage = there.placed(self.track).map_or(0, |placed| placed.stage);
        let (mut leading, mut others) = (Vec::new(), Vec::new());
        for id in base.gate_ids() {
            let gate = base.gate(id);
            if gate.is_stand_in() || base.capability(gate.capability()).home != Some(self.track) {
                continue;
            }
            let rung = match base.rung(self.track, gate.capability()) {
                Some((rung, part)) if part != Part::Option => rung,
                _ => stage,
            };
            let of_kind = match (gate.aim, there.has(gate.capability())) {
                (Aim::Against(_), Truth::True) => Kind::Back,
                (Aim::For(_), Truth::False) if rung > stage => Kind::Climb,
                (Aim::For(_), Truth::False) => Kind::Same,
                _ => continue,
            };
            if of_kind == kind {
                leading.push((rung, gate.capability(), id));
            } else if rung <= stage + 2 {
                others.push(id);
            }
        }
        draw.shuffle(&mut others);
        let leading = first(draw, leading);
        let mut targets: Vec<(GateId, Truth)> = leading.map(|gate| (gate, Truth::True)).into_iter().collect();
        let rest = others.into_iter();
        for gate in rest.take(draw.between(level.targets()).saturating_sub(targets.len())) {
            let holds = kind != Kind::Stay && kind != Kind::Back && draw.chance(25);
            targets.push((gate, Truth::from(holds)));
        }
        targets
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
        let is_told = system.profile.told.iter().any(|told| told.fact == fact) || system.sheet.is_told(fact);
        if !is_drawn || is_told || base.capability_ids().any(denies) {
            return;
        }
        let Some(values) = self.value(&system.sheet, draw, level, fact) else { return };
        let mut profile = system.profile.clone();
        self.tell(&mut profile, fact, values);
        if !self.feeds[fact.0 as usize] {
            system.profile = profile;
            return;
        }
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
                let names = if draw.chance(50) { Names::one(draw.below(declared.members.len())) } else { Names::NONE };
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

/// The gate that is to lead: a rung first, the near ones more often, then a part of it, then a gate, so that a part with
/// many gates leads no more often than another.
fn first(draw: &mut Draw, gates: Vec<(usize, CapabilityId, GateId)>) -> Option<GateId> {
    let distinct = |mut list: Vec<usize>| {
        list.sort_unstable();
        list.dedup();
        list
    };
    let rungs = distinct(gates.iter().map(|(rung, ..)| *rung).collect());
    let rung = *rungs.get(draw.below(rungs.len()).min(draw.below(rungs.len())))?;
    let on_rung = || gates.iter().filter(|(of, ..)| *of == rung);
    let parts = distinct(on_rung().map(|(_, part, _)| usize::from(part.0)).collect());
    let part = draw.pick(&parts)?;
    let of_part: Vec<GateId> = on_rung().filter(|(_, of, _)| usize::from(of.0) == part).map(|(.., id)| *id).collect();
    draw.pick(&of_part)
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
