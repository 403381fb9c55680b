//! Curves that turn: a least or greatest mean between the two ends of a factor.
//!
//! The lowest of many estimates lies between the ends more often than not, by chance alone. So a
//! turn is said only if it is shown: its mean differs from that at both ends, in the same
//! direction. All points meet the same replications, so these are paired differences; all values
//! between the ends are compared with both ends together at 95% (Bonferroni's guard over paired
//! differences under common random numbers, as in Nelson & Matejcik 1995, Management Science
//! 41:1935).

use super::super::estimate::CONFIDENCE;
use super::adjust::fit;
use super::analysis::{CurvePoint, Known, contrast};
use super::design::Plan;
use super::point_reader::Response;

/// Which way a curve turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extreme {
    /// The least mean lies between the ends.
    Least,
    /// The greatest does.
    Greatest,
}

/// A least or greatest mean that is shown to lie between the ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Turn {
    /// Which it is.
    pub extreme: Extreme,
    /// Its point of the curve.
    pub point: usize,
    /// The first and the last point that can't be told apart from it.
    pub near: (usize, usize),
    /// The mean there. Its interval holds although the point was picked among all.
    pub response: Known,
    /// The mean at the first point less that there; the intervals of both ends hold together.
    pub first: Known,
    /// The mean at the last point less that there.
    pub last: Known,
}

/// The turns of a factor's curve that are shown: none, a least, a greatest mean, or both.
pub(super) fn turns(
    plan: &Plan,
    responses: &[&Response],
    factor: usize,
    curve: &[CurvePoint],
) -> Vec<Turn> {
    if curve.len() < 3 || !plan.factors[factor].kind.is_ordered() {
        return Vec::new();
    }
    let rows = curve.iter().map(|point| point.rows.len()).sum();
    let fit = fit(plan, responses, rows, factor);
    let guarded = |count: usize| 1.0 - (1.0 - CONFIDENCE) / count as f64;
    let last = curve.len() - 1;
    let inner = curve.len() - 2;
    let less = |a: usize, b: usize, comparisons: usize| {
        let rows = (&curve[a].rows[..], &curve[b].rows[..]);
        contrast(plan, responses, &fit, rows, guarded(comparisons))
    };
    let means = || curve.iter().map(|point| point.response.estimate);
    // What rounding alone makes is no difference.
    let rounding = 1e-9 * means().fold(0.0, |most, mean| f64::max(most, mean.abs()));
    let of = |extreme: Extreme| -> Option<Turn> {
        let sign = match extreme {
            Extreme::Least => 1.0,
            Extreme::Greatest => -1.0,
        };
        let known = means().enumerate().filter(|(_, mean)| mean.is_finite());
        let (point, _) = known.min_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1)))?;
        if point == 0 || point == last {
            return None;
        }
        // Shown to be beyond the extreme, whichever way that is.
        let beyond = |found: &Known| {
            let nearer = if sign > 0.0 { found.low } else { -found.high };
            nearer > 0.0 && found.estimate.abs() > rounding
        };
        let (first, end) = (less(0, point, 2 * inner), less(last, point, 2 * inner));
        if !beyond(&first) || !beyond(&end) {
            return None;
        }
        let alike = |other: &usize| {
            let known = curve[*other].response.estimate.is_finite();
            *other == point || known && !beyond(&less(*other, point, curve.len() - 1))
        };
        let mut near = (0..=last).filter(alike);
        let low = near.next().unwrap_or(point);
        let high = near.next_back().unwrap_or(low);
        Some(Turn {
            extreme,
            point,
            near: (low, high),
            response: contrast(
                plan,
                responses,
                &fit,
                (&curve[point].rows, &[]),
                guarded(curve.len()),
            ),
            first,
            last: end,
        })
    };
    [Extreme::Least, Extreme::Greatest]
        .into_iter()
        .filter_map(of)
        .collect()
}

/// The largest difference between the means at two values of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gap {
    /// The point with the least mean, and that with the greatest.
    pub points: (usize, usize),
    /// The difference. Its interval holds although the points were picked: all pairs hold together.
    pub difference: Known,
}

/// The largest difference, for a factor without an order, which has no ends to compare.
pub(super) fn gap(
    plan: &Plan,
    responses: &[&Response],
    factor: usize,
    curve: &[CurvePoint],
) -> Option<Gap> {
    if plan.factors[factor].kind.is_ordered() {
        return None;
    }
    let rows = curve.iter().map(|point| point.rows.len()).sum();
    let fit = fit(plan, responses, rows, factor);
    let means = || {
        let means = curve.iter().map(|point| point.response.estimate);
        means.enumerate().filter(|(_, mean)| mean.is_finite())
    };
    let (least, _) = means().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let (greatest, _) = means().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let pairs = (curve.len() * (curve.len() - 1) / 2).max(1);
    let rows = (&curve[greatest].rows[..], &curve[least].rows[..]);
    let confidence = 1.0 - (1.0 - CONFIDENCE) / pairs as f64;
    Some(Gap {
        points: (least, greatest),
        difference: contrast(plan, responses, &fit, rows, confidence),
    })
}

#[cfg(test)]
mod tests {
    use super::super::analysis::answer;
    use super::super::design::Method;
    use super::super::draws::{Draws, Purpose};
    use super::*;
    use crate::scenario::factor::Factor;
    use crate::stats::Moments;

    fn plan(vary: &[&str], method: Method, points: usize) -> Plan {
        let factors = vary.iter().map(|it| Factor::parse(it).expect("a factor"));
        let points = (points > 0).then_some(points);
        Plan::new(factors.collect(), Some(method), points, 3).expect("a plan")
    }

    /// Responses of a function: noise that all points share, and noise of their own.
    fn respond(plan: &Plan, seed: u64, noise: f64, f: impl Fn(&[f64]) -> f64) -> Vec<Response> {
        let mut draws = Draws::new(seed, Purpose::Latin);
        let shared: Vec<f64> = (0..20).map(|_| 3.0 * draws.unit()).collect();
        let of = |row: &Vec<crate::scenario::factor::Level>| {
            let values: Vec<f64> = row.iter().map(|level| level.value).collect();
            let exact = f(&values);
            let own = shared
                .iter()
                .map(|it| exact + it + noise * (draws.unit() - 0.5));
            let blocks: Vec<f64> = own.collect();
            let moments: Moments = blocks.iter().copied().collect();
            Response {
                value: moments.mean().expect("20 blocks"),
                low: f64::NAN,
                high: f64::NAN,
                blocks,
            }
        };
        plan.rows.iter().map(of).collect()
    }

    fn found(plan: &Plan, responses: &[Response]) -> Vec<Turn> {
        let responses: Vec<&Response> = responses.iter().collect();
        let (curve, _) = answer(plan, &responses, 0);
        turns(plan, &responses, 0, &curve)
    }

    #[test]
    fn a_dip_and_a_hump_are_found_where_they_are() {
        let plan = plan(&["a=0.0..8.0"], Method::Grid, 9);
        let dip = found(&plan, &respond(&plan, 1, 0.5, |x| (x[0] - 3.0).powi(2)));
        assert_eq!(dip.len(), 1, "{dip:?}");
        assert_eq!((dip[0].extreme, dip[0].point), (Extreme::Least, 3));
        assert_eq!(dip[0].near, (3, 3));
        assert!(dip[0].first.low < 9.0 && 9.0 < dip[0].first.high);
        assert!(dip[0].last.low < 25.0 && 25.0 < dip[0].last.high);
        // What all points share makes the mean uncertain, and not where it is least.
        assert!(dip[0].response.high - dip[0].response.low > 1.0);
        let hump = found(&plan, &respond(&plan, 1, 0.5, |x| -(x[0] - 3.0).powi(2)));
        assert_eq!((hump[0].extreme, hump[0].point), (Extreme::Greatest, 3));
        let both = found(
            &plan,
            &respond(&plan, 1, 0.5, |x| 5.0 * libm::sin(0.8 * x[0])),
        );
        assert_eq!(both.len(), 2, "{both:?}");
    }

    #[test]
    fn a_shallow_dip_is_as_wide_as_what_can_be_told() {
        let plan = plan(&["a=0.0..8.0"], Method::Grid, 9);
        let f = |x: &[f64]| ((x[0] - 4.0).abs() - 1.5).max(0.0);
        let dip = found(&plan, &respond(&plan, 2, 0.2, f));
        assert_eq!(dip.len(), 1, "{dip:?}");
        assert_eq!(dip[0].near, (3, 5));
    }

    #[test]
    fn a_dip_of_a_sampled_curve_is_found_under_other_factors() {
        let plan = plan(&["a=0.0..8.0", "b=0.0..1.0"], Method::Sobol, 64);
        let f = |x: &[f64]| (x[0] - 4.0).powi(2) + 2.0 * x[1];
        let dip = found(&plan, &respond(&plan, 3, 0.5, f));
        assert_eq!(dip.len(), 1, "{dip:?}");
        assert_eq!(dip[0].extreme, Extreme::Least);
    }

    #[test]
    fn chance_and_plateaus_are_no_turns() {
        // Flat, rising, and level from the middle on: under noise the least or greatest estimate
        // mostly lies between the ends. At most 5% may be called a turn.
        let plan = plan(&["a=0.0..8.0"], Method::Grid, 9);
        let curves: [fn(&[f64]) -> f64; 3] = [|_| 0.0, |x| x[0], |x| x[0].min(4.0)];
        for (k, f) in curves.into_iter().enumerate() {
            let wrong = (0..200)
                .filter(|seed| !found(&plan, &respond(&plan, 100 + seed, 2.0, f)).is_empty())
                .count();
            assert!(wrong <= 10, "curve {k}: {wrong} of 200");
        }
    }

    #[test]
    fn two_values_and_missing_ones_have_no_turn() {
        let two = plan(&["a=0.0,8.0"], Method::Grid, 0);
        assert!(found(&two, &respond(&two, 1, 0.1, |x| x[0])).is_empty());
        let three = plan(&["a=0.0,4.0,8.0"], Method::Grid, 0);
        let mut responses = respond(&three, 1, 0.1, |x| (x[0] - 4.0).abs());
        assert_eq!(found(&three, &responses).len(), 1);
        responses[2].value = f64::NAN;
        responses[2].blocks = vec![f64::NAN; 20];
        assert!(found(&three, &responses).is_empty());
    }
}
