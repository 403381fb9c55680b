//! What is known of a duration.

use serde::{Deserialize, Serialize};

/// What is known of a duration, in the caller's unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Its length; above 0.
    Exactly(f64),
    /// That it is longer than the first and not longer than the second: interval-censored. The
    /// first may be 0.
    Between(f64, f64),
    /// The difference of two moments that are each known within a unit of the clock.
    Difference(Difference),
    /// That it is longer: right-censored.
    LongerThan(f64),
    /// That it never ends: one of the share that is cured, in the words of the literature.
    Never,
}

/// A doubly censored difference (`De Gruttola` & Lagakos 1989, Biometrics 45:1): both moments are
/// uniform, each within its own minute, hour or day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The least that it can be: from the end of the first unit to the begin of the second;
    /// negative where the two overlap.
    pub start: f64,
    /// Width of the unit of the first moment.
    pub onset: f64,
    /// Width of the unit of the second; infinite where it has not come yet.
    pub end: f64,
}

impl Difference {
    /// The greatest that it can be.
    pub fn last(&self) -> f64 {
        self.start + self.onset + self.end
    }

    /// What the written moments say: the middle of what it can be.
    pub fn middle(&self) -> f64 {
        self.start + f64::midpoint(self.onset, self.end)
    }

    /// True if the second moment has come.
    pub const fn ended(&self) -> bool {
        self.end.is_finite()
    }

    /// The probability of what is written if it takes `time`, relative to the greatest.
    fn weight(&self, time: f64) -> f64 {
        // The first moment is uniform in its unit: `shift` before that unit's end. The second
        // falls into its unit for shifts between these.
        let low = (time - self.start - self.end).max(0.0);
        let high = (time - self.start).min(self.onset);
        if self.onset > 0.0 {
            ((high - low) / self.onset).max(0.0)
        } else if high >= low {
            1.0
        } else {
            0.0
        }
    }

    fn sound(&self) -> bool {
        let width = |width: f64| width >= 0.0 && !width.is_nan();
        self.start.is_finite()
            && self.onset.is_finite()
            && width(self.onset)
            && width(self.end)
            && self.onset + self.end > 0.0
            && self.last() > 0.0
    }
}

impl Known {
    /// True if it has ended, as far as anyone knows.
    pub const fn ended(&self) -> bool {
        match self {
            Self::Exactly(_) | Self::Between(..) => true,
            Self::Difference(it) => it.ended(),
            Self::LongerThan(_) | Self::Never => false,
        }
    }

    /// True if its numbers make sense: finite, not negative, in order.
    pub fn sound(&self) -> bool {
        match *self {
            Self::Exactly(at) => at > 0.0 && at.is_finite(),
            Self::Between(low, high) => low >= 0.0 && high > low && high.is_finite(),
            Self::Difference(it) => it.sound(),
            Self::LongerThan(at) => at >= 0.0 && at.is_finite(),
            Self::Never => true,
        }
    }

    /// From where to where it can be; the upper end is infinite where it has not ended.
    pub fn bounds(&self) -> (f64, f64) {
        match *self {
            Self::Exactly(at) => (at, at),
            Self::Between(low, high) => (low, high),
            Self::Difference(it) => (it.start.max(0.0), it.last()),
            Self::LongerThan(at) => (at, f64::INFINITY),
            Self::Never => (f64::INFINITY, f64::INFINITY),
        }
    }

    /// The longest that was seen of it, to its end or not.
    pub fn longest(&self) -> f64 {
        let (low, high) = self.bounds();
        let longest = if high.is_finite() { high } else { low };
        if longest.is_finite() { longest } else { 0.0 }
    }

    /// The likelihood of what is known if it takes `time`, relative to the greatest: for a
    /// distribution that is a constant. An exact duration has none.
    pub fn weight(&self, time: f64) -> f64 {
        let within = match *self {
            Self::Exactly(_) | Self::Never => return 0.0,
            Self::Difference(it) => return it.weight(time),
            Self::Between(low, high) => time > low && time <= high,
            Self::LongerThan(low) => time > low,
        };
        f64::from(u8::from(within))
    }

    /// A time to start a search from; 0 where there is none.
    pub(super) fn typical(&self) -> f64 {
        match *self {
            Self::Exactly(at) => at,
            Self::Between(low, high) => libm::sqrt(low.max(high / 20.0) * high),
            Self::Difference(it) if !it.ended() => it.start.max(0.0) * 1.5,
            Self::Difference(it) => it.middle().max(it.last() / 4.0),
            Self::LongerThan(at) => at * 1.5,
            Self::Never => 0.0,
        }
    }
}
