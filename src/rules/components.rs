//! What is known of the parts that an architecture is reckoned in: quantities, capacity, cost.

use super::base::{Provenance, RuleBase};
use crate::expr::{CapabilityId, FactId, Formula, QuantityId, Sum, World};
use crate::problem::Place;
use crate::quantity::{Interval, Unit};

/// A part that an architecture is reckoned in.
#[derive(Debug, Clone)]
pub struct Component {
    /// Its id, which is the name of its file.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub means: String,
    /// An architecture has it where this holds; always where there is none.
    pub when: Option<Formula>,
    /// Nobody has it unawares: where nobody knows whether it is there, no estimate reckons with it.
    pub only_known: bool,
    /// What it can carry.
    pub capacity: Option<Capacity>,
    /// What it costs, by line, sorted by id.
    pub costs: Vec<CostLine>,
    /// Its formulas are nobody's measurement.
    pub judgement: bool,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Where it is declared.
    pub place: Place,
}

/// How much a component carries, and how much is asked of it.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// The unit of both.
    pub unit: Unit,
    /// What the load asks of it.
    pub demand: Formula,
    /// What it carries when it is full.
    pub carries: Formula,
    /// The share of that up to which it should be used.
    pub target: Option<Formula>,
    /// How it is reckoned.
    pub means: String,
    /// What is asked of it grows with the load.
    pub grows: bool,
    /// It was measured, and so belongs to the architecture of today.
    pub measured: bool,
    /// Where any of these was told of the architecture of today, what was measured stands in its place.
    pub measured_by: Vec<FactId>,
    /// Where this holds its size is reckoned from the load: how full it is says nothing of the system.
    pub sized: Option<Formula>,
}

/// The two kinds of cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostPart {
    /// Charged whether it is used or not.
    Fixed,
    /// Charged for what is used.
    Usage,
}

impl CostPart {
    /// Every word with what it stands for.
    pub const WORDS: &'static [(&'static str, CostPart)] = &[("fixed", CostPart::Fixed), ("usage", CostPart::Usage)];

    /// The word in files and answers.
    pub fn word(self) -> &'static str {
        match self {
            CostPart::Fixed => "fixed",
            CostPart::Usage => "usage",
        }
    }
}

/// One way to work a number out.
#[derive(Debug, Clone)]
pub struct Way {
    /// It is taken only where all of these were told.
    pub told: Vec<FactId>,
    /// How.
    pub formula: Formula,
}

/// One line of a bill.
#[derive(Debug, Clone)]
pub struct CostLine {
    /// Its id, `COMPONENT/LINE`.
    pub id: String,
    /// What is paid for.
    pub title: String,
    /// Fixed or by usage.
    pub part: CostPart,
    /// Where it is paid; wherever the component is where there is none.
    pub when: Option<Formula>,
    /// Where nobody knows whether it is there, it is reckoned with.
    pub usual: bool,
    /// How much a month: the first that can be worked out counts.
    pub ways: Vec<Way>,
    /// Why it is in no bill, where nobody can say what it costs.
    pub left_out: Option<String>,
    /// What to know where a step brings it or makes it much dearer.
    pub cliff: Option<String>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A number that is worked out for an architecture.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// What it is.
    pub means: String,
    /// How it is worked out: the first that can be counts.
    pub ways: Vec<Way>,
    /// It is the sum of all lines of a bill, instead.
    pub sum: Option<Sum>,
    /// It tells of the load, wherever its component is there.
    pub load: bool,
    /// It is the size of something that stands: no step and no way back makes it less.
    pub stands: bool,
    /// It says how many a step needs that gains one of these.
    pub sizes: Vec<CapabilityId>,
    /// The component in whose file it stands.
    pub component: String,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

impl RuleBase {
    /// The bill that a formula is reckoned from: of two, the one after the next step.
    pub fn bill_behind(&self, formula: &Formula) -> Option<Sum> {
        formula.quantities().iter().filter_map(|id| self.vocabulary.quantity_word(*id).bill).max()
    }

    /// A quantity as somebody told it, where all that one of its ways wants told is told.
    pub fn quantity_as_told(
        &self,
        id: QuantityId,
        world: &impl World,
        is_told: impl Fn(FactId) -> bool,
    ) -> Option<Interval> {
        let told = |way: &&Way| !way.told.is_empty() && way.told.iter().all(|fact| is_told(*fact));
        self.quantity(id).ways.iter().find(told).map(|way| way.formula.interval(world))
    }
}
