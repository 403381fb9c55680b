//! What replications of several policies on common random numbers add up to.

use serde::{Deserialize, Serialize};

use crate::stats::{DurationHistogram, Moments, Paired};

use super::at_most::at_most;
use super::chunk::SECTIONS;

/// Replications whose values are kept one by one, for the charts of paired differences.
pub(crate) const KEPT: usize = 2_000;

/// Most histograms that are read back: those of 200 policies in four measures. Each takes up to
/// 40 kB.
const MOST_HISTOGRAMS: usize = 16_384;

/// Values of several policies, replication by replication.
///
/// A policy may have no value in a replication (no such incident); a pair counts where both
/// have one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pairs {
    policies: usize,
    measures: usize,
    /// By policy, then measure.
    each: Vec<Moments>,
    /// By pair, then measure; see [`pair`].
    both: Vec<Paired>,
    /// Values of the first replications, by replication, policy and measure.
    kept: Vec<f64>,
    replications: u64,
}

/// The place of a pair of policies, `first < second`.
const fn pair(first: usize, second: usize) -> usize {
    second * (second - 1) / 2 + first
}

impl Pairs {
    /// Nothing yet, for so many policies and measures.
    pub fn new(policies: usize, measures: usize) -> Self {
        Self {
            policies,
            measures,
            each: vec![Moments::new(); policies * measures],
            both: vec![Paired::new(); policies * policies.saturating_sub(1) / 2 * measures],
            kept: Vec::new(),
            replications: 0,
        }
    }

    /// Takes in the values of one replication, by policy; each holds one for each measure,
    /// `NaN` for none.
    pub fn push(&mut self, values: &[&[f64]]) {
        let measures = self.measures;
        for (second, mine) in values.iter().enumerate() {
            for (measure, value) in mine.iter().enumerate() {
                if !value.is_finite() {
                    continue;
                }
                self.each[second * measures + measure].push(*value);
                for (first, theirs) in values[..second].iter().enumerate() {
                    let other = theirs[measure];
                    if other.is_finite() {
                        self.both[pair(first, second) * measures + measure].push(other, *value);
                    }
                }
            }
        }
        if self.replications < KEPT as u64 {
            self.kept
                .extend(values.iter().flat_map(|values| values.iter().copied()));
        }
        self.replications += 1;
    }

    /// Whether they are of so many policies and measures.
    pub fn fits(&self, policies: usize, measures: usize) -> bool {
        let pairs = policies * policies.saturating_sub(1) / 2;
        self.policies == policies
            && self.measures == measures
            && self.each.len() == policies * measures
            && self.both.len() == pairs * measures
    }

    /// Replications taken in.
    pub const fn replications(&self) -> u64 {
        self.replications
    }

    /// The values of a policy.
    pub fn of(&self, policy: usize, measure: usize) -> &Moments {
        &self.each[policy * self.measures + measure]
    }

    /// The values of two policies, pair by pair, the lower number first.
    pub fn pair(&self, a: usize, b: usize, measure: usize) -> &Paired {
        &self.both[pair(a.min(b), a.max(b)) * self.measures + measure]
    }

    /// Mean of policy `a` minus policy `b`, over the replications in which both have a value.
    pub fn difference(&self, a: usize, b: usize, measure: usize) -> Moments {
        let moments = *self.pair(a, b, measure).difference();
        if a < b { moments } else { moments.negated() }
    }

    /// Values of `a` minus `b` in the first replications, where both have one.
    pub fn kept_differences(&self, a: usize, b: usize, measure: usize) -> Vec<f64> {
        let stride = self.policies * self.measures;
        self.kept
            .chunks_exact(stride.max(1))
            .map(|row| row[a * self.measures + measure] - row[b * self.measures + measure])
            .filter(|difference| difference.is_finite())
            .collect()
    }
}

/// Durations of several policies, pooled over replications, by section.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sections {
    pools: usize,
    /// By policy, then pool, then section.
    #[serde(deserialize_with = "at_most::<_, _, MOST_HISTOGRAMS>")]
    histograms: Vec<DurationHistogram>,
}

impl Sections {
    /// Nothing yet, for so many policies and pools.
    pub fn new(policies: usize, pools: usize) -> Self {
        let all = policies * pools * SECTIONS as usize;
        Self {
            pools,
            histograms: vec![DurationHistogram::new(); all],
        }
    }

    /// Whether they are of so many policies and pools.
    pub fn fits(&self, policies: usize, pools: usize) -> bool {
        self.pools == pools && self.histograms.len() == policies * pools * SECTIONS as usize
    }

    /// Adds what a section's replications of a policy have given, a histogram for each pool.
    pub fn add(&mut self, policy: usize, section: usize, pooled: &[DurationHistogram]) {
        for (pool, histogram) in pooled.iter().enumerate() {
            let place = (policy * self.pools + pool) * SECTIONS as usize + section;
            self.histograms[place].merge(histogram);
        }
    }

    /// The sections of a policy's pool.
    pub fn of(&self, policy: usize, pool: usize) -> &[DurationHistogram] {
        let from = (policy * self.pools + pool) * SECTIONS as usize;
        &self.histograms[from..from + SECTIONS as usize]
    }

    /// All sections of a policy's pool together.
    pub fn pooled(&self, policy: usize, pool: usize) -> DurationHistogram {
        let mut all = DurationHistogram::new();
        for section in self.of(policy, pool) {
            all.merge(section);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_count_where_both_have_a_value() {
        let mut pairs = Pairs::new(3, 1);
        for row in [[1.0, 2.0, f64::NAN], [3.0, 5.0, 4.0], [2.0, 2.0, 7.0]] {
            pairs.push(&[&row[0..1], &row[1..2], &row[2..3]]);
        }
        assert_eq!(pairs.of(0, 0).count(), 3);
        assert_eq!(pairs.of(2, 0).count(), 2);
        assert_eq!(pairs.difference(1, 0, 0).mean(), Some(1.0));
        assert_eq!(pairs.difference(0, 1, 0).mean(), Some(-1.0));
        assert_eq!(pairs.difference(2, 0, 0).count(), 2);
        assert_eq!(pairs.kept_differences(2, 1, 0), [-1.0, 5.0]);
    }
}
