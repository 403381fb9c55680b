//! Sobol' indices: which share of a result's variance each factor explains.
//!
//! The main effect `S` of a factor is the share that would go if the factor alone were known;
//! its total effect `T` the share that would be left if all the others were. `T − S` is what
//! it does together with others.

/// Main and total effect of one factor, as shares of the variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Effect {
    /// Main effect (first-order index).
    pub main: f64,
    /// Total effect.
    pub total: f64,
}

/// Effects from results at the rows of two independent samples `a` and `b`, and of `mixed`:
/// for each factor the rows of `a` with that factor's column taken from `b`. `pick` gives the
/// rows to use, for a bootstrap; all of them for the estimate.
///
/// Main effects by Saltelli et al. (2010, Comput. Phys. Commun. 181:259, table 2 b), with
/// results centred first, which does not change what is estimated but steadies it; total
/// effects by Jansen (1999, Comput. Phys. Commun. 117:35; table 2 f there).
///
/// `None` if results don't vary, or one is missing (`NaN`).
pub(super) fn effects(
    a: &[f64],
    b: &[f64],
    mixed: &[&[f64]],
    pick: &[usize],
) -> Option<Vec<Effect>> {
    let n = pick.len() as f64;
    let sum: f64 = pick.iter().map(|row| a[*row] + b[*row]).sum();
    let mean = sum / (2.0 * n);
    let squares: f64 = pick
        .iter()
        .map(|row| (a[*row] - mean).powi(2) + (b[*row] - mean).powi(2))
        .sum();
    let variance = squares / (2.0 * n - 1.0);
    if !varies(variance, mean) {
        return None;
    }
    let effects: Vec<Effect> = mixed
        .iter()
        .map(|mixed| {
            let mut main = 0.0;
            let mut total = 0.0;
            for row in pick {
                main += (b[*row] - mean) * (mixed[*row] - a[*row]);
                total += (a[*row] - mixed[*row]).powi(2);
            }
            Effect {
                main: main / n / variance,
                total: total / (2.0 * n) / variance,
            }
        })
        .collect();
    let known = effects
        .iter()
        .all(|effect| effect.main.is_finite() && effect.total.is_finite());
    known.then_some(effects)
}

/// Effects from results at every combination of levels, the last factor's level changing
/// fastest: an analysis of variance, exact for factors that take each of these levels equally
/// often.
///
/// `None` if results don't vary, one is missing, or their number does not fit.
pub(super) fn factorial_effects(results: &[f64], levels: &[usize]) -> Option<Vec<Effect>> {
    let count = results.len();
    if count == 0 || count != levels.iter().product::<usize>() {
        return None;
    }
    let mean = results.iter().sum::<f64>() / count as f64;
    let variance = results.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / count as f64;
    if !varies(variance, mean) {
        return None;
    }
    let mut stride = count;
    let mut effects = Vec::with_capacity(levels.len());
    for &levels in levels {
        stride /= levels;
        let mut means = vec![0.0; levels];
        // Results that differ in this factor alone.
        let mut within = 0.0;
        let others = count / levels;
        for (ix, result) in results.iter().enumerate() {
            means[ix / stride % levels] += result / others as f64;
        }
        for first in (0..count).filter(|ix| (ix / stride).is_multiple_of(levels)) {
            let row = || (0..levels).map(|level| results[first + level * stride]);
            let row_mean = row().sum::<f64>() / levels as f64;
            within += row().map(|it| (it - row_mean).powi(2)).sum::<f64>() / levels as f64;
        }
        let between = means.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / levels as f64;
        effects.push(Effect {
            main: between / variance,
            total: within / others as f64 / variance,
        });
    }
    Some(effects)
}

/// True for a variance that is more than rounding.
fn varies(variance: f64, mean: f64) -> bool {
    variance.is_finite() && variance > 1e-24 * mean * mean && variance > 0.0
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::super::sobol_sequence::SobolSequence;
    use super::*;

    /// Ishigami & Homma (1990), with a = 7 and b = 0.1, on the unit cube.
    fn ishigami(unit: &[f64]) -> f64 {
        let x: Vec<f64> = unit.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        libm::sin(x[0]) + 7.0 * libm::sin(x[1]).powi(2) + 0.1 * x[2].powi(4) * libm::sin(x[0])
    }

    /// Saltelli & Sobol' (1995).
    fn g(unit: &[f64], a: &[f64]) -> f64 {
        let parts = unit.iter().zip(a);
        parts
            .map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
            .product()
    }

    fn estimate(factors: usize, rows: usize, f: impl Fn(&[f64]) -> f64) -> Vec<Effect> {
        let points: Vec<Vec<f64>> = SobolSequence::shifted(2 * factors, || 0x5bd1_e995)
            .take(rows)
            .collect();
        let a: Vec<f64> = points.iter().map(|point| f(&point[..factors])).collect();
        let b: Vec<f64> = points.iter().map(|point| f(&point[factors..])).collect();
        let mixed: Vec<Vec<f64>> = (0..factors)
            .map(|factor| {
                let row = |point: &Vec<f64>| {
                    let mut row = point[..factors].to_vec();
                    row[factor] = point[factors + factor];
                    f(&row)
                };
                points.iter().map(row).collect()
            })
            .collect();
        let all: Vec<usize> = (0..rows).collect();
        let mixed: Vec<&[f64]> = mixed.iter().map(Vec::as_slice).collect();
        effects(&a, &b, &mixed, &all).expect("they vary")
    }

    #[test]
    fn ishigami_has_its_exact_effects() {
        // V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2; V1 = (1 + bπ⁴/5)²/2, V2 = a²/8, V3 = 0,
        // V13 = 8 b² π⁸ / 225.
        let (a, b) = (7.0, 0.1);
        let variance = a * a / 8.0 + b * PI.powi(4) / 5.0 + b * b * PI.powi(8) / 18.0 + 0.5;
        let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
        let v2 = a * a / 8.0;
        let v13 = 8.0 * b * b * PI.powi(8) / 225.0;
        let exact = [(v1, v1 + v13), (v2, v2), (0.0, v13)];
        for (rows, bound) in [(512, 0.05), (4_096, 0.01)] {
            for (found, (main, total)) in estimate(3, rows, ishigami).iter().zip(exact) {
                assert!(
                    (found.main - main / variance).abs() < bound,
                    "{rows}: {found:?}"
                );
                assert!(
                    (found.total - total / variance).abs() < bound,
                    "{rows}: {found:?}"
                );
            }
        }
    }

    #[test]
    fn sobols_g_has_its_exact_effects() {
        // V_i = 1 / (3 (1 + a_i)²), V = Π (1 + V_i) − 1, T_i = V_i Π_{j≠i} (1 + V_j) / V.
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
        let parts: Vec<f64> = a
            .iter()
            .map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)))
            .collect();
        let all: f64 = parts.iter().map(|part| 1.0 + part).product();
        let found = estimate(a.len(), 4_096, |unit| g(unit, &a));
        for (found, part) in found.iter().zip(&parts) {
            let main = part / (all - 1.0);
            let total = part * all / (1.0 + part) / (all - 1.0);
            assert!((found.main - main).abs() < 0.01, "{found:?}, {main}");
            assert!((found.total - total).abs() < 0.01, "{found:?}, {total}");
        }
    }

    #[test]
    fn every_combination_gives_an_analysis_of_variance() {
        // x + 2 y + 4 x y on levels −1, 1: variances 1, 4 and 16 of 21.
        let results: Vec<f64> = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)]
            .iter()
            .map(|(x, y)| x + 2.0 * y + 4.0 * x * y)
            .collect();
        let found = factorial_effects(&results, &[2, 2]).expect("they vary");
        for (found, (main, total)) in found.iter().zip([(1.0, 17.0), (4.0, 20.0)]) {
            assert!((found.main - main / 21.0).abs() < 1e-12);
            assert!((found.total - total / 21.0).abs() < 1e-12);
        }
        assert_eq!(factorial_effects(&results, &[2, 3]), None);
    }

    #[test]
    fn without_variance_there_are_no_shares() {
        let flat = vec![3.0; 8];
        let all: Vec<usize> = (0..8).collect();
        assert_eq!(effects(&flat, &flat, &[flat.as_slice()], &all), None);
        let mut holed = flat.clone();
        holed[2] = f64::NAN;
        assert_eq!(effects(&holed, &flat, &[flat.as_slice()], &all), None);
        assert_eq!(factorial_effects(&flat, &[2, 4]), None);
    }
}
