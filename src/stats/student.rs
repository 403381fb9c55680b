//! Quantiles of Student's t distribution.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};
use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::erfc;

use super::normal::normal_quantile;

/// From here on the expansion in 1 / df is exact to more digits than are kept, and the
/// incomplete beta function begins to lose some.
const MANY: f64 = 1e4;

/// The `p` quantile of Student's t distribution with `df` degrees of freedom (Student 1908,
/// "The probable error of a mean", Biometrika 6:1), rounded to 10 significant digits:
/// the platform's logarithm may differ in the last bit, and such a difference must not reach
/// a result. Next to the median, where the quantile itself is near 0, fewer of them are right:
/// it is the distance from 0 that is known, to about 1e-9.
///
/// `df` need not be whole. `NaN` unless `df > 0` and `0 < p < 1`.
///
/// # Examples
///
/// ```
/// assert!((sortie::inside::stats::t_quantile(9.0, 0.975) - 2.262_157).abs() < 1e-6);
/// ```
pub fn t_quantile(df: f64, p: f64) -> f64 {
    if !(df > 0.0 && p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    if p > 0.5 {
        return -t_quantile(df, 1.0 - p);
    }
    if df >= MANY {
        return portable(expansion(df, normal_quantile(p)));
    }
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |t| portable(polished(&t, df, p)))
}

/// The chance that Student's t with `df` degrees of freedom lies as far from 0 as `t`, either
/// way: the two-sided p value, through the incomplete beta function (Abramowitz & Stegun
/// 26.7.1), rounded to 6 significant digits as [`t_quantile`] is to 10.
///
/// `NaN` unless `df > 0` and `t` is a number.
pub(super) fn t_two_sided(df: f64, t: f64) -> f64 {
    if df.is_nan() || df <= 0.0 || t.is_nan() {
        return f64::NAN;
    }
    if t.is_infinite() {
        return 0.0;
    }
    let both = if df >= MANY {
        // Abramowitz & Stegun 26.7.8: nearly normal after this change of scale.
        let z = t * (1.0 - 1.0 / (4.0 * df)) / (1.0 + t * t / (2.0 * df)).sqrt();
        erfc(z.abs() / std::f64::consts::SQRT_2)
    } else {
        checked_beta_reg(df / 2.0, 0.5, df / (df + t * t)).unwrap_or(f64::NAN)
    };
    format!("{both:.5e}").parse().unwrap_or(both)
}

/// The quantile as a series in 1 / df around the normal one (Abramowitz & Stegun 26.7.5).
fn expansion(df: f64, z: f64) -> f64 {
    let q = z * z;
    let g1 = (q + 1.0) / 4.0;
    let g2 = ((5.0 * q + 16.0) * q + 3.0) / 96.0;
    let g3 = (((3.0 * q + 19.0) * q + 17.0) * q - 15.0) / 384.0;
    z * (1.0 + (g1 + (g2 + g3 / df) / df) / df)
}

/// The lower-tail quantile of `statrs`, which has 6 to 7 digits and fewer far out, after
/// Newton steps on the logarithms of tail and quantile: a heavy tail is a line there.
fn polished(distribution: &StudentsT, df: f64, p: f64) -> f64 {
    let mut t = -distribution.inverse_cdf(p);
    for _ in 0..20 {
        // The tail itself, as its complement would lose the digits of a small one.
        let Ok(both) = checked_beta_reg(df / 2.0, 0.5, df / (df + t * t)) else {
            break;
        };
        let tail = both / 2.0;
        let step = libm::log(tail / p) * tail / (t * distribution.pdf(t));
        if !step.is_finite() {
            break;
        }
        t *= libm::exp(step);
        if step.abs() < 1e-13 {
            break;
        }
    }
    -t
}

/// `value` rounded to 10 significant digits.
fn portable(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!(
            (got - want).abs() <= relative * want.abs().max(1e-300),
            "{got} is not {want}"
        );
    }

    #[test]
    fn t_agrees_with_published_tables() {
        // Fisher & Yates, Statistical Tables, table III, and NIST/SEMATECH e-Handbook
        // 1.3.6.7.2, to the printed digits.
        for (df, p, want) in [
            (1.0, 0.975, 12.706),
            (2.0, 0.975, 4.303),
            (4.0, 0.95, 2.132),
            (5.0, 0.999, 5.893),
            (9.0, 0.975, 2.262),
            (10.0, 0.999, 4.144),
            (19.0, 0.975, 2.093),
            (30.0, 0.995, 2.750),
            (60.0, 0.999, 3.232),
            (100.0, 0.9, 1.290),
        ] {
            let got = t_quantile(df, p);
            assert!((got - want).abs() <= 0.000_5, "t({df}, {p}) = {got}");
        }
    }

    #[test]
    fn t_agrees_with_its_closed_forms_far_into_the_tails() {
        // One, two and four degrees of freedom have elementary quantiles (Shaw 2006, J.
        // Computational Finance 9(4):37). 10 digits are kept.
        for tail in [0.4, 0.25, 0.1, 0.025, 0.005, 1e-4, 1e-7, 1e-10] {
            let one = -1.0 / (std::f64::consts::PI * tail).tan();
            close(t_quantile(1.0, tail), one, 1e-9);
            let two = (2.0 * tail - 1.0) / (2.0 * tail * (1.0 - tail)).sqrt();
            close(t_quantile(2.0, tail), two, 1e-9);
            let a = 4.0 * tail * (1.0 - tail);
            let q = (a.sqrt().acos() / 3.0).cos() / a.sqrt();
            close(t_quantile(4.0, tail), -2.0 * (q - 1.0).sqrt(), 1e-9);
        }
    }

    #[test]
    fn the_two_sided_tail_undoes_the_quantile() {
        for df in [1.0, 3.0, 19.0, 500.0, 2e4, 1e7] {
            for p in [0.4, 0.1, 0.025, 1e-4] {
                close(t_two_sided(df, t_quantile(df, p)), 2.0 * p, 2e-5);
            }
        }
        assert_eq!(t_two_sided(5.0, 0.0), 1.0);
        assert_eq!(t_two_sided(5.0, f64::INFINITY), 0.0);
        assert!(t_two_sided(0.0, 1.0).is_nan() && t_two_sided(3.0, f64::NAN).is_nan());
    }

    #[test]
    fn t_tends_to_normal() {
        // First term of the expansion in 1/df: (z^3 + z) / (4 df) (Abramowitz & Stegun
        // 26.7.5).
        let z = normal_quantile(0.975);
        for df in [1e5, 1e6, 1e8, 1e9, 9.9e9, 1e12] {
            close(
                t_quantile(df, 0.975),
                z + (z * z * z + z) / (4.0 * df),
                1e-9,
            );
        }
    }

    #[test]
    fn the_expansion_has_the_published_coefficients() {
        // Abramowitz & Stegun 26.7.5: (z³ + z) / 4, (5z⁵ + 16z³ + 3z) / 96 and
        // (3z⁷ + 19z⁵ + 17z³ − 15z) / 384 over df, df² and df³. At 1: 1/2, 1/4, 1/16; at 2: 5/2,
        // 49/16, 183/64.
        close(expansion(1.0, 1.0), 1.0 + 0.5 + 0.25 + 0.0625, 1e-15);
        let at_two = 2.0 + 2.5 / 2.0 + 49.0 / 16.0 / 4.0 + 183.0 / 64.0 / 8.0;
        close(expansion(2.0, 2.0), at_two, 1e-15);
        close(expansion(2.0, -2.0), -at_two, 1e-15);
    }

    #[test]
    fn the_two_ways_meet() {
        for p in [0.4, 0.1, 0.025, 0.005, 1e-6] {
            close(t_quantile(MANY * 0.999_999, p), t_quantile(MANY, p), 1e-8);
            let exact = StudentsT::new(0.0, 1.0, MANY).unwrap();
            close(polished(&exact, MANY, p), t_quantile(MANY, p), 1e-9);
        }
    }

    #[test]
    fn normal_agrees_with_published_values() {
        // The usual percentage points; Wichura 1988 (AS 241) gives the last three.
        for (p, want) in [
            (0.9, 1.281_551_565_5),
            (0.975, 1.959_963_984_5),
            (0.995, 2.575_829_303_5),
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_814),
            (1e-20, -9.262_340_089_798_408),
        ] {
            close(normal_quantile(p), want, 1e-9);
        }
        close(1.0 + normal_quantile(0.5), 1.0, 1e-15);
    }

    #[test]
    fn nonsense_is_nan_not_a_panic() {
        for (df, p) in [
            (0.0, 0.9),
            (-1.0, 0.9),
            (f64::NAN, 0.9),
            (3.0, f64::NAN),
            (3.0, 0.0),
            (3.0, 1.0),
            (3.0, 2.0),
        ] {
            assert!(t_quantile(df, p).is_nan());
        }
        for (df, t) in [
            (f64::NAN, 1.0),
            (-1.0, 1.0),
            (0.0, f64::INFINITY),
            (f64::NAN, f64::INFINITY),
        ] {
            assert!(t_two_sided(df, t).is_nan());
        }
        assert_eq!(t_quantile(5.0, 0.5).abs(), 0.0);
        assert!(normal_quantile(-0.1).is_nan());
        assert!(t_quantile(f64::INFINITY, 0.9).is_finite());
        assert!(t_quantile(1e-300, 0.9) > 0.0 || t_quantile(1e-300, 0.9).is_nan());
    }

    proptest! {
        #[test]
        fn t_is_odd_and_grows_with_p(df in 0.5..1e6_f64, p in 0.001..0.499_f64, q in 0.001..0.499_f64) {
            let (p, q) = (p.min(q), p.max(q));
            prop_assert!(t_quantile(df, p) <= t_quantile(df, q));
            prop_assert!((t_quantile(df, p) + t_quantile(df, 1.0 - p)).abs() <= 1e-8 * t_quantile(df, p).abs());
        }
    }
}
