//! A burst as a plot: what arrives, and what each policy carries, over its minutes.

use super::SimulateReport;
use crate::chart::{Axis, Plot, Series};
use crate::quantity::Unit;

/// What arrives against the capacity under each policy; nothing where nothing could be simulated.
pub fn burst_plot(report: &SimulateReport) -> Option<Plot> {
    let title = "A burst against the capacity under each policy, with typical values";
    let mut plot = Plot::new(title, Axis::of("since calm", Unit::Duration), Axis::of("requests a second", Unit::Rate));
    let mut arrives = false;
    for policy in &report.policies {
        let Some(curve) = &policy.curve else { continue };
        let at = |index: usize| (index as f64 + 0.5) * f64::from(curve.seconds_per_point);
        let points = |values: &[crate::report::value::Number]| -> Vec<(f64, f64)> {
            values.iter().enumerate().map(|(index, value)| (at(index), value.0)).collect()
        };
        if !arrives {
            plot = plot.with(Series::line("arrives", points(&curve.arrived_per_second)));
            arrives = true;
        }
        plot = plot.with(Series::step(policy.policy.clone(), points(&curve.capacity_per_second)));
    }
    arrives.then(|| plot.note("Where the line of a policy lies below what arrives, requests wait or are lost."))
}
