//! What the model of a burst is made of: which formula is which input, which stage is which policy.

use super::base::Provenance;
use super::components::Way;
use super::words::{BurstInput, BurstOutcome, PolicyKind};
use crate::expr::{Formula, TrackId};
use crate::quantity::Unit;

/// The model of a burst: what its inputs are, what is compared, what is tried instead.
#[derive(Debug, Clone)]
pub struct BurstModel {
    /// What it reckons, as a title.
    pub title: String,
    /// The track whose stages the policies are.
    pub track: TrackId,
    /// The architectures that it reckons; all where there is none.
    pub fits: Option<Fit>,
    /// Each input that is given, in the order of [`BurstInput`], with the ways to it: the first that can be worked out
    /// counts. One that asks for told facts is taken only where they are known; of the others the first is the rule,
    /// and a later one an assumption.
    pub inputs: Vec<(BurstInput, Vec<Way>)>,
    /// What is compared, in the order of the file.
    pub policies: Vec<BurstPolicy>,
    /// What is tried instead, in the order of the file.
    pub savings: Vec<Saving>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Which architectures a model reckons.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Where it does not hold, nothing is simulated.
    pub when: Formula,
    /// Why not, as the end of a sentence.
    pub why: String,
    /// What to look at there.
    pub instead: Option<String>,
}

/// What a policy takes for granted where nobody told it.
#[derive(Debug, Clone)]
pub struct Proviso {
    /// The input that says so where it is known.
    pub input: BurstInput,
    /// What is taken for granted, as the end of a sentence.
    pub words: String,
}

/// A way of bringing capacity.
#[derive(Debug, Clone)]
pub struct BurstPolicy {
    /// The stage that it is.
    pub stage: usize,
    /// How it brings capacity.
    pub kind: PolicyKind,
    /// What it cannot do without.
    pub needs: Option<Formula>,
    /// Why it cannot.
    pub why: Option<String>,
    /// What it takes for granted, told with every verdict on it while the input is assumed.
    pub provided: Option<Proviso>,
}

/// Something that is tried instead, to tell what it saves.
#[derive(Debug, Clone)]
pub struct Saving {
    /// Its id.
    pub id: String,
    /// What is otherwise, as a sentence.
    pub title: String,
    /// Where it is tried; everywhere where there is none.
    pub when: Option<Formula>,
    /// The inputs that are otherwise, with the ways to them as in the model.
    pub instead: Vec<(BurstInput, Vec<Way>)>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

impl BurstInput {
    /// The unit of its values.
    pub fn unit(self) -> Unit {
        use BurstInput as I;
        match self {
            I::Calm | I::Unit => Unit::Rate,
            I::Factor | I::Ceiling | I::Bursts => Unit::Ratio,
            I::Load | I::Target | I::Spare | I::Paid | I::Allowed => Unit::Share,
            I::Units | I::Least | I::Periods | I::Room => Unit::Count,
            I::Price => Unit::Money,
            _ => Unit::Duration,
        }
    }

    /// Says whether the model does without it.
    pub fn is_optional(self) -> bool {
        matches!(self, BurstInput::Price | BurstInput::Units | BurstInput::Least)
    }
}

impl BurstOutcome {
    /// The unit of its values.
    pub fn unit(self) -> Unit {
        match self {
            BurstOutcome::Failed => Unit::Count,
            BurstOutcome::Wait => Unit::Duration,
            BurstOutcome::Held => Unit::Ratio,
        }
    }
}
