//! The marks of the infrastructure graph: boxes with names and numbers, links and arrows.

use super::canvas::Canvas;
use super::figure_text::plain;
use super::frame::SMALL;
use super::mark::{Area, Lettering, Pen, Point};
use super::palette::{GREY, INK, LINE, PURPLE, quantity, readable_on};
use super::scale::highest;

const NAME: f64 = 13.5;
const LINE_HEIGHT: f64 = 15.5;
const PADDING: f64 = 9.0;
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

    /// How its links are drawn.
    pub(super) const fn pen(self) -> Pen {
        match self {
            Self::Hard => Pen::solid(GREY, 1.5),
            Self::Soft => Pen::dashed(GREY, 1.3, &[6.0, 4.0]),
            Self::Shared => Pen::dashed(GREY, 1.3, &[10.0, 3.0, 2.0, 3.0]),
            Self::Reach => Pen::dashed(PURPLE, 1.4, &[1.5, 3.0]),
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
    /// An asset's name and loss.
    pub(super) fn new(name: &str, loss: f64, decimals: usize) -> Self {
        let lines = in_two(name);
        let number = plain(loss, decimals);
        let lettering = Lettering::new(NAME, INK);
        let wide = highest(lines.iter().map(|line| lettering.width(line)))
            + Lettering::new(SMALL, INK).bold().width(&number);
        Self {
            lines,
            number,
            width: wide + 10.0 + 2.0 * PADDING,
        }
    }
}

/// A name in one line if it is short, else in two of about the same length, broken at a
/// hyphen, a space or an underscore, and cut if it is still too long.
fn in_two(name: &str) -> Vec<String> {
    const SHORT: f64 = 76.0;
    const LONGEST: f64 = 150.0;
    let lettering = Lettering::new(NAME, INK);
    if lettering.width(name) <= SHORT {
        return vec![name.to_owned()];
    }
    let widest = |at: usize| {
        lettering
            .width(name[..at].trim())
            .max(lettering.width(name[at..].trim()))
    };
    let best = name
        .char_indices()
        .filter(|(_, c)| matches!(c, '-' | ' ' | '_' | '/' | '·'))
        .map(|(at, c)| at + c.len_utf8())
        .filter(|&at| at < name.len())
        .min_by(|a, b| widest(*a).total_cmp(&widest(*b)));
    let parts = match best {
        Some(at) => vec![name[..at].trim(), name[at..].trim()],
        None => vec![name],
    };
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| lettering.cut(part, LONGEST))
        .collect()
}

/// Draws an asset's box: its name on the left, its loss on the right.
pub(super) fn draw_box(canvas: &mut Canvas, area: Area, label: &Label, share: f64) {
    let color = quantity(share);
    let around = rounded(area, 6.0);
    canvas.polygon(around.clone(), color);
    canvas.ring(around, Pen::solid(LINE, 1.0));
    let ink = readable_on(color);
    let (_, middle) = area.center();
    let first = middle - LINE_HEIGHT * (label.lines.len() as f64 - 1.0) / 2.0;
    for (k, line) in label.lines.iter().enumerate() {
        let y = first + LINE_HEIGHT * k as f64;
        canvas.text_centered((area.left + PADDING, y), line, Lettering::new(NAME, ink));
    }
    canvas.text_centered(
        (area.right - PADDING, middle),
        &label.number,
        Lettering::new(SMALL, ink).bold().end(),
    );
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
pub(super) fn draw_direct(canvas: &mut Canvas, from: Area, to: Area, kind: LinkKind) {
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
        kind.pen(),
    );
    if kind == LinkKind::Reach {
        arrow(canvas, end, into, kind);
    } else if beside {
        arrow(canvas, start, out, kind);
    }
}

/// Draws an arrowhead at `tip`; its tail lies on the right if `side` is 1, on the left if
/// it is -1.
pub(super) fn arrow(canvas: &mut Canvas, tip: Point, side: f64, kind: LinkKind) {
    let tail = tip.0 + side * 8.0;
    canvas.polygon(
        vec![tip, (tail, tip.1 - 4.0), (tail, tip.1 + 4.0)],
        kind.pen().color,
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
    fn long_names_take_two_lines() {
        assert_eq!(in_two("lrt"), ["lrt"]);
        assert_eq!(in_two("vrk-campaign-finance"), ["vrk-campaign-", "finance"]);
        assert!(in_two(&"x".repeat(90))[0].ends_with('…'));
        assert!(in_two("").len() <= 1);
    }
}
