use super::*;

/// (1/w) ∫₀ʷ F(x + v + s) − F(x + s) ds by Simpson's rule on 20 000 pieces.
fn by_quadrature(lifetime: &Lifetime, difference: Difference) -> f64 {
    let Difference { start, onset, end } = difference;
    let f = |s: f64| lifetime.cdf(start + end + s) - lifetime.cdf(start + s);
    let pieces = 20_000;
    let step = onset / f64::from(pieces);
    let mut sum = 0.0;
    for k in 0..pieces {
        let at = f64::from(k) * step;
        sum += (f(at) + 4.0 * f(at + step / 2.0) + f(at + step)) / 6.0;
    }
    sum / f64::from(pieces)
}

#[test]
fn agrees_with_quadrature() {
    let families = [
        Lifetime::Lognormal {
            mu: 1.0,
            sigma: 1.0,
        },
        Lifetime::Lognormal {
            mu: 3.0,
            sigma: 0.1,
        },
        Lifetime::Weibull {
            scale: 20.0,
            shape: 1.7,
        },
        Lifetime::Gamma {
            shape: 2.5,
            scale: 8.0,
        },
        Lifetime::Exponential { mean: 10.5 },
    ];
    for lifetime in families {
        let of = lifetime.prepare();
        for (start, onset, end) in [
            (-24.0, 24.0, 24.0),
            (0.0, 24.0, 24.0),
            (24.0, 24.0, 24.0),
            (-1.0, 1.0, 1.0),
            (4.0, 1.0, 1.0),
            (20.0, 1.0, 1.0),
            (9.0, 24.0, 1.0),
            (20.0, 1.0, 1.0 / 60.0),
            (5.0, 0.5, 0.25),
        ] {
            let difference = Difference { start, onset, end };
            let exact = by_quadrature(&lifetime, difference);
            if exact < 1e-9 {
                continue;
            }
            let found = libm::exp(Trapezoid::new(difference).ln_likelihood(&of));
            assert!(
                (found / exact - 1.0).abs() < 3e-6,
                "{lifetime:?} {difference:?}: {found} for {exact}"
            );
        }
    }
}

#[test]
fn all_differences_together_are_certain() {
    // Over all days on which it can end, open ones included, the probabilities sum to one.
    for lifetime in [
        Lifetime::Lognormal {
            mu: 3.0,
            sigma: 1.4,
        },
        Lifetime::Weibull {
            scale: 30.0,
            shape: 0.6,
        },
        Lifetime::Gamma {
            shape: 0.4,
            scale: 60.0,
        },
        Lifetime::Exponential { mean: 40.0 },
    ] {
        let of = lifetime.prepare();
        let on = |start: f64, end: f64| {
            let difference = Difference {
                start,
                onset: 24.0,
                end,
            };
            libm::exp(Trapezoid::new(difference).ln_likelihood(&of))
        };
        let days: f64 = (0..30).map(|k| on(24.0 * (f64::from(k) - 1.0), 24.0)).sum();
        let later = on(24.0 * 29.0, f64::INFINITY);
        assert!(
            (days + later - 1.0).abs() < 1e-6,
            "{lifetime:?} {days} {later}"
        );
    }
}

#[test]
fn what_is_written_has_a_distribution() {
    // Exponential, day 0 of two dates: 1 − (m / 24)(1 − exp(−24 / m)).
    let mean = 10.5;
    let of = Lifetime::Exponential { mean };
    let same_day = Difference {
        start: -24.0,
        onset: 24.0,
        end: 24.0,
    };
    let (before, by) = of.written_by(&same_day);
    let exact = 1.0 + mean / 24.0 * libm::expm1(-24.0 / mean);
    assert!(before.abs() < 1e-12 && (by - exact).abs() < 1e-12, "{by}");
}
