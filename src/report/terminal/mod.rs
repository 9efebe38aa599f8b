//! The answer for people at a terminal: the first line is the answer, the rest lets them check it.

use super::Look;
use super::model::{AdviceReport, NextReport, ReasonReport, TrackReport};
use super::paragraph::Page;

/// At most this many reasons are told; the rest is one format away.
const MOST_REASONS: usize = 4;
/// At most this many rows of other lists.
const MOST_ROWS: usize = 6;

/// Tells an answer in columns of text.
pub fn terminal(report: &AdviceReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    for track in &report.tracks {
        self::track(&mut page, track);
    }
    choices(&mut page, report);
    losers(&mut page, report);
    questions(&mut page, report);
    assumptions(&mut page, report);
    footer(&mut page, report);
    page.into_text()
}

fn track(page: &mut Page, track: &TrackReport) {
    let name = &track.track;
    let fits = track.fitting.as_ref().map_or("nothing yet", |fitting| fitting.stage.as_str());
    if let Some(current) = &track.current {
        let lane = current.lane.as_ref().map(|lane| format!(", lane {lane}")).unwrap_or_default();
        let said = current.stated.as_ref().map(|stated| format!("; you said {stated}")).unwrap_or_default();
        let furthest = if current.furthest == current.stage {
            String::new()
        } else {
            format!(", with parts up to {}", current.furthest)
        };
        page.quiet(
            "",
            &format!("{name}: on {} ({}{lane}{said}){furthest}; fits {}", current.stage, current.origin, fits),
        );
        if !current.gaps.is_empty() {
            page.quiet("", &format!("called for and missing on the way: {}", current.gaps.join(", ")));
        }
    }
    if !track.because.is_empty() {
        page.heading("Why");
        let groups = grouped(&track.because);
        for (index, group) in groups.iter().take(MOST_REASONS).enumerate() {
            self::reason(page, index + 1, group);
        }
        if groups.len() > MOST_REASONS {
            let rest: usize = groups[MOST_REASONS..].iter().map(Vec::len).sum();
            page.quiet("  ", &format!("and {rest} more, with --format json"));
        }
    }
    if let Some(next) = &track.next {
        step(page, next);
    }
    if !track.still_broken.is_empty() {
        page.heading("Broken, though its relief is there: add more of it, or find the cause");
        page.line("  ", &track.still_broken.join(", "));
    }
    if !track.beside.is_empty() {
        page.heading("Called for beside this track");
        let rows: Vec<(String, String)> = track
            .beside
            .iter()
            .map(|beside| (beside.capability.clone(), format!("by {}", beside.because.join(", "))))
            .collect();
        page.rows("  ", &rows);
    }
    if !track.unneeded.is_empty() {
        page.heading("Burdens that nothing calls for");
        let rows: Vec<(String, String)> = track
            .unneeded
            .iter()
            .map(|unneeded| (unneeded.capability.clone(), format!("by {}", unneeded.because.join(", "))))
            .collect();
        page.rows("  ", &rows);
    }
    let open: Vec<_> =
        track.alternatives.iter().filter(|step| step.status == "needs-info" || step.status == "blocked").collect();
    if !open.is_empty() {
        page.heading("Open");
        let rows: Vec<(String, String)> = open
            .iter()
            .map(|step| {
                (
                    step.to.clone(),
                    if step.open.is_empty() {
                        step.status.to_owned()
                    } else {
                        format!("hangs on {}", step.open.join(", "))
                    },
                )
            })
            .collect();
        page.rows("  ", &rows);
    }
    if !track.later.is_empty() {
        page.heading("Later");
        let rows: Vec<(String, String)> = track
            .later
            .iter()
            .take(MOST_ROWS)
            .map(|later| {
                let words = match (&later.condition, &later.margin) {
                    (Some(condition), Some(margin)) => {
                        let fact = margin.fact.as_deref().map(|fact| format!("{fact} ")).unwrap_or_default();
                        format!(
                            "when {condition}: now {fact}{}{}",
                            margin.words,
                            if later.assumed { ", assumed" } else { "" }
                        )
                    }
                    _ => "nothing that is known comes near it".to_owned(),
                };
                (later.to.clone(), words)
            })
            .collect();
        page.rows("  ", &rows);
    }
    if !track.outranked.is_empty() {
        page.heading("Outranked by better facts");
        let mut rows: Vec<(String, String)> = Vec::new();
        for outranked in &track.outranked {
            let by = outranked.by.join(", ");
            match rows.iter_mut().find(|(_, known)| *known == format!("by {by}")) {
                Some((gates, _)) => *gates = format!("{gates}, {}", outranked.gate),
                None => rows.push((outranked.gate.clone(), format!("by {by}"))),
            }
        }
        for (gates, by) in rows {
            page.line("  ", &format!("{gates} {by}"));
        }
    }
}

/// Reasons that say the same of the same values are told once, with all that they call for.
fn grouped(reasons: &[ReasonReport]) -> Vec<Vec<&ReasonReport>> {
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
        first.title.clone()
    } else {
        format!("{}, and {} more by the same condition", first.title, group.len() - 1)
    };
    let title = if first.holds == "false" { format!("Not so: {title}") } else { title };
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
    let shown = next.actions.iter().filter(|action| action.need != "deferred");
    for (index, action) in shown.enumerate() {
        let mut words = format!("{} ({}", action.title, action.need);
        if action.first {
            words.push_str(", first");
        }
        if action.present == "unknown" {
            words.push_str(", unless it is there already");
        }
        words.push(')');
        page.line(&format!("  {}. ", index + 1), &words);
    }
    for dropped in &next.drop_titles {
        page.line("  - ", &format!("take away {dropped}"));
    }
    let deferred: Vec<&str> = next
        .actions
        .iter()
        .filter(|action| action.need == "deferred")
        .map(|action| action.capability.as_str())
        .collect();
    if !deferred.is_empty() {
        page.line("  can wait: ", &deferred.join(", "));
    }
    for requirement in next.requires.iter().filter(|requirement| requirement.holds != "true") {
        let how = match (&requirement.rides_along, requirement.holds) {
            (Some(first), _) => format!("{first} first: {}", requirement.why),
            (None, "false") => {
                let mend = requirement.mend.as_ref().map(|mend| format!(" Mend: {mend}")).unwrap_or_default();
                format!("stands in the way: {}{mend}", requirement.why)
            }
            (None, _) => format!("check first: {}", requirement.why),
        };
        page.line("  ! ", &how);
    }
    let mut facts: Vec<String> = Vec::new();
    if let Some(effort) = &next.effort {
        facts.push(format!("effort: {}", effort.class));
    }
    if let Some(time) = &next.lead_time {
        facts.push(format!("until it helps: {} to {} {}", time.low, time.high, time.unit));
    }
    facts.extend(next.risk.map(|risk| format!("risk: {risk}")));
    facts.extend(
        next.reversible.map(|reversible| format!("can be undone: {}", if reversible == "true" { "yes" } else { "no" })),
    );
    if !facts.is_empty() {
        page.quiet("  ", &format!("{} (judgement)", facts.join("; ")));
    }
    page.quiet("  ", &format!("chosen because {}", next.chosen_by));
    if !next.checklist.is_empty() {
        page.quiet("  ", &format!("{} checklist items with --format markdown", next.checklist.len()));
    }
}

fn choices(page: &mut Page, report: &AdviceReport) {
    let changing: Vec<_> =
        report.choices.iter().filter(|choice| choice.today.is_some() && choice.pick != choice.today).collect();
    if changing.is_empty() {
        return;
    }
    page.heading("Choices");
    for choice in changing {
        let (today, pick) =
            (choice.today.as_deref().unwrap_or("?"), choice.pick.as_deref().unwrap_or("none of the options"));
        page.line("  ", &format!("{}: {pick}, not {today}", choice.choice));
        for option in choice.options.iter().filter(|option| {
            Some(&option.option) == choice.today.as_ref() || Some(&option.option) == choice.pick.as_ref()
        }) {
            for ground in &option.because {
                page.line(&format!("    {}: ", option.option), &format!("{} ({})", ground.text, ground.condition));
            }
        }
    }
}

/// Facts that were told more than once, with the value that counts and those that do not.
pub(super) fn told_twice(report: &AdviceReport) -> Vec<String> {
    let told = |fact: &super::FactReport| {
        format!("{} {} ({})", fact.value.words, fact.origin, fact.at.as_deref().unwrap_or("worked out"))
    };
    let rows = report.facts.iter().flat_map(|(name, fact)| {
        fact.instead_of.iter().map(move |loser| {
            format!("{name}: {} counts, not {} {} ({})", told(fact), loser.value.words, loser.origin, loser.at)
        })
    });
    rows.collect()
}

fn losers(page: &mut Page, report: &AdviceReport) {
    let rows = told_twice(report);
    if !rows.is_empty() {
        page.heading("Told twice");
        for row in rows {
            page.line("  ", &row);
        }
    }
}

fn questions(page: &mut Page, report: &AdviceReport) {
    if report.questions.is_empty() {
        return;
    }
    page.heading("What is missing (--set FACT=VALUE)");
    let rows: Vec<(String, String)> = report
        .questions
        .iter()
        .map(|question| (question.fact.clone().unwrap_or_else(|| question.answer_with.clone()), question.ask.clone()))
        .collect();
    page.rows("  ", &rows);
}

fn assumptions(page: &mut Page, report: &AdviceReport) {
    if report.assumptions.is_empty() {
        return;
    }
    page.heading("Assumed");
    let rows: Vec<(String, String)> = report
        .assumptions
        .iter()
        .take(MOST_ROWS)
        .map(|assumption| {
            let why = assumption.silent.as_ref().map_or("read as ".to_owned(), |silent| format!("{silent}, read as "));
            let flips =
                assumption.flips_at.as_ref().map(|at| format!("; would flip at {}", at.words)).unwrap_or_default();
            (assumption.fact.clone(), format!("{why}{}{flips}", assumption.words))
        })
        .collect();
    page.rows("  ", &rows);
    if report.assumptions.len() > MOST_ROWS {
        page.quiet("  ", &format!("{} more with --format json", report.assumptions.len() - MOST_ROWS));
    }
}

/// What settled the answer, in a sentence.
pub(super) fn decided(report: &AdviceReport) -> Option<String> {
    report.tracks.iter().find_map(|track| {
        track.decided_on.map(|on| {
            let on = match on {
                "facts" => "facts",
                "ladder" => "the user count alone, which is an indicator and no proof",
                _ => "assumptions",
            };
            if track.decided {
                format!("Decided on {on}; no further fact turns it.")
            } else {
                format!("Decided on {on}; further facts may turn it.")
            }
        })
    })
}

fn footer(page: &mut Page, report: &AdviceReport) {
    let decided = decided(report);
    if !report.unread.is_empty() {
        page.heading("Told, and read by no rule yet");
        page.line("  ", &report.unread.join(", "));
    }
    page.gap();
    if let Some(decided) = decided {
        page.quiet("", &decided);
    }
    for pack in &report.rules.packs {
        page.quiet("", &format!("Overlay {}: replaces {}, adds {}", pack.name, pack.replaces.len(), pack.adds.len()));
    }
}
