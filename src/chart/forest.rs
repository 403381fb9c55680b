//! By how much each policy differs: estimates with their intervals, one below the other.

use super::axis::{self, Tick};
use super::canvas::Canvas;
use super::data::{Data, ends, listed};
use super::error::ChartError;
use super::figure::{self, Figure};
use super::figure_text::{Caption, MOST_ROWS, left_out, plain};
use super::frame::{Frame, SMALL, TEXT, room_for, row_name, stripe};
use super::legend::{self, Swatch};
use super::look::Look;
use super::mark::{Area, Lettering, Pen, Point, Tag};
use super::palette::{BLUE, GREY, INK, LIGHT_GREEN, LINE, Paint, VERMILION, WHITE};
use super::scale::{Scale, round_steps};
use super::svg::Svg;
use super::tone::Tone;

/// Differences to a baseline, one row each: a mark for the estimate, a thick line for its own
/// interval, a thin one for the interval that holds for all rows together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// The words around the figure.
    pub caption: Caption,
    /// What the horizontal axis measures, with its unit: "Difference in the mean response (h)".
    pub measure: String,
    /// What differs by nothing: "the scenario as it is".
    pub baseline: String,
    /// What lies left of zero: "better", "less"; may be empty.
    pub left: String,
    /// What lies right of zero.
    pub right: String,
    /// The smallest difference worth acting on, in the unit of the axis: a band on both sides of
    /// zero, which the axis holds.
    pub worthwhile: Option<f64>,
    /// Rows from the top.
    pub rows: Vec<ForestRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// Who.
    pub label: String,
    /// The difference; `None` if there is none to show, for which `words` say why.
    pub estimate: Option<f64>,
    /// Its own interval.
    pub own: Option<(f64, f64)>,
    /// The interval that holds for all together.
    pub together: Option<(f64, f64)>,
    /// The numbers in words, e.g. "−3.1 h (−3.8 to −2.4)".
    pub words: String,
    /// What is shown.
    pub sense: Sense,
}

/// Which way a difference goes, as far as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Shown to be better.
    Better,
    /// Shown to be worse.
    Worse,
    /// Shown to differ, for better or worse.
    Different,
    /// Not shown to differ.
    Open,
    /// Shown to be practically the same.
    Near,
    /// The same throughout.
    Same,
}

impl Sense {
    pub(super) const fn color(self) -> Paint {
        match self {
            Self::Better => BLUE,
            Self::Worse => VERMILION,
            Self::Different => INK,
            Self::Open | Self::Near | Self::Same => GREY,
        }
    }

    /// Circle, square, diamond, a hollow circle, and grey discs.
    fn mark(self, canvas: &mut Canvas, at: Point) {
        match self {
            Self::Better => canvas.disc(at, 6.0, BLUE),
            Self::Worse => Tone::Series(1).mark(canvas, at, 6.2),
            Self::Different => {
                let (x, y) = at;
                let r = 7.0;
                canvas.polygon(vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)], INK);
            }
            Self::Open => {
                canvas.disc(at, 6.0, GREY);
                canvas.disc(at, 3.8, WHITE);
            }
            Self::Near => canvas.disc(at, 5.0, GREY),
            Self::Same => canvas.disc(at, 3.0, GREY),
        }
    }

    /// What it says in a legend.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Better => "shown to be better",
            Self::Worse => "shown to be worse",
            Self::Different => "shown to differ",
            Self::Open => "no difference shown",
            Self::Near => "practically the same",
            Self::Same => "the same",
        }
    }
}

const ROW: f64 = 30.0;
/// Height of a row of the legend.
const ENTRY: f64 = 20.0;
const NAMES: Lettering = Lettering::new(TEXT, INK);
const NUMBERS: Lettering = Lettering::new(SMALL, INK);

impl Forest {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        figure::draw(self, &Look::default(), "chart")
    }

    fn widest(&self, lettering: Lettering, words: impl Fn(&ForestRow) -> &String) -> f64 {
        self.rows
            .iter()
            .map(|row| lettering.width(words(row)))
            .fold(0.0, f64::max)
    }

    /// Ticks and scale that hold zero and every interval.
    fn scale(&self, plot: Area) -> (Vec<Tick>, Scale) {
        let worth = self.worthwhile.unwrap_or(0.0);
        let (mut low, mut high) = (-worth, worth);
        for row in &self.rows {
            let ends = [row.own, row.together]
                .into_iter()
                .flatten()
                .flat_map(|(low, high)| [low, high]);
            for value in ends.chain(row.estimate).filter(|value| value.is_finite()) {
                low = low.min(value);
                high = high.max(value);
            }
        }
        signed_scale(low, high, (plot.left, plot.right))
    }

    /// What marks and lines mean; gives the height of the last row.
    fn draw_legend(&self, canvas: &mut Canvas, (left, top): Point, right: f64) -> f64 {
        let senses = [
            Sense::Better,
            Sense::Worse,
            Sense::Different,
            Sense::Open,
            Sense::Near,
            Sense::Same,
        ];
        let (mut x, mut y) = (left, top);
        let lettering = Lettering::new(SMALL, INK);
        let is_there = |sense: &Sense| self.rows.iter().any(|row| row.sense == *sense);
        for sense in senses.into_iter().filter(is_there) {
            let width = 18.0 + lettering.width(sense.words());
            if x + width > right && x > left {
                (x, y) = (left, y + ENTRY);
            }
            sense.mark(canvas, (x + 6.0, y));
            canvas.text_centered((x + 18.0, y), sense.words(), lettering);
            x += width + 20.0;
        }
        let own = self.rows.iter().any(|row| wide(row.own));
        let together = self.rows.iter().any(|row| wide(row.together));
        let lines: Vec<(Swatch, String)> = [
            (own, 4.0, "95% for itself"),
            (together, 1.2, "95% for all together"),
        ]
        .into_iter()
        .filter(|(drawn, ..)| *drawn)
        .map(|(_, width, words)| (Swatch::Line(Pen::solid(INK, width)), words.to_owned()))
        .collect();
        let needed: f64 = lines.iter().map(|it| lettering.width(&it.1) + 53.0).sum();
        if x + needed > right + 20.0 && x > left {
            (x, y) = (left, y + ENTRY);
        }
        legend::row(canvas, (x, y), right, "", &lines)
    }

    /// What zero is, and what lies on its two sides.
    fn draw_sides(&self, canvas: &mut Canvas, plot: Area, zero: f64) {
        let lettering = Lettering::new(SMALL, GREY);
        let y = plot.top - 14.0;
        if !self.left.is_empty() && zero - plot.left > 60.0 {
            canvas.text(
                (zero - 10.0, y),
                &format!("← {}", self.left),
                lettering.end(),
            );
        }
        if !self.right.is_empty() && plot.right - zero > 60.0 {
            canvas.text((zero + 10.0, y), &format!("{} →", self.right), lettering);
        }
        let bold = Lettering::new(SMALL, INK).bold();
        let words = format!("0: no difference to {}", self.baseline);
        let words = bold.cut(&words, plot.right - super::frame::MARGIN);
        let half = bold.width(&words) / 2.0;
        let least = super::frame::MARGIN + half;
        let x = zero.clamp(
            least.max((plot.left + half).min(plot.right - half)),
            (plot.right - half).max(least),
        );
        canvas.text((x, y - 18.0), &words, bold.middle());
    }
}

/// Numbers in words, as many as have room: without the interval, which is drawn, if need be.
pub(super) fn numbers_in(words: &str, room: f64) -> String {
    let fits = NUMBERS.width(words) <= room;
    let short = words.split(" (").next().filter(|_| !fits);
    NUMBERS.cut(short.unwrap_or(words), room)
}

/// Whether an interval can be seen.
fn wide(interval: Option<(f64, f64)>) -> bool {
    interval.is_some_and(|(low, high)| high > low)
}

impl ForestRow {
    fn draw(&self, canvas: &mut Canvas, y: f64, scale: Scale) {
        let color = self.sense.color();
        if let Some((low, high)) = self.together {
            let (low, high) = (scale.place(low), scale.place(high));
            let pen = Pen::solid(color, 1.2);
            canvas.line((low, y), (high, y), pen);
            for end in [low, high] {
                canvas.line((end, y - 5.0), (end, y + 5.0), pen);
            }
        }
        if let Some((low, high)) = self.own {
            canvas.line(
                (scale.place(low), y),
                (scale.place(high), y),
                Pen::solid(color, 4.0),
            );
        }
        if let Some(estimate) = self.estimate {
            self.sense.mark(canvas, (scale.place(estimate), y));
        }
    }
}

/// A scale over both signs with round ticks.
pub(super) fn signed_scale(low: f64, high: f64, ends: (f64, f64)) -> (Vec<Tick>, Scale) {
    let span = if high > low { high - low } else { 1.0 };
    let step = round_steps(span, 6).get(1).copied().unwrap_or(1.0);
    // A little air on both sides of what is drawn.
    let air = span * 0.04;
    let first = ((low - air) / step).floor().max(-60.0);
    let last = ((high + air) / step).ceil().min(60.0);
    let decimals = if step >= 1.0 {
        0
    } else {
        (-libm::floor(libm::log10(step) + 1e-9)).min(12.0) as usize
    };
    let ticks: Vec<Tick> = (0..=(last - first) as usize)
        .map(|k| {
            let value = (first + k as f64) * step;
            (
                value,
                plain(
                    value,
                    if value.abs() > step / 2.0 {
                        decimals
                    } else {
                        0
                    },
                ),
            )
        })
        .collect();
    (ticks, Scale::linear((first * step, last * step), ends))
}

impl Figure for Forest {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let rows = self.rows.iter();
        let rows = rows.map(|row| format!("{} {}, {}", row.label, row.words, row.sense.words()));
        format!(
            "A mark with its interval for each row. {}, to {}. {}.",
            self.measure,
            self.baseline,
            listed(rows)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.rows[..self.rows.len().min(MOST_ROWS)];
        let count = shown.len().max(2) as f64;
        let intervals = shown.iter().any(|row| wide(row.own) || wide(row.together));
        let caption = self.caption.interval_if(intervals).noting(&left_out(
            shown.len(),
            self.rows.len(),
            "policies",
        ));
        let (margin, right) = (super::frame::MARGIN, page - super::frame::MARGIN);
        let key = self.draw_legend(&mut Canvas::new(page, 1.0), (margin, 0.0), right);
        let (head, foot) = (74.0 + key, 48.0);
        let mut frame = Frame::new(&caption, None, page, head + count * ROW + 10.0 + foot);
        let body = frame.body;
        let names = self
            .widest(NAMES, |row| &row.label)
            .clamp(80.0, room_for(page, 300.0));
        let numbers = self
            .widest(NUMBERS, |row| &row.words)
            .clamp(60.0, room_for(page, 230.0));
        let plot = Area {
            left: body.left + names + 22.0,
            right: body.right - numbers - 22.0,
            top: body.top + head,
            bottom: body.top + head + count * ROW + 10.0,
        };
        let (ticks, scale) = self.scale(plot);
        let canvas = &mut frame.canvas;
        let row_y = |k: usize| plot.top + 5.0 + (k as f64 + 0.5) * ROW;
        let top = plot.top + 5.0;
        stripe(canvas, Area { top, ..body }, shown.len(), ROW);
        if let Some(worth) = self.worthwhile {
            let band = Area {
                left: scale.place(-worth),
                right: scale.place(worth),
                ..plot
            };
            canvas.fill(band, LIGHT_GREEN);
        }
        self.draw_legend(canvas, (body.left, body.top + 10.0), body.right);
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        let zero = scale.place(0.0);
        canvas.line(
            (zero, plot.top - 8.0),
            (zero, plot.bottom),
            Pen::solid(INK, 1.4),
        );
        self.draw_sides(canvas, plot, zero);
        for (k, row) in shown.iter().enumerate() {
            let y = row_y(k);
            row_name(canvas, (plot.left - 14.0, y), &row.label, names);
            let said = format!("{}: {}", row.label, row.words);
            canvas.tagged(Tag::new(&row.label, "mark").saying(said), |canvas| {
                row.draw(canvas, y, scale);
            });
            canvas.text_centered(
                (plot.right + 14.0, y),
                &numbers_in(&row.words, numbers),
                NUMBERS,
            );
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        if self.rows.is_empty() {
            frame.say_empty(plot, "nothing to compare");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "policy",
            "difference",
            "low",
            "high",
            "together_low",
            "together_high",
            "what_is_shown",
        ]);
        for row in &self.rows {
            let ((low, high), (together_low, together_high)) = (ends(row.own), ends(row.together));
            data.row([
                (&row.label).into(),
                row.estimate.into(),
                low,
                high,
                together_low,
                together_high,
                row.sense.words().into(),
            ]);
        }
        data
    }
}
