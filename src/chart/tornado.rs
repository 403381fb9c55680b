//! What each factor does to a result, widest first: a tornado.

use super::axis::{self, Tick};
use super::canvas::{Area, Canvas, Lettering, Pen};
use super::error::ChartError;
use super::factor_curves::digits;
use super::figure_text::{Caption, plain};
use super::frame::{Frame, PAGE_WIDTH, SMALL, TEXT};
use super::legend::{self, Swatch};
use super::palette::{BLUE, GREY, INK, LINE, ORANGE, PALE_GREEN, SKY, WHITE};
use super::scale::{Scale, highest, round_steps, round_ticks};
use super::svg::Svg;

/// Bars from the response at one end of each factor to that at the other, and beside them
/// the shares of the variance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tornado {
    /// The words around the figure.
    pub caption: Caption,
    /// What the bars measure, e.g. "Mean response time (h)".
    pub measure: String,
    /// The mean over all points, where the bars hang.
    pub center: f64,
    /// One bar for each factor, widest first.
    pub bars: Vec<TornadoBar>,
}

/// One factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TornadoBar {
    /// Its path.
    pub name: String,
    /// The words of its low and high end.
    pub ends: (String, String),
    /// The response at its low and its high end.
    pub responses: (f64, f64),
    /// The change from the low to the high end: estimate, and its interval.
    pub swing: (f64, f64, f64),
    /// Main effect as a share of the variance, with its interval.
    pub main: Option<(f64, f64, f64)>,
    /// Total effect, with its interval.
    pub total: Option<(f64, f64, f64)>,
}

const ROW: f64 = 46.0;

impl Tornado {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        self.compose().finish()
    }

    /// Sets all marks.
    pub(super) fn compose(&self) -> Canvas {
        let height = 62.0 + self.bars.len().max(2) as f64 * ROW + 30.0;
        let mut frame = Frame::new(&self.caption, None, PAGE_WIDTH, height);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        let with_shares = self.bars.iter().any(|bar| bar.total.is_some());
        let names = Lettering::new(TEXT, INK);
        let widest = highest(self.bars.iter().map(|bar| names.width(&bar.name)));
        let gutter = widest.clamp(80.0, 240.0) + 14.0;
        let split = if with_shares {
            body.left + gutter + (body.width() - gutter) * 0.62
        } else {
            body.right
        };
        canvas.text(
            (body.left, body.top + 12.0),
            &self.measure,
            Lettering::new(TEXT, GREY),
        );
        legend::row(
            canvas,
            (body.left, body.top + 34.0),
            split,
            "",
            &[
                (Swatch::Box(SKY), "factor low".to_owned()),
                (Swatch::Box(ORANGE), "factor high".to_owned()),
            ],
        );
        let plot = Area {
            left: body.left + gutter,
            top: body.top + 62.0,
            right: split - 10.0,
            bottom: body.bottom - 30.0,
        };
        self.draw_bars(canvas, plot, body.left);
        if with_shares {
            let shares = Area {
                left: split + 26.0,
                right: body.right - 6.0,
                ..plot
            };
            self.draw_shares(canvas, shares, body.top);
        }
        if self.bars.is_empty() {
            frame.say_empty(body, "nothing to show");
        }
        frame.canvas
    }

    fn draw_bars(&self, canvas: &mut Canvas, plot: Area, left: f64) {
        let values = || {
            let bars = self.bars.iter();
            let ends = bars.flat_map(|bar| [bar.responses.0, bar.responses.1]);
            ends.chain([self.center]).filter(|value| value.is_finite())
        };
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let width = (high - low).max(1e-12);
        // Room for the words at both ends.
        let small = Lettering::new(SMALL, GREY);
        let ends = self.bars.iter().flat_map(|bar| [&bar.ends.0, &bar.ends.1]);
        let words = highest(ends.map(|words| small.width(words))).min(110.0) + 10.0;
        let inner = (plot.left + words, plot.right - words);
        let scale = Scale::linear((low, low + width), inner);
        let per_pixel = width / (inner.1 - inner.0).max(1.0);
        let full = Scale::linear(
            (low - words * per_pixel, high + words * per_pixel),
            (plot.left, plot.right),
        );
        axis::bottom(canvas, plot, full, &ticks(low, high, width), true);
        let center = scale.place(self.center);
        for (k, bar) in self.bars.iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * ROW;
            let names = Lettering::new(TEXT, INK).end();
            let name = names.cut(&bar.name, plot.left - left - 10.0);
            canvas.text_centered((plot.left - 10.0, y - 7.0), &name, names);
            let note = small.end();
            canvas.text_centered((plot.left - 10.0, y + 10.0), &bar.swing_words(), note);
            let half = 10.0;
            for (value, words, color) in [
                (bar.responses.0, &bar.ends.0, SKY),
                (bar.responses.1, &bar.ends.1, ORANGE),
            ] {
                if !value.is_finite() {
                    continue;
                }
                let x = scale.place(value);
                canvas.fill(
                    Area {
                        left: x.min(center),
                        right: x.max(center).max(x.min(center) + 1.0),
                        top: y - half,
                        bottom: y + half,
                    },
                    color,
                );
                let other = if value == bar.responses.0 {
                    bar.responses.1
                } else {
                    bar.responses.0
                };
                // Outside the bar; the two ends never on one side of the centre.
                let outwards = if value == other {
                    color == ORANGE
                } else {
                    value > other
                };
                let words = small.cut(words, 110.0);
                let (place, lettering) = if outwards {
                    (x.max(center) + 6.0, small)
                } else {
                    (x.min(center) - 6.0, small.end())
                };
                let width = small.width(&words);
                let from = if outwards { place } else { place - width };
                canvas.fill(
                    Area {
                        left: from - 2.0,
                        right: from + width + 2.0,
                        top: y - 8.0,
                        bottom: y + 8.0,
                    },
                    WHITE,
                );
                canvas.text_centered((place, y), &words, lettering);
            }
        }
        canvas.line(
            (center, plot.top),
            (center, plot.bottom),
            Pen::solid(INK, 1.2),
        );
    }

    fn draw_shares(&self, canvas: &mut Canvas, plot: Area, top: f64) {
        canvas.text(
            (plot.left, top + 12.0),
            "Share of the variance",
            Lettering::new(TEXT, GREY),
        );
        legend::row(
            canvas,
            (plot.left, top + 34.0),
            plot.right + 6.0,
            "",
            &[
                (Swatch::Box(BLUE), "alone".to_owned()),
                (Swatch::Box(PALE_GREEN), "in all".to_owned()),
            ],
        );
        let scale = Scale::linear((0.0, 1.0), (plot.left, plot.right));
        let ticks: Vec<Tick> = (0..=4)
            .map(|k| (f64::from(k) / 4.0, format!("{}%", 25 * k)))
            .collect();
        axis::bottom(canvas, plot, scale, &ticks, true);
        for (k, bar) in self.bars.iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * ROW;
            for (share, y, color) in [(bar.main, y - 7.5, BLUE), (bar.total, y + 7.5, PALE_GREEN)] {
                let Some((estimate, low, high)) = share else {
                    continue;
                };
                canvas.fill(
                    Area {
                        left: plot.left,
                        right: scale.place(estimate).max(plot.left + 1.0),
                        top: y - 6.0,
                        bottom: y + 6.0,
                    },
                    color,
                );
                if low.is_finite() && high.is_finite() {
                    let (from, to) = (scale.place(low), scale.place(high));
                    let pen = Pen::solid(INK, 1.2);
                    canvas.line((from, y), (to, y), pen);
                    for end in [from, to] {
                        canvas.line((end, y - 3.5), (end, y + 3.5), pen);
                    }
                }
            }
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
    }
}

impl TornadoBar {
    /// The change in words: `+3.1 (2.4 to 3.8)`.
    fn swing_words(&self) -> String {
        let (estimate, low, high) = self.swing;
        if !estimate.is_finite() {
            return String::new();
        }
        let digits = digits(highest([estimate.abs(), low.abs(), high.abs()]));
        let sign = if estimate > 0.0 { "+" } else { "" };
        let value = plain(estimate, digits);
        if low.is_finite() && high.is_finite() {
            format!(
                "{sign}{value} ({} to {})",
                plain(low, digits),
                plain(high, digits)
            )
        } else {
            format!("{sign}{value}")
        }
    }
}

/// Round numbers between the ends of the bars.
fn ticks(low: f64, high: f64, width: f64) -> Vec<Tick> {
    let step = round_steps(width, 4).get(1).copied().unwrap_or(1.0);
    let words = round_ticks(width, 4);
    let decimals = words
        .get(1)
        .map_or(0, |tick| tick.1.split('.').nth(1).map_or(0, str::len));
    let first = libm::floor(low / step);
    let last = libm::ceil(high / step);
    (0..=(last - first).clamp(0.0, 20.0) as usize)
        .map(|k| {
            let value = (first + k as f64) * step;
            (value, plain(value, decimals))
        })
        .collect()
}
