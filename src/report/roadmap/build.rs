//! Turns a climb into the model: months, reasons, costs, the answer in one line.

use super::model::{BlockedReport, DueReport, LaterRungReport, PlannedReport, RoadmapReport};
use super::text::start;
use crate::advise::{Advice, Layer};
use crate::explore::Probe;
use crate::report::Context;
use crate::report::build::Builder;
use crate::report::model::{LeadTimeReport, ReasonReport, StageName};
use crate::roadmap::{Begin, Due, HORIZON, Halted, Planned, Roadmap};
use crate::rules::RuleBase;

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
    let answer = crate::report::build(context, advice).headline;
    let blocked: Vec<BlockedReport> = plan.halted.iter().filter_map(|halted| blocked(context, plan, halted)).collect();
    RoadmapReport {
        schema: "nextrung.roadmap/1",
        today: context.today.to_owned(),
        headline: headline(context, &answer, &steps, &blocked, plan),
        answer,
        standstill: plan.standstill,
        growth,
        horizon: HORIZON,
        grows: names(&plan.grows),
        held: names(&plan.held),
        steps,
        blocked,
        ends: plan.ends_in.map(month),
        later,
    }
}

/// At most this many columns for the headline; what does not fit stands with the steps.
const HEADLINE: usize = 80;

fn headline(
    context: &Context<'_>,
    answer: &str,
    steps: &[PlannedReport],
    blocked: &[BlockedReport],
    plan: &Roadmap,
) -> String {
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
        None if now == 0 => match blocked.iter().find_map(|blocked| Some((blocked, blocked.from.as_ref()?))) {
            Some((blocked, from)) => {
                format!("Nothing to take; {} is called for from {from}, and blocked", blocked.to.to)
            }
            None => answer.to_owned(),
        },
        None if plan.growth.is_some() => format!("{today}; nothing more in {HORIZON} months"),
        None if plan.standstill => format!("{today}; the load was told not to grow"),
        None => format!("{today}; no growth is stated"),
    }
}

fn blocked(context: &Context<'_>, plan: &Roadmap, halted: &Halted) -> Option<BlockedReport> {
    let base = context.base;
    let step = halted.advice.walk(halted.track).next.as_ref()?;
    let track = base.track(halted.track);
    Some(BlockedReport {
        to: StageName { track: track.name.clone(), to: track.stages[step.edge.to].name.clone() },
        from: (halted.due.after > 0.0).then(|| plan.calendar.name(halted.due.month)),
        but: Builder::new(context, &halted.advice).what_blocks(step),
    })
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
