//! What stands in a cell, before anybody judges what is meant: a date with its parts in the
//! order in which they stand, a time of day, a bare number, a duration, a word.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;

use super::clip;
use super::length::lasted;
use super::number::number;
use crate::calibrate::cell::magnitude;
use crate::calibrate::record::Bounds;

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    /// Nothing.
    Empty,
    /// Said to be still going on.
    Open,
    /// Said never to end.
    Never,
    /// Said not to be known, or not to apply.
    Unknown,
    /// A bare number, and whether it is written as four digits.
    Number(f64, bool),
    /// A moment with its offset from UTC.
    Instant(Timestamp),
    /// A date, or a date and a time of day, on a local clock or with an offset.
    Local(Date, Option<Time>, Option<Offset>),
    /// A duration within bounds; hours.
    Lasted(Bounds),
}

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    /// Year, month, day.
    Day(i16, i8, i8),
    /// Year and month.
    Month(i16, i8),
    /// Two numbers and a year: day and month, or month and day.
    Short {
        /// The first number.
        first: i8,
        /// The second.
        second: i8,
        /// The year.
        year: i16,
        /// True if it is written with two digits.
        two_digits: bool,
        /// What stands between them.
        sign: char,
    },
}

impl Date {
    /// True for a cell with a year of two digits.
    pub(super) const fn is_two_digits(written: &Written) -> bool {
        matches!(
            written,
            Written::Local(
                Self::Short {
                    two_digits: true,
                    ..
                },
                ..
            )
        )
    }
}

/// Reads a cell.
///
/// # Errors
/// What it is not, in words.
pub(super) fn read(text: &str) -> Result<Written, String> {
    let text = text.trim();
    let word = text.to_lowercase();
    match word.as_str() {
        "" => return Ok(Written::Empty),
        "open" | "ongoing" => return Ok(Written::Open),
        "never" => return Ok(Written::Never),
        "unknown" | "na" | "n/a" | "#n/a" | "?" | "-" | "–" | "—" => {
            return Ok(Written::Unknown);
        }
        _ => {}
    }
    if let Some(bounds) = magnitude(&word) {
        return Ok(Written::Lasted(bounds));
    }
    if let Some(number) = number(text) {
        let four = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        return number.map(|number| Written::Number(number, four));
    }
    if let Some(written) = moment(text) {
        return written;
    }
    if is_clock(text) {
        return Err(format!(
            "`{}` may be a time of day or a duration: write the date with it, or `14 h 30 min`",
            clip(text)
        ));
    }
    lasted(text)?.map(Written::Lasted).ok_or_else(|| {
        format!(
            "`{}` is neither a moment (2024-03-05, 2024-03-05 14:30, 2024-03-05T14:30Z) nor \
             a duration (\"3 d\", \"PT5H\", \"1-7 d\", \">30 d\", \"Days\")",
            clip(text)
        )
    })
}

/// Only digits and colons.
fn is_clock(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|c| c.is_ascii_digit() || c == b':')
}

/// A moment in any of the forms that people have; `None` if it has none of them.
pub(super) fn moment(text: &str) -> Option<Result<Written, String>> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Ok(Written::Instant(at)));
    }
    if let Ok(zoned) = text.parse::<jiff::ZonedDateTime>() {
        return Some(Ok(Written::Instant(zoned.timestamp())));
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Some(Ok(Written::Instant(zoned.timestamp())));
    }
    let tokens = tokens(text);
    let mut tokens = tokens.iter().map(String::as_str).peekable();
    if tokens.peek().is_some_and(|first| is_weekday(first)) {
        tokens.next();
    }
    let first = tokens.next()?;
    let date = if let Some(date) = numeric_date(first).or_else(|| month_inside(first)) {
        date
    } else {
        // "5 mar 2024" and "mar 5 2024".
        let (second, year) = (tokens.next()?, tokens.next()?);
        let year = year.parse().ok().filter(|_| year.len() == 4)?;
        let (month, day) = match (month(first), month(second)) {
            (Some(month), None) => (month, second),
            (None, Some(month)) => (month, first),
            _ => return None,
        };
        Date::Day(year, month, day.trim_end_matches('.').parse().ok()?)
    };
    let rest: Vec<&str> = tokens.filter(|token| !is_weekday(token)).collect();
    if rest.is_empty() {
        return Some(Ok(Written::Local(date, None, None)));
    }
    if matches!(date, Date::Month(..)) {
        return None;
    }
    match time_of_day(&rest.concat()) {
        Some(Ok((time, offset))) => Some(Ok(Written::Local(date, Some(time), offset))),
        Some(Err(why)) => Some(Err(format!("`{}`: {why}", clip(text)))),
        None => None,
    }
}

/// The words of a moment in lower case: what a comma or a `T` joins is parted.
fn tokens(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let joins = (c == ',' && !(before.is_ascii_digit() && next.is_ascii_digit()))
            || (matches!(c, 'T' | 't') && before.is_ascii_digit() && next.is_ascii_digit());
        if joins || c.is_whitespace() {
            plain.push(' ');
        } else {
            plain.extend(c.to_lowercase());
        }
        before = c;
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

fn is_weekday(token: &str) -> bool {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let token = token.trim_end_matches('.');
    token.len() >= 3 && DAYS.iter().any(|day| day.starts_with(token))
}

/// The number of a month by its English name or the first three letters of it.
fn month(token: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let token = token.trim_end_matches('.');
    let at = if token == "sept" {
        Some(8)
    } else {
        MONTHS
            .iter()
            .position(|name| token.len() >= 3 && name.starts_with(token))
    };
    at.map(|at| at as i8 + 1)
}

/// `2024-03-05`, `05.03.2024`, `5/3/24`, `2024/03`, `03.2024`.
fn numeric_date(token: &str) -> Option<Date> {
    let sign = token.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(sign, '-' | '.' | '/') {
        return None;
    }
    let parts: Vec<&str> = token.trim_end_matches('.').split(sign).collect();
    let fine = |part: &&str| !part.is_empty() && part.len() <= 4;
    if !parts.iter().all(fine)
        || !parts
            .iter()
            .all(|it| it.bytes().all(|c| c.is_ascii_digit()))
    {
        return None;
    }
    let small = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() <= 2);
    let year = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() == 4);
    match parts[..] {
        [first, second, third] if first.len() == 4 => {
            Some(Date::Day(year(first)?, small(second)?, small(third)?))
        }
        [first, second, third] => {
            let two_digits = third.len() == 2;
            let year = if two_digits {
                // As POSIX has it: 69 to 99 are of the twentieth century.
                let short: i16 = third.parse().ok()?;
                short + if short < 69 { 2000 } else { 1900 }
            } else {
                year(third)?
            };
            Some(Date::Short {
                first: small(first)?,
                second: small(second)?,
                year,
                two_digits,
                sign,
            })
        }
        [first, second] if first.len() == 4 => Some(Date::Month(year(first)?, small(second)?)),
        [first, second] if second.len() == 4 => Some(Date::Month(year(second)?, small(first)?)),
        _ => None,
    }
}

/// `05-mar-2024`, `5-mar-24`.
fn month_inside(token: &str) -> Option<Date> {
    let parts: Vec<&str> = token.split(['-', '/', '.']).collect();
    let [day, name, year] = parts[..] else {
        return None;
    };
    let month = month(name)?;
    let year = match year.len() {
        4 => year.parse().ok()?,
        2 => year
            .parse::<i16>()
            .ok()
            .map(|it| it + if it < 69 { 2000 } else { 1900 })?,
        _ => return None,
    };
    Some(Date::Day(year, month, day.parse().ok()?))
}

/// `14:30`, `14:30:15.5`, `2:30pm`, `2pm`, `02.30.00p.m.`, with `z`, `utc` or an offset behind;
/// `None` if it is none.
fn time_of_day(text: &str) -> Option<Result<(Time, Option<Offset>), String>> {
    let clock_end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')))
        .unwrap_or(text.len());
    let (clock, mut rest) = text.split_at(clock_end);
    let mut half = None;
    for (word, after_noon) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        if let Some(after) = rest.strip_prefix(word) {
            half = Some(after_noon);
            rest = after;
            break;
        }
    }
    let offset = if rest.is_empty() {
        None
    } else {
        Some(offset(rest)?)
    };
    let (whole, fraction) = match clock.split_once(':') {
        // A fraction of a second: "14:30:15.5", "14:30:15,5".
        Some(_) => clock.split_once(['.', ',']).unwrap_or((clock, "")),
        None => (clock, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let sign = if whole.contains(':') { ':' } else { '.' };
    let parts: Vec<&str> = whole.split(sign).collect();
    if parts.len() > 3 || (parts.len() == 1 && half.is_none()) {
        return None;
    }
    let mut numbers = [0_i8; 3];
    for (slot, part) in numbers.iter_mut().zip(&parts) {
        *slot = part.parse().ok().filter(|_| part.len() <= 2)?;
    }
    let [hour, minute, second] = numbers;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => {
            return Some(Err(format!("a clock of twelve hours has no hour {hour}")));
        }
        Some(after_noon) => hour % 12 + if after_noon { 12 } else { 0 },
    };
    let mut nanos = 0_i32;
    for k in 0..9 {
        let digit = fraction
            .as_bytes()
            .get(k)
            .map_or(0, |c| i32::from(c - b'0'));
        nanos = nanos * 10 + digit;
    }
    let time = Time::new(hour, minute, second, nanos);
    Some(
        time.map(|time| (time, offset))
            .map_err(|_| format!("there is no time {clock}")),
    )
}

/// `z`, `utc`, `+02:00`, `+0200`, `utc+2`.
fn offset(text: &str) -> Option<Offset> {
    let rest = text
        .strip_prefix("utc")
        .or_else(|| text.strip_prefix("gmt"))
        .unwrap_or(text);
    if rest.is_empty() || rest == "z" {
        return Some(Offset::UTC);
    }
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let digits = rest.trim_start_matches(['+', '-', '−']);
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 24 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}
