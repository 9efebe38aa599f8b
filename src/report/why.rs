//! Why, and why not: reasons that can be checked one by one.

use schemars::JsonSchema;
use serde::Serialize;

use super::build::Builder;
use super::model::{MarginReport, ReasonReport, StageName};
use super::paragraph::Page;
use super::value::{Number, ValueReport};
use super::{Context, Look};
use crate::advise::{Advice, Walk};
use crate::explore::{Change, Ground, PartReason, Target, WhyNot};
use crate::expr::FactId;
use crate::profile::Origin;
use crate::quantity::Values;

/// Why a step is taken. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WhyReport {
    /// `nextrung.why/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line.
    pub headline: String,
    /// The track that is explained.
    pub track: String,
    /// What to do on it.
    pub verdict: &'static str,
    /// What settled it: facts, ladder or assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<&'static str>,
    /// The parts of the step, each with its own reason.
    pub parts: Vec<PartReport>,
    /// Where there is no step: what comes nearest to calling for one.
    pub reasons: Vec<ReasonReport>,
    /// Values that were worked out or assumed, told once.
    pub notes: Vec<NoteReport>,
}

/// Why one part is gained or taken away.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartReport {
    /// The capability.
    pub capability: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// `called-for`, `burden`, `unlocks` or `needed-by-the-rest`.
    pub ground: &'static str,
    /// What settled it: facts, ladder or assumptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<&'static str>,
    /// It ends a broken limit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hard: bool,
    /// Told facts that suffice; drop one, and the part is no longer called for as strongly.
    pub rests_on: Vec<String>,
    /// The transition of another track that waits for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlocks: Option<String>,
    /// The gates that call for it on these facts alone.
    pub reasons: Vec<ReasonReport>,
}

/// A value that nobody told.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoteReport {
    /// Its number.
    pub number: usize,
    /// The fact.
    pub fact: String,
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// Derived or assumed.
    pub origin: &'static str,
    /// How it came about: a formula, what silence means, or why it is assumed.
    pub how: String,
    /// Where that comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
}

/// Why something was not taken. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WhyNotReport {
    /// `nextrung.why-not/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line.
    pub headline: String,
    /// What was asked about: `capability:sharding`.
    pub target: String,
    /// It is there, or part of the answer, already.
    pub taken: bool,
    /// The gates that would call for it, those nearest first.
    pub gates: Vec<ReasonReport>,
    /// The smallest changes that select it, each tried on the whole judgement.
    pub changes: Vec<ChangeReport>,
    /// A change after which it would be called for, and another step still go first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preempted: Option<PreemptedReport>,
    /// How many facts change at most.
    pub most_facts: usize,
}

/// Facts that would be otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// Each with what it is and what it would be.
    pub facts: Vec<FactChangeReport>,
}

/// A fact that would be otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FactChangeReport {
    /// The fact.
    pub fact: String,
    /// What it is; absent where nobody told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ValueReport>,
    /// What it would be.
    pub to: ValueReport,
}

/// What would still go first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PreemptedReport {
    /// The change.
    pub facts: Vec<FactChangeReport>,
    /// The step that goes first.
    pub by: StageName,
}

/// Builds the reasons of a track.
pub fn why(context: &Context<'_>, advice: &Advice, walk: &Walk, parts: &[PartReason]) -> WhyReport {
    let builder = Builder::new(context, advice);
    let base = context.base;
    let reason = |part: &PartReason| PartReport {
        capability: base.capability(part.capability).name.clone(),
        title: base.capability(part.capability).title.clone(),
        ground: match part.ground {
            Ground::Called => "called-for",
            Ground::Burden => "burden",
            Ground::Unlocks(_) => "unlocks",
            Ground::First => "needed-by-the-rest",
        },
        decided_on: part.pass.filter(|_| part.ground != Ground::First).map(crate::advise::Pass::word),
        hard: part.hard,
        rests_on: part.facts.iter().map(|fact| base.fact(*fact).name.clone()).collect(),
        unlocks: match part.ground {
            Ground::Unlocks(transition) => Some(base.transition(transition).id.clone()),
            _ => None,
        },
        reasons: part.gates.iter().map(|gate| builder.reason(&advice.reason_of(base, *gate))).collect(),
    };
    let parts: Vec<PartReport> = parts.iter().map(reason).collect();
    let reasons = if parts.is_empty() { builder.because(walk) } else { Vec::new() };
    let seen = parts.iter().flat_map(|part| &part.reasons).chain(&reasons);
    let notes = notes(context, advice, seen);
    WhyReport {
        schema: "nextrung.why/1",
        today: context.today.to_owned(),
        headline: builder.headline(walk),
        track: base.track(walk.track).name.clone(),
        verdict: walk.verdict.word(),
        decided_on: advice.decided_on(base, walk).map(crate::advise::Pass::word),
        parts,
        reasons,
        notes,
    }
}

/// Values that were worked out or assumed, in the order of first use.
fn notes<'r>(
    context: &Context<'_>,
    advice: &Advice,
    reasons: impl Iterator<Item = &'r ReasonReport>,
) -> Vec<NoteReport> {
    let base = context.base;
    let mut notes: Vec<NoteReport> = Vec::new();
    for (name, seen) in reasons.flat_map(|reason| &reason.values) {
        let Some(id) = base.vocabulary.fact(name).filter(|_| ["derived", "assumed"].contains(&seen.origin)) else {
            continue;
        };
        if notes.iter().any(|note| note.fact == *name) {
            continue;
        }
        let (fact, known) = (base.fact(id), advice.sheet.known(id));
        let formula = |index: usize| fact.derive.get(index).map(|formula| formula.text().to_owned());
        let (how, source) = match (&known.derived, &known.assumed) {
            (Some(derived), _) => (formula(derived.formula).unwrap_or_default(), fact.provenance.sources.clone()),
            (None, Some(assumed)) => match (assumed.how, &fact.assume) {
                (crate::advise::How::Formula(index), _) => {
                    (format!("{}, over assumed values", formula(index).unwrap_or_default()), Vec::new())
                }
                (crate::advise::How::Quiet, _) => (fact.silent.clone().unwrap_or_default(), Vec::new()),
                (crate::advise::How::Assumption, Some(assume)) => (assume.why.clone(), assume.sources.clone()),
                (crate::advise::How::Assumption, None) => continue,
            },
            (None, None) => continue,
        };
        notes.push(NoteReport {
            number: notes.len() + 1,
            fact: name.clone(),
            value: seen.value.clone(),
            origin: seen.origin,
            how,
            source,
        });
    }
    notes
}

/// Builds why something was not taken.
pub fn why_not(context: &Context<'_>, advice: &Advice, target: Target, found: &WhyNot) -> WhyNotReport {
    let builder = Builder::new(context, advice);
    let base = context.base;
    let focus = advice.next().or_else(|| base.main_track().map(|track| advice.walk(track)));
    let mut gates: Vec<ReasonReport> =
        found.gates.iter().map(|gate| builder.reason(&advice.reason_of(base, *gate))).collect();
    // What is nearest to calling comes first; what cannot be told after it.
    let distance = |reason: &ReasonReport| {
        let percent = reason.margin.as_ref().and_then(|margin: &MarginReport| margin.percent);
        percent.map_or(f64::INFINITY, |Number(percent)| percent.abs())
    };
    gates.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    let facts = |change: &Change| change.facts.iter().map(|(fact, to)| changed(context, advice, *fact, to)).collect();
    WhyNotReport {
        schema: "nextrung.why-not/1",
        today: context.today.to_owned(),
        headline: focus.map(|walk| builder.headline(walk)).unwrap_or_default(),
        target: name(context, target),
        taken: found.is_taken,
        gates,
        changes: found.changes.iter().map(|change| ChangeReport { facts: facts(change) }).collect(),
        preempted: found.preempted.as_ref().filter(|_| found.changes.is_empty()).map(|(change, track, stage)| {
            let track = base.track(*track);
            let by = StageName { track: track.name.clone(), to: track.stages[*stage].name.clone() };
            PreemptedReport { facts: facts(change), by }
        }),
        most_facts: crate::explore::MOST_FACTS,
    }
}

fn changed(context: &Context<'_>, advice: &Advice, fact: FactId, to: &Values) -> FactChangeReport {
    let declared = context.base.fact(fact);
    let value = |values: &Values| ValueReport::new(values, declared.unit, &declared.members, &declared.range);
    FactChangeReport {
        fact: declared.name.clone(),
        from: (advice.sheet.origin(fact) != Origin::Assumed && advice.sheet.is_known(context.base, fact))
            .then(|| value(advice.sheet.on_facts(fact))),
        to: value(to),
    }
}

fn name(context: &Context<'_>, target: Target) -> String {
    let base = context.base;
    match target {
        Target::Capability(capability) => format!("capability:{}", base.capability(capability).name),
        Target::Stage(track, stage) => format!("stage:{}", base.track(track).stages[stage].name),
        Target::Choice(choice, option) => {
            let choice = &base.choices[choice];
            format!("choice:{}={}", choice.id, choice.options[option].id)
        }
    }
}

/// Tells reasons in columns of text.
pub fn tell_why(report: &WhyReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    let mut told: Vec<(&str, usize)> = Vec::new();
    for part in &report.parts {
        let how = match part.ground {
            "burden" => "is a burden that nothing calls for",
            "unlocks" => "is what a step of another track waits for",
            "needed-by-the-rest" => "is needed by the rest of the step",
            _ if part.hard => "ends a limit that is broken",
            _ if part.reasons.iter().any(|reason| reason.foreseen.is_some()) => "will be called for",
            _ => "is called for",
        };
        page.heading(&format!("{} {how}", part.title));
        if let Some(unlocks) = &part.unlocks {
            page.line("  ", &format!("{unlocks} cannot be taken without it"));
        }
        for reason in &part.reasons {
            match told.iter().find(|(condition, _)| *condition == reason.condition) {
                Some((_, number)) => page.line("  ", &format!("by ({number}) again: {}", reason.title)),
                None => {
                    told.push((&reason.condition, told.len() + 1));
                    tell_reason(&mut page, Some(told.len()), reason, &report.notes);
                }
            }
        }
        if part.ground == "called-for" || part.ground == "burden" {
            let rests = match part.rests_on.as_slice() {
                [] => "rests on no told fact: assumptions alone".to_owned(),
                [one] => format!("rests on {one}: without it, no longer so"),
                many => format!("rests on {}: drop one, and it is no longer so", many.join(", ")),
            };
            page.quiet("  ", &rests);
        }
    }
    if !report.reasons.is_empty() {
        page.heading(if report.verdict == "stay" { "What comes nearest" } else { "What it hangs on" });
        for (index, reason) in report.reasons.iter().enumerate() {
            tell_reason(&mut page, Some(index + 1), reason, &report.notes);
        }
    }
    if !report.notes.is_empty() {
        page.heading("Not told, but worked out or assumed");
        for note in &report.notes {
            page.line(
                &format!("  [{}] ", note.number),
                &format!("{} {}, {}: {}", note.fact, note.value.words, note.origin, note.how),
            );
        }
    }
    page.into_text()
}

pub(super) fn tell_reason(page: &mut Page, number: Option<usize>, reason: &ReasonReport, notes: &[NoteReport]) {
    let lead = number.map_or("  ".to_owned(), |number| format!("  ({number}) "));
    let basis = if reason.judgement { ", a judgement" } else { "" };
    let title = if reason.foreseen.is_some() { reason.heading() } else { reason.title.clone() };
    page.line(&lead, &format!("{title} ({}{basis})", reason.kind));
    for part in reason.parts.iter().filter(|part| part.decides) {
        let mark = match part.holds {
            "true" => "",
            "false" => "not ",
            _ => "open: ",
        };
        let distance = part.distance.as_ref().map(|distance| format!("; {distance}")).unwrap_or_default();
        let saw = if part.saw.is_empty() { String::new() } else { format!(": {}", part.saw) };
        page.line("      ", &format!("{mark}{}{saw}{distance}", part.text));
    }
    if let Some(foreseen) = &reason.foreseen {
        page.line("      ", &foreseen.words);
    }
    let used: Vec<String> = notes
        .iter()
        .filter(|note| reason.values.contains_key(&note.fact))
        .map(|note| format!("[{}]", note.number))
        .collect();
    let notes = if used.is_empty() { String::new() } else { format!("; see {}", used.join(" ")) };
    page.quiet("      ", &format!("{} [{}]{notes}", reason.gate, reason.source.join(", ")));
}

/// Tells why something was not taken, in columns of text.
pub fn tell_why_not(report: &WhyNotReport, look: Look) -> String {
    let mut page = Page::new(look);
    let first = match (report.taken, report.changes.as_slice(), &report.preempted) {
        (true, ..) => format!("{} is there, or part of the answer, already", report.target),
        (_, [first, ..], _) => format!("Not {}: it would take {}", report.target, words(&first.facts)),
        (_, [], Some(preempted)) => {
            format!(
                "Not {}: even where it is called for, {} of {} goes first",
                report.target, preempted.by.to, preempted.by.track
            )
        }
        (_, [], None) => {
            format!("Not {}: no change of at most {} facts that was tried selects it", report.target, report.most_facts)
        }
    };
    page.headline(&first);
    page.quiet("", &report.headline);
    if report.changes.len() > 1 {
        page.heading("Smallest changes that select it, each tried on the whole");
        for (index, change) in report.changes.iter().enumerate() {
            page.line(&format!("  {}. ", index + 1), &words(&change.facts));
        }
    }
    if let Some(preempted) = &report.preempted {
        page.heading("Called for, and still not first");
        page.line("  ", &words(&preempted.facts));
    }
    if !report.gates.is_empty() && !report.taken {
        page.heading("Gates that would call for it");
        for reason in report.gates.iter().take(5) {
            let how = match reason.holds {
                "true" => "holds, and has no voice here",
                "false" => "does not hold",
                _ => "cannot be told",
            };
            let margin = reason.margin.as_ref().filter(|_| reason.holds == "false").map(|margin| {
                let fact = margin.fact.as_deref().map(|fact| format!("{fact} ")).unwrap_or_default();
                format!(": {fact}{}", margin.words)
            });
            let how = match &reason.excepted {
                Some(estimate) => format!("{how}: an exception stands on an estimate, {estimate}"),
                None => how.to_owned(),
            };
            page.line("  ", &format!("{} {how}{}", reason.condition, margin.unwrap_or_default()));
            page.quiet("    ", &format!("{} [{}]", reason.gate, reason.source.join(", ")));
        }
        if report.gates.len() > 5 {
            page.quiet("  ", &format!("{} more with --format json", report.gates.len() - 5));
        }
    }
    page.into_text()
}

fn words(facts: &[FactChangeReport]) -> String {
    let each: Vec<String> = facts
        .iter()
        .map(|change| match &change.from {
            Some(from) => format!("{} {} instead of {}", change.fact, change.to.words, from.words),
            None => format!("{} {}", change.fact, change.to.words),
        })
        .collect();
    each.join(" and ")
}
