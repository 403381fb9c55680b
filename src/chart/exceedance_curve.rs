//! How often more than a value comes to pass: the exceedance curve of one measure.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::Caption;
use super::frame::{Frame, MARGIN, TEXT};
use super::mark::{Area, Lettering, Pen, Point, Tag};
use super::palette::{BLUE, GREY, INK, LINE};
use super::scale::{Scale, highest, round_ticks};
use super::typeface;

/// One falling line: for each value, the share of histories in which there is more. Both axes
/// are even and begin at 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExceedanceCurve {
    /// The words around the figure.
    pub caption: Caption,
    /// What the horizontal axis measures.
    pub measure: String,
    /// Values in order, each with the share in `0..=1` of histories that have more.
    pub steps: Vec<(f64, f64)>,
    /// Points of the line that are marked, from its lower end up.
    pub marks: Vec<ExceedanceMark>,
}

/// A marked point of the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExceedanceMark {
    /// The value.
    pub value: f64,
    /// The share of histories that have more, in `0..=1`.
    pub share: f64,
    /// Limits of the value; the value twice where there are none.
    pub limits: (f64, f64),
    /// What it says.
    pub label: String,
}

const PLOT_HEIGHT: f64 = 340.0;
const GUTTER: f64 = 52.0;
/// Steps nearer to the one before than this, in pixels, add nothing that can be seen.
const TOO_NEAR: f64 = 0.4;
const LABEL: Lettering = Lettering::new(TEXT, INK).bold();
/// From a mark to its label.
const AWAY: f64 = 12.0;

/// The corners of the line: from all histories down to none.
fn line(steps: &[(f64, f64)], (value, share): (Scale, Scale)) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    if !steps.is_empty() {
        corners.push((value.place(0.0), share.place(1.0)));
    }
    for (nth, step) in steps.iter().enumerate() {
        let (x, y) = (value.place(step.0), share.place(step.1));
        let Some(&(before, height)) = corners.last() else {
            continue;
        };
        let near = x - before < TOO_NEAR && y - height < TOO_NEAR;
        if !near || nth + 1 == steps.len() {
            corners.push((x, height));
            corners.push((x, y));
        }
    }
    corners
}

impl ExceedanceMark {
    /// Thin lines from the axes to the point.
    fn guide(&self, canvas: &mut Canvas, plot: Area, (value, share): (Scale, Scale)) {
        let (x, y) = (value.place(self.value), share.place(self.share));
        let pen = Pen::solid(LINE, 1.0);
        canvas.line((plot.left, y), (x, y), pen);
        canvas.line((x, y), (x, plot.bottom), pen);
    }

    /// The point with its limits and its label, which stands clear of the line through `corners`
    /// and ends above `lowest`; gives the height above which the next one has to end.
    fn draw(
        &self,
        canvas: &mut Canvas,
        plot: Area,
        (value, share): (Scale, Scale),
        (corners, lowest): (&[Point], f64),
    ) -> f64 {
        let (x, y) = (value.place(self.value), share.place(self.share));
        let (low, high) = (value.place(self.limits.0), value.place(self.limits.1));
        let pen = Pen::solid(INK, 1.6);
        if high > low {
            canvas.line((low, y), (high, y), pen);
            for end in [low, high] {
                canvas.line((end, y - 4.0), (end, y + 4.0), pen);
            }
        }
        canvas.disc((x, y), 5.0, BLUE);
        let lines = typeface::wrap(&self.label, TEXT, true, 0.55 * plot.width());
        let width = highest(lines.iter().map(|line| LABEL.width(line)));
        let height = (TEXT + 4.0) * lines.len() as f64 + 2.0;
        let beside = (y - AWAY).min(lowest - TEXT - 6.0);
        // To the right of the line, where there is nothing; without room above the line, which
        // falls: above its height at the left end of the label it is clear of it. Where it falls
        // from the top at once there is room on its left.
        let right = high.max(x) + AWAY;
        let pushed = plot.right - width;
        let before = corners.iter().take_while(|corner| corner.0 < pushed - 6.0);
        let line = before.last().map_or(plot.bottom, |corner| corner.1);
        let above = beside.min(line - 8.0);
        let (left, baseline) = if right <= pushed {
            (right, beside)
        } else if above - height >= plot.top {
            (pushed, above)
        } else {
            ((low.min(x) - AWAY - width).max(plot.left), beside)
        };
        for (up, line) in lines.iter().rev().enumerate() {
            let baseline = baseline - up as f64 * (TEXT + 4.0);
            canvas.text((left, baseline), line, LABEL);
        }
        baseline - height
    }
}

impl Figure for ExceedanceCurve {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let marks = self.marks.iter().map(|mark| mark.label.clone());
        format!(
            "A falling line: the share of histories with more than a value. {}. {}.",
            self.measure,
            listed(marks)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let known = |it: &&(f64, f64)| it.0.is_finite() && it.1.is_finite();
        let steps: Vec<(f64, f64)> = self.steps.iter().filter(known).copied().collect();
        let mut frame = Frame::new(&self.caption, None, page, 30.0 + PLOT_HEIGHT + 52.0);
        let body = frame.body;
        let plot = Area {
            left: MARGIN + GUTTER,
            right: page - MARGIN - 14.0,
            top: body.top + 30.0,
            bottom: body.top + 30.0 + PLOT_HEIGHT,
        };
        let ticks = round_ticks(highest(steps.iter().map(|step| step.0)), 8);
        let last = ticks.last().map_or(1.0, |tick| tick.0);
        let value = Scale::linear((0.0, last), (plot.left, plot.right));
        let share = Scale::linear((0.0, 1.0), (plot.bottom, plot.top));

        let canvas = &mut frame.canvas;
        canvas.text(
            (body.left, body.top + 12.0),
            "Share of histories with more than that",
            Lettering::new(TEXT, GREY),
        );
        axis::left_shares(canvas, plot, share);
        axis::bottom(canvas, plot, value, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        for mark in &self.marks {
            mark.guide(canvas, plot, (value, share));
        }
        let corners = line(&steps, (value, share));
        canvas.tagged(Tag::new("histories", "line"), |canvas| {
            canvas.path(corners.clone(), Pen::solid(BLUE, 2.4));
        });
        let mut lowest = plot.bottom;
        for mark in &self.marks {
            let tag = Tag::new("histories", "mark").saying(&mark.label);
            canvas.tagged(tag, |canvas| {
                lowest = mark.draw(canvas, plot, (value, share), (&corners, lowest));
            });
        }
        if steps.is_empty() {
            frame.say_empty(plot, "no histories");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["value", "share_of_histories_above"]);
        for (value, share) in &self.steps {
            data.row([(*value).into(), (*share).into()]);
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::PAGE_WIDTH;
    use super::*;

    fn curve(values: &[f64]) -> ExceedanceCurve {
        let n = values.len() as f64;
        let steps = values.iter().enumerate();
        let mark = |share: f64, label: &str| {
            let value = values[((1.0 - share) * (n - 1.0)) as usize];
            ExceedanceMark {
                value,
                share,
                limits: (value * 0.95, value * 1.04),
                label: label.to_owned(),
            }
        };
        ExceedanceCurve {
            caption: Caption {
                title: "In one history of 20 more than 95 weighted hours are lost".to_owned(),
                interval: "Whiskers: 95%".to_owned(),
                replications: 100,
                ..Caption::default()
            },
            measure: "Weighted service loss of one history, hours".to_owned(),
            steps: steps
                .map(|(k, it)| (*it, 1.0 - (k as f64 + 1.0) / n))
                .collect(),
            marks: vec![
                mark(0.05, "5% of histories: more than 95 h (90–99)"),
                mark(0.5, "half of them: more than 50 h (47–52)"),
            ],
        }
    }

    #[test]
    fn words_stand_clear_of_each_other_and_of_the_edges() {
        let even: Vec<f64> = (1..=100).map(f64::from).collect();
        let heavy: Vec<f64> = (1..=100).map(|k| f64::from(k).powi(4)).collect();
        let equal = vec![3.0; 40];
        for values in [even, heavy, equal, vec![1.0]] {
            let faults = curve(&values).sheet(PAGE_WIDTH).faults();
            assert!(faults.is_empty(), "{faults:?}");
        }
        let nothing = ExceedanceCurve::default().sheet(PAGE_WIDTH).faults();
        assert!(nothing.is_empty(), "{nothing:?}");
    }

    #[test]
    fn the_line_falls_from_all_histories_to_none() {
        let steps = [(1.0, 0.75), (2.0, 0.5), (4.0, 0.0)];
        let scales = (
            Scale::linear((0.0, 4.0), (0.0, 400.0)),
            Scale::linear((0.0, 1.0), (100.0, 0.0)),
        );
        let corners = line(&steps, scales);
        assert_eq!(corners.first(), Some(&(0.0, 0.0)));
        assert_eq!(corners.last(), Some(&(400.0, 100.0)));
        assert!(
            corners
                .windows(2)
                .all(|it| it[0].0 <= it[1].0 && it[0].1 <= it[1].1)
        );
        // Three quarters lose more than 1 and no less.
        assert!(corners.contains(&(100.0, 25.0)) && corners.contains(&(200.0, 25.0)));
    }
}
