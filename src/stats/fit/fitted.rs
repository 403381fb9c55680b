//! Maximum likelihood fits of families, and whether the data identify them.

use serde::{Deserialize, Serialize};

use super::family::{Lifetime, LifetimeKind};
use super::known::Known;
use super::likelihood::{Cured, Sample};
use super::newton::{curves_up, newton};
use super::resample::Resampler;
use super::simplex::minimise;

/// What a search for the greatest likelihood came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FitState {
    /// A greatest likelihood, with parameters that the data identify.
    Found,
    /// The likelihood does not fall towards a constant: the data say nothing of the spread.
    Narrow,
    /// The likelihood grows with the spread, without end.
    Wide,
    /// Other parameters, far away, are as likely: the data do not identify them.
    Flat,
}

impl FitState {
    /// Why such a fit is no candidate; empty for one that is.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Found => "",
            Self::Narrow => "the data fit a constant as well and do not tell the spread",
            Self::Wide => "the likelihood grows with the spread, without end",
            Self::Flat => "the data do not identify its parameters",
        }
    }
}

/// A family's best fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedLifetime {
    /// The distribution of what ends.
    pub lifetime: Lifetime,
    /// The share that never ends, where one was fitted.
    pub missed: Option<f64>,
    /// The logarithm of the likelihood there.
    pub log_likelihood: f64,
    /// Akaike's criterion, 2 k − 2 ln L (Akaike 1974, IEEE Transactions on Automatic Control
    /// 19:716).
    pub aic: f64,
    /// What the search came to; only one that is [`Found`](FitState::Found) is a candidate.
    pub state: FitState,
}

impl FittedLifetime {
    /// The share that has ended by `time`, of all.
    pub fn share_by(&self, time: f64) -> f64 {
        (1.0 - self.missed.unwrap_or(0.0)) * self.lifetime.cdf(time)
    }
}

/// The least curvature of −ln L in the logarithms of the parameters: below it a standard error
/// is a factor of e⁵ and more, which is to say that nothing is known.
const LEAST_CURVATURE: f64 = 0.04;
/// How far the logit of the share that never ends is looked for.
const LOGIT: f64 = 16.0;

/// The best fit of each family that has one, in the order of [`LifetimeKind::ALL`]; with a share
/// that never ends where an observation is [`Known::Never`].
///
/// Empty where nothing has ended, or a number makes no sense (see [`Known::sound`]).
///
/// # Examples
///
/// ```
/// use sortie::inside::stats::fit::{Known, best, fit_all};
///
/// // Hours: two exact, three "a day to a week", one still open after a month.
/// let mut data = vec![Known::Exactly(5.0), Known::Exactly(60.0), Known::LongerThan(720.0)];
/// data.extend([Known::Between(24.0, 168.0); 3]);
/// let fits = fit_all(&data);
/// assert_eq!(fits.len(), 4);
/// assert!((30.0..100.0).contains(&best(&fits).unwrap().lifetime.quantile(0.5)));
/// ```
pub fn fit_all(data: &[Known]) -> Vec<FittedLifetime> {
    Sample::new(data).map_or_else(Vec::new, |sample| sample.fit_all(false))
}

/// The best fit of one family; `None` where nothing has ended, or a number makes no sense.
pub fn fit_one(kind: LifetimeKind, data: &[Known]) -> Option<FittedLifetime> {
    Sample::new(data)?.fit(kind, false)
}

/// The fit with the least criterion, those that are not found left aside; of equals the first.
pub fn best(fits: &[FittedLifetime]) -> Option<&FittedLifetime> {
    fits.iter()
        .filter(|fit| fit.state == FitState::Found && fit.aic.is_finite())
        .min_by(|a, b| a.aic.total_cmp(&b.aic))
}

/// A family, with or without a share that never ends, in coordinates without bounds.
#[derive(Clone, Copy)]
struct Shape {
    kind: LifetimeKind,
    cured: bool,
}

impl Shape {
    /// How many parameters.
    fn parameters(self) -> usize {
        self.kind.parameters() + usize::from(self.cured)
    }

    /// The three coordinates (place, spread, logit of the share) from those that are free, which
    /// are counted from `near`; the place in widths of the distribution there.
    fn place(self, near: [f64; 3], free: &[f64]) -> [f64; 3] {
        let mut free = free.iter().copied();
        let mut next = |wanted: bool| if wanted { free.next() } else { None }.unwrap_or(0.0);
        [
            near[0] + self.kind.width(near[1]) * next(true),
            near[1] + next(self.kind.parameters() == 2),
            near[2] + next(self.cured),
        ]
    }

    /// −ln L; infinite outside of the range that is searched.
    fn lost(self, sample: &Sample, counts: &[f64], at: [f64; 3]) -> f64 {
        let (low, high) = self.kind.range();
        if !(low..=high).contains(&at[1])
            || !(-700.0..700.0).contains(&at[0])
            || !(-LOGIT..=LOGIT).contains(&at[2])
        {
            return f64::INFINITY;
        }
        let lifetime = Lifetime::from_coordinates(self.kind, [at[0], at[1]]).prepare();
        let cured = self.cured.then(|| Cured::new(logistic(at[2])));
        -sample.total(counts, &lifetime, cured)
    }

    fn descend<const N: usize>(
        self,
        sample: &Sample,
        start: [f64; 3],
        step: f64,
    ) -> ([f64; 3], f64) {
        let lost = |free: &[f64; N]| self.lost(sample, sample.counts(), self.place(start, free));
        let (at, least) = minimise(lost, [0.0; N], step);
        (self.place(start, &at), least)
    }

    fn again<const N: usize>(
        self,
        sample: &Sample,
        counts: &[f64],
        near: [f64; 3],
    ) -> ([f64; 3], f64) {
        let lost = |free: &[f64; N]| self.lost(sample, counts, self.place(near, free));
        let (at, least) = newton(lost, [0.0; N]).unwrap_or_else(|| minimise(lost, [0.0; N], 0.2));
        (self.place(near, &at), least)
    }

    fn identified<const N: usize>(self, sample: &Sample, at: [f64; 3]) -> bool {
        let lost = |free: &[f64; N]| self.lost(sample, sample.counts(), self.place(at, free));
        curves_up(lost, [0.0; N], LEAST_CURVATURE)
    }

    fn fitted(self, at: [f64; 3], least: f64, state: FitState) -> Option<FittedLifetime> {
        least.is_finite().then(|| FittedLifetime {
            lifetime: Lifetime::from_coordinates(self.kind, [at[0], at[1]]),
            missed: self.cured.then(|| logistic(at[2])),
            log_likelihood: -least,
            aic: 2.0 * self.parameters() as f64 + 2.0 * least,
            state,
        })
    }
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

impl Sample {
    /// The best fit of each family that has one; with a share that never ends if `cured`, or
    /// where something never ended.
    pub(crate) fn fit_all(&self, cured: bool) -> Vec<FittedLifetime> {
        LifetimeKind::ALL
            .into_iter()
            .filter_map(|kind| self.fit(kind, cured))
            .collect()
    }

    /// The best fit of one family, as in [`fit_all`](Self::fit_all).
    pub(crate) fn fit(&self, kind: LifetimeKind, cured: bool) -> Option<FittedLifetime> {
        let shape = Shape {
            kind,
            cured: cured || self.never > 0,
        };
        let start = self.start(kind);
        let (at, least) = match shape.parameters() {
            1 => shape.descend::<1>(self, start, 0.5),
            2 => shape.descend::<2>(self, start, 0.5),
            _ => shape.descend::<3>(self, start, 0.5),
        };
        let state = self.state(shape, at, least);
        shape.fitted(at, least, state)
    }

    /// The best fit of the family of `near` to a sample drawn anew, looked for from there.
    /// `None` where nothing in it has ended.
    pub(crate) fn refit(
        &self,
        near: &FittedLifetime,
        number: u64,
        samples: &Resampler,
    ) -> Option<FittedLifetime> {
        let shape = Shape {
            kind: near.lifetime.kind(),
            cured: near.missed.is_some(),
        };
        let counts = self.drawn(number, samples)?;
        let [place, spread] = near.lifetime.coordinates();
        let share = near.missed.unwrap_or(0.5).clamp(1e-6, 1.0 - 1e-6);
        let near = [place, spread, libm::log(share / (1.0 - share))];
        let (at, least) = match shape.parameters() {
            1 => shape.again::<1>(self, &counts, near),
            2 => shape.again::<2>(self, &counts, near),
            _ => shape.again::<3>(self, &counts, near),
        };
        shape.fitted(at, least, FitState::Found)
    }

    fn state(&self, shape: Shape, at: [f64; 3], least: f64) -> FitState {
        let room = 0.05;
        let (low, high) = shape.kind.range();
        let narrower = shape.kind.narrower();
        if shape.kind.parameters() == 2 {
            let edge = if at[1] < low + room {
                Some(-1.0)
            } else if at[1] > high - room {
                Some(1.0)
            } else {
                None
            };
            if let Some(way) = edge {
                // A gamma distribution at its narrow end may only be better told by others.
                return if way * narrower > 0.0 {
                    FitState::Narrow
                } else {
                    FitState::Wide
                };
            }
        }
        let identified = match shape.parameters() {
            1 => shape.identified::<1>(self, at),
            2 => shape.identified::<2>(self, at),
            _ => shape.identified::<3>(self, at),
        };
        if identified {
            return FitState::Found;
        }
        if shape.kind.parameters() == 2 {
            let mut closer = at;
            closer[1] = (at[1] + 3.0 * narrower).clamp(low, high);
            if shape.lost(self, self.counts(), closer) <= least + 1e-3 {
                return FitState::Narrow;
            }
        }
        FitState::Flat
    }

    /// Coordinates to start from: moments of the logarithms of typical times.
    pub(super) fn start(&self, kind: LifetimeKind) -> [f64; 3] {
        let (mean, square) = self.logs;
        let narrow = libm::exp(-15.0);
        let spread = libm::sqrt(square).clamp(narrow, 20.0);
        // The logarithm of a Weibull variable has mean ln scale − γ / shape and standard
        // deviation π / (√6 shape); γ is Euler's constant.
        let shape = std::f64::consts::PI / (libm::sqrt(6.0) * spread);
        let [place, width] = match kind {
            LifetimeKind::Lognormal => [mean, libm::log(spread)],
            LifetimeKind::Weibull => [mean + 0.577_215_664_901_532_9 / shape, libm::log(shape)],
            // A narrow gamma distribution has a logarithm of deviation 1 / √shape.
            LifetimeKind::Gamma if spread < 0.5 => [mean + square / 2.0, -2.0 * libm::log(spread)],
            LifetimeKind::Gamma | LifetimeKind::Exponential => {
                [mean + (square / 2.0).min(2.0), libm::log(shape)]
            }
        };
        let (low, high) = kind.range();
        // Half of what has not ended never will.
        let n = self.len() as f64;
        let never = f64::midpoint(self.never as f64, n - self.ended as f64);
        let share = (never / n).clamp(0.01, 0.99);
        [
            place,
            width.clamp(low + 0.5, high - 0.5),
            libm::log(share / (1.0 - share)),
        ]
    }
}
