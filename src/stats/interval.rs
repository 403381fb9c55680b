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
}

/// The probability below the upper limit of a two-sided interval: 0.975 for 0.95. `None`
/// unless `0 < confidence < 1`.
pub(super) fn upper_tail(confidence: f64) -> Option<f64> {
    (confidence > 0.0 && confidence < 1.0).then_some(0.5 + confidence / 2.0)
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use super::*;

    #[test]
    fn limits_lie_half_a_width_away_and_belong_to_it() {
        let interval = Interval::around(5.0, 3.0);
        assert_eq!((interval.low, interval.high), (2.0, 8.0));
        assert_eq!((interval.estimate, interval.half_width()), (5.0, 3.0));
        assert!(interval.covers(2.0) && interval.covers(5.0) && interval.covers(8.0));
        assert!(!interval.covers(1.9) && !interval.covers(8.1));
    }

    #[test]
    fn confidence_lies_between_0_and_1() {
        assert_eq!(upper_tail(0.5), Some(0.75));
        for nonsense in [0.0, 1.0, -0.5, 1.5, f64::NAN] {
            assert_eq!(upper_tail(nonsense), None, "{nonsense}");
        }
    }
}
