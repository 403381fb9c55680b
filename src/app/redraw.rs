//! Charts and summaries of results, made again without running again.

use std::path::PathBuf;

pub use crate::chart::Theme;
use crate::report::album::Undrawn;
pub use crate::report::album::{ChartFormat, Drawing, Grouping, Sheet, Window};
use crate::report::kept::Kept;
use crate::report::results::ResultsError;
use crate::text::Width;

use super::error::AppError;
use super::threads::Threads;

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

/// Results that are to be made again.
#[derive(Clone, Debug)]
pub struct RedrawRequest {
    /// The folder of results of `run`, `merge`, `compare` or `sweep`.
    pub results: PathBuf,
    /// Where the files go; `None` for the folder of the results.
    pub out: Option<PathBuf>,
    /// Threads for drawing charts.
    pub threads: Threads,
    /// Which charts are drawn, as what, and how: all as they were by default.
    pub drawing: Drawing,
}

impl RedrawRequest {
    /// Results in a folder, made again in that folder.
    pub fn new(results: impl Into<PathBuf>) -> Self {
        Self {
            results: results.into(),
            out: None,
            threads: Threads::ALL,
            drawing: Drawing::default(),
        }
    }

    /// Reads the results and makes something of them.
    fn with<T: Send>(
        &self,
        make: impl FnOnce(&Kept) -> Result<T, ResultsError> + Send,
    ) -> Result<(Kept, T), AppError> {
        let work = || {
            let kept = Kept::open(&self.results)?;
            let made = make(&kept)?;
            Ok((kept, made))
        };
        self.threads.install(work)?.map_err(AppError::NotRedrawn)
    }
}

/// Draws the charts of results again, into `charts` below the folder that is asked for.
///
/// # Errors
/// If the folder holds no results of this version, there is no chart of a name that is asked for,
/// or a file can't be written.
pub fn redraw(request: &RedrawRequest) -> Result<Redrawn, AppError> {
    let out = request.out.as_deref();
    let (_, (files, undrawn)) = request.with(|kept| kept.plot(out, &request.drawing))?;
    Ok(Redrawn {
        files,
        undrawn,
        folder: out.unwrap_or(&request.results).to_owned(),
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

/// Writes the summary of results again, into the folder that is asked for.
///
/// # Errors
/// If the folder holds no results of this version, or a file can't be written.
pub fn report(request: &RedrawRequest) -> Result<Reported, AppError> {
    let (kept, files) = request.with(|kept| kept.report(request.out.as_deref()))?;
    Ok(Reported { kept, files })
}
