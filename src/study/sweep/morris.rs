//! Screening: which of many factors matter at all, for few runs.
//!
//! Morris (1991, Technometrics 33:161): random paths through a grid, each changing every
//! factor once, one at a time. The change of the result, divided by the change of the factor
//! in parts of its extent, is an elementary effect.

use super::draws::Draws;

/// Levels of the grid; an even number, so that all are visited equally often.
const LEVELS: usize = 4;

/// Levels of one step: half of them, as Morris advises.
const STEP: usize = LEVELS / 2;

/// The length of a step in parts of a factor's extent, Δ = p / (2 (p − 1)).
pub(super) const DELTA: f64 = STEP as f64 / (LEVELS - 1) as f64;

/// A path: its points, and what each step changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// One point more than there are factors, in the unit cube.
    pub points: Vec<Vec<f64>>,
    /// The factor that each step changes, and by what part of its extent, with its sign.
    pub steps: Vec<(usize, f64)>,
}

/// Random paths for a number of factors.
pub(super) fn paths(factors: usize, count: usize, draws: &mut Draws) -> Vec<Path> {
    (0..count)
        .map(|_| {
            let mut at: Vec<usize> = (0..factors).map(|_| draws.below(LEVELS)).collect();
            let mut order: Vec<usize> = (0..factors).collect();
            draws.shuffle(&mut order);
            let place = |at: &[usize]| -> Vec<f64> {
                at.iter()
                    .map(|level| *level as f64 / (LEVELS - 1) as f64)
                    .collect()
            };
            let mut points = vec![place(&at)];
            let mut steps = Vec::new();
            for factor in order {
                // From the lower half there is only a way up, from the upper half only down.
                let up = at[factor] < STEP;
                at[factor] = if up {
                    at[factor] + STEP
                } else {
                    at[factor] - STEP
                };
                points.push(place(&at));
                steps.push((factor, if up { DELTA } else { -DELTA }));
            }
            Path { points, steps }
        })
        .collect()
}

/// What paths say of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Elementary {
    /// Mean effect μ: the change of the result over the factor's whole extent, were it a
    /// straight line.
    pub mean: f64,
    /// Mean size of the effects, μ* (Campolongo, Cariboni & Saltelli 2007, Environ. Model.
    /// Softw. 22:1509): effects of both signs do not cancel in it.
    pub size: f64,
    /// Standard deviation σ of the effects: bends, and what the factor does together with
    /// others.
    pub spread: f64,
}

/// Elementary effects by factor, from the results along each path; `pick` gives the paths to
/// use. `None` if a result is missing (`NaN`).
pub(super) fn elementary(
    factors: usize,
    paths: &[Path],
    results: &[Vec<f64>],
    pick: &[usize],
) -> Option<Vec<Elementary>> {
    let n = pick.len() as f64;
    let mut sums = vec![(0.0, 0.0, 0.0); factors];
    for &path in pick {
        let results = &results[path];
        for (step, (factor, moved)) in paths[path].steps.iter().enumerate() {
            let change = results[step + 1] - results[step];
            // A factor of few values may have stayed where it was.
            let effect = if *moved == 0.0 { 0.0 } else { change / moved };
            let (sum, size, squares) = &mut sums[*factor];
            *sum += effect;
            *size += effect.abs();
            *squares += effect * effect;
        }
    }
    let found: Vec<Elementary> = sums
        .into_iter()
        .map(|(sum, size, squares)| Elementary {
            mean: sum / n,
            size: size / n,
            spread: ((squares - sum * sum / n).max(0.0) / (n - 1.0).max(1.0)).sqrt(),
        })
        .collect();
    found.iter().all(|it| it.size.is_finite()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::super::draws::Purpose;
    use super::*;

    #[test]
    fn a_path_changes_each_factor_once_by_one_step() {
        let paths = paths(5, 40, &mut Draws::new(1, Purpose::Morris));
        for path in &paths {
            let mut seen = vec![0; 5];
            for (step, (factor, moved)) in path.steps.iter().enumerate() {
                seen[*factor] += 1;
                for other in 0..5 {
                    let change = path.points[step + 1][other] - path.points[step][other];
                    let wanted = if other == *factor { *moved } else { 0.0 };
                    assert!((change - wanted).abs() < 1e-12);
                    assert!((moved.abs() - DELTA).abs() < 1e-12);
                }
                assert!(path.points[step].iter().all(|x| (0.0..=1.0).contains(x)));
            }
            assert_eq!(seen, [1; 5]);
        }
    }

    #[test]
    fn straight_lines_have_no_spread_and_products_do() {
        let paths = paths(3, 200, &mut Draws::new(2, Purpose::Morris));
        let f = |x: &[f64]| 4.0 * x[0] - 3.0 * x[1] + 2.0 * x[0] * x[2];
        let results: Vec<Vec<f64>> = paths
            .iter()
            .map(|path| path.points.iter().map(|point| f(point)).collect())
            .collect();
        let all: Vec<usize> = (0..paths.len()).collect();
        let found = elementary(3, &paths, &results, &all).expect("all are known");
        // Effects: 4 + 2 x2, −3, 2 x0; levels have mean 1/2 and variance 5/36.
        assert!((found[0].mean - 5.0).abs() < 0.15 && found[0].spread > 0.5);
        assert!((found[1].mean + 3.0).abs() < 1e-9 && found[1].spread < 1e-6);
        assert!((found[1].size - 3.0).abs() < 1e-9);
        assert!((found[2].mean - 1.0).abs() < 0.15);
    }
}
