//! Files for other tools.

mod columns;
pub(crate) mod incidents;
mod notes;
pub(crate) mod parquet;
pub(crate) mod replications;
mod writing;
