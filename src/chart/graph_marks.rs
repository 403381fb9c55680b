//! The marks of the infrastructure graph: boxes with names and numbers, links and arrows.

use super::canvas::Canvas;
use super::figure_text::plain;
use super::frame::SMALL;
use super::mark::{Area, Lettering, Pen, Point};
use super::palette::{INK, LINE, PURPLE, VERMILION, quantity, readable_on};
use super::scale::highest;

const LINE_HEIGHT: f64 = 15.0;
const PADDING: f64 = 7.0;
const NUMBER: Lettering = Lettering::new(SMALL, INK).bold();
/// How far an arc beside a column reaches out at most.
const MOST_BULGE: f64 = 56.0;

/// What a link means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LinkKind {
    /// `from` fails with `to`.
    Hard,
    /// `from` suffers in part when `to` fails.
    Soft,
    /// `to` is one of several that can serve `from`.
    Shared,
    /// An attacker on `from` can get to `to`.
    Reach,
}

impl LinkKind {
    /// All kinds, the firmest first.
    pub(super) const ALL: [Self; 4] = [Self::Hard, Self::Soft, Self::Shared, Self::Reach];

    /// How its links are drawn: faintly, or in a colour and the wider the stronger they are, from
    /// 0 to 1.
    pub(super) fn pen(self, strength: f64) -> Pen {
        let pen = match self {
            Self::Hard => Pen::solid(LINE, 1.2),
            Self::Soft => Pen::dashed(LINE, 1.2, &[6.0, 4.0]),
            Self::Shared => Pen::dashed(LINE, 1.2, &[10.0, 3.0, 2.0, 3.0]),
            Self::Reach => Pen::dashed(PURPLE, 1.2, &[1.5, 3.0]),
        };
        if strength > 0.0 {
            Pen {
                color: VERMILION,
                width: 2.0 + 2.5 * strength.min(1.0),
                ..pen
            }
        } else {
            pen
        }
    }

    /// How the legend names it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Hard => "needs (fails with it)",
            Self::Soft => "depends on (suffers in part)",
            Self::Shared => "is served by one of several",
            Self::Reach => "can be attacked from (arrow: target)",
        }
    }
}

/// An asset's box before it has its place.
pub(super) struct Label {
    lines: Vec<String>,
    number: String,
    /// Width of the box.
    pub width: f64,
}

impl Label {
    /// An asset's name and loss, in a box of so many pixels at most.
    pub(super) fn new(name: &str, loss: f64, decimals: usize, most: f64) -> Self {
        let number = plain(loss, decimals);
        let lettering = Lettering::new(SMALL, INK);
        let beside = NUMBER.width(&number) + 8.0;
        let room = (most - 2.0 * PADDING).max(40.0);
        let mut lines = in_lines(name, lettering, room);
        // The loss stands at the end of the last line, or below it.
        let last = lines.last().map_or(0.0, |line| lettering.width(line));
        let below = last + beside > room;
        let wide = highest(lines.iter().map(|line| lettering.width(line)));
        if below {
            lines.push(String::new());
        }
        let wide = if below { wide } else { wide.max(last + beside) };
        Self {
            lines,
            number,
            width: wide + 2.0 * PADDING,
        }
    }

    /// Height of the box.
    pub(super) fn height(&self) -> f64 {
        self.lines.len().max(1) as f64 * LINE_HEIGHT + 9.0
    }
}

/// A name in at most three lines, broken at spaces and after hyphens and the like; what has no
/// room is cut.
fn in_lines(name: &str, lettering: Lettering, room: f64) -> Vec<String> {
    const MOST: usize = 3;
    let mut lines: Vec<String> = Vec::new();
    let parts = name.split_inclusive([' ', '-', '_', '/', '·', '.']);
    let mut parts = parts.filter(|part| !part.trim().is_empty());
    let mut left_over = false;
    for part in parts.by_ref() {
        let fits = lines.last().map(|line| format!("{line}{part}"));
        match fits.filter(|line| lettering.width(line.trim_end()) <= room) {
            Some(longer) => {
                if let Some(line) = lines.last_mut() {
                    *line = longer;
                }
            }
            None if lines.len() < MOST => lines.push(part.to_owned()),
            None => {
                left_over = true;
                break;
            }
        }
    }
    if left_over && let Some(line) = lines.last_mut() {
        line.push('…');
    }
    lines
        .iter()
        .map(|line| lettering.cut(line.trim(), room))
        .collect()
}

/// Draws an asset's box: its name, and its loss at the end; framed where a miss began.
pub(super) fn draw_box(canvas: &mut Canvas, area: Area, label: &Label, share: f64, begins: bool) {
    let color = quantity(share);
    let around = rounded(area, 6.0);
    canvas.polygon(around.clone(), color);
    let pen = if begins {
        Pen::solid(VERMILION, 2.6)
    } else {
        Pen::solid(LINE, 1.0)
    };
    canvas.ring(around, pen);
    let ink = readable_on(color);
    let (_, middle) = area.center();
    let first = middle - LINE_HEIGHT * (label.lines.len() as f64 - 1.0).max(0.0) / 2.0;
    for (k, line) in label.lines.iter().enumerate() {
        let y = first + LINE_HEIGHT * k as f64;
        canvas.text_centered((area.left + PADDING, y), line, Lettering::new(SMALL, ink));
    }
    let number = Lettering {
        color: ink,
        ..NUMBER
    };
    let last = first + LINE_HEIGHT * (label.lines.len() as f64 - 1.0).max(0.0);
    canvas.text_centered((area.right - PADDING, last), &label.number, number.end());
}

/// Draws a link from column to column through its passes.
pub(super) fn draw_route(canvas: &mut Canvas, route: &[usize], boxes: &[Area], pen: Pen) {
    let mut points: Vec<Point> = Vec::new();
    for hop in route.windows(2) {
        let (from, to) = (boxes[hop[0]], boxes[hop[1]]);
        let (start, end) = ((from.right, from.center().1), (to.left, to.center().1));
        let pull = (end.0 - start.0) * 0.5;
        points.extend(bezier(
            [start, (start.0 + pull, start.1), (end.0 - pull, end.1), end],
            20,
        ));
    }
    canvas.path(points, pen);
}

/// Draws a link that is not routed: an arc beside its column, or a curve behind the boxes
/// between. Its arrow points at what is attacked, or at what is served.
pub(super) fn draw_direct(canvas: &mut Canvas, from: Area, to: Area, kind: LinkKind, pen: Pen) {
    let (start, end, out, into): (Point, Point, f64, f64) = if to.left > from.right {
        (
            (from.right, from.center().1),
            (to.left, to.center().1),
            1.0,
            -1.0,
        )
    } else if to.right < from.left {
        (
            (from.left, from.center().1),
            (to.right, to.center().1),
            -1.0,
            1.0,
        )
    } else {
        (
            (from.right, from.center().1),
            (to.right, to.center().1),
            1.0,
            1.0,
        )
    };
    // Ways of attack are set off from the middle, where needs arrive.
    let shift = if kind == LinkKind::Reach { 9.0 } else { 0.0 };
    let (start, end) = ((start.0, start.1 + shift), (end.0, end.1 + shift));
    let beside = out * into > 0.0;
    let pull = if beside {
        (20.0 + (end.1 - start.1).abs() * 0.1).min(MOST_BULGE)
    } else {
        (end.0 - start.0).abs() * 0.5
    };
    canvas.path(
        bezier(
            [
                start,
                (start.0 + out * pull, start.1),
                (end.0 + into * pull, end.1),
                end,
            ],
            28,
        ),
        pen,
    );
    if kind == LinkKind::Reach {
        arrow(canvas, end, into, pen);
    } else if beside {
        arrow(canvas, start, out, pen);
    }
}

/// Draws an arrowhead at `tip`; its tail lies on the right if `side` is 1, on the left if
/// it is -1.
pub(super) fn arrow(canvas: &mut Canvas, tip: Point, side: f64, pen: Pen) {
    let tail = tip.0 + side * 8.0;
    canvas.polygon(
        vec![tip, (tail, tip.1 - 4.0), (tail, tip.1 + 4.0)],
        pen.color,
    );
}

/// Points along a cubic Bézier curve.
fn bezier(p: [Point; 4], steps: usize) -> Vec<Point> {
    (0..=steps)
        .map(|k| {
            let t = k as f64 / steps as f64;
            let u = 1.0 - t;
            let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let sum = |pick: fn(Point) -> f64| {
                weights
                    .iter()
                    .zip(p)
                    .map(|(w, point)| w * pick(point))
                    .sum()
            };
            (sum(|q| q.0), sum(|q| q.1))
        })
        .collect()
}

/// The outline of a rectangle with rounded corners.
fn rounded(area: Area, radius: f64) -> Vec<Point> {
    let corners = [
        (area.right - radius, area.top + radius, -90.0),
        (area.right - radius, area.bottom - radius, 0.0),
        (area.left + radius, area.bottom - radius, 90.0),
        (area.left + radius, area.top + radius, 180.0),
    ];
    let mut around = Vec::new();
    for (x, y, first) in corners {
        for k in 0..=6 {
            let angle = (first + 15.0 * f64::from(k)) * std::f64::consts::PI / 180.0;
            around.push((x + radius * libm::cos(angle), y + radius * libm::sin(angle)));
        }
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_take_three_lines_at_most() {
        let lines = |name: &str| in_lines(name, Lettering::new(SMALL, INK), 90.0);
        assert_eq!(lines("lrt"), ["lrt"]);
        assert_eq!(
            lines("vrk-campaign-finance"),
            ["vrk-", "campaign-", "finance"]
        );
        assert_eq!(lines("Results site"), ["Results site"]);
        assert!(lines(&"x".repeat(300))[0].ends_with('…'));
        let many = lines(&"one and another ".repeat(30));
        assert!(many.len() == 3 && many[2].ends_with('…'), "{many:?}");
        assert!(lines("").is_empty());
    }
}
