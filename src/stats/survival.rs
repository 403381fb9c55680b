//! Kaplan–Meier survival curves: how long things take when some have not finished yet.

use super::interval::{Interval, upper_tail};
use super::normal::normal_quantile;

/// Two survival probabilities closer than this are the same: products of fractions that
/// should meet a level exactly miss it by rounding alone.
pub(super) const SAME: f64 = 1e-12;

/// One watched duration, in the caller's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// How long it took, or how long it was watched.
    pub time: f64,
    /// True if it ended at `time`, false if it was still going on then (right-censored).
    pub ended: bool,
}

impl Observation {
    /// A duration that ended.
    pub const fn ended(time: f64) -> Self {
        Self { time, ended: true }
    }

    /// A duration of at least `time`: watching stopped before the end.
    pub const fn censored(time: f64) -> Self {
        Self { time, ended: false }
    }
}

/// What happened at one time of a [`SurvivalCurve`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The time, in the unit of the observations.
    pub at: f64,
    /// How many were still going on just before.
    pub at_risk: u64,
    /// How many ended now.
    pub events: u64,
    /// How many were last seen now, still going on (counted as at risk now).
    pub censored: u64,
    /// The estimated probability to take longer than `at`.
    pub survival: f64,
    /// Greenwood's sum up to here, Σ d / (n (n − d)): the variance of `survival` divided by
    /// its square. Infinite once nobody is left.
    pub greenwood: f64,
}

impl Step {
    /// Greenwood's (1926) variance of `survival`; 0 where the curve has come down to 0.
    pub fn variance(&self) -> f64 {
        if self.survival > 0.0 {
            self.survival * self.survival * self.greenwood
        } else {
            0.0
        }
    }
}

/// A mean duration where longer ones count as the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedMean {
    /// The area under the curve up to the horizon, in the unit of the observations.
    pub mean: f64,
    /// The variance of `mean` (unit squared), of independent observations.
    pub variance: f64,
}

impl RestrictedMean {
    /// The mean with normal limits; `None` unless `0 < confidence < 1`.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let z = normal_quantile(upper_tail(confidence)?);
        Some(Interval::around(self.mean, z * self.variance.sqrt()))
    }
}

/// The product-limit estimate of Kaplan & Meier (1958, JASA 53:457).
///
/// All variances and bands take the observations as independent. Incidents of one
/// replication are not: for those take the curve from here and the interval from
/// [`sectioned`](super::sectioned).
///
/// # Examples
///
/// ```
/// use sortie::inside::stats::{Observation, SurvivalCurve};
///
/// let days = [
///     Observation::ended(2.0),
///     Observation::ended(4.0),
///     Observation::censored(5.0),
///     Observation::ended(9.0),
/// ];
/// let curve = SurvivalCurve::new(&days);
/// assert_eq!(curve.survival(4.5), 0.5);
/// assert_eq!(curve.median(), Some(4.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurvivalCurve {
    steps: Vec<Step>,
}

/// What happens to those at risk between two times of a curve.
#[derive(Clone, Copy)]
pub(super) struct Passing {
    pub(super) events: u64,
    pub(super) censored: u64,
    /// True if ends and censorings came in an unknown order, false if all at one instant,
    /// when the censored are at risk of every end.
    pub(super) mixed: bool,
}

impl Passing {
    /// How many of `at_risk` were on average exposed to the ends.
    fn exposed(self, at_risk: u64) -> f64 {
        let gone = if self.mixed {
            self.censored as f64 / 2.0
        } else {
            0.0
        };
        at_risk as f64 - gone
    }
}

/// Walks the product limit from one time to the next.
pub(super) struct Walk {
    total: u64,
    at_risk: u64,
    survival: f64,
    censored: bool,
}

impl Walk {
    pub(super) const fn new(total: u64) -> Self {
        Self {
            total,
            at_risk: total,
            survival: 1.0,
            censored: false,
        }
    }

    pub(super) const fn at_risk(&self) -> u64 {
        self.at_risk
    }

    pub(super) const fn survival(&self) -> f64 {
        self.survival
    }

    /// Takes out those who passed; the survival after it.
    pub(super) fn step(&mut self, passing: Passing) -> f64 {
        let left = self.at_risk.saturating_sub(passing.events);
        self.censored |= passing.mixed && passing.censored > 0;
        // Before the first censoring the product telescopes to a plain share: exact.
        self.survival = if self.censored {
            let exposed = passing.exposed(self.at_risk);
            self.survival * ((exposed - passing.events as f64) / exposed).max(0.0)
        } else {
            left as f64 / self.total as f64
        };
        self.censored |= passing.censored > 0;
        self.at_risk = left.saturating_sub(passing.censored);
        self.survival
    }
}

impl SurvivalCurve {
    /// The curve of raw observations, in any order. Times below 0 or not finite are left out.
    pub fn new(observations: &[Observation]) -> Self {
        let mut sorted: Vec<Observation> = observations
            .iter()
            .copied()
            .filter(|seen| seen.time >= 0.0 && seen.time.is_finite())
            .collect();
        sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
        let groups: Vec<(f64, Passing)> = sorted
            .chunk_by(|a, b| a.time >= b.time)
            .map(|group| {
                let events = group.iter().filter(|seen| seen.ended).count() as u64;
                let passing = Passing {
                    events,
                    censored: group.len() as u64 - events,
                    mixed: false,
                };
                (group[0].time, passing)
            })
            .collect();
        Self::from_groups(&groups)
    }

    /// The curve of what passed by each time, times ascending.
    pub(super) fn from_groups(groups: &[(f64, Passing)]) -> Self {
        let total = groups
            .iter()
            .map(|(_, passing)| passing.events + passing.censored)
            .sum();
        let mut walk = Walk::new(total);
        let mut greenwood = 0.0;
        let steps = groups
            .iter()
            .map(|&(at, passing)| {
                let Passing {
                    events, censored, ..
                } = passing;
                let at_risk = walk.at_risk();
                let survival = walk.step(passing);
                let exposed = passing.exposed(at_risk);
                greenwood += events as f64 / (exposed * (exposed - events as f64));
                Step {
                    at,
                    at_risk,
                    events,
                    censored,
                    survival,
                    greenwood,
                }
            })
            .collect();
        Self { steps }
    }

    /// Every time at which something ended or was last seen, ascending.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many observations the curve rests on.
    pub fn count(&self) -> u64 {
        self.steps.first().map_or(0, |step| step.at_risk)
    }

    /// The longest time watched; `None` without observations.
    pub fn follow_up(&self) -> Option<f64> {
        self.steps.last().map(|step| step.at)
    }

    /// How many were still going on just before `time`.
    pub fn at_risk(&self, time: f64) -> u64 {
        let next = self.steps.partition_point(|step| step.at < time);
        self.steps.get(next).map_or(0, |step| step.at_risk)
    }

    /// The estimated probability to take longer than `time`. Past the longest time watched it
    /// stays at its last value, which then says nothing: see
    /// [`follow_up`](Self::follow_up).
    pub fn survival(&self, time: f64) -> f64 {
        let next = self.steps.partition_point(|step| step.at <= time);
        next.checked_sub(1)
            .map_or(1.0, |last| self.steps[last].survival)
    }

    /// Pointwise limits of the survival after each step, on the log(−log) scale of
    /// Kalbfleisch & Prentice (1980, section 1.3), which keeps them within 0 and 1.
    ///
    /// Where the curve has come down to 0 the scale ends: the upper limit of the step before
    /// is carried on. `None` unless `0 < confidence < 1`.
    pub fn band(&self, confidence: f64) -> Option<Vec<Interval>> {
        let z = normal_quantile(upper_tail(confidence)?);
        let mut high = 1.0;
        let band = self.steps.iter().map(|step| {
            let limits = log_log(step, z, high);
            high = limits.high;
            limits
        });
        Some(band.collect())
    }

    /// The `p` quantile: the first time by which at least the share `p` has ended. `None` if
    /// the curve never comes down to 1 − p, because too many were still going on, or unless
    /// `0 <= p <= 1`.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let level = level(p)?;
        self.first(|step| step.events > 0 && step.survival <= level)
    }

    /// The time by which half has ended; see [`quantile`](Self::quantile).
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The `p` quantile with its interval: the times at which the limits of
    /// [`band`](Self::band) cross 1 − p (Brookmeyer & Crowley 1982, Biometrics 38:29).
    ///
    /// The upper limit is infinite if the upper band never comes down so far. `None` where
    /// [`quantile`](Self::quantile) is, or unless `0 < confidence < 1`.
    pub fn quantile_interval(&self, p: f64, confidence: f64) -> Option<Interval> {
        let level = level(p)?;
        let estimate = self.quantile(p)?;
        let band = self.band(confidence)?;
        let first = |limit: fn(&Interval) -> f64| {
            let mut both = self.steps.iter().zip(&band);
            both.find(|(step, limits)| step.events > 0 && limit(limits) <= level)
                .map(|(step, _)| step.at)
        };
        Some(Interval {
            low: first(|limits| limits.low).unwrap_or(estimate),
            estimate,
            high: first(|limits| limits.high).unwrap_or(f64::INFINITY),
        })
    }

    /// The median with its interval; see [`quantile_interval`](Self::quantile_interval).
    pub fn median_interval(&self, confidence: f64) -> Option<Interval> {
        self.quantile_interval(0.5, confidence)
    }

    /// The mean of durations cut at `horizon`: the area under the curve from 0 (Irwin 1949;
    /// Royston & Parmar 2013, BMC Medical Research Methodology 13:152).
    ///
    /// The variance is Σ A² d / (n (n − d)) over the ends up to the horizon, A being the area
    /// from there to the horizon (Klein & Moeschberger 2003, section 4.5).
    ///
    /// `None` without observations, unless `horizon > 0`, or where it lies beyond the longest
    /// time watched while some were still going on: nobody has seen that far.
    pub fn restricted_mean(&self, horizon: f64) -> Option<RestrictedMean> {
        let last = self.steps.last()?;
        if !(horizon > 0.0 && horizon.is_finite()) || (horizon > last.at && last.survival > 0.0) {
            return None;
        }
        let end = self.steps.partition_point(|step| step.at <= horizon);
        let mut area = 0.0;
        let mut variance = 0.0;
        let mut until = horizon;
        // Backwards, so that the area still ahead of each step is at hand.
        for (place, step) in self.steps[..end].iter().enumerate().rev() {
            area += step.survival * (until - step.at);
            until = step.at;
            let before = place
                .checked_sub(1)
                .map_or(0.0, |last| self.steps[last].greenwood);
            // Infinite once nobody is left, where no area is left either.
            if step.greenwood.is_finite() {
                variance += area * area * (step.greenwood - before);
            }
        }
        Some(RestrictedMean {
            mean: area + until,
            variance,
        })
    }

    fn first(&self, found: impl Fn(&Step) -> bool) -> Option<f64> {
        self.steps
            .iter()
            .find(|step| found(step))
            .map(|step| step.at)
    }
}

/// The survival at which the share `p` has ended, with room for rounding.
pub(super) fn level(p: f64) -> Option<f64> {
    (0.0..=1.0).contains(&p).then_some(1.0 - p + SAME)
}

/// `carried` is the upper limit where the survival is 0.
fn log_log(step: &Step, z: f64, carried: f64) -> Interval {
    let s = step.survival;
    if s >= 1.0 {
        return Interval::around(1.0, 0.0);
    }
    if s <= 0.0 {
        return Interval {
            low: 0.0,
            estimate: 0.0,
            high: carried,
        };
    }
    let spread = libm::exp(z * step.greenwood.sqrt() / -libm::log(s));
    Interval {
        low: libm::pow(s, spread).min(s),
        estimate: s,
        high: libm::pow(s, 1.0 / spread).max(s),
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
pub(super) mod tests;
