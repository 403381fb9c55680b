//! A measure over two factors: a cell for each combination of their values.

use super::canvas::Canvas;
use super::data::Data;
use super::figure::Figure;
use super::figure_text::{Caption, plain};
use super::frame::{Frame, MARGIN, SMALL, TEXT};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{GREY, INK, LINE, Paint, quantity, readable_on};

/// A measure at every combination of the values of two factors.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct HeatMap {
    /// The words around the figure.
    pub caption: Caption,
    /// What the cells measure, e.g. "Mean response time (h)".
    pub measure: String,
    /// Name and unit of the factor along the page.
    pub across: String,
    /// Name and unit of the factor up the page.
    pub upward: String,
    /// Whether more is better, so that darker is worse in every heat map; `None` where neither is.
    pub more_is_better: Option<bool>,
    /// Values of the factor along the page, in words.
    pub columns: Vec<String>,
    /// Values of the factor up the page, in words, the lowest first.
    pub rows: Vec<String>,
    /// By row, then column: the estimate and the half-width of its interval; `NaN` for none.
    pub cells: Vec<Vec<(f64, f64)>>,
}

const KEY_WIDTH: f64 = 180.0;
const FOOT: f64 = 54.0;
const TOP: f64 = 66.0;
/// Half the paper between two cells.
const GAP: f64 = 0.75;

impl HeatMap {
    /// A value's colour: the worst is the darkest, or the greatest where neither is worse.
    fn paint(&self, value: f64) -> Paint {
        let (low, high) = self.extent();
        let width = high - low;
        let share = if width > 0.0 {
            (value - low) / width
        } else {
            0.5
        };
        quantity(if self.more_is_better == Some(true) {
            1.0 - share
        } else {
            share
        })
    }

    /// The colours from the least value to the greatest.
    fn key(&self, canvas: &mut Canvas, (left, top): (f64, f64), decimals: usize) {
        const PARTS: usize = 45;
        let (low, high) = self.extent();
        let words = Lettering::new(SMALL, INK);
        let from = plain(low, decimals);
        canvas.text_centered((left, top + 6.0), &from, words);
        let start = left + words.width(&from) + 6.0;
        for part in 0..PARTS {
            let edge = |part: usize| start + KEY_WIDTH * part as f64 / PARTS as f64;
            let area = Area {
                left: edge(part),
                top,
                right: edge(part + 1),
                bottom: top + 12.0,
            };
            let share = part as f64 / (PARTS - 1) as f64;
            canvas.fill(area, self.paint(low + share * (high - low)));
        }
        let end = start + KEY_WIDTH + 6.0;
        let to = plain(high, decimals);
        canvas.text_centered((end, top + 6.0), &to, words);
        let meaning = match self.more_is_better {
            Some(_) => "stronger: worse",
            None => "stronger: more",
        };
        let x = end + words.width(&to) + 14.0;
        canvas.text_centered((x, top + 6.0), meaning, Lettering::new(SMALL, GREY));
    }

    fn extent(&self) -> (f64, f64) {
        let values = self.cells.iter().flatten().map(|cell| cell.0);
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        if low.is_finite() {
            (low, high)
        } else {
            (0.0, 1.0)
        }
    }
}

/// Digits after the point that tell the cells apart.
fn decimals(low: f64, high: f64) -> usize {
    match high - low {
        width if width >= 200.0 => 0,
        width if width >= 2.0 => 1,
        width if width >= 0.2 => 2,
        _ => 3,
    }
}

fn half_words(half: f64, decimals: usize) -> String {
    format!("±{}", plain(half, decimals))
}

/// Whether a cell of this width and height has room for its half-width below its value.
fn says_half((value, half): (f64, f64), (width, height): (f64, f64), decimals: usize) -> bool {
    let fits = |words: &str, size: f64| Lettering::new(size, INK).width(words) + 4.0 <= width;
    value.is_finite()
        && half.is_finite()
        && height >= 34.0
        && fits(&plain(value, decimals), TEXT)
        && fits(&half_words(half, decimals), SMALL)
}

/// A cell in its colour, with its value and, where there is room, the half-width below.
fn draw_cell(
    canvas: &mut Canvas,
    area: Area,
    (value, half): (f64, f64),
    color: Paint,
    decimals: usize,
) {
    let (x, y) = area.center();
    if !value.is_finite() {
        canvas.hatch(area, 6.0, Pen::solid(LINE, 0.8));
        return;
    }
    canvas.fill(area, color);
    let ink = readable_on(color);
    let large = Lettering::new(TEXT, ink).middle();
    let small = Lettering::new(SMALL, ink).middle();
    let said = plain(value, decimals);
    if large.width(&said) + 4.0 > area.width() {
        return;
    }
    if says_half((value, half), (area.width(), area.height()), decimals) {
        let beside = half_words(half, decimals);
        canvas.text_centered((x, y - 8.0), &said, large);
        canvas.text_centered((x, y + 9.0), &beside, small);
    } else {
        canvas.text_centered((x, y), &said, large);
    }
}

impl Figure for HeatMap {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let (low, high) = self.extent();
        let decimals = decimals(low, high);
        format!(
            "A grid of cells, {} across by {} upward. {}: from {} to {}.",
            self.across,
            self.upward,
            self.measure,
            plain(low, decimals),
            plain(high, decimals)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let count = self.rows.len().max(1) as f64;
        let cell = (360.0 / count).clamp(16.0, 60.0);
        let height = TOP + count * cell + FOOT;
        let (low, high) = self.extent();
        let decimals = decimals(low, high);
        let words = Lettering::new(SMALL, INK);
        let widest = self.rows.iter().map(|row| words.width(row));
        let left = MARGIN + widest.fold(0.0, f64::max) + 14.0;
        let width = (page - MARGIN - left) / self.columns.len().max(1) as f64;
        let room = (width - 2.0 * GAP, cell - 2.0 * GAP);
        let mut cells = self.cells.iter().flatten();
        let halves = cells.any(|cell| says_half(*cell, room, decimals));
        let mut frame = Frame::new(&self.caption.interval_if(halves), None, page, height);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        canvas.text(
            (body.left, body.top + 12.0),
            &self.measure,
            Lettering::new(TEXT, GREY),
        );
        self.key(canvas, (body.left, body.top + 22.0), decimals);
        let plot = Area {
            left,
            top: body.top + TOP,
            right: body.right,
            bottom: body.top + TOP + count * cell,
        };
        canvas.text(
            (body.left, plot.top - 8.0),
            &self.upward,
            Lettering::new(TEXT - 1.0, GREY),
        );
        for (row, (name, cells)) in self.rows.iter().zip(&self.cells).enumerate() {
            let bottom = plot.bottom - row as f64 * cell;
            let middle = bottom - cell / 2.0;
            canvas.text_centered((plot.left - 8.0, middle), name, words.end());
            for (column, (value, half)) in cells.iter().enumerate() {
                let area = Area {
                    left: plot.left + column as f64 * width + GAP,
                    top: bottom - cell + GAP,
                    right: plot.left + (column + 1) as f64 * width - GAP,
                    bottom: bottom - GAP,
                };
                let at = self.columns.get(column).map_or("", String::as_str);
                let said = format!("{at}, {name}: {}", plain(*value, decimals));
                canvas.tagged(Tag::new(name, "mark").saying(said), |canvas| {
                    draw_cell(canvas, area, (*value, *half), self.paint(*value), decimals);
                });
            }
        }
        let mut free_from = f64::NEG_INFINITY;
        for (column, name) in self.columns.iter().enumerate() {
            let x = plot.left + (column as f64 + 0.5) * width;
            let half = words.width(name) / 2.0;
            if x - half >= free_from {
                canvas.text((x, plot.bottom + 18.0), name, words.middle());
                free_from = x + half + 8.0;
            }
        }
        let center = f64::midpoint(plot.left, plot.right);
        canvas.text(
            (center, plot.bottom + 40.0),
            &self.across,
            Lettering::new(TEXT - 1.0, GREY).middle(),
        );
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["across", "upward", "value", "half_width_of_the_interval"]);
        for (row, cells) in self.rows.iter().zip(&self.cells) {
            for (column, (value, half)) in self.columns.iter().zip(cells) {
                data.row([column.into(), row.into(), (*value).into(), (*half).into()]);
            }
        }
        data
    }
}
