//! What surrounds every plot: title and subtitle above, footnotes and source below.

use super::canvas::Canvas;
use super::figure_text::Caption;
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Pen, Point};
use super::palette::{GREY, GRID, INK, SHADE, WHITE};
use super::typeface;

/// Room around everything.
pub(super) const MARGIN: f64 = 28.0;
/// Size of ordinary words.
pub(super) const TEXT: f64 = 14.0;
/// Size of lesser words; nothing is smaller.
pub(super) const SMALL: f64 = 12.5;

const TITLE: f64 = 21.0;
const SUBTITLE: f64 = 14.5;

/// The most room that words beside a plot may take: so much on a page, less on what is narrower.
pub(super) fn room_for(page: f64, most: f64) -> f64 {
    (most * page / PAGE_WIDTH).min(most)
}

/// Writes the name of a row, which ends at a point: in two lines of lesser letters where one has no
/// room.
pub(super) fn row_name(canvas: &mut Canvas, (x, y): Point, name: &str, room: f64) {
    let (large, small) = (Lettering::new(TEXT, INK), Lettering::new(SMALL, INK));
    if large.width(name) <= room {
        canvas.text_centered((x, y), name, large.end());
        return;
    }
    let lines = typeface::wrap(name, SMALL, false, room);
    let first = lines.first().cloned().unwrap_or_default();
    let rest = lines.get(1..).unwrap_or_default().join(" ");
    if rest.is_empty() {
        canvas.text_centered((x, y), &small.cut(&first, room), small.end());
        return;
    }
    let half = SMALL * 0.55;
    canvas.text_centered((x, y - half), &small.cut(&first, room), small.end());
    canvas.text_centered((x, y + half), &small.cut(&rest, room), small.end());
}

/// A sheet with its title and footnotes set, and the room left for the plot.
pub(super) struct Frame {
    /// The sheet.
    pub canvas: Canvas,
    /// The room between subtitle and footnotes.
    pub body: Area,
}

/// Shades every second of some rows, the first among them.
pub(super) fn stripe(canvas: &mut Canvas, rows: Area, count: usize, height: f64) {
    for k in (0..count).step_by(2) {
        let top = rows.top + k as f64 * height;
        let row = Area {
            top,
            bottom: top + height,
            ..rows
        };
        canvas.fill(row, SHADE);
    }
}

impl Frame {
    /// Sets the words of `caption` around a body of the given height. `counted` names the
    /// sample, e.g. "n = 1 204 incidents".
    pub(super) fn new(
        caption: &Caption,
        counted: Option<&str>,
        width: f64,
        body_height: f64,
    ) -> Self {
        let room = width - 2.0 * MARGIN;
        let title = typeface::wrap(&caption.title, TITLE, true, room);
        let subtitle = typeface::wrap(&caption.subtitle, SUBTITLE, false, room);
        let footnotes = typeface::wrap(&caption.footnotes(counted), SMALL, false, room);
        let source = typeface::wrap(&caption.source, SMALL, false, room);

        let mut top = MARGIN - 4.0;
        let mut above = Vec::new();
        for line in title {
            top += TITLE * 1.25;
            above.push((top - TITLE * 0.3, line, Lettering::new(TITLE, INK).bold()));
        }
        for line in subtitle {
            top += SUBTITLE * 1.45;
            above.push((top - SUBTITLE * 0.3, line, Lettering::new(SUBTITLE, GREY)));
        }
        let body_top = top + 16.0;
        let body_bottom = body_top + body_height;

        let mut below = Vec::new();
        let mut bottom = body_bottom + 14.0;
        let rule = (!footnotes.is_empty() || !source.is_empty()).then_some(bottom);
        bottom += 4.0;
        for line in footnotes.into_iter().chain(source) {
            bottom += SMALL * 1.45;
            below.push((bottom, line, Lettering::new(SMALL, GREY)));
        }

        let mut canvas = Canvas::new(width, bottom + 20.0);
        for (baseline, line, lettering) in above.into_iter().chain(below) {
            canvas.text((MARGIN, baseline), &line, lettering);
        }
        if let Some(y) = rule {
            canvas.line((MARGIN, y), (width - MARGIN, y), Pen::solid(GRID, 1.0));
        }
        let body = Area {
            left: MARGIN,
            top: body_top,
            right: width - MARGIN,
            bottom: body_bottom,
        };
        Self { canvas, body }
    }

    /// Says in the middle of `area` that there is nothing to show.
    pub(super) fn say_empty(&mut self, area: Area, words: &str) {
        let lettering = Lettering::new(16.0, GREY).middle();
        let (x, y) = area.center();
        let half = lettering.width(words) / 2.0 + 8.0;
        // Paper keeps grid lines out of the words.
        self.canvas.fill(
            Area {
                left: x - half,
                right: x + half,
                top: y - 14.0,
                bottom: y + 14.0,
            },
            WHITE,
        );
        self.canvas.text_centered((x, y), words, lettering);
    }
}
