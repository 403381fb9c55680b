//! Taking out of a sampled curve what the other factors did by chance.
//!
//! A group of points with like values of one factor has, by chance, rather high or low values
//! of the others. What they should be on average is known, so they are control variates
//! (Lavenberg & Welch 1981, Management Science 27:322): each response is brought to their mean
//! by a regression on all factors and their squares. The curve stays an estimate of the same
//! mean; only its error falls.

use super::design::{Layout, Plan};
use super::point_reader::Response;

/// Rows per coefficient below which a regression would add more error than it takes out.
const ROWS_EACH: usize = 4;

/// What a regression on all factors makes of each row, looked at by one of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// The part of the other factors, to be taken off the response.
    pub others: Vec<f64>,
    /// The part of the factor itself, which is what the curve shows and no error.
    pub own: Vec<f64>,
}

/// Fits the first `rows` rows; zeros where there is nothing to fit: a grid needs no
/// adjustment, and few rows or missing responses allow none.
pub(super) fn fit(plan: &Plan, responses: &[&Response], rows: usize, factor: usize) -> Fit {
    let none = Fit {
        others: vec![0.0; responses.len()],
        own: vec![0.0; responses.len()],
    };
    let k = plan.factors.len();
    if matches!(plan.layout, Layout::Grid { .. } | Layout::Paths(_)) {
        return none;
    }
    let powers = match rows {
        rows if rows >= ROWS_EACH * (2 * k + 1) => 2,
        rows if rows >= ROWS_EACH * (k + 1) => 1,
        _ => return none,
    };
    let known: Vec<usize> = (0..rows)
        .filter(|row| responses[*row].value.is_finite())
        .collect();
    if known.is_empty() {
        return none;
    }
    // Columns: every factor in parts of its extent, then its square; all about their means.
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(k * powers);
    for power in 1..=powers {
        for (ix, factor) in plan.factors.iter().enumerate() {
            let column: Vec<f64> = (0..rows)
                .map(|row| {
                    let part = factor.place(plan.rows[row][ix].value);
                    part.powi(power as i32)
                })
                .collect();
            let mean = column.iter().sum::<f64>() / rows as f64;
            columns.push(column.iter().map(|value| value - mean).collect());
        }
    }
    let mean = known.iter().map(|row| responses[*row].value).sum::<f64>() / known.len() as f64;
    let size = columns.len();
    let mut system = vec![vec![0.0; size + 1]; size];
    for (i, equation) in system.iter_mut().enumerate() {
        for (j, cell) in equation.iter_mut().enumerate() {
            *cell = known
                .iter()
                .map(|row| {
                    let right = columns
                        .get(j)
                        .map_or(responses[*row].value - mean, |column| column[*row]);
                    columns[i][*row] * right
                })
                .sum();
        }
    }
    let coefficients = solve(system);
    let part = |wanted: &dyn Fn(usize) -> bool| -> Vec<f64> {
        let of = |row: usize| {
            let columns = columns.iter().zip(&coefficients).enumerate();
            columns
                .filter(|(ix, _)| row < rows && wanted(ix % k))
                .map(|(_, (column, coefficient))| coefficient * column[row])
                .sum()
        };
        (0..responses.len()).map(of).collect()
    };
    Fit {
        others: part(&|ix| ix != factor),
        own: part(&|ix| ix == factor),
    }
}

/// Solves equations by elimination with pivots from the diagonal, as suits normal equations;
/// a coefficient that they leave open is 0.
fn solve(mut system: Vec<Vec<f64>>) -> Vec<f64> {
    let size = system.len();
    let largest = (0..size).map(|i| system[i][i]).fold(0.0, f64::max);
    let mut open = vec![false; size];
    for pivot in 0..size {
        if system[pivot][pivot] <= 1e-9 * largest {
            open[pivot] = true;
            continue;
        }
        let row = system[pivot].clone();
        for (other, equation) in system.iter_mut().enumerate() {
            if other == pivot {
                continue;
            }
            let times = equation[pivot] / row[pivot];
            for (cell, from) in equation.iter_mut().zip(&row) {
                *cell -= times * from;
            }
        }
    }
    (0..size)
        .map(|i| {
            if open[i] {
                return 0.0;
            }
            let coefficient = system[i][size] / system[i][i];
            if coefficient.is_finite() {
                coefficient
            } else {
                0.0
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::design::Method;
    use super::*;
    use crate::scenario::factor::Factor;

    #[test]
    fn what_others_do_is_taken_out() {
        let vary = ["a=0.0..1.0", "b=0.0..2.0", "c=1,2,3"];
        let factors = vary.map(|it| Factor::parse(it).expect("a factor"));
        let plan = Plan::new(factors.to_vec(), Some(Method::Lhs), Some(60), 3).expect("a plan");
        let f = |a: f64, b: f64, c: f64| 3.0 * a + b * b - 2.0 * c;
        let responses: Vec<Response> = plan
            .rows
            .iter()
            .map(|row| Response {
                value: f(row[0].value, row[1].value, row[2].value),
                low: f64::NAN,
                high: f64::NAN,
                blocks: Vec::new(),
            })
            .collect();
        let responses: Vec<&Response> = responses.iter().collect();
        let fit = fit(&plan, &responses, 60, 0);
        // What is left is a straight line in `a` alone.
        let left: Vec<f64> = (0..60)
            .map(|row| responses[row].value - fit.others[row] - 3.0 * plan.rows[row][0].value)
            .collect();
        for (row, value) in left.iter().enumerate() {
            assert!((value - left[0]).abs() < 1e-3, "{value} and {}", left[0]);
            let own = 3.0 * (plan.rows[row][0].value - plan.rows[0][0].value);
            assert!((fit.own[row] - fit.own[0] - own).abs() < 1e-3);
        }
    }

    #[test]
    fn a_coefficient_left_open_is_zero() {
        let solved = solve(vec![vec![2.0, 2.0, 4.0], vec![2.0, 2.0, 4.0]]);
        assert_eq!(solved, [2.0, 0.0]);
    }
}
