//! One history, incident by incident: from onset over detection and waiting to recovery.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, DayMark, first_days, grouped};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, SMALL, room_for};
use super::legend::{self, Swatch};
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{GREEN, GREY, GRID, INK, LIGHT_GREEN, SHADE, YELLOW};
use super::scale::{Scale, highest};
use super::timeline_row::{Columns, Stages, TimelineRow, WORDS};
use super::tone::Tone;
use crate::scenario::document::Severity;

/// The incidents of one replication on the calendar, one row each.
///
/// Hours are lost in a picture of half a year: for the days around an election, choose
/// `from` and `to` close to it; incidents wholly outside are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Timeline {
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

const ROW: f64 = 21.0;
const WAIT_HEAD: &str = "hands on after";
const WHO_HEAD: &str = "answered by";

impl Timeline {
    /// More rows than this do not fit on any page; the figure says how many it leaves out.
    pub(crate) const MOST_ROWS: usize = 400;

    /// The caption, with a sentence if not all incidents are shown.
    fn caption_for(&self, shown: usize) -> Caption {
        let mut caption = self.caption.clone();
        let total = self.total.max(self.rows.len() as u64);
        if total > shown as u64 {
            let chosen = if self.selection.is_empty() {
                "a selection"
            } else {
                &self.selection
            };
            caption.note = format!(
                "Shown are {} of {} incidents: {chosen}. {}",
                shown,
                grouped(total),
                caption.note
            );
        }
        caption
    }

    /// Rows by group in order of first onset, then by onset.
    fn sorted(&self) -> Vec<&TimelineRow> {
        let mut rows: Vec<&TimelineRow> = self
            .rows
            .iter()
            .filter(|row| row.touches(self.from, self.to))
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

    /// What is drawn, and nothing else; gives the height of the last row.
    fn draw_legend(&self, canvas: &mut Canvas, body: Area, rows: &[&TimelineRow]) -> f64 {
        let stages: Vec<Stages> = rows.iter().map(|row| row.stages()).collect();
        let some = |lasts: fn(&Stages) -> bool| stages.iter().any(lasts);
        let pauses = rows.iter().any(|row| row.pauses());
        let states = [
            (
                some(|it| it.detected > it.onset),
                Swatch::Hatched(GREY),
                "not yet detected",
            ),
            (
                some(|it| it.hands_on > it.detected),
                Swatch::Framed(YELLOW),
                "detected, waiting for hands",
            ),
            (some(Stages::has_work), Swatch::Box(GREEN), "hands on"),
            (pauses, Swatch::Framed(LIGHT_GREEN), "between stages"),
            (
                some(Stages::is_over_at_once),
                Swatch::Stroke(INK),
                "over as soon as it began",
            ),
            (
                stages
                    .iter()
                    .any(|it| it.onset < self.from || it.end > self.to),
                Swatch::Arrow(INK),
                "open beyond the axis",
            ),
        ];
        let states: Vec<(Swatch, String)> = states
            .into_iter()
            .filter(|(drawn, ..)| *drawn)
            .map(|(_, swatch, words)| (swatch, words.to_owned()))
            .collect();
        let head = if states.is_empty() { "" } else { "State" };
        let at = (body.left, body.top + 8.0);
        let y = legend::row(canvas, at, body.right, head, &states);
        let marks: Vec<(Swatch, String)> = Severity::ALL
            .into_iter()
            .rev()
            .filter(|severity| rows.iter().any(|row| row.severity == *severity))
            .map(|severity| {
                (
                    Swatch::Mark(Tone::Severity(severity)),
                    severity.name().to_owned(),
                )
            })
            .collect();
        let head = if marks.is_empty() { "" } else { "Severity" };
        legend::row(canvas, (body.left, y + 23.0), body.right, head, &marks)
    }
}

impl Figure for Timeline {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let rows = self.sorted();
        let gravest = rows.iter().filter(|row| row.severity == Severity::Critical);
        format!(
            "{} incidents as bars on the calendar, each from onset over detection and waiting to \
             recovery. The critical ones: {}.",
            rows.len(),
            listed(gravest.map(|row| row.label.clone()))
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let mut rows = self.sorted();
        rows.truncate(Self::MOST_ROWS);
        let caption = self.caption_for(rows.len());

        let grouped_rows = rows.iter().any(|row| !row.group.is_empty());
        let heads = if grouped_rows {
            1 + rows
                .windows(2)
                .filter(|two| two[0].group != two[1].group)
                .count()
        } else {
            0
        };
        let height = (rows.len() + heads).max(4) as f64 * ROW;

        let names = highest(rows.iter().map(|row| WORDS.width(&row.label)))
            .clamp(80.0, room_for(page, 270.0));
        let teams = highest(rows.iter().map(|row| WORDS.width(&row.answered_by)))
            .clamp(WORDS.width(WHO_HEAD), room_for(page, 210.0));
        // A narrow sheet has no room to say who answered.
        let is_narrow = page < PAGE_WIDTH * 0.75;
        let who = if is_narrow {
            page - MARGIN + 18.0
        } else {
            page - MARGIN - teams
        };
        let wait = who - 18.0 - WORDS.width(WAIT_HEAD);
        let (left, right) = (MARGIN + 22.0 + names + 12.0, wait - 36.0);
        let time = Scale::linear((self.from, self.to), (left, right));
        let (days, days_left) = first_days(&self.elections);
        let elections = days.iter().map(|mark| (mark.at, mark.label.as_str()));
        let flags = Flags::place(elections, time, MARGIN, page - MARGIN);
        let margins = Area {
            left: MARGIN,
            right: page - MARGIN,
            top: 0.0,
            bottom: 0.0,
        };
        let key = self.draw_legend(&mut Canvas::new(page, 1.0), margins, &rows);
        let head = key + 31.0 + flags.height() + 24.0;

        let mut frame = Frame::new(
            &caption.noting(&days_left),
            None,
            page,
            head + height + 26.0,
        );
        let body = frame.body;
        let plot = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.top + head + height,
        };
        let columns = Columns {
            body,
            plot,
            wait,
            who,
        };
        let canvas = &mut frame.canvas;
        self.draw_legend(canvas, body, &rows);
        let quiet = Lettering::new(SMALL, GREY);
        canvas.text((wait, plot.top - 8.0), WAIT_HEAD, quiet);
        if !is_narrow {
            canvas.text((who, plot.top - 8.0), WHO_HEAD, quiet);
        }
        let lines: Vec<f64> = flags.lines().collect();
        axis::top_words(canvas, plot, time, &self.ticks, &lines);
        axis::bottom(canvas, plot, time, &self.ticks, true);
        let mut y = plot.top;
        let mut group: Option<&str> = None;
        for row in &rows {
            if grouped_rows && group != Some(row.group.as_str()) {
                group = Some(&row.group);
                canvas.fill(
                    Area {
                        left: body.left,
                        right: body.right,
                        top: y + 1.0,
                        bottom: y + ROW,
                    },
                    SHADE,
                );
                canvas.text_centered((body.left + 4.0, y + ROW / 2.0), &row.group, WORDS.bold());
                y += ROW;
            }
            canvas.line(
                (body.left, y + ROW),
                (body.right, y + ROW),
                Pen::solid(GRID, 0.7),
            );
            let tag = Tag::new(row.severity.name(), "bar");
            let said = format!("{}, {}", row.label, row.severity.name());
            canvas.tagged(tag.saying(said), |canvas| {
                row.draw(canvas, &columns, y + ROW / 2.0, time);
            });
            y += ROW;
        }
        flags.draw(canvas, plot, plot.top - 24.0);
        if rows.is_empty() {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "incident",
            "severity",
            "onset_h",
            "detected_h",
            "hands_on_h",
            "recovered_h",
            "answered_by",
        ]);
        for row in self.sorted() {
            data.row([
                (&row.label).into(),
                row.severity.name().into(),
                row.onset.into(),
                row.detected.into(),
                row.hands_on.into(),
                row.recovered.into(),
                (&row.answered_by).into(),
            ]);
        }
        data
    }
}
