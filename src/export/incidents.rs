//! `incidents.csv`: one row per incident.

use std::io::Write;

use rayon::prelude::*;
use thiserror::Error;

use crate::outcome::{IncidentRecord, Recorder};
use crate::sim::run::Simulation;
use crate::study::ReplicationFailure;
use crate::world::World;

/// Why rows could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A replication failed.
    #[error(transparent)]
    Replication(#[from] ReplicationFailure),
    /// The file could not be written.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// The file could not be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Replications recorded at a time: their rows are in memory together.
const BATCH: u64 = 64;

/// The incidents of one replication.
///
/// # Errors
/// If the replication fails.
pub fn record(
    world: &World,
    seed: u64,
    replication: u64,
) -> Result<Vec<IncidentRecord>, ReplicationFailure> {
    let mut recorder = Recorder::new(replication);
    Simulation::new(world)
        .run(seed, replication, &mut recorder)
        .map_err(|failure| ReplicationFailure {
            replication,
            failure,
        })?;
    Ok(recorder.into_records())
}

/// Writes rows of incidents.
///
/// # Errors
/// If the file can't be written.
pub fn write(rows: &[IncidentRecord], into: impl Write) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_writer(into);
    for row in rows {
        writer.serialize(row)?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes the incidents of replications `0..replications`, in order, whatever the number of
/// threads; memory holds one batch of replications.
///
/// # Errors
/// If a replication fails or the file can't be written.
pub fn write_all(
    world: &World,
    seed: u64,
    replications: u64,
    into: impl Write,
) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_writer(into);
    let mut first = 0;
    while first < replications {
        let batch: Vec<u64> = (first..replications.min(first + BATCH)).collect();
        let recorded: Vec<Result<Vec<IncidentRecord>, ReplicationFailure>> = batch
            .par_iter()
            .map(|replication| record(world, seed, *replication))
            .collect();
        for rows in recorded {
            for row in rows? {
                writer.serialize(row)?;
            }
        }
        first += BATCH;
    }
    writer.flush()?;
    Ok(())
}
