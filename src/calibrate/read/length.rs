//! Durations as people write them.

use super::number::plain_numbers;
use crate::calibrate::cell::{DAY, HOUR, MONTH};
use crate::calibrate::record::Bounds;
use crate::scenario::unit::calendar_span;

/// A duration: `3 d`, `PT5H`, `1-7 d`, `1 h - 2 d`, `>30 d`, `<2 h`; `None` if it is none.
///
/// # Errors
/// If a number in it may be two.
pub(super) fn lasted(text: &str) -> Result<Option<Bounds>, String> {
    if text.len() > 200 {
        return Ok(None);
    }
    let text = plain_numbers(text)?;
    Ok(bounds(text.trim()))
}

fn bounds(text: &str) -> Option<Bounds> {
    if let Some(rest) = text.strip_prefix(['>', '≥']) {
        let low = length(rest.trim_start_matches('='))?;
        return Some(Bounds {
            low,
            high: f64::INFINITY,
        });
    }
    if let Some(rest) = text.strip_prefix(['<', '≤']) {
        let high = length(rest.trim_start_matches('='))?;
        return Some(Bounds { low: 0.0, high });
    }
    if let Some(exact) = length(text) {
        return Some(Bounds::at(exact));
    }
    let (low, high) = text
        .split_once(['-', '–'])
        .or_else(|| text.split_once(".."))?;
    let high_hours = length(high)?;
    // The unit may stand at the end alone: "1-7 d".
    let low_hours = length(low).or_else(|| {
        let unit: String = high.chars().filter(|c| c.is_alphabetic()).collect();
        length(&format!("{} {unit}", low.trim()))
    })?;
    (low_hours < high_hours).then_some(Bounds {
        low: low_hours,
        high: high_hours,
    })
}

/// A length of time in hours; months and years are those of the calendar on average.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(span) = calendar_span(&text.to_lowercase()) {
        return Some(
            f64::from(span.months) * MONTH + f64::from(span.days) * DAY + span.millis / HOUR,
        );
    }
    let span: jiff::Span = text.parse().ok()?;
    if span.is_negative() {
        return None;
    }
    let months = f64::from(span.get_years()) * 12.0 + f64::from(span.get_months());
    let days = f64::from(span.get_weeks()) * 7.0 + f64::from(span.get_days());
    let seconds = f64::from(span.get_hours()) * 3600.0
        + span.get_minutes() as f64 * 60.0
        + span.get_seconds() as f64
        + span.get_milliseconds() as f64 / 1e3;
    Some(months * MONTH + days * DAY + seconds / 3600.0)
}
