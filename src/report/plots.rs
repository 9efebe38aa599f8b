//! Plots: the load over the coming months against what each part carries, and what each stage costs by users.

use jiff::civil::Date;

use super::Context;
use crate::advise::Advice;
use crate::chart::{Axis, Plot, Series};
use crate::estimate::{Estimates, Reference, references};
use crate::explore::Probe;
use crate::quantity::{Interval, Unit, Values};
use crate::roadmap::{HORIZON, Roadmap, scaled};
use crate::rules::RuleBase;

/// Lines of what parts carry beyond this many times the load of today tell nothing of the coming months.
const MOST_TIMES: f64 = 200.0;
/// At most this many parts have a line.
const MOST_CEILINGS: usize = 5;
/// The counts of users of the plot of costs: from ten to a hundred million, four for each power of ten.
const COUNTS: std::ops::RangeInclusive<i32> = 4..=32;

/// The load over the coming months, in times of today's, with the line of each part that it reaches; nothing where no
/// growth is stated.
pub fn load_plot(context: &Context<'_>, estimates: &Estimates, plan: &Roadmap) -> Option<Plot> {
    let growth = plan.growth?;
    let today: Date = context.today.parse().ok()?;
    let base = context.base;
    let at = |share: f64, month: u32| (1.0 + share).powi(month as i32);
    // Where nothing is called for any more the picture ends a year after the last step.
    let last =
        plan.steps.iter().filter_map(|step| step.latest.or(step.earliest)).map(|due| due.month).max().unwrap_or(0);
    let last = (last + 12).min(HORIZON);
    let months = 0..=last;
    let title = "Load over the coming months, against what each part carries today";
    let x = Axis::months("month", i32::from(today.year()), today.month() as u8);
    let mut plot = Plot::new(title, x, Axis::of("load, in times of today's", Unit::Ratio).logarithmic());
    plot = match growth.is_point() {
        true => {
            plot.with(Series::line("load", months.map(|month| (f64::from(month), at(growth.low, month))).collect()))
        }
        false => {
            let band = months.map(|month| (f64::from(month), at(growth.low, month), at(growth.high, month)));
            plot.with(Series::band("load", band.collect()))
        }
    };
    let fills = estimates.present.iter().flat_map(|outlook| &outlook.fills);
    let grows = |component: usize| base.components[component].capacity.as_ref().is_some_and(|capacity| capacity.grows);
    let near = fills.filter(|fill| grows(fill.component) && fill.room.typical < MOST_TIMES).take(MOST_CEILINGS);
    for fill in near {
        // An estimate: two digits.
        let room = format!("{:.1e}", fill.room.typical).parse().unwrap_or(fill.room.typical);
        plot = plot.limit(base.components[fill.component].title.clone(), room);
    }
    for (index, step) in plan.steps.iter().enumerate() {
        if let Some(due) = step.earliest.filter(|due| due.after > 0.0 && due.after <= f64::from(last)) {
            let stage = &base.track(step.track).stages[step.to].name;
            plot = plot.mark(format!("{} {stage}", index + 1), due.after);
        }
    }
    Some(plot.note("A part's line is where the load reaches the share up to which the part should be used."))
}

/// What each stage of the main track costs a month for a growing number of users, everything else told alike.
///
/// Nothing where the rules know no count of users or no cost.
pub fn cost_plot(context: &Context<'_>, probe: &Probe<'_>) -> Option<Plot> {
    let base = context.base;
    let main = base.main_track()?;
    let count = crate::advise::count_facts(base).into_iter().next()?;
    let told = probe.profile.told.iter().find(|told| told.fact == count).map(|told| told.values.interval());
    let now = told.filter(|users| users.low > 0.0 && users.high.is_finite());
    let counts: Vec<f64> = COUNTS.map(|step| 10f64.powf(f64::from(step) / 4.0).round()).collect();
    let bills: Vec<(f64, Vec<Reference>)> = counts
        .into_iter()
        .filter_map(|users| {
            // What grows with the load grows with its users.
            let profile = match now {
                Some(now) => scaled(base, probe.profile, users / (now.low / 2.0 + now.high / 2.0)),
                None => probe.profile.clone(),
            };
            let profile = probe.with(&profile, count, Values::Number(Interval::point(users)));
            let advice: Advice = probe.advise(&profile)?;
            Some((users, references(base, &advice)))
        })
        .collect();
    let x = Axis::of("users", Unit::Count).logarithmic();
    let mut plot = Plot::new("Cost of each stage by users", x, Axis::of("cost", Unit::Money).logarithmic());
    for (stage, name) in base.track(main).stages.iter().map(|stage| &stage.name).enumerate() {
        // A line ends where the stage no longer carries the load, whatever it would cost, and where nobody can tell that.
        let carried = bills
            .iter()
            .map_while(|(users, of)| Some((*users, of.get(stage).filter(|of| of.carries && of.bill.is_telling())?)));
        let points: Vec<(f64, f64)> = carried.map(|(users, of)| (users, of.bill.sum.typical)).collect();
        plot = plot.with(Series::line(name.clone(), points));
    }
    if let Some(now) = now {
        plot = plot.mark("today", now.low / 2.0 + now.high / 2.0);
    }
    let region = region(base, probe).map_or(String::new(), |region| format!(" of {region}"));
    Some(plot.note(format!(
        "Typical values at list prices{region}; the reference architecture of each stage, most of it assumed. A line ends \
         where a part of its stage is asked for more than it carries."
    )))
}

/// The region whose prices count.
fn region(base: &RuleBase, probe: &Probe<'_>) -> Option<String> {
    let fact = base.fact_ids().find(|fact| base.fact(*fact).region)?;
    let told = probe.profile.told.iter().find(|told| told.fact == fact).map(|told| told.values);
    match told.or(base.fact(fact).quiet)? {
        Values::Choice(names) if names.len() == 1 => {
            names.indices().next().map(|index| base.fact(fact).members[index].clone())
        }
        _ => None,
    }
}
