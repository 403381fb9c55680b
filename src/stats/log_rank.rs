//! Do two groups differ in how long they take?

use statrs::function::erf::erfc;

use super::survival::SurvivalCurve;

/// The outcome of a log-rank test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRank {
    /// Ends seen in the first group.
    pub observed: u64,
    /// Ends to be expected there if both groups took equally long.
    pub expected: f64,
    /// (observed − expected)² over its variance: χ² with one degree of freedom.
    pub chi_squared: f64,
    /// The chance of so large a χ² if the groups do not differ.
    pub p_value: f64,
}

/// The log-rank test of Mantel (1966, Cancer Chemotherapy Reports 50:163), variance of the
/// hypergeometric distribution at each time.
///
/// It takes the observations as independent. `None` if no time tells the groups apart
/// (nothing ended while both had somebody at risk).
pub fn log_rank(first: &SurvivalCurve, second: &SurvivalCurve) -> Option<LogRank> {
    // Those at which nothing ended add 0 to every sum.
    let mut times: Vec<f64> = [first, second]
        .iter()
        .flat_map(|curve| curve.steps())
        .map(|step| step.at)
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut observed = 0;
    let mut expected = 0.0;
    let mut variance = 0.0;
    for time in times {
        let here = events(first, time);
        let all = (here + events(second, time)) as f64;
        let risk = first.at_risk(time) as f64;
        let both = risk + second.at_risk(time) as f64;
        let share = risk / both;
        observed += here;
        expected += all * share;
        if both > 1.0 {
            variance += all * share * (1.0 - share) * (both - all) / (both - 1.0);
        }
    }
    let chi_squared = (observed as f64 - expected) * (observed as f64 - expected) / variance;
    (variance > 0.0).then(|| LogRank {
        observed,
        expected,
        chi_squared,
        p_value: erfc((chi_squared / 2.0).sqrt()),
    })
}

fn events(curve: &SurvivalCurve, time: f64) -> u64 {
    let steps = curve.steps();
    let place = steps.partition_point(|step| step.at < time);
    steps
        .get(place)
        .filter(|step| step.at <= time)
        .map_or(0, |step| step.events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Observation;
    use crate::stats::survival::tests::remission;

    #[test]
    fn remission_with_and_without_treatment() {
        // Textbook 16.79 (Kleinbaum & Klein 2012, chapter 2), expected 19.25 and 10.75;
        // further digits computed outside this crate.
        let (treated, placebo) = remission();
        let (treated, placebo) = (SurvivalCurve::new(&treated), SurvivalCurve::new(&placebo));
        let test = log_rank(&treated, &placebo).unwrap();
        assert!((test.chi_squared - 16.792_940_989_2).abs() < 1e-9);
        assert_eq!(test.observed, 9);
        assert!((test.expected - 19.25).abs() < 0.005);
        assert!((test.p_value - 4.17e-5).abs() < 0.01e-5);
        let other = log_rank(&placebo, &treated).unwrap();
        assert!((other.chi_squared - test.chi_squared).abs() < 1e-9);
    }

    /// Ends at 1 and 3 against ends at 2 and 4, by hand: of 4, 3, 2 and 1 at risk the first
    /// group has 2, 1, 1 and 0, so 1/2 + 1/3 + 1/2 are expected of it, and the variance is
    /// 1/4 + 2/9 + 1/4 = 13/18. The last alone at risk tells nothing.
    #[test]
    fn four_that_end_in_turn() {
        let of = |times: [f64; 2]| SurvivalCurve::new(&times.map(Observation::ended));
        let test = log_rank(&of([1.0, 3.0]), &of([2.0, 4.0])).unwrap();
        assert_eq!(test.observed, 2);
        assert!((test.expected - 4.0 / 3.0).abs() < 1e-14);
        assert!((test.chi_squared - 8.0 / 13.0).abs() < 1e-14);
        // The normal distribution beyond ± √(8/13).
        assert!((test.p_value - 0.432_767_580_7).abs() < 1e-9);
    }

    #[test]
    fn groups_that_never_meet_have_no_test() {
        let none = SurvivalCurve::new(&[]);
        let one = SurvivalCurve::new(&[Observation::ended(3.0)]);
        assert_eq!(log_rank(&none, &one), None);
        assert_eq!(log_rank(&none, &none), None);
    }
}
