//! What is told of replications one by one, in files for other tools.

use crate::export::parquet::{Encoder, RecordFile};
use crate::export::replications::ReplicationFile;
use crate::outcome::{ReplicationColumn, Rows};
use crate::report::results_folder::ResultsFolder;
use crate::scenario::document::Document;
use crate::scenario::time::Instant;
use crate::study::{ChunkRecords, Encode, Identity, StudyError};
use crate::world::World;

/// The setting that stands for them in a study's identity.
pub(super) const RECORDS: &str = "records";

/// Whether records are wanted.
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

/// Files for the records of a study, if they are wanted.
#[derive(Default)]
pub(super) struct RecordFiles {
    incidents: Option<RecordFile>,
    replications: Option<ReplicationFile>,
}

impl RecordFiles {
    /// Files of a run for its incidents and for its replications, whose columns are given.
    pub(super) fn of_run(
        place: &ResultsFolder,
        identity: &Identity,
        document: &Document,
        columns: Vec<ReplicationColumn>,
    ) -> Result<Self, StudyError> {
        if !wants_records(identity) {
            return Ok(Self::default());
        }
        let path = place.records();
        let about = about(identity, document);
        let incidents = RecordFile::create(&path, &about)
            .map_err(|error| StudyError::Records(format!("{}: {error}", path.display())))?;
        Ok(Self {
            incidents: Some(incidents),
            ..Self::of_replications(place, identity, document, Some(columns))?
        })
    }

    /// A file for the replications of a study, if columns are given.
    pub(super) fn of_replications(
        place: &ResultsFolder,
        identity: &Identity,
        document: &Document,
        columns: Option<Vec<ReplicationColumn>>,
    ) -> Result<Self, StudyError> {
        let Some(columns) = columns else {
            return Ok(Self::default());
        };
        let path = place.replications();
        let file = ReplicationFile::create(&path, columns, &about(identity, document))
            .map_err(|error| StudyError::Records(format!("{}: {error}", path.display())))?;
        Ok(Self {
            incidents: None,
            replications: Some(file),
        })
    }

    /// Adds the records of a chunk.
    pub(super) fn append(&mut self, records: ChunkRecords) -> Result<(), String> {
        if let Some(file) = &mut self.incidents {
            let appended = file.append(records.incidents);
            appended.map_err(|error| error.to_string())?;
        }
        records.rows.into_iter().try_for_each(|row| self.add(row))
    }

    /// Adds the row of a replication.
    pub(super) fn add(
        &mut self,
        row: crate::study::record_columns::RecordRow,
    ) -> Result<(), String> {
        match &mut self.replications {
            Some(file) => file.append(row).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    /// Ends the files.
    pub(super) fn finish(self) -> Result<(), StudyError> {
        let incidents = self.incidents.map_or(Ok(()), RecordFile::close);
        let replications = self.replications.map_or(Ok(()), ReplicationFile::close);
        incidents
            .and(replications)
            .map_err(|error| StudyError::Records(error.to_string()))
    }
}

/// What is to be known about the files of a study.
fn about(identity: &Identity, document: &Document) -> Vec<(&'static str, String)> {
    let calendar = &document.calendar;
    let zone = calendar.zone();
    let at = |instant: Instant| {
        let stamp = jiff::Timestamp::from_millisecond(
            calendar.origin().as_millisecond() + instant.millis(),
        );
        stamp.map_or_else(
            |_| calendar.second(instant),
            |stamp| stamp.display_with_offset(zone.to_offset(stamp)).to_string(),
        )
    };
    vec![
        ("version", identity.version.clone()),
        ("scenario", identity.scenario.clone()),
        ("name", document.title()),
        ("scenario_hash", identity.scenario_hash.clone()),
        ("policy", identity.policy.clone().unwrap_or_default()),
        ("seed", identity.seed.to_string()),
        ("replications", identity.replications.to_string()),
        ("start", at(Instant::START)),
        ("end", at(document.end)),
        ("end_h", document.end.hours().to_string()),
        ("warm_up_h", document.warm_up.hours().to_string()),
        ("time_zone", zone.iana_name().unwrap_or_default().to_owned()),
    ]
}
