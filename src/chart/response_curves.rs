//! How fast help comes: the share of incidents with hands on, by time since detection.

use super::axis::{self, HUMAN, Tick};
use super::canvas::{Area, Canvas, Lettering, Point};
use super::error::ChartError;
use super::figure_text::{Caption, grouped};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, PAGE_WIDTH, SMALL, TEXT};
use super::legend::Swatch;
use super::palette::{GREY, INK, Tone, thin};
use super::scale::{Scale, highest};
use super::svg::Svg;

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
    /// The steps, in order of time.
    pub points: Vec<CurvePoint>,
}

/// A step: from `hours` on, `share` have reached the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CurvePoint {
    /// Hours since the clock's start.
    pub hours: f64,
    /// Share in `0..=1` from here on.
    pub share: f64,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
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
    /// The curves it is meant for, by tone; empty: all of them.
    pub binds: Vec<Tone>,
}

const PLOT_HEIGHT: f64 = 400.0;
const GUTTER: f64 = 52.0;
const TABLE_ROW: f64 = 22.0;
/// Points nearer to the one before than this, in pixels, add nothing that can be seen.
const TOO_NEAR: f64 = 0.15;

impl ResponseCurves {
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
        let incidents = self
            .curves
            .iter()
            .fold(0_u64, |sum, curve| sum.saturating_add(curve.n));
        let counted = format!("n = {} incidents", grouped(incidents));
        let (left, right) = (MARGIN + GUTTER, PAGE_WIDTH - MARGIN - 14.0);
        let domain = self.domain();
        let time = Scale::log(domain, (left, right));
        let targets = self
            .targets
            .iter()
            .map(|target| (target.hours, target.label.as_str()));
        let flags = Flags::place(targets, time, left, right);
        let head = 30.0 + flags.height();
        let table = if self.curves.is_empty() {
            0.0
        } else {
            TABLE_ROW * (self.curves.len() as f64 + 1.0) + 16.0
        };
        let mut frame = Frame::new(
            &self.caption,
            Some(&counted),
            PAGE_WIDTH,
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
        let ticks: Vec<Tick> = (0..=5)
            .map(|k| (f64::from(k) / 5.0, format!("{}%", k * 20)))
            .collect();
        axis::left(canvas, plot, share, &ticks);
        let ticks: Vec<Tick> = HUMAN
            .iter()
            .map(|(hours, words)| (*hours, (*words).to_owned()))
            .collect();
        axis::bottom(canvas, plot, time, &ticks, true);
        let clock = format!(
            "{} (logarithmic scale)",
            or(&self.clock, "Time since detection")
        );
        axis::name_bottom(canvas, plot, &clock);
        flags.draw(canvas, plot, plot.top);
        for curve in &self.curves {
            curve.draw_band(canvas, domain.1, time, share);
        }
        for curve in &self.curves {
            curve.draw_steps(canvas, domain.1, time, share);
        }
        self.draw_table(canvas, (plot.left, plot.bottom + 72.0), body.right);
        if self.curves.iter().all(|curve| curve.points.is_empty()) {
            frame.say_empty(plot, "no incidents");
        }
        frame.canvas
    }

    /// The first and last human tick that hold what matters: from the first percent of
    /// the fastest curve to where the slowest is level; at least 15 minutes to 30 days.
    fn domain(&self) -> (f64, f64) {
        let first = self
            .curves
            .iter()
            .filter_map(|curve| {
                curve
                    .usable()
                    .find(|point| point.share >= 0.01 && point.hours > 0.0)
            })
            .map(|point| point.hours)
            .fold(0.25, f64::min);
        let level = self.curves.iter().filter_map(|curve| {
            let end = highest(curve.usable().map(|point| point.share));
            curve
                .usable()
                .find(|point| point.share >= 0.995 * end)
                .map(|point| point.hours)
        });
        let last = highest(level.chain(self.targets.iter().map(|target| target.hours)));
        let from = HUMAN
            .iter()
            .rev()
            .map(|tick| tick.0)
            .find(|hours| *hours <= first);
        let to = HUMAN
            .iter()
            .map(|tick| tick.0)
            .find(|hours| *hours >= last.max(720.0));
        (from.unwrap_or(HUMAN[0].0), to.unwrap_or(HUMAN[13].0))
    }

    /// The legend as a small table: name, number, median, and the share within each target.
    fn draw_table(&self, canvas: &mut Canvas, (left, top): Point, right: f64) {
        if self.curves.is_empty() {
            return;
        }
        let head = Lettering::new(SMALL, GREY);
        let body = Lettering::new(TEXT, INK);
        let names =
            highest(self.curves.iter().map(|curve| body.width(&curve.label))).clamp(60.0, 300.0);
        let widest = |words: &str, cells: &[String]| {
            highest(cells.iter().map(|cell| body.width(cell))).max(head.width(words))
        };
        let mut columns: Vec<(&str, Vec<String>)> = vec![
            (
                "incidents",
                self.curves.iter().map(|curve| grouped(curve.n)).collect(),
            ),
            (
                "median (marked)",
                self.curves
                    .iter()
                    .map(|curve| curve.median.clone())
                    .collect(),
            ),
        ];
        for target in self
            .targets
            .iter()
            .filter(|target| target.hours.is_finite())
        {
            columns.push((
                &target.label,
                self.curves
                    .iter()
                    .map(|curve| {
                        if target.binds.is_empty() || target.binds.contains(&curve.tone) {
                            curve.share_by(target.hours)
                        } else {
                            "–".to_owned()
                        }
                    })
                    .collect(),
            ));
        }
        for (k, curve) in self.curves.iter().enumerate() {
            let y = top + TABLE_ROW * (k as f64 + 1.0);
            Swatch::Line(curve.tone.pen(2.4)).draw(canvas, (left, y));
            curve.tone.mark(canvas, (left + 13.0, y), 4.5);
            canvas.text_centered((left + 44.0, y), &body.cut(&curve.label, names), body);
        }
        let mut x = left + 44.0 + names;
        for (words, cells) in columns {
            x += 32.0 + widest(words, &cells);
            if x > right {
                break;
            }
            canvas.text_centered((x, top), words, head.end());
            for (k, cell) in cells.iter().enumerate() {
                canvas.text_centered((x, top + TABLE_ROW * (k as f64 + 1.0)), cell, body.end());
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

    /// The share reached by a moment, in percent.
    fn share_by(&self, hours: f64) -> String {
        let share = self
            .usable()
            .take_while(|point| point.hours <= hours)
            .last()
            .map_or(0.0, |point| point.share);
        percent(share)
    }

    /// The corners of a step line through `value`, up to `end`.
    fn steps(
        &self,
        end: f64,
        time: Scale,
        share: Scale,
        value: impl Fn(&CurvePoint) -> f64,
    ) -> Vec<Point> {
        let mut corners: Vec<Point> = Vec::new();
        for point in self.usable().take_while(|point| point.hours <= end) {
            let (x, y) = (time.place(point.hours), share.place(value(point)));
            let (last_x, last_y) = corners.last().copied().unwrap_or((x, share.place(0.0)));
            if (x - last_x).abs() < TOO_NEAR && (y - last_y).abs() < TOO_NEAR {
                continue;
            }
            corners.push((x, last_y));
            corners.push((x, y));
        }
        // A curve with points beyond the axis runs on to its end.
        if let Some(&(_, y)) = corners.last()
            && self.usable().any(|point| point.hours > end)
        {
            corners.push((time.place(end), y));
        }
        corners
    }

    fn draw_band(&self, canvas: &mut Canvas, end: f64, time: Scale, share: Scale) {
        let or_share = |value: f64, point: &CurvePoint| {
            if value.is_finite() {
                value
            } else {
                point.share
            }
        };
        let mut around = self.steps(end, time, share, |p| or_share(p.high, p));
        let mut lower = self.steps(end, time, share, |p| or_share(p.low, p));
        lower.reverse();
        around.extend(lower);
        canvas.polygon(around, thin(self.tone.color(), 0.18));
    }

    fn draw_steps(&self, canvas: &mut Canvas, end: f64, time: Scale, share: Scale) {
        canvas.path(
            self.steps(end, time, share, |p| p.share),
            self.tone.pen(2.2),
        );
        if let Some(median) = self
            .usable()
            .find(|p| p.share >= 0.5)
            .filter(|p| p.hours <= end)
        {
            self.tone
                .mark(canvas, (time.place(median.hours), share.place(0.5)), 6.2);
        }
    }
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
