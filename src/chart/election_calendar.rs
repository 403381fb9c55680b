//! What happens when: incidents week by week, phases, election days, and who is on duty.

use super::axis::{self, Tick};
use super::canvas::{Area, Canvas, Lettering, Pen};
use super::error::ChartError;
use super::figure_text::{Caption, DayMark, measured};
use super::frame::{Frame, PAGE_WIDTH, SMALL};
use super::legend::{self, Swatch};
use super::palette::{GREY, INK, LINE, SHADE, Tone, WHITE, thin};
use super::scale::{Scale, highest, round_steps};
use super::svg::Svg;
use crate::scenario::document::Severity;

/// Incidents over the scenario's calendar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ElectionCalendar {
    /// The words around the figure.
    pub caption: Caption,
    /// Left end of the axis, hours since the scenario's start.
    pub from: f64,
    /// Right end of the axis, hours since the scenario's start.
    pub to: f64,
    /// Calendar ticks: hours and words ("Jan", "1 Mar" …).
    pub ticks: Vec<(f64, String)>,
    /// Bars, in order of time.
    pub bins: Vec<CalendarBin>,
    /// What one bin counts, e.g. "Incidents per week".
    pub per: String,
    /// Phases of the election period; they may overlap.
    pub phases: Vec<CalendarPhase>,
    /// Election days.
    pub elections: Vec<DayMark>,
    /// Who is on duty, one strip for each roster.
    pub duty: Vec<DutyStrip>,
}

/// Incidents within one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CalendarBin {
    /// Start, hours since the scenario's start.
    pub from: f64,
    /// End, hours since the scenario's start.
    pub to: f64,
    /// Mean number of incidents per replication, by [`Severity::ix`].
    pub mean: [f64; 4],
}

/// A phase of the election period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalendarPhase {
    /// Start, hours since the scenario's start.
    pub from: f64,
    /// End, hours since the scenario's start.
    pub to: f64,
    /// Name.
    pub label: String,
}

/// A roster's shifts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DutyStrip {
    /// The team's name.
    pub label: String,
    /// Its shifts, in order of time.
    pub shifts: Vec<DutySpan>,
}

/// One shift.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DutySpan {
    /// Start, hours since the scenario's start.
    pub from: f64,
    /// End, hours since the scenario's start.
    pub to: f64,
    /// The nation on duty.
    pub label: String,
}

const PLOT_HEIGHT: f64 = 300.0;
const STRIP: f64 = 22.0;

impl ElectionCalendar {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        let phases = self.phase_rows();
        let phase_rows = phases.iter().map(|(row, _)| row + 1).max().unwrap_or(0) as f64;
        let marks = self.election_rows();
        let mark_rows = marks.iter().map(|(row, _)| row + 1).max().unwrap_or(0) as f64;
        let legend_height = 26.0;
        let head = legend_height + 24.0 + mark_rows * 18.0 + phase_rows * (STRIP + 2.0) + 6.0;
        let duty_height = self.duty.len() as f64 * (STRIP + 4.0);
        let mut frame = Frame::new(
            &self.caption,
            None,
            PAGE_WIDTH,
            head + PLOT_HEIGHT + 34.0 + duty_height + 14.0,
        );
        let body = frame.body;
        let plot = self.plot_area(body, head);
        let canvas = &mut frame.canvas;

        let entries: Vec<(Swatch, String)> = Severity::ALL
            .into_iter()
            .rev()
            .map(|severity| {
                (
                    Swatch::Box(Tone::Severity(severity).color()),
                    severity.name().to_owned(),
                )
            })
            .collect();
        legend::row(
            canvas,
            (body.left, body.top + 6.0),
            body.right,
            "Severity",
            &entries,
        );

        let time = Scale::linear((self.from, self.to), (plot.left, plot.right));
        let top = highest(self.bins.iter().map(total));
        let steps = round_steps(top, 5);
        let count = Scale::linear(
            (0.0, steps.last().copied().unwrap_or(1.0)),
            (plot.bottom, plot.top),
        );
        axis::name_left(
            canvas,
            body.left,
            body.top + legend_height + 10.0,
            &format!(
                "{}, mean per replication",
                if self.per.is_empty() {
                    "Incidents"
                } else {
                    &self.per
                }
            ),
        );
        let ticks: Vec<Tick> = steps.iter().map(|step| (*step, measured(*step))).collect();
        axis::left(canvas, plot, count, &ticks);
        for (row, phase) in &phases {
            let area = Area {
                left: time.place(phase.from),
                right: time.place(phase.to),
                top: plot.top - (STRIP + 2.0) * (*row as f64 + 1.0) - 4.0,
                bottom: plot.top - (STRIP + 2.0) * *row as f64 - 6.0,
            };
            canvas.fill(area, thin(LINE, 0.35));
            canvas.fill(
                Area {
                    top: plot.top,
                    bottom: plot.bottom,
                    ..area
                },
                thin(LINE, 0.10),
            );
            let lettering = Lettering::new(SMALL, INK).middle();
            let words = lettering.cut(&phase.label, area.width() - 6.0);
            if words.chars().count() > 2 {
                canvas.text_centered(area.center(), &words, lettering);
            }
        }
        self.draw_bars(canvas, time, count);
        axis::bottom(canvas, plot, time, &self.ticks, false);
        for (row, mark) in &marks {
            let x = time.place(mark.at);
            let y = body.top + legend_height + 36.0 + 18.0 * (mark_rows - 1.0 - *row as f64);
            canvas.line(
                (x, plot.bottom),
                (x, y + 4.0),
                Pen::dashed(INK, 1.3, &[5.0, 3.0]),
            );
            let lettering = Lettering::new(SMALL, INK).bold();
            if x + 4.0 + lettering.width(&mark.label) > body.right {
                canvas.text((x - 4.0, y), &mark.label, lettering.end());
            } else {
                canvas.text((x + 4.0, y), &mark.label, lettering);
            }
        }
        self.draw_duty(canvas, body, plot, time);
        if top <= 0.0 {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas.finish()
    }

    fn plot_area(&self, body: Area, head: f64) -> Area {
        let lettering = Lettering::new(SMALL, INK);
        let names = highest(self.duty.iter().map(|strip| lettering.width(&strip.label))).min(170.0);
        let left = body.left + (names + 12.0).max(48.0);
        Area {
            left,
            top: body.top + head,
            right: body.right - 8.0,
            bottom: body.top + head + PLOT_HEIGHT,
        }
    }

    /// Phases with the row they stand in, so that no two overlap; row 0 is the lowest.
    fn phase_rows(&self) -> Vec<(usize, &CalendarPhase)> {
        let mut phases: Vec<&CalendarPhase> = self
            .phases
            .iter()
            .filter(|p| p.to > p.from && p.to > self.from && p.from < self.to)
            .collect();
        phases.sort_by(|a, b| a.from.total_cmp(&b.from).then(b.to.total_cmp(&a.to)));
        let mut ends: Vec<f64> = Vec::new();
        phases
            .into_iter()
            .map(|phase| {
                let row = ends
                    .iter()
                    .position(|end| phase.from >= *end)
                    .unwrap_or(ends.len());
                if row == ends.len() {
                    ends.push(0.0);
                }
                ends[row] = phase.to;
                (row, phase)
            })
            .collect()
    }

    /// Election days with the row their words stand in, so that no two touch.
    fn election_rows(&self) -> Vec<(usize, &DayMark)> {
        let time = Scale::linear((self.from, self.to), (120.0, PAGE_WIDTH - 40.0));
        let lettering = Lettering::new(SMALL, INK).bold();
        let mut marks: Vec<&DayMark> = self
            .elections
            .iter()
            .filter(|m| m.at >= self.from && m.at <= self.to)
            .collect();
        marks.sort_by(|a, b| b.at.total_cmp(&a.at));
        let mut starts: Vec<f64> = Vec::new();
        marks
            .into_iter()
            .map(|mark| {
                let x = time.place(mark.at);
                let end = x + lettering.width(&mark.label) + 12.0;
                let row = starts
                    .iter()
                    .position(|start| end < *start)
                    .unwrap_or(starts.len());
                if row == starts.len() {
                    starts.push(0.0);
                }
                starts[row] = x;
                (row, mark)
            })
            .collect()
    }

    fn draw_bars(&self, canvas: &mut Canvas, time: Scale, count: Scale) {
        for bin in &self.bins {
            let (left, right) = (time.place(bin.from), time.place(bin.to));
            let gap = ((right - left) * 0.08).min(1.5);
            let mut sum = 0.0;
            for severity in Severity::ALL {
                let mean = bin.mean[severity.ix()];
                if mean.is_finite() && mean > 0.0 {
                    let area = Area {
                        left: left + gap,
                        right: right - gap,
                        top: count.place(sum + mean),
                        bottom: count.place(sum),
                    };
                    canvas.fill(area, Tone::Severity(severity).color());
                    canvas.line(
                        (area.left, area.top),
                        (area.right, area.top),
                        Pen::solid(WHITE, 0.8),
                    );
                    sum += mean;
                }
            }
        }
    }

    fn draw_duty(&self, canvas: &mut Canvas, body: Area, plot: Area, time: Scale) {
        for (k, strip) in self.duty.iter().enumerate() {
            let top = plot.bottom + 36.0 + k as f64 * (STRIP + 4.0);
            let small = Lettering::new(SMALL, INK);
            let label = small.cut(&strip.label, plot.left - body.left - 10.0);
            canvas.text_centered((plot.left - 8.0, top + STRIP / 2.0), &label, small.end());
            for (n, shift) in strip.shifts.iter().enumerate() {
                let area = Area {
                    left: time.place(shift.from),
                    right: time.place(shift.to),
                    top,
                    bottom: top + STRIP,
                };
                canvas.fill(area, if n % 2 == 0 { SHADE } else { thin(LINE, 0.35) });
                let words = small.cut(&shift.label, area.width() - 6.0);
                if words.chars().count() > 1 {
                    canvas.text_centered(area.center(), &words, small.middle());
                }
                if n > 0 {
                    canvas.line(
                        (area.left, plot.bottom),
                        (area.left, area.bottom),
                        Pen::solid(GREY, 1.2),
                    );
                }
            }
        }
    }
}

fn total(bin: &CalendarBin) -> f64 {
    bin.mean
        .iter()
        .filter(|mean| mean.is_finite() && **mean > 0.0)
        .sum()
}
