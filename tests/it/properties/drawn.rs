//! Profiles drawn over the whole fact space of the real rule base, and the least profile that breaks a law.
//!
//! Every draw comes from a counted seed, so that a failure can be made again; values lie often on or one step beside a
//! line that some gate compares, for that is where laws break.

use std::sync::LazyLock;

use nextrung::advise::{Advice, Advisor, Architecture, Options};
use nextrung::expr::{CapabilityId, FactId, Formula, NodeId, Operation, TrackId, World};
use nextrung::problem::{Place, SourceText};
use nextrung::profile::{self, Named, Origin, Profile, Told};
use nextrung::quantity::{Interval, Names, Truth, Unit, Values, show_values};
use nextrung::rules::{Gate, Hard, RuleBase, built_in, load};

/// Numbers from a seed (splitmix64): the same on every machine and in every release.
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(law: u64, case: u64) -> Draw {
        Draw(law << 40 ^ case.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn pick<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        if list.is_empty() { None } else { Some(list[self.below(list.len())].clone()) }
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// A world in which nothing is known but what was told.
struct OnlyTold<'a>(&'a RuleBase, &'a [Told]);

impl World for OnlyTold<'_> {
    fn fact(&self, fact: FactId) -> Values {
        self.1.iter().find(|told| told.fact == fact).map_or(self.0.fact(fact).range, |told| told.values)
    }

    fn has(&self, _: CapabilityId) -> Truth {
        Truth::Unknown
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        (0, usize::MAX)
    }
}

/// What profiles are drawn from.
pub(super) struct Space {
    pub(super) base: RuleBase,
    pub(super) track: TrackId,
    /// By fact: the numbers that something compares it with.
    lines: Vec<Vec<f64>>,
    /// Facts that can matter: those that a rule names, and those that these are worked out from.
    pub(super) used: Vec<FactId>,
    /// Capabilities that some track knows or some gate is about.
    parts: Vec<CapabilityId>,
}

pub(super) static SPACE: LazyLock<Space> = LazyLock::new(Space::new);

pub(super) fn rules() -> RuleBase {
    load(&[built_in()]).expect("the built-in rules load")
}

/// Every condition of the rule base.
fn conditions(base: &RuleBase) -> Vec<&Formula> {
    let mut found: Vec<&Formula> = Vec::new();
    for gate in &base.gates {
        found.push(&gate.when);
        found.extend(&gate.unless);
        found.extend(hard(gate));
    }
    found.extend(base.transitions.iter().flat_map(|t| &t.requires).filter_map(|needed| needed.when.as_ref()));
    let options = base.choices.iter().flat_map(|choice| &choice.options);
    found
        .extend(options.flat_map(|option| option.rules_out.iter().chain(&option.calls_for)).map(|ground| &ground.when));
    found
}

pub(super) fn hard(gate: &Gate) -> Option<&Formula> {
    match &gate.hard {
        Hard::When(condition) => Some(condition),
        _ => None,
    }
}

impl Space {
    fn new() -> Space {
        let base = rules();
        let track = base.main_track().expect("there is a track");
        let mut lines: Vec<Vec<f64>> = vec![Vec::new(); base.facts.len()];
        let mut used: Vec<FactId> = Vec::new();
        for formula in conditions(&base).into_iter().chain(base.contradictions.iter().map(|c| &c.must)) {
            used.extend(formula.facts());
            let at = |node: &NodeId| &formula.operations()[node.0 as usize];
            for operation in formula.operations() {
                let Operation::Compare(_, left, right) = operation else { continue };
                for (one, other) in [(at(left), at(right)), (at(right), at(left))] {
                    let Operation::Fact(fact) = one else { continue };
                    match other {
                        Operation::Number(line) => lines[fact.0 as usize].push(*line),
                        Operation::Fact(line) => {
                            let typical = base.fact(*line).assume.as_ref().map(|assume| &assume.typical);
                            let value = typical.map(|typical| typical.interval(&OnlyTold(&base, &[])));
                            lines[fact.0 as usize].extend(value.filter(|v| v.is_point()).map(|v| v.low));
                        }
                        _ => {}
                    }
                }
            }
        }
        let inputs: Vec<FactId> =
            used.iter().flat_map(|fact| &base.fact(*fact).derive).flat_map(Formula::facts).collect();
        used.extend(inputs);
        used.sort_unstable();
        used.dedup();
        let parts: Vec<CapabilityId> = base
            .capability_ids()
            .filter(|id| {
                base.rung(track, *id).is_some()
                    || base.capability(*id).home.is_some()
                    || base.gates.iter().any(|gate| gate.capability() == *id)
            })
            .collect();
        Space { base, track, lines, used, parts }
    }

    /// A number inside the range of a fact: on a line, one step beside it, or anywhere.
    pub(super) fn number(&self, draw: &mut Draw, fact: FactId) -> f64 {
        let declared = self.base.fact(fact);
        let range = declared.range.interval();
        let whole = declared.unit == Unit::Count;
        let line = draw.pick(&self.lines[fact.0 as usize]).filter(|_| draw.chance(65));
        let value = match (line, draw.below(4)) {
            (Some(line), 0 | 1) => line,
            (Some(line), 2) => {
                if whole {
                    line - 1.0
                } else {
                    line.next_down()
                }
            }
            (Some(line), _) => {
                if whole {
                    line + 1.0
                } else {
                    line.next_up()
                }
            }
            (None, 0) => range.low + (range.high - range.low) * draw.share(),
            (None, 1) if draw.chance(20) => range.low,
            _ => 10_f64.powf(draw.share() * (range.high.log10() + 6.0) - 6.0) + range.low.max(0.0),
        };
        (if whole { value.round() } else { value }).clamp(range.low, range.high)
    }

    /// The first number over `low` on, or one step over, a line of the fact; the end of the range where there is none.
    pub(super) fn over(&self, fact: FactId, low: f64) -> f64 {
        let declared = self.base.fact(fact);
        let step = |line: f64| if declared.unit == Unit::Count { line + 1.0 } else { line.next_up() };
        let high = declared.range.interval().high;
        let steps = self.lines[fact.0 as usize].iter().flat_map(|line| [*line, step(*line)]);
        steps.filter(|value| *value > low).fold(high, f64::min)
    }

    fn point(&self, draw: &mut Draw, fact: FactId) -> Values {
        let declared = self.base.fact(fact);
        match declared.unit {
            Unit::Bool => Values::Truth(Truth::from(draw.chance(50))),
            Unit::Choice => Values::Choice(Names::one(draw.below(declared.members.len()))),
            Unit::Set => {
                let names = Names(draw.next() & draw.next() & Names::first(declared.members.len()).0);
                Values::Set { surely: names, maybe: names }
            }
            _ => Values::Number(Interval::point(self.number(draw, fact))),
        }
    }

    /// A point, a range, a subset of names, or "nobody knows".
    fn value(&self, draw: &mut Draw, fact: FactId) -> Values {
        let range = self.base.fact(fact).range;
        let point = self.point(draw, fact);
        match draw.below(100) {
            0..15 => range,
            15..40 => match (point, self.point(draw, fact)) {
                (Values::Number(a), Values::Number(b)) => {
                    Values::Number(Interval::new(a.low.min(b.low), a.low.max(b.low)))
                }
                (Values::Choice(a), Values::Choice(b)) => Values::Choice(Names(a.0 | b.0)),
                _ => point,
            },
            _ => point,
        }
    }

    pub(super) fn told(&self, fact: FactId, values: Values, origin: Origin) -> Told {
        Told { fact, values, origin, place: Place::whole(&SourceText::new("profile.json", "")) }
    }

    /// Adds values for facts that were not told, leaving out what would contradict.
    pub(super) fn fill(&self, draw: &mut Draw, profile: &mut Profile, facts: &[FactId], points: bool) {
        for fact in facts {
            let values = if points { self.point(draw, *fact) } else { self.value(draw, *fact) };
            let origin = draw.pick(&[Origin::Measured, Origin::Stated, Origin::Stated]).expect("a list of three");
            self.tell(profile, self.told(*fact, values, origin));
        }
        profile.told.sort_by_key(|told| (told.fact, told.origin));
    }

    fn tell(&self, profile: &mut Profile, told: Told) {
        if profile.told.iter().any(|old| old.fact == told.fact) {
            return;
        }
        profile.told.push(told);
        let fits = self.base.contradictions.iter().all(|contradiction| {
            contradiction.must.facts().iter().any(|fact| !profile.told.iter().any(|told| told.fact == *fact))
                || contradiction.must.truth(&OnlyTold(&self.base, &profile.told)) != Truth::False
        });
        if !fits {
            profile.told.pop();
        }
    }

    /// From one fact to nearly all, or all that a few gates name.
    fn facts(&self, draw: &mut Draw) -> Profile {
        let mut profile = profile::empty();
        if draw.chance(50) {
            for _ in 0..=draw.below(3) {
                let gate = &self.base.gates[draw.below(self.base.gates.len())];
                let named = [Some(&gate.when), gate.unless.as_ref(), hard(gate)].into_iter().flatten();
                self.fill(draw, &mut profile, &named.flat_map(Formula::facts).collect::<Vec<_>>(), false);
            }
        }
        let most = draw.pick(&[3, 12, 40]).expect("a list of three");
        let facts: Vec<FactId> = (0..=draw.below(most)).filter_map(|_| draw.pick(&self.used)).collect();
        self.fill(draw, &mut profile, &facts, false);
        profile
    }

    /// Facts of a system that nothing presses: silence, said aloud.
    pub(super) fn calm(&self, draw: &mut Draw, profile: &mut Profile) {
        for fact in &self.used {
            if draw.chance(3) {
                continue;
            }
            let declared = self.base.fact(*fact);
            let quiet = match (declared.quiet, declared.range) {
                (Some(quiet), _) => quiet,
                (None, Values::Number(range)) if declared.load && !declared.line => {
                    Values::Number(Interval::point(range.low))
                }
                _ => self.point(draw, *fact),
            };
            self.tell(profile, self.told(*fact, quiet, Origin::Stated));
        }
        profile.told.sort_by_key(|told| (told.fact, told.origin));
    }

    /// An architecture: a stage, a lane, parts that are there and parts that are not.
    pub(super) fn describe(&self, draw: &mut Draw, profile: &mut Profile) {
        let place = Place::whole(&SourceText::new("profile.json", ""));
        let stages = self.base.track(self.track).stages.len();
        let current = &mut profile.current;
        let has: Vec<CapabilityId> = (0..draw.below(6)).filter_map(|_| draw.pick(&self.parts)).collect();
        if has.is_empty() || draw.chance(60) {
            current.stages.push((self.track, draw.below(stages), place.clone()));
        }
        if draw.chance(50) {
            current.lane = Some((self.track, draw.below(self.base.track(self.track).lanes.len())));
        }
        for capability in has {
            if !current.has.iter().any(|named| named.capability == capability) {
                current.has.push(Named::stated(capability, place.clone()));
            }
        }
        let there = Architecture::new(&self.base, &Profile { current: current.clone(), ..profile::empty() });
        let brought = |id: CapabilityId| there.has(id) == Truth::True && current.stages.is_empty();
        let lacks: Vec<CapabilityId> = (0..draw.below(4)).filter_map(|_| draw.pick(&self.parts)).collect();
        let lacks: Vec<CapabilityId> = lacks.into_iter().filter(|id| !brought(*id)).collect();
        for capability in lacks {
            if !current.lacks.iter().any(|named| named.capability == capability) {
                current.lacks.push(Named::stated(capability, place.clone()));
            }
        }
        // What something listed brings cannot be missing.
        let has: Vec<CapabilityId> = current.has.iter().map(|named| named.capability).collect();
        let brought = self.base.brings(&has);
        current.lacks.retain(|named| !brought.contains(&named.capability));
    }

    pub(super) fn profile(&self, draw: &mut Draw, described: usize) -> Profile {
        let mut profile = self.facts(draw);
        if draw.chance(described) {
            self.describe(draw, &mut profile);
        }
        profile
    }

    pub(super) fn advise(&self, profile: &Profile) -> Option<Advice> {
        Advisor::new(&self.base).advise(profile, Options::default()).ok()
    }

    pub(super) fn show(&self, profile: &Profile) -> String {
        let base = &self.base;
        let mut lines: Vec<String> = Vec::new();
        for told in &profile.told {
            let fact = base.fact(told.fact);
            let values = show_values(&told.values, fact.unit, &fact.members, &fact.range);
            lines.push(format!("{} {} = {values}  ({:?})", told.origin.word(), fact.name, told.values));
        }
        let names = |named: &[Named]| -> Vec<&str> {
            named.iter().map(|named| base.capability(named.capability).name.as_str()).collect()
        };
        let current = &profile.current;
        for (track, stage, _) in &current.stages {
            lines.push(format!("stage = {}", base.track(*track).stages[*stage].name));
        }
        let lane = current.lane.map(|(track, lane)| base.track(track).lanes[lane].name.as_str());
        lines.push(format!("lane = {lane:?}, has = {:?}, lacks = {:?}", names(&current.has), names(&current.lacks)));
        lines.join("\n")
    }

    /// Holds a law against a profile; where it breaks, takes away all that the break does not need, and tells.
    pub(super) fn holds(&self, case: u64, profile: &Profile, law: &dyn Fn(&Profile) -> Result<(), String>) {
        if law(profile).is_ok() {
            return;
        }
        let mut least = profile.clone();
        loop {
            let smaller = smaller(&least).into_iter().find(|smaller| law(smaller).is_err());
            match smaller {
                Some(smaller) => least = smaller,
                None => break,
            }
        }
        let why = law(&least).expect_err("only failing profiles were kept");
        panic!("case {case}: {why}\n{}", self.show(&least));
    }
}

/// The same profile with one thing less.
fn smaller(profile: &Profile) -> Vec<Profile> {
    let mut found = Vec::new();
    let mut without = |change: &dyn Fn(&mut Profile)| {
        let mut less = profile.clone();
        change(&mut less);
        found.push(less);
    };
    (0..profile.told.len()).for_each(|index| without(&|less| drop(less.told.remove(index))));
    (0..profile.current.has.len()).for_each(|index| without(&|less| drop(less.current.has.remove(index))));
    (0..profile.current.lacks.len()).for_each(|index| without(&|less| drop(less.current.lacks.remove(index))));
    if profile.current.lane.is_some() {
        without(&|less| less.current.lane = None);
    }
    if !profile.current.stages.is_empty() {
        without(&|less| less.current.stages.clear());
    }
    found
}

/// A set that holds all of the old one, up to everything that is possible.
pub(super) fn wider(space: &Space, draw: &mut Draw, fact: FactId, values: &Values) -> Values {
    let range = space.base.fact(fact).range;
    if draw.chance(35) {
        return range;
    }
    match (*values, range) {
        (Values::Number(old), Values::Number(all)) => {
            let low = if draw.chance(20) { all.low } else { space.number(draw, fact).min(old.low) };
            let high = if draw.chance(20) { all.high } else { space.number(draw, fact).max(old.high) };
            Values::Number(Interval::new(low, high))
        }
        (Values::Choice(old), Values::Choice(all)) => Values::Choice(Names(old.0 | draw.next() & all.0)),
        (Values::Set { surely, maybe }, Values::Set { maybe: all, .. }) => {
            Values::Set { surely: Names(surely.0 & draw.next()), maybe: Names(maybe.0 | draw.next() & all.0) }
        }
        _ => range,
    }
}

/// A set within the old one: one value, where it was a range or names.
pub(super) fn narrower(space: &Space, draw: &mut Draw, told: &Told) -> Told {
    let values = match told.values {
        Values::Number(old) => {
            let value = space.number(draw, told.fact).clamp(old.low, old.high);
            Values::Number(Interval::point(value))
        }
        Values::Truth(Truth::Unknown) => Values::Truth(Truth::from(draw.chance(50))),
        Values::Choice(old) => {
            let names: Vec<usize> = old.indices().collect();
            Values::Choice(draw.pick(&names).map_or(old, Names::one))
        }
        other => other,
    };
    Told { values, ..told.clone() }
}
