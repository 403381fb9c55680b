//! An interval for any estimate that is pooled over replications.

use super::interval::Interval;
use super::paired::Contrast;

/// The fewest sections with an estimate that make an interval.
pub(super) const LEAST_SECTIONS: usize = 5;

/// The pooled estimate with its sectioning interval.
///
/// The replications are cut into S sections of equal size, each gives its own estimate, and
/// their spread *around the pooled estimate* gives the interval
/// `pooled ± t(S−1) sqrt(Σ (section − pooled)² / (S (S−1)))` (Asmussen & Glynn 2007,
/// Stochastic Simulation, III.5a; Nakayama 2014, ACM TOMACS 24(4):19). Unlike batching, the
/// centre keeps the small bias of the pooled estimate. It works for quantiles, ratios and
/// restricted means of correlated incidents, as replications are independent.
///
/// A section without an estimate (no incident of that kind, or a quantile that censoring
/// hides) is left out, and S falls. `None` with fewer than [`LEAST_SECTIONS`] left, if a
/// value is not finite, or unless `0 < confidence < 1`.
///
/// # Examples
///
/// ```
/// let medians = [Some(4.0), Some(5.0), None, Some(6.0), Some(5.0), Some(5.0)];
/// let interval = sortie::inside::stats::sectioned(5.0, &medians, 0.95).unwrap();
/// assert!((interval.half_width() - 2.776_445 * (2.0_f64 / 20.0).sqrt()).abs() < 1e-5);
/// ```
pub fn sectioned(pooled: f64, sections: &[Option<f64>], confidence: f64) -> Option<Interval> {
    sectioned_contrast(pooled, sections)?.interval(confidence)
}

/// The same, as an estimate with its standard error and degrees of freedom: what comparisons of
/// many need, each at its own confidence. For the difference of two systems that met the same
/// luck, give the pooled difference and that of each section.
pub(crate) fn sectioned_contrast(pooled: f64, sections: &[Option<f64>]) -> Option<Contrast> {
    let mut count = 0_usize;
    let mut squares = 0.0;
    for section in sections.iter().flatten() {
        count += 1;
        squares += (section - pooled) * (section - pooled);
    }
    if count < LEAST_SECTIONS || !squares.is_finite() || !pooled.is_finite() {
        return None;
    }
    let s = count as f64;
    Some(Contrast {
        estimate: pooled,
        error: (squares / (s * (s - 1.0))).sqrt(),
        df: s - 1.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::dice::Dice;
    use crate::stats::{Moments, quantile};

    #[test]
    fn of_means_it_is_the_t_interval() {
        // With equal sections the pooled mean is the mean of the section means, and both
        // intervals are the same formula.
        let means = [3.0, 4.5, 2.5, 5.0, 4.0, 3.5];
        let moments: Moments = means.into_iter().collect();
        let want = moments.interval(0.9).unwrap();
        let sections = means.map(Some);
        let got = sectioned(moments.mean().unwrap(), &sections, 0.9).unwrap();
        assert!((got.low - want.low).abs() < 1e-12);
        assert!((got.high - want.high).abs() < 1e-12);
    }

    #[test]
    fn needs_five_sections_with_a_value() {
        let mut sections = vec![Some(1.0), None, Some(2.0), None, Some(1.5), Some(1.0)];
        assert_eq!(sectioned(1.4, &sections, 0.95), None);
        sections.push(Some(1.2));
        assert!(sectioned(1.4, &sections, 0.95).is_some());
        assert_eq!(sectioned(f64::NAN, &sections, 0.95), None);
        assert_eq!(sectioned(1.4, &sections, 0.0), None);
        sections.push(Some(f64::INFINITY));
        assert_eq!(sectioned(1.4, &sections, 0.95), None);
    }

    #[test]
    fn covers_a_median_as_often_as_it_says() {
        // 400 experiments, 20 sections of 200 uniforms each: the true median is 0.5. With
        // chance 0.95 per experiment, 400 experiments stay within ±4 standard deviations:
        // 0.95 ± 0.044.
        let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
        let mut hits = 0;
        for _ in 0..400 {
            let mut all = Vec::new();
            let mut medians = Vec::new();
            for _ in 0..20 {
                let mut section: Vec<f64> = (0..200).map(|_| dice.uniform()).collect();
                section.sort_by(f64::total_cmp);
                medians.push(quantile(&section, 0.5));
                all.extend(section);
            }
            all.sort_by(f64::total_cmp);
            let interval = sectioned(quantile(&all, 0.5).unwrap(), &medians, 0.95).unwrap();
            hits += u32::from(interval.covers(0.5));
        }
        let coverage = f64::from(hits) / 400.0;
        assert!((coverage - 0.95).abs() <= 0.044, "{coverage}");
    }
}
