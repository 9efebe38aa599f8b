//! Decisions among options: which are feasible, which is picked, in which order, and why.

use super::Advice;
use super::calls::{self, Calls, Layer, View};
use super::facts::{middle, middle_of};
use super::setting::Setting;
use super::walk::Walk;
use crate::expr::{FactId, Formula, Operation};
use crate::quantity::{Interval, Truth};
use crate::rules::{Choice, Ground, RuleBase};

/// What an option is reckoned to come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// From low to high.
    pub range: Interval,
    /// The value to reckon with.
    pub typical: f64,
    /// What options are ordered by: the middle of all that told ranges leave open, so that what may go beyond a bound
    /// stands behind what cannot, also where it hardly ever will.
    pub weighed: f64,
    /// Some of what it was worked out from is assumed.
    pub assumed: bool,
}

/// How an option stands.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionReading {
    /// Whether nothing rules it out.
    pub feasible: Truth,
    /// Whether something speaks for it strongly enough to change over.
    pub called_for: Truth,
    /// The grounds that hold: what rules it out, or what calls for it.
    pub grounds: Vec<usize>,
    /// Grounds of these that hold on a bill that was reckoned, and on nothing that was told.
    pub by_bill: Vec<usize>,
    /// By estimate of the choice; nothing where it cannot be worked out.
    pub estimates: Vec<Option<Estimated>>,
}

/// A choice with its pick.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// Which choice, by its place in the rule base.
    pub choice: usize,
    /// The picked option; nothing where every option is ruled out.
    pub pick: Option<usize>,
    /// The option that the architecture has today.
    pub incumbent: Option<usize>,
    /// By option.
    pub options: Vec<OptionReading>,
    /// The options that nothing rules out, the best first.
    pub order: Vec<usize>,
    /// Whether it is worth telling.
    pub applies: Truth,
    /// What a model says to it; nothing where none was asked.
    pub model: Option<ModelPick>,
}

/// What a model of the options picks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelPick {
    /// The cheapest option that is possible and meets the target with typical values.
    pub pick: Option<usize>,
    /// Whether the picked option of the choice meets it.
    pub chosen_meets: bool,
}

impl Chosen {
    /// Says whether the pick is another option than today's.
    pub fn changes(&self) -> bool {
        self.incumbent.is_some() && self.pick.is_some() && self.pick != self.incumbent
    }

    /// Says whether facts rule out what the architecture has today.
    pub fn incumbent_is_ruled_out(&self) -> bool {
        self.incumbent.is_some_and(|today| self.options[today].feasible == Truth::False)
    }
}

/// Reads a choice on facts.
///
/// Today's option stays unless facts rule it out, or call for another and not for it. Without one, the first option
/// that is called for wins, else the first that nothing rules out; estimates, where the choice orders by them, say which
/// is first.
pub(super) fn choose(base: &RuleBase, index: usize, view: View<'_>, calls: &Calls, assumptions: bool) -> Chosen {
    let choice = &base.choices[index];
    let view = View { layer: Layer::Facts, ..view };
    let options: Vec<OptionReading> = choice
        .options
        .iter()
        .map(|option| {
            // A change of lane is read on facts alone; elsewhere a reckoned bill rules out what it surely cannot hold.
            let estimates = assumptions && choice.lane_of.is_none();
            let by_bill =
                |ground: &Ground| calls::holds_by_bill(&ground.when, view, estimates, calls.count_only).is_some();
            let truth = |ground: &Ground| match ground.when.truth(&view) {
                Truth::Unknown if by_bill(ground) => Truth::True,
                truth => truth,
            };
            let against: Vec<Truth> = option.rules_out.iter().map(truth).collect();
            let speaks: Vec<Truth> = option.calls_for.iter().map(truth).collect();
            let feasible = !against.iter().copied().max().unwrap_or(Truth::False);
            let called_for = speaks.iter().copied().max().unwrap_or(Truth::False);
            let (shown, declared) =
                if feasible == Truth::False { (against, &option.rules_out) } else { (speaks, &option.calls_for) };
            let grounds: Vec<usize> =
                shown.iter().enumerate().filter(|(_, truth)| **truth == Truth::True).map(|(index, _)| index).collect();
            let is_open = |index: &usize| declared[*index].when.truth(&view) == Truth::Unknown;
            let by_bill = grounds.iter().copied().filter(is_open).collect();
            let estimates = option
                .estimates
                .iter()
                .map(|formula| {
                    // A bill takes long to reckon: it is when somebody reads the choice.
                    let formula = formula.as_ref().filter(|formula| base.bill_behind(formula).is_none());
                    formula.and_then(|formula| estimate(base, formula, view, assumptions))
                })
                .collect();
            OptionReading { feasible, called_for, grounds, by_bill, estimates }
        })
        .collect();
    let incumbent = incumbent(base, choice, view);
    let wanted = |index: &usize| options[*index].feasible != Truth::False && options[*index].called_for == Truth::True;
    let mut order: Vec<usize> = (0..options.len()).filter(|index| options[*index].feasible != Truth::False).collect();
    // What is called for first, then the lowest estimates; what cannot be worked out comes last.
    let key = |index: &usize| {
        let weighed =
            |estimate: &usize| options[*index].estimates[*estimate].map_or(f64::INFINITY, |found| found.weighed);
        choice.order.iter().map(weighed).collect::<Vec<f64>>()
    };
    order.sort_by(|a, b| {
        let estimates = || key(a).into_iter().zip(key(b)).map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne());
        wanted(b).cmp(&wanted(a)).then_with(|| estimates().unwrap_or(std::cmp::Ordering::Equal)).then(a.cmp(b))
    });
    let pick = match incumbent {
        Some(today) if order.contains(&today) && (wanted(&today) || !order.iter().any(wanted)) => Some(today),
        _ => order.first().copied(),
    };
    let applies = choice.when.as_ref().map_or(Truth::True, |when| when.truth(&view));
    Chosen { choice: index, pick, incumbent, options, order, applies, model: None }
}

impl Advice {
    /// Works out the estimates of a choice that hang on a bill.
    pub(super) fn reckon_bills(&self, base: &RuleBase, chosen: &mut Chosen) {
        let view = self.view(base, Layer::Facts);
        for (option, reading) in base.choices[chosen.choice].options.iter().zip(&mut chosen.options) {
            for (formula, slot) in option.estimates.iter().zip(&mut reading.estimates) {
                let formula = formula.as_ref().filter(|formula| base.bill_behind(formula).is_some());
                *slot = formula.map_or(*slot, |formula| estimate(base, formula, view, self.options.assumptions));
            }
        }
    }
}

/// A formula on what is known, else on what is assumed; nothing where a fact is neither.
pub(super) fn estimate(base: &RuleBase, formula: &Formula, view: View<'_>, assumptions: bool) -> Option<Estimated> {
    let (spread, likely) = (View { layer: Layer::Spread, ..view }, View { layer: Layer::Typical, ..view });
    // What a quantity is told by may be told or not; whether it then stands on assumptions is its own matter.
    let named = formula.operations().iter().filter(|operation| !matches!(operation, Operation::Quantity(..)));
    let facts: Vec<FactId> = named.flat_map(Operation::facts).copied().collect();
    let known = |fact: &FactId| view.sheet.is_known(base, *fact);
    let by_quantity = !formula.quantities().is_empty() && Setting::new(likely).is_assumed(formula);
    let assumed = by_quantity || !facts.iter().all(known);
    let reckoned = |fact: &FactId| {
        (known(fact) || view.sheet.known(*fact).assumed.is_some()) && view.sheet.can_reckon(base, *fact)
    };
    if assumed && !assumptions || !facts.iter().all(reckoned) {
        return None;
    }
    let range = formula.interval(&spread);
    // Every fact at the one value that it is reckoned with elsewhere too.
    let middles = base.fact_ids().map(|fact| middle(view.sheet.typical(fact))).collect();
    let typical = middle_of(formula.interval(&Setting::new(likely).with_values(middles)));
    let told = formula.interval(&likely);
    let weighed = (told.low + told.high) / 2.0;
    (range.low.is_finite() && range.high.is_finite() && typical.is_finite()).then_some(Estimated {
        range,
        typical,
        weighed,
        assumed,
    })
}

/// Where the options are the stages of a track, the stage that fits is the pick: one computation, told twice.
pub(super) fn settle(base: &RuleBase, chosen: &mut Chosen, walks: &[Walk], view: View<'_>) {
    let choice = &base.choices[chosen.choice];
    let Some(track) = choice.stages_of else { return };
    let walk = &walks[track.0 as usize];
    let of_stage = |stage: usize| choice.options.iter().position(|option| option.stage == Some(stage));
    chosen.pick = of_stage(walk.fitting);
    chosen.incumbent = view.architecture.placed(track).and_then(|placed| of_stage(placed.stage));
    if let Some(pick) = chosen.pick {
        chosen.order.retain(|index| *index != pick);
        chosen.order.insert(0, pick);
    }
}

/// The option that today's architecture shows: most marks first, else the one of its lane without marks.
fn incumbent(base: &RuleBase, choice: &Choice, view: View<'_>) -> Option<usize> {
    let shown = |index: usize| {
        choice.options[index].marks.iter().filter(|mark| view.architecture.has(**mark) == Truth::True).count()
    };
    let Some(track) = choice.lane_of else {
        // Without a lane only a mark tells.
        let marked = (0..choice.options.len()).filter(|index| shown(*index) > 0);
        return marked.max_by_key(|index| (shown(*index), usize::MAX - index));
    };
    let placed = view.architecture.placed(track)?;
    let of_lane = |index: &usize| choice.options[*index].lane == placed.lane;
    let all = 0..choice.options.len();
    debug_assert!(base.track(track).lanes.len() >= usize::from(placed.lane.is_some()));
    all.filter(of_lane).max_by_key(|index| (shown(*index), usize::MAX - index))
}
