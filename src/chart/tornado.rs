//! What each factor does to a result, widest first: a tornado.

use super::axis::{self, Tick};
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::error::ChartError;
use super::factor_curves::digits;
use super::figure::{self, Figure};
use super::figure_text::{Caption, MOST_ROWS, left_out, plain};
use super::frame::{Frame, MARGIN, SMALL, TEXT, room_for};
use super::legend::{self, Swatch};
use super::look::Look;
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLOCK, BLUE, GREY, INK, LINE, ORANGE, PALE_GREEN, SKY};
use super::scale::{Scale, highest, round_steps, round_ticks};
use super::svg::Svg;

/// Bars from the least to the greatest response over the values of each factor, with its two ends
/// marked, and beside them the shares of the variance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tornado {
    /// The words around the figure.
    pub caption: Caption,
    /// What the bars measure, e.g. "Mean response time (h)".
    pub measure: String,
    /// The unit of a change, e.g. "h"; shares change by percentage points.
    pub change: String,
    /// The mean over all points, where the bars hang.
    pub center: f64,
    /// One bar for each factor, widest first.
    pub bars: Vec<TornadoBar>,
}

/// One factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TornadoBar {
    /// Its path.
    pub name: String,
    /// The words at the left and at the right of the bar.
    pub ends: (String, String),
    /// The response at its low and its high end; `NaN` for a factor without ends.
    pub responses: (f64, f64),
    /// The intervals of those two.
    pub intervals: ((f64, f64), (f64, f64)),
    /// The least and the greatest response at any of its values; may be `NaN`.
    pub span: (f64, f64),
    /// Between which ends it changes, where the words beside the bar don't say, e.g. "from 1 month
    /// to 1 year"; may be empty.
    pub from_to: String,
    /// The change from the low to the high end: estimate, and its interval.
    pub swing: (f64, f64, f64),
    /// Main effect as a share of the variance, with its interval.
    pub main: Option<(f64, f64, f64)>,
    /// Total effect, with its interval.
    pub total: Option<(f64, f64, f64)>,
}

const ROW: f64 = 46.0;
/// A line of words below a name.
const LINE_HEIGHT: f64 = 17.0;

impl Tornado {
    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// If the typeface or the drawing backend fails; no data make it fail.
    pub fn draw(&self) -> Result<Svg, ChartError> {
        figure::draw(self, &Look::default(), "chart")
    }

    /// The height of a bar with its words.
    fn row(&self) -> f64 {
        let third = self.shown().iter().any(|bar| !bar.from_to.is_empty());
        if third { ROW + LINE_HEIGHT } else { ROW }
    }

    fn shown(&self) -> &[TornadoBar] {
        &self.bars[..self.bars.len().min(MOST_ROWS)]
    }

    fn draw_bars(&self, canvas: &mut Canvas, plot: Area, left: f64) {
        let values = || {
            let bars = self.shown().iter();
            let ends = bars.flat_map(|bar| {
                let (low, high) = bar.intervals;
                let spans = [bar.span.0, bar.span.1, low.0, low.1, high.0, high.1];
                [bar.responses.0, bar.responses.1].into_iter().chain(spans)
            });
            ends.chain([self.center]).filter(|value| value.is_finite())
        };
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let width = (high - low).max(1e-12);
        // Room for the words at both ends.
        let small = Lettering::new(SMALL, GREY);
        let ends = self
            .shown()
            .iter()
            .flat_map(|bar| [&bar.ends.0, &bar.ends.1]);
        let words = highest(ends.map(|words| small.width(words))).min(110.0) + 10.0;
        let inner = (plot.left + words, plot.right - words);
        let scale = Scale::linear((low, low + width), inner);
        let per_pixel = width / (inner.1 - inner.0).max(1.0);
        let full = Scale::linear(
            (low - words * per_pixel, high + words * per_pixel),
            (plot.left, plot.right),
        );
        axis::bottom(canvas, plot, full, &ticks(low, high, width), true);
        let center = scale.place(self.center);
        for (k, bar) in self.shown().iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * self.row();
            let room = plot.left - left - 10.0;
            let names = Lettering::new(TEXT, INK).end();
            let names = names.fitting(&bar.name, room, SMALL);
            let name = names.cut_within(&bar.name, room);
            canvas.text_centered((plot.left - 10.0, y - 7.0), &name, names);
            let note = small.end();
            let change = note.cut(&bar.swing_words(&self.change), room);
            canvas.text_centered((plot.left - 10.0, y + 10.0), &change, note);
            let from_to = note.cut(&bar.from_to, room);
            let below = (plot.left - 10.0, y + 10.0 + LINE_HEIGHT);
            canvas.text_centered(below, &from_to, note);
            let said = format!("{}: {}", bar.name, bar.swing_words(&self.change));
            canvas.tagged(Tag::new(&bar.name, "bar").saying(said), |canvas| {
                bar.draw(canvas, y, scale, center);
            });
        }
        canvas.line(
            (center, plot.top),
            (center, plot.bottom),
            Pen::solid(INK, 1.2),
        );
    }

    /// What colours and marks mean.
    fn key(&self) -> Vec<(Swatch, String)> {
        let bars = || self.shown().iter();
        let mut key = Vec::new();
        if bars().any(|bar| bar.responses.0.is_finite()) {
            key.push((Swatch::Box(SKY), "factor low".to_owned()));
            key.push((Swatch::Box(ORANGE), "factor high".to_owned()));
        }
        if bars().any(TornadoBar::reaches_beyond_its_ends) {
            key.push((Swatch::Box(BLOCK), "other values".to_owned()));
        }
        if bars().any(|bar| bar.intervals.0.0.is_finite()) {
            let pen = Pen::solid(INK, 1.2);
            key.push((Swatch::Line(pen), "95% of each end".to_owned()));
        }
        key
    }

    fn draw_shares(&self, canvas: &mut Canvas, plot: Area, top: f64) {
        canvas.text(
            (plot.left, top + 12.0),
            "Share of the variance",
            Lettering::new(TEXT, GREY),
        );
        legend::row(
            canvas,
            (plot.left, top + 34.0),
            plot.right + 6.0,
            "",
            &[
                (Swatch::Box(BLUE), "alone".to_owned()),
                (Swatch::Box(PALE_GREEN), "in all".to_owned()),
            ],
        );
        let (scale, ticks) = share_scale(self.shown(), (plot.left, plot.right));
        axis::bottom(canvas, plot, scale, &ticks, true);
        let (none, all) = (scale.place(0.0), scale.place(1.0));
        canvas.line((all, plot.top), (all, plot.bottom), Pen::solid(LINE, 1.0));
        for (k, bar) in self.shown().iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * self.row();
            for (share, y, color) in [(bar.main, y - 7.5, BLUE), (bar.total, y + 7.5, PALE_GREEN)] {
                let Some((estimate, low, high)) = share else {
                    continue;
                };
                let end = scale.place(estimate);
                canvas.fill(
                    Area {
                        left: end.min(none),
                        right: if end < none {
                            none
                        } else {
                            end.max(none + 1.0)
                        },
                        top: y - 6.0,
                        bottom: y + 6.0,
                    },
                    color,
                );
                if low.is_finite() && high.is_finite() {
                    let (from, to) = (scale.place(low), scale.place(high));
                    let pen = Pen::solid(INK, 1.2);
                    canvas.line((from, y), (to, y), pen);
                    // A whisker that goes on beyond the axis has no cap.
                    for end in [low, high].into_iter().filter(|end| scale.holds(*end)) {
                        let end = scale.place(end);
                        canvas.line((end, y - 3.5), (end, y + 3.5), pen);
                    }
                }
            }
        }
        canvas.line((none, plot.top), (none, plot.bottom), Pen::solid(LINE, 1.0));
    }
}

/// Half the height of a bar.
const HALF: f64 = 10.0;

impl TornadoBar {
    /// Whether values between its ends have lower or higher responses than both, or it has no ends.
    fn reaches_beyond_its_ends(&self) -> bool {
        let (low, high) = self.responses;
        self.span.0 < low.min(high)
            || self.span.1 > low.max(high)
            || (self.span.1 > self.span.0 && !low.is_finite())
    }

    /// The bar with its ends, their intervals, and the words beside it.
    fn draw(&self, canvas: &mut Canvas, y: f64, scale: Scale, center: f64) {
        let area = |from: f64, to: f64| Area {
            left: from.min(to),
            right: from.max(to).max(from.min(to) + 1.0),
            top: y - HALF,
            bottom: y + HALF,
        };
        let ends = [(self.responses.0, SKY), (self.responses.1, ORANGE)];
        let places = || ends.iter().map(|it| it.0).chain([self.span.0, self.span.1]);
        let known = || places().filter(|value| value.is_finite());
        let place = |value: f64| scale.place(value);
        let (mut left, mut right) = (center, center);
        for value in known() {
            left = left.min(place(value));
            right = right.max(place(value));
        }
        if self.reaches_beyond_its_ends() {
            canvas.fill(area(place(self.span.0), place(self.span.1)), BLOCK);
        }
        // On one side of the line the nearer end lies upon the further one.
        let mut ends = ends.to_vec();
        let length = |value: f64| (place(value) - center).abs();
        ends.sort_by(|a, b| length(b.0).total_cmp(&length(a.0)));
        for (value, color) in ends {
            if value.is_finite() {
                canvas.fill(area(place(value), center), color);
            }
        }
        let pen = Pen::solid(INK, 1.2);
        for ((low, high), y) in [(self.intervals.0, y - 4.0), (self.intervals.1, y + 4.0)] {
            if low.is_finite() && high.is_finite() {
                let (from, to) = (place(low), place(high));
                canvas.line((from, y), (to, y), pen);
                for x in [from, to] {
                    canvas.line((x, y - 3.0), (x, y + 3.0), pen);
                }
                left = left.min(from);
                right = right.max(to);
            }
        }
        let small = Lettering::new(SMALL, GREY);
        for (x, words, lettering) in [
            (left - 6.0, &self.ends.0, small.end()),
            (right + 6.0, &self.ends.1, small),
        ] {
            let words = small.cut(words, 110.0);
            canvas.text_centered((x, y), &words, lettering);
        }
    }

    /// The change in words: `+3.1 h (2.4 to 3.8)`.
    fn swing_words(&self, unit: &str) -> String {
        let (estimate, low, high) = self.swing;
        if !estimate.is_finite() {
            return String::new();
        }
        let digits = digits(highest([estimate.abs(), low.abs(), high.abs()]));
        let sign = if estimate > 0.0 { "+" } else { "" };
        let value = format!("{} {unit}", plain(estimate, digits));
        let value = value.trim_end();
        if low.is_finite() && high.is_finite() {
            format!(
                "{sign}{value} ({} to {})",
                plain(low, digits),
                plain(high, digits)
            )
        } else {
            format!("{sign}{value}")
        }
    }
}

/// Estimates of shares of the variance may come out below nothing or above all of it; the axis
/// holds them up to this.
const LEAST_SHARE: f64 = -1.0;
const MOST_SHARE: f64 = 3.0;

/// A scale from nothing to all of the variance, and as far beyond both as estimates and whiskers
/// lie.
fn share_scale(bars: &[TornadoBar], ends: (f64, f64)) -> (Scale, Vec<Tick>) {
    let shares = bars.iter().flat_map(|bar| [bar.main, bar.total]).flatten();
    let values = shares.flat_map(|(estimate, low, high)| [estimate, low, high]);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for value in values.filter(|value| value.is_finite()) {
        from = from.min(value.max(LEAST_SHARE));
        to = to.max(value.min(MOST_SHARE));
    }
    let step = [0.25, 0.5, 1.0]
        .into_iter()
        .find(|step| (to - from) / step <= 4.5)
        .unwrap_or(1.0);
    let (first, last) = (
        libm::floor(from / step + 1e-9) as i32,
        libm::ceil(to / step - 1e-9) as i32,
    );
    let ticks: Vec<Tick> = (first..=last)
        .map(|k| {
            let value = f64::from(k) * step;
            (value, format!("{}%", plain(value * 100.0, 0)))
        })
        .collect();
    let domain = (f64::from(first) * step, f64::from(last) * step);
    (Scale::linear(domain, ends), ticks)
}

/// Estimates that lie beyond the axis, in words.
fn beyond(bars: &[TornadoBar]) -> String {
    let of = |bar: &TornadoBar, share: Option<(f64, f64, f64)>, words: &str| {
        let (estimate, ..) = share?;
        let percent = plain(estimate * 100.0, 0);
        (!(LEAST_SHARE..=MOST_SHARE).contains(&estimate))
            .then(|| format!("{} {percent}% {words}", bar.name))
    };
    let found: Vec<String> = bars
        .iter()
        .flat_map(|bar| [of(bar, bar.main, "alone"), of(bar, bar.total, "in all")])
        .flatten()
        .collect();
    if found.is_empty() {
        String::new()
    } else {
        format!("Beyond the axis: {}", found.join(", "))
    }
}

/// Round numbers between the ends of the bars.
fn ticks(low: f64, high: f64, width: f64) -> Vec<Tick> {
    let step = round_steps(width, 4).get(1).copied().unwrap_or(1.0);
    let words = round_ticks(width, 4);
    let decimals = words
        .get(1)
        .map_or(0, |tick| tick.1.split('.').nth(1).map_or(0, str::len));
    let first = libm::floor(low / step);
    let last = libm::ceil(high / step);
    (0..=(last - first).clamp(0.0, 20.0) as usize)
        .map(|k| {
            let value = (first + k as f64) * step;
            (value, plain(value, decimals))
        })
        .collect()
}

impl Figure for Tornado {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let bars = self.bars.iter();
        let bars = bars.map(|bar| format!("{} {}", bar.name, bar.swing_words(&self.change)));
        format!(
            "Bars, the widest first. {}. {}.",
            self.measure,
            listed(bars)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let bars = self.shown();
        let has_shares = bars.iter().any(|bar| bar.total.is_some());
        // A narrow sheet has room for one panel.
        let with_shares = has_shares && page >= PAGE_WIDTH * 0.75;
        let left_over = if has_shares && !with_shares {
            "A wider sheet has the shares of the variance beside the bars"
        } else {
            ""
        };
        let across = if with_shares { 0.5 * page } else { page } - MARGIN;
        let depth = legend::depth(MARGIN, across, "", &self.key());
        let head = 62.0 + depth;
        let height = head + bars.len().max(2) as f64 * self.row() + 30.0;
        let caption = self
            .caption
            .interval_if(!bars.is_empty())
            .noting(&left_out(bars.len(), self.bars.len(), "factors"))
            .noting(&beyond(bars))
            .noting(left_over);
        let mut frame = Frame::new(&caption, None, page, height);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        let names = Lettering::new(TEXT, INK);
        let small = Lettering::new(SMALL, INK);
        let changes = bars
            .iter()
            .flat_map(|bar| [bar.swing_words(&self.change), bar.from_to.clone()]);
        let changes = changes.map(|words| small.width(&words));
        let widest = highest(bars.iter().map(|bar| names.width(&bar.name)).chain(changes));
        let gutter = widest.clamp(80.0, room_for(page, 310.0)) + 14.0;
        let split = if with_shares {
            body.left + gutter + (body.width() - gutter) * 0.62
        } else {
            body.right
        };
        canvas.text(
            (body.left, body.top + 12.0),
            &Lettering::new(TEXT, GREY).cut(&self.measure, split - body.left),
            Lettering::new(TEXT, GREY),
        );
        let top = body.top + 34.0;
        legend::row(canvas, (body.left, top), across, "", &self.key());
        let plot = Area {
            left: body.left + gutter,
            top: body.top + head,
            right: split - 10.0,
            bottom: body.bottom - 30.0,
        };
        self.draw_bars(canvas, plot, body.left);
        if with_shares {
            let shares = Area {
                left: split + 26.0,
                right: body.right - 6.0,
                ..plot
            };
            self.draw_shares(canvas, shares, body.top);
        }
        if self.bars.is_empty() {
            frame.say_empty(body, "nothing to show");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "factor",
            "at_low_end",
            "at_high_end",
            "least",
            "greatest",
            "change",
            "change_low",
            "change_high",
            "main_share",
            "total_share",
        ]);
        for bar in &self.bars {
            let (change, low, high) = bar.swing;
            data.row([
                (&bar.name).into(),
                bar.responses.0.into(),
                bar.responses.1.into(),
                bar.span.0.into(),
                bar.span.1.into(),
                change.into(),
                low.into(),
                high.into(),
                bar.main.map(|it| it.0).into(),
                bar.total.map(|it| it.0).into(),
            ]);
        }
        data
    }
}
