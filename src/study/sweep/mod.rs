//! Sweeps: how results answer to values of the scenario.
//!
//! `factor` reads what is varied, [`design`] chooses the points (`sobol_sequence` and `morris`
//! among others), [`points`] runs them all on common random numbers (`cut` into
//! chunks, of which `point_reader` reads the results), `analysis` says what each factor
//! does (`adjust`, `sobol_indices`, `morris`), and [`summary`] puts it into numbers for files. `draws`
//! are the dice of designs and bootstraps.

mod adjust;
mod analysis;
mod cut;
pub mod design;
mod draws;
mod factor;
mod morris;
mod point_reader;
pub mod points;
mod sobol_indices;
mod sobol_sequence;
pub mod summary;

pub use cut::Cut;
pub use design::{Layout, Method, Plan, PlanError};
pub use factor::{Factor, FactorError, Kind, Level, Spacing, Values, could_be_number};
pub use point_reader::Response;
pub use points::{PointError, Responses, run};
pub use summary::{FactorEffect, FactorSummary, MeasureSummary, SweepSummary};
