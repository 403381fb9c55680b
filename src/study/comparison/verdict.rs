//! What differences come to, all of them together.

use serde::Serialize;

use super::{Difference, MeasureResult};
use crate::stats::{Contrast, bonferroni, holm};
use crate::study::compare::{CONFIDENCE, MeasureColumn, Paired, contrast};
use crate::study::measures::Better;

/// What a difference comes to, all together at 95%. One whose limits lie within what is worth
/// acting on is practically the same, whether or not they exclude zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Shown to be better than the baseline.
    Better,
    /// Shown to be worse.
    Worse,
    /// Shown to differ, where no way is better.
    Different,
    /// Shown to differ by less than is worth acting on.
    PracticallyTheSame,
    /// Neither shown to differ nor to be practically the same.
    NotShown,
    /// The same in every replication.
    Same,
}

impl Verdict {
    /// `better`, `worse`, `different`, `practically_the_same`, `not_shown` or `same`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Different => "different",
            Self::PracticallyTheSame => "practically_the_same",
            Self::NotShown => "not_shown",
            Self::Same => "same",
        }
    }

    /// True if a difference is shown that is not too small to matter.
    pub(crate) const fn is_shown(self) -> bool {
        matches!(self, Self::Better | Self::Worse | Self::Different)
    }
}

/// Fills in what holds for all differences together; gives their number.
///
/// Two claims are made of differences, each of all of them together at 5%. *They differ*: the
/// two-sided interval at 1 − 5%/m excludes zero. *They are practically the same*: two one-sided
/// tests, each at 5%/m, reject that the difference is as large as the smallest worth acting on,
/// δ, either way (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657),
/// which is that the interval at 1 − 10%/m lies within ±δ. A test of m that are all true is wrong
/// with at most 5%, however they depend on each other (Bonferroni).
pub(super) fn judge(
    results: &mut [MeasureResult],
    study: &Paired,
    places: &[MeasureColumn],
) -> usize {
    let mut found: Vec<(usize, usize, Option<Contrast>)> = Vec::new();
    for (measure, result) in results.iter().enumerate() {
        for (rank, row) in result.rows.iter().enumerate() {
            if row.difference.is_some() {
                let contrast = contrast(study, places[measure], rank, 0);
                found.push((measure, rank, contrast));
            }
        }
    }
    let tested: Vec<f64> = found
        .iter()
        .map(|(.., contrast)| contrast.map_or(f64::NAN, |it| it.p_value()))
        .collect();
    let comparisons = tested.iter().filter(|p| !p.is_nan()).count();
    let levels = Levels {
        differ: bonferroni(CONFIDENCE, comparisons),
        same: bonferroni(2.0 * CONFIDENCE - 1.0, comparisons),
    };
    let adjusted = holm(&tested);
    for ((measure, rank, contrast), p_holm) in found.into_iter().zip(adjusted) {
        let better = results[measure].better;
        let worthwhile = results[measure].worthwhile.map(|it| it.size);
        let Some(difference) = &mut results[measure].rows[rank].difference else {
            continue;
        };
        let Some(contrast) = contrast else {
            continue;
        };
        difference.p_holm = Some(p_holm);
        levels.judge(difference, contrast, worthwhile, better);
    }
    comparisons
}

/// The confidence of each interval that makes all of them hold together.
struct Levels {
    /// For claims that something differs.
    differ: f64,
    /// For claims that it is practically the same.
    same: f64,
}

impl Levels {
    fn judge(
        &self,
        difference: &mut Difference,
        contrast: Contrast,
        worthwhile: Option<f64>,
        better: Better,
    ) {
        let (Some(apart), Some(near)) =
            (contrast.interval(self.differ), contrast.interval(self.same))
        else {
            return;
        };
        difference.together_low = Some(apart.low);
        difference.together_high = Some(apart.high);
        difference.equivalence_low = Some(near.low);
        difference.equivalence_high = Some(near.high);
        difference.verdict = if contrast.error <= 0.0 && contrast.estimate.abs() <= 0.0 {
            Verdict::Same
        } else if worthwhile.is_some_and(|size| -size < near.low && near.high < size) {
            Verdict::PracticallyTheSame
        } else if apart.covers(0.0) {
            Verdict::NotShown
        } else {
            match better {
                Better::Neither => Verdict::Different,
                Better::Lower if apart.high < 0.0 => Verdict::Better,
                Better::Higher if apart.low > 0.0 => Verdict::Better,
                Better::Lower | Better::Higher => Verdict::Worse,
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::dice::Dice;
    use crate::stats::normal_cdf;
    use crate::study::estimate::Estimate;

    const WORTH: f64 = 3.0;

    fn levels(comparisons: usize) -> Levels {
        Levels {
            differ: bonferroni(0.95, comparisons),
            same: bonferroni(0.90, comparisons),
        }
    }

    /// The verdict on an estimate with a standard error, as good as normal.
    fn verdict(levels: &Levels, estimate: f64, error: f64, better: Better) -> Verdict {
        let contrast = Contrast {
            estimate,
            error,
            df: 1e9,
        };
        let mut difference = Difference::bare(1_000, Estimate::bare(estimate));
        levels.judge(&mut difference, contrast, Some(WORTH), better);
        difference.verdict
    }

    /// In what share of studies of `count` differences, each of a size and with a standard error
    /// of 1, one at least is said to be practically the same.
    fn said(truth: f64, count: usize, studies: u32, seed: u64) -> f64 {
        let levels = levels(count);
        let mut dice = Dice::new(seed);
        let mut times = 0;
        for _ in 0..studies {
            let mut any = false;
            // All are drawn, so that the draws of a study don't depend on its verdicts.
            for _ in 0..count {
                let found = verdict(&levels, truth + dice.normal(), 1.0, Better::Lower);
                any |= found == Verdict::PracticallyTheSame;
            }
            times += u32::from(any);
        }
        f64::from(times) / f64::from(studies)
    }

    fn close(found: f64, want: f64, studies: u32) {
        let error = (want * (1.0 - want) / f64::from(studies)).sqrt();
        assert!((found - want).abs() < 4.0 * error, "{found} {want} {error}");
    }

    #[test]
    fn what_is_just_worth_acting_on_passes_for_the_same_once_in_twenty_times() {
        // At the border the test on the other side rejects as good as always: its chance not
        // to is that of a normal value beyond 6 − 1.645.
        close(said(WORTH, 1, 5_000, 1), 0.05, 5_000);
        close(said(-WORTH, 1, 5_000, 2), 0.05, 5_000);
        // Ten independent ones: 1 − (1 − 0.05 / 10)^10.
        let any = 1.0 - 0.995_f64.powi(10);
        close(said(WORTH, 10, 2_000, 3), any, 2_000);
    }

    #[test]
    fn what_does_not_differ_passes_for_the_same_as_often_as_theory_says() {
        // 2 Φ(δ/σ − z) − 1 with δ/σ = 3 and z at 95%: 0.825.
        let power = 2.0 * normal_cdf(WORTH - 1.644_854) - 1.0;
        assert!((power - 0.8246).abs() < 1e-3);
        close(said(0.0, 1, 5_000, 4), power, 5_000);
    }

    #[test]
    fn verdicts_depend_on_where_the_intervals_lie() {
        let alone = levels(1);
        let sharp = |estimate, better| verdict(&alone, estimate, 0.1, better);
        // Sure not to be zero, and too small to matter all the same.
        assert_eq!(sharp(1.0, Better::Lower), Verdict::PracticallyTheSame);
        assert_eq!(sharp(4.0, Better::Lower), Verdict::Worse);
        assert_eq!(sharp(-4.0, Better::Lower), Verdict::Better);
        assert_eq!(sharp(4.0, Better::Higher), Verdict::Better);
        assert_eq!(sharp(4.0, Better::Neither), Verdict::Different);
        // The border belongs to what matters.
        assert_eq!(sharp(3.0, Better::Lower), Verdict::Worse);
        // Zero and the border are both within reach.
        let blurred = verdict(&alone, 1.8, 1.0, Better::Lower);
        assert_eq!(blurred, Verdict::NotShown);
    }
}
