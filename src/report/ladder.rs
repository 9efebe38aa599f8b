//! The stages of a track with where one stands, fits and goes next.

use super::build::Context;
use super::model::{AdviceReport, TrackReport};

/// A ladder as a picture shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderReport {
    /// The track.
    pub track: String,
    /// What people call it.
    pub title: String,
    /// What to do on it, in a word.
    pub verdict: &'static str,
    /// It is told in full: the track of the next step, or the main one.
    pub in_full: bool,
    /// Its stages in climbing order.
    pub rungs: Vec<RungReport>,
}

impl LadderReport {
    /// The rung that one stands on, from 0.
    pub fn here(&self) -> Option<usize> {
        self.rungs.iter().position(|rung| rung.here)
    }

    /// The rung that the next step leads to, where it changes the rung.
    pub fn next(&self) -> Option<usize> {
        self.rungs.iter().position(|rung| rung.next && !rung.here)
    }

    /// The rung that fits.
    pub fn fits(&self) -> Option<usize> {
        self.rungs.iter().position(|rung| rung.fits)
    }
}

/// A rung of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RungReport {
    /// The stage.
    pub stage: String,
    /// What people call it.
    pub title: String,
    /// The system stands here.
    pub here: bool,
    /// The next step leads here.
    pub next: bool,
    /// The climb ends here.
    pub fits: bool,
    /// It is called for on the way.
    pub on_the_way: bool,
    /// Parts of it are there, though the system stands lower.
    pub in_part: bool,
}

/// The ladders of the tracks that an answer tells, those told in full first.
pub fn ladders(context: &Context<'_>, report: &AdviceReport) -> Vec<LadderReport> {
    let main = context.base.main_track().map(|id| &context.base.track(id).name);
    let mut ladders: Vec<LadderReport> = report
        .tracks
        .iter()
        .filter_map(|told| {
            let in_full = Some(&told.track) == report.focus.as_ref() || Some(&told.track) == main;
            ladder(context, told, in_full)
        })
        .collect();
    ladders.sort_by_key(|ladder| (!ladder.in_full, Some(&ladder.track) != report.focus.as_ref()));
    ladders
}

fn ladder(context: &Context<'_>, told: &TrackReport, in_full: bool) -> Option<LadderReport> {
    let track = context.base.track(context.base.vocabulary.track(&told.track)?);
    let here = told.current.as_ref().map(|current| current.stage.as_str());
    let place = |name: &str| track.stages.iter().position(|stage| stage.name == name);
    let furthest = told.current.as_ref().and_then(|current| place(&current.furthest));
    let stands = here.and_then(place);
    let rungs = track.stages.iter().enumerate().map(|(index, stage)| RungReport {
        stage: stage.name.clone(),
        title: stage.title.clone(),
        here: here == Some(stage.name.as_str()),
        next: told.next.as_ref().is_some_and(|next| next.to == stage.name),
        fits: told.fitting.as_ref().is_some_and(|fitting| fitting.stage == stage.name),
        on_the_way: told.path.contains(&stage.name),
        in_part: stands.zip(furthest).is_some_and(|(here, furthest)| index > here && index <= furthest),
    });
    let rungs = rungs.collect();
    Some(LadderReport { track: told.track.clone(), title: track.title.clone(), verdict: told.verdict, in_full, rungs })
}
