//! One row of a timeline: the states of an incident, bar by bar.

use super::canvas::Canvas;
use super::figure_text::duration;
use super::frame::SMALL;
use super::mark::{Area, Lettering, Pen};
use super::palette::{GREEN, GREY, INK, LIGHT_GREEN, YELLOW};
use super::scale::Scale;
use super::tone::Tone;
use crate::scenario::document::Severity;

pub(super) const WORDS: Lettering = Lettering::new(SMALL, INK);
/// Half the height of a bar.
const HALF: f64 = 5.5;
/// The shortest stage that is drawn, in pixels.
const SHORTEST: f64 = 2.0;
/// Half the height of the stroke of an incident that was over at once.
const AT_ONCE: f64 = 6.5;

/// One incident. A moment that has not come by the end of the axis is `None`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TimelineRow {
    /// What happened, to what: "Web flood · results site".
    pub label: String,
    /// Rows of the same group stand together under its name; empty for none.
    pub group: String,
    /// How grave it is.
    pub severity: Severity,
    /// Onset, hours since the scenario's start.
    pub onset: f64,
    /// Detection.
    pub detected: Option<f64>,
    /// Hands on.
    pub hands_on: Option<f64>,
    /// Recovery, or another end.
    pub recovered: Option<f64>,
    /// Stretches with hands on, from first hands on to recovery; empty: all of it.
    pub work: Vec<(f64, f64)>,
    /// Who had hands on, or "nobody".
    pub answered_by: String,
}

/// Where the columns stand.
pub(super) struct Columns {
    pub body: Area,
    pub plot: Area,
    pub wait: f64,
    pub who: f64,
}

/// When an incident passes from one state to the next, hours; what has not come is infinite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stages {
    pub onset: f64,
    pub detected: f64,
    pub hands_on: f64,
    pub end: f64,
    /// Whether somebody had hands on.
    answered: bool,
}

impl Stages {
    pub(super) fn has_work(&self) -> bool {
        self.answered && !self.is_over_at_once()
    }

    pub(super) fn is_over_at_once(&self) -> bool {
        self.end <= self.onset
    }
}

impl TimelineRow {
    /// True if some of the incident falls between two moments.
    pub(super) fn touches(&self, from: f64, to: f64) -> bool {
        self.onset.is_finite() && self.onset <= to && self.recovered.is_none_or(|end| end >= from)
    }

    pub(super) fn stages(&self) -> Stages {
        let known = |moment: Option<f64>| moment.filter(|at| at.is_finite());
        let end = known(self.recovered).unwrap_or(f64::INFINITY);
        let detected = known(self.detected).unwrap_or(end).min(end);
        let answered = known(self.hands_on);
        let hands_on = answered.unwrap_or(end).clamp(detected, end.max(detected));
        Stages {
            onset: self.onset,
            detected,
            hands_on,
            end,
            answered: answered.is_some(),
        }
    }

    /// Whether nobody is at work for some time after first hands on.
    pub(super) fn pauses(&self) -> bool {
        let stages = self.stages();
        let worked: f64 = self.work.iter().map(|(from, to)| to - from).sum();
        !self.work.is_empty() && worked < stages.end - stages.hands_on - 1e-6
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, columns: &Columns, y: f64, time: Scale) {
        let Columns {
            body,
            plot,
            wait,
            who,
        } = columns;
        Tone::Severity(self.severity).mark(canvas, (body.left + 8.0, y), 5.0);
        canvas.text_centered(
            (body.left + 22.0, y),
            &WORDS.cut(&self.label, plot.left - body.left - 30.0),
            WORDS,
        );

        let stages = self.stages();
        let Stages {
            detected,
            hands_on,
            end: close,
            ..
        } = stages;
        if stages.is_over_at_once() {
            let x = time.place(self.onset);
            let (above, below) = ((x, y - AT_ONCE), (x, y + AT_ONCE));
            canvas.line(above, below, Pen::solid(INK, 3.0));
        }
        // A stage that lasts is seen, however short: it begins where the last one ends. Hands
        // on are seen even if the work took no time.
        let mut x = time.place(self.onset);
        let mut stage = |from: f64, to: f64| {
            (to > from && to >= time.first()).then(|| {
                let left = x.max(time.place(from));
                x = time.place(to).max(left + SHORTEST);
                Area {
                    left,
                    right: x,
                    top: y - HALF,
                    bottom: y + HALF,
                }
            })
        };
        let (unseen, waiting, worked) = (
            stage(self.onset, detected),
            stage(detected, hands_on),
            stage(hands_on, close).or_else(|| {
                let at_once = stages.has_work() && close <= hands_on && time.holds(close);
                at_once.then(|| Area {
                    left: x.min(time.place(time.last()) - SHORTEST),
                    right: x.min(time.place(time.last()) - SHORTEST) + SHORTEST,
                    top: y - HALF,
                    bottom: y + HALF,
                })
            }),
        );
        if let Some(unseen) = unseen {
            canvas.hatch(unseen, 4.0, Pen::solid(GREY, 0.8));
            canvas.outline(unseen, Pen::solid(GREY, 0.8));
        }
        if let Some(waiting) = waiting {
            canvas.fill(waiting, YELLOW);
            canvas.outline(waiting, Pen::solid(GREY, 0.8));
        }
        if let Some(worked) = worked {
            self.draw_work(canvas, worked, time);
        }
        if self.onset < time.first() {
            let x = plot.left;
            canvas.polygon(
                vec![(x - 1.0, y - 6.5), (x - 10.0, y), (x - 1.0, y + 6.5)],
                INK,
            );
        }
        if close > time.last() {
            let x = plot.right;
            canvas.polygon(
                vec![(x + 1.0, y - 6.5), (x + 10.0, y), (x + 1.0, y + 6.5)],
                INK,
            );
        }
        canvas.text_centered((*wait, y), &self.wait_words(time), WORDS);
        if body.right > *who {
            let answered_by = WORDS.cut(&self.answered_by, body.right - who);
            canvas.text_centered((*who, y), &answered_by, WORDS);
        }
    }

    /// From first hands on to the end: solid where somebody is at work.
    fn draw_work(&self, canvas: &mut Canvas, whole: Area, time: Scale) {
        if self.work.is_empty() {
            canvas.fill(whole, GREEN);
            return;
        }
        canvas.fill(whole, LIGHT_GREEN);
        for (from, to) in &self.work {
            let left = time.place(*from).clamp(whole.left, whole.right);
            let right = time.place(*to).clamp(left, whole.right);
            canvas.fill(
                Area {
                    left,
                    right,
                    ..whole
                },
                GREEN,
            );
        }
        canvas.outline(whole, Pen::solid(GREEN, 0.8));
    }

    /// The wait from detection to hands on; "over" what has passed if it is still on.
    fn wait_words(&self, time: Scale) -> String {
        match (self.detected, self.hands_on, self.recovered) {
            (Some(detected), Some(hands_on), _) => duration(hands_on - detected),
            (Some(detected), None, None) => format!("over {}", duration(time.last() - detected)),
            (None, ..) => "not detected".to_owned(),
            (Some(_), None, Some(_)) => "never".to_owned(),
        }
    }
}
