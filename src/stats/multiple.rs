//! Many comparisons at once: what keeps the chance of any false alarm in hand.

/// The confidence that each of `comparisons` intervals needs for all of them together to hold
/// with `confidence`: 1 − (1 − confidence) / m (Bonferroni; Dunn 1961, JASA 56:52). It holds
/// however the comparisons depend on each other.
///
/// # Examples
///
/// ```
/// assert!((sortie::inside::stats::bonferroni(0.95, 10) - 0.995).abs() < 1e-12);
/// ```
pub fn bonferroni(confidence: f64, comparisons: usize) -> f64 {
    1.0 - (1.0 - confidence) / comparisons.max(1) as f64
}

/// P values adjusted for being many: each is the least level at which the step-down procedure
/// of Holm (1979, Scandinavian Journal of Statistics 6:65) rejects, all being tested
/// together. It holds however they depend on each other.
///
/// `NaN`s stay and do not count.
///
/// # Examples
///
/// ```
/// let adjusted = sortie::inside::stats::holm(&[0.01, 0.04]);
/// assert_eq!(adjusted, [0.02, 0.04]);
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len())
        .filter(|ix| !p_values[*ix].is_nan())
        .collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut least = 0.0_f64;
    for (rank, ix) in order.iter().enumerate() {
        let left = (order.len() - rank) as f64;
        least = least.max((left * p_values[*ix]).min(1.0));
        adjusted[*ix] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn holm_agrees_with_published_adjustments() {
        // The usual worked example of the step-down: 0.005, 0.01, 0.03 and 0.04 become
        // 4 × 0.005, 3 × 0.01, 2 × 0.03, and 0.04 pulled up to what came before.
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (got, want) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((got - want).abs() < 1e-12, "{adjusted:?}");
        }
        let some = holm(&[f64::NAN, 0.5, 0.9]);
        assert!(some[0].is_nan() && some[1..] == [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn bonferroni_shares_the_error_out() {
        assert!((bonferroni(0.95, 1) - 0.95).abs() < 1e-15);
        assert!((bonferroni(0.95, 0) - 0.95).abs() < 1e-15);
        assert!((bonferroni(0.9, 4) - 0.975).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn never_below_the_raw_value_and_never_above_bonferroni(
            p in prop::collection::vec(0.0..=1.0_f64, 1..20),
        ) {
            for (raw, adjusted) in p.iter().zip(holm(&p)) {
                prop_assert!(adjusted >= *raw);
                prop_assert!(adjusted <= (raw * p.len() as f64).min(1.0));
            }
        }
    }
}
