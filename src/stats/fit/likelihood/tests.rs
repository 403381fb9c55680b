use super::*;
use crate::stats::fit::{
    Difference, FitState, FittedLifetime, Lifetime, LifetimeKind, Period, best, fit_all,
    fit_counts, fit_one,
};

const EXACT: [f64; 12] = [
    0.5, 1.2, 2.0, 3.3, 4.1, 5.0, 7.5, 8.8, 12.0, 20.0, 31.0, 55.0,
];
const BOUNDS: [(f64, f64); 7] = [
    (1.0, 24.0),
    (1.0, 24.0),
    (24.0, 168.0),
    (24.0, 168.0),
    (24.0, 168.0),
    (168.0, 730.5),
    (0.0, 1.0),
];
const OPEN: [f64; 4] = [10.0, 48.0, 200.0, 720.0];

fn exact() -> Vec<Known> {
    EXACT.map(Known::Exactly).to_vec()
}

fn open(times: &[f64]) -> Vec<Known> {
    times.iter().map(|at| Known::LongerThan(*at)).collect()
}

fn bounds(more: &[(f64, f64)]) -> Vec<Known> {
    let all = BOUNDS.iter().chain(more);
    all.map(|(low, high)| Known::Between(*low, *high)).collect()
}

/// Parameters in the order of [`Lifetime::parameters`] but exp(mu) for mu, and ln L.
fn figures(kind: LifetimeKind, data: &[Known]) -> (Vec<f64>, f64) {
    let fit = fit_one(kind, data).expect("a fit");
    assert_eq!(fit.state, FitState::Found);
    assert!((log_likelihood(&fit.lifetime, data) - fit.log_likelihood).abs() < 1e-12);
    let penalty = 2.0 * fit.lifetime.parameters().len() as f64;
    assert!((fit.aic - (penalty - 2.0 * fit.log_likelihood)).abs() < 1e-12);
    let values = fit.lifetime.parameters();
    let values = values.into_iter().map(|(name, value)| {
        if name == "mu" {
            libm::exp(value)
        } else {
            value
        }
    });
    (values.collect(), fit.log_likelihood)
}

#[test]
fn agrees_with_scipy() {
    // scipy 1.17.1: `dist.fit(scipy.stats.CensoredData(uncensored=…, right=…, interval=…),
    // floc=0)` of lognorm, weibull_min, gamma and expon gives these to six digits; more digits
    // by `scipy.optimize.minimize` (Nelder–Mead, xatol 1e-10) of the same likelihood written
    // with scipy's logpdf, logsf and cdf.
    use LifetimeKind::{Exponential, Gamma, Lognormal, Weibull};
    let right = [exact(), open(&OPEN)].concat();
    let mixed = [right.clone(), bounds(&[])].concat();
    let interval = [bounds(&[(0.0, 24.0), (2.0, 5.0)]), open(&[48.0, 720.0])].concat();
    let table: [(&[Known], LifetimeKind, &[f64], f64); 16] = [
        (
            &exact(),
            Lognormal,
            &[6.003_585_74, 1.298_710_66],
            -41.672_009_03,
        ),
        (
            &exact(),
            Weibull,
            &[11.386_121_11, 0.845_009_74],
            -42.019_231_09,
        ),
        (
            &exact(),
            Gamma,
            &[0.805_597_81, 15.557_804_52],
            -42.140_916_42,
        ),
        (&exact(), Exponential, &[12.533_333_33], -42.340_701_14),
        (
            &right,
            Lognormal,
            &[16.783_736_96, 2.262_897_12],
            -52.231_301_43,
        ),
        (
            &right,
            Weibull,
            &[50.548_407_81, 0.434_516_97],
            -54.619_775_68,
        ),
        (
            &right,
            Gamma,
            &[0.316_419_50, 439.312_278_78],
            -56.642_249_25,
        ),
        (&right, Exponential, &[94.033_335_27], -66.523_791_95),
        (
            &mixed,
            Lognormal,
            &[17.303_714_99, 2.242_588_84],
            -62.064_295_75,
        ),
        (
            &mixed,
            Weibull,
            &[49.198_495_80, 0.464_829_19],
            -64.001_881_20,
        ),
        (
            &mixed,
            Gamma,
            &[0.341_425_72, 327.682_402_15],
            -65.925_607_05,
        ),
        (&mixed, Exponential, &[86.138_994_59], -77.370_431_86),
        (
            &interval,
            Lognormal,
            &[27.227_894_46, 2.733_945_34],
            -16.216_320_20,
        ),
        (
            &interval,
            Weibull,
            &[85.845_463_50, 0.407_174_56],
            -16.391_949_77,
        ),
        (
            &interval,
            Gamma,
            &[0.284_793_27, 739.551_949_50],
            -16.769_922_23,
        ),
        (&interval, Exponential, &[152.029_910_67], -22.967_010_29),
    ];
    for (data, kind, wanted, ln) in table {
        let (found, height) = figures(kind, data);
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(
                (found / wanted - 1.0).abs() < 5e-5,
                "{kind:?} of {}: {found} and {wanted}",
                data.len()
            );
        }
        assert!((height - ln).abs() < 1e-7, "{kind:?} {height}");
    }
}

#[test]
fn counts_agree_with_scipy() {
    // scipy 1.17.1: `minimize` (Nelder–Mead, xatol 1e-10) of −Σ nbinom.logpmf(k, 1/v,
    // 1/(1 + v m)), and poisson.logpmf.
    let counts = [0, 3, 1, 7, 2, 2, 5, 0, 9, 4, 1, 3, 12, 2, 0, 6, 3, 3, 1, 8];
    let period = |(count, exposure)| Period { exposure, count };
    let even: Vec<Period> = counts.map(|count| period((count, 1.0))).to_vec();
    let (poisson, scattered) = fit_counts(&even).expect("counts");
    assert!((poisson.log_likelihood + 55.482_845_570).abs() < 1e-8);
    let scattered = scattered.expect("over-dispersion");
    assert!((scattered.rate - 3.6).abs() < 1e-4);
    assert!((scattered.variance - 0.579_860_79).abs() < 5e-5);
    assert!((scattered.log_likelihood + 47.543_331_093).abs() < 1e-8);
    let uneven = [
        (5, 2.0),
        (1, 1.0),
        (14, 2.0),
        (2, 1.0),
        (8, 1.0),
        (0, 0.5),
        (3, 1.0),
        (6, 1.0),
    ]
    .map(period);
    let scattered = fit_counts(&uneven).and_then(|(_, it)| it).expect("a fit");
    assert!((scattered.rate - 3.923_152_57).abs() < 2e-4);
    assert!((scattered.variance - 0.246_692_24).abs() < 5e-5);
    assert!((scattered.log_likelihood + 19.068_298_818).abs() < 1e-8);
}

#[test]
fn what_says_nothing_is_not_fitted() {
    assert!(fit_all(&[]).is_empty());
    assert!(fit_all(&open(&OPEN)).is_empty());
    for bad in [
        Known::Exactly(0.0),
        Known::Exactly(f64::NAN),
        Known::Between(3.0, 3.0),
        Known::Between(3.0, f64::INFINITY),
        Known::Exactly(f64::INFINITY),
        Known::Between(-1.0, 3.0),
        Known::LongerThan(-1.0),
        Known::LongerThan(f64::INFINITY),
    ] {
        assert!(fit_all(&[Known::Exactly(1.0), bad]).is_empty(), "{bad:?}");
    }
    for good in [Known::Between(0.0, 3.0), Known::LongerThan(0.0)] {
        assert_eq!(fit_all(&[Known::Exactly(1.0), good]).len(), 4, "{good:?}");
    }
}

#[test]
fn a_likelihood_without_bound_is_no_candidate() {
    // All the same: any narrower distribution around them is better.
    let same = vec![Known::Exactly(5.0); 9];
    let fits = fit_all(&same);
    let best = best(&fits).expect("the exponential");
    assert_eq!(best.lifetime.kind(), LifetimeKind::Exponential);
    assert!(
        fits[..3].iter().all(|fit| fit.state == FitState::Narrow),
        "{fits:?}"
    );
    // Nor is it followed without bound.
    for fit in &fits {
        let (low, high) = fit.lifetime.kind().range();
        let [place, spread] = fit.lifetime.coordinates();
        assert!((low..=high).contains(&spread), "{fit:?}");
        assert!((place - libm::log(5.0)).abs() < 0.01, "{fit:?}");
    }
    // What is infinitely good is no candidate either.
    let mut endless = *best;
    endless.aic = f64::NEG_INFINITY;
    assert_eq!(crate::stats::fit::best(&[endless, *best]), Some(best));
    assert_eq!(crate::stats::fit::best(&[endless, fits[0]]), None);
}

#[test]
fn nearly_constant_durations_have_a_fit() {
    // Within seconds of an hour and a half: a shape of thousands is no edge.
    let data: Vec<Known> = (1..=30)
        .map(|k| Known::Exactly(1.5 + f64::from(k) / 3600.0))
        .collect();
    let fits = fit_all(&data);
    for fit in &fits[..2] {
        assert_eq!(fit.state, FitState::Found, "{fit:?}");
        assert!(
            (fit.lifetime.quantile(0.5) - 1.5043).abs() < 5e-4,
            "{fit:?}"
        );
    }
    let best = best(&fits).expect("a fit");
    assert_ne!(best.lifetime.kind(), LifetimeKind::Exponential);
    // A gamma shape of about 2,500: deviation 2% of the mean.
    let data: Vec<Known> = (-20..=20)
        .map(|k| Known::Exactly(100.0 + f64::from(k) / 6.0))
        .collect();
    let gamma = fit_one(LifetimeKind::Gamma, &data).expect("a fit");
    assert_eq!(gamma.state, FitState::Found);
    let shape = gamma.lifetime.parameters()[0].1;
    assert!((2_000.0..3_500.0).contains(&shape), "{shape}");
}

#[test]
fn what_does_not_tell_the_parameters_is_said() {
    let days = Known::Between(24.0, 168.0);
    let fits = fit_all(&[days; 12]);
    assert!(
        fits[..3].iter().all(|fit| fit.state != FitState::Found),
        "{fits:?}"
    );
    // Two adjoining intervals give one share: two parameters are one too many.
    let two = [[days; 6], [Known::Between(168.0, 720.0); 6]].concat();
    let fits = fit_all(&two);
    assert!(
        fits[..3].iter().all(|fit| fit.state != FitState::Found),
        "{fits:?}"
    );
    assert_eq!(fits[3].state, FitState::Found);
}

#[test]
fn a_share_that_never_ends_is_its_share() {
    // Without open ones the two parts of the likelihood do not meet.
    let mut data = exact();
    let alone = fit_all(&data);
    data.extend([Known::Never; 4]);
    for (fit, alone) in fit_all(&data).iter().zip(&alone) {
        assert!(
            (fit.missed.expect("a share") - 0.25).abs() < 1e-4,
            "{fit:?}"
        );
        let ratio = fit.lifetime.quantile(0.5) / alone.lifetime.quantile(0.5);
        assert!((ratio - 1.0).abs() < 1e-3, "{fit:?}");
        let entropy = 12.0 * libm::log(0.75) + 4.0 * libm::log(0.25);
        assert!((fit.log_likelihood - alone.log_likelihood - entropy).abs() < 1e-6);
        assert!((fit.aic - (alone.aic + 2.0 - 2.0 * entropy)).abs() < 1e-5);
    }
}

#[test]
fn right_truncation_of_an_exponential_is_its_textbook_equation() {
    // Within a limit c the mean of what is seen is m − c / (exp(c / m) − 1).
    let data: Vec<(Known, f64)> = (1..40)
        .map(|k| (Known::Exactly(f64::from(k) / 2.0), 20.0))
        .collect();
    let sample = Sample::truncated(&data).expect("a sample");
    let short: Vec<(Known, f64)> = data
        .iter()
        .filter(|it| it.0.bounds().0 < 15.0)
        .copied()
        .collect();
    let short = Sample::truncated(&short).expect("a sample");
    // As many long ones as short ones: no exponential within the limit.
    let flat = sample.fit(LifetimeKind::Exponential, false).expect("a fit");
    assert_ne!(flat.state, FitState::Found);
    let fit = short.fit(LifetimeKind::Exponential, false).expect("a fit");
    let Lifetime::Exponential { mean } = fit.lifetime else {
        panic!("{fit:?}");
    };
    let seen = mean - 20.0 / libm::expm1(20.0 / mean);
    assert!((seen - 7.5).abs() < 1e-3, "{mean} {seen}");
    assert!(Sample::truncated(&[(Known::LongerThan(3.0), 9.0)]).is_none());
}

#[test]
fn days_of_two_dates_give_the_published_likelihood() {
    // Half found the same day, half the next: the exponential's equation solved by hand.
    let day = |k: f64| {
        Known::Difference(Difference {
            start: 24.0 * (k - 1.0),
            onset: 24.0,
            end: 24.0,
        })
    };
    let data = [[day(0.0); 14], [day(1.0); 14]].concat();
    let fit = fit_one(LifetimeKind::Exponential, &data).expect("a fit");
    let mean = fit.lifetime.mean();
    assert!((mean - 10.5).abs() < 0.05, "{mean}");
    let gone = -libm::expm1(-24.0 / mean);
    let (same, next) = (1.0 - mean / 24.0 * gone, mean / 24.0 * gone * gone);
    let ln = 14.0 * (libm::log(same) + libm::log(next));
    assert!((fit.log_likelihood - ln).abs() < 1e-9);
}

#[test]
fn what_has_just_begun_says_nothing() {
    let known = [exact(), open(&OPEN), bounds(&[])].concat();
    let more = [known.clone(), open(&[0.0, 0.0])].concat();
    assert_eq!(fit_all(&known), fit_all(&more));
    for fit in fit_all(&known) {
        assert!(log_likelihood(&fit.lifetime, &open(&[0.0])).abs() < f64::MIN_POSITIVE);
    }
}

#[test]
fn starts_from_moments_of_logarithms() {
    let close = |kind, data: &[Known], wanted: [f64; 2]| {
        let found = Sample::new(data).expect("a sample").start(kind);
        let off = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
        assert!(off.fold(0.0, f64::max) < 1e-12, "{kind:?} {found:?}");
    };
    let exactly = |ln: f64| Known::Exactly(libm::exp(ln));
    // Logarithms of mean 2 and standard deviation 2, or of mean 3 and deviation 3.
    let (two, three) = ([exactly(0.0), exactly(4.0)], [exactly(0.0), exactly(6.0)]);
    // The lognormal family's is the answer already.
    close(LifetimeKind::Lognormal, &two, [2.0, std::f64::consts::LN_2]);
    // The logarithm of a standard exponential variable has mean −γ = −0.577 215 664 901 533 and
    // deviation π/√6 = 1.282 549 830 161 864 (Gumbel's distribution): a shape of that over 2, of
    // logarithm −0.444 296 873 2, and a place of 2 + γ over that shape.
    let shape = 1.282_549_830_161_864_f64 / 2.0;
    let place = 2.0 + 0.577_215_664_901_533 / shape;
    close(LifetimeKind::Weibull, &two, [place, libm::log(shape)]);
    // The mean of lognormal variables, exp(mean + variance / 2), but no more than exp(2) times
    // the median.
    let one = [exactly(1.0), exactly(3.0)];
    for kind in [LifetimeKind::Gamma, LifetimeKind::Exponential] {
        close(kind, &one, [2.5, libm::log(2.0 * shape)]);
        close(kind, &three, [5.0, libm::log(2.0 * shape / 3.0)]);
    }
    // Two bounds stand for their geometric mean, though no lower than what a twentieth of the
    // upper gives; what goes on for half as long again.
    for (known, typical) in [
        (Known::Exactly(7.0), 7.0),
        (Known::Between(2.0, 8.0), 4.0),
        (Known::Between(1.0, 20.0), libm::sqrt(20.0)),
        (Known::Between(0.0, 20.0), libm::sqrt(20.0)),
        (Known::LongerThan(2.0), 3.0),
    ] {
        assert!((known.typical() - typical).abs() < 1e-14, "{known:?}");
    }
}

#[test]
fn a_fit_looked_for_from_near_is_the_same() {
    let data = [exact(), open(&OPEN), bounds(&[])].concat();
    let sample = Sample::new(&data).expect("a sample");
    let samples = Resampler::new(3, "again");
    for fit in fit_all(&data) {
        // From 20 or 30% off in each parameter, to a sample drawn anew.
        let [a, b] = fit.lifetime.coordinates();
        let near = FittedLifetime {
            lifetime: Lifetime::from_coordinates(fit.lifetime.kind(), [a + 0.2, b - 0.3]),
            ..fit
        };
        for number in 0..20 {
            let again = sample.refit(&near, number, &samples).expect("a fit");
            let drawn = samples.draw(number, &data);
            let anew = fit_one(fit.lifetime.kind(), &drawn).expect("a fit");
            assert!(
                (again.log_likelihood - anew.log_likelihood).abs() < 1e-5,
                "{again:?} {anew:?}"
            );
        }
    }
    assert!(Sample::new(&open(&OPEN)).is_none());
    assert!(Sample::new(&[]).is_none());
}

#[test]
fn scaling_time_scales_the_fit() {
    let data = [exact(), open(&OPEN), bounds(&[])].concat();
    let longer: Vec<Known> = data
        .iter()
        .map(|known| match *known {
            Known::Exactly(at) => Known::Exactly(at * 3600.0),
            Known::Between(low, high) => Known::Between(low * 3600.0, high * 3600.0),
            Known::LongerThan(at) => Known::LongerThan(at * 3600.0),
            other => other,
        })
        .collect();
    for (one, other) in fit_all(&data).iter().zip(&fit_all(&longer)) {
        let ratio = other.lifetime.quantile(0.5) / one.lifetime.quantile(0.5);
        assert!((ratio / 3600.0 - 1.0).abs() < 1e-4, "{one:?}");
    }
}
