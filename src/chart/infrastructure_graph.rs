//! Dependencies, and where service is lost.

use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, grouped, plain};
use super::frame::{Frame, MARGIN, SMALL};
use super::graph_choice::chosen;
use super::graph_marks::{Label, LinkKind, arrow, draw_box, draw_direct, draw_route};
use super::layers::{self, Need};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{INK, LINE, VERMILION, quantity};
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
    /// How milestones came to be missed.
    pub ways: Vec<Way>,
}

/// A way on which a loss spread.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Way {
    /// Assets by their places in [`InfrastructureGraph::nodes`], from the one that was struck,
    /// each needed by the next.
    pub assets: Vec<usize>,
    /// How often it was taken.
    pub weight: f64,
}

/// An asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AssetNode {
    /// Its name or id; it is broken at hyphens and spaces, and cut after three lines.
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
const PASS: f64 = 11.0;
/// Between two columns of boxes.
const NARROW: f64 = 34.0;
const WIDE: f64 = 110.0;
const NARROWEST_BOX: f64 = 102.0;
const WIDEST_BOX: f64 = 176.0;
const BETWEEN_BOXES: f64 = 8.0;
/// Room for links that bulge beyond the last column.
const BULGE: f64 = 30.0;

impl InfrastructureGraph {
    /// As much of it as a page holds, and a sentence if that is not all.
    fn shown(&self, page: f64) -> (Self, String) {
        let losses: Vec<f64> = self.nodes.iter().map(|node| node.loss).collect();
        let links = self.links.iter().map(|link| (link.from, link.to));
        let is_on_a_way = |ix: usize| self.ways.iter().any(|way| way.assets.contains(&ix));
        let order = chosen(&losses, links, is_on_a_way, page);
        if order.len() == self.nodes.len() {
            return (self.clone(), String::new());
        }
        let place = |ix: &usize| order.binary_search(ix).ok();
        let links = self.links.iter().filter_map(|link| {
            Some(Link {
                from: place(&link.from)?,
                to: place(&link.to)?,
                kind: link.kind,
            })
        });
        let ways = self.ways.iter().filter_map(|way| {
            let assets: Option<Vec<usize>> = way.assets.iter().map(place).collect();
            Some(Way {
                assets: assets?,
                weight: way.weight,
            })
        });
        let shown = Self {
            nodes: order.iter().map(|&ix| self.nodes[ix].clone()).collect(),
            links: links.collect(),
            ways: ways.collect(),
            ..self.clone()
        };
        let sum = |nodes: &[AssetNode]| nodes.iter().map(|node| node.loss).sum::<f64>();
        let all = sum(&self.nodes);
        let drawn = if all > 0.0 {
            sum(&shown.nodes) / all
        } else {
            1.0
        };
        let note = format!(
            "Drawn are {} of {} assets, with {}% of the loss: those on the way to a missed \
             milestone, those that lose most, and what they need",
            order.len(),
            grouped(self.nodes.len() as u64),
            plain((drawn * 100.0).min(100.0), 0)
        );
        (shown, note)
    }

    /// Sets the marks of all assets, which are few enough for a page.
    fn draw_shown(&self, caption: &Caption, counted: &str, page: f64) -> Canvas {
        let across = page - 2.0 * MARGIN - BULGE;
        let most = ((across + NARROW) / (NARROWEST_BOX + NARROW)).max(1.0) as usize;
        let layer = self.columns(most);
        let runs_back = |link: &Link| {
            link.kind != LinkKind::Reach
                && matches!((layer.get(link.from), layer.get(link.to)), (Some(from), Some(to)) if from <= to)
        };
        let arrows = if self.links.iter().any(runs_back) {
            "; arrows mark the needs that run the other way"
        } else {
            ""
        };
        let mut caption = caption.clone();
        caption.note = format!(
            "An asset stands to the right of those it needs{arrows}. {}",
            caption.note
        );
        let layered = self.layered(&layer);
        let count = layered.columns.len().max(1) as f64;
        let widest = ((across - NARROW * (count - 1.0)) / count).min(WIDEST_BOX);
        let labels: Vec<Label> = self
            .nodes
            .iter()
            .map(|node| Label::new(&node.label, node.loss, self.decimals(), widest))
            .collect();
        let widths: Vec<f64> = layered
            .columns
            .iter()
            .map(|column| {
                let labels = column.iter().filter_map(|&slot| labels.get(slot));
                highest(labels.map(|label| label.width))
            })
            .collect();
        let row = highest(labels.iter().map(Label::height)) + BETWEEN_BOXES;
        let tallest = layered.columns.iter().map(|column| {
            let heights = column
                .iter()
                .map(|&slot| if layered.is_node(slot) { row } else { PASS });
            heights.sum()
        });
        let room = highest(tallest).max(4.0 * row);
        let taken: f64 = widths.iter().sum();
        let channel = ((across - taken) / (count - 1.0).max(1.0)).clamp(NARROW, WIDE);
        let used = taken + channel * (count - 1.0);

        let mut sizing = Canvas::new(page, 1.0);
        let key = self.draw_legend(&mut sizing, (MARGIN, page - MARGIN, 0.0));
        let head = key + 26.0;
        let mut frame = Frame::new(&caption, Some(counted), page, head + room);
        let body = frame.body;
        self.draw_legend(&mut frame.canvas, (body.left, body.right, body.top + 6.0));

        let y: Vec<f64> = layered
            .heights(room, (row, PASS))
            .into_iter()
            .map(|y| body.top + head + y)
            .collect();
        let left = body.left + (across - used).max(0.0) / 2.0;
        let boxes = boxes(&layered, (&widths, channel), &y, left, &labels);
        let strong = self.strength();
        let drawn = || self.links.iter().zip(&layered.routes).zip(&strong);
        // The ways of misses lie over all others.
        for on_a_way in [false, true] {
            for ((link, route), strength) in drawn().filter(|it| (*it.1 > 0.0) == on_a_way) {
                let (from, to) = (link.from, link.to);
                let pen = link.kind.pen(*strength);
                let canvas = &mut frame.canvas;
                if route.len() > 1 {
                    draw_route(canvas, route, &boxes, pen);
                    if runs_back(link) {
                        arrow(
                            canvas,
                            (boxes[from].right, boxes[from].center().1),
                            1.0,
                            pen,
                        );
                    }
                } else if from < self.nodes.len() && to < self.nodes.len() && from != to {
                    draw_direct(canvas, boxes[from], boxes[to], link.kind, pen);
                }
            }
        }
        let top = self.top();
        for (ix, ((node, label), area)) in self.nodes.iter().zip(&labels).zip(&boxes).enumerate() {
            let share = if top > 0.0 { node.loss / top } else { 0.0 };
            let said = format!("{}: {}", node.label, plain(node.loss, self.decimals()));
            let tag = Tag::new(&node.label, "mark").saying(said);
            let begins = self.ways.iter().any(|way| way.assets.first() == Some(&ix));
            let canvas = &mut frame.canvas;
            canvas.tagged(tag, |canvas| draw_box(canvas, *area, label, share, begins));
        }
        frame.canvas
    }

    /// For each link how many misses came on it, from 0 to 1 for the most.
    fn strength(&self) -> Vec<f64> {
        let on = |link: &Link| -> f64 {
            let has = |way: &&Way| {
                let mut steps = way.assets.windows(2);
                link.kind != LinkKind::Reach && steps.any(|step| *step == [link.to, link.from])
            };
            self.ways.iter().filter(has).map(|way| way.weight).sum()
        };
        let all: Vec<f64> = self.links.iter().map(on).collect();
        let most = highest(all.iter().copied());
        all.iter()
            .map(|weight| if most > 0.0 { weight / most } else { 0.0 })
            .collect()
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

    /// The column of each asset, of so many at most.
    fn columns(&self, most: usize) -> Vec<usize> {
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
        // More columns than a page is wide are drawn together.
        if used.len() > most {
            for place in &mut layer {
                *place = *place * most / used.len();
            }
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

    /// What lines and colours mean; gives the height of the last row.
    fn draw_legend(&self, canvas: &mut Canvas, (left, right, top): (f64, f64, f64)) -> f64 {
        let mut kinds: Vec<(Swatch, String)> = LinkKind::ALL
            .into_iter()
            .filter(|kind| self.links.iter().any(|link| link.kind == *kind))
            .map(|kind| (Swatch::Line(kind.pen(0.0)), kind.words().to_owned()))
            .collect();
        if self.ways.iter().any(|way| way.assets.len() > 1) {
            let words = "on the way to missed milestones: the wider, the more".to_owned();
            kinds.push((Swatch::Line(LinkKind::Hard.pen(0.6)), words));
        }
        if !self.ways.is_empty() {
            kinds.push((
                Swatch::Ring(VERMILION),
                "where such a miss began".to_owned(),
            ));
        }
        let y = legend::row(canvas, (left, top), right, "An asset", &kinds) + 28.0;
        let small = Lettering::new(SMALL, INK);
        let measure = if self.measure.is_empty() {
            "Service lost"
        } else {
            &self.measure
        };
        let measure = &small.cut(measure, right - left - 190.0);
        canvas.text_centered((left, y), measure, small);
        let low = left + small.width(measure) + 16.0;
        canvas.text_centered((low, y), "0", small);
        let left = low + 14.0;
        for k in 0..100 {
            let x = left + f64::from(k) * 1.2;
            let part = Area {
                left: x,
                right: x + 1.2 + f64::from(u8::from(k < 99)),
                top: y - 7.0,
                bottom: y + 7.0,
            };
            canvas.fill(part, quantity(f64::from(k) / 99.0));
        }
        canvas.outline(
            Area {
                left,
                right: left + 120.0,
                top: y - 7.0,
                bottom: y + 7.0,
            },
            Pen::solid(LINE, 0.8),
        );
        canvas.text_centered(
            (left + 120.0 + 6.0, y),
            &plain(self.top(), self.decimals()),
            small,
        );
        y
    }
}

/// The place of each slot: a node's box, or the flat stretch where a link passes.
fn boxes(
    layered: &Layered,
    (widths, channel): (&[f64], f64),
    y: &[f64],
    left: f64,
    labels: &[Label],
) -> Vec<Area> {
    let nowhere = Area {
        left: 0.0,
        top: 0.0,
        right: 0.0,
        bottom: 0.0,
    };
    let mut boxes = vec![nowhere; y.len()];
    let mut x = left;
    for (column, width) in layered.columns.iter().zip(widths) {
        for &slot in column {
            let half = labels.get(slot).map_or(0.0, |label| label.height() / 2.0);
            boxes[slot] = Area {
                left: x,
                right: x + width,
                top: y[slot] - half,
                bottom: y[slot] + half,
            };
        }
        x += width + channel;
    }
    boxes
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
        let counted = format!(
            "{} assets, {} links",
            grouped(self.nodes.len() as u64),
            grouped(self.links.len() as u64),
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
        let (shown, note) = self.shown(page);
        let caption = self.caption.clone().noting(&note);
        shown.draw_shown(&caption, &counted, page)
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
