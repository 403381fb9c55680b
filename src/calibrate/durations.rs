//! Fits of one step's durations.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::steps::BLINK;
use crate::stats::fit::{
    FittedLifetime, Known, Lifetime, LifetimeKind, Resampler, best, fit_all, refit, turnbull,
};
use crate::stats::quantile;

/// Fewer that ended than this are not fitted.
pub const LEAST: usize = 8;
/// Fewer than this are few.
const FEW: usize = 30;
/// Times at which curves are drawn.
const GRID: usize = 80;

/// A parameter with its 95% bootstrap interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Estimate; hours where it has a unit.
    pub estimate: f64,
    /// 2.5% point of the bootstrap; none without draws.
    pub low: Option<f64>,
    /// 97.5% point.
    pub high: Option<f64>,
}

/// What could be said of a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// A family was fitted.
    Fitted {
        /// The distribution, in hours.
        lifetime: Lifetime,
        /// Its parameters, median and 90% point, with intervals.
        parameters: Vec<Parameter>,
        /// The largest gap between the fit and the data's own curve, where the latter is known.
        gap: f64,
    },
    /// All took no time, or all the same.
    Constant {
        /// Hours.
        hours: f64,
    },
    /// Nothing can be said.
    None {
        /// Why.
        reason: String,
    },
}

/// The durations of one step, and what was made of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DurationFound {
    /// Durations of which something is known.
    pub n: usize,
    /// Known exactly.
    pub exact: usize,
    /// Known within bounds.
    pub within: usize,
    /// Still going on: right-censored.
    pub open: usize,
    /// The longest that was seen, to its end or not, hours.
    pub longest: f64,
    /// Took no time at all, where they are too many for any family: the fit is that of the
    /// others.
    pub lump: usize,
    /// Fits of all families.
    pub candidates: Vec<FittedLifetime>,
    /// What is taken.
    pub verdict: Verdict,
    /// What a reader must know.
    pub cautions: Vec<String>,
    /// Bootstrap draws that gave a fit.
    pub draws: usize,
    /// Time (h), share by then, and its 95% bootstrap band under the fit: for the chart.
    #[serde(skip)]
    pub band: Vec<(f64, f64, f64, f64)>,
    /// What the data say without any family.
    #[serde(skip)]
    pub pieces: Vec<(f64, f64, f64)>,
}

/// Fits a step's durations.
pub(super) fn find(data: &[Known], draws: usize, seed: u64, topic: &str) -> DurationFound {
    let count = |wanted: fn(&Known) -> bool| data.iter().filter(|known| wanted(known)).count();
    let (exact, open) = (
        count(|known| matches!(known, Known::Exactly(_))),
        count(|known| !known.ended()),
    );
    let longest = data.iter().map(|known| match *known {
        Known::Exactly(at) | Known::Between(_, at) | Known::LongerThan(at) => at,
    });
    let mut found = DurationFound {
        n: data.len(),
        exact,
        within: data.len() - exact - open,
        open,
        longest: longest.fold(0.0, f64::max),
        lump: 0,
        candidates: Vec::new(),
        verdict: Verdict::None {
            reason: String::new(),
        },
        cautions: Vec::new(),
        draws: 0,
        band: Vec::new(),
        pieces: Vec::new(),
    };
    let ended = data.len() - open;
    if ended < LEAST {
        found.verdict = Verdict::None {
            reason: format!("{ended} of {} ended, {LEAST} are needed", data.len()),
        };
        return found;
    }
    let blink =
        |known: &Known| matches!(known, Known::Between(low, high) if *low <= 0.0 && *high <= BLINK);
    let blinks = data.iter().filter(|known| blink(known)).count();
    if blinks == data.len() {
        found.verdict = Verdict::Constant { hours: 0.0 };
        return found;
    }
    if let Some(Known::Exactly(first)) = data.first()
        && data.iter().all(|known| known == &Known::Exactly(*first))
    {
        found.verdict = Verdict::Constant { hours: *first };
        return found;
    }
    let mut rest = data.to_vec();
    if blinks * 5 > data.len() {
        found.lump = blinks;
        rest.retain(|known| !blink(known));
        let ended = rest.iter().filter(|known| known.ended()).count();
        if ended < LEAST {
            found.verdict = Verdict::None {
                reason: format!(
                    "{blinks} of {} took no time, {ended} of the others ended, {LEAST} are needed",
                    data.len()
                ),
            };
            return found;
        }
    }
    let data = &rest[..];
    found.candidates = fit_all(data);
    let Some(chosen) = best(&found.candidates).copied() else {
        found.verdict = Verdict::None {
            reason: "no family has a best fit".to_owned(),
        };
        return found;
    };
    let fits = bootstrap(data, &chosen.lifetime, draws, seed, topic);
    found.draws = fits.len();
    found.band = band(&chosen.lifetime, &fits, data);
    let pieces = turnbull(data);
    let gap = gap(&chosen.lifetime, &pieces);
    found.pieces = pieces
        .iter()
        .map(|it| (it.low, it.high, it.share))
        .collect();
    found.cautions = cautions(&found, draws, gap);
    found.verdict = Verdict::Fitted {
        lifetime: chosen.lifetime,
        parameters: parameters(&chosen.lifetime, &fits),
        gap,
    };
    found
}

fn cautions(found: &DurationFound, draws: usize, gap: f64) -> Vec<String> {
    let ended = found.n - found.open - found.lump;
    let mut cautions = Vec::new();
    if ended < FEW {
        cautions.push(format!(
            "few: {ended} ended; intervals are wide and may be too narrow"
        ));
    }
    if found.open * 2 > found.n {
        cautions.push("more than half are open: the upper half is extrapolated".to_owned());
    }
    if (found.within - found.lump) * 2 > found.n - found.lump {
        cautions.push("most are known only within bounds".to_owned());
    }
    if found.lump > 0 {
        cautions.push(format!(
            "{} of {} took no time: the fit is that of the others",
            found.lump, found.n
        ));
    }
    for fit in found.candidates.iter().filter(|fit| fit.degenerate) {
        cautions.push(format!(
            "{}: the likelihood grows without bound; not a candidate",
            fit.lifetime.kind().name()
        ));
    }
    // Kolmogorov's 5% point for a distribution that was not fitted: generous here.
    if gap > 1.36 / libm::sqrt(ended as f64) {
        cautions.push("no family fits well: look at the chart".to_owned());
    }
    if found.draws < draws {
        cautions.push(format!(
            "{} of {draws} bootstrap samples gave no fit",
            draws - found.draws
        ));
    }
    cautions
}

/// Fits of the same family to samples drawn anew, in order of their numbers.
fn bootstrap(
    data: &[Known],
    near: &Lifetime,
    draws: usize,
    seed: u64,
    topic: &str,
) -> Vec<Lifetime> {
    let samples = Resampler::new(seed, topic);
    let fits: Vec<Option<Lifetime>> = (0..draws as u64)
        .into_par_iter()
        .map(|number| {
            let fit = refit(near, &samples.draw(number, data))?;
            Some(fit.lifetime)
        })
        .collect();
    fits.into_iter().flatten().collect()
}

/// The 2.5% and 97.5% points of values; none without any.
fn limits(mut values: Vec<f64>) -> (Option<f64>, Option<f64>) {
    values.sort_by(f64::total_cmp);
    (quantile(&values, 0.025), quantile(&values, 0.975))
}

fn parameters(lifetime: &Lifetime, fits: &[Lifetime]) -> Vec<Parameter> {
    let all = |lifetime: &Lifetime| {
        let mut all = lifetime.parameters();
        all.push(("median", lifetime.quantile(0.5)));
        all.push(("p90", lifetime.quantile(0.9)));
        all
    };
    let drawn: Vec<Vec<(&str, f64)>> = fits.iter().map(all).collect();
    let estimates = all(lifetime).into_iter().enumerate();
    estimates
        .map(|(ix, (name, estimate))| {
            let (low, high) = limits(drawn.iter().map(|it| it[ix].1).collect());
            Parameter {
                name: name.to_owned(),
                estimate,
                low,
                high,
            }
        })
        .collect()
}

fn band(lifetime: &Lifetime, fits: &[Lifetime], data: &[Known]) -> Vec<(f64, f64, f64, f64)> {
    let last = data.iter().map(|known| match *known {
        Known::Exactly(at) | Known::Between(_, at) | Known::LongerThan(at) => at,
    });
    let last = last.fold(lifetime.quantile(0.95), f64::max) * 1.5;
    let first = lifetime.quantile(0.005).max(last / 1e7);
    let step = libm::log(last / first) / (GRID - 1) as f64;
    (0..GRID)
        .map(|k| {
            let at = first * libm::exp(step * k as f64);
            let share = lifetime.cdf(at);
            let (low, high) = limits(fits.iter().map(|fit| fit.cdf(at)).collect());
            (at, share, low.unwrap_or(share), high.unwrap_or(share))
        })
        .collect()
}

/// The largest distance to the data's own curve at the ends of its pieces, where it is known.
fn gap(lifetime: &Lifetime, pieces: &[crate::stats::fit::Mass]) -> f64 {
    let mut sum = 0.0;
    let mut gap = 0.0_f64;
    for piece in pieces {
        gap = gap.max((lifetime.cdf(piece.low) - sum).abs());
        sum += piece.share;
        if piece.high.is_finite() {
            gap = gap.max((lifetime.cdf(piece.high) - sum).abs());
        }
    }
    gap
}

impl DurationFound {
    /// Names of all families with their criteria, the least first.
    pub fn ranking(&self) -> Vec<(LifetimeKind, f64, bool)> {
        let mut all: Vec<_> = self
            .candidates
            .iter()
            .map(|fit| (fit.lifetime.kind(), fit.aic, fit.degenerate))
            .collect();
        all.sort_by(|a, b| {
            (a.2, a.1)
                .partial_cmp(&(b.2, b.1))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        all
    }
}
