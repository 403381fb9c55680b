//! How far work has come, on standard error and only where that is a terminal.

use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use crate::app::{Event, Note, Progress, Unit, Watch};
use crate::report::words::grouped;
use crate::scenario::Style;

use super::{complain, complain_of};

/// A bootstrap that takes less than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(2);

/// Shows on standard error what happens while work goes on.
pub(super) struct Terminal {
    quiet: bool,
    bar: Option<Bar>,
}

impl Terminal {
    /// Shows nothing but what must be said if `quiet`.
    pub(super) const fn new(quiet: bool) -> Self {
        Self { quiet, bar: None }
    }
}

impl Watch for Terminal {
    fn see(&mut self, event: Event<'_>) {
        match event {
            Event::Warnings(report) if !self.quiet => complain_of(report),
            // A terminal that can't draw over a line would get one line after another.
            Event::Progress(progress) if !self.quiet && !Style::dumb() => {
                let bar = self.bar.get_or_insert_with(|| Bar::new(progress));
                bar.show(progress);
            }
            Event::Ended => {
                if let Some(bar) = self.bar.take() {
                    bar.bar.finish_and_clear();
                }
            }
            Event::Note(Note::Damaged { .. }) if self.quiet => {}
            Event::Note(note) => complain(&format!("note: {note}")),
            Event::Warnings(_) | Event::Progress(_) => {}
        }
    }
}

/// A bar with the rate, the time left and the precision so far.
struct Bar {
    bar: ProgressBar,
    started: Instant,
}

impl Bar {
    fn new(progress: Progress) -> Self {
        let bar = progress
            .all
            .map_or_else(ProgressBar::no_length, ProgressBar::new);
        if let Ok(style) = ProgressStyle::with_template(template(progress)) {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
        }
    }

    fn show(&self, progress: Progress) {
        let elapsed = self.started.elapsed();
        if self.bar.is_hidden() || (progress.unit == Unit::BootstrapSamples && elapsed < PATIENCE) {
            return;
        }
        if let Some(all) = progress.all {
            self.bar.set_length(all.max(1));
        }
        self.bar.set_message(words(progress, elapsed));
        self.bar.set_position(progress.done);
    }
}

fn template(progress: Progress) -> &'static str {
    match (progress.unit, progress.all) {
        (Unit::Replications, _) => "{bar:28} {human_pos}/{human_len} replications{msg}",
        (Unit::ReplicationsOfEach, Some(_)) => {
            "{bar:32} {human_pos}/{human_len} replications of each policy  {per_sec}  {eta} left  \
             {msg}"
        }
        (Unit::ReplicationsOfEach, None) => {
            "{human_pos} replications of each policy  {per_sec}  {elapsed}  {msg}"
        }
        (Unit::SelectionReplications, _) => {
            "{human_pos} replications  {per_sec}  {elapsed}  {msg} policies still in"
        }
        (Unit::Points, _) => "{bar:32} {human_pos}/{human_len} points  {eta} left",
        (Unit::BootstrapSamples, _) => "{bar:28} {percent}% of the bootstrap{msg}",
    }
}

/// What stands behind the bar.
fn words(progress: Progress, elapsed: Duration) -> String {
    match progress.unit {
        Unit::Replications => run_words(progress, elapsed),
        Unit::ReplicationsOfEach => progress.precision.map_or_else(String::new, |precision| {
            format!("±{:.1}%", precision * 100.0)
        }),
        Unit::SelectionReplications => progress
            .policies
            .map_or_else(String::new, |policies| policies.to_string()),
        Unit::Points => String::new(),
        Unit::BootstrapSamples => left(progress, elapsed).map_or_else(String::new, |left| {
            format!("  {} left", HumanDuration(left))
        }),
    }
}

/// The time left, at the rate so far.
fn left(progress: Progress, elapsed: Duration) -> Option<Duration> {
    let all = progress.all.filter(|_| progress.done > 0)?;
    let share = progress.done as f64 / all as f64;
    Some(elapsed.mul_f64((1.0 - share).max(0.0) / share))
}

/// What was found on disk tells nothing of the rate.
fn run_words(progress: Progress, elapsed: Duration) -> String {
    let all = progress.all.unwrap_or(progress.done);
    let now = progress.done - progress.found;
    let seconds = elapsed.as_secs_f64();
    let mut words = String::new();
    if now > 0 && seconds > 0.2 {
        let rate = now as f64 / seconds;
        let left = Duration::from_secs_f64((all.saturating_sub(progress.done)) as f64 / rate);
        words.push_str(&format!(
            "  {}/s  {} left",
            grouped(rate.round() as u64),
            HumanDuration(left)
        ));
    }
    if let Some(precision) = progress.precision {
        words.push_str(&format!("  mean response ±{:.1}%", precision * 100.0));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_new_work() {
        let mut progress = Progress::start(Unit::Replications, Some(10_000));
        (progress.done, progress.found) = (6_000, 4_000);
        let second = Duration::from_secs(1);
        assert_eq!(words(progress, second), "  2\u{a0}000/s  2 seconds left");
        progress.precision = Some(0.002);
        let shown = words(progress, second);
        assert!(shown.ends_with("mean response ±0.2%"), "{shown}");
        progress.done = progress.found;
        progress.precision = None;
        assert_eq!(words(progress, second), "");
    }
}
