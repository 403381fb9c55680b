//! The debrief of an exercise.

use std::path::PathBuf;

use crate::exercise::hindsight::hindsight;
use crate::exercise::journal;
use crate::report::debrief;
use crate::report::page::Making;
use crate::report::page::printer::Printer;
use crate::report::page::tree::{Cover, PageFormat};

use super::error::AppError;

/// A debrief that is asked for.
#[derive(Clone, Debug)]
pub struct DebriefRequest {
    /// The journal of the exercise.
    pub journal: PathBuf,
    /// Futures drawn from each decision on.
    pub futures: u64,
    /// Histories that the outcome is held against.
    pub histories: u64,
    /// What stands at its head.
    pub cover: Cover,
    /// What it is written as.
    pub format: PageFormat,
    /// What prints it, if it is written as PDF.
    pub printer: Printer,
    /// The file; `None` for `JOURNAL.debrief.html` or the like.
    pub out: Option<PathBuf>,
}

impl DebriefRequest {
    /// A debrief as HTML beside the journal.
    pub fn new(journal: impl Into<PathBuf>) -> Self {
        Self {
            journal: journal.into(),
            futures: 200,
            histories: 1_000,
            cover: Cover::default(),
            format: PageFormat::default(),
            printer: Printer::default(),
            out: None,
        }
    }
}

/// Writes the debrief of an exercise; gives the path of its file.
///
/// # Errors
/// If the journal can't be read, a limit of the scenario is passed, or the file can't be written.
pub fn debrief(request: &DebriefRequest) -> Result<PathBuf, AppError> {
    let kept = journal::read(&request.journal)?;
    let found = hindsight(&kept.exercise, request.futures, request.histories)
        .map_err(|failure| AppError::Failure(failure.to_string()))?;
    let out = request.out.clone().unwrap_or_else(|| {
        let mut name = request.journal.as_os_str().to_owned();
        name.push(format!(".debrief.{}", request.format.ending()));
        PathBuf::from(name)
    });
    let making = Making {
        format: request.format,
        logo: None,
        printer: request.printer.clone(),
    };
    debrief::write(&kept.exercise, &found, &request.cover, &making, &out)
        .map_err(AppError::NotRedrawn)?;
    Ok(out)
}
