//! Sweeps: how results answer to values of the scenario.
//!
//! `factor` reads what is varied, [`design`] chooses the points (`sobol_sequence` and `morris`
//! among others), [`points`] runs them all on the same luck, `analysis` says what each factor
//! does (`sobol_indices`, `morris`), and [`summary`] puts it into numbers for files. `draws`
//! are the dice of designs and bootstraps.

mod analysis;
pub mod design;
mod draws;
mod factor;
mod morris;
pub mod points;
mod sobol_indices;
mod sobol_sequence;
pub mod summary;

pub use design::{Layout, Method, Plan, PlanError};
pub use factor::{Factor, FactorError, Kind, Level, Values, could_be_number};
pub use points::{PointError, Response, Responses, run};
pub use summary::{FactorEffect, FactorSummary, MeasureSummary, SweepSummary};
