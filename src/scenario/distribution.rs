//! Distributions of durations, in the words of an author.

use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::checked_gamma_lr;

use crate::stats::normal_cdf;

/// A distribution of a duration in milliseconds, optionally cut at a maximum.
///
/// Sampling is in [`crate::sim`]; this is the checked description alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Dist {
    /// The family and its parameters, in milliseconds.
    pub family: Family,
    /// Larger values are replaced by this one (ms).
    pub max: Option<f64>,
}

/// A family of distributions; every parameter with a unit is in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Always the same: `"6h"`.
    Constant(f64),
    /// `{ mean = "6h" }`.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// `{ median = "6h", p90 = "2d" }`: logarithm normal with `mu = ln(median)` and
    /// `sigma = ln(p90 / median) / 1.2815515655446004` (the 90% point of the standard
    /// normal).
    LogNormal {
        /// Mean of the logarithm of milliseconds.
        mu: f64,
        /// Standard deviation of that logarithm; above 0.
        sigma: f64,
    },
    /// `{ low, likely, high }`.
    Triangular {
        /// Least value.
        low: f64,
        /// Mode.
        likely: f64,
        /// Greatest value.
        high: f64,
    },
    /// `{ low, likely, high, shape = 4 }`: beta on `low..high` with
    /// `alpha = 1 + shape (likely - low) / (high - low)` and
    /// `beta = 1 + shape (high - likely) / (high - low)` (Malcolm et al. 1959; Vose 2008).
    Pert {
        /// Least value.
        low: f64,
        /// Mode.
        likely: f64,
        /// Greatest value.
        high: f64,
        /// Weight of the mode; above 0.
        shape: f64,
    },
    /// `{ weibull = { scale = "10h", shape = 0.5 } }`.
    Weibull {
        /// Scale.
        scale: f64,
        /// Shape; above 0.
        shape: f64,
    },
    /// `{ gamma = { shape = 0.5, mean = "1h" } }` (or `scale`).
    Gamma {
        /// Shape; above 0.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// `{ uniform = { low = "0h", high = "2h" } }`.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// `{ mix = [{ weight = 0.3, of = "2h" }, …] }`, weights scaled to sum to 1.
    Mix(Vec<(f64, Dist)>),
    /// `{ samples = ["1h", "3h"] }` or `{ samples_file = "x.csv" }`: each value equally
    /// likely.
    Samples(Vec<f64>),
}

impl Dist {
    /// Always zero.
    pub const ZERO: Self = Self {
        family: Family::Constant(0.0),
        max: None,
    };

    /// True if every sample is zero.
    pub fn is_zero(&self) -> bool {
        self.family == Family::Constant(0.0)
    }

    /// The expected value, ms: E\[min(X, max)\] where there is a maximum, the limited expected
    /// value of Klugman, Panjer & Willmot, *Loss Models*, appendix A.
    pub fn mean(&self) -> f64 {
        self.limited(f64::INFINITY)
    }

    /// The expected value of the lesser of a sample and `most`, ms.
    fn limited(&self, most: f64) -> f64 {
        let most = self.max.map_or(most, |max| max.min(most));
        if most.is_finite() {
            self.family.limited(most)
        } else {
            self.family.mean()
        }
    }
}

impl Family {
    fn mean(&self) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Exponential { mean } => *mean,
            Self::LogNormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::Triangular { low, likely, high } => (low + likely + high) / 3.0,
            Self::Pert {
                low,
                likely,
                high,
                shape,
            } => (low + shape * likely + high) / (shape + 2.0),
            Self::Weibull { scale, shape } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Uniform { low, high } => f64::midpoint(*low, *high),
            Self::Mix(parts) => parts
                .iter()
                .map(|(weight, part)| weight * part.mean())
                .sum(),
            Self::Samples(values) => values.iter().sum::<f64>() / values.len().max(1) as f64,
        }
    }

    /// The expected value of the lesser of a sample and `most`, which is finite.
    fn limited(&self, most: f64) -> f64 {
        match self {
            Self::Constant(value) => value.min(most),
            Self::Exponential { mean } if *mean > 0.0 => mean * (1.0 - libm::exp(-most / mean)),
            Self::Exponential { .. } => 0.0,
            Self::LogNormal { mu, sigma } => {
                let whole = libm::exp(mu + sigma * sigma / 2.0);
                let z = (libm::log(most) - mu) / sigma;
                whole * normal_cdf(z - sigma) + most * normal_cdf(-z)
            }
            Self::Mix(parts) => parts
                .iter()
                .map(|(weight, part)| weight * part.limited(most))
                .sum(),
            Self::Samples(values) => {
                values.iter().map(|value| value.min(most)).sum::<f64>() / values.len().max(1) as f64
            }
            Self::Uniform { low, high } => {
                between(*low, *high, most, |most| {
                    // The mean of those below it, and it for the rest.
                    most - (most - low) * (most - low) / (2.0 * (high - low))
                })
            }
            Self::Triangular { low, likely, high } => between(*low, *high, most, |most| {
                // E[min(X, m)] is m less the integral of the distribution function up to m, or
                // the mean less the integral of what is above it from m on.
                let width = high - low;
                if most < *likely {
                    most - cube(most - low) / (3.0 * width * (likely - low))
                } else {
                    let mean = self.mean();
                    if most < *high {
                        mean - cube(high - most) / (3.0 * width * (high - likely))
                    } else {
                        mean
                    }
                }
            }),
            Self::Pert {
                low,
                likely,
                high,
                shape,
            } => between(*low, *high, most, |most| {
                let width = high - low;
                let alpha = 1.0 + shape * (likely - low) / width;
                let beta = 1.0 + shape * (high - likely) / width;
                let share = (most - low) / width;
                let below = beta_share(alpha + 1.0, beta, share);
                let above = 1.0 - beta_share(alpha, beta, share);
                rounded(low + width * (alpha / (alpha + beta) * below + share * above))
            }),
            Self::Weibull { scale, shape } => {
                let power = libm::pow(most / scale, *shape);
                let below = gamma_share(1.0 + 1.0 / shape, power);
                rounded(self.mean() * below + most * libm::exp(-power))
            }
            Self::Gamma { shape, scale } => {
                let point = most / scale;
                let below = gamma_share(shape + 1.0, point);
                let above = 1.0 - gamma_share(*shape, point);
                rounded(self.mean() * below + most * above)
            }
        }
    }
}

/// What a family on an interval gives between its ends; below it, the maximum decides alone.
fn between(low: f64, high: f64, most: f64, within: impl Fn(f64) -> f64) -> f64 {
    if most <= low || high <= low {
        low.min(most)
    } else {
        within(most.min(high))
    }
}

fn cube(x: f64) -> f64 {
    x * x * x
}

/// Regularised lower incomplete gamma function, also at its ends.
fn gamma_share(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x.is_finite() {
        checked_gamma_lr(shape, x).unwrap_or(1.0)
    } else {
        1.0
    }
}

/// Regularised incomplete beta function.
fn beta_share(alpha: f64, beta: f64, x: f64) -> f64 {
    checked_beta_reg(alpha, beta, x.clamp(0.0, 1.0)).unwrap_or(1.0)
}

/// To 24 bits. The incomplete functions take logarithms from the platform, whose last bits may
/// differ; what is ordered by expected work shall not.
fn rounded(value: f64) -> f64 {
    f64::from(value as f32)
}

#[cfg(test)]
mod tests {
    use super::{Dist, Family};

    fn dist(family: Family, max: Option<f64>) -> Dist {
        Dist { family, max }
    }

    #[test]
    fn means_are_those_of_many_quantiles() {
        let lognormal = |max| {
            let (mu, sigma) = (2.0, 0.7);
            dist(Family::LogNormal { mu, sigma }, max)
        };
        // exp(2 + 0.245); and cut at 10, by the midpoint rule over 200,000 quantiles.
        assert!((lognormal(None).mean() - 9.440_416).abs() < 1e-5);
        assert!((lognormal(Some(10.0)).mean() - 7.051_532).abs() < 1e-4);
        let (scale, shape) = (2.0, 2.0);
        let weibull = dist(Family::Weibull { scale, shape }, None);
        assert!((weibull.mean() - 1.772_453_85).abs() < 1e-7);
    }

    /// A density on (0, ∞), with a point up to which it is integrated.
    struct Density {
        family: Family,
        at: fn(f64) -> f64,
        from: f64,
        to: f64,
    }

    /// Families with their densities, written anew; the constants before them are such that
    /// the quadrature of the density alone is 1, which is checked.
    fn densities() -> Vec<Density> {
        let family = |family, at, from, to| Density {
            family,
            at,
            from,
            to,
        };
        vec![
            family(
                Family::Uniform {
                    low: 2.0,
                    high: 7.0,
                },
                |_| 0.2,
                2.0,
                7.0,
            ),
            family(
                Family::Triangular {
                    low: 1.0,
                    likely: 3.0,
                    high: 9.0,
                },
                |x| {
                    if x < 3.0 {
                        (x - 1.0) / 8.0
                    } else {
                        (9.0 - x) / 24.0
                    }
                },
                1.0,
                9.0,
            ),
            family(
                Family::Pert {
                    low: 1.0,
                    likely: 2.0,
                    high: 9.0,
                    shape: 4.0,
                },
                // Alpha 1.5 and beta 4.5; their beta function is 7π/256.
                |x| {
                    let y: f64 = (x - 1.0) / 8.0;
                    y.sqrt() * libm::pow(1.0 - y, 3.5) * 256.0 / (7.0 * std::f64::consts::PI) / 8.0
                },
                1.0,
                9.0,
            ),
            family(
                Family::Weibull {
                    scale: 4.0,
                    shape: 1.7,
                },
                |x| {
                    let y: f64 = x / 4.0;
                    1.7 / 4.0 * libm::pow(y, 0.7) * libm::exp(-libm::pow(y, 1.7))
                },
                0.0,
                60.0,
            ),
            family(
                Family::Gamma {
                    shape: 2.5,
                    scale: 3.0,
                },
                // Γ(2.5) = 3√π / 4.
                |x| {
                    let y: f64 = x / 3.0;
                    libm::pow(y, 1.5) * libm::exp(-y) * 4.0
                        / (3.0 * std::f64::consts::PI.sqrt())
                        / 3.0
                },
                0.0,
                200.0,
            ),
        ]
    }

    /// E[min(X, most)] by the midpoint rule.
    fn quadrature(density: &Density, most: f64) -> (f64, f64) {
        const CELLS: u32 = 200_000;
        let width = (density.to - density.from) / f64::from(CELLS);
        let (mut whole, mut sum) = (0.0, 0.0);
        for cell in 0..CELLS {
            let x = density.from + width * (f64::from(cell) + 0.5);
            let mass = (density.at)(x) * width;
            whole += mass;
            sum += mass * x.min(most);
        }
        (whole, sum)
    }

    #[test]
    fn limited_means_are_those_of_quadrature() {
        for density in densities() {
            for most in [0.5, 1.5, 2.0, 2.5, 3.0, 5.0, 8.0, 9.0, 12.0, 500.0] {
                let (whole, expected) = quadrature(&density, most);
                assert!((whole - 1.0).abs() < 2e-6, "{:?}: {whole}", density.family);
                let mean = dist(density.family.clone(), Some(most)).mean();
                assert!(
                    (mean / expected - 1.0).abs() < 5e-6,
                    "{:?} up to {most}: {mean}, not {expected}",
                    density.family
                );
                assert!(mean <= most);
            }
        }
    }

    #[test]
    fn a_mixture_limits_each_of_its_parts() {
        let (low, high) = (2.0, 6.0);
        let parts = vec![
            (0.25, dist(Family::Constant(10.0), Some(5.0))),
            (0.75, dist(Family::Uniform { low, high }, None)),
        ];
        let of = |max| dist(Family::Mix(parts.clone()), max).mean();
        // A quarter of 5; three quarters of 4. Up to 4: of 4, and of (3 + 4) / 2.
        assert!((of(None) - 4.25).abs() < 1e-12);
        assert!((of(Some(4.0)) - (1.0 + 0.75 * 3.5)).abs() < 1e-12);
    }

    #[test]
    fn what_lies_in_one_point_is_cut_like_a_constant() {
        let (low, likely, high, shape) = (3.0, 3.0, 3.0, 4.0);
        for family in [
            Family::Uniform { low, high },
            Family::Triangular { low, likely, high },
            Family::Pert {
                low,
                likely,
                high,
                shape,
            },
        ] {
            for (max, expected) in [(2.0, 2.0), (3.0, 3.0), (9.0, 3.0)] {
                let mean = dist(family.clone(), Some(max)).mean();
                assert!((mean - expected).abs() < 1e-12, "{family:?} {max}: {mean}");
            }
        }
    }
}
