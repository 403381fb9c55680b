//! Why a study could not be finished.

use thiserror::Error;

use crate::sim::failure::Failure;

use super::chunk_store::ChunkStoreError;
use super::merge::MergeError;

/// A replication that could not be finished.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("replication {replication} failed: {failure}")]
pub struct ReplicationFailure {
    /// Its number.
    pub replication: u64,
    /// Why.
    #[source]
    pub failure: Failure,
}

impl ReplicationFailure {
    /// A replication that failed, or work that was stopped within it.
    pub(crate) const fn of(replication: u64, failure: Failure) -> Result<Self, StudyError> {
        match failure {
            Failure::Interrupted => Err(StudyError::Interrupted),
            failure => Ok(Self {
                replication,
                failure,
            }),
        }
    }
}

/// Why a study could not be finished.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StudyError {
    /// A replication failed.
    #[error(transparent)]
    Replication(#[from] ReplicationFailure),
    /// No threads could be started.
    #[error("no worker threads could be started: {0}")]
    Threads(String),
    /// Partial results could not be kept.
    #[error(transparent)]
    ChunkStore(#[from] ChunkStoreError),
    /// Parts of the study do not hold what they should.
    #[error(transparent)]
    Parts(Box<MergeError>),
    /// The records of incidents could not be made or written.
    #[error("cannot write the records of incidents: {0}")]
    Records(String),
    /// It was told to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<MergeError> for StudyError {
    fn from(error: MergeError) -> Self {
        Self::Parts(Box::new(error))
    }
}

impl StudyError {
    /// Why a study ends with a replication.
    pub(crate) fn of(replication: u64, failure: Failure) -> Self {
        ReplicationFailure::of(replication, failure).map_or_else(|error| error, Self::from)
    }
}

/// Why a comparison could not be finished.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CompareError {
    /// A replication failed.
    #[error("under `{policy}`, {failure}")]
    Replication {
        /// Id of the policy.
        policy: String,
        /// Which, and why.
        failure: ReplicationFailure,
    },
    /// No threads could be had, partial results could not be kept, or it was told to stop.
    #[error(transparent)]
    Study(#[from] StudyError),
}
