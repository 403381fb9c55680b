//! One history, incident by incident: from onset over detection and waiting to recovery.

use super::axis;
use super::canvas::{Area, Canvas, Lettering, Pen};
use super::error::ChartError;
use super::figure_text::{Caption, DayMark, duration, grouped};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, PAGE_WIDTH, SMALL};
use super::legend::{self, Swatch};
use super::palette::{GREEN, GREY, GRID, INK, LIGHT_GREEN, SHADE, Tone, YELLOW};
use super::scale::{Scale, highest};
use super::svg::Svg;
use crate::scenario::document::Severity;

/// The incidents of one replication on the calendar, one row each.
///
/// Hours are lost in a picture of half a year: for the days around an election, choose
/// `from` and `to` close to it; incidents wholly outside are left out.
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
    /// Stretches with hands on, from first hands on to recovery; empty: all of it.
    pub work: Vec<(f64, f64)>,
    /// Who had hands on, or "nobody".
    pub answered_by: String,
}

const ROW: f64 = 21.0;
/// More rows than this do not fit on any page; the figure says how many it leaves out.
const MOST_ROWS: usize = 400;
/// Half the height of a bar.
const HALF: f64 = 5.5;
/// The shortest stage that is drawn, in pixels.
const SHORTEST: f64 = 2.0;
const WORDS: Lettering = Lettering::new(SMALL, INK);
const WAIT_HEAD: &str = "hands on after";
const WHO_HEAD: &str = "answered by";

/// Where the columns stand.
struct Columns {
    body: Area,
    plot: Area,
    wait: f64,
    who: f64,
}

impl Timeline {
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
        let mut rows = self.sorted();
        rows.truncate(MOST_ROWS);
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

        let names = highest(rows.iter().map(|row| WORDS.width(&row.label))).clamp(80.0, 270.0);
        let teams = highest(rows.iter().map(|row| WORDS.width(&row.answered_by)))
            .clamp(WORDS.width(WHO_HEAD), 210.0);
        let who = PAGE_WIDTH - MARGIN - teams;
        let wait = who - 18.0 - WORDS.width(WAIT_HEAD);
        let (left, right) = (MARGIN + 22.0 + names + 12.0, wait - 20.0);
        let time = Scale::linear((self.from, self.to), (left, right));
        let elections = self
            .elections
            .iter()
            .map(|mark| (mark.at, mark.label.as_str()));
        let flags = Flags::place(elections, time, MARGIN, PAGE_WIDTH - MARGIN);
        let head = 62.0 + flags.height() + 24.0;

        let mut frame = Frame::new(&caption, None, PAGE_WIDTH, head + height + 26.0);
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
        draw_legend(canvas, body);
        let quiet = Lettering::new(SMALL, GREY);
        canvas.text((wait, plot.top - 8.0), WAIT_HEAD, quiet);
        canvas.text((who, plot.top - 8.0), WHO_HEAD, quiet);
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
            row.draw(canvas, &columns, y + ROW / 2.0, time);
            y += ROW;
        }
        flags.draw(canvas, plot, plot.top - 24.0);
        if rows.is_empty() {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas
    }

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
}

fn draw_legend(canvas: &mut Canvas, body: Area) {
    let states = [
        (Swatch::Hatched(GREY), "not yet detected".to_owned()),
        (
            Swatch::Framed(YELLOW),
            "detected, waiting for hands".to_owned(),
        ),
        (Swatch::Box(GREEN), "hands on".to_owned()),
        (Swatch::Framed(LIGHT_GREEN), "between stages".to_owned()),
        (Swatch::Arrow(INK), "open beyond the axis".to_owned()),
    ];
    let y = legend::row(
        canvas,
        (body.left, body.top + 8.0),
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
        (body.left, y + 23.0),
        body.right,
        "Severity",
        &marks,
    );
}

impl TimelineRow {
    /// True if some of the incident falls between two moments.
    fn touches(&self, from: f64, to: f64) -> bool {
        self.onset.is_finite() && self.onset <= to && self.recovered.is_none_or(|end| end >= from)
    }

    fn draw(&self, canvas: &mut Canvas, columns: &Columns, y: f64, time: Scale) {
        let Columns {
            body,
            plot,
            wait,
            who,
        } = columns;
        Tone::Severity(self.severity).mark(canvas, (body.left + 8.0, y), 5.0);
        canvas.text_centered(
            (body.left + 22.0, y),
            &WORDS.cut(&self.label, plot.left - body.left - 30.0),
            WORDS,
        );

        let known = |moment: Option<f64>| moment.filter(|at| at.is_finite());
        let end = known(self.recovered);
        let close = end.unwrap_or(f64::INFINITY);
        let detected = known(self.detected).unwrap_or(close).min(close);
        let hands_on = known(self.hands_on)
            .unwrap_or(close)
            .clamp(detected, close.max(detected));
        // A stage that lasts is seen, however short: it begins where the last one ends.
        let mut x = time.place(self.onset);
        let mut stage = |from: f64, to: f64| {
            (to > from && to >= time.first()).then(|| {
                let left = x.max(time.place(from));
                x = time.place(to).max(left + SHORTEST);
                Area {
                    left,
                    right: x,
                    top: y - HALF,
                    bottom: y + HALF,
                }
            })
        };
        let (unseen, waiting, worked) = (
            stage(self.onset, detected),
            stage(detected, hands_on),
            stage(hands_on, close),
        );
        if let Some(unseen) = unseen {
            canvas.hatch(unseen, 4.0, Pen::solid(GREY, 0.8));
            canvas.outline(unseen, Pen::solid(GREY, 0.8));
        }
        if let Some(waiting) = waiting {
            canvas.fill(waiting, YELLOW);
            canvas.outline(waiting, Pen::solid(GREY, 0.8));
        }
        if let Some(worked) = worked {
            self.draw_work(canvas, worked, time);
        }
        if self.onset < time.first() {
            let x = plot.left;
            canvas.polygon(
                vec![(x - 1.0, y - 6.5), (x - 10.0, y), (x - 1.0, y + 6.5)],
                INK,
            );
        }
        if close > time.last() {
            let x = plot.right;
            canvas.polygon(
                vec![(x + 1.0, y - 6.5), (x + 10.0, y), (x + 1.0, y + 6.5)],
                INK,
            );
        }
        canvas.text_centered((*wait, y), &self.wait_words(time), WORDS);
        canvas.text_centered(
            (*who, y),
            &WORDS.cut(&self.answered_by, body.right - who),
            WORDS,
        );
    }

    /// From first hands on to the end: solid where somebody is at work.
    fn draw_work(&self, canvas: &mut Canvas, whole: Area, time: Scale) {
        if self.work.is_empty() {
            canvas.fill(whole, GREEN);
            return;
        }
        canvas.fill(whole, LIGHT_GREEN);
        for (from, to) in &self.work {
            let left = time.place(*from).clamp(whole.left, whole.right);
            let right = time.place(*to).clamp(left, whole.right);
            canvas.fill(
                Area {
                    left,
                    right,
                    ..whole
                },
                GREEN,
            );
        }
        canvas.outline(whole, Pen::solid(GREEN, 0.8));
    }

    /// The wait from detection to hands on; "over" what has passed if it is still on.
    fn wait_words(&self, time: Scale) -> String {
        match (self.detected, self.hands_on, self.recovered) {
            (Some(detected), Some(hands_on), _) => duration(hands_on - detected),
            (Some(detected), None, None) => format!("over {}", duration(time.last() - detected)),
            (None, ..) => "not detected".to_owned(),
            (Some(_), None, Some(_)) => "never".to_owned(),
        }
    }
}
