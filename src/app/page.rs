//! A report of results, to hand on.

use std::path::{Path, PathBuf};

use crate::report::kept::Kept;
use crate::report::page::Making;
use crate::report::page::logo::Logo;
use crate::report::results::ResultsError;
use crate::report::several;
use crate::report::template::Form;
use crate::text;

use super::command_line::quote;
use super::error::AppError;
use super::threads::Threads;

pub use crate::report::language::Language;
pub use crate::report::page::printer::Printer;
pub use crate::report::page::tree::{Cover, PageFormat, Tlp};
pub use crate::report::template::Template;

/// Most letters of a title and of the name of an organisation.
const LONGEST: usize = 200;

/// A report that is asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// The folders of results; of several, a report of each in one
    /// document.
    pub results: Vec<PathBuf>,
    /// Which report.
    pub template: Template,
    /// What stands at its head.
    pub cover: Cover,
    /// What it is written as.
    pub format: PageFormat,
    /// The file of a logo, as PNG, JPEG or SVG; Markdown has none.
    pub logo: Option<PathBuf>,
    /// What prints it, if it is written as PDF.
    pub printer: Printer,
    /// The file; `None` for `brief.html`, `full.pdf` or the like in the folder of the results.
    /// Several folders need one.
    pub out: Option<PathBuf>,
    /// Threads for drawing charts.
    pub threads: Threads,
}

impl PageRequest {
    /// A brief report as HTML in the folder of the results.
    pub fn new(results: impl Into<PathBuf>) -> Self {
        Self {
            results: vec![results.into()],
            template: Template::default(),
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
        let usage = |message: &str| Err(AppError::Usage(message.to_owned()));
        if self.results.is_empty() {
            return usage("there is no folder of results to report\n  name one");
        }
        if self.results.len() > 1 && self.out.is_none() {
            return usage(
                "a report of several folders belongs to none of them\n  say where it goes: --out FILE",
            );
        }
        for (ix, folder) in self.results.iter().enumerate() {
            if self.results[..ix].contains(folder) {
                let folder = folder.display();
                return usage(&format!("{folder} is named twice\n  name each folder once"));
            }
        }
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

/// Writes a report of results to hand on; gives the path of its file.
///
/// # Errors
/// If the folder holds no results of this version, or of a kind that has no such report, a title can't be shown,
/// there is no browser to print it, something that is no report lies where it should go, or it
/// can't be written.
pub fn page(request: &PageRequest) -> Result<PathBuf, AppError> {
    request.check()?;
    let making = Making {
        format: request.format,
        logo: request.picture()?,
        printer: request.printer.clone(),
    };
    let work = || {
        let form = Form {
            template: request.template,
            cover: &request.cover,
            making: &making,
        };
        let kept = request.results.iter().map(|it| Kept::open(it));
        let kept = kept.collect::<Result<Vec<Kept>, ResultsError>>()?;
        match (&kept[..], &request.out) {
            ([only], out) => only.page(&form, out.as_deref()),
            (all, out) => {
                let out = out.as_deref().unwrap_or(Path::new(""));
                several::write(all, &form, out)
            }
        }
    };
    let done = request.threads.install(work)?;
    done.map_err(AppError::NotRedrawn)
}
