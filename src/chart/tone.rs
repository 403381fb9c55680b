//! The looks of series: colours, dashes and marks that belong together.

use super::canvas::Canvas;
use super::mark::{Pen, Point};
use super::palette::{BLUE, GREEN, INK, ORANGE, PURPLE, Paint, SKY, VERMILION};
use crate::scenario::document::Severity;

/// The look of a series: by severity, or by its number among others (policies, teams).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The look of that severity in every figure.
    Severity(Severity),
    /// The look of the n-th series; looks repeat after seven.
    Series(usize),
}

impl Tone {
    /// Line and area colour.
    pub(super) const fn color(self) -> Paint {
        match self {
            Self::Severity(Severity::Low) => SKY,
            Self::Severity(Severity::Medium) => BLUE,
            Self::Severity(Severity::High) => ORANGE,
            Self::Severity(Severity::Critical) => VERMILION,
            Self::Series(n) => [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, INK][n % 7],
        }
    }

    /// Dashes of a line: the graver, the more ink.
    pub(super) const fn dashes(self) -> &'static [f64] {
        match self {
            Self::Severity(Severity::Low) => &[2.0, 3.0],
            Self::Severity(Severity::Medium) => &[7.0, 3.5],
            Self::Severity(Severity::High) => &[12.0, 3.0, 2.5, 3.0],
            Self::Severity(Severity::Critical) => &[],
            Self::Series(n) => {
                const PATTERNS: [&[f64]; 4] =
                    [&[], &[8.0, 3.5], &[12.0, 3.0, 2.5, 3.0], &[2.0, 3.0]];
                PATTERNS[n % 4]
            }
        }
    }

    /// Draws the mark of this tone, about `2 * radius` wide.
    pub(super) fn mark(self, canvas: &mut Canvas, center: Point, radius: f64) {
        let (x, y) = center;
        let shape = match self {
            Self::Severity(severity) => severity.ix(),
            Self::Series(n) => n % 4,
        };
        let color = self.color();
        let around: Vec<Point> = match shape {
            // Circle.
            0 => {
                canvas.disc(center, radius, color);
                return;
            }
            // Square.
            1 => {
                let r = radius * 0.88;
                vec![
                    (x - r, y - r),
                    (x + r, y - r),
                    (x + r, y + r),
                    (x - r, y + r),
                ]
            }
            // Triangle.
            2 => {
                let r = radius * 1.15;
                vec![(x, y - r), (x + r, y + r * 0.78), (x - r, y + r * 0.78)]
            }
            // Diamond.
            _ => {
                let r = radius * 1.25;
                vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
            }
        };
        canvas.polygon(around, color);
    }

    /// A pen for a line of this tone.
    pub(super) const fn pen(self, width: f64) -> Pen {
        Pen::dashed(self.color(), width, self.dashes())
    }
}
