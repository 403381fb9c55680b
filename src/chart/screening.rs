//! Which of many factors matter: a screening's effects, largest first.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::factor_curves::digits;
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out, plain};
use super::frame::{Frame, SMALL, TEXT, room_for};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{GREY, INK, LINE, SKY, WHITE};
use super::scale::{Scale, highest, round_ticks};
use super::tone::Tone;

/// Mean size of the elementary effects of each factor, with their spread.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Screening {
    /// The words around the figure.
    pub caption: Caption,
    /// What the bars measure, e.g. "Change of the mean response time (h)".
    pub measure: String,
    /// One bar for each factor, largest first.
    pub bars: Vec<ScreeningBar>,
}

/// One factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ScreeningBar {
    /// Its path.
    pub name: String,
    /// From where to where it was varied, in words.
    pub extent: String,
    /// Mean size of its effects μ*.
    pub size: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Mean effect μ, with its sign.
    pub mean: f64,
    /// Spread of the effects σ.
    pub spread: f64,
}

const ROW: f64 = 40.0;

impl ScreeningBar {
    fn has_interval(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.high > self.low
    }

    fn numbers(&self, decimals: usize) -> String {
        let size = plain(self.size, decimals);
        if self.size <= 0.0 {
            size
        } else if self.mean.abs() < 0.8 * self.size {
            // Both signs occur.
            format!("±{size}")
        } else if self.mean > 0.0 {
            format!("+{size}")
        } else {
            format!("−{size}")
        }
    }

    fn draw(&self, canvas: &mut Canvas, plot: Area, y: f64, scale: Scale, decimals: usize) {
        let end = scale.place(self.size);
        canvas.fill(
            Area {
                left: plot.left,
                right: end.max(plot.left + 1.0),
                top: y - 10.0,
                bottom: y + 10.0,
            },
            SKY,
        );
        let mut x = end;
        if self.has_interval() {
            let pen = Pen::solid(INK, 1.3);
            let (low, high) = (scale.place(self.low), scale.place(self.high));
            canvas.line((low, y), (high, y), pen);
            for end in [low, high] {
                canvas.line((end, y - 4.5), (end, y + 4.5), pen);
            }
            x = x.max(high);
        }
        let spread = scale.place(self.spread);
        if self.spread.is_finite() {
            Tone::Series(3).mark(canvas, (spread, y), 5.0);
            x = x.max(spread + 6.0);
        }
        let bold = Lettering::new(SMALL, INK).bold();
        let words = self.numbers(decimals);
        canvas.fill(
            Area {
                left: x + 6.0,
                right: x + 12.0 + bold.width(&words),
                top: y - 9.0,
                bottom: y + 9.0,
            },
            WHITE,
        );
        canvas.text_centered((x + 8.0, y), &words, bold);
    }
}

impl Figure for Screening {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let decimals = digits(highest(self.bars.iter().map(|bar| bar.size)));
        let bars = self.bars.iter();
        let bars = bars.map(|bar| format!("{} {}", bar.name, bar.numbers(decimals)));
        format!(
            "Bars, the largest effect first. {}. {}.",
            self.measure,
            listed(bars)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.bars[..self.bars.len().min(MOST_ROWS)];
        let height = 56.0 + shown.len().max(2) as f64 * ROW + 30.0;
        let caption = self
            .caption
            .interval_if(shown.iter().any(ScreeningBar::has_interval))
            .noting(&left_out(shown.len(), self.bars.len(), "factors"));
        let mut frame = Frame::new(&caption, None, page, height);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        canvas.text(
            (body.left, body.top + 12.0),
            &self.measure,
            Lettering::new(TEXT, GREY),
        );
        legend::row(
            canvas,
            (body.left, body.top + 34.0),
            body.right,
            "",
            &[
                (Swatch::Box(SKY), "mean size of the change (μ*)".to_owned()),
                (
                    Swatch::Mark(Tone::Series(3)),
                    "spread (σ): bends, and interplay with other factors".to_owned(),
                ),
            ],
        );
        let names = Lettering::new(TEXT, INK);
        let small = Lettering::new(SMALL, GREY);
        let widest = highest(
            shown
                .iter()
                .map(|bar| names.width(&bar.name).max(small.width(&bar.extent))),
        );
        let gutter = widest.clamp(80.0, room_for(page, 360.0)) + 14.0;
        let top = highest(
            shown
                .iter()
                .flat_map(|bar| [bar.size, bar.high, bar.spread]),
        );
        let decimals = digits(top);
        let numbers = highest(shown.iter().map(|bar| names.width(&bar.numbers(decimals))));
        let plot = Area {
            left: body.left + gutter,
            top: body.top + 54.0,
            right: body.right - numbers - 14.0,
            bottom: body.bottom - 30.0,
        };
        let ticks = round_ticks(top, 6);
        let scale = Scale::linear(
            (0.0, ticks.last().map_or(1.0, |tick| tick.0)),
            (plot.left, plot.right),
        );
        axis::bottom(canvas, plot, scale, &ticks, true);
        for (k, bar) in shown.iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * ROW;
            let names = names.fitting(&bar.name, gutter - 12.0, SMALL);
            let name = names.cut_within(&bar.name, gutter - 12.0);
            canvas.text_centered((plot.left - 10.0, y - 7.0), &name, names.end());
            let extent = small.cut(&bar.extent, gutter - 12.0);
            canvas.text_centered((plot.left - 10.0, y + 10.0), &extent, small.end());
            let said = format!("{}: {}", bar.name, bar.numbers(decimals));
            canvas.tagged(Tag::new(&bar.name, "bar").saying(said), |canvas| {
                bar.draw(canvas, plot, y, scale, decimals);
            });
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        if self.bars.is_empty() {
            frame.say_empty(body, "nothing to show");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "factor",
            "extent",
            "mean_size",
            "low",
            "high",
            "mean",
            "spread",
        ]);
        for bar in &self.bars {
            data.row([
                (&bar.name).into(),
                (&bar.extent).into(),
                bar.size.into(),
                bar.low.into(),
                bar.high.into(),
                bar.mean.into(),
                bar.spread.into(),
            ]);
        }
        data
    }
}
