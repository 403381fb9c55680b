//! A logarithmic axis of time from seconds to years, with a place for durations of nothing.

use super::axis::{self, HUMAN, Tick};
use super::canvas::Canvas;
use super::frame::SMALL;
use super::mark::{Area, Lettering, Pen};
use super::palette::{INK, LINE, WHITE};
use super::scale::Scale;

/// From the left edge of a plot to the place of 0.
const ZERO: f64 = 10.0;
/// From there to the break of the axis, and the width of the break.
const TO_BREAK: f64 = 28.0;
const BREAK: f64 = 9.0;

/// Logarithmic time; 0, which no logarithm has a place for, stands left of a break where it
/// is needed.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeAxis {
    /// The logarithmic part.
    pub scale: Scale,
    left: f64,
    has_zero: bool,
}

impl TimeAxis {
    /// An axis between pixels, from and to a human tick that hold these hours; with a place
    /// for 0 if asked for.
    pub(super) fn new(
        (first, last): (f64, f64),
        (left, right): (f64, f64),
        has_zero: bool,
    ) -> Self {
        let ticks = || HUMAN.iter().map(|tick| tick.0);
        let from = ticks().rev().find(|hours| *hours <= first);
        let to = ticks().find(|hours| *hours >= last);
        let most = HUMAN[HUMAN.len() - 1].0;
        let domain = (from.unwrap_or(HUMAN[0].0), to.unwrap_or(most.max(last)));
        let start = if has_zero {
            left + ZERO + TO_BREAK + BREAK
        } else {
            left
        };
        Self {
            scale: Scale::log(domain, (start, right)),
            left,
            has_zero,
        }
    }

    /// The pixel of a time in hours; what is shorter than the axis stands on its left edge.
    pub(super) fn place(self, hours: f64) -> f64 {
        if self.has_zero && hours <= 0.0 {
            self.left + ZERO
        } else {
            self.scale.place(hours)
        }
    }

    /// The pixel up to which what is said of 0 holds; `None` if 0 has no place.
    pub(super) fn zero_until(self) -> Option<f64> {
        self.has_zero.then_some(self.left + ZERO + TO_BREAK)
    }

    /// Hours at the left edge of the logarithmic part.
    pub(super) const fn first(self) -> f64 {
        self.scale.first()
    }

    /// Hours at the right edge.
    pub(super) const fn last(self) -> f64 {
        self.scale.last()
    }

    /// Whether the axis begins at its least tick, so that something may be shorter.
    pub(super) fn begins_at_the_least(self) -> bool {
        self.scale.first() <= HUMAN[0].0
    }

    /// Draws the axis on the bottom edge of a plot, with grid lines up it.
    pub(super) fn draw(self, canvas: &mut Canvas, plot: Area) {
        let ticks: Vec<Tick> = HUMAN
            .iter()
            .map(|(hours, words)| (*hours, (*words).to_owned()))
            .collect();
        let Some(until) = self.zero_until() else {
            axis::bottom(canvas, plot, self.scale, &ticks, true);
            return;
        };
        let logarithmic = Area {
            left: until + BREAK,
            ..plot
        };
        axis::bottom(canvas, logarithmic, self.scale, &ticks, true);
        // Paper interrupts the grid where the axis is broken.
        let gap = Area {
            left: until,
            right: until + BREAK,
            top: plot.top - 2.0,
            bottom: plot.bottom + 2.0,
        };
        canvas.fill(gap, WHITE);
        let y = plot.bottom;
        canvas.line((plot.left, y), (until, y), Pen::solid(LINE, 1.0));
        for x in [until, until + BREAK] {
            let (from, to) = ((x - 3.0, y + 5.0), (x + 3.0, y - 5.0));
            canvas.line(from, to, Pen::solid(INK, 1.2));
        }
        let zero = self.place(0.0);
        canvas.line((zero, y), (zero, y + 5.0), Pen::solid(LINE, 1.0));
        canvas.text((zero, y + 19.0), "0", Lettering::new(SMALL, INK).middle());
    }

    /// What must be said of the axis: its break, or what is too short for it.
    pub(super) fn words(self) -> &'static str {
        if self.has_zero {
            " (logarithmic scale; 0 stands left of the break)"
        } else {
            " (logarithmic scale)"
        }
    }
}
