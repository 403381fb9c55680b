//! Counts per period: Poisson, or scattered more than that.

use statrs::function::gamma::ln_gamma;

use super::simplex::minimise;

/// A period and what was counted in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Period {
    /// How much there was to count: the expected count is the rate times this.
    pub exposure: f64,
    /// The count.
    pub count: u64,
}

/// A fitted model of counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CountModel {
    /// Expected count for an exposure of 1.
    pub rate: f64,
    /// Variance of the gamma factor, of mean 1, by which a period's rate is multiplied; 0 for
    /// Poisson counts. A period of expected count m has variance m (1 + m × this).
    pub variance: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
}

impl CountModel {
    /// The probability of a count for an exposure.
    #[cfg(test)]
    pub(crate) fn probability(&self, count: u64, exposure: f64) -> f64 {
        libm::exp(ln_probability(
            Period { exposure, count },
            self.rate,
            self.variance,
        ))
    }
}

/// Below this variance the negative binomial is the Poisson distribution for all that counts.
const LEAST: f64 = 1e-6;

/// The Poisson fit and the negative binomial one, by maximum likelihood (Greenwood & Yule 1920,
/// JRSS 83:255, for the model; Lawless 1987, Canadian Journal of Statistics 15:209, for the
/// likelihood). The second is `None` where no over-dispersion makes the likelihood greater by
/// more than rounding does, its logarithm by more than 1e-9, or where its variance is below 1e-6.
///
/// `None` without exposure or counts.
pub(crate) fn fit_counts(periods: &[Period]) -> Option<(CountModel, Option<CountModel>)> {
    let exposure: f64 = periods.iter().map(|period| period.exposure).sum();
    let count: u64 = periods.iter().map(|period| period.count).sum();
    if !(exposure > 0.0 && exposure.is_finite()) || count == 0 {
        return None;
    }
    let rate = count as f64 / exposure;
    // Weeks are many, different counts few.
    let mut sorted = periods.to_vec();
    sorted.sort_by(|a, b| {
        let exposure = a.exposure.total_cmp(&b.exposure);
        exposure.then(a.count.cmp(&b.count))
    });
    let alike: Vec<(Period, f64)> = sorted
        .chunk_by(|a, b| a == b)
        .map(|alike| (alike[0], alike.len() as f64))
        .collect();
    let total = |rate: f64, variance: f64| {
        alike
            .iter()
            .map(|(period, n)| n * ln_probability(*period, rate, variance))
            .sum::<f64>()
    };
    let model = |rate, variance, parameters: f64| {
        let log_likelihood = total(rate, variance);
        CountModel {
            rate,
            variance,
            log_likelihood,
            aic: 2.0 * parameters - 2.0 * log_likelihood,
        }
    };
    let poisson = model(rate, 0.0, 1.0);
    let (at, _) = minimise(
        |at: &[f64; 2]| {
            let variance = libm::exp(at[1]);
            if (LEAST / 10.0..1e4).contains(&variance) {
                -total(libm::exp(at[0]), variance)
            } else {
                f64::INFINITY
            }
        },
        [libm::log(rate), libm::log(guess(periods, rate))],
        0.5,
    );
    let scattered = model(libm::exp(at[0]), libm::exp(at[1]), 2.0);
    let more =
        scattered.variance > LEAST && scattered.log_likelihood > poisson.log_likelihood + 1e-9;
    Some((poisson, more.then_some(scattered)))
}

/// The variance by moments, or a little.
fn guess(periods: &[Period], rate: f64) -> f64 {
    let (mut beyond, mut squares) = (0.0, 0.0);
    for period in periods {
        let mean = rate * period.exposure;
        let off = period.count as f64 - mean;
        beyond += off * off - mean;
        squares += mean * mean;
    }
    (beyond / squares).clamp(0.01, 100.0)
}

fn ln_probability(period: Period, rate: f64, variance: f64) -> f64 {
    let (k, mean) = (period.count as f64, rate * period.exposure);
    if mean <= 0.0 {
        return if period.count == 0 {
            0.0
        } else {
            f64::NEG_INFINITY
        };
    }
    if variance <= 0.0 {
        return k * libm::log(mean) - mean - ln_gamma(k + 1.0);
    }
    let size = 1.0 / variance;
    ln_rising(size, period.count) - ln_gamma(k + 1.0) + k * libm::log(mean * variance)
        - (k + size) * libm::log1p(mean * variance)
}

/// ln of Γ(size + k) / Γ(size): a sum of logarithms where the difference of two large ones
/// would lose its digits.
fn ln_rising(size: f64, k: u64) -> f64 {
    if k <= 200 {
        return (0..k).map(|i| libm::log(size + i as f64)).sum();
    }
    ln_gamma(size + k as f64) - ln_gamma(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_with_the_promised_variance() {
        for (rate, variance) in [(3.0, 0.0), (3.0, 0.4), (12.0, 1e-4), (0.7, 2.0)] {
            let model = CountModel {
                rate,
                variance,
                log_likelihood: 0.0,
                aic: 0.0,
            };
            let (mut sum, mut mean, mut square) = (0.0, 0.0, 0.0);
            for k in 0..2_000 {
                let p = model.probability(k, 2.0);
                sum += p;
                mean += p * k as f64;
                square += p * (k as f64) * (k as f64);
            }
            let wanted = 2.0 * rate * (1.0 + 2.0 * rate * variance);
            assert!((sum - 1.0).abs() < 1e-9, "{rate} {variance} {sum}");
            assert!((mean - 2.0 * rate).abs() < 1e-8);
            assert!((square - mean * mean - wanted).abs() < 1e-6 * wanted);
        }
    }

    #[test]
    fn under_dispersed_counts_are_poisson() {
        let even = [Period {
            exposure: 1.0,
            count: 4,
        }; 20];
        let (poisson, scattered) = fit_counts(&even).expect("counts");
        assert!((poisson.rate - 4.0).abs() < 1e-12);
        assert_eq!(scattered, None);
        assert_eq!(fit_counts(&[]), None);
    }

    fn period(exposure: f64, count: u64) -> Period {
        Period { exposure, count }
    }

    #[test]
    fn without_exposure_or_counts_there_is_no_rate() {
        for nothing in [
            period(0.0, 3),
            period(f64::INFINITY, 3),
            period(f64::NAN, 3),
            period(5.0, 0),
        ] {
            assert_eq!(fit_counts(&[nothing]), None, "{nothing:?}");
        }
        // A period without exposure says nothing beside others, unless it is impossible.
        let model = fit_counts(&[period(2.0, 6), period(0.0, 0)])
            .expect("counts")
            .0;
        assert!((model.rate - 3.0).abs() < 1e-15);
        assert!((model.probability(0, 0.0) - 1.0).abs() < 1e-15);
        assert!(model.probability(1, 0.0).abs() < 1e-15);
    }

    #[test]
    fn the_criterion_counts_one_parameter_and_two() {
        let scattered = [0, 0, 1, 9, 14].map(|count| period(1.0, count));
        let (one, two) = fit_counts(&scattered).expect("counts");
        let two = two.expect("over-dispersion");
        assert!((one.aic - (2.0 - 2.0 * one.log_likelihood)).abs() < 1e-12);
        assert!((two.aic - (4.0 - 2.0 * two.log_likelihood)).abs() < 1e-12);
    }

    #[test]
    fn a_gain_within_rounding_is_no_over_dispersion() {
        // A count of 0 where 1 + δ were expected and of 2 where 1 − δ were. By the series of the
        // logarithms, near a variance v of 0 ln L gains 2δ v − v²/6: at most 6δ², at v = 6δ.
        for (delta, more) in [(0.0, false), (1e-5, false), (2e-5, true), (1e-3, true)] {
            let pair = [period(1.0 + delta, 0), period(1.0 - delta, 2)];
            let (poisson, scattered) = fit_counts(&pair).expect("counts");
            assert_eq!(scattered.is_some(), more, "{delta}");
            if let Some(scattered) = scattered {
                let gain = scattered.log_likelihood - poisson.log_likelihood;
                assert!((gain / (6.0 * delta * delta) - 1.0).abs() < 0.01, "{gain}");
                assert!((scattered.variance / (6.0 * delta) - 1.0).abs() < 0.01);
            }
        }
        // 387 off where a hundred thousand were expected: by moments 387² = m (1 + m v), so a
        // variance of 4.977e-6.
        let many = [99_613, 100_387].map(|count| period(1.0, count));
        let scattered = fit_counts(&many).expect("counts").1.expect("a little");
        assert!(
            (scattered.variance / 4.977e-6 - 1.0).abs() < 0.01,
            "{scattered:?}"
        );
        // 1225 off where a million were expected: by moments a variance of 5e-7, below what is
        // told from none.
        let million = [998_775, 1_001_225].map(|count| period(1.0, count));
        assert_eq!(fit_counts(&million).expect("counts").1, None);
    }

    #[test]
    fn moments_give_the_variance_to_start_from() {
        // At a rate of 2: 5 where 2 were expected and 1 where 4 were: (3² − 2 + 3² − 4) /
        // (2² + 4²) = 0.6.
        let some = [period(1.0, 5), period(2.0, 1)];
        assert!((guess(&some, 2.0) - 0.6).abs() < 1e-15);
        // As even as can be: negative by moments, so a little.
        assert!((guess(&[period(1.0, 4), period(1.0, 4)], 4.0) - 0.01).abs() < 1e-15);
    }

    #[test]
    fn keeps_its_digits_near_the_poisson_distribution() {
        // Three for an expected m, in closed form: m³ (1 + v) (1 + 2 v) / 6 (1 + m v)^(−3 − 1/v).
        let (m, v) = (3.0_f64, 1e-6_f64);
        let model = CountModel {
            rate: m,
            variance: v,
            log_likelihood: 0.0,
            aic: 0.0,
        };
        let power = libm::exp(-(3.0 + 1.0 / v) * libm::log1p(m * v));
        let exact = m * m * m * (1.0 + v) * (1.0 + 2.0 * v) / 6.0 * power;
        assert!((model.probability(3, 1.0) / exact - 1.0).abs() < 1e-13);
    }
}
