//! Who carries the work: deployments by team, and the part of each nation.

use super::axis::{self, Tick};
use super::canvas::{Area, Canvas, Lettering, Pen};
use super::error::ChartError;
use super::figure_text::{Caption, measured};
use super::frame::{Frame, PAGE_WIDTH, SMALL, TEXT};
use super::palette::{BLUE, GREEN, GREY, GRID, INK};
use super::scale::{Scale, highest, round_steps};
use super::svg::Svg;
use plotters::style::RGBAColor;

/// Deployments by team, and expert assignments (or hours) by nation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhoAnswered {
    /// The words around the figure.
    pub caption: Caption,
    /// What the teams' bars measure, e.g. "Deployments per replication".
    pub team_measure: String,
    /// One bar for each team, in the order wanted.
    pub teams: Vec<AnswerBar>,
    /// What the nations' bars measure, e.g. "Expert-hours per replication".
    pub nation_measure: String,
    /// One bar for each nation, in the order wanted.
    pub nations: Vec<AnswerBar>,
}

/// One bar: a mean with its interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerBar {
    /// Team or nation.
    pub label: String,
    /// Mean per replication.
    pub mean: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

const ROW: f64 = 30.0;

impl WhoAnswered {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        let height = |bars: &[AnswerBar]| 34.0 + bars.len().max(2) as f64 * ROW + 26.0;
        let (upper, lower) = (height(&self.teams), height(&self.nations));
        let mut frame = Frame::new(&self.caption, None, PAGE_WIDTH, upper + 24.0 + lower);
        let body = frame.body;
        let names = Lettering::new(TEXT, INK);
        let widest = highest(
            self.teams
                .iter()
                .chain(&self.nations)
                .map(|bar| names.width(&bar.label)),
        );
        let left = body.left + widest.clamp(60.0, 300.0) + 12.0;
        let top = Area {
            bottom: body.top + upper,
            ..body
        };
        panel(
            &mut frame,
            top,
            left,
            "By team",
            &self.team_measure,
            &self.teams,
            BLUE,
        );
        let bottom = Area {
            top: body.bottom - lower,
            ..body
        };
        panel(
            &mut frame,
            bottom,
            left,
            "By nation",
            &self.nation_measure,
            &self.nations,
            GREEN,
        );
        frame.canvas.finish()
    }
}

fn panel(
    frame: &mut Frame,
    area: Area,
    left: f64,
    head: &str,
    measure: &str,
    bars: &[AnswerBar],
    color: RGBAColor,
) {
    let plot = Area {
        left,
        top: area.top + 34.0,
        right: area.right - 120.0,
        bottom: area.bottom - 26.0,
    };
    let canvas = &mut frame.canvas;
    let bold = Lettering::new(TEXT, INK).bold();
    canvas.text((area.left, area.top + 14.0), head, bold);
    canvas.text(
        (area.left + bold.width(head) + 12.0, area.top + 14.0),
        measure,
        Lettering::new(TEXT, GREY),
    );
    if bars.is_empty() {
        frame.say_empty(plot, "nobody answered");
        return;
    }
    let top = highest(bars.iter().flat_map(|bar| [bar.mean, bar.high]));
    let steps = round_steps(top, 6);
    let scale = Scale::linear(
        (0.0, steps.last().copied().unwrap_or(1.0)),
        (plot.left, plot.right),
    );
    let ticks: Vec<Tick> = steps.iter().map(|step| (*step, measured(*step))).collect();
    axis::bottom(canvas, plot, scale, &ticks, true);
    for (k, bar) in bars.iter().enumerate() {
        draw_bar(
            canvas,
            area,
            plot,
            plot.top + (k as f64 + 0.5) * ROW,
            scale,
            bar,
            color,
        );
    }
    canvas.line(
        (plot.left, plot.top),
        (plot.left, plot.bottom),
        Pen::solid(GRID, 1.0),
    );
}

fn draw_bar(
    canvas: &mut Canvas,
    area: Area,
    plot: Area,
    y: f64,
    scale: Scale,
    bar: &AnswerBar,
    color: RGBAColor,
) {
    let names = Lettering::new(TEXT, INK).end();
    let name = names.cut(&bar.label, plot.left - area.left - 12.0);
    canvas.text_centered((plot.left - 10.0, y), &name, names);
    let end = scale.place(bar.mean);
    let half = ROW * 0.32;
    canvas.fill(
        Area {
            left: plot.left,
            right: end,
            top: y - half,
            bottom: y + half,
        },
        color,
    );
    let mut words_from = end;
    if bar.low.is_finite() && bar.high.is_finite() && bar.high > bar.low {
        let (low, high) = (scale.place(bar.low), scale.place(bar.high));
        let pen = Pen::solid(INK, 1.4);
        canvas.line((low, y), (high, y), pen);
        for x in [low, high] {
            canvas.line((x, y - 4.5), (x, y + 4.5), pen);
        }
        words_from = words_from.max(high);
    }
    canvas.text_centered(
        (words_from + 8.0, y),
        &measured(bar.mean),
        Lettering::new(SMALL, INK),
    );
}
