//! Deadlines: how one came out, and how many were met.

use serde::{Deserialize, Serialize};

use crate::scenario::time::Span;

use super::measure::Duration;

/// How a deadline came out for one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InTime {
    /// In time.
    Met,
    /// Too late, or still not there when the deadline had passed.
    Missed,
    /// The scenario ended before the deadline.
    Undecided,
}

impl InTime {
    /// Holds a duration against a deadline.
    pub(super) fn of(duration: Duration, within: Span) -> Self {
        match duration {
            Duration::Ended(span) if span <= within => Self::Met,
            Duration::Censored(span) if span <= within => Self::Undecided,
            Duration::Ended(_) | Duration::Censored(_) => Self::Missed,
        }
    }
}

/// Met, missed and undecided deadlines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// In time.
    pub met: u64,
    /// Too late.
    pub missed: u64,
    /// The scenario ended before the deadline.
    pub undecided: u64,
}

impl Deadlines {
    /// Share met among the decided.
    pub fn share(&self) -> Option<f64> {
        let decided = self.met + self.missed;
        (decided > 0).then(|| self.met as f64 / decided as f64)
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.met += other.met;
        self.missed += other.missed;
        self.undecided += other.undecided;
    }
}
