//! Files for other tools.

mod columns;
pub(crate) mod incidents;
pub(crate) mod parquet;
