//! What the bare numbers of a column mean, by their size.

use super::date_format::DateFormat;
use super::written::Written;

/// Years in which there are records. A date outside is a slip or stands for "none".
pub(super) const YEARS: std::ops::Range<i16> = 1900..2200;
/// What the bare numbers of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Nothing that could be said.
    Unclear,
    /// Hours on the records' own clock.
    Clock,
    /// Years.
    Years,
    /// Days of a spreadsheet; whole ones are days or, where others have fractions, midnights.
    Serials {
        /// True for the calendar of 1904.
        from_1904: bool,
        /// True if some have fractions.
        exact: bool,
    },
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// Year, month and day in eight digits.
    EightDigits,
}

/// Spreadsheet days of the years 2000 to 2100, seconds and milliseconds since 1970 of them.
const SERIALS: std::ops::Range<f64> = 36_526.0..73_051.0;
const SECONDS: std::ops::Range<f64> = 946_684_800.0..4_133_980_800.0;
const MILLIS: std::ops::Range<f64> = 946_684_800_000.0..4_133_980_800_000.0;
pub(super) const EIGHT: std::ops::Range<f64> = 19_000_101.0..22_000_000.0;
/// A reading of numbers is taken if it fits at least this share of a column.
const MOST: f64 = 0.8;
impl Numbers {
    /// What the numbers of a column are by their size.
    pub(super) fn of<'a>(column: impl Iterator<Item = &'a Written>) -> Self {
        let numbers: Vec<(f64, bool)> = column
            .filter_map(|written| match written {
                Written::Number(number, four) => Some((*number, *four)),
                _ => None,
            })
            .collect();
        if numbers.is_empty() {
            return Self::Unclear;
        }
        let year = |&(number, four): &(f64, bool)| four && YEARS.contains(&(number as i16));
        if numbers.iter().all(year) {
            return Self::Years;
        }
        let fits = |range: &std::ops::Range<f64>, whole: bool| {
            let within = |(number, _): &&(f64, bool)| {
                range.contains(number) && (!whole || number.fract() == 0.0)
            };
            numbers.iter().filter(within).count() as f64 >= MOST * numbers.len() as f64
        };
        let exact = numbers.iter().any(|(number, _)| number.fract() != 0.0);
        if fits(&SERIALS, false) {
            Self::Serials {
                from_1904: false,
                exact,
            }
        } else if fits(&SECONDS, false) {
            Self::Seconds
        } else if fits(&MILLIS, false) {
            Self::Millis
        } else if fits(&EIGHT, true) {
            Self::EightDigits
        } else {
            Self::Unclear
        }
    }

    /// What the user said they are.
    pub(super) fn told(format: &DateFormat, exact: bool) -> Option<Self> {
        match format {
            DateFormat::Serial { from_1904 } => Some(Self::Serials {
                from_1904: *from_1904,
                exact,
            }),
            DateFormat::Seconds => Some(Self::Seconds),
            DateFormat::Millis => Some(Self::Millis),
            _ => None,
        }
    }

    /// In words; `None` if there is nothing to say.
    pub(super) const fn words(self) -> Option<&'static str> {
        match self {
            Self::Unclear | Self::Clock | Self::Years => None,
            Self::Serials {
                from_1904: false, ..
            } => Some("days of a spreadsheet (45352 is 2024-03-01)"),
            Self::Serials {
                from_1904: true, ..
            } => Some("days of a spreadsheet since 1904 (43890 is 2024-03-01)"),
            Self::Seconds => Some("seconds since 1970"),
            Self::Millis => Some("milliseconds since 1970"),
            Self::EightDigits => Some("year, month and day in eight digits"),
        }
    }
}
