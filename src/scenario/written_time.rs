//! Points in time as they are written, and the hours of an election.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// A point in time before its place on the time line is settled: calendar steps count from
/// what was written, not from where clocks moved it to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Point {
    /// A day as a whole: its first moment, which is not midnight where clocks skip midnight.
    Day(Date),
    /// A date and a time of day on the clock.
    Local(DateTime),
    /// A time stamp.
    Exact(Timestamp),
}

/// The hours of an election.
#[derive(Clone, Copy, Debug)]
pub(super) struct ElectionTimes {
    /// The day itself.
    pub date: Date,
    /// The first moment of the day.
    pub day: Timestamp,
    pub polls_open: (DateTime, Timestamp),
    pub polls_close: (DateTime, Timestamp),
}
