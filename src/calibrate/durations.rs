//! Fits of one step's durations.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::curve;
use super::evidence::{Same, followed_up, same};
use super::parameter::{Parameter, limits};
use super::steps::{no_time, to_the_minute};
use super::watch::Watch;
use crate::stats::fit::{
    FitState, FittedLifetime, Known, Lifetime, LifetimeKind, Resampler, Sample, best,
};

/// Fewer that ended than this are not fitted.
pub(super) const LEAST: usize = 8;
/// Fewer than this are few.
const FEW: usize = 30;
/// Fewer than this do not tell right truncation.
const LEAST_TRUNCATED: usize = 20;
/// A difference in Akaike's criterion beyond which one model has no support beside another
/// (Burnham & Anderson 2002, section 2.6).
const NO_SUPPORT: f64 = 10.0;

/// What could be said of a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// A family was fitted.
    Fitted {
        /// The distribution of what ends, in hours.
        lifetime: Lifetime,
        /// Its parameters, median and 90% point, with intervals; and `missed`, the share that
        /// never ends, where there is one.
        parameters: Vec<Parameter>,
        /// The largest gap between the fit and the data's own curve, where the latter is known.
        gap: f64,
    },
    /// All took no time, or all the same as far as the records tell.
    Constant {
        /// Hours.
        hours: f64,
    },
    /// The data do not tell the distribution within these bounds.
    NotIdentified {
        /// Hours.
        low: f64,
        /// Hours; none where some are open.
        high: Option<f64>,
    },
    /// Nothing can be said.
    None {
        /// Why.
        reason: String,
    },
}

/// A fit to a log that holds only what had ended by its last day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truncation {
    /// The median that comes out if the log is taken to hold everything, hours.
    pub plain_median: f64,
    /// Akaike's criterion of that.
    pub plain_aic: f64,
    /// Incidents that had begun and are not in the log, by the fit.
    pub hidden: f64,
}

/// The durations of one step, and what was made of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DurationFound {
    /// Durations of which something is known.
    pub n: usize,
    /// Known exactly, or to the minute.
    pub exact: usize,
    /// Known within bounds.
    pub within: usize,
    /// Still going on: right-censored.
    pub open: usize,
    /// Said never to end.
    #[serde(default)]
    pub never: usize,
    /// The longest that was seen, to its end or not, hours.
    pub longest: f64,
    /// Took no time at all, where they are too many for any family: the fit is that of the
    /// others.
    pub lump: usize,
    /// Fits of all families.
    pub candidates: Vec<FittedLifetime>,
    /// What is taken.
    pub verdict: Verdict,
    /// Where only what had ended is on record.
    #[serde(default)]
    pub truncation: Option<Truncation>,
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

/// A step's durations, and how to fit them.
pub(super) struct Task<'a> {
    pub data: &'a [Known],
    /// How long each could take at most to be on record, hours; empty where not all ended.
    pub limits: &'a [f64],
    /// True where a share may never end.
    pub may_miss: bool,
    pub draws: usize,
    pub samples: Resampler,
    pub watch: &'a Watch,
}

/// Fits a step's durations.
pub(super) fn find(task: &Task<'_>) -> DurationFound {
    let data = task.data;
    let count = |wanted: fn(&Known) -> bool| data.iter().filter(|known| wanted(known)).count();
    let (exact, never) = (count(to_the_minute), count(|known| *known == Known::Never));
    let open = count(|known| !known.ended()) - never;
    let ended = data.len() - open - never;
    let mut found = DurationFound {
        n: data.len(),
        exact,
        within: ended.saturating_sub(exact),
        open,
        never,
        longest: data.iter().map(Known::longest).fold(0.0, f64::max),
        lump: 0,
        candidates: Vec::new(),
        verdict: Verdict::None {
            reason: String::new(),
        },
        truncation: None,
        cautions: Vec::new(),
        draws: 0,
        band: Vec::new(),
        pieces: Vec::new(),
    };
    if ended < LEAST {
        found.verdict = Verdict::None {
            reason: format!("{ended} of {} ended, {LEAST} are needed", data.len()),
        };
        return found;
    }
    let none = count(no_time);
    if none == data.len() {
        found.verdict = Verdict::Constant { hours: 0.0 };
        return found;
    }
    if let Some(hours) = all_equal(data) {
        found.verdict = Verdict::Constant { hours };
        return found;
    }
    if none * 5 <= data.len() {
        fit(&mut found, task, data, task.limits);
        return found;
    }
    found.lump = none;
    if ended - none < LEAST {
        found.verdict = Verdict::None {
            reason: format!(
                "{none} of {} took no time, {} of the others ended, {LEAST} are needed",
                data.len(),
                ended - none
            ),
        };
        return found;
    }
    let rest: Vec<Known> = data.iter().filter(|it| !no_time(it)).copied().collect();
    let limits = data.iter().zip(task.limits);
    let limits: Vec<f64> = limits
        .filter(|(it, _)| !no_time(it))
        .map(|it| *it.1)
        .collect();
    fit(&mut found, task, &rest, &limits);
    found
}

/// The length that all have, to a millionth.
fn all_equal(data: &[Known]) -> Option<f64> {
    let mut ends = (f64::INFINITY, 0.0_f64);
    for known in data {
        let Known::Exactly(at) = known else {
            return None;
        };
        ends = (ends.0.min(*at), ends.1.max(*at));
    }
    (ends.1 - ends.0 <= 1e-6 * ends.1).then_some(ends.1)
}

/// A sample with the fits of all families to it.
struct Fits {
    sample: Sample,
    all: Vec<FittedLifetime>,
}

impl Fits {
    fn new(sample: Option<Sample>, missed: bool) -> Option<Self> {
        let sample = sample?;
        let all = sample.fit_all(missed);
        Some(Self { sample, all })
    }

    fn aic(&self) -> f64 {
        best(&self.all).map_or(f64::INFINITY, |fit| fit.aic)
    }
}

fn fit(found: &mut DurationFound, task: &Task<'_>, data: &[Known], limits: &[f64]) {
    let constant = same(data);
    if let Same::Anywhere(low, high) = constant {
        not_identified(found, low, Some(high));
        return;
    }
    let Some(mut fits) = Fits::new(Sample::new(data), false) else {
        not_identified(found, 0.0, None);
        return;
    };
    if task.may_miss && found.never == 0 && found.open > 0 && followed_up(data) {
        let cured = Fits::new(Sample::new(data), true);
        // A share is worth its parameter and the doubt whether it is one.
        if let Some(cured) = cured.filter(|cured| cured.aic() + 2.0 < fits.aic()) {
            fits = cured;
        }
    }
    let mut truncated = false;
    if limits.len() == data.len() && data.len() >= LEAST_TRUNCATED {
        let pairs: Vec<(Known, f64)> = data.iter().copied().zip(limits.iter().copied()).collect();
        let within = Fits::new(Sample::truncated(&pairs), false);
        if let Some(within) = within.filter(|within| within.aic() + 4.0 < fits.aic()) {
            let median = best(&fits.all).map_or(f64::NAN, |fit| fit.lifetime.quantile(0.5));
            let chosen = best(&within.all).map(|fit| fit.lifetime);
            let hidden = limits.iter().map(|limit| {
                let seen = chosen.map_or(1.0, |fit| fit.cdf(*limit));
                1.0 / seen.max(1e-3) - 1.0
            });
            found.truncation = Some(Truncation {
                plain_median: median,
                plain_aic: fits.aic(),
                hidden: hidden.sum(),
            });
            truncated = true;
            fits = within;
        }
    }
    found.candidates.clone_from(&fits.all);
    let chosen = best(&fits.all).copied();
    if let Same::At { at, aic, .. } = constant
        && chosen.is_none_or(|fit| aic + NO_SUPPORT < fit.aic)
    {
        found.verdict = Verdict::Constant { hours: at };
        found.cautions.push(
            "all the same as far as the records tell: their units hide the spread".to_owned(),
        );
        return;
    }
    let Some(chosen) = chosen else {
        let ends = data.iter().map(Known::bounds);
        let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |all, it| {
            (all.0.min(it.0), all.1.max(it.1))
        });
        not_identified(found, low, high.is_finite().then_some(high));
        return;
    };
    let drawn = bootstrap(task, &fits.sample, &chosen);
    found.draws = drawn.len();
    found.band = curve::band(&chosen, &drawn, data);
    let pieces = if truncated {
        curve::truncated(data, limits, &chosen.lifetime)
    } else {
        curve::parts(data)
    };
    let gap = curve::gap(&chosen, &pieces);
    found.pieces = pieces
        .iter()
        .map(|it| (it.low, it.high, it.share))
        .collect();
    cautions(found, task, &chosen, limits, gap);
    if let Same::At { at, aic, .. } = constant
        && aic < chosen.aic
    {
        found.cautions.push(format!(
            "a constant of {} h fits no worse: the records are too coarse to tell the spread",
            (at * 100.0).round() / 100.0
        ));
    }
    found.verdict = Verdict::Fitted {
        lifetime: chosen.lifetime,
        parameters: parameters(&chosen, &drawn),
        gap,
    };
}

fn not_identified(found: &mut DurationFound, low: f64, high: Option<f64>) {
    found.verdict = Verdict::NotIdentified { low, high };
}

fn cautions(
    found: &mut DurationFound,
    task: &Task<'_>,
    chosen: &FittedLifetime,
    limits: &[f64],
    gap: f64,
) {
    let ended = found.n - found.open - found.never - found.lump;
    let cautions = &mut found.cautions;
    if ended < FEW {
        cautions.push(format!(
            "few: {ended} ended; intervals are wide and may be too narrow"
        ));
    }
    if chosen.missed.is_none() && found.open * 2 > found.n {
        cautions.push("more than half are open: the upper half is extrapolated".to_owned());
    }
    let rest = found.n - found.never - found.lump;
    let bounded = found
        .within
        .saturating_sub(found.lump.saturating_sub(found.exact));
    if bounded * 2 > rest {
        cautions.push("most are known only within bounds".to_owned());
    }
    if found.lump > 0 {
        cautions.push(format!(
            "{} of {} took no time: the fit is that of the others",
            found.lump, found.n
        ));
    }
    if chosen.missed.is_some() && found.never == 0 {
        cautions.push(
            "a share is taken as never to end, since the open ones were watched far beyond the \
             longest that ended"
                .to_owned(),
        );
    }
    if let Some(it) = &found.truncation {
        cautions.push(format!(
            "no row is open and long times are missing near the end: taken as a log of what had \
             ended, with right truncation (AIC {} below that of a full log, whose median would be \
             {} h); about {} more had begun",
            (it.plain_aic - chosen.aic).round(),
            it.plain_median.round(),
            it.hidden.round()
        ));
    } else if !limits.is_empty() {
        let window = limits.iter().copied().fold(0.0, f64::max);
        if chosen.lifetime.quantile(0.9) > window / 20.0 {
            cautions.push(
                "no row is open: if the log leaves out what has not ended, these times are too \
                 short"
                    .to_owned(),
            );
        }
    }
    for fit in found
        .candidates
        .iter()
        .filter(|fit| fit.state != FitState::Found)
    {
        cautions.push(format!(
            "{}: {}; no candidate",
            fit.lifetime.kind().name(),
            fit.state.words()
        ));
    }
    let (median, p90) = (chosen.lifetime.quantile(0.5), chosen.lifetime.quantile(0.9));
    let off = |of: f64, than: f64| of > 1.25 * than || of < 0.8 * than;
    for fit in &found.candidates {
        let (other, other_p90) = (fit.lifetime.quantile(0.5), fit.lifetime.quantile(0.9));
        let close = fit.state == FitState::Found && fit.aic < chosen.aic + 2.0;
        if close && (off(other, median) || off(other_p90, p90)) {
            cautions.push(format!(
                "{} fits nearly as well, with a median of {} h and a 90% point of {} h",
                fit.lifetime.kind().name(),
                (other * 100.0).round() / 100.0,
                (other_p90 * 10.0).round() / 10.0
            ));
        }
    }
    // Kolmogorov's 5% point for a distribution that was not fitted: generous here.
    if gap > 1.36 / libm::sqrt(ended as f64) {
        cautions.push("no family fits well: look at the chart".to_owned());
    }
    if found.draws < task.draws {
        cautions.push(format!(
            "{} of {} bootstrap samples gave no fit",
            task.draws - found.draws,
            task.draws
        ));
    }
}

/// Fits of the same family to samples drawn anew, in order of their numbers.
fn bootstrap(task: &Task<'_>, sample: &Sample, near: &FittedLifetime) -> Vec<FittedLifetime> {
    let fits: Vec<Option<FittedLifetime>> = (0..task.draws as u64)
        .into_par_iter()
        .map(|number| {
            if task.watch.stopped() {
                return None;
            }
            task.watch.tick();
            sample.refit(near, number, &task.samples)
        })
        .collect();
    fits.into_iter().flatten().collect()
}

fn parameters(fit: &FittedLifetime, drawn: &[FittedLifetime]) -> Vec<Parameter> {
    let all = |fit: &FittedLifetime| {
        let mut all = fit.lifetime.parameters();
        all.push(("median", fit.lifetime.quantile(0.5)));
        all.push(("p90", fit.lifetime.quantile(0.9)));
        all.extend(fit.missed.map(|share| ("missed", share)));
        all
    };
    let drawn: Vec<Vec<(&str, f64)>> = drawn.iter().map(all).collect();
    let estimates = all(fit).into_iter().enumerate();
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

impl DurationFound {
    /// All families, the least criterion first, candidates before the others.
    pub fn ranking(&self) -> Vec<(LifetimeKind, f64, FitState)> {
        let mut all: Vec<_> = self
            .candidates
            .iter()
            .map(|fit| (fit.lifetime.kind(), fit.aic, fit.state))
            .collect();
        all.sort_by(|a, b| {
            (a.2 != FitState::Found, a.1)
                .partial_cmp(&(b.2 != FitState::Found, b.1))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        all
    }

    /// The share of all that never ends, where one was fitted: that of the fit, which leaves out
    /// what took no time, made one of all.
    pub fn missed(&self) -> Option<f64> {
        let Verdict::Fitted { parameters, .. } = &self.verdict else {
            return None;
        };
        let share = parameters.iter().find(|it| it.name == "missed")?.estimate;
        Some(share * (self.n - self.lump) as f64 / self.n as f64)
    }
}
