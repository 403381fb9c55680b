//! How fast a crew works, and when it is done: work integrated exactly.

use crate::scenario::time::Span;

/// The rate of work of a crew from an instant on: `level − lack·exp(−s/τ)` after a time s, in
/// ms of work (at effectiveness 1) per ms. The lack is what the crew has yet to learn; τ is
/// the time constant of learning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    pub level: f64,
    pub lack: f64,
}

impl Pace {
    /// Nobody works.
    pub(super) const NONE: Self = Self::steady(0.0);

    /// A rate that doesn't change.
    pub(super) const fn steady(level: f64) -> Self {
        Self { level, lack: 0.0 }
    }

    /// So much of it.
    pub(super) fn scaled(self, by: f64) -> Self {
        Self {
            level: self.level * by,
            lack: self.lack * by,
        }
    }

    /// Both together.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            level: self.level + other.level,
            lack: self.lack + other.lack,
        }
    }

    /// Work done in a time s: `level·s − lack·τ·(1 − exp(−s/τ))`.
    pub(super) fn done(self, span: Span, tau: f64) -> f64 {
        self.done_ms(span.0 as f64, tau)
    }

    #[allow(
        clippy::float_cmp,
        reason = "a lack of exactly 0 has no exponential, one near it has"
    )]
    fn done_ms(self, s: f64, tau: f64) -> f64 {
        if self.lack == 0.0 {
            return self.level * s;
        }
        // 1 − exp(−x) without losing digits where x is small.
        self.level * s + self.lack * tau * libm::expm1(-s / tau)
    }

    /// The time after which some work is done, rounded to the millisecond; `None`: never.
    ///
    /// With a lack there is no elementary inverse (it is a Lambert W). Work done is convex in
    /// time, so Newton's steps from any point beyond the root come down to it without
    /// overshooting; the line below the curve gives such a point.
    #[allow(
        clippy::float_cmp,
        reason = "rates of exactly 0 and 1 are told apart, not rates near them"
    )]
    #[inline]
    pub(super) fn time_for(self, work: f64, tau: f64) -> Option<Span> {
        if self.lack == 0.0 {
            // Most crews work at rate 1, and a division takes long.
            if self.level == 1.0 {
                return Some(Span::from_millis_f64(work));
            }
            return (self.level > 0.0).then(|| Span::from_millis_f64(work / self.level));
        }
        self.root(work, tau)
    }

    fn root(self, work: f64, tau: f64) -> Option<Span> {
        /// Steps halve the error at the worst; near the root they square it.
        const STEPS: usize = 100;
        if work <= 0.0 {
            return Some(Span::ZERO);
        }
        if self.level <= 0.0 {
            return None;
        }
        let mut s = (work + self.lack * tau) / self.level;
        for _ in 0..STEPS {
            let rate = self.level - self.lack * libm::exp(-s / tau);
            if rate <= 0.0 {
                break;
            }
            let step = (self.done_ms(s, tau) - work) / rate;
            s -= step;
            if step < 1e-3 {
                break;
            }
        }
        Some(Span::from_millis_f64(s.max(0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use crate::scenario::time::Span;

    const DAY: f64 = 86_400_000.0;

    /// Ten days of work with familiarity 0.6 at first and a time constant of 14 days, from
    /// three points of the curve. Expected: the closed form with Lambert's W.
    #[test]
    fn work_under_learning_takes_as_long_as_the_closed_form_says() {
        for (tenure, expected) in [
            (0.0, 13.458_655_097_4),
            (7.0, 11.950_001_999),
            (60.0, 10.039_450_88),
        ] {
            let lack = 0.4 * libm::exp(-tenure / 14.0);
            let pace = Pace { level: 1.0, lack };
            let time = pace.time_for(10.0 * DAY, 14.0 * DAY).unwrap();
            assert!((time.0 as f64 - expected * DAY).abs() <= 0.51, "{time}");
            let done = pace.done(time, 14.0 * DAY);
            assert!((done - 10.0 * DAY).abs() <= 0.51, "{done}");
        }
    }

    #[test]
    fn work_is_the_same_in_parts_as_in_one() {
        let (pace, tau) = (
            Pace {
                level: 0.9,
                lack: 0.5,
            },
            5.0e6,
        );
        let all = pace.done(Span(7_000_000), tau);
        let first = pace.done(Span(3_000_000), tau);
        let lack = pace.lack * libm::exp(-3.0e6 / tau);
        let second = Pace { lack, ..pace }.done(Span(4_000_000), tau);
        assert!((all - first - second).abs() < 1e-6);
    }

    /// The work done in a time, with the exponential's series where a difference would lose
    /// its digits, takes that time.
    #[test]
    fn the_time_for_what_is_done_in_a_time_is_that_time() {
        let tau = 1.0e6;
        for (level, lack) in [(1.0, 1.0), (0.9, 0.9), (1.0, 0.4), (0.5, 0.3), (2.0, 0.01)] {
            for s in [3_000_i64, 100_000, 1_000_000, 5_000_000, 40_000_000] {
                let x = s as f64 / tau;
                let mut term = x;
                let mut rest = 0.0;
                for n in 2..60 {
                    // x²/2! − x³/3! + …, which is x − 1 + exp(−x).
                    term *= x / f64::from(n);
                    rest += if n % 2 == 0 { term } else { -term };
                }
                if x > 10.0 {
                    rest = x - 1.0 + libm::exp(-x);
                }
                let work = (level - lack) * s as f64 + lack * tau * rest;
                let pace = Pace { level, lack };
                let done = pace.done(Span(s), tau);
                assert!((done / work - 1.0).abs() < 1e-9, "{done}, not {work}");
                assert_eq!(pace.time_for(work, tau), Some(Span(s)), "{pace:?}");
            }
        }
    }

    #[test]
    fn paces_add_up_and_scale_in_both_parts() {
        let [one, other] = [(0.75, 0.5), (0.5, 0.125)].map(|(level, lack)| Pace { level, lack });
        let (level, lack) = (1.25, 0.625);
        assert_eq!(one.plus(other), Pace { level, lack });
        let (level, lack) = (3.0, 2.0);
        assert_eq!(one.scaled(4.0), Pace { level, lack });
    }

    #[test]
    fn a_steady_crew_takes_work_by_rate() {
        let hour = Some(Span(3_600_000));
        assert_eq!(Pace::steady(1.0).time_for(3.6e6, 1.0), hour);
        assert_eq!(Pace::steady(0.25).time_for(9e5, 1.0), hour);
        assert!((Pace::steady(0.25).done(Span(3_600_000), 1.0) - 9e5).abs() < 1e-6);
    }

    #[test]
    fn who_knows_nothing_at_first_is_done_all_the_same() {
        let pace = Pace {
            level: 1.0,
            lack: 1.0,
        };
        for work in [1e-9, 1.0, 1e3, 1e9, 1e14] {
            let time = pace.time_for(work, 1e6).unwrap();
            assert!(
                (pace.done(time, 1e6) - work).abs() <= 0.51,
                "{work}: {time}"
            );
        }
        assert_eq!(Pace::NONE.time_for(1.0, 1e6), None);
        assert_eq!(pace.time_for(0.0, 1e6), Some(Span::ZERO));
    }
}
