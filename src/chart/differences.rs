//! How differently single histories come out: violins of paired differences.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out};
use super::forest::{Sense, signed_scale};
use super::frame::{Frame, SMALL, TEXT, room_for, row_name};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Point};
use super::palette::{GREY, INK, LINE, WHITE, thin};
use super::scale::Scale;
use crate::stats;

/// Differences to a baseline of single histories, on the same incidents: a violin for each
/// policy. Where a forest plot says how sure the mean is, this says how much luck is left.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PairedDifferences {
    /// The words around the figure.
    pub caption: Caption,
    /// What the horizontal axis measures, with its unit.
    pub measure: String,
    /// What lies left of zero: "better", "less"; may be empty.
    pub left: String,
    /// What lies right of zero.
    pub right: String,
    /// Violins from the top.
    pub violins: Vec<Violin>,
}

/// One violin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Violin {
    /// Who.
    pub label: String,
    /// A difference for each history.
    pub values: Vec<f64>,
    /// What is shown of their mean.
    pub sense: Sense,
    /// Numbers in words, e.g. "better in 63%, worse in 20%".
    pub words: String,
}

const ROW: f64 = 46.0;
/// Slices of a violin.
const SLICES: usize = 120;
const NAMES: Lettering = Lettering::new(TEXT, INK);
const NUMBERS: Lettering = Lettering::new(SMALL, INK);

/// From the least 2.5% to the greatest 97.5% quantile, with zero.
fn range(sorted: &[Vec<f64>]) -> (f64, f64) {
    let mut range = (0.0_f64, 0.0_f64);
    for values in sorted {
        range.0 = range.0.min(quantile(values, 0.025));
        range.1 = range.1.max(quantile(values, 0.975));
    }
    range
}

/// A quantile of sorted values, for a drawing; 0 without any.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    stats::quantile(sorted, p).unwrap_or(0.0)
}

impl Violin {
    fn sorted(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self
            .values
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        values.sort_by(f64::total_cmp);
        values
    }

    /// The outline: slices of equal width, as thick as the square root of how many values they
    /// hold, so that thin tails still show beside the many that do not differ.
    fn outline(sorted: &[f64], y: f64, scale: Scale) -> Vec<Point> {
        let (low, high) = (scale.first(), scale.last());
        let mut counts = [0_u32; SLICES];
        for value in sorted {
            if *value >= low && *value <= high {
                let place = (value - low) / (high - low) * SLICES as f64;
                counts[(place as usize).min(SLICES - 1)] += 1;
            }
        }
        let most = f64::from(counts.iter().copied().max().unwrap_or(0)).max(1.0);
        let thick = |count: u32| (f64::from(count) / most).sqrt() * ROW * 0.42;
        let width = (high - low) / SLICES as f64;
        let mut upper = Vec::new();
        let mut lower = Vec::new();
        for (slice, count) in counts.iter().enumerate() {
            let half = thick(*count);
            for edge in [slice, slice + 1] {
                let x = scale.place(low + edge as f64 * width);
                upper.push((x, y - half));
                lower.push((x, y + half));
            }
        }
        lower.reverse();
        upper.extend(lower);
        upper
    }

    fn draw(&self, canvas: &mut Canvas, y: f64, scale: Scale, sorted: &[f64]) {
        if sorted.is_empty() {
            return;
        }
        let color = self.sense.color();
        canvas.polygon(Self::outline(sorted, y, scale), thin(color, 0.3));
        let place = |p: f64| scale.place(quantile(sorted, p));
        canvas.line((place(0.025), y), (place(0.975), y), Pen::solid(color, 1.2));
        canvas.line((place(0.25), y), (place(0.75), y), Pen::solid(color, 4.0));
        let middle = (place(0.5), y);
        canvas.disc(middle, 4.5, color);
        canvas.disc(middle, 2.0, WHITE);
    }
}

impl Figure for PairedDifferences {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let violins = self
            .violins
            .iter()
            .map(|it| format!("{}, {}", it.label, it.words));
        format!(
            "A shape for each policy, as wide as histories with a difference are many. {}. {}.",
            self.measure,
            listed(violins)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.violins[..self.violins.len().min(MOST_ROWS)];
        let count = shown.len().max(2) as f64;
        let caption =
            self.caption
                .clone()
                .noting(&left_out(shown.len(), self.violins.len(), "policies"));
        let (head, foot) = (56.0, 48.0);
        let height = head + count * ROW + 10.0 + foot;
        let mut frame = Frame::new(&caption, None, page, height);
        let body = frame.body;
        let widest = |lettering: Lettering, words: fn(&Violin) -> &String| {
            let widths = self.violins.iter().map(|it| lettering.width(words(it)));
            widths.fold(0.0, f64::max)
        };
        let names = widest(NAMES, |it| &it.label).clamp(80.0, room_for(page, 300.0));
        let numbers = widest(NUMBERS, |it| &it.words).clamp(60.0, room_for(page, 230.0));
        let plot = Area {
            left: body.left + names + 22.0,
            right: body.right - numbers - 22.0,
            top: body.top + head,
            bottom: body.top + head + count * ROW + 10.0,
        };
        let sorted: Vec<Vec<f64>> = shown.iter().map(Violin::sorted).collect();
        let (low, high) = range(&sorted);
        let (ticks, scale) = signed_scale(low, high, (plot.left, plot.right));
        let canvas = &mut frame.canvas;
        let spread = |from: f64, to: f64| {
            let wide = |values: &Vec<f64>| quantile(values, to) > quantile(values, from);
            sorted.iter().any(wide)
        };
        let lines: Vec<(Swatch, String)> = [
            (spread(0.25, 0.75), 4.0, "middle half of the histories"),
            (spread(0.025, 0.975), 1.2, "middle 95%"),
        ]
        .into_iter()
        .filter(|(drawn, ..)| *drawn)
        .map(|(_, width, words)| (Swatch::Line(Pen::solid(INK, width)), words.to_owned()))
        .collect();
        let at = (body.left, body.top + 10.0);
        legend::row(canvas, at, body.right, "", &lines);
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        let zero = scale.place(0.0);
        canvas.line(
            (zero, plot.top - 6.0),
            (zero, plot.bottom),
            Pen::solid(INK, 1.4),
        );
        let sides = Lettering::new(SMALL, GREY);
        let y = plot.top - 10.0;
        if !self.left.is_empty() && zero - plot.left > 60.0 {
            canvas.text((zero - 10.0, y), &format!("← {}", self.left), sides.end());
        }
        if !self.right.is_empty() && plot.right - zero > 60.0 {
            canvas.text((zero + 10.0, y), &format!("{} →", self.right), sides);
        }
        for (k, (violin, sorted)) in shown.iter().zip(&sorted).enumerate() {
            let y = plot.top + 5.0 + (k as f64 + 0.5) * ROW;
            row_name(canvas, (plot.left - 14.0, y), &violin.label, names);
            violin.draw(canvas, y, scale, sorted);
            canvas.text_centered(
                (plot.right + 14.0, y),
                &NUMBERS.cut(&violin.words, numbers),
                NUMBERS,
            );
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        if self.violins.is_empty() {
            frame.say_empty(plot, "no history differs");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["policy", "difference"]);
        for violin in &self.violins {
            for value in &violin.values {
                data.row([(&violin.label).into(), (*value).into()]);
            }
        }
        data
    }
}
