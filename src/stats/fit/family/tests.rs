use super::*;

const SOME: [Lifetime; 4] = [
    Lifetime::Lognormal {
        mu: 1.2,
        sigma: 1.9,
    },
    Lifetime::Weibull {
        scale: 19.28,
        shape: 0.533,
    },
    Lifetime::Gamma {
        shape: 2.5,
        scale: 3.0,
    },
    Lifetime::Exponential { mean: 7.0 },
];

#[test]
fn quantiles_invert_the_distribution() {
    for lifetime in SOME {
        for p in [0.001, 0.1, 0.5, 0.9, 0.999] {
            let there = lifetime.cdf(lifetime.quantile(p));
            assert!((there - p).abs() < 1e-9, "{lifetime:?} {p} {there}");
        }
        assert!(lifetime.quantile(1.0).is_nan());
        let [a, b] = lifetime.coordinates();
        let again = Lifetime::from_coordinates(lifetime.kind(), [a, b]);
        assert!((again.mean() / lifetime.mean() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn densities_integrate_to_probabilities() {
    // Simpson's rule over the logarithm of time.
    for lifetime in SOME {
        let prepared = lifetime.prepare();
        let (low, high) = (Time::new(2.0), Time::new(31.0));
        let steps = 2_000;
        let width = (high.ln - low.ln) / f64::from(steps);
        let sum: f64 = (0..=steps)
            .map(|k| {
                let at = Time::new(libm::exp(low.ln + f64::from(k) * width));
                let weight = match k {
                    0 => 1.0,
                    k if k == steps => 1.0,
                    k if k % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                weight * libm::exp(prepared.ln_density(at)) * at.at
            })
            .sum::<f64>()
            * width
            / 3.0;
        let exact = libm::exp(prepared.ln_between(low, high));
        assert!((sum - exact).abs() < 1e-9, "{lifetime:?} {sum} {exact}");
        let rest = prepared.below(low) + exact + prepared.above(high);
        assert!((rest - 1.0).abs() < 1e-12);
    }
}

#[test]
fn means_in_closed_form() {
    // exp(ln 3 + ln 2); 5 Γ(3); 2.5 × 3.
    let (mu, sigma) = (libm::log(3.0), libm::sqrt(2.0 * libm::log(2.0)));
    for (lifetime, mean) in [
        (Lifetime::Lognormal { mu, sigma }, 6.0),
        (
            Lifetime::Weibull {
                scale: 5.0,
                shape: 0.5,
            },
            10.0,
        ),
        (
            Lifetime::Gamma {
                shape: 2.5,
                scale: 3.0,
            },
            7.5,
        ),
        (Lifetime::Exponential { mean: 7.0 }, 7.0),
    ] {
        let found = lifetime.mean();
        assert!((found / mean - 1.0).abs() < 1e-13, "{lifetime:?} {found}");
    }
}

#[test]
fn a_gamma_of_whole_shape_has_its_closed_form() {
    // Of shape 2: 1 − (1 + x) exp(−x) for x = time / scale (Erlang); at a mean of 1 and on
    // both sides of it.
    for scale in [0.5, 0.01, 40.0] {
        let gamma = Lifetime::Gamma { shape: 2.0, scale };
        for x in [1e-3, 0.5, 2.0, 9.0] {
            let p = 1.0 - (1.0 + x) * libm::exp(-x);
            let found = gamma.quantile(p) / scale;
            assert!((found / x - 1.0).abs() < 1e-8, "{scale} {x} {found}");
        }
    }
}

#[test]
fn outside_of_times_and_probabilities() {
    for lifetime in SOME {
        assert!(lifetime.cdf(0.0).abs() < f64::MIN_POSITIVE);
        assert!(lifetime.cdf(-1.0).abs() < f64::MIN_POSITIVE);
        assert!((lifetime.cdf(f64::INFINITY) - 1.0).abs() < f64::MIN_POSITIVE);
        for p in [-0.5, 0.0, 1.0, 1.5, f64::NAN] {
            assert!(lifetime.quantile(p).is_nan(), "{lifetime:?} {p}");
        }
        let prepared = lifetime.prepare();
        let (never, sure) = (Time::new(0.0), Time::new(f64::INFINITY));
        assert!(prepared.ln_above(never).abs() < f64::MIN_POSITIVE);
        assert!(prepared.ln_between(never, sure).abs() < f64::MIN_POSITIVE);
    }
}

#[test]
fn both_tails_keep_their_digits() {
    // Closed form: exp(−a) − exp(−b) for cumulative hazards a and b.
    let (scale, shape) = (3.0, 2.0);
    let weibull = Lifetime::Weibull { scale, shape };
    let exponential = Lifetime::Exponential { mean: scale };
    for (a, b) in [(1e-20_f64, 3e-20_f64), (1e-3, 0.2), (50.0, 51.0)] {
        let exact = -a + libm::log(-libm::expm1(a - b));
        for (lifetime, power) in [(weibull, 0.5), (exponential, 1.0)] {
            let [low, high] = [a, b].map(|it| Time::new(scale * libm::pow(it, power)));
            let found = lifetime.prepare().ln_between(low, high);
            assert!((found - exact).abs() < 1e-12, "{lifetime:?} {a} {found}");
        }
    }
    // The normal distribution is as high on one side as on the other.
    let (mu, sigma) = (1.2, 0.5);
    let prepared = Lifetime::Lognormal { mu, sigma }.prepare();
    let between = |from: f64, to: f64| {
        let at = |z| Time::new(libm::exp(mu + sigma * z));
        prepared.ln_between(at(from), at(to))
    };
    let (left, right) = (between(-10.0, -9.0), between(9.0, 10.0));
    assert!(
        left > -50.0 && (left - right).abs() < 1e-10,
        "{left} {right}"
    );
}

#[test]
fn names_are_those_of_the_files_but_for_capitals() {
    for kind in LifetimeKind::ALL {
        let name = serde_json::to_value(kind).expect("a name");
        assert_eq!(name, kind.name().to_lowercase());
    }
    for lifetime in SOME {
        let fields = serde_json::to_value(lifetime).expect("fields");
        assert_eq!(fields["family"], lifetime.kind().name().to_lowercase());
        for (name, value) in lifetime.parameters() {
            assert_eq!(fields[name], value);
        }
        assert_eq!(lifetime.parameters().len(), lifetime.kind().parameters());
    }
}

#[test]
fn far_tails_stay_finite() {
    for lifetime in SOME {
        let prepared = lifetime.prepare();
        for (low, high) in [(0.0, 1e-200), (1e8, 1e9), (1e200, 1e201)] {
            let value = prepared.ln_between(Time::new(low), Time::new(high));
            assert!(value.is_finite(), "{lifetime:?} {low}");
        }
        assert!(prepared.ln_above(Time::new(1e9)).is_finite());
    }
}
