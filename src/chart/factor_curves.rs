//! How a result answers to one or more factors: one panel for each, on one scale.

use super::axis::{self, Tick};
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, decimals_for, left_out, plain};
use super::frame::{Frame, MARGIN, SMALL, TEXT};
use super::legend::{self, Swatch};
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Pen, Point, Tag, circle};
use super::palette::{BLUE, GREY, INK, ORANGE, SKY, thin};
use super::scale::{Scale, round_steps, round_ticks};
use super::tone::Tone;
use crate::scenario::document::Severity;

/// Response curves of a measure by factor, with bands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FactorCurves {
    /// The words around the figure.
    pub caption: Caption,
    /// What the vertical axis measures, e.g. "Mean response time (h)".
    pub measure: String,
    /// The vertical axis starts at 0 unless this is set, and all values are far from it.
    pub zoom: bool,
    /// What the pale dots are, for the legend; empty without dots.
    pub dots: String,
    /// One panel for each factor.
    pub panels: Vec<FactorPanel>,
}

/// One factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FactorPanel {
    /// Its path.
    pub name: String,
    /// Its unit, for the axis; may be empty.
    pub unit: String,
    /// Equal ratios of the factor have equal room.
    pub log: bool,
    /// The curve, in order of the factor's values.
    pub points: Vec<FactorPoint>,
    /// Ticks with their words; empty: round numbers.
    pub ticks: Vec<(f64, String)>,
    /// Single points behind the curve: the factor's value, and the response.
    pub dots: Vec<(f64, f64)>,
    /// Where the scenario itself stands, with the words for it.
    pub own: Option<(f64, String)>,
    /// Where the curve is shown to turn.
    pub turns: Vec<FactorTurn>,
}

/// A least or greatest value between the ends of a curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FactorTurn {
    /// The factor's value.
    pub at: f64,
    /// The response.
    pub response: f64,
    /// What it is, e.g. "lowest at 4 months".
    pub words: String,
    /// The words stand above it, not below.
    pub above: bool,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct FactorPoint {
    /// The factor's value.
    pub at: f64,
    /// The response.
    pub response: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

const HEAD: f64 = 30.0;
const FOOT: f64 = 50.0;
const GUTTER: f64 = 52.0;
/// Panels that a page holds.
const MOST_PANELS: usize = 60;

impl FactorCurves {
    /// Where the vertical axis begins, and its ticks.
    fn heights(&self) -> (f64, Vec<Tick>) {
        let values = || {
            let points = self.panels.iter().flat_map(|panel| &panel.points);
            let ends = points.flat_map(|point| [point.low, point.response, point.high]);
            let dots = self.panels.iter().flat_map(|panel| &panel.dots);
            ends.chain(dots.map(|dot| dot.1))
                .filter(|value| value.is_finite())
        };
        let high = values().fold(0.0, f64::max);
        let low = values().fold(f64::INFINITY, f64::min);
        if !self.zoom || low <= 0.5 * high || !low.is_finite() {
            return (0.0, round_ticks(high, 5));
        }
        // Round steps from the last one below all values.
        let steps = round_steps(high - low, 4);
        let step = steps.get(1).copied().unwrap_or(1.0);
        let from = libm::floor(low / step);
        let to = libm::ceil(high / step - 1e-9).max(from + 1.0);
        let decimals = decimals_of(step);
        let ticks = (0..=(to - from).min(50.0) as usize)
            .map(|k| {
                let value = (from + k as f64) * step;
                (value, plain(value, decimals))
            })
            .collect();
        (from * step, ticks)
    }
}

/// Digits after the point that a step needs.
fn decimals_of(step: f64) -> usize {
    (-libm::floor(libm::log10(step) + 1e-9)).clamp(0.0, 12.0) as usize
}

impl FactorPanel {
    fn has_band(&self) -> bool {
        self.points.iter().any(|point| point.high > point.low)
    }

    /// Whether the scenario's own value lies on the panel.
    fn shows_own(&self) -> bool {
        let (low, high) = self.extent();
        self.own
            .as_ref()
            .is_some_and(|(own, _)| (low..=high).contains(own))
    }

    fn extent(&self) -> (f64, f64) {
        let values = self
            .points
            .iter()
            .map(|point| point.at)
            .chain(self.dots.iter().map(|dot| dot.0))
            .chain(self.ticks.iter().map(|tick| tick.0))
            .filter(|value| value.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if high > low {
            (low, high)
        } else if low.is_finite() {
            (low - 0.5, low + 0.5)
        } else {
            (0.0, 1.0)
        }
    }

    fn draw(&self, canvas: &mut Canvas, plot: Area, response: Scale, alone: bool) {
        let (low, high) = self.extent();
        let room = (plot.left + 6.0, plot.right - 6.0);
        let is_log = self.log && low > 0.0;
        let along = if is_log {
            Scale::log((low, high), room)
        } else {
            Scale::linear((low, high), room)
        };
        let unit = &self.unit;
        let below = if alone {
            // The only factor is named where its values stand.
            match unit.as_str() {
                "" => self.name.clone(),
                unit => format!("{} ({unit})", self.name),
            }
        } else {
            let bold = Lettering::new(TEXT, INK).bold();
            let room = plot.right - plot.left + GUTTER - 8.0;
            let bold = bold.fitting(&self.name, room, SMALL);
            let name = bold.cut_within(&self.name, room);
            canvas.text((plot.left - GUTTER + 8.0, plot.top - 14.0), &name, bold);
            unit.clone()
        };
        let ticks = if self.ticks.is_empty() {
            if is_log {
                ratio_ticks(low, high)
            } else {
                even_ticks(low, high, if alone { 10 } else { 5 })
            }
        } else {
            self.ticks.clone()
        };
        axis::bottom(canvas, plot, along, &ticks, false);
        axis::name_bottom(canvas, plot, &below);
        if let Some((own, words)) = &self.own
            && along.holds(*own)
        {
            let x = along.place(*own);
            let pen = Pen::dashed(ORANGE, 1.8, &[5.0, 3.0]);
            canvas.line((x, plot.top), (x, plot.bottom), pen);
            let small = Lettering::new(SMALL, GREY);
            let room = small.width(words) + 6.0;
            let right = x + room < plot.right;
            canvas.text(
                (if right { x + 5.0 } else { x - 5.0 }, plot.top + 11.0),
                words,
                if right { small } else { small.end() },
            );
        }
        for (at, value) in &self.dots {
            if at.is_finite() && value.is_finite() {
                canvas.disc(
                    (along.place(*at), response.place(*value)),
                    2.4,
                    thin(SKY, 0.6),
                );
            }
        }
        // A gap in the data is a gap in the line.
        let usable = |point: &&FactorPoint| point.at.is_finite() && point.response.is_finite();
        let points: Vec<&FactorPoint> = self.points.iter().filter(usable).collect();
        let place = |at: f64, value: f64| -> Point { (along.place(at), response.place(value)) };
        let end = |value: f64, point: &FactorPoint| {
            if value.is_finite() {
                value
            } else {
                point.response
            }
        };
        let mut band: Vec<Point> = points
            .iter()
            .map(|point| place(point.at, end(point.high, point)))
            .collect();
        let lower = points.iter().rev();
        band.extend(lower.map(|point| place(point.at, end(point.low, point))));
        canvas.polygon(band, thin(BLUE, 0.2));
        canvas.path(
            points
                .iter()
                .map(|point| place(point.at, point.response))
                .collect(),
            Pen::solid(BLUE, 2.2),
        );
        for point in &points {
            let (x, low) = place(point.at, end(point.low, point));
            let (_, high) = place(point.at, end(point.high, point));
            canvas.line((x, low), (x, high), Pen::solid(BLUE, 1.2));
            canvas.disc(place(point.at, point.response), 3.6, BLUE);
        }
        for turn in &self.turns {
            if turn.at.is_finite() && turn.response.is_finite() {
                turn.draw(canvas, plot, place(turn.at, turn.response));
            }
        }
    }
}

impl FactorTurn {
    /// A ring around its point, and its words beyond the band.
    fn draw(&self, canvas: &mut Canvas, plot: Area, (x, y): Point) {
        canvas.ring(circle((x, y), 7.5), Pen::solid(ORANGE, 2.2));
        let small = Lettering::new(SMALL, INK).middle();
        let half = small.width(&self.words) / 2.0;
        let (from, to) = (plot.left + half + 3.0, plot.right - half - 3.0);
        let middle = if from < to { x.clamp(from, to) } else { x };
        let away = if self.above { -22.0 } else { 22.0 };
        let words_at = (y + away).clamp(plot.top + 10.0, plot.bottom - 10.0);
        canvas.text_centered((middle, words_at), &self.words, small);
    }
}

/// Round numbers on an extent that need not begin at 0.
pub(super) fn even_ticks(low: f64, high: f64, count: usize) -> Vec<Tick> {
    let steps = round_steps(high - low, count);
    let step = steps.get(1).copied().unwrap_or(1.0);
    let first = libm::ceil(low / step - 1e-9);
    let decimals = decimals_of(step);
    (0..20)
        .map(|k| (first + f64::from(k)) * step)
        .take_while(|value| *value <= high + step * 1e-9)
        .map(|value| (value.clamp(low, high), plain(value, decimals)))
        .collect()
}

/// Round numbers at about equal ratios: the powers of ten alone over more than four of them,
/// with 2 and 5 over more than one, else with all digits.
fn ratio_ticks(low: f64, high: f64) -> Vec<Tick> {
    let digits: &[f64] = match high / low {
        ratio if ratio > 1e4 => &[1.0],
        ratio if ratio >= 10.0 => &[1.0, 2.0, 5.0],
        _ => &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
    };
    let first = libm::floor(libm::log10(low));
    let last = libm::floor(libm::log10(high) + 1e-9);
    let powers = (last - first).clamp(0.0, 40.0) as i32;
    (0..=powers)
        .flat_map(|power| {
            let size = first + f64::from(power);
            let decimals = (-size).clamp(0.0, 12.0) as usize;
            digits.iter().map(move |digit| {
                let value = digit * libm::pow(10.0, size);
                (value, plain(value, decimals))
            })
        })
        .filter(|(value, _)| *value >= low * (1.0 - 1e-9) && *value <= high * (1.0 + 1e-9))
        .map(|(value, words)| (value.clamp(low, high), words))
        .collect()
}

/// Digits that suit values up to `highest`, for words beside marks.
pub(super) fn digits(highest: f64) -> usize {
    decimals_for(highest).min(3)
}

impl Figure for FactorCurves {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let ends = panel.points.first().zip(panel.points.last());
            let said = |value: f64| plain(value, decimals_for(value.abs()));
            ends.map_or_else(
                || panel.name.clone(),
                |(first, last)| {
                    format!(
                        "{}: {} at {} {}, {} at {}",
                        panel.name,
                        said(first.response),
                        said(first.at),
                        panel.unit,
                        said(last.response),
                        said(last.at)
                    )
                },
            )
        });
        format!(
            "A curve for each factor. {}. {}.",
            self.measure,
            listed(panels)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.panels[..self.panels.len().min(MOST_PANELS)];
        let columns = match shown.len() {
            0 | 1 => 1,
            _ if page < PAGE_WIDTH * 0.75 => 1,
            2 | 4 => 2,
            _ => 3,
        };
        let rows = shown.len().div_ceil(columns).max(1);
        let alone = shown.len() <= 1;
        let plot_height = if alone { 360.0 } else { 210.0 };
        let head = if alone { 12.0 } else { HEAD };
        let row_height = head + plot_height + FOOT;
        let banded = shown.iter().any(FactorPanel::has_band);
        let mut entries = vec![(
            Swatch::Line(Pen::solid(BLUE, 2.2)),
            "mean response".to_owned(),
        )];
        if banded {
            entries.push((Swatch::Box(thin(BLUE, 0.2)), "95% band".to_owned()));
        }
        if !self.dots.is_empty() {
            entries.push((
                Swatch::Mark(Tone::Severity(Severity::Low)),
                self.dots.clone(),
            ));
        }
        if shown.iter().any(FactorPanel::shows_own) {
            entries.push((
                Swatch::Line(Pen::dashed(ORANGE, 1.8, &[5.0, 3.0])),
                "the scenario's own value".to_owned(),
            ));
        }
        if shown.iter().any(|panel| !panel.turns.is_empty()) {
            entries.push((
                Swatch::Ring(ORANGE),
                "shown to be lower, or higher, than both ends".to_owned(),
            ));
        }
        let top_room = 44.0 + legend::depth(MARGIN, page - MARGIN, "", &entries);
        let caption = self.caption.interval_if(banded).noting(&left_out(
            shown.len(),
            self.panels.len(),
            "factors",
        ));
        let mut frame = Frame::new(&caption, None, page, top_room + rows as f64 * row_height);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        canvas.text(
            (body.left, body.top + 12.0),
            &self.measure,
            Lettering::new(TEXT, GREY),
        );
        legend::row(
            canvas,
            (body.left, body.top + 32.0),
            body.right,
            "",
            &entries,
        );

        let (floor, ticks) = self.heights();
        let width = (body.width() + 18.0) / columns as f64;
        for (ix, panel) in shown.iter().enumerate() {
            let left = body.left + (ix % columns) as f64 * width + GUTTER;
            let top = body.top + top_room + (ix / columns) as f64 * row_height + head;
            let plot = Area {
                left,
                top,
                right: left + width - GUTTER - 18.0,
                bottom: top + plot_height,
            };
            let high = ticks.last().map_or(floor + 1.0, |tick| tick.0);
            let response = Scale::linear((floor, high), (plot.bottom, plot.top));
            axis::left(canvas, plot, response, &ticks);
            canvas.tagged(Tag::new(&panel.name, "line"), |canvas| {
                panel.draw(canvas, plot, response, alone);
            });
        }
        if self.panels.iter().all(|panel| panel.points.is_empty()) {
            frame.say_empty(body, "nothing to show");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["factor", "unit", "value", "response", "low", "high"]);
        for panel in &self.panels {
            for point in &panel.points {
                data.row([
                    (&panel.name).into(),
                    (&panel.unit).into(),
                    point.at.into(),
                    point.response.into(),
                    point.low.into(),
                    point.high.into(),
                ]);
            }
        }
        data
    }
}
