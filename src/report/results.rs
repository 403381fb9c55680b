//! What is in a folder of a run's results.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::disk::LockError;
use crate::export::incidents::{self, ExportError};
use crate::outcome::Rows;
use crate::scenario::document::Document;
use crate::study::Study;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::summary::Summary;
use crate::text;
use crate::world::World;

use super::album::{Album, ChartFiles};
use super::manifest::Manifest;
use super::{figures, kept, summary_csv, summary_text};

/// Why results could not be written.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The folder holds something else.
    #[error(
        "{folder} holds {what}, which is no result of scenario `{scenario}`; it was left alone"
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        what: String,
        /// The scenario.
        scenario: String,
    },
    /// Something that Sortie did not write lies where a result belongs.
    #[error(
        "{folder} holds `{what}`, where a result belongs and which Sortie did not write; it was \
         left alone"
    )]
    InTheWay {
        /// The folder.
        folder: PathBuf,
        /// What is in the way.
        what: String,
    },
    /// The folder holds what results are made of.
    #[error("{folder} holds {input}, which is read for these results; it was left alone")]
    HoldsInput {
        /// The folder.
        folder: PathBuf,
        /// What is read.
        input: PathBuf,
    },
    /// The folder is the one we are in, or above it.
    #[error("{0} holds the folder that you are in; it was left alone")]
    HoldsUs(PathBuf),
    /// A link that leads nowhere.
    #[error("{folder} is a link to {to}, which is not there")]
    Dangling {
        /// The link.
        folder: PathBuf,
        /// Where it leads.
        to: PathBuf,
    },
    /// There is no room.
    #[error("there is no room for results in {folder}: {free} MB are free, {needed} MB are needed")]
    Full {
        /// A folder on the full disk.
        folder: PathBuf,
        /// Free, in whole MB.
        free: u64,
        /// Needed, in whole MB.
        needed: u64,
    },
    /// Somebody works there.
    #[error("another run is at work in {0}")]
    Busy(PathBuf),
    /// A file or folder could not be made.
    #[error("cannot write {path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that belongs to the results could not be read.
    #[error("cannot read {path}: {source}")]
    Unread {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Records could not be written.
    #[error("cannot write incidents.csv: {0}")]
    Export(#[from] ExportError),
    /// The summary could not be serialised.
    #[error("cannot write the summary: {0}")]
    Json(#[from] serde_json::Error),
    /// The tallies could not be serialised.
    #[error("cannot write the tallies: {0}")]
    Pack(#[from] postcard::Error),
    /// A folder holds no results that can be drawn again.
    #[error("{folder} holds no results of a run, comparison or sweep: {why}")]
    NoResults {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: String,
    },
    /// Results can't be drawn again.
    #[error("{folder} can't be drawn again: {why}\n  make it again: {command}")]
    Stale {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: String,
        /// The command that makes it.
        command: String,
    },
}

impl From<LockError> for ResultsError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Busy(folder) => Self::Busy(folder),
            LockError::Io { path, source } => Self::Io { path, source },
        }
    }
}

/// What goes into the folder.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// The world that was run.
    pub world: &'a World,
    /// The study.
    pub study: &'a Study,
    /// Its summary.
    pub summary: &'a Summary,
    /// Incidents of replication 0.
    pub history: &'a Rows,
    /// The incidents of all replications, a file at
    /// [`ResultsFolder::records`](super::results_folder::ResultsFolder::records).
    pub records: Option<&'a Path>,
}

/// The incidents of all replications.
pub const RECORDS: &str = "incidents.parquet";

/// A file of results: its name, with `/` between folders, and its bytes.
pub type NamedBytes = (String, Vec<u8>);

/// The summary as files, and the charts that it shows.
pub(super) fn summaries(summary: &Summary, album: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
    let json = text::json(serde_json::to_string_pretty(summary)?) + "\n";
    let page = summary_text::markdown(summary, &album.titles());
    let table = summary_csv::table(summary)?;
    Ok(vec![
        ("summary.json".to_owned(), json.into_bytes()),
        ("summary.md".to_owned(), page.into_bytes()),
        ("summary.csv".to_owned(), table.into_bytes()),
    ])
}

/// The files of a run but for its records, and the charts that could not be drawn.
pub(super) fn files(
    results: &Results<'_>,
    manifest: &Manifest,
) -> Result<ChartFiles, ResultsError> {
    let album = figures::draw(
        results.world,
        results.study,
        results.summary,
        results.history,
    );
    let mut made = album.files();
    made.files.extend(summaries(results.summary, &album)?);
    made.files
        .push(kept::pack(&results.study.sections, manifest)?);
    made.files.extend(copy_of(&results.world.document)?);
    Ok(made)
}

/// Writes the records of a run into a folder: those of replication 0, and all if they were asked
/// for. Gives the names of the files.
pub(super) fn write_records(
    results: &Results<'_>,
    folder: &Path,
) -> Result<Vec<String>, ResultsError> {
    let path = folder.join(HISTORY);
    let file = BufWriter::new(fs::File::create(&path).map_err(|source| io(&path, source))?);
    incidents::write(incidents::records(results.world, results.history), file)?;
    let mut names = vec![HISTORY.to_owned()];
    if let Some(records) = results.records {
        let path = folder.join(RECORDS);
        fs::rename(records, &path).map_err(|source| io(&path, source))?;
        names.push(RECORDS.to_owned());
    }
    Ok(names)
}

/// The incidents of replication 0.
const HISTORY: &str = "incidents.csv";

/// A scenario as files of results.
pub(super) fn copy_of(document: &Document) -> Result<Vec<NamedBytes>, ResultsError> {
    let files = ScenarioCopy::of(document).files();
    files.map_err(|(path, source)| ResultsError::Unread { path, source })
}

pub(super) fn io(path: &Path, source: std::io::Error) -> ResultsError {
    ResultsError::Io {
        path: path.to_owned(),
        source,
    }
}
