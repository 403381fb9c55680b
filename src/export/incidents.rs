//! `incidents.csv`: one row per incident.

use std::borrow::Borrow;
use std::io::Write;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use thiserror::Error;

use crate::outcome::{IncidentRecord, Recorder, Rows};
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::study::{ReplicationFailure, StudyError};
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

/// The incidents of one replication by name: meant for few, since a name takes more room than
/// all the rest.
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
    Ok(records(world, &rows).collect())
}

/// The incidents of one replication, compactly. It ends early when `stop` becomes true.
///
/// # Errors
/// If the replication fails, or was told to stop.
pub fn rows(
    world: &World,
    seed: u64,
    replication: u64,
    stop: &AtomicBool,
) -> Result<Rows, StudyError> {
    let stop = Stop::new(stop, Duration::ZERO);
    let mut recorder = Recorder::new(replication);
    Simulation::new(world)
        .stopping(&stop)
        .run(seed, replication, &mut recorder)
        .map_err(|failure| StudyError::of(replication, failure))?;
    Ok(recorder.into_rows())
}

/// Rows by name, one after the other.
pub(crate) fn records<'a>(
    world: &'a World,
    rows: &'a Rows,
) -> impl Iterator<Item = IncidentRecord> + use<'a> {
    let all = rows.iter();
    all.map(|row| IncidentRecord::new(world, rows, &row))
}

/// Writes incidents, one after the other.
///
/// # Errors
/// If the file can't be written.
pub fn write(
    records: impl IntoIterator<Item: Borrow<IncidentRecord>>,
    into: impl Write,
) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_writer(into);
    for record in records {
        writer.serialize(record.borrow())?;
    }
    writer.flush()?;
    Ok(())
}
