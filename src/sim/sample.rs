//! Samplers: from a 64-bit word to a duration, by inversion.
//!
//! One word makes one sample, whatever the family, so that changing a distribution moves no
//! other draw. Constant, exponential, lognormal, triangular, Weibull, uniform and empirical
//! samples are the inverse distribution function at the word's uniform, hence monotone in it:
//! scaled distributions stay comonotone under common random numbers. Gamma and PERT samples
//! take their few uniforms from a `SplitMix64` sequence that starts at the word. `ln`, `exp`
//! and `pow` are those of the `libm` crate, the same bits on every platform.

use crate::scenario::dist::{Dist, Family};
use crate::scenario::time::Span;
use crate::stats::normal_quantile;

/// The uniform of a word, in the open interval (0, 1): the middle of one of 2⁵² cells, which
/// is exact (with 2⁵³ cells the last middle would round to 1).
#[inline]
pub fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// Exponential of mean 1: `-ln(1 - u)`, with `1 - u` formed exactly.
#[inline]
pub fn exponential(word: u64) -> f64 {
    -libm::log(uniform(!word))
}

/// True with probability `chance`.
#[inline]
pub fn happens(word: u64, chance: f64) -> bool {
    uniform(word) < chance
}

/// Picks an index with probability proportional to its share of a cumulative table whose last
/// entry is the total. The table must not be empty.
#[inline]
pub fn pick(word: u64, cumulative: &[f64]) -> usize {
    let last = cumulative.len() - 1;
    let point = uniform(word) * cumulative[last];
    if last <= 8 {
        // Counting without a branch beats searching in short tables.
        return cumulative[..last]
            .iter()
            .map(|edge| usize::from(*edge <= point))
            .sum();
    }
    cumulative[..last].partition_point(|edge| *edge <= point)
}

/// A sample of the distribution as a span, rounded to the millisecond.
#[inline]
pub fn span(dist: &Dist, word: u64) -> Span {
    Span::from_millis_f64(millis(dist, word))
}

/// A sample of the distribution in milliseconds.
#[inline]
pub fn millis(dist: &Dist, word: u64) -> f64 {
    let value = match &dist.family {
        Family::Constant(value) => *value,
        Family::Exponential { mean } => mean * exponential(word),
        other => uncommon(other, word),
    };
    match dist.max {
        Some(max) if value > max => max,
        _ => value,
    }
}

fn uncommon(family: &Family, word: u64) -> f64 {
    match family {
        Family::Constant(value) => *value,
        Family::Exponential { mean } => mean * exponential(word),
        Family::LogNormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(uniform(word))),
        Family::Triangular { low, likely, high } => {
            let u = uniform(word);
            let width = high - low;
            if width <= 0.0 {
                return *low;
            }
            let turn = (likely - low) / width;
            if u < turn {
                low + libm::sqrt(u * width * (likely - low))
            } else {
                high - libm::sqrt((1.0 - u) * width * (high - likely))
            }
        }
        Family::Pert {
            low,
            likely,
            high,
            shape,
        } => {
            let width = high - low;
            if width <= 0.0 {
                return *low;
            }
            let mut words = Splitter(word);
            let alpha = gamma(1.0 + shape * (likely - low) / width, &mut words);
            let beta = gamma(1.0 + shape * (high - likely) / width, &mut words);
            low + width * alpha / (alpha + beta)
        }
        Family::Weibull { scale, shape } => scale * libm::pow(exponential(word), 1.0 / shape),
        Family::Gamma { shape, scale } => scale * gamma(*shape, &mut Splitter(word)),
        Family::Uniform { low, high } => low + (high - low) * uniform(word),
        Family::Mix(parts) => {
            // The word picks the part; what is left of its uniform, stretched back to the
            // whole interval, would have too few bits, so the part gets a word of its own.
            let mut point = uniform(word);
            let inner = Splitter(word).next();
            for (weight, part) in parts {
                if point < *weight {
                    return millis(part, inner);
                }
                point -= weight;
            }
            parts.last().map_or(0.0, |(_, part)| millis(part, inner))
        }
        Family::Samples(values) => {
            let at = (uniform(word) * values.len() as f64) as usize;
            values[at.min(values.len() - 1)]
        }
    }
}

/// `SplitMix64` (Steele, Lea & Flood 2014): the few extra words that a gamma sample needs.
struct Splitter(u64);

impl Splitter {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
}

/// Gamma of scale 1: Marsaglia & Tsang 2000 (ACM TOMS 26, 363–372), with their boost for
/// shapes below 1.
fn gamma(shape: f64, words: &mut Splitter) -> f64 {
    if shape < 1.0 {
        let boost = libm::pow(uniform(words.next()), 1.0 / shape);
        return gamma(shape + 1.0, words) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal_quantile(uniform(words.next()));
        let v = 1.0 + c * x;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        let u = uniform(words.next());
        if libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// Gamma multiplier of mean 1 and the given variance.
pub fn multiplier(variance: f64, word: u64) -> f64 {
    variance * gamma(1.0 / variance, &mut Splitter(word))
}

/// Poisson by inversion of one uniform; meant for means up to a few tens.
pub fn poisson(mean: f64, word: u64) -> u32 {
    let u = uniform(word);
    let mut term = libm::exp(-mean);
    let mut sum = term;
    let mut k = 0;
    while u > sum && k < 10_000 {
        k += 1;
        term *= mean / f64::from(k);
        sum += term;
    }
    k
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_maximum_cuts_and_spans_round_half_up() {
        let cut = Dist {
            family: Family::Exponential { mean: 5.0 },
            max: Some(1.0),
        };
        assert!(words(100).all(|word| millis(&cut, word) <= 1.0));
        assert_eq!(span(&dist(Family::Constant(2.5)), 0), Span(3));
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
                [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210]
                    .map(|word| millis(&dist, word).to_bits())
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
}
