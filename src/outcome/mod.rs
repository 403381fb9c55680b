//! The records and measures of one replication, and what many add up to.

mod census;
mod collector;
mod deadline;
mod history_measure;
mod measure;
mod meter;
mod packed;
mod reasons;
mod record;
mod replication_column;
mod replication_columns;
mod replication_rows;
mod row;
mod rows;
mod tally;
pub(crate) mod trace;
mod wait;

pub use collector::Collector;
pub(crate) use collector::GRAVEST_FIRST;
pub(crate) use history_measure::HistoryMeasure;
pub use measure::Measure;
pub(crate) use meter::{GRAVE, Meter, Pool, Quantity};
pub(crate) use reasons::Holdup;
pub use record::IncidentRecord;
pub(crate) use record::origin;
pub(crate) use replication_column::{Form, ReplicationColumn};
pub(crate) use replication_columns::{columns, union};
pub(crate) use replication_rows::{Cell, ReplicationReader};
pub(crate) use row::Row;
pub(crate) use rows::state_name;
pub use rows::{Recorder, Rows};
pub use tally::{Scalar, Tally};
pub(crate) use wait::{Wait, Waits};
