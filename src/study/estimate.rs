//! Point estimates with their intervals.

use serde::Serialize;

use crate::stats::{Interval, Moments};

/// Confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;

/// An estimate; the limits are absent where the data support none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The point estimate.
    pub estimate: f64,
    /// Lower limit of the 95% interval.
    pub low: Option<f64>,
    /// Upper limit of the 95% interval.
    pub high: Option<f64>,
}

impl Estimate {
    pub(super) fn bare(estimate: f64) -> Self {
        Self {
            estimate,
            low: None,
            high: None,
        }
    }

    /// An estimate that is pooled over incidents, with its sectioning interval if there is one.
    /// It is never negative; nor is its lower limit, then.
    pub(super) fn sectioned(estimate: f64, interval: Option<Interval>) -> Self {
        let estimate = interval.map_or_else(|| Self::bare(estimate), Self::from_interval);
        Self {
            low: estimate.low.map(|low| low.max(0.0)),
            ..estimate
        }
    }

    pub(crate) fn from_interval(interval: Interval) -> Self {
        Self {
            estimate: interval.estimate,
            low: interval.low.is_finite().then_some(interval.low),
            high: interval.high.is_finite().then_some(interval.high),
        }
    }

    /// A mean of values that are never negative; nor is its lower limit, then.
    pub(super) fn of(moments: &Moments) -> Self {
        let estimate = moments.interval(CONFIDENCE).map_or_else(
            || Self::bare(moments.mean().unwrap_or(0.0)),
            Self::from_interval,
        );
        Self {
            low: estimate.low.map(|low| low.max(0.0)),
            ..estimate
        }
    }

    /// The same with an interval that holds some limits too; without an interval, as it is.
    pub(super) fn covering(self, (low, high): (f64, f64)) -> Self {
        Self {
            low: self.low.map(|it| it.min(low)),
            high: self.high.map(|it| it.max(high)),
            ..self
        }
    }

    /// Half the width of the interval, if there is one.
    pub fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.low?) / 2.0)
    }
}
