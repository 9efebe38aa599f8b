//! A second evaluator, for tests only: one plain value for every name, and plain recursion.
//!
//! It shares nothing with `evaluate` but the steps of the formula, so that the two can disagree. Beside it stand the
//! names that the tests use, a writer of expressions that compile, and the sets of values in which the tests look for
//! a disagreement.

use std::collections::BTreeSet;

use super::ir::{Comparison, Formula, NodeId, Operation};
use super::{CapabilityId, FactId, FactWord, TrackId, TrackWord, Vocabulary, World};
use crate::quantity::{Interval, Names, Truth, Unit, Values, scan};

/// The one value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Single {
    Number(f64),
    Truth(bool),
    /// The place of the chosen name.
    Choice(usize),
    /// The places of the names in the set.
    Set(BTreeSet<usize>),
}

/// One architecture of which everything is known.
#[derive(Debug, Clone)]
pub(super) struct Point {
    /// By the place of the fact.
    pub(super) facts: Vec<Single>,
    /// By the place of the capability.
    pub(super) has: Vec<bool>,
    /// The stage, by the place of the track.
    pub(super) at: Vec<usize>,
    /// The lane, by the place of the track.
    pub(super) lane: Vec<usize>,
}

impl Point {
    fn fact(&self, fact: FactId) -> &Single {
        &self.facts[usize::from(fact.0)]
    }

    fn number_fact(&self, fact: FactId) -> f64 {
        match self.fact(fact) {
            Single::Number(value) => *value,
            other => panic!("{other:?} stands where a number belongs"),
        }
    }

    /// Whether a step holds; nothing where a quotient by zero decides it.
    pub(super) fn truth(&self, formula: &Formula, node: NodeId) -> Option<bool> {
        let sides =
            |nodes: &[NodeId]| -> Vec<Option<bool>> { nodes.iter().map(|side| self.truth(formula, *side)).collect() };
        match &formula.operations()[usize::from(node.0)] {
            Operation::Constant(truth) => Some(*truth),
            Operation::Not(inner) => self.truth(formula, *inner).map(|truth| !truth),
            Operation::And(nodes) => {
                let sides = sides(nodes);
                if sides.contains(&Some(false)) {
                    Some(false)
                } else if sides.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Operation::Or(nodes) => {
                let sides = sides(nodes);
                if sides.contains(&Some(true)) {
                    Some(true)
                } else if sides.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Operation::Compare(comparison, left, right) => {
                Some(holds(*comparison, self.number(formula, *left)?, self.number(formula, *right)?))
            }
            Operation::IsTrue(fact) => match self.fact(*fact) {
                Single::Truth(truth) => Some(*truth),
                other => panic!("{other:?} stands where a truth belongs"),
            },
            Operation::OneOf(fact, names) => match self.fact(*fact) {
                Single::Choice(chosen) => Some(names.indices().any(|index| index == *chosen)),
                other => panic!("{other:?} stands where a choice belongs"),
            },
            Operation::Includes(fact, index) => match self.fact(*fact) {
                Single::Set(names) => Some(names.contains(index)),
                other => panic!("{other:?} stands where a set belongs"),
            },
            Operation::Has(capability) => Some(self.has[usize::from(capability.0)]),
            Operation::At(track, comparison, stage) => Some(holds(*comparison, self.at[usize::from(track.0)], *stage)),
            Operation::Lane(track, names) => {
                let lane = self.lane[usize::from(track.0)];
                Some(names.indices().any(|index| index == lane))
            }
            other => panic!("{other:?} is no truth"),
        }
    }

    /// The number that a step gives; nothing where it divides by zero or leaves the numbers.
    pub(super) fn number(&self, formula: &Formula, node: NodeId) -> Option<f64> {
        let of = |inner: &NodeId| self.number(formula, *inner);
        let all = |nodes: &[NodeId]| nodes.iter().map(of).collect::<Option<Vec<f64>>>();
        let value = match &formula.operations()[usize::from(node.0)] {
            Operation::Number(value) => *value,
            Operation::Fact(fact) => self.number_fact(*fact),
            Operation::Negate(inner) => -of(inner)?,
            Operation::Plus(left, right) => of(left)? + of(right)?,
            Operation::Minus(left, right) => of(left)? - of(right)?,
            Operation::Times(left, right) => of(left)? * of(right)?,
            Operation::Over(left, right) => {
                let (left, right) = (of(left)?, of(right)?);
                if right == 0.0 {
                    return None;
                }
                left / right
            }
            Operation::Least(nodes) => all(nodes)?.into_iter().min_by(f64::total_cmp)?,
            Operation::Greatest(nodes) => all(nodes)?.into_iter().max_by(f64::total_cmp)?,
            Operation::Ceiling(inner) => of(inner)?.ceil(),
            Operation::Floor(inner) => of(inner)?.floor(),
            other => panic!("{other:?} is no number"),
        };
        value.is_finite().then_some(value)
    }
}

/// Says whether a step gives a number.
pub(super) fn is_number(operation: &Operation) -> bool {
    use Operation as O;
    matches!(
        operation,
        O::Number(_) | O::Fact(_) | O::Negate(_) | O::Plus(..) | O::Minus(..) | O::Times(..) | O::Over(..)
    ) || matches!(operation, O::Least(_) | O::Greatest(_) | O::Ceiling(_) | O::Floor(_))
}

/// The comparison itself, on numbers or on stages.
pub(super) fn holds<T: PartialOrd>(comparison: Comparison, left: T, right: T) -> bool {
    match comparison {
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
    }
}

/// Every fact with its unit and its names.
pub(super) const FACTS: &[(&str, Unit, &[&str])] = &[
    ("users", Unit::Count, &[]),
    ("read_share", Unit::Share, &[]),
    ("request_rate", Unit::Rate, &[]),
    ("stored", Unit::Bytes, &[]),
    ("latency", Unit::Duration, &[]),
    ("cost", Unit::Money, &[]),
    ("peak-factor", Unit::Ratio, &[]),
    ("managed", Unit::Bool, &[]),
    ("public", Unit::Bool, &[]),
    ("engine", Unit::Choice, &["mysql", "postgresql", "dynamo-db", "redis"]),
    ("compliance", Unit::Set, &["health", "payments", "privacy"]),
];
pub(super) const CAPABILITIES: &[&str] = &["cdn", "read-replicas"];
pub(super) const STAGES: &[&str] = &["single", "scaled-reads", "sharded", "global"];
pub(super) const LANES: &[&str] = &["containers", "serverless", "servers"];
pub(super) const NUMBERS: &[Unit] =
    &[Unit::Count, Unit::Share, Unit::Rate, Unit::Bytes, Unit::Duration, Unit::Money, Unit::Ratio, Unit::Throughput];
pub(super) const ORDERS: &[&str] = &["<", "<=", ">", ">=", "==", "!="];

/// The literals of a unit. Few, so that values of facts often sit exactly on what a text compares them with.
pub(super) fn literals(unit: Unit) -> &'static [&'static str] {
    match unit {
        Unit::Count => &["10", "0", "1", "1_000", "12k"],
        Unit::Share => &["70%", "0%", "29%", "0.5", "1"],
        Unit::Rate => &["400/s", "0/s", "60/min", "2/s", "1k/s"],
        Unit::Bytes => &["5 TB", "0 B", "1 GiB", "512MB"],
        Unit::Duration => &["30 min", "0 s", "250 ms", "1h"],
        Unit::Money => &["$310", "$0", "$1.2k", "$5/month"],
        Unit::Throughput => &["20 MB/s", "0 B/s", "1 GB/min"],
        _ => &["2.5", "0", "1", "3"],
    }
}

pub(super) fn values_of(unit: Unit) -> Vec<f64> {
    let mut values: Vec<f64> = literals(unit).iter().map(|text| scan(text).expect("a literal").value).collect();
    if unit == Unit::Ratio {
        values.extend([-1.0, -2.5]);
    }
    values
}

pub(super) fn range_of(unit: Unit) -> Interval {
    match unit {
        Unit::Share => Interval::new(0.0, 1.0),
        Unit::Ratio => Interval::ALL,
        _ => Interval::new(0.0, f64::INFINITY),
    }
}

pub(super) fn vocabulary() -> Vocabulary {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let fact = |(name, unit, members): &(&str, Unit, &[&str])| {
        let name = (*name).to_owned();
        FactWord { name, unit: *unit, members: owned(members) }
    };
    let track = TrackWord { name: "scale".to_owned(), stages: owned(STAGES), lanes: owned(LANES) };
    Vocabulary::new(FACTS.iter().map(fact).collect(), owned(CAPABILITIES), vec![track])
}

/// The place of a fact in the vocabulary, which sorts them.
pub(super) fn place_of(fact: &str) -> usize {
    usize::from(vocabulary().fact(fact).expect("a known fact").0)
}

/// Choices that a test makes, one after the other. Once they run out every choice is the first, which is the
/// simplest, so that a failing case shrinks to a short text.
pub(super) struct Tape<'t>(std::slice::Iter<'t, u16>);

impl<'t> Tape<'t> {
    pub(super) fn new(choices: &'t [u16]) -> Tape<'t> {
        Tape(choices.iter())
    }

    pub(super) fn pick(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.pick(all.len())]
    }

    /// A value inside an interval: an end, a threshold, the middle, or any other.
    pub(super) fn inside(&mut self, interval: Interval, thresholds: &[f64]) -> f64 {
        let (low, high) = (interval.low.max(-1e13), interval.high.min(1e13));
        let any = low + (high - low) * (self.pick(1000) as f64 / 1000.0);
        let mut all = vec![interval.low, interval.high, low.midpoint(high), any.clamp(low, high)];
        all.extend(thresholds);
        all.retain(|value| value.is_finite() && interval.low <= *value && *value <= interval.high);
        self.of(&all)
    }

    fn names(&mut self, of: u64) -> Names {
        Names(of & self.pick(1 << 4) as u64)
    }

    fn truth_in(&mut self, wide: Truth) -> Truth {
        if wide == Truth::Unknown { self.of(&[Truth::Unknown, Truth::True, Truth::False]) } else { wide }
    }
}

/// A range as it was picked, or turned round where it could hold nothing: that is a fault.
fn range(value: &str, low: &str, dots: &str, high: &str) -> String {
    let text = format!("{value} in {low}{dots}{high}");
    let is_empty = |fault: &super::Fault| fault.code == crate::problem::Code::EmptyRange;
    match super::compile(&text, &vocabulary(), None) {
        Err(faults) if faults.iter().any(is_empty) => format!("{value} in {high}..={low}"),
        _ => text,
    }
}

/// Writes expressions that have the right units; texts carry how tightly they bind (0 loosest).
pub(super) struct Writer<'t>(pub(super) Tape<'t>);

impl Writer<'_> {
    fn gap(&mut self) -> &'static str {
        self.0.of(&[" ", " ", "", "\n  ", "\u{3000}"])
    }

    pub(super) fn literal(&mut self, unit: Unit) -> String {
        self.0.of(literals(unit)).to_owned()
    }

    pub(super) fn fact(&mut self, unit: Unit) -> String {
        let known = FACTS.iter().find(|(_, of, _)| *of == unit);
        known.map_or_else(|| self.literal(unit), |(name, ..)| (*name).to_owned())
    }

    pub(super) fn side(&mut self, unit: Unit, depth: usize, least: usize) -> String {
        let (text, binds) = self.number(unit, depth);
        if binds < least { format!("({text})") } else { text }
    }

    /// A number of the unit, or a bare one where bare ones pass.
    fn number(&mut self, unit: Unit, depth: usize) -> (String, usize) {
        let choice = self.0.pick(if depth == 0 { 2 } else { 13 });
        let inner = depth.saturating_sub(1);
        match choice {
            0 => (self.fact(unit), 3),
            1 => (self.literal(unit), 3),
            2 | 3 => {
                let sign = if choice == 2 { "+" } else { "-" };
                (format!("{} {sign} {}", self.side(unit, inner, 0), self.side(unit, inner, 1)), 0)
            }
            4 | 5 => {
                let name = if choice == 4 { "min" } else { "max" };
                let sides: Vec<String> = (0..2 + self.0.pick(2)).map(|_| self.side(unit, inner, 0)).collect();
                (format!("{name}({})", sides.join(&format!(",{}", self.gap()))), 3)
            }
            6 => {
                let [value, low, high] = [(); 3].map(|()| self.side(unit, inner, 0));
                (format!("clamp({value}, {low}, {high})"), 3)
            }
            7 => (format!("{}({})", self.0.of(&["ceil", "floor"]), self.side(unit, inner, 0)), 3),
            8 => (format!("-{}", self.side(unit, inner, 3)), 2),
            9 => (format!("({})", self.side(unit, inner, 0)), 3),
            _ => self.product(unit, inner),
        }
    }

    fn product(&mut self, unit: Unit, depth: usize) -> (String, usize) {
        let same = self.0.of(&[Unit::Rate, Unit::Bytes, Unit::Duration, Unit::Money, Unit::Share]);
        let factor = self.0.of(&[Unit::Ratio, Unit::Share, Unit::Count]);
        let (left, sign, right) = match (unit, self.0.pick(3)) {
            (Unit::Share, _) => return (format!("(1 - {})", self.side(unit, depth, 1)), 3),
            (Unit::Count, 0) => return (format!("users * {}", self.side(Unit::Share, depth, 2)), 1),
            (Unit::Count, choice) => {
                let scale = self.0.of(&["2", "0.5", "0", "3"]);
                return (format!("{} {} {scale}", self.side(unit, depth, 1), ["*", "/"][choice - 1]), 1);
            }
            (Unit::Ratio, 0) => (same, "/", same),
            (Unit::Ratio, 1) => (Unit::Rate, "*", Unit::Duration),
            (Unit::Ratio, _) => (unit, self.0.of(&["*", "/"]), unit),
            (Unit::Rate, 0) => (Unit::Count, "/", Unit::Duration),
            (Unit::Throughput, 0) => (Unit::Bytes, "/", Unit::Duration),
            (Unit::Bytes, 0) => (Unit::Throughput, "*", Unit::Duration),
            (_, choice) => (unit, ["*", "*", "/"][choice], factor),
        };
        (format!("{} {sign} {}", self.side(left, depth, 1), self.side(right, depth, 2)), 1)
    }

    pub(super) fn truth(&mut self, depth: usize) -> (String, usize) {
        let choice = self.0.pick(if depth == 0 { 11 } else { 18 });
        let inner = depth.saturating_sub(1);
        let unit = self.0.of(NUMBERS);
        let order = self.0.of(ORDERS);
        let engine = FACTS[9].2;
        match choice {
            0 => (self.0.of(&["managed", "public", "true", "false"]).to_owned(), 3),
            1 => (format!("has({})", self.0.of(CAPABILITIES)), 3),
            2 => (format!("includes(compliance,{}{})", self.gap(), self.0.of(FACTS[10].2)), 3),
            3 => {
                let (value, names) = self.0.of(&[("engine", engine), ("lane(scale)", LANES)]);
                (format!("{value} {} {}", self.0.of(&["==", "!="]), self.0.of(names)), 2)
            }
            4 => {
                let (value, names) = self.0.of(&[("engine", engine), ("lane(scale)", LANES)]);
                let names: Vec<&str> = (0..1 + self.0.pick(3)).map(|_| self.0.of(names)).collect();
                (format!("{value} in {{{}}}", names.join(&format!("{},", self.gap()))), 2)
            }
            5 => (format!("at(scale){}{order} {}", self.gap(), self.0.of(STAGES)), 2),
            6 => (format!("at(scale) in {}{}{}", self.0.of(STAGES), self.0.of(&["..", "..="]), self.0.of(STAGES)), 2),
            7 | 8 => (format!("{}{}{order}{}{}", self.fact(unit), self.gap(), self.gap(), self.literal(unit)), 2),
            9 => (range(&self.fact(unit), &self.literal(unit), "..", &self.literal(unit)), 2),
            10 => (format!("{}{order}{}", self.literal(unit), self.fact(unit)), 2),
            11 | 12 => (format!("{} {order} {}", self.side(unit, inner, 0), self.side(unit, inner, 0)), 2),
            13 => {
                let signs: &[&str] = if self.0.pick(2) == 0 { &["<", "<="] } else { &[">", ">="] };
                let mut text = self.side(unit, inner, 0);
                for _ in 0..2 + self.0.pick(2) {
                    text = format!("{text}{}{} {}", self.gap(), self.0.of(signs), self.side(unit, inner, 0));
                }
                (text, 2)
            }
            14 => {
                let [value, low, high] = [(); 3].map(|()| self.side(unit, inner, 0));
                (range(&value, &low, self.0.of(&["..", "..="]), &high), 2)
            }
            15 => (format!("not {}", self.part(inner, 2)), 2),
            _ => {
                let (word, least) = if choice == 16 { ("and", 1) } else { ("or", 0) };
                let sides: Vec<String> = (0..2 + self.0.pick(2)).map(|_| self.part(inner, least)).collect();
                (sides.join(&format!(" {word} ")), least)
            }
        }
    }

    fn part(&mut self, depth: usize, least: usize) -> String {
        let (text, binds) = self.truth(depth);
        if binds < least || self.0.pick(4) == 3 { format!("({text})") } else { text }
    }
}

pub(super) fn condition_text(choices: &[u16]) -> String {
    Writer(Tape::new(choices)).truth(5).0
}

/// The values that are possible for every name.
#[derive(Debug, Clone)]
pub(super) struct Space {
    pub(super) facts: Vec<Values>,
    pub(super) has: Vec<Truth>,
    pub(super) at: (usize, usize),
    pub(super) lane: Names,
}

impl World for Space {
    fn fact(&self, fact: FactId) -> Values {
        self.facts[usize::from(fact.0)]
    }

    fn has(&self, capability: CapabilityId) -> Truth {
        self.has[usize::from(capability.0)]
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        self.at
    }

    fn lane(&self, _: TrackId) -> Names {
        self.lane
    }
}

impl Space {
    /// A space in which nothing is known.
    pub(super) fn whole() -> Space {
        let vocabulary = vocabulary();
        let facts = vocabulary.fact_names().map(|name| {
            let word = vocabulary.fact_word(vocabulary.fact(name).expect("it was just listed"));
            match word.unit {
                Unit::Bool => Values::Truth(Truth::Unknown),
                Unit::Choice => Values::Choice(Names::first(word.members.len())),
                Unit::Set => Values::Set { surely: Names::NONE, maybe: Names::first(word.members.len()) },
                unit => Values::Number(range_of(unit)),
            }
        });
        let lane = Names::first(LANES.len());
        Space { facts: facts.collect(), has: vec![Truth::Unknown; 2], at: (0, STAGES.len() - 1), lane }
    }

    /// How many names can be narrowed, one by one.
    pub(super) fn len(&self) -> usize {
        self.facts.len() + self.has.len() + 2
    }

    /// Narrows one name; an interval becomes a point, a smaller interval, or keeps one of its ends.
    pub(super) fn narrow(&mut self, index: usize, tape: &mut Tape<'_>, thresholds: &[f64]) {
        let facts = self.facts.len();
        if index > facts + self.has.len() {
            let narrow = tape.names(self.lane.0);
            self.lane = if narrow.is_empty() { self.lane } else { narrow };
        } else if index == facts + self.has.len() {
            let (low, high) = self.at;
            let (a, b) = (low + tape.pick(high - low + 1), low + tape.pick(high - low + 1));
            self.at = (a.min(b), a.max(b));
        } else if index >= facts {
            self.has[index - facts] = tape.truth_in(self.has[index - facts]);
        } else {
            self.facts[index] = match self.facts[index] {
                Values::Number(wide) => {
                    let mut own = values_of(FACTS.iter().find(|fact| place_of(fact.0) == index).expect("a fact").1);
                    own.extend(thresholds);
                    let (a, b) = (tape.inside(wide, &own), tape.inside(wide, &own));
                    Values::Number(match tape.pick(5) {
                        0 | 1 => Interval::point(a),
                        2 => Interval::new(a.min(b), a.max(b)),
                        3 => Interval::new(wide.low, a),
                        _ => Interval::new(a, wide.high),
                    })
                }
                Values::Truth(wide) => Values::Truth(tape.truth_in(wide)),
                Values::Choice(wide) => {
                    let narrow = tape.names(wide.0);
                    Values::Choice(if narrow.is_empty() { wide } else { narrow })
                }
                Values::Set { surely, maybe } => {
                    let surely = Names(surely.0 | tape.names(maybe.0).0 & tape.names(maybe.0).0);
                    Values::Set { surely, maybe: Names(surely.0 | tape.names(maybe.0).0) }
                }
            };
        }
    }

    /// About half of the names narrowed.
    pub(super) fn of(tape: &mut Tape<'_>, thresholds: &[f64]) -> Space {
        let mut space = Space::whole();
        for index in 0..space.len() {
            if tape.pick(3) > 0 {
                space.narrow(index, tape, thresholds);
            }
        }
        space
    }

    /// One architecture out of the space.
    pub(super) fn sample(&self, tape: &mut Tape<'_>, thresholds: &[f64]) -> Point {
        let truth =
            |wide: Truth, tape: &mut Tape<'_>| wide == Truth::True || wide == Truth::Unknown && tape.pick(2) == 1;
        let has = self.has.iter().map(|wide| truth(*wide, tape)).collect();
        let at = vec![self.at.0 + tape.pick(self.at.1 - self.at.0 + 1)];
        let facts = self.facts.iter().map(|values| match values {
            Values::Number(wide) => Single::Number(tape.inside(*wide, thresholds)),
            Values::Truth(wide) => Single::Truth(truth(*wide, tape)),
            Values::Choice(wide) => Single::Choice(tape.of(&wide.indices().collect::<Vec<_>>())),
            Values::Set { surely, maybe } => Single::Set(Names(surely.0 | tape.names(maybe.0).0).indices().collect()),
        });
        let (facts, lane) = (facts.collect(), vec![tape.of(&self.lane.indices().collect::<Vec<_>>())]);
        Point { facts, has, at, lane }
    }

    /// The space that holds one architecture only.
    pub(super) fn around(point: &Point) -> Space {
        let names = |set: &BTreeSet<usize>| Names(set.iter().map(|index| 1 << index).sum());
        let facts = point.facts.iter().map(|fact| match fact {
            Single::Number(value) => Values::Number(Interval::point(*value)),
            Single::Truth(truth) => Values::Truth(Truth::from(*truth)),
            Single::Choice(index) => Values::Choice(Names::one(*index)),
            Single::Set(set) => Values::Set { surely: names(set), maybe: names(set) },
        });
        let has = point.has.iter().map(|has| Truth::from(*has)).collect();
        Space { facts: facts.collect(), has, at: (point.at[0], point.at[0]), lane: Names::one(point.lane[0]) }
    }
}
