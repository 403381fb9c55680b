//! Choosing the best of several systems with a promised probability, sequentially.

use super::moments::Moments;

/// The procedure KN of Kim & Nelson (2001, "A fully sequential procedure for indifference-zone
/// selection in simulation", ACM TOMACS 11:251), constant c = 1, for the system with the
/// **lowest** mean.
///
/// If the best is ahead of all others by at least the indifference δ, it is chosen with at
/// least the promised probability; else one is chosen that is most likely within δ of the best.
/// Observations must be independent from stage to stage and near to normal (take means of a few
/// replications); across systems they may be correlated and unequally spread, and common random
/// numbers make the procedure faster.
///
/// A first stage of n0 observations of every system gives the variances of all differences.
/// After it, and after every further observation of those still in, a system is out as soon as
/// its mean is behind another's by more than max(0, δ / 2r (h² S² / δ² − r)), r being the number
/// of observations and S² the variance of the two systems' difference.
///
/// # Examples
///
/// ```
/// use sortie::inside::stats::Selection;
///
/// let mut selection = Selection::new(2, 0.95, 1.0, 10).unwrap();
/// for stage in 0_u32..40 {
///     if selection.chosen().is_some() {
///         break;
///     }
///     let luck = f64::from(stage * 7 % 10);
///     selection.push(&[5.0 + luck, 3.5 + 1.1 * luck]);
/// }
/// assert_eq!(selection.chosen(), Some(1));
/// ```
#[derive(Clone, Debug)]
pub struct Selection {
    indifference: f64,
    first_stage: u64,
    h_squared: f64,
    /// Observations so far of those still in.
    stage: u64,
    systems: Vec<System>,
    /// Differences of the first stage, by pair: see [`pair`].
    differences: Vec<Moments>,
}

/// What is known of a system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct System {
    /// Mean of its observations until it was out.
    pub mean: f64,
    /// When it was out, and by whom; `None` while it is in.
    pub out: Option<Out>,
}

/// The end of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Out {
    /// After so many observations.
    pub stage: u64,
    /// Position of the one that was ahead by most; of several such, the first.
    pub by: usize,
}

/// The place of a pair of systems.
fn pair(a: usize, b: usize) -> usize {
    let (first, second) = (a.min(b), a.max(b));
    second * (second - 1) / 2 + first
}

/// The constant η of KN for c = 1: ½ ((2α / (k − 1))^(−2 / (n0 − 1)) − 1).
fn eta(count: usize, confidence: f64, first_stage: u64) -> f64 {
    let share = 2.0 * (1.0 - confidence) / (count - 1) as f64;
    (libm::pow(share, -2.0 / (first_stage - 1) as f64) - 1.0) / 2.0
}

impl Selection {
    /// A selection among `count` systems, with a first stage of so many observations.
    ///
    /// `None` unless there are at least two systems, `1/count < confidence < 1`, the
    /// indifference is positive, and the first stage has at least two observations.
    pub fn new(count: usize, confidence: f64, indifference: f64, first_stage: u64) -> Option<Self> {
        let sensible = count >= 2
            && confidence > 1.0 / count as f64
            && confidence < 1.0
            && indifference > 0.0
            && indifference.is_finite()
            && first_stage >= 2;
        sensible.then(|| Self {
            indifference,
            first_stage,
            h_squared: 2.0 * eta(count, confidence, first_stage) * (first_stage - 1) as f64,
            stage: 0,
            systems: vec![
                System {
                    mean: 0.0,
                    out: None
                };
                count
            ],
            differences: vec![Moments::new(); count * (count - 1) / 2],
        })
    }

    /// Takes in one observation of every system; those of systems that are out are not looked
    /// at. Nothing happens once one is chosen.
    pub fn push(&mut self, observations: &[f64]) {
        if self.chosen().is_some() {
            return;
        }
        self.stage += 1;
        let r = self.stage as f64;
        for (system, value) in self.systems.iter_mut().zip(observations) {
            if system.out.is_none() {
                system.mean += (value - system.mean) / r;
            }
        }
        if self.stage <= self.first_stage {
            for (b, second) in observations.iter().enumerate() {
                for (a, first) in observations[..b].iter().enumerate() {
                    self.differences[pair(a, b)].push(first - second);
                }
            }
        }
        if self.stage >= self.first_stage {
            self.screen();
        }
    }

    /// The allowance of a pair at this stage: nobody is out for being behind by less.
    fn allowance(&self, a: usize, b: usize) -> f64 {
        let r = self.stage as f64;
        let variance = self.differences[pair(a, b)].variance().unwrap_or(0.0);
        let delta = self.indifference;
        (delta / (2.0 * r) * (self.h_squared * variance / (delta * delta) - r)).max(0.0)
    }

    fn screen(&mut self) {
        let inside: Vec<usize> = self.remaining();
        let mut out = Vec::new();
        for &i in &inside {
            let mut worst: Option<(f64, usize)> = None;
            for &other in inside.iter().filter(|other| **other != i) {
                let behind = self.systems[i].mean - self.systems[other].mean;
                let beyond = behind - self.allowance(i, other);
                if beyond > 0.0 && worst.is_none_or(|(most, _)| beyond > most) {
                    worst = Some((beyond, other));
                }
            }
            if let Some((_, by)) = worst {
                out.push((i, by));
            }
        }
        for (i, by) in out {
            self.systems[i].out = Some(Out {
                stage: self.stage,
                by,
            });
        }
    }

    /// Positions of the systems still in.
    pub fn remaining(&self) -> Vec<usize> {
        (0..self.systems.len())
            .filter(|i| self.systems[*i].out.is_none())
            .collect()
    }

    /// The chosen one: the last that is in, or the first of several that no further observation
    /// can tell apart, because no allowance is left and they are still level.
    pub fn chosen(&self) -> Option<usize> {
        let inside = self.remaining();
        if let [only] = inside.as_slice() {
            return Some(*only);
        }
        let level = self.stage >= self.first_stage
            && inside
                .iter()
                .enumerate()
                .all(|(n, a)| inside[..n].iter().all(|b| self.allowance(*a, *b) <= 0.0));
        level.then(|| inside.first().copied()).flatten()
    }

    /// Observations taken in of those still in.
    pub const fn stage(&self) -> u64 {
        self.stage
    }

    /// What is known of each system.
    pub fn systems(&self) -> &[System] {
        &self.systems
    }

    /// The most observations that this selection can take, as far as the first stage tells; 0
    /// before its end.
    pub fn longest(&self) -> u64 {
        if self.stage < self.first_stage {
            return 0;
        }
        let most = self
            .differences
            .iter()
            .filter_map(Moments::variance)
            .fold(0.0, f64::max);
        let delta = self.indifference;
        (self.h_squared * most / (delta * delta)).min(1e18) as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::dice::Dice;

    #[test]
    fn constants_agree_with_published_ones() {
        // Kim & Nelson 2001, section 3, computed outside this crate to more digits.
        assert!((eta(5, 0.95, 10) - 0.634_967_265_154).abs() < 1e-11);
        assert!((eta(4, 0.95, 20) - 0.215_247_670_799).abs() < 1e-11);
        let ten = Selection::new(5, 0.95, 1.0, 10).unwrap();
        assert!((ten.h_squared - 11.429_410_772_8).abs() < 1e-9);
        let twenty = Selection::new(4, 0.95, 1.0, 20).unwrap();
        assert!((twenty.h_squared - 8.179_411_490_35).abs() < 1e-10);
    }

    #[test]
    fn what_makes_no_sense_is_none() {
        assert!(Selection::new(1, 0.95, 1.0, 10).is_none());
        assert!(Selection::new(4, 0.2, 1.0, 10).is_none());
        assert!(Selection::new(4, 0.25, 1.0, 10).is_none());
        assert!(Selection::new(2, 0.95, f64::INFINITY, 10).is_none());
        assert!(Selection::new(2, 0.95, 1.0, 2).is_some());
        assert!(Selection::new(4, 1.0, 1.0, 10).is_none());
        assert!(Selection::new(4, 0.95, 0.0, 10).is_none());
        assert!(Selection::new(4, 0.95, f64::NAN, 10).is_none());
        assert!(Selection::new(4, 0.95, 1.0, 1).is_none());
    }

    #[test]
    fn every_pair_has_its_place() {
        let mut places = Vec::new();
        for b in 0..6 {
            for a in 0..b {
                places.push(pair(a, b));
                assert_eq!(pair(a, b), pair(b, a));
            }
        }
        places.sort_unstable();
        assert_eq!(places, (0..15).collect::<Vec<_>>());
    }

    /// Two systems at 75%, indifference 4, a first stage of two: η = (4 − 1) / 2 and h² = 3. Its
    /// differences are 0 and 8, of variance 32, so h² S² / δ² = 6, and the allowance after r
    /// observations is 4 (6 − r) / 2r: 4, 2, 1, 0.4, 0.
    #[test]
    fn a_selection_by_hand() {
        let mut selection = Selection::new(2, 0.75, 4.0, 2).unwrap();
        assert_eq!((selection.stage(), selection.longest()), (0, 0));
        selection.push(&[0.0, 0.0]);
        assert_eq!((selection.stage(), selection.longest()), (1, 0));
        // Behind by 4, 2 and 1, just what is allowed: still in.
        for (stage, value) in [(2, 8.0), (3, -2.0), (4, -2.0)] {
            selection.push(&[value, 0.0]);
            assert_eq!(selection.chosen(), None);
            assert_eq!((selection.stage(), selection.longest()), (stage, 7));
        }
        assert_eq!(
            selection.systems()[0],
            System {
                mean: 1.0,
                out: None
            }
        );
        // Behind by 0.5 where 0.4 is allowed.
        selection.push(&[-1.5, 0.0]);
        assert_eq!(selection.chosen(), Some(1));
        assert_eq!(selection.systems()[0].out, Some(Out { stage: 5, by: 1 }));
        selection.push(&[-1e9, 0.0]);
        assert_eq!((selection.chosen(), selection.stage()), (Some(1), 5));
    }

    #[test]
    fn whoever_is_out_is_out_by_the_one_ahead_by_most() {
        // No difference varies, so nothing is allowed.
        let by = |means: &[f64]| {
            let mut selection = Selection::new(means.len(), 0.95, 1.0, 2).unwrap();
            selection.push(means);
            selection.push(means);
            let systems = selection.systems().iter();
            systems
                .map(|system| system.out.map(|out| out.by))
                .collect::<Vec<_>>()
        };
        assert_eq!(by(&[3.0, 2.0, 1.0]), [Some(2), Some(2), None]);
        assert_eq!(by(&[1.0, 2.0, 3.0]), [None, Some(0), Some(0)]);
        assert_eq!(by(&[3.0, 1.0, 1.0]), [Some(1), None, None]);
    }

    #[test]
    fn twins_end_level_and_the_first_is_chosen() {
        let mut selection = Selection::new(3, 0.95, 0.5, 5).unwrap();
        for stage in 0..200 {
            let luck = f64::from(stage * 13 % 7);
            selection.push(&[luck, luck, luck + 1.0]);
            if selection.chosen().is_some() {
                break;
            }
        }
        assert_eq!(selection.chosen(), Some(0));
        assert_eq!(selection.remaining(), [0, 1]);
        assert_eq!(selection.systems()[2].out.map(|out| out.stage), Some(5));
    }

    /// Share of right choices and mean number of observations, over 600 selections among five
    /// systems of which the first is best by exactly the indifference (the slippage
    /// configuration, the hardest there is), standard deviation 3 each.
    fn slippage(correlation: f64, seed: u64) -> (f64, f64) {
        let mut dice = Dice::new(seed);
        let (mut right, mut spent) = (0_u32, 0_u64);
        for _ in 0..600 {
            let mut selection = Selection::new(5, 0.95, 1.0, 10).unwrap();
            while selection.chosen().is_none() {
                let common = correlation.sqrt() * dice.normal();
                let own = (1.0 - correlation).sqrt();
                let row: Vec<f64> = (0..5)
                    .map(|i| f64::from(u8::from(i > 0)) + 3.0 * (common + own * dice.normal()))
                    .collect();
                spent += selection.remaining().len() as u64;
                selection.push(&row);
            }
            right += u32::from(selection.chosen() == Some(0));
        }
        (f64::from(right) / 600.0, spent as f64 / 600.0)
    }

    #[test]
    fn the_best_is_chosen_as_often_as_promised() {
        // 600 selections at 95%: below 0.923 is more than three standard deviations off.
        let (apart, long) = slippage(0.0, 0x9e37_79b9_7f4a_7c15);
        assert!(apart >= 0.923, "{apart}");
        let (paired, short) = slippage(0.5, 0x0123_4567_89ab_cdef);
        assert!(paired >= 0.923, "{paired}");
        // Half the variance of differences, half the work.
        assert!(short < 0.65 * long, "{short} against {long}");
    }
}
