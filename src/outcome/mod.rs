//! The records and measures of one replication, and what many add up to.

mod census;
mod collector;
mod measure;
mod meter;
mod packed;
mod record;
mod row;
mod rows;
mod tally;
pub mod trace;

pub use collector::{Collector, GRAVEST_FIRST};
pub use measure::{Duration, Measure, Verdict};
pub use meter::{GRAVE, Meter, Pool, Quantity};
pub use record::{IncidentRecord, origin};
pub use row::Row;
pub use rows::{Recorder, Rows, Stint, state_name};
pub use tally::{Deadlines, Effectiveness, Scalar, Tally, TeamDetail, TeamTally, Wait, Waits};
