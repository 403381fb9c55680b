//! Critical values for several treatments against one control.

use super::interval::upper_tail;
use super::normal::normal_cdf;

/// Steps of the inner and the outer integral.
const STEPS: usize = 160;

/// How a difference may count against the critical value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Only one way.
    One,
    /// Either way.
    Both,
}

/// The value that the largest of `count` t statistics stays below with `confidence`, each
/// being a treatment against one common control of the same spread and size: correlation ½,
/// `df` degrees of freedom in common (Dunnett 1955, JASA 50:1096). `df` may be infinite.
///
/// It is for **independent** runs of equal spread. On common random numbers the correlations
/// are unknown and unequal, and [`bonferroni`](super::bonferroni) is right where this is not;
/// how little it loses can be seen by setting one beside the other.
///
/// The joint probability is integrated over the control's error and the common spread by
/// Simpson's rule, to about six digits. `NaN` without treatments, or unless `df >= 1` and
/// `0 < confidence < 1`.
///
/// # Examples
///
/// ```
/// use sortie::stats::{Sides, dunnett};
///
/// assert!((dunnett(4, 20.0, 0.95, Sides::One) - 2.30).abs() < 0.005);
/// ```
pub fn dunnett(count: usize, df: f64, confidence: f64, sides: Sides) -> f64 {
    if count == 0 || df.is_nan() || df < 1.0 || upper_tail(confidence).is_none() {
        return f64::NAN;
    }
    let spreads = Spreads::new(df);
    let (mut low, mut high) = (0.0, 1.0);
    while spreads.joint(high, count, sides) < confidence && high < 1e6 {
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if spreads.joint(middle, count, sides) < confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Values of the common spread's estimate, √(χ² / df), with their weights.
struct Spreads(Vec<(f64, f64)>);

impl Spreads {
    fn new(df: f64) -> Self {
        if df > 1e5 {
            return Self(vec![(1.0, 1.0)]);
        }
        // The density of s up to a constant: s^(df − 1) exp(−df s² / 2), greatest near 1.
        let log_density = |s: f64| (df - 1.0) * libm::log(s) - df * s * s / 2.0 + df / 2.0;
        let wide = 9.0 / (2.0 * df).sqrt();
        let (from, to) = ((1.0 - wide).max(1e-6), 1.0 + wide);
        let mut nodes: Vec<(f64, f64)> = simpson(from, to, STEPS * 2)
            .map(|(s, weight)| (s, weight * libm::exp(log_density(s))))
            .collect();
        let sum: f64 = nodes.iter().map(|node| node.1).sum();
        for node in &mut nodes {
            node.1 /= sum;
        }
        Self(nodes)
    }

    /// P(all statistics at most c).
    fn joint(&self, c: f64, count: usize, sides: Sides) -> f64 {
        self.0
            .iter()
            .map(|(s, weight)| weight * given_spread(c * s, count, sides))
            .sum()
    }
}

/// The same with the spread known: the mean over the control's error z.
fn given_spread(c: f64, count: usize, sides: Sides) -> f64 {
    let root = std::f64::consts::FRAC_1_SQRT_2;
    simpson(-8.5, 8.5, STEPS)
        .map(|(z, weight)| {
            let density = libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
            let each = match sides {
                Sides::One => normal_cdf((c - root * z) / root),
                Sides::Both => {
                    normal_cdf((c - root * z) / root) - normal_cdf((-c - root * z) / root)
                }
            };
            weight * density * libm::pow(each.max(0.0), count as f64)
        })
        .sum()
}

/// Nodes and weights of Simpson's rule with an even number of steps.
fn simpson(from: f64, to: f64, steps: usize) -> impl Iterator<Item = (f64, f64)> {
    let h = (to - from) / steps as f64;
    (0..=steps).map(move |k| {
        let weight = match k {
            0 => 1.0,
            k if k == steps => 1.0,
            k if k % 2 == 1 => 4.0,
            _ => 2.0,
        };
        (from + h * k as f64, weight * h / 3.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{normal_quantile, t_quantile};

    #[test]
    fn agrees_with_published_tables() {
        // Dunnett 1955, table 1a (one-sided, 95%), to two decimals; Dunnett 1964, Biometrics
        // 20:482, table II (two-sided, 95%).
        let infinite = f64::INFINITY;
        for (count, df, want) in [
            (2, 5.0, 2.44),
            (9, 5.0, 3.30),
            (3, 10.0, 2.34),
            (9, 10.0, 2.81),
            (4, 20.0, 2.30),
            (2, infinite, 1.92),
            (5, infinite, 2.23),
            (9, infinite, 2.42),
        ] {
            let got = dunnett(count, df, 0.95, Sides::One);
            assert!((got - want).abs() <= 0.0055, "{count} {df}: {got}");
        }
        for (count, df, want) in [(2, 10.0, 2.57), (2, infinite, 2.21), (5, infinite, 2.51)] {
            let got = dunnett(count, df, 0.95, Sides::Both);
            assert!((got - want).abs() <= 0.0055, "{count} {df}: {got}");
        }
    }

    #[test]
    fn of_one_treatment_it_is_students_t() {
        for df in [1.0, 3.0, 20.0, 500.0] {
            let one = dunnett(1, df, 0.95, Sides::One);
            assert!(
                (one / t_quantile(df, 0.95) - 1.0).abs() < 1e-3,
                "{df} {one}"
            );
        }
        let normal = dunnett(1, f64::INFINITY, 0.9, Sides::Both);
        assert!((normal - normal_quantile(0.95)).abs() < 1e-6);
    }

    #[test]
    fn lies_below_bonferroni_and_grows_with_the_number() {
        let mut last = 0.0;
        for count in 1..12 {
            let value = dunnett(count, 30.0, 0.95, Sides::Both);
            let each = crate::stats::bonferroni(0.95, count);
            assert!(value > last);
            assert!(value <= t_quantile(30.0, 0.5 + each / 2.0) + 1e-4);
            last = value;
        }
    }

    #[test]
    fn simpsons_rule_is_exact_for_cubics() {
        for steps in [2, 4, 10] {
            // x³ − 6x² + 5 from −1 to 3: 20 − 56 + 20.
            let integral: f64 = simpson(-1.0, 3.0, steps)
                .map(|(x, weight)| weight * ((x - 6.0) * x * x + 5.0))
                .sum();
            assert!((integral + 16.0).abs() < 1e-12, "{steps}: {integral}");
        }
    }

    #[test]
    fn nonsense_is_nan() {
        assert!(dunnett(0, 9.0, 0.95, Sides::One).is_nan());
        assert!(dunnett(3, 0.5, 0.95, Sides::One).is_nan());
        assert!(dunnett(3, f64::NAN, 0.95, Sides::One).is_nan());
        assert!(dunnett(3, 9.0, 1.0, Sides::One).is_nan());
    }
}
