//! Two levels of chance: what differs between points, and what differs within one.
//!
//! At each of some points (assumptions, say) several independent runs give a mean and a variance.
//! The means differ for two reasons: the points do, and each mean is of few runs.

/// Where a variance comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Mean over the points.
    pub mean: f64,
    /// Variance of the points' true means; at least 0.
    pub between: f64,
    /// Variance of a single run at a point, on average over the points.
    pub within: f64,
    /// Variance that a point's mean has because it is of few runs, on average over the points.
    pub error: f64,
}

/// The two variances behind means of `counts` runs each, with their variances within a point:
/// the variance between the means less the error of a mean, as in the analysis of variance with
/// random effects (Searle, Casella & `McCulloch` 1992, "Variance components", section 3.2; Sun,
/// Apley & Staum 2011, Operations Research 59:998, on nested simulation). Before it is cut at 0
/// the difference is unbiased for any number of runs. `None` for fewer than two points.
///
/// # Examples
/// ```
/// use sortie::inside::stats::components;
///
/// let of = components(&[1.0, 3.0, 5.0], &[2.0, 2.0, 2.0], &[4, 4, 4]).expect("three points");
/// assert!((of.between - (4.0 - 0.5)).abs() < 1e-12 && (of.within - 2.0).abs() < 1e-12);
/// ```
pub fn components(means: &[f64], variances: &[f64], counts: &[u64]) -> Option<Components> {
    let points = means.len();
    if points < 2 || variances.len() != points || counts.len() != points {
        return None;
    }
    let mean = average(means.iter().copied());
    let spread: f64 = means.iter().map(|it| (it - mean) * (it - mean)).sum();
    let within = average(variances.iter().copied());
    let errors = variances.iter().zip(counts);
    let error = average(errors.map(|(variance, count)| variance / (*count).max(1) as f64));
    Some(Components {
        mean,
        between: (spread / (points - 1) as f64 - error).max(0.0),
        within,
        error,
    })
}

impl Components {
    /// Estimates of the points' true means whose spread is that of the true ones: the means drawn
    /// towards their average by the root of the share of their variance that is no error
    /// (constrained empirical Bayes: Louis 1984, JASA 79:393; Ghosh 1992, JASA 87:533). Counting
    /// points beyond a border, or taking a maximum, with the means themselves would find too
    /// many and too much.
    pub fn true_means(&self, means: &[f64]) -> Vec<f64> {
        let all = self.between + self.error;
        let kept = if all > 0.0 {
            libm::sqrt(self.between / all)
        } else {
            0.0
        };
        let drawn = means.iter().map(|it| self.mean + kept * (it - self.mean));
        drawn.collect()
    }
}

fn average(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    values.sum::<f64>() / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::dice::Dice;

    #[test]
    fn the_two_variances_are_found_for_any_number_of_runs() {
        // Points from N(0, 2²), runs about them from N(point, 3²).
        let mut dice = Dice::new(11);
        for runs in [2_u64, 5, 40] {
            let (mut between, mut within) = (0.0, 0.0);
            let studies = 400;
            for _ in 0..studies {
                let (mut means, mut variances) = (Vec::new(), Vec::new());
                for _ in 0..60 {
                    let point = 2.0 * dice.normal();
                    let values: Vec<f64> = (0..runs).map(|_| point + 3.0 * dice.normal()).collect();
                    let mean = values.iter().sum::<f64>() / runs as f64;
                    let spread: f64 = values.iter().map(|it| (it - mean).powi(2)).sum();
                    means.push(mean);
                    variances.push(spread / (runs - 1) as f64);
                }
                let found = components(&means, &variances, &[runs; 60]).expect("points");
                between += found.between / f64::from(studies);
                within += found.within / f64::from(studies);
            }
            // Standard errors: about 4 √(2/59)/20 (1 + 9/(4·2)) ≤ 0.08 and 9 √(2/60)/20 = 0.08.
            assert!((between - 4.0).abs() < 0.26, "{runs}: {between}");
            assert!((within - 9.0).abs() < 0.26, "{runs}: {within}");
        }
    }

    #[test]
    fn true_means_spread_as_they_should() {
        let found = components(&[0.0, 2.0, 4.0, 6.0], &[8.0; 4], &[4; 4]).expect("points");
        let drawn = found.true_means(&[0.0, 2.0, 4.0, 6.0]);
        let again = components(&drawn, &[0.0; 4], &[4; 4]).expect("points");
        assert!((again.between - found.between).abs() < 1e-12);
        let none = components(&[1.0, 1.1], &[100.0; 2], &[4; 2]).expect("points");
        let same = none.true_means(&[1.0, 1.1]);
        assert!((same[0] - same[1]).abs() < 1e-12);
    }
}
