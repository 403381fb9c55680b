//! An interval for a share.

use super::interval::{Interval, upper_tail};
use super::normal::normal_quantile;

/// The share `successes / trials` with the score interval of Wilson (1927, JASA 22:209).
///
/// `None` without trials, with more successes than trials, or unless `0 < confidence < 1`.
/// The limits stay within 0 and 1 and make sense at 0 and n successes too. It assumes
/// independent trials: for shares of the incidents of many replications use
/// [`sectioned`](super::sectioned) instead.
///
/// # Examples
///
/// ```
/// let kept = sortie::inside::stats::wilson(0, 20, 0.95).unwrap();
/// assert_eq!(kept.low, 0.0);
/// assert!((kept.high - 0.1611).abs() < 5e-5);
/// ```
pub fn wilson(successes: u64, trials: u64, confidence: f64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let z = normal_quantile(upper_tail(confidence)?);
    let n = trials as f64;
    let share = successes as f64 / n;
    let zz_n = z * z / n;
    let centre = (share + zz_n / 2.0) / (1.0 + zz_n);
    let half = z / (1.0 + zz_n) * (share * (1.0 - share) / n + zz_n / (4.0 * n)).sqrt();
    Some(Interval {
        // At the ends the limits are 0 and 1 exactly; rounding must not move them inside.
        low: if successes == 0 {
            0.0
        } else {
            (centre - half).clamp(0.0, share)
        },
        estimate: share,
        high: if successes == trials {
            1.0
        } else {
            (centre + half).clamp(share, 1.0)
        },
    })
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn agrees_with_published_intervals() {
        // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3, four decimals.
        for (r, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let got = wilson(r, n, 0.95).unwrap();
            assert!((got.low - low).abs() <= 5e-5, "{got:?}");
            assert!((got.high - high).abs() <= 5e-5, "{got:?}");
        }
    }

    #[test]
    fn all_of_them_mirrors_none_of_them() {
        let (none, all) = (wilson(0, 20, 0.95).unwrap(), wilson(20, 20, 0.95).unwrap());
        assert_eq!((none.low, none.estimate), (0.0, 0.0));
        assert_eq!((all.high, all.estimate), (1.0, 1.0));
        // z² / (n + z²), the upper limit of none (Newcombe 1998, section 2).
        let z2 = 3.841_458_820_694_124;
        assert!((none.high - z2 / (20.0 + z2)).abs() < 1e-12);
        assert!((all.low - 20.0 / (20.0 + z2)).abs() < 1e-12);
    }

    #[test]
    fn nonsense_is_none() {
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(wilson(2, 1, 0.95), None);
        assert_eq!(wilson(1, 2, 1.5), None);
        assert_eq!(wilson(1, 2, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn contains_the_share_and_mirrors(n in 1_u64..10_000, part in 0.0..=1.0_f64) {
            let r = (part * n as f64) as u64;
            let got = wilson(r, n, 0.9).unwrap();
            prop_assert!(0.0 <= got.low && got.low <= got.estimate);
            prop_assert!(got.estimate <= got.high && got.high <= 1.0);
            let other = wilson(n - r, n, 0.9).unwrap();
            prop_assert!((got.low - (1.0 - other.high)).abs() < 1e-12);
        }
    }
}
