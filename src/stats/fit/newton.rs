//! The least value of a smooth function near a place that is nearly it: Newton's method with
//! derivatives by central differences. A fraction of the evaluations of a simplex.

/// Distance of the differences.
const STEP: f64 = 1e-3;
/// Stops when no variable moves by more.
const SMALL: f64 = 1e-6;
/// Most steps.
const MOST: usize = 12;
/// Longest step in any variable.
const LONGEST: f64 = 1.0;

/// Where `function` is least near `start`, and its value there; `None` where the way does not
/// lead down to a place that curves upwards in all directions.
pub(super) fn newton<const N: usize>(
    function: impl Fn(&[f64; N]) -> f64,
    start: [f64; N],
) -> Option<([f64; N], f64)> {
    let mut at = start;
    let mut value = function(&at);
    for _ in 0..MOST {
        let (slope, curve) = derivatives(&function, at, value, STEP);
        let step = solve(&curve, &slope)?;
        let length = step.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
        if !length.is_finite() {
            return None;
        }
        let mut share = (LONGEST / length).min(1.0);
        let mut next = at;
        let mut lower = f64::INFINITY;
        for _ in 0..6 {
            for axis in 0..N {
                next[axis] = at[axis] - share * step[axis];
            }
            lower = function(&next);
            if lower <= value + 1e-9 * (1.0 + value.abs()) {
                break;
            }
            share /= 3.0;
            lower = f64::INFINITY;
        }
        if !lower.is_finite() {
            return None;
        }
        (at, value) = (next, lower);
        if length * share <= SMALL {
            return Some((at, value));
        }
        // Far from the end a step that shrinks to nothing leads nowhere.
        if share < 1e-2 && length > 1.0 {
            return None;
        }
    }
    None
}

/// True if a function curves upwards at `at` by at least `least` in every direction.
pub(super) fn curves_up<const N: usize>(
    function: impl Fn(&[f64; N]) -> f64,
    at: [f64; N],
    least: f64,
) -> bool {
    let value = function(&at);
    let (_, mut curve) = derivatives(&function, at, value, 0.01);
    for (axis, row) in curve.iter_mut().enumerate() {
        row[axis] -= least;
    }
    cholesky(&curve).is_some()
}

/// First and second derivatives.
fn derivatives<const N: usize>(
    function: &impl Fn(&[f64; N]) -> f64,
    at: [f64; N],
    value: f64,
    step: f64,
) -> ([f64; N], [[f64; N]; N]) {
    let moved = |axis: usize, by: f64, other: Option<usize>| {
        let mut place = at;
        place[axis] += by;
        if let Some(other) = other {
            place[other] += by;
        }
        function(&place)
    };
    let mut ends = [(0.0, 0.0); N];
    let (mut slope, mut curve) = ([0.0; N], [[0.0; N]; N]);
    for axis in 0..N {
        let (less, more) = (moved(axis, -step, None), moved(axis, step, None));
        ends[axis] = (less, more);
        slope[axis] = (more - less) / (2.0 * step);
        curve[axis][axis] = (more - 2.0 * value + less) / (step * step);
    }
    for axis in 0..N {
        for other in 0..axis {
            let both = moved(axis, step, Some(other)) + moved(axis, -step, Some(other));
            let alone = ends[axis].0 + ends[axis].1 + ends[other].0 + ends[other].1;
            let mixed = (both - alone + 2.0 * value) / (2.0 * step * step);
            curve[axis][other] = mixed;
            curve[other][axis] = mixed;
        }
    }
    (slope, curve)
}

/// The lower triangle of a matrix that is positive definite.
fn cholesky<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut lower = [[0.0; N]; N];
    for row in 0..N {
        for column in 0..=row {
            let mut sum = matrix[row][column];
            for (a, b) in lower[row].iter().zip(&lower[column]).take(column) {
                sum -= a * b;
            }
            if row == column {
                if sum.is_nan() || sum <= 0.0 || sum.is_infinite() {
                    return None;
                }
                lower[row][row] = libm::sqrt(sum);
            } else {
                lower[row][column] = sum / lower[column][column];
            }
        }
    }
    Some(lower)
}

fn solve<const N: usize>(matrix: &[[f64; N]; N], right: &[f64; N]) -> Option<[f64; N]> {
    let lower = cholesky(matrix)?;
    let mut x = *right;
    for row in 0..N {
        for column in 0..row {
            x[row] -= lower[row][column] * x[column];
        }
        x[row] /= lower[row][row];
    }
    for row in (0..N).rev() {
        for below in row + 1..N {
            x[row] -= lower[below][row] * x[below];
        }
        x[row] /= lower[row][row];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_least_of_a_bowl_and_of_a_valley() {
        let bowl = |x: &[f64; 3]| {
            (x[0] - 1.0).powi(2) + 2.0 * (x[1] + 0.5).powi(2) + (x[2] - x[0]).powi(2) + 7.0
        };
        let (at, value) = newton(bowl, [0.0; 3]).expect("a least value");
        for (found, wanted) in at.iter().zip([1.0, -0.5, 1.0]) {
            assert!((found - wanted).abs() < 1e-6, "{at:?}");
        }
        assert!((value - 7.0).abs() < 1e-9);
        // −ln L of an exponential mean in logarithms: x + exp(−x).
        let (at, _) = newton(|x: &[f64; 1]| x[0] + libm::exp(-x[0]), [0.7]).expect("a value");
        assert!(at[0].abs() < 1e-6, "{at:?}");
    }

    #[test]
    fn a_way_without_an_end_is_none() {
        assert_eq!(newton(|x: &[f64; 1]| libm::exp(x[0]), [0.0]), None);
        assert_eq!(newton(|x: &[f64; 2]| x[0] - x[1], [0.0, 0.0]), None);
        assert_eq!(newton(|_: &[f64; 1]| f64::NAN, [0.0]), None);
    }

    #[test]
    fn tells_a_ridge_from_a_top() {
        let ridge = |x: &[f64; 2]| (x[0] - x[1]).powi(2);
        let bowl = |x: &[f64; 2]| x[0] * x[0] + x[1] * x[1];
        assert!(!curves_up(ridge, [0.0, 0.0], 0.04));
        assert!(curves_up(bowl, [0.0, 0.0], 0.04));
        assert!(!curves_up(bowl, [0.0, 0.0], 3.0));
    }
}
