//! What changes files, in an order that can be recorded.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Start of the names of files that are not whole yet.
pub(crate) const TEMPORARY: &str = ".sortie-";

/// Files that are synced at once.
const AT_ONCE: usize = 16;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A folder and those above it were made, where they were missing.
    MakeFolder(PathBuf),
    /// Bytes were written to a file.
    Write(PathBuf),
    /// A file's bytes are on the disk.
    SyncFile(PathBuf),
    /// The names in a folder are on the disk.
    SyncFolder(PathBuf),
    /// A file or folder has another name.
    Rename(PathBuf, PathBuf),
    /// A file went away.
    RemoveFile(PathBuf),
    /// An empty folder went away.
    RemoveFolder(PathBuf),
}

/// The disk, or one whose changes are recorded and which may stop at a given one.
#[derive(Clone, Debug, Default)]
pub struct Disk(Option<Arc<Record>>);

#[derive(Debug)]
struct Record {
    steps: Mutex<Vec<Step>>,
    /// This step and all that follow are refused, as if the program had been killed.
    dies_at: usize,
}

impl Disk {
    /// One that records its steps (it does not wait for the disk) and refuses them from number `dies_at` on (counted from 0).
    pub fn recorded(dies_at: usize) -> Self {
        let steps = Mutex::default();
        Self(Some(Arc::new(Record { steps, dies_at })))
    }

    /// What was done, in order. Empty for a disk that does not record.
    pub fn steps(&self) -> Vec<Step> {
        self.0.as_ref().map_or_else(Vec::new, |record| {
            let steps = record.steps.lock().unwrap_or_else(PoisonError::into_inner);
            steps.clone()
        })
    }

    fn note(&self, step: impl FnOnce() -> Step) -> io::Result<()> {
        let Some(record) = &self.0 else {
            return Ok(());
        };
        let mut steps = record.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() >= record.dies_at {
            return Err(io::Error::other("the disk is gone"));
        }
        steps.push(step());
        Ok(())
    }

    /// Makes a folder and those above it, where they are missing.
    ///
    /// # Errors
    /// If that can't be done.
    pub fn make_folder(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.note(|| Step::MakeFolder(path.to_owned()))?;
        fs::create_dir_all(path)
    }

    /// Writes a file. Its bytes may reach the disk later.
    ///
    /// # Errors
    /// If that can't be done.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.note(|| Step::Write(path.to_owned()))?;
        fs::write(path, bytes)
    }

    /// Waits until the bytes of files are on the disk; of several at once, which takes a disk
    /// little longer than one.
    ///
    /// # Errors
    /// The file whose bytes can't be put there, and why.
    pub fn sync_files(&self, paths: &[PathBuf]) -> Result<(), (PathBuf, io::Error)> {
        let sync = |paths: &[PathBuf]| {
            paths
                .iter()
                .try_for_each(|path| self.sync_file(path).map_err(|error| (path.clone(), error)))
        };
        if self.0.is_some() {
            return sync(paths);
        }
        let share = paths.len().div_ceil(AT_ONCE).max(1);
        thread::scope(|scope| {
            let shares = paths
                .chunks(share)
                .map(|own| scope.spawn(move || sync(own)));
            let shares: Vec<_> = shares.collect();
            shares.into_iter().try_for_each(|share| {
                let broken = || Err((PathBuf::new(), io::Error::other("a thread broke off")));
                share.join().unwrap_or_else(|_| broken())
            })
        })
    }

    /// Waits until a file's bytes are on the disk.
    ///
    /// # Errors
    /// If they can't be put there.
    pub fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.note(|| Step::SyncFile(path.to_owned()))?;
        if self.0.is_some() {
            return Ok(());
        }
        // Windows syncs only what is open for writing.
        let file = if cfg!(unix) {
            File::open(path)?
        } else {
            File::options().write(true).open(path)?
        };
        file.sync_all()
    }

    /// Waits until the names in a folder are on the disk.
    ///
    /// # Errors
    /// If they can't be put there.
    pub fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.note(|| Step::SyncFolder(path.to_owned()))?;
        if cfg!(unix) && self.0.is_none() {
            match File::open(path)?.sync_all() {
                // Some network file systems can't; they keep names in their own way.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => {}
                synced => synced?,
            }
        }
        Ok(())
    }

    /// Gives a file or folder another name.
    ///
    /// # Errors
    /// If that can't be done.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.note(|| Step::Rename(from.to_owned(), to.to_owned()))?;
        fs::rename(from, to)
    }

    /// Moves a whole file to another place, also onto another file system.
    ///
    /// # Errors
    /// If that can't be done.
    pub fn move_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        match self.rename(from, to) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let near = unfinished(to);
                fs::copy(from, &near)?;
                self.sync_file(&near)?;
                self.rename(&near, to)?;
                self.remove_file(from)
            }
            moved => moved,
        }
    }

    /// Writes a file whole or not at all: also after a power cut there is the old one or the
    /// new one.
    ///
    /// # Errors
    /// If that can't be done; what was there stays.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let replaced = self.replace_all(&[(path.to_owned(), bytes)]);
        replaced.map_err(|(_, error)| error)
    }

    /// Writes files, each whole or not at all.
    ///
    /// # Errors
    /// The file that can't be written, and why.
    pub fn replace_all(&self, files: &[(PathBuf, &[u8])]) -> Result<(), (PathBuf, io::Error)> {
        let near: Vec<PathBuf> = files.iter().map(|(path, _)| unfinished(path)).collect();
        let replace = || {
            for ((path, bytes), near) in files.iter().zip(&near) {
                self.write(near, bytes)
                    .map_err(|error| (path.clone(), error))?;
            }
            self.sync_files(&near)?;
            for ((path, _), near) in files.iter().zip(&near) {
                self.rename(near, path)
                    .map_err(|error| (path.clone(), error))?;
            }
            Ok(())
        };
        if let Err(error) = replace() {
            for near in &near {
                let _ = self.remove_file(near);
            }
            return Err(error);
        }
        let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
        folders.into_iter().try_for_each(|folder| {
            self.sync_folder(named(folder))
                .map_err(|error| (folder.to_owned(), error))
        })
    }

    /// Writes a file under another name and renames it. After a kill it is whole; after a power
    /// cut it may be torn, which whoever reads it must tell.
    ///
    /// # Errors
    /// If that can't be done; what was there stays.
    pub fn replace_unsynced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let near = unfinished(path);
        let written = self
            .write(&near, bytes)
            .and_then(|()| self.rename(&near, path));
        if written.is_err() {
            let _ = self.remove_file(&near);
        }
        written
    }

    /// Removes a file or a link; one that is not there is fine.
    ///
    /// # Errors
    /// If it can't be removed.
    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.note(|| Step::RemoveFile(path.to_owned()))?;
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    /// Removes a folder if it is empty; says whether it is gone.
    pub fn remove_if_empty(&self, path: &Path) -> bool {
        self.note(|| Step::RemoveFolder(path.to_owned())).is_ok() && fs::remove_dir(path).is_ok()
    }

    /// Removes a folder of our own making with all that is in it; one that is not there is
    /// fine.
    ///
    /// # Errors
    /// If something can't be removed.
    pub fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.note(|| Step::RemoveFolder(path.to_owned()))?;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }
}

/// The name under which a file lies until it is whole.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = OsString::from(TEMPORARY);
    name.push(path.file_name().unwrap_or_default());
    path.with_file_name(name)
}

/// The folder above a bare name is the one we stand in.
fn named(folder: &Path) -> &Path {
    if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_on_the_disk_before_it_has_its_name() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a");
        let near = place.path().join(".sortie-a");
        let disk = Disk::recorded(usize::MAX);
        disk.replace(&path, b"x").expect("written");
        assert_eq!(
            disk.steps(),
            [
                Step::Write(near.clone()),
                Step::SyncFile(near.clone()),
                Step::Rename(near, path),
                Step::SyncFolder(place.path().to_owned()),
            ]
        );
    }

    #[test]
    fn wherever_it_dies_there_is_the_old_file_or_the_new_one() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a");
        for dies_at in 0..6 {
            fs::write(&path, "old").expect("a file");
            let done = Disk::recorded(dies_at).replace(&path, b"new");
            let there = fs::read_to_string(&path).expect("a file");
            assert_eq!(there, if dies_at < 3 { "old" } else { "new" }, "{dies_at}");
            assert_eq!(done.is_ok(), dies_at >= 4, "{dies_at}");
        }
    }
}
