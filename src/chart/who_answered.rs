//! Who carries the work: deployments by team, and the part of each nation.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, ends, listed};
use super::error::ChartError;
use super::figure::{self, Figure};
use super::figure_text::{Caption, MOST_ROWS, decimals_for, left_out, plain};
use super::frame::{Frame, SMALL, TEXT, room_for, row_name};
use super::look::Look;
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{GREY, INK, LINE, PALE_GREEN, Paint, SKY, WHITE};
use super::scale::{Scale, highest, round_ticks};
use super::svg::Svg;
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
    /// One bar for each nation, in the order wanted; empty: no panel.
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
const MEAN: Lettering = Lettering::new(SMALL, INK).bold();
const INTERVAL: Lettering = Lettering::new(SMALL, GREY);

impl WhoAnswered {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        figure::draw(self, &Look::default(), "chart")
    }
}

/// Draws one panel: bars from the top, their numbers beside them.
fn panel(
    frame: &mut Frame,
    area: Area,
    left: f64,
    words: (&str, &str),
    bars: &[AnswerBar],
    color: Paint,
) {
    let (head, measure) = words;
    let canvas = &mut frame.canvas;
    let bold = Lettering::new(TEXT, INK).bold();
    canvas.text((area.left, area.top + 14.0), head, bold);
    let (x, plain) = (
        area.left + bold.width(head) + 12.0,
        Lettering::new(TEXT, GREY),
    );
    canvas.text(
        (x, area.top + 14.0),
        &plain.cut(measure, area.right - x),
        plain,
    );
    let top = highest(bars.iter().flat_map(|bar| [bar.mean, bar.high]));
    let decimals = decimals_for(top);
    // The longest bar leaves room for its own numbers.
    let numbers = highest(bars.iter().map(|bar| bar.numbers_width(decimals)));
    let plot = Area {
        left,
        top: area.top + 32.0,
        right: area.right - numbers - 12.0,
        bottom: area.bottom - 24.0,
    };
    if bars.is_empty() {
        frame.say_empty(plot, "no teams");
        return;
    }
    let ticks = round_ticks(top, 6);
    let scale = Scale::linear(
        (0.0, ticks.last().map_or(1.0, |tick| tick.0)),
        (plot.left, plot.right),
    );
    axis::bottom(canvas, plot, scale, &ticks, true);
    for (k, bar) in bars.iter().enumerate() {
        let (mean, interval) = bar.numbers(decimals);
        let said = format!("{}: {mean} {interval}", bar.label);
        let tag = Tag::new(&bar.label, "bar").saying(said.trim_end());
        canvas.tagged(tag, |canvas| {
            bar.draw(
                canvas,
                plot.left - area.left,
                plot.top + (k as f64 + 0.5) * ROW,
                scale,
                decimals,
                color,
            );
        });
    }
    canvas.line(
        (plot.left, plot.top),
        (plot.left, plot.bottom),
        Pen::solid(LINE, 1.0),
    );
}

impl AnswerBar {
    /// The interval, if it is one.
    fn interval(&self) -> Option<(f64, f64)> {
        (self.low.is_finite() && self.high.is_finite() && self.high > self.low)
            .then_some((self.low, self.high))
    }

    /// Mean and interval in words.
    fn numbers(&self, decimals: usize) -> (String, String) {
        let interval = self.interval().map_or_else(String::new, |(low, high)| {
            format!("({}–{})", plain(low, decimals), plain(high, decimals))
        });
        (plain(self.mean, decimals), interval)
    }

    fn numbers_width(&self, decimals: usize) -> f64 {
        let (mean, interval) = self.numbers(decimals);
        MEAN.width(&mean) + 6.0 + INTERVAL.width(&interval)
    }

    fn draw(
        &self,
        canvas: &mut Canvas,
        gutter: f64,
        y: f64,
        scale: Scale,
        decimals: usize,
        color: Paint,
    ) {
        let left = scale.place(0.0);
        row_name(canvas, (left - 10.0, y), &self.label, gutter - 12.0);
        let end = scale.place(self.mean);
        let half = ROW * 0.32;
        canvas.fill(
            Area {
                left,
                right: end,
                top: y - half,
                bottom: y + half,
            },
            color,
        );
        let mut x = end;
        if let Some((low, high)) = self.interval() {
            let (low, high) = (scale.place(low), scale.place(high));
            let pen = Pen::solid(INK, 1.3);
            canvas.line((low, y), (high, y), pen);
            for end in [low, high] {
                canvas.line((end, y - 4.5), (end, y + 4.5), pen);
            }
            x = x.max(high);
        }
        let (mean, interval) = self.numbers(decimals);
        // Paper behind the numbers keeps grid lines out of them.
        let width = self.numbers_width(decimals);
        canvas.fill(
            Area {
                left: x + 6.0,
                right: x + 10.0 + width,
                top: y - 9.0,
                bottom: y + 9.0,
            },
            WHITE,
        );
        canvas.text_centered((x + 8.0, y), &mean, MEAN);
        canvas.text_centered((x + 14.0 + MEAN.width(&mean), y), &interval, INTERVAL);
    }
}

impl Figure for WhoAnswered {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let said = |bars: &[AnswerBar]| {
            let decimals = decimals_for(highest(bars.iter().map(|bar| bar.mean)));
            let bars = bars.iter().map(|bar| {
                let (mean, interval) = bar.numbers(decimals);
                format!("{} {mean} {interval}", bar.label)
                    .trim_end()
                    .to_owned()
            });
            listed(bars)
        };
        let mut words = format!("Bars. {}: {}.", self.team_measure, said(&self.teams));
        if !self.nations.is_empty() {
            words.push_str(&format!(
                " {}: {}.",
                self.nation_measure,
                said(&self.nations)
            ));
        }
        words
    }

    fn sheet(&self, page: f64) -> Canvas {
        let height = |bars: &[AnswerBar]| 34.0 + bars.len().max(2) as f64 * ROW + 26.0;
        let teams = &self.teams[..self.teams.len().min(MOST_ROWS)];
        let nations = &self.nations[..self.nations.len().min(MOST_ROWS)];
        let upper = height(teams);
        // Where experts have no nations there is nothing to say of nations.
        let lower = if nations.is_empty() {
            0.0
        } else {
            24.0 + height(nations)
        };
        let drawn = teams.iter().chain(nations);
        let caption = self
            .caption
            .interval_if(drawn.clone().any(|bar| bar.interval().is_some()))
            .noting(&left_out(teams.len(), self.teams.len(), "teams"))
            .noting(&left_out(nations.len(), self.nations.len(), "nations"));
        let mut frame = Frame::new(&caption, None, page, upper + lower);
        let body = frame.body;
        let names = Lettering::new(TEXT, INK);
        let widest = highest(drawn.map(|bar| names.width(&bar.label)));
        let left = body.left + widest.clamp(60.0, room_for(page, 300.0)) + 12.0;
        let top = Area {
            bottom: body.top + upper,
            ..body
        };
        panel(
            &mut frame,
            top,
            left,
            ("By team", &self.team_measure),
            teams,
            SKY,
        );
        if nations.is_empty() {
            return frame.canvas;
        }
        let bottom = Area {
            top: body.top + upper + 24.0,
            ..body
        };
        panel(
            &mut frame,
            bottom,
            left,
            ("By nation", &self.nation_measure),
            nations,
            PALE_GREEN,
        );
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["measure", "who", "mean", "low", "high"]);
        let teams = self.teams.iter().map(|bar| (&self.team_measure, bar));
        let nations = self.nations.iter().map(|bar| (&self.nation_measure, bar));
        for (measure, bar) in teams.chain(nations) {
            let (low, high) = ends(bar.interval());
            data.row([
                measure.into(),
                (&bar.label).into(),
                bar.mean.into(),
                low,
                high,
            ]);
        }
        data
    }
}
