//! The least value of a function of a few variables: the downhill simplex.

/// Stops when the function differs by less than this over the simplex, relative to its size.
const FLAT: f64 = 1e-11;
/// Stops when no corner is farther from the best than this.
const SMALL: f64 = 1e-7;
/// Most evaluations of one descent.
const MOST: usize = 2_000;

/// Where `function` is least near `start`, and its value there: Nelder & Mead (1965, Computer
/// Journal 7:308) with their coefficients (reflection 1, expansion 2, contraction and shrinkage
/// ½), begun anew from where it ended, with a quarter of the step, until that helps no more or
/// for the fifth time. `step` is the size of the first simplex. A trial is taken where it is
/// better than what it is measured against, not where it is as good. Values that are not finite
/// count as infinitely bad.
///
/// Meant for up to a handful of variables of like scale (logarithms of parameters). The result
/// depends on its arguments alone.
pub(super) fn minimise<const N: usize>(
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
    use std::cell::RefCell;

    use super::*;

    /// A place and the value there.
    type Look = ([f64; 2], f64);

    fn same<const N: usize>(one: &[f64; N], other: &[f64; N]) -> bool {
        one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    /// Where the search looks, in order, and what it finds.
    fn watched<const N: usize>(
        function: impl Fn(&[f64; N]) -> f64,
        start: [f64; N],
        step: f64,
    ) -> (Vec<[f64; N]>, ([f64; N], f64)) {
        let looks = RefCell::new(Vec::new());
        let found = minimise(
            |at: &[f64; N]| {
                looks.borrow_mut().push(*at);
                function(at)
            },
            start,
            step,
        );
        (looks.into_inner(), found)
    }

    #[test]
    fn every_move_as_worked_by_hand() {
        // The simplex of each move, best corner first, is given by its values; all numbers are
        // exact in binary.
        let moves: [(&str, &[Look]); 9] = [
            (
                "the first simplex",
                &[([0.0, 0.0], 9.0), ([1.0, 0.0], 8.0), ([0.0, 1.0], 7.0)],
            ),
            (
                "7 8 9: reflected is best; expanded is as good as that, which is not enough",
                &[([1.0, 1.0], 6.0), ([1.5, 1.5], 6.0)],
            ),
            (
                "6 7 8: expanded is better still",
                &[([0.0, 2.0], 5.0), ([-0.5, 3.0], 4.0)],
            ),
            (
                "4 6 7: reflected is as good as the best, so no farther",
                &[([0.5, 3.0], 4.0)],
            ),
            (
                "4 4 6: reflected is as good as the second worst: contracted outside, no better; \
                 so both shrink",
                &[
                    ([-1.0, 5.0], 4.0),
                    ([-0.5, 4.0], 4.0),
                    ([0.0, 3.0], 10.0),
                    ([0.25, 2.0], 12.0),
                ],
            ),
            (
                "4 10 12: reflected is second worst, contracted outside is better",
                &[([-0.75, 4.0], 11.0), ([-0.5, 3.5], 10.5)],
            ),
            (
                "4 10 10.5: reflected is as bad as the worst: contracted inside, no better; so \
                 both shrink",
                &[
                    ([0.0, 2.5], 10.5),
                    ([-0.375, 3.25], 10.5),
                    ([-0.25, 3.0], 6.0),
                    ([-0.5, 3.25], 7.0),
                ],
            ),
            (
                "4 6 7: reflected is the worst, contracted inside is better",
                &[([-0.25, 2.75], 8.0), ([-0.4375, 3.125], 5.0)],
            ),
            (
                "4 5 6: reflected is second best",
                &[([-0.6875, 3.125], 4.5), ([-0.75, 3.0], 9.0)],
            ),
        ];
        let known: Vec<Look> = moves.iter().flat_map(|it| it.1).copied().collect();
        let (looks, found) = watched(
            |at| {
                let known = known.iter().find(|known| same(&known.0, at));
                known.map_or(f64::INFINITY, |known| known.1)
            },
            [0.0, 0.0],
            1.0,
        );
        let mut looks = looks.into_iter();
        for (what, wanted) in moves {
            for (wanted, _) in wanted {
                assert_eq!(looks.next(), Some(*wanted), "{what}");
            }
        }
        assert_eq!(found, ([-0.5, 3.0], 4.0));
    }

    #[test]
    fn ends_where_it_is_small_and_flat_or_very_small() {
        // Step, height of the start, how much higher it is everywhere else; whether the search
        // is content with two corners, and with two again when it looks for the second time.
        for (step, least, higher, content) in [
            (1e-4, 0.0, 1e-11, true),
            (1e-4, 0.0, 2e-11, false),
            (1e-4, 9.0, 9.9e-11, true),
            (1e-4, 9.0, 10.1e-11, false),
            (1e-4, -9.0, 9.9e-11, true),
            (1e-4, -9.0, 10.1e-11, false),
            (2e-4, 9.0, 0.0, false),
            (1e-7, 9.0, 1.0, true),
            (2e-7, 9.0, 1.0, false),
            (1.0, f64::NAN, 0.0, true),
        ] {
            for start in [0.0, 5.0] {
                // Steps are not exact far from zero.
                let step = if start > 0.0 { step * 0.999 } else { step };
                let (looks, _) = watched(
                    |at: &[f64; 1]| {
                        if same(at, &[start]) {
                            least
                        } else {
                            least + higher
                        }
                    },
                    [start],
                    step,
                );
                assert_eq!(looks.len() == 4, content, "{step} {least} {higher} {start}");
                if content {
                    let again = start + step / 4.0;
                    assert_eq!(looks, [[start], [start + step], [start], [again]]);
                }
            }
        }
    }

    #[test]
    fn looks_again_while_that_helps() {
        // A descent with so small a step looks at both ends of it and takes the lower one; each
        // further one gains slope × step / 4.
        let step = 1e-8;
        for (height, slope, times) in [
            (0.0, 1.0, 5),
            (0.0, 0.002, 1),
            (9.0, 0.08, 5),
            (9.0, 0.02, 1),
            (-9.0, 0.08, 5),
            (-9.0, 0.02, 1),
        ] {
            let (looks, (at, least)) = watched(|x| height - slope * x[0], [0.0], step);
            assert_eq!(looks.len(), 2 * (1 + times), "{height} {slope}");
            let wanted = step * (1.0 + times as f64 / 4.0);
            assert!((at[0] / wanted - 1.0).abs() < 1e-12, "{at:?}");
            assert!((least - (height - slope * at[0])).abs() < 1e-15);
        }
        // Nothing gained: once more, and where it was.
        let (looks, found) = watched(|_| 3.0, [7.0], step);
        assert_eq!((looks.len(), found), (4, ([7.0], 3.0)));
    }

    #[test]
    fn a_descent_without_end_is_cut_off() {
        // Downhill for ever: two corners, then 999 expansions of two looks each, to 2^1000 or
        // so, where a step is lost in rounding.
        let (looks, _) = watched(|x| -x[0], [1.0], 0.5);
        assert_eq!(looks.len(), MOST + 2);
        // A needle in a very wide field: two corners, then 666 times a reflection, a contraction
        // and a corner moved; and the same again.
        let needle = |x: &[f64; 1]| if x[0] == 0.0 { 0.0 } else { f64::NAN };
        let (looks, found) = watched(needle, [0.0], 1e300);
        assert_eq!((looks.len(), found), (2 * MOST, ([0.0], 0.0)));
    }

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
