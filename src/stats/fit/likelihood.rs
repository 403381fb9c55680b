//! Maximum likelihood of durations that are known exactly, within bounds, or not yet ended.
//!
//! An exact duration contributes its density, one within bounds the probability between them,
//! one that is still going on the probability to take longer (Klein & Moeschberger 2003,
//! section 3.5). Who is watched how long must not depend on how long it takes.

use serde::{Deserialize, Serialize};

use super::family::{Lifetime, LifetimeKind, Prepared, Time};
use super::simplex::minimise;

/// What is known of a duration, in the caller's unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Its length; above 0.
    Exactly(f64),
    /// That it is longer than the first and not longer than the second: interval-censored. The
    /// first may be 0.
    Between(f64, f64),
    /// That it is longer: right-censored.
    LongerThan(f64),
}

impl Known {
    /// True if it has ended, as far as anyone knows.
    pub const fn ended(&self) -> bool {
        !matches!(self, Self::LongerThan(_))
    }

    /// True if its numbers make sense: finite, not negative, in order.
    pub fn sound(&self) -> bool {
        match *self {
            Self::Exactly(at) => at > 0.0 && at.is_finite(),
            Self::Between(low, high) => low >= 0.0 && high > low && high.is_finite(),
            Self::LongerThan(at) => at >= 0.0 && at.is_finite(),
        }
    }

    /// A time to start from.
    fn typical(&self) -> f64 {
        match *self {
            Self::Exactly(at) => at,
            Self::Between(low, high) => libm::sqrt(low.max(high / 20.0) * high),
            Self::LongerThan(at) => at * 1.5,
        }
    }
}

/// A family's best fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedLifetime {
    /// The distribution.
    pub lifetime: Lifetime,
    /// The logarithm of the likelihood there.
    pub log_likelihood: f64,
    /// Akaike's criterion, 2 k − 2 ln L (Akaike 1974, IEEE Transactions on Automatic Control
    /// 19:716).
    pub aic: f64,
    /// True if the likelihood grows without bound: the data fit into a narrower and narrower
    /// distribution and say too little about its spread. Such a fit is no candidate.
    pub degenerate: bool,
}

/// One observation, prepared.
#[derive(Clone, Copy, Debug)]
enum Seen {
    Exactly(Time),
    Between(Time, Time),
    LongerThan(Time),
}

fn seen(known: &Known) -> Seen {
    match *known {
        Known::Exactly(at) => Seen::Exactly(Time::new(at)),
        Known::Between(low, high) => Seen::Between(Time::new(low), Time::new(high)),
        Known::LongerThan(at) => Seen::LongerThan(Time::new(at)),
    }
}

fn contribution(prepared: &Prepared, seen: &Seen) -> f64 {
    match *seen {
        Seen::Exactly(at) => prepared.ln_density(at),
        Seen::Between(low, high) => prepared.ln_between(low, high),
        Seen::LongerThan(at) => prepared.ln_above(at),
    }
}

/// The logarithm of the likelihood of a distribution.
pub fn log_likelihood(lifetime: &Lifetime, data: &[Known]) -> f64 {
    let prepared = lifetime.prepare();
    data.iter()
        .map(|known| contribution(&prepared, &seen(known)))
        .sum()
}

/// How far the logarithm of a shape or spread may go before it counts as run away.
const SPREAD: (f64, f64) = (-6.0, 6.0);

/// The best fit of each family that has one, in the order of [`LifetimeKind::ALL`].
///
/// Empty where nothing has ended, or a number makes no sense (see [`Known::sound`]).
///
/// # Examples
///
/// ```
/// use sortie::stats::fit::{Known, best, fit_all};
///
/// // Hours: two exact, three "a day to a week", one still open after a month.
/// let mut data = vec![Known::Exactly(5.0), Known::Exactly(60.0), Known::LongerThan(720.0)];
/// data.extend([Known::Between(24.0, 168.0); 3]);
/// let fits = fit_all(&data);
/// assert_eq!(fits.len(), 4);
/// assert!((30.0..100.0).contains(&best(&fits).unwrap().lifetime.quantile(0.5)));
/// ```
pub fn fit_all(data: &[Known]) -> Vec<FittedLifetime> {
    LifetimeKind::ALL
        .into_iter()
        .filter_map(|kind| fit_one(kind, data))
        .collect()
}

/// The fit with the least criterion, degenerate ones left aside; of equals the first.
pub fn best(fits: &[FittedLifetime]) -> Option<&FittedLifetime> {
    fits.iter()
        .filter(|fit| !fit.degenerate && fit.aic.is_finite())
        .min_by(|a, b| a.aic.total_cmp(&b.aic))
}

/// The best fit of one family; `None` where nothing has ended, or a number makes no sense.
pub fn fit_one(kind: LifetimeKind, data: &[Known]) -> Option<FittedLifetime> {
    let start = start(kind, data)?;
    climb(kind, data, start, 0.5)
}

/// The best fit of the family of `near`, looked for from there: for samples drawn anew from
/// the data that gave `near`. `None` as for [`fit_one`].
pub fn refit(near: &Lifetime, data: &[Known]) -> Option<FittedLifetime> {
    if !data.iter().any(Known::ended) {
        return None;
    }
    climb(near.kind(), data, near.coordinates(), 0.2)
}

fn climb(kind: LifetimeKind, data: &[Known], start: [f64; 2], step: f64) -> Option<FittedLifetime> {
    let prepared: Vec<Seen> = data.iter().map(seen).collect();
    let lost = |at: [f64; 2]| {
        if !(SPREAD.0..=SPREAD.1).contains(&at[1]) || !(-700.0..700.0).contains(&at[0]) {
            return f64::INFINITY;
        }
        let lifetime = Lifetime::from_coordinates(kind, at).prepare();
        -prepared
            .iter()
            .map(|seen| contribution(&lifetime, seen))
            .sum::<f64>()
    };
    let (at, least) = if kind.parameters() == 1 {
        let ([first], least) = minimise(|x: &[f64; 1]| lost([x[0], 0.0]), [start[0]], step);
        ([first, 0.0], least)
    } else {
        minimise(|x: &[f64; 2]| lost(*x), start, step)
    };
    if !least.is_finite() {
        return None;
    }
    let room = 0.05;
    Some(FittedLifetime {
        lifetime: Lifetime::from_coordinates(kind, at),
        log_likelihood: -least,
        aic: 2.0 * kind.parameters() as f64 + 2.0 * least,
        degenerate: at[1] < SPREAD.0 + room || at[1] > SPREAD.1 - room,
    })
}

/// Coordinates to start from: moments of the logarithms of typical times.
fn start(kind: LifetimeKind, data: &[Known]) -> Option<[f64; 2]> {
    if !data.iter().all(Known::sound) || !data.iter().any(Known::ended) {
        return None;
    }
    let logs: Vec<f64> = data
        .iter()
        .map(Known::typical)
        .filter(|time| *time > 0.0)
        .map(libm::log)
        .collect();
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    let off = logs.iter().map(|ln| ln - mean);
    let square = off.map(|off| off * off).sum::<f64>() / n;
    let spread = libm::sqrt(square).clamp(0.05, 20.0);
    // The logarithm of a Weibull variable has mean ln scale − γ / shape and standard deviation
    // π / (√6 shape); γ is Euler's constant.
    let shape = std::f64::consts::PI / (libm::sqrt(6.0) * spread);
    Some(match kind {
        LifetimeKind::Lognormal => [mean, libm::log(spread)],
        LifetimeKind::Weibull => [mean + 0.577_215_664_901_532_9 / shape, libm::log(shape)],
        LifetimeKind::Gamma | LifetimeKind::Exponential => {
            [mean + (square / 2.0).min(2.0), libm::log(shape)]
        }
    })
}

#[cfg(test)]
mod tests;
