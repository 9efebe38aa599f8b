//! The ladder as a picture made of words: where one is, what comes next, what fits.

use maud::{Markup, html};

use super::PageReport;
use crate::report::ladder::{LadderReport, RungReport};

pub(super) fn ladders(page: &PageReport<'_>) -> Markup {
    html! {
        @if page.ladders.iter().any(|ladder| ladder.in_full) {
            section.ladders aria-labelledby="ladder-title" {
                h2 id="ladder-title" { "The ladder" }
                @for ladder in page.ladders.iter().filter(|ladder| ladder.in_full) { (ladder_of(ladder)) }
            }
        }
    }
}

/// A ladder, its highest rung on top; numbers count from the lowest.
fn ladder_of(ladder: &LadderReport) -> Markup {
    let here = ladder.here();
    html! {
        h3 { (ladder.title) }
        ol.ladder reversed[true] {
            @for (index, rung) in ladder.rungs.iter().enumerate().rev() {
                li class=(class(rung, here.is_some_and(|here| index < here))) aria-current=[rung.here.then_some("step")] {
                    span.rung {
                        strong { (rung.stage) }
                        span { (rung.title) }
                    }
                    (marks(rung))
                }
            }
        }
    }
}

fn class(rung: &RungReport, is_below: bool) -> &'static str {
    match rung {
        rung if rung.here => "here",
        rung if rung.next => "next",
        rung if rung.fits => "fits",
        rung if rung.on_the_way => "way",
        _ if is_below => "below",
        _ => "far",
    }
}

fn marks(rung: &RungReport) -> Markup {
    let marks = [
        (rung.here, "here", "you are here"),
        (rung.next, "next", "next step"),
        (rung.fits, "fits", "fits"),
        (rung.on_the_way && !rung.fits && !rung.next, "way", "on the way"),
        (rung.in_part, "part", "parts are there"),
    ];
    html! {
        span.marks {
            @for (_, class, words) in marks.iter().filter(|(shown, ..)| *shown) { span class={ "mark " (class) } { (words) } " " }
        }
    }
}

/// A ladder in a line: a box a rung.
pub(super) fn strip(ladder: &LadderReport) -> Markup {
    let (here, next, fits) = (ladder.here(), ladder.next(), ladder.fits());
    let place = |index: Option<usize>| index.map(|index| index + 1);
    let words = match (place(here), place(next)) {
        (Some(here), Some(next)) => format!("rung {here} of {}, next {next}", ladder.rungs.len()),
        (Some(here), None) => format!("rung {here} of {}", ladder.rungs.len()),
        (None, _) => format!("{} rungs", ladder.rungs.len()),
    };
    html! {
        svg.strip width=(ladder.rungs.len() * 15) height="16" role="img" aria-label=(words) {
            @for index in 0..ladder.rungs.len() {
                rect class=(match index {
                    index if here.is_some_and(|here| index <= here) => "done",
                    index if next == Some(index) => "next",
                    index if fits == Some(index) => "fits",
                    _ => "far",
                }) x=(index * 15 + 1) y="2" width="11" height="11" rx="2" {}
            }
        }
    }
}
