//! Foreign and edited lists of events, read into `[[inject]]` blocks.
//!
//! Cells become a [`grid`], in which a [`header`] is found by its words. When something is due is
//! written in many ways ([`notation`]), and some of them mean something only beside the others of
//! their column ([`times`]). What can't be read is refused by cell; nothing is guessed.

mod blocks;
mod clock;
mod csv_grid;
mod due;
mod field;
mod grid;
mod header;
mod notation;
mod notation_dates;
mod refusal;
mod times;
mod xlsx_grid;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

pub(crate) use blocks::Imported;
pub(crate) use refusal::Refusal;
pub use times::BareNumbers;

use crate::scenario::time::Span;
use crate::workbook;

/// Largest file, bytes.
const LARGEST: usize = 16 << 20;

/// How a list is to be read.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The sheet; `None` for the one that holds a list.
    pub sheet: Option<String>,
    /// STARTEX as an anchor of the scenario.
    pub startex: String,
    /// The day of STARTEX, where it is known.
    pub day: Option<Date>,
    /// The zone of local times, where it is known.
    pub zone: Option<TimeZone>,
    /// Spread the injects over so much time, in their order.
    pub spread: Option<Span>,
    /// What bare numbers in a column of times are.
    pub numbers: Option<BareNumbers>,
    /// Names of the scenario's objectives, with their ids.
    pub objectives: Vec<(String, String)>,
    /// Leave out what is refused, instead of reading nothing.
    pub partial: bool,
}

/// Why nothing was read.
#[derive(Debug, Error)]
pub(crate) enum ImportError {
    /// The file as a whole, or the options.
    #[error("{0}")]
    File(String),
    /// Some of its cells.
    #[error("{}", refusal::list(.0))]
    Cells(Vec<Refusal>),
}

/// Reads a list: a workbook or CSV, told by what is in it.
///
/// # Errors
/// If it is too large, damaged or no list of injects, or if cells can't be read.
pub(crate) fn read(bytes: Vec<u8>, reading: &Reading) -> Result<Imported, ImportError> {
    if bytes.len() > LARGEST {
        let most = LARGEST >> 20;
        return Err(ImportError::File(format!(
            "it is larger than {most} MiB: save the sheet with the list as CSV"
        )));
    }
    if let Some(reason) = workbook::other_spreadsheet(&bytes) {
        return Err(ImportError::File(reason.to_owned()));
    }
    let grids = if workbook::is_archive(&bytes) {
        xlsx_grid::grids(bytes, reading.sheet.as_deref())
    } else if reading.sheet.is_some() {
        Err("--sheet is for workbooks, and this is text".to_owned())
    } else {
        csv_grid::grids(&bytes)
    };
    let grids = grids.map_err(ImportError::File)?;
    let list = header::find(&grids).map_err(ImportError::File)?;
    blocks::blocks(&list, reading)
}
