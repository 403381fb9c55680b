//! What ends a replication before its time: a budget of steps, and whoever asks it to stop.
//!
//! Both are looked at within a replication, however long it is. Neither changes anything in
//! one that is finished.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Steps between two looks at whether to stop: some tenths of a millisecond.
const PAUSE: u64 = 1 << 12;

/// Asks replications to stop, a while after it was asked to itself, so that work that is
/// nearly done is not lost.
#[derive(Debug)]
pub struct Stop<'a> {
    asked: &'a AtomicBool,
    grace: Duration,
    since: OnceLock<Instant>,
}

impl<'a> Stop<'a> {
    /// Stops so long after `asked` has become true.
    pub const fn new(asked: &'a AtomicBool, grace: Duration) -> Self {
        Self {
            asked,
            grace,
            since: OnceLock::new(),
        }
    }

    /// True if it is time to stop.
    pub fn is_due(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
            && self.since.get_or_init(Instant::now).elapsed() >= self.grace
    }
}

/// Why a replication must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// The budget is spent.
    Spent,
    /// It was asked to.
    Asked,
}

/// Counts what a replication does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brake<'w> {
    steps: u64,
    /// When to look next.
    look_at: u64,
    budget: u64,
    stop: Option<&'w Stop<'w>>,
}

impl<'w> Brake<'w> {
    /// A brake for replications of so many steps at most.
    pub(super) const fn new(budget: u64) -> Self {
        Self {
            steps: 0,
            look_at: 0,
            budget,
            stop: None,
        }
    }

    pub(super) const fn obey(&mut self, stop: &'w Stop<'w>) {
        self.stop = Some(stop);
    }

    /// For another replication.
    pub(super) const fn release(&mut self) {
        self.steps = 0;
        self.look_at = 0;
    }

    /// Counts a step: an event, a consequence drawn, a period of an over-dispersed threat.
    #[inline(always)]
    pub(super) fn step(&mut self) -> Result<(), Halt> {
        if self.steps >= self.look_at {
            self.look()?;
        }
        self.steps += 1;
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn look(&mut self) -> Result<(), Halt> {
        if self.steps >= self.budget {
            return Err(Halt::Spent);
        }
        if self.stop.is_some_and(Stop::is_due) {
            return Err(Halt::Asked);
        }
        self.look_at = self.budget.min(self.steps + PAUSE);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_kept_to_the_step() {
        for budget in [1, 10, PAUSE, PAUSE + 1, 3 * PAUSE - 1] {
            let mut brake = Brake::new(budget);
            for _ in 0..2 {
                brake.release();
                for step in 0..budget {
                    assert_eq!(brake.step(), Ok(()), "step {step} of {budget}");
                }
                assert_eq!(brake.step(), Err(Halt::Spent));
            }
        }
    }

    #[test]
    fn who_is_asked_stops_after_the_grace() {
        let asked = AtomicBool::new(false);
        let at_once = Stop::new(&asked, Duration::ZERO);
        let later = Stop::new(&asked, Duration::from_secs(3_600));
        let first = |stop| {
            let mut brake = Brake::new(u64::MAX);
            brake.obey(stop);
            (0..3 * PAUSE).find(|_| brake.step().is_err())
        };
        assert_eq!([first(&at_once), first(&later)], [None, None]);
        asked.store(true, Ordering::Relaxed);
        assert_eq!([first(&at_once), first(&later)], [Some(0), None]);
    }
}
