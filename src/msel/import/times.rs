//! When the injects of a list are due, as anchors: each cell beside the others of its column.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};

use super::Reading;
use super::due::{CURE, Written};
use super::field::{Field, plain};
use super::grid::Value;
use super::header::List;
use super::notation::written;
use super::refusal::Refusal;
use crate::workbook::serial;

/// Spreadsheet days of the years 2000 to 2100.
const SERIALS: std::ops::Range<f64> = 36_526.0..73_051.0;
/// A clock that goes back by more than this, seconds, may have passed midnight.
const BACK: i64 = 12 * 3600;

/// What bare numbers in a column of times are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BareNumbers {
    /// Times of day: 600 is 06:00.
    Clock,
    /// Minutes since STARTEX.
    Minutes,
    /// Seconds since STARTEX.
    Seconds,
}

impl FromStr for BareNumbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "clock" => Ok(Self::Clock),
            "minutes" => Ok(Self::Minutes),
            "seconds" => Ok(Self::Seconds),
            _ => Err("it is `clock`, `minutes` or `seconds`".to_owned()),
        }
    }
}

impl fmt::Display for BareNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clock => "clock",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
        })
    }
}

/// The days that a list's headings and dates have named so far.
#[derive(Clone, Copy, Debug)]
enum Known {
    Date(Date),
    After(i64),
}

/// Reads the times of a list, row by row.
pub(super) struct Times<'l> {
    list: &'l List<'l>,
    reading: &'l Reading,
    /// The column of times; `None` if the list has none.
    column: Option<Field>,
    /// A column of days beside it.
    days: Option<Field>,
    numbers: Option<BareNumbers>,
    /// The header says that times count from STARTEX.
    elapsed: bool,
    /// In `05/12/2019` the month comes first; `None` if nothing tells.
    month_first: Option<bool>,
    known: Option<Known>,
    last_clock: Option<i64>,
    /// Rows whose day stands further up.
    pub carried: usize,
    /// Times of day without any day were taken as hours of the scenario's first day.
    pub from_midnight: bool,
}

impl<'l> Times<'l> {
    /// Looks at the columns of times as a whole.
    pub(super) fn new(list: &'l List<'l>, reading: &'l Reading) -> Self {
        let says = |field: &Field| {
            let below = list.grid.rows.keys().skip_while(|row| **row <= list.header);
            let mut below = below.filter(|row| list.at(**row, *field).is_some());
            list.columns.contains_key(field) && below.next().is_some()
        };
        let all = [Field::ScenarioTime, Field::Time, Field::Date];
        let column = all.into_iter().find(says);
        let days = Some(Field::Date).filter(|it| column != Some(*it) && says(it));
        let mut times = Self {
            list,
            reading,
            column,
            days,
            numbers: reading.numbers,
            elapsed: false,
            month_first: None,
            known: None,
            last_clock: None,
            carried: 0,
            from_midnight: false,
        };
        times.look();
        times
    }

    /// Whether there is a column of times with something in it.
    pub(super) const fn are_there(&self) -> bool {
        self.column.is_some()
    }

    /// The header of that column.
    pub(super) fn header(&self) -> String {
        self.column
            .map_or_else(String::new, |it| self.list.header_of(it))
    }

    /// What the columns tell together.
    fn look(&mut self) {
        let Some(column) = self.column else { return };
        let header = self.list.header_of(column);
        let words = plain(&header);
        let word = |of: &[&str]| words.split(' ').any(|it| of.contains(&it));
        self.elapsed = word(&["elapsed", "relative", "delta", "since", "offset"]);
        let (mut clocks, mut padded, mut all_clocks) = (false, false, true);
        let (mut day_first, mut month_first) = (false, false);
        let rows: Vec<usize> = self.list.grid.rows.keys().copied().collect();
        for row in rows.into_iter().filter(|row| *row > self.list.header) {
            for field in [Some(column), self.days].into_iter().flatten() {
                let found = self.list.at(row, field).map(cell);
                match found {
                    Some(Written::Slashed(first, second, ..)) => {
                        day_first |= first > 12;
                        month_first |= second > 12;
                    }
                    Some(Written::Clock(_) | Written::DayAfter(_, Some(_))) => clocks = true,
                    Some(Written::Local(local)) => clocks |= local.time() != Time::midnight(),
                    // A number with a fraction is a day of a spreadsheet.
                    Some(Written::Number(number)) if field == column && !number.contains('.') => {
                        padded |= number.len() == 4 && number.starts_with('0');
                        all_clocks &= military(&number).is_some();
                    }
                    _ => {}
                }
            }
        }
        self.month_first = match (day_first, month_first) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        };
        if self.numbers.is_none() {
            self.numbers = if word(&["seconds", "second", "sec", "secs"]) || header.contains("(s)")
            {
                Some(BareNumbers::Seconds)
            } else if word(&["minutes", "minute", "min", "mins"]) {
                Some(BareNumbers::Minutes)
            } else if (clocks || padded) && all_clocks && !self.elapsed {
                Some(BareNumbers::Clock)
            } else {
                None
            };
        }
    }

    /// A heading within the list: whether it names a day, for the rows below it.
    pub(super) fn heading(&mut self, text: &str) -> bool {
        let parts = text.split([':', '–', '—', '(']).map(str::trim);
        let dashed = text.split(" - ").map(str::trim);
        for part in parts.chain(dashed).filter(|it| !it.is_empty()) {
            let Ok(Some(found)) = self.day_of(&written(part)) else {
                continue;
            };
            self.known = Some(found);
            self.last_clock = None;
            return true;
        }
        false
    }

    /// The day that a cell names, if it names one and nothing else.
    fn day_of(&self, written: &Written) -> Result<Option<Known>, (String, &'static str)> {
        Ok(match written {
            Written::Day(date) => Some(Known::Date(*date)),
            Written::Local(local) => Some(Known::Date(local.date())),
            Written::DayAfter(days, None) => Some(Known::After(*days)),
            Written::DayOfMonth(day, month, None) => Some(Known::Date(self.dated(*day, *month)?)),
            Written::Slashed(first, second, year, None) => {
                Some(Known::Date(self.slashed(*first, *second, *year)?))
            }
            Written::Number(number) => number
                .parse::<f64>()
                .ok()
                .filter(|it| SERIALS.contains(it))
                .and_then(|it| serial(it, false))
                .map(|it| Known::Date(it.date())),
            _ => None,
        })
    }

    fn dated(&self, day: i8, month: i8) -> Result<Date, (String, &'static str)> {
        let Some(start) = self.reading.day else {
            return Err((
                format!("day {day} of month {month} has no year"),
                "write the year, or give --scenario",
            ));
        };
        Date::new(start.year(), month, day)
            .map_err(|_| (format!("there is no day {day} of month {month}"), CURE))
    }

    fn slashed(&self, first: i8, second: i8, year: i16) -> Result<Date, (String, &'static str)> {
        let told = match (first > 12, second > 12) {
            (false, true) => Some(true),
            (true, false) => Some(false),
            _ if first == second => Some(true),
            _ => self.month_first,
        };
        let Some(month_first) = told else {
            return Err((
                format!("{first}/{second}/{year} may be two days, and no other cell tells which"),
                "write year, month and day: 2019-05-12",
            ));
        };
        let (month, day) = if month_first {
            (first, second)
        } else {
            (second, first)
        };
        Date::new(year, month, day)
            .map_err(|_| (format!("there is no day {day} of month {month}"), CURE))
    }

    /// When a row is due, as an anchor.
    pub(super) fn anchor(&mut self, row: usize) -> Result<String, Refusal> {
        let Some(field) = self.column else {
            return Ok(self.reading.startex.clone());
        };
        self.read_day(row)?;
        let at = self.list.columns.get(&field).copied().unwrap_or(0);
        let refused = |(reason, cure): (String, &str)| Refusal {
            cell: self.list.grid.address(row, at),
            reason,
            cure: cure.to_owned(),
        };
        let Some(value) = self.list.covering(row, field) else {
            let why = "it says nothing, and the inject has no time".to_owned();
            return Err(refused((why, CURE)));
        };
        let found = cell(value);
        let found = self.settle(found);
        found.map_err(|why| Refusal {
            cell: self.list.grid.address(row, at),
            reason: why.0,
            cure: why.1.to_owned(),
        })
    }

    /// Reads the column of days of a row.
    fn read_day(&mut self, row: usize) -> Result<(), Refusal> {
        let Some(field) = self.days else {
            return Ok(());
        };
        let Some(value) = self.list.covering(row, field) else {
            self.carried += usize::from(self.known.is_some());
            return Ok(());
        };
        let at = self.list.columns.get(&field).copied().unwrap_or(0);
        let refusal = |reason: String, cure: &str| Refusal {
            cell: self.list.grid.address(row, at),
            reason,
            cure: cure.to_owned(),
        };
        let day = match value {
            Value::Moment(local) => Ok(Some(Known::Date(local.date()))),
            other => {
                let text = other.text();
                // A column `Day` with 1, 2, 3 counts days from the first.
                let count = text.parse::<i64>().ok().filter(|it| (1..=99).contains(it));
                let counts = plain(&self.list.header_of(field)).contains("da")
                    && !plain(&self.list.header_of(field)).contains("date");
                match count.filter(|_| counts) {
                    Some(day) => Ok(Some(Known::After(day - 1))),
                    None => self.day_of(&written(&text)),
                }
            }
        };
        match day {
            Ok(Some(day)) => {
                self.known = Some(day);
                self.last_clock = None;
                Ok(())
            }
            Ok(None) => Err(refusal(
                format!("`{}` is no day", crate::workbook::clip(&value.text())),
                "write 2019-05-12, D+1 or Day 2",
            )),
            Err((reason, cure)) => Err(refusal(reason, cure)),
        }
    }

    /// The anchor of what a cell says.
    fn settle(&mut self, found: Written) -> Result<String, (String, &'static str)> {
        match found {
            Written::Local(local) if local.year() < 1950 => Err((
                format!("it is the day {}: is it time since STARTEX?", local.date()),
                "write D+1 09:00, or +1:30:00",
            )),
            Written::Local(local) => Ok(local.to_string()),
            Written::Offset(local, ahead) => self.zoned(local, ahead),
            Written::Day(date) => Ok(date.to_string()),
            Written::DayOfMonth(day, month, time) => Ok(at(self.dated(day, month)?, time)),
            Written::Slashed(first, second, year, time) => {
                Ok(at(self.slashed(first, second, year)?, time))
            }
            Written::Clock(time) if self.elapsed => Ok(self.since(seconds(time))),
            Written::Clock(time) => self.clock(time),
            Written::DayAfter(days, Some(time)) => self.after(days, time),
            Written::DayAfter(0, None) => Ok(self.reading.startex.clone()),
            Written::DayAfter(days, None) => Ok(format!("{} + {days}d", self.reading.startex)),
            Written::Since(passed) => Ok(self.since(passed)),
            Written::Number(number) => self.number(&number),
            Written::Unknown(why, cure) => Err((why, cure)),
        }
    }

    fn number(&mut self, written: &str) -> Result<String, (String, &'static str)> {
        let value: f64 = written.parse().unwrap_or(f64::NAN);
        let whole = value.fract() == 0.0;
        let by_header = plain(&self.header());
        match self.numbers {
            Some(BareNumbers::Seconds) if whole && value < 1e8 => Ok(self.since(value as i64)),
            Some(BareNumbers::Minutes) if value < 1e6 => {
                Ok(self.since((value * 60.0).round() as i64))
            }
            _ if (0.0..1.0).contains(&value) && !whole => {
                let seconds = (value * 86_400.0).round().min(86_399.0) as i64;
                let time = Time::midnight().saturating_add(seconds.seconds());
                self.settle(Written::Clock(time))
            }
            _ if SERIALS.contains(&value) && (!whole || by_header.contains("dat")) => {
                match serial(value, false) {
                    Some(local) => Ok(local.to_string()),
                    None => Err((format!("`{written}` is no time that is known"), CURE)),
                }
            }
            Some(BareNumbers::Clock) => match military(written) {
                Some(time) => self.clock(time),
                None => Err((
                    format!("`{written}` is no time of day"),
                    "write 09:30, or say what numbers are with --numbers minutes or seconds",
                )),
            },
            _ => Err((
                format!("`{written}` may be a time of day, minutes or seconds"),
                "write 09:30 or +0:10:00, or say what numbers are with --numbers clock, minutes or \
                 seconds",
            )),
        }
    }

    /// A time of day on the day that is known, or else on that of STARTEX.
    fn clock(&mut self, time: Time) -> Result<String, (String, &'static str)> {
        let now = seconds(time);
        match self.known {
            Some(Known::Date(date)) => Ok(at(date, Some(time))),
            Some(Known::After(days)) => self.after(days, time),
            None => {
                if self.last_clock.is_some_and(|last| now + BACK < last) {
                    return Err((
                        "it is much earlier than the row before: is it the next day?".to_owned(),
                        "write D+1 in front of it: D+1 00:10",
                    ));
                }
                self.last_clock = Some(now);
                self.after(0, time)
            }
        }
    }

    /// A time of day so many days after that of STARTEX.
    fn after(&mut self, days: i64, time: Time) -> Result<String, (String, &'static str)> {
        if let Some(day) = self.reading.day {
            let date = day.checked_add(days.days());
            let date = date.map_err(|_| (format!("there is no day {days} days later"), CURE))?;
            return Ok(at(date, Some(time)));
        }
        let base = match self.reading.startex.split_once('.') {
            Some((election, _)) if !election.contains([' ', '+', ':']) => format!("{election}.day"),
            _ => {
                self.from_midnight = true;
                "start".to_owned()
            }
        };
        let mut anchor = base;
        if days > 0 {
            anchor.push_str(&format!(" + {days}d"));
        }
        if seconds(time) > 0 {
            anchor.push_str(&format!(" + {}", words(seconds(time))));
        }
        Ok(anchor)
    }

    fn since(&self, passed: i64) -> String {
        since(&self.reading.startex, passed)
    }

    fn zoned(&self, local: DateTime, ahead: i32) -> Result<String, (String, &'static str)> {
        let Some(zone) = &self.reading.zone else {
            return Err((
                "it is in a time zone of its own, and that of the scenario is not known".to_owned(),
                "give --scenario, or write the local time without a zone",
            ));
        };
        let utc = jiff::tz::TimeZone::UTC.to_timestamp(local).ok();
        let stamp = utc.map(|it| it.as_second() - i64::from(ahead));
        let stamp = stamp.and_then(|it| Timestamp::from_second(it).ok());
        match stamp {
            Some(stamp) => Ok(zone.to_datetime(stamp).to_string()),
            None => Err(("it is no point in time".to_owned(), CURE)),
        }
    }
}

/// What a cell says by itself.
fn cell(value: &Value) -> Written {
    match value {
        Value::Text(text) => written(text),
        Value::Number(number) => Written::Number(number.to_string()),
        Value::Moment(local) => Written::Local(*local),
        Value::Clock(seconds) => {
            Written::Clock(Time::midnight().saturating_add((*seconds).seconds()))
        }
        Value::Lasted(seconds) if *seconds >= 0 => Written::Since(*seconds),
        Value::Lasted(_) => Written::Unknown("it lies before STARTEX".to_owned(), CURE),
        Value::OddDate(days) => Written::Unknown(
            format!("{days} days are shown as a date, and are none"),
            "write D+1 09:00, or +1:30:00",
        ),
    }
}

/// An anchor so many seconds after another.
pub(super) fn since(startex: &str, passed: i64) -> String {
    if passed == 0 {
        startex.to_owned()
    } else {
        format!("{startex} + {}", words(passed))
    }
}

/// A length of time as anchors have it: `1h 30min`.
fn words(seconds: i64) -> String {
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, unit)| format!("{number}{unit}"))
        .collect();
    parts.join(" ")
}

fn at(date: Date, time: Option<Time>) -> String {
    time.map_or_else(
        || date.to_string(),
        |time| date.to_datetime(time).to_string(),
    )
}

fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// A time of day in three or four digits: `600`, `0930`, `1415`.
fn military(text: &str) -> Option<Time> {
    let digits = (3..=4).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    let (hour, minute) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let number = |it: &str| it.parse::<i8>().ok().filter(|_| digits);
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}
