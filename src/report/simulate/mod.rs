//! A burst under every policy, in words and numbers.

mod build;
mod model;
mod plot;
mod terminal;

pub use build::simulate;
pub(in crate::report) use build::{about, reckoning};
pub use model::{
    BurstReport, CurveReport, EndsReport, InputReport, PolicyReport, RunReport, SavedReport, SavingReport,
    SimulateReport, StepReport,
};
pub use plot::burst_plot;
pub use terminal::tell_simulate;
