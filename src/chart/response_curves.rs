//! How fast help comes: the share of incidents with hands on, by time since detection.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::error::ChartError;
use super::figure::{self, Figure};
use super::figure_text::{Caption, grouped, left_out};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, SMALL, TEXT};
use super::legend::Swatch;
use super::look::Look;
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Point, Tag};
use super::palette::{GREY, INK, thin};
use super::scale::{Scale, highest};
use super::svg::Svg;
use super::time_axis::TimeAxis;
use super::tone::Tone;

/// Cumulative response curves, one for each severity (or policy), on a logarithmic axis
/// from minutes to weeks.
///
/// The vertical axis is the share of incidents that have reached the moment of interest,
/// 1 − S(t): it rises, so that "higher and further left" reads as "better".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResponseCurves {
    /// The words around the figure.
    pub caption: Caption,
    /// What the vertical axis counts, e.g. "Share of incidents with hands on".
    pub reached: String,
    /// What the horizontal axis counts from, e.g. "Time since detection".
    pub clock: String,
    /// The curves, in the order of the legend.
    pub curves: Vec<ResponseCurve>,
    /// Deadlines.
    pub targets: Vec<TargetLine>,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseCurve {
    /// Colour, dashes and mark.
    pub tone: Tone,
    /// Name in the legend.
    pub label: String,
    /// Incidents behind it, censored ones included.
    pub n: u64,
    /// The median in words, e.g. "5.2 h (4.9–5.6)", or "not reached".
    pub median: String,
    /// Where it is marked, hours since the clock's start; `None` if it was not reached.
    pub median_at: Option<f64>,
    /// The steps, in order of time, the first at 0.
    pub points: Vec<CurvePoint>,
}

/// A step: from `hours` on, `share` have reached the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CurvePoint {
    /// Hours since the clock's start.
    pub hours: f64,
    /// Share in `0..=1` from here on.
    pub share: f64,
    /// Lower end of the band; `NaN` where there is none.
    pub low: f64,
    /// Upper end of the band; `NaN` where there is none.
    pub high: f64,
}

/// A deadline on the figure's own clock for its own moment, drawn as an upright dashed
/// line; the legend gives the share that kept it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetLine {
    /// Hours since the clock's start.
    pub hours: f64,
    /// Its words, e.g. "target 4 h".
    pub label: String,
    /// By curve: the limits between which the share that kept it lies, the same twice where it
    /// is known; `None` if the deadline is not for it, or nothing can be said.
    pub shares: Vec<Option<(f64, f64)>>,
}

const PLOT_HEIGHT: f64 = 400.0;
const GUTTER: f64 = 52.0;
const TABLE_ROW: f64 = 22.0;
const LINE_WIDTH: f64 = 2.2;
/// Steps nearer to the one before than this, in pixels, add nothing that can be seen.
const TOO_NEAR: (f64, f64) = (1.0, 0.4);
/// Curves that can be told apart, and deadlines whose flags can be read.
const MOST_CURVES: usize = 12;
const MOST_TARGETS: usize = 8;

impl ResponseCurves {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        figure::draw(self, &Look::default(), "chart")
    }

    /// The axis that holds what matters: from the first percent of the fastest curve to where
    /// the slowest is level; at least 15 minutes to 30 days. Durations of nothing have a place
    /// of their own.
    fn axis(curves: &[ResponseCurve], targets: &[TargetLine], ends: (f64, f64)) -> TimeAxis {
        let first = curves
            .iter()
            .filter_map(|curve| {
                let at_once = curve.share_at(0.0);
                curve
                    .usable()
                    .find(|point| point.share >= at_once + 0.01 && point.hours > 0.0)
            })
            .map(|point| point.hours)
            .fold(0.25, f64::min);
        let level = curves.iter().filter_map(|curve| {
            let end = highest(curve.usable().map(|point| point.share));
            curve
                .usable()
                .find(|point| point.share >= 0.995 * end)
                .map(|point| point.hours)
        });
        let last = highest(level.chain(targets.iter().map(|target| target.hours)));
        let has_zero = curves.iter().any(|curve| curve.share_at(0.0) > 0.0);
        TimeAxis::new((first, last.max(720.0)), ends, has_zero)
    }
}

/// What is faster than the least time on the axis, in words.
fn shorter(curves: &[ResponseCurve], time: TimeAxis) -> String {
    let some = |curve: &ResponseCurve| curve.share_at(time.first()) > curve.share_at(0.0) + 0.005;
    if time.begins_at_the_least() && curves.iter().any(some) {
        "Shares reached in less than the axis shows are the heights at its left edge".to_owned()
    } else {
        String::new()
    }
}

/// The legend as a small table: name, number, median, and the share within each target.
struct Columns<'a> {
    names: f64,
    between: f64,
    cells: Vec<(&'a str, Vec<String>, f64)>,
    /// Targets that have a column: those from the first on for which there is room.
    targets: usize,
}

const HEAD: Lettering = Lettering::new(SMALL, GREY);
const BODY: Lettering = Lettering::new(TEXT, INK);
/// Room for a curve's line and mark.
const SWATCH: f64 = 44.0;
const BETWEEN: f64 = 32.0;

impl<'a> Columns<'a> {
    fn of(curves: &[ResponseCurve], targets: &'a [TargetLine], room: f64) -> Self {
        let column = |words: &'a str, cells: Vec<String>| {
            let widest = highest(cells.iter().map(|cell| BODY.width(cell)));
            (words, cells, widest.max(HEAD.width(words)))
        };
        let counts = curves.iter().map(|curve| grouped(curve.n)).collect();
        let medians = curves.iter().map(|curve| curve.median.clone()).collect();
        let mut columns = vec![
            column("incidents", counts),
            column("median (marked)", medians),
        ];
        let between = if room < 600.0 { 18.0 } else { BETWEEN };
        let taken: f64 = columns.iter().map(|it| between + it.2).sum();
        let names = highest(curves.iter().map(|curve| BODY.width(&curve.label)));
        let most = (room - SWATCH - taken).min(0.36 * room).min(300.0);
        let names = names.clamp(60.0, most.max(60.0));
        let mut x = SWATCH + names + taken;
        for target in targets.iter().take(MOST_TARGETS) {
            let share = |at: usize| target.shares.get(at).copied().flatten();
            let cells = (0..curves.len())
                .map(|at| share(at).map_or_else(|| "–".to_owned(), percents))
                .collect();
            let next = column(&target.label, cells);
            x += between + next.2;
            if x > room {
                break;
            }
            columns.push(next);
        }
        let targets = columns.len() - 2;
        Self {
            names,
            between,
            cells: columns,
            targets,
        }
    }

    fn draw(&self, canvas: &mut Canvas, curves: &[ResponseCurve], (left, top): Point) {
        if curves.is_empty() {
            return;
        }
        for (k, curve) in curves.iter().enumerate() {
            let y = top + TABLE_ROW * (k as f64 + 1.0);
            canvas.tagged(Tag::new(&curve.label, "legend"), |canvas| {
                Swatch::Line(curve.tone.pen(2.4)).draw(canvas, (left, y));
                curve.tone.mark(canvas, (left + 13.0, y), 4.5);
                let name = BODY.cut(&curve.label, self.names);
                canvas.text_centered((left + SWATCH, y), &name, BODY);
            });
        }
        let mut x = left + SWATCH + self.names;
        for (words, cells, width) in &self.cells {
            x += self.between + width;
            canvas.text_centered((x, top), words, HEAD.end());
            for (k, cell) in cells.iter().enumerate() {
                canvas.text_centered((x, top + TABLE_ROW * (k as f64 + 1.0)), cell, BODY.end());
            }
        }
    }
}

impl ResponseCurve {
    fn usable(&self) -> impl Iterator<Item = &CurvePoint> {
        self.points
            .iter()
            .filter(|point| point.hours.is_finite() && point.share.is_finite())
    }

    fn has_band(&self) -> bool {
        // Less than this is an error of rounding.
        self.usable().any(|point| point.high - point.low > 1e-9)
    }

    /// Whether its band is anywhere wider than its line.
    fn shows_band(&self) -> bool {
        let seen = LINE_WIDTH / PLOT_HEIGHT;
        self.usable().any(|point| point.high - point.low > seen)
    }

    /// The share reached by a time.
    fn share_at(&self, hours: f64) -> f64 {
        self.usable()
            .take_while(|point| point.hours <= hours)
            .last()
            .map_or(0.0, |point| point.share)
    }

    /// The corners of step lines through `value` at the places of the axis: those at 0, if 0
    /// has a place, and those from its left edge on. A line begins at the height it has there:
    /// what came before is no rise at the edge. It ends where the watching ended; where all is
    /// reached by then, which stays so, it may run on.
    fn steps(
        &self,
        time: TimeAxis,
        share: Scale,
        runs_on: bool,
        value: impl Fn(&CurvePoint) -> Option<f64>,
    ) -> Vec<Vec<Point>> {
        let mut lines = Vec::new();
        let points: Vec<&CurvePoint> = self.usable().collect();
        if let Some(until) = time.zero_until()
            && let Some(y) = points
                .iter()
                .take_while(|point| point.hours <= 0.0)
                .last()
                .and_then(|point| value(point))
        {
            let (x, y) = (time.place(0.0), share.place(y));
            lines.push(vec![(x, share.place(0.0)), (x, y), (until, y)]);
        }
        let edge = points.partition_point(|point| point.hours <= time.first());
        let mut line: Vec<Point> = Vec::new();
        let mut put = |line: &mut Vec<Point>, x: f64, at: Option<f64>, last: bool| {
            let Some(y) = at.map(|at| share.place(at)) else {
                // Where there is no value the line has a gap.
                if let Some(&(_, before)) = line.last() {
                    line.push((x, before));
                }
                lines.push(std::mem::take(line));
                return;
            };
            match line.last().copied() {
                Some((before, height)) => {
                    let near = x - before < TOO_NEAR.0 && (y - height).abs() < TOO_NEAR.1;
                    if last || !near {
                        line.push((x, height));
                        line.push((x, y));
                    }
                }
                None => line.push((x, y)),
            }
        };
        if let Some(point) = edge.checked_sub(1).map(|at| points[at])
            // Nothing goes on to the edge unless something was watched so long.
            && (edge < points.len() || point.share >= 1.0)
        {
            put(&mut line, time.place(time.first()), value(point), false);
        } else if edge == 0 && !points.is_empty() {
            // Before the first step nothing is reached.
            put(&mut line, time.place(time.first()), Some(0.0), false);
        }
        let inside = &points[edge.min(points.len())..];
        let beyond = inside.partition_point(|point| point.hours <= time.last());
        for (at, point) in inside[..beyond].iter().enumerate() {
            put(
                &mut line,
                time.place(point.hours),
                value(point),
                at + 1 == beyond,
            );
        }
        // Up to the end of the axis where there is more beyond it, or nothing more to come.
        let end = inside[..beyond].last().or(points[..edge].last());
        if let Some(point) = end
            && (beyond < inside.len() || runs_on && point.share >= 1.0)
            && !line.is_empty()
        {
            put(&mut line, time.place(time.last()), value(point), true);
        }
        lines.push(line);
        lines
    }

    fn draw_band(&self, canvas: &mut Canvas, time: TimeAxis, share: Scale) {
        if !self.shows_band() {
            return;
        }
        let known = |point: &CurvePoint| point.low.is_finite() && point.high.is_finite();
        let upper = self.steps(time, share, false, |p| known(p).then_some(p.high));
        let lower = self.steps(time, share, false, |p| known(p).then_some(p.low));
        for (upper, mut lower) in upper.into_iter().zip(lower) {
            lower.reverse();
            let around = upper.into_iter().chain(lower).collect();
            canvas.polygon(around, thin(self.tone.color(), 0.18));
        }
    }

    fn draw_steps(&self, canvas: &mut Canvas, time: TimeAxis, share: Scale) {
        for line in self.steps(time, share, true, |p| Some(p.share)) {
            canvas.path(line, self.tone.pen(LINE_WIDTH));
        }
        if let Some(median) = self
            .median_at
            .filter(|hours| hours.is_finite() && *hours <= time.last())
        {
            let tag = Tag::new(&self.label, "mark");
            let tag = tag.saying(format!("{}: median {}", self.label, self.median));
            canvas.tagged(tag, |canvas| {
                self.tone
                    .mark(canvas, (time.place(median), share.place(0.5)), 6.2);
            });
        }
    }
}

/// Limits of a share in whole percent: one number if they come to the same.
fn percents((low, high): (f64, f64)) -> String {
    let (low, high) = (percent(low), percent(high));
    if low == high {
        return high;
    }
    format!("{}–{high}", low.trim_end_matches('%'))
}

/// A share in whole percent; never 0% for some or 100% for not all.
fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.01 {
        "<1%".to_owned()
    } else if share > 0.99 && share < 1.0 {
        ">99%".to_owned()
    } else {
        format!("{:.0}%", share * 100.0)
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

impl Figure for ResponseCurves {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let curves = self.curves.iter().map(|curve| {
            let incidents = grouped(curve.n);
            format!(
                "{}: {incidents} incidents, median {}",
                curve.label, curve.median
            )
        });
        format!(
            "Curves that rise over time. {}, by {}. {}.",
            or(&self.reached, "Share of incidents with hands on"),
            or(&self.clock, "Time since detection"),
            listed(curves)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let incidents = self
            .curves
            .iter()
            .fold(0_u64, |sum, curve| sum.saturating_add(curve.n));
        let counted = format!("n = {} incidents", grouped(incidents));
        let (left, right) = (MARGIN + GUTTER, page - MARGIN - 14.0);
        let curves = &self.curves[..self.curves.len().min(MOST_CURVES)];
        let table_left = if page < PAGE_WIDTH * 0.75 {
            MARGIN
        } else {
            left
        };
        let columns = Columns::of(curves, &self.targets, page - MARGIN - table_left);
        let targets = &self.targets[..columns.targets];
        let time = Self::axis(curves, targets, (left, right));
        let lines = targets
            .iter()
            .map(|target| (target.hours, target.label.as_str()));
        let flags = Flags::place(lines, time.scale, left, right);
        let head = 30.0 + flags.height();
        let table = if curves.is_empty() {
            0.0
        } else {
            TABLE_ROW * (curves.len() as f64 + 1.0) + 16.0
        };
        let drawn_bands = curves.iter().any(ResponseCurve::shows_band);
        let thin = if !drawn_bands && curves.iter().any(ResponseCurve::has_band) {
            "Bands of 95% would be narrower than the lines"
        } else {
            ""
        };
        let caption = self
            .caption
            .interval_if(drawn_bands)
            .noting(thin)
            .noting(&left_out(curves.len(), self.curves.len(), "curves"))
            .noting(&left_out(targets.len(), self.targets.len(), "targets"))
            .noting(&shorter(curves, time));
        let mut frame = Frame::new(
            &caption,
            Some(&counted),
            page,
            head + PLOT_HEIGHT + 44.0 + table,
        );
        let body = frame.body;
        let plot = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.top + head + PLOT_HEIGHT,
        };
        let share = Scale::linear((0.0, 1.0), (plot.bottom, plot.top));

        let canvas = &mut frame.canvas;
        let reached = or(&self.reached, "Share of incidents with hands on");
        canvas.text(
            (body.left, body.top + 12.0),
            reached,
            Lettering::new(TEXT, GREY),
        );
        axis::left_shares(canvas, plot, share);
        time.draw(canvas, plot);
        let clock = format!(
            "{}{}",
            or(&self.clock, "Time since detection"),
            time.words()
        );
        axis::name_bottom(canvas, plot, &clock);
        flags.draw(canvas, plot, plot.top);
        for curve in curves {
            canvas.tagged(Tag::new(&curve.label, "band"), |canvas| {
                curve.draw_band(canvas, time, share);
            });
        }
        for curve in curves {
            canvas.tagged(Tag::new(&curve.label, "line"), |canvas| {
                curve.draw_steps(canvas, time, share);
            });
        }
        columns.draw(canvas, curves, (table_left, plot.bottom + 72.0));
        if curves.iter().all(|curve| curve.points.is_empty()) {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["curve", "hours", "share", "low", "high"]);
        for curve in &self.curves {
            for point in &curve.points {
                data.row([
                    (&curve.label).into(),
                    point.hours.into(),
                    point.share.into(),
                    point.low.into(),
                    point.high.into(),
                ]);
            }
        }
        data
    }
}
