//! A report of results, to hand on.

use std::path::PathBuf;

use crate::report::kept::Kept;
use crate::report::page::Making;
use crate::report::page::logo::Logo;
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
    /// The file of a logo, as PNG, JPEG or SVG; Markdown has none.
    pub logo: Option<PathBuf>,
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
            logo: None,
            printer: Printer::default(),
            out: None,
            threads: Threads::ALL,
        }
    }

    /// The logo, if there is one.
    fn picture(&self) -> Result<Option<Logo>, AppError> {
        let Some(path) = &self.logo else {
            return Ok(None);
        };
        let refused = |why: String| {
            let name = path.to_string_lossy();
            AppError::Usage(format!("--logo {}: {why}", quote(&name)))
        };
        if self.format == PageFormat::Markdown {
            let why = "Markdown has no pictures within\n  leave it out, or choose --format html";
            return Err(refused(why.to_owned()));
        }
        Logo::read(path).map(Some).map_err(refused)
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
    let making = Making {
        format: request.format,
        logo: request.picture()?,
        printer: request.printer.clone(),
    };
    let work = || {
        let kept = Kept::open(&request.results)?;
        kept.brief(&request.cover, &making, request.out.as_deref())
    };
    let done = request.threads.install(work)?;
    done.map_err(AppError::NotRedrawn)
}
