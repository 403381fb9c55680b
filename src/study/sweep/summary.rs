//! A sweep in numbers, ready for files, tables and charts.

use serde::Serialize;

use super::super::estimate::{CONFIDENCE, Estimate};
use super::super::measures::{Better, MeasureSpec, Unit};
use super::analysis::{CurvePoint, Known, answer, noise, screening, shares};
use super::design::{Layout, Method, Plan};

use super::point_reader::Response;
use super::points::Responses;
use super::steps::{Steps, steps};
use super::turning::{Extreme, Turn, gap, turns};
use crate::scenario::document::Document;
use crate::scenario::factor::{Factor, Kind, Level, Spacing, Values};

/// A sweep in numbers; durations are in hours, shares between 0 and 1.
#[derive(Clone, Debug, Serialize)]
pub struct SweepSummary {
    /// Version of this file's layout.
    pub format: u32,
    /// Version of Sortie.
    pub sortie: &'static str,
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of its text without the sweep's changes.
    pub scenario_hash: String,
    /// Root seed, the same at every point.
    pub seed: u64,
    /// Replications of every point.
    pub replications: u64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// How points were chosen.
    pub design: Design,
    /// What was varied.
    pub factors: Vec<FactorSummary>,
    /// What came of it.
    pub measures: Vec<MeasureSummary>,
    /// What to keep in mind when reading the numbers.
    pub warnings: Vec<String>,
}

/// How points were chosen.
#[derive(Clone, Debug, Serialize)]
pub struct Design {
    /// The method.
    pub method: Method,
    /// Steps of a range, rows of a sample, or paths.
    pub points: usize,
    /// Rows of the whole plan.
    pub rows: usize,
    /// Different ones, which were run.
    pub runs: usize,
}

/// A factor.
#[derive(Clone, Debug, Serialize)]
pub struct FactorSummary {
    /// What it is called in the words of the scenario; no two have the same.
    pub label: String,
    /// Its path.
    pub path: String,
    /// What its numbers count in.
    pub kind: Kind,
    /// Its values in order, or the two ends of its range.
    pub values: Vec<Level>,
    /// True for a range.
    pub range: bool,
    /// How a range was covered.
    pub spacing: Spacing,
    /// The scenario's own value, as written; `None` if it leaves it to a default.
    pub own_text: Option<String>,
    /// The same as a number, if it is one of this kind.
    pub own: Option<f64>,
}

/// A measure.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureSummary {
    /// Its name.
    pub name: String,
    /// What it is.
    pub words: String,
    /// What must be known of it; may be empty.
    pub note: String,
    /// What it counts in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// Least response at any point.
    pub least: Option<f64>,
    /// Mean response over all points.
    pub mean: Option<f64>,
    /// Greatest response at any point.
    pub greatest: Option<f64>,
    /// Share of the variance between points that is noise of the replications.
    pub noise: Option<f64>,
    /// What each factor does, in the order of the factors.
    pub factors: Vec<FactorEffect>,
}

/// What a factor does to a measure.
#[derive(Clone, Debug, Serialize)]
pub struct FactorEffect {
    /// The factor's path.
    pub path: String,
    /// Mean response by value of the factor; empty for a screening.
    pub curve: Vec<CurveSummary>,
    /// The response at the end of the curve less that at its start.
    pub swing: Option<Estimate>,
    /// A least or greatest mean between the ends of the curve; only what is shown.
    pub turns: Vec<TurnSummary>,
    /// The largest difference between two values of a factor without an order.
    pub gap: Option<GapSummary>,
    /// Share of the variance that the factor explains alone (first-order Sobol' index).
    pub main: Option<Estimate>,
    /// Share that it has a part in (total Sobol' index).
    pub total: Option<Estimate>,
    /// Mean elementary effect μ of a screening, over the factor's whole extent.
    pub mu: Option<Estimate>,
    /// Mean size μ* of the elementary effects.
    pub mu_star: Option<Estimate>,
    /// Spread σ of the elementary effects.
    pub sigma: Option<Estimate>,
    /// The steps of a screening that are shown to go up, and down.
    pub steps: Option<Steps>,
}

/// A least or greatest mean that is shown to lie between the ends of a factor.
#[derive(Clone, Debug, Serialize)]
pub struct TurnSummary {
    /// Which it is.
    pub extreme: Extreme,
    /// The number of its point in the curve, from 0.
    pub point: usize,
    /// The first and the last point of the curve that can't be told apart from it.
    pub near: (usize, usize),
    /// The mean there; the interval holds although the point was picked among all.
    pub response: Estimate,
    /// The mean at the start of the curve less that there; the intervals of both ends hold
    /// together.
    pub first: Estimate,
    /// The mean at the end of the curve less that there.
    pub last: Estimate,
}

/// The largest difference between the means at two values of a factor.
#[derive(Clone, Debug, Serialize)]
pub struct GapSummary {
    /// The point of the curve with the least mean.
    pub least: usize,
    /// That with the greatest.
    pub greatest: usize,
    /// The difference; its interval holds although the points were picked among all.
    pub difference: Estimate,
}

/// A point of a curve.
#[derive(Clone, Debug, Serialize)]
pub struct CurveSummary {
    /// The factor's value in its unit; the mean of a group.
    pub at: f64,
    /// The value as written, if all points have the same.
    pub text: Option<String>,
    /// Points of the plan behind it.
    pub points: usize,
    /// The mean response over them.
    #[serde(flatten)]
    pub response: Estimate,
}

/// Variance of the replications above this share of a measure's variance deserves a warning.
const MUCH_NOISE: f64 = 0.1;

/// So does a total effect whose interval reaches further than this to each side.
const WIDE: f64 = 0.2;

impl SweepSummary {
    /// Sums up a sweep of a scenario. `document` is the scenario without the sweep's changes.
    pub fn new(
        document: &Document,
        scenario_hash: &str,
        plan: &Plan,
        measures: &[MeasureSpec],
        responses: &Responses,
        (replications, seed): (u64, u64),
    ) -> Self {
        let factors: Vec<FactorSummary> = plan
            .factors
            .iter()
            .map(|factor| {
                let (own_text, own) = factor.own();
                FactorSummary {
                    label: label(document, plan, factor),
                    path: factor.path.clone(),
                    kind: factor.kind,
                    values: match &factor.values {
                        Values::List(levels) => levels.clone(),
                        Values::Range(low, high) => vec![low.clone(), high.clone()],
                    },
                    range: factor.is_range(),
                    spacing: factor.spacing,
                    own_text,
                    own,
                }
            })
            .collect();
        let measures: Vec<MeasureSummary> = measures
            .iter()
            .enumerate()
            .map(|(ix, measure)| {
                let column: Vec<&Response> = responses.rows.iter().map(|row| &row[ix]).collect();
                of_measure(plan, measure, &column, seed)
            })
            .collect();
        let warnings = warnings(plan, &factors, &measures, replications);
        Self {
            format: 1,
            sortie: env!("CARGO_PKG_VERSION"),
            scenario: document.id.clone(),
            name: document.title(),
            scenario_hash: scenario_hash.to_owned(),
            seed,
            replications,
            confidence: CONFIDENCE,
            design: Design {
                method: plan.method,
                points: plan.points,
                rows: plan.rows.len(),
                runs: responses.runs,
            },
            factors,
            measures,
            warnings,
        }
    }
}

fn of_measure(
    plan: &Plan,
    measure: &MeasureSpec,
    responses: &[&Response],
    seed: u64,
) -> MeasureSummary {
    let values = || {
        responses
            .iter()
            .map(|it| it.value)
            .filter(|it| it.is_finite())
    };
    let count = values().count();
    let shares = shares(plan, responses, seed);
    let screened = screening(plan, responses, seed);
    let steps = steps(plan, responses);
    let factors = plan.factors.iter().enumerate().map(|(ix, factor)| {
        let (curve, swing) = answer(plan, responses, ix);
        let swing = swing.and_then(estimate);
        let found_turns = summed_up(turns(plan, responses, ix, &curve), &curve, measure.unit);
        let found_gap = gap(plan, responses, ix, &curve).and_then(|gap| {
            Some(GapSummary {
                least: number(&curve, gap.points.0),
                greatest: number(&curve, gap.points.1),
                difference: estimate(gap.difference)?,
            })
        });
        let share = shares.as_ref().map(|shares| shares[ix]);
        let screen = screened.as_ref().map(|screened| screened[ix]);
        FactorEffect {
            path: factor.path.clone(),
            curve: curve
                .iter()
                .filter_map(|point| {
                    let texts = || point.rows.iter().map(|row| &plan.rows[*row][ix].text);
                    let first = texts().next()?;
                    Some(CurveSummary {
                        at: point.at,
                        text: texts().all(|text| text == first).then(|| first.clone()),
                        points: point.rows.len(),
                        response: bounded(estimate(point.response)?, measure.unit),
                    })
                })
                .collect(),
            swing,
            turns: found_turns,
            gap: found_gap,
            main: share.and_then(|share| estimate(share.main)),
            total: share.and_then(|share| estimate(share.total)),
            mu: screen.and_then(|it| estimate(it.mean)),
            mu_star: screen.and_then(|it| estimate(it.size)),
            sigma: screen.and_then(|it| estimate(it.spread)),
            steps: steps.as_ref().map(|steps| steps[ix]),
        }
    });
    MeasureSummary {
        name: measure.name.clone(),
        words: measure.words.clone(),
        note: measure.note.clone(),
        unit: measure.unit,
        better: measure.better,
        least: values().min_by(f64::total_cmp),
        mean: (count > 0).then(|| values().sum::<f64>() / count as f64),
        greatest: values().max_by(f64::total_cmp),
        noise: noise(responses),
        factors: factors.collect(),
    }
}

/// A factor in the words of the scenario, with its path where that alone tells it from another.
fn label(document: &Document, plan: &Plan, factor: &Factor) -> String {
    let label = factor.label(&document.text);
    let same = plan.factors.iter();
    let same = same.filter(|other| other.label(&document.text) == label);
    if same.count() > 1 {
        format!("{label} ({})", factor.path)
    } else {
        label
    }
}

/// Turns with numbers that are all known.
fn summed_up(turns: Vec<Turn>, curve: &[CurvePoint], unit: Unit) -> Vec<TurnSummary> {
    let summary = |turn: Turn| {
        Some(TurnSummary {
            extreme: turn.extreme,
            point: number(curve, turn.point),
            near: (number(curve, turn.near.0), number(curve, turn.near.1)),
            response: bounded(estimate(turn.response)?, unit),
            first: estimate(turn.first)?,
            last: estimate(turn.last)?,
        })
    };
    turns.into_iter().filter_map(summary).collect()
}

/// The number of a point in a curve that leaves out points without a value.
fn number(curve: &[CurvePoint], point: usize) -> usize {
    let before = curve[..point].iter();
    before.filter(|it| it.response.estimate.is_finite()).count()
}

/// An estimate, if it is known.
fn estimate(known: Known) -> Option<Estimate> {
    let limit = |limit: f64| limit.is_finite().then_some(limit);
    known.estimate.is_finite().then(|| Estimate {
        estimate: known.estimate,
        low: limit(known.low),
        high: limit(known.high),
    })
}

/// No interval of a measure goes below nothing, and none of a share beyond the whole.
pub(super) fn bounded(estimate: Estimate, unit: Unit) -> Estimate {
    let most = if unit == Unit::Share {
        1.0
    } else {
        f64::INFINITY
    };
    Estimate {
        low: estimate.low.map(|low| low.max(0.0)),
        high: estimate.high.map(|high| high.min(most)),
        ..estimate
    }
}

fn warnings(
    plan: &Plan,
    factors: &[FactorSummary],
    measures: &[MeasureSummary],
    replications: u64,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if replications < 20 {
        warnings.push(format!(
            "{replications} replications of each point are few: below 20 the intervals are guesses."
        ));
    }
    if plan.method == Method::Sobol && !plan.points.is_power_of_two() {
        warnings.push(format!(
            "{} points of a Sobol' sequence are less even than {}: it is at its best at powers \
             of two.",
            plan.points,
            plan.points.next_power_of_two()
        ));
    }
    if let Layout::Mixed { rows } = plan.layout
        && rows < 32
    {
        warnings.push(format!(
            "{rows} rows are few for shares of the variance: see how wide their intervals are."
        ));
    }
    for measure in measures {
        if measure.mean.is_none() {
            warnings.push(format!(
                "`{}` has no value at any point: nothing of the kind happened.",
                measure.name
            ));
        } else if measure.least == measure.greatest {
            warnings.push(format!(
                "`{}` is the same at every point: none of the factors touches it.",
                measure.name
            ));
        } else {
            warnings.extend(doubts(factors, measure));
        }
    }
    warnings
}

/// The estimate of a share that lies furthest from what a share can be, with its factor's name.
fn odd_share<'f>(
    factors: &'f [FactorSummary],
    measure: &MeasureSummary,
) -> Option<(&'f str, Estimate)> {
    // Rounded, it would not show.
    let beyond = |share: &Estimate| (-share.estimate).max(share.estimate - 1.0) - 0.005;
    let pairs = factors.iter().zip(&measure.factors);
    let shares = pairs.flat_map(|(factor, effect)| {
        let shares = [effect.main, effect.total].into_iter().flatten();
        shares.map(|share| (factor.label.as_str(), share))
    });
    shares
        .filter(|(_, share)| beyond(share) > 0.0)
        .max_by(|a, b| beyond(&a.1).total_cmp(&beyond(&b.1)))
}

/// What to doubt in a measure that varies.
fn doubts(factors: &[FactorSummary], measure: &MeasureSummary) -> Vec<String> {
    let mut doubts = Vec::new();
    if let Some(noise) = measure.noise.filter(|noise| *noise > MUCH_NOISE) {
        doubts.push(format!(
            "{:.0}% of what `{}` varies between points is noise of the replications, which total \
             effects and spreads take for interaction: raise --replications.",
            noise * 100.0,
            measure.name
        ));
    }
    if let Some((label, share)) = odd_share(factors, measure) {
        let percent = |share: f64| format!("{:.0}", share * 100.0).replace('-', "−");
        let interval = match (share.low, share.high) {
            (Some(low), Some(high)) => format!(" ({} to {})", percent(low), percent(high)),
            _ => String::new(),
        };
        doubts.push(format!(
            "The share of the variance of `{}` that goes with {label} is estimated at {}%{interval}: \
             by chance an estimate can lie below 0% or above 100%. Its interval says what the share \
             may be; more --points narrow it.",
            measure.name,
            percent(share.estimate),
        ));
    }
    let half_widths = measure
        .factors
        .iter()
        .filter_map(|factor| factor.total?.half_width());
    let widest = half_widths.fold(0.0, f64::max);
    if widest > WIDE {
        doubts.push(format!(
            "The shares of the variance of `{}` are uncertain by up to {:.0} percentage points: \
             raise --points.",
            measure.name,
            widest * 100.0
        ));
    }
    doubts
}
