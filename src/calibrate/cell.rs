//! What a person wrote into a cell: a moment, a duration, bounds, or that it is not known.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::record::Bounds;
use crate::scenario::unit::calendar_span;

/// Milliseconds of an hour.
pub(super) const HOUR: f64 = 3_600_000.0;
const DAY: f64 = 24.0;
/// A year and a month of the Gregorian calendar on average, hours.
const YEAR: f64 = 365.2425 * DAY;
const MONTH: f64 = YEAR / 12.0;

/// The content of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing: the step has not ended, or nobody wrote when.
    Empty,
    /// Said to be still going on.
    Open,
    /// Said never to end.
    Never,
    /// Said not to be known, or not to apply.
    Unknown,
    /// A moment, within bounds; ms since 1970.
    Moment(Bounds),
    /// A duration, within bounds; hours.
    Lasted(Bounds),
    /// A bare number: hours on the records' own clock.
    Clock(f64),
}

/// Words of an order of magnitude, with their bounds in hours: from one of the unit to one of
/// the next. VERIS names these units and says nothing of bounds (schema of VERIS 1.3.1,
/// `timeline`); that "Days" is at least one and less than a week is how its coders use it.
const MAGNITUDES: [(&str, f64, f64); 7] = [
    ("seconds", 1.0 / 3600.0, 1.0 / 60.0),
    ("minutes", 1.0 / 60.0, 1.0),
    ("hours", 1.0, DAY),
    ("days", DAY, 7.0 * DAY),
    ("weeks", 7.0 * DAY, MONTH),
    ("months", MONTH, YEAR),
    ("years", YEAR, f64::INFINITY),
];

/// The bounds of a unit's name alone, hours.
pub(super) fn magnitude(word: &str) -> Option<Bounds> {
    MAGNITUDES
        .iter()
        .find(|(name, ..)| *name == word)
        .map(|&(_, low, high)| Bounds { low, high })
}

/// Reads a cell; local times are in `zone`.
///
/// # Errors
/// What it is not, in words.
pub(super) fn read(text: &str, zone: &TimeZone) -> Result<Cell, String> {
    let text = text.trim();
    let word = text.to_lowercase();
    match word.as_str() {
        "" => return Ok(Cell::Empty),
        "open" | "ongoing" => return Ok(Cell::Open),
        "never" => return Ok(Cell::Never),
        "unknown" | "na" | "n/a" | "?" | "-" => return Ok(Cell::Unknown),
        _ => {}
    }
    if let Some(bounds) = magnitude(&word) {
        return Ok(Cell::Lasted(bounds));
    }
    if let Ok(number) = text.parse::<f64>() {
        // A bare year is a moment; years of other millennia are nobody's records.
        if text.len() == 4
            && let Ok(year) = text.parse::<i16>()
            && (1900..2200).contains(&year)
        {
            return calendar(year, None, None, zone).map(Cell::Moment);
        }
        return if number.is_finite() {
            Ok(Cell::Clock(number))
        } else {
            Err(format!("`{text}` is not a number of hours"))
        };
    }
    if let Some(bounds) = moment(text, zone) {
        return Ok(Cell::Moment(bounds));
    }
    lasted(text).map(Cell::Lasted).ok_or_else(|| {
        format!(
            "`{text}` is neither a moment (2024-03-05, 2024-03-05 14:30, 2024-03-05T14:30Z) nor \
             a duration (\"3 d\", \"PT5H\", \"1-7 d\", \">30 d\", \"Days\")"
        )
    })
}

/// The end of a moment as people write it: of a day, the midnight after it; ms since 1970.
/// `None` if it is none.
pub fn last_of(text: &str, zone: &TimeZone) -> Option<f64> {
    moment(text.trim(), zone).map(|bounds| bounds.high)
}

/// The beginning of a moment as people write it: of a day, its midnight; ms since 1970.
/// `None` if it is none.
pub fn first_of(text: &str, zone: &TimeZone) -> Option<f64> {
    moment(text.trim(), zone).map(|bounds| bounds.low)
}

/// A moment: exact with a time of day, within a day or month without.
fn moment(text: &str, zone: &TimeZone) -> Option<Bounds> {
    let exact = |at: Timestamp| Bounds::at(at.as_millisecond() as f64);
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(exact(at));
    }
    let parts: Vec<&str> = text.split('-').collect();
    if let [year, month] = parts[..]
        && year.len() == 4
    {
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        return calendar(year, Some(month), None, zone).ok();
    }
    if text.contains(':') {
        let local: DateTime = text.parse().ok()?;
        return zone.to_timestamp(local).ok().map(exact);
    }
    let date: Date = text.parse().ok()?;
    calendar(date.year(), Some(date.month()), Some(date.day()), zone).ok()
}

/// A day, a month or a year of the calendar; ms since 1970.
///
/// # Errors
/// If there is no such day.
pub(super) fn calendar(
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    zone: &TimeZone,
) -> Result<Bounds, String> {
    let none = |_| format!("there is no day {year}-{month:?}-{day:?}");
    let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(none)?;
    let step = match (month, day) {
        (Some(_), Some(_)) => 1.day(),
        (Some(_), None) => 1.month(),
        _ => 1.year(),
    };
    let next = first.checked_add(step).map_err(none)?;
    let begins = |date: Date| {
        let at = zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
        at.map(|at| at.as_millisecond() as f64).map_err(none)
    };
    Ok(Bounds {
        low: begins(first)?,
        high: begins(next)?,
    })
}

/// A duration: `3 d`, `PT5H`, `1-7 d`, `1 h - 2 d`, `>30 d`, `<2 h`.
fn lasted(text: &str) -> Option<Bounds> {
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

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use super::*;

    fn hours(text: &str) -> (f64, f64) {
        match read(text, &TimeZone::UTC) {
            Ok(Cell::Lasted(bounds)) => (bounds.low, bounds.high),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn durations_in_many_words() {
        assert_eq!(hours("3 d"), (72.0, 72.0));
        assert_eq!(hours("PT5H"), (5.0, 5.0));
        assert_eq!(hours("1h 30min"), (1.5, 1.5));
        assert_eq!(hours("1-7 d"), (24.0, 168.0));
        assert_eq!(hours("1 h – 2 d"), (1.0, 48.0));
        assert_eq!(hours(">30 d"), (720.0, f64::INFINITY));
        assert_eq!(hours("< 2 h"), (0.0, 2.0));
        assert_eq!(hours("Days"), (24.0, 168.0));
        assert_eq!(hours("months").0, MONTH);
    }

    #[test]
    fn moments_are_as_exact_as_they_are_written() {
        let zone = TimeZone::UTC;
        let width = |text: &str| match read(text, &zone) {
            Ok(Cell::Moment(bounds)) => (bounds.high - bounds.low) / HOUR,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(width("2024-03-05T14:30:00+02:00"), 0.0);
        assert_eq!(width("2024-03-05 14:30"), 0.0);
        assert_eq!(width("2024-03-05"), 24.0);
        assert_eq!(width("2024-02"), 29.0 * 24.0);
        assert_eq!(width("2023"), 365.0 * 24.0);
        for bad in ["5.3.2024", "2024-13-01", "soon", "7-1 d", "-3 d"] {
            assert!(read(bad, &zone).is_err(), "{bad}");
        }
        assert_eq!(read(" ", &zone), Ok(Cell::Empty));
        assert_eq!(read("12.5", &zone), Ok(Cell::Clock(12.5)));
    }
}
