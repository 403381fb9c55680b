//! Lists of events of others, read into `[[inject]]` blocks.

use std::path::{Path, PathBuf};

use crate::msel::import::{self, ImportError, Reading};
use crate::scenario;
use crate::scenario::document::Document;
use crate::scenario::time::Span;
use crate::text;

use super::command_line::quote;
use super::error::AppError;
use super::source::ScenarioSource;

pub use crate::msel::import::BareNumbers;

/// Which list to read, and how.
#[derive(Clone, Debug, Default)]
pub struct MselImport {
    /// A workbook or CSV.
    pub file: PathBuf,
    /// Its sheet; `None`: the one that holds a list.
    pub sheet: Option<String>,
    /// The scenario that the injects are for, if it is known.
    pub scenario: Option<ScenarioSource>,
    /// STARTEX as an anchor of that scenario; `None`: its start.
    pub startex: Option<String>,
    /// Spread injects without times over so much time, in their order.
    pub spread: Option<Span>,
    /// What bare numbers in a column of times are.
    pub numbers: Option<BareNumbers>,
    /// Leave out rows with cells that can't be read.
    pub partial: bool,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct MselRead {
    /// The blocks, as TOML.
    pub toml: String,
    /// How many.
    pub injects: usize,
    /// What should be known of how it was read.
    pub notes: Vec<String>,
    /// Cells that were refused, each with its reason and what to write instead.
    pub refused: Vec<String>,
}

/// Reads a list.
///
/// # Errors
/// If the file can't be read, is no list of injects, or some of its cells can't be read.
pub fn msel_import(request: &MselImport) -> Result<MselRead, AppError> {
    let document = match &request.scenario {
        Some(source) => Some(source.load()?.document),
        None => None,
    };
    let startex = request
        .startex
        .clone()
        .unwrap_or_else(|| "start".to_owned());
    let day = day(document.as_ref(), &startex)?;
    let objectives = document.iter().flat_map(|it| &it.objectives);
    let reading = Reading {
        sheet: request.sheet.clone(),
        startex,
        day,
        zone: document.as_ref().map(|it| it.calendar.zone().clone()),
        spread: request.spread,
        numbers: request.numbers,
        objectives: objectives
            .map(|it| (it.name.clone(), it.id.clone()))
            .collect(),
        partial: request.partial,
    };
    let bytes = bytes(&request.file)?;
    let read = import::read(bytes, &reading).map_err(|error| {
        let file = request.file.display();
        match error {
            ImportError::File(said) => AppError::Usage(format!("{file}: {said}")),
            cells @ ImportError::Cells(_) => AppError::Usage(format!("{file}: {cells}")),
        }
    })?;
    let name = request.file.file_name().unwrap_or_default();
    let name = crate::workbook::clip(&name.to_string_lossy());
    Ok(MselRead {
        toml: read.toml(&name),
        injects: read.count(),
        refused: read.refused.iter().map(ToString::to_string).collect(),
        notes: read.notes,
    })
}

/// The day of STARTEX: that of the scenario, or the one that its anchor names.
fn day(document: Option<&Document>, startex: &str) -> Result<Option<jiff::civil::Date>, AppError> {
    if let Some(document) = document {
        let at = scenario::anchor(document, startex).map_err(|said| {
            let said = said.replace('\n', "\n  ");
            AppError::Usage(format!("--startex {}: {said}", quote(startex)))
        })?;
        return Ok(Some(document.calendar.local(at).date()));
    }
    let local = startex.get(..10).and_then(|it| it.parse().ok());
    let is_plain = startex.len() <= 19 && !startex.contains(" +") && !startex.contains(" -");
    Ok(local.filter(|_| is_plain))
}

/// All bytes of a regular file, and one more than may be of one that is larger.
fn bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    use std::io::Read;
    const MOST: u64 = (16 << 20) + 1;
    let failed = |why: String| AppError::Usage(format!("cannot read {}: {why}", path.display()));
    let io = |error: std::io::Error| failed(text::said(&error));
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(failed("it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(MOST).read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}
