//! The least value of a function of a few variables: the downhill simplex.

/// Stops when the function differs by less than this over the simplex, relative to its size.
const FLAT: f64 = 1e-11;
/// Stops when no corner is farther from the best than this.
const SMALL: f64 = 1e-7;
/// Most evaluations of one descent.
const MOST: usize = 2_000;

/// Where `function` is least near `start`, and its value there: Nelder & Mead (1965, Computer
/// Journal 7:308) with their coefficients (reflection 1, expansion 2, contraction and shrinkage
/// ½), begun anew from where it ended until that helps no more. `step` is the size of the first
/// simplex. Values that are not finite count as infinitely bad.
///
/// Meant for up to a handful of variables of like scale (logarithms of parameters). The result
/// depends on its arguments alone.
pub fn minimise<const N: usize>(
    function: impl Fn(&[f64; N]) -> f64,
    start: [f64; N],
    step: f64,
) -> ([f64; N], f64) {
    let value = |at: &[f64; N]| {
        let value = function(at);
        if value.is_finite() {
            value
        } else {
            f64::INFINITY
        }
    };
    let (mut at, mut least) = descend(&value, start, step);
    // A simplex may collapse on the way: look again from where it ended.
    for _ in 0..5 {
        let (next, lower) = descend(&value, at, step / 4.0);
        let gained = least - lower;
        if lower <= least {
            (at, least) = (next, lower);
        }
        if gained.is_nan() || gained <= FLAT * (1.0 + least.abs()) {
            break;
        }
    }
    (at, least)
}

fn descend<const N: usize>(
    value: &impl Fn(&[f64; N]) -> f64,
    start: [f64; N],
    step: f64,
) -> ([f64; N], f64) {
    let mut corners: Vec<([f64; N], f64)> = vec![(start, value(&start))];
    for axis in 0..N {
        let mut corner = start;
        corner[axis] += step;
        corners.push((corner, value(&corner)));
    }
    let mut spent = N + 1;
    while spent < MOST {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (corners[0], corners[N]);
        let width = corners[1..]
            .iter()
            .flat_map(|corner| (0..N).map(move |axis| (corner.0[axis] - best.0[axis]).abs()))
            .fold(0.0, f64::max);
        let flat = worst.1 - best.1 <= FLAT * (1.0 + best.1.abs());
        if width <= SMALL || (flat && width <= 1e-4) || !best.1.is_finite() {
            break;
        }
        let mut centre = [0.0; N];
        for corner in &corners[..N] {
            for (sum, part) in centre.iter_mut().zip(corner.0) {
                *sum += part / N as f64;
            }
        }
        // From the worst corner through the centre of the others, and on by `far`.
        let beyond = |far: f64| {
            let mut at = [0.0; N];
            for axis in 0..N {
                at[axis] = centre[axis] + far * (centre[axis] - worst.0[axis]);
            }
            (at, value(&at))
        };
        let reflected = beyond(1.0);
        spent += 1;
        if reflected.1 < best.1 {
            let expanded = beyond(2.0);
            spent += 1;
            corners[N] = if expanded.1 < reflected.1 {
                expanded
            } else {
                reflected
            };
        } else if reflected.1 < corners[N - 1].1 {
            corners[N] = reflected;
        } else {
            let contracted = beyond(if reflected.1 < worst.1 { 0.5 } else { -0.5 });
            spent += 1;
            if contracted.1 < worst.1.min(reflected.1) {
                corners[N] = contracted;
            } else {
                for corner in &mut corners[1..] {
                    for axis in 0..N {
                        corner.0[axis] = f64::midpoint(corner.0[axis], best.0[axis]);
                    }
                    corner.1 = value(&corner.0);
                }
                spent += N;
            }
        }
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_of_a_bent_valley() {
        // Rosenbrock 1960: least at (1, 1).
        let banana = |x: &[f64; 2]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            a * a + 100.0 * b * b
        };
        let (at, least) = minimise(banana, [-1.2, 1.0], 0.5);
        assert!(
            (at[0] - 1.0).abs() < 1e-3 && (at[1] - 1.0).abs() < 1e-3,
            "{at:?}"
        );
        assert!(least < 1e-7);
    }

    #[test]
    fn one_variable_and_forbidden_ground() {
        let (at, _) = minimise(
            |x: &[f64; 1]| {
                if x[0] < 0.0 {
                    f64::NAN
                } else {
                    (x[0] - 3.0).abs()
                }
            },
            [1.0],
            0.5,
        );
        assert!((at[0] - 3.0).abs() < 1e-6, "{at:?}");
        let (_, least) = minimise(|_: &[f64; 1]| f64::NAN, [1.0], 0.5);
        assert!(least.is_infinite());
    }
}
