//! Curves of how fast something is reached: one minus Kaplan–Meier, with bands.

use crate::outcome::Measure;
use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, SurvivalCurve, sectioned};

use super::estimate::CONFIDENCE;
use super::run::Study;

/// From some time on, the share reached, with its 95% limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    /// Hours since the clock started.
    pub hours: f64,
    /// Share reached from here on.
    pub share: f64,
    /// Lower and upper limit; `None` where the data support none.
    pub limits: Option<(f64, f64)>,
}

/// How a curve's band was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Band {
    /// From the spread of sections of replications, on the log–log scale.
    Sections,
    /// Greenwood's variance on the log–log scale; takes incidents as independent.
    Greenwood,
}

/// A curve: a step function.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curve {
    /// Durations behind it.
    pub n: u64,
    /// Of these, censored.
    pub censored: u64,
    /// Its steps in order of time: the first at 0, where the share is that of durations of
    /// nothing, the last at the longest time watched.
    pub points: Vec<Point>,
    /// How its band was made, where it has one.
    pub band: Band,
    /// The share by a time is known between limits: see [`DurationHistogram::reached_by`].
    histogram: DurationHistogram,
}

impl Curve {
    /// Between which limits the share reached by a time lies, as far as the histogram can tell;
    /// `None` beyond the longest time watched, unless all was reached by then.
    pub(crate) fn reached_by(&self, time: Span) -> Option<(f64, f64)> {
        self.histogram.reached_by(time.0 as f64)
    }
}

/// The share of incidents that reached the end of a measure by a time; `None` without any.
pub(crate) fn reached(study: &Study, measure: Measure, severity: Severity) -> Option<Curve> {
    let histogram = study.pooled.durations(measure, Some(severity));
    let sections: Vec<DurationHistogram> = study
        .sections
        .iter()
        .map(|section| section.durations(measure, Some(severity)))
        .collect();
    curve(&histogram, &sections, study.replications)
}

/// The curve of durations, with those of each section of replications; `None` without any.
pub(crate) fn curve(
    histogram: &DurationHistogram,
    sections: &[DurationHistogram],
    replications: u64,
) -> Option<Curve> {
    let follow_up = histogram.follow_up()? as f64;
    let pooled = histogram.survival();
    let sections: Vec<SurvivalCurve> = sections.iter().map(DurationHistogram::survival).collect();
    let by_sections = sections.len() >= 10 && replications >= 20;
    let greenwood = pooled.band(CONFIDENCE)?;
    let point = |at: f64, survival: f64, band: Option<(f64, f64)>| Point {
        hours: at / Span::HOUR.0 as f64,
        share: 1.0 - survival,
        limits: band.map(|(low, high)| (1.0 - high, 1.0 - low)),
    };
    let mut points = vec![point(0.0, 1.0, None)];
    let mut upper = None;
    for (step, limits) in pooled.steps().iter().zip(&greenwood) {
        // Where nothing ends the curve goes on as it was.
        if step.events == 0 {
            continue;
        }
        let band = if by_sections {
            section_band(step.survival, step.at, &sections)
        } else if step.survival <= 0.0 {
            // No variance where nobody is left: the upper limit stays as it was, if there was one.
            upper.map(|upper| (0.0, upper))
        } else {
            Some((limits.low, limits.high))
        };
        upper = band.map(|(_, upper)| upper);
        let next = point(step.at, step.survival, band);
        match points.last_mut() {
            Some(first) if step.at <= 0.0 => *first = next,
            _ => points.push(next),
        }
    }
    if let Some(last) = points.last().copied()
        && last.hours < follow_up / Span::HOUR.0 as f64
    {
        points.push(Point {
            hours: follow_up / Span::HOUR.0 as f64,
            ..last
        });
    }
    Some(Curve {
        n: histogram.count(),
        censored: histogram.censored(),
        points,
        band: if by_sections {
            Band::Sections
        } else {
            Band::Greenwood
        },
        histogram: histogram.clone(),
    })
}

/// Limits of a survival probability from its spread over sections on the log(−log) scale,
/// which keeps them within 0 and 1.
fn section_band(survival: f64, at: f64, sections: &[SurvivalCurve]) -> Option<(f64, f64)> {
    let scale = |s: f64| libm::log(-libm::log(s));
    let inside = |s: f64| s > 0.0 && s < 1.0;
    if !inside(survival) {
        return None;
    }
    let parts: Vec<Option<f64>> = sections
        .iter()
        .map(|section| {
            Some(section.survival(at))
                .filter(|s| section.count() > 0 && inside(*s))
                .map(scale)
        })
        .collect();
    let interval = sectioned(scale(survival), &parts, CONFIDENCE)?;
    let back = |x: f64| libm::exp(-libm::exp(x));
    Some((back(interval.high), back(interval.low)))
}
