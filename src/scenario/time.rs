//! Simulated time: whole milliseconds since the scenario's start.
//!
//! Civil times, time zones and daylight saving are resolved once, when a scenario is
//! loaded. From then on every clock is an [`Instant`] and every length of time a [`Span`],
//! so that no result depends on floating-point clocks.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A point in simulated time: milliseconds since the scenario's start (UTC based).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A length of simulated time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

impl Instant {
    /// The scenario's start.
    pub const START: Self = Self(0);
    /// Later than anything that can happen: "never".
    pub const NEVER: Self = Self(i64::MAX);

    /// Milliseconds since the start.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Hours since the start.
    pub fn hours(self) -> f64 {
        self.0 as f64 / Span::HOUR.0 as f64
    }

    /// True unless this is [`Instant::NEVER`].
    pub const fn happened(self) -> bool {
        self.0 != i64::MAX
    }

    /// This instant, or `None` if it is [`Instant::NEVER`].
    pub const fn known(self) -> Option<Self> {
        if self.happened() { Some(self) } else { None }
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One second.
    pub const SECOND: Self = Self(1_000);
    /// One minute.
    pub const MINUTE: Self = Self(60_000);
    /// One hour.
    pub const HOUR: Self = Self(3_600_000);
    /// One day of 24 hours.
    pub const DAY: Self = Self(86_400_000);
    /// One week of seven such days.
    pub const WEEK: Self = Self(7 * 86_400_000);

    /// The length in hours.
    pub fn hours(self) -> f64 {
        self.0 as f64 / Self::HOUR.0 as f64
    }

    /// Rounds a number of milliseconds to a span; ties go away from zero.
    ///
    /// Values that are not finite, negative, or beyond a million years come out clamped to
    /// `0..=3.2e16` ms, so that adding a span to an instant can't overflow.
    pub fn from_millis_f64(millis: f64) -> Self {
        const LIMIT: f64 = 3.2e16;
        if millis >= LIMIT {
            Self(LIMIT as i64)
        } else if millis > 0.0 {
            Self((millis + 0.5) as i64)
        } else {
            Self::ZERO
        }
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Instant {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub for Instant {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Sub<Span> for Instant {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Span {
    /// Days, hours, minutes and seconds, the two largest parts that are not zero: `3 d 4 h`,
    /// `2 h 5 min`, `40 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.unsigned_abs();
        if self.0 < 0 {
            write!(f, "-")?;
        }
        let parts = [
            (total / 86_400_000, "d"),
            (total / 3_600_000 % 24, "h"),
            (total / 60_000 % 60, "min"),
            (total / 1_000 % 60, "s"),
            (total % 1_000, "ms"),
        ];
        let Some(first) = parts.iter().position(|(n, _)| *n > 0) else {
            return write!(f, "0 s");
        };
        write!(f, "{} {}", parts[first].0, parts[first].1)?;
        if let Some((n, unit)) = parts.get(first + 1).filter(|(n, _)| *n > 0) {
            write!(f, " {n} {unit}")?;
        }
        Ok(())
    }
}

/// Turns simulated instants back into civil time for people to read.
#[derive(Clone, Debug)]
pub struct Calendar {
    origin: Timestamp,
    zone: TimeZone,
}

impl Calendar {
    /// A calendar whose instant 0 is `origin`, read in `zone`.
    pub const fn new(origin: Timestamp, zone: TimeZone) -> Self {
        Self { origin, zone }
    }

    /// The time stamp of instant 0.
    pub const fn origin(&self) -> Timestamp {
        self.origin
    }

    /// The scenario's time zone.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The simulated instant of a time stamp (it may lie before the start: negative).
    pub fn instant(&self, stamp: Timestamp) -> Instant {
        Instant(stamp.as_millisecond() - self.origin.as_millisecond())
    }

    /// The civil time of an instant in the scenario's zone.
    pub fn local(&self, at: Instant) -> jiff::civil::DateTime {
        let stamp = self.origin.as_millisecond().saturating_add(at.0);
        let stamp = Timestamp::from_millisecond(stamp).unwrap_or(Timestamp::MAX);
        self.zone.to_datetime(stamp)
    }

    /// `2019-03-03 20:15`, local.
    pub fn minute(&self, at: Instant) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `2019-03-03 20:15:07`, local.
    pub fn second(&self, at: Instant) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `3 Mar`, local.
    pub fn day(&self, at: Instant) -> String {
        self.local(at).strftime("%-d %b").to_string()
    }
}
