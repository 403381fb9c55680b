//! Paired differences that are so skewed that Student's interval errs to one side.

use crate::stats::{Interval, bca, skewness, t_tail_error};

use super::compare::{CONFIDENCE, Paired};

/// How far one tail of Student's 95% interval may be off before `BCa` limits stand beside it:
/// one percentage point of its 2.5, to first order. That is |γ| / √n of 0.118, γ being the
/// skewness: 1.2 for 100 replications, 3.7 for 1 000.
const MATERIAL: f64 = 0.01;

/// Fewest pairs for a bootstrap: of fewer it knows no more than Student's interval.
pub(super) const FEWEST: usize = 20;

/// Bootstrap samples.
const DRAWS: usize = 4_000;

/// What the differences of two policies look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Skewed {
    /// Their skewness.
    pub skewness: f64,
    /// The `BCa` interval of their mean, if it is called for and all are kept.
    pub limits: Option<Interval>,
}

/// Whether skewness makes Student's interval from `n` values err materially.
pub(super) fn is_material(skewness: f64, n: u64) -> bool {
    t_tail_error(skewness, n, CONFIDENCE).is_some_and(|error| error > MATERIAL)
}

/// Looks at the differences of policy `a` minus policy `b` in a measure. The draws depend on
/// the study's seed alone, so that all differences meet the same ones.
pub(super) fn look(study: &Paired, a: usize, b: usize, measure: usize) -> Option<Skewed> {
    let kept = study.pairs.kept_differences(a, b, measure);
    let n = study.pairs.difference(a, b, measure).count();
    let skewness = skewness(&kept)?;
    let all = kept.len() as u64 == n && kept.len() >= FEWEST;
    let limits = (all && is_material(skewness, n))
        .then(|| bca(&kept, mean, CONFIDENCE, DRAWS, study.seed))
        .flatten();
    Some(Skewed { skewness, limits })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
