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
}
