//! What a cell says about when something is due, before the rest of its column is seen.

use jiff::civil::{Date, DateTime, Time};

/// What stands in a cell of times.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    /// A date with a time of day.
    Local(DateTime),
    /// The same, so many seconds ahead of UTC.
    Offset(DateTime, i32),
    /// A date.
    Day(Date),
    /// A day and a month, with a time of day if there is one.
    DayOfMonth(i8, i8, Option<Time>),
    /// Two numbers and a year, of which one is the day and one the month.
    Slashed(i8, i8, i16, Option<Time>),
    /// A time of day.
    Clock(Time),
    /// Days after that of STARTEX, with a time of day if there is one.
    DayAfter(i64, Option<Time>),
    /// Seconds since STARTEX.
    Since(i64),
    /// A bare number, as it is written.
    Number(String),
    /// Nothing that is known; why, and what to write.
    Unknown(String, &'static str),
}

/// What to write instead of what is not known.
pub(super) const CURE: &str = "write 2019-05-12 20:00, 20:00, D+1 20:00, D+0 H+1 M+30 or +1:30:00";
