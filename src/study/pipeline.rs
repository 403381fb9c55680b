//! Chunks through any number of threads, results in order.
//!
//! Workers take the next chunk as they become free; results are handed over in order of the
//! chunks, by the caller's thread. Only a few are on the way at a time, so memory does not
//! grow with the number of chunks, and nothing depends on who was first.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use super::error::StudyError;

/// Chunks on the way at a time, per thread: enough that none waits for a slower one.
const WINDOW: u64 = 4;

/// Where the workers are.
#[derive(Debug)]
struct WorkerState {
    next: AtomicU64,
    end: u64,
    /// Chunks below this one may be taken: it moves as results are handed over.
    allowed: Mutex<u64>,
    moved: Condvar,
    /// Something went wrong: take no more.
    over: AtomicBool,
}

impl WorkerState {
    fn allowed(&self) -> MutexGuard<'_, u64> {
        // A number has no broken state.
        self.allowed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next chunk, once it may be taken; `None` if there is none or work is over.
    fn take(&self, stop: &AtomicBool) -> Option<u64> {
        let over = || stop.load(Ordering::Relaxed) || self.over.load(Ordering::Relaxed);
        if over() {
            return None;
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        if index >= self.end {
            return None;
        }
        let mut allowed = self.allowed();
        while index >= *allowed {
            if over() {
                return None;
            }
            allowed = self
                .moved
                .wait(allowed)
                .unwrap_or_else(PoisonError::into_inner);
        }
        Some(index)
    }

    fn allow(&self, below: u64) {
        *self.allowed() = below;
        self.moved.notify_all();
    }

    fn finish(&self) {
        self.over.store(true, Ordering::Relaxed);
        // With the lock, so that nobody is between looking and waiting.
        let _allowed = self.allowed();
        self.moved.notify_all();
    }
}

/// Ends the work when a worker panics: nobody shall wait for its chunk.
struct Alarm<'a>(&'a WorkerState);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.finish();
        }
    }
}

/// Works on the chunks of a range with `threads` threads (0: one per core). Each thread has a
/// state made by `start`; `work` makes a result; `take` gets the results in order. `stop`
/// ends the work at the next border of chunks.
///
/// Returns how many results were handed over: all of them unless `stop` came.
///
/// # Errors
/// The first error in order of the chunks, whether of `work` or of `take`, or that no thread
/// could be started.
pub(crate) fn in_order<S, P, E>(
    chunks: Range<u64>,
    threads: usize,
    stop: &AtomicBool,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, u64) -> Result<P, E> + Sync,
    mut take: impl FnMut(u64, P) -> Result<(), E>,
) -> Result<u64, E>
where
    P: Send,
    E: Send + From<StudyError>,
{
    let threads = match threads {
        0 => thread::available_parallelism().map_or(1, usize::from) as u64,
        threads => threads as u64,
    }
    .min(chunks.end.saturating_sub(chunks.start))
    .max(1);
    let window = threads * WINDOW;
    let workers = WorkerState {
        next: AtomicU64::new(chunks.start),
        end: chunks.end,
        allowed: Mutex::new(chunks.start.saturating_add(window)),
        moved: Condvar::new(),
        over: AtomicBool::new(false),
    };
    let (workers, start, work) = (&workers, &start, &work);
    thread::scope(|scope| {
        let (results, arrived) = mpsc::channel();
        for number in 0..threads {
            let results = results.clone();
            let worker = move || {
                let _alarm = Alarm(workers);
                let mut state = start();
                while let Some(index) = workers.take(stop) {
                    let result = work(&mut state, index);
                    let failed = result.is_err();
                    if results.send((index, result)).is_err() || failed {
                        break;
                    }
                }
            };
            let spawned = thread::Builder::new()
                .name(format!("sortie-{number}"))
                .spawn_scoped(scope, worker);
            if let Err(error) = spawned {
                if number == 0 {
                    return Err(StudyError::Threads(error.to_string()).into());
                }
                break; // Fewer threads do the same work.
            }
        }
        drop(results);
        let mut early = BTreeMap::new();
        let mut next = chunks.start;
        let mut failure = None;
        for (index, result) in arrived {
            early.insert(index, result);
            while let Some(result) = early.remove(&next) {
                // After a failure the rest only has to come to an end.
                if failure.is_none()
                    && let Err(error) = result.and_then(|result| take(next, result))
                {
                    failure = Some(error);
                    workers.finish();
                }
                next += 1;
                workers.allow(next.saturating_add(window));
            }
        }
        match failure {
            Some(error) => Err(error),
            None => Ok(next - chunks.start),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(number: u64) -> StudyError {
        StudyError::Threads(number.to_string())
    }

    #[test]
    fn results_come_in_order_from_any_number_of_threads() {
        for threads in [1, 2, 7, 64] {
            let mut seen = Vec::new();
            let done = in_order(
                5..205,
                threads,
                &AtomicBool::new(false),
                || 0_u64,
                |state, index| {
                    *state += 1;
                    if index % 13 == 0 {
                        thread::yield_now();
                    }
                    Ok::<_, StudyError>(index * index)
                },
                |index, square| {
                    seen.push((index, square));
                    Ok(())
                },
            );
            assert_eq!(done, Ok(200));
            assert_eq!(seen, (5..205).map(|n| (n, n * n)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_failure_in_order_is_told() {
        for threads in [1, 4] {
            let mut last = None;
            let done = in_order(
                0..1_000,
                threads,
                &AtomicBool::new(false),
                || (),
                |(), index| {
                    if index % 10 == 7 {
                        Err(failed(index))
                    } else {
                        Ok(index)
                    }
                },
                |index, _| {
                    last = Some(index);
                    Ok(())
                },
            );
            assert_eq!((done, last), (Err(failed(7)), Some(6)));
        }
    }

    #[test]
    fn a_taker_that_fails_ends_the_work() {
        let done = in_order(
            0..1_000_000,
            3,
            &AtomicBool::new(false),
            || (),
            |(), index| Ok(index),
            |index, _| {
                if index == 30 {
                    Err(failed(index))
                } else {
                    Ok(())
                }
            },
        );
        assert_eq!(done, Err(failed(30)));
    }

    #[test]
    fn stopping_ends_at_a_border() {
        let stop = AtomicBool::new(false);
        let mut taken = 0;
        let done = in_order(
            0..1_000_000,
            2,
            &stop,
            || (),
            |(), index| Ok::<_, StudyError>(index),
            |_, _| {
                taken += 1;
                stop.store(taken >= 100, Ordering::Relaxed);
                Ok(())
            },
        );
        assert_eq!(done, Ok(taken));
        assert!((100..1_000).contains(&taken), "{taken}");
    }

    #[test]
    fn no_chunks_are_no_work() {
        let stop = AtomicBool::new(false);
        let done = in_order(
            3..3,
            2,
            &stop,
            || (),
            |(), _| Ok::<_, StudyError>(()),
            |_, ()| Ok(()),
        );
        assert_eq!(done, Ok(0));
    }
}
