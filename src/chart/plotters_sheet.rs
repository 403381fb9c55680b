//! Where plotters comes in: the marks of a canvas, written as SVG.
//!
//! Plotters' coordinates are whole numbers. A canvas is therefore written on a grid sixteen
//! times finer than a pixel, and the drawing's width and height are set back afterwards
//! while its `viewBox` keeps the fine grid: curves come out smooth.

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};

use super::error::ChartError;
use super::fallback;
use super::look::Theme;
use super::mark::{Anchor, Area, Lettering, Mark, Point};
use super::palette::WHITE;
use super::svg::{Svg, Words};
use super::typeface;
use crate::text;

/// Grid steps per pixel.
const GRID: f64 = 16.0;

/// Plotters writes a font size divided by this.
const PLOTTERS_FONT_RATIO: f64 = 1.24;

/// How plotters moves a text down that hangs from its top. In what people wrote a quotation
/// mark is escaped, so it is found in tags alone.
const TOP_SHIFT: &str = " dy=\"0.76em\"";

/// Sides longer than this many pixels are cut off.
const LONGEST_SIDE: f64 = 60_000.0;

/// Writes marks on paper. What stands between [`Mark::Open`] and [`Mark::Close`] becomes an
/// element of its own.
pub(super) fn write(
    marks: &[Mark],
    size: (f64, f64),
    theme: Theme,
    words: &Words,
) -> Result<Svg, ChartError> {
    typeface::register()?;
    let width = size.0.clamp(1.0, LONGEST_SIDE);
    let height = size.1.clamp(1.0, LONGEST_SIDE);
    let area = Area {
        left: 0.0,
        top: 0.0,
        right: width,
        bottom: height,
    };
    let paper = [Mark::Rect { area, color: WHITE }];
    let fine = ((width * GRID) as u32, (height * GRID) as u32);
    let mut body = elements(&paper, fine, theme)?;
    let mut depth = 0;
    for part in marks.split_inclusive(|mark| matches!(mark, Mark::Open(_) | Mark::Close)) {
        let (drawn, fence) = match part.split_last() {
            Some((fence @ (Mark::Open(_) | Mark::Close), drawn)) => (drawn, Some(fence)),
            _ => (part, None),
        };
        body.push_str(&elements(drawn, fine, theme)?);
        match fence {
            Some(Mark::Open(tag)) => {
                depth += 1;
                body.push_str(&tag.written());
            }
            Some(_) if depth > 0 => {
                depth -= 1;
                body.push_str("</g>\n");
            }
            _ => {}
        }
    }
    body.push_str(&"</g>\n".repeat(depth));
    body.extend(marks.iter().filter_map(|mark| pixels(mark, theme)));
    Ok(Svg::new(&body, (width as u32, height as u32), GRID, words))
}

/// What plotters writes for some marks, without the head and the foot of a drawing.
fn elements(marks: &[Mark], size: (u32, u32), theme: Theme) -> Result<String, ChartError> {
    if marks.is_empty() {
        return Ok(String::new());
    }
    let mut text = String::new();
    {
        let sheet = SVGBackend::with_string(&mut text, size).into_drawing_area();
        for mark in marks {
            draw(&sheet, mark, theme)?;
        }
        sheet.present().map_err(failed)?;
    }
    // Plotters sets a line by its top and shifts it down. A viewer that parts a line into
    // stretches of one direction shifts each of them, so the shift stands in the place itself.
    let text = text.replace(TOP_SHIFT, "");
    let begin = text.find('>').map_or(0, |end| end + 1);
    let end = text.rfind("</svg>").unwrap_or(text.len());
    let inner = text.get(begin..end).unwrap_or_default();
    Ok(inner.strip_prefix('\n').unwrap_or(inner).to_owned())
}

type Sheet<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
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
fn draw(sheet: &Sheet, mark: &Mark, theme: Theme) -> Result<(), ChartError> {
    match mark {
        Mark::Rect { area, color } => {
            let corners = [(area.left, area.top), (area.right, area.bottom)];
            if finite(&corners) && area.right > area.left && area.bottom > area.top {
                let corners = corners.map(grid_point);
                sheet
                    .draw(&Rectangle::new(
                        corners,
                        ShapeStyle::from(color.resolve(theme)).filled(),
                    ))
                    .map_err(failed)?;
            }
        }
        Mark::Path { points, pen } if finite(points) => {
            let style = ShapeStyle {
                color: pen.color.resolve(theme),
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
                .draw(&Polygon::new(
                    points,
                    ShapeStyle::from(color.resolve(theme)).filled(),
                ))
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
                ShapeStyle::from(color.resolve(theme)).filled(),
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
                    grid_point(*at),
                    text_style(*lettering, theme),
                ))
                .map_err(failed)?;
        }
        _ => {}
    }
    Ok(())
}

/// Letters made of pixels, as an element of SVG; a screen reader says what they say.
fn pixels(mark: &Mark, theme: Theme) -> Option<String> {
    let Mark::Pixels {
        at,
        said,
        letters,
        lettering,
    } = mark
    else {
        return None;
    };
    let outline = finite(&[*at])
        .then(|| fallback::outline(letters, *at, lettering.size, lettering.bold, grid))?;
    let RGBAColor(red, green, blue, opacity) = lettering.color.resolve(theme);
    Some(format!(
        "<path role=\"img\" aria-label=\"{}\" fill=\"#{red:02X}{green:02X}{blue:02X}\" \
         opacity=\"{opacity}\" d=\"{outline}\"/>\n",
        text::xml(said)
    ))
}

fn text_style(lettering: Lettering, theme: Theme) -> TextStyle<'static> {
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
        .color(&lettering.color.resolve(theme))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_share_out_ink_and_gap() {
        let length = |piece: &Vec<Point>| -> f64 {
            piece
                .windows(2)
                .map(|two| (two[1].0 - two[0].0).hypot(two[1].1 - two[0].1))
                .sum()
        };
        let corner = [(0.0, 0.0), (10.0, 0.0), (10.0, 7.0)];
        let pieces = dashes(&corner, &[4.0, 2.0]);
        assert_eq!(pieces.len(), 3);
        assert!(
            pieces
                .iter()
                .take(2)
                .all(|piece| (length(piece) - 4.0).abs() < 1e-9)
        );
        assert_eq!(dashes(&corner, &[]), vec![corner.to_vec()]);
        assert_eq!(dashes(&corner, &[f64::NAN, 1.0]).len(), 1);
    }
}
