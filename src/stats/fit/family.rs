//! Four families of durations.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur, ln_gamma};

use crate::stats::{normal_cdf, normal_quantile};

/// Half the logarithm of 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// Which family a [`Lifetime`] belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LifetimeKind {
    /// Logarithm normal.
    Lognormal,
    /// Weibull.
    Weibull,
    /// Gamma.
    Gamma,
    /// Exponential.
    Exponential,
}

impl LifetimeKind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [
        Self::Lognormal,
        Self::Weibull,
        Self::Gamma,
        Self::Exponential,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lognormal => "lognormal",
            Self::Weibull => "Weibull",
            Self::Gamma => "gamma",
            Self::Exponential => "exponential",
        }
    }

    /// How far the logarithm of the spread or shape is looked for. At the narrow end a
    /// distribution is a constant to within 1e-7 of its length; a gamma distribution that narrow
    /// is a lognormal one to within 0.3%, and its probabilities take long to work out.
    pub(super) const fn range(self) -> (f64, f64) {
        match self {
            Self::Lognormal => (-16.0, 6.0),
            Self::Weibull | Self::Exponential => (-6.0, 16.0),
            Self::Gamma => (-6.0, 12.0),
        }
    }

    /// Which way of that logarithm is towards a constant.
    pub(super) const fn narrower(self) -> f64 {
        match self {
            Self::Lognormal => -1.0,
            _ => 1.0,
        }
    }

    /// The width of a distribution with this spread coordinate beside its place, at most 1: the
    /// scale on which its likelihood changes with the place.
    pub(super) fn width(self, spread: f64) -> f64 {
        let width = match self {
            Self::Lognormal => libm::exp(spread),
            Self::Weibull => libm::exp(-spread),
            Self::Gamma => libm::exp(-spread / 2.0),
            Self::Exponential => 1.0,
        };
        width.min(1.0)
    }

    /// How many parameters it has.
    pub const fn parameters(self) -> usize {
        match self {
            Self::Exponential => 1,
            _ => 2,
        }
    }
}

/// A distribution of positive durations, in the caller's unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "family", rename_all = "lowercase")]
pub enum Lifetime {
    /// The logarithm is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Survival exp(−(t / scale)^shape).
    Weibull {
        /// Scale, in the unit of time.
        scale: f64,
        /// Shape.
        shape: f64,
    },
    /// Density proportional to t^(shape − 1) exp(−t / scale).
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale, in the unit of time.
        scale: f64,
    },
    /// Survival exp(−t / mean).
    Exponential {
        /// The mean, in the unit of time.
        mean: f64,
    },
}

/// A time with its logarithm, which all families need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Time {
    pub at: f64,
    pub ln: f64,
}

impl Time {
    pub(super) fn new(at: f64) -> Self {
        Self {
            at,
            ln: libm::log(at.max(0.0)),
        }
    }
}

/// A [`Lifetime`] with what its likelihood needs again and again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prepared {
    pub(super) lifetime: Lifetime,
    /// The part of the logarithm of the density that does not depend on time.
    constant: f64,
    pub(super) ln_scale: f64,
}

impl Lifetime {
    /// Its family.
    pub const fn kind(&self) -> LifetimeKind {
        match self {
            Self::Lognormal { .. } => LifetimeKind::Lognormal,
            Self::Weibull { .. } => LifetimeKind::Weibull,
            Self::Gamma { .. } => LifetimeKind::Gamma,
            Self::Exponential { .. } => LifetimeKind::Exponential,
        }
    }

    /// From coordinates without bounds: (μ, ln σ), (ln scale, ln shape), (ln mean, ln shape),
    /// (ln mean).
    pub(super) fn from_coordinates(kind: LifetimeKind, at: [f64; 2]) -> Self {
        let [first, second] = at;
        match kind {
            LifetimeKind::Lognormal => Self::Lognormal {
                mu: first,
                sigma: libm::exp(second),
            },
            LifetimeKind::Weibull => Self::Weibull {
                scale: libm::exp(first),
                shape: libm::exp(second),
            },
            LifetimeKind::Gamma => Self::Gamma {
                shape: libm::exp(second),
                scale: libm::exp(first - second),
            },
            LifetimeKind::Exponential => Self::Exponential {
                mean: libm::exp(first),
            },
        }
    }

    /// The inverse of [`from_coordinates`](Self::from_coordinates).
    pub(super) fn coordinates(&self) -> [f64; 2] {
        match *self {
            Self::Lognormal { mu, sigma } => [mu, libm::log(sigma)],
            Self::Weibull { scale, shape } => [libm::log(scale), libm::log(shape)],
            Self::Gamma { shape, scale } => [libm::log(shape * scale), libm::log(shape)],
            Self::Exponential { mean } => [libm::log(mean), 0.0],
        }
    }

    /// Its parameters by name, in the unit of time where they have one.
    pub fn parameters(&self) -> Vec<(&'static str, f64)> {
        match *self {
            Self::Lognormal { mu, sigma } => vec![("mu", mu), ("sigma", sigma)],
            Self::Weibull { scale, shape } => vec![("scale", scale), ("shape", shape)],
            Self::Gamma { shape, scale } => vec![("shape", shape), ("scale", scale)],
            Self::Exponential { mean } => vec![("mean", mean)],
        }
    }

    /// The probability to take at most `time`.
    pub fn cdf(&self, time: f64) -> f64 {
        if time <= 0.0 {
            return 0.0;
        }
        self.prepare().below(Time::new(time))
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::Weibull { scale, shape } => scale * libm::exp(ln_gamma(1.0 + 1.0 / shape)),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Exponential { mean } => mean,
        }
    }

    /// The `p` quantile; not a number unless `0 < p < 1`.
    pub fn quantile(&self, p: f64) -> f64 {
        if !(p > 0.0 && p < 1.0) {
            return f64::NAN;
        }
        match *self {
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(p)),
            Self::Weibull { scale, shape } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Self::Exponential { mean } => -mean * libm::log1p(-p),
            Self::Gamma { .. } => self.bisected(p),
        }
    }

    /// The quantile by bisection of the logarithm of time.
    fn bisected(&self, p: f64) -> f64 {
        let middle = libm::log(self.mean());
        let (mut low, mut high) = (middle - 700.0, middle + 30.0);
        for _ in 0..200 {
            let at = f64::midpoint(low, high);
            if self.cdf(libm::exp(at)) < p {
                low = at;
            } else {
                high = at;
            }
        }
        libm::exp(f64::midpoint(low, high))
    }

    pub(super) fn prepare(&self) -> Prepared {
        let (constant, ln_scale) = match *self {
            Self::Lognormal { mu, sigma } => (-libm::log(sigma) - HALF_LN_TAU, mu),
            Self::Weibull { scale, shape } => (libm::log(shape), libm::log(scale)),
            Self::Gamma { shape, scale } => {
                let ln_scale = libm::log(scale);
                (-ln_gamma(shape) - shape * ln_scale, ln_scale)
            }
            Self::Exponential { mean } => (-libm::log(mean), libm::log(mean)),
        };
        Prepared {
            lifetime: *self,
            constant,
            ln_scale,
        }
    }
}

impl Prepared {
    /// The logarithm of the density.
    pub(super) fn ln_density(&self, time: Time) -> f64 {
        match self.lifetime {
            Lifetime::Lognormal { mu, sigma } => {
                let z = (time.ln - mu) / sigma;
                self.constant - time.ln - z * z / 2.0
            }
            Lifetime::Weibull { shape, .. } => {
                let y = shape * (time.ln - self.ln_scale);
                self.constant - time.ln + y - libm::exp(y)
            }
            Lifetime::Gamma { shape, scale } => {
                self.constant + (shape - 1.0) * time.ln - time.at / scale
            }
            Lifetime::Exponential { mean } => self.constant - time.at / mean,
        }
    }

    /// The cumulative hazard of the two families that have one in closed form.
    pub(super) fn hazard(&self, time: Time) -> Option<f64> {
        match self.lifetime {
            Lifetime::Weibull { shape, .. } => Some(libm::exp(shape * (time.ln - self.ln_scale))),
            Lifetime::Exponential { mean } => Some(time.at / mean),
            _ => None,
        }
    }

    /// The probability to take at most `time`.
    pub(super) fn below(&self, time: Time) -> f64 {
        if let Some(hazard) = self.hazard(time) {
            return -libm::expm1(-hazard);
        }
        match self.lifetime {
            Lifetime::Lognormal { mu, sigma } => normal_cdf((time.ln - mu) / sigma),
            Lifetime::Gamma { shape, scale } => lower(shape, time.at / scale),
            _ => f64::NAN,
        }
    }

    /// The probability to take longer than `time`.
    pub(super) fn above(&self, time: Time) -> f64 {
        if let Some(hazard) = self.hazard(time) {
            return libm::exp(-hazard);
        }
        match self.lifetime {
            Lifetime::Lognormal { mu, sigma } => normal_cdf((mu - time.ln) / sigma),
            Lifetime::Gamma { shape, scale } => upper(shape, time.at / scale),
            _ => f64::NAN,
        }
    }

    /// The logarithm of [`above`](Self::above).
    pub(super) fn ln_above(&self, time: Time) -> f64 {
        self.hazard(time)
            .map_or_else(|| floored(self.above(time)), |hazard| -hazard)
    }

    /// The logarithm of the probability to end after `low` and by `high`. The difference is
    /// taken in the tail that holds less, where it loses fewer digits.
    pub(super) fn ln_between(&self, low: Time, high: Time) -> f64 {
        let below = self.below(low);
        floored(if below > 0.5 {
            self.above(low) - self.above(high)
        } else {
            self.below(high) - below
        })
    }
}

/// A logarithm that stays finite where a probability is nil for a computer, so that a search
/// finds its way back.
fn floored(probability: f64) -> f64 {
    libm::log(probability.max(1e-300))
}

/// The regularized lower incomplete gamma function.
pub(super) fn lower(shape: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return 1.0;
    }
    if x <= 0.0 {
        return 0.0;
    }
    checked_gamma_lr(shape, x).unwrap_or(f64::NAN)
}

/// The regularized upper incomplete gamma function.
pub(super) fn upper(shape: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return 0.0;
    }
    if x <= 0.0 {
        return 1.0;
    }
    checked_gamma_ur(shape, x).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests;
