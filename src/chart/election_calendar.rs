//! What happens when: incidents week by week, phases, election days, and who is on duty.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, DayMark, decimals_for, first_days, left_out, plain};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, SMALL, room_for};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{INK, WHITE};
use super::scale::{Scale, highest, round_ticks};
use super::strips::{self, Block, Seat, Strip};
use super::tone::Tone;
use crate::scenario::document::Severity;

/// Incidents over the scenario's calendar.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ElectionCalendar {
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
pub(crate) struct CalendarBin {
    /// Start, hours since the scenario's start.
    pub from: f64,
    /// End, hours since the scenario's start.
    pub to: f64,
    /// Mean number of incidents per replication, by [`Severity::ix`].
    pub mean: [f64; 4],
}

/// A phase of the election period.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CalendarPhase {
    /// Start, hours since the scenario's start.
    pub from: f64,
    /// End, hours since the scenario's start.
    pub to: f64,
    /// Name.
    pub label: String,
}

/// A roster's shifts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DutyStrip {
    /// The team's name.
    pub label: String,
    /// Its shifts, in order of time.
    pub shifts: Vec<DutySpan>,
}

/// One shift.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DutySpan {
    /// Start, hours since the scenario's start.
    pub from: f64,
    /// End, hours since the scenario's start.
    pub to: f64,
    /// The nation on duty.
    pub label: String,
}

const PLOT_HEIGHT: f64 = 300.0;
/// Rows of phases, and rosters, that a page holds.
const MOST_STRIPS: usize = 40;
/// Phases with more names than this share rows.
const MOST_NAMED_ROWS: usize = 8;
/// Between the names of elections and the highest number on the axis.
const OVER_TICKS: f64 = 8.0;
/// Between one phase's words and the next phase on a row.
const BETWEEN: f64 = 6.0;

impl ElectionCalendar {
    /// Phases that are seen, in order of time.
    fn phases_in_order(&self) -> Vec<&CalendarPhase> {
        let mut phases: Vec<&CalendarPhase> = self
            .phases
            .iter()
            .filter(|p| p.to > p.from && p.to > self.from && p.from < self.to)
            .collect();
        phases.sort_by(|a, b| a.from.total_cmp(&b.from).then(b.to.total_cmp(&a.to)));
        phases
    }

    /// One row for each name, unless there are too many names.
    fn named_phases(&self) -> Option<Vec<Strip<'_>>> {
        let mut strips: Vec<Strip> = Vec::new();
        for phase in self.phases_in_order() {
            let block = Block {
                from: phase.from,
                to: phase.to,
                words: "",
            };
            match strips.iter_mut().find(|strip| strip.name == phase.label) {
                Some(strip) => strip.blocks.push(block),
                None => strips.push(Strip {
                    name: &phase.label,
                    blocks: vec![block],
                }),
            }
        }
        (strips.len() <= MOST_NAMED_ROWS).then_some(strips)
    }

    /// Rows shared by phases that overlap neither with each other nor with the words beside
    /// those that are too short for theirs.
    fn phases_in_shared_rows(&self, time: Scale) -> Vec<Strip<'_>> {
        let (first, last) = (time.place(time.first()), time.place(time.last()));
        let mut rows: Vec<(f64, Strip)> = Vec::new();
        for phase in self.phases_in_order() {
            let block = Block {
                from: phase.from,
                to: phase.to,
                words: &phase.label,
            };
            let (from, to) = (time.place(phase.from), time.place(phase.to));
            let (start, end) = match Seat::of(&block, time, (first, last)) {
                Seat::After(end) => (from, end + BETWEEN),
                Seat::Before(start) => (start - BETWEEN, to),
                Seat::On | Seat::Nowhere => (from, to),
            };
            match rows.iter_mut().find(|(taken, _)| start >= *taken) {
                Some((taken, strip)) => {
                    *taken = end;
                    strip.blocks.push(block);
                }
                None => rows.push((
                    end,
                    Strip {
                        name: "",
                        blocks: vec![block],
                    },
                )),
            }
        }
        rows.into_iter().map(|(_, strip)| strip).collect()
    }

    fn duty_strips(&self) -> Vec<Strip<'_>> {
        self.duty
            .iter()
            .take(MOST_STRIPS)
            .map(|strip| Strip {
                name: &strip.label,
                blocks: strip
                    .shifts
                    .iter()
                    .filter(|shift| {
                        shift.to > shift.from && shift.to > self.from && shift.from < self.to
                    })
                    .map(|shift| Block {
                        from: shift.from,
                        to: shift.to,
                        words: &shift.label,
                    })
                    .collect(),
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
                    let (top, bottom) = (count.place(sum + mean), count.place(sum));
                    let area = Area {
                        left: left + gap,
                        right: right - gap,
                        top,
                        bottom,
                    };
                    let said = format!("{}: {}", severity.name(), plain(mean, decimals_for(mean)));
                    let tag = Tag::new(severity.name(), "bar").saying(said);
                    canvas.tagged(tag, |canvas| {
                        canvas.fill(area, Tone::Severity(severity).color());
                        if bottom - top > 3.0 {
                            let (from, to) = ((area.left, top), (area.right, top));
                            canvas.line(from, to, Pen::solid(WHITE, 0.8));
                        }
                    });
                    sum += mean;
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

impl Figure for ElectionCalendar {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let top = highest(self.bins.iter().map(total));
        format!(
            "{} stacked bars by severity over the calendar, {}, mean per replication; the highest \
             stands for {}. On the same calendar: {} phases, {} rosters, and these days: {}.",
            self.bins.len(),
            self.per,
            plain(top, decimals_for(top)),
            self.phases.len(),
            self.duty.len(),
            listed(self.elections.iter().map(|mark| mark.label.clone()))
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let small = Lettering::new(SMALL, INK);
        let named = self.named_phases();
        let duty = self.duty_strips();
        let names = highest(
            named
                .iter()
                .flatten()
                .chain(&duty)
                .map(|strip| small.width(strip.name)),
        );
        let left = MARGIN + (names + 10.0).clamp(40.0, room_for(page, 200.0));
        let right = page - MARGIN - 14.0;
        let time = Scale::linear((self.from, self.to), (left, right));
        // The last of the words may need room beyond the end of the axis.
        let right = right - strips::overhang(duty.iter(), time);
        let time = Scale::linear((self.from, self.to), (left, right));
        let mut phases = named.unwrap_or_else(|| self.phases_in_shared_rows(time));
        let all_phases = phases.len();
        phases.truncate(MOST_STRIPS);
        let (days, days_left) = first_days(&self.elections);
        let elections = days.iter().map(|mark| (mark.at, mark.label.as_str()));
        let flags = Flags::place(elections, time, MARGIN, page - MARGIN);
        let per = if self.per.is_empty() {
            "Incidents"
        } else {
            &self.per
        };
        let severities: Vec<(Swatch, String)> = Severity::ALL
            .into_iter()
            .rev()
            .filter(|severity| {
                let mut bins = self.bins.iter();
                bins.any(|bin| bin.mean[severity.ix()] > 0.0)
            })
            .map(|severity| {
                (
                    Swatch::Box(Tone::Severity(severity).color()),
                    severity.name().to_owned(),
                )
            })
            .collect();
        let words = format!("{per}, mean per replication, by severity");
        let depth = legend::depth(MARGIN, page - MARGIN, &words, &severities);
        let head = 34.0 + depth + flags.height() + OVER_TICKS;
        let below = strips::height(phases.len()) + strips::height(duty.len());
        let caption = self
            .caption
            .clone()
            .noting(&days_left)
            .noting(&left_out(duty.len(), self.duty.len(), "rosters"))
            .noting(&left_out(phases.len(), all_phases, "rows of phases"));
        let mut frame = Frame::new(&caption, None, page, head + PLOT_HEIGHT + 30.0 + below);
        let body = frame.body;
        let plot = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.top + head + PLOT_HEIGHT,
        };

        let canvas = &mut frame.canvas;
        legend::row(
            canvas,
            (body.left, body.top + 8.0),
            body.right,
            &words,
            &severities,
        );

        let top = highest(self.bins.iter().map(total));
        let ticks = round_ticks(top, 5);
        let count = Scale::linear(
            (0.0, ticks.last().map_or(1.0, |tick| tick.0)),
            (plot.bottom, plot.top),
        );
        axis::left(canvas, plot, count, &ticks);
        self.draw_bars(canvas, time, count);
        axis::bottom(canvas, plot, time, &self.ticks, false);
        flags.draw(canvas, plot, plot.top - OVER_TICKS);
        let next = strips::draw(canvas, plot.bottom + 30.0, plot, time, "Phases", &phases);
        strips::draw(canvas, next, plot, time, "On duty", &duty);
        if top <= 0.0 {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["from_hour", "to_hour", "severity", "incidents"]);
        for bin in &self.bins {
            for severity in Severity::ALL {
                let mean = bin.mean[severity.ix()];
                let severity = severity.name().into();
                data.row([bin.from.into(), bin.to.into(), severity, mean.into()]);
            }
        }
        data
    }
}
