//! Does a fitted distribution look like the durations it comes from?

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::error::ChartError;
use super::figure::{self, Figure};
use super::figure_text::{Caption, left_out};
use super::frame::{Frame, MARGIN, TEXT};
use super::legend::{self, Swatch};
use super::look::Look;
use super::mark::{Area, Lettering, Pen, Point, Tag};
use super::palette::{GREY, INK, thin};
use super::scale::{Scale, highest};
use super::svg::Svg;
use super::time_axis::TimeAxis;
use super::tone::Tone;

/// What the data say of a duration by themselves, and the curves fitted to them, on a
/// logarithmic axis of time. Where durations are known within bounds the data's own curve rises
/// somewhere within them: a shaded box.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoodnessOfFit {
    /// The words around the figure.
    pub caption: Caption,
    /// What the horizontal axis measures.
    pub clock: String,
    /// The sample in words.
    pub counted: String,
    /// The data's own distribution, in order of time.
    pub pieces: Vec<ObservedPart>,
    /// Fitted curves, the chosen one first.
    pub curves: Vec<FittedCurve>,
}

/// Somewhere in `low..=high` lies this share of the durations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObservedPart {
    /// Hours.
    pub low: f64,
    /// Hours; infinite beyond the last that was seen.
    pub high: f64,
    /// Share in `0..=1`.
    pub share: f64,
}

/// A fitted curve.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedCurve {
    /// Name in the legend.
    pub label: String,
    /// Hours, share by then, and the ends of its band (equal where there is none).
    pub points: Vec<(f64, f64, f64, f64)>,
}

const PLOT_HEIGHT: f64 = 380.0;
const GUTTER: f64 = 52.0;
/// Curves that can be told apart.
const MOST_CURVES: usize = 8;

impl GoodnessOfFit {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        figure::draw(self, &Look::default(), "chart")
    }

    /// An axis that holds the data, with a place for durations of nothing where there are any.
    fn axis(&self, ends: (f64, f64)) -> TimeAxis {
        let bounds = || {
            let pieces = self.pieces.iter().flat_map(|piece| [piece.low, piece.high]);
            pieces.filter(|at| *at > 0.0 && at.is_finite())
        };
        // Where a box begins at 0 the curve tells where it becomes of interest.
        let chosen = self.curves.first();
        let rises = chosen.and_then(|it| it.points.iter().find(|point| point.1 >= 0.02));
        let rises = rises.map_or(24.0, |point| point.0);
        let first = bounds().fold(rises, f64::min).min(24.0);
        let last = highest(bounds()).max(first * 4.0);
        let at_once = |piece: &ObservedPart| piece.high <= 0.0 && piece.share > 0.0;
        TimeAxis::new((first, last), ends, self.pieces.iter().any(at_once))
    }

    fn draw_data(&self, canvas: &mut Canvas, time: TimeAxis, share: Scale) {
        let pen = Pen::solid(INK, 2.2);
        let mut sum = 0.0;
        let mut pieces = self.pieces.iter().peekable();
        while let Some(piece) = pieces.next_if(|piece| piece.high <= 0.0) {
            sum += piece.share;
        }
        if let Some(until) = time.zero_until() {
            let (x, y) = (time.place(0.0), share.place(sum));
            canvas.path(vec![(x, share.place(0.0)), (x, y), (until, y)], pen);
        }
        let mut at = time.first();
        for piece in pieces {
            let (from, to) = (
                time.place(piece.low.max(time.first())),
                time.place(piece.high),
            );
            let (y, next) = (share.place(sum), share.place(sum + piece.share));
            // Boxes of moments kept by the hour or day overlap.
            if piece.low >= at {
                canvas.line((time.place(at), y), (from, y), pen);
            }
            if piece.high.is_infinite() {
                return;
            }
            if piece.is_box(time) {
                let area = Area {
                    left: from,
                    right: to,
                    top: next,
                    bottom: y,
                };
                canvas.fill(area, thin(INK, 0.16));
            } else {
                canvas.line((to, y), (to, next), pen);
            }
            at = piece.high.max(at);
            sum += piece.share;
        }
        if sum > 0.0 {
            let y = share.place(sum);
            canvas.line((time.place(at), y), (time.place(time.last()), y), pen);
        }
    }
}

impl ObservedPart {
    /// Whether its bounds lie so far apart on the axis that it is a box.
    fn is_box(&self, time: TimeAxis) -> bool {
        let edge = time.place(time.first());
        self.high.is_finite()
            && time.place(self.high).max(edge) - time.place(self.low).max(edge) > 0.5
    }
}

/// The pen of the n-th curve: the chosen one is wide.
fn pen(ix: usize) -> Pen {
    Tone::Series(ix).pen(if ix == 0 { 3.0 } else { 1.5 })
}

impl FittedCurve {
    fn usable(&self, time: TimeAxis) -> impl Iterator<Item = &(f64, f64, f64, f64)> {
        self.points
            .iter()
            .filter(move |p| time.scale.holds(p.0) && p.1.is_finite())
    }

    fn has_band(&self, time: TimeAxis) -> bool {
        self.usable(time).any(|point| point.3 > point.2)
    }

    fn draw_band(&self, canvas: &mut Canvas, time: TimeAxis, share: Scale) {
        let place = |at: f64, value: f64| (time.place(at), share.place(value));
        let mut around: Vec<Point> = self.usable(time).map(|p| place(p.0, p.3)).collect();
        let lower: Vec<Point> = self.usable(time).map(|p| place(p.0, p.2)).collect();
        around.extend(lower.into_iter().rev());
        canvas.polygon(around, thin(Tone::Series(0).color(), 0.18));
    }
}

impl Figure for GoodnessOfFit {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let curves = self.curves.iter().map(|curve| curve.label.clone());
        format!(
            "The data’s own distribution as a stepped line, and fitted curves over it. {}. {}.",
            self.counted,
            listed(curves)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let counted = (!self.counted.is_empty()).then_some(self.counted.as_str());
        let (left, right) = (MARGIN + GUTTER, page - MARGIN - 14.0);
        let time = self.axis((left, right));
        let curves = &self.curves[..self.curves.len().min(MOST_CURVES)];
        let mut entries = Vec::new();
        if !self.pieces.is_empty() {
            entries.push((Swatch::Line(Pen::solid(INK, 2.2)), "the data".to_owned()));
        }
        if self.pieces.iter().any(|piece| piece.is_box(time)) {
            let words = "somewhere in the box".to_owned();
            entries.push((Swatch::Box(thin(INK, 0.16)), words));
        }
        for (ix, curve) in curves.iter().enumerate() {
            entries.push((Swatch::Line(pen(ix)), curve.label.clone()));
        }
        let head = 82.0 + legend::depth(MARGIN, page - MARGIN, "", &entries);
        let banded = curves.first().is_some_and(|curve| curve.has_band(time));
        let caption = self.caption.interval_if(banded).noting(&left_out(
            curves.len(),
            self.curves.len(),
            "fitted curves",
        ));
        let mut frame = Frame::new(&caption, counted, page, head + PLOT_HEIGHT + 52.0);
        let body = frame.body;
        let plot = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.top + head + PLOT_HEIGHT,
        };
        let share = Scale::linear((0.0, 1.0), (plot.bottom, plot.top));
        let canvas = &mut frame.canvas;
        legend::row(
            canvas,
            (body.left, body.top + 10.0),
            body.right,
            "",
            &entries,
        );
        canvas.text(
            (body.left, body.top + head - 12.0),
            "Share that took no longer",
            Lettering::new(TEXT, GREY),
        );
        axis::left_shares(canvas, plot, share);
        time.draw(canvas, plot);
        let clock = format!("{}{}", self.clock, time.words());
        axis::name_bottom(canvas, plot, &clock);
        if let Some(chosen) = curves.first().filter(|_| banded) {
            chosen.draw_band(canvas, time, share);
        }
        self.draw_data(canvas, time, share);
        for (ix, curve) in curves.iter().enumerate().rev() {
            let line = curve
                .usable(time)
                .map(|p| (time.place(p.0), share.place(p.1)));
            canvas.tagged(Tag::new(&curve.label, "line"), |canvas| {
                canvas.path(line.collect(), pen(ix));
            });
        }
        if self.pieces.is_empty() {
            frame.say_empty(plot, "no durations");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["curve", "hours", "hours_at_most", "share", "low", "high"]);
        let mut sum = 0.0;
        for piece in &self.pieces {
            sum += piece.share;
            let none = || f64::NAN.into();
            data.row([
                "the data".into(),
                piece.low.into(),
                piece.high.into(),
                sum.into(),
                none(),
                none(),
            ]);
        }
        for curve in &self.curves {
            for (hours, share, low, high) in &curve.points {
                data.row([
                    (&curve.label).into(),
                    (*hours).into(),
                    (*hours).into(),
                    (*share).into(),
                    (*low).into(),
                    (*high).into(),
                ]);
            }
        }
        data
    }
}
