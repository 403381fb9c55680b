//! Curves of how fast something is reached: one minus Kaplan–Meier, with bands.

use crate::outcome::Measure;
use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, SurvivalCurve, sectioned};

use super::run::Study;
use super::summary::CONFIDENCE;

/// The share reached by a time, with its 95% limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Hours since the clock started.
    pub hours: f64,
    /// Share reached.
    pub share: f64,
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// How a curve's band was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// From the spread of sections of replications, on the log–log scale.
    Sections,
    /// Greenwood's variance on the log–log scale; takes incidents as independent.
    Greenwood,
}

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Durations behind it.
    pub n: u64,
    /// Of these, censored.
    pub censored: u64,
    /// Points in order of time.
    pub points: Vec<Point>,
    /// How its band was made.
    pub band: Band,
}

/// Points on a curve at most.
const POINTS: usize = 240;

/// The share of incidents that reached the end of a measure by a time; `None` without any.
pub fn reached(study: &Study, measure: Measure, severity: Severity) -> Option<Curve> {
    let histogram = study.pooled.durations(measure, Some(severity));
    let sections: Vec<DurationHistogram> = study
        .sections
        .iter()
        .map(|section| section.durations(measure, Some(severity)))
        .collect();
    curve(&histogram, &sections, study.replications)
}

/// The curve of durations, with those of each section of replications; `None` without any.
pub fn curve(
    histogram: &DurationHistogram,
    sections: &[DurationHistogram],
    replications: u64,
) -> Option<Curve> {
    let follow_up = histogram.follow_up()? as f64;
    let pooled = histogram.survival();
    let sections: Vec<SurvivalCurve> = sections.iter().map(DurationHistogram::survival).collect();
    let by_sections = sections.len() >= 10 && replications >= 20;
    let greenwood = pooled.band(CONFIDENCE)?;
    let hour = Span::HOUR.0 as f64;
    let points = grid(follow_up)
        .map(|at| {
            let survival = pooled.survival(at);
            let band = if by_sections {
                section_band(survival, at, &sections)
            } else {
                let step = pooled.steps().partition_point(|step| step.at <= at);
                step.checked_sub(1)
                    .map(|step| (greenwood[step].low, greenwood[step].high))
            };
            let (low, high) = band.unwrap_or((survival, survival));
            Point {
                hours: at / hour,
                share: 1.0 - survival,
                low: 1.0 - high,
                high: 1.0 - low,
            }
        })
        .collect();
    Some(Curve {
        n: histogram.count(),
        censored: histogram.censored(),
        points,
        band: if by_sections {
            Band::Sections
        } else {
            Band::Greenwood
        },
    })
}

/// Times from one minute to the longest watched, evenly spaced on a log scale (ms).
fn grid(follow_up: f64) -> impl Iterator<Item = f64> {
    let first = Span::MINUTE.0 as f64;
    let last = follow_up.max(first * 2.0);
    let ratio = libm::log(last / first) / (POINTS - 1) as f64;
    (0..POINTS).map(move |ix| first * libm::exp(ratio * ix as f64))
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
