//! What each factor of a sweep does, in bars: tornados and screenings.

use crate::chart::{Screening, ScreeningBar, Tornado, TornadoBar};
use crate::study::sweep::{
    CurveSummary, FactorEffect, FactorSummary, MeasureSummary, SweepSummary,
};

use super::sweep_scales::{caption, change_unit, drawn, three};
use super::sweep_words::{level, weight};
use super::words::first_upper;

/// Bars from the least to the greatest mean, the factor with the largest effect first.
pub(super) fn tornado(summary: &SweepSummary, measure: &MeasureSummary) -> Tornado {
    let (scale, unit) = drawn(measure);
    let mut order: Vec<(&FactorSummary, &FactorEffect)> =
        summary.factors.iter().zip(&measure.factors).collect();
    order.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)));
    let title = match order.first() {
        Some(_) => format!("What moves the {}", measure.words),
        None => first_upper(&measure.words),
    };
    let mut caption = caption(summary, measure, title);
    "Bars: from the least to the greatest mean over a factor's values, over those of the others; \
     its lowest and highest values are coloured. Below each name the change from the one to the \
     other (without an order: the largest difference) with its 95% interval"
        .clone_into(&mut caption.interval);
    let shares = || measure.factors.iter().flat_map(|it| [it.main, it.total]);
    if shares().any(|share| share.is_some()) {
        let whiskers = shares().flatten().any(|share| share.half_width().is_some());
        caption.note = format!(
            "Alone: main effect (first-order Sobol' index); in all: total effect, with what the \
         factor does together with others; 100% is all of the variance{}",
            if whiskers {
                ". Whiskers: 95%, bootstrap"
            } else {
                ""
            }
        );
    }
    let change = match change_unit(measure) {
        "percentage points" => "pp",
        "per replication" => "",
        unit => unit,
    };
    if change == "pp" {
        caption.note = match caption.note.as_str() {
            "" => "pp: percentage points".to_owned(),
            note => format!("{note}; pp: percentage points"),
        };
    }
    if order
        .iter()
        .any(|(_, effect)| is_one_sided(effect, measure))
    {
        caption = caption.noting(
            "Both colours on one side of the line: the means at values between the ends lie on the \
             other side, or the ends differ less than the estimates are uncertain",
        );
    }
    Tornado {
        change: change.to_owned(),
        caption,
        measure: format!("{} ({unit})", first_upper(&measure.words)),
        center: measure.mean.unwrap_or(0.0) * scale,
        bars: order
            .into_iter()
            .map(|(factor, effect)| {
                let bar = TornadoBar {
                    name: first_upper(&factor.label),
                    main: effect.main.as_ref().map(|it| three(it, 1.0)),
                    total: effect.total.as_ref().map(|it| three(it, 1.0)),
                    ..TornadoBar::default()
                };
                reaching(bar, factor, effect, scale)
            })
            .collect(),
    }
}

/// Whether the means at both ends lie on one side of the mean over all points.
fn is_one_sided(effect: &FactorEffect, measure: &MeasureSummary) -> bool {
    let (Some(first), Some(last)) = (effect.curve.first(), effect.curve.last()) else {
        return false;
    };
    let center = measure.mean.unwrap_or(f64::NAN);
    let (first, last) = (
        first.response.estimate - center,
        last.response.estimate - center,
    );
    effect.swing.is_some() && first * last > 0.0
}

/// A bar with the responses at the values of its factor, from the least to the greatest.
fn reaching(
    bar: TornadoBar,
    factor: &FactorSummary,
    effect: &FactorEffect,
    scale: f64,
) -> TornadoBar {
    let unknown = (f64::NAN, f64::NAN, f64::NAN);
    let nowhere = TornadoBar {
        responses: (f64::NAN, f64::NAN),
        intervals: ((f64::NAN, f64::NAN), (f64::NAN, f64::NAN)),
        span: (f64::NAN, f64::NAN),
        swing: unknown,
        ..bar
    };
    let curve = || effect.curve.iter();
    let order =
        |a: &&CurveSummary, b: &&CurveSummary| a.response.estimate.total_cmp(&b.response.estimate);
    let (Some(first), Some(last), Some(least), Some(greatest)) = (
        effect.curve.first(),
        effect.curve.last(),
        curve().min_by(order),
        curve().max_by(order),
    ) else {
        return nowhere;
    };
    let words = |point: &CurveSummary| level(point.at, point.text.as_ref(), factor.kind);
    let at = |point: &CurveSummary| point.response.estimate * scale;
    let bar = TornadoBar {
        ends: (words(least), words(greatest)),
        span: (at(least), at(greatest)),
        ..nowhere
    };
    if let Some(gap) = &effect.gap {
        return TornadoBar {
            swing: three(&gap.difference, scale),
            ..bar
        };
    }
    let interval = |point: &CurveSummary| {
        let (_, low, high) = three(&point.response, scale);
        (low, high)
    };
    let is_end = |point: &CurveSummary| std::ptr::eq(point, first) || std::ptr::eq(point, last);
    TornadoBar {
        // The words beside the bar are of other values.
        from_to: if is_end(least) && is_end(greatest) {
            String::new()
        } else {
            format!("from {} to {}", words(first), words(last))
        },
        responses: (at(first), at(last)),
        intervals: (interval(first), interval(last)),
        swing: effect.swing.as_ref().map_or(unknown, |it| three(it, scale)),
        ..bar
    }
}

/// Elementary effects, the largest first.
pub(super) fn screening(summary: &SweepSummary, measure: &MeasureSummary) -> Screening {
    let (scale, unit) = (drawn(measure).0, change_unit(measure));
    let mut order: Vec<(&FactorSummary, &FactorEffect)> =
        summary.factors.iter().zip(&measure.factors).collect();
    let size = |effect: &FactorEffect| effect.mu_star.map_or(0.0, |it| it.estimate);
    order.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
    let mut caption = caption(
        summary,
        measure,
        format!("What moves the {}, and what does not", measure.words),
    );
    "Whiskers: 95% interval of μ*, bootstrap over paths and replications"
        .clone_into(&mut caption.interval);
    "The sign before a number is the way it goes when the factor rises; ± where it goes both ways"
        .clone_into(&mut caption.note);
    Screening {
        caption,
        measure: format!("Change over the factor's whole extent ({unit})"),
        bars: order
            .into_iter()
            .map(|(factor, effect)| {
                let (size, low, high) = effect
                    .mu_star
                    .as_ref()
                    .map_or((f64::NAN, f64::NAN, f64::NAN), |it| three(it, scale));
                let texts = factor.values.iter().map(|it| it.text.as_str());
                let joined: Vec<&str> = texts.collect();
                ScreeningBar {
                    name: first_upper(&factor.label),
                    extent: joined.join(if factor.range { " to " } else { ", " }),
                    size,
                    low,
                    high,
                    mean: effect.mu.map_or(f64::NAN, |it| it.estimate) * scale,
                    spread: effect.sigma.map_or(f64::NAN, |it| it.estimate) * scale,
                }
            })
            .collect(),
    }
}
