//! Dependencies, and where service is lost.

use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, grouped, plain};
use super::frame::{Frame, MARGIN, SMALL};
use super::graph_marks::{Label, LinkKind, arrow, draw_box, draw_direct, draw_route};
use super::layers::{self, Need};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{INK, LINE, quantity};
use super::scale::highest;
use super::untangling::Layered;

/// The assets of a scenario in layers, coloured by the service they are expected to lose.
///
/// Each stands to the right of those it cannot do without. Lesser needs lead to the right
/// too where that takes no more columns; the few others carry an arrow.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct InfrastructureGraph {
    /// The words around the figure.
    pub caption: Caption,
    /// What the colours and numbers measure, with its unit, e.g. "Weighted hours lost per
    /// replication".
    pub measure: String,
    /// The assets; a counted one is one node. More than 600 are not drawn.
    pub nodes: Vec<AssetNode>,
    /// What depends on, or reaches, what.
    pub links: Vec<Link>,
}

/// An asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AssetNode {
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
pub(crate) struct Link {
    /// The asset that needs another, or from which another can be attacked.
    pub from: usize,
    /// The asset needed, or attacked.
    pub to: usize,
    /// Its kind.
    pub kind: LinkKind,
}

const MOST_NODES: usize = 600;
const BOX_HEIGHT: f64 = 38.0;
const ROW: f64 = 46.0;
const PASS: f64 = 13.0;
const CHANNEL: f64 = 84.0;
const HEAD: f64 = 72.0;

impl InfrastructureGraph {
    /// Sets all marks.
    pub(super) fn compose(&self, page: f64) -> Canvas {
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
            let mut frame = Frame::new(&self.caption, Some(&counted), page, 240.0);
            let body = frame.body;
            let words = if self.nodes.is_empty() {
                "no assets"
            } else {
                "too many assets for one page"
            };
            frame.say_empty(body, words);
            return frame.canvas;
        }

        let layered = self.layered(&layer);
        let labels: Vec<Label> = self
            .nodes
            .iter()
            .map(|node| Label::new(&node.label, node.loss, self.decimals()))
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
        let width = (across + 2.0 * MARGIN + 30.0).max(page);

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
            let said = format!("{}: {}", node.label, plain(node.loss, self.decimals()));
            let tag = Tag::new(&node.label, "mark").saying(said);
            let canvas = &mut frame.canvas;
            canvas.tagged(tag, |canvas| draw_box(canvas, *area, label, share));
        }
        frame.canvas
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
        let mut layer = layers::layers(self.nodes.len(), &needs);
        layers::pull_sources(&mut layer, &needs);
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

impl Figure for InfrastructureGraph {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let mut nodes: Vec<&AssetNode> = self.nodes.iter().collect();
        nodes.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        let lossy = nodes.iter().filter(|node| node.loss > 0.0);
        let lossy =
            lossy.map(|node| format!("{} {}", node.label, plain(node.loss, self.decimals())));
        format!(
            "A graph of {} assets and {} links between them. {}: {}.",
            self.nodes.len(),
            self.links.len(),
            self.measure,
            listed(lossy)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        self.compose(page)
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["asset", "loss", "needs"]);
        for (ix, node) in self.nodes.iter().enumerate() {
            let needed = self.links.iter().filter(|link| link.from == ix);
            let needed = needed.filter_map(|link| self.nodes.get(link.to));
            let needed: Vec<&str> = needed.map(|node| node.label.as_str()).collect();
            let needed = needed.join("; ");
            data.row([(&node.label).into(), node.loss.into(), (&needed).into()]);
        }
        data
    }
}
