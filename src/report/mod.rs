//! How an answer is told. Nothing is judged here: what is shown stands in the answer.
//!
//! `build` turns an answer into one model of words and numbers; each format is one file that tells that model.

mod adr;
mod build;
mod checklist;
mod detection;
mod difference;
mod exercise;
mod graph;
mod html;
mod inquiry;
mod json;
mod ladder;
mod line;
mod markdown;
mod markdown_numbers;
mod model;
mod origin;
mod paragraph;
mod plots;
mod review;
mod roadmap;
mod schema;
mod simulate;
mod sweep;
mod terminal;
mod value;
mod why;

pub use adr::{DecisionRecord, decision_record};
pub use build::{Context, build, dissent};
pub use checklist::{
    ChecklistFormat, ChecklistReport, Heading, LeftOutReport, TickReport, checklist, tell_checklist, ticked,
};
pub use detection::{
    CapabilityReport, ComponentReport, DetectedFactReport, DetectionReport, EvidenceReport, IgnoredReport, KindReport,
    RootReport, SeenResources, StandingReport, detection, tell_detection,
};
pub use difference::{DifferenceReport, EndReport, GateMoveReport, MovedReport, compare, tell_compare};
pub use exercise::{
    ExerciseFact, ExerciseQuestion, ExerciseStep, GameLine, GameReport, GameRound, GameStanding, GradeLine,
    GradeReport, HiddenFact, KeyAnswers, KeyReport, KeysReport, QuestionLine, ReasonLine, SheetReport, game_markdown,
    game_report, grade_report, key, keys_markdown, sheet, sheet_markdown, tell_game, tell_grade, tell_round,
    tell_scored, tell_sheet,
};
pub use graph::{
    Board, GraphArrow, GraphFormat, GraphNode, GraphReport, Look as NodeLook, Mark as NodeMark,
    architecture as architecture_graph, ladder as ladder_graph, tell_graph,
};
pub use html::{PageReport, html};
pub use inquiry::{AnswerReport, AskReport, InquiryReport, ask, tell_ask};
pub use json::{escaped as json_escaped, json, pretty};
pub use ladder::{LadderReport, RungReport, ladders};
pub use line::{AnswerLine, LineError, LineReport, LineStep, answer_line, error_line};
pub use markdown::{markdown, safe as markdown_safe};
pub use model::{
    ActionReport, AdviceReport, AssumptionReport, AtomReport, BarReport, BesideReport, BeyondReport, BillLineReport,
    BillReport, CapacityReport, ChoiceReport, CliffReport, CostsReport, CurrentReport, DissentReport, EffortReport,
    EstimateReport, FactReport, FigureReport, FillReport, FindingReport, ForeseenReport, GroundReport, ItemReport,
    LastsReport, LaterReport, LeadTimeReport, LeftOutLineReport, LoadReport, MarginReport, MetByReport,
    MissingLineReport, ModelReport, NextReport, OptionReport, OrderedReport, OutrankedReport, PartSavingReport,
    PlaybookReport, QuestionReport, ReasonReport, RequirementReport, RulesReport, SeenReport, SightReport, SizeReport,
    StageName, StageReport, StepCostReport, StepName, TrackReport, UnneededReport, UntoldTrack,
};
pub use origin::{
    BurstFigure, DueOriginReport, Estimating, FormulaReport, GrownReport, MonthReport, OriginReport, SourceFactReport,
    TableReport, origin, origin_of_burst, origin_of_estimates, origin_of_planned, origin_of_saving, origin_of_step,
    tell_origin,
};
pub use paragraph::Page;
pub use plots::{cost_plot, load_plot};
pub use review::{
    BaselineInForce, BaselineReport, CheckReport, EntryReport, GoneReport, ObservationReport, PlaceReport,
    ReviewFormat, ReviewReport, WaiverReport, baseline_report, review, tell_review,
};
pub use roadmap::{
    BlockedReport, DueReport, LaterRungReport, PlannedReport, RoadmapReport, markdown_roadmap, roadmap, tell_roadmap,
};
pub use schema::{SCHEMAS, schema};
pub use simulate::{
    BurstReport, CurveReport, EndsReport, InputReport, PolicyReport, RunReport, SavedReport, SavingReport,
    SimulateReport, StepReport, UnfitReport, burst_plot, simulate, tell_simulate,
};
pub use sweep::{BandReport, SweepReport, SweptAnswer, SweptPoint, SweptReason, swept};
pub use terminal::terminal;
pub use value::{Number, ValueReport};
pub use why::{
    ChangeReport, FactChangeReport, NoteReport, PartReport, PreemptedReport, WhyNotReport, WhyReport, tell_why,
    tell_why_not, why, why_not,
};

/// A way to tell an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For documents and pull requests.
    Markdown,
    /// For programs.
    Json,
}

impl Format {
    /// Every format with the word that asks for it.
    pub const WORDS: &'static [(&'static str, Format)] =
        &[("text", Format::Text), ("markdown", Format::Markdown), ("json", Format::Json)];
}

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// With terminal colours.
    pub colour: bool,
    /// Cells a line may take.
    pub width: usize,
}

impl Look {
    /// What files, pipes and tests get.
    pub const PLAIN: Look = Look { colour: false, width: 80 };
}

/// Tells an answer in a format.
pub fn tell(report: &AdviceReport, format: Format, look: Look) -> String {
    match format {
        Format::Text => terminal(report, look),
        Format::Markdown => markdown(report),
        Format::Json => json(report),
    }
}
