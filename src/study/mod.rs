//! Many replications: running them, reducing them in order, and what they say.

mod cautions;
pub mod compare;
pub mod comparison;
pub mod curves;
pub mod measures;
pub mod paired;
mod run;
pub mod select;
pub mod summary;

pub use run::{ReplicationFailure, SECTIONS, Study, StudyError, run};
