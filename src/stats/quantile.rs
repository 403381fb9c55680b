//! Sample quantiles and the intervals that order statistics give them.

use statrs::function::beta::checked_beta_reg;

use super::interval::{Interval, upper_tail};

/// Room for rounding: a sum of probabilities that should meet its level exactly misses it by
/// less.
const ROUNDING: f64 = 1e-12;

/// The `p` quantile of `sorted` (ascending), definition 7 of Hyndman & Fan (1996, American
/// Statistician 50:361): linear between the order statistics, position `(n − 1) p + 1`.
///
/// `None` without values or unless `0 <= p <= 1`.
///
/// # Examples
///
/// ```
/// let days = [1.0, 2.0, 4.0, 8.0];
/// assert_eq!(sortie::stats::quantile(&days, 0.5), Some(3.0));
/// ```
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let place = sorted.len().checked_sub(1)? as f64 * p;
    let below = place as usize;
    let low = *sorted.get(below)?;
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    let share = place - below as f64;
    // Not `low + share * (high - low)`: the difference may overflow, equal values must stay.
    Some(if share <= 0.0 || low >= high {
        low
    } else {
        (low * (1.0 - share) + high * share).clamp(low, high)
    })
}

/// The ranks (from 1) of the two order statistics that enclose the `p` quantile of a
/// continuous distribution with at least `confidence`, equal tails.
///
/// The number B of values below the quantile is binomial, so that the order statistics of
/// ranks l and u enclose it with P(l ≤ B < u) whatever the distribution (Thompson 1936,
/// Annals of Mathematical Statistics 7:122; David & Nagaraja 2003, section 7.1). Here l is
/// the largest rank with P(B < l) ≤ α/2 and u the least with P(B ≥ u) ≤ α/2.
///
/// `None` where `n` values are too few for that, or unless `0 < p < 1` and
/// `0 < confidence < 1`.
pub fn quantile_ranks(n: usize, p: f64, confidence: f64) -> Option<(usize, usize)> {
    let upper = upper_tail(confidence)?;
    let alpha_half = (1.0 - confidence) / 2.0;
    // Least k with P(B <= k) above (or at least) a level; P(B <= n) = 1 ends the search.
    let first = |enough: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = low + (high - low) / 2;
            if enough(binomial_cdf(middle, n, p)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    };
    // P(B < l) <= α/2 holds up to l = the first k with P(B <= k) > α/2.
    let l = first(&|mass| mass > alpha_half + ROUNDING);
    let u = first(&|mass| mass >= upper - ROUNDING) + 1;
    // Where p is no such share there is no mass in between, and u lies past the last.
    (l >= 1 && u <= n).then_some((l, u))
}

/// The `p` quantile of `sorted` (ascending, independent values) with its order-statistic
/// interval; see [`quantile_ranks`] for the method and for when it is `None`.
pub fn quantile_interval(sorted: &[f64], p: f64, confidence: f64) -> Option<Interval> {
    let (l, u) = quantile_ranks(sorted.len(), p, confidence)?;
    Some(Interval {
        low: *sorted.get(l - 1)?,
        estimate: quantile(sorted, p)?,
        high: *sorted.get(u - 1)?,
    })
}

/// P(B ≤ k) for B binomial with `n` trials of chance `p`, through the regularized incomplete
/// beta function (Abramowitz & Stegun 26.5.24).
fn binomial_cdf(k: usize, n: usize, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    checked_beta_reg((n - k) as f64, (k + 1) as f64, 1.0 - p).unwrap_or(f64::NAN)
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coverage((l, u): (usize, usize), n: usize, p: f64) -> f64 {
        binomial_cdf(u - 1, n, p) - binomial_cdf(l - 1, n, p)
    }

    #[test]
    fn ranks_and_their_coverage() {
        // Summed binomial probabilities, 12 digits; the first is also in Conover 1999,
        // section 3.2.
        for (n, p, ranks, exact) in [
            (100, 0.5, (40, 61), 0.964_799_799_782),
            (100, 0.9, (84, 96), 0.955_690_107_191),
            (1000, 0.95, (936, 964), 0.958_095_268_223),
        ] {
            assert_eq!(quantile_ranks(n, p, 0.95), Some(ranks));
            assert!((coverage(ranks, n, p) - exact).abs() < 1e-11);
        }
    }

    #[test]
    fn the_interval_is_made_of_the_values_of_those_ranks() {
        let values: Vec<f64> = (1..=100).map(|k| f64::from(k * k)).collect();
        let median = quantile_interval(&values, 0.5, 0.95).unwrap();
        assert_eq!((median.low, median.high), (1600.0, 3721.0));
        assert!((median.estimate - 2550.5).abs() < 1e-9);
        // P(B = 0) = P(B = 2) = 1/4 of two is just allowed.
        assert_eq!(quantile_ranks(2, 0.5, 0.5), Some((1, 2)));
    }

    #[test]
    fn a_quantile_that_is_no_quantile_has_no_ranks() {
        for p in [0.0, 1.0, -0.5, 1.5, f64::NAN] {
            assert_eq!(quantile_ranks(1000, p, 0.95), None, "{p}");
        }
        assert_eq!(quantile_ranks(1000, 0.5, 1.0), None);
    }

    #[test]
    fn too_few_values_have_no_interval() {
        // The largest of n values lies above the 95% point with 1 - 0.95^n: 97.5% needs 72.
        assert_eq!(quantile_ranks(71, 0.95, 0.95), None);
        assert!(quantile_ranks(72, 0.95, 0.95).is_some());
        // Median: 2^-5 > 0.025 >= 2^-6.
        assert_eq!(quantile_ranks(5, 0.5, 0.95), None);
        assert_eq!(quantile_ranks(6, 0.5, 0.95), Some((1, 6)));
        assert_eq!(quantile_ranks(0, 0.5, 0.95), None);
    }

    #[test]
    fn definition_seven() {
        // Hyndman & Fan 1996: mode of position (n - 1) p + 1.
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        for (p, want) in [
            (0.0, 1.0),
            (0.1, 1.9),
            (0.25, 3.25),
            (0.5, 5.5),
            (0.9, 9.1),
            (1.0, 10.0),
        ] {
            assert!((quantile(&ten, p).unwrap() - want).abs() < 1e-12);
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.3), Some(7.0));
        assert_eq!(quantile(&ten, 1.1), None);
        assert_eq!(quantile(&ten, f64::NAN), None);
        assert_eq!(quantile(&[-f64::MAX, f64::MAX], 0.5), Some(0.0));
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.0), Some(1.0));
    }

    #[test]
    fn intervals_cover_as_promised() {
        // Uniform order statistics: the coverage of ranks (l, u) is exact, so it is enough
        // that it never falls below the level over a grid.
        for n in [20, 57, 200, 10_000] {
            for p in [0.25, 0.5, 0.75, 0.9] {
                if let Some(ranks) = quantile_ranks(n, p, 0.95) {
                    assert!(coverage(ranks, n, p) >= 0.95 - 1e-12, "{n} {p}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn grows_with_p(
            mut values in prop::collection::vec(-1e9..1e9_f64, 1..50),
            p in 0.0..=1.0_f64,
            q in 0.0..=1.0_f64,
        ) {
            values.sort_by(f64::total_cmp);
            let (p, q) = (p.min(q), p.max(q));
            prop_assert!(quantile(&values, p) <= quantile(&values, q));
            if let Some(interval) = quantile_interval(&values, p, 0.9) {
                prop_assert!(interval.low <= interval.estimate);
                prop_assert!(interval.estimate <= interval.high);
            }
        }
    }
}
