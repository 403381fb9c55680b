//! Which part of a scenario an exercise plays, and how fast.

use crate::scenario::time::{Instant, Span};

/// A stretch of a scenario that is played in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// Scenario time at STARTEX.
    pub from: Instant,
    /// Scenario time at ENDEX, exclusive.
    pub to: Instant,
    /// Time in the room; as long as the stretch itself if it is not compressed.
    pub length: Span,
}

impl Window {
    /// True if an instant is played.
    pub(crate) fn has(self, at: Instant) -> bool {
        at >= self.from && at < self.to
    }

    /// Time in the room at a scenario time, to the second, rounded down so that the order of
    /// events stays and none lies at ENDEX.
    pub(crate) fn scheduled(self, at: Instant) -> Span {
        let whole = i128::from((self.to - self.from).0.max(1));
        let passed = i128::from((at - self.from).0);
        let ms = passed * i128::from(self.length.0) / whole;
        let second = i128::from(Span::SECOND.0);
        Span((ms.div_euclid(second) * second) as i64)
    }
}

/// `+1:05:00`, hours, minutes and seconds since STARTEX.
pub(super) fn elapsed(span: Span) -> String {
    let seconds = span.0 / 1000;
    format!(
        "+{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
