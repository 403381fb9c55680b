//! Sweeps: how results answer to values of the scenario.
//!
//! [`Factor`] is what is varied, [`design`] chooses the points (`sobol_sequence` and `morris`
//! among others), [`points`] runs them all on common random numbers (`cut` into
//! chunks, of which `point_reader` reads the results), `analysis` says what each factor
//! does (`adjust`, `sobol_indices`, `morris`, `steps`, `turning`), and [`summary`] puts it into numbers for files. `draws`
//! are the dice of designs and bootstraps.

mod adjust;
mod analysis;
mod cut;
pub(crate) mod design;
pub(in crate::study) mod draws;
mod morris;
mod point_reader;
pub(crate) mod points;
mod sobol_indices;
mod sobol_sequence;
mod steps;
pub(crate) mod summary;
mod turning;

pub(crate) use crate::scenario::factor::{
    Factor, Kind, Spacing, Values, could_be_number, rounded_date,
};
pub(crate) use cut::Cut;
pub(crate) use design::{Layout, Method, Plan};

pub(crate) use points::{PointError, Responses, different, run, run_part};
pub(crate) use summary::{
    CurveSummary, FactorEffect, FactorSummary, GapSummary, MeasureSummary, SweepSummary,
    TurnSummary,
};
pub(crate) use turning::Extreme;
