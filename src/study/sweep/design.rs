//! Designs: which values of the factors are run together.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::scenario::factor::{self, Factor, Level};

use super::draws::{Draws, Purpose};

use super::morris::{self, Path};
use super::sobol_sequence::{DIMENSIONS, SobolSequence};

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Every combination of values; a range gets even steps.
    Grid,
    /// Latin hypercube: each factor in even strata, one point in each.
    Lhs,
    /// Sobol' sequence; with several factors in the layout that estimates Sobol' indices.
    Sobol,
    /// Morris's screening.
    Morris,
}

impl Method {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Grid => "every combination",
            Self::Lhs => "Latin hypercube",
            Self::Sobol => "Sobol' sequence",
            Self::Morris => "Morris screening",
        }
    }

    /// As named on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Lhs => "lhs",
            Self::Sobol => "sobol",
            Self::Morris => "morris",
        }
    }

    /// What suits the factors: every combination of lists and orders, even steps of a single range, a
    /// Sobol' sequence once several factors include a range.
    pub fn suited(factors: &[Factor]) -> Self {
        if factors.len() > 1 && factors.iter().any(Factor::is_range) {
            Self::Sobol
        } else {
            Self::Grid
        }
    }

    /// Points unless asked for: steps of a range, rows of a sample, or paths.
    pub fn usual_points(self, factors: usize) -> usize {
        match (self, factors) {
            (Self::Grid, 1) => 9,
            (Self::Grid, _) => 5,
            (Self::Lhs, _) => 10 * factors.max(3),
            (Self::Sobol, 1) => 32,
            (Self::Sobol, _) => 64,
            (Self::Morris, _) => 12,
        }
    }
}

/// How the rows of a plan belong together.
#[derive(Clone, Debug, PartialEq)]
pub enum Layout {
    /// Every combination, the last factor's level changing fastest.
    Grid {
        /// Levels of each factor.
        levels: Vec<usize>,
    },
    /// Points that stand for all values of the factors.
    Sample,
    /// Two samples A and B of `rows` each, and for each factor A with that factor from B
    /// (Saltelli et al. 2010), one after the other.
    Mixed {
        /// Rows of A.
        rows: usize,
    },
    /// Paths, one after the other.
    Paths(Vec<Path>),
}

/// What is to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How points were chosen.
    pub method: Method,
    /// Steps of a range, rows of a sample, or paths.
    pub points: usize,
    /// The factors.
    pub factors: Vec<Factor>,
    /// How rows belong together.
    pub layout: Layout,
    /// The value of each factor, by row.
    pub rows: Vec<Vec<Level>>,
}

/// Most rows of a plan.
pub(crate) const MOST_ROWS: usize = 100_000;

/// Why there is no plan.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// No factors.
    #[error("a sweep needs something to vary\n  {}", factor::FORM)]
    NoFactors,
    /// A path twice.
    #[error("--vary names `{0}` twice\n  give all its values in one --vary")]
    Twice(String),
    /// Points without ranges.
    #[error(
        "--points has no meaning for lists of values alone: each of their combinations is run\n  \
         leave it out, give a range like 6h..72h, or choose --design lhs"
    )]
    NoRanges,
    /// Too few factors for a screening.
    #[error(
        "--design morris tells factors apart: it needs two or more\n  for one, leave --design out"
    )]
    OneFactor,
    /// A screening of values without an order.
    #[error(
        "--design morris takes steps up and down, and the values of `{0}` have no order\n  take \
         --design sobol, lhs or grid, which count each value alike, or leave this factor out"
    )]
    NoOrder(String),
    /// Two factors that change the same.
    #[error("--vary '{0}' and --vary '{1}' both change `{2}`\n  let each change paths of its own")]
    Overlap(String, String, String),
    /// Too many for the sequence.
    #[error(
        "--design sobol takes at most {most} factors, not {0}\n  find those that matter with --design \
         morris, or take --design lhs",
        most = DIMENSIONS / 2
    )]
    ManyFactors(usize),
    /// Too many rows.
    #[error("{0} points are more than the {MOST_ROWS} that a sweep may have\n  {1}")]
    ManyRows(String, &'static str),
}

impl Plan {
    /// Lays out a sweep. Without a method or points those that suit the factors are taken;
    /// `seed` decides what is left to chance.
    ///
    /// # Errors
    /// If the factors and the method don't fit together, or there would be too many points.
    pub fn new(
        factors: Vec<Factor>,
        method: Option<Method>,
        points: Option<usize>,
        seed: u64,
    ) -> Result<Self, PlanError> {
        for (ix, factor) in factors.iter().enumerate() {
            if factors[..ix].iter().any(|it| it.path == factor.path) {
                return Err(PlanError::Twice(factor.path.clone()));
            }
            for other in &factors[..ix] {
                if let Some(path) = factor.shares(other) {
                    let (one, two) = (other.argument(), factor.argument());
                    return Err(PlanError::Overlap(one.to_owned(), two.to_owned(), path));
                }
            }
        }
        let k = factors.len();
        if k == 0 {
            return Err(PlanError::NoFactors);
        }
        let method = method.unwrap_or_else(|| Method::suited(&factors));
        if method == Method::Grid && points.is_some() && !factors.iter().any(Factor::is_range) {
            return Err(PlanError::NoRanges);
        }
        let points = points.unwrap_or_else(|| method.usual_points(k)).max(2);
        let many = |rows: Option<usize>, cure| match rows {
            Some(rows) if rows <= MOST_ROWS => Ok(rows),
            Some(rows) => Err(PlanError::ManyRows(rows.to_string(), cure)),
            None => Err(PlanError::ManyRows("countless".to_owned(), cure)),
        };
        let at = |units: Vec<Vec<f64>>| -> Vec<Vec<Level>> {
            let row = |unit: Vec<f64>| {
                let pairs = factors.iter().zip(unit);
                pairs.map(|(factor, unit)| factor.at(unit)).collect()
            };
            units.into_iter().map(row).collect()
        };
        let fewer = "give a smaller --points";
        let (layout, rows) = match method {
            Method::Grid => {
                let levels: Vec<Vec<Level>> = factors.iter().map(|it| it.levels(points)).collect();
                let rows = levels
                    .iter()
                    .try_fold(1_usize, |rows, levels| rows.checked_mul(levels.len()));
                many(
                    rows,
                    "take --design sobol or lhs, which don't run every combination",
                )?;
                let counts = levels.iter().map(Vec::len).collect();
                (Layout::Grid { levels: counts }, combinations(&levels))
            }
            Method::Lhs => {
                many(Some(points), fewer)?;
                let units = latin_hypercube(k, points, &mut Draws::new(seed, Purpose::Latin));
                (Layout::Sample, at(units))
            }
            Method::Sobol => {
                if 2 * k > DIMENSIONS {
                    return Err(PlanError::ManyFactors(k));
                }
                let mut draws = Draws::new(seed, Purpose::Shift);
                if k == 1 {
                    many(Some(points), fewer)?;
                    let sequence = SobolSequence::shifted(1, || draws.bits());
                    (Layout::Sample, at(sequence.take(points).collect()))
                } else {
                    many(points.checked_mul(k + 2), fewer)?;
                    let sequence = SobolSequence::shifted(2 * k, || draws.bits());
                    let units: Vec<Vec<f64>> = sequence.take(points).collect();
                    (Layout::Mixed { rows: points }, at(mixed(&units, k)))
                }
            }
            Method::Morris => {
                if k == 1 {
                    return Err(PlanError::OneFactor);
                }
                if let Some(factor) = factors.iter().find(|it| !it.kind.is_ordered()) {
                    return Err(PlanError::NoOrder(factor.path.clone()));
                }
                many(points.checked_mul(k + 1), fewer)?;
                let mut paths = morris::paths(k, points, &mut Draws::new(seed, Purpose::Morris));
                let units = paths.iter().flat_map(|path| path.points.clone()).collect();
                let rows = at(units);
                measure_steps(&factors, &mut paths, &rows);
                (Layout::Paths(paths), rows)
            }
        };
        Ok(Self {
            method,
            points,
            factors,
            layout,
            rows,
        })
    }

    /// Whether a number of points could be asked for: not where all combinations of lists are
    /// run.
    pub fn takes_points(&self) -> bool {
        self.method != Method::Grid || self.factors.iter().any(Factor::is_range)
    }
}

/// Every combination, the last factor changing fastest.
fn combinations(levels: &[Vec<Level>]) -> Vec<Vec<Level>> {
    let mut rows = vec![Vec::new()];
    for levels in levels {
        rows = rows
            .into_iter()
            .flat_map(|row| {
                levels.iter().map(move |level| {
                    let mut row = row.clone();
                    row.push(level.clone());
                    row
                })
            })
            .collect();
    }
    rows
}

/// A Latin hypercube sample of the unit cube (`McKay`, Beckman & Conover 1979, Technometrics
/// 21:239): each coordinate has one point in each of `count` even strata, at a random place
/// in it, in random order.
pub(in crate::study) fn latin_hypercube(
    dimensions: usize,
    count: usize,
    draws: &mut Draws,
) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::with_capacity(dimensions); count];
    for _ in 0..dimensions {
        let mut strata: Vec<usize> = (0..count).collect();
        draws.shuffle(&mut strata);
        for (point, stratum) in points.iter_mut().zip(strata) {
            point.push((stratum as f64 + draws.unit()) / count as f64);
        }
    }
    points
}

/// The rows of A, B, and A with one column of B, from points of twice as many dimensions.
fn mixed(points: &[Vec<f64>], factors: usize) -> Vec<Vec<f64>> {
    let a = || points.iter().map(|point| point[..factors].to_vec());
    let mut rows: Vec<Vec<f64>> = a().collect();
    rows.extend(points.iter().map(|point| point[factors..].to_vec()));
    for factor in 0..factors {
        rows.extend(a().zip(points).map(|(mut row, point)| {
            row[factor] = point[factors + factor];
            row
        }));
    }
    rows
}

/// Steps as they came out: values of a list and whole numbers are not where the grid is.
fn measure_steps(factors: &[Factor], paths: &mut [Path], rows: &[Vec<Level>]) {
    let length = factors.len() + 1;
    for (path, rows) in paths.iter_mut().zip(rows.chunks(length)) {
        for (step, (factor, moved)) in path.steps.iter_mut().enumerate() {
            let place = |row: &Vec<Level>| factors[*factor].place(row[*factor].value);
            *moved = place(&rows[step + 1]) - place(&rows[step]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(vary: &[&str], method: Option<Method>, points: Option<usize>) -> Plan {
        try_plan(vary, method, points).expect("a plan")
    }

    fn try_plan(
        vary: &[&str],
        method: Option<Method>,
        points: Option<usize>,
    ) -> Result<Plan, PlanError> {
        let factors = vary.iter().map(|it| Factor::parse(it).expect("a factor"));
        Plan::new(factors.collect(), method, points, 7)
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_stratum() {
        let points = latin_hypercube(4, 37, &mut Draws::new(5, Purpose::Latin));
        for dimension in 0..4 {
            let mut strata = [0; 37];
            for point in &points {
                strata[(point[dimension] * 37.0) as usize] += 1;
            }
            assert!(strata.iter().all(|count| *count == 1));
        }
        let other = latin_hypercube(4, 37, &mut Draws::new(6, Purpose::Latin));
        assert_ne!(points, other);
    }

    #[test]
    fn lists_are_combined_and_ranges_stepped() {
        let grid = plan(&["a=1,2,3", "b=1h..3h"], Some(Method::Grid), Some(3));
        assert_eq!(grid.layout, Layout::Grid { levels: vec![3, 3] });
        let texts: Vec<String> = grid
            .rows
            .iter()
            .map(|row| format!("{} {}", row[0].text, row[1].text))
            .collect();
        assert_eq!(texts[..4], ["1 1h", "1 2h", "1 3h", "2 1h"]);
    }

    #[test]
    fn mixed_rows_differ_from_a_in_one_factor() {
        let plan = plan(&["a=1h..99h", "b=10%..90%", "c=0.5..1.5"], None, Some(8));
        assert_eq!((plan.method, plan.rows.len()), (Method::Sobol, 40));
        let part = |n: usize| &plan.rows[8 * n..8 * (n + 1)];
        for factor in 0..3 {
            for ((a, b), ab) in part(0).iter().zip(part(1)).zip(part(2 + factor)) {
                for column in 0..3 {
                    let from = if column == factor { b } else { a };
                    assert_eq!(ab[column], from[column]);
                }
            }
        }
    }

    #[test]
    fn steps_of_a_screening_are_measured_in_the_factors_own_values() {
        let plan = plan(&["a=1,2", "b=0.5..1.5"], Some(Method::Morris), Some(6));
        let Layout::Paths(paths) = &plan.layout else {
            panic!("paths");
        };
        for path in paths {
            for (factor, moved) in &path.steps {
                let wanted = if *factor == 0 { 1.0 } else { morris::DELTA };
                assert!((moved.abs() - wanted).abs() < 1e-3, "{moved}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_cure() {
        let many: Vec<String> = (0..17).map(|n| format!("f{n}=1h..2h")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (vary, method, points, words) in [
            (vec![], None, None, "something to vary"),
            (vec!["a=1,2", "a=3,4"], None, None, "`a` twice"),
            (vec!["a=1,2"], None, Some(4), "--design lhs"),
            (vec!["a=1h..2h"], Some(Method::Morris), None, "two or more"),
            (many.clone(), None, None, "--design morris"),
            (many, Some(Method::Grid), None, "--design sobol"),
            (
                vec!["a=1h..2h"],
                Some(Method::Lhs),
                Some(200_000),
                "smaller --points",
            ),
        ] {
            let error = try_plan(&vary, method, points)
                .expect_err(words)
                .to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
