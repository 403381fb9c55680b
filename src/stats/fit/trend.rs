//! Does a rate change over the years?

use super::counts::Period;

/// What a log-linear trend of counts came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Trend {
    /// Change of the logarithm of the rate from one period to the next.
    pub slope: f64,
    /// Its standard error, with counts that scatter more than chance taken into account.
    pub error: f64,
}

impl Trend {
    /// The slope in standard errors.
    pub(crate) fn z(&self) -> f64 {
        self.slope / self.error
    }
}

/// Fits rates that change by the same factor from one period to the next, λ exp(b k), to counts:
/// Poisson likelihood (Cox & Lewis 1966, *The Statistical Analysis of Series of Events*, section
/// 3.3: its score at b = 0 is Laplace's test), and the standard error from the scatter around
/// the fit if that is more than chance (`McCullagh` & Nelder 1989, section 6.2.3).
///
/// `None` with fewer than three periods or counts in fewer than two of them.
pub(crate) fn trend(periods: &[Period]) -> Option<Trend> {
    let counted = periods.iter().filter(|it| it.count > 0).count();
    if periods.len() < 3 || counted < 2 {
        return None;
    }
    let total: f64 = periods.iter().map(|it| it.count as f64).sum();
    let middle = (periods.len() - 1) as f64 / 2.0;
    let places = || (0..periods.len()).map(|k| k as f64 - middle);
    let wanted: f64 = periods
        .iter()
        .zip(places())
        .map(|(it, k)| it.count as f64 * k)
        .sum();
    // Given the total the slope alone is left: the weighted mean place equals the counted one.
    let weights = |slope: f64| -> Vec<f64> {
        let all = periods.iter().zip(places());
        all.map(|(it, k)| it.exposure * libm::exp(slope * k))
            .collect()
    };
    let mut slope = 0.0;
    let mut spread = 0.0;
    for _ in 0..60 {
        let weights = weights(slope);
        let sum: f64 = weights.iter().sum();
        let mean = weights
            .iter()
            .zip(places())
            .map(|(w, k)| w * k)
            .sum::<f64>()
            / sum;
        let square = weights
            .iter()
            .zip(places())
            .map(|(w, k)| w * (k - mean) * (k - mean));
        spread = square.sum::<f64>() / sum;
        let step = (wanted / total - mean) / spread;
        let step = step.clamp(-2.0 / middle, 2.0 / middle);
        if !step.is_finite() {
            return None;
        }
        slope += step;
        if step.abs() < 1e-10 {
            break;
        }
    }
    let weights = weights(slope);
    let sum: f64 = weights.iter().sum();
    let mut chi = 0.0;
    for (period, weight) in periods.iter().zip(&weights) {
        let mean = total * weight / sum;
        let off = period.count as f64 - mean;
        chi += off * off / mean;
    }
    let scatter = (chi / (periods.len() - 2) as f64).max(1.0);
    let error = libm::sqrt(scatter / (total * spread));
    (error.is_finite() && error > 0.0).then_some(Trend { slope, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(all: &[u64]) -> Vec<Period> {
        all.iter()
            .map(|count| Period {
                exposure: 1.0,
                count: *count,
            })
            .collect()
    }

    #[test]
    fn doubling_is_a_slope_of_ln_2() {
        let found = trend(&counts(&[4, 8, 16, 32, 64])).expect("a trend");
        assert!((found.slope - std::f64::consts::LN_2).abs() < 1e-9);
        assert!(found.z() > 5.0);
        let none = trend(&counts(&[9, 11, 10, 9, 11])).expect("a trend");
        assert!(none.z().abs() < 1.0, "{none:?}");
    }

    #[test]
    fn scatter_widens_the_error() {
        let even = trend(&counts(&[10, 12, 14, 16])).expect("a trend");
        let uneven = trend(&counts(&[2, 24, 2, 24])).expect("a trend");
        assert!(uneven.error > 2.0 * even.error);
        assert_eq!(trend(&counts(&[1, 2])), None);
        assert_eq!(trend(&counts(&[0, 5, 0])), None);
    }
}
