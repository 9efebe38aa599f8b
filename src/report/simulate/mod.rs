//! A burst under every policy, in words and numbers.

mod build;
mod model;
mod plot;
mod terminal;

pub use build::simulate;
pub(in crate::report) use build::{about, reckoning, two_digits};
pub use model::{
    BurstReport, CurveReport, EndsReport, InputReport, PolicyReport, RunReport, SavedReport, SavingReport,
    SimulateReport, StepReport, UnfitReport,
};
pub use plot::burst_plot;
pub use terminal::tell_simulate;
