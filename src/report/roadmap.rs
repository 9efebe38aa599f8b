//! The climb that lies ahead, with months.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::build::Builder;
use super::markdown::{line, safe};
use super::model::{LeadTimeReport, ReasonReport, StageName, StepCostReport};
use super::paragraph::Page;
use super::terminal::numbers::added;
use super::value::{Scalar, ValueReport};
use super::{Context, Look};
use crate::advise::{Advice, Layer};
use crate::explore::Probe;
use crate::roadmap::{Begin, Due, HORIZON, MOST_STEPS, Planned, Roadmap};
use crate::rules::RuleBase;

/// The climb that lies ahead. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoadmapReport {
    /// `nextrung.roadmap/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line.
    pub headline: String,
    /// What `advise` answers today, in one line.
    pub answer: String,
    /// The load was told not to grow; nothing has a month.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub standstill: bool,
    /// The stated growth in words; nothing where nobody said so, and then nothing has a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth: Option<String>,
    /// How many months are looked ahead.
    pub horizon: u32,
    /// The told facts that grow with the load.
    pub grows: Vec<String>,
    /// The told facts that say more of the load and are held as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// The steps, in the order in which they are called for.
    pub steps: Vec<PlannedReport>,
    /// The month in which the grown facts contradict each other: nothing is told beyond it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Where nothing has a month: the rungs above, each with the line that would call for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterRungReport>,
}

/// A step that is called for now or later.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlannedReport {
    /// Its number.
    pub number: usize,
    /// Where it ends.
    #[serde(flatten)]
    pub to: StageName,
    /// It changes no rung: it begins where it ends.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub same_rung: bool,
    /// What it is for.
    pub required: Vec<String>,
    /// The same by title.
    #[serde(skip)]
    pub titles: Vec<String>,
    /// What a way back takes away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drops: Vec<String>,
    /// It is called for today, wherever in the told ranges the system is.
    pub now: bool,
    /// The months between which it is called for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DueReport>,
    /// It may be called for today: at one end of what was told it is, at the other it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub perhaps_now: bool,
    /// The month in which to begin, so that it helps in time: the earliest month less the longest lead time; this one
    /// where it may be called for today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_by: Option<String>,
    /// That month is past: it helps too late, however soon it is begun.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// How long until it helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<LeadTimeReport>,
    /// The gates that call for it then, with the values of that month.
    pub because: Vec<ReasonReport>,
    /// What it adds to the bill at the load of that month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<StepCostReport>,
    /// The number of the step that is not finished when this one is called for: take both together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merges_with: Option<usize>,
}

/// A span of months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueReport {
    /// The earliest month.
    pub low: String,
    /// The latest month; absent where that is beyond the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
}

/// A rung that nothing calls for yet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LaterRungReport {
    /// The rung.
    #[serde(flatten)]
    pub to: StageName,
    /// The condition that would call for it.
    pub when: String,
    /// How far it is.
    pub margin: String,
    /// What is far from it is assumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
}

/// Builds the model of a climb.
pub fn roadmap(context: &Context<'_>, advice: &Advice, probe: &Probe<'_>, plan: &Roadmap) -> RoadmapReport {
    let base = context.base;
    let month = |month: u32| plan.calendar.name(month);
    let names = |facts: &[crate::expr::FactId]| facts.iter().map(|fact| base.fact(*fact).name.clone()).collect();
    let steps: Vec<PlannedReport> =
        plan.steps.iter().enumerate().map(|(index, step)| planned(context, probe, plan, index, step)).collect();
    let growth = plan.growth.map(|growth| {
        let percent = |share: f64| crate::quantity::quantity(share, crate::quantity::Kind::Share);
        match growth.is_point() {
            true => percent(growth.low),
            false => format!("{} to {}", percent(growth.low), percent(growth.high)),
        }
    });
    let later = match plan.growth {
        Some(_) => Vec::new(),
        None => later(context, advice),
    };
    let answer = super::build(context, advice).headline;
    RoadmapReport {
        schema: "nextrung.roadmap/1",
        today: context.today.to_owned(),
        headline: headline(context, &answer, &steps, plan),
        answer,
        standstill: plan.standstill,
        growth,
        horizon: HORIZON,
        grows: names(&plan.grows),
        held: names(&plan.held),
        steps,
        ends: plan.ends_in.map(month),
        later,
    }
}

/// At most this many columns for the headline; what does not fit stands with the steps.
const HEADLINE: usize = 80;

fn headline(context: &Context<'_>, answer: &str, steps: &[PlannedReport], plan: &Roadmap) -> String {
    let main = context.base.main_track().map(|track| context.base.track(track).name.as_str());
    let name = |step: &PlannedReport| {
        let on = if step.same_rung { "more on " } else { "" };
        match main == Some(step.to.track.as_str()) {
            true => format!("{on}{}", step.to.to),
            false => format!("{on}{} ({})", step.to.to, step.to.track),
        }
    };
    let now = steps.iter().filter(|step| step.now).count();
    let perhaps = steps.iter().find(|step| step.perhaps_now);
    if let (Some(perhaps), 0) = (perhaps, now) {
        let high = perhaps.due.as_ref().and_then(|due| due.high.as_ref());
        let high = high.map_or(String::new(), |high| format!(", surely by {high}"));
        return format!("Perhaps now {}{high}", name(perhaps));
    }
    let today = match (steps.first(), now) {
        (Some(first), 1) => format!("Now {}", name(first)),
        (Some(first), 2..) => format!("Now {}, and {} more", name(first), now - 1),
        _ => "Nothing now".to_owned(),
    };
    match steps.iter().find(|step| !step.now) {
        Some(next) if next.perhaps_now => format!("{today}; perhaps {} too", name(next)),
        // Nothing is called for yet, and what will be takes so long that it is begun now.
        Some(next) if now == 0 && begins_now(context, next) => {
            let due = next.due.as_ref().map(|due| due.low.clone()).unwrap_or_default();
            let late = if next.late { ", late already" } else { "" };
            format!("Begin {} now: it is called for from {due}{late}", name(next))
        }
        Some(next) => {
            let due = next.due.as_ref().map(|due| due.low.clone()).unwrap_or_default();
            let told = format!("{today}; then {} from {due}", name(next));
            let whole = format!("{told}, {}", start(next).unwrap_or_default());
            if whole.chars().count() <= HEADLINE { whole } else { told }
        }
        // Where no step comes the answer is the one of today: stay, undecided, a move under way, not described.
        None if now == 0 => answer.to_owned(),
        None if plan.growth.is_some() => format!("{today}; nothing more in {HORIZON} months"),
        None if plan.standstill => format!("{today}; the load was told not to grow"),
        None => format!("{today}; no growth is stated"),
    }
}

/// Says whether a step is to be begun in the month of today, or should have been before.
fn begins_now(context: &Context<'_>, step: &PlannedReport) -> bool {
    let this_month = crate::roadmap::Calendar::new(context.today).name(0);
    step.start_by.as_ref().is_some_and(|month| *month <= this_month)
}

fn planned(context: &Context<'_>, probe: &Probe<'_>, plan: &Roadmap, index: usize, step: &Planned) -> PlannedReport {
    let base = context.base;
    let builder = Builder::new(context, &step.advice);
    let lead = step.lead_time(probe);
    let month = |due: Due| plan.calendar.name(due.month);
    let may_be_now = step.earliest.is_none_or(|due| due == Due::TODAY);
    let now = may_be_now && (step.earliest.is_none() || step.latest == Some(Due::TODAY));
    let start = step.earliest.zip(lead).map(|(earliest, lead)| match may_be_now {
        // Nothing earlier is known of it.
        true => Begin { month: plan.calendar.name(0), late: false },
        false => plan.calendar.begin(earliest.month, lead),
    });
    let titles = |capabilities: &[crate::expr::CapabilityId]| {
        capabilities.iter().map(|id| base.capability(*id).title.clone()).collect::<Vec<_>>()
    };
    let name = |id: &crate::expr::CapabilityId| base.capability(*id).name.clone();
    PlannedReport {
        number: index + 1,
        to: StageName {
            track: base.track(step.track).name.clone(),
            to: base.track(step.track).stages[step.to].name.clone(),
        },
        same_rung: step.from == step.to,
        required: step.required.iter().map(name).collect(),
        titles: titles(if step.drops.is_empty() { &step.required } else { &step.drops }),
        drops: step.drops.iter().map(name).collect(),
        now,
        perhaps_now: may_be_now && !now,
        due: step.earliest.map(|low| DueReport { low: month(low), high: step.latest.map(month) }),
        late: start.as_ref().is_some_and(|start| start.late),
        start_by: start.map(|start| start.month),
        lead_time: lead.map(|lead| LeadTimeReport { low: lead.low, high: lead.high, unit: lead.unit.word() }),
        because: step
            .because
            .iter()
            .map(|gate| builder.reason(&step.advice.reason_of(base, *gate)))
            .map(|reason| if now { reason } else { foretold(base, reason) })
            .collect(),
        cost: step.cost.as_ref().map(|cost| builder.step_cost(cost)),
        merges_with: step.merges_with.map(|index| index + 1),
    }
}

/// A reason with numbers of a coming month, which has no more than two digits to tell of them.
fn foretold(base: &RuleBase, mut reason: ReasonReport) -> ReasonReport {
    for (name, seen) in &mut reason.values {
        let kind = base.vocabulary.fact(name).map(|fact| base.fact(fact).unit).filter(|unit| unit.kind().is_some());
        if let Some(unit) = kind {
            seen.value.round(unit);
        }
    }
    reason
}

/// The rungs of the main track that nothing calls for yet.
fn later(context: &Context<'_>, advice: &Advice) -> Vec<LaterRungReport> {
    let base = context.base;
    let builder = Builder::new(context, advice);
    let Some(main) = base.main_track() else { return Vec::new() };
    let rungs = advice.later(base, advice.walk(main));
    rungs
        .iter()
        .filter_map(|later| {
            let reason = later.nearest.as_ref()?;
            let when = &base.gate(reason.gate).when;
            let margin = builder.margin_of(reason.margin.as_ref()?, when, reason.layer);
            let to = StageName {
                track: base.track(main).name.clone(),
                to: base.track(main).stages[later.stage].name.clone(),
            };
            let assumed = reason.layer == Layer::Likely;
            Some(LaterRungReport { to, when: when.text().to_owned(), margin: margin.words, assumed })
        })
        .collect()
}

/// When to begin a step that is not called for today, in words.
fn start(step: &PlannedReport) -> Option<String> {
    let month = step.start_by.as_ref().filter(|_| !step.now && !step.perhaps_now)?;
    Some(if step.late { format!("should have begun {month}") } else { format!("start by {month}") })
}

/// The same in the column of a table.
pub(super) fn start_cell(step: &PlannedReport) -> String {
    let month = step.start_by.as_ref().filter(|_| !step.now && !step.perhaps_now);
    month.map(|month| format!("{month}{}", if step.late { ", late already" } else { "" })).unwrap_or_default()
}

/// When a step is called for, in words.
pub(super) fn when(step: &PlannedReport) -> String {
    match &step.due {
        Some(due) if !step.now => {
            let from = if step.perhaps_now { "now" } else { &due.low };
            match &due.high {
                Some(high) if high == from => from.to_owned(),
                Some(high) => format!("{from} to {high}"),
                None => format!("{from} or later"),
            }
        }
        _ => "now".to_owned(),
    }
}

/// Where a step ends, in words.
pub(super) fn place(step: &PlannedReport) -> String {
    let more = if step.same_rung { "more on " } else { "" };
    format!("{more}{} ({})", step.to.to, step.to.track)
}

pub(super) fn what(step: &PlannedReport) -> String {
    let way = if step.drops.is_empty() { "add" } else { "take away" };
    format!("{way} {}", step.titles.join(", "))
}

fn assumed(later: &LaterRungReport) -> &'static str {
    if later.assumed { ", assumed" } else { "" }
}

/// What calls for a step: the condition with the values of its month.
fn trigger(step: &PlannedReport) -> Option<String> {
    let reason = step.because.first()?;
    let more = step.because.len() - 1;
    // What is foretold is an estimate, however exactly today's value was told.
    let about = |value: &ValueReport| if !step.now && is_number(value) { "about " } else { "" };
    let seen = reason.values.iter().map(|(fact, seen)| format!("{fact} {}{}", about(&seen.value), seen.value.words));
    let seen: Vec<String> = seen.collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    Some(format!("{} ({}): {}{more}", reason.gate, reason.condition, seen.join(", ")))
}

fn is_number(value: &ValueReport) -> bool {
    matches!(&value.value, Some(Scalar::Number(number)) if number.0 != 0.0)
}

/// Tells a climb in columns of text.
pub fn tell_roadmap(report: &RoadmapReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    match &report.growth {
        Some(growth) => {
            let grows =
                if report.grows.is_empty() { "nothing that was told".to_owned() } else { report.grows.join(", ") };
            page.quiet("", &format!("At {growth} a month, {} months ahead. What grows: {grows}.", report.horizon));
            if !report.held.is_empty() {
                page.quiet("", &format!("Held as told: {}.", report.held.join(", ")));
            }
        }
        None if report.standstill => page.quiet("", "The load was told not to grow, so nothing later has a month."),
        None => page.quiet("", "State growth with --set growth_per_month=5%, and each later step gets its months."),
    }
    if report.headline != report.answer {
        page.line("", &format!("Today: {}", report.answer));
    } else if report.growth.is_some() {
        page.line("", &format!("Nothing more is called for in the next {} months.", report.horizon));
    }
    for step in &report.steps {
        page.heading(&format!("{}. {}: {}", step.number, when(step), place(step)));
        page.line("   ", &what(step));
        if let Some(trigger) = trigger(step) {
            page.line("   when ", &trigger);
        }
        let lead =
            step.lead_time.as_ref().map(|lead| format!("{} to {} {} until it helps", lead.low, lead.high, lead.unit));
        let cost = step.cost.as_ref().map(added).map(|cost| cost.replace("with the step", "each month"));
        let notes: Vec<String> = start(step).into_iter().chain(lead).chain(cost).collect();
        if !notes.is_empty() {
            page.line("   ", &notes.join("; "));
        }
        if let Some(number) = step.merges_with {
            page.line("   ", &format!("step {number} is not finished by then: take both together"));
        }
    }
    if !report.later.is_empty() {
        page.heading("Later, without a month");
        let rows: Vec<(String, String)> = report
            .later
            .iter()
            .map(|later| (later.to.to.clone(), format!("when {}; {} now{}", later.when, later.margin, assumed(later))))
            .collect();
        page.rows("  ", &rows);
    }
    endings(report).iter().for_each(|ending| {
        page.gap();
        page.quiet("", ending);
    });
    page.into_text()
}

fn endings(report: &RoadmapReport) -> Vec<String> {
    let ends = report.ends.as_ref().map(|month| {
        format!("In {month} the grown facts contradict each other: a told fact that is held no longer fits. Nothing is told beyond it.")
    });
    let full = (report.steps.len() >= MOST_STEPS).then(|| format!("Only the first {MOST_STEPS} steps are told."));
    let judged = (!report.steps.is_empty())
        .then(|| "Lead times are judgement; what was measured before a step is forgotten after it.".to_owned());
    let followed = (!report.steps.is_empty()).then(|| {
        "nextrung why --target step:N, with the same profile, follows the months and the cost of a step.".to_owned()
    });
    ends.into_iter().chain(full).chain(judged).chain(followed).collect()
}

/// Tells a climb as Markdown.
pub fn markdown_roadmap(report: &RoadmapReport) -> String {
    let mut text = String::new();
    line(&mut text, &format!("# {}", safe(&report.headline)));
    line(&mut text, &format!("\n{}.", report.today));
    if report.headline != report.answer {
        line(&mut text, &format!("\nToday: {}", safe(&report.answer)));
    }
    if let Some(growth) = &report.growth {
        let held =
            if report.held.is_empty() { String::new() } else { format!(" Held as told: {}.", report.held.join(", ")) };
        let grows = report.grows.join(", ");
        line(&mut text, &format!("\nGrowth {} a month. What grows: {}.{}", safe(growth), safe(&grows), safe(&held)));
    }
    if !report.steps.is_empty() {
        line(&mut text, "\n| | when | step | start by | what | cost |");
        line(&mut text, "|---|---|---|---|---|---|");
        for step in &report.steps {
            let start = start_cell(step);
            let cost = step.cost.as_ref().map(added).unwrap_or_default();
            let row = format!(
                "| {} | {} | {} | {start} | {} | {} |",
                step.number,
                when(step),
                place(step),
                safe(&what(step)),
                safe(&cost)
            );
            line(&mut text, &row);
        }
        line(&mut text, "\n## Triggers\n");
        for step in &report.steps {
            let trigger = trigger(step).unwrap_or_else(|| "needed by what comes with it".to_owned());
            let merge =
                step.merges_with.map(|number| format!(" Take together with step {number}.")).unwrap_or_default();
            let mut row = String::new();
            let _ = write!(row, "{}. {}.{merge}", step.number, safe(&trigger));
            line(&mut text, &row);
        }
    }
    if !report.later.is_empty() {
        line(&mut text, "\n## Later, without a month\n");
        for later in &report.later {
            line(
                &mut text,
                &format!(
                    "- {}: when `{}`; {} now{}",
                    later.to.to,
                    later.when.replace('`', "'"),
                    safe(&later.margin),
                    assumed(later)
                ),
            );
        }
    }
    for ending in endings(report) {
        line(&mut text, &format!("\n{ending}"));
    }
    text
}
