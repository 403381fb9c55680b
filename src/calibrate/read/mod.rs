//! Reading records of incidents: tables in text or in a workbook, VERIS JSON, and folders of it.
//!
//! Reading goes in two steps. What stands in a cell is parsed as it is (`written`, `number`,
//! `length`); what is meant is judged afterwards with the whole column in sight (`habits`), since
//! a date like 03/04/2024 or a bare number means nothing by itself. Every row and every file
//! gets a fate.

mod answers;
mod columns;
mod date_format;
mod habits;
mod length;
mod number;
mod numerals;
mod order;
mod repeats;
mod sheet;
mod source;
mod table;
mod veris;
mod workbook;
mod written;

pub(crate) use answers::FalseAlarmWords;
pub use columns::ColumnMap;
pub use date_format::DateFormat;
pub use habits::{moment, moment_begin};
pub(crate) use source::read_bytes;
pub use source::read_path;

use jiff::tz::TimeZone;

use super::CalibrateError;
use super::fate::Aside;
use super::record::{Content, Records, Row};
use super::shown as clip;
use crate::text::Encoding;

/// How records are to be read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which column says what.
    pub map: ColumnMap,
    /// Zone of local times.
    pub zone: TimeZone,
    /// How dates are written; found in the records if not given.
    pub dates: Option<DateFormat>,
    /// Words that mean a false alarm; common ones if there are none.
    pub false_alarms: FalseAlarmWords,
    /// Encoding of text; UTF-8 if not given.
    pub encoding: Option<Encoding>,
    /// Sheet of a workbook; the one that holds records if not given.
    pub sheet: Option<String>,
}

impl Reading {
    /// Reads tables by their own names of columns, local times in `zone`.
    pub fn of(zone: TimeZone) -> Self {
        Self {
            map: ColumnMap::default(),
            zone,
            dates: None,
            false_alarms: FalseAlarmWords::default(),
            encoding: None,
            sheet: None,
        }
    }
}

/// A file or a sheet that is not read, and why.
pub(super) struct NotRead {
    name: String,
    reason: String,
}

impl NotRead {
    fn into_row(self) -> Row {
        Row {
            line: self.name,
            content: Content::Aside(Aside::NotRead, self.reason),
        }
    }
}

/// Reads records from a table in text (CSV); lines end with `\n`.
///
/// # Errors
/// If the header has no columns to read, dates may be read in two ways, or the rows are of
/// several simulated histories. A row that can't be read is no error: it is kept with its
/// reason.
pub fn read_table(text: &str, reading: &Reading) -> Result<Records, CalibrateError> {
    let mut records = Records::default();
    let found = sheet::table_of(text, &reading.map)?;
    table::add(&mut records, found, reading)?;
    Ok(records)
}

/// Reads records from a table by a map of columns; see [`read_table`].
///
/// # Errors
/// As [`read_table`] has.
pub fn read_csv(text: &str, map: &ColumnMap, zone: &TimeZone) -> Result<Records, CalibrateError> {
    let reading = Reading {
        map: map.clone(),
        ..Reading::of(zone.clone())
    };
    read_table(text, &reading)
}

/// Reads VERIS JSON: one incident, an array of them, or one a line; `name` stands before numbers
/// of incidents in what is said of them.
///
/// # Errors
/// If the text is no JSON at all.
pub fn read_veris(text: &str, name: &str, zone: &TimeZone) -> Result<Records, CalibrateError> {
    let mut records = Records::default();
    let rows = veris::rows(text, name, zone)?;
    source::take_veris(&mut records, rows);
    Ok(records)
}
