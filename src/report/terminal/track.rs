//! One track in full: where it stands, why, what to do.

use super::Page;
use crate::report::model::{ChoiceReport, NextReport, ReasonReport, TrackReport};

/// At most this many reasons are told; the rest is one format away.
const MOST_REASONS: usize = 2;
/// At most this many rungs that nothing calls for now.
const MOST_LATER: usize = 1;
/// At most this many things that must be there first.
const MOST_REQUIRED: usize = 2;
/// At most this many rows of other lists.
const MOST_ROWS: usize = 4;

/// Tells a track.
pub(super) fn track(page: &mut Page, track: &TrackReport, choices: &[ChoiceReport]) {
    place(page, track);
    why(page, track);
    if let Some(next) = &track.next {
        step(page, next);
    }
    if track.verdict == "switch-lane" {
        lanes(page, choices);
    }
    if !track.still_broken.is_empty() {
        page.heading("Broken, though its relief is there: add more of it, or find the cause");
        page.line("  ", &track.still_broken.join(", "));
    }
    rows(
        page,
        "Called for beside this track",
        track.beside.iter().map(|beside| (beside.capability.clone(), format!("by {}", beside.because.join(", ")))),
    );
    rows(
        page,
        "More than the stated team can run",
        track.beyond_team.iter().map(|beyond| {
            (
                beyond.capability.clone(),
                format!("called for by {}; instead: {}", beyond.because.join(", "), beyond.instead),
            )
        }),
    );
    rows(
        page,
        "Burdens that nothing calls for",
        track.unneeded.iter().map(|unneeded| {
            let saving = unneeded.saving().map_or(String::new(), |saving| format!("; {saving}"));
            (unneeded.capability.clone(), format!("by {}{saving}", unneeded.because.join(", ")))
        }),
    );
    let open = track.alternatives.iter().filter(|step| step.status == "needs-info" || step.status == "blocked");
    rows(
        page,
        "Open",
        open.map(|step| {
            let words = if step.open.is_empty() {
                step.status.to_owned()
            } else {
                format!("hangs on {}", step.open.join(", "))
            };
            (step.to.clone(), words)
        }),
    );
    later(page, track);
    if !track.outranked.is_empty() {
        let mut by: Vec<&str> =
            track.outranked.iter().flat_map(|outranked| outranked.by.iter().map(String::as_str)).collect();
        by.sort_unstable();
        by.dedup();
        let what = match track.outranked.len() {
            1 => "One line of the user count is".to_owned(),
            many => format!("{many} lines of the user count are"),
        };
        page.gap();
        page.quiet("", &format!("{what} outranked by better facts: {}.", by.join(", ")));
    }
}

fn rows(page: &mut Page, heading: &str, rows: impl Iterator<Item = (String, String)>) {
    let rows: Vec<(String, String)> = rows.collect();
    if !rows.is_empty() {
        page.heading(heading);
        page.rows("  ", &rows[..rows.len().min(MOST_ROWS)]);
        if rows.len() > MOST_ROWS {
            page.quiet("  ", &format!("{} more with --format json", rows.len() - MOST_ROWS));
        }
    }
}

fn place(page: &mut Page, track: &TrackReport) {
    let fits = track.fitting.as_ref().map_or("nothing yet", |fitting| fitting.stage.as_str());
    let Some(current) = &track.current else { return };
    let lane = current.lane.as_ref().map(|lane| format!(", lane {lane}")).unwrap_or_default();
    let said = current.stated.as_ref().map(|stated| format!("; you said {stated}")).unwrap_or_default();
    let furthest = if current.furthest == current.stage {
        String::new()
    } else {
        format!(", with parts up to {}", current.furthest)
    };
    // A system that stays keeps its rung; that it is the right size is more than anybody knows.
    let fits = if fits == current.stage && track.verdict == "stay" {
        "nothing calls for another rung".to_owned()
    } else {
        format!("fits {fits}")
    };
    page.quiet(
        "",
        &format!("{}: on {} ({}{lane}{said}){furthest}; {fits}", track.track, current.stage, current.origin),
    );
    if !current.gaps.is_empty() {
        page.quiet("", &format!("called for and missing on the way: {}", current.gaps.join(", ")));
    }
}

fn why(page: &mut Page, track: &TrackReport) {
    if track.because.is_empty() {
        return;
    }
    page.heading("Why");
    let groups = grouped(&track.because);
    for (index, group) in groups.iter().take(MOST_REASONS).enumerate() {
        reason(page, index + 1, group);
    }
    if groups.len() > MOST_REASONS {
        let rest: usize = groups[MOST_REASONS..].iter().map(Vec::len).sum();
        page.quiet("  ", &format!("and {rest} more, with --format json"));
    }
}

/// The nearest rungs that nothing calls for now, each with its line.
fn later(page: &mut Page, track: &TrackReport) {
    let near = track.later.iter().filter_map(|later| {
        let (condition, margin) = (later.condition.as_ref()?, later.margin.as_ref()?);
        let fact = margin.fact.as_deref().map(|fact| format!("{fact} ")).unwrap_or_default();
        let assumed = if later.assumed { ", assumed" } else { "" };
        Some((later.to.clone(), format!("when {condition}: now {fact}{}{assumed}", margin.words)))
    });
    let rows: Vec<(String, String)> = near.take(MOST_LATER).collect();
    if !rows.is_empty() {
        page.heading("Later");
        page.rows("  ", &rows);
    }
}

/// What speaks for a change of lane.
fn lanes(page: &mut Page, choices: &[ChoiceReport]) {
    for choice in choices.iter().filter(|choice| choice.today.is_some() && choice.pick != choice.today) {
        let picked = choice.options.iter().filter(|option| {
            Some(&option.option) == choice.today.as_ref() || Some(&option.option) == choice.pick.as_ref()
        });
        for (option, ground) in picked.flat_map(|option| option.because.iter().map(move |ground| (option, ground))) {
            page.line(&format!("  {}: ", option.option), &format!("{} ({})", ground.text, ground.condition));
        }
    }
}

/// Reasons that say the same of the same values are told once, with all that they call for.
pub(in crate::report) fn grouped(reasons: &[ReasonReport]) -> Vec<Vec<&ReasonReport>> {
    let mut groups: Vec<Vec<&ReasonReport>> = Vec::new();
    for reason in reasons {
        match groups.iter_mut().find(|group| group[0].condition == reason.condition) {
            Some(group) => group.push(reason),
            None => groups.push(vec![reason]),
        }
    }
    groups
}

fn reason(page: &mut Page, number: usize, group: &[&ReasonReport]) {
    let first = group[0];
    let basis = if first.judgement { ", a judgement" } else { "" };
    let title = if group.len() == 1 {
        first.heading()
    } else {
        format!("{}, and {} more by the same condition", first.heading(), group.len() - 1)
    };
    page.line(&format!("  {number}. "), &format!("{title} ({}{basis})", first.kind));
    for part in first.parts.iter().filter(|part| part.decides) {
        let mark = match part.holds {
            "true" => "",
            "false" => "not ",
            _ => "open: ",
        };
        let mut words = format!("{mark}{}", part.text);
        if !part.saw.is_empty() {
            words.push_str(&format!(": {}", part.saw));
        }
        if let Some(distance) = &part.distance {
            words.push_str(&format!("; {distance}"));
        }
        page.line("     ", &words);
    }
    if let Some(foreseen) = &first.foreseen {
        page.line("     ", &foreseen.words);
    }
    let mut capabilities: Vec<&str> = group.iter().map(|reason| reason.capability.as_str()).collect();
    capabilities.dedup();
    let mut sources: Vec<&str> = group.iter().flat_map(|reason| reason.source.iter().map(String::as_str)).collect();
    sources.sort_unstable();
    sources.dedup();
    capabilities.retain(|capability| !capability.is_empty());
    let about = if capabilities.is_empty() { String::new() } else { format!("{} ", capabilities.join(", ")) };
    page.quiet("     ", &format!("{about}[{}]", sources.join(", ")));
}

fn step(page: &mut Page, next: &NextReport) {
    page.heading("What to do");
    for (index, action) in next.actions.iter().filter(|action| action.need == "required").enumerate() {
        let mut notes: Vec<&str> = vec![action.need];
        notes.extend((action.decided_on == Some("assumptions")).then_some("on an assumption"));
        notes.extend(action.first.then_some("first"));
        notes.extend((action.present == "unknown").then_some("unless it is there already"));
        let from = action.foreseen.as_ref().map(|month| format!("from {month}"));
        notes.extend(from.as_deref());
        page.line(&format!("  {}. ", index + 1), &format!("{} ({})", action.title, notes.join(", ")));
        if let Some(instead) = &action.instead {
            page.line(
                "     ",
                &format!("more than the stated team can run, and forced all the same; instead: {instead}"),
            );
        }
    }
    let named = |need: &str| -> Vec<&str> {
        let of_need = next.actions.iter().filter(|action| action.need == need);
        of_need
            .map(|action| if need == "bundled" { action.title.as_str() } else { action.capability.as_str() })
            .collect()
    };
    let bundled = named("bundled");
    if !bundled.is_empty() {
        page.line("  along with it: ", &bundled.join(", "));
    }
    for dropped in &next.drop_titles {
        page.line("  - ", &format!("take away {dropped}"));
    }
    let deferred = named("deferred");
    if !deferred.is_empty() {
        page.line("  can wait: ", &deferred.join(", "));
    }
    // What rides along stands in the list above; its reason is one format away.
    let open: Vec<_> = next
        .requires
        .iter()
        .filter(|requirement| requirement.holds != "true" && requirement.rides_along.is_none())
        .collect();
    for requirement in open.iter().take(MOST_REQUIRED) {
        let how = match (&requirement.rides_along, requirement.holds) {
            (Some(_), _) => continue,
            (None, "false") if requirement.met_by.is_some() => {
                let met_by = requirement.met_by.as_ref();
                let step =
                    met_by.map(|met_by| format!("{} of {}", met_by.capability, met_by.track)).unwrap_or_default();
                format!("waits for {step}: {}", requirement.why)
            }
            (None, "false") => {
                let mend = requirement.mend.as_ref().map(|mend| format!(" Mend: {mend}")).unwrap_or_default();
                format!("stands in the way: {}{mend}", requirement.why)
            }
            (None, _) => format!("check first: {}", requirement.why),
        };
        page.line("  ! ", &how);
    }
    if open.len() > MOST_REQUIRED {
        page.quiet("  ", &format!("and {} more to be there first, with --format json", open.len() - MOST_REQUIRED));
    }
    if let (Some(effort), Some(time), Some(risk)) = (&next.effort, &next.lead_time, next.risk) {
        let undone = if next.reversible == Some("true") { "can be undone" } else { "cannot be undone" };
        page.quiet(
            "  ",
            &format!(
                "{} of work, {} to {} {} until it helps, {risk} risk, {undone} (judgement); {}",
                match effort.class {
                    "quarter" => "a quarter",
                    "year" => "a year",
                    class => class,
                },
                time.low,
                time.high,
                time.unit,
                next.chosen_by
            ),
        );
    } else {
        page.quiet("  ", &next.chosen_by);
    }
    if !next.checklist.is_empty() {
        page.quiet(
            "  ",
            &format!("{} checklist items: nextrung checklist, with the same profile", next.checklist.len()),
        );
    }
}
