//! Axes: a light grid, ticks and their words, and the name of what is measured.

use super::canvas::{Area, Canvas, Lettering, Pen};
use super::frame::{SMALL, TEXT};
use super::palette::{GREY, GRID, INK, LINE};
use super::scale::Scale;

/// A tick: where it stands, and what it says.
pub(super) type Tick = (f64, String);

/// Draws a vertical axis on the left edge of `plot`, with grid lines across it, and the
/// name of the axis set above it, level.
pub(super) fn left(canvas: &mut Canvas, plot: Area, scale: Scale, ticks: &[Tick]) {
    for (value, words) in ticks {
        let y = scale.place(*value);
        canvas.line((plot.left, y), (plot.right, y), Pen::solid(GRID, 1.0));
        canvas.text_centered(
            (plot.left - 8.0, y),
            words,
            Lettering::new(SMALL, INK).end(),
        );
    }
}

/// Draws a horizontal axis on the bottom edge of `plot`, with grid lines up it. Words that
/// would touch the word before them are left out; their ticks stay.
pub(super) fn bottom(canvas: &mut Canvas, plot: Area, scale: Scale, ticks: &[Tick], grid: bool) {
    let lettering = Lettering::new(SMALL, INK).middle();
    let mut free_from = f64::NEG_INFINITY;
    for (value, words) in ticks.iter().filter(|(value, _)| scale.holds(*value)) {
        let x = scale.place(*value);
        if grid {
            canvas.line((x, plot.top), (x, plot.bottom), Pen::solid(GRID, 1.0));
        }
        canvas.line(
            (x, plot.bottom),
            (x, plot.bottom + 5.0),
            Pen::solid(LINE, 1.0),
        );
        let half = lettering.width(words) / 2.0;
        if x - half >= free_from {
            canvas.text((x, plot.bottom + 19.0), words, lettering);
            free_from = x + half + 8.0;
        }
    }
    canvas.line(
        (plot.left, plot.bottom),
        (plot.right, plot.bottom),
        Pen::solid(LINE, 1.0),
    );
}

/// Names a vertical axis: level words above its top end, from the left edge of the labels.
pub(super) fn name_left(canvas: &mut Canvas, left: f64, top: f64, words: &str) {
    canvas.text((left, top), words, Lettering::new(TEXT - 1.0, GREY));
}

/// Names a horizontal axis: words centred under its labels.
pub(super) fn name_bottom(canvas: &mut Canvas, plot: Area, words: &str) {
    let center = f64::midpoint(plot.left, plot.right);
    canvas.text(
        (center, plot.bottom + 40.0),
        words,
        Lettering::new(TEXT - 1.0, GREY).middle(),
    );
}
