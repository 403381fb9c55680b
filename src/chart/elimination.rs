//! Who was in for how long: the course of a selection.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::error::ChartError;
use super::figure::{self, Figure};
use super::figure_text::{Caption, MOST_ROWS, left_out};
use super::frame::{Frame, SMALL, TEXT, room_for, row_name};
use super::look::Look;
use super::mark::{Area, Lettering, Pen};
use super::palette::{BLUE, GREY, INK, LINE, OTHER_BLOCK};
use super::scale::{Scale, round_ticks};
use super::svg::Svg;

/// A bar for each system, as long as it was in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Elimination {
    /// The words around the figure.
    pub caption: Caption,
    /// What the bars measure.
    pub measure: String,
    /// Bars from the top.
    pub bars: Vec<EliminationBar>,
}

/// One bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EliminationBar {
    /// Who.
    pub label: String,
    /// For how long.
    pub length: f64,
    /// True for the chosen one, and those still in.
    pub inside: bool,
    /// What is written beside it.
    pub words: String,
}

const ROW: f64 = 30.0;
const NAMES: Lettering = Lettering::new(TEXT, INK);
const NUMBERS: Lettering = Lettering::new(SMALL, GREY);

impl Elimination {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        figure::draw(self, &Look::default(), "chart")
    }
}

impl Figure for Elimination {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let bars = self
            .bars
            .iter()
            .map(|bar| format!("{}, {}", bar.label, bar.words));
        format!(
            "A bar for each, as long as it was in. {}. {}.",
            self.measure,
            listed(bars)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.bars[..self.bars.len().min(MOST_ROWS)];
        let count = shown.len().max(2) as f64;
        let caption =
            self.caption
                .clone()
                .noting(&left_out(shown.len(), self.bars.len(), "policies"));
        let height = 10.0 + count * ROW + 52.0;
        let mut frame = Frame::new(&caption, None, page, height);
        let body = frame.body;
        let widest = |lettering: Lettering, words: fn(&EliminationBar) -> &String| {
            let widths = self.bars.iter().map(|it| lettering.width(words(it)));
            widths.fold(0.0, f64::max)
        };
        let names = widest(NAMES, |it| &it.label).clamp(80.0, room_for(page, 300.0));
        let numbers = widest(NUMBERS.bold(), |it| &it.words).clamp(40.0, room_for(page, 300.0));
        let plot = Area {
            left: body.left + names + 14.0,
            right: body.right - numbers - 12.0,
            top: body.top,
            bottom: body.top + count * ROW + 8.0,
        };
        let longest = self
            .bars
            .iter()
            .map(|bar| bar.length)
            .filter(|length| length.is_finite())
            .fold(0.0, f64::max);
        let ticks = round_ticks(longest, 6);
        let end = ticks.last().map_or(1.0, |tick| tick.0);
        let scale = Scale::linear((0.0, end), (plot.left, plot.right));
        let canvas = &mut frame.canvas;
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        for (k, bar) in shown.iter().enumerate() {
            let y = plot.top + 4.0 + (k as f64 + 0.5) * ROW;
            row_name(canvas, (plot.left - 10.0, y), &bar.label, names);
            let right = scale.place(bar.length);
            let area = Area {
                left: plot.left,
                right,
                top: y - ROW * 0.3,
                bottom: y + ROW * 0.3,
            };
            canvas.fill(area, if bar.inside { BLUE } else { OTHER_BLOCK });
            canvas.outline(area, Pen::solid(if bar.inside { BLUE } else { LINE }, 1.0));
            canvas.text_centered(
                (plot.right + 10.0, y),
                &NUMBERS.cut(&bar.words, numbers),
                if bar.inside {
                    Lettering::new(SMALL, INK).bold()
                } else {
                    NUMBERS
                },
            );
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        if self.bars.is_empty() {
            frame.say_empty(plot, "nobody took part");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["who", "length", "still_in", "words"]);
        for bar in &self.bars {
            data.row([
                (&bar.label).into(),
                bar.length.into(),
                bar.inside.into(),
                (&bar.words).into(),
            ]);
        }
        data
    }
}
