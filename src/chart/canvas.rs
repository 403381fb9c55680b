//! A canvas on which strokes, areas and words are collected, in pixels, until
//! `plotters_sheet` writes them.

use super::error::ChartError;
use super::fallback::{self, Run};
use super::look::Theme;
use super::mark::{Anchor, Area, Lettering, Mark, Pen, Point, Tag};
use super::palette::Paint;
use super::plotters_sheet;
use super::svg::{Svg, Words};
use super::typeface;
use crate::text;

/// A canvas being drawn on. Marks cover those made before them.
#[derive(Debug)]
pub(crate) struct Canvas {
    width: f64,
    height: f64,
    marks: Vec<Mark>,
}

impl Canvas {
    /// An empty canvas.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            width: width.ceil(),
            height: height.ceil(),
            marks: Vec::new(),
        }
    }

    /// Its width in pixels.
    pub(super) const fn width(&self) -> f64 {
        self.width
    }

    /// Names what is drawn within: the series that it belongs to, what part of it, and its value.
    pub(super) fn tagged(&mut self, tag: Tag, draw: impl FnOnce(&mut Self)) {
        self.marks.push(Mark::Open(tag));
        draw(self);
        self.marks.push(Mark::Close);
    }

    /// Fills a rectangle.
    pub(super) fn fill(&mut self, area: Area, color: Paint) {
        self.marks.push(Mark::Rect { area, color });
    }

    /// Draws a rectangle's outline.
    pub(super) fn outline(&mut self, area: Area, pen: Pen) {
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
    pub(super) fn line(&mut self, from: Point, to: Point, pen: Pen) {
        self.path(vec![from, to], pen);
    }

    /// Draws a line through all points.
    pub(super) fn path(&mut self, points: Vec<Point>, pen: Pen) {
        if points.len() > 1 {
            self.marks.push(Mark::Path { points, pen });
        }
    }

    /// Draws a closed line through all points.
    pub(super) fn ring(&mut self, mut points: Vec<Point>, pen: Pen) {
        if points.len() > 1 {
            // Going on to the second point gives the closing corner its joint.
            points.extend_from_within(..2);
            self.path(points, pen);
        }
    }

    /// Fills a polygon.
    pub(super) fn polygon(&mut self, points: Vec<Point>, color: Paint) {
        if points.len() > 2 {
            self.marks.push(Mark::Polygon { points, color });
        }
    }

    /// Fills a disc.
    pub(super) fn disc(&mut self, center: Point, radius: f64, color: Paint) {
        self.marks.push(Mark::Disc {
            center,
            radius,
            color,
        });
    }

    /// Writes a line of text; `at` lies on its baseline.
    pub(super) fn text(&mut self, at: Point, text: &str, lettering: Lettering) {
        let text: String = text
            .chars()
            .map(|c| if text::is_unfit(c) { ' ' } else { c })
            .collect();
        let text = fallback::drawable(&text);
        if text.trim().is_empty() {
            return;
        }
        let Some(runs) = fallback::runs(&text) else {
            let text = text.into_owned();
            self.marks.push(Mark::Text {
                at,
                text,
                lettering,
            });
            return;
        };
        // Stretch by stretch from the left, whatever point of the line `at` is.
        let width = lettering.width(&text);
        let mut left = match lettering.anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        let lettering = Lettering {
            anchor: Anchor::Start,
            ..lettering
        };
        for run in runs {
            match run {
                Run::Letters(letters) => {
                    // SVG leaves out spaces at the beginning.
                    let text = letters.trim_start();
                    let spaces = &letters[..letters.len() - text.len()];
                    left += lettering.width(spaces);
                    let right = left + lettering.width(text);
                    if !text.is_empty() {
                        self.marks.push(Mark::Text {
                            at: (left, at.1),
                            text: text.to_owned(),
                            lettering,
                        });
                    }
                    left = right;
                }
                Run::Pixels { said, letters, ems } => {
                    self.marks.push(Mark::Pixels {
                        at: (left, at.1),
                        said,
                        letters,
                        lettering,
                    });
                    left += ems * lettering.size;
                }
            }
        }
    }

    /// Writes a line of text whose capitals are centred on the height of `at`.
    pub(super) fn text_centered(&mut self, (x, y): Point, text: &str, lettering: Lettering) {
        let shift = lettering.size * typeface::CAPITAL / 2.0;
        self.text((x, y + shift), text, lettering);
    }

    /// Fills an area with slanted lines `gap` pixels apart.
    pub(super) fn hatch(&mut self, area: Area, gap: f64, pen: Pen) {
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

    /// Writes the canvas as a drawing.
    pub(super) fn finish(self, theme: Theme, words: &Words) -> Result<Svg, ChartError> {
        plotters_sheet::write(&self.marks, (self.width, self.height), theme, words)
    }
}

#[cfg(test)]
impl Canvas {
    /// Width and height in pixels.
    pub(crate) const fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// Texts that touch each other or leave the canvas, in words: there should be none.
    pub(crate) fn faults(&self) -> Vec<String> {
        let boxed = |at: Point, left: f64, width: f64, size: f64| Area {
            left,
            top: at.1 - 0.74 * size,
            right: left + width,
            bottom: at.1 + 0.1 * size,
        };
        let texts: Vec<(Area, &str)> = self
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text {
                    at,
                    text,
                    lettering,
                } => {
                    let width = lettering.width(text);
                    let left = match lettering.anchor {
                        Anchor::Start => at.0,
                        Anchor::Middle => at.0 - width / 2.0,
                        Anchor::End => at.0 - width,
                    };
                    Some((boxed(*at, left, width, lettering.size), text.as_str()))
                }
                Mark::Pixels {
                    at,
                    said,
                    lettering,
                    ..
                } => {
                    let width = lettering.width(said);
                    Some((boxed(*at, at.0, width, lettering.size), said.as_str()))
                }
                _ => None,
            })
            .collect();
        let mut faults = Vec::new();
        for (i, (area, text)) in texts.iter().enumerate() {
            if area.left < 0.0
                || area.top < 0.0
                || area.right > self.width
                || area.bottom > self.height
            {
                faults.push(format!("{text:?} leaves the canvas"));
            }
            for (other, other_text) in &texts[i + 1..] {
                if area.left + 0.01 < other.right
                    && other.left + 0.01 < area.right
                    && area.top < other.bottom
                    && other.top < area.bottom
                {
                    faults.push(format!("{text:?} touches {other_text:?}"));
                }
            }
        }
        faults
    }
}
