//! Why results can't be written or read back.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::disk::LockError;
use crate::export::incidents::ExportError;
use crate::text;

use super::page::error::PageError;

/// Why results could not be written.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The folder holds something else.
    #[error("{folder} holds {what}, not results of scenario `{scenario}`; it was left alone")]
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
    /// Something that is no report of Sortie lies where a report should go.
    #[error("{0} is there already and is no report by Sortie; it was left alone")]
    FileInTheWay(PathBuf),
    /// There is no report of results of a kind.
    #[error(
        "{folder} holds results of `sortie {kind}`; the report `{template}` is written of a run or of \
         a comparison, in which something happened that can be debriefed"
    )]
    NoPage {
        /// The folder.
        folder: PathBuf,
        /// The report.
        template: &'static str,
        /// What made the results.
        kind: &'static str,
    },
    /// There is no chart of a name.
    #[error("{folder} has no chart `{name}`; there are:\n  {}", names.join("\n  "))]
    NoChart {
        /// The folder.
        folder: PathBuf,
        /// What was asked for.
        name: String,
        /// The charts there are.
        names: Vec<String>,
    },
    /// A report could not be written as its format.
    #[error(transparent)]
    Page(#[from] PageError),
    /// A timeline can't be drawn of what was asked for.
    #[error("{0}")]
    NoWindow(String),
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
    #[error("cannot write {path}: {}", text::said_of_writing(source))]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that belongs to the results could not be read.
    #[error("cannot read {path}: {}", text::said(source))]
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
    /// There is no folder of results to read.
    #[error("there is no folder {0}")]
    NoFolder(PathBuf),
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

pub(super) fn io(path: &Path, source: std::io::Error) -> ResultsError {
    ResultsError::Io {
        path: path.to_owned(),
        source,
    }
}
