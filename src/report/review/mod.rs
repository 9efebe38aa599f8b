//! A review as one model, told in five formats. Its JSON form is API.

mod build;
mod github;
mod markdown;
mod sarif;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Look;
use super::json::pretty;
use super::model::{EstimateReport, MarginReport, PartSavingReport, RulesReport, SightReport};
use crate::quantity::Unit;

pub use build::{baseline_report, review};

/// A way to tell a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewFormat {
    /// For people at a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which a GitHub workflow shows beside the lines of a change.
    Github,
}

impl ReviewFormat {
    /// Every format with the word that asks for it.
    pub const WORDS: &'static [(&'static str, ReviewFormat)] = &[
        ("text", ReviewFormat::Text),
        ("markdown", ReviewFormat::Markdown),
        ("json", ReviewFormat::Json),
        ("sarif", ReviewFormat::Sarif),
        ("github", ReviewFormat::Github),
    ];
}

/// Tells a review in a format.
pub fn tell_review(report: &ReviewReport, format: ReviewFormat, look: Look) -> String {
    match format {
        ReviewFormat::Text => text::text(report, look),
        ReviewFormat::Markdown => markdown::markdown(report),
        ReviewFormat::Json => pretty(report),
        ReviewFormat::Sarif => sarif::sarif(report),
        ReviewFormat::Github => github::github(report),
    }
}

/// A review. Its JSON form is API: keys stay, more may be added.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReviewReport {
    /// `nextrung.review/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The review in one line.
    pub headline: String,
    /// By which rules, with the overlays in force.
    pub rules: RulesReport,
    /// What the profile calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The `nextrung.toml` in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<String>,
    /// The baseline in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineInForce>,
    /// Every waiver, and how it stands.
    pub waivers: Vec<WaiverReport>,
    /// What is seen: open before waived, the worst first.
    pub observations: Vec<ObservationReport>,
    /// What the baseline knew and is known to be well now. Absent without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Vec<GoneReport>>,
    /// What the baseline knew and nothing tells of any more: absence is never a pass. Absent without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_sight: Option<Vec<GoneReport>>,
    /// Findings that cannot be told from what is known, by id.
    pub cannot_tell: Vec<String>,
    /// What the caller asked to fail on, and whether it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckReport>,
    /// Nothing moved since the baseline.
    #[serde(skip)]
    pub quiet: bool,
    /// How many findings the rules have.
    #[serde(skip)]
    pub findings: usize,
}

/// The baseline in force.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaselineInForce {
    /// The file.
    pub file: String,
    /// The day of that review.
    pub today: String,
    /// It was made with the rules of now.
    pub same_rules: bool,
}

/// A waiver.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WaiverReport {
    /// What it accepts.
    pub finding: String,
    /// Of which resource only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Its last day.
    pub expires: String,
    /// Where it stands.
    pub at: String,
    /// `in-force`, or the id of the fault that keeps it from having an effect.
    pub stands: &'static str,
}

/// Something that is seen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ObservationReport {
    /// Its id, by which a waiver names it.
    pub id: String,
    /// What it is about: `finding`, `gate`, `missing-part`, `unneeded-part` or `waiver`.
    pub of: &'static str,
    /// Under-built, over-built, risky or a note.
    pub kind: &'static str,
    /// High, medium or low.
    pub severity: &'static str,
    /// `open` without a baseline, else `new`, `still-open` or `regressed`; or `waived`.
    pub status: &'static str,
    /// How it moved since the baseline, also where it is waived. Absent without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<&'static str>,
    /// What is seen, as a title.
    pub title: String,
    /// What it leads to.
    pub text: String,
    /// What to do about it.
    #[serde(rename = "do")]
    pub mend: String,
    /// The conditions that hold, with what they saw.
    pub because: Vec<SightReport>,
    /// How far past the line the nearest deciding value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<MarginReport>,
    /// Quantities that go with it, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub estimates: BTreeMap<String, EstimateReport>,
    /// What would not be paid without it; absent where it is not over-built, or that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves: Option<PartSavingReport>,
    /// Gates that say the same of the same part, and are told here alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<String>,
    /// What it rests on: `facts`, or `assumptions` where a line, a count or a value is assumed.
    pub decided_on: &'static str,
    /// Its line is nobody's measurement.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgement: bool,
    /// Where it is seen, the most telling place first.
    pub places: Vec<PlaceReport>,
    /// The address of the resource, where it is one resource's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Who accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverReport>,
    /// Where the knowledge comes from.
    pub source: Vec<String>,
    /// The same for the same observation, whatever else changes.
    pub fingerprint: String,
}

impl ObservationReport {
    /// Neither waived nor known to the baseline.
    fn is_news(&self) -> bool {
        !matches!(self.status, "waived" | "still-open")
    }

    /// Its id, with the resource where it is one resource's.
    fn name(&self) -> String {
        match &self.resource {
            Some(resource) => format!("{} of {resource}", self.id),
            None => self.id.clone(),
        }
    }

    /// Says whether another is the same of another resource.
    fn is_alike(&self, other: &ObservationReport) -> bool {
        (self.of, &self.id, &self.severity) == (other.of, &other.id, &other.severity) && self.text == other.text
    }

    /// The places in words: `profile.toml:4, 7; --set`.
    fn places_in_words(&self) -> String {
        let mut words = String::new();
        let mut last: Option<&str> = None;
        for place in &self.places {
            match (&place.file, place.line) {
                (Some(file), Some(line)) if last == Some(file) => words.push_str(&format!(", {line}")),
                _ if words.is_empty() => words.push_str(&place.at),
                _ => words.push_str(&format!("; {}", place.at)),
            }
            last = place.file.as_deref();
        }
        words
    }

    /// What the conditions saw that is known, in words.
    fn seen_in_words(&self) -> String {
        let mut seen: Vec<String> = Vec::new();
        for (fact, value) in self.because.iter().flat_map(|sight| &sight.values) {
            let words = format!("{fact} {} ({})", value.value.words, value.origin);
            if value.origin != "unknown" && !seen.contains(&words) {
                seen.push(words);
            }
        }
        seen.join("; ")
    }

    /// What its figures are: cost where all of them are money.
    fn figures_title(&self) -> &'static str {
        let is_money = |estimate: &EstimateReport| estimate.value.unit == Unit::Money.in_json();
        if self.estimates.values().all(is_money) { "cost" } else { "figures" }
    }

    /// Its figures in words.
    fn figures_in_words(&self) -> String {
        let saves = self.saves.iter().map(|saves| format!("without it {}", saves.in_words()));
        let figures = self.estimates.values().map(|estimate| {
            let assumed = if estimate.assumed { ", partly assumed" } else { "" };
            format!("{}: {}{assumed}", estimate.title, estimate.value.words)
        });
        saves.chain(figures).collect::<Vec<_>>().join("; ")
    }

    /// What it rests on where that is less than measured facts against a known line.
    fn basis_in_words(&self) -> &'static str {
        match (self.judgement, self.decided_on) {
            (true, _) => ", a judgement",
            (false, "assumptions") => ", partly assumed",
            _ => "",
        }
    }
}

impl WaiverReport {
    /// The waiver by its finding, its resource and its last day.
    fn in_words(&self) -> String {
        let of = self.resource.as_ref().map(|resource| format!(" of {resource}")).unwrap_or_default();
        let until = match self.stands {
            "in-force" => format!("until {}", self.expires),
            fault => fault.replacen("waiver-", "", 1),
        };
        format!("{}{of} ({until}, {})", self.finding, self.owner)
    }
}

impl ReviewReport {
    /// Everything that decides beside the built-in rules, one line each.
    fn in_force(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.configuration.iter().map(|file| format!("configuration {file}")));
        for pack in &self.rules.packs {
            let counted = |count: usize, word: &str| (count > 0).then(|| format!("{word} {count}"));
            let parts = [counted(pack.replaces.len(), "replaces"), counted(pack.adds.len(), "adds")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            let what = if parts.is_empty() { "changes nothing".to_owned() } else { parts.join(", ") };
            lines.push(format!("overlay {} ({what})", pack.name));
        }
        lines.extend(self.waivers.iter().map(|waiver| format!("waiver {}", waiver.in_words())));
        if let Some(baseline) = &self.baseline {
            let rules = if baseline.same_rules { "" } else { ", made with other rules" };
            lines.push(format!("baseline {} of {}{rules}", baseline.file, baseline.today));
        }
        lines
    }
}

/// A place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaceReport {
    /// In one word: `profile.toml:4`, or the flag that told it.
    pub at: String,
    /// The file, as it was named; absent where a flag or standard input told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in characters, from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// What the baseline knew and is not seen now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GoneReport {
    /// Its id.
    pub id: String,
    /// What it was about.
    pub of: String,
    /// How bad it was.
    pub severity: &'static str,
    /// Which observation it was.
    pub fingerprint: String,
    /// The baseline had lost sight of it too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// What fails a review, and whether this one did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckReport {
    /// As bad as this, or worse.
    pub fail_on: &'static str,
    /// Something is open that is, and that the baseline does not know.
    pub failed: bool,
}

/// A baseline file: names and severities, and neither values nor texts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaselineReport {
    /// `nextrung.baseline/1`.
    pub schema: &'static str,
    /// The day of the review.
    pub today: String,
    /// The fingerprint of the rules that it was made with.
    pub rules: String,
    /// What it knew, sorted by fingerprint.
    pub entries: Vec<EntryReport>,
}

/// An observation in a baseline.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryReport {
    /// Which observation.
    pub fingerprint: String,
    /// What kind of thing it is about.
    pub of: String,
    /// Its id.
    pub id: String,
    /// High, medium or low.
    pub severity: &'static str,
    /// `open`, `waived`, `resolved` or `lost-sight`.
    pub state: &'static str,
}
