//! Where results go, and what comes of a request once they are there.

use std::path::{Path, PathBuf};

use crate::report::album::Undrawn;
use crate::report::results_folder::{Published, ResultsFolder, Wanted};
use crate::scenario::document::Document;
use crate::study::scenario_copy::ScenarioCopy;

use super::error::AppError;

/// Where results go, and what becomes of what is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The folder; `None` for one below `output/` that is named after the scenario.
    pub out: Option<PathBuf>,
    /// Replace results of another scenario, put results beside other things (which stay), give
    /// up partial results.
    pub force: bool,
    /// Go on where interrupted work of the same kind stopped, and keep partial results from the
    /// start.
    pub resume: bool,
}

impl Output {
    /// A folder that must be new, empty, or hold results of the same scenario.
    pub fn to(folder: impl Into<PathBuf>) -> Self {
        Self {
            out: Some(folder.into()),
            ..Self::default()
        }
    }

    /// The folder, or one that is made up.
    pub fn folder_or(&self, other: impl FnOnce() -> PathBuf) -> PathBuf {
        self.out.clone().unwrap_or_else(other)
    }
}

/// Results that are in place.
#[derive(Debug)]
pub struct Finished<T> {
    /// What they say.
    pub results: T,
    /// The folder that holds them.
    pub folder: PathBuf,
    /// What was written, and what else lies in the folder.
    pub published: Published,
}

impl<T> Finished<T> {
    /// The charts that could not be drawn, and why. Everything else is in place.
    pub fn undrawn(&self) -> &[Undrawn] {
        &self.published.manifest.undrawn
    }
}

/// Where results go if nobody says.
pub(crate) fn default_folder(document: &Document) -> PathBuf {
    let folder = match &document.policy {
        Some(policy) => format!("{}--{policy}", document.id),
        None => document.id.clone(),
    };
    PathBuf::from("output").join(folder)
}

/// Takes hold of the folder of results, which will be made of `inputs`.
pub(super) fn claim(
    folder: &Path,
    scenario: &str,
    force: bool,
    inputs: &[PathBuf],
) -> Result<ResultsFolder, AppError> {
    let wanted = Wanted {
        folder,
        scenario,
        force,
        inputs,
    };
    Ok(ResultsFolder::claim(&wanted)?)
}

/// The files that a scenario was read from: its own, if it was a file, and those of samples.
pub(super) fn inputs(document: &Document) -> Vec<PathBuf> {
    let copy = ScenarioCopy::of(document);
    let samples = copy.sources().map(Path::to_owned);
    [PathBuf::from(&document.source)]
        .into_iter()
        .chain(samples)
        .collect()
}
