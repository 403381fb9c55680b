//! Many replications: running them, reducing them in order, and what they say.
//!
//! Runs, comparisons, selections and sweeps are cut into chunks and worked through by the same
//! code ([`job`]). The results of chunks can be kept on disk ([`chunk_store`]): work that was
//! interrupted goes on from there, and parts of a run that were run in several places are
//! joined from there ([`merge`]).

pub mod alternative;
pub mod at_most;
pub mod chunk;
pub mod chunk_store;
pub mod compare;
pub mod compared_policies;
pub mod comparison;
pub mod curves;
pub mod error;
pub mod estimate;
pub mod identity;
pub mod job;
pub mod measures;
pub mod merge;
pub mod paired;
pub mod partial;
pub mod pipeline;
pub mod rounds;
mod run;
pub mod scenario_copy;
pub mod select;
mod shard;
mod skewed;
pub mod staffing;
pub mod summary;
pub mod sweep;
pub mod verify;

pub use chunk::SECTIONS;
pub use chunk_store::{ChunkStore, ChunkStoreError, Found};
pub use error::{ReplicationFailure, StudyError};
pub use identity::{Identity, RunManifest};
pub use job::{Job, Keep, SoFar, Task};
pub use run::{Encode, Progress, Run, RunChunk, Study, Write, run};
pub use shard::{BadShard, Shard};
