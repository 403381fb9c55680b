//! From records of real incidents to the numbers of a scenario.
//!
//! `read` makes [`Records`] of tables (CSV, XLSX) and of VERIS JSON, and says of each row what
//! was made of it. `steps` turns records into durations known exactly, within bounds or not yet
//! ended; `durations` and `arrivals` fit them; [`Calibration`] is all that was found.

mod arrivals;
mod calibration;
mod cell;
mod curve;
mod durations;
mod evidence;
mod fate;
mod kinds;
mod parameter;
mod read;
mod record;
mod resolution;
mod step;
mod steps;
mod watch;
mod window;

pub(crate) use arrivals::Arrivals;
pub use arrivals::Weekday;
pub(crate) use calibration::KindFound;
pub use calibration::{Calibration, Options, calibrate, calibrate_watched};
pub use durations::{DurationFound, Verdict};
pub(crate) use fate::{Aside, RowFate};

pub(crate) use parameter::Parameter;
pub use read::{
    ColumnMap, DateFormat, Reading, moment, moment_begin, read_csv, read_path, read_table,
    read_veris,
};
pub(crate) use read::{FalseAlarmWords, read_bytes};
pub use record::Records;

pub use step::Step;
pub use watch::Watch;

use thiserror::Error;

/// Why nothing can be made of records.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct CalibrateError(pub String);

/// Longest text of a record in a message, characters.
const SHOWN: usize = 60;

/// A text of a record for a message: cut where it is long, on one line, without characters that
/// steer a terminal.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", crate::text::line(&text[..end])),
        None => crate::text::line(text).into_owned(),
    }
}
