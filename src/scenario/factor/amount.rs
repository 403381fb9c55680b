//! Amounts: numbers with their units, read from a text and written back.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use serde::Serialize;

use super::super::time::Span;
use super::super::unit;

/// What a factor's values count in. Numbers of a factor are in this unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Per cent.
    Percent,
    /// Hours.
    Hours,
    /// Calendar months.
    Months,
    /// Events a week.
    PerWeek,
    /// Kilometres an hour.
    Speed,
    /// Dates, in days since 1970-01-01.
    Date,
    /// Days by which a date is shifted.
    Shift,
    /// Factors by which what is written is multiplied.
    Times,
    /// Values without an order: words, lists, orders of a list. The number is its place among them.
    Choice,
}

impl Kind {
    /// The unit as it stands after a number or on an axis; empty for plain numbers.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Whole | Self::Number | Self::Date | Self::Times | Self::Choice => "",
            Self::Percent => "%",
            Self::Shift => "days",
            Self::Hours => "h",
            Self::Months => "months",
            Self::PerWeek => "per week",
            Self::Speed => "km/h",
        }
    }

    /// Whether it is a number without a unit.
    pub(in crate::scenario) const fn is_plain(self) -> bool {
        matches!(self, Self::Whole | Self::Number)
    }

    /// Whether its values have an order.
    pub const fn is_ordered(self) -> bool {
        !matches!(self, Self::Choice)
    }

    /// Whether it has whole steps: numbers, months, days.
    pub(super) const fn is_stepped(self) -> bool {
        matches!(self, Self::Whole | Self::Months | Self::Date | Self::Shift)
    }

    pub(in crate::scenario) const fn words(self) -> &'static str {
        match self {
            Self::Whole | Self::Number => "a plain number",
            Self::Percent => "a share",
            Self::Hours => "a duration",
            Self::Months => "calendar months",
            Self::PerWeek => "a rate",
            Self::Speed => "a speed",
            Self::Date => "a date",
            Self::Shift => "a shift",
            Self::Times => "a factor",
            Self::Choice => "a word",
        }
    }
}

/// One value of a factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// As it is written into the scenario; of shifts, factors and choices, in words.
    pub text: String,
    /// The number, in the unit of the factor's kind.
    pub value: f64,
}

impl Level {
    /// A value of a kind with as many digits as it deserves where values are about `width` apart,
    /// so that what is written is what is meant.
    pub(in crate::scenario) fn rounded(kind: Kind, value: f64, width: f64) -> Self {
        match kind {
            Kind::Whole | Kind::Choice => {
                let value = (value + 0.5).floor();
                Self {
                    text: format!("{value}"),
                    value,
                }
            }
            Kind::Months => {
                let value = (value + 0.5).floor();
                let word = if (value - 1.0).abs() < 0.5 {
                    "month"
                } else {
                    "months"
                };
                Self {
                    text: format!("{value} {word}"),
                    value,
                }
            }
            Kind::Hours => {
                // Milliseconds in the least step.
                let grain = match width {
                    width if width >= 12.0 => Span::MINUTE,
                    width if width >= 0.2 => Span::SECOND,
                    _ => Span(1),
                };
                let millis = value * Span::HOUR.0 as f64;
                let steps = (millis / grain.0 as f64 + 0.5).floor() as i64;
                let span = Span(steps * grain.0);
                Self {
                    text: span_text(span),
                    value: span.hours(),
                }
            }
            Kind::Date => {
                let value = (value + 0.5).floor();
                Self {
                    text: date_text(value),
                    value,
                }
            }
            Kind::Shift => Self::shift((value + 0.5).floor() as i32),
            Kind::Times => Self::factor(&number_level(value, width, "")),
            Kind::Number => number_level(value, width, ""),
            Kind::Percent => number_level(value, width, "%"),
            Kind::PerWeek => number_level(value, width, "/week"),
            Kind::Speed => number_level(value, width, " km/h"),
        }
    }
}

impl Level {
    /// A shift of a date by days.
    pub(super) fn shift(days: i32) -> Self {
        Self {
            text: match days {
                0 => "0 d".to_owned(),
                days => format!("{days:+} d"),
            },
            value: f64::from(days),
        }
    }

    /// A factor, from its number.
    pub(super) fn factor(number: &Self) -> Self {
        let text = number.text.trim_end_matches(".0");
        Self {
            text: format!("× {text}"),
            value: number.value,
        }
    }
}

/// The day that dates are counted from.
const FIRST_DAY: Date = date(1970, 1, 1);

/// A date, or a date with a time, in days since the first of all; `None` for what is neither.
pub(super) fn date_value(text: &str) -> Option<f64> {
    let day = |date: Date| f64::from((date - FIRST_DAY).get_days());
    if text.len() == 10 {
        return text.parse::<Date>().ok().map(day);
    }
    let (_, _) = text.split_once('T')?;
    let moment: DateTime = text.parse().ok()?;
    let hours = f64::from(moment.hour()) + f64::from(moment.minute()) / 60.0;
    Some(day(moment.date()) + hours / 24.0)
}

/// The date so many days after the first of all.
fn date_text(days: f64) -> String {
    let span = (days as i32).days();
    let date = FIRST_DAY.checked_add(span);
    date.map_or_else(|_| format!("day {days}"), |date| date.to_string())
}

/// The date nearest to so many days after the first of all.
pub(crate) fn rounded_date(days: f64) -> String {
    date_text((days + 0.5).floor())
}

/// The most days that a date is shifted by.
const MOST_DAYS: i32 = 36_500;

/// Whole days by which a date is shifted: `-30d`.
pub(in crate::scenario) fn days(text: &str) -> Option<i32> {
    let number = text.trim().strip_suffix('d')?.trim().parse::<i32>().ok()?;
    (number.abs() <= MOST_DAYS).then_some(number)
}

/// What can be swept, in one line.
pub(crate) const FORM: &str = "write a list or a range, like roster.crrt-rotation.period='1 month,3 months' \
                        or team.nksc.notice=6h..72h";

/// A number with about four digits more than its range needs.
fn number_level(value: f64, width: f64, unit: &str) -> Level {
    let places = (4.0 - libm::floor(libm::log10(width))).clamp(0.0, 12.0) as usize;
    let mut text = format!("{value:.places$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if unit.is_empty() && !text.contains('.') {
        // A number, not a whole number.
        text.push_str(".0");
    }
    let value = text.parse().unwrap_or(value);
    Level {
        text: text + unit,
        value,
    }
}

/// A span as scenarios write it, exactly: `39h`, `2d 6h 20min`.
fn span_text(span: Span) -> String {
    let mut rest = span.0;
    let mut parts = Vec::new();
    // Up to two days hours read better.
    let days = if rest >= 2 * Span::DAY.0 {
        Span::DAY.0
    } else {
        i64::MAX
    };
    for (size, unit) in [
        (days, "d"),
        (Span::HOUR.0, "h"),
        (Span::MINUTE.0, "min"),
        (Span::SECOND.0, "s"),
        (1, "ms"),
    ] {
        if rest >= size {
            parts.push(format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if parts.is_empty() {
        "0min".to_owned()
    } else {
        parts.join(" ")
    }
}

/// Reads a number with its unit; else what is wrong with it, and what to write.
pub(in crate::scenario) fn quantity(text: &str) -> Result<(Kind, Level), (String, String)> {
    let plain = text.trim().trim_matches('"').trim();
    let level = |value: f64| Level {
        text: plain.to_owned(),
        value,
    };
    let flaw = |flaw: unit::Flaw| (flaw.message, flaw.help);
    if let Ok(value) = plain.parse::<f64>() {
        if !value.is_finite() {
            return Err((format!("`{plain}` is not finite"), FORM.to_owned()));
        }
        let whole = plain.parse::<i32>().is_ok();
        return Ok((if whole { Kind::Whole } else { Kind::Number }, level(value)));
    }
    if !plain.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return Err((
            format!("`{plain}` is not a number"),
            "write numbers with their units or dates, like 6h..72h; give words as a list, like \
             dispatch.order=fifo,severity"
                .to_owned(),
        ));
    }
    if plain.ends_with('%') {
        return Ok((Kind::Percent, level(unit::percentage(plain).map_err(flaw)?)));
    }
    if plain.ends_with("km/h") {
        return Ok((Kind::Speed, level(unit::speed(plain).map_err(flaw)?)));
    }
    if plain.contains('/') || plain.contains(" per ") {
        let weekly = unit::rate(plain).map_err(flaw)? * Span::WEEK.0 as f64;
        return Ok((Kind::PerWeek, level(weekly)));
    }
    let span = unit::calendar_span(plain).map_err(flaw)?;
    match (span.months, span.days, span.millis) {
        (months, 0, 0.0) if months > 0 => Ok((Kind::Months, level(f64::from(months)))),
        (0, ..) => {
            let millis = unit::duration(plain).map_err(flaw)?;
            Ok((Kind::Hours, level(millis / Span::HOUR.0 as f64)))
        }
        _ => Err((
            format!("`{plain}` mixes calendar months with days or hours"),
            "write months alone, or days and hours alone".to_owned(),
        )),
    }
}

/// The number that a value of the scenario stands for, in the unit of `kind`: `None` if it is
/// of another kind.
pub(crate) fn number_of(text: &str, kind: Kind) -> Option<f64> {
    if kind == Kind::Date {
        return date_value(text.trim().trim_matches('"'));
    }
    let (found, level) = quantity(text).ok()?;
    let same = found == kind || (kind == Kind::Number && found == Kind::Whole);
    same.then_some(level.value)
}

/// Whether a value of the scenario, as TOML, could be a number or hold numbers: texts without
/// any, lists and truth values could not.
pub(crate) fn could_be_number(toml: &str) -> bool {
    match toml.trim().chars().next() {
        Some('"' | '\'') => {
            let inner = toml.trim().trim_matches(['"', '\'']).trim();
            inner.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        }
        Some('[') => false,
        _ => !matches!(toml.trim(), "true" | "false"),
    }
}
