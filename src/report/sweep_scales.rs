//! In what the charts of a sweep are drawn: units, scales and the words around a figure.

use crate::chart::Caption;
use crate::study::estimate::Estimate;
use crate::study::measures::Unit;
use crate::study::sweep::{MeasureSummary, SweepSummary};

use super::captions::source;
use super::words::first_upper;

/// In what a measure is drawn: the factor from its own unit, and the unit's name.
pub(super) fn drawn(measure: &MeasureSummary) -> (f64, &'static str) {
    let top = measure.greatest.unwrap_or(0.0).abs();
    match measure.unit {
        Unit::Hours if top < 1.0 => (60.0, "min"),
        Unit::Hours if top >= 96.0 => (1.0 / 24.0, "days"),
        Unit::Hours => (1.0, "h"),
        Unit::Share => (100.0, "%"),
        Unit::Count => (1.0, "per replication"),
        Unit::WeightedHours => (1.0, "weighted h"),
    }
}

/// In what a change of a measure is drawn: of shares it is no share.
pub(super) fn change_unit(measure: &MeasureSummary) -> &'static str {
    match measure.unit {
        Unit::Share => "percentage points",
        _ => drawn(measure).1,
    }
}

/// The words around a figure.
pub(super) fn caption(summary: &SweepSummary, measure: &MeasureSummary, title: String) -> Caption {
    let design = &summary.design;
    Caption {
        title,
        subtitle: format!(
            "{} · {}, {} points on the same attacks",
            summary.name,
            design.method.words(),
            design.runs
        ),
        statistic: match measure.note.as_str() {
            "" => first_upper(&measure.words),
            note => format!("{}, {note}", first_upper(&measure.words)),
        },
        interval: String::new(),
        replications: summary.replications,
        note: String::new(),
        source: source(&summary.scenario, &summary.scenario_hash, summary.seed),
    }
}

/// An estimate with its limits, scaled; unknown limits are `NaN`.
pub(super) fn three(found: &Estimate, scale: f64) -> (f64, f64, f64) {
    let limit = |limit: Option<f64>| limit.unwrap_or(f64::NAN) * scale;
    (found.estimate * scale, limit(found.low), limit(found.high))
}
