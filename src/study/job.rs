//! Chunks of work, done now or found in a store: what runs, comparisons and sweeps share.
//!
//! A [`Task`] says how its work is cut and what a chunk of it gives. A [`Job`] works through
//! the chunks with any number of threads, keeps what they give, takes up what was kept, and
//! hands it over in order. So a task that is interrupted and resumed comes to the same end,
//! bit for bit.

use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::sim::brake::Stop;

use super::chunk::Chunk;
use super::chunk_store::ChunkStore;
use super::error::StudyError;
use super::merge::Parts;
use super::partial::Damage;
use super::pipeline::in_order;

/// Where and from when on the results of chunks are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep<'a> {
    /// The folder.
    pub store: &'a ChunkStore,
    /// What was kept there before is used.
    pub resume: bool,
    /// Nothing is kept before this time has passed: to do little work again costs less than
    /// to keep it.
    pub patience: Duration,
}

/// How a task is worked on. No result depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Worker threads; 0 for one per core.
    pub threads: usize,
    /// Ends the work when it becomes true: at the next border of chunks, or within a chunk that
    /// takes more than a second longer.
    pub stop: &'a AtomicBool,
    /// Where partial results are kept, if anywhere.
    pub keep: Option<Keep<'a>>,
    /// Parts that hold every chunk: nothing is worked out.
    pub parts: Option<&'a Parts>,
    /// When the work began.
    pub started: Instant,
}

/// How far a job has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SoFar {
    /// Replications done, whether now or before.
    pub done: u64,
    /// Of these, found in the store.
    pub found: u64,
    /// Partial results that were damaged and are worked out again.
    pub damaged: Vec<(Chunk, Damage)>,
}

/// Work that is cut into chunks.
pub trait Task: Sync {
    /// What a thread holds from chunk to chunk.
    type State<'s>
    where
        Self: 's;
    /// What a chunk gives.
    type ChunkResult: Serialize + DeserializeOwned + Send;
    /// Why it can't.
    type Error: From<StudyError> + Send;

    /// The chunk of a number, if there are so many.
    fn cut(&self, index: u64) -> Option<Chunk>;

    /// What a thread begins with. It ends the work within a chunk when `stop` is due.
    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> Self::State<'s>;

    /// Works out a chunk.
    ///
    /// # Errors
    /// If a replication fails, or what else the task needs can't be had.
    fn work<'s>(
        &self,
        state: &mut Self::State<'s>,
        chunk: Chunk,
    ) -> Result<Self::ChunkResult, Self::Error>
    where
        Self: 's;

    /// Whether a piece that was found is one of this chunk.
    fn fits(&self, chunk: Chunk, piece: &Self::ChunkResult) -> bool;

    /// All chunks up to and with this one are done: what only they needed may be given up.
    fn leave(&self, chunk: Chunk) {
        let _ = chunk;
    }
}

/// Is told how far work has come.
pub(crate) type Tell<'a> = dyn FnMut(&SoFar) + 'a;

/// How long after it was told to stop a job may work on the chunks in hand, so that they are
/// not lost.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// Where a piece is from.
struct Origin {
    found: bool,
    damage: Option<Damage>,
}

impl<'a> Job<'a> {
    /// A job that begins now.
    pub fn new(threads: usize, stop: &'a AtomicBool, keep: Option<Keep<'a>>) -> Self {
        Self {
            threads,
            stop,
            keep,
            parts: None,
            started: Instant::now(),
        }
    }

    /// A job that takes every chunk from parts of the study.
    pub fn joining(threads: usize, stop: &'a AtomicBool, parts: &'a Parts) -> Self {
        Self {
            parts: Some(parts),
            ..Self::new(threads, stop, None)
        }
    }

    /// Works through a range of a task's chunks that belong to a part of its study: what they give is
    /// kept, and nothing else is made of it.
    ///
    /// # Errors
    /// Those of [`work`](Self::work).
    pub(crate) fn part<T: Task>(
        &self,
        task: &T,
        chunks: Range<u64>,
        progress: &mut dyn FnMut(&SoFar),
    ) -> Result<(), T::Error> {
        let mut so_far = SoFar::default();
        self.work(task, chunks, &mut so_far, |chunk, _, so_far| {
            task.leave(chunk);
            progress(so_far);
            Ok(())
        })
    }

    /// Works through a range of a task's chunks. `take` gets their pieces in order, each after
    /// `so_far` has counted it.
    ///
    /// # Errors
    /// The first error in order of the chunks, of the task or of `take`; that a piece could
    /// not be kept; or that the job was told to stop.
    pub fn work<T: Task>(
        &self,
        task: &T,
        chunks: Range<u64>,
        so_far: &mut SoFar,
        mut take: impl FnMut(Chunk, T::ChunkResult, &SoFar) -> Result<(), T::Error>,
    ) -> Result<(), T::Error> {
        let wanted = chunks.end.saturating_sub(chunks.start);
        let stop = Stop::new(self.stop, GRACE);
        let done = in_order(
            chunks,
            self.threads,
            self.stop,
            || task.start(&stop),
            |state, index| match task.cut(index) {
                Some(chunk) => {
                    let (piece, origin) = self.piece(task, state, chunk)?;
                    Ok((chunk, piece, origin))
                }
                None => Err(StudyError::Interrupted.into()),
            },
            |_, (chunk, piece, origin): (Chunk, T::ChunkResult, Origin)| {
                so_far.done += chunk.count;
                so_far.found += if origin.found { chunk.count } else { 0 };
                so_far.damaged.extend(origin.damage.map(|it| (chunk, it)));
                take(chunk, piece, so_far)
            },
        )?;
        if done == wanted {
            Ok(())
        } else {
            Err(StudyError::Interrupted.into())
        }
    }

    fn piece<'s, T: Task + 's>(
        &self,
        task: &T,
        state: &mut T::State<'s>,
        chunk: Chunk,
    ) -> Result<(T::ChunkResult, Origin), T::Error> {
        let mut damage = None;
        if let Some(parts) = self.parts {
            let fits = |piece: &T::ChunkResult| task.fits(chunk, piece);
            let piece = parts.get(chunk, fits).map_err(StudyError::from)?;
            let found = true;
            return Ok((piece, Origin { found, damage }));
        }
        if let Some(keep) = self.keep.filter(|keep| keep.resume) {
            match keep.store.get::<T::ChunkResult>(chunk) {
                Ok(Some(piece)) if task.fits(chunk, &piece) => {
                    let found = true;
                    return Ok((piece, Origin { found, damage }));
                }
                Ok(None) => {}
                Ok(Some(_)) => damage = Some(Damage::Foreign),
                Err(flaw) => damage = Some(flaw),
            }
        }
        let piece = task.work(state, chunk)?;
        if let Some(keep) = self.keep
            && self.started.elapsed() >= keep.patience
        {
            keep.store.put(chunk, &piece).map_err(StudyError::from)?;
        }
        let found = false;
        Ok((piece, Origin { found, damage }))
    }
}
