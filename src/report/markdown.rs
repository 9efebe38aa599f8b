//! The answer as Markdown, for documents and pull requests. Text from users is escaped here and nowhere else.

use std::fmt::Write as _;

use super::model::{AdviceReport, ChoiceReport, DissentReport, GroundReport, NextReport, ReasonReport, TrackReport};
use crate::problem::draw::harmless;

/// Tells an answer as Markdown.
pub fn markdown(report: &AdviceReport) -> String {
    let mut text = String::new();
    line(&mut text, &format!("# {}", safe(&report.headline)));
    if let Some(name) = &report.name {
        line(&mut text, &format!("\nFor {}, {}.", safe(name), report.today));
    } else {
        line(&mut text, &format!("\n{}.", report.today));
    }
    let focus = report.tracks.iter().find(|track| Some(&track.track) == report.focus.as_ref());
    if let Some(focus) = focus.or(report.tracks.first()) {
        self::track(&mut text, focus);
    }
    super::markdown_numbers::numbers(&mut text, report);
    beside(&mut text, report);
    if !report.questions.is_empty() {
        line(&mut text, "\n## What is missing\n");
        for question in &report.questions {
            line(&mut text, &format!("- {} (`{}`)", safe(&question.ask), code(&question.answer_with)));
        }
    }
    if !report.assumptions.is_empty() {
        line(&mut text, "\n## Assumed\n");
        line(&mut text, "| fact | read as | would flip at |");
        line(&mut text, "|---|---|---|");
        for assumption in &report.assumptions {
            let flips = assumption.flips_at.as_ref().map_or("", |at| at.words.as_str());
            let why = assumption.silent.as_ref().map(|silent| format!("{silent}, ")).unwrap_or_default();
            line(
                &mut text,
                &format!(
                    "| `{}` | {} | {} |",
                    assumption.fact,
                    safe(&format!("{why}{}", assumption.words)),
                    safe(flips)
                ),
            );
        }
    }
    if let Some(ladders) = &report.dissent {
        dissent(&mut text, ladders);
    }
    let losers: Vec<String> = super::terminal::told_twice(report);
    if !losers.is_empty() {
        line(&mut text, "\n## Told twice\n");
        for loser in losers {
            line(&mut text, &format!("- {}", safe(&loser)));
        }
    }
    if !report.unread.is_empty() {
        line(&mut text, &format!("\nTold, and read by no rule yet: {}.", safe(&report.unread.join(", "))));
    }
    if let Some(decided) = super::terminal::decided(report) {
        line(&mut text, &format!("\n{decided}"));
    }
    line(&mut text, &format!("\nRules {} ({}).", report.rules.version, report.rules.fingerprint));
    for pack in &report.rules.packs {
        line(&mut text, &format!("Overlay {}: replaces {}.", safe(&pack.name), safe(&pack.replaces.join(", "))));
    }
    text
}

/// Ladders that others have published, those furthest from the answer first.
fn dissent(text: &mut String, ladders: &[DissentReport]) {
    line(text, "\n## Other published ladders\n");
    line(text, "| ladder | published | would be on | against this answer | a user there is |");
    line(text, "|---|---|---|---|---|");
    for ladder in ladders {
        let place = ladder.place().unwrap_or_else(|| "says nothing of it".to_owned());
        let condition =
            ladder.condition.as_ref().map(|condition| format!(" (`{}`)", cell(condition))).unwrap_or_default();
        let against = match (ladder.agrees, &ladder.apart) {
            ("true", _) => "agrees".to_owned(),
            (_, Some(apart)) => apart.clone(),
            _ if ladder.place().is_none() => String::new(),
            _ if ladder.needs.is_empty() => "cannot tell".to_owned(),
            _ => format!("cannot tell without {}", ladder.needs.join(", ")),
        };
        let assumed = match ladder.decided_on {
            Some("assumptions") if !against.is_empty() => ", on assumptions",
            _ => "",
        };
        let cells = [
            format!("{}: {}", ladder.ladder, safe(&ladder.title)),
            safe(&ladder.published),
            format!("{place}{condition}"),
            format!("{against}{assumed}"),
            safe(&ladder.user),
        ];
        line(text, &format!("| {} |", cells.join(" | ")));
    }
}

/// The other tracks, the findings, the moves and the choices.
fn beside(text: &mut String, report: &AdviceReport) {
    let others: Vec<_> = report.tracks.iter().filter(|track| Some(&track.track) != report.focus.as_ref()).collect();
    if !others.is_empty() {
        line(text, "\n## Other tracks\n");
        line(text, "| track | today | verdict | step | called for by |");
        line(text, "|---|---|---|---|---|");
        let of = |name: &str| report.steps.iter().position(|ordered| ordered.step.track == name);
        let mut rows = others;
        rows.sort_by_key(|track| of(&track.track).unwrap_or(usize::MAX));
        for track in rows {
            let here = track.current.as_ref().map_or("", |current| current.stage.as_str());
            let step = of(&track.track).map(|index| &report.steps[index]);
            let (words, by) = step.map_or((String::new(), String::new()), |ordered| {
                let with = ordered.comes_with.as_ref().map(|with| format!(", comes with {with}")).unwrap_or_default();
                (format!("{}: {}{with}", ordered.step.to, ordered.titles), ordered.called_words())
            });
            line(text, &format!("| {} | {here} | {} | {} | {by} |", track.track, track.verdict, safe(&words)));
        }
    }
    if !report.untold.is_empty() {
        let told = |untold: &super::model::UntoldTrack| match &untold.fits {
            Some(fits) => format!("{} (facts call for {fits})", untold.track),
            None => untold.track.clone(),
        };
        let all: Vec<String> = report.untold.iter().map(told).collect();
        line(text, &format!("\nNot told where the system stands (`--at TRACK=STAGE`): {}.", all.join(", ")));
    }
    if !report.findings.is_empty() {
        line(text, "\n## Found\n");
        for finding in &report.findings {
            let figures: String = finding
                .estimates
                .values()
                .map(|estimate| {
                    let assumed = if estimate.assumed { ", partly assumed" } else { "" };
                    format!(" {}: {}{assumed}.", estimate.title, estimate.value.words)
                })
                .collect();
            let basis = if finding.judgement { ", a judgement" } else { "" };
            line(
                text,
                &format!(
                    "- **{}** ({}, {}{basis}). {} {}{} Source: {}",
                    safe(&finding.title),
                    finding.severity,
                    finding.kind,
                    safe(&finding.text),
                    safe(&finding.mend),
                    safe(&figures),
                    safe(&finding.source.join(", "))
                ),
            );
        }
    }
    for playbook in &report.playbooks {
        line(
            text,
            &format!(
                "\nPlaybook **{}**: {} items, `nextrung checklist --playbook {}`.",
                safe(&playbook.title),
                playbook.items,
                playbook.playbook
            ),
        );
    }
    let told = |choice: &&ChoiceReport| {
        report.playbooks.iter().any(|playbook| playbook.choices.contains(&choice.choice))
            || choice.today.is_some() && choice.pick != choice.today
    };
    for choice in report.choices.iter().filter(told) {
        self::choice(text, choice);
    }
}

fn choice(text: &mut String, choice: &ChoiceReport) {
    line(text, &format!("\n## {}\n", safe(&choice.title)));
    if let Some(note) = &choice.note {
        line(text, &format!("{}\n", safe(note)));
    }
    if let Some(model) = &choice.model {
        line(text, &format!("{}\n", safe(&model.text)));
    }
    line(text, "| option | feasible | figures | because |");
    line(text, "|---|---|---|---|");
    let place = |name: &str| choice.order.iter().position(|option| option == name).unwrap_or(usize::MAX);
    let mut options: Vec<_> = choice.options.iter().collect();
    options.sort_by_key(|option| place(&option.option));
    for option in options {
        let figures: Vec<String> = option
            .estimates
            .values()
            .map(|estimate| {
                let assumed = if estimate.assumed { " (partly assumed)" } else { "" };
                format!("{}: {}{assumed}", estimate.title, estimate.value.words)
            })
            .collect();
        let because: Vec<String> = option.because.iter().map(GroundReport::in_words).collect();
        let pick = if Some(&option.option) == choice.pick.as_ref() { ", **the pick**" } else { "" };
        line(
            text,
            &format!(
                "| {}{pick} | {} | {} | {} |",
                safe(&option.title),
                match option.feasible {
                    "true" => "yes",
                    "false" => "no",
                    _ => "open",
                },
                safe(&figures.join("; ")),
                safe(&because.join(" "))
            ),
        );
    }
}

pub(super) fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn track(text: &mut String, track: &TrackReport) {
    let fits = track.fitting.as_ref().map_or("nothing yet", |fitting| fitting.stage.as_str());
    if let Some(current) = &track.current {
        line(text, &format!("\nOn **{}** ({}); fits **{}**.", current.stage, current.origin, fits));
        if !current.gaps.is_empty() {
            line(text, &format!("Called for and missing on the way: {}.", current.gaps.join(", ")));
        }
    }
    if !track.because.is_empty() {
        line(text, "\n## Why\n");
        for reason in &track.because {
            self::reason(text, reason);
        }
    }
    if let Some(next) = &track.next {
        step(text, next);
    }
    if !track.later.is_empty() {
        line(text, "\n## Later\n");
        line(text, "| rung | nearest line | now |");
        line(text, "|---|---|---|");
        for later in &track.later {
            let condition =
                later.condition.as_ref().map(|condition| format!("`{}`", cell(condition))).unwrap_or_default();
            let margin = later.margin.as_ref().map_or("nothing that is known comes near it".to_owned(), |margin| {
                let fact = margin.fact.as_deref().map(|fact| format!("`{fact}` ")).unwrap_or_default();
                format!("{fact}{}", safe(&margin.words))
            });
            line(text, &format!("| {} | {condition} | {margin} |", later.to));
        }
    }
    if !track.outranked.is_empty() {
        line(text, "\n## Outranked by better facts\n");
        for outranked in &track.outranked {
            line(text, &format!("- {} by {}", outranked.gate, safe(&outranked.by.join(", "))));
        }
    }
    if !track.still_broken.is_empty() {
        line(text, "\n## Broken, though its relief is there\n");
        line(text, &format!("Add more of it, or find the cause: {}.", track.still_broken.join(", ")));
    }
    if !track.beside.is_empty() {
        line(text, "\n## Called for beside this track\n");
        for beside in &track.beside {
            line(text, &format!("- {} by {}", beside.capability, beside.because.join(", ")));
        }
    }
    if !track.beyond_team.is_empty() {
        line(text, "\n## More than the stated team can run\n");
        for beyond in &track.beyond_team {
            let forced = if beyond.forced { ", forced by a broken limit" } else { "" };
            line(text, &format!("- {}{forced}. Instead: {}", beyond.capability, safe(&beyond.instead)));
        }
    }
    if !track.unneeded.is_empty() {
        line(text, "\n## Burdens that nothing calls for\n");
        for unneeded in &track.unneeded {
            let saving = unneeded.saving().map_or(String::new(), |saving| format!("; {}", safe(&saving)));
            line(text, &format!("- {} (by {}){saving}", unneeded.capability, unneeded.because.join(", ")));
        }
    }
}

fn reason(text: &mut String, reason: &ReasonReport) {
    let basis = if reason.judgement { ", a judgement" } else { "" };
    let title = if reason.foreseen.is_some() { reason.heading() } else { reason.title.clone() };
    line(text, &format!("- **{}** ({}{basis}). {}", safe(&title), reason.kind, safe(&reason.text)));
    for part in reason.parts.iter().filter(|part| part.decides) {
        let mut words = format!("`{}`", code(&part.text));
        match part.holds {
            "true" => {}
            "false" => words.push_str(" does not hold"),
            _ => words.push_str(" cannot be told"),
        }
        if !part.saw.is_empty() {
            let _ = write!(words, ": {}", safe(&part.saw));
        }
        if let Some(distance) = &part.distance {
            let _ = write!(words, "; {}", safe(distance));
        }
        line(text, &format!("  - {words}"));
    }
    if let Some(foreseen) = &reason.foreseen {
        line(text, &format!("  - {}", safe(&foreseen.words)));
    }
    line(text, &format!("  - Source: {}", safe(&reason.source.join(", "))));
}

fn step(text: &mut String, next: &NextReport) {
    line(text, "\n## What to do\n");
    for (index, action) in next.actions.iter().enumerate() {
        let first = if action.first { ", first" } else { "" };
        let until = action.until.as_ref().map(|until| format!(", {until}")).unwrap_or_default();
        let from = action.foreseen.as_ref().map(|month| format!(", from {month}")).unwrap_or_default();
        line(text, &format!("{}. {} ({}{first}{from}{})", index + 1, safe(&action.title), action.need, safe(&until)));
    }
    for dropped in &next.drop_titles {
        line(text, &format!("- take away {}", safe(dropped)));
    }
    for requirement in next.requires.iter().filter(|requirement| requirement.holds != "true") {
        let mend = requirement.mend.as_ref().map(|mend| format!(" {}", safe(mend))).unwrap_or_default();
        let mend = match &requirement.met_by {
            Some(met_by) => format!("{mend} Met by {} of {}.", met_by.capability, met_by.track),
            None => mend,
        };
        let holds = if requirement.holds == "false" { "not so yet" } else { "to be checked" };
        line(text, &format!("- Required first ({holds}): {}{mend}", safe(&requirement.why)));
    }
    if let (Some(effort), Some(time), Some(risk)) = (&next.effort, &next.lead_time, next.risk) {
        line(
            text,
            &format!(
                "\nEffort {}, {} to {} {} until it helps, risk {risk} (judgement).",
                effort.class, time.low, time.high, time.unit
            ),
        );
    }
    if let Some(reversible) = next.reversible {
        line(text, &format!("It {} be undone.", if reversible == "true" { "can" } else { "cannot" }));
    }
    line(text, &format!("\nChosen because {}.", safe(&next.chosen_by)));
    if next.checklist.is_empty() {
        return;
    }
    line(text, "\n## Checklist");
    let mut phase = "";
    for item in &next.checklist {
        if item.phase != phase {
            phase = item.phase;
            line(text, &format!("\n### {phase}\n"));
        }
        line(text, &format!("- [ ] {} <!-- {} -->", prose(&item.text), item.id));
    }
}

/// Text that Markdown takes for text: nothing in it is markup, a link, a table border or HTML.
pub fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in harmless(text).replace('\n', " ").chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // `@name` would become a mention.
            '@' => out.push_str("&#64;"),
            c => out.push(c),
        }
    }
    // A bare address would become a link.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// Prose of the rules, in which backticks mark code: the code stays code, and everything else is harmless.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A pair with nothing between it would make a run of backticks with its neighbours, and open what they close.
    let is_empty = parts.iter().skip(1).step_by(2).any(|part| part.is_empty());
    if parts.len().is_multiple_of(2) || is_empty {
        return safe(text);
    }
    let told = parts.iter().enumerate().map(|(index, part)| match index % 2 {
        0 => safe(part),
        _ => format!("`{}`", code(part)),
    });
    told.collect()
}

/// Text inside a code span.
fn code(text: &str) -> String {
    harmless(text).replace('`', "'").replace('\n', " ")
}

/// Text inside a code span of a table cell.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}
