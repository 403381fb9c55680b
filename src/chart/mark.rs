//! What a canvas is made of: areas, pens, letterings, and the marks that they make.

use super::fallback::Pixels;
use super::palette::Paint;
use super::typeface;
use crate::text;

/// A pen: colour, width in pixels, and dashes as lengths of ink and gap in turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub color: Paint,
    pub width: f64,
    pub dashes: &'static [f64],
}

impl Pen {
    /// An unbroken line.
    pub(super) const fn solid(color: Paint, width: f64) -> Self {
        Self {
            color,
            width,
            dashes: &[],
        }
    }

    /// A broken line.
    pub(super) const fn dashed(color: Paint, width: f64, dashes: &'static [f64]) -> Self {
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
    pub color: Paint,
    pub anchor: Anchor,
}

impl Lettering {
    /// Plain text that starts at its position.
    pub(super) const fn new(size: f64, color: Paint) -> Self {
        Self {
            size,
            bold: false,
            color,
            anchor: Anchor::Start,
        }
    }

    /// The same in bold.
    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same, centred on its position.
    pub(super) const fn middle(self) -> Self {
        Self {
            anchor: Anchor::Middle,
            ..self
        }
    }

    /// The same, ending at its position.
    pub(super) const fn end(self) -> Self {
        Self {
            anchor: Anchor::End,
            ..self
        }
    }

    /// Width of `text` in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        typeface::width(text, self.size, self.bold)
    }

    /// The same, but in a lesser size if `text` would not fit into `room` pixels.
    pub(super) fn fitting(self, text: &str, room: f64, lesser: f64) -> Self {
        if self.width(text) > room {
            Self {
                size: lesser,
                ..self
            }
        } else {
            self
        }
    }

    /// `text`, cut to fit into `room` pixels.
    pub(super) fn cut(self, text: &str, room: f64) -> String {
        typeface::cut(text, self.size, self.bold, room)
    }

    /// The same for a path, of which the end says most: the ellipsis stands within.
    pub(super) fn cut_within(self, text: &str, room: f64) -> String {
        typeface::cut_within(text, self.size, self.bold, room)
    }
}

/// A rectangle of the canvas, in pixels; `bottom` is greater than `top`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// The widest part between upright lines at some pixels.
    pub(super) fn widest_between(self, lines: &[f64]) -> Self {
        let inside = |x: &f64| self.left < *x && *x < self.right;
        let mut edges: Vec<f64> = lines.iter().copied().filter(inside).collect();
        edges.extend([self.left, self.right]);
        edges.sort_by(f64::total_cmp);
        let parts = edges.windows(2).map(|pair| Self {
            left: pair[0],
            right: pair[1],
            ..self
        });
        parts
            .max_by(|a, b| a.width().total_cmp(&b.width()))
            .unwrap_or(self)
    }

    pub(super) fn center(self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }
}

/// A point of the canvas in pixels.
pub(super) type Point = (f64, f64);

/// Points around a center, for a ring.
pub(super) fn circle((x, y): Point, radius: f64) -> Vec<Point> {
    const CORNERS: u32 = 24;
    (0..CORNERS)
        .map(|corner| {
            let angle = f64::from(corner) / f64::from(CORNERS) * std::f64::consts::TAU;
            (x + radius * libm::cos(angle), y + radius * libm::sin(angle))
        })
        .collect()
}

/// What a script on a page can ask some marks for, and a title that a browser shows over them.
#[derive(Clone, Debug, Default)]
pub(super) struct Tag {
    /// The series that they belong to.
    series: String,
    /// What part of it they are: `line`, `band`, `mark`, `bar` or `legend`.
    part: &'static str,
    /// Their value in words; empty for none.
    title: String,
}

impl Tag {
    /// Marks of a series.
    pub(super) fn new(series: &str, part: &'static str) -> Self {
        Self {
            series: series.to_owned(),
            part,
            title: String::new(),
        }
    }

    /// The same with a value.
    pub(super) fn saying(self, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..self
        }
    }

    /// The beginning of an element.
    pub(super) fn written(&self) -> String {
        let mut text = format!(
            "<g data-series=\"{}\" data-part=\"{}\">\n",
            text::xml(&self.series),
            self.part
        );
        if !self.title.is_empty() {
            text.push_str(&format!("<title>{}</title>\n", text::xml(&self.title)));
        }
        text
    }
}

/// One thing on a canvas.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Rect {
        area: Area,
        color: Paint,
    },
    Path {
        points: Vec<Point>,
        pen: Pen,
    },
    Polygon {
        points: Vec<Point>,
        color: Paint,
    },
    Disc {
        center: Point,
        radius: f64,
        color: Paint,
    },
    Text {
        at: Point,
        text: String,
        lettering: Lettering,
    },
    /// What follows, up to the next [`Mark::Close`], belongs together.
    Open(Tag),
    /// The end of that.
    Close,
    /// Letters that the typeface doesn't have.
    Pixels {
        at: Point,
        said: String,
        letters: Vec<Pixels>,
        lettering: Lettering,
    },
}
