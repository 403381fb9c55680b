//! Quantities as people write them: `"1h 30min"`, `"6 months"`, `"1.4/week"`, `"80%"`,
//! `"80 km/h"`.
//!
//! These functions know nothing of scenarios: a text goes in, a number or a [`Flaw`] comes
//! out, and the flaw knows which bytes of the text are to blame.

use std::ops::Range;

use super::code::Code;

mod duration;
mod rate;

pub(crate) use duration::{CalendarSpan, calendar_span, duration};
pub(crate) use rate::{percentage, rate, share, speed};

/// Longest duration an author can write: a thousand years of 365 days, in milliseconds.
pub(crate) const LONGEST_MILLIS: f64 = 1000.0 * 365.0 * 86_400_000.0;

/// What is wrong with a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// The kind of mistake.
    pub code: Code,
    /// The bytes to blame.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Flaw {
    fn new(
        code: Code,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            at,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// What a unit of time stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    /// Milliseconds exactly.
    Exact(f64),
    /// Days: exact days of 24 hours in a duration, calendar days in an anchor.
    Days(i32),
    /// Calendar months.
    Months(i32),
}

const DAY_MILLIS: f64 = 86_400_000.0;

/// Unit names, the one to recommend first in each row.
const UNITS: &[(Unit, &[&str])] = &[
    (Unit::Exact(1.0), &["ms", "millisecond", "milliseconds"]),
    (Unit::Exact(1e3), &["s", "sec", "secs", "second", "seconds"]),
    (Unit::Exact(6e4), &["min", "mins", "minute", "minutes"]),
    (Unit::Exact(3.6e6), &["h", "hr", "hrs", "hour", "hours"]),
    (Unit::Days(1), &["d", "day", "days"]),
    (Unit::Days(7), &["w", "week", "weeks"]),
    (Unit::Months(1), &["month", "months"]),
    (Unit::Months(12), &["y", "year", "years"]),
];

fn unit_of(name: &str) -> Option<Unit> {
    let row = UNITS.iter().find(|(_, names)| names.contains(&name));
    row.map(|(unit, _)| *unit)
}

fn unknown_unit(name: &str, at: Range<usize>, wanted: &str) -> Flaw {
    let lower = name.to_lowercase();
    let help = if lower == "m" {
        "`m` could be minutes or months: write `min` or `months`".to_owned()
    } else if unit_of(&lower).is_some() {
        format!("units are written in lower case: `{lower}`")
    } else {
        wanted.to_owned()
    };
    Flaw::new(
        Code::UnknownUnit,
        at,
        format!("`{name}` is not a unit of time"),
        help,
    )
}

fn span_while(text: &str, from: usize, accept: impl Fn(char) -> bool) -> usize {
    let rest = &text[from..];
    from + rest.find(|c: char| !accept(c)).unwrap_or(rest.len())
}

/// The number in a quantity; `None` if it is none at all.
fn number_of(text: &str, number: &str) -> Option<Result<f64, Flaw>> {
    let flaw = |code, what: &str, help: &str| {
        Some(Err(Flaw::new(
            code,
            0..text.len(),
            format!("`{text}` is {what}"),
            help,
        )))
    };
    let value: f64 = number.parse().ok()?;
    if !value.is_finite() {
        return flaw(Code::NotFinite, "not finite", "write a finite number");
    }
    if value < 0.0 {
        return flaw(Code::Negative, "negative", "write zero or more");
    }
    if value > 1e15 {
        return flaw(Code::TooBig, "too big", "write a smaller number");
    }
    Some(Ok(value))
}
