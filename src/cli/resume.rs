//! Partial results of work that takes long: `--resume`, interruptions, and what to say of them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::disk::{Disk, FolderLock};
use crate::report::results::ResultsError;
use crate::report::results_folder::Published;
use crate::report::words::grouped;
use crate::scenario::document::Document;
use crate::study::chunk::Chunk;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::{
    ChunkStore, ChunkStoreError, Found, Job, Keep, RunManifest, Shard, SoFar, StudyError,
};

use super::{Failed, complain, interrupt, quote};

/// What becomes of partial results.
#[derive(Clone, Debug, Args)]
pub(super) struct ResumeArgs {
    /// Go on where interrupted work of the same kind stopped; keep partial results from the
    /// start
    #[arg(long)]
    resume: bool,
    /// Replace results of another scenario, put results beside other things (which stay), give
    /// up partial results
    #[arg(long)]
    pub force: bool,
}

/// Partial results are kept from this time on: less work is sooner done again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Work whose partial results are kept.
#[derive(Debug)]
pub(super) struct Checkpoint {
    store: ChunkStore,
    resume: bool,
    patience: Duration,
    /// The command that goes on with it.
    again: String,
}

impl Checkpoint {
    /// Decides what becomes of the partial results in a folder that is locked.
    /// `all` is how many chunks there will be, if that is known; `out` the folder of results
    /// that was asked for.
    ///
    /// # Errors
    /// If the folder holds partial results and it was not said what to do with them, or those
    /// of other work; or if it can't be written.
    pub fn open(
        args: &ResumeArgs,
        lock: Option<Arc<FolderLock>>,
        run_manifest: &RunManifest,
        document: &Document,
        all: Option<u64>,
        out: Option<&Path>,
    ) -> Result<Self, Failed> {
        let Some(lock) = lock else {
            let message = "error: the folder of partial results is not locked".to_owned();
            return Err(Failed::Run(message));
        };
        let home = lock.folder().to_owned();
        let home = home.as_path();
        let found = Found::look(home).map_err(|error| unkept(&error))?;
        let copy = ScenarioCopy::of(document);
        let store = ChunkStore::new(lock, run_manifest.clone(), copy, Disk::default());
        if let Some(refused) =
            found.and_then(|found| refusal(args, home, run_manifest, &found, all))
        {
            if args.force {
                store.clear().map_err(|error| unkept(&error))?;
            } else {
                store.release();
                return Err(Failed::Usage(refused));
            }
        }
        let mut again = run_manifest.own_command();
        if let Some(out) = out {
            again.push_str(&format!(" --out {}", quote(&out.display().to_string())));
        }
        Ok(Self {
            store,
            resume: args.resume,
            // A part is nothing but what is kept of it.
            patience: if args.resume || run_manifest.shard.is_some() {
                Duration::ZERO
            } else {
                PATIENCE
            },
            again: again + " --resume",
        })
    }

    /// A job that keeps what it does, and ends with Ctrl-C.
    pub fn job(&self, threads: Option<u16>) -> Job<'_> {
        let keep = Keep {
            store: &self.store,
            resume: self.resume,
            patience: self.patience,
        };
        Job::new(
            threads.map_or(0, usize::from),
            interrupt::watch(),
            Some(keep),
        )
    }

    /// Makes the folder ready even if nothing comes to be kept.
    pub fn label(&self) -> Result<(), StudyError> {
        Ok(self.store.label()?)
    }

    /// Says which partial results were damaged.
    pub fn remark(so_far: &SoFar, quiet: bool, words: impl Fn(Chunk) -> String) {
        let Some((chunk, damage)) = so_far.damaged.first().filter(|_| !quiet) else {
            return;
        };
        let count = so_far.damaged.len();
        complain(&format!(
            "note: {count} damaged partial result{} worked out again; the first was of {}: {damage}",
            if count == 1 { " was" } else { "s were" },
            words(*chunk)
        ));
    }

    /// Lets go of the folder after work that did not come to its end, and says what is kept.
    pub fn give_up(self, failed: Failed, error: Option<&StudyError>) -> Failed {
        let flushed = self.store.flush();
        let kept = self.store.kept();
        let folder = self.store.folder().display().to_string();
        self.store.release();
        let failed = match flushed {
            Ok(()) => failed,
            Err(error) => failed.add(&format!("\n  {error}")),
        };
        match error {
            Some(_) if kept > 0 => failed.add(&format!(
                "\n  {} finished chunk{} kept in {folder}\n  go on with: {}",
                grouped(kept),
                if kept == 1 { " is" } else { "s are" },
                self.again
            )),
            Some(StudyError::Interrupted) => failed.add(&format!(
                "\n  nothing was kept: what is done is kept from {} s on, with --resume from the \
                 start",
                PATIENCE.as_secs()
            )),
            None if kept > 0 => failed.add(&format!(
                "\n  what was worked out is kept; put it right and go on with: {}",
                self.again
            )),
            _ => failed,
        }
    }

    /// Gives up what was kept: the next try would fail like this one.
    pub fn discard(self) {
        let _ = self.store.clear();
        self.store.release();
    }

    /// Lets go of a part, which stays.
    ///
    /// # Errors
    /// If it can't be put on the disk.
    pub fn leave(self) -> Result<(), Failed> {
        let flushed = self.store.flush();
        self.store.release();
        flushed.map_err(|error| unkept(&error))
    }

    /// Ends with results that are in place, or are not.
    ///
    /// # Errors
    /// If they are not; what was worked out stays.
    pub fn settle(self, published: Result<Published, ResultsError>) -> Result<Published, Failed> {
        match published {
            Ok(published) => {
                self.finish();
                Ok(published)
            }
            Err(error) => Err(self.give_up(Failed::Run(format!("error: {error}")), None)),
        }
    }

    /// The results are in place: nothing of this is needed any more.
    pub fn finish(self) {
        let cleared = self.store.clear();
        self.store.release();
        if let Err(error) = cleared {
            complain(&format!("note: {error}; it is no longer needed"));
        }
    }
}

/// Why what lies in a folder may not be gone on with, if it may not.
fn refusal(
    args: &ResumeArgs,
    home: &Path,
    run_manifest: &RunManifest,
    found: &Found,
    all: Option<u64>,
) -> Option<String> {
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
    let home = home.display();
    match why {
        None if args.resume => None,
        None => Some(format!(
            "error: {home} holds {}{} chunks of this very {}\n  \
             go on with --resume, or start over with --force",
            grouped(found.kept()),
            all.map_or_else(String::new, |all| format!(" of {}", grouped(all))),
            noun(&run_manifest.study.kind)
        )),
        Some(why) => Some(format!(
            "error: {home} holds parts of another {}: it {why}\n  \
             finish that one: {} --resume\n  or choose another folder with --out DIR, or give \
             it up with --force",
            noun(&found.run_manifest.study.kind),
            found.run_manifest.own_command()
        )),
    }
}

/// What a kind of work is called.
fn noun(kind: &str) -> &str {
    match kind {
        "compare" => "comparison",
        "select" => "selection",
        other => other,
    }
}

/// An error of work on chunks, with what there is to say.
pub(super) fn broken_off(error: &StudyError, message: String) -> Failed {
    match error {
        StudyError::Interrupted => Failed::Interrupted(message),
        _ => Failed::Run(message),
    }
}

fn unkept(error: &ChunkStoreError) -> Failed {
    let message = format!("error: {error}\n  choose another folder with --out DIR");
    match error {
        ChunkStoreError::Foreign(_) | ChunkStoreError::Unsound { .. } => Failed::Usage(message),
        _ => Failed::Run(message),
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
