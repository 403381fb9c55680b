//! How fast help comes: the share of incidents with hands on, by time since detection.

use super::axis::{self, Tick};
use super::canvas::{Area, Canvas, Lettering, Pen, Point};
use super::error::ChartError;
use super::figure_text::{Caption, grouped};
use super::frame::{Frame, PAGE_WIDTH, SMALL, TEXT};
use super::legend::Swatch;
use super::palette::{GREY, INK, LINE, Tone, WHITE, thin};
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

/// A deadline, drawn as an upright dashed line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetLine {
    /// Hours since the clock's start.
    pub hours: f64,
    /// Its words, e.g. "target 4 h".
    pub label: String,
}

/// Times that people say, in hours, and their words.
const HUMAN: [(f64, &str); 14] = [
    (1.0 / 60.0, "1 min"),
    (5.0 / 60.0, "5 min"),
    (0.25, "15 min"),
    (1.0, "1 h"),
    (4.0, "4 h"),
    (12.0, "12 h"),
    (24.0, "1 d"),
    (72.0, "3 d"),
    (168.0, "7 d"),
    (720.0, "30 d"),
    (2_160.0, "90 d"),
    (8_766.0, "1 y"),
    (43_830.0, "5 y"),
    (175_320.0, "20 y"),
];

const PLOT_HEIGHT: f64 = 400.0;

impl ResponseCurves {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        let incidents = self
            .curves
            .iter()
            .fold(0_u64, |sum, curve| sum.saturating_add(curve.n));
        let counted = format!("n = {} incidents", grouped(incidents));
        let table_height = 22.0 * (self.curves.len() as f64 + 1.0);
        let labels = self.target_rows();
        let head = 26.0 + 18.0 * labels.iter().map(|(row, _)| row + 1).max().unwrap_or(0) as f64;
        let mut frame = Frame::new(
            &self.caption,
            Some(&counted),
            PAGE_WIDTH,
            head + PLOT_HEIGHT + 58.0 + table_height,
        );
        let body = frame.body;
        let plot = Area {
            left: body.left + 52.0,
            top: body.top + head,
            right: body.right - 12.0,
            bottom: body.top + head + PLOT_HEIGHT,
        };
        let time = self.time_scale((plot.left, plot.right));
        let share = Scale::linear((0.0, 1.0), (plot.bottom, plot.top));

        axis::name_left(
            &mut frame.canvas,
            body.left,
            body.top + 10.0,
            or(&self.reached, "Share of incidents with hands on"),
        );
        let ticks: Vec<Tick> = (0..=5)
            .map(|k| (f64::from(k) / 5.0, format!("{} %", k * 20)))
            .collect();
        axis::left(&mut frame.canvas, plot, share, &ticks);
        let ticks: Vec<Tick> = HUMAN
            .iter()
            .map(|(hours, words)| (*hours, (*words).to_owned()))
            .collect();
        axis::bottom(&mut frame.canvas, plot, time, &ticks, true);
        axis::name_bottom(
            &mut frame.canvas,
            plot,
            &format!("{} (logarithmic)", or(&self.clock, "Time since detection")),
        );

        Self::draw_targets(&mut frame.canvas, plot, time, &labels);
        if self.curves.iter().all(|curve| curve.points.is_empty()) {
            frame.say_empty(plot, "no incidents");
        }
        for curve in &self.curves {
            curve.draw_band(&mut frame.canvas, time, share);
        }
        for curve in &self.curves {
            curve.draw_steps(&mut frame.canvas, plot, time, share);
        }
        self.draw_table(&mut frame.canvas, (plot.left, plot.bottom + 66.0));
        frame.canvas.finish()
    }

    /// The first and last human tick that hold the data, at least 15 minutes to 30 days.
    fn domain(&self) -> (f64, f64) {
        let points = || {
            self.curves
                .iter()
                .flat_map(|curve| &curve.points)
                .filter(|p| p.share > 0.0 && p.hours > 0.0)
        };
        let first = points()
            .map(|p| p.hours)
            .filter(|h| h.is_finite())
            .fold(0.25, f64::min);
        let last = highest(
            points()
                .map(|p| p.hours)
                .chain(self.targets.iter().map(|t| t.hours)),
        );
        let from = HUMAN
            .iter()
            .rev()
            .map(|t| t.0)
            .find(|t| *t <= first)
            .unwrap_or(HUMAN[0].0);
        let to = HUMAN
            .iter()
            .map(|t| t.0)
            .find(|t| *t >= last.max(720.0))
            .unwrap_or(HUMAN[13].0);
        (from, to)
    }

    fn time_scale(&self, pixels: (f64, f64)) -> Scale {
        Scale::log(self.domain(), pixels)
    }

    /// Targets in order of time with the row their words stand in, so that no two touch.
    fn target_rows(&self) -> Vec<(usize, &TargetLine)> {
        let time = self.time_scale((80.0, PAGE_WIDTH - 40.0));
        let lettering = Lettering::new(SMALL, INK);
        let mut targets: Vec<&TargetLine> = self
            .targets
            .iter()
            .filter(|t| t.hours.is_finite())
            .collect();
        targets.sort_by(|a, b| a.hours.total_cmp(&b.hours));
        let mut ends: Vec<f64> = Vec::new();
        targets
            .into_iter()
            .map(|target| {
                let half = lettering.width(&target.label) / 2.0;
                let x = time.place(target.hours);
                let row = ends
                    .iter()
                    .position(|end| x - half > *end)
                    .unwrap_or(ends.len());
                if row == ends.len() {
                    ends.push(0.0);
                }
                ends[row] = x + half + 10.0;
                (row, target)
            })
            .collect()
    }

    fn draw_targets(canvas: &mut Canvas, plot: Area, time: Scale, labels: &[(usize, &TargetLine)]) {
        for (row, target) in labels {
            let x = time.place(target.hours);
            let y = plot.top - 10.0 - 18.0 * *row as f64;
            canvas.line(
                (x, plot.bottom),
                (x, y + 4.0),
                Pen::dashed(INK, 1.2, &[5.0, 4.0]),
            );
            canvas.text((x, y), &target.label, Lettering::new(SMALL, INK).middle());
        }
    }

    /// The legend as a small table: name, number, median.
    fn draw_table(&self, canvas: &mut Canvas, (left, top): Point) {
        let head = Lettering::new(SMALL, GREY);
        let body = Lettering::new(TEXT, INK);
        let names = highest(self.curves.iter().map(|curve| body.width(&curve.label))).max(60.0);
        let counts = highest(
            self.curves
                .iter()
                .map(|curve| body.width(&grouped(curve.n))),
        )
        .max(70.0);
        let name_x = left + 44.0;
        let count_x = name_x + names + 30.0 + counts;
        let median_x = count_x + 36.0;
        if self.curves.is_empty() {
            return;
        }
        canvas.text_centered((count_x, top), "incidents", head.end());
        canvas.text_centered((median_x, top), "median", head);
        for (k, curve) in self.curves.iter().enumerate() {
            let y = top + 22.0 * (k as f64 + 1.0);
            Swatch::Line(curve.tone.pen(2.4)).draw(canvas, (left, y));
            curve.tone.mark(canvas, (left + 13.0, y), 4.5);
            canvas.text_centered((name_x, y), &curve.label, body);
            canvas.text_centered((count_x, y), &grouped(curve.n), body.end());
            canvas.text_centered((median_x, y), &curve.median, body);
        }
    }
}

impl ResponseCurve {
    fn usable(&self) -> impl Iterator<Item = &CurvePoint> {
        self.points
            .iter()
            .filter(|point| point.hours.is_finite() && point.share.is_finite())
    }

    /// The corners of a step line through `value`.
    fn steps(&self, time: Scale, share: Scale, value: impl Fn(&CurvePoint) -> f64) -> Vec<Point> {
        let mut corners: Vec<Point> = Vec::new();
        for point in self.usable() {
            let (x, y) = (time.place(point.hours), share.place(value(point)));
            let before = corners.last().map_or(share.place(0.0), |corner| corner.1);
            corners.push((x, before));
            corners.push((x, y));
        }
        corners
    }

    fn draw_band(&self, canvas: &mut Canvas, time: Scale, share: Scale) {
        let or_share = |value: f64, point: &CurvePoint| {
            if value.is_finite() {
                value
            } else {
                point.share
            }
        };
        let mut around = self.steps(time, share, |p| or_share(p.high, p));
        let mut lower = self.steps(time, share, |p| or_share(p.low, p));
        lower.reverse();
        around.extend(lower);
        canvas.polygon(around, thin(self.tone.color(), 0.18));
    }

    fn draw_steps(&self, canvas: &mut Canvas, plot: Area, time: Scale, share: Scale) {
        let corners = self.steps(time, share, |p| p.share);
        let Some(last) = corners.last().copied() else {
            return;
        };
        // A mark where the curve passes one half, and one at its end.
        let half = self
            .usable()
            .find(|p| p.share >= 0.5)
            .map(|p| (time.place(p.hours), share.place(0.5)));
        canvas.path(corners, self.tone.pen(2.2));
        for at in half.into_iter().chain([last]) {
            self.tone.mark(canvas, at, 6.2);
            let _ = (plot, WHITE, LINE);
        }
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
