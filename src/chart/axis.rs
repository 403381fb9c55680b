//! Axes: a light grid, ticks and their words, and the name of what is measured.

use super::canvas::Canvas;
use super::frame::{MARGIN, SMALL, TEXT};
use super::mark::{Area, Lettering, Pen};
use super::palette::{GREY, GRID, INK, LINE};
use super::scale::Scale;

/// A tick: where it stands, and what it says.
pub(super) type Tick = (f64, String);

/// Times that people say, in hours, and their words.
pub(super) const HUMAN: [(f64, &str); 17] = [
    (1.0 / 3_600.0, "1 s"),
    (5.0 / 3_600.0, "5 s"),
    (15.0 / 3_600.0, "15 s"),
    (1.0 / 60.0, "1 min"),
    (5.0 / 60.0, "5 min"),
    (0.25, "15 min"),
    (1.0, "1 h"),
    (4.0, "4 h"),
    (12.0, "12 h"),
    (24.0, "1 d"),
    (72.0, "3 d"),
    (168.0, "7 d"),
    (720.0, "30 d"),
    (2_160.0, "90 d"),
    (8_766.0, "1 y"),
    (43_830.0, "5 y"),
    (175_320.0, "20 y"),
];

/// How ticks are lettered.
const WORDS: Lettering = Lettering::new(SMALL, INK);

/// Draws a vertical axis on the left edge of `plot`, with grid lines across it.
pub(super) fn left(canvas: &mut Canvas, plot: Area, scale: Scale, ticks: &[Tick]) {
    for (value, words) in ticks {
        let y = scale.place(*value);
        canvas.line((plot.left, y), (plot.right, y), Pen::solid(GRID, 1.0));
        canvas.text_centered((plot.left - 8.0, y), words, WORDS.end());
    }
}

/// The same for shares from 0 to 1, in per cent.
pub(super) fn left_shares(canvas: &mut Canvas, plot: Area, scale: Scale) {
    let ticks =
        [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|share| (share, format!("{:.0}%", share * 100.0)));
    left(canvas, plot, scale, &ticks);
}

/// Draws a horizontal axis on the bottom edge of `plot`, with grid lines up it if `grid`.
/// Words that would touch the words before them are left out; their ticks stay.
pub(super) fn bottom(canvas: &mut Canvas, plot: Area, scale: Scale, ticks: &[Tick], grid: bool) {
    for (value, _) in ticks.iter().filter(|(value, _)| scale.holds(*value)) {
        let x = scale.place(*value);
        if grid {
            canvas.line((x, plot.top), (x, plot.bottom), Pen::solid(GRID, 1.0));
        }
        canvas.line(
            (x, plot.bottom),
            (x, plot.bottom + 5.0),
            Pen::solid(LINE, 1.0),
        );
    }
    for (x, words) in fitting(scale, ticks) {
        canvas.text((x, plot.bottom + 19.0), words, WORDS.middle());
    }
    canvas.line(
        (plot.left, plot.bottom),
        (plot.right, plot.bottom),
        Pen::solid(LINE, 1.0),
    );
}

/// Ticks on the scale whose words, centred on them, do not touch.
fn fitting(scale: Scale, ticks: &[Tick]) -> Vec<(f64, &str)> {
    let mut free_from = f64::NEG_INFINITY;
    let mut fitting = Vec::new();
    for (value, words) in ticks.iter().filter(|(value, _)| scale.holds(*value)) {
        let x = scale.place(*value);
        let half = WORDS.width(words) / 2.0;
        if x - half >= free_from {
            fitting.push((x, words.as_str()));
            free_from = x + half + 8.0;
        }
    }
    fitting
}

/// Writes the words of ticks once more above the top edge of `plot`, but for those that an
/// upright line at one of the pixels in `lines` would strike through.
pub(super) fn top_words(
    canvas: &mut Canvas,
    plot: Area,
    scale: Scale,
    ticks: &[Tick],
    lines: &[f64],
) {
    for (x, words) in fitting(scale, ticks) {
        let half = WORDS.width(words) / 2.0 + 3.0;
        if lines.iter().all(|line| (line - x).abs() > half) {
            canvas.text((x, plot.top - 8.0), words, WORDS.middle());
        }
    }
}

/// Names a horizontal axis: words centred under its labels, or under all of the sheet where they
/// have no room there.
pub(super) fn name_bottom(canvas: &mut Canvas, plot: Area, words: &str) {
    let lettering = Lettering::new(TEXT - 1.0, GREY);
    let room = canvas.width() - 2.0 * MARGIN;
    let words = lettering.cut(words, room);
    let half = lettering.width(&words) / 2.0;
    let center = f64::midpoint(plot.left, plot.right);
    let x = center
        .min(canvas.width() - MARGIN - half)
        .max(MARGIN + half);
    canvas.text((x, plot.bottom + 40.0), &words, lettering.middle());
}
