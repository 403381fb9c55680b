//! What it is worth to know: the value of perfect and partial information, regret, thresholds.
//!
//! `gains[point][alternative]` says how good each alternative is at each of some equally likely
//! points; more is better. Whoever must choose without knowing the point takes the alternative
//! with the best mean.

use super::student::t_quantile;

/// A value with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Worth {
    /// The value; at least 0.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// The mean of each alternative over the points.
fn means(gains: &[Vec<f64>]) -> Vec<f64> {
    let alternatives = gains.first().map_or(0, Vec::len);
    let mean = |ix: usize| gains.iter().map(|row| row[ix]).sum::<f64>() / gains.len() as f64;
    (0..alternatives).map(mean).collect()
}

fn greatest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// How much each alternative falls short of the best one, by point.
pub(crate) fn regrets(gains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let row = |row: &Vec<f64>| {
        let best = greatest(row);
        row.iter().map(|gain| best - gain).collect()
    };
    gains.iter().map(row).collect()
}

/// The share of points at which each alternative is the best; several that are equally good share
/// a point.
pub(crate) fn chances(gains: &[Vec<f64>]) -> Vec<f64> {
    let alternatives = gains.first().map_or(0, Vec::len);
    let mut chances = vec![0.0; alternatives];
    for row in gains {
        let best = greatest(row);
        let among = row.iter().filter(|gain| **gain >= best).count() as f64;
        for (chance, gain) in chances.iter_mut().zip(row) {
            if *gain >= best {
                *chance += 1.0 / (among * gains.len() as f64);
            }
        }
    }
    chances
}

/// The expected value of perfect information: how much better, on average, one would choose who
/// knew the point: `E[max] − max E` (Raiffa & Schlaifer 1961, "Applied statistical decision
/// theory", chapter 4). 0 without points.
///
/// # Examples
/// ```
/// // Either may be better by 1; who knows which gains 1 over 0 every other time.
/// let gains = vec![vec![0.0, 1.0], vec![0.0, -1.0]];
/// assert_eq!(sortie::inside::stats::perfect_information(&gains), 0.5);
/// ```
pub fn perfect_information(gains: &[Vec<f64>]) -> f64 {
    if gains.is_empty() {
        return 0.0;
    }
    let known = gains.iter().map(|row| greatest(row)).sum::<f64>() / gains.len() as f64;
    (known - greatest(&means(gains))).max(0.0)
}

/// An orthonormal basis over some points, the constant first: what a regression on one assumption
/// can tell apart.
#[derive(Clone, Debug)]
pub(crate) struct Basis {
    columns: Vec<Vec<f64>>,
    points: usize,
}

impl Basis {
    /// Polynomials up to a degree in a place between 0 and 1.
    pub(crate) fn of_places(places: &[f64], degree: usize) -> Self {
        let powers = (1..=degree).map(|power| {
            let power = power as i32;
            places
                .iter()
                .map(|it| (2.0 * it - 1.0).powi(power))
                .collect()
        });
        Self::orthonormal(places.len(), powers)
    }

    /// One level for each of some classes.
    pub(crate) fn of_classes(classes: &[usize]) -> Self {
        let most = classes.iter().copied().max().unwrap_or(0);
        let levels = (0..most).map(|level| {
            let member = classes.iter().map(|it| f64::from(u8::from(*it == level)));
            member.collect()
        });
        Self::orthonormal(classes.len(), levels)
    }

    /// Gram & Schmidt; a column that the ones before it explain is left out.
    fn orthonormal(points: usize, columns: impl Iterator<Item = Vec<f64>>) -> Self {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut kept: Vec<Vec<f64>> = Vec::new();
        for mut column in std::iter::once(vec![1.0; points]).chain(columns) {
            let length = dot(&column, &column);
            // Twice, so that rounding leaves nothing.
            for _ in 0..2 {
                for known in &kept {
                    let part = dot(known, &column);
                    for (cell, known) in column.iter_mut().zip(known) {
                        *cell -= part * known;
                    }
                }
            }
            let rest = dot(&column, &column);
            if rest > 1e-9 * length && rest > 0.0 {
                let root = libm::sqrt(rest);
                for cell in &mut column {
                    *cell /= root;
                }
                kept.push(column);
            }
        }
        Self {
            columns: kept,
            points,
        }
    }

    /// How many coefficients a fit has.
    pub(crate) const fn size(&self) -> usize {
        self.columns.len()
    }

    /// The least-squares fit of some values at the points.
    pub(crate) fn fit(&self, values: &[f64]) -> Vec<f64> {
        let mut fitted = vec![0.0; self.points];
        for column in &self.columns {
            let part: f64 = column.iter().zip(values).map(|(a, b)| a * b).sum();
            for (cell, column) in fitted.iter_mut().zip(column) {
                *cell += part * column;
            }
        }
        fitted
    }

    /// How much a point decides its own fit, from 0 to 1.
    fn leverage(&self, point: usize) -> f64 {
        self.columns
            .iter()
            .map(|column| column[point] * column[point])
            .sum()
    }
}

/// The expected value of knowing one assumption: the gains are regressed on it, and the value of
/// knowing the fitted means perfectly is that of knowing it (Strong, Oakley & Brennan 2014,
/// Medical Decision Making 34:311). A maximum of fits with errors is too large on average; how
/// much, and the standard error, come from a wild bootstrap (Wu 1986, Annals of Statistics
/// 14:1261; signs of Liu 1988): residuals, enlarged for leverage, get random signs, the same for
/// all alternatives. `sign` draws one. `None` with fewer than two alternatives, or with not twice
/// as many points as coefficients.
pub(crate) fn partial_information(
    gains: &[Vec<f64>],
    basis: &Basis,
    mut sign: impl FnMut() -> bool,
) -> Option<Worth> {
    const AGAIN: usize = 200;
    let (points, alternatives) = (gains.len(), gains.first()?.len());
    if alternatives < 2 || points < 2 * basis.size() || points != basis.points {
        return None;
    }
    let column = |ix: usize| -> Vec<f64> { gains.iter().map(|row| row[ix]).collect() };
    let rows = |columns: &[Vec<f64>]| -> Vec<Vec<f64>> {
        let row = |point: usize| columns.iter().map(|column| column[point]).collect();
        (0..points).map(row).collect()
    };
    let values: Vec<Vec<f64>> = (0..alternatives).map(column).collect();
    let fits: Vec<Vec<f64>> = values.iter().map(|values| basis.fit(values)).collect();
    let found = perfect_information(&rows(&fits));
    let enlarged: Vec<f64> = (0..points)
        .map(|point| 1.0 / libm::sqrt((1.0 - basis.leverage(point)).max(0.05)))
        .collect();
    let mut again = Vec::with_capacity(AGAIN);
    for _ in 0..AGAIN {
        let signs: Vec<f64> = enlarged
            .iter()
            .map(|size| if sign() { *size } else { -size })
            .collect();
        let refits: Vec<Vec<f64>> = values
            .iter()
            .zip(&fits)
            .map(|(values, fit)| {
                let pairs = values.iter().zip(fit).zip(&signs);
                let drawn: Vec<f64> = pairs
                    .map(|((value, fit), sign)| fit + sign * (value - fit))
                    .collect();
                basis.fit(&drawn)
            })
            .collect();
        again.push(perfect_information(&rows(&refits)));
    }
    let mean = again.iter().sum::<f64>() / AGAIN as f64;
    let spread: f64 = again.iter().map(|it| (it - mean) * (it - mean)).sum();
    Some(Worth {
        value: (found - (mean - found)).max(0.0),
        error: libm::sqrt(spread / (AGAIN - 1) as f64),
    })
}

/// Where a curve changes its sign, as far as points with errors show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Threshold {
    /// The place from 0 to 1.
    pub at: f64,
    /// The last place before it, and the first after it, where the sign is shown.
    pub between: (f64, f64),
    /// Whether the curve is below zero before it.
    pub rises: bool,
}

/// Where a difference changes its sign along one assumption: a straight line or a parabola,
/// whichever fits better by adjusted R², is fitted to the differences at the places, and each sign
/// must be shown somewhere by the line's own band at `confidence` (simultaneously along the
/// curve: Working & Hotelling 1929, JASA 24 supplement:73, by Scheffé's factor approximated with
/// Bonferroni's over as many places as there are coefficients). `None` if no change is shown.
pub(crate) fn threshold(places: &[f64], differences: &[f64], confidence: f64) -> Option<Threshold> {
    const STEPS: usize = 64;
    let points = places.len();
    let mean = differences.iter().sum::<f64>() / points as f64;
    let total: f64 = differences.iter().map(|it| (it - mean) * (it - mean)).sum();
    if points < 12 || total <= 0.0 {
        return None;
    }
    let fitted = |degree: usize| {
        let basis = Basis::of_places(places, degree);
        let fit = basis.fit(differences);
        let rest: f64 = fit
            .iter()
            .zip(differences)
            .map(|(a, b)| (a - b) * (a - b))
            .sum();
        let df = (points - basis.size()) as f64;
        (rest / df, df, basis.size())
    };
    let (line, parabola) = (fitted(1), fitted(2));
    let degree = if parabola.0 < line.0 { 2 } else { 1 };
    let (variance, df, size) = if degree == 2 { parabola } else { line };
    // The same fit at places of an even grid: points of their own that decide nothing.
    let limit = t_quantile(df, 1.0 - (1.0 - confidence) / (2.0 * size as f64));
    let curve = Curve::new(places, differences, degree)?;
    let along: Vec<(f64, f64, f64)> = (0..=STEPS)
        .map(|step| {
            let place = step as f64 / STEPS as f64;
            let (value, weight) = curve.at(place);
            (place, value, limit * libm::sqrt(variance * weight))
        })
        .collect();
    let shown = |(_, value, band): &(f64, f64, f64)| {
        if *value > *band {
            1
        } else if *value < -*band {
            -1
        } else {
            0
        }
    };
    let signs: Vec<i32> = along.iter().map(shown).collect();
    let mut last: Option<usize> = None;
    for (step, sign) in signs.iter().enumerate().filter(|(_, sign)| **sign != 0) {
        if let Some(before) = last.filter(|before| signs[*before] != *sign) {
            let root = (before..step)
                .find(|ix| along[*ix].1 * along[ix + 1].1 <= 0.0)
                .map_or(0.5 * (along[before].0 + along[step].0), |ix| {
                    let (a, b) = (along[ix], along[ix + 1]);
                    a.0 + (b.0 - a.0) * a.1 / (a.1 - b.1)
                });
            return Some(Threshold {
                at: root,
                between: (along[before].0, along[step].0),
                rises: *sign > 0,
            });
        }
        last = Some(step);
    }
    None
}

/// A polynomial fit that can be read at any place.
struct Curve {
    /// Coefficients of the powers of `2 place − 1`.
    coefficients: Vec<f64>,
    /// The inverse of the normal equations' matrix.
    inverse: Vec<Vec<f64>>,
}

impl Curve {
    fn new(places: &[f64], values: &[f64], degree: usize) -> Option<Self> {
        let size = degree + 1;
        let mut system = vec![vec![0.0; 2 * size]; size];
        let mut right = vec![0.0; size];
        for (place, value) in places.iter().zip(values) {
            let powers = powers(*place, size);
            for i in 0..size {
                for j in 0..size {
                    system[i][j] += powers[i] * powers[j];
                }
                right[i] += powers[i] * value;
            }
        }
        for (i, row) in system.iter_mut().enumerate() {
            row[size + i] = 1.0;
        }
        for pivot in 0..size {
            let by = system[pivot][pivot];
            if by.abs() < 1e-9 {
                return None;
            }
            for cell in &mut system[pivot] {
                *cell /= by;
            }
            let row = system[pivot].clone();
            for (other, equation) in system.iter_mut().enumerate() {
                if other != pivot {
                    let times = equation[pivot];
                    for (cell, from) in equation.iter_mut().zip(&row) {
                        *cell -= times * from;
                    }
                }
            }
        }
        let inverse: Vec<Vec<f64>> = system.iter().map(|row| row[size..].to_vec()).collect();
        let coefficients = inverse
            .iter()
            .map(|row| row.iter().zip(&right).map(|(a, b)| a * b).sum())
            .collect();
        Some(Self {
            coefficients,
            inverse,
        })
    }

    /// The value at a place, and its variance in units of that of a single value.
    fn at(&self, place: f64) -> (f64, f64) {
        let powers = powers(place, self.coefficients.len());
        let value = powers
            .iter()
            .zip(&self.coefficients)
            .map(|(a, b)| a * b)
            .sum();
        let weight: f64 = self
            .inverse
            .iter()
            .zip(&powers)
            .map(|(row, a)| a * row.iter().zip(&powers).map(|(c, b)| c * b).sum::<f64>())
            .sum();
        (value, weight.max(0.0))
    }
}

fn powers(place: f64, size: usize) -> Vec<f64> {
    (0..size as i32)
        .map(|power| (2.0 * place - 1.0).powi(power))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::dice::Dice;
    use crate::stats::{normal_cdf, normal_quantile};

    /// The unit normal loss integral: E[max(Z − z, 0)].
    fn loss(z: f64) -> f64 {
        let density = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        density - z * (1.0 - normal_cdf(z))
    }

    #[test]
    fn perfect_information_on_a_normal_difference_is_its_loss_integral() {
        // Quantiles of N(0.5, 2²), evenly: EVPI = 2 · L(0.25).
        let count = 20_000;
        let gains: Vec<Vec<f64>> = (0..count)
            .map(|ix| {
                let place = (f64::from(ix) + 0.5) / f64::from(count);
                vec![0.0, 0.5 + 2.0 * normal_quantile(place)]
            })
            .collect();
        let exact = 2.0 * loss(0.25);
        assert!((perfect_information(&gains) / exact - 1.0).abs() < 1e-3);
        let chance = normal_cdf(0.25);
        assert!((chances(&gains)[1] - chance).abs() < 1e-3);
        let regret = regrets(&gains);
        let mean = regret.iter().map(|row| row[1]).sum::<f64>() / f64::from(count);
        assert!(
            (mean / exact - 1.0).abs() < 1e-3,
            "of the better one it is the EVPI"
        );
    }

    #[test]
    fn partial_information_is_that_of_the_part_that_is_known() {
        // d = 0.3 + a + b with a ~ N(0, 1), b ~ N(0, 1.5²): EVPPI of a = L(0.3).
        let mut dice = Dice::new(5);
        let (mut found, mut useless) = (Vec::new(), Vec::new());
        for _ in 0..120 {
            let mut places: Vec<f64> = Vec::new();
            let mut others: Vec<f64> = Vec::new();
            let gains: Vec<Vec<f64>> = (0..128)
                .map(|_| {
                    let place = 0.001 + 0.998 * dice.uniform();
                    places.push(place);
                    others.push(dice.uniform());
                    let known = normal_quantile(place);
                    vec![0.0, 0.3 + known + 1.5 * dice.normal()]
                })
                .collect();
            let mut sign = || dice.uniform() < 0.5;
            let of = |places: &[f64], sign: &mut dyn FnMut() -> bool| {
                let basis = Basis::of_places(places, 3);
                partial_information(&gains, &basis, sign).expect("enough points")
            };
            found.push(of(&places, &mut sign));
            useless.push(of(&others, &mut sign).value);
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let values: Vec<f64> = found.iter().map(|it| it.value).collect();
        let average = mean(&values);
        let spread = libm::sqrt(mean(
            &values
                .iter()
                .map(|it| (it - average).powi(2))
                .collect::<Vec<_>>(),
        ));
        let exact = loss(0.3);
        let error = spread / libm::sqrt(120.0);
        // A cubic in the place misses a little of the quantile's tails.
        assert!(
            (average - exact).abs() < 3.0 * error + 0.03 * exact,
            "{average}, {exact}"
        );
        let told = mean(&found.iter().map(|it| it.error).collect::<Vec<_>>());
        assert!((0.6..1.6).contains(&(told / spread)), "{told}, {spread}");
        assert!(mean(&useless) < 0.12 * exact, "{}", mean(&useless));
    }

    #[test]
    fn a_change_of_sign_is_found_where_it_is_and_only_if_it_is_shown() {
        let mut dice = Dice::new(9);
        let places: Vec<f64> = (0..96).map(|ix| (f64::from(ix) + 0.5) / 96.0).collect();
        let line: Vec<f64> = places
            .iter()
            .map(|place| 3.0 * (place - 0.4) + 0.5 * dice.normal())
            .collect();
        let found = threshold(&places, &line, 0.95).expect("a change of sign");
        assert!(found.rises && (found.at - 0.4).abs() < 0.08, "{found:?}");
        assert!(found.between.0 < 0.4 && 0.4 < found.between.1, "{found:?}");
        let above: Vec<f64> = places
            .iter()
            .map(|place| 1.0 + place + 0.5 * dice.normal())
            .collect();
        assert_eq!(threshold(&places, &above, 0.95), None);
        let mut false_ones = 0;
        for _ in 0..200 {
            let noise: Vec<f64> = places.iter().map(|_| dice.normal()).collect();
            false_ones += u32::from(threshold(&places, &noise, 0.95).is_some());
        }
        assert!(false_ones <= 10, "{false_ones} of 200");
    }
}
