//! Many replications: running them, reducing them in order, and what they say.
//!
//! Runs, comparisons, selections and sweeps are cut into chunks and worked through by the same
//! code ([`job`]). The results of chunks can be kept on disk ([`chunk_store`]): work that was
//! interrupted goes on from there, and parts of a study that were run in several places are
//! joined from there ([`merge`]): the study goes through its chunks ([`chunk_list`]) as ever, and
//! finds them all done.

pub(crate) mod alternative;
pub(crate) mod at_most;
pub(crate) mod causes;
pub(crate) mod chunk;
pub(crate) mod chunk_list;
pub(crate) mod chunk_store;
pub(crate) mod compare;
pub(crate) mod compared_policies;
pub(crate) mod comparison;
pub(crate) mod counterfactual;
pub(crate) mod counterfactuals;
pub(crate) mod curves;
pub(crate) mod error;
pub(crate) mod estimate;
pub(crate) mod exposure;
pub(crate) mod histories;
pub(crate) mod identity;
pub(crate) mod job;
pub(crate) mod measures;
pub(crate) mod merge;
pub(crate) mod paired;
pub(crate) mod partial;
pub(crate) mod pipeline;
pub(crate) mod record_columns;
pub(crate) mod reproduction;
pub(crate) mod round_reader;
pub(crate) mod rounds;
mod run;
pub(crate) mod scenario_copy;
pub(crate) mod select;
mod shard;
mod skewed;
pub(crate) mod staffing;
pub(crate) mod summary;
pub(crate) mod sweep;
pub(crate) mod uncertain;
pub(crate) mod verify;

pub(crate) use chunk::SECTIONS;
pub(crate) use chunk_store::{ChunkStore, ChunkStoreError, Found};
pub(crate) use error::ReplicationFailure;
pub use error::StudyError;
pub use identity::{Identity, RunManifest};
pub use job::Job;
pub(crate) use job::{Keep, SoFar};
pub(crate) use run::{ChunkRecords, Encode, Progress};
pub use run::{Run, Study, run};
pub(crate) use shard::BadShard;
pub use shard::Shard;
