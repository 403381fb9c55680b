//! Quantities as people write them: `"1h 30min"`, `"6 months"`, `"1.4/week"`, `"80%"`,
//! `"80 km/h"`.
//!
//! These functions know nothing of scenarios: a text goes in, a number or a [`Flaw`] comes
//! out, and the flaw knows which bytes of the text are to blame.

use std::ops::Range;

use super::code::Code;

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

/// A length of time that may hold calendar units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CalendarSpan {
    /// Whole months (a year is twelve).
    pub months: i32,
    /// Whole days (a week is seven).
    pub days: i32,
    /// The rest, in milliseconds.
    pub millis: f64,
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

const DURATION_HELP: &str =
    "write a number with `ms`, `s`, `min`, `h`, `d` or `weeks`, like \"90min\" or \"1h 30min\"";

/// One number with its unit.
struct Part<'a> {
    value: f64,
    unit: &'a str,
    number_at: Range<usize>,
    unit_at: Range<usize>,
}

/// Splits `1h 30min` into its parts.
fn parts(text: &str) -> Result<Vec<Part<'_>>, Flaw> {
    let whole = 0..text.len();
    let mut found = Vec::new();
    let mut at = 0;
    let skip = |at: usize| at + text[at..].len() - text[at..].trim_start().len();
    at = skip(at);
    if text[at..].starts_with('-') {
        return Err(Flaw::new(
            Code::Negative,
            whole,
            format!("`{text}` is negative"),
            "durations are zero or more",
        ));
    }
    while at < text.len() {
        let number_end = span_while(text, at, |c| c.is_ascii_digit() || c == '.');
        let number = &text[at..number_end];
        let mut unit_at = skip(number_end);
        let unit_end = span_while(text, unit_at, |c| c.is_alphabetic() || c == 'µ');
        if unit_end == unit_at {
            unit_at = number_end;
        }
        let unit = &text[unit_at..unit_end.max(unit_at)];
        let bad = |help: &str| {
            Flaw::new(
                Code::BadQuantity,
                whole.clone(),
                format!("`{text}` is not a duration"),
                help,
            )
        };
        let value = match number.parse::<f64>() {
            Ok(value) if number.starts_with(|c: char| c.is_ascii_digit()) => value,
            _ if matches!(text.trim(), "nan" | "inf") => {
                return Err(Flaw::new(
                    Code::NotFinite,
                    whole,
                    format!("`{text}` is not a finite duration"),
                    DURATION_HELP,
                ));
            }
            _ => return Err(bad(DURATION_HELP)),
        };
        if unit.is_empty() {
            if text[number_end..].starts_with(',') {
                return Err(bad("write a decimal point, not a comma: \"1.5h\""));
            }
            if number_end < text.len() && !text[number_end..].trim_start().is_empty() {
                return Err(bad(DURATION_HELP));
            }
            return Err(Flaw::new(
                Code::BareNumber,
                at..number_end,
                format!("`{number}` has no unit"),
                format!("add one: \"{number}min\", \"{number}h\" or \"{number}d\""),
            ));
        }
        found.push(Part {
            value,
            unit,
            number_at: at..number_end,
            unit_at: unit_at..unit_end,
        });
        at = skip(unit_end);
    }
    if found.is_empty() {
        return Err(Flaw::new(
            Code::BadQuantity,
            whole,
            "an empty duration",
            DURATION_HELP,
        ));
    }
    Ok(found)
}

fn span_while(text: &str, from: usize, accept: impl Fn(char) -> bool) -> usize {
    let rest = &text[from..];
    from + rest.find(|c: char| !accept(c)).unwrap_or(rest.len())
}

fn too_long(text: &str) -> Flaw {
    Flaw::new(
        Code::TooBig,
        0..text.len(),
        format!("`{text}` is longer than a thousand years"),
        "use a shorter duration",
    )
}

/// An exact duration in milliseconds, rounded to whole ones; a day is 24 hours.
///
/// # Errors
/// Anything but numbers with units of at most a week.
pub(crate) fn duration(text: &str) -> Result<f64, Flaw> {
    let mut total = 0.0;
    for part in parts(text)? {
        match unit_of(part.unit) {
            Some(Unit::Exact(millis)) => total += part.value * millis,
            Some(Unit::Days(days)) => total += part.value * f64::from(days) * DAY_MILLIS,
            Some(Unit::Months(_)) => {
                return Err(Flaw::new(
                    Code::CalendarUnit,
                    part.unit_at,
                    "months and years have no exact length",
                    "write days or weeks here, like \"30d\"",
                ));
            }
            None => return Err(unknown_unit(part.unit, part.unit_at, DURATION_HELP)),
        }
    }
    if total > LONGEST_MILLIS {
        return Err(too_long(text));
    }
    Ok((total + 0.5).floor())
}

/// A length of time in calendar months, calendar days and an exact rest.
///
/// Fractions of days and weeks go to the exact rest; months must be whole.
///
/// # Errors
/// Anything but numbers with units of time.
pub(crate) fn calendar_span(text: &str) -> Result<CalendarSpan, Flaw> {
    let mut span = CalendarSpan::default();
    let (mut months, mut days) = (0.0, 0.0);
    for part in parts(text)? {
        match unit_of(part.unit) {
            Some(Unit::Exact(millis)) => span.millis += part.value * millis,
            Some(Unit::Days(unit)) => {
                let value = part.value * f64::from(unit);
                days += value.floor();
                span.millis += (value - value.floor()) * DAY_MILLIS;
            }
            Some(Unit::Months(unit)) => {
                let value = part.value * f64::from(unit);
                if value.fract() != 0.0 {
                    return Err(Flaw::new(
                        Code::BadQuantity,
                        part.number_at,
                        format!("`{text}` is not a whole number of months"),
                        "write whole months, or days",
                    ));
                }
                months += value;
            }
            None => {
                let wanted = "write a number with `h`, `d`, `weeks` or `months`, like \"30d\"";
                return Err(unknown_unit(part.unit, part.unit_at, wanted));
            }
        }
    }
    if span.millis > LONGEST_MILLIS || days > 365_000.0 || months > 12_000.0 {
        return Err(too_long(text));
    }
    span.months = months as i32;
    span.days = days as i32;
    span.millis = (span.millis + 0.5).floor();
    Ok(span)
}

const RATE_HELP: &str = "write how many, and in what time: \"1.4/week\", \"3/day\" or \"0.9/h\"";

/// A rate in events per millisecond; a year is 365 days.
///
/// # Errors
/// Anything but a number, `/` or `per`, and a unit of time.
pub(crate) fn rate(text: &str) -> Result<f64, Flaw> {
    let whole = 0..text.len();
    let bad = || {
        Flaw::new(
            Code::BadQuantity,
            whole.clone(),
            format!("`{text}` is not a rate"),
            RATE_HELP,
        )
    };
    let (number, unit, unit_from) = if let Some((number, unit)) = text.split_once('/') {
        (number, unit, number.len() + 1)
    } else if let Some((number, unit)) = text.split_once(" per ") {
        (number, unit, number.len() + 5)
    } else if text.trim().parse::<f64>().is_ok() {
        return Err(Flaw::new(
            Code::BareNumber,
            whole,
            format!("`{text}` doesn't say in what time"),
            RATE_HELP,
        ));
    } else {
        return Err(bad());
    };
    let value = number_of(text, number.trim()).ok_or_else(bad)??;
    let unit = unit.trim();
    let millis = match unit_of(unit) {
        Some(Unit::Exact(millis)) => millis,
        Some(Unit::Days(days)) => f64::from(days) * DAY_MILLIS,
        Some(Unit::Months(12)) => 365.0 * DAY_MILLIS,
        Some(Unit::Months(_)) => {
            return Err(Flaw::new(
                Code::UnknownUnit,
                unit_from..text.len(),
                "months have different lengths",
                "write the rate per week or per year",
            ));
        }
        None => return Err(unknown_unit(unit, unit_from..text.len(), RATE_HELP)),
    };
    let rate = value / millis;
    if rate > 1e6 {
        return Err(Flaw::new(
            Code::TooBig,
            whole,
            format!("`{text}` is more than a simulation can hold"),
            RATE_HELP,
        ));
    }
    Ok(rate)
}

const SHARE_HELP: &str = "write a percentage in quotes, like \"80%\"";

/// A share in `0..=1`, written in per cent.
///
/// # Errors
/// Anything but a number and `%`, or one outside 0% to 100%.
pub(crate) fn share(text: &str) -> Result<f64, Flaw> {
    let percent = percentage(text)?;
    if percent > 100.0 {
        return Err(Flaw::new(
            Code::ShareRange,
            0..text.len(),
            format!("`{text}` is more than the whole"),
            "shares go from \"0%\" to \"100%\"",
        ));
    }
    Ok(percent / 100.0)
}

/// A percentage, zero or more.
///
/// # Errors
/// Anything but a number and `%`.
pub(crate) fn percentage(text: &str) -> Result<f64, Flaw> {
    let whole = 0..text.len();
    let bad = |code, message| Flaw::new(code, whole.clone(), message, SHARE_HELP);
    let Some(number) = text.trim().strip_suffix('%') else {
        return Err(match text.trim().parse::<f64>() {
            Ok(_) => bad(Code::BareNumber, format!("`{text}` has no `%`")),
            Err(_) => bad(Code::BadQuantity, format!("`{text}` is not a share")),
        });
    };
    match number_of(text, number.trim()) {
        Some(Ok(value)) => Ok(value),
        Some(Err(flaw)) if flaw.code == Code::Negative => Err(Flaw {
            code: Code::ShareRange,
            help: "shares go from \"0%\" to \"100%\"".to_owned(),
            ..flaw
        }),
        Some(Err(flaw)) => Err(flaw),
        None => Err(bad(Code::BadQuantity, format!("`{text}` is not a share"))),
    }
}

/// A speed in kilometres an hour.
///
/// # Errors
/// Anything but a positive number and `km/h`.
pub(crate) fn speed(text: &str) -> Result<f64, Flaw> {
    const HELP: &str = "write kilometres an hour, like \"80 km/h\"";
    let whole = 0..text.len();
    let trimmed = text.trim();
    let Some(number) = trimmed.strip_suffix("km/h") else {
        let number_end = span_while(trimmed, 0, |c| c.is_ascii_digit() || c == '.');
        let code = if number_end == 0 {
            Code::BadQuantity
        } else if number_end == trimmed.len() {
            Code::BareNumber
        } else {
            Code::UnknownUnit
        };
        return Err(Flaw::new(
            code,
            whole,
            format!("`{text}` is not a speed"),
            HELP,
        ));
    };
    let bad = |code| {
        Flaw::new(
            code,
            0..text.len(),
            format!("`{text}` is not a speed"),
            HELP,
        )
    };
    let value = number_of(text, number.trim()).ok_or_else(|| bad(Code::BadQuantity))??;
    if value <= 0.0 {
        return Err(bad(Code::NotPositive));
    }
    if value > 40_000.0 {
        return Err(bad(Code::TooBig));
    }
    Ok(value)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(read: Result<T, Flaw>) -> &'static str {
        read.expect_err("a flaw").code.as_str()
    }

    #[test]
    fn durations_in_every_spelling() {
        for (text, millis) in [
            ("500ms", 500.0),
            ("45s", 45e3),
            ("45 sec", 45e3),
            ("90min", 90.0 * 6e4),
            ("6h", 6.0 * 3.6e6),
            ("6 hours", 6.0 * 3.6e6),
            ("1 hr", 3.6e6),
            ("7d", 7.0 * 8.64e7),
            ("2 weeks", 14.0 * 8.64e7),
            ("1h 30min", 90.0 * 6e4),
            ("1h30min", 90.0 * 6e4),
            ("1d 2h 3min 4s 5ms", 93_784_005.0),
            ("0.1h", 360_000.0),
            ("1.5d", 1.5 * 8.64e7),
            ("  2h ", 7.2e6),
            ("0s", 0.0),
            ("0.4ms", 0.0),
        ] {
            assert_eq!(duration(text), Ok(millis), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, wanted) in [
            ("", "S0203"),
            ("   ", "S0203"),
            ("h", "S0203"),
            ("two hours", "S0203"),
            ("1,5h", "S0203"),
            ("1.2.3h", "S0203"),
            (".5h", "S0203"),
            ("1e3h", "S0202"),
            ("6h and 5min", "S0203"),
            ("nan", "S0205"),
            ("inf", "S0205"),
            ("-2h", "S0204"),
            ("2", "S0201"),
            ("1h 30", "S0201"),
            ("2m", "S0202"),
            ("2H", "S0202"),
            ("2 hrz", "S0202"),
            ("2 months", "S0211"),
            ("1001 years", "S0211"),
            ("9999999999d", "S0206"),
            ("99999999999999999999999999999999999999999999d", "S0206"),
            ("2ч", "S0202"),
            ("２h", "S0203"),
        ] {
            assert_eq!(code(duration(text)), wanted, "{text}");
        }
        let flaw = duration("1h 30 mim").expect_err("a unit that isn't one");
        assert_eq!(&"1h 30 mim"[flaw.at], "mim");
    }

    #[test]
    fn calendar_spans_keep_months_and_days() {
        let span = |months, days, millis| {
            Ok(CalendarSpan {
                months,
                days,
                millis,
            })
        };
        assert_eq!(calendar_span("6 months"), span(6, 0, 0.0));
        assert_eq!(calendar_span("1 year 2 months"), span(14, 0, 0.0));
        assert_eq!(calendar_span("2 weeks 1d 3h"), span(0, 15, 1.08e7));
        assert_eq!(calendar_span("1.5d"), span(0, 1, 4.32e7));
        assert_eq!(code(calendar_span("1.5 months")), "S0203");
        assert_eq!(code(calendar_span("1001 years")), "S0206");
        assert_eq!(code(calendar_span("400000d")), "S0206");
    }

    #[test]
    fn rates_shares_and_speeds() {
        let close = |read: Result<f64, Flaw>, wanted: f64| {
            assert!((read.expect("a quantity") / wanted - 1.0).abs() < 1e-15);
        };
        close(rate("1.4/week"), 1.4 / (7.0 * 8.64e7));
        close(rate("3 / day"), 3.0 / 8.64e7);
        close(rate("2 per hour"), 2.0 / 3.6e6);
        close(rate("12/year"), 12.0 / (365.0 * 8.64e7));
        close(share("80%"), 0.8);
        close(share(" 0.5 % "), 0.005);
        close(speed("80 km/h"), 80.0);
        assert_eq!(rate("0/week"), Ok(0.0));
        for (text, wanted) in [
            ("2", "S0201"),
            ("2/fortnight", "S0202"),
            ("2/month", "S0202"),
            ("-2/week", "S0204"),
            ("x/week", "S0203"),
            ("inf/week", "S0205"),
            ("1e12/ms", "S0206"),
            ("", "S0203"),
        ] {
            assert_eq!(code(rate(text)), wanted, "{text}");
        }
        for (text, wanted) in [
            ("0.8", "S0201"),
            ("101%", "S0207"),
            ("-1%", "S0207"),
            ("nan%", "S0205"),
            ("%", "S0203"),
        ] {
            assert_eq!(code(share(text)), wanted, "{text}");
        }
        for (text, wanted) in [
            ("80", "S0201"),
            ("80 mph", "S0202"),
            ("fast", "S0203"),
            ("0 km/h", "S0210"),
            ("1e9 km/h", "S0206"),
        ] {
            assert_eq!(code(speed(text)), wanted, "{text}");
        }
    }
}
