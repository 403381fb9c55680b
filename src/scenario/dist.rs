//! Distributions of durations, in the words of an author.

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

    /// The expected value, ms. A maximum is taken into account for constants, samples,
    /// exponential and lognormal durations (their limited expected value: Klugman, Panjer &
    /// Willmot, *Loss Models*, appendix A); of other families the mean is cut at it.
    pub fn mean(&self) -> f64 {
        let max = self.max.unwrap_or(f64::INFINITY);
        match &self.family {
            Family::Exponential { mean } if *mean > 0.0 => mean * (1.0 - libm::exp(-max / mean)),
            Family::LogNormal { mu, sigma } => {
                let whole = libm::exp(mu + sigma * sigma / 2.0);
                if self.max.is_none() {
                    return whole;
                }
                let z = (libm::log(max) - mu) / sigma;
                whole * normal_cdf(z - sigma) + max * normal_cdf(-z)
            }
            Family::Samples(values) => {
                values.iter().map(|value| value.min(max)).sum::<f64>() / values.len().max(1) as f64
            }
            other => other.mean().min(max),
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
}

/// Distribution function of the standard normal.
fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::{Dist, Family};

    #[test]
    fn means_are_those_of_many_quantiles() {
        let lognormal = |max| Dist {
            family: Family::LogNormal {
                mu: 2.0,
                sigma: 0.7,
            },
            max,
        };
        // exp(2 + 0.245); and cut at 10, by the midpoint rule over 200,000 quantiles.
        assert!((lognormal(None).mean() - 9.440_416).abs() < 1e-5);
        assert!((lognormal(Some(10.0)).mean() - 7.051_532).abs() < 1e-4);
        let weibull = Family::Weibull {
            scale: 2.0,
            shape: 2.0,
        };
        let weibull = Dist {
            family: weibull,
            max: None,
        };
        assert!((weibull.mean() - 1.772_453_85).abs() < 1e-7);
    }
}
