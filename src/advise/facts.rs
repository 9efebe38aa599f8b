//! Every fact's value, with where it came from: told, worked out, or assumed.
//!
//! Two layers are kept apart. *On facts* holds what was measured, stated, detected or worked out from these; it alone
//! settles gates in the first pass. *Likely* adds assumptions and what silence is read as.

use crate::expr::{CapabilityId, FactId, Formula, TrackId, World};
use crate::profile::{Origin, Profile, Told};
use crate::quantity::{Interval, Truth, Unit, Values};
use crate::rules::{Fact, RuleBase};

/// How an assumed value came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Silence is read as a quiet value.
    Quiet,
    /// The fact's own assumption.
    Assumption,
    /// The formula of this number, over values of which some are assumed.
    Formula(usize),
}

/// A value worked out by a formula of the fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// Which of the fact's formulas.
    pub formula: usize,
    /// The facts that it names.
    pub inputs: Vec<FactId>,
}

/// A value that nobody told.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumed {
    /// From low to high.
    pub values: Values,
    /// The value to reckon with.
    pub typical: Values,
    /// How it came about.
    pub how: How,
    /// The facts that the value was worked out from.
    pub inputs: Vec<FactId>,
    /// Told facts that it rests on, however far back.
    pub rests_on: Vec<FactId>,
}

/// Everything known of one fact.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// The value that won, where somebody told one.
    pub told: Option<Told>,
    /// Told values that a stronger origin beat.
    pub losers: Vec<Told>,
    /// How it was worked out from told values, where nobody told one.
    pub derived: Option<Derivation>,
    /// What is assumed, where it is not known on facts.
    pub assumed: Option<Assumed>,
}

/// The value of every fact on both layers.
#[derive(Debug, Clone)]
pub struct FactSheet {
    /// By fact.
    pub known: Vec<Known>,
    on_facts: Vec<Values>,
    likely: Vec<Values>,
    typical: Vec<Values>,
}

impl FactSheet {
    /// Works out every fact.
    pub fn new(base: &RuleBase, profile: &Profile) -> FactSheet {
        let mut known: Vec<Known> = vec![Known::default(); base.facts.len()];
        for told in &profile.told {
            let entry = &mut known[told.fact.0 as usize];
            // Sorted by origin: the strongest comes first.
            if entry.told.is_none() { entry.told = Some(told.clone()) } else { entry.losers.push(told.clone()) }
        }
        let mut on_facts: Vec<Values> = base.facts.iter().map(|fact| fact.range).collect();
        for (index, entry) in known.iter().enumerate() {
            if let Some(told) = &entry.told {
                on_facts[index] = told.values;
            }
        }
        let mut sheet = FactSheet { likely: on_facts.clone(), typical: on_facts.clone(), known, on_facts };
        sheet.derive(base);
        sheet.assume(base);
        sheet
    }

    /// The same with nothing assumed: what is not known on facts may be anything that is possible.
    pub fn without_assumptions(&self) -> FactSheet {
        let bare = |known: &Known| Known { assumed: None, ..known.clone() };
        let on_facts = self.on_facts.clone();
        let known = self.known.iter().map(bare).collect();
        FactSheet { known, likely: on_facts.clone(), typical: on_facts.clone(), on_facts }
    }

    /// The value on facts.
    pub fn on_facts(&self, fact: FactId) -> &Values {
        &self.on_facts[fact.0 as usize]
    }

    /// The value with assumptions, from low to high.
    pub fn likely(&self, fact: FactId) -> &Values {
        &self.likely[fact.0 as usize]
    }

    /// The value to reckon with.
    pub fn typical(&self, fact: FactId) -> &Values {
        &self.typical[fact.0 as usize]
    }

    /// Everything known of a fact.
    pub fn known(&self, fact: FactId) -> &Known {
        &self.known[fact.0 as usize]
    }

    /// Says whether somebody told the fact, or it was worked out from told ones; even "nobody knows" is told.
    pub fn is_told(&self, fact: FactId) -> bool {
        let known = self.known(fact);
        known.told.is_some() || known.derived.is_some()
    }

    /// Says whether the fact is known on facts: narrower than all that is possible.
    ///
    /// What was worked out from "nobody knows" is bounded by the range of that fact alone; nothing was learnt.
    pub fn is_known(&self, base: &RuleBase, fact: FactId) -> bool {
        let narrower = |fact: FactId| !base.fact(fact).range.within(self.on_facts(fact));
        self.is_told(fact) && narrower(fact) && self.rests_on(fact).into_iter().all(narrower)
    }

    /// Says whether there is a value to reckon with: what is as wide as all that is possible is none, and neither is
    /// what was worked out and runs into the end of its range, which only tells how far anybody thought.
    pub fn can_reckon(&self, base: &RuleBase, fact: FactId) -> bool {
        let (known, declared) = (self.known(fact), base.fact(fact));
        match (&known.told, &known.derived, &known.assumed) {
            (.., Some(assumed)) => !declared.range.within(&assumed.values),
            (None, Some(derived), None) => {
                is_settled(declared, self.on_facts(fact))
                    && derived.inputs.iter().all(|input| self.can_reckon(base, *input))
            }
            _ => !declared.range.within(self.on_facts(fact)),
        }
    }

    /// Says whether a value was worked out and lies at the end of its range or beyond: it is at least that.
    pub fn is_at_least(&self, base: &RuleBase, fact: FactId, values: &Values) -> bool {
        let known = self.known(fact);
        let is_worked_out = known.told.is_none() && known.derived.is_some() && known.assumed.is_none();
        is_worked_out && values.is_point() && !is_settled(base.fact(fact), values)
    }

    /// The origin of the value that counts.
    pub fn origin(&self, fact: FactId) -> Origin {
        let known = self.known(fact);
        match (&known.told, &known.derived) {
            (Some(told), _) => told.origin,
            (None, Some(_)) => Origin::Derived,
            (None, None) => Origin::Assumed,
        }
    }

    /// The told facts that a fact rests on: itself, or what it was worked out from.
    pub fn rests_on(&self, fact: FactId) -> Vec<FactId> {
        let known = self.known(fact);
        let mut found = Vec::new();
        if known.told.is_some() {
            found.push(fact);
        } else if let Some(derivation) = &known.derived {
            // INVARIANT: a derivation takes only what was told or worked out in an earlier round: there is no circle.
            found.extend(derivation.inputs.iter().flat_map(|input| self.rests_on(*input)));
        } else if let Some(assumed) = &known.assumed {
            found.extend(&assumed.rests_on);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Works out what follows from told values alone.
    ///
    /// In rounds: each takes only what was told or worked out in an earlier one, so that no fact ever rests on itself.
    fn derive(&mut self, base: &RuleBase) {
        loop {
            let found: Vec<(FactId, Derivation, Values)> = base
                .fact_ids()
                .filter(|fact| !self.is_told(*fact))
                .filter_map(|fact| self.derivation(base, fact).map(|(derivation, values)| (fact, derivation, values)))
                .collect();
            if found.is_empty() {
                return;
            }
            for (fact, derivation, values) in found {
                let index = fact.0 as usize;
                self.known[index].derived = Some(derivation);
                self.on_facts[index] = values;
                self.likely[index] = values;
                self.typical[index] = values;
            }
        }
    }

    /// The first formula of a fact whose inputs are all told or worked out.
    ///
    /// Which formula is taken depends only on which facts were told, never on how narrow they are, so that a wider
    /// value can only make the result wider.
    fn derivation(&self, base: &RuleBase, fact: FactId) -> Option<(Derivation, Values)> {
        base.fact(fact).derive.iter().enumerate().find_map(|(index, formula)| {
            let inputs = formula.facts();
            if !inputs.iter().all(|input| self.is_told(*input)) {
                return None;
            }
            let values: Vec<(FactId, Values)> = inputs.iter().map(|input| (*input, *self.on_facts(*input))).collect();
            let result = work_out(base.fact(fact), formula, &values)?;
            Some((Derivation { formula: index, inputs }, result))
        })
    }

    /// Fills in what nobody told.
    fn assume(&mut self, base: &RuleBase) {
        let known = |fact: FactId| self.is_known(base, fact).then(|| self.rests_on(fact));
        let known = base.fact_ids().map(known).collect();
        let mut search = Search { path: Vec::new(), cut: false, found: vec![None; base.facts.len()], known };
        let assumed: Vec<Option<Assumed>> = base
            .fact_ids()
            .map(|fact| {
                search.path = vec![fact];
                self.assumption(base, fact, &mut search)
            })
            .collect();
        for (index, assumed) in assumed.into_iter().enumerate() {
            if let Some(assumed) = assumed {
                self.likely[index] = assumed.values;
                self.typical[index] = assumed.typical;
                self.known[index].assumed = Some(assumed);
            }
        }
    }

    /// What is assumed of a fact that is not known. A result that no circle cut short is kept for later questions.
    fn assumption(&self, base: &RuleBase, fact: FactId, search: &mut Search) -> Option<Assumed> {
        if search.known[fact.0 as usize].is_some() {
            return None;
        }
        if let Some(found) = &search.found[fact.0 as usize] {
            return found.clone();
        }
        let cut_before = std::mem::replace(&mut search.cut, false);
        let result = self.search_assumption(base, fact, search);
        if !search.cut {
            search.found[fact.0 as usize] = Some(result.clone());
        }
        search.cut |= cut_before;
        result
    }

    fn search_assumption(&self, base: &RuleBase, fact: FactId, search: &mut Search) -> Option<Assumed> {
        let declared = base.fact(fact);
        // A formula that rests on something told says more about this workload than a general assumption; of several,
        // the one that leaves least open.
        let mut best: Option<Assumed> = None;
        for (index, formula) in declared.derive.iter().enumerate() {
            let Some(found) = self.likely_result(base, declared, [formula; 3], How::Formula(index), search) else {
                continue;
            };
            let narrower = best.as_ref().is_none_or(|best| spread(&found.values) < spread(&best.values));
            let tells = !declared.range.within(&found.values) && is_settled(declared, &found.typical);
            if !found.rests_on.is_empty() && narrower && tells {
                best = Some(found);
            }
        }
        if best.is_some() {
            return best;
        }
        if let Some(assume) = &declared.assume
            && let Some(found) = self.likely_result(
                base,
                declared,
                [&assume.low, &assume.typical, &assume.high],
                How::Assumption,
                search,
            )
        {
            return Some(found);
        }
        // Where told values bear on it and tell nothing, it is not known: silence it is not.
        let inputs = self.known(fact).derived.iter().flat_map(|derived| &derived.inputs);
        let mut bearing = inputs.map(|input| search.known[input.0 as usize].is_some()).peekable();
        if bearing.peek().is_some() && bearing.all(|known| known) {
            return None;
        }
        let quiet = declared.quiet?;
        Some(Assumed {
            values: quiet,
            typical: calm(&quiet),
            how: How::Quiet,
            inputs: Vec::new(),
            rests_on: Vec::new(),
        })
    }

    /// Works out a low, a typical and a high formula over likely and typical values.
    fn likely_result(
        &self,
        base: &RuleBase,
        fact: &Fact,
        formulas: [&Formula; 3],
        how: How,
        search: &mut Search,
    ) -> Option<Assumed> {
        let [low, typical, high] = formulas;
        let mut inputs = low.facts();
        // A formula of the fact stands for all three; an assumption has one for each.
        if how == How::Assumption {
            inputs.extend(typical.facts().into_iter().chain(high.facts()));
            inputs.sort_unstable();
            inputs.dedup();
        }
        let (mut likely_inputs, mut typical_inputs, mut rests_on) = (Vec::new(), Vec::new(), Vec::new());
        for input in &inputs {
            if search.path.contains(input) {
                search.cut = true;
                return None;
            }
            if let Some(told) = &search.known[input.0 as usize] {
                if !self.can_reckon(base, *input) {
                    return None;
                }
                likely_inputs.push((*input, *self.on_facts(*input)));
                typical_inputs.push((*input, middle(self.on_facts(*input))));
                rests_on.extend(told);
            } else {
                search.path.push(*input);
                let found = self.assumption(base, *input, search);
                search.path.pop();
                let found = found?;
                likely_inputs.push((*input, found.values));
                typical_inputs.push((*input, found.typical));
                rests_on.extend(found.rests_on);
            }
        }
        rests_on.sort_unstable();
        rests_on.dedup();
        let ends = [work_out(fact, low, &likely_inputs)?, work_out(fact, high, &likely_inputs)?];
        let typical = work_out(fact, typical, &typical_inputs)?;
        let values = match (ends[0], ends[1]) {
            (Values::Number(low), Values::Number(high)) => {
                Values::Number(Interval::new(low.low.min(high.low), low.high.max(high.high)))
            }
            (low, _) => low,
        };
        Some(Assumed { values, typical: middle(&typical), how, inputs, rests_on })
    }
}

/// The way through formulas that need each other.
struct Search {
    /// The facts that are being worked out.
    path: Vec<FactId>,
    /// A formula was left out because it led back to one of them.
    cut: bool,
    /// What was found where nothing was left out.
    found: Vec<Option<Option<Assumed>>>,
    /// By fact: the told facts that it rests on, where it is known on facts.
    known: Vec<Option<Vec<FactId>>>,
}

/// The one value that a range of possible ones is reckoned with where only one can be.
pub(crate) fn middle(values: &Values) -> Values {
    match values {
        Values::Number(interval) if interval.low.is_finite() && interval.high.is_finite() => {
            Values::Number(Interval::point(middle_of(*interval)))
        }
        other => *other,
    }
}

/// The one number that a range of numbers is reckoned with, wherever one is needed.
pub(crate) fn middle_of(interval: Interval) -> f64 {
    if interval.is_point() {
        interval.low
    } else if interval.low > 0.0 && interval.high.is_finite() {
        // Between numbers that may differ by powers of ten the geometric middle is as far from both.
        interval.low.sqrt() * interval.high.sqrt()
    } else {
        interval.low / 2.0 + interval.high / 2.0
    }
}

/// Says whether a number that was worked out lies within what is declared for it. A share has an end by nature; any
/// other high end is as far as anybody thought, and what runs into it was never worked out.
fn is_settled(fact: &Fact, values: &Values) -> bool {
    match (values, fact.range) {
        (Values::Number(values), Values::Number(range)) => {
            !range.within(*values) && (fact.unit == Unit::Share || values.high < range.high)
        }
        _ => true,
    }
}

/// How much a range leaves open: the powers of ten between its ends, so that kinds of number compare alike.
fn spread(values: &Values) -> f64 {
    match values {
        Values::Number(interval) if interval.is_point() => 0.0,
        Values::Number(interval) if interval.low > 0.0 => (interval.high / interval.low).log10(),
        Values::Number(_) => f64::INFINITY,
        _ => 0.0,
    }
}

/// A quiet range is reckoned with at its calm end.
fn calm(quiet: &Values) -> Values {
    match quiet {
        Values::Number(interval) if interval.low.is_finite() => Values::Number(Interval::point(interval.low)),
        other => *other,
    }
}

/// Evaluates a formula of a fact; the result is moved into the fact's range.
pub(crate) fn work_out(fact: &Fact, formula: &Formula, inputs: &[(FactId, Values)]) -> Option<Values> {
    let world = Inputs(inputs);
    if fact.unit == Unit::Bool {
        return Some(Values::Truth(formula.truth(&world)));
    }
    fact.unit.kind()?;
    let (result, range) = (formula.interval(&world), fact.range.interval());
    Some(Values::Number(Interval::new(
        result.low.clamp(range.low, range.high),
        result.high.clamp(range.low, range.high),
    )))
}

/// The world of a formula: its inputs and nothing else.
struct Inputs<'a>(&'a [(FactId, Values)]);

impl World for Inputs<'_> {
    fn fact(&self, fact: FactId) -> Values {
        self.0.iter().find(|(id, _)| *id == fact).map_or(Values::Number(Interval::ALL), |(_, values)| *values)
    }

    fn has(&self, _: CapabilityId) -> Truth {
        Truth::Unknown
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        (0, usize::MAX)
    }
}
