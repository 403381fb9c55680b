//! How many threads work.

use super::error::AppError;

/// How many threads work. No result depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Threads(u16);

impl Threads {
    /// One per core.
    pub const ALL: Self = Self(0);

    /// So many; 0 means one per core.
    pub const fn new(count: u16) -> Self {
        Self(count)
    }

    /// The number, 0 for one per core.
    pub const fn count(self) -> usize {
        self.0 as usize
    }

    /// Does work that uses threads of its own, such as drawing charts, on no more than these.
    ///
    /// # Errors
    /// If they can't be started.
    pub fn install<T: Send>(self, work: impl FnOnce() -> T + Send) -> Result<T, AppError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.count())
            .build()
            .map_err(|error| AppError::Failure(format!("no worker threads: {error}")))?;
        Ok(pool.install(work))
    }
}
