//! Curves against published data and against their own promises.

use proptest::prelude::*;

use super::*;

/// Weeks in remission with 6-mercaptopurine and with placebo, 21 patients each: Freireich
/// et al. 1963 (Blood 21:699) as in Gehan 1965 (Biometrika 52:203). `-` marks censored.
pub(in crate::stats) fn remission() -> (Vec<Observation>, Vec<Observation>) {
    let treated = [
        6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35,
    ];
    let placebo = [
        1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
    ];
    let of = |weeks: &[i32]| {
        weeks
            .iter()
            .map(|&week| Observation {
                time: f64::from(week.abs()),
                ended: week > 0,
            })
            .collect()
    };
    (of(&treated), of(&placebo))
}

fn close(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance, "{got} is not {want}");
}

#[test]
fn survival_and_greenwood_of_remission() {
    // Gehan 1965; Cox & Oakes 1984, table 4.1; 12 digits computed outside this crate.
    let curve = SurvivalCurve::new(&remission().0);
    for (week, survival, error) in [
        (6.0, 0.857_142_857_143, 0.076_360_354_832_1),
        (7.0, 0.806_722_689_076, 0.086_935_285_180_1),
        (10.0, 0.752_941_176_471, 0.096_349_652_994_3),
        (13.0, 0.690_196_078_431, 0.106_814_707_775),
        (16.0, 0.627_450_980_392, 0.114_053_865_257),
        (22.0, 0.537_815_126_05, 0.128_233_751_693),
        (23.0, 0.448_179_271_709, 0.134_591_456_756),
    ] {
        close(curve.survival(week), survival, 1e-11);
        let step = curve.steps().iter().find(|step| step.at == week).unwrap();
        close(step.variance().sqrt(), error, 1e-11);
    }
    assert_eq!(curve.survival(5.9), 1.0);
    close(curve.survival(100.0), 0.448_179_271_709, 1e-11);
    assert_eq!((curve.at_risk(6.0), curve.at_risk(6.5)), (21, 17));
    assert_eq!(curve.follow_up(), Some(35.0));
}

#[test]
fn log_log_band_of_remission() {
    // The limits that Stata's `sts list` prints for these data, four decimals.
    let curve = SurvivalCurve::new(&remission().0);
    let band = curve.band(0.95).unwrap();
    for (week, low, high) in [
        (6.0, 0.6197, 0.9516),
        (10.0, 0.5032, 0.8894),
        (23.0, 0.1881, 0.6801),
    ] {
        let place = curve.steps().iter().position(|step| step.at == week);
        let limits = band[place.unwrap()];
        close(limits.low, low, 5e-5);
        close(limits.high, high, 5e-5);
    }
}

#[test]
fn medians_of_remission() {
    let (treated, placebo) = remission();
    let treated = SurvivalCurve::new(&treated).median_interval(0.95).unwrap();
    assert_eq!((treated.low, treated.estimate), (13.0, 23.0));
    assert_eq!(treated.high, f64::INFINITY);
    let placebo = SurvivalCurve::new(&placebo).median_interval(0.95).unwrap();
    assert_eq!(
        (placebo.low, placebo.estimate, placebo.high),
        (4.0, 8.0, 11.0)
    );
}

#[test]
fn restricted_means_of_remission() {
    // Areas under the published curve; errors in the form of the R package survRM2.
    let (treated, placebo) = remission();
    let treated = SurvivalCurve::new(&treated);
    for (horizon, mean, error) in [
        (20.0, 16.116_526_610_6, 1.251_560_196_01),
        (30.0, 21.046_498_599_4, 2.243_801_951_56),
    ] {
        let got = treated.restricted_mean(horizon).unwrap();
        close(got.mean, mean, 1e-9);
        close(got.variance.sqrt(), error, 1e-9);
    }
    let placebo = SurvivalCurve::new(&placebo);
    let got = placebo.restricted_mean(20.0).unwrap();
    close(got.mean, 8.428_571_428_57, 1e-10);
    // Nothing is censored: past the last one it is the plain mean, 182 / 21.
    close(
        placebo.restricted_mean(50.0).unwrap().mean,
        182.0 / 21.0,
        1e-12,
    );
    assert!(treated.restricted_mean(35.0).is_some());
    // 1.959964 standard errors either way.
    let limits = treated
        .restricted_mean(20.0)
        .unwrap()
        .interval(0.95)
        .unwrap();
    close(limits.low, 13.663_513_702, 1e-8);
    close(limits.estimate, 16.116_526_610_6, 1e-9);
    close(limits.high, 18.569_539_519, 1e-8);
    assert_eq!(got.interval(1.0), None);
    for nonsense in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(placebo.restricted_mean(nonsense), None, "{nonsense}");
    }
    assert_eq!(treated.restricted_mean(36.0), None);
    assert_eq!(treated.restricted_mean(f64::NAN), None);
    assert_eq!(treated.restricted_mean(f64::INFINITY), None);
}

#[test]
fn a_quantile_is_the_first_time_by_which_its_share_has_ended() {
    let four = SurvivalCurve::new(&[1.0, 2.0, 3.0, 4.0].map(Observation::ended));
    for (p, time) in [(0.0, 1.0), (0.25, 1.0), (0.26, 2.0), (0.5, 2.0), (1.0, 4.0)] {
        assert_eq!(four.quantile(p), Some(time), "{p}");
    }
    assert_eq!(four.median(), Some(2.0));
    // Nobody is left after the last: no area ahead, no variance.
    assert_eq!(four.steps()[3].variance(), 0.0);
    // Of ten, three are lost from sight before seven end: 6/7 × 5/6 × 4/5 × 3/4 × 2/3 is 2/7 but
    // for rounding, and so is the level.
    let mut ten = vec![Observation::censored(0.5); 3];
    ten.extend((1..=7).map(|k| Observation::ended(f64::from(k))));
    let ten = SurvivalCurve::new(&ten);
    for k in 1..=7 {
        assert_eq!(ten.quantile(f64::from(k) / 7.0), Some(f64::from(k)));
    }
    // The share 0 has ended when the first does, not when the first is lost from sight.
    assert_eq!(ten.quantile(0.0), Some(1.0));
    let none = ten.quantile_interval(0.0, 0.95).unwrap();
    assert_eq!((none.low, none.estimate, none.high), (1.0, 1.0, 1.0));
}

#[test]
fn what_censoring_hides_is_none() {
    let curve = SurvivalCurve::new(&remission().0);
    assert_eq!(curve.quantile(0.6), None);
    assert_eq!(curve.quantile_interval(0.6, 0.95), None);
    assert_eq!(curve.quantile(1.5), None);
    let nobody = SurvivalCurve::new(&[Observation::ended(f64::NAN)]);
    assert_eq!(nobody.count(), 0);
    assert_eq!(nobody.median(), None);
    assert_eq!(nobody.restricted_mean(1.0), None);
    assert_eq!(nobody.band(0.95), Some(vec![]));
}

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let one = (0_u32..50, prop::bool::weighted(0.7)).prop_map(|(time, ended)| Observation {
        time: f64::from(time),
        ended,
    });
    prop::collection::vec(one, 1..60)
}

proptest! {
    #[test]
    fn curves_fall_and_bands_enclose_them(seen in observations()) {
        let curve = SurvivalCurve::new(&seen);
        let band = curve.band(0.9).unwrap();
        let mut last = 1.0;
        for (step, limits) in curve.steps().iter().zip(&band) {
            prop_assert!((0.0..=last).contains(&step.survival));
            prop_assert!(0.0 <= limits.low && limits.low <= step.survival);
            prop_assert!(step.survival <= limits.high && limits.high <= 1.0);
            last = step.survival;
        }
        prop_assert_eq!(curve.count(), seen.len() as u64);
    }

    #[test]
    fn quantiles_and_means_grow(seen in observations(), p in 0.0..=1.0_f64, q in 0.0..=1.0_f64) {
        let curve = SurvivalCurve::new(&seen);
        let (p, q) = (p.min(q), p.max(q));
        if let Some(later) = curve.quantile(q) {
            let interval = curve.quantile_interval(p, 0.95).unwrap();
            prop_assert!(interval.estimate <= later);
            prop_assert!(interval.low <= interval.estimate);
            prop_assert!(interval.estimate <= interval.high);
        }
        if let (Some(a), Some(b)) = (curve.restricted_mean(50.0 * p), curve.restricted_mean(50.0 * q)) {
            prop_assert!(a.mean <= b.mean + 1e-9);
            prop_assert!(b.mean <= 50.0 * q + 1e-9);
        }
    }

    #[test]
    fn uncensored_curves_are_plain_shares(times in prop::collection::vec(0_u32..50, 1..60), t in 0_u32..60) {
        let seen: Vec<_> = times.iter().map(|&t| Observation::ended(f64::from(t))).collect();
        let longer = times.iter().filter(|&&x| x > t).count();
        let share = longer as f64 / times.len() as f64;
        prop_assert_eq!(SurvivalCurve::new(&seen).survival(f64::from(t)), share);
    }
}
