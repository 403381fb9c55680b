//! `incidents.csv`: one row per incident.

use std::io::Write;

use thiserror::Error;

use crate::outcome::{IncidentRecord, Recorder};
use crate::sim::run::Simulation;
use crate::study::ReplicationFailure;
use crate::world::World;

/// Why rows could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The file could not be written.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// The file could not be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

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
    let rows = recorder.into_rows();
    Ok(rows
        .all()
        .iter()
        .map(|row| IncidentRecord::new(world, &rows, row))
        .collect())
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
