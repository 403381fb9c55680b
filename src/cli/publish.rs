//! Results of a finished run, whether it was done in one piece or joined from parts.

use std::path::{Path, PathBuf};

use crate::export::parquet::RecordFile;
use crate::outcome::IncidentRecord;
use crate::report::results::{Manifest, Results, ResultsError};
use crate::report::staging::Staging;
use crate::report::summary_text;
use crate::scenario::document::Document;
use crate::study::{Identity, Study, StudyError, summary::Summary};
use crate::world::World;

use super::{Failed, say};

/// What was found, and of what.
pub(super) struct Finding<'a> {
    pub world: &'a World,
    pub study: &'a Study,
    /// Incidents of replication 0.
    pub history: &'a [IncidentRecord],
    pub identity: &'a Identity,
    /// The command that makes the same results.
    pub command: &'a str,
}

/// Where results go if nobody says.
pub(super) fn default_folder(document: &Document) -> PathBuf {
    let folder = match &document.policy {
        Some(policy) => format!("{}--{policy}", document.id),
        None => document.id.clone(),
    };
    PathBuf::from("output").join(folder)
}

/// Makes sure that results can be written.
pub(super) fn staging(folder: &Path, scenario: &str, force: bool) -> Result<Staging, Failed> {
    Staging::new(folder, scenario, force).map_err(|error| {
        let message = format!(
            "error: {error}\n  choose another folder with --out DIR{}",
            match &error {
                ResultsError::Foreign { .. } => ", or replace it with --force",
                _ => "",
            }
        );
        match error {
            ResultsError::Foreign { .. } => Failed::Usage(message),
            _ => Failed::Run(message),
        }
    })
}

/// Writes the results and says what they are and where.
pub(super) fn publish(
    staging: &Staging,
    finding: &Finding<'_>,
    quiet: bool,
    folder: &Path,
) -> Result<(), Failed> {
    let Finding {
        world,
        study,
        identity,
        ..
    } = finding;
    let summary = Summary::new(world, study, &identity.scenario_hash);
    let manifest = Manifest {
        version: identity.version.clone(),
        kind: identity.kind.clone(),
        command: finding.command.to_owned(),
        scenario: identity.scenario.clone(),
        scenario_hash: identity.scenario_hash.clone(),
        policy: identity.policy.clone(),
        overlays: identity.overlays.clone(),
        seed: identity.seed,
        replications: identity.replications,
        incidents: study.pooled.all_incidents,
        events: study.pooled.events,
        ..Manifest::of(&world.document)
    };
    let records = wants_records(identity).then(|| staging.records());
    let results = Results {
        world,
        study,
        summary: &summary,
        history: finding.history,
        records: records.as_deref(),
    };
    let manifest = staging
        .publish(results, manifest)
        .map_err(|error| Failed::Run(format!("error: {error}")))?;
    if !quiet {
        say(&summary_text::plain(&summary))?;
        say(&format!(
            "\nResults: {} ({} files; start with summary.md, or charts/)\n",
            folder.display(),
            manifest.files.len() + 1
        ))?;
    }
    Ok(())
}

/// The setting that `--records` stands for.
pub(super) const RECORDS: &str = "records";

/// Whether the incidents of all replications are wanted.
pub(super) fn wants_records(identity: &Identity) -> bool {
    identity.settings.iter().any(|setting| setting == RECORDS)
}

/// A file for the incidents of all replications, if they are wanted.
pub(super) fn record_file(
    staging: &Staging,
    identity: &Identity,
) -> Result<Option<RecordFile>, StudyError> {
    if !wants_records(identity) {
        return Ok(None);
    }
    let path = staging.records();
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
