//! What the responses at a plan's points say of each factor.
//!
//! Two sources of error come together. Replications: all points meet the same ones, so blocks
//! of replications are the unit, and what all points share cancels in a difference. Points: a
//! sample of them stands for all values of the factors; a grid stands for itself.

use crate::stats::{Interval, Moments, t_quantile};

use super::super::estimate::CONFIDENCE;
use super::adjust::{Fit, fit};
use super::design::{Layout, Plan};
use super::draws::{Draws, Purpose};
use super::morris::{self, Elementary};
use super::point_reader::Response;
use super::sobol_indices::{Effect, effects, factorial_effects};

/// Bootstrap samples: enough for 95% intervals (Efron & Tibshirani 1993, section 12.5: at
/// least 1,000).
const RESAMPLES: usize = 1_000;

/// Groups that a sampled factor's extent is cut into, at most.
const MOST_GROUPS: usize = 10;

/// Points of a sample that make a group, at least.
const GROUP: usize = 8;

/// An estimate with an interval, whose ends may be `NaN`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Known {
    /// The estimate.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The mean response where a factor has a value, or is near it, over all values of the others.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CurvePoint {
    /// The value in the factor's unit; of a group, the mean.
    pub at: f64,
    /// Rows behind it.
    pub rows: Vec<usize>,
    /// The mean response.
    pub response: Known,
}

/// One row of the plan by factor, in groups of like values, lowest first.
fn groups(plan: &Plan, factor: usize) -> Vec<Vec<usize>> {
    let rows = match &plan.layout {
        Layout::Grid { .. } | Layout::Sample => plan.rows.len(),
        // A and B alone are samples of all factors.
        Layout::Mixed { rows } => 2 * rows,
        Layout::Paths(_) => return Vec::new(),
    };
    let value = |row: usize| plan.rows[row][factor].value;
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)).then(a.cmp(b)));
    let mut same: Vec<Vec<usize>> = Vec::new();
    for row in order {
        match same.last_mut() {
            Some(group) if value(group[0]).total_cmp(&value(row)).is_eq() => group.push(row),
            _ => same.push(vec![row]),
        }
    }
    // Values without an order have no neighbours to be put together with.
    let is_ordered = plan.factors[factor].kind.is_ordered();
    if is_grid(plan) || !is_ordered || same.len() <= MOST_GROUPS {
        return same;
    }
    let count = (rows / GROUP).clamp(3, MOST_GROUPS);
    let all: Vec<usize> = same.concat();
    (0..count)
        .map(|group| all[group * rows / count..(group + 1) * rows / count].to_vec())
        .filter(|group| !group.is_empty())
        .collect()
}

/// What a factor does: the curve, and the change from its start to its end, which values without
/// an order don't have; no curve for a screening.
pub(super) fn answer(
    plan: &Plan,
    responses: &[&Response],
    factor: usize,
) -> (Vec<CurvePoint>, Option<Known>) {
    let groups = groups(plan, factor);
    let rows = groups.iter().map(Vec::len).sum();
    let fit = fit(plan, responses, rows, factor);
    let swing = match (groups.first(), groups.last()) {
        (Some(first), Some(last)) if plan.factors[factor].kind.is_ordered() => {
            Some(contrast(plan, responses, &fit, (last, first), CONFIDENCE))
        }
        _ => None,
    };
    let curve = groups
        .into_iter()
        .map(|rows| {
            let sum: f64 = rows.iter().map(|row| plan.rows[*row][factor].value).sum();
            let response = match rows.as_slice() {
                // One point alone stands for its value only where no other factor varies, or all do
                // in every way.
                [only] if plan.factors.len() == 1 || is_grid(plan) => Known {
                    estimate: responses[*only].value,
                    low: responses[*only].low,
                    high: responses[*only].high,
                },
                _ => contrast(plan, responses, &fit, (&rows, &[]), CONFIDENCE),
            };
            CurvePoint {
                at: sum / rows.len() as f64,
                rows,
                response,
            }
        })
        .collect();
    (curve, swing)
}

fn is_grid(plan: &Plan) -> bool {
    matches!(plan.layout, Layout::Grid { .. })
}

/// The mean response over some rows, less that over others (which may be none), with an interval
/// of a confidence.
///
/// The error of replications comes from block to block, that of sampled points from point to
/// point, as far as a regression on the factors leaves it unexplained; their variances are
/// added, which counts what they share twice and so errs on the safe side. Student's t with the fewer degrees of freedom.
pub(super) fn contrast(
    plan: &Plan,
    responses: &[&Response],
    fit: &Fit,
    (plus, minus): (&[usize], &[usize]),
    confidence: f64,
) -> Known {
    let over = |rows: &[usize], of: &dyn Fn(&Response) -> f64| -> Moments {
        let known = rows
            .iter()
            .map(|row| of(responses[*row]) - fit.others[*row]);
        known.filter(|value| value.is_finite()).collect()
    };
    let both = |of: &dyn Fn(&Response) -> f64| {
        let high = over(plus, of).mean().unwrap_or(f64::NAN);
        if minus.is_empty() {
            high
        } else {
            high - over(minus, of).mean().unwrap_or(f64::NAN)
        }
    };
    let estimate = both(&|response| response.value);
    let blocks = responses
        .first()
        .map_or(0, |response| response.blocks.len());
    let by_block: Moments = (0..blocks)
        .map(|block| both(&|response| response.blocks[block]))
        .filter(|value| value.is_finite())
        .collect();
    let unknown = Known {
        estimate,
        low: f64::NAN,
        high: f64::NAN,
    };
    let Some(error) = by_block.standard_error() else {
        return unknown;
    };
    let mut variance = error * error;
    let mut df = by_block.count() - 1;
    let sampled = !is_grid(plan);
    for rows in [plus, minus] {
        if !sampled || rows.is_empty() {
            continue;
        }
        let values: Moments = rows
            .iter()
            .map(|row| responses[*row].value - fit.others[*row] - fit.own[*row])
            .filter(|value| value.is_finite())
            .collect();
        let Some(error) = values.standard_error() else {
            return unknown;
        };
        variance += error * error;
        df = df.min(values.count() - 1);
    }
    let upper = 0.5 + confidence / 2.0;
    let half = t_quantile(df as f64, upper) * variance.sqrt();
    let interval = Interval::around(estimate, half);
    Known {
        estimate,
        low: interval.low,
        high: interval.high,
    }
}

/// Main and total effects, by factor, with bootstrap intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shares {
    /// Main effect.
    pub main: Known,
    /// Total effect.
    pub total: Known,
}

/// Shares of the variance by factor, where the plan can tell them: for combinations of
/// several factors, and for mixed samples. Intervals are percentiles of a bootstrap of whole
/// blocks of replications, and of rows where they are sampled.
pub(super) fn shares(plan: &Plan, responses: &[&Response], seed: u64) -> Option<Vec<Shares>> {
    let flat = |effects: Vec<Effect>| -> Vec<f64> {
        let pairs = effects.iter().flat_map(|it| [it.main, it.total]);
        pairs.collect()
    };
    let found = match &plan.layout {
        Layout::Grid { levels } if levels.len() > 1 => {
            bootstrap(responses, 0, seed, |values, _| {
                factorial_effects(values, levels).map(flat)
            })
        }
        Layout::Mixed { rows } => bootstrap(responses, *rows, seed, |values, pick| {
            let mut parts = values.chunks(*rows);
            let (a, b) = (parts.next()?, parts.next()?);
            let mixed: Vec<&[f64]> = parts.collect();
            effects(a, b, &mixed, pick).map(flat)
        }),
        _ => None,
    }?;
    let shares = found.chunks(2).map(|pair| Shares {
        main: pair[0],
        total: pair[1],
    });
    Some(shares.collect())
}

/// What a screening says of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Screened {
    /// μ.
    pub mean: Known,
    /// μ*.
    pub size: Known,
    /// σ.
    pub spread: Known,
}

/// Elementary effects by factor with bootstrap intervals over paths and blocks; `None` for
/// another design.
pub(super) fn screening(plan: &Plan, responses: &[&Response], seed: u64) -> Option<Vec<Screened>> {
    let Layout::Paths(paths) = &plan.layout else {
        return None;
    };
    let factors = plan.factors.len();
    let found = bootstrap(responses, paths.len(), seed, |values, pick| {
        let along: Vec<Vec<f64>> = values.chunks(factors + 1).map(<[f64]>::to_vec).collect();
        let found: Vec<Elementary> = morris::elementary(factors, paths, &along, pick)?;
        let numbers = found.iter().flat_map(|it| [it.mean, it.size, it.spread]);
        Some(numbers.collect())
    })?;
    let screened = found.chunks(3).map(|three| Screened {
        mean: three[0],
        size: three[1],
        spread: three[2],
    });
    Some(screened.collect())
}

/// Estimates from all responses, each with the percentile interval of a bootstrap (Efron 1979,
/// Annals of Statistics 7:1) of blocks of replications and of `rows` rows. Without two blocks
/// there are no intervals.
fn bootstrap(
    responses: &[&Response],
    rows: usize,
    seed: u64,
    estimate: impl Fn(&[f64], &[usize]) -> Option<Vec<f64>>,
) -> Option<Vec<Known>> {
    let values: Vec<f64> = responses.iter().map(|response| response.value).collect();
    let mut pick: Vec<usize> = (0..rows).collect();
    let found = estimate(&values, &pick)?;
    let blocks = responses
        .first()
        .map_or(0, |response| response.blocks.len());
    let mut draws = Draws::new(seed, Purpose::Resample);
    let mut all: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); found.len()];
    let mut resampled = vec![0.0; values.len()];
    let resamples = if blocks > 1 { RESAMPLES } else { 0 };
    for _ in 0..resamples {
        let mut weights = vec![0.0; blocks];
        for _ in 0..blocks {
            weights[draws.below(blocks)] += 1.0;
        }
        for row in &mut pick {
            *row = draws.below(rows);
        }
        for (value, response) in resampled.iter_mut().zip(responses) {
            let (mut sum, mut weight) = (0.0, 0.0);
            for (block, times) in response.blocks.iter().zip(&weights) {
                if block.is_finite() {
                    sum += block * times;
                    weight += times;
                }
            }
            *value = sum / weight;
        }
        // A sample in which nothing varies says nothing.
        for (all, one) in all
            .iter_mut()
            .zip(estimate(&resampled, &pick).into_iter().flatten())
        {
            all.push(one);
        }
    }
    let known = found.into_iter().zip(all).map(|(estimate, mut all)| {
        all.sort_by(f64::total_cmp);
        let at = |p: f64| {
            let enough = all.len() * 2 >= RESAMPLES;
            let place = (p * all.len() as f64) as usize;
            if enough {
                all[place.min(all.len() - 1)]
            } else {
                f64::NAN
            }
        };
        let outside = (1.0 - CONFIDENCE) / 2.0;
        Known {
            estimate,
            low: at(outside),
            high: at(1.0 - outside),
        }
    });
    Some(known.collect())
}

/// The share of the variance between points that is left-over noise of the replications: what
/// of a block's value is neither the point's nor the block's. `None` for less than two blocks
/// or three points, or without variance.
pub(super) fn noise(responses: &[&Response]) -> Option<f64> {
    let blocks = responses.first()?.blocks.len();
    let (p, b) = (responses.len(), blocks);
    if b < 2 || p < 3 {
        return None;
    }
    let mean_of = |values: &mut dyn Iterator<Item = f64>, n: usize| values.sum::<f64>() / n as f64;
    let by_point: Vec<f64> = responses
        .iter()
        .map(|response| mean_of(&mut response.blocks.iter().copied(), b))
        .collect();
    let by_block: Vec<f64> = (0..b)
        .map(|block| {
            mean_of(
                &mut responses.iter().map(|response| response.blocks[block]),
                p,
            )
        })
        .collect();
    let mean = mean_of(&mut by_point.iter().copied(), p);
    let mut rest = 0.0;
    for (response, point) in responses.iter().zip(&by_point) {
        for (value, block) in response.blocks.iter().zip(&by_block) {
            rest += (value - point - block + mean).powi(2);
        }
    }
    let rest = rest / ((p - 1) * (b - 1)) as f64 / b as f64;
    let between: Moments = by_point.iter().copied().collect();
    let between = between.variance().filter(|variance| *variance > 0.0)?;
    let share = rest / between;
    share.is_finite().then_some(share.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::design::Method;
    use super::*;
    use crate::scenario::factor::Factor;

    fn plan(vary: &[&str], method: Method, points: usize) -> Plan {
        let factors = vary.iter().map(|it| Factor::parse(it).expect("a factor"));
        Plan::new(factors.collect(), Some(method), Some(points), 3).expect("a plan")
    }

    /// Responses of a function with what blocks share and what they don't.
    fn respond(plan: &Plan, noise: f64, f: impl Fn(&[f64]) -> f64) -> Vec<Response> {
        let mut draws = Draws::new(11, Purpose::Latin);
        let shared: Vec<f64> = (0..20).map(|_| draws.unit()).collect();
        let row = |row: &Vec<crate::scenario::factor::Level>| {
            let values: Vec<f64> = row.iter().map(|level| level.value).collect();
            let exact = f(&values);
            let own = shared
                .iter()
                .map(|it| exact + it + noise * (draws.unit() - 0.5));
            let blocks: Vec<f64> = own.collect();
            let moments: Moments = blocks.iter().copied().collect();
            let interval = moments.interval(CONFIDENCE).expect("20 blocks");
            Response {
                value: interval.estimate,
                low: interval.low,
                high: interval.high,
                blocks,
            }
        };
        plan.rows.iter().map(row).collect()
    }

    #[test]
    fn what_all_points_share_cancels_in_a_difference() {
        let plan = plan(&["a=1.0..3.0"], Method::Grid, 3);
        let found = respond(&plan, 0.0, |x| 10.0 * x[0]);
        let found: Vec<&Response> = found.iter().collect();
        let (curve, swing) = answer(&plan, &found, 0);
        assert!(curve[0].response.high - curve[0].response.low > 0.1);
        let swing = swing.expect("two ends");
        assert!((swing.estimate - 20.0).abs() < 1e-9 && swing.high - swing.low < 1e-9);
    }

    #[test]
    fn intervals_of_a_sampled_curve_hold_the_truth() {
        let vary = ["a=0.0..1.0", "b=0.0..1.0", "c=0.0..1.0"];
        for method in [Method::Lhs, Method::Sobol] {
            let plan = plan(&vary, method, 64);
            let found = respond(&plan, 0.1, |x| 5.0 * x[0] + 2.0 * x[1]);
            let found: Vec<&Response> = found.iter().collect();
            let shared = found[0].value - 5.0 * plan.rows[0][0].value - 2.0 * plan.rows[0][1].value;
            for point in answer(&plan, &found, 0).0 {
                let truth = 5.0 * point.at + 1.0 + shared;
                let Known { low, high, .. } = point.response;
                assert!(
                    low - 0.05 < truth && truth < high + 0.05,
                    "{method:?}: {point:?}"
                );
            }
        }
    }

    #[test]
    fn shares_come_with_intervals_around_them() {
        let vary = ["a=0.0..1.0", "b=0.0..1.0", "c=0.0..1.0"];
        for (method, points) in [(Method::Sobol, 128), (Method::Grid, 8)] {
            let plan = plan(&vary, method, points);
            let found = respond(&plan, 0.01, |x| 4.0 * x[0] + 2.0 * x[1]);
            let found: Vec<&Response> = found.iter().collect();
            let shares = shares(&plan, &found, 1).expect("they vary");
            for (share, truth) in shares.iter().zip([0.8, 0.2, 0.0]) {
                for known in [share.main, share.total] {
                    assert!(
                        (known.estimate - truth).abs() < 0.06,
                        "{method:?}: {known:?}"
                    );
                    assert!(known.low <= known.estimate + 1e-6);
                    assert!(known.high >= known.estimate - 1e-6);
                }
            }
        }
    }

    #[test]
    fn a_screening_finds_what_matters() {
        let plan = plan(&["a=0.0..2.0", "b=0.0..2.0", "c=1,2"], Method::Morris, 10);
        let found = respond(&plan, 0.01, |x| 3.0 * x[0] - x[2]);
        let found: Vec<&Response> = found.iter().collect();
        let screened = screening(&plan, &found, 1).expect("paths");
        for (screened, truth) in screened.iter().zip([6.0, 0.0, -1.0]) {
            assert!(
                (screened.mean.estimate - truth).abs() < 0.02,
                "{screened:?}"
            );
        }
        assert_eq!(shares(&plan, &found, 1), None);
    }

    #[test]
    fn noise_is_told_from_effects() {
        let plan = plan(&["a=0.0..1.0"], Method::Lhs, 50);
        let share = |noise_size: f64, slope: f64| {
            let found = respond(&plan, noise_size, |x| slope * x[0]);
            let found: Vec<&Response> = found.iter().collect();
            noise(&found).expect("a share")
        };
        assert!(share(0.1, 1.0) < 0.01);
        assert!(share(1.0, 0.0) > 0.6);
    }
}
