//! The curves of a goodness-of-fit chart: what the data say by themselves, and the fit's band.

use super::parameter::limits;
use crate::stats::fit::{FittedLifetime, Known, Lifetime, lynden_bell, turnbull};

/// Times at which curves are drawn.
const GRID: usize = 80;
/// A difference of moments whose units are this share of it is drawn as a step, not as a box.
const STEP: f64 = 0.05;

/// A part of the data's own curve: somewhere in `low..=high` lies `share`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CurvePart {
    pub low: f64,
    pub high: f64,
    pub share: f64,
    /// Where it comes from: bounds, or moments within units of the clock.
    of: Option<Known>,
}

/// What a difference of moments says it took; not 0, which no time can be.
fn written(known: &Known) -> Option<f64> {
    match known {
        Known::Difference(it) if it.ended() => Some(it.middle().max(it.last() * 1e-6)),
        _ => None,
    }
}

/// The nonparametric estimate. Differences of moments are taken as they are written, since that
/// is what has a distribution of its own; each is then drawn as the box within which it lies. A
/// fit passes through each of these boxes from the lower left to the upper right.
pub(super) fn parts(data: &[Known]) -> Vec<CurvePart> {
    let longest = data.iter().map(Known::longest).fold(0.0, f64::max);
    let plain: Vec<Known> = data
        .iter()
        .map(|known| match known {
            Known::Never => Known::LongerThan(longest),
            Known::Difference(it) if !it.ended() => {
                Known::LongerThan((it.start + it.onset / 2.0).max(0.0))
            }
            _ => written(known).map_or(*known, Known::Exactly),
        })
        .collect();
    let masses = turnbull(&plain).into_iter();
    boxed(data, masses.map(|it| (it.low, it.high, it.share)))
}

/// The estimate under right truncation. It says nothing of what takes longer than the longest
/// on record: that share is the fit's.
pub(super) fn truncated(data: &[Known], limits: &[f64], fit: &Lifetime) -> Vec<CurvePart> {
    let middle = |known: &Known| {
        let (low, high) = known.bounds();
        written(known).unwrap_or(f64::midpoint(low, high))
    };
    let pairs: Vec<(f64, f64)> = data
        .iter()
        .map(middle)
        .zip(limits.iter().copied())
        .collect();
    let masses = lynden_bell(&pairs);
    let seen = masses.last().map_or(0.0, |last| fit.cdf(last.high));
    boxed(
        data,
        masses
            .into_iter()
            .map(|it| (it.low, it.high, it.share * seen)),
    )
}

fn boxed(data: &[Known], masses: impl Iterator<Item = (f64, f64, f64)>) -> Vec<CurvePart> {
    let mut units: Vec<(f64, Known)> = data
        .iter()
        .filter_map(|known| Some((written(known)?, *known)))
        .collect();
    units.sort_by(|a, b| a.0.total_cmp(&b.0));
    let part = |(low, high, share): (f64, f64, f64)| {
        let at = units.partition_point(|(at, _)| *at < low);
        let of = units
            .get(at)
            .filter(|(at, _)| at.total_cmp(&low).is_eq() && high <= low)
            .map(|it| it.1);
        let (low, high) = match of.map(|known| known.bounds()) {
            Some((from, to)) if to - from > STEP * to => (from, to),
            _ => (low, high),
        };
        CurvePart {
            low,
            high,
            share,
            of,
        }
    };
    masses.map(part).collect()
}

/// The largest distance between the fit and the data's own curve at the ends of its parts. Of a
/// difference of moments, the share that is written to take no longer is set against the same
/// under the fit.
pub(super) fn gap(fit: &FittedLifetime, parts: &[CurvePart]) -> f64 {
    let ever = 1.0 - fit.missed.unwrap_or(0.0);
    let mut sum = 0.0;
    let mut gap = 0.0_f64;
    for part in parts {
        let (before, by) = match part.of {
            Some(Known::Difference(it)) => fit.lifetime.written_by(&it),
            _ => (fit.lifetime.cdf(part.low), fit.lifetime.cdf(part.high)),
        };
        gap = gap.max((ever * before - sum).abs());
        sum += part.share;
        if part.high.is_finite() {
            gap = gap.max((ever * by - sum).abs());
        }
    }
    gap
}

/// Time, share by then, and the 95% band of the bootstrap's fits.
pub(super) fn band(
    fit: &FittedLifetime,
    drawn: &[FittedLifetime],
    data: &[Known],
) -> Vec<(f64, f64, f64, f64)> {
    let last = data.iter().map(Known::longest);
    let last = last.fold(fit.lifetime.quantile(0.95), f64::max) * 1.5;
    let first = fit.lifetime.quantile(0.005).max(last / 1e7);
    let step = libm::log(last / first) / (GRID - 1) as f64;
    (0..GRID)
        .map(|k| {
            let at = first * libm::exp(step * k as f64);
            let share = fit.share_by(at);
            let (low, high) = limits(drawn.iter().map(|fit| fit.share_by(at)).collect());
            (at, share, low.unwrap_or(share), high.unwrap_or(share))
        })
        .collect()
}
