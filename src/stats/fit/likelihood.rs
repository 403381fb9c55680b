//! The likelihood of durations that are known exactly, within bounds, or not yet ended.
//!
//! An exact duration contributes its density, one within bounds the probability between them,
//! one that is still going on the probability to take longer (Klein & Moeschberger 2003,
//! section 3.5). Who is watched how long must not depend on how long it takes.
//!
//! Two things may be added. A *share that never ends* π makes the survival π + (1 − π) S(t)
//! (Boag 1949, JRSS B 11:15; Farewell 1982, Biometrics 38:1041). *Right truncation*: where only
//! what ended within a limit is on record, each contribution is divided by the probability to
//! end within it (Kalbfleisch & Lawless 1989, JASA 84:360).

use super::difference::Trapezoid;
use super::family::{Prepared, Time};
use super::known::Known;
use super::resample::Resampler;

/// One observation, prepared.
#[derive(Clone, Copy, Debug)]
enum Fact {
    Exactly(Time),
    Between(Time, Time),
    Difference(Trapezoid),
    LongerThan(Time),
    Never,
}

/// Observations that are alike: what is known, and within which limit it must have ended.
#[derive(Clone, Copy, Debug)]
struct Seen {
    fact: Fact,
    ended: bool,
    limit: Option<Time>,
}

/// The share that never ends, with the logarithms that the likelihood needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cured {
    share: f64,
    ln_share: f64,
    ln_rest: f64,
}

impl Cured {
    pub(super) fn new(share: f64) -> Self {
        Self {
            share,
            ln_share: libm::log(share.max(1e-300)),
            ln_rest: libm::log1p(-share),
        }
    }
}

impl Seen {
    fn new(known: &Known, limit: Option<f64>) -> Self {
        let fact = match *known {
            Known::Exactly(at) => Fact::Exactly(Time::new(at)),
            Known::Between(low, high) => Fact::Between(Time::new(low), Time::new(high)),
            Known::Difference(it) => Fact::Difference(Trapezoid::new(it)),
            Known::LongerThan(at) => Fact::LongerThan(Time::new(at)),
            Known::Never => Fact::Never,
        };
        Self {
            fact,
            ended: known.ended(),
            limit: limit.map(Time::new),
        }
    }

    fn contribution(&self, of: &Prepared, cured: Option<Cured>) -> f64 {
        let plain = match &self.fact {
            Fact::Exactly(at) => of.ln_density(*at),
            Fact::Between(low, high) => of.ln_between(*low, *high),
            Fact::Difference(it) => it.ln_likelihood(of),
            Fact::LongerThan(at) => of.ln_above(*at),
            // Without such a share, what never ends is as unlikely as can be.
            Fact::Never => return cured.map_or(-690.0, |cured| cured.ln_share),
        };
        let plain = match self.limit {
            Some(limit) => plain - of.ln_between(Time::new(0.0), limit),
            None => plain,
        };
        match cured {
            None => plain,
            Some(cured) if self.ended => plain + cured.ln_rest,
            Some(cured) => libm::log(cured.share + (1.0 - cured.share) * libm::exp(plain)),
        }
    }
}

/// The logarithm of the likelihood of a distribution, without a share that never ends.
#[cfg(test)]
fn log_likelihood(lifetime: &super::family::Lifetime, data: &[Known]) -> f64 {
    let prepared = lifetime.prepare();
    data.iter()
        .map(|known| Seen::new(known, None).contribution(&prepared, None))
        .sum()
}

/// Observations made ready for many fits: those that are alike are kept once, with their number.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    seen: Vec<Seen>,
    /// A start for the search: the logarithms of typical times, mean and mean square deviation.
    pub(super) logs: (f64, f64),
    /// How many there are of each.
    counts: Vec<f64>,
    /// Which of them each observation is.
    class: Vec<usize>,
    /// How many ended, never ended, are open.
    pub(super) ended: usize,
    pub(super) never: usize,
}

impl Sample {
    /// `None` where nothing has ended, or a number makes no sense (see [`Known::sound`]).
    pub(crate) fn new(data: &[Known]) -> Option<Self> {
        let all: Vec<(Known, Option<f64>)> = data.iter().map(|known| (*known, None)).collect();
        Self::of(&all)
    }

    /// Observations of which only those are on record that ended within a limit: each with its
    /// own. `None` as for [`new`](Self::new), or where a limit is not positive.
    pub(crate) fn truncated(data: &[(Known, f64)]) -> Option<Self> {
        if !data
            .iter()
            .all(|(known, limit)| *limit > 0.0 && known.ended())
        {
            return None;
        }
        let all = data.iter().map(|(known, limit)| (*known, Some(*limit)));
        Self::of(&all.collect::<Vec<_>>())
    }

    fn of(data: &[(Known, Option<f64>)]) -> Option<Self> {
        let ended = data.iter().filter(|(known, _)| known.ended()).count();
        if ended == 0 || !data.iter().all(|(known, _)| known.sound()) {
            return None;
        }
        let mut order: Vec<(([u64; 4], u64), usize)> = data
            .iter()
            .enumerate()
            .map(|(ix, (known, limit))| ((bits(known), limit.map_or(0, f64::to_bits)), ix))
            .collect();
        order.sort_unstable();
        let mut class = vec![0; data.len()];
        let (mut seen, mut counts): (Vec<Seen>, Vec<f64>) = (Vec::new(), Vec::new());
        let mut last = None;
        for (key, ix) in order {
            if last != Some(key) {
                let (known, limit) = &data[ix];
                seen.push(Seen::new(known, *limit));
                counts.push(0.0);
                last = Some(key);
            }
            class[ix] = seen.len() - 1;
            counts[seen.len() - 1] += 1.0;
        }
        let logs: Vec<f64> = data
            .iter()
            .map(|(known, _)| known.typical())
            .filter(|time| *time > 0.0)
            .map(libm::log)
            .collect();
        let n = logs.len() as f64;
        let mean = logs.iter().sum::<f64>() / n;
        let off = logs.iter().map(|ln| ln - mean);
        let square = off.map(|off| off * off).sum::<f64>() / n;
        let never = data.iter().filter(|(known, _)| *known == Known::Never);
        Some(Self {
            seen,
            logs: (mean, square),
            counts,
            class,
            ended,
            never: never.count(),
        })
    }

    /// How many observations there are.
    pub(super) fn len(&self) -> usize {
        self.class.len()
    }

    /// How many there are of each kind.
    pub(super) fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// How many there are of each kind in a sample drawn anew; `None` if nothing in it ended.
    pub(super) fn drawn(&self, number: u64, samples: &Resampler) -> Option<Vec<f64>> {
        let mut counts = vec![0.0; self.seen.len()];
        samples.each(number, self.class.len(), |ix| {
            counts[self.class[ix]] += 1.0;
        });
        let ended = |(seen, count): (&Seen, &f64)| seen.ended && *count > 0.0;
        self.seen.iter().zip(&counts).any(ended).then_some(counts)
    }

    /// The logarithm of the likelihood with so many of each kind.
    pub(super) fn total(&self, counts: &[f64], of: &Prepared, cured: Option<Cured>) -> f64 {
        let all = self.seen.iter().zip(counts);
        all.filter(|(_, count)| **count > 0.0)
            .map(|(seen, count)| count * seen.contribution(of, cured))
            .sum()
    }
}

/// A key that is the same for observations that are the same.
fn bits(known: &Known) -> [u64; 4] {
    match *known {
        Known::Exactly(at) => [0, at.to_bits(), 0, 0],
        Known::Between(low, high) => [1, low.to_bits(), high.to_bits(), 0],
        Known::Difference(it) => [2, it.start.to_bits(), it.onset.to_bits(), it.end.to_bits()],
        Known::LongerThan(at) => [3, at.to_bits(), 0, 0],
        Known::Never => [4, 0, 0, 0],
    }
}

#[cfg(test)]
mod tests;
