//! The difference of two independent means.

use super::moments::Moments;
use super::paired::Contrast;

/// Mean of `first` minus mean of `second`, of independent values that may be unequally spread
/// (Welch 1947, Biometrika 34:28), with the degrees of freedom of Satterthwaite (1946,
/// Biometrics Bulletin 2:110).
///
/// Only for runs with seeds of their own: on common random numbers take
/// [`Paired`](super::Paired), whose interval is narrower and right. `None` if one has fewer
/// than two values.
///
/// # Examples
///
/// ```
/// use sortie::stats::{Moments, welch};
///
/// let a: Moments = [4.0, 6.0, 5.0, 7.0].into_iter().collect();
/// let b: Moments = [1.0, 2.0, 3.0].into_iter().collect();
/// let apart = welch(&a, &b).unwrap();
/// assert_eq!(apart.estimate, 3.5);
/// assert!(apart.interval(0.95).unwrap().low > 1.0);
/// ```
pub fn welch(first: &Moments, second: &Moments) -> Option<Contrast> {
    let part = |moments: &Moments| {
        let n = moments.count() as f64;
        Some((moments.variance()? / n, n))
    };
    let ((a, n), (b, m)) = (part(first)?, part(second)?);
    let variance = a + b;
    let df = if variance > 0.0 {
        variance * variance / (a * a / (n - 1.0) + b * b / (m - 1.0))
    } else {
        n + m - 2.0
    };
    Some(Contrast {
        estimate: first.mean()? - second.mean()?,
        error: variance.sqrt(),
        df,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::paired::tests::SLEEP;

    #[test]
    fn sleep_as_if_the_groups_were_apart() {
        // The two columns of Student 1908 taken as independent, as R's documentation of t.test
        // does: t = −1.8608, df = 17.776, p = 0.07939, −3.3654832 to 0.2054832.
        let first: Moments = SLEEP.iter().map(|pair| pair.0).collect();
        let second: Moments = SLEEP.iter().map(|pair| pair.1).collect();
        let apart = welch(&first, &second).unwrap();
        assert!((apart.estimate / apart.error + 1.8608).abs() < 5e-5);
        assert!((apart.df - 17.776).abs() < 5e-4);
        assert!((apart.p_value() - 0.079_39).abs() < 5e-6);
        let interval = apart.interval(0.95).unwrap();
        assert!((interval.low + 3.365_483_2).abs() < 1e-6);
        assert!((interval.high - 0.205_483_2).abs() < 1e-6);
    }

    #[test]
    fn two_values_each_are_the_least() {
        let one: Moments = [1.0].into_iter().collect();
        let two: Moments = [1.0, 1.0].into_iter().collect();
        assert_eq!(welch(&one, &two), None);
        let same = welch(&two, &two).unwrap();
        assert!(same.error.abs() < 1e-15 && (same.df - 2.0).abs() < 1e-15);
        let three: Moments = [4.0; 3].into_iter().collect();
        let apart = welch(&two, &three).unwrap();
        assert!((apart.estimate + 3.0).abs() < 1e-15 && (apart.df - 3.0).abs() < 1e-15);
    }
}
