//! Which way the steps of a screening go.
//!
//! Spread σ is large where a factor bends, where it depends on others, and where there is noise.
//! Steps that are shown to go up beside steps that are shown to go down are no noise. Each step is
//! a paired difference over the replications that both its points met; all steps of a factor hold
//! together at 95% (Bonferroni).

use crate::stats::{Moments, t_quantile};

use super::super::estimate::CONFIDENCE;
use super::design::{Layout, Plan};
use super::point_reader::Response;

/// How many steps of a factor there are, and are shown to go each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Steps {
    /// Steps that changed the factor.
    pub all: usize,
    /// Steps that are shown to raise the result when the factor rises.
    pub up: usize,
    /// Steps that are shown to lower it.
    pub down: usize,
}

/// The steps of each factor; `None` for another design.
pub(super) fn steps(plan: &Plan, responses: &[&Response]) -> Option<Vec<Steps>> {
    let Layout::Paths(paths) = &plan.layout else {
        return None;
    };
    let upper = 1.0 - (1.0 - CONFIDENCE) / 2.0 / paths.len().max(1) as f64;
    let mut found = vec![Steps::default(); plan.factors.len()];
    for (path, responses) in paths.iter().zip(responses.chunks(plan.factors.len() + 1)) {
        for ((factor, moved), pair) in path.steps.iter().zip(responses.windows(2)) {
            if *moved == 0.0 {
                continue;
            }
            let steps = &mut found[*factor];
            steps.all += 1;
            let blocks = pair[0].blocks.iter().zip(&pair[1].blocks);
            let changes: Moments = blocks
                .map(|(before, after)| (after - before) * moved.signum())
                .filter(|change| change.is_finite())
                .collect();
            let (Some(mean), Some(error)) = (changes.mean(), changes.standard_error()) else {
                continue;
            };
            let half = t_quantile((changes.count() - 1) as f64, upper) * error;
            // What rounding alone makes is no change.
            let half = half.max(1e-9 * pair[0].value.abs());
            if mean > half {
                steps.up += 1;
            } else if mean < -half {
                steps.down += 1;
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::design::Method;
    use super::super::draws::{Draws, Purpose};
    use super::*;
    use crate::scenario::factor::Factor;

    #[test]
    fn steps_both_ways_are_told_from_noise() {
        let vary = ["a=0.0..1.0", "b=0.0..1.0", "c=0.0..1.0"];
        let factors = vary.map(|it| Factor::parse(it).expect("a factor")).to_vec();
        let plan = Plan::new(factors, Some(Method::Morris), Some(20), 3).expect("a plan");
        let mut draws = Draws::new(5, Purpose::Latin);
        let responses: Vec<Response> = plan
            .rows
            .iter()
            .map(|row| {
                // A hump beside the middle, a straight line, and nothing.
                let value = -9.0 * (row[0].value - 0.4).powi(2) + 2.0 * row[1].value;
                let blocks: Vec<f64> = (0..20).map(|_| value + draws.unit() - 0.5).collect();
                Response {
                    value: blocks.iter().sum::<f64>() / 20.0,
                    low: f64::NAN,
                    high: f64::NAN,
                    blocks,
                }
            })
            .collect();
        let responses: Vec<&Response> = responses.iter().collect();
        let found = steps(&plan, &responses).expect("paths");
        assert!(found[0].up > 0 && found[0].down > 0, "{found:?}");
        assert!(found[1].up > 15 && found[1].down == 0, "{found:?}");
        assert_eq!((found[2].all, found[2].up, found[2].down), (20, 0, 0));
    }
}
