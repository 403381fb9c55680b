//! Who is likely to be the best, by what an hour is worth: a curve for each, the best on average
//! along the top.

use super::axis::{self, Tick};
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, decimals_for, left_out, plain};
use super::frame::{Frame, MARGIN, SMALL, TEXT};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Tag};
use super::palette::{GREY, WHITE, readable_on};
use super::scale::{Scale, round_ticks};
use super::tone::Tone;

/// Chances to be the best by worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AcceptabilityCurves {
    /// The words around the figure.
    pub caption: Caption,
    /// What the horizontal axis measures, with its unit.
    pub worth: String,
    /// Worths in order, from 0.
    pub worths: Vec<f64>,
    /// Curves, the most important first.
    pub curves: Vec<AcceptabilityCurve>,
    /// From which worth on which curve is best on average (its place in `curves`).
    pub frontier: Vec<(f64, usize)>,
}

/// One of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AcceptabilityCurve {
    /// Who, with the cost.
    pub label: String,
    /// Chance to be the best, by worth.
    pub chances: Vec<f64>,
}

const PLOT_HEIGHT: f64 = 340.0;
const GUTTER: f64 = 52.0;
const STRIP: f64 = 20.0;
/// Curves that can be told apart.
const MOST_CURVES: usize = 8;

impl AcceptabilityCurves {
    /// A strip along the top: who is best on average.
    fn draw_frontier(&self, canvas: &mut Canvas, plot: Area, across: Scale, shown: usize) {
        let top = plot.top - 34.0 - STRIP;
        canvas.text(
            (MARGIN, top - 6.0),
            "Best on average",
            Lettering::new(TEXT, GREY),
        );
        for (nth, (worth, curve)) in self.frontier.iter().enumerate() {
            let until = self
                .frontier
                .get(nth + 1)
                .map_or(across.last(), |next| next.0);
            let part = Area {
                left: across.place(*worth),
                right: across.place(until.min(across.last())),
                top,
                bottom: top + STRIP,
            };
            let paper = if *curve < shown {
                Tone::Series(*curve).color()
            } else {
                GREY
            };
            canvas.fill(part, paper);
            canvas.outline(part, super::mark::Pen::solid(WHITE, 1.0));
            let lettering = Lettering::new(SMALL, readable_on(paper)).middle();
            let name = self.curves.get(*curve).map_or("", |it| it.label.as_str());
            let name = lettering.cut_within(name, part.width() - 8.0);
            if part.width() > 80.0 && !name.is_empty() {
                canvas.text_centered(part.center(), &name, lettering);
            }
        }
    }
}

impl Figure for AcceptabilityCurves {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let best = self.frontier.iter().filter_map(|(worth, curve)| {
            let name = &self.curves.get(*curve)?.label;
            Some(format!(
                "{name} from {}",
                plain(*worth, decimals_for(*worth))
            ))
        });
        format!(
            "A curve for each policy: the chance to be the best, by what is gained. {}. Best on average: {}.",
            self.worth,
            listed(best)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let curves = &self.curves[..self.curves.len().min(MOST_CURVES)];
        let caption =
            self.caption
                .clone()
                .noting(&left_out(curves.len(), self.curves.len(), "policies"));
        let entries: Vec<(Swatch, String)> = curves
            .iter()
            .enumerate()
            .map(|(ix, curve)| {
                let room = page - 2.0 * MARGIN - 60.0;
                let name = Lettering::new(SMALL, GREY).cut(&curve.label, room);
                (Swatch::Line(Tone::Series(ix).pen(2.2)), name)
            })
            .collect();
        let mut sizing = Canvas::new(page, 1.0);
        let (left, right) = (MARGIN + GUTTER, page - MARGIN - 14.0);
        let legend_end = legend::row(&mut sizing, (MARGIN, 10.0), page - MARGIN, "", &entries);
        let head = legend_end + 68.0 + STRIP;
        let mut frame = Frame::new(&caption, None, page, head + PLOT_HEIGHT + 52.0);
        let body = frame.body;
        let plot = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.top + head + PLOT_HEIGHT,
        };
        let most = self
            .worths
            .last()
            .copied()
            .unwrap_or(0.0)
            .max(f64::MIN_POSITIVE);
        let across = Scale::linear((0.0, most), (left, right));
        let up = Scale::linear((0.0, 1.0), (plot.bottom, plot.top));
        let canvas = &mut frame.canvas;
        legend::row(
            canvas,
            (body.left, body.top + 10.0),
            body.right,
            "",
            &entries,
        );
        self.draw_frontier(canvas, plot, across, curves.len());
        canvas.text(
            (body.left, plot.top - 12.0),
            "Chance to be the best",
            Lettering::new(TEXT, GREY),
        );
        axis::left_shares(canvas, plot, up);
        let ticks: Vec<Tick> = round_ticks(most, 6)
            .into_iter()
            .filter(|tick| across.holds(tick.0))
            .collect();
        axis::bottom(canvas, plot, across, &ticks, false);
        axis::name_bottom(canvas, plot, &self.worth);
        for (ix, curve) in curves.iter().enumerate().rev() {
            let points = self.worths.iter().zip(&curve.chances);
            let line = points.map(|(worth, chance)| (across.place(*worth), up.place(*chance)));
            canvas.tagged(Tag::new(&curve.label, "line"), |canvas| {
                canvas.path(line.collect(), Tone::Series(ix).pen(2.2));
            });
        }
        if curves.is_empty() {
            frame.say_empty(plot, "nothing to choose from");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["policy", "worth", "chance_to_be_the_best"]);
        for curve in &self.curves {
            for (worth, chance) in self.worths.iter().zip(&curve.chances) {
                data.row([(&curve.label).into(), (*worth).into(), (*chance).into()]);
            }
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::PAGE_WIDTH;
    use super::*;

    fn curves(count: usize, label: &str) -> AcceptabilityCurves {
        let worths: Vec<f64> = (0..=60).map(|step| f64::from(step) * 3.0).collect();
        AcceptabilityCurves {
            worth: "What one hour is worth (expert-days)".to_owned(),
            curves: (0..count)
                .map(|ix| AcceptabilityCurve {
                    label: format!("{label} {ix}"),
                    chances: worths.iter().map(|_| 1.0 / count as f64).collect(),
                })
                .collect(),
            frontier: (0..count.min(3)).map(|ix| (ix as f64 * 50.0, ix)).collect(),
            worths,
            caption: Caption::default(),
        }
    }

    #[test]
    fn no_label_leaves_the_page_or_lies_on_another() {
        for (count, label) in [
            (0, ""),
            (1, "One"),
            (3, "Every month"),
            (17, "Every three months"),
        ] {
            let faults = curves(count, label).sheet(PAGE_WIDTH).faults();
            assert!(faults.is_empty(), "{count}: {faults:?}");
        }
        let name = "A policy with a name that nobody would read to its end ".repeat(3);
        let faults = curves(4, &name).sheet(PAGE_WIDTH).faults();
        assert!(faults.is_empty(), "{faults:?}");
    }
}
