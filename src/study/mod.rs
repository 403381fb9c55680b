//! Many replications: running them, reducing them in order, and what they say.
//!
//! The results of chunks can be kept on disk ([`shelf`]): a run that was interrupted goes on
//! from there, and parts that were run in several places are joined from there ([`merge`]).

mod cautions;
pub mod chunk;
pub mod compare;
pub mod comparison;
pub mod curves;
pub mod identity;
pub mod measures;
pub mod merge;
pub mod paired;
pub mod partial;
pub mod pipeline;
mod run;
pub mod scenario_copy;
pub mod select;
mod shard;
pub mod shelf;
pub mod staffing;
pub mod summary;
pub mod sweep;
pub mod verify;

pub use chunk::SECTIONS;
pub use identity::{Card, Identity};
pub use run::{
    Encode, Keep, Piece, Progress, ReplicationFailure, Run, Study, StudyError, Write, run,
};
pub use shard::{BadShard, Shard};
pub use shelf::{Found, Shelf, ShelfError};
