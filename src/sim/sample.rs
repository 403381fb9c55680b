//! Samplers: from a 64-bit word to a duration, by inversion.
//!
//! One word makes one sample, whatever the family, so that changing a distribution moves no
//! other draw. Constant, exponential, lognormal, triangular, Weibull, uniform and empirical
//! samples are the inverse distribution function at the word's uniform, hence monotone in it:
//! scaled distributions stay comonotone under common random numbers. Gamma and PERT samples
//! take their few uniforms from a `SplitMix64` sequence that starts at the word. `ln`, `exp`
//! and `pow` are those of the `libm` crate, the same bits on every platform.

use crate::scenario::distribution::{Dist, Family};
use crate::scenario::time::Span;
use crate::stats::normal_quantile;

/// The uniform of a word, in the open interval (0, 1): the middle of one of 2⁵² cells, which
/// is exact (with 2⁵³ cells the last middle would round to 1).
#[inline]
pub(crate) fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// Exponential of mean 1: `-ln(1 - u)`, with `1 - u` formed exactly.
#[inline]
pub fn exponential(word: u64) -> f64 {
    -libm::log(uniform(!word))
}

/// True with probability `chance`.
#[inline]
pub(crate) fn happens(word: u64, chance: f64) -> bool {
    uniform(word) < chance
}

/// Picks an index with probability proportional to its share of a cumulative table whose last
/// entry is the total. The table must not be empty.
#[inline]
pub(crate) fn pick(word: u64, cumulative: &[f64]) -> usize {
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
pub(crate) fn span(dist: &Dist, word: u64) -> Span {
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
        Some(max) => value.min(max),
        None => value,
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
            // Never rounded up to the length: the greatest uniform is below 1 by a whole unit
            // in the last place of such a product.
            values[(uniform(word) * values.len() as f64) as usize]
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
pub(crate) fn multiplier(variance: f64, word: u64) -> f64 {
    variance * gamma(1.0 / variance, &mut Splitter(word))
}

/// Poisson by inversion of one uniform; meant for means up to a few tens.
pub(crate) fn poisson(mean: f64, word: u64) -> u32 {
    let u = uniform(word);
    let mut term = libm::exp(-mean);
    let mut sum = term;
    let mut k = 0;
    // The sum may stay below the greatest uniforms by what was rounded off.
    while u > sum && sum + term > sum {
        k += 1;
        term *= mean / f64::from(k);
        sum += term;
    }
    k
}

#[cfg(test)]
mod tests;
