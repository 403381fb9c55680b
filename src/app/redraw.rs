//! Charts and summaries of results, made again without running again.

use std::path::{Path, PathBuf};

use crate::report::album::Undrawn;
use crate::report::kept::Kept;
use crate::text::Width;

use super::error::AppError;

/// Charts that were drawn again.
#[derive(Clone, Debug)]
pub struct Redrawn {
    /// The files that were written.
    pub files: Vec<PathBuf>,
    /// The charts that could not be drawn, and why.
    pub undrawn: Vec<Undrawn>,
    /// The folder that holds them.
    pub folder: PathBuf,
}

/// Draws the charts of results again, into `charts` below `out`, or below the folder of the
/// results.
///
/// # Errors
/// If the folder holds no results of this version, or a file can't be written.
pub fn redraw(results: &Path, out: Option<&Path>) -> Result<Redrawn, AppError> {
    let kept = Kept::open(results).map_err(AppError::NotRedrawn)?;
    let (files, undrawn) = kept.plot(out).map_err(AppError::NotRedrawn)?;
    Ok(Redrawn {
        files,
        undrawn,
        folder: out.unwrap_or(results).to_owned(),
    })
}

/// A summary that was written again.
#[derive(Debug)]
pub struct Reported {
    kept: Kept,
    /// The files that were written.
    pub files: Vec<PathBuf>,
}

impl Reported {
    /// The summary as text, in lines of a width.
    pub fn plain(&self, width: Width) -> String {
        self.kept.plain(width)
    }
}

/// Writes the summary of results again, into `out`, or the folder of the results.
///
/// # Errors
/// If the folder holds no results of this version, or a file can't be written.
pub fn report(results: &Path, out: Option<&Path>) -> Result<Reported, AppError> {
    let kept = Kept::open(results).map_err(AppError::NotRedrawn)?;
    let files = kept.report(out).map_err(AppError::NotRedrawn)?;
    Ok(Reported { kept, files })
}
