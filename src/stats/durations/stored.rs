//! The form of a duration histogram on disk.

use serde::{Deserialize, Serialize};

use super::{BUCKETS, DurationHistogram};

/// The most observations that a file may claim, so that thousands of files still add up.
const MOST: u128 = 1 << 50;

/// Only buckets that hold something, as (bucket, count).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    ended: Vec<(usize, u64)>,
    censored: Vec<(usize, u64)>,
    ended_sum: u128,
    censored_sum: u128,
    shortest: u64,
    longest: u64,
    last_seen: u64,
}

impl From<DurationHistogram> for Stored {
    fn from(full: DurationHistogram) -> Self {
        let sparse = |counts: Vec<u64>| {
            let places = counts.into_iter().enumerate();
            places.filter(|&(_, count)| count > 0).collect()
        };
        Self {
            ended: sparse(full.ended),
            censored: sparse(full.censored),
            ended_sum: full.ended_sum,
            censored_sum: full.censored_sum,
            shortest: full.shortest,
            longest: full.longest,
            last_seen: full.last_seen,
        }
    }
}

impl TryFrom<Stored> for DurationHistogram {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let dense = |sparse: &[(usize, u64)]| {
            let mut counts: Vec<u64> = Vec::new();
            for &(place, count) in sparse {
                if place < counts.len() || place >= BUCKETS || count == 0 {
                    return Err(format!(
                        "a duration histogram can't hold {count} in bucket {place}"
                    ));
                }
                counts.resize(place, 0);
                counts.push(count);
            }
            Ok(counts)
        };
        let (ended, censored) = (dense(&stored.ended)?, dense(&stored.censored)?);
        // Whoever wrote the file may have been interrupted or wrong: what would later overflow
        // or contradict itself is refused here.
        let fits = |counts: &[u64], sum: u128| {
            let total: u128 = counts.iter().map(|&count| u128::from(count)).sum();
            total <= MOST && sum <= total * u128::from(i64::MAX.cast_unsigned())
        };
        if !fits(&ended, stored.ended_sum)
            || !fits(&censored, stored.censored_sum)
            || !(ended.is_empty() || stored.shortest <= stored.longest)
        {
            return Err("the counts and sums of a duration histogram contradict each other".into());
        }
        Ok(Self {
            ended,
            censored,
            ended_sum: stored.ended_sum,
            censored_sum: stored.censored_sum,
            shortest: stored.shortest,
            longest: stored.longest,
            last_seen: stored.last_seen,
        })
    }
}
