//! Quantities with units: a bare number is a mistake, and the report shows how to write it.

use toml::de::DeValue;

use super::code::Code;
use super::reader::{Cx, Field};
use super::time::Span;
use super::unit::{self, Flaw};

impl<'t> Cx<'t> {
    /// A quantity in quotes; `example` shows how a bare number would be written right.
    fn quantity<T>(
        &mut self,
        field: Field<'t>,
        what: &str,
        example: impl Fn(f64) -> String,
        read: impl Fn(&str) -> Result<T, Flaw>,
    ) -> Option<T> {
        match field.value {
            DeValue::String(text) => match read(text) {
                Ok(value) => Some(value),
                Err(flaw) => {
                    self.report_flaw(field, flaw);
                    None
                }
            },
            DeValue::Integer(_) | DeValue::Float(_) => {
                let number = self.number(field)?;
                let message = format!("`{}` needs a unit", field.key);
                self.report(Code::BareNumber, field.place(), message)
                    .label("a bare number")
                    .help(format!("write {what} in quotes, like {}", example(number)));
                None
            }
            _ => {
                let help = format!("like {}", example(2.0));
                self.wrong_type(field, &format!("{what} in quotes"))
                    .help(help);
                None
            }
        }
    }

    /// Milliseconds, for the parameter of a distribution.
    pub(super) fn millis(&mut self, field: Field<'t>) -> Option<f64> {
        let example = |n: f64| format!("\"{n}h\" or \"{n}d\"");
        self.quantity(field, "a duration", example, unit::duration)
    }

    /// A length of time.
    pub(super) fn span(&mut self, field: Option<Field<'t>>, default: Span) -> Span {
        field
            .and_then(|field| self.millis(field))
            .map_or(default, Span::from_millis_f64)
    }

    /// A length of time above zero.
    pub(super) fn positive_span(&mut self, field: Option<Field<'t>>, default: Span) -> Span {
        let Some(millis) = field.and_then(|field| self.millis(field)) else {
            return default;
        };
        let span = Span::from_millis_f64(millis);
        if let Some(field) = field
            && span == Span::ZERO
        {
            let message = format!("`{}` must be longer than zero", field.key);
            self.report(Code::NotPositive, field.place(), message);
            return default;
        }
        span
    }

    /// A share in `0..=1`.
    pub(super) fn share(&mut self, field: Option<Field<'t>>, default: f64) -> f64 {
        let example = |n: f64| {
            let percent = if n <= 1.0 { n * 100.0 } else { n };
            format!("\"{}%\"", (percent * 1e6).round() / 1e6)
        };
        field
            .and_then(|field| self.quantity(field, "a share", example, unit::share))
            .unwrap_or(default)
    }

    /// A percentage of zero or more, as a fraction.
    pub(super) fn percentage(&mut self, field: Field<'t>) -> Option<f64> {
        let example = |n: f64| format!("\"{}%\"", (n * 1e8).round() / 1e6);
        let percent = self.quantity(field, "a percentage", example, unit::percentage)?;
        Some(percent / 100.0)
    }

    /// Events per millisecond.
    pub(super) fn rate(&mut self, field: Field<'t>) -> Option<f64> {
        let example = |n: f64| format!("\"{n}/week\"");
        self.quantity(field, "a rate", example, unit::rate)
    }

    /// Kilometres an hour.
    pub(super) fn speed(&mut self, field: Field<'t>) -> Option<f64> {
        self.quantity(field, "a speed", |n| format!("\"{n} km/h\""), unit::speed)
    }
}
