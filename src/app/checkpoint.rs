//! Partial results of work that takes long: kept, taken up again, given up.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::disk::{Disk, FolderLock};
use crate::report::results::ResultsError;
use crate::report::results_folder::ResultsFolder;
use crate::scenario::document::Document;
use crate::study::chunk::Chunk;
use crate::study::chunk_list::ChunkList;
use crate::study::merge::{MergeError, Parts};
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::{ChunkStore, Found, Job, Keep, RunManifest, Shard, SoFar, StudyError};

use super::command_line::quote_path;
use super::error::AppError;
use super::output::{Output, claim, inputs};
use super::remains::Remains;
use super::threads::Threads;
use super::watch::{Event, Note, Watch};

/// Partial results are kept from this time on: less work is sooner done again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a study's chunks come from and go to.
#[derive(Debug)]
pub(super) enum Checkpoint {
    /// They are worked out here, and kept.
    Kept(Box<Kept>),
    /// They lie in parts of the study, which stay as they are.
    Joined(Box<Parts>),
}

/// Work whose partial results are kept.
#[derive(Debug)]
pub(super) struct Kept {
    store: ChunkStore,
    resume: bool,
    patience: Duration,
    /// The command that goes on with it.
    again: String,
}

impl Checkpoint {
    /// Takes hold of a folder of results and of what is kept beside it; or of the parts, if the
    /// study is to be joined from parts.
    ///
    /// # Errors
    /// If the folder can't take the results, holds partial results of which nothing was said, or the
    /// parts are of another study.
    pub(super) fn claim(
        output: &Output,
        folder: &Path,
        document: &Document,
        run_manifest: &RunManifest,
        parts: Option<Parts>,
    ) -> Result<(ResultsFolder, Self), AppError> {
        let mut read = inputs(document);
        let Some(parts) = parts else {
            let place = claim(folder, &document.id, output.force, &read)?;
            let checkpoint = Self::open(output, place.lock(), run_manifest, document)?;
            return Ok((place, checkpoint));
        };
        if let Some(why) = parts.study().difference(&run_manifest.study) {
            let folder = parts.folder().to_owned();
            return Err(MergeError::Scenario { folder, why }.into());
        }
        read.extend(parts.folders().iter().cloned());
        let place = claim(folder, &document.id, output.force, &read)?;
        Ok((place, Self::Joined(Box::new(parts))))
    }

    /// Decides what becomes of the partial results in a folder that is locked.
    ///
    /// # Errors
    /// If the folder holds partial results and it was not said what to do with them, or those
    /// of other work; or if it can't be written.
    pub(super) fn open(
        output: &Output,
        lock: Option<Arc<FolderLock>>,
        run_manifest: &RunManifest,
        document: &Document,
    ) -> Result<Self, AppError> {
        let Some(lock) = lock else {
            let message = "the folder of partial results is not locked";
            return Err(AppError::Failure(message.to_owned()));
        };
        let home = lock.folder().to_owned();
        let found = Found::look(&home)?;
        let copy = ScenarioCopy::of(document);
        // How many chunks a whole study has is not always known before its end.
        let known = run_manifest.study.kind == "run" || run_manifest.shard.is_some();
        let all = ChunkList::of(&run_manifest.study)
            .filter(|_| known)
            .map(|list| {
                let own = list.part(run_manifest.shard.unwrap_or(Shard::WHOLE));
                own.end - own.start
            });
        let store = ChunkStore::new(lock, run_manifest.clone(), copy, Disk::default());
        if let Some(refused) =
            found.and_then(|found| refusal(output.resume, &home, run_manifest, &found, all))
        {
            if output.force {
                store.clear()?;
            } else {
                store.release();
                return Err(refused);
            }
        }
        let mut again = run_manifest.own_command();
        if let Some(out) = &output.out {
            again.push_str(&format!(" --out {}", quote_path(out)));
        }
        Ok(Self::Kept(Box::new(Kept {
            store,
            resume: output.resume,
            // A part is nothing but what is kept of it.
            patience: if output.resume || run_manifest.shard.is_some() {
                Duration::ZERO
            } else {
                PATIENCE
            },
            again: again + " --resume",
        })))
    }

    /// A job that keeps what it does, and ends when it is told to stop.
    pub(super) fn job<'a>(&'a self, threads: Threads, stop: &'a AtomicBool) -> Job<'a> {
        match self {
            Self::Kept(kept) => {
                let keep = Keep {
                    store: &kept.store,
                    resume: kept.resume,
                    patience: kept.patience,
                };
                Job::new(threads.count(), stop, Some(keep))
            }
            Self::Joined(parts) => Job::joining(threads.count(), stop, parts),
        }
    }

    /// Makes the folder ready even if nothing comes to be kept.
    pub(super) fn label(&self) -> Result<(), StudyError> {
        match self {
            Self::Kept(kept) => Ok(kept.store.label()?),
            Self::Joined(_) => Ok(()),
        }
    }

    /// The work is over: tells so, and which partial results were damaged.
    pub(super) fn ended(watch: &mut dyn Watch, so_far: &SoFar, words: impl Fn(Chunk) -> String) {
        watch.see(Event::Ended);
        if let Some((chunk, damage)) = so_far.damaged.first() {
            watch.see(Event::Note(&Note::Damaged {
                count: so_far.damaged.len(),
                first: words(*chunk),
                damage: *damage,
            }));
        }
    }

    /// Lets go of the folder after work that did not come to its end.
    pub(super) fn give_up(self, error: StudyError) -> AppError {
        let remains = self.remains();
        match (error, remains) {
            (StudyError::Interrupted, remains) => AppError::Interrupted { remains },
            (StudyError::Parts(error), _) => AppError::Merge(*error),
            (error, Some(remains)) => AppError::Study { error, remains },
            (error, None) => AppError::Failure(error.to_string()),
        }
    }

    /// Gives up what was kept: the next try would fail like this one.
    pub(super) fn discard(self) {
        if let Self::Kept(kept) = self {
            let store = kept.store;
            let _ = store.clear();
            store.release();
        }
    }

    /// Lets go of a part, which stays.
    ///
    /// # Errors
    /// If it can't be put on the disk.
    pub(super) fn leave(self) -> Result<(), AppError> {
        let Self::Kept(kept) = self else {
            return Ok(());
        };
        let store = kept.store;
        let flushed = store.flush();
        store.release();
        Ok(flushed?)
    }

    /// Ends with results that are in place, or are not.
    ///
    /// # Errors
    /// If they are not; what was worked out stays.
    pub(super) fn settle<T>(
        self,
        published: Result<T, ResultsError>,
        watch: &mut dyn Watch,
    ) -> Result<T, AppError> {
        match (published, self) {
            (Ok(published), Self::Kept(kept)) => {
                let store = kept.store;
                let cleared = store.clear();
                store.release();
                if let Err(error) = cleared {
                    watch.see(Event::Note(&Note::NotCleared(error)));
                }
                Ok(published)
            }
            (Ok(published), Self::Joined(_)) => Ok(published),
            (Err(error), kept) => Err(AppError::Unpublished {
                error,
                remains: kept.remains(),
            }),
        }
    }

    /// Lets go of the folder, and says what is kept there.
    fn remains(self) -> Option<Box<Remains>> {
        let Self::Kept(kept) = self else {
            return None;
        };
        let Kept { store, again, .. } = *kept;
        let flushed = store.flush();
        let remains = Remains {
            chunks: store.kept(),
            folder: store.folder().to_owned(),
            command: again,
            unsynced: flushed.err(),
            patience: PATIENCE.as_secs(),
        };
        store.release();
        Some(Box::new(remains))
    }
}

/// Why what lies in a folder may not be gone on with, if it may not.
fn refusal(
    resume: bool,
    home: &Path,
    run_manifest: &RunManifest,
    found: &Found,
    all: Option<u64>,
) -> Option<AppError> {
    let why = run_manifest
        .study
        .difference(&found.run_manifest.study)
        .or_else(|| {
            (run_manifest.shard != found.run_manifest.shard).then(|| {
                let named = |shard: Option<Shard>| {
                    shard.map_or_else(|| "the whole".to_owned(), |shard| format!("part {shard}"))
                };
                format!(
                    "is {}, not {}",
                    named(found.run_manifest.shard),
                    named(run_manifest.shard)
                )
            })
        });
    match why {
        None if resume => None,
        None => Some(AppError::Begun {
            folder: home.to_owned(),
            kept: found.kept(),
            all,
            work: noun(&run_manifest.study.kind).to_owned(),
        }),
        Some(why) => Some(AppError::OtherWork {
            folder: home.to_owned(),
            work: noun(&found.run_manifest.study.kind).to_owned(),
            why,
            command: found.run_manifest.own_command(),
        }),
    }
}

/// What a kind of work is called.
fn noun(kind: &str) -> &str {
    match kind {
        "compare" => "comparison",
        "select" => "selection",
        "uncertain" => "study of assumptions",
        other => other,
    }
}

/// The replications of a chunk, in words.
pub(super) fn replications(chunk: Chunk) -> String {
    format!(
        "replications {} to {}",
        chunk.first,
        chunk.first + chunk.count - 1
    )
}
