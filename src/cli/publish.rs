//! Results of a finished run, whether it was done in one piece or joined from parts.

use std::path::{Path, PathBuf};

use crate::outcome::IncidentRecord;
use crate::report::results::{Manifest, Results, ResultsError, Staging};
use crate::report::summary_text;
use crate::scenario::document::Document;
use crate::study::{Identity, Study, summary::Summary};
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
        tool: "sortie".to_owned(),
        version: identity.version.clone(),
        kind: identity.kind.clone(),
        command: finding.command.to_owned(),
        scenario: identity.scenario.clone(),
        name: world.document.name.clone(),
        scenario_hash: identity.scenario_hash.clone(),
        policy: identity.policy.clone(),
        overlays: identity.overlays.clone(),
        seed: identity.seed,
        replications: identity.replications,
        incidents: study.pooled.all_incidents,
        events: study.pooled.events,
        failed: 0,
        files: Vec::new(),
    };
    let results = Results {
        world,
        study,
        summary: &summary,
        history: finding.history,
        all_records: identity.settings.iter().any(|it| it == "records"),
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
