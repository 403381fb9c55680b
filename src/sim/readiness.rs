//! How familiar an expert is with the place, and how tired: carried forward only when it
//! matters.

use crate::scenario::document::{Fatigue, Learning};
use crate::scenario::time::Instant;

/// The last exponential of a round through some people, most of whom need the same one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decay {
    time: f64,
    known: Option<f64>,
}

#[allow(
    clippy::float_cmp,
    reason = "the same time, to the last bit, has the same decay"
)]
impl Decay {
    /// The decay over a time that most will need.
    pub(super) fn usual(time: f64, constant: f64) -> Self {
        let mut decay = Self::default();
        decay.over(time, constant);
        decay
    }

    fn over(&mut self, time: f64, constant: f64) -> f64 {
        let factor = match self.known {
            Some(factor) if self.time == time => factor,
            _ => libm::exp(-time / constant),
        };
        *self = Self {
            time,
            known: Some(factor),
        };
        factor
    }
}

/// An expert's readiness, as of the last time that something about it changed.
///
/// While serving (on duty, learning alongside, or finishing work after duty) familiarity
/// rises: `1 − gap·exp(−t/time)`. Otherwise it falls back towards `start` with the time
/// constant `forget`. Tiredness is the exponentially weighted share of time spent working:
/// `dx/dt = (w − x)/time` with w = 1 at work, else 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readiness {
    /// What is missing to full familiarity.
    gap: f64,
    gap_at: Instant,
    serving: bool,
    /// Weighted share of time spent working.
    tired: f64,
    tired_at: Instant,
    /// At work from then on, which lies ahead for a crew that is on its way; at rest before,
    /// and always if it is never.
    works_from: Instant,
}

impl Readiness {
    /// Someone who has never been there, at rest.
    pub(super) fn fresh(learning: Option<&Learning>) -> Self {
        Self {
            gap: learning.map_or(0.0, |learning| 1.0 - learning.start),
            gap_at: Instant::START,
            serving: false,
            tired: 0.0,
            tired_at: Instant::START,
            works_from: Instant::NEVER,
        }
    }

    /// Someone who began to learn at an instant, which may lie before the start.
    pub(super) fn serving_since(learning: Option<&Learning>, since: Instant) -> Self {
        Self {
            gap_at: since.min(Instant::START),
            serving: true,
            ..Self::fresh(learning)
        }
    }

    /// What is missing to full familiarity at an instant.
    pub(super) fn gap(&self, learning: &Learning, at: Instant) -> f64 {
        self.gap_with(learning, at, &mut Decay::default())
    }

    /// The same, where those who began at one instant share their exponential.
    pub(super) fn gap_with(&self, learning: &Learning, at: Instant, decay: &mut Decay) -> f64 {
        let time = (at - self.gap_at).0 as f64;
        if self.serving {
            self.gap * decay.over(time, learning.time)
        } else {
            let most = 1.0 - learning.start;
            most - (most - self.gap) * libm::exp(-time / learning.forget)
        }
    }

    /// Begins or ceases to serve.
    pub(super) fn serve(&mut self, learning: &Learning, at: Instant, serving: bool) {
        if self.serving != serving {
            self.gap = self.gap(learning, at);
            self.gap_at = at;
            self.serving = serving;
        }
    }

    /// Weighted share of time spent working, at an instant.
    pub(super) fn tired(&self, fatigue: &Fatigue, at: Instant) -> f64 {
        self.tired_with(fatigue, at, &mut Decay::default())
    }

    /// The same, where those who began to work or to rest at one instant share their
    /// exponential.
    #[allow(clippy::float_cmp, reason = "who is rested needs no exponential")]
    pub(super) fn tired_with(&self, fatigue: &Fatigue, at: Instant, decay: &mut Decay) -> f64 {
        let from = self.works_from.max(self.tired_at);
        let mut decay =
            |since: Instant, until: Instant| decay.over((until - since).0 as f64, fatigue.time);
        let mut tired = self.tired;
        if tired != 0.0 && from > self.tired_at {
            tired *= decay(self.tired_at, from.min(at));
        }
        if at > from {
            tired = 1.0 + (tired - 1.0) * decay(from, at);
        }
        tired
    }

    /// What is missing to full familiarity at an instant, up to which readiness that rises is
    /// brought. Those who were brought up to date together, and serve since, all need the
    /// `usual` decay.
    pub(super) fn settle_gap(&mut self, learning: &Learning, at: Instant, usual: &Decay) -> f64 {
        let gap = self.gap_with(learning, at, &mut { *usual });
        if self.serving {
            self.gap = gap;
            self.gap_at = at;
        }
        gap
    }

    /// Tiredness at an instant, up to which it is brought; the usual decay is for those who
    /// have neither begun nor ceased to work since.
    pub(super) fn settle_tired(&mut self, fatigue: &Fatigue, at: Instant, usual: &Decay) -> f64 {
        self.tired = self.tired_with(fatigue, at, &mut { *usual });
        self.tired_at = at;
        self.tired
    }

    /// Begins to work or to rest; work may begin at an instant ahead, and be called off before.
    pub(super) fn work(&mut self, fatigue: &Fatigue, at: Instant, working: bool) {
        if working {
            // Whoever is at work goes on.
            self.works_from = self.works_from.min(at);
        } else if self.works_from.happened() {
            if self.works_from < at {
                self.tired = self.tired(fatigue, at);
                self.tired_at = at;
            }
            self.works_from = Instant::NEVER;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decay, Readiness};
    use crate::scenario::document::{Fatigue, Learning};
    use crate::scenario::time::Instant;

    #[test]
    fn familiarity_rises_on_duty_and_falls_back_off_duty() {
        let learning = Learning {
            start: 0.6,
            time: 100.0,
            forget: 1000.0,
        };
        let mut readiness = Readiness::serving_since(Some(&learning), Instant(-50));
        let learned = 0.4 * libm::exp(-1.5);
        assert!((readiness.gap(&learning, Instant(100)) - learned).abs() < 1e-12);
        let mut looked_at = readiness;
        looked_at.settle_gap(&learning, Instant(60), &Decay::default());
        assert!((looked_at.gap(&learning, Instant(100)) - learned).abs() < 1e-12);
        readiness.serve(&learning, Instant(100), false);
        let forgotten = 0.4 - (0.4 - learned) * libm::exp(-0.2);
        assert!((readiness.gap(&learning, Instant(300)) - forgotten).abs() < 1e-12);
        readiness.serve(&learning, Instant(300), true);
        let again = forgotten * libm::exp(-1.0);
        assert!((readiness.gap(&learning, Instant(400)) - again).abs() < 1e-12);
    }

    #[test]
    fn tiredness_is_the_weighted_share_of_time_at_work() {
        let fatigue = Fatigue {
            loss: 0.3,
            time: 100.0,
        };
        let mut readiness = Readiness::fresh(None);
        readiness.work(&fatigue, Instant(50), true);
        assert!(readiness.tired(&fatigue, Instant(50)).abs() < 1e-12);
        let after = 1.0 - libm::exp(-1.0);
        assert!((readiness.tired(&fatigue, Instant(150)) - after).abs() < 1e-12);
        readiness.work(&fatigue, Instant(150), false);
        // Looked at while at rest, or about to work: nothing changes.
        let mut looked_at = readiness;
        looked_at.settle_tired(&fatigue, Instant(180), &Decay::usual(30.0, 100.0));
        let [one, other] =
            [readiness, looked_at].map(|readiness| readiness.tired(&fatigue, Instant(230)));
        assert!((one - other).abs() < 1e-12);
        readiness.work(&fatigue, Instant(170), true);
        let mut looked_at = readiness;
        for at in [160, 180, 190] {
            looked_at.settle_tired(&fatigue, Instant(at), &Decay::default());
            let [one, other] =
                [readiness, looked_at].map(|readiness| readiness.tired(&fatigue, Instant(230)));
            assert!((one - other).abs() < 1e-12);
        }
        readiness.work(&fatigue, Instant(170), false);
        // Called out again for an instant ahead, then called back on the way.
        readiness.work(&fatigue, Instant(250), true);
        readiness.work(&fatigue, Instant(200), false);
        let rested = after * libm::exp(-0.5);
        assert!((readiness.tired(&fatigue, Instant(200)) - rested).abs() < 1e-12);
    }
}
