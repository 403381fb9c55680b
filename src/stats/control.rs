//! A mean made surer by another whose true value is known.

use super::moments::Moments;
use super::paired::Contrast;

/// Pairs of a value and a control whose true mean is known: a count of arrivals, for instance,
/// of which the scenario says how many to expect.
///
/// Where a replication had more incidents than it should, its wait was longer than it should
/// be; the regression of one on the other takes that part out (Lavenberg & Welch 1981,
/// Management Science 27:322). The error has n − 2 degrees of freedom, one less for the slope;
/// it is exact for values that are jointly normal. One pair per replication.
///
/// # Examples
///
/// ```
/// let mut waits = sortie::stats::Controlled::new();
/// for (hours, incidents) in [(3.0, 8.0), (5.1, 12.0), (4.0, 10.0), (6.0, 14.0)] {
///     waits.push(hours, incidents);
/// }
/// let estimate = waits.estimate(10.0).unwrap();
/// assert!((estimate.estimate - 4.02).abs() < 0.01);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Controlled {
    values: Moments,
    controls: Moments,
    /// Sum of products of deviations.
    products: f64,
}

impl Controlled {
    /// No pairs yet.
    pub const fn new() -> Self {
        Self {
            values: Moments::new(),
            controls: Moments::new(),
            products: 0.0,
        }
    }

    /// Takes in a value with its control, both finite.
    pub fn push(&mut self, value: f64, control: f64) {
        // Before the mean of the values moves, after that of the controls has: the running
        // product needs one of each.
        let before = value - self.values.mean().unwrap_or(value);
        self.values.push(value);
        self.controls.push(control);
        self.products += before * (control - self.controls.mean().unwrap_or(control));
    }

    /// Takes in every pair that `other` has seen; merge in a fixed order.
    pub fn merge(&mut self, other: &Self) {
        if let (Some(a), Some(b), Some(c), Some(d)) = (
            self.values.mean(),
            other.values.mean(),
            self.controls.mean(),
            other.controls.mean(),
        ) {
            let (n, m) = (self.values.count() as f64, other.values.count() as f64);
            self.products += (b - a) * (d - c) * (n * m / (n + m));
        }
        self.products += other.products;
        self.values.merge(&other.values);
        self.controls.merge(&other.controls);
    }

    /// The values, as they are without control.
    pub const fn values(&self) -> &Moments {
        &self.values
    }

    /// The mean of the values, had the controls come out at their true mean.
    ///
    /// `None` below three pairs, or where the control does not vary.
    pub fn estimate(&self, true_mean: f64) -> Option<Contrast> {
        let n = self.values.count();
        if n < 3 || self.controls.m2() <= 0.0 {
            return None;
        }
        let spread = self.controls.m2();
        let slope = self.products / spread;
        let off = self.controls.mean()? - true_mean;
        let df = (n - 2) as f64;
        let residual = (self.values.m2() - slope * self.products).max(0.0) / df;
        Some(Contrast {
            estimate: self.values.mean()? - slope * off,
            error: (residual * (1.0 / n as f64 + off * off / spread)).sqrt(),
            df,
        })
    }

    /// How many times smaller the control has made the variance of the mean.
    pub fn variance_saved(&self, true_mean: f64) -> Option<f64> {
        let controlled = self.estimate(true_mean)?.error;
        let plain = self.values.standard_error()?;
        (controlled > 0.0).then(|| plain * plain / (controlled * controlled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Anscombe 1973, American Statistician 27:17, first data set: x, y.
    const ANSCOMBE: [(f64, f64); 11] = [
        (10.0, 8.04),
        (8.0, 6.95),
        (13.0, 7.58),
        (9.0, 8.81),
        (11.0, 8.33),
        (14.0, 9.96),
        (6.0, 7.24),
        (4.0, 4.26),
        (12.0, 10.84),
        (7.0, 4.82),
        (5.0, 5.68),
    ];

    #[test]
    fn agrees_with_a_published_regression() {
        // At a true mean of 0 the estimate is the intercept of the regression: 3.0001 with a
        // standard error of 1.1247 and 9 degrees of freedom.
        let mut controlled = Controlled::new();
        for (x, y) in ANSCOMBE {
            controlled.push(y, x);
        }
        let intercept = controlled.estimate(0.0).unwrap();
        assert!((intercept.estimate - 3.0001).abs() < 5e-5);
        assert!((intercept.error - 1.1247).abs() < 5e-5);
        assert!((intercept.df - 9.0).abs() < 1e-12);
        // At their own mean, 9, nothing is moved: 7.5009, with what the slope has explained,
        // r² = 0.6665, taken out of the spread.
        let there = controlled.estimate(9.0).unwrap();
        assert!((there.estimate - 7.500_909_1).abs() < 1e-6);
        let saved = controlled.variance_saved(9.0).unwrap();
        assert!((saved - 9.0 / 10.0 / (1.0 - 0.666_542)).abs() < 1e-4);
    }

    /// Controls 0, 1, 2 and values 0, 1, 3: means 1 and 4/3, sums of squares 2 and 14/3, of
    /// products 3, so the slope is 3/2 and 1/6 remains, with one degree of freedom.
    #[test]
    fn three_pairs_are_the_least() {
        let mut controlled = Controlled::new();
        for (value, control) in [(0.0, 0.0), (1.0, 1.0)] {
            controlled.push(value, control);
            assert_eq!(controlled.estimate(0.0), None);
        }
        controlled.push(3.0, 2.0);
        assert_eq!(controlled.values().count(), 3);
        assert_eq!(controlled.values().max(), Some(3.0));
        let at_zero = controlled.estimate(0.0).unwrap();
        assert!((at_zero.estimate + 1.0 / 6.0).abs() < 1e-14);
        assert!((at_zero.error - (5.0_f64 / 36.0).sqrt()).abs() < 1e-14);
        assert!((at_zero.df - 1.0).abs() < 1e-15);
        // 7/9 was the variance of the mean, 1/18 remains at the controls' own.
        assert!((controlled.variance_saved(1.0).unwrap() - 14.0).abs() < 1e-12);
    }

    #[test]
    fn a_control_that_explains_all_leaves_no_ratio() {
        let mut controlled = Controlled::new();
        for control in [0.0, 1.0, 2.0] {
            controlled.push(2.0 * control, control);
        }
        let all = controlled.estimate(3.0).unwrap();
        assert!((all.estimate - 6.0).abs() < 1e-15 && all.error.abs() < 1e-15);
        assert_eq!(controlled.variance_saved(3.0), None);
    }

    /// exp(U) controlled by U, at the middles of 10,000 equal parts: the slope is
    /// 6 (3 − e), and of the variance (e² − 1)/2 − (e − 1)² = 0.242036 there remains 0.003940.
    #[test]
    fn a_uniform_controls_its_exponential() {
        let number = 10_000;
        let mut controlled = Controlled::new();
        for part in 0..number {
            let u = (f64::from(part) + 0.5) / f64::from(number);
            controlled.push(libm::exp(u), u);
        }
        let mean = std::f64::consts::E - 1.0;
        assert!((controlled.estimate(0.5).unwrap().estimate - mean).abs() < 1e-8);
        let slope = controlled.estimate(1.5).unwrap().estimate - mean;
        assert!((slope - 1.690_309_029_25).abs() < 1e-6, "{slope}");
        let saved = controlled.variance_saved(0.5).unwrap();
        let exact = 0.242_035_607_453 / 0.003_940_222_923_63;
        assert!((saved / exact - 1.0).abs() < 1e-3, "{saved}");
    }

    #[test]
    fn merging_is_pushing() {
        let of = |pairs: &[(f64, f64)]| {
            let mut controlled = Controlled::new();
            for (x, y) in pairs {
                controlled.push(*y, *x);
            }
            controlled
        };
        for cut in 0..=11 {
            let mut merged = of(&ANSCOMBE[..cut]);
            merged.merge(&of(&ANSCOMBE[cut..]));
            let (a, b) = (
                merged.estimate(3.0).unwrap(),
                of(&ANSCOMBE).estimate(3.0).unwrap(),
            );
            assert!((a.estimate - b.estimate).abs() < 1e-12);
            assert!((a.error - b.error).abs() < 1e-12);
        }
        assert_eq!(of(&ANSCOMBE[..2]).estimate(3.0), None);
        assert_eq!(
            of(&[(1.0, 2.0), (1.0, 3.0), (1.0, 4.0)]).estimate(1.0),
            None
        );
    }
}
