//! Why the application could not do what was asked.

use std::path::PathBuf;

use thiserror::Error;

use crate::report::page::error::PageError;
use crate::report::results::ResultsError;
use crate::report::words::grouped;
use crate::scenario::Report;
use crate::study::merge::MergeError;
use crate::study::{ChunkStoreError, StudyError};

use super::array_task::ArrayTaskError;
use super::remains::Remains;

/// Why the application could not do what was asked.
///
/// The words say what is wrong and where. A second line and those after it are indented: they
/// say what to do instead.
#[derive(Debug, Error)]
pub enum AppError {
    /// The request can't be met as it stands.
    #[error("{0}")]
    Usage(String),
    /// More replications than the scenario allows.
    #[error(
        "{} replications are more than the limit `limits.replications` of {}",
        grouped(*asked),
        grouped(*limit)
    )]
    Limit {
        /// Replications asked for.
        asked: u64,
        /// The scenario's limit.
        limit: u64,
    },
    /// Policies that the scenario does not have.
    #[error("{}\n  {known}", lines(unknown))]
    Policies {
        /// Which.
        unknown: Vec<UnknownPolicy>,
        /// Which there are, in words.
        known: String,
    },
    /// A scenario with mistakes.
    #[error("{context}{report}")]
    Scenario {
        /// What was tried with it, if that matters.
        context: String,
        /// The mistakes.
        report: Box<Report>,
    },
    /// Results can't go into the folder that was named, or can't be read from it.
    #[error(transparent)]
    Folder(#[from] ResultsError),
    /// Results can't be written again from what is kept of them.
    #[error(transparent)]
    NotRedrawn(ResultsError),
    /// The folder of partial results holds those of this very work, and nothing was said of
    /// resuming.
    #[error(
        "{} holds {}{} chunks of this very {work}",
        folder.display(),
        grouped(*kept),
        all.map_or_else(String::new, |all| format!(" of {}", grouped(all)))
    )]
    Begun {
        /// The folder.
        folder: PathBuf,
        /// Chunks in it.
        kept: u64,
        /// Chunks of the whole, if that is known.
        all: Option<u64>,
        /// What kind of work, in words.
        work: String,
    },
    /// The folder of partial results holds those of other work.
    #[error("{} holds parts of another {work}: it {why}", folder.display())]
    OtherWork {
        /// The folder.
        folder: PathBuf,
        /// What kind of work, in words.
        work: String,
        /// What is different about it, in words that follow "it".
        why: String,
        /// The command that finishes that work.
        command: String,
    },
    /// Partial results can't be kept or read.
    #[error(transparent)]
    PartialResults(#[from] ChunkStoreError),
    /// Parts of a study can't be joined.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// A replication failed. Nothing of the work is kept: it would fail again.
    #[error("{message}\n  see it happen: {trace}\n  no results were written{}", to(out.as_ref()))]
    Replication {
        /// What happened, and in which replication.
        message: String,
        /// The command that shows that history.
        trace: String,
        /// The folder of results that was asked for, if one was.
        out: Option<PathBuf>,
    },
    /// The work could not be finished.
    #[error("{error}{}", remains.after_work(false))]
    Study {
        /// Why.
        error: StudyError,
        /// What is kept.
        remains: Box<Remains>,
    },
    /// The work is done, but its results could not be put in place.
    #[error("{error}{}", remains.as_ref().map_or_else(String::new, |it| it.after_publishing()))]
    Unpublished {
        /// Why.
        error: ResultsError,
        /// What is kept.
        remains: Option<Box<Remains>>,
    },
    /// It was told to stop.
    #[error(
        "interrupted{}",
        remains.as_ref().map_or_else(|| ": nothing was written".to_owned(), |it| it.after_work(true))
    )]
    Interrupted {
        /// What is kept, if this work keeps anything.
        remains: Option<Box<Remains>>,
    },
    /// A task of a job array does not know its part.
    #[error(transparent)]
    ArrayTask(#[from] ArrayTaskError),
    /// Something else failed on the way.
    #[error("{0}")]
    Failure(String),
}

/// A policy that a scenario does not have.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "{scenario} has no policy `{id}`{}",
    near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
)]
pub struct UnknownPolicy {
    /// The scenario, as it was named.
    pub scenario: String,
    /// What was asked for.
    pub id: String,
    /// The policy that may be meant.
    pub near: Option<String>,
}

/// What kind of error it is: who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request: its values, its scenario, or the folder that it names.
    Request,
    /// The work.
    Work,
    /// It was told to stop.
    Interrupted,
}

impl AppError {
    /// Why a study that keeps nothing could not be finished.
    pub(super) fn of_study(error: &StudyError) -> Self {
        match error {
            StudyError::Interrupted => Self::Interrupted { remains: None },
            error => Self::Failure(error.to_string()),
        }
    }

    /// What kind of error it is.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Usage(_)
            | Self::Limit { .. }
            | Self::Policies { .. }
            | Self::Scenario { .. }
            | Self::Begun { .. }
            | Self::ArrayTask(_)
            | Self::OtherWork { .. } => ErrorKind::Request,
            Self::Folder(error) | Self::NotRedrawn(error) => match error {
                ResultsError::Foreign { .. }
                | ResultsError::InTheWay { .. }
                | ResultsError::FileInTheWay(_)
                | ResultsError::NoPage { .. }
                | ResultsError::NoChart { .. }
                | ResultsError::Page(PageError::NoBrowser | PageError::NotThere(_))
                | ResultsError::NoWindow(_)
                | ResultsError::HoldsInput { .. }
                | ResultsError::HoldsUs(_)
                | ResultsError::Dangling { .. }
                | ResultsError::NoFolder(_)
                | ResultsError::NoResults { .. }
                | ResultsError::Stale { .. } => ErrorKind::Request,
                _ => ErrorKind::Work,
            },
            Self::PartialResults(error) => match error {
                ChunkStoreError::Foreign(_) | ChunkStoreError::Unsound { .. } => ErrorKind::Request,
                _ => ErrorKind::Work,
            },
            Self::Merge(error) => match error {
                MergeError::ChunkStore(ChunkStoreError::Unsound { .. }) => ErrorKind::Request,
                MergeError::ChunkStore(_) => ErrorKind::Work,
                _ => ErrorKind::Request,
            },
            Self::Interrupted { .. } => ErrorKind::Interrupted,
            Self::Replication { .. }
            | Self::Study { .. }
            | Self::Unpublished { .. }
            | Self::Failure(_) => ErrorKind::Work,
        }
    }
}

impl From<Report> for AppError {
    fn from(report: Report) -> Self {
        Self::Scenario {
            context: String::new(),
            report: Box::new(report),
        }
    }
}

fn to(out: Option<&PathBuf>) -> String {
    out.map_or_else(String::new, |out| {
        format!(" to {}", super::command_line::quote_path(out))
    })
}

fn lines(unknown: &[UnknownPolicy]) -> String {
    let lines: Vec<String> = unknown.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
