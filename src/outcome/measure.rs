//! What is measured about an incident.

use serde::{Deserialize, Serialize};

use crate::scenario::document::{Document, Moment};
use crate::scenario::time::{Instant, Span};
use crate::sim::incident::Incident;

/// A length of time in the life of an incident, between two of its moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Time to detect: onset → detected.
    Detection,
    /// Response time, the headline: detected → hands on.
    Response,
    /// Containment time: detected → contained.
    Containment,
    /// Recovery time: detected → recovered.
    Recovery,
    /// Lifetime: onset → recovered.
    Lifetime,
}

impl Measure {
    /// All measures, in the order of an incident's life.
    pub const ALL: [Self; 5] = [
        Self::Detection,
        Self::Response,
        Self::Containment,
        Self::Recovery,
        Self::Lifetime,
    ];

    /// `detection`, `response`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Response => "response",
            Self::Containment => "containment",
            Self::Recovery => "recovery",
            Self::Lifetime => "lifetime",
        }
    }

    /// `time to detect`, `response time`, …
    pub const fn words(self) -> &'static str {
        match self {
            Self::Detection => "time to detect",
            Self::Response => "response time",
            Self::Containment => "containment time",
            Self::Recovery => "recovery time",
            Self::Lifetime => "lifetime",
        }
    }

    /// When the clock starts and stops.
    pub const fn moments(self) -> (Moment, Moment) {
        match self {
            Self::Detection => (Moment::Onset, Moment::Detected),
            Self::Response => (Moment::Detected, Moment::HandsOn),
            Self::Containment => (Moment::Detected, Moment::Contained),
            Self::Recovery => (Moment::Detected, Moment::Recovered),
            Self::Lifetime => (Moment::Onset, Moment::Recovered),
        }
    }

    /// Where a mean is cut unless a horizon is asked for: at a week for the first answers, at 30
    /// days for what takes longer, and never at more than a quarter of the scenario, so that
    /// three quarters of its incidents are watched long enough.
    pub(crate) fn horizon(self, document: &Document) -> Span {
        let usual = match self {
            Self::Detection | Self::Response | Self::Containment => Span::WEEK,
            Self::Recovery | Self::Lifetime => Span(30 * Span::DAY.0),
        };
        let quarter = Span((document.end - document.warm_up).0 / 4);
        usual.min(quarter).max(Span(1))
    }

    /// The duration of one incident, if its clock has started.
    #[inline]
    pub fn of(self, incident: &Incident, end: Instant) -> Option<Duration> {
        let (from, to) = self.moments();
        Duration::between(incident.moment(from), incident.moment(to), end)
    }

    /// The duration of one incident cut at a horizon, if its clock started so long before the
    /// end: each that counts could be watched for as long, so a mean of them holds nothing
    /// censored.
    #[inline]
    pub(super) fn restricted(
        self,
        incident: &Incident,
        horizon: Span,
        end: Instant,
    ) -> Option<Span> {
        let (from, to) = self.moments();
        let (from, to) = (incident.moment(from), incident.moment(to));
        if !from.happened() || from + horizon > end {
            return None;
        }
        let took = if to.happened() { to - from } else { horizon };
        Some(took.min(horizon))
    }
}

/// A duration that ended, or was still going on at the end (right-censored).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// It ended.
    Ended(Span),
    /// It was still going on after this long.
    Censored(Span),
}

impl Duration {
    /// From one moment to another; `None` if the first has not come.
    #[inline]
    pub fn between(from: Instant, to: Instant, end: Instant) -> Option<Self> {
        let from = from.known()?;
        Some(match to.known() {
            Some(to) => Self::Ended(to - from),
            None => Self::Censored(end - from),
        })
    }
}
