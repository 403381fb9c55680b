//! Exact intervals for counts: of events in a period, and of successes among trials.

use statrs::distribution::{Beta, ContinuousCDF, Gamma};

use super::interval::{Interval, upper_tail};

/// The expected number of events where `count` were seen, if they are Poisson, with the exact
/// interval of Garwood (1936, Biometrika 28:437): χ²(α/2; 2n) / 2 and χ²(1 − α/2; 2n + 2) / 2,
/// for α = 1 − confidence. Divide by the exposure for a rate.
///
/// `None` unless `0 < confidence < 1`. The lower limit of no events is 0; the upper one, as of
/// any count, errs with α/2 at most.
///
/// # Examples
///
/// ```
/// let one = sortie::inside::stats::garwood(1, 0.95).unwrap();
/// assert!((one.low - 0.0253).abs() < 5e-5 && (one.high - 5.5716).abs() < 5e-5);
/// ```
pub fn garwood(count: u64, confidence: f64) -> Option<Interval> {
    let upper = upper_tail(confidence)?;
    let n = count as f64;
    // Half of a χ² with 2k degrees of freedom is a gamma of shape k.
    let half_chi = |shape: f64, p: f64| Some(Gamma::new(shape, 1.0).ok()?.inverse_cdf(p));
    Some(Interval {
        low: if count == 0 {
            0.0
        } else {
            half_chi(n, 1.0 - upper)?
        },
        estimate: n,
        high: half_chi(n + 1.0, upper)?,
    })
}

/// The share `successes / trials` with the exact interval of Clopper & Pearson (1934,
/// Biometrika 26:404), which covers the share at least as often as it says.
///
/// `None` without trials, with more successes than trials, or unless `0 < confidence < 1`.
/// `wilson` is shorter, and right on average.
///
/// # Examples
///
/// ```
/// let all = sortie::inside::stats::clopper_pearson(20, 20, 0.95).unwrap();
/// assert!((all.low - 0.8316).abs() < 5e-5);
/// assert_eq!(all.high, 1.0);
/// ```
pub fn clopper_pearson(successes: u64, trials: u64, confidence: f64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let upper = upper_tail(confidence)?;
    let (k, n) = (successes as f64, trials as f64);
    let beta = |a: f64, b: f64, p: f64| Some(Beta::new(a, b).ok()?.inverse_cdf(p));
    Some(Interval {
        low: if successes == 0 {
            0.0
        } else {
            beta(k, n - k + 1.0, 1.0 - upper)?
        },
        estimate: k / n,
        high: if successes == trials {
            1.0
        } else {
            beta(k + 1.0, n - k, upper)?
        },
    })
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use super::*;

    fn close(found: f64, truth: f64) {
        assert!((found / truth - 1.0).abs() < 1e-8, "{found} for {truth}");
    }

    #[test]
    fn counts_have_limits_in_closed_form() {
        // None: 1 − e^−μ = 0.975. One: the lower limit has e^−μ = 0.975, the upper one
        // (1 + μ) e^−μ = 0.025.
        let none = garwood(0, 0.95).unwrap();
        assert_eq!((none.low, none.estimate), (0.0, 0.0));
        close(none.high, -libm::log(0.025));
        let one = garwood(1, 0.95).unwrap();
        close(one.low, -libm::log(0.975));
        close((1.0 + one.high) * libm::exp(-one.high), 0.025);
    }

    #[test]
    fn each_tail_has_its_probability() {
        for count in [2_u64, 7, 40, 1000] {
            let found = garwood(count, 0.9).unwrap();
            // P(X <= count) at the upper limit, P(X >= count) at the lower one, by their sums.
            let below = |mean: f64, end: u64| {
                let mut log = -mean;
                let mut sum = libm::exp(log);
                for k in 1..=end {
                    log += libm::log(mean / k as f64);
                    sum += libm::exp(log);
                }
                sum
            };
            assert!((below(found.high, count) - 0.05).abs() < 1e-8, "{count}");
            assert!(
                (1.0 - below(found.low, count - 1) - 0.05).abs() < 1e-8,
                "{count}"
            );
        }
    }

    #[test]
    fn shares_have_limits_in_closed_form() {
        // None of n: (1 − p)^n = 0.025; all of n mirrors it.
        let end = 1.0 - libm::pow(0.025, 1.0 / 20.0);
        let none = clopper_pearson(0, 20, 0.95).unwrap();
        assert_eq!((none.low, none.estimate), (0.0, 0.0));
        close(none.high, end);
        let all = clopper_pearson(20, 20, 0.95).unwrap();
        assert_eq!((all.high, all.estimate), (1.0, 1.0));
        close(all.low, 1.0 - end);
        // Newcombe 1998, Statistics in Medicine 17:857, table I, method 5.
        let found = clopper_pearson(81, 263, 0.95).unwrap();
        assert!((found.low - 0.2527).abs() < 5e-5, "{found:?}");
        assert!((found.high - 0.3676).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn nonsense_is_none() {
        assert_eq!(garwood(3, 1.0), None);
        assert_eq!(garwood(3, f64::NAN), None);
        assert_eq!(clopper_pearson(0, 0, 0.95), None);
        assert_eq!(clopper_pearson(2, 1, 0.95), None);
        assert_eq!(clopper_pearson(1, 2, 0.0), None);
    }
}
