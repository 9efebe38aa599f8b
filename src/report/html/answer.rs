//! The first screen: the answer, where one is, what comes next, what to do.

use maud::{Markup, html};

use super::PageReport;
use crate::report::model::{NextReport, RequirementReport, TrackReport};
use crate::report::terminal::decided;

pub(super) fn headline(page: &PageReport<'_>) -> Markup {
    let advice = page.advice;
    html! {
        p.about {
            "nextrung"
            @if let Some(name) = &advice.name { span.name { (name) } }
            time datetime=(advice.today) { (advice.today) }
        }
        h1 { (advice.headline) }
        @if let Some(decided) = decided(advice) { p.decided { (decided) } }
    }
}

/// Where one is, what comes next, what fits.
pub(super) fn at_a_glance(page: &PageReport<'_>) -> Markup {
    let Some(track) = page.focus() else { return html! {} };
    let ladder = page.ladders.iter().find(|ladder| ladder.track == track.track);
    let title = |stage: &str| {
        let rungs = ladder.into_iter().flat_map(|ladder| &ladder.rungs);
        rungs.into_iter().find(|rung| rung.stage == stage).map(|rung| rung.title.as_str())
    };
    let card = |class: &str, heading: &str, stage: Option<&str>, beside: &str| {
        html! {
            div class=(class) {
                dt { (heading) }
                dd {
                    @match stage {
                        Some(stage) => {
                            strong { (stage) }
                            @if let Some(title) = title(stage) { span { (title) } }
                        }
                        None => strong { (beside) },
                    }
                    @if stage.is_some() && !beside.is_empty() { span.quiet { (beside) } }
                }
            }
        }
    };
    let current = track.current.as_ref();
    let stands = current.map_or("Nobody said; tell it with --at".to_owned(), |current| {
        let lane = current.lane.as_ref().map(|lane| format!(", lane {lane}")).unwrap_or_default();
        format!("{}{lane}", current.origin)
    });
    let next = track.next.as_ref().map(|next| next.to.as_str());
    let fits = track.fitting.as_ref().map(|fitting| fitting.stage.as_str());
    let verdict = match (track.verdict, next) {
        ("stay", None) => "none: stay",
        ("undecided", None) if current.is_none() => "not known yet",
        (verdict, _) => &verdict.replace('-', " "),
    };
    html! {
        dl.glance aria-label={ "At a glance, on the track " (page.title_of(&track.track)) } {
            (card("here", "You are here", current.map(|current| current.stage.as_str()), &stands))
            (card("next", "Next step", next, verdict))
            (card("fits", "Where you fit", fits, if fits.is_some() { "" } else { "nothing calls for a stage yet" }))
            div {
                dt { "Track" }
                dd {
                    strong { (page.title_of(&track.track)) }
                    @if let Some(current) = current {
                        @if current.furthest != current.stage { span { "with parts up to " (current.furthest) } }
                    }
                }
            }
        }
    }
}

/// What to do.
pub(super) fn step(page: &PageReport<'_>) -> Markup {
    let track = page.focus();
    html! {
        section id="do" aria-labelledby="do-title" {
            h2 id="do-title" { "What to do" }
            @match track.and_then(|track| Some((track, track.next.as_ref()?))) {
                Some((track, next)) => (self::next(track, next)),
                None => p { (nothing(track)) },
            }
            @if let Some(track) = track { (warnings(track)) }
            @for playbook in &page.advice.playbooks {
                p.note {
                    "A move is under way: " strong { (playbook.title) } ", " (playbook.items) " items: "
                    code { "nextrung checklist --playbook " (playbook.playbook) }
                }
            }
        }
    }
}

fn nothing(track: Option<&TrackReport>) -> &'static str {
    match track.map(|track| (track.verdict, track.current.is_some())) {
        Some(("stay", _)) => "Nothing to build now. What would change that stands below.",
        Some((_, false)) => "Say where the system stands, with --at STAGE, and the next step can be told.",
        _ => "First tell what is missing; it stands below.",
    }
}

fn next(track: &TrackReport, next: &NextReport) -> Markup {
    let of = |need: &'static str| next.actions.iter().filter(move |action| action.need == need);
    html! {
        ol.actions {
            @for action in of("required") {
                li {
                    strong { (action.title) }
                    " " span.quiet {
                        "required"
                        @if action.first { ", first" }
                        @if action.present == "unknown" { ", unless it is there already" }
                        @if action.decided_on == Some("assumptions") { ", on an assumption" }
                    }
                    @if let Some(instead) = &action.instead {
                        p.warning { "More than the stated team can run, and forced by a broken limit. Instead: " (instead) }
                    }
                }
            }
            @for (title, capability) in next.drop_titles.iter().zip(&next.drops) {
                li {
                    "take away " strong { (title) }
                    @if let Some(saving) = saving_of(track, capability) { span.quiet { ": " (saving) } }
                }
            }
        }
        @if of("bundled").next().is_some() {
            p { "Along with it: " (titles(of("bundled").map(|action| action.title.as_str()))) "." }
        }
        @if of("deferred").next().is_some() {
            p { "Can wait: " }
            ul.plain {
                @for action in of("deferred") {
                    li { (action.title) @if let Some(until) = &action.until { span.quiet { ", " (until) } } }
                }
            }
        }
        @for requirement in next.requires.iter().filter(|one| one.holds != "true" && one.rides_along.is_none()) {
            (waits_for(requirement))
        }
        @if let Some(why) = &next.why { p { (why) } }
        dl.effort {
            @if let Some(effort) = &next.effort { div { dt { "Work" } dd { (effort.class) } } }
            @if let Some(time) = &next.lead_time {
                div { dt { "Until it helps" } dd { (time.low) " to " (time.high) " " (time.unit) } }
            }
            @if let Some(risk) = next.risk { div { dt { "Risk" } dd { (risk) } } }
            @if let Some(reversible) = next.reversible {
                div { dt { "Way back" } dd { @if reversible == "true" { "yes" } @else { "no" } } }
            }
        }
        p.quiet { "Work, time and risk are judgements. Chosen because " (next.chosen_by) "." }
    }
}

fn titles<'t>(titles: impl Iterator<Item = &'t str>) -> String {
    titles.collect::<Vec<_>>().join(", ")
}

fn waits_for(requirement: &RequirementReport) -> Markup {
    html! {
        p.warning {
            @match (&requirement.met_by, requirement.holds) {
                (Some(met_by), "false") => { "Waits for " strong { (met_by.capability) } " of the track " (met_by.track) ": " }
                (None, "false") => strong { "Stands in the way: " },
                _ => strong { "Check first: " },
            }
            (requirement.why)
            @if let Some(mend) = &requirement.mend { " " (mend) }
        }
    }
}

/// What stands beside the step on the same track and must not be missed.
fn warnings(track: &TrackReport) -> Markup {
    html! {
        @if !track.still_broken.is_empty() {
            p.warning {
                strong { "Broken, though its relief is there: " }
                "add more of it, or find the cause (" (track.still_broken.join(", ")) ")."
            }
        }
        @for beside in &track.beside {
            p.note { "Called for beside this track: " strong { (beside.capability) } ", by " (beside.because.join(", ")) "." }
        }
        @for beyond in track.beyond_team.iter().filter(|beyond| !beyond.forced) {
            p.note {
                "More than the stated team can run: " strong { (beyond.capability) } " (by " (beyond.because.join(", "))
                "). Instead: " (beyond.instead)
            }
        }
        @for unneeded in track.unneeded.iter().filter(|unneeded| !is_dropped(track, &unneeded.capability)) {
            p.note {
                "A burden that nothing calls for: " strong { (unneeded.capability) } ", by " (unneeded.because.join(", "))
                @if let Some(saving) = unneeded.saving() { "; " (saving) } "."
            }
        }
    }
}

/// What would not be paid without a part that the step takes away.
fn saving_of(track: &TrackReport, capability: &String) -> Option<String> {
    track.unneeded.iter().find(|unneeded| unneeded.capability == *capability)?.saving()
}

/// Says whether the step takes it away anyway.
fn is_dropped(track: &TrackReport, capability: &String) -> bool {
    track.next.as_ref().is_some_and(|next| next.drops.contains(capability))
}
