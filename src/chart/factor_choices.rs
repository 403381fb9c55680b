//! How a result answers to factors without an order: a row for each value, in blocks by factor.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::factor_curves::even_ticks;
use super::figure::Figure;
use super::figure_text::{Caption, left_out};
use super::frame::{Frame, SMALL, TEXT, room_for};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLUE, GREY, INK, LINE, ORANGE, SHADE, WHITE};
use super::scale::{Scale, highest};

/// Responses of a measure by value of each factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FactorChoices {
    /// The words around the figure.
    pub caption: Caption,
    /// What the axis measures, e.g. "Mean response time (h)".
    pub measure: String,
    /// One block for each factor.
    pub blocks: Vec<ChoiceBlock>,
}

/// One factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChoiceBlock {
    /// Its name.
    pub name: String,
    /// Its values, in the order that was given.
    pub rows: Vec<ChoiceRow>,
}

/// One value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChoiceRow {
    /// The value, in words.
    pub name: String,
    /// The response.
    pub response: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// The response with its unit, in words.
    pub words: String,
    /// What the scenario itself says.
    pub own: bool,
}

const ROW: f64 = 26.0;
/// The name of a block.
const HEAD: f64 = 30.0;
/// Rows that a page holds.
const MOST_ROWS: usize = 120;

impl FactorChoices {
    /// The blocks as far as a page holds their rows.
    fn shown(&self) -> Vec<(&str, &[ChoiceRow])> {
        let mut room = MOST_ROWS;
        let mut shown = Vec::new();
        for block in &self.blocks {
            let rows = &block.rows[..block.rows.len().min(room)];
            room -= rows.len();
            if !rows.is_empty() {
                shown.push((block.name.as_str(), rows));
            }
        }
        shown
    }

    /// From the least to the greatest of all marks.
    fn extent(&self) -> (f64, f64) {
        let rows = self.blocks.iter().flat_map(|block| &block.rows);
        let values = rows.flat_map(|row| [row.low, row.response, row.high]);
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        match high - low {
            width if width > 0.0 => (low, high),
            _ if low.is_finite() => (low - 0.5, low + 0.5),
            _ => (0.0, 1.0),
        }
    }
}

impl ChoiceRow {
    fn label(&self) -> String {
        if self.own {
            format!("{} (now)", self.name)
        } else {
            self.name.clone()
        }
    }

    fn draw(&self, canvas: &mut Canvas, plot: Area, y: f64, scale: Scale, gutter: f64) {
        let (color, names) = if self.own {
            (ORANGE, Lettering::new(SMALL, INK).bold())
        } else {
            (BLUE, Lettering::new(SMALL, INK))
        };
        let name = names.cut_within(&self.label(), gutter);
        canvas.text_centered((plot.left - 10.0, y), &name, names.end());
        let small = Lettering::new(SMALL, INK);
        canvas.text_centered((plot.right + 8.0, y), &self.words, small);
        if !self.response.is_finite() {
            return;
        }
        if self.low.is_finite() && self.high.is_finite() {
            let pen = Pen::solid(color, 2.0);
            let (from, to) = (scale.place(self.low), scale.place(self.high));
            canvas.line((from, y), (to, y), pen);
            for x in [from, to] {
                canvas.line((x, y - 4.0), (x, y + 4.0), pen);
            }
        }
        canvas.disc((scale.place(self.response), y), 4.5, color);
    }
}

impl Figure for FactorChoices {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let blocks = self.blocks.iter().flat_map(|block| {
            let rows = block.rows.iter();
            rows.map(move |row| format!("{}, {}: {}", block.name, row.label(), row.words))
        });
        format!(
            "A mark with its interval for each value. {}. {}.",
            self.measure,
            listed(blocks)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = self.shown();
        let rows = || shown.iter().flat_map(|(_, rows)| rows.iter());
        let all = self.blocks.iter().map(|block| block.rows.len()).sum();
        let banded = rows().any(|row| row.high > row.low);
        let caption =
            self.caption
                .interval_if(banded)
                .noting(&left_out(rows().count(), all, "values"));
        let inner = shown.len() as f64 * HEAD + rows().count().max(2) as f64 * ROW;
        let mut frame = Frame::new(&caption, None, page, 34.0 + inner + 34.0);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        canvas.text(
            (body.left, body.top + 12.0),
            &self.measure,
            Lettering::new(TEXT, GREY),
        );
        let names = Lettering::new(SMALL, INK);
        let gutter = highest(rows().map(|row| names.bold().width(&row.label())));
        let gutter = gutter.clamp(80.0, room_for(page, 420.0));
        let numbers =
            highest(rows().map(|row| names.width(&row.words))).clamp(40.0, room_for(page, 200.0));
        let plot = Area {
            left: body.left + gutter + 14.0,
            top: body.top + 34.0,
            right: body.right - numbers - 14.0,
            bottom: body.top + 34.0 + inner,
        };
        let (low, high) = self.extent();
        let scale = Scale::linear((low, high), (plot.left + 6.0, plot.right - 6.0));
        axis::bottom(canvas, plot, scale, &even_ticks(low, high, 5), true);
        canvas.line(
            (plot.left, plot.top + HEAD),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        let mut y = plot.top;
        for (name, rows) in &shown {
            let head = Area {
                left: body.left,
                right: body.right,
                top: y,
                bottom: y + HEAD,
            };
            canvas.fill(head, WHITE);
            let bold = Lettering::new(TEXT, INK).bold();
            let name = bold.cut_within(name, body.width());
            canvas.text_centered((body.left, y + HEAD / 2.0), &name, bold);
            y += HEAD;
            for (ix, row) in rows.iter().enumerate() {
                if ix % 2 == 0 {
                    let stripe = Area {
                        left: body.left,
                        right: plot.left,
                        top: y,
                        bottom: y + ROW,
                    };
                    canvas.fill(stripe, SHADE);
                }
                let said = format!("{}: {}", row.label(), row.words);
                canvas.tagged(Tag::new(&name, "mark").saying(said), |canvas| {
                    row.draw(canvas, plot, y + ROW / 2.0, scale, gutter);
                });
                y += ROW;
            }
        }
        if shown.is_empty() {
            frame.say_empty(body, "nothing to show");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "factor",
            "value",
            "response",
            "low",
            "high",
            "the_scenarios_own",
        ]);
        for block in &self.blocks {
            for row in &block.rows {
                data.row([
                    (&block.name).into(),
                    (&row.name).into(),
                    row.response.into(),
                    row.low.into(),
                    row.high.into(),
                    row.own.into(),
                ]);
            }
        }
        data
    }
}
