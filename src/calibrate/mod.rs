//! From records of real incidents to the numbers of a scenario.
//!
//! `cell` reads what a person wrote into one cell, `table` a CSV file by a column map, `veris`
//! VERIS JSON; both give [`Record`]s, and say of each row what was made of it. `steps` turns
//! records into durations known exactly, within bounds or not yet ended; `durations` and
//! `arrivals` fit them; [`Calibration`] is all that was found.

mod arrivals;
mod calibration;
mod cell;
mod curve;
mod durations;
mod evidence;
mod record;
mod resolution;
mod steps;
mod table;
mod veris;
mod watch;

pub use arrivals::{Arrivals, TrendFound, Weekday};
pub use calibration::{ALL, Calibration, KindFound, Options, calibrate, calibrate_watched};
pub use cell::{first_of as moment_begin, last_of as moment};
pub use durations::{DurationFound, Parameter, Truncation, Verdict};
pub use record::{Bounds, Record, Records, RowFate};
pub use resolution::Resolution;
pub use steps::Step;
pub use table::{ColumnMap, read_csv};
pub use veris::read_veris;
pub use watch::Watch;

use thiserror::Error;

/// Why nothing can be made of records.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct CalibrateError(pub String);
