//! Samplers word by word, against distribution functions, closed forms and a second program.

use super::*;

fn dist(family: Family) -> Dist {
    Dist { family, max: None }
}

/// Words spread over the whole range.
fn words(n: u64) -> impl Iterator<Item = u64> {
    (0..n).map(move |i| Splitter(i.wrapping_mul(0x2545_f491_4f6c_dd1d)).next())
}

#[test]
fn uniforms_lie_inside_the_open_interval() {
    assert!(uniform(0) > 0.0 && uniform(u64::MAX) < 1.0);
    assert!((uniform(0) + uniform(u64::MAX) - 1.0).abs() < f64::EPSILON);
    assert!(exponential(u64::MAX).is_finite() && exponential(0) > 0.0);
}

#[test]
fn samples_have_their_means() {
    // Mean within four standard errors over 200,000 words; families by their variance.
    let cases = [
        (dist(Family::Exponential { mean: 5.0 }), 5.0, 25.0),
        (
            dist(Family::LogNormal {
                mu: 1.0,
                sigma: 0.5,
            }),
            libm::exp(1.125),
            (libm::exp(0.25) - 1.0) * libm::exp(2.25),
        ),
        (
            dist(Family::Triangular {
                low: 1.0,
                likely: 2.0,
                high: 6.0,
            }),
            3.0,
            7.0 / 6.0,
        ),
        (
            dist(Family::Pert {
                low: 1.0,
                likely: 2.0,
                high: 6.0,
                shape: 4.0,
            }),
            2.5,
            (2.5 - 1.0) * (6.0 - 2.5) / 7.0,
        ),
        (
            dist(Family::Weibull {
                scale: 3.0,
                shape: 2.0,
            }),
            3.0 * 0.886_226_925_452_758,
            9.0 * (1.0 - std::f64::consts::FRAC_PI_4),
        ),
        (
            dist(Family::Gamma {
                shape: 0.5,
                scale: 2.0,
            }),
            1.0,
            2.0,
        ),
        (
            dist(Family::Uniform {
                low: 2.0,
                high: 4.0,
            }),
            3.0,
            1.0 / 3.0,
        ),
        (dist(Family::Samples(vec![1.0, 2.0, 6.0])), 3.0, 14.0 / 3.0),
        (
            dist(Family::Mix(vec![
                (0.25, dist(Family::Constant(8.0))),
                (0.75, dist(Family::Exponential { mean: 4.0 })),
            ])),
            5.0,
            0.25 * 64.0 + 0.75 * 32.0 - 25.0,
        ),
    ];
    let n = 200_000;
    for (dist, mean, variance) in cases {
        let sum: f64 = words(n).map(|word| millis(&dist, word)).sum();
        let error = libm::sqrt(variance / n as f64);
        let found = sum / n as f64;
        assert!(
            (found - mean).abs() < 4.0 * error,
            "{dist:?}: {found} for {mean}"
        );
    }
}

/// The word whose uniform is the middle of a cell, of which there are 2⁵².
const fn word_of(cell: u64) -> u64 {
    cell << 12
}

const CELLS: u64 = 1 << 52;

#[test]
fn a_maximum_cuts_and_spans_round_half_up() {
    let whole = dist(Family::Exponential { mean: 5.0 });
    let cut = Dist {
        max: Some(1.0),
        ..whole.clone()
    };
    for word in words(100) {
        let sample = millis(&whole, word);
        let expected = if sample < 1.0 { sample } else { 1.0 };
        assert_eq!(millis(&cut, word).to_bits(), expected.to_bits());
    }
    assert_eq!(span(&dist(Family::Constant(2.5)), 0), Span(3));
}

#[test]
fn uniforms_are_the_middles_of_their_cells() {
    // Halves of 2⁻⁵²: exact, as are the sums.
    let cell = 1.0 / CELLS as f64;
    for number in [0, 1, CELLS / 2, CELLS - 1] {
        let middle = number as f64 * cell + cell / 2.0;
        assert_eq!(uniform(word_of(number)).to_bits(), middle.to_bits());
        // The lowest twelve bits say nothing.
        let last = word_of(number) | 0xfff;
        assert_eq!(uniform(last).to_bits(), middle.to_bits());
    }
}

#[test]
fn samples_by_inversion_lie_where_the_distribution_reaches_the_uniform() {
    use crate::stats::normal_cdf;
    type Cdf = fn(f64) -> f64;
    // From 1 over 2 to 6: areas of triangles.
    let triangle: Cdf = |x| {
        if x < 2.0 {
            (x - 1.0) * (x - 1.0) / 5.0
        } else {
            1.0 - (6.0 - x) * (6.0 - x) / 20.0
        }
    };
    let (low, likely, high) = (1.0, 2.0, 6.0);
    let families: [(Family, Cdf); 5] = [
        (Family::Exponential { mean: 5.0 }, |x| {
            -libm::expm1(-x / 5.0)
        }),
        (
            Family::LogNormal {
                mu: 1.0,
                sigma: 0.5,
            },
            |x| normal_cdf((libm::log(x) - 1.0) / 0.5),
        ),
        (Family::Triangular { low, likely, high }, triangle),
        (
            Family::Weibull {
                scale: 3.0,
                shape: 0.7,
            },
            |x| -libm::expm1(-libm::pow(x / 3.0, 0.7)),
        ),
        (Family::Uniform { low, high }, |x| (x - 1.0) / 5.0),
    ];
    for (family, cdf) in families {
        for word in words(1000) {
            let sample = uncommon(&family, word);
            let error = cdf(sample) - uniform(word);
            assert!(error.abs() < 1e-14, "{family:?}: {sample}");
            let same = millis(&dist(family.clone()), word);
            assert_eq!(same.to_bits(), sample.to_bits());
        }
    }
}

#[test]
fn a_range_without_width_is_its_only_value() {
    let (low, likely, high) = (2.5, 2.5, 2.5);
    let shape = 4.0;
    let pert = Family::Pert {
        low,
        likely,
        high,
        shape,
    };
    for family in [
        Family::Triangular { low, likely, high },
        pert,
        Family::Uniform { low, high },
        Family::Constant(2.5),
    ] {
        for word in [0, u64::MAX] {
            assert!((uncommon(&family, word) - 2.5).abs() < f64::EPSILON);
        }
    }
}

#[test]
fn gamma_samples_are_those_of_the_published_method() {
    // Sums over 20,000 words of a program written apart from this one, in another
    // language, from Marsaglia & Tsang 2000; it rejected some hundreds of first proposals
    // for each of the lesser shapes, and tens outright.
    let (low, high) = (1.0, 6.0);
    let cases = [
        (0.3, 6_010.208_238_612_81),
        (0.5, 10_006.813_916_708_543),
        (1.0, 20_071.017_028_614_99),
        (1.5, 30_133.291_371_641_77),
        (4.0, 80_142.626_841_178_25),
        (20.0, 400_330.520_263_450_57),
    ];
    let sum_of = |family: Family| -> f64 {
        let dist = dist(family);
        words(20_000).map(|word| millis(&dist, word)).sum()
    };
    let near = |found: f64, expected: f64| {
        assert!(
            (found / expected - 1.0).abs() < 1e-11,
            "{found}, not {expected}"
        );
    };
    for (shape, expected) in cases {
        let scale = 2.0;
        near(sum_of(Family::Gamma { shape, scale }), 2.0 * expected);
    }
    let (likely, shape) = (2.0, 4.0);
    let pert = Family::Pert {
        low,
        likely,
        high,
        shape,
    };
    near(sum_of(pert), 50_106.153_224_443_51);
    let (likely, high, shape) = (3.0, 8.0, 3.0);
    let pert = Family::Pert {
        low,
        likely,
        high,
        shape,
    };
    near(sum_of(pert), 72_165.295_922_178_38);
    for (variance, expected) in [
        (0.05, 20_016.526_013_172_53),
        (0.8, 20_117.288_573_683_33),
        (3.0, 20_032.656_274_726_17),
    ] {
        let sum = words(20_000).map(|word| multiplier(variance, word)).sum();
        near(sum, expected);
    }
}

#[test]
fn extra_words_are_those_of_split_mix() {
    // The published outputs for the seed 1234567 (Vigna's splitmix64.c).
    let mut words = Splitter(1_234_567);
    let found = [(); 3].map(|()| words.next());
    let expected = [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
    ];
    assert_eq!(found, expected);
}

#[test]
fn parts_of_a_mixture_come_in_their_shares() {
    let parts = [(0.25, 1.0), (0.125, 2.0), (0.5, 3.0), (0.125, 4.0)];
    let mix = dist(Family::Mix(
        parts
            .iter()
            .map(|(weight, value)| (*weight, dist(Family::Constant(*value))))
            .collect(),
    ));
    // The last word below each edge, and the first above it.
    for (eighths, before, after) in [(2, 1.0, 2.0), (3, 2.0, 3.0), (7, 3.0, 4.0)] {
        let edge = CELLS / 8 * eighths;
        for (cell, expected) in [(edge - 1, before), (edge, after)] {
            let found = millis(&mix, word_of(cell));
            assert!((found - expected).abs() < f64::EPSILON, "{found}");
        }
    }
    // On an edge to the last bit it is the part after it.
    let weight = uniform(word_of(5));
    let parts = vec![
        (weight, dist(Family::Constant(1.0))),
        (1.0 - weight, dist(Family::Constant(2.0))),
    ];
    assert!(millis(&dist(Family::Mix(parts)), word_of(5)) > 1.5);
}

#[test]
fn each_of_some_samples_has_an_equal_share_and_the_last_is_the_last() {
    for count in 1..200_u32 {
        let values: Vec<f64> = (0..count).map(f64::from).collect();
        let samples = dist(Family::Samples(values));
        assert!(millis(&samples, 0).abs() < f64::EPSILON);
        let last = millis(&samples, u64::MAX);
        assert!((last - f64::from(count - 1)).abs() < f64::EPSILON);
    }
    let quarters = dist(Family::Samples(vec![0.0, 1.0, 2.0, 3.0]));
    for (quarter, value) in [(1, 1.0), (2, 2.0), (3, 3.0)] {
        let edge = CELLS / 4 * quarter;
        let [before, after] = [edge - 1, edge].map(|cell| millis(&quarters, word_of(cell)));
        assert!(before < value && after >= value);
    }
}

#[test]
fn chances_and_shares_are_exact() {
    for (chance, least) in [(0.0, 0), (0.5, CELLS / 2), (0.125, CELLS / 8), (1.0, CELLS)] {
        // As many cells as the chance has.
        if least > 0 {
            assert!(happens(word_of(least - 1), chance));
        }
        if least < CELLS {
            assert!(!happens(word_of(least), chance));
        }
    }
    assert!(!happens(word_of(7), uniform(word_of(7))));
    // Shares of 1/8, none, 1/8 and so on up to 8/8; with few and with many.
    let eighths = |some: std::ops::RangeInclusive<u32>| -> Vec<f64> {
        some.flat_map(|nth| [f64::from(nth), f64::from(nth)])
            .collect()
    };
    for (cumulative, first) in [(eighths(5..=8), 5), (eighths(1..=8), 1)] {
        assert_eq!(pick(word_of(0), &cumulative), 0);
        for edge in first..8_u64 {
            let at = CELLS / 8 * edge;
            let place = 2 * (edge - first) as usize;
            assert_eq!(pick(word_of(at - 1), &cumulative), place);
            assert_eq!(pick(word_of(at), &cumulative), place + 2);
        }
        assert_eq!(pick(u64::MAX, &cumulative), cumulative.len() - 2);
    }
    // Points that lie on an edge to the last bit: 1 and 3 of 2⁵³.
    for others in [0, 10] {
        let mut cumulative = vec![1.0, 3.0];
        cumulative.resize(2 + others, 4.0);
        cumulative.push(2.0 * CELLS as f64);
        assert_eq!(pick(word_of(0), &cumulative), 1);
        assert_eq!(pick(word_of(1), &cumulative), 2);
    }
}

#[test]
fn poisson_counts_change_where_the_distribution_steps() {
    // Of mean 1/2: P(0) = 0.606 530 659 712 633 4, P(≤ 1) = 1.5 P(0), P(≤ 2) = 1.625 P(0),
    // P(≤ 3) = 1.645 833… P(0).
    let none = 0.606_530_659_712_633_4;
    for (count, times) in [(0, 1.0), (1, 1.5), (2, 1.625), (3, 79.0 / 48.0)] {
        let cell = (none * times * CELLS as f64) as u64;
        assert_eq!(poisson(0.5, word_of(cell - 16)), count);
        assert_eq!(poisson(0.5, word_of(cell + 16)), count + 1);
    }
    assert_eq!(poisson(0.0, u64::MAX), 0);
    // The mean of a large one, over cells spread evenly: the error is that of the last.
    let n = 10_000;
    let sum: u32 = (0..n)
        .map(|nth| poisson(30.0, word_of(CELLS / n * nth + CELLS / n / 2)))
        .sum();
    assert!((f64::from(sum) / n as f64 - 30.0).abs() < 1e-2, "{sum}");
}

#[test]
fn the_greatest_uniform_makes_no_flood_of_offspring() {
    // Of mean 1, 18 or more come with a probability of 1/(18! e) ≈ 5.7 × 10⁻¹⁷, which is
    // less than a half of 2⁻⁵²; of lesser means, less often.
    for percent in 0..100 {
        let mean = f64::from(percent) / 100.0;
        assert!(poisson(mean, u64::MAX) <= 18, "{mean}");
    }
}

#[test]
fn captured_vectors_pin_every_family() {
    // The first words of a stream, and the bits each family makes of them. If these move,
    // results move on every platform: say so in the CHANGELOG.
    let families = [
        Family::Exponential { mean: 5.0 },
        Family::LogNormal {
            mu: 1.0,
            sigma: 0.5,
        },
        Family::Triangular {
            low: 1.0,
            likely: 2.0,
            high: 6.0,
        },
        Family::Pert {
            low: 1.0,
            likely: 2.0,
            high: 6.0,
            shape: 4.0,
        },
        Family::Weibull {
            scale: 3.0,
            shape: 0.7,
        },
        Family::Gamma {
            shape: 0.5,
            scale: 2.0,
        },
    ];
    let found: Vec<[u64; 2]> = families
        .into_iter()
        .map(|family| {
            let dist = dist(family);
            [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210].map(|word| millis(&dist, word).to_bits())
        })
        .collect();
    assert_eq!(found, CAPTURED);
}

const CAPTURED: [[u64; 2]; 6] = [
    [4_582_076_616_791_990_750, 4_628_315_701_354_994_241],
    [4_604_793_761_339_731_783, 4_621_850_527_475_486_946],
    [4_607_853_775_794_033_612, 4_618_105_739_371_435_546],
    [4_610_089_081_777_289_398, 4_611_987_196_060_804_807],
    [4_563_697_646_824_528_054, 4_629_913_698_284_596_796],
    [4_585_350_219_477_525_917, 4_586_978_072_743_329_083],
];
