//! What requests wait for, from being made to hands on, team by team.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, grouped, left_out, plain};
use super::frame::{Frame, MARGIN, SMALL, TEXT, room_for, row_name};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{GREY, INK, LINE, WHITE, area, line_of_area};
use super::scale::{Scale, highest, round_ticks};

/// Mean waits of requests, split into their parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WaitBars {
    /// The words around the figure.
    pub caption: Caption,
    /// Names of the parts, in order of time.
    pub parts: Vec<String>,
    /// One bar for each team.
    pub teams: Vec<WaitBar>,
}

/// One team.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WaitBar {
    /// The team's name.
    pub label: String,
    /// Requests behind it.
    pub n: u64,
    /// Mean hours of each part.
    pub parts: Vec<f64>,
    /// Mean hours in all.
    pub mean: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

const ROW: f64 = 32.0;
const MEAN: Lettering = Lettering::new(SMALL, INK).bold();
const LESSER: Lettering = Lettering::new(SMALL, GREY);
/// The colour of each part, as a number of [`area`]; the second, a queue, is hatched too.
const COLORS: [usize; 5] = [3, 5, 4, 0, 2];
const HATCHED: usize = 1;

fn color(part: usize) -> super::palette::Paint {
    area(COLORS[part % COLORS.len()])
}

fn stripes() -> super::palette::Paint {
    line_of_area(COLORS[HATCHED])
}

/// A part of a wait, written on its bar: hours as on the axis, minutes below one.
fn in_hours(hours: f64) -> String {
    match hours {
        hours if hours < 0.995 => format!("{} min", plain(hours * 60.0, 0)),
        hours if hours < 9.95 => format!("{} h", plain(hours, 1)),
        hours => format!("{} h", plain(hours, 0)),
    }
}

impl WaitBar {
    /// A part; none if it makes no sense.
    fn part(&self, n: usize) -> f64 {
        let hours = self.parts.get(n).copied().unwrap_or(0.0);
        if hours.is_finite() {
            hours.max(0.0)
        } else {
            0.0
        }
    }

    fn has_interval(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.high > self.low
    }

    fn sum(&self) -> f64 {
        (0..self.parts.len()).map(|n| self.part(n)).sum()
    }

    /// Mean, interval, and requests, in words; hours all of them, as on the axis.
    fn numbers(&self) -> [String; 3] {
        let decimals = match self.mean {
            mean if mean >= 100.0 => 0,
            mean if mean >= 1.0 => 1,
            _ => 2,
        };
        let hours = |hours| plain(hours, decimals);
        let interval = if self.has_interval() {
            format!("({}–{})", hours(self.low), hours(self.high))
        } else {
            String::new()
        };
        let n = format!("n = {}", grouped(self.n));
        [format!("{} h", hours(self.mean)), interval, n]
    }

    fn numbers_width(&self) -> f64 {
        let [mean, interval, n] = self.numbers();
        MEAN.width(&mean) + LESSER.width(&interval) + LESSER.width(&n) + 26.0
    }

    fn draw(&self, canvas: &mut Canvas, y: f64, scale: Scale) {
        let left = scale.place(0.0);
        row_name(canvas, (left - 10.0, y), &self.label, left - 12.0 - MARGIN);
        let half = ROW * 0.34;
        let words = Lettering::new(SMALL, INK).middle();
        let mut sum = 0.0;
        for n in 0..self.parts.len() {
            let part = self.part(n);
            let bar = Area {
                left: scale.place(sum),
                right: scale.place(sum + part),
                top: y - half,
                bottom: y + half,
            };
            sum += part;
            if bar.width() <= 0.0 {
                continue;
            }
            canvas.fill(bar, color(n));
            let label = in_hours(part);
            let fits = words.width(&label) + 10.0 <= bar.width();
            if n == HATCHED {
                canvas.hatch(bar, 6.0, Pen::solid(stripes(), 1.0));
                if fits {
                    let room = words.width(&label) / 2.0 + 3.0;
                    let (x, _) = bar.center();
                    let paper = Area {
                        left: x - room,
                        right: x + room,
                        top: y - 8.0,
                        bottom: y + 8.0,
                    };
                    canvas.fill(paper, color(n));
                }
            }
            if sum > part {
                canvas.line(
                    (bar.left, bar.top),
                    (bar.left, bar.bottom),
                    Pen::solid(WHITE, 1.4),
                );
            }
            if fits {
                canvas.text_centered(bar.center(), &label, words);
            }
        }
        let mut x = scale.place(sum);
        if self.has_interval() {
            let (low, high) = (scale.place(self.low), scale.place(self.high));
            // Below the bar's words.
            let edge = y + half - 2.5;
            let pen = Pen::solid(INK, 1.3);
            canvas.line((low, edge), (high, edge), pen);
            for end in [low, high] {
                canvas.line((end, edge - 3.0), (end, edge + 3.0), pen);
            }
            x = x.max(high);
        }
        let [mean, interval, n] = self.numbers();
        // Paper behind the numbers keeps grid lines out of them.
        let paper = Area {
            left: x + 6.0,
            right: x + 12.0 + self.numbers_width(),
            top: y - 9.0,
            bottom: y + 9.0,
        };
        canvas.fill(paper, WHITE);
        let mut x = x + 9.0;
        for (words, lettering) in [(&mean, MEAN), (&interval, LESSER), (&n, LESSER)] {
            if !words.is_empty() {
                canvas.text_centered((x, y), words, lettering);
                x += lettering.width(words) + 7.0;
            }
        }
    }
}

impl Figure for WaitBars {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let teams = self.teams.iter().map(|team| {
            let [mean, interval, n] = team.numbers();
            format!("{} {mean} {interval}, {n}", team.label)
        });
        format!(
            "Bars of mean waits, a part each for {}. {}.",
            listed(self.parts.iter().cloned()),
            listed(teams)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.teams[..self.teams.len().min(MOST_ROWS)];
        let total = shown
            .iter()
            .fold(0_u64, |sum, team| sum.saturating_add(team.n));
        let caption = self
            .caption
            .interval_if(shown.iter().any(WaitBar::has_interval))
            .noting(&left_out(shown.len(), self.teams.len(), "teams"));
        let counted = format!("n = {} requests", grouped(total));
        let rows = shown.len().max(2) as f64 * ROW;
        let used: Vec<(Swatch, String)> = self
            .parts
            .iter()
            .enumerate()
            .filter(|(n, _)| shown.iter().any(|team| team.part(*n) > 0.0))
            .map(|(n, words)| {
                let swatch = if n == HATCHED {
                    Swatch::Striped(color(n), stripes())
                } else {
                    Swatch::Box(color(n))
                };
                (swatch, words.clone())
            })
            .collect();
        let head = 32.0 + legend::depth(MARGIN, page - MARGIN, "", &used);
        let height = head + rows + 52.0;
        let mut frame = Frame::new(&caption, Some(&counted), page, height);
        let body = frame.body;
        let names = Lettering::new(TEXT, INK);
        let widest = highest(shown.iter().map(|team| names.width(&team.label)));
        let numbers = highest(shown.iter().map(WaitBar::numbers_width));
        let plot = Area {
            left: body.left + widest.clamp(60.0, room_for(page, 300.0)) + 12.0,
            right: body.right - numbers - 16.0,
            top: body.top + head,
            bottom: body.top + head + rows,
        };
        let canvas = &mut frame.canvas;
        legend::row(canvas, (body.left, body.top + 8.0), body.right, "", &used);
        let longest = shown.iter().flat_map(|team| [team.sum(), team.high]);
        let ticks = round_ticks(highest(longest).min(1e9), 6);
        let scale = Scale::linear(
            (0.0, ticks.last().map_or(1.0, |tick| tick.0)),
            (plot.left, plot.right),
        );
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, "Hours, mean per request");
        for (k, team) in shown.iter().enumerate() {
            let [mean, interval, n] = team.numbers();
            let said = format!("{}: {mean} {interval} {n}", team.label);
            canvas.tagged(Tag::new(&team.label, "bar").saying(said), |canvas| {
                team.draw(canvas, plot.top + (k as f64 + 0.5) * ROW, scale);
            });
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        if self.teams.is_empty() {
            frame.say_empty(plot, "no team had hands on");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "team",
            "requests",
            "part",
            "hours",
            "mean_in_all",
            "low",
            "high",
        ]);
        for team in &self.teams {
            for (n, part) in self.parts.iter().enumerate() {
                data.row([
                    (&team.label).into(),
                    team.n.into(),
                    part.into(),
                    team.part(n).into(),
                    team.mean.into(),
                    team.low.into(),
                    team.high.into(),
                ]);
            }
        }
        data
    }
}
