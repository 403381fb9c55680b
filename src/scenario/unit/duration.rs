//! Lengths of time: `"1h 30min"`, `"6 months"`.

use std::ops::Range;

use super::super::code::Code;
use super::{DAY_MILLIS, Flaw, LONGEST_MILLIS, Unit, span_while, unit_of, unknown_unit};

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
}
