//! Which of several may be the best, and what choosing each could cost: bars side by side.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out};
use super::frame::{Frame, SMALL, TEXT, room_for, row_name, stripe};
use super::legend::{self, Swatch};
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Pen};
use super::palette::{BLUE, INK, LINE, SKY, VERMILION, WHITE};
use super::scale::{Scale, highest, round_ticks};
use super::typeface;

/// For each of several: on the left how often it is the best, on the right how far it falls short
/// of the best, on average and at worst.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChoiceBars {
    /// The words around the figure.
    pub caption: Caption,
    /// What the right axis measures, with its unit: "Behind the best (h)".
    pub measure: String,
    /// Bars from the top.
    pub bars: Vec<ChoiceBar>,
}

/// One of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChoiceBar {
    /// Who.
    pub label: String,
    /// Share of the points at which it is the best, from 0 to 1.
    pub best: f64,
    /// The same in words.
    pub best_words: String,
    /// How far it falls short on average.
    pub regret: f64,
    /// How far at the worst point.
    pub worst: f64,
    /// Both in words.
    pub words: String,
}

const ROW: f64 = 26.0;

impl Figure for ChoiceBars {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let bars = self.bars.iter();
        let bars = bars.map(|bar| {
            format!(
                "{}: best in {}, behind by {}",
                bar.label, bar.best_words, bar.words
            )
        });
        format!(
            "Two bars for each: how often the best, and {}. {}.",
            self.measure,
            listed(bars)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let bars = &self.bars[..self.bars.len().min(MOST_ROWS)];
        let caption =
            self.caption
                .clone()
                .noting(&left_out(bars.len(), self.bars.len(), "policies"));
        // On a narrow sheet heads have two lines, and numbers no room beside their bars.
        let is_narrow = page < PAGE_WIDTH * 0.75;
        let (head, foot) = (if is_narrow { 74.0 } else { 56.0 }, 50.0);
        let rows = bars.len().max(2) as f64 * ROW;
        let mut frame = Frame::new(&caption, None, page, head + rows + foot);
        let body = frame.body;
        let (names, small) = (Lettering::new(TEXT, INK), Lettering::new(SMALL, INK));
        let gutter = highest(bars.iter().map(|bar| names.width(&bar.label)))
            .clamp(80.0, room_for(page, 300.0));
        let words = highest(bars.iter().map(|bar| small.width(&bar.words)))
            .clamp(60.0, room_for(page, 190.0));
        let words = if is_narrow { -8.0 } else { words };
        let between = if is_narrow { 34.0 } else { 60.0 };
        let room = body.right - body.left - gutter - 14.0 - words - 14.0;
        let (top, bottom) = (body.top + head, body.top + head + rows);
        let left = Area {
            left: body.left + gutter + 14.0,
            right: body.left + gutter + 14.0 + 0.36 * room,
            top,
            bottom,
        };
        let right = Area {
            left: left.right + between,
            right: body.right - words - 14.0,
            top,
            bottom,
        };
        let canvas = &mut frame.canvas;
        stripe(canvas, Area { top, ..body }, bars.len(), ROW);
        let bold = Lettering::new(TEXT, INK).bold();
        let heads = [
            (
                "How often the best",
                left.left,
                right.left - left.left - 8.0,
            ),
            (
                "What choosing it could cost",
                right.left,
                body.right - right.left,
            ),
        ];
        for (words, x, room) in heads {
            let lines = typeface::wrap(words, TEXT, true, room);
            for (down, line) in lines.iter().take(2).enumerate() {
                let y = body.top + 16.0 + down as f64 * 17.0;
                canvas.text((x, y), line, bold);
            }
        }
        let key = if is_narrow { body.left } else { right.left };
        legend::row(
            canvas,
            (key, body.top + head - 20.0),
            body.right,
            "",
            &[
                (Swatch::Box(VERMILION), "on average".to_owned()),
                (
                    Swatch::Line(Pen::solid(INK, 1.4)),
                    "up to the worst case".to_owned(),
                ),
            ],
        );
        let shares = [0.0, 0.25, 0.5, 0.75, 1.0];
        let share_ticks: Vec<(f64, String)> = shares
            .iter()
            .map(|share| (*share, format!("{:.0}%", share * 100.0)))
            .collect();
        let share_scale = Scale::linear((0.0, 1.0), (left.left, left.right));
        axis::bottom(canvas, left, share_scale, &share_ticks, true);
        axis::name_bottom(canvas, left, "Share of the points");
        let most = highest(bars.iter().map(|bar| bar.worst));
        let cost_ticks = round_ticks(if most > 0.0 { most } else { 1.0 }, 5);
        let last = cost_ticks.last().map_or(1.0, |tick| tick.0);
        let cost_scale = Scale::linear((0.0, last), (right.left, right.right));
        axis::bottom(canvas, right, cost_scale, &cost_ticks, true);
        axis::name_bottom(canvas, right, &self.measure);
        for (k, bar) in bars.iter().enumerate() {
            let y = top + (k as f64 + 0.5) * ROW;
            row_name(canvas, (left.left - 10.0, y), &bar.label, gutter);
            let thick = |area: Area, to: f64| Area {
                left: area.left,
                right: to.max(area.left + 1.0),
                top: y - 7.0,
                bottom: y + 7.0,
            };
            let leads = bars.iter().all(|other| other.best <= bar.best);
            let end = share_scale.place(bar.best);
            canvas.fill(thick(left, end), if leads { BLUE } else { SKY });
            canvas.text_centered((end + 6.0, y), &bar.best_words, small);
            let worst = cost_scale.place(bar.worst);
            let pen = Pen::solid(INK, 1.4);
            canvas.fill(thick(right, cost_scale.place(bar.regret)), VERMILION);
            canvas.line((right.left, y), (worst, y), pen);
            canvas.line((worst, y - 5.0), (worst, y + 5.0), pen);
            canvas.disc((worst, y), 3.5, INK);
            canvas.disc((worst, y), 2.0, WHITE);
            if !is_narrow {
                let words = small.cut(&bar.words, words);
                canvas.text_centered((right.right + 14.0, y), &words, small);
            }
        }
        for area in [left, right] {
            canvas.line((area.left, top), (area.left, bottom), Pen::solid(LINE, 1.0));
        }
        if bars.is_empty() {
            frame.say_empty(left, "nothing to choose from");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "policy",
            "share_best",
            "behind_on_average",
            "behind_at_worst",
        ]);
        for bar in &self.bars {
            data.row([
                (&bar.label).into(),
                bar.best.into(),
                bar.regret.into(),
                bar.worst.into(),
            ]);
        }
        data
    }
}
