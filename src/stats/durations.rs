//! A histogram of durations, finished or not, that merges exactly.

use serde::{Deserialize, Serialize};

use self::stored::Stored;
use super::survival::{Passing, SurvivalCurve, Walk, level};

mod apart;
mod stored;

/// Sub-buckets per power of two, and the number of low values with a bucket of their own
/// (twice, as the first power of two that is cut in 64 has width 1 too).
const SUB: usize = 64;
/// log2 of [`SUB`].
const SUB_BITS: u32 = 6;
/// Values from 2 to this power on share the last bucket: 1115 years of milliseconds.
const TOP_BITS: u32 = 45;
/// Buckets there can be: 2560.
const BUCKETS: usize = (TOP_BITS - SUB_BITS + 1) as usize * SUB;

/// Counts of durations in whole milliseconds, those that ended and those that were still
/// going on when last seen (right-censored), in log-linear buckets.
///
/// Every value below 128 ms has its own bucket, above that 64 buckets share each power of
/// two, so a bucket is at most 1/64 of its value wide (the layout of Tene's `HdrHistogram`).
/// Each keeps the least and the greatest of those that ended in it, so that equal values come
/// out as they went in, however many others there are.
/// Counts and sums are integers: merging is exact and does not depend on order, so results
/// are the same for any split of the work. Memory grows with the longest value, up to 60 kB
/// for those that ended and 20 kB for the others; an empty histogram takes none.
///
/// # Examples
///
/// ```
/// use sortie::inside::stats::DurationHistogram;
///
/// let mut waits = DurationHistogram::new();
/// waits.record(3_600_000);
/// waits.record(7_200_000);
/// waits.censor(9_000_000);
/// let median = waits.median().unwrap();
/// assert!((median / 7_200_000.0 - 1.0).abs() < 1.0 / 64.0);
/// assert_eq!(waits.quantile(0.9), None); // hidden: the third may take any time
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct DurationHistogram {
    // Both no longer than the last count that is not zero.
    ended: Vec<Bucket>,
    censored: Vec<u64>,
    ended_sum: u128,
    censored_sum: u128,
    // Of the censored: 0 without any.
    last_seen: u64,
}

impl Default for DurationHistogram {
    fn default() -> Self {
        Self::new()
    }
}

/// Durations that ended in one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    count: u64,
    // u64::MAX and 0 without any.
    least: u64,
    greatest: u64,
}

impl Bucket {
    const EMPTY: Self = Self {
        count: 0,
        least: u64::MAX,
        greatest: 0,
    };

    #[inline]
    fn record(&mut self, ms: u64) {
        self.count += 1;
        self.least = self.least.min(ms);
        self.greatest = self.greatest.max(ms);
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }
}

/// A bucket that holds something.
struct Group {
    low: u64,
    /// The greatest value of the bucket.
    last: u64,
    ended: Bucket,
    censored: u64,
}

impl Group {
    /// The least and the greatest end in it, ms; without ends, what could be.
    fn ends(&self) -> (f64, f64) {
        if self.ended.count == 0 {
            (self.low as f64, self.last as f64)
        } else {
            (self.ended.least as f64, self.ended.greatest as f64)
        }
    }

    /// How far `ms` has come through a bucket, 0 to 1.
    fn within(&self, ms: f64) -> f64 {
        let (low, last) = self.ends();
        if ms >= last {
            1.0
        } else if ms <= low {
            0.0
        } else {
            (ms - low) / (last - low)
        }
    }

    fn passing(&self) -> Passing {
        Passing {
            events: self.ended.count,
            censored: self.censored,
            // One millisecond is a tie; several hold ends and censorings in any order.
            mixed: self.low < self.last,
        }
    }
}

impl DurationHistogram {
    /// Nothing recorded yet.
    pub const fn new() -> Self {
        Self {
            ended: Vec::new(),
            censored: Vec::new(),
            ended_sum: 0,
            censored_sum: 0,
            last_seen: 0,
        }
    }

    /// Counts a duration of `ms` milliseconds that ended; below 0 counts as 0.
    #[inline]
    pub fn record(&mut self, ms: i64) {
        let ms = ms.max(0).cast_unsigned();
        let place = bucket(ms);
        if place >= self.ended.len() {
            grow(&mut self.ended, place);
        }
        self.ended[place].record(ms);
        self.ended_sum += u128::from(ms);
    }

    /// Counts a duration that was still going on after `ms` milliseconds, when last seen.
    // Rare, so not inlined where `record` is.
    #[inline(never)]
    pub fn censor(&mut self, ms: i64) {
        let ms = ms.max(0).cast_unsigned();
        bump(&mut self.censored, bucket(ms));
        self.censored_sum += u128::from(ms);
        self.last_seen = self.last_seen.max(ms);
    }

    /// Adds everything `other` has counted: exact, in any order.
    pub fn merge(&mut self, other: &Self) {
        if self.ended.len() < other.ended.len() {
            self.ended.resize(other.ended.len(), Bucket::EMPTY);
        }
        for (bucket, more) in self.ended.iter_mut().zip(&other.ended) {
            bucket.merge(more);
        }
        add(&mut self.censored, &other.censored);
        self.ended_sum += other.ended_sum;
        self.censored_sum += other.censored_sum;
        self.last_seen = self.last_seen.max(other.last_seen);
    }

    /// How many ended.
    pub fn ended(&self) -> u64 {
        self.ended.iter().map(|bucket| bucket.count).sum()
    }

    /// How many were still going on when last seen.
    pub fn censored(&self) -> u64 {
        self.censored.iter().sum()
    }

    /// How many in all.
    pub fn count(&self) -> u64 {
        self.ended() + self.censored()
    }

    /// The exact sum of the durations that ended, ms.
    pub const fn ended_sum(&self) -> u128 {
        self.ended_sum
    }

    /// The exact sum of all time watched, ms: the divisor of a rate of ends.
    pub const fn watched_sum(&self) -> u128 {
        self.ended_sum + self.censored_sum
    }

    /// The shortest duration that ended, ms, exactly.
    pub fn shortest(&self) -> Option<u64> {
        let first = self.ended.iter().find(|bucket| bucket.count > 0)?;
        Some(first.least)
    }

    /// The longest duration that ended, ms, exactly.
    pub fn longest(&self) -> Option<u64> {
        self.ended.last().map(|bucket| bucket.greatest)
    }

    /// The mean of those that ended, ms, exactly; `None` without any. Where some are censored
    /// this is too short: use [`restricted_mean`](Self::restricted_mean).
    pub fn mean_of_ended(&self) -> Option<f64> {
        let count = self.ended();
        (count > 0).then(|| self.ended_sum as f64 / count as f64)
    }

    /// The variance of those that ended, ms²: the sum is exact, squares are those of the
    /// middle between the least and the greatest in each bucket. `None` without any.
    pub fn variance_of_ended(&self) -> Option<f64> {
        let mean = self.mean_of_ended()?;
        let square = |group: Group| {
            let (low, last) = group.ends();
            group.ended.count as f64 * (f64::midpoint(low, last) - mean).powi(2)
        };
        Some(self.groups().map(square).sum::<f64>() / self.ended() as f64)
    }

    /// The Kaplan–Meier curve with a step at the greatest duration that ended in a bucket, ms.
    ///
    /// Times are late by less than 1/64. Where a bucket wider than 1 ms holds ends and
    /// censorings, the censored count half (the actuarial rule of Cutler & Ederer 1958,
    /// Journal of Chronic Diseases 8:699), as their order is not known; the same holds for
    /// every estimate below.
    pub fn survival(&self) -> SurvivalCurve {
        let groups: Vec<_> = self
            .groups()
            .map(|group| {
                let at = if group.ended.count == 0 {
                    group.last.min(self.last_seen) as f64
                } else {
                    group.ends().1
                };
                (at, group.passing())
            })
            .collect();
        SurvivalCurve::from_groups(&groups)
    }

    /// The Kaplan–Meier estimate of the probability to take longer than `ms`, linear inside a
    /// bucket. `None` without observations, or past the last one seen while some were still
    /// going on.
    pub fn survival_at(&self, ms: f64) -> Option<f64> {
        if !self.reaches(ms) {
            return None;
        }
        let mut walk = Walk::new(self.count());
        for group in self.groups() {
            let before = walk.survival();
            if ms < group.low as f64 {
                return Some(before);
            }
            let after = walk.step(group.passing());
            if ms < group.last as f64 {
                return Some(before + (after - before) * group.within(ms));
            }
        }
        Some(walk.survival())
    }

    /// The Kaplan–Meier `p` quantile, ms, linear between the least and the greatest duration of
    /// its bucket: exact where all of these are equal.
    ///
    /// `None` if the curve never comes down to 1 − p because too many were still going on, or
    /// unless `0 <= p <= 1`.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let (share, low, last) = self.at_quantile(p)?;
        Some((last - low).mul_add(share, low).clamp(low, last))
    }

    /// Between which limits the `p` quantile of what was recorded lies, ms, as it is not known
    /// where in its bucket a duration is; `None` where [`quantile`](Self::quantile) is.
    pub fn quantile_limits(&self, p: f64) -> Option<(f64, f64)> {
        let (_, low, last) = self.at_quantile(p)?;
        Some((low, last))
    }

    /// How far through its bucket a quantile lies, and the bucket's ends.
    fn at_quantile(&self, p: f64) -> Option<(f64, f64, f64)> {
        let level = level(p)?;
        let mut walk = Walk::new(self.count());
        for group in self.groups() {
            let before = walk.survival();
            let after = walk.step(group.passing());
            if group.ended.count > 0 && after <= level {
                let (low, last) = group.ends();
                let share = ((before - (1.0 - p)) / (before - after)).clamp(0.0, 1.0);
                return Some((share, low, last));
            }
        }
        None
    }

    /// The Kaplan–Meier median, ms; see [`quantile`](Self::quantile).
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The mean, ms, of durations cut at `horizon` ms: the area under the Kaplan–Meier curve
    /// (Royston & Parmar 2013, BMC Medical Research Methodology 13:152), linear inside a
    /// bucket. If nothing is censored and nothing exceeds the horizon, the exact mean.
    ///
    /// `None` without observations, unless `horizon > 0`, or where it lies beyond the last
    /// time seen while some were still going on.
    pub fn restricted_mean(&self, horizon: f64) -> Option<f64> {
        if !(horizon > 0.0 && horizon.is_finite() && self.reaches(horizon)) {
            return None;
        }
        if self.censored.is_empty() && self.longest().unwrap_or(0) as f64 <= horizon {
            return self.mean_of_ended();
        }
        let mut walk = Walk::new(self.count());
        let mut area = 0.0;
        let mut at = 0.0;
        for group in self.groups() {
            let before = walk.survival();
            let after = walk.step(group.passing());
            let (low, last) = group.ends();
            if horizon <= low {
                return Some(area + before * (horizon - at));
            }
            area += before * (low - at);
            if horizon < last {
                let there = before + (after - before) * group.within(horizon);
                return Some(area + f64::midpoint(before, there) * (horizon - low));
            }
            area += f64::midpoint(before, after) * (last - low);
            at = last;
        }
        Some(area + walk.survival() * (horizon - at))
    }

    /// True if the curve is known at `ms`: something was watched so long, or all had ended.
    fn reaches(&self, ms: f64) -> bool {
        // The last bucket holds all who were left: unless it holds censored ones, all ended.
        let all_ended = self.censored.len() < self.ended.len();
        !self.is_empty()
            && (ms <= self.last_seen.max(self.longest().unwrap_or(0)) as f64
                || all_ended && !ms.is_nan())
    }

    /// The longest time anything was watched, ended or not, ms; `None` without observations.
    pub fn follow_up(&self) -> Option<u64> {
        (!self.is_empty()).then(|| self.last_seen.max(self.longest().unwrap_or(0)))
    }

    /// True if nothing was counted.
    pub const fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.censored.is_empty()
    }

    /// The buckets that hold something, ascending.
    fn groups(&self) -> impl Iterator<Item = Group> {
        let buckets = self.ended.len().max(self.censored.len());
        (0..buckets)
            .map(move |place| Group {
                low: low(place),
                last: last(place),
                ended: self.ended.get(place).copied().unwrap_or(Bucket::EMPTY),
                censored: self.censored.get(place).copied().unwrap_or(0),
            })
            .filter(|group| group.ended.count + group.censored > 0)
    }
}

/// The bucket of a value: values below 128 are their own bucket.
#[inline]
const fn bucket(ms: u64) -> usize {
    if ms >> TOP_BITS != 0 {
        return BUCKETS - 1;
    }
    let shift = 63 - SUB_BITS - (ms | SUB as u64).leading_zeros();
    (shift as usize) * SUB + (ms >> shift) as usize
}

/// The least value of a bucket.
const fn low(bucket: usize) -> u64 {
    match bucket / SUB {
        0 | 1 => bucket as u64,
        power => ((bucket - (power - 1) * SUB) as u64) << (power - 1),
    }
}

/// The greatest value of a bucket (of the last one: of its regular width).
const fn last(bucket: usize) -> u64 {
    low(bucket + 1) - 1
}

#[inline]
fn bump(counts: &mut Vec<u64>, place: usize) {
    if let Some(count) = counts.get_mut(place) {
        *count += 1;
    } else {
        counts.resize(place, 0);
        counts.push(1);
    }
}

#[cold]
fn grow(buckets: &mut Vec<Bucket>, place: usize) {
    buckets.resize(place + 1, Bucket::EMPTY);
}

fn add(counts: &mut Vec<u64>, other: &[u64]) {
    counts.resize(counts.len().max(other.len()), 0);
    for (count, more) in counts.iter_mut().zip(other) {
        *count += more;
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests;
