//! The likelihood of doubly censored differences.
//!
//! With the first moment uniform in a unit of width w and the second known to lie in a unit of
//! width v, a duration of least value x has the probability
//!
//! (1/w) ∫₀ʷ F(x + v + s) − F(x + s) ds = (G(x + v + w) − G(x + v) − G(x + w) + G(x)) / w
//!
//! with G(t) = ∫₀ᵗ F(s) ds, which all four families have in closed form. Where the units are
//! narrow beside the distribution that difference loses its digits; the density's mean over the
//! trapezoid is taken instead, by three points with its moments up to the fifth.

use statrs::function::gamma::ln_gamma;

use super::family::{Lifetime, Prepared, Time, lower, upper};
use super::known::Difference;
use crate::stats::normal_cdf;

/// Units this narrow beside the distribution's own scale are a point.
const POINT: f64 = 1e-4;
/// Up to this width three points are enough: their error is below 1e-7 of the probability.
const NARROW: f64 = 0.3;

/// A [`Difference`] with what its likelihood needs again and again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trapezoid {
    difference: Difference,
    /// x, x + w, x + v, x + w + v.
    corners: [Time; 4],
    /// The middle, and the two points around it.
    points: [Time; 3],
    /// Weight of each of the two points.
    side: f64,
    ln_end: f64,
}

impl Trapezoid {
    pub(super) fn new(difference: Difference) -> Self {
        let Difference { start, onset, end } = difference;
        let at = |time: f64| Time::new(time.max(0.0));
        let corners = [
            at(start),
            at(start + onset),
            at(start + end),
            at(start + onset + end),
        ];
        let middle = start + f64::midpoint(onset, end);
        // Variance and fourth cumulant of the sum of two uniform variables.
        let variance = (onset * onset + end * end) / 12.0;
        let fourth = -(onset.powi(4) + end.powi(4)) / 120.0;
        let kurtosis = 3.0 + fourth / (variance * variance);
        let off = libm::sqrt(kurtosis * variance);
        Self {
            difference,
            corners,
            points: [at(middle), at(middle - off), at(middle + off)],
            side: 0.5 / kurtosis,
            ln_end: if end > 0.0 { libm::log(end) } else { 0.0 },
        }
    }

    /// The logarithm of the probability; where the second moment is exact, of the density.
    pub(super) fn ln_likelihood(&self, of: &Prepared) -> f64 {
        let Difference { start, onset, end } = self.difference;
        let [low, low_onset, _, high] = self.corners;
        if !end.is_finite() {
            return if onset > 0.0 {
                floored(mean_above(of, low, low_onset, start, onset))
            } else {
                of.ln_above(low)
            };
        }
        if start > 0.0 {
            let middle = self.points[0];
            let relative = (onset + end) * of.steepness(middle) / middle.at;
            if relative < NARROW {
                let density = of.ln_density(middle);
                if relative < POINT {
                    return density + self.ln_end;
                }
                let side = |at: Time| libm::exp(of.ln_density(at) - density);
                let mean = 1.0 - 2.0 * self.side
                    + self.side * (side(self.points[1]) + side(self.points[2]));
                return density + libm::log(mean) + self.ln_end;
            }
        }
        if onset <= 0.0 {
            return of.ln_between(low, high);
        }
        if end <= 0.0 {
            return of.ln_between(low, high) - libm::log(onset);
        }
        let sum = if of.below(low) > 0.5 && of.has_tail_integral() {
            let [a, b, c, d] = self.corners.map(|at| of.above_integral(at));
            d - c - b + a
        } else {
            let [a, b, c, d] = self.corners.map(|at| of.below_integral(at));
            d - c - b + a
        };
        floored(sum / onset)
    }
}

/// The mean probability to take longer than `start` plus something uniform within `onset`.
fn mean_above(of: &Prepared, low: Time, high: Time, start: f64, onset: f64) -> f64 {
    if start > 0.0 && of.below(low) > 0.5 && of.has_tail_integral() {
        (of.above_integral(low) - of.above_integral(high)) / onset
    } else {
        1.0 - (of.below_integral(high) - of.below_integral(low)) / onset
    }
}

impl Lifetime {
    /// The shares of records as exact as `difference` that are written to take less than it, and
    /// not longer than it.
    pub fn written_by(&self, difference: &Difference) -> (f64, f64) {
        let of = &self.prepare();
        let Difference { start, onset, end } = *difference;
        let mean = |from: f64| {
            let at = |time: f64| Time::new(time.max(0.0));
            if onset <= 0.0 || onset < 1e-6 * from {
                return of.below(at(from + onset / 2.0));
            }
            1.0 - mean_above(of, at(from), at(from + onset), from, onset)
        };
        (mean(start), mean(start + end))
    }
}

/// A logarithm that stays finite where a probability is nil for a computer.
fn floored(probability: f64) -> f64 {
    libm::log(probability.max(1e-300))
}

/// Lower tail of the normal distribution at a − s, times exp(s² / 2 − a s): a lognormal
/// variable's expectation below its point of z = a, over that point.
fn tilted(a: f64, s: f64) -> f64 {
    let q = s - a;
    if q < 30.0 {
        return libm::exp(s * s / 2.0 - a * s) * normal_cdf(-q);
    }
    // Mills' ratio far out (Abramowitz & Stegun 26.2.12).
    let square = q * q;
    let ratio = (1.0 - 1.0 / square + 3.0 / (square * square)) / q;
    libm::exp(-a * a / 2.0) * ratio * 0.398_942_280_401_432_7
}

impl Prepared {
    /// How fast the density changes with the logarithm of time: about the greatest of its first
    /// derivative and the root of its second, both of the logarithm.
    fn steepness(&self, time: Time) -> f64 {
        match self.lifetime {
            Lifetime::Lognormal { mu, sigma } => 1.0 + (1.0 + (time.ln - mu).abs() / sigma) / sigma,
            Lifetime::Weibull { shape, .. } => {
                let hazard = self.hazard(time).unwrap_or(0.0);
                1.0 + (shape - 1.0).abs() + shape * hazard
            }
            Lifetime::Gamma { shape, scale } => {
                1.0 + (shape - 1.0 - time.at / scale).abs() + libm::sqrt(shape)
            }
            Lifetime::Exponential { mean } => time.at / mean,
        }
    }

    /// ∫₀ᵗ F(s) ds: t F(t) less the expectation below t.
    fn below_integral(&self, time: Time) -> f64 {
        if time.at <= 0.0 {
            return 0.0;
        }
        match self.lifetime {
            Lifetime::Lognormal { mu, sigma } => {
                let a = (time.ln - mu) / sigma;
                time.at * (normal_cdf(a) - tilted(a, sigma))
            }
            Lifetime::Weibull { shape, .. } => {
                let hazard = self.hazard(time).unwrap_or(0.0);
                let part = lower(1.0 + 1.0 / shape, hazard);
                time.at * self.below(time) - self.weibull_mean(shape) * part
            }
            Lifetime::Gamma { shape, scale } => {
                let part = lower(shape + 1.0, time.at / scale);
                time.at * self.below(time) - shape * scale * part
            }
            Lifetime::Exponential { mean } => time.at + mean * libm::expm1(-time.at / mean),
        }
    }

    /// False where the mean is so large that nothing beside it keeps its digits.
    fn has_tail_integral(&self) -> bool {
        match self.lifetime {
            Lifetime::Lognormal { sigma, .. } => sigma < 3.0,
            Lifetime::Weibull { shape, .. } => shape > 0.3,
            _ => true,
        }
    }

    /// ∫ₜ^∞ 1 − F(s) ds: the expectation above t less t (1 − F(t)).
    fn above_integral(&self, time: Time) -> f64 {
        match self.lifetime {
            Lifetime::Lognormal { mu, sigma } => {
                let a = (time.ln - mu) / sigma;
                let above = libm::exp(sigma * sigma / 2.0 - a * sigma) * normal_cdf(sigma - a);
                time.at * (above - normal_cdf(-a))
            }
            Lifetime::Weibull { shape, .. } => {
                let hazard = self.hazard(time).unwrap_or(0.0);
                let part = upper(1.0 + 1.0 / shape, hazard);
                self.weibull_mean(shape) * part - time.at * self.above(time)
            }
            Lifetime::Gamma { shape, scale } => {
                let part = upper(shape + 1.0, time.at / scale);
                shape * scale * part - time.at * self.above(time)
            }
            Lifetime::Exponential { mean } => mean * libm::exp(-time.at / mean),
        }
    }

    fn weibull_mean(&self, shape: f64) -> f64 {
        libm::exp(self.ln_scale + ln_gamma(1.0 + 1.0 / shape))
    }
}

#[cfg(test)]
mod tests;
