//! One program at a time in a folder.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::foreign::careful;

const LOCK: &str = "lock";

/// Why a folder could not be locked.
#[derive(Debug, Error)]
pub enum LockError {
    /// Somebody works there.
    #[error("another run is at work in {0}")]
    Busy(PathBuf),
    /// The folder or its lock could not be made.
    #[error("cannot write {path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A folder that nobody else works in as long as this value lives. With it the lock goes away,
/// and the folder too if nothing else lies there.
#[derive(Debug)]
pub struct FolderLock {
    folder: PathBuf,
    // Held open: the lock ends with it, also when the program is killed.
    _file: File,
}

impl FolderLock {
    /// Makes a folder, if need be, and locks it.
    ///
    /// # Errors
    /// If somebody else holds it, or it can't be written.
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let path = folder.join(LOCK);
        let failed = |path: &Path, source| LockError::Io {
            path: path.to_owned(),
            source,
        };
        loop {
            fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
            let mut options = File::options();
            options.create(true).truncate(false).write(true);
            let file = match careful(&mut options).open(&path) {
                // Whoever held it has just removed the folder.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened.map_err(|source| failed(&path, source))?,
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(LockError::Busy(folder.to_owned())),
                // A file system without locks: two runs in one folder would write the same.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(source)) => return Err(failed(&path, source)),
            }
            // Whoever held it may have removed the file between its being opened and locked.
            if is_still(&file, &path) {
                return Ok(Self {
                    folder: folder.to_owned(),
                    _file: file,
                });
            }
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.folder.join(LOCK));
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Whether a file is what lies at a path.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |data: io::Result<fs::Metadata>| data.map(|data| (data.dev(), data.ino())).ok();
    let here = of(file.metadata());
    here.is_some() && here == of(fs::symlink_metadata(path))
}

#[cfg(not(unix))]
fn is_still(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn nobody_else_gets_in_and_nothing_stays() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("a/b");
        let first = FolderLock::take(&folder).expect("free");
        assert!(matches!(FolderLock::take(&folder), Err(LockError::Busy(_))));
        drop(first);
        assert!(!folder.exists());
        drop(FolderLock::take(&folder).expect("free again"));
    }

    #[test]
    fn however_many_come_and_go_there_is_one_inside() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("a");
        let (inside, been) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if let Ok(lock) = FolderLock::take(&folder) {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            been.fetch_add(1, Ordering::SeqCst);
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(been.load(Ordering::SeqCst) > 0);
    }
}
