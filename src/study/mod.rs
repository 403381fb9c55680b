//! Many replications: running them, reducing them in order, and what they say.

mod cautions;
pub mod compare;
pub mod comparison;
pub mod curves;
pub mod measures;
pub mod paired;
mod run;
pub mod staffing;
pub mod summary;
pub mod sweep;
pub mod verify;

pub use run::{ReplicationFailure, SECTIONS, Study, StudyError, run};
