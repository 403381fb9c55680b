//! The form of a duration histogram on disk.

use serde::{Deserialize, Serialize};

use super::{BUCKETS, Bucket, DurationHistogram, bucket};

/// The most observations that a file may claim, so that thousands of files still add up.
const MOST: u128 = 1 << 50;

/// Only buckets that hold something, as (bucket, count), and for those that ended the least and
/// the greatest.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    ended: Vec<(usize, u64, u64, u64)>,
    censored: Vec<(usize, u64)>,
    ended_sum: u128,
    censored_sum: u128,
    last_seen: u64,
}

/// What is worth keeping, with its place.
fn places<T>(all: Vec<T>, holds: impl Fn(&T) -> bool) -> impl Iterator<Item = (usize, T)> {
    let places = all.into_iter().enumerate();
    places.filter(move |(_, it)| holds(it))
}

/// What was kept, each at its place; refused if out of order, or if it holds nothing.
fn dense<T: Clone>(
    kept: impl Iterator<Item = (usize, T)>,
    empty: &T,
    holds: impl Fn(usize, &T) -> bool,
) -> Result<Vec<T>, String> {
    let mut all: Vec<T> = Vec::new();
    for (place, it) in kept {
        if place < all.len() || place >= BUCKETS || !holds(place, &it) {
            return Err(format!(
                "a duration histogram can't hold this in bucket {place}"
            ));
        }
        all.resize(place, empty.clone());
        all.push(it);
    }
    Ok(all)
}

impl From<DurationHistogram> for Stored {
    fn from(full: DurationHistogram) -> Self {
        Self {
            ended: places(full.ended, |bucket| bucket.count > 0)
                .map(|(place, bucket)| (place, bucket.count, bucket.least, bucket.greatest))
                .collect(),
            censored: places(full.censored, |count| *count > 0).collect(),
            ended_sum: full.ended_sum,
            censored_sum: full.censored_sum,
            last_seen: full.last_seen,
        }
    }
}

impl TryFrom<Stored> for DurationHistogram {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let ended = stored.ended.into_iter();
        let ended = ended.map(|(place, count, least, greatest)| {
            let bucket = Bucket {
                count,
                least,
                greatest,
            };
            (place, bucket)
        });
        let ended = dense(ended, &Bucket::EMPTY, |place, it| {
            let within = bucket(it.least) == place && bucket(it.greatest) == place;
            it.count > 0 && within && it.least <= it.greatest
        })?;
        let censored = dense(stored.censored.into_iter(), &0, |_, count| *count > 0)?;
        // Whoever wrote the file may have been interrupted or wrong: what would later overflow
        // or contradict itself is refused here.
        let fits = |counts: &mut dyn Iterator<Item = u64>, sum: u128| {
            let total: u128 = counts.map(u128::from).sum();
            total <= MOST && sum <= total * u128::from(i64::MAX.cast_unsigned())
        };
        if !fits(&mut ended.iter().map(|it| it.count), stored.ended_sum)
            || !fits(&mut censored.iter().copied(), stored.censored_sum)
        {
            return Err("the counts and sums of a duration histogram contradict each other".into());
        }
        Ok(Self {
            ended,
            censored,
            ended_sum: stored.ended_sum,
            censored_sum: stored.censored_sum,
            last_seen: stored.last_seen,
        })
    }
}
