//! Spreadsheets (XLSX) of strangers: what is checked before anything is parsed, and what their
//! numbers of days mean.
//!
//! A workbook is a ZIP archive, and some kilobytes of one may ask for gigabytes: what it inflates
//! to is measured, and what it claims is checked, before a reader of workbooks sees it.

mod claims;
mod guard;

use jiff::{ToSpan, civil};

pub(crate) use guard::{Limits, check};

/// Characters of a foreign text that a message shows.
const SHOWN: usize = 80;

/// A foreign text as a message may show it: on one line, and not too long.
pub(crate) fn clip(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", crate::text::line(&text[..end])),
        None => crate::text::line(text).into_owned(),
    }
}

/// True if the bytes are those of a ZIP archive, as workbooks are.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// What to say of spreadsheets that can't be read; `None` if the bytes are none.
pub(crate) fn other_spreadsheet(bytes: &[u8]) -> Option<&'static str> {
    bytes
        .starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        .then_some("it is a workbook of the old kind (.xls): save it as .xlsx or CSV")
}

/// The local moment of a spreadsheet's day number, to the second: day 1 of the calendar of 1900
/// is 1900-01-01, and since that calendar has a 29 February 1900, days from March 1900 on count
/// from 1899-12-30 (ECMA-376, part 1, 18.17.4.1).
pub(crate) fn serial(number: f64, from_1904: bool) -> Option<civil::DateTime> {
    if !(0.0..3e6).contains(&number) || (!from_1904 && number < 61.0) {
        return None;
    }
    let first = if from_1904 {
        civil::date(1904, 1, 1)
    } else {
        civil::date(1899, 12, 30)
    };
    let seconds = (number * 86_400.0).round() as i64;
    let midnight = first.to_datetime(civil::Time::midnight());
    midnight.checked_add(seconds.seconds()).ok()
}
/// The letters of a column, from 0: `A`, `Z`, `AA`.
pub(crate) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        letters.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    letters.reverse();
    String::from_utf8_lossy(&letters).into_owned()
}
