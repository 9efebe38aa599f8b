//! The answer along the count: what a page tells for each of many counts, every one a whole answer.
//!
//! Answers that say the same are kept once, without the figures that move with the count; points refer to them, and
//! bring the figures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::build::{Context, judgement};
use super::model::{AdviceReport, ReasonReport, TrackReport};
use super::value::{Number, ValueReport};
use crate::advise::Advice;
use crate::explore::{Axis, Probe, sweep};
use crate::quantity::{Interval, Values};

/// How much what a way back drops is needed.
const TAKE_AWAY: &str = "take away";

/// Answers along a count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweepReport {
    /// The fact that is the count.
    pub fact: String,
    /// What it means.
    pub means: String,
    /// What was told of it, in words; absent where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
    /// The point to begin with, by its place: what was told, or the lowest.
    pub start: usize,
    /// The stage or the step changes along the way.
    pub moves: bool,
    /// Something that comes along with the step does.
    pub moves_beside: bool,
    /// Better facts that outrank the count.
    pub outranked_by: Vec<String>,
    /// Ranges of the count over which stage and step stay the same, from low to high.
    pub bands: Vec<BandReport>,
    /// Answers that are unlike each other.
    pub answers: Vec<SweptAnswer>,
    /// Sentences that points refer to by their place.
    pub texts: Vec<String>,
    /// From low to high.
    pub points: Vec<SweptPoint>,
}

/// A range of the count over which stage and step stay the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandReport {
    /// Its first point, by its place.
    pub from: usize,
    /// Its last point, by its place.
    pub to: usize,
    /// The count at its beginning and end, in words.
    pub words: String,
    /// The stage that fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fits: Option<String>,
    /// What to do there.
    pub step: String,
}

/// A count with its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweptPoint {
    /// The count.
    pub count: Number,
    /// The count in words.
    pub words: String,
    /// Its answer, by its place.
    pub answer: usize,
    /// The first line, by its place among the texts.
    pub headline: usize,
    /// For every part of every reason of the answer, in their order: what it saw and how far that is from the line, by
    /// its place among the texts.
    pub saw: Vec<usize>,
}

/// An answer without the figures that move with the count.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SweptAnswer {
    /// The track that is told.
    pub track: String,
    /// What to do, in a word.
    pub verdict: String,
    /// Where the system stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// The stage that fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fits: Option<String>,
    /// Where the next step leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The step in a few words.
    #[serde(skip)]
    pub step: String,
    /// What settled it, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<String>,
    /// What to gain or to take away, each with how much it is needed.
    pub actions: Vec<(String, String)>,
    /// What stands in the way.
    pub waits: Vec<String>,
    /// Why.
    pub reasons: Vec<SweptReason>,
    /// The steps of other tracks.
    pub beside: Vec<String>,
    /// What is found.
    pub found: Vec<String>,
    /// What to ask.
    pub open: Vec<String>,
}

/// A reason without figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweptReason {
    /// What it sees.
    pub title: String,
    /// Its kind, and whether its line is a judgement.
    pub kind: String,
    /// The parts of its condition that decide.
    pub parts: Vec<String>,
}

/// Answers along a count. `advice` is the answer to what was told, `only` the one track to tell, where one was asked for.
pub fn swept(
    context: &Context<'_>,
    probe: &Probe<'_>,
    advice: &Advice,
    axis: &Axis,
    only: Option<&str>,
) -> SweepReport {
    let base = context.base;
    let fact = base.fact(axis.fact);
    let point = |value: f64| Values::Number(Interval::point(value));
    let answer = |value: f64| -> Swept {
        let profile = probe.with(probe.profile, axis.fact, point(value));
        match probe.advisor.advise(&profile, probe.options) {
            Ok(advice) => {
                let mut report = judgement(&Context { base, profile: &profile, today: context.today }, &advice);
                if let Some(track) = only {
                    report.keep_only(track);
                }
                Swept::of(&report)
            }
            Err(problems) => Swept::contradicted(problems.first().map(|problem| problem.message.as_str())),
        }
    };
    let points = sweep(axis, answer, |one, other| one.answer == other.answer);
    let mut report = SweepReport {
        fact: fact.name.clone(),
        means: fact.means.clone(),
        told: None,
        start: 0,
        moves: false,
        moves_beside: false,
        outranked_by: Vec::new(),
        bands: Vec::new(),
        answers: Vec::new(),
        texts: Vec::new(),
        points: Vec::new(),
    };
    let mut texts = Texts::default();
    let mut outranked_by: Vec<String> = Vec::new();
    for (value, swept) in points {
        let known = report.answers.iter().position(|answer| *answer == swept.answer);
        let answer = known.unwrap_or(report.answers.len());
        if known.is_none() {
            report.answers.push(swept.answer);
        }
        outranked_by.extend(swept.outranked_by);
        report.points.push(SweptPoint {
            count: Number(value),
            words: ValueReport::number(value, fact.unit).words,
            answer,
            headline: texts.place(swept.headline),
            saw: swept.saw.into_iter().map(|words| texts.place(words)).collect(),
        });
    }
    outranked_by.sort_unstable();
    outranked_by.dedup();
    report.outranked_by = outranked_by;
    report.texts = texts.all;
    report.bands = bands(&report);
    report.moves = report.bands.len() > 1;
    report.moves_beside = report.answers.windows(2).any(|pair| pair[0].actions != pair[1].actions);
    if advice.sheet.is_known(base, axis.fact) {
        let known = *advice.sheet.on_facts(axis.fact);
        report.told = Some(ValueReport::new(&known, fact.unit, &fact.members, &fact.range).words);
        report.start = nearest(&report.points, known.interval());
    }
    report
}

/// The place of the point that stands for what was told: the value itself, or the middle of a range.
fn nearest(points: &[SweptPoint], told: Interval) -> usize {
    let high = if told.high.is_finite() { told.high } else { told.low };
    let middle = (told.low.max(1.0) * high.max(1.0)).sqrt();
    let far = |point: &SweptPoint| (point.count.0.max(1.0).ln() - middle.ln()).abs();
    let best = points.iter().enumerate().min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
    best.map_or(0, |(index, _)| index)
}

fn bands(report: &SweepReport) -> Vec<BandReport> {
    let mut bands: Vec<BandReport> = Vec::new();
    for (index, point) in report.points.iter().enumerate() {
        let answer = &report.answers[point.answer];
        let before = bands.last().map(|band| &report.answers[report.points[band.from].answer]);
        let is_same = before.is_some_and(|before| before.heart() == answer.heart());
        match bands.last_mut().filter(|_| is_same) {
            Some(band) => band.to = index,
            None => bands.push(BandReport {
                from: index,
                to: index,
                words: String::new(),
                fits: answer.fits.clone(),
                step: answer.step.clone(),
            }),
        }
    }
    let words = |index: usize| report.points[index].words.as_str();
    for band in &mut bands {
        band.words = match (band.from, band.to) {
            (from, to) if from == to => words(from).to_owned(),
            (from, to) if to + 1 == report.points.len() => format!("{} and more", words(from)),
            (from, to) => format!("{} to {}", words(from), words(to)),
        };
    }
    bands
}

impl SweptAnswer {
    /// What makes it another answer for who reads it: the track, the stage that fits, the step with what it is for.
    fn heart(&self) -> (&str, Option<&String>, &str, Vec<&String>) {
        let needed = self.actions.iter().filter(|(_, need)| need == "required" || need == TAKE_AWAY);
        (&self.track, self.fits.as_ref(), &self.step, needed.map(|(title, _)| title).collect())
    }
}

/// The step of a track in a few words.
fn step(report: &AdviceReport, track: &TrackReport) -> String {
    let ordered = report.steps.iter().find(|ordered| ordered.step.track == track.track);
    match (ordered, &track.current, &track.next) {
        (Some(ordered), ..) => format!("{}: {}", ordered.step.to, ordered.titles),
        (None, _, Some(next)) => format!("{} waits for what stands in its way", next.to),
        (None, None, None) => "hangs on where the system stands".to_owned(),
        (None, Some(current), None) if track.verdict == "stay" => format!("stay on {}", current.stage),
        (None, Some(current), None) => format!("{} on {}", track.verdict, current.stage),
    }
}

/// One answer taken apart: what stays, and what moves with the count.
#[derive(Debug, Clone, PartialEq)]
struct Swept {
    answer: SweptAnswer,
    headline: String,
    saw: Vec<String>,
    outranked_by: Vec<String>,
}

impl Swept {
    fn contradicted(message: Option<&str>) -> Swept {
        let headline = message.map(|message| format!("No answer: {message}")).unwrap_or_default();
        let answer = SweptAnswer { step: "the facts contradict each other".to_owned(), ..SweptAnswer::default() };
        Swept { answer, headline, saw: Vec::new(), outranked_by: Vec::new() }
    }

    fn of(report: &AdviceReport) -> Swept {
        let focus = report.tracks.iter().find(|track| Some(&track.track) == report.focus.as_ref());
        let Some(track) = focus.or(report.tracks.first()) else { return Swept::contradicted(None) };
        let shown: Vec<&ReasonReport> = track.because.iter().collect();
        let deciding = |reason: &ReasonReport| -> Vec<(String, String)> {
            let parts = reason.parts.iter().filter(|part| part.decides);
            parts.map(|part| (part.text.clone(), part.seen())).collect()
        };
        let saw = shown.iter().flat_map(|reason| deciding(reason)).map(|(_, saw)| saw).collect();
        let reasons = shown.iter().map(|reason| SweptReason {
            // Along a count the month differs from value to value, and is no other answer.
            title: match &reason.foreseen {
                Some(_) => format!("Soon: {}", reason.title),
                None => reason.heading(),
            },
            kind: format!("{}{}", reason.kind, if reason.judgement { ", a judgement" } else { "" }),
            parts: deciding(reason).into_iter().map(|(text, _)| text).collect(),
        });
        let outranked_by = track.outranked.iter().flat_map(|outranked| outranked.by.iter().cloned()).collect();
        let beside = report.steps.iter().filter(|step| step.step.track != track.track && step.comes_with.is_none());
        Swept {
            answer: SweptAnswer {
                track: track.track.clone(),
                verdict: track.verdict.to_owned(),
                on: track.current.as_ref().map(|current| current.stage.clone()),
                fits: track.fitting.as_ref().map(|fitting| fitting.stage.clone()),
                to: track.next.as_ref().map(|next| next.to.clone()),
                step: step(report, track),
                decided: super::terminal::decided(report),
                actions: actions(track),
                waits: waits(track),
                reasons: reasons.collect(),
                beside: beside.map(|step| format!("{}: {}: {}", step.step.track, step.step.to, step.titles)).collect(),
                found: report.findings.iter().map(|finding| finding.title.clone()).collect(),
                open: report.questions.iter().map(|question| question.ask.clone()).collect(),
            },
            headline: report.headline.clone(),
            saw,
            outranked_by,
        }
    }
}

fn actions(track: &TrackReport) -> Vec<(String, String)> {
    let Some(next) = &track.next else { return Vec::new() };
    let gained = next.actions.iter().map(|action| (action.title.clone(), action.need.to_owned()));
    let dropped = next.drop_titles.iter().map(|title| (title.clone(), TAKE_AWAY.to_owned()));
    gained.chain(dropped).collect()
}

fn waits(track: &TrackReport) -> Vec<String> {
    let requires = track.next.iter().flat_map(|next| &next.requires);
    let open = requires.filter(|requirement| requirement.holds != "true" && requirement.rides_along.is_none());
    open.map(|requirement| requirement.why.clone()).collect()
}

/// Texts that are kept once.
#[derive(Debug, Default)]
struct Texts {
    all: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: String) -> usize {
        if let Some(place) = self.known.get(&text) {
            return *place;
        }
        let place = self.all.len();
        self.known.insert(text.clone(), place);
        self.all.push(text);
        place
    }
}
