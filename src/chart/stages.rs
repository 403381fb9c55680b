//! Where the time of an incident goes, step after step.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, ends, listed};
use super::figure::Figure;
use super::figure_text::Caption;
use super::frame::{Frame, SMALL, TEXT, room_for, row_name, stripe};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLUE, GREY, INK, LINE, SKY};
use super::scale::{Scale, highest, round_ticks};

/// Steps of which each begins where the one before it ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stages {
    /// The words around the figure.
    pub caption: Caption,
    /// What the steps are measured in.
    pub measure: String,
    /// Steps in order of time.
    pub steps: Vec<StageStep>,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StageStep {
    /// What it leads to: "Contained".
    pub label: String,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Limits of the end's interval, if there is one.
    pub interval: Option<(f64, f64)>,
    /// How long it takes, in words.
    pub words: String,
    /// Whether none takes longer.
    pub longest: bool,
}

const ROW: f64 = 40.0;
const NAMES: Lettering = Lettering::new(TEXT, INK);
const NUMBERS: Lettering = Lettering::new(SMALL, GREY);

impl Figure for Stages {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let steps = self.steps.iter();
        let steps = steps.map(|step| format!("{}, {}", step.label, step.words));
        format!(
            "A bar for each step, which begins where the one before ends. {}.",
            listed(steps)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let count = self.steps.len().max(2) as f64;
        let has_interval = self.steps.iter().any(|step| step.interval.is_some());
        let caption = self.caption.interval_if(has_interval);
        let mut frame = Frame::new(&caption, None, page, count * ROW + 60.0);
        let body = frame.body;
        let names = highest(self.steps.iter().map(|it| NAMES.width(&it.label)));
        let names = names.clamp(80.0, room_for(page, 300.0));
        let bold = NUMBERS.bold();
        let numbers = highest(self.steps.iter().map(|it| bold.width(&it.words)));
        let numbers = numbers.clamp(40.0, room_for(page, 300.0));
        let plot = Area {
            left: body.left + names + 14.0,
            right: body.right - numbers - 14.0,
            top: body.top,
            bottom: body.top + count * ROW,
        };
        let ends = self.steps.iter().flat_map(|step| {
            let limits = step.interval.unwrap_or((step.to, step.to));
            [step.from, step.to, limits.1]
        });
        let ticks = round_ticks(highest(ends), 6);
        let last = ticks.last().map_or(1.0, |tick| tick.0);
        let scale = Scale::linear((0.0, last), (plot.left, plot.right));
        let canvas = &mut frame.canvas;
        stripe(canvas, body, self.steps.len(), ROW);
        axis::bottom(canvas, plot, scale, &ticks, true);
        axis::name_bottom(canvas, plot, &self.measure);
        for (k, step) in self.steps.iter().enumerate() {
            let y = plot.top + (k as f64 + 0.5) * ROW;
            row_name(canvas, (plot.left - 10.0, y), &step.label, names);
            let (from, to) = (scale.place(step.from), scale.place(step.to));
            let bar = Area {
                left: from.min(to),
                right: to.max(from + 1.5),
                top: y - ROW * 0.28,
                bottom: y + ROW * 0.28,
            };
            let said = format!("{}: {}", step.label, step.words);
            canvas.tagged(Tag::new(&step.label, "bar").saying(said), |canvas| {
                canvas.fill(bar, if step.longest { BLUE } else { SKY });
            });
            // From the end of a step down to the beginning of the next.
            if k + 1 < self.steps.len() {
                canvas.line(
                    (to, bar.bottom),
                    (to, y + ROW * 0.72),
                    Pen::solid(GREY, 1.0),
                );
            }
            if let Some((low, high)) = step.interval {
                let pen = Pen::solid(INK, 1.4);
                let (low, high) = (scale.place(low), scale.place(high));
                canvas.line((low, y), (high, y), pen);
                canvas.line((low, y - 4.0), (low, y + 4.0), pen);
                canvas.line((high, y - 4.0), (high, y + 4.0), pen);
            }
            let lettering = if step.longest {
                Lettering::new(SMALL, INK).bold()
            } else {
                NUMBERS
            };
            let words = lettering.cut(&step.words, numbers);
            canvas.text_centered((plot.right + 12.0, y), &words, lettering);
        }
        canvas.line(
            (plot.left, plot.top),
            (plot.left, plot.bottom),
            Pen::solid(LINE, 1.0),
        );
        if self.steps.is_empty() {
            frame.say_empty(plot, "no incident was noticed");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["step", "from", "to", "low", "high", "words"]);
        for step in &self.steps {
            let (low, high) = ends(step.interval);
            data.row([
                (&step.label).into(),
                step.from.into(),
                step.to.into(),
                low,
                high,
                (&step.words).into(),
            ]);
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
        let step = |label: &str, from: f64, to: f64| StageStep {
            label: label.to_owned(),
            from,
            to,
            interval: (to > 1.0).then_some((to * 0.9, to * 1.2)),
            words: format!("{to:.1} h later, after a step with a name"),
            longest: from > 2.0,
        };
        let long = "Somebody who knows the place is at work ".repeat(9);
        for steps in [
            vec![],
            vec![step("Noticed", 0.0, 0.0)],
            vec![step("Noticed", 0.0, 0.4), step("At work", 0.4, 900.0)],
            vec![step(&long, 0.0, 3.0), step(&long, 3.0, 3.1)],
        ] {
            let figure = Stages {
                caption: Caption::default(),
                measure: "Hours since the beginning".to_owned(),
                steps,
            };
            for page in [PAGE_WIDTH, 490.0] {
                let faults = figure.sheet(page).faults();
                assert!(faults.is_empty(), "{faults:?}");
            }
        }
    }
}
