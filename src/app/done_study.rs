//! What a finished comparison, selection or sweep found, put in place.

use std::path::PathBuf;

use crate::report::kept::Redraw;
use crate::report::manifest::Manifest;
use crate::report::named_bytes::NamedBytes;
use crate::report::results::ResultsError;
use crate::report::results_folder::ResultsFolder;
use crate::scenario::document::Document;

use super::checkpoint::Checkpoint;
use super::error::AppError;
use super::output::Finished;
use super::threads::Threads;
use super::watch::Watch;

/// A study that is done, and where it goes.
pub(super) struct DoneStudy<'a> {
    /// The scenario that it is of.
    pub document: &'a Document,
    /// How it was made.
    pub manifest: Manifest,
    /// The folder, taken hold of.
    pub place: &'a ResultsFolder,
    /// The same, as it is named to people.
    pub folder: PathBuf,
    /// Records that were written already, to be put there too.
    pub records: Vec<PathBuf>,
    /// How many threads draw charts.
    pub threads: Threads,
}

impl DoneStudy<'_> {
    /// Puts results in place, with what was found as it is kept, and gives up the partial
    /// results.
    pub(super) fn publish<T: Redraw + Sync>(
        self,
        results: T,
        packed: Result<NamedBytes, ResultsError>,
        checkpoint: Checkpoint,
        watch: &mut dyn Watch,
    ) -> Result<Finished<T>, AppError> {
        let published = self.threads.install(|| {
            packed.and_then(|packed| {
                let (document, records) = (self.document, &self.records);
                self.place
                    .publish_study(&results, packed, document, records, self.manifest)
            })
        })?;
        let published = checkpoint.settle(published, watch)?;
        Ok(Finished {
            results,
            folder: self.folder,
            published,
        })
    }
}
