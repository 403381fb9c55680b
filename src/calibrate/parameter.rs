//! Estimates of parameters, and the limits that bootstrap draws give them.

use serde::{Deserialize, Serialize};

use crate::stats::quantile;

/// A parameter with its 95% interval: of a fit of durations, that of the bootstrap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Estimate; hours where it has a unit.
    pub estimate: f64,
    /// Lower limit; none with fewer than 40 bootstrap draws, where only they could tell.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// Fewer draws than this have no 2.5% point (Efron & Tibshirani 1993, section 12.5): the limits
/// of one draw would be that draw.
const LEAST_DRAWS: usize = 40;

/// The 2.5% and 97.5% points of values; none of fewer than 40.
pub(super) fn limits(mut values: Vec<f64>) -> (Option<f64>, Option<f64>) {
    values.retain(|value| value.is_finite());
    if values.len() < LEAST_DRAWS {
        return (None, None);
    }
    values.sort_by(f64::total_cmp);
    (quantile(&values, 0.025), quantile(&values, 0.975))
}
