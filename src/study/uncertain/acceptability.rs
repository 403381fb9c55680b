//! Chances to be best by worth of an hour against cost in expert-days.

use serde::Serialize;

use crate::stats::{acceptability, frontier};

/// How many worths are looked at, 0 among them.
const STEPS: usize = 61;

/// Which policy to choose, by what one more unit of the headline measure is worth.
#[derive(Clone, Debug, Serialize)]
pub struct Acceptability {
    /// Name of the measure.
    pub measure: String,
    /// Who can be compared, and what they cost.
    pub policies: Vec<PolicyCost>,
    /// From which worth on which policy is best on average, from 0 on.
    pub frontier: Vec<BestFrom>,
    /// Worths of a unit of the measure, expert-days.
    pub worths: Vec<f64>,
    /// The chance to be best by worth, of each policy in the order of `policies`.
    pub chances: Vec<Vec<f64>>,
}

impl Acceptability {
    /// Who is best on average at a worth.
    pub(crate) fn best_at(&self, worth: f64) -> Option<&BestFrom> {
        self.frontier.iter().rev().find(|from| from.worth <= worth)
    }
}

/// What a policy costs.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyCost {
    /// Its id.
    pub policy: String,
    /// Expert-days on duty and learning alongside after the warm-up, mean over the points.
    pub expert_days: f64,
}

/// From which worth on a policy is best on average.
#[derive(Clone, Debug, Serialize)]
pub struct BestFrom {
    /// The worth, expert-days for a unit of the measure.
    pub worth: f64,
    /// Id of the policy.
    pub policy: String,
}

/// Weighs gains of policies against their costs, both by policy and point. `None` if all cost the
/// same, or nothing is gained.
pub(super) fn weigh(
    measure: &str,
    ids: &[String],
    costs: &[Vec<f64>],
    gains: &[Vec<f64>],
) -> Option<Acceptability> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let points = costs.first()?.len();
    if points == 0 {
        return None;
    }
    let averages: Vec<(f64, f64)> = costs
        .iter()
        .zip(gains)
        .map(|(costs, gains)| (mean(costs), mean(gains)))
        .collect();
    let differs = |of: fn(&(f64, f64)) -> f64| {
        let first = of(&averages[0]);
        averages
            .iter()
            .any(|it| (of(it) - first).abs() > 1e-9 * first.abs().max(1e-9))
    };
    if !differs(|it| it.0) || !differs(|it| it.1) {
        return None;
    }
    let best = frontier(&averages);
    let (last, _) = best.last()?;
    let most = if *last > 0.0 {
        2.0 * last
    } else {
        // Nothing is dearer and better: as far as the costs are worth the gains.
        let spread = |of: fn(&(f64, f64)) -> f64| {
            let (low, high) = averages
                .iter()
                .map(of)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| {
                    (low.min(it), high.max(it))
                });
            high - low
        };
        2.0 * spread(|it| it.0) / spread(|it| it.1)
    };
    let by_point = |table: &[Vec<f64>]| -> Vec<Vec<f64>> {
        (0..points)
            .map(|point| table.iter().map(|row| row[point]).collect())
            .collect()
    };
    let (costs, gains) = (by_point(costs), by_point(gains));
    let worths: Vec<f64> = (0..STEPS)
        .map(|step| most * step as f64 / (STEPS - 1) as f64)
        .collect();
    let at: Vec<Vec<f64>> = worths
        .iter()
        .map(|worth| acceptability(&costs, &gains, *worth))
        .collect();
    Some(Acceptability {
        measure: measure.to_owned(),
        policies: ids
            .iter()
            .zip(&averages)
            .map(|(id, (cost, _))| PolicyCost {
                policy: id.clone(),
                expert_days: *cost,
            })
            .collect(),
        frontier: best
            .into_iter()
            .map(|(worth, option)| BestFrom {
                worth,
                policy: ids[option].clone(),
            })
            .collect(),
        worths,
        chances: (0..ids.len())
            .map(|policy| at.iter().map(|row| row[policy]).collect())
            .collect(),
    })
}
