//! Many replications: running them, reducing them in order, and what they say.

pub mod curves;
mod run;
pub mod staffing;
pub mod summary;
pub mod verify;

pub use run::{ReplicationFailure, SECTIONS, Study, StudyError, run};
