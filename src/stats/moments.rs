//! Means with Student-t intervals, one value at a time.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, upper_tail};
use super::student::t_quantile;

/// Count, mean, spread and range of numbers that arrive one at a time.
///
/// The running update is Welford's (1962, Technometrics 4:419), the merge that of Chan,
/// Golub & `LeVeque` (1979, Stanford STAN-CS-79-773). Merging is exact in the count and the
/// range only; in the mean and the variance rounding depends on the order, so merge in a
/// fixed one. One value per replication: values inside one are correlated.
///
/// # Examples
///
/// ```
/// let hours: sortie::inside::stats::Moments = [4.0, 6.0, 8.0].into_iter().collect();
/// assert_eq!(hours.mean(), Some(6.0));
/// assert_eq!(hours.variance(), Some(4.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    count: u64,
    mean: f64,
    m2: f64,
    // Optional because JSON has no infinity to start from.
    range: Option<(f64, f64)>,
}

impl Default for Moments {
    fn default() -> Self {
        Self::new()
    }
}

impl Moments {
    /// No values yet.
    pub const fn new() -> Self {
        Self {
            count: 0,
            mean: 0.0,
            m2: 0.0,
            range: None,
        }
    }

    /// Takes in one value, which must be finite: `NaN` would spoil the mean for good.
    #[inline]
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let delta = value - self.mean;
        self.mean += delta / self.count as f64;
        self.m2 += delta * (value - self.mean);
        self.range = Some(match self.range {
            Some((min, max)) => (min.min(value), max.max(value)),
            None => (value, value),
        });
    }

    /// Takes in everything `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let delta = other.mean - self.mean;
        self.mean += delta * (b / (a + b));
        self.m2 += other.m2 + delta * delta * (a * b / (a + b));
        self.count += other.count;
        self.range = match (self.range, other.range) {
            (Some(x), Some(y)) => Some((x.0.min(y.0), x.1.max(y.1))),
            (x, y) => x.or(y),
        };
    }

    /// The moments of the same values with their signs turned.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            mean: -self.mean,
            range: self.range.map(|(min, max)| (-max, -min)),
            ..*self
        }
    }

    /// How many values.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The arithmetic mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The sample variance (divisor n − 1); `None` below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.m2 / (self.count - 1) as f64)
    }

    /// The sum of squared deviations from the mean.
    pub const fn m2(&self) -> f64 {
        self.m2
    }

    /// The least value; `None` without values.
    pub fn min(&self) -> Option<f64> {
        self.range.map(|(min, _)| min)
    }

    /// The greatest value; `None` without values.
    pub fn max(&self) -> Option<f64> {
        self.range.map(|(_, max)| max)
    }

    /// The standard error of the mean; `None` below two values.
    pub fn standard_error(&self) -> Option<f64> {
        self.variance().map(|v| (v / self.count as f64).sqrt())
    }

    /// The mean with its Student-t interval, n − 1 degrees of freedom (Student 1908).
    ///
    /// `None` below two values or unless `0 < confidence < 1`. It assumes independent values
    /// whose mean is near enough to normal.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let error = self.standard_error()?;
        let t = t_quantile((self.count - 1) as f64, upper_tail(confidence)?);
        Some(Interval::around(self.mean, t * error))
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::new();
        moments.extend(values);
        moments
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!(
            (got - want).abs() <= relative * want.abs().max(1e-300),
            "{got} is not {want}"
        );
    }

    #[test]
    fn mean_with_interval_of_published_data() {
        // Student 1908, section IX: extra hours of sleep under Dextro, n = 10: mean 0.75,
        // standard deviation 1.70 with divisor n, thus 1.789 with n - 1; 95% limits
        // 0.75 ± 2.262 x 1.789 / sqrt(10).
        let sleep: Moments = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
            .into_iter()
            .collect();
        close(sleep.mean().unwrap(), 0.75, 1e-12);
        close(sleep.variance().unwrap().sqrt(), 1.789_010, 1e-6);
        let interval = sleep.interval(0.95).unwrap();
        close(interval.low, -0.529_780_4, 1e-6);
        close(interval.high, 2.029_780_4, 1e-6);
        assert_eq!((sleep.min(), sleep.max()), (Some(-1.6), Some(3.7)));
    }

    #[test]
    fn negated_are_the_moments_of_the_negated_values() {
        let moments: Moments = [1.0, 2.0, 6.0].into_iter().collect();
        let other: Moments = [-1.0, -2.0, -6.0].into_iter().collect();
        assert_eq!(moments.negated(), other);
        assert_eq!((other.min(), other.max()), (Some(-6.0), Some(-1.0)));
        assert_eq!((other.mean(), other.m2()), (Some(-3.0), 14.0));
    }

    #[test]
    fn too_few_values_have_no_interval() {
        let mut moments = Moments::new();
        assert_eq!(moments.mean(), None);
        assert_eq!(moments.interval(0.95), None);
        moments.push(3.0);
        assert_eq!(moments.mean(), Some(3.0));
        assert_eq!(moments.interval(0.95), None);
        moments.push(4.0);
        assert!(moments.interval(0.95).is_some());
        assert_eq!(moments.interval(1.0), None);
        assert_eq!(moments.interval(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn merging_is_associative_up_to_rounding(
            a in prop::collection::vec(-1e6..1e6_f64, 0..30),
            b in prop::collection::vec(-1e6..1e6_f64, 0..30),
            c in prop::collection::vec(-1e6..1e6_f64, 0..30),
        ) {
            let of = |values: &[f64]| values.iter().copied().collect::<Moments>();
            let (mut left, mut right) = (of(&a), of(&b));
            left.merge(&of(&b));
            left.merge(&of(&c));
            right.merge(&of(&c));
            let mut whole = of(&a);
            whole.merge(&right);
            let all = of(&[a, b, c].concat());
            for other in [whole, all] {
                prop_assert_eq!(left.count(), other.count());
                prop_assert_eq!(left.min(), other.min());
                prop_assert_eq!(left.max(), other.max());
                prop_assert!((left.mean - other.mean).abs() <= 1e-6);
                prop_assert!((left.m2 - other.m2).abs() <= 1e-9 * (1.0 + left.m2) + 1e-3);
            }
        }
    }
}
