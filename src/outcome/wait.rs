//! What requests wait for, stretch by stretch.

use serde::{Deserialize, Serialize};

use crate::scenario::time::Span;

/// The stretches of the way from a request to hands on, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// Requested → queued: until a first team may go.
    Approval,
    /// Queued → assigned: until it has a crew.
    Queue,
    /// Assigned → mobilised: until the crew is ready to go.
    Mobilisation,
    /// Mobilised → on site, or connected.
    Travel,
    /// On site → hands on: until its working hours begin.
    OpeningHours,
}

impl Wait {
    /// All stretches in order.
    pub const ALL: [Self; 5] = [
        Self::Approval,
        Self::Queue,
        Self::Mobilisation,
        Self::Travel,
        Self::OpeningHours,
    ];

    /// Name in result files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Queue => "queue",
            Self::Mobilisation => "mobilisation",
            Self::Travel => "travel",
            Self::OpeningHours => "opening_hours",
        }
    }

    /// What is waited for, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Queue => "queue",
            Self::Mobilisation => "getting ready",
            Self::Travel => "travel",
            Self::OpeningHours => "working hours",
        }
    }
}

/// Waits of the requests on which one team had hands on. Sums are exact whole milliseconds:
/// they cost little and do not depend on the order of adding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Requests.
    pub requests: u64,
    /// Their waits together, ms, in the order of [`Wait::ALL`].
    pub sums: [i128; 5],
}

impl Waits {
    /// Mean wait of a request, hours; `None` without requests.
    pub fn mean(&self, wait: Wait) -> Option<f64> {
        self.hours(self.sums[wait as usize])
    }

    /// Mean of a request's waits together, hours: requested → hands on.
    pub fn mean_in_all(&self) -> Option<f64> {
        self.hours(self.sums.iter().sum())
    }

    fn hours(&self, sum: i128) -> Option<f64> {
        let requests = self.requests as f64;
        (self.requests > 0).then(|| sum as f64 / requests / Span::HOUR.0 as f64)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        for (mine, theirs) in self.sums.iter_mut().zip(other.sums) {
            *mine += theirs;
        }
    }
}
