//! The one model of an answer, in words and numbers. Its JSON form is API: keys stay, more may be added.
//!
//! A key whose feature does not exist is absent, never null or empty.

use std::collections::BTreeMap;

mod decisions;
mod dissent;
mod numbers;
mod reasons;
mod step;

use schemars::JsonSchema;
use serde::Serialize;

use super::roadmap::DueReport;
use super::value::{Number, ValueReport};
pub use decisions::{
    ChoiceReport, EstimateReport, FindingReport, GroundReport, ModelReport, OptionReport, PlaybookReport, SightReport,
};
pub use dissent::DissentReport;
pub use numbers::{
    BillLineReport, BillReport, CapacityReport, CliffReport, CostsReport, FigureReport, FillReport, LeftOutLineReport,
    LoadReport, MissingLineReport, PartSavingReport, SizeReport, StepCostReport,
};
pub use reasons::{AtomReport, BarReport, ForeseenReport, LastsReport, MarginReport, ReasonReport, SeenReport};
pub use step::{ActionReport, EffortReport, ItemReport, LeadTimeReport, MetByReport, NextReport, RequirementReport};

/// A whole answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AdviceReport {
    /// `nextrung.advice/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// How it was judged.
    pub options: OptionsReport,
    /// By which rules.
    pub rules: RulesReport,
    /// What the profile calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The answer in one line.
    pub headline: String,
    /// The step to take next of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<StepName>,
    /// The track that is told in full where there is room for one.
    #[serde(skip)]
    pub focus: Option<String>,
    /// Tracks of which nobody said where the system stands.
    #[serde(skip)]
    pub untold: Vec<UntoldTrack>,
    /// What is known on facts.
    pub facts: BTreeMap<String, FactReport>,
    /// The answer for each track of which something is stated.
    pub tracks: Vec<TrackReport>,
    /// Every step that can be taken now, over all tracks, *the* next step first.
    pub steps: Vec<OrderedReport>,
    /// The load, what others are worked out from first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub load: Vec<LoadReport>,
    /// How full the parts are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<CapacityReport>,
    /// What is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub costs: Option<CostsReport>,
    /// Decisions among options.
    pub choices: Vec<ChoiceReport>,
    /// Observations that are no step, the worst first.
    pub findings: Vec<FindingReport>,
    /// Checklists of moves that apply.
    pub playbooks: Vec<PlaybookReport>,
    /// What to ask first.
    pub questions: Vec<QuestionReport>,
    /// What was assumed and mattered.
    pub assumptions: Vec<AssumptionReport>,
    /// What ladders that others have published say of the same facts; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dissent: Option<Vec<DissentReport>>,
    /// Capabilities of which the profile states one thing and descriptions show another; what is stated counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<ContestedReport>,
    /// Told facts that no rule reads yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// A capability of which the profile states one thing and descriptions show another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContestedReport {
    /// The capability.
    pub capability: String,
    /// What is stated and counts: present or absent.
    pub stated: &'static str,
    /// Where it is stated: `profile.toml:7`.
    pub stated_at: String,
    /// What descriptions show: absent or present.
    pub detected: &'static str,
    /// The resource that shows it, or the file that does not hold it: `plan.json:12`.
    pub detected_at: String,
}

impl AdviceReport {
    /// Tells one track only.
    pub fn keep_only(&mut self, track: &str) {
        self.tracks.retain(|known| known.track == track);
        self.steps.retain(|ordered| ordered.step.track == track);
        self.untold.retain(|known| known.track == track);
        self.focus = Some(track.to_owned());
    }
}

/// How an answer was judged.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OptionsReport {
    /// Whether assumptions could settle anything.
    pub assumptions: bool,
}

/// Which rules were used.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RulesReport {
    /// The version of the program that carries them.
    pub version: &'static str,
    /// A hash of the effective rules.
    pub fingerprint: String,
    /// Overlays, in order.
    pub packs: Vec<PackReport>,
}

/// An overlay in force.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PackReport {
    /// The name it was given by.
    pub name: String,
    /// What it replaces.
    pub replaces: Vec<String>,
    /// What it adds.
    pub adds: Vec<String>,
}

impl From<&crate::rules::Overlay> for PackReport {
    fn from(overlay: &crate::rules::Overlay) -> PackReport {
        PackReport { name: overlay.name.clone(), replaces: overlay.replaces.clone(), adds: overlay.adds.clone() }
    }
}

/// A track of which nobody said where the system stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntoldTrack {
    /// Its name.
    pub track: String,
    /// The stage that fits what is told, where facts call for more than the lowest.
    pub fits: Option<String>,
}

/// The name of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepName {
    /// Its track.
    pub track: String,
    /// Where it ends; the stage of today for a step that changes no rung.
    pub to: String,
    /// What it is for.
    pub adds: Vec<String>,
    /// What it takes away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drops: Vec<String>,
    /// The steps of other tracks that wait for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlocks: Vec<StageName>,
}

/// A stage of a track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageName {
    /// The track.
    pub track: String,
    /// The stage.
    pub to: String,
}

/// A step in the order over all tracks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrderedReport {
    /// Which step.
    #[serde(flatten)]
    pub step: StepName,
    /// The track's verdict.
    pub verdict: &'static str,
    /// What calls for it: a broken limit, facts, an assumed line, the user count, or assumptions.
    pub called_by: &'static str,
    /// Nothing calls for it today: the month from which the stated growth will, `2027-02`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreseen: Option<String>,
    /// The track whose earlier step brings the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comes_with: Option<String>,
    /// What it is for, by title.
    #[serde(skip)]
    pub titles: String,
}

impl OrderedReport {
    /// What calls for it, and from when, where nothing does today.
    pub fn called_words(&self) -> String {
        match &self.foreseen {
            Some(month) => format!("{} from {month}", self.called_by),
            None => self.called_by.to_owned(),
        }
    }
}

/// A fact that is known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FactReport {
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// How it came to be known.
    pub origin: &'static str,
    /// Where it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The formula that worked it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Told values that a stronger origin beat.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<LoserReport>,
}

/// A told value that lost.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LoserReport {
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// How it came to be known.
    pub origin: &'static str,
    /// Where it was told.
    pub at: String,
}

/// The answer for one track.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrackReport {
    /// Its name.
    pub track: String,
    /// What to do.
    pub verdict: &'static str,
    /// No further fact turns the verdict.
    pub decided: bool,
    /// What settled it: facts, ladder or assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<&'static str>,
    /// Where the architecture stands, where somebody described it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<CurrentReport>,
    /// Where the climb ends; absent where nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fitting: Option<StageReport>,
    /// The rungs that are called for, in climbing order.
    pub path: Vec<String>,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NextReport>,
    /// The reasons for the verdict.
    pub because: Vec<ReasonReport>,
    /// Counts that better facts outrank.
    pub outranked: Vec<OutrankedReport>,
    /// Rungs that nothing calls for now.
    pub later: Vec<LaterReport>,
    /// Called for on facts and missing, though it makes no step on this track.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<BesideReport>,
    /// Broken limits whose relief is there already: more of it is needed, or another cause is to be found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub still_broken: Vec<String>,
    /// Called for, and more than the stated team can run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beyond_team: Vec<BeyondReport>,
    /// What could be taken away.
    pub unneeded: Vec<UnneededReport>,
    /// Other steps that press or may.
    pub alternatives: Vec<AlternativeReport>,
}

/// A stage by name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StageReport {
    /// Its name.
    pub stage: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
}

/// Where an architecture stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CurrentReport {
    /// The placed stage.
    pub stage: String,
    /// The stated stage, where parts that are there stand higher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// The highest stage with any of its core.
    pub furthest: String,
    /// The lane.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// Stated or derived.
    pub origin: &'static str,
    /// What is there.
    pub has: Vec<String>,
    /// What is read as absent because it was not listed; its origin is assumed.
    pub absent: Vec<String>,
    /// Called-for core capabilities that are missing up to the furthest stage.
    pub gaps: Vec<String>,
}

/// A count that better facts outrank.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OutrankedReport {
    /// The gate.
    pub gate: String,
    /// The facts.
    pub by: Vec<String>,
}

/// A rung that nothing calls for now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LaterReport {
    /// The rung.
    pub to: String,
    /// The gate that is nearest to calling for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// The value is assumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// How far that gate is from calling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<MarginReport>,
    /// Between which months it will call, at the stated growth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DueReport>,
    /// The condition of that gate.
    #[serde(skip)]
    pub condition: Option<String>,
}

/// Something that is called for and makes no step on the track.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BesideReport {
    /// Its name.
    pub capability: String,
    /// The gates that call for it.
    pub because: Vec<String>,
}

/// Something that is called for, and that the stated team cannot run.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BeyondReport {
    /// Its name.
    pub capability: String,
    /// A broken limit forces it all the same.
    pub forced: bool,
    /// What it takes to run it.
    pub run_by: String,
    /// What to buy or use instead.
    pub instead: String,
    /// The gates that call for it.
    pub because: Vec<String>,
}

/// Something that could be taken away.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnneededReport {
    /// Its name.
    pub capability: String,
    /// The burdens against it.
    pub because: Vec<String>,
    /// What would not be paid without it; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves: Option<PartSavingReport>,
    /// What people call it.
    #[serde(skip)]
    pub title: String,
}

impl UnneededReport {
    /// What would not be paid without it, where that is known.
    pub fn saving(&self) -> Option<String> {
        self.saves.as_ref().map(|saves| format!("without {} {}", self.title, saves.between_its_ends()))
    }
}

/// Another step that presses or may.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AlternativeReport {
    /// Where it ends.
    pub to: String,
    /// Whether it can be taken.
    pub status: &'static str,
    /// What it is for.
    pub required: Vec<String>,
    /// Facts that leave it open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

/// Something to ask.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QuestionReport {
    /// The fact, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// The capability whose presence is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// The track whose stage is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The question.
    pub ask: String,
    /// The flag that answers it.
    pub answer_with: String,
}

/// An assumption that mattered.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AssumptionReport {
    /// The fact.
    pub fact: String,
    /// The low end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    /// The value reckoned with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typical: Option<Number>,
    /// The high end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    /// The unit of the numbers.
    pub unit: String,
    /// What silence means, where it was read so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent: Option<String>,
    /// The value that would flip the gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flips_at: Option<ValueReport>,
    /// The gate.
    pub gate: String,
    /// The range in words.
    #[serde(skip)]
    pub words: String,
}
