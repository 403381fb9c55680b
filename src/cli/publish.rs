//! Results of a finished run, whether it was done in one piece or joined from parts.

use std::path::{Path, PathBuf};

use crate::export::parquet::RecordFile;
use crate::outcome::Rows;
use crate::report::album::Undrawn;
use crate::report::manifest::Manifest;
use crate::report::results::{Results, ResultsError};
use crate::report::results_folder::{Published, ResultsFolder, Wanted};
use crate::report::summary_text;
use crate::report::words::grouped;
use crate::scenario::document::Document;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::{Identity, Study, StudyError, summary::Summary};
use crate::world::World;

use super::{Failed, complain, say};

/// What was found, and of what.
pub(super) struct Finding<'a> {
    pub world: &'a World,
    pub study: &'a Study,
    /// Incidents of replication 0.
    pub history: &'a Rows,
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

/// Takes hold of the folder of results, which will be made of `inputs`.
pub(super) fn claim(
    folder: &Path,
    scenario: &str,
    force: bool,
    inputs: &[PathBuf],
) -> Result<ResultsFolder, Failed> {
    let wanted = Wanted {
        folder,
        scenario,
        force,
        inputs,
    };
    ResultsFolder::claim(&wanted).map_err(|error| refused(&error))
}

/// Why results can't go into a folder.
pub(super) fn refused(error: &ResultsError) -> Failed {
    let message = format!(
        "error: {error}\n  choose another folder with --out DIR{}",
        match &error {
            ResultsError::Foreign { .. } =>
                ", or put results there with --force (what Sortie did not write stays)",
            ResultsError::InTheWay { .. } => ", or move it away",
            ResultsError::Dangling { .. } => ", or make the folder that it leads to",
            ResultsError::Full { .. } => ", or make room",
            ResultsError::Busy(_) => ", or wait until it has ended",
            _ => "",
        }
    );
    match error {
        ResultsError::Foreign { .. }
        | ResultsError::InTheWay { .. }
        | ResultsError::HoldsInput { .. }
        | ResultsError::HoldsUs(_)
        | ResultsError::Dangling { .. } => Failed::Usage(message),
        _ => Failed::Run(message),
    }
}

/// The files that a scenario was read from: its own, if it was a file, and those of samples.
pub(super) fn inputs(document: &Document) -> Vec<PathBuf> {
    let copy = ScenarioCopy::of(document);
    let samples = copy.sources().map(Path::to_owned);
    [PathBuf::from(&document.source)]
        .into_iter()
        .chain(samples)
        .collect()
}

/// Says where results are and what else lies there.
///
/// # Errors
/// If something is missing in them.
pub(super) fn conclude(
    published: &Published,
    folder: &Path,
    start: &str,
    quiet: bool,
) -> Result<(), Failed> {
    let Published { manifest, left } = published;
    if !quiet {
        say(&super::width().prose(&format!(
            "\nResults: {} ({} files; {start})\n",
            folder.display(),
            manifest.files.len() + 1
        )))?;
        if !left.is_empty() {
            complain(&format!(
                "note: left in {}, not written by Sortie: {}",
                folder.display(),
                some(left)
            ));
        }
    }
    whole(&manifest.undrawn, folder)
}

/// Results that lack nothing.
///
/// # Errors
/// If charts could not be drawn: which, and why.
pub(super) fn whole(undrawn: &[Undrawn], folder: &Path) -> Result<(), Failed> {
    if undrawn.is_empty() {
        return Ok(());
    }
    let files = undrawn
        .iter()
        .map(|it| format!("\n  {}: {}", it.file, it.why));
    Err(Failed::Incomplete(format!(
        "error: results are in {} without charts that could not be drawn:{}",
        folder.display(),
        files.collect::<String>()
    )))
}

/// The first of some names.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("{name:?}"))
        .collect();
    let more = names.len().saturating_sub(SHOWN);
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {} more", shown.join(", "), grouped(more as u64))
    }
}

/// Puts the results in place and says what they are.
pub(super) fn publish(
    place: &ResultsFolder,
    finding: &Finding<'_>,
    quiet: bool,
) -> Result<Published, Failed> {
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
    let records = wants_records(identity).then(|| place.records());
    let results = Results {
        world,
        study,
        summary: &summary,
        history: finding.history,
        records: records.as_deref(),
    };
    let published = place
        .publish(results, manifest)
        .map_err(|error| Failed::Run(format!("error: {error}")))?;
    if !quiet {
        say(&summary_text::plain(&summary, super::width()))?;
    }
    Ok(published)
}

/// Where to begin in the results of a run.
pub(super) const START: &str = "start with summary.md, or charts/";

/// The setting that `--records` stands for.
pub(super) const RECORDS: &str = "records";

/// Whether the incidents of all replications are wanted.
pub(super) fn wants_records(identity: &Identity) -> bool {
    identity.settings.iter().any(|setting| setting == RECORDS)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_without_a_chart_are_no_success_and_no_failure() {
        let folder = Path::new("out");
        assert!(whole(&[], folder).is_ok());
        let undrawn = Undrawn {
            file: "charts/a.png".to_owned(),
            why: "too many strokes".to_owned(),
        };
        let Err(Failed::Incomplete(said)) = whole(&[undrawn], folder) else {
            panic!("it is neither");
        };
        assert_eq!(
            said,
            "error: results are in out without charts that could not be drawn:\n  charts/a.png: \
             too many strokes"
        );
    }
}
