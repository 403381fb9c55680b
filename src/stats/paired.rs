//! The difference of two systems on common random numbers.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, upper_tail};
use super::moments::Moments;
use super::student::{t_quantile, t_two_sided};

/// Pairs of values of two systems, one pair per replication on common random numbers.
///
/// The paired t (Student 1908, "The probable error of a mean", Biometrika 6:1): the
/// difference of each pair is one observation, whatever goes on between the two, so values
/// may be correlated, and should be.
///
/// # Examples
///
/// ```
/// let mut hours = sortie::inside::stats::Paired::new();
/// for (slow, fast) in [(5.0, 4.0), (9.0, 7.5), (2.0, 1.5), (7.0, 5.5)] {
///     hours.push(slow, fast);
/// }
/// assert_eq!(hours.difference().mean(), Some(1.125));
/// assert!(hours.variance_saved().unwrap() > 40.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    first: Moments,
    second: Moments,
    difference: Moments,
}

impl Paired {
    /// No pairs yet.
    pub const fn new() -> Self {
        Self {
            first: Moments::new(),
            second: Moments::new(),
            difference: Moments::new(),
        }
    }

    /// Takes in one pair of finite values.
    #[inline]
    pub fn push(&mut self, first: f64, second: f64) {
        self.first.push(first);
        self.second.push(second);
        self.difference.push(first - second);
    }

    /// Takes in every pair that `other` has seen; merge in a fixed order.
    pub fn merge(&mut self, other: &Self) {
        self.first.merge(&other.first);
        self.second.merge(&other.second);
        self.difference.merge(&other.difference);
    }

    /// The first system's values.
    pub const fn first(&self) -> &Moments {
        &self.first
    }

    /// The second system's values.
    pub const fn second(&self) -> &Moments {
        &self.second
    }

    /// First minus second, pair by pair.
    pub const fn difference(&self) -> &Moments {
        &self.difference
    }

    /// The mean difference with its paired-t interval, n − 1 degrees of freedom.
    ///
    /// `None` below two pairs or unless `0 < confidence < 1`.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        self.difference.interval(confidence)
    }

    /// The chance of so large a mean difference, either way, if there were none. `None` below
    /// two pairs; 1 if all differences are 0, 0 if they are equal and not 0.
    pub fn p_value(&self) -> Option<f64> {
        let error = self.difference.standard_error()?;
        Some(two_sided(
            self.difference.mean()?,
            error,
            (self.difference.count() - 1) as f64,
        ))
    }

    /// How many times smaller pairing has made the variance of the difference: Var(first) +
    /// Var(second), which independent runs would have, over Var(first − second). So many times
    /// more replications would independent runs have needed for the same interval.
    ///
    /// `None` below two pairs, or if all differences are equal.
    pub fn variance_saved(&self) -> Option<f64> {
        let paired = self.difference.variance()?;
        let apart = self.first.variance()? + self.second.variance()?;
        (paired > 0.0).then(|| apart / paired)
    }

    /// Pearson's correlation of the pairs, from the three variances. `None` where one of the
    /// systems does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let (a, b) = (self.first.variance()?, self.second.variance()?);
        let both = (a * b).sqrt();
        let covariance = (a + b - self.difference.variance()?) / 2.0;
        (both > 0.0).then(|| (covariance / both).clamp(-1.0, 1.0))
    }
}

/// The two-sided p value of an estimate with its standard error.
pub(super) fn two_sided(estimate: f64, error: f64, df: f64) -> f64 {
    if error > 0.0 {
        t_two_sided(df, estimate / error)
    } else if estimate.abs() > 0.0 {
        0.0
    } else {
        1.0
    }
}

/// An estimate of a difference, with what an interval at any confidence needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// The estimated difference.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
    /// Degrees of freedom of the error.
    pub df: f64,
}

impl Contrast {
    /// The mean of differences, one for each replication; `None` below two.
    pub fn of(difference: &Moments) -> Option<Self> {
        Some(Self {
            estimate: difference.mean()?,
            error: difference.standard_error()?,
            df: (difference.count() - 1) as f64,
        })
    }

    /// The two-sided Student-t interval; `None` unless `0 < confidence < 1`.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let t = t_quantile(self.df, upper_tail(confidence)?);
        Some(Interval::around(self.estimate, t * self.error))
    }

    /// The two-sided p value; see [`Paired::p_value`].
    pub fn p_value(&self) -> f64 {
        two_sided(self.estimate, self.error, self.df)
    }

    /// The difference taken the other way round.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self {
            estimate: -self.estimate,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Student 1908, section IX (Cushny & Peebles 1905): additional hours of sleep of ten
    /// patients under two drugs.
    const SLEEP: [(f64, f64); 10] = [
        (0.7, 1.9),
        (-1.6, 0.8),
        (-0.2, 1.1),
        (-1.2, 0.1),
        (-0.1, -0.1),
        (3.4, 4.4),
        (3.7, 5.5),
        (0.8, 1.6),
        (0.0, 4.6),
        (2.0, 3.4),
    ];

    fn sleep() -> Paired {
        let mut paired = Paired::new();
        for (first, second) in SLEEP {
            paired.push(first, second);
        }
        paired
    }

    #[test]
    fn sleep_gained_agrees_with_published_numbers() {
        // Student 1908: mean difference 1.58, standard deviation 1.17 with divisor n. The
        // interval and p value as R's t.test gives them for its data set `sleep`.
        let paired = sleep();
        let interval = paired.interval(0.95).unwrap();
        assert!((interval.estimate + 1.58).abs() < 1e-12);
        let with_n = (paired.difference().m2() / 10.0).sqrt();
        assert!((with_n - 1.17).abs() < 0.005);
        assert!((interval.low + 2.459_885_8).abs() < 1e-6);
        assert!((interval.high + 0.700_114_2).abs() < 1e-6);
        let (first, second) = (paired.first().mean(), paired.second().mean());
        assert!((first.unwrap() - 0.75).abs() < 1e-12 && (second.unwrap() - 2.33).abs() < 1e-12);
        assert!((paired.p_value().unwrap() - 0.002_833).abs() < 5e-7);
        // Fisher 1925 gives the correlation of the two columns as 0.7952.
        assert!((paired.correlation().unwrap() - 0.7952).abs() < 5e-5);
        let saved = paired.variance_saved().unwrap();
        let (a, b) = (3.200_556, 4.009);
        assert!((saved - (a + b) / 1.512_889).abs() < 1e-4);
    }

    #[test]
    fn a_contrast_says_what_the_pairs_say() {
        let paired = sleep();
        let contrast = Contrast::of(paired.difference()).unwrap();
        assert!((contrast.df - 9.0).abs() < 1e-15);
        assert_eq!(contrast.interval(0.9), paired.interval(0.9));
        assert_eq!(Some(contrast.p_value()), paired.p_value());
        let reversed = contrast.reversed().interval(0.9).unwrap();
        let interval = contrast.interval(0.9).unwrap();
        assert!((reversed.estimate - 1.58).abs() < 1e-12);
        assert!((reversed.low + interval.high).abs() < 1e-15);
        assert!((reversed.high + interval.low).abs() < 1e-15);
        assert_eq!(contrast.interval(1.0), None);
        assert_eq!(Contrast::of(&Moments::new()), None);
    }

    #[test]
    fn common_random_numbers_save_what_theory_says() {
        // X = −ln(1 − U) and 1.2 X: comonotone, so Var(X − Y) is 0.04 Var X, against 2.44 of
        // independent runs: 61 times less, whatever the sample.
        let mut paired = Paired::new();
        for k in 0..1000 {
            let x = -libm::log(1.0 - (f64::from(k) + 0.5) / 1000.0);
            paired.push(x, 1.2 * x);
        }
        assert!((paired.variance_saved().unwrap() - 61.0).abs() < 1e-6);
        assert!((paired.correlation().unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_data_do_not_support_is_none() {
        let mut paired = Paired::new();
        assert_eq!(paired.p_value(), None);
        paired.push(1.0, 1.0);
        assert_eq!(paired.interval(0.95), None);
        paired.push(2.0, 2.0);
        assert_eq!(paired.p_value(), Some(1.0));
        assert_eq!(paired.variance_saved(), None);
        let mut other = Paired::new();
        other.push(3.0, 2.0);
        other.push(4.0, 3.0);
        assert_eq!(other.p_value(), Some(0.0));
        paired.merge(&other);
        assert_eq!(paired.difference().count(), 4);
        // One that does not vary is correlated with nothing.
        let mut level = Paired::new();
        for value in [1.0, 2.0, 4.0] {
            level.push(5.0, value);
        }
        assert_eq!(level.correlation(), None);
    }
}
