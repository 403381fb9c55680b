//! How far a calibration has come, and whether it is to stop.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by the work and by who watches it; counts bootstrap samples.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    all: AtomicU64,
    stop: AtomicBool,
}

impl Watch {
    /// Samples done, and samples there are to do; both 0 before the work has begun.
    pub fn progress(&self) -> (u64, u64) {
        let all = self.all.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(all), all)
    }

    /// Asks the work to stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// True if the work has been asked to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn begin(&self, all: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    pub(super) fn tick(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// At least so many are done, or need not be.
    pub(super) fn reach(&self, done: u64) {
        self.done.fetch_max(done, Ordering::Relaxed);
    }
}
