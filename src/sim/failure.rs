//! Why a replication could not be finished.

use thiserror::Error;

use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};

use super::brake::Halt;

/// Why a replication could not be finished.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// `[limits] incidents` was passed.
    #[error(
        "more than {limit} incidents{} in one replication, the limit `limits.incidents`, at {at_hours} h: \
         do consequences breed faster than they are contained?",
        and_deflected(*.deflected)
    )]
    TooManyIncidents {
        /// The limit.
        limit: u64,
        /// Of these, arrivals that were deflected.
        deflected: u64,
        /// When, in whole hours since the start.
        at_hours: i64,
    },
    /// `[limits] open` was passed.
    #[error(
        "more than {limit} incidents open at once, the limit `limits.open`, at {at_hours} h: \
         does work arrive faster than the teams can do it?"
    )]
    TooManyOpen {
        /// The limit.
        limit: u64,
        /// When, in whole hours since the start.
        at_hours: i64,
    },
    /// `[limits] events` was passed.
    #[error(
        "more than {limit} events in one replication, the limit `limits.events`, at {at_hours} h: \
         does something happen every few milliseconds?"
    )]
    TooManyEvents {
        /// The limit.
        limit: u64,
        /// When, in whole hours since the start.
        at_hours: i64,
    },
    /// It was asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// An event was scheduled into the past: a fault of the simulator.
    #[error("an event was scheduled into the past: a fault in Sortie, please report it")]
    WentBack,
}

fn and_deflected(deflected: u64) -> String {
    if deflected == 0 {
        String::new()
    } else {
        format!(" (of which {deflected} met an asset switched off or hit already)")
    }
}

impl Failure {
    /// A replication was halted at an instant.
    #[cold]
    pub(super) const fn of_halt(halt: Halt, document: &Document, at: Instant) -> Self {
        match halt {
            Halt::Spent => Self::TooManyEvents {
                limit: document.limits.events,
                at_hours: at.0 / Span::HOUR.0,
            },
            Halt::Asked => Self::Interrupted,
        }
    }
}
