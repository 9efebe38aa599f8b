//! The answer as one page that needs nothing but itself: no request leaves it, and without script it is a whole report.
//!
//! Every section is a file and a function that gives markup; [`body`] puts them in order, and a new section is one line
//! there. Markup is written with `maud`, which escapes whatever text stands in it; the only text that goes in as it is
//! are the style sheet and the script, which are ours, and the answers along the count, which [`slider`] escapes.

mod ahead;
mod answer;
mod beside;
mod checklist;
mod flips;
mod ladder;
mod numbers;
mod policy;
mod reasons;
mod slider;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::RoadmapReport;
use super::ladder::LadderReport;
use super::model::{AdviceReport, TrackReport};
use super::sweep::SweepReport;
use crate::problem::draw::harmless;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What a page tells.
#[derive(Debug, Clone)]
pub struct PageReport<'a> {
    /// The answer.
    pub advice: &'a AdviceReport,
    /// The stages of the tracks that it tells, those told in full first.
    pub ladders: Vec<LadderReport>,
    /// Answers along the count.
    pub sweep: Option<SweepReport>,
    /// The climb that lies ahead.
    pub roadmap: Option<RoadmapReport>,
    /// Plots of it, as SVG.
    pub plots: Vec<String>,
}

impl PageReport<'_> {
    /// The track that is told in full.
    fn focus(&self) -> Option<&TrackReport> {
        let tracks = &self.advice.tracks;
        tracks.iter().find(|track| Some(&track.track) == self.advice.focus.as_ref()).or(tracks.first())
    }

    /// What people call a track.
    fn title_of<'t>(&'t self, track: &'t str) -> &'t str {
        self.ladders.iter().find(|ladder| ladder.track == track).map_or(track, |ladder| ladder.title.as_str())
    }
}

/// Tells an answer as a page.
pub fn html(page: &PageReport<'_>) -> String {
    let advice = page.advice;
    let title = match &advice.name {
        Some(name) => format!("{}: {}", name, advice.headline),
        None => advice.headline.clone(),
    };
    let of_plots = ahead::styles(page);
    let styles: Vec<&str> = std::iter::once(STYLE).chain(of_plots.iter().map(String::as_str)).collect();
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy::policy(&styles, &[SCRIPT]));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (body(page))
                (slider::data(page))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    // Control and direction characters of names would still be obeyed as text.
    let mut text = harmless(&markup.into_string());
    text.push('\n');
    text
}

/// The sections, in the order in which they are read.
fn body(page: &PageReport<'_>) -> Markup {
    let sections = [
        ("why", "Why", reasons::reasons(page)),
        ("count", "Other counts", slider::slider(page)),
        ("flips", "What would flip it", flips::flips(page)),
        ("numbers", "Numbers", numbers::numbers(page)),
        ("ahead", "What lies ahead", ahead::ahead(page)),
        ("found", "Found", beside::findings(page)),
        ("tracks", "Other tracks", beside::tracks(page)),
        ("choices", "Choices", beside::choices(page)),
        ("checklist", "Checklist", checklist::checklist(page)),
        ("known", "What is known", beside::facts(page)),
    ];
    let sections: Vec<_> = sections.into_iter().filter_map(|(id, title, markup)| Some((id, title, markup?))).collect();
    html! {
        header { (answer::headline(page)) }
        main id="answer" tabindex="-1" {
            (answer::at_a_glance(page))
            nav aria-label="On this page" {
                @for (id, title, _) in &sections { a href={ "#" (id) } { (title) } }
            }
            div.columns {
                (answer::step(page))
                (ladder::ladders(page))
            }
            @for (id, title, markup) in &sections {
                section id=(id) aria-labelledby={ (id) "-title" } {
                    h2 id={ (id) "-title" } { (title) }
                    (markup)
                }
            }
        }
        footer { (beside::footer(page)) }
    }
}
