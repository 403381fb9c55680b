//! One part of a study, of whatever kind: its chunks are worked out into a folder of its own.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::disk::FolderLock;
use crate::report::results::ResultsError;
use crate::report::target::refuse_inputs;
use crate::scenario::document::Document;
use crate::study::chunk_list::ChunkList;
use crate::study::{Job, RunManifest, Shard, SoFar, StudyError};

use super::checkpoint::Checkpoint;
use super::error::AppError;
use super::output::{Output, inputs};
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};

/// A part that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardOutcome {
    /// The folder that holds it, for [`merge`](super::merge()).
    pub folder: PathBuf,
    /// The replications in it: of each policy in a comparison, and counted through all points where
    /// a study has points.
    pub part: Range<u64>,
    /// Replications of the whole study, counted in the same way.
    pub replications: u64,
}

/// What a part's folder says of the study, for whoever joins the parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Recipe {
    /// What was asked for.
    pub request: serde_json::Value,
    /// The scenario's text before anything was changed in it; `None` if it is the one that lies
    /// there.
    pub text: Option<String>,
}

/// Which part of a study is wanted.
pub(super) struct CutOff {
    /// The part.
    pub shard: Shard,
    /// What the study is made of; `None` where its identity says it all.
    pub recipe: Option<Recipe>,
}

/// The folder of a part, beside that of the results.
pub(super) fn part_folder(results: &Path, shard: Shard) -> PathBuf {
    let mut name = results.as_os_str().to_owned();
    name.push(format!(".shard-{}-of-{}", shard.part(), shard.of()));
    PathBuf::from(name)
}

impl CutOff {
    /// Takes hold of the part's folder; `results` is the one of the whole study's results.
    ///
    /// # Errors
    /// If the folder can't take the part.
    pub(super) fn take(
        &self,
        (output, threads): (&Output, Threads),
        results: &Path,
        document: &Document,
        run_manifest: RunManifest,
    ) -> Result<Part, AppError> {
        let list = ChunkList::of(&run_manifest.study)
            .ok_or_else(|| AppError::Failure("such a study has no parts".to_owned()))?;
        let folder = output
            .out
            .clone()
            .unwrap_or_else(|| part_folder(results, self.shard));
        let run_manifest = self.label(run_manifest, document)?;
        refuse_inputs(&folder, &inputs(document))?;
        let lock = FolderLock::take(&folder).map_err(ResultsError::from)?;
        let lock = Some(Arc::new(lock));
        let checkpoint = Checkpoint::open(output, lock, &run_manifest, document)?;
        Ok(Part {
            chunks: list.part(self.shard),
            list,
            folder,
            threads,
            checkpoint,
        })
    }

    /// The manifest of the part.
    fn label(
        &self,
        mut run_manifest: RunManifest,
        document: &Document,
    ) -> Result<RunManifest, AppError> {
        run_manifest.shard = Some(self.shard);
        let Some(recipe) = &self.recipe else {
            return Ok(run_manifest.sealed());
        };
        let mut recipe = recipe.clone();
        recipe.text = recipe.text.filter(|text| **text != *document.text);
        let recipe = serde_json::to_value(&recipe);
        let recipe = recipe.map_err(|error| AppError::Failure(error.to_string()))?;
        Ok(run_manifest.asking(recipe))
    }
}

/// A part, ready to be worked on.
pub(super) struct Part {
    list: ChunkList,
    chunks: Range<u64>,
    folder: PathBuf,
    threads: Threads,
    checkpoint: Checkpoint,
}

impl Part {
    /// Works it out. `work` gets the job, the chunks, and whom to tell; `failed` says what its error
    /// means.
    ///
    /// # Errors
    /// If the work fails, can't be kept, or was told to stop.
    pub(super) fn work<E: From<StudyError>>(
        self,
        stop: &AtomicBool,
        watch: &mut dyn Watch,
        work: impl FnOnce(Job<'_>, Range<u64>, &mut dyn FnMut(&SoFar)) -> Result<(), E>,
        failed: impl FnOnce(E, Checkpoint) -> AppError,
    ) -> Result<ShardOutcome, AppError> {
        let Self {
            list,
            chunks,
            folder,
            threads,
            checkpoint,
        } = self;
        let part = list.replications_of(&chunks);
        let start = Progress::start(Unit::Replications, Some(part.end - part.start));
        watch.see(Event::Progress(start));
        let mut so_far = SoFar::default();
        let mut tell = |at: &SoFar| {
            so_far.clone_from(at);
            watch.see(Event::Progress(start.at(at)));
        };
        // A part without a chunk is one too: its folder says so.
        let done = checkpoint.label().map_err(E::from).and_then(|()| {
            let job = checkpoint.job(threads, stop);
            work(job, chunks, &mut tell)
        });
        Checkpoint::ended(watch, &so_far, |chunk| {
            list.words(&(chunk.index..chunk.index + 1))
        });
        if let Err(error) = done {
            return Err(failed(error, checkpoint));
        }
        checkpoint.leave()?;
        Ok(ShardOutcome {
            folder,
            part,
            replications: list.replications(),
        })
    }
}
