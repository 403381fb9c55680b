//! The clock of an exercise: scenario time that runs, stands, or steps.
//!
//! Wall time comes from outside as a monotonic reading, so a clock that is set back, or a
//! machine that sleeps, never moves scenario time back nor jumps it ahead: one reading counts for
//! at most [`LONGEST`] of wall time.

use std::time::Duration;

use crate::scenario::time::Instant;

/// The most wall time that may pass between two readings. A machine that slept longer has not
/// played on meanwhile.
pub(crate) const LONGEST: Duration = Duration::from_secs(5);

/// Fastest and slowest: scenario time for each unit of wall time.
pub(crate) const SPEEDS: std::ops::RangeInclusive<f64> = 0.01..=100_000.0;

/// Scenario time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clock {
    /// Milliseconds since the scenario's start, with fractions, which add up.
    now: f64,
    /// Scenario time for each unit of wall time; none while it stands.
    speed: Option<f64>,
    /// The last reading of the wall.
    read: Duration,
    end: Instant,
}

impl Clock {
    /// A clock that stands at an instant.
    pub(crate) fn standing(at: Instant, end: Instant) -> Self {
        Self {
            now: at.millis() as f64,
            speed: None,
            read: Duration::ZERO,
            end,
        }
    }

    /// The present.
    pub(crate) fn now(&self) -> Instant {
        Instant((self.now as i64).min(self.end.millis()))
    }

    /// How fast it runs, if it does.
    pub(crate) const fn speed(&self) -> Option<f64> {
        self.speed
    }

    /// The wall shows so much: scenario time goes on, if the clock runs. It stops at the end.
    pub(crate) fn read(&mut self, wall: Duration) {
        let passed = wall.saturating_sub(self.read).min(LONGEST);
        self.read = self.read.max(wall);
        if let Some(speed) = self.speed {
            self.now += passed.as_secs_f64() * 1_000.0 * speed;
            if self.now >= self.end.millis() as f64 {
                self.now = self.end.millis() as f64;
                self.speed = None;
            }
        }
    }

    /// It runs from now on.
    pub(crate) fn run(&mut self, speed: f64) {
        if self.now() < self.end {
            self.speed = Some(speed);
        }
    }

    /// It stands from now on.
    pub(crate) const fn pause(&mut self) {
        self.speed = None;
    }

    /// It shows an instant, never one that has passed.
    pub(crate) fn reach(&mut self, at: Instant) {
        self.now = self.now.max(at.min(self.end).millis() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::time::Span;

    #[test]
    fn it_runs_at_its_speed_and_never_back_nor_ahead_of_itself() {
        let end = Instant::START + Span::DAY;
        let mut clock = Clock::standing(Instant(500), end);
        let second = Duration::from_secs(1);
        clock.read(7 * second);
        assert_eq!(clock.now(), Instant(500));
        clock.run(60.0);
        clock.read(8 * second);
        assert_eq!(clock.now(), Instant(60_500));
        // Set back.
        clock.read(3 * second);
        assert_eq!(clock.now(), Instant(60_500));
        clock.read(9 * second);
        assert_eq!(clock.now(), Instant(120_500));
        // Asleep for an hour.
        clock.read(3_609 * second);
        assert_eq!(clock.now(), Instant(420_500));
        clock.pause();
        clock.read(3_700 * second);
        assert_eq!(clock.now(), Instant(420_500));
        clock.reach(Instant(9));
        assert_eq!(clock.now(), Instant(420_500));
        clock.run(1e9);
        clock.read(3_701 * second);
        assert_eq!((clock.now(), clock.speed()), (end, None));
        clock.run(1.0);
        assert_eq!(clock.speed(), None);
    }

    #[test]
    fn fractions_add_up() {
        let mut clock = Clock::standing(Instant::START, Instant(1_000_000));
        clock.run(0.25);
        for tick in 1..=4_000 {
            clock.read(Duration::from_millis(tick));
        }
        assert_eq!(clock.now(), Instant(1_000));
    }
}
