//! A sheet on which strokes, areas and words are collected, in pixels, before plotters
//! writes them as SVG.
//!
//! Plotters' coordinates are whole numbers. The sheet is therefore written on a grid
//! sixteen times finer than a pixel, and the drawing's width and height are set back
//! afterwards while its `viewBox` keeps the fine grid: curves come out smooth.

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};

use super::error::ChartError;
use super::svg::Svg;
use super::typeface;

/// Grid steps per pixel.
const GRID: f64 = 16.0;

/// Plotters writes a font size divided by this.
const PLOTTERS_FONT_RATIO: f64 = 1.24;

/// A text that hangs from its top is moved down by this many ems by plotters.
const TOP_SHIFT: f64 = 0.76;

/// A pen: colour, width in pixels, and dashes as lengths of ink and gap in turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub color: RGBAColor,
    pub width: f64,
    pub dashes: &'static [f64],
}

impl Pen {
    /// An unbroken line.
    pub const fn solid(color: RGBAColor, width: f64) -> Self {
        Self {
            color,
            width,
            dashes: &[],
        }
    }

    /// A broken line.
    pub const fn dashed(color: RGBAColor, width: f64, dashes: &'static [f64]) -> Self {
        Self {
            color,
            width,
            dashes,
        }
    }
}

/// Which point of a line of text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lettering {
    pub size: f64,
    pub bold: bool,
    pub color: RGBAColor,
    pub anchor: Anchor,
}

impl Lettering {
    /// Plain text that starts at its position.
    pub const fn new(size: f64, color: RGBAColor) -> Self {
        Self {
            size,
            bold: false,
            color,
            anchor: Anchor::Start,
        }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same, centred on its position.
    pub const fn middle(self) -> Self {
        Self {
            anchor: Anchor::Middle,
            ..self
        }
    }

    /// The same, ending at its position.
    pub const fn end(self) -> Self {
        Self {
            anchor: Anchor::End,
            ..self
        }
    }

    /// Width of `text` in pixels.
    pub fn width(self, text: &str) -> f64 {
        typeface::width(text, self.size, self.bold)
    }

    /// `text`, cut to fit into `room` pixels.
    pub fn cut(self, text: &str, room: f64) -> String {
        typeface::cut(text, self.size, self.bold, room)
    }
}

/// A rectangle of the sheet, in pixels; `bottom` is greater than `top`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub fn center(self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }
}

/// A point of the sheet in pixels.
pub(super) type Point = (f64, f64);

#[derive(Clone, Debug)]
enum Mark {
    Rect {
        area: Area,
        color: RGBAColor,
    },
    Path {
        points: Vec<Point>,
        pen: Pen,
    },
    Polygon {
        points: Vec<Point>,
        color: RGBAColor,
    },
    Disc {
        center: Point,
        radius: f64,
        color: RGBAColor,
    },
    Text {
        at: Point,
        text: String,
        lettering: Lettering,
    },
}

/// A sheet being drawn on. Marks cover those made before them.
#[derive(Debug)]
pub(super) struct Canvas {
    width: f64,
    height: f64,
    title: String,
    marks: Vec<Mark>,
}

impl Canvas {
    /// An empty white sheet; `title` is what a screen reader says.
    pub fn new(width: f64, height: f64, title: &str) -> Self {
        Self {
            width: width.ceil(),
            height: height.ceil(),
            title: title.to_owned(),
            marks: Vec::new(),
        }
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, area: Area, color: RGBAColor) {
        self.marks.push(Mark::Rect { area, color });
    }

    /// Draws a rectangle's outline.
    pub fn outline(&mut self, area: Area, pen: Pen) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = area;
        self.ring(
            vec![(left, top), (right, top), (right, bottom), (left, bottom)],
            pen,
        );
    }

    /// Draws a line from point to point.
    pub fn line(&mut self, from: Point, to: Point, pen: Pen) {
        self.path(vec![from, to], pen);
    }

    /// Draws a line through all points.
    pub fn path(&mut self, points: Vec<Point>, pen: Pen) {
        if points.len() > 1 {
            self.marks.push(Mark::Path { points, pen });
        }
    }

    /// Draws a closed line through all points.
    pub fn ring(&mut self, mut points: Vec<Point>, pen: Pen) {
        if points.len() > 1 {
            // Going on to the second point gives the closing corner its joint.
            points.extend_from_within(..2);
            self.path(points, pen);
        }
    }

    /// Fills a polygon.
    pub fn polygon(&mut self, points: Vec<Point>, color: RGBAColor) {
        if points.len() > 2 {
            self.marks.push(Mark::Polygon { points, color });
        }
    }

    /// Fills a disc.
    pub fn disc(&mut self, center: Point, radius: f64, color: RGBAColor) {
        self.marks.push(Mark::Disc {
            center,
            radius,
            color,
        });
    }

    /// Writes a line of text; `at` lies on its baseline.
    pub fn text(&mut self, at: Point, text: &str, lettering: Lettering) {
        let text: String = text
            .chars()
            .map(|c| if writable(c) { c } else { ' ' })
            .collect();
        if !text.trim().is_empty() {
            self.marks.push(Mark::Text {
                at,
                text,
                lettering,
            });
        }
    }

    /// Writes a line of text whose capitals are centred on the height of `at`.
    pub fn text_centered(&mut self, (x, y): Point, text: &str, lettering: Lettering) {
        let shift = lettering.size * typeface::CAPITAL / 2.0;
        self.text((x, y + shift), text, lettering);
    }

    /// Fills an area with slanted lines `gap` pixels apart.
    pub fn hatch(&mut self, area: Area, gap: f64, pen: Pen) {
        let (width, height) = (area.width(), area.height());
        if !(width > 0.0 && height > 0.0 && gap >= 1.0 && width + height < 1e5) {
            return;
        }
        // Lines x + y = c across the area, from its top-left to its bottom-right corner.
        // Starting at a multiple of the gap makes neighbouring areas meet.
        let first = ((area.left + area.top) / gap).ceil() * gap;
        let last = area.right + area.bottom;
        let count = ((last - first) / gap).floor().max(0.0) as usize;
        for k in 0..=count {
            let c = first + k as f64 * gap;
            let upper = if c - area.top <= area.right {
                (c - area.top, area.top)
            } else {
                (area.right, c - area.right)
            };
            let lower = if c - area.left <= area.bottom {
                (area.left, c - area.left)
            } else {
                (c - area.bottom, area.bottom)
            };
            self.line(lower, upper, pen);
        }
    }

    /// Writes the sheet as a drawing.
    pub fn finish(self) -> Result<Svg, ChartError> {
        typeface::register()?;
        let (width, height) = (
            self.width.clamp(1.0, 60_000.0),
            self.height.clamp(1.0, 60_000.0),
        );
        let mut text = String::new();
        {
            let size = ((width * GRID) as u32, (height * GRID) as u32);
            let sheet = SVGBackend::with_string(&mut text, size).into_drawing_area();
            let white = RGBAColor(255, 255, 255, 1.0);
            let whole = Area {
                left: 0.0,
                top: 0.0,
                right: width,
                bottom: height,
            };
            draw(
                &sheet,
                &Mark::Rect {
                    area: whole,
                    color: white,
                },
            )?;
            for mark in &self.marks {
                draw(&sheet, mark)?;
            }
            sheet.present().map_err(failed)?;
        }
        Ok(Svg::new(&text, width as u32, height as u32, &self.title))
    }
}

type Sheet<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

/// Characters that XML 1.0 allows and that belong into one line.
fn writable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}')
}

/// A length on the fine grid. Casts saturate; the bound keeps sums inside plotters safe.
fn grid(pixels: f64) -> i32 {
    (pixels * GRID).round().clamp(-4e6, 4e6) as i32
}

fn grid_point((x, y): Point) -> (i32, i32) {
    (grid(x), grid(y))
}

fn finite(points: &[Point]) -> bool {
    points.iter().all(|(x, y)| x.is_finite() && y.is_finite())
}

/// Hands one mark to plotters. A mark at a place that is not a number is left out.
fn draw(sheet: &Sheet, mark: &Mark) -> Result<(), ChartError> {
    match mark {
        Mark::Rect { area, color } => {
            let corners = [(area.left, area.top), (area.right, area.bottom)];
            if finite(&corners) && area.right > area.left && area.bottom > area.top {
                let corners = corners.map(grid_point);
                sheet
                    .draw(&Rectangle::new(corners, ShapeStyle::from(color).filled()))
                    .map_err(failed)?;
            }
        }
        Mark::Path { points, pen } if finite(points) => {
            let style = ShapeStyle {
                color: pen.color,
                filled: false,
                stroke_width: grid(pen.width).max(1) as u32,
            };
            for piece in dashes(points, pen.dashes) {
                let piece: Vec<(i32, i32)> = piece.into_iter().map(grid_point).collect();
                sheet
                    .draw(&PathElement::new(piece, style))
                    .map_err(failed)?;
            }
        }
        Mark::Polygon { points, color } if finite(points) => {
            let points: Vec<(i32, i32)> = points.iter().copied().map(grid_point).collect();
            sheet
                .draw(&Polygon::new(points, ShapeStyle::from(color).filled()))
                .map_err(failed)?;
        }
        Mark::Disc {
            center,
            radius,
            color,
        } if finite(&[*center]) => {
            let disc = Circle::new(
                grid_point(*center),
                grid(*radius).max(1),
                ShapeStyle::from(color).filled(),
            );
            sheet.draw(&disc).map_err(failed)?;
        }
        Mark::Text {
            at,
            text,
            lettering,
        } if finite(&[*at]) => {
            sheet
                .draw(&Text::new(
                    text.as_str(),
                    text_place(*at, *lettering),
                    text_style(*lettering),
                ))
                .map_err(failed)?;
        }
        _ => {}
    }
    Ok(())
}

/// The place plotters needs so that the baseline passes through `at`.
fn text_place((x, y): Point, lettering: Lettering) -> (i32, i32) {
    grid_point((x, y - lettering.size * TOP_SHIFT))
}

fn text_style(lettering: Lettering) -> TextStyle<'static> {
    let style = if lettering.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let size = lettering.size * GRID * PLOTTERS_FONT_RATIO;
    let side = match lettering.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    FontDesc::new(FontFamily::Name(typeface::FAMILIES), size, style)
        .color(&lettering.color)
        .pos(Pos::new(side, VPos::Top))
}

/// Cuts a line into its dashes. `pattern` holds lengths of ink and gap in turn; without a
/// usable pattern the line stays whole.
fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    if pattern.len() < 2
        || pattern
            .iter()
            .any(|length| length.is_nan() || *length < 0.25)
    {
        return vec![points.to_vec()];
    }
    let mut pieces = Vec::new();
    let (mut phase, mut left) = (0, pattern[0]);
    let mut piece = vec![points[0]];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length < left {
                left -= length;
                piece.push(to);
                break;
            }
            let share = if length > 0.0 { left / length } else { 1.0 };
            from = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            piece.push(from);
            if phase % 2 == 0 {
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece.clear();
            }
            piece.push(from);
            phase = (phase + 1) % pattern.len();
            left = pattern[phase];
        }
    }
    if phase % 2 == 0 && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}
