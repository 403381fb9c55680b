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

pub use arrivals::{Arrivals, TrendFound, Weekday};
pub use calibration::{Calibration, KindFound, Options, calibrate, calibrate_watched};
pub use durations::{DurationFound, Truncation, Verdict};
pub use fate::{Aside, Fates, RowFate};
pub use kinds::Kinds;
pub use kinds::{ALL, UNNAMED};
pub use parameter::Parameter;
pub use read::{
    ColumnMap, DateFormat, FalseAlarmWords, Reading, moment, moment_begin, read_csv, read_path,
    read_table, read_veris,
};
pub use record::{Bounds, Record, Records};
pub use resolution::Resolution;
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
