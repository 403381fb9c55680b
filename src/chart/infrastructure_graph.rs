//! What leans on what, and where service is lost.

use super::canvas::{Area, Canvas, Lettering, Pen, Point};
use super::error::ChartError;
use super::figure_text::{Caption, grouped, plain};
use super::frame::{Frame, MARGIN, PAGE_WIDTH, SMALL};
use super::layering::{self, Layered, Need};
use super::legend::{self, Swatch};
use super::palette::{GREY, INK, LINE, PURPLE, quantity, readable_on};
use super::scale::highest;
use super::svg::Svg;

/// The assets of a scenario in layers: each stands to the right of all it needs, and is
/// coloured by the service it is expected to lose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InfrastructureGraph {
    /// The words around the figure.
    pub caption: Caption,
    /// What the colours and numbers measure, with its unit, e.g. "Weighted hours lost per
    /// replication".
    pub measure: String,
    /// The assets; a counted one is one node. More than 600 are not drawn.
    pub nodes: Vec<AssetNode>,
    /// What leans on, or reaches, what.
    pub links: Vec<Link>,
}

/// An asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssetNode {
    /// Its name or id, up to about 22 letters; it is broken at hyphens and spaces.
    pub label: String,
    /// Expected loss of service, in the unit of [`InfrastructureGraph::measure`].
    pub loss: f64,
    /// Its layer, counted from the left; `None` to let the figure find one by longest path.
    pub layer: Option<usize>,
}

/// A link between two assets, by their places in [`InfrastructureGraph::nodes`]; one that
/// points outside is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The asset that needs another, or from which another can be attacked.
    pub from: usize,
    /// The asset needed, or attacked.
    pub to: usize,
    /// Its kind.
    pub kind: LinkKind,
}

/// What a link means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// `from` fails with `to`.
    Hard,
    /// `from` suffers in part when `to` fails.
    Soft,
    /// `to` is one of several that can serve `from`.
    Shared,
    /// An attacker on `from` can get to `to`.
    Reach,
}

const MOST_NODES: usize = 600;
const NAME: f64 = 13.5;
const LINE_HEIGHT: f64 = 15.5;
const BOX_HEIGHT: f64 = 38.0;
const ROW: f64 = 46.0;
const PASS: f64 = 13.0;
const CHANNEL: f64 = 84.0;
const HEAD: f64 = 72.0;
const PADDING: f64 = 9.0;

impl LinkKind {
    const ALL: [Self; 4] = [Self::Hard, Self::Soft, Self::Shared, Self::Reach];

    const fn pen(self) -> Pen {
        match self {
            Self::Hard => Pen::solid(GREY, 1.5),
            Self::Soft => Pen::dashed(GREY, 1.3, &[6.0, 4.0]),
            Self::Shared => Pen::dashed(GREY, 1.3, &[10.0, 3.0, 2.0, 3.0]),
            Self::Reach => Pen::dashed(PURPLE, 1.4, &[1.5, 3.0]),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Hard => "needs (fails with it)",
            Self::Soft => "leans on (suffers in part)",
            Self::Shared => "is served by one of several",
            Self::Reach => "can be attacked from (arrow: target)",
        }
    }
}

/// An asset's box before it has its place.
struct Label {
    lines: Vec<String>,
    number: String,
    width: f64,
}

impl InfrastructureGraph {
    /// Draws the figure; its size follows the number of assets.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        let layer = self.columns();
        let runs_back = |link: &Link| {
            link.kind != LinkKind::Reach
                && matches!((layer.get(link.from), layer.get(link.to)), (Some(from), Some(to)) if from <= to)
        };
        let counted = format!(
            "{} assets, {} links",
            grouped(self.nodes.len() as u64),
            grouped(self.links.len() as u64),
        );
        let mut caption = self.caption.clone();
        let arrows = if self.links.iter().any(runs_back) {
            "; arrows mark the needs that run the other way"
        } else {
            ""
        };
        caption.note = format!(
            "An asset stands to the right of those it needs{arrows}. {}",
            caption.note
        );
        if self.nodes.is_empty() || self.nodes.len() > MOST_NODES {
            let mut frame = Frame::new(&self.caption, Some(&counted), PAGE_WIDTH, 240.0);
            let body = frame.body;
            let words = if self.nodes.is_empty() {
                "no assets"
            } else {
                "too many assets for one page"
            };
            frame.say_empty(body, words);
            return frame.canvas.finish();
        }

        let layered = self.layered(&layer);
        let labels: Vec<Label> = self
            .nodes
            .iter()
            .map(|node| node.label(self.decimals()))
            .collect();
        let widths: Vec<f64> = layered
            .columns
            .iter()
            .map(|column| {
                highest(
                    column
                        .iter()
                        .filter_map(|&slot| labels.get(slot))
                        .map(|label| label.width),
                )
            })
            .collect();
        let tallest = layered.columns.iter().map(|column| {
            column
                .iter()
                .map(|&slot| if layered.is_node(slot) { ROW } else { PASS })
                .sum()
        });
        let room = highest(tallest).max(4.0 * ROW);
        let across: f64 =
            widths.iter().sum::<f64>() + CHANNEL * widths.len().saturating_sub(1) as f64;
        // Room for links that bulge beyond the last column.
        let width = (across + 2.0 * MARGIN + 30.0).max(PAGE_WIDTH);

        let mut frame = Frame::new(&caption, Some(&counted), width, HEAD + room);
        let body = frame.body;
        self.draw_legend(&mut frame.canvas, body);

        let y: Vec<f64> = layered
            .heights(room, (ROW, PASS))
            .into_iter()
            .map(|y| body.top + HEAD + y)
            .collect();
        let boxes = self.boxes(
            &layered,
            &widths,
            &y,
            body.left + (body.width() - 30.0 - across).max(0.0) / 2.0,
        );
        for kind in LinkKind::ALL.into_iter().rev() {
            for (link, route) in self
                .links
                .iter()
                .zip(&layered.routes)
                .filter(|(link, _)| link.kind == kind)
            {
                let (from, to) = (link.from, link.to);
                if route.len() > 1 {
                    draw_route(&mut frame.canvas, route, &boxes, kind.pen());
                    if runs_back(link) {
                        arrow(
                            &mut frame.canvas,
                            (boxes[from].right, boxes[from].center().1),
                            1.0,
                            kind,
                        );
                    }
                } else if from < self.nodes.len() && to < self.nodes.len() && from != to {
                    draw_direct(&mut frame.canvas, boxes[from], boxes[to], kind);
                }
            }
        }
        let top = self.top();
        for ((node, label), area) in self.nodes.iter().zip(&labels).zip(&boxes) {
            let share = if top > 0.0 { node.loss / top } else { 0.0 };
            draw_box(&mut frame.canvas, *area, label, share);
        }
        frame.canvas.finish()
    }

    /// The greatest loss.
    fn top(&self) -> f64 {
        highest(self.nodes.iter().map(|node| node.loss))
    }

    /// Digits after the point, the same for all numbers.
    fn decimals(&self) -> usize {
        let top = self.top();
        if top >= 100.0 {
            0
        } else {
            1 + usize::from(top < 1.0)
        }
    }

    /// The column of each asset.
    fn columns(&self) -> Vec<usize> {
        let needs: Vec<Need> = self
            .links
            .iter()
            .filter(|link| link.kind != LinkKind::Reach)
            .map(|link| Need {
                from: link.from,
                to: link.to,
                strict: link.kind != LinkKind::Soft,
            })
            .collect();
        let mut layer = layering::layers(self.nodes.len(), &needs);
        layering::pull_sources(&mut layer, &needs);
        for (place, node) in layer.iter_mut().zip(&self.nodes) {
            *place = node.layer.unwrap_or(*place);
        }
        // Layers the caller left out take no column.
        let mut used = layer.clone();
        used.sort_unstable();
        used.dedup();
        for place in &mut layer {
            *place = used.binary_search(place).unwrap_or(0);
        }
        self.seat_loners(&mut layer, &needs);
        layer
    }

    /// Assets and routed links in columns. Only needs are routed: ways of attack go
    /// straight behind everything.
    fn layered(&self, layer: &[usize]) -> Layered {
        let nowhere = (usize::MAX, usize::MAX);
        let routed: Vec<(usize, usize)> = self
            .links
            .iter()
            .map(|link| {
                if link.kind == LinkKind::Reach {
                    nowhere
                } else {
                    (link.from, link.to)
                }
            })
            .collect();
        Layered::new(layer, &routed)
    }

    /// Assets without any need would crowd the first column: each goes to the shortest.
    fn seat_loners(&self, layer: &mut [usize], needs: &[Need]) {
        let columns = layer.iter().map(|k| k + 1).max().unwrap_or(0);
        let mut linked = vec![false; layer.len()];
        for need in needs
            .iter()
            .filter(|need| need.from < layer.len() && need.to < layer.len())
        {
            linked[need.from] = true;
            linked[need.to] = true;
        }
        let alone: Vec<usize> = (0..layer.len())
            .filter(|&n| !linked[n] && self.nodes[n].layer.is_none())
            .collect();
        let mut members = vec![0_usize; columns];
        for n in (0..layer.len()).filter(|n| !alone.contains(n)) {
            members[layer[n]] += 1;
        }
        for n in alone {
            if let Some(k) = (0..columns).rev().min_by_key(|&k| members[k]) {
                layer[n] = k;
                members[k] += 1;
            }
        }
    }

    /// The place of each slot: a node's box, or the flat stretch where a link passes.
    fn boxes(&self, layered: &Layered, widths: &[f64], y: &[f64], left: f64) -> Vec<Area> {
        let mut boxes = vec![
            Area {
                left: 0.0,
                top: 0.0,
                right: 0.0,
                bottom: 0.0
            };
            y.len()
        ];
        let mut x = left;
        for (column, width) in layered.columns.iter().zip(widths) {
            for &slot in column {
                let half = if slot < self.nodes.len() {
                    BOX_HEIGHT / 2.0
                } else {
                    0.0
                };
                boxes[slot] = Area {
                    left: x,
                    right: x + width,
                    top: y[slot] - half,
                    bottom: y[slot] + half,
                };
            }
            x += width + CHANNEL;
        }
        boxes
    }

    fn draw_legend(&self, canvas: &mut Canvas, body: Area) {
        let kinds: Vec<(Swatch, String)> = LinkKind::ALL
            .into_iter()
            .filter(|kind| self.links.iter().any(|link| link.kind == *kind))
            .map(|kind| (Swatch::Line(kind.pen()), kind.words().to_owned()))
            .collect();
        legend::row(
            canvas,
            (body.left, body.top + 6.0),
            body.right,
            "An asset",
            &kinds,
        );
        let y = body.top + 34.0;
        let small = Lettering::new(SMALL, INK);
        let measure = if self.measure.is_empty() {
            "Service lost"
        } else {
            &self.measure
        };
        canvas.text_centered((body.left, y), measure, small);
        let low = body.left + small.width(measure) + 16.0;
        canvas.text_centered((low, y), "0", small);
        let left = low + 14.0;
        for k in 0..100 {
            let x = left + f64::from(k) * 2.0;
            let part = Area {
                left: x,
                right: x + 2.0 + f64::from(u8::from(k < 99)),
                top: y - 7.0,
                bottom: y + 7.0,
            };
            canvas.fill(part, quantity(f64::from(k) / 99.0));
        }
        canvas.outline(
            Area {
                left,
                right: left + 200.0,
                top: y - 7.0,
                bottom: y + 7.0,
            },
            Pen::solid(LINE, 0.8),
        );
        canvas.text_centered(
            (left + 206.0, y),
            &plain(self.top(), self.decimals()),
            small,
        );
    }
}

impl AssetNode {
    fn label(&self, decimals: usize) -> Label {
        let lines = in_two(&self.label);
        let number = if self.loss.is_finite() {
            plain(self.loss, decimals)
        } else {
            "–".to_owned()
        };
        let name = Lettering::new(NAME, INK);
        let wide = highest(lines.iter().map(|line| name.width(line)))
            + Lettering::new(SMALL, INK).bold().width(&number);
        Label {
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
fn draw_box(canvas: &mut Canvas, area: Area, label: &Label, share: f64) {
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
fn draw_route(canvas: &mut Canvas, route: &[usize], boxes: &[Area], pen: Pen) {
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
fn draw_direct(canvas: &mut Canvas, from: Area, to: Area, kind: LinkKind) {
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
        (20.0 + (end.1 - start.1).abs() * 0.1).min(CHANNEL * 0.7)
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
fn arrow(canvas: &mut Canvas, tip: Point, side: f64, kind: LinkKind) {
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
