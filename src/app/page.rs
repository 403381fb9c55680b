//! A report of results, to hand on.

use std::path::PathBuf;

use crate::report::kept::Kept;
use crate::text;

use super::command_line::quote;
use super::error::AppError;
use super::threads::Threads;

pub use crate::report::language::Language;
pub use crate::report::page::printer::Printer;
pub use crate::report::page::tree::{Cover, PageFormat, Tlp};

/// Most letters of a title and of the name of an organisation.
const LONGEST: usize = 200;

/// A report that is asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// The folder of results of `run`, `merge` or `compare`.
    pub results: PathBuf,
    /// What stands at its head.
    pub cover: Cover,
    /// What it is written as.
    pub format: PageFormat,
    /// What prints it, if it is written as PDF.
    pub printer: Printer,
    /// The file; `None` for `brief.html`, `brief.md` or `brief.pdf` in the folder of the results.
    pub out: Option<PathBuf>,
    /// Threads for drawing charts.
    pub threads: Threads,
}

impl PageRequest {
    /// A report as HTML in the folder of the results.
    pub fn new(results: impl Into<PathBuf>) -> Self {
        Self {
            results: results.into(),
            cover: Cover::default(),
            format: PageFormat::default(),
            printer: Printer::default(),
            out: None,
            threads: Threads::ALL,
        }
    }

    fn check(&self) -> Result<(), AppError> {
        let words = [
            ("title", &self.cover.title),
            ("organisation", &self.cover.organisation),
        ];
        for (option, text) in words {
            let Some(text) = text else { continue };
            let refused = |why: String| {
                let message = format!("--{option} {}: {why}", quote(text));
                Err(AppError::Usage(message))
            };
            if text.trim().is_empty() {
                return refused("it is empty\n  leave the option out, or write words".to_owned());
            }
            if text.chars().count() > LONGEST {
                return refused(format!("it has more than {LONGEST} letters\n  shorten it"));
            }
            if let Some(unfit) = text::unfit(text) {
                return refused(format!("it holds {unfit}\n  leave that character out"));
            }
        }
        Ok(())
    }
}

/// Writes a brief report of results; gives the path of its file.
///
/// # Errors
/// If the folder holds no results of a run or comparison of this version, a title can't be shown,
/// there is no browser to print it, something that is no report lies where it should go, or it
/// can't be written.
pub fn brief(request: &PageRequest) -> Result<PathBuf, AppError> {
    request.check()?;
    let work = || {
        let kept = Kept::open(&request.results)?;
        kept.brief(
            &request.cover,
            request.format,
            &request.printer,
            request.out.as_deref(),
        )
    };
    let done = request.threads.install(work)?;
    done.map_err(AppError::NotRedrawn)
}
