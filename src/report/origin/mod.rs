//! Where a number comes from: formulas, facts and tables, down to inputs and sources.

mod burst;
mod model;
mod number;
mod step;
mod table;
mod text;

pub use burst::{BurstFigure, origin_of_burst};
pub use model::{
    DueOriginReport, FormulaReport, GrownReport, MonthReport, OriginReport, SourceFactReport, TableReport,
};
pub use number::origin;
pub use step::{Estimating, origin_of_estimates, origin_of_planned, origin_of_saving, origin_of_step};
pub use text::tell_origin;
