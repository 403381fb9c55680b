//! What leans on what, and where service is lost.

use super::canvas::{Area, Canvas, Lettering, Pen, Point};
use super::error::ChartError;
use super::figure_text::{Caption, grouped, measured};
use super::frame::{Frame, MARGIN, SMALL, TEXT};
use super::layering;
use super::legend::{self, Swatch};
use super::palette::{GREY, INK, LINE, PURPLE, quantity, readable_on};
use super::scale::highest;
use super::svg::Svg;

/// The assets of a scenario in layers: providers on the left, what serves voters on the
/// right, coloured by the service they are expected to lose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InfrastructureGraph {
    /// The words around the figure.
    pub caption: Caption,
    /// What the colours measure, with its unit, e.g. "Weighted hours lost per replication".
    pub measure: String,
    /// The assets.
    pub nodes: Vec<AssetNode>,
    /// What leans on, or reaches, what.
    pub links: Vec<Link>,
}

/// An asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssetNode {
    /// Its name or id, up to about 22 letters.
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
    /// The asset that needs, or reaches.
    pub from: usize,
    /// The asset needed, or reached.
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

const BOX_HEIGHT: f64 = 30.0;
const ROW: f64 = 42.0;
const CHANNEL: f64 = 110.0;

impl LinkKind {
    const ALL: [Self; 4] = [Self::Hard, Self::Soft, Self::Shared, Self::Reach];

    const fn pen(self) -> Pen {
        match self {
            Self::Hard => Pen::solid(GREY, 1.4),
            Self::Soft => Pen::dashed(GREY, 1.3, &[7.0, 4.0]),
            Self::Shared => Pen::dashed(GREY, 1.3, &[10.0, 3.0, 2.0, 3.0]),
            Self::Reach => Pen::dashed(PURPLE, 1.0, &[1.5, 3.0]),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Hard => "needs (fails with it)",
            Self::Soft => "leans on (suffers in part)",
            Self::Shared => "served by one of several",
            Self::Reach => "can be attacked from",
        }
    }
}

impl InfrastructureGraph {
    /// Draws the figure; its size follows the number of assets.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        let columns = self.columns();
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0).max(4);
        let lettering = Lettering::new(TEXT, INK);
        let widths: Vec<f64> = columns
            .iter()
            .map(|column| {
                highest(
                    column
                        .iter()
                        .map(|&n| lettering.width(&self.nodes[n].label)),
                )
                .clamp(60.0, 240.0)
                    + 20.0
            })
            .collect();
        let across: f64 =
            widths.iter().sum::<f64>() + CHANNEL * widths.len().saturating_sub(1) as f64;
        let width = (across + 2.0 * MARGIN).max(960.0);
        let counted = format!(
            "{} assets, {} links",
            grouped(self.nodes.len() as u64),
            grouped(self.links.len() as u64)
        );
        let height = 90.0 + rows as f64 * ROW;
        let mut frame = Frame::new(&self.caption, Some(&counted), width, height);
        let body = frame.body;
        let top = highest(self.nodes.iter().map(|node| node.loss));
        self.draw_legend(&mut frame.canvas, body, top);
        let mut boxes = vec![
            Area {
                left: 0.0,
                top: 0.0,
                right: 0.0,
                bottom: 0.0
            };
            self.nodes.len()
        ];
        let mut x = body.left + (body.width() - across) / 2.0;
        for (column, width) in columns.iter().zip(&widths) {
            let pitch = (height - 90.0) / column.len().max(1) as f64;
            for (i, &node) in column.iter().enumerate() {
                let y = body.top + 90.0 + (i as f64 + 0.5) * pitch;
                boxes[node] = Area {
                    left: x,
                    right: x + width,
                    top: y - BOX_HEIGHT / 2.0,
                    bottom: y + BOX_HEIGHT / 2.0,
                };
            }
            x += width + CHANNEL;
        }
        for kind in LinkKind::ALL.into_iter().rev() {
            for link in self.links.iter().filter(|link| link.kind == kind) {
                if let (Some(from), Some(to)) = (boxes.get(link.from), boxes.get(link.to)) {
                    draw_link(&mut frame.canvas, *from, *to, kind.pen());
                }
            }
        }
        for (node, area) in self.nodes.iter().zip(&boxes) {
            let color = quantity(if top > 0.0 { node.loss / top } else { 0.0 });
            let around = rounded(*area, 6.0);
            frame.canvas.polygon(around.clone(), color);
            frame.canvas.ring(around, Pen::solid(LINE, 1.0));
            let lettering = Lettering::new(TEXT, readable_on(color)).middle();
            let words = lettering.cut(&node.label, area.width() - 12.0);
            frame.canvas.text_centered(area.center(), &words, lettering);
        }
        if self.nodes.is_empty() {
            frame.say_empty(body, "no assets");
        }
        frame.canvas.finish()
    }

    /// Nodes by layer, untangled.
    fn columns(&self) -> Vec<Vec<usize>> {
        let needs: Vec<(usize, usize)> = self
            .links
            .iter()
            .filter(|link| link.kind != LinkKind::Reach)
            .map(|link| (link.from, link.to))
            .collect();
        let found = layering::layers(self.nodes.len(), &needs);
        let layer = |n: usize| {
            self.nodes[n]
                .layer
                .unwrap_or(found[n])
                .min(self.nodes.len())
        };
        let count = (0..self.nodes.len())
            .map(|n| layer(n) + 1)
            .max()
            .unwrap_or(0);
        let mut columns = vec![Vec::new(); count];
        for n in 0..self.nodes.len() {
            columns[layer(n)].push(n);
        }
        columns.retain(|column| !column.is_empty());
        layering::untangle(&mut columns, self.nodes.len(), &needs);
        columns
    }

    fn draw_legend(&self, canvas: &mut Canvas, body: Area, top: f64) {
        let kinds: Vec<(Swatch, String)> = LinkKind::ALL
            .into_iter()
            .filter(|kind| self.links.iter().any(|link| link.kind == *kind))
            .map(|kind| (Swatch::Line(kind.pen()), kind.words().to_owned()))
            .collect();
        legend::row(canvas, (body.left, body.top + 6.0), body.right, "", &kinds);
        let y = body.top + 36.0;
        let small = Lettering::new(SMALL, INK);
        canvas.text_centered((body.left, y), &self.measure, small);
        let left = body.left + small.width(&self.measure) + 14.0;
        for k in 0..100 {
            let x = left + f64::from(k) * 2.0;
            canvas.fill(
                Area {
                    left: x,
                    right: x + 2.2,
                    top: y - 7.0,
                    bottom: y + 7.0,
                },
                quantity(f64::from(k) / 99.0),
            );
        }
        canvas.text_centered((left, y + 18.0), "0", small);
        canvas.text_centered((left + 200.0, y + 18.0), &measured(top), small.end());
    }
}

/// A smooth link from the left side of the asset that needs to the right side of what it
/// needs.
fn draw_link(canvas: &mut Canvas, from: Area, to: Area, pen: Pen) {
    let (start, end): (Point, Point) = if to.right < from.left {
        ((from.left, from.center().1), (to.right, to.center().1))
    } else if to.left > from.right {
        ((from.right, from.center().1), (to.left, to.center().1))
    } else {
        ((from.right, from.center().1), (to.right, to.center().1))
    };
    let pull = ((end.0 - start.0).abs() * 0.5).max(36.0);
    let (out, into) = if to.right < from.left {
        (-pull, pull)
    } else if to.left > from.right {
        (pull, -pull)
    } else {
        (pull, pull)
    };
    let bend = [start, (start.0 + out, start.1), (end.0 + into, end.1), end];
    canvas.path(bezier(bend, 28), pen);
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
