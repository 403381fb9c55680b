//! The incidents of all replications, in a file for other tools.

use crate::export::parquet::{Encoder, RecordFile};
use crate::outcome::Rows;
use crate::report::results_folder::ResultsFolder;
use crate::study::{Encode, Identity, StudyError};
use crate::world::World;

/// The setting that stands for them in a study's identity.
pub(super) const RECORDS: &str = "records";

/// Whether the incidents of all replications are wanted.
pub(super) fn wants_records(identity: &Identity) -> bool {
    identity.settings.iter().any(|setting| setting == RECORDS)
}

/// How incidents are encoded, if they are wanted.
pub(super) fn encoder(
    world: &World,
    identity: &Identity,
) -> Result<Option<Box<Encode>>, StudyError> {
    if !wants_records(identity) {
        return Ok(None);
    }
    let encoder = Encoder::new(world).map_err(|error| StudyError::Records(error.to_string()))?;
    Ok(Some(Box::new(move |rows: &Rows| {
        encoder.encode(rows).map_err(|error| error.to_string())
    })))
}

/// A file for the incidents of all replications, if they are wanted.
pub(super) fn record_file(
    place: &ResultsFolder,
    identity: &Identity,
) -> Result<Option<RecordFile>, StudyError> {
    if !wants_records(identity) {
        return Ok(None);
    }
    let path = place.records();
    let about = [
        ("version", identity.version.clone()),
        ("scenario", identity.scenario.clone()),
        ("scenario_hash", identity.scenario_hash.clone()),
        ("policy", identity.policy.clone().unwrap_or_default()),
        ("seed", identity.seed.to_string()),
        ("replications", identity.replications.to_string()),
    ];
    RecordFile::create(&path, &about)
        .map(Some)
        .map_err(|error| StudyError::Records(format!("{}: {error}", path.display())))
}

/// Adds the encoded incidents of a chunk.
pub(super) fn append(file: &mut Option<RecordFile>, bytes: Vec<u8>) -> Result<(), String> {
    match file {
        Some(file) => file.append(bytes).map_err(|error| error.to_string()),
        None => Ok(()),
    }
}

/// Ends the file.
pub(super) fn finish(file: Option<RecordFile>) -> Result<(), StudyError> {
    match file {
        Some(file) => file
            .close()
            .map_err(|error| StudyError::Records(error.to_string())),
        None => Ok(()),
    }
}
