//! An estimate between its two limits.

use serde::{Deserialize, Serialize};

/// An estimate with its confidence limits, `low <= estimate <= high`, in the estimate's unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower confidence limit.
    pub low: f64,
    /// The point estimate.
    pub estimate: f64,
    /// Upper confidence limit; infinite where the data set no bound.
    pub high: f64,
}

impl Interval {
    /// `estimate` minus and plus `half_width`.
    pub const fn around(estimate: f64, half_width: f64) -> Self {
        Self {
            low: estimate - half_width,
            estimate,
            high: estimate + half_width,
        }
    }

    /// Half the distance between the limits.
    pub const fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// True if `value` lies between the limits, which are included.
    pub const fn covers(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The same interval in another unit: every part times `factor` (above 0).
    #[must_use]
    pub const fn scaled(&self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            estimate: self.estimate * factor,
            high: self.high * factor,
        }
    }
}

/// The probability below the upper limit of a two-sided interval: 0.975 for 0.95. `None`
/// unless `0 < confidence < 1`.
pub(super) fn upper_tail(confidence: f64) -> Option<f64> {
    (confidence > 0.0 && confidence < 1.0).then_some(0.5 + confidence / 2.0)
}
