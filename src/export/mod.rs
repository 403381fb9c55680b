//! Files for other tools.

mod columns;
pub mod incidents;
pub mod parquet;
