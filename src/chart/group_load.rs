//! Which experts carry the work: utilisation by group, team by team.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::effectiveness::percent;
use super::figure::Figure;
use super::figure_text::Caption;
use super::frame::{Frame, SMALL, TEXT, room_for};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLOCK, GREY, INK, LINE, WHITE, area};
use super::scale::{Scale, highest, round_steps};

/// The utilisation of groups of experts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct GroupLoad {
    /// The words around the figure.
    pub caption: Caption,
    /// What the bars measure, e.g. "Share of hours on duty".
    pub measure: String,
    /// The teams.
    pub teams: Vec<TeamLoad>,
}

/// One team's groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TeamLoad {
    /// The team's name.
    pub label: String,
    /// Its groups, in the order wanted.
    pub groups: Vec<LoadBar>,
}

/// One group: a mean share with its interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LoadBar {
    /// Nation and skills.
    pub label: String,
    /// How many experts.
    pub experts: u32,
    /// Number of the nation's colour; `None`: experts of no nation.
    pub nation: Option<usize>,
    /// Mean over replications.
    pub mean: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

const ROW: f64 = 27.0;
const HEAD: f64 = 30.0;
const MEAN: Lettering = Lettering::new(SMALL, INK).bold();
const LESSER: Lettering = Lettering::new(SMALL, GREY);

impl LoadBar {
    fn count(&self) -> String {
        format!("{} ×", self.experts)
    }

    fn has_interval(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.high > self.low
    }

    fn numbers_width(&self) -> f64 {
        let (mean, interval) = percent(self.mean, self.low, self.high);
        MEAN.width(&mean) + 6.0 + LESSER.width(&interval)
    }

    fn draw(&self, canvas: &mut Canvas, gutter: f64, y: f64, scale: Scale) {
        let left = scale.place(0.0);
        let names = Lettering::new(TEXT, INK);
        let count = self.count();
        let room = left - 10.0 - gutter - LESSER.width(&count) - 10.0;
        let label = names.cut(&self.label, room);
        canvas.text_centered((left - 10.0, y), &label, names.end());
        let x = left - 10.0 - names.width(&label) - 7.0;
        canvas.text_centered((x, y), &count, LESSER.end());
        let end = scale.place(self.mean);
        let half = ROW * 0.33;
        let bar = Area {
            left,
            right: end,
            top: y - half,
            bottom: y + half,
        };
        canvas.fill(bar, self.nation.map_or(BLOCK, area));
        let mut x = end;
        if self.has_interval() {
            let (low, high) = (scale.place(self.low), scale.place(self.high));
            let pen = Pen::solid(INK, 1.3);
            canvas.line((low, y), (high, y), pen);
            for end in [low, high] {
                canvas.line((end, y - 4.5), (end, y + 4.5), pen);
            }
            x = x.max(high);
        }
        let (mean, interval) = percent(self.mean, self.low, self.high);
        // Paper behind the numbers keeps grid lines out of them.
        let paper = Area {
            left: x + 6.0,
            right: x + 10.0 + self.numbers_width(),
            top: y - 9.0,
            bottom: y + 9.0,
        };
        canvas.fill(paper, WHITE);
        canvas.text_centered((x + 8.0, y), &mean, MEAN);
        canvas.text_centered((x + 14.0 + MEAN.width(&mean), y), &interval, LESSER);
    }
}

impl Figure for GroupLoad {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let teams = self.teams.iter();
        let bars = teams.flat_map(|team| team.groups.iter().map(move |bar| (team, bar)));
        let bars = bars.map(|(team, bar)| {
            let (mean, interval) = percent(bar.mean, bar.low, bar.high);
            format!("{}, {}: {mean} {interval}", team.label, bar.label)
                .trim_end()
                .to_owned()
        });
        format!(
            "Bars by group of experts. {}. {}.",
            self.measure,
            listed(bars)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let bars = || self.teams.iter().flat_map(|team| &team.groups);
        let rows: f64 = self
            .teams
            .iter()
            .map(|team| HEAD + team.groups.len() as f64 * ROW)
            .sum();
        let caption = self.caption.interval_if(bars().any(LoadBar::has_interval));
        let mut frame = Frame::new(&caption, None, page, rows.max(60.0) + 54.0);
        let body = frame.body;
        let names = Lettering::new(TEXT, INK);
        let widest = highest(bars().map(|bar| names.width(&bar.label)));
        let counts = highest(bars().map(|bar| LESSER.width(&bar.count())));
        let numbers = highest(bars().map(LoadBar::numbers_width));
        let plot = Area {
            left: body.left + widest.clamp(60.0, room_for(page, 330.0)) + counts + 30.0,
            right: body.right - numbers - 14.0,
            top: body.top,
            bottom: body.top + rows.max(60.0) + 4.0,
        };
        let top = highest(bars().flat_map(|bar| [bar.mean, bar.high])).min(1e6);
        let steps = round_steps(top * 100.0, 6);
        let ticks: Vec<(f64, String)> = steps
            .iter()
            .map(|step| (step / 100.0, format!("{}%", (step * 100.0).round() / 100.0)))
            .collect();
        let scale = Scale::linear(
            (0.0, ticks.last().map_or(1.0, |tick| tick.0)),
            (plot.left, plot.right),
        );
        let canvas = &mut frame.canvas;
        if self.teams.is_empty() {
            frame.say_empty(plot, "no groups of experts");
            return frame.canvas;
        }
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        let mut y = body.top;
        for team in &self.teams {
            let bold = Lettering::new(TEXT, INK).bold();
            // Paper keeps grid lines out of the words.
            let words = bold.cut(&team.label, body.width());
            let paper = Area {
                left: body.left,
                right: body.left + bold.width(&words) + 6.0,
                top: y + 4.0,
                bottom: y + HEAD - 4.0,
            };
            canvas.fill(paper, WHITE);
            canvas.text_centered((body.left, y + HEAD / 2.0), &words, bold);
            y += HEAD;
            for bar in &team.groups {
                let (mean, interval) = percent(bar.mean, bar.low, bar.high);
                let said = format!("{}: {mean} {interval}", bar.label);
                let tag = Tag::new(&team.label, "bar").saying(said.trim_end());
                canvas.tagged(tag, |canvas| {
                    bar.draw(canvas, body.left, y + ROW / 2.0, scale);
                });
                y += ROW;
            }
        }
        canvas.line(
            (plot.left, plot.top + HEAD),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["team", "group", "experts", "mean", "low", "high"]);
        for team in &self.teams {
            for bar in &team.groups {
                data.row([
                    (&team.label).into(),
                    (&bar.label).into(),
                    f64::from(bar.experts).into(),
                    bar.mean.into(),
                    bar.low.into(),
                    bar.high.into(),
                ]);
            }
        }
        data
    }
}
