//! How many in what time, how much of a whole, how fast: `"1.4/week"`, `"80%"`, `"80 km/h"`.

use super::super::code::Code;
use super::{DAY_MILLIS, Flaw, Unit, number_of, span_while, unit_of, unknown_unit};

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

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(read: Result<T, Flaw>) -> &'static str {
        read.expect_err("a flaw").code.as_str()
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
