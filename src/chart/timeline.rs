//! One history, incident by incident: from onset over detection and waiting to recovery.

use super::axis;
use super::canvas::{Area, Canvas, Lettering, Pen};
use super::error::ChartError;
use super::figure_text::{Caption, DayMark, duration, grouped};
use super::frame::{Frame, PAGE_WIDTH, SMALL, TEXT};
use super::legend::{self, Swatch};
use super::palette::{GREEN, GREY, GRID, INK, LINE, SHADE, Tone, WHITE, YELLOW};
use super::scale::Scale;
use super::svg::Svg;
use crate::scenario::document::Severity;

/// The incidents of one replication on the calendar, one row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The words around the figure.
    pub caption: Caption,
    /// Left end of the axis, hours since the scenario's start.
    pub from: f64,
    /// Right end of the axis, hours since the scenario's start: its end, as a rule.
    pub to: f64,
    /// Calendar ticks: hours and words.
    pub ticks: Vec<(f64, String)>,
    /// Election days.
    pub elections: Vec<DayMark>,
    /// The incidents to draw, about sixty at most; they are sorted by group and onset.
    pub rows: Vec<TimelineRow>,
    /// Incidents there were in all; if more than there are rows, the figure says so.
    pub total: u64,
    /// How the rows were chosen, e.g. "the gravest"; said when not all are shown.
    pub selection: String,
}

/// One incident. A moment that has not come by the end of the axis is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineRow {
    /// What happened, to what: "Web flood · results site".
    pub label: String,
    /// Rows of the same group stand together under its name; empty for none.
    pub group: String,
    /// How grave it is.
    pub severity: Severity,
    /// Onset, hours since the scenario's start.
    pub onset: f64,
    /// Detection.
    pub detected: Option<f64>,
    /// Hands on.
    pub hands_on: Option<f64>,
    /// Recovery, or another end.
    pub recovered: Option<f64>,
    /// Who had hands on, or "nobody".
    pub answered_by: String,
}

const ROW: f64 = 21.0;

impl Timeline {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        let rows = self.sorted();
        let groups = rows
            .iter()
            .zip(rows.iter().skip(1))
            .filter(|(a, b)| a.group != b.group)
            .count()
            + usize::from(rows.first().is_some_and(|row| !row.group.is_empty()));
        let height = (rows.len() + groups).max(4) as f64 * ROW;
        let mut caption = self.caption.clone();
        if self.total > rows.len() as u64 {
            let chosen = if self.selection.is_empty() {
                "a selection"
            } else {
                &self.selection
            };
            caption.note = format!(
                "{} of {} incidents are shown: {chosen}. {}",
                rows.len(),
                grouped(self.total),
                caption.note
            );
        }
        let mut frame = Frame::new(&caption, None, PAGE_WIDTH, 78.0 + height + 34.0);
        let body = frame.body;
        let plot = Area {
            left: body.left + 250.0,
            top: body.top + 78.0,
            right: body.right - 190.0,
            bottom: body.top + 78.0 + height,
        };
        let canvas = &mut frame.canvas;
        Self::draw_legend(canvas, body);
        let time = Scale::linear((self.from, self.to), (plot.left, plot.right));
        axis::bottom(canvas, plot, time, &self.ticks, true);
        for mark in self.elections.iter().filter(|mark| time.holds(mark.at)) {
            let x = time.place(mark.at);
            canvas.line(
                (x, plot.top - 6.0),
                (x, plot.bottom),
                Pen::dashed(INK, 1.2, &[5.0, 3.0]),
            );
            canvas.text(
                (x, plot.top - 10.0),
                &mark.label,
                Lettering::new(SMALL, INK).bold().middle(),
            );
        }
        let head = Lettering::new(SMALL, GREY);
        canvas.text((plot.right + 14.0, plot.top - 10.0), "wait", head);
        canvas.text((plot.right + 74.0, plot.top - 10.0), "answered by", head);
        let mut y = plot.top;
        let mut group = "";
        for row in &rows {
            if row.group != group {
                group = &row.group;
                canvas.fill(
                    Area {
                        left: body.left,
                        right: body.right,
                        top: y,
                        bottom: y + ROW,
                    },
                    SHADE,
                );
                canvas.text_centered(
                    (body.left + 4.0, y + ROW / 2.0),
                    group,
                    Lettering::new(SMALL, INK).bold(),
                );
                y += ROW;
            }
            draw_row(canvas, body, plot, y + ROW / 2.0, time, row);
            y += ROW;
        }
        if rows.is_empty() {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas.finish()
    }

    /// Rows by group in order of first onset, then by onset.
    fn sorted(&self) -> Vec<&TimelineRow> {
        let mut rows: Vec<&TimelineRow> = self
            .rows
            .iter()
            .filter(|row| row.onset.is_finite())
            .collect();
        rows.sort_by(|a, b| {
            a.onset
                .total_cmp(&b.onset)
                .then_with(|| a.label.cmp(&b.label))
        });
        let mut groups: Vec<&str> = Vec::new();
        for row in &rows {
            if !groups.contains(&row.group.as_str()) {
                groups.push(&row.group);
            }
        }
        rows.sort_by_key(|row| groups.iter().position(|group| *group == row.group));
        rows
    }

    fn draw_legend(canvas: &mut Canvas, body: Area) {
        let states = [
            (Swatch::Hatched(GREY), "not yet detected".to_owned()),
            (Swatch::Box(YELLOW), "waiting for hands".to_owned()),
            (Swatch::Box(GREEN), "hands on".to_owned()),
        ];
        let y = legend::row(
            canvas,
            (body.left, body.top + 6.0),
            body.right,
            "State",
            &states,
        );
        let marks: Vec<(Swatch, String)> = Severity::ALL
            .into_iter()
            .rev()
            .map(|severity| {
                (
                    Swatch::Mark(Tone::Severity(severity)),
                    severity.name().to_owned(),
                )
            })
            .collect();
        legend::row(
            canvas,
            (body.left, y + 22.0),
            body.right,
            "Severity",
            &marks,
        );
    }
}

fn draw_row(canvas: &mut Canvas, body: Area, plot: Area, y: f64, time: Scale, row: &TimelineRow) {
    let small = Lettering::new(SMALL, INK);
    canvas.line(
        (body.left, y + ROW / 2.0),
        (body.right, y + ROW / 2.0),
        Pen::solid(GRID, 0.6),
    );
    Tone::Severity(row.severity).mark(canvas, (body.left + 8.0, y), 5.0);
    canvas.text_centered(
        (body.left + 22.0, y),
        &small.cut(&row.label, plot.left - body.left - 30.0),
        small,
    );
    let known = |moment: Option<f64>| moment.filter(|at| at.is_finite());
    let end = known(row.recovered);
    let close = end.unwrap_or(f64::INFINITY);
    let detected = known(row.detected).unwrap_or(close).min(close);
    let hands_on = known(row.hands_on).unwrap_or(close).min(close);
    let area = |from: f64, to: f64| Area {
        left: time.place(from),
        right: time.place(to).max(time.place(from) + 1.0),
        top: y - 5.5,
        bottom: y + 5.5,
    };
    if detected > row.onset {
        canvas.hatch(area(row.onset, detected), 4.0, Pen::solid(GREY, 0.8));
        canvas.outline(area(row.onset, detected), Pen::solid(GREY, 0.7));
    }
    if hands_on > detected {
        canvas.fill(area(detected, hands_on), YELLOW);
        canvas.outline(area(detected, hands_on), Pen::solid(LINE, 0.7));
    }
    if close > hands_on {
        canvas.fill(area(hands_on, close), GREEN);
    }
    if end.is_none() {
        let x = plot.right;
        canvas.polygon(vec![(x, y - 6.5), (x + 8.0, y), (x, y + 6.5)], INK);
    }
    let wait = match (row.detected, row.hands_on) {
        (Some(detected), Some(hands_on)) => duration(hands_on - detected),
        _ => "–".to_owned(),
    };
    canvas.text_centered((plot.right + 14.0, y), &wait, small);
    canvas.text_centered(
        (plot.right + 74.0, y),
        &small.cut(&row.answered_by, body.right - plot.right - 76.0),
        small,
    );
    let _ = (WHITE, TEXT);
}
