//! How often things that must hold failed, and what for most often.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, ends, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out};
use super::frame::{Frame, MARGIN, SMALL, TEXT, room_for, row_name, stripe};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLUE, GREY, INK, LINE, SKY};
use super::scale::{Scale, highest, round_steps};

/// For each of several how often it was missed, with its chief cause.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Misses {
    /// The words around the figure.
    pub caption: Caption,
    /// One above the other.
    pub panels: Vec<MissPanel>,
}

/// Things whose misses are counted alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MissPanel {
    /// What the shares are of: "Share of histories that missed it".
    pub measure: String,
    /// Rows from the top.
    pub rows: Vec<MissRow>,
}

/// One of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MissRow {
    /// What it is.
    pub label: String,
    /// Share that was missed, from 0 to 1.
    pub missed: f64,
    /// Limits of its interval, if there is one.
    pub interval: Option<(f64, f64)>,
    /// The part of it that the chief cause has, from 0 to 1.
    pub chief: f64,
    /// The share and the chief cause in words: `61%: a flood`.
    pub words: String,
}

const ROW: f64 = 26.0;
const HEAD: f64 = 24.0;
const FOOT: f64 = 58.0;

impl MissPanel {
    fn shown(&self) -> &[MissRow] {
        &self.rows[..self.rows.len().min(MOST_ROWS)]
    }

    fn draw(&self, canvas: &mut Canvas, body: Area, plot: Area, words: f64) {
        let rows = self.shown();
        let small = Lettering::new(SMALL, INK);
        let top = plot.top;
        stripe(canvas, Area { top, ..body }, rows.len(), ROW);
        let most = highest(
            rows.iter()
                .map(|row| row.interval.map_or(row.missed, |it| it.1)),
        );
        let ticks: Vec<(f64, String)> = round_steps((most * 100.0).clamp(1.0, 100.0), 4)
            .into_iter()
            .filter(|step| *step <= 100.0)
            .map(|step| (step / 100.0, format!("{step}%")))
            .collect();
        let last = ticks.last().map_or(1.0, |tick| tick.0).max(most);
        let scale = Scale::linear((0.0, last), (plot.left, plot.right));
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        for (k, row) in rows.iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * ROW;
            let room = plot.left - body.left - 14.0;
            row_name(canvas, (plot.left - 10.0, y), &row.label, room);
            let bar = |from: f64, to: f64| Area {
                left: scale.place(from),
                right: scale.place(to),
                top: y - 7.0,
                bottom: y + 7.0,
            };
            let chief = row.missed * row.chief;
            let said = format!("{}: {}", row.label, row.words);
            canvas.tagged(Tag::new(&row.label, "bar").saying(said), |canvas| {
                canvas.fill(bar(0.0, chief), BLUE);
                canvas.fill(bar(chief, row.missed), SKY);
            });
            if let Some((low, high)) = row.interval {
                let pen = Pen::solid(INK, 1.4);
                let (from, to) = (scale.place(low), scale.place(high));
                canvas.line((from, y), (to, y), pen);
                canvas.line((from, y - 4.0), (from, y + 4.0), pen);
                canvas.line((to, y - 4.0), (to, y + 4.0), pen);
            }
            canvas.text_centered((plot.right + 14.0, y), &small.cut(&row.words, words), small);
        }
        canvas.text(
            (plot.right + 14.0, plot.top - 8.0),
            "missed: chief cause",
            Lettering::new(SMALL, GREY),
        );
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
    }
}

impl Figure for Misses {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let rows = panel
                .rows
                .iter()
                .map(|row| format!("{}, {}", row.label, row.words));
            format!("{}: {}.", panel.measure, listed(rows))
        });
        let panels: Vec<String> = panels.collect();
        format!("Bars of what was missed. {}", panels.join(" "))
    }

    fn sheet(&self, page: f64) -> Canvas {
        let all: usize = self.panels.iter().map(|panel| panel.rows.len()).sum();
        let drawn: usize = self.panels.iter().map(|panel| panel.shown().len()).sum();
        let caption = self.caption.clone().noting(&left_out(drawn, all, "rows"));
        let entries = [
            (Swatch::Box(BLUE), "for the chief cause".to_owned()),
            (Swatch::Box(SKY), "for others".to_owned()),
            (
                Swatch::Line(Pen::solid(INK, 1.4)),
                "95% interval".to_owned(),
            ),
        ];
        let key = 30.0 + legend::depth(MARGIN, page - MARGIN, "", &entries);
        let height = |panel: &MissPanel| HEAD + panel.shown().len() as f64 * ROW + FOOT;
        let heights: f64 = self.panels.iter().map(height).sum();
        let mut frame = Frame::new(&caption, None, page, key + heights.max(80.0));
        let body = frame.body;
        let (names, small) = (Lettering::new(TEXT, INK), Lettering::new(SMALL, INK));
        let rows = || self.panels.iter().flat_map(MissPanel::shown);
        let gutter =
            highest(rows().map(|row| names.width(&row.label))).clamp(80.0, room_for(page, 300.0));
        let words =
            highest(rows().map(|row| small.width(&row.words))).clamp(60.0, room_for(page, 300.0));
        let (left, right) = (body.left + gutter + 14.0, body.right - words - 14.0);
        legend::row(
            &mut frame.canvas,
            (body.left, body.top + 8.0),
            body.right,
            "",
            &entries,
        );
        let mut top = body.top + key;
        for panel in &self.panels {
            let plot = Area {
                left,
                right,
                top: top + HEAD,
                bottom: top + HEAD + panel.shown().len() as f64 * ROW,
            };
            panel.draw(&mut frame.canvas, body, plot, words);
            top += height(panel);
        }
        if drawn == 0 {
            frame.say_empty(body, "nothing was missed");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "measure",
            "what",
            "missed",
            "low",
            "high",
            "for_the_chief_cause",
            "words",
        ]);
        for panel in &self.panels {
            for row in &panel.rows {
                let (low, high) = ends(row.interval);
                data.row([
                    (&panel.measure).into(),
                    (&row.label).into(),
                    row.missed.into(),
                    low,
                    high,
                    (row.missed * row.chief).into(),
                    (&row.words).into(),
                ]);
            }
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::PAGE_WIDTH;
    use super::*;

    fn panel(rows: usize, name: &str) -> MissPanel {
        let row = |k: usize| MissRow {
            label: format!("{name} {k}"),
            missed: 1.0 / (k + 1) as f64,
            interval: (!k.is_multiple_of(3))
                .then_some((0.5 / (k + 1) as f64, 1.0_f64.min(1.4 / (k + 1) as f64))),
            chief: 0.8,
            words: format!("{name}, and what it was missed for"),
        };
        MissPanel {
            measure: "Share of histories that missed it".to_owned(),
            rows: (0..rows).map(row).collect(),
        }
    }

    #[test]
    fn no_label_leaves_the_page_or_lies_on_another() {
        let long = "A milestone with a name that goes on and on ".repeat(8);
        for panels in [
            vec![],
            vec![panel(1, "One")],
            vec![panel(24, "Results site, night"), panel(6, "At work within")],
            vec![panel(3, &long)],
            vec![panel(120, "Election")],
        ] {
            let misses = Misses {
                caption: Caption::default(),
                panels,
            };
            let faults = misses.sheet(PAGE_WIDTH).faults();
            assert!(faults.is_empty(), "{faults:?}");
        }
    }
}
