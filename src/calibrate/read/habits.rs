//! What is meant by what stands in a cell, once it is known how its column is written.

use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, civil};

use super::clip;
use super::date_format::DateFormat;
use super::numerals::{EIGHT, Numbers, YEARS};
use super::order::{Order, Orders, Sample};
use super::written::{Date, Written};
use crate::calibrate::cell::{Cell, calendar};
use crate::calibrate::record::Bounds;
use crate::workbook::serial;

/// Longest time on a clock of its own, hours: a thousand years.
const LONGEST: f64 = 8_766_000.0;

/// All that is known of how a column is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits<'a> {
    pub(super) order: Order,
    pub(super) numbers: Numbers,
    pub(super) zone: &'a TimeZone,
}

impl Habits<'_> {
    /// What is meant by a cell.
    ///
    /// # Errors
    /// Why it can't be meant.
    pub(super) fn judge(&self, written: &Written, notes: &mut Vec<String>) -> Result<Cell, String> {
        match *written {
            Written::Empty => Ok(Cell::Empty),
            Written::Open => Ok(Cell::Open),
            Written::Never => Ok(Cell::Never),
            Written::Unknown => Ok(Cell::Unknown),
            Written::Lasted(bounds) => Ok(Cell::Lasted(bounds)),
            Written::Instant(at) => {
                plausible(TimeZone::UTC.to_datetime(at).year())?;
                Ok(Cell::Moment(Bounds::at(at.as_millisecond() as f64)))
            }
            Written::Number(number, _) => self.number(number, notes),
            Written::Local(date, time, offset) => {
                let (year, month, day) = self.date(date)?;
                plausible(year)?;
                let Some(time) = time else {
                    return calendar(year, Some(month), day, self.zone).map(Cell::Moment);
                };
                let day = day.unwrap_or(1);
                let date = civil::Date::new(year, month, day)
                    .map_err(|_| format!("there is no day {year}-{month:02}-{day:02}"))?;
                let local = date.to_datetime(time);
                let Some(offset) = offset else {
                    return self.local(local, notes);
                };
                let at = offset.to_timestamp(local).map_err(|_| "too far from now")?;
                Ok(Cell::Moment(Bounds::at(at.as_millisecond() as f64)))
            }
        }
    }

    /// Year, month, day.
    fn date(&self, date: Date) -> Result<(i16, i8, Option<i8>), String> {
        match date {
            Date::Day(year, month, day) => Ok((year, month, Some(day))),
            Date::Month(year, month) => Ok((year, month, None)),
            Date::Short {
                first,
                second,
                year,
                ..
            } => {
                let (day, month, form) = match self.order {
                    Order::DayFirst => (first, second, "day first"),
                    Order::MonthFirst => (second, first, "month first"),
                };
                if month > 12 {
                    return Err(format!("there is no month {month}: dates are read {form}"));
                }
                Ok((year, month, Some(day)))
            }
        }
    }

    /// A moment of a local clock: within the hour that the clock shows twice, where it does.
    fn local(&self, local: civil::DateTime, notes: &mut Vec<String>) -> Result<Cell, String> {
        let at = self.zone.to_ambiguous_timestamp(local);
        let far = |_| "too far from now".to_owned();
        let (first, last) = (at.earlier().map_err(far)?, at.later().map_err(far)?);
        let millis = |at: Timestamp| at.as_millisecond() as f64;
        match at.offset() {
            AmbiguousOffset::Unambiguous { .. } => Ok(Cell::Moment(Bounds::at(millis(first)))),
            AmbiguousOffset::Fold { .. } => {
                notes.push(format!(
                    "the local time {local} occurs twice (clocks went back): between the two"
                ));
                Ok(Cell::Moment(Bounds {
                    low: millis(first),
                    high: millis(last),
                }))
            }
            AmbiguousOffset::Gap { .. } => {
                let taken = self.zone.to_datetime(last);
                notes.push(format!(
                    "the local time {local} does not exist (clocks went forward): read as {taken}"
                ));
                Ok(Cell::Moment(Bounds::at(millis(last))))
            }
        }
    }

    fn number(&self, number: f64, notes: &mut Vec<String>) -> Result<Cell, String> {
        let exact = |millis: f64| {
            let at = Timestamp::from_millisecond(millis as i64).map_err(|_| "too far from now")?;
            plausible(TimeZone::UTC.to_datetime(at).year())?;
            Ok(Cell::Moment(Bounds::at(millis.round())))
        };
        match self.numbers {
            Numbers::Unclear => {
                let number = clip(&number.to_string());
                Err(format!("`{number}` has no unit; write \"{number} h\""))
            }
            Numbers::Clock if number.abs() > LONGEST => {
                Err(format!("{number} hours are more than a thousand years"))
            }
            Numbers::Clock => Ok(Cell::Clock(number)),
            Numbers::Years => calendar(number as i16, None, None, self.zone).map(Cell::Moment),
            Numbers::Seconds => exact(number * 1e3),
            Numbers::Millis => exact(number),
            Numbers::EightDigits if number.fract() != 0.0 || !EIGHT.contains(&number) => Err(
                format!("`{}` is no date of eight digits", clip(&number.to_string())),
            ),
            Numbers::EightDigits => {
                let whole = number as i32;
                let year = (whole / 10_000) as i16;
                plausible(year)?;
                let (month, day) = ((whole / 100 % 100) as i8, (whole % 100) as i8);
                calendar(year, Some(month), Some(day), self.zone).map(Cell::Moment)
            }
            Numbers::Serials {
                from_1904,
                exact: with_time,
            } => {
                let local = serial(number, from_1904)
                    .ok_or_else(|| format!("{number} is no day of a spreadsheet"))?;
                plausible(local.year())?;
                if with_time {
                    self.local(local, notes)
                } else {
                    let day = local.date();
                    calendar(day.year(), Some(day.month()), Some(day.day()), self.zone)
                        .map(Cell::Moment)
                }
            }
        }
    }
}

/// Refuses years in which nobody kept records.
pub(super) fn plausible(year: i16) -> Result<(), String> {
    if YEARS.contains(&year) {
        Ok(())
    } else {
        Err(format!(
            "the year {year} is outside {} to {}: if it stands for \"not yet\", write `open`",
            YEARS.start,
            YEARS.end - 1
        ))
    }
}

/// The end of a moment as a person writes it on the command line: of a day, the midnight after
/// it; ms since 1970. `None` if it is none, or if it may be two.
pub fn moment(text: &str, format: Option<&DateFormat>, zone: &TimeZone) -> Option<f64> {
    bounds(text, format, zone).map(|bounds| bounds.high)
}

/// The beginning of such a moment: of a day, its midnight.
pub fn moment_begin(text: &str, format: Option<&DateFormat>, zone: &TimeZone) -> Option<f64> {
    bounds(text, format, zone).map(|bounds| bounds.low)
}

fn bounds(text: &str, format: Option<&DateFormat>, zone: &TimeZone) -> Option<Bounds> {
    let text = text.trim();
    let written = match format.and_then(|format| format.by_pattern(text)) {
        Some(written) => written,
        None => super::written::read(text).ok()?,
    };
    let mut orders = Orders::default();
    orders.see(&written, || Sample {
        place: String::new(),
        text: text.to_owned(),
    });
    let (order, _) = orders.decide(format).ok()?;
    let habits = Habits {
        order,
        numbers: Numbers::of(std::iter::once(&written)),
        zone,
    };
    match habits.judge(&written, &mut Vec::new()) {
        Ok(Cell::Moment(bounds)) => Some(bounds),
        _ => None,
    }
}
