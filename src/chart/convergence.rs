//! How an estimate settles as more histories are simulated.

use super::axis;
use super::canvas::Canvas;
use super::data::Data;
use super::figure::Figure;
use super::figure_text::{Caption, decimals_for, grouped, plain};
use super::frame::{Frame, SMALL};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLUE, GREY, INK, SKY, paled};
use super::scale::{Scale, highest, round_steps};

/// The mean of the first so many histories, for more and more of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Convergence {
    /// The words around the figure.
    pub caption: Caption,
    /// What the mean is of.
    pub measure: String,
    /// From few histories to all.
    pub points: Vec<ConvergencePoint>,
}

/// The mean of the first histories.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ConvergencePoint {
    /// How many.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// Its interval, if there is one.
    pub interval: Option<(f64, f64)>,
}

const HEIGHT: f64 = 300.0;
/// How far beyond the last interval those of few histories are drawn, as a multiple of it.
const ZOOM: f64 = 6.0;

impl Convergence {
    /// What the upright axis reaches from and to: intervals of few histories may be far wider
    /// than all that matters.
    fn reach(&self) -> (f64, f64) {
        let last = self.points.last().copied().unwrap_or_default();
        let half = last.interval.map_or(0.0, |it| (it.1 - it.0) / 2.0);
        let means = self.points.iter().map(|it| (it.mean - last.mean).abs());
        let ends = self.points.iter().filter_map(|it| it.interval);
        let widest = highest(ends.map(|it| (it.1 - last.mean).max(last.mean - it.0)));
        let around = highest(means).max(widest.min(half * ZOOM)) * 1.05;
        let around = if around > 0.0 {
            around
        } else {
            last.mean.abs().max(1.0)
        };
        let low = last.mean - around;
        let is_positive = self.points.iter().all(|it| it.mean >= 0.0);
        (
            if is_positive { low.max(0.0) } else { low },
            last.mean + around,
        )
    }
}

impl Figure for Convergence {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let said = |it: &ConvergencePoint| {
            let decimals = decimals_for(it.mean.abs());
            let ends = it.interval.map_or_else(String::new, |(low, high)| {
                format!(" ({}–{})", plain(low, decimals), plain(high, decimals))
            });
            format!(
                "after {} histories {}{ends}",
                grouped(it.count),
                plain(it.mean, decimals)
            )
        };
        match (self.points.first(), self.points.last()) {
            (Some(first), Some(last)) => format!(
                "A line of the mean of the first histories, with a band of its interval: {}, {}.",
                said(first),
                said(last)
            ),
            _ => "Nothing was simulated.".to_owned(),
        }
    }

    fn sheet(&self, page: f64) -> Canvas {
        let mut frame = Frame::new(&self.caption, None, page, HEIGHT + 60.0);
        let body = frame.body;
        let (low, high) = self.reach();
        let step = round_steps(high - low, 5);
        let step = step.get(1).copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
        let decimals = decimals_for(step * 4.0);
        let mut ticks = Vec::new();
        let mut at = (low / step).ceil() * step;
        while at <= high && ticks.len() < 12 {
            ticks.push((at, plain(at, decimals)));
            at += step;
        }
        let small = Lettering::new(SMALL, GREY);
        let gutter = highest(ticks.iter().map(|(_, words)| small.width(words)));
        let plot = Area {
            left: body.left + gutter.max(20.0) + 18.0,
            right: body.right - 20.0,
            top: body.top + 28.0,
            bottom: body.top + HEIGHT,
        };
        let canvas = &mut frame.canvas;
        canvas.text(
            (body.left, body.top + 12.0),
            &small.cut(&self.measure, body.width()),
            small,
        );
        let upright = Scale::linear((low, high), (plot.bottom, plot.top));
        axis::left(canvas, plot, upright, &ticks);
        let most = self.points.last().map_or(1, |it| it.count).max(1) as f64;
        let along: Vec<(f64, String)> = round_steps(most, 6)
            .into_iter()
            .filter(|it| *it <= most && it.fract() == 0.0)
            .map(|it| (it, grouped(it as u64)))
            .collect();
        let scale = Scale::linear((0.0, most), (plot.left, plot.right));
        axis::bottom(canvas, plot, scale, &along, false);
        axis::name_bottom(canvas, plot, "Histories simulated");
        let place = |count: u64, value: f64| {
            let value = value.clamp(low, high);
            (scale.place(count as f64), upright.place(value))
        };
        let banded: Vec<(u64, (f64, f64))> = self
            .points
            .iter()
            .filter_map(|it| Some((it.count, it.interval?)))
            .collect();
        let upper = banded.iter().map(|(count, it)| place(*count, it.1));
        let lower = banded.iter().rev().map(|(count, it)| place(*count, it.0));
        let line = self
            .points
            .iter()
            .map(|it| place(it.count, it.mean))
            .collect();
        canvas.polygon(upper.chain(lower).collect(), paled(SKY));
        if let Some(last) = self.points.last() {
            let y = upright.place(last.mean);
            canvas.line((plot.left, y), (plot.right, y), Pen::solid(GREY, 1.0));
        }
        canvas.path(line, Pen::solid(BLUE, 2.0));
        for it in &self.points {
            let decimals = decimals_for(it.mean.abs());
            let said = format!("{}: {}", grouped(it.count), plain(it.mean, decimals));
            canvas.tagged(Tag::new(&self.measure, "point").saying(said), |canvas| {
                canvas.disc(place(it.count, it.mean), 3.0, INK);
            });
        }
        if self.points.is_empty() {
            frame.say_empty(plot, "nothing was simulated");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["histories", "mean", "low", "high"]);
        for it in &self.points {
            let (low, high) = super::data::ends(it.interval);
            data.row([it.count.into(), it.mean.into(), low, high]);
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::PAGE_WIDTH;
    use super::*;

    #[test]
    fn no_label_leaves_the_page_or_lies_on_another() {
        let point = |count: u64, mean: f64, half: Option<f64>| ConvergencePoint {
            count,
            mean,
            interval: half.map(|half| (mean - half, mean + half)),
        };
        let settling = |mean: f64| {
            let points = (1..=20_u64).map(|k| {
                let half = (k > 1).then(|| mean * 4.0 / (k * k) as f64);
                point(k * 50, mean * (1.0 + 0.3 / k as f64), half)
            });
            points.collect::<Vec<_>>()
        };
        for points in [
            vec![],
            vec![point(1, 0.0, None)],
            vec![point(1, 7.0, None), point(2, 7.0, Some(0.0))],
            settling(0.000_1),
            settling(1e9),
            settling(120.0),
        ] {
            let figure = Convergence {
                caption: Caption::default(),
                measure: "Weighted service loss of one history, hours".to_owned(),
                points,
            };
            for page in [PAGE_WIDTH, 490.0] {
                let faults = figure.sheet(page).faults();
                assert!(faults.is_empty(), "{faults:?}");
            }
        }
    }
}
