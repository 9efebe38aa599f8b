//! What is known beside steps: choices among options, findings, playbooks.

use super::base::{Example, Provenance};
use super::deferred::Deferred;
use super::steps::Item;
use super::words::{BurstOutcome, FindingKind, GateKind, Severity};
use crate::expr::{CapabilityId, Formula, TrackId};
use crate::problem::Place;
use crate::quantity::Unit;

/// A decision among options.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its id, which is the name of its file.
    pub id: String,
    /// The question, as a title.
    pub title: String,
    /// Where it is told; everywhere where there is none.
    pub when: Option<Formula>,
    /// What to know beside the options.
    pub note: Option<String>,
    /// The track whose lane it decides.
    pub lane_of: Option<TrackId>,
    /// The track whose stages the options are; the pick is then the stage that fits.
    pub stages_of: Option<TrackId>,
    /// The options are policies of the model of a burst, which gives estimates and an order.
    pub by_model: bool,
    /// What options estimate.
    pub estimates: Vec<Estimate>,
    /// The estimates that order feasible options, by their place in `estimates`, lowest first.
    pub order: Vec<usize>,
    /// The options in the order in which they are preferred, all else equal.
    pub options: Vec<ChoiceOption>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One option of a choice.
#[derive(Debug, Clone)]
pub struct ChoiceOption {
    /// Its id inside the choice.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The lane it means, by its place in [`Track::lanes`](super::base::Track::lanes).
    pub lane: Option<usize>,
    /// The stage it is, where the options are stages.
    pub stage: Option<usize>,
    /// A formula for each estimate of the choice, in their order; nothing where the option gives none.
    pub estimates: Vec<Option<Formula>>,
    /// Capabilities that show that it was picked already.
    pub marks: Vec<CapabilityId>,
    /// What rules it out.
    pub rules_out: Vec<Ground>,
    /// What speaks for it strongly enough to change over.
    pub calls_for: Vec<Ground>,
}

/// A condition with its reason, inside a choice.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Its id, `CHOICE/OPTION/GROUND`.
    pub id: String,
    /// What kind of reason it is.
    pub kind: GateKind,
    /// The condition.
    pub when: Formula,
    /// Why it matters.
    pub why: String,
    /// Its line is nobody's measurement.
    pub judgement: bool,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// A quantity that options of a choice are compared by.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// Its id inside the choice.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// How it is reckoned.
    pub means: String,
    /// What of the choice's model it is; options then give no formula for it.
    pub outcome: Option<BurstOutcome>,
}

/// An observation that is no step.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its id, which is the name of its file.
    pub id: String,
    /// What it sees, as a title.
    pub title: String,
    /// What kind of observation it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// The condition.
    pub when: Formula,
    /// A known exception that disarms it.
    pub unless: Option<Formula>,
    /// What is seen and what it leads to.
    pub text: String,
    /// What to do about it.
    pub mend: String,
    /// Quantities that go with it, each with its formula.
    pub estimates: Vec<(Estimate, Formula)>,
    /// Its line is nobody's measurement.
    pub judgement: bool,
    /// A review may accept it for a time.
    pub waivable: bool,
    /// Gates that say the same of the same part, by id and where it is named: a review tells
    /// them with it, and not once more.
    pub tells: Vec<(String, Place)>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What must come out on given facts.
    pub examples: Deferred<Vec<Example>>,
    /// Where it is declared.
    pub place: Place,
}

/// A phased checklist for one move.
#[derive(Debug, Clone)]
pub struct Playbook {
    /// Its id, which is the name of its file.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// What it is for.
    pub means: String,
    /// Where it applies.
    pub when: Formula,
    /// Choices that belong to it, by id.
    pub choices: Vec<String>,
    /// How.
    pub checklist: Deferred<Vec<Item>>,
    /// Where it comes from.
    pub provenance: Provenance,
}
