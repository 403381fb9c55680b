//! How far a run has come, on standard error and only where that is a terminal.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use super::interrupt;
use crate::calibrate::Watch;
use crate::report::words::grouped;
use crate::scenario::Style;
use crate::study::{Progress, SoFar};

/// A bar with the rate, the time left and the precision so far.
pub(super) struct Bar {
    bar: ProgressBar,
    started: Instant,
}

impl Bar {
    /// A bar for so many replications; hidden if `quiet`, and on a terminal that
    /// can't draw over a line.
    pub fn new(replications: u64, quiet: bool) -> Self {
        let bar = if quiet || Style::dumb() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(replications)
        };
        if let Ok(style) =
            ProgressStyle::with_template("{bar:28} {human_pos}/{human_len} replications{msg}")
        {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
        }
    }

    /// Shows where the run is. What was found on disk tells nothing of the rate.
    pub fn show(&self, progress: &Progress) {
        if self.bar.is_hidden() {
            return;
        }
        let done = progress.so_far.done;
        let all = self.bar.length().unwrap_or(done);
        let words = words(progress, all, self.started.elapsed());
        self.bar.set_message(words);
        self.bar.set_position(done);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Work that takes less than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks at the work.
const GLANCE: Duration = Duration::from_millis(20);

/// Does a calibration's work, shows how far it is once it has taken two seconds, and asks it to
/// stop on Ctrl-C.
pub(super) fn watched<T: Send>(quiet: bool, work: impl FnOnce(&Watch) -> T + Send) -> T {
    let asked = interrupt::watch();
    let watch = Watch::default();
    std::thread::scope(|scope| {
        let watch = &watch;
        let watcher = std::thread::current();
        let worker = scope.spawn(move || {
            let made = work(watch);
            watcher.unpark();
            made
        });
        let bar = if quiet {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:28} {percent}% of the bootstrap{msg}")
        {
            bar.set_style(style);
        }
        let started = Instant::now();
        while !worker.is_finished() {
            if asked.load(Ordering::Relaxed) {
                watch.stop();
            }
            if started.elapsed() > PATIENCE {
                let (done, all) = watch.progress();
                bar.set_length(all.max(1));
                if done > 0 {
                    let share = done as f64 / all as f64;
                    let left = started.elapsed().mul_f64((1.0 - share) / share);
                    bar.set_message(format!("  {} left", HumanDuration(left)));
                }
                bar.set_position(done);
            }
            std::thread::park_timeout(GLANCE);
        }
        bar.finish_and_clear();
        match worker.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn words(progress: &Progress, all: u64, elapsed: Duration) -> String {
    let SoFar { done, found, .. } = progress.so_far;
    let now = done - found;
    let seconds = elapsed.as_secs_f64();
    let mut words = String::new();
    if now > 0 && seconds > 0.2 {
        let rate = now as f64 / seconds;
        let left = Duration::from_secs_f64((all.saturating_sub(done)) as f64 / rate);
        words.push_str(&format!(
            "  {}/s  {} left",
            grouped(rate.round() as u64),
            HumanDuration(left)
        ));
    }
    if let Some(precision) = progress.precision() {
        words.push_str(&format!("  mean response ±{:.1}%", precision * 100.0));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_new_work() {
        let mut progress = Progress::default();
        (progress.so_far.done, progress.so_far.found) = (6_000, 4_000);
        let second = Duration::from_secs(1);
        assert_eq!(
            words(&progress, 10_000, second),
            "  2\u{a0}000/s  2 seconds left"
        );
        progress.response = (0..40).map(|ix| 100.0 + f64::from(ix % 2)).collect();
        let shown = words(&progress, 10_000, second);
        assert!(shown.ends_with("mean response ±0.2%"), "{shown}");
        progress.so_far.done = progress.so_far.found;
        progress.response = std::iter::empty().collect();
        assert_eq!(words(&progress, 10_000, second), "");
    }
}
