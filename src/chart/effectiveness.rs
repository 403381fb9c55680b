//! How effective those on duty are, over the calendar.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::election_calendar::DutySpan;
use super::figure::Figure;
use super::figure_text::{Caption, DayMark, first_days, left_out, plain};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, SMALL, TEXT};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen, Point, Tag};
use super::palette::{BLUE, GREY, GRID, INK, LINE, WHITE, thin};
use super::scale::Scale;

/// The mean effectiveness of teams over the scenario's calendar, one panel for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EffectivenessCurves {
    /// The words around the figure.
    pub caption: Caption,
    /// Left end of the axis, hours since the scenario's start.
    pub from: f64,
    /// Right end of the axis, hours since the scenario's start.
    pub to: f64,
    /// Calendar ticks: hours and words ("Jan", "1 Mar" …).
    pub ticks: Vec<(f64, String)>,
    /// Election days.
    pub elections: Vec<DayMark>,
    /// The teams.
    pub teams: Vec<EffectivenessPanel>,
}

/// One team.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EffectivenessPanel {
    /// The team's name.
    pub label: String,
    /// Its numbers in words, e.g. "mean 87.4% (87.0–87.7)".
    pub numbers: String,
    /// Measurements in order of time; one without a mean breaks the line.
    pub points: Vec<EffectivenessPoint>,
    /// Whose turn it is from when to when; empty for a team whose duty never changes hands.
    pub turns: Vec<DutySpan>,
}

/// The effectiveness of those on duty at one time, 1 being a proficient expert who knows the
/// place and is not tired.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct EffectivenessPoint {
    /// Hours since the scenario's start.
    pub at: f64,
    /// Mean over replications; NaN while nobody is on duty.
    pub mean: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// The least of all replications.
    pub least: f64,
    /// The greatest of all replications.
    pub greatest: f64,
}

const PLOT: f64 = 132.0;
/// Room above a plot for its name, and for whose turn it is.
const NAME: f64 = 24.0;
const TURNS: f64 = 19.0;
const GAP: f64 = 18.0;
const GUTTER: f64 = 52.0;
/// Teams that a page holds.
const MOST_PANELS: usize = 24;

impl EffectivenessCurves {
    /// The ends of the upright axis, and its ticks in steps of 10% or 20%: the same for all
    /// teams, so that they can be compared.
    fn shares(&self) -> ((f64, f64), Vec<(f64, String)>) {
        let points = self.teams.iter().flat_map(|team| &team.points);
        let (mut lowest, mut highest) = (0.9, 1.0);
        for point in points.filter(|point| point.mean.is_finite()) {
            for value in [point.mean, point.least, point.greatest] {
                if (0.0..=10.0).contains(&value) {
                    lowest = f64::min(lowest, value);
                    highest = f64::max(highest, value);
                }
            }
        }
        let (mut from, mut to) = (
            (lowest * 10.0 + 1e-6).floor() as u32,
            (highest * 10.0 - 1e-6).ceil() as u32,
        );
        let step = (to - from).div_ceil(6).max(1);
        from -= from % step;
        to = to.next_multiple_of(step);
        let tick = |tenths: u32| (f64::from(tenths) / 10.0, format!("{}%", tenths * 10));
        let ticks = (from..=to).step_by(step as usize).map(tick).collect();
        ((f64::from(from) / 10.0, f64::from(to) / 10.0), ticks)
    }
}

const PEN: Pen = Pen::solid(BLUE, 2.0);

impl EffectivenessPanel {
    fn above(&self) -> f64 {
        NAME + if self.turns.is_empty() { 0.0 } else { TURNS }
    }

    fn height(&self) -> f64 {
        self.above() + PLOT + GAP
    }

    fn draw(
        &self,
        canvas: &mut Canvas,
        plot: Area,
        time: Scale,
        (share, ticks, banded): (Scale, &[(f64, String)], bool),
        lines: &[f64],
    ) {
        let bold = Lettering::new(TEXT, INK).bold();
        let plain = Lettering::new(SMALL, GREY);
        let name = bold.cut(&self.label, plot.width() / 2.0);
        let baseline = plot.top - self.above() + 16.0;
        let x = plot.left + bold.width(&name) + 12.0;
        let numbers = plain.cut(&self.numbers, plot.right - x);
        // Paper keeps the lines of election days out of the words.
        let paper = Area {
            left: plot.left - 2.0,
            right: x + plain.width(&numbers) + 2.0,
            top: baseline - 13.0,
            bottom: baseline + 4.0,
        };
        canvas.fill(paper, WHITE);
        canvas.text((plot.left, baseline), &name, bold);
        canvas.text((x, baseline), &numbers, plain);
        axis::left(canvas, plot, share, ticks);
        self.draw_turns(canvas, plot, time, lines);
        for part in self
            .points
            .split(|point| !(point.mean.is_finite() && point.at.is_finite()))
            .filter(|part| !part.is_empty())
        {
            let place = |point: &EffectivenessPoint, value: f64| {
                let value = if value.is_finite() { value } else { point.mean };
                (time.place(point.at), share.place(value))
            };
            let band = |canvas: &mut Canvas, ends: fn(&EffectivenessPoint) -> (f64, f64), alpha| {
                let lower = part.iter().map(|point| place(point, ends(point).0));
                let upper = part.iter().rev().map(|point| place(point, ends(point).1));
                let around: Vec<Point> = lower.chain(upper).collect();
                canvas.polygon(around, thin(BLUE, alpha));
            };
            band(canvas, |point| (point.least, point.greatest), 0.14);
            if banded {
                band(canvas, |point| (point.low, point.high), 0.28);
            }
            let mut line: Vec<Point> = part.iter().map(|point| place(point, point.mean)).collect();
            if let [only] = line[..] {
                line = vec![(only.0 - 2.0, only.1), (only.0 + 2.0, only.1)];
            }
            canvas.path(line, PEN);
        }
    }

    /// Whose turn it is above the plot, and lines where it changes.
    fn draw_turns(&self, canvas: &mut Canvas, plot: Area, time: Scale, lines: &[f64]) {
        let words = Lettering::new(SMALL, INK);
        let mut taken = plot.left;
        for turn in &self.turns {
            if !(turn.to > time.first() && turn.from < time.last()) {
                continue;
            }
            let area = Area {
                left: time.place(turn.from),
                right: time.place(turn.to),
                top: plot.top - TURNS,
                bottom: plot.top,
            };
            let begins = turn.from > time.first();
            if begins {
                let (top, bottom) = ((area.left, area.top + 1.0), (area.left, plot.bottom));
                canvas.line(top, bottom, Pen::solid(LINE, 1.2));
            }
            let room = area.widest_between(lines);
            if words.width(&turn.label) + 8.0 <= room.width() {
                canvas.text_centered(room.center(), &turn.label, words.middle());
                taken = room.center().0 + words.width(&turn.label) / 2.0;
            } else {
                // Beside the plot there is room for a turn that has none above it.
                let half = words.width(&turn.label) / 2.0;
                let (x, y) = area.center();
                let free = lines.iter().all(|line| (line - x).abs() > half + 4.0);
                if x - half > taken + 8.0 && x + half < plot.right + 16.0 && free {
                    canvas.text_centered((x, y), &turn.label, words.middle());
                    taken = x + half;
                    continue;
                }
                let cut = words.cut(&turn.label, room.width() - 8.0);
                if cut.chars().count() > 3 {
                    canvas.text_centered(room.center(), &cut, words.middle());
                    taken = room.center().0 + words.width(&cut) / 2.0;
                }
            }
        }
        canvas.line(
            (plot.left, plot.bottom),
            (plot.right, plot.bottom),
            Pen::solid(GRID, 1.0),
        );
    }
}

/// A share with its interval in percent: `87.4% (87.0–87.7)`.
pub(super) fn percent(mean: f64, low: f64, high: f64) -> (String, String) {
    let number = |share: f64| plain(share * 100.0, 1);
    let interval = if low.is_finite() && high.is_finite() && high > low {
        format!("({}–{})", number(low), number(high))
    } else {
        String::new()
    };
    (format!("{}%", number(mean)), interval)
}

impl Figure for EffectivenessCurves {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let teams = self.teams.iter();
        let teams = teams.map(|team| format!("{}, {}", team.label, team.numbers));
        format!(
            "A line over the calendar for each team, with the range of replications. {}.",
            listed(teams)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let (left, right) = (MARGIN + GUTTER, page - MARGIN - 14.0);
        let time = Scale::linear((self.from, self.to), (left, right));
        let (days, days_left) = first_days(&self.elections);
        let elections = days.iter();
        let elections = elections.map(|mark| (mark.at, mark.label.as_str()));
        let flags = Flags::place(elections, time, MARGIN, page - MARGIN);
        let shown = &self.teams[..self.teams.len().min(MOST_PANELS)];
        let panels: f64 = shown.iter().map(EffectivenessPanel::height).sum();
        let panels = if self.teams.is_empty() {
            PLOT
        } else {
            panels - GAP
        };
        let (range, ticks) = self.shares();
        let points = || shown.iter().flat_map(|team| &team.points);
        // A band that is no wider than the line can't be seen.
        let seen = PEN.width * (range.1 - range.0) / PLOT;
        let known = points().any(|point| point.high > point.low);
        let banded = points().any(|point| point.high - point.low > seen);
        let thin_band = if known && !banded {
            "The 95% interval of the mean is narrower than the line"
        } else {
            ""
        };
        let ranged = points().any(|point| point.greatest > point.least);
        let entries: Vec<(Swatch, String)> = [
            (true, Swatch::Line(PEN), "mean over replications"),
            (
                banded,
                Swatch::Box(thin(BLUE, 0.38)),
                "95% interval of the mean",
            ),
            (
                ranged,
                Swatch::Box(thin(BLUE, 0.14)),
                "from the least to the greatest replication",
            ),
        ]
        .into_iter()
        .filter(|(drawn, ..)| *drawn)
        .map(|(_, swatch, words)| (swatch, words.to_owned()))
        .collect();
        let depth = legend::depth(MARGIN, page - MARGIN, "", &entries);
        let head = 28.0 + depth + flags.height();
        let height = head + panels + 30.0;
        let caption = self
            .caption
            .interval_if(banded)
            .noting(thin_band)
            .noting(&left_out(shown.len(), self.teams.len(), "teams"))
            .noting(&days_left);
        let mut frame = Frame::new(&caption, None, page, height);
        let body = frame.body;
        let all = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.top + head + panels,
        };
        let canvas = &mut frame.canvas;
        legend::row(
            canvas,
            (body.left, body.top + 8.0),
            body.right,
            "",
            &entries,
        );
        axis::bottom(canvas, all, time, &self.ticks, false);
        flags.draw(canvas, all, all.top);
        let lines: Vec<f64> = flags.lines().collect();
        let mut top = all.top;
        for team in shown {
            let plot = Area {
                left,
                right,
                top: top + team.above(),
                bottom: top + team.height() - GAP,
            };
            let share = Scale::linear(range, (plot.bottom, plot.top));
            canvas.tagged(Tag::new(&team.label, "line"), |canvas| {
                team.draw(canvas, plot, time, (share, &ticks, banded), &lines);
            });
            top += team.height();
        }
        if self.teams.is_empty() {
            frame.say_empty(all, "nobody’s effectiveness changes");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["team", "hour", "mean", "low", "high", "least", "greatest"]);
        for team in &self.teams {
            for point in &team.points {
                data.row([
                    (&team.label).into(),
                    point.at.into(),
                    point.mean.into(),
                    point.low.into(),
                    point.high.into(),
                    point.least.into(),
                    point.greatest.into(),
                ]);
            }
        }
        data
    }
}
