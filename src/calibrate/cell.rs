//! What is meant by what stands in a cell: a moment, a duration, bounds, or that it is not known.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::record::Bounds;

/// Milliseconds of an hour.
pub(super) const HOUR: f64 = 3_600_000.0;
/// A day, hours.
pub(super) const DAY: f64 = 24.0;
/// A year of the Gregorian calendar on average, hours.
pub(super) const YEAR: f64 = 365.2425 * DAY;
/// A month of it.
pub(super) const MONTH: f64 = YEAR / 12.0;

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
    let none = |_| {
        let part = |part: Option<i8>| part.map_or_else(String::new, |it| format!("-{it:02}"));
        let what = match (month, day) {
            (None, _) => "year",
            (_, None) => "month",
            _ => "day",
        };
        format!("there is no {what} {year}{}{}", part(month), part(day))
    };
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
