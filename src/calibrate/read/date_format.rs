//! How dates are written, as the user says it.

use jiff::fmt::strtime::BrokenDownTime;

use super::clip;
use super::written::{Date, Written};
use crate::calibrate::CalibrateError;

/// How dates are written (`--date-format`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// Day before month.
    DayFirst,
    /// Month before day.
    MonthFirst,
    /// Bare numbers are days of a spreadsheet: since 1899-12-30, or since 1904-01-01.
    Serial {
        /// True for the calendar of 1904.
        from_1904: bool,
    },
    /// Bare numbers are seconds since 1970.
    Seconds,
    /// Bare numbers are milliseconds since 1970.
    Millis,
    /// A pattern of `strptime`.
    Pattern(String),
}

impl DateFormat {
    /// Reads `dmy`, `mdy`, `excel`, `excel-1904`, `epoch-s`, `epoch-ms` or a pattern with `%`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, CalibrateError> {
        Ok(match text {
            "dmy" => Self::DayFirst,
            "mdy" => Self::MonthFirst,
            "excel" => Self::Serial { from_1904: false },
            "excel-1904" => Self::Serial { from_1904: true },
            "epoch-s" => Self::Seconds,
            "epoch-ms" => Self::Millis,
            pattern if pattern.contains('%') => Self::Pattern(pattern.to_owned()),
            _ => {
                return Err(CalibrateError(format!(
                    "--date-format: `{}` is none of dmy, mdy, excel, excel-1904, epoch-s, \
                     epoch-ms, and no pattern like '%d.%m.%Y %H:%M'",
                    clip(text)
                )));
            }
        })
    }

    /// Reads a cell by the pattern; `None` without one, or if the cell does not follow it.
    pub(super) fn by_pattern(&self, text: &str) -> Option<Written> {
        let Self::Pattern(pattern) = self else {
            return None;
        };
        let parts = BrokenDownTime::parse(pattern, text.trim()).ok()?;
        if let Ok(at) = parts.to_timestamp() {
            return Some(Written::Instant(at));
        }
        let date = parts.to_date().ok()?;
        let date = Date::Day(date.year(), date.month(), date.day());
        let time = parts.hour().and_then(|_| parts.to_time().ok());
        Some(Written::Local(date, time, None))
    }
}
