//! How values of independent units are spread: what may happen, not only on average.

use serde::{Deserialize, Serialize};

use super::durations::DurationHistogram;
use super::wilson::wilson;

/// Values are kept to the thousandth.
const STEPS: f64 = 1_000.0;

/// Values that are never negative, one of each independent unit (a replication), kept to the
/// thousandth in the buckets of a [`DurationHistogram`]: merging is exact and in any order, and
/// a value is known to 1/64 at least, exactly where its bucket holds no other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Spread(DurationHistogram);

/// A quantile with its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The estimate.
    pub value: f64,
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Spread {
    /// Adds a value; below 0 counts as 0.
    #[inline]
    pub fn push(&mut self, value: f64) {
        self.0.record((value * STEPS + 0.5) as i64);
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.0.ended()
    }

    /// Whether no value is above 0.
    pub fn is_zero(&self) -> bool {
        self.0.longest().unwrap_or(0) == 0
    }

    /// The value that the share `p` of all units does not exceed, with an interval: the
    /// quantiles at the ends of the Wilson interval for a share of `p` (Woodruff 1952, *JASA*
    /// 47:635), widened by what a bucket leaves open. `None` without values, or unless `p` and
    /// the confidence are between 0 and 1.
    pub fn quantile(&self, p: f64, confidence: f64) -> Option<Quantile> {
        let n = self.count();
        let value = self.0.quantile(p)? / STEPS;
        let (least, last) = self.0.quantile_limits(p)?;
        let share = wilson_of_share(p, n, confidence)?;
        let at = |p: f64| Some(self.0.quantile(p)? / STEPS);
        Some(Quantile {
            value,
            low: at(share.0)?.min(least / STEPS),
            high: at(share.1)?.max(last / STEPS),
        })
    }

    /// The mean of the highest values: of so large a share of all. `None` without values.
    pub fn mean_of_highest(&self, share: f64) -> Option<f64> {
        let n = self.count() as f64;
        let wanted = n * share;
        if wanted.is_nan() || wanted <= 0.0 {
            return None;
        }
        // The area above the quantile, under the curve of shares that exceed a value.
        let from = self.0.quantile(1.0 - share)?;
        let longest = self.0.longest()? as f64;
        let all = self.0.restricted_mean(longest.max(1.0))?;
        let below = if from > 0.0 {
            self.0.restricted_mean(from)?
        } else {
            0.0
        };
        Some((from + (all - below) / share).min(longest) / STEPS)
    }

    /// Points of the exceedance curve: values and the share of units that exceed each, from the
    /// first step down to 0.
    pub fn exceedance(&self) -> Vec<(f64, f64)> {
        let curve = self.0.survival();
        let steps = curve.steps().iter();
        steps.map(|step| (step.at / STEPS, step.survival)).collect()
    }
}

/// Wilson's interval for a share that need not be a whole number of units.
fn wilson_of_share(p: f64, n: u64, confidence: f64) -> Option<(f64, f64)> {
    let hits = (p * n as f64 + 0.5) as u64;
    let interval = wilson(hits.min(n), n, confidence)?;
    Some((interval.low.min(p), interval.high.max(p)))
}
