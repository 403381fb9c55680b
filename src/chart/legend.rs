//! Legends in a row beside or above the data, never over it.

use super::canvas::Canvas;
use super::frame::SMALL;
use super::mark::{Area, Lettering, Pen, Point, Tag, circle};
use super::palette::{GREY, INK, Paint};
use super::tone::Tone;
/// The picture before an entry's words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swatch {
    /// A filled box.
    Box(Paint),
    /// A filled box with an outline.
    Framed(Paint),
    /// An upright stroke.
    Stroke(Paint),
    /// An arrow to the right.
    Arrow(Paint),
    /// A box with slanted lines.
    Hatched(Paint),
    /// A filled box with slanted lines of another colour.
    Striped(Paint, Paint),
    /// A piece of line.
    Line(Pen),
    /// A ring.
    Ring(Paint),
    /// The mark of a tone.
    Mark(Tone),
}

const SWATCH: f64 = 26.0;
const GAP: f64 = 20.0;

/// Draws the entries in rows from the left, the first centred on the height of `at`, none
/// beyond `right`; `head` stands before them. Gives the height of the last row.
pub(super) fn row(
    canvas: &mut Canvas,
    at: Point,
    right: f64,
    head: &str,
    entries: &[(Swatch, String)],
) -> f64 {
    let (left, mut y) = at;
    let lettering = Lettering::new(SMALL, INK);
    let mut x = left;
    if !head.is_empty() {
        canvas.text_centered((x, y), head, Lettering::new(SMALL, GREY));
        x += lettering.width(head) + 12.0;
    }
    let indent = x;
    for (swatch, words) in entries {
        let room = (right - indent - swatch.width() - 7.0).max(20.0);
        let words = &lettering.cut(words, room);
        let width = swatch.width() + 7.0 + lettering.width(words);
        if x + width > right && x > indent {
            x = indent;
            y += SMALL * 1.6;
        }
        canvas.tagged(Tag::new(words, "legend"), |canvas| {
            swatch.draw(canvas, (x, y));
            canvas.text_centered((x + swatch.width() + 7.0, y), words, lettering);
        });
        x += width + GAP;
    }
    y
}

/// How much lower the last row of a legend stands than its first.
pub(super) fn depth(left: f64, right: f64, head: &str, entries: &[(Swatch, String)]) -> f64 {
    row(
        &mut Canvas::new(right, 1.0),
        (left, 0.0),
        right,
        head,
        entries,
    )
}

impl Swatch {
    /// Width in pixels.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Line(_) => SWATCH,
            Self::Mark(_) | Self::Arrow(_) | Self::Stroke(_) | Self::Ring(_) => 12.0,
            Self::Box(_) | Self::Framed(_) | Self::Hatched(_) | Self::Striped(..) => 18.0,
        }
    }

    /// Draws the swatch with its left edge's middle at `at`.
    pub(super) fn draw(self, canvas: &mut Canvas, (x, y): Point) {
        let area = Area {
            left: x,
            top: y - 6.0,
            right: x + 18.0,
            bottom: y + 6.0,
        };
        match self {
            Self::Box(color) => canvas.fill(area, color),
            Self::Framed(color) => {
                canvas.fill(area, color);
                canvas.outline(area, Pen::solid(GREY, 0.8));
            }
            Self::Stroke(color) => {
                let (above, below) = ((x + 6.0, y - 6.5), (x + 6.0, y + 6.5));
                canvas.line(above, below, Pen::solid(color, 3.0));
            }
            Self::Arrow(color) => {
                canvas.polygon(
                    vec![(x + 1.0, y - 6.0), (x + 10.0, y), (x + 1.0, y + 6.0)],
                    color,
                );
            }
            Self::Hatched(color) => {
                canvas.hatch(area, 4.0, Pen::solid(color, 1.0));
                canvas.outline(area, Pen::solid(color, 0.8));
            }
            Self::Striped(color, stripes) => {
                canvas.fill(area, color);
                canvas.hatch(area, 6.0, Pen::solid(stripes, 1.0));
            }
            Self::Line(pen) => canvas.line((x, y), (x + SWATCH, y), pen),
            Self::Ring(color) => canvas.ring(circle((x + 6.0, y), 5.5), Pen::solid(color, 2.0)),
            Self::Mark(tone) => tone.mark(canvas, (x + 6.0, y), 5.0),
        }
    }
}
