//! Results of one run put where those of an earlier one are, file by file.
//!
//! New results lie whole and synced in the folder of work. A plan of what is to be moved and
//! what is to go is written beside them; from then on the exchange is decided. Whoever finds a
//! plan (after a kill or a power cut) carries it out to its end, which may be done any number
//! of times. What the plan does not name stays as it is. The manifest goes first and comes last:
//! a folder with a manifest is whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk::{Disk, is_real_folder, read_regular, safe_name};

use super::manifest::{MANIFEST, Manifest};
use super::results_error::{ResultsError, io};

/// In the folder of work: results that are being put together.
const STAGED: &str = ".sortie-results";
/// In the folder of work: what is to be moved and removed.
const PLAN: &str = ".sortie-plan.json";
/// Most bytes of a plan.
const LARGEST: u64 = 64 << 20;

/// The names of files, with `/` between folders.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    /// Moved to the folder of results.
    moved: Vec<String>,
    /// Removed from there: earlier results that have no successor.
    removed: Vec<String>,
}

/// The folder of work and the folder of results.
#[derive(Debug)]
pub(super) struct Exchange<'a> {
    pub disk: &'a Disk,
    pub home: &'a Path,
    pub folder: &'a Path,
    pub parent: &'a Path,
}

impl Exchange<'_> {
    /// Where new results are put together.
    pub(super) fn staged(&self) -> PathBuf {
        self.home.join(STAGED)
    }

    /// Whether an exchange is decided and not done.
    pub(super) fn is_pending(&self) -> bool {
        self.home.join(PLAN).is_file()
    }

    /// Removes new results of which nothing was decided.
    ///
    /// # Errors
    /// If they can't be removed.
    pub(super) fn sweep(&self) -> Result<(), ResultsError> {
        let staged = self.staged();
        if self.is_pending() || !staged.exists() {
            return Ok(());
        }
        self.disk
            .remove_tree(&staged)
            .map_err(|source| io(&staged, source))
    }

    /// Puts the staged files, by their names, in place. Whatever `old` lists goes.
    ///
    /// # Errors
    /// If something else is in their way (then nothing is changed) or a file can't be moved
    /// (then [`finish`](Self::finish) goes on with it).
    pub(super) fn commit(
        &self,
        names: &[String],
        old: Option<&Manifest>,
    ) -> Result<(), ResultsError> {
        let staged = self.staged();
        for folder in inner_folders(names) {
            let folder = staged.join(folder);
            self.disk
                .sync_folder(&folder)
                .map_err(|source| io(&folder, source))?;
        }
        self.disk
            .sync_folder(&staged)
            .map_err(|source| io(&staged, source))?;
        if !self.folder.exists() {
            return self
                .disk
                .rename(&staged, self.folder)
                .and_then(|()| self.disk.sync_folder(self.parent))
                .map_err(|source| io(self.folder, source));
        }
        clear_way(self.folder, names, old)?;
        let mut removed = old.map_or_else(Vec::new, |old| old.files.clone());
        removed.retain(|name| !names.contains(name));
        let plan = Plan {
            moved: names.to_vec(),
            removed,
        };
        let path = self.home.join(PLAN);
        self.disk
            .replace(&path, &serde_json::to_vec(&plan)?)
            .map_err(|source| io(&path, source))?;
        self.finish()
    }

    /// Carries an exchange that is decided to its end.
    ///
    /// # Errors
    /// If a file can't be moved or removed.
    pub(super) fn finish(&self) -> Result<(), ResultsError> {
        let Self {
            disk, home, folder, ..
        } = self;
        if !self.is_pending() {
            return Ok(());
        }
        let path = home.join(PLAN);
        let damaged = |why: &str| io(&path, io::Error::new(io::ErrorKind::InvalidData, why));
        let bytes = read_regular(&path, LARGEST).map_err(|source| io(&path, source))?;
        let plan: Plan =
            serde_json::from_slice(&bytes).map_err(|_| damaged("it is no plan of Sortie's"))?;
        let mut names = plan.moved.iter().chain(&plan.removed);
        if names.any(|name| !safe_name(name)) {
            return Err(damaged("it names a file outside of the folder"));
        }
        let staged = self.staged();
        // Without a manifest to move, all the rest is done.
        if staged.join(MANIFEST).is_file() {
            self.exchange(&plan, &staged)
                .map_err(|source| io(folder, source))?;
        }
        disk.remove_file(&path)
            .and_then(|()| disk.remove_tree(&staged))
            .and_then(|()| disk.sync_folder(home))
            .map_err(|source| io(home, source))
    }

    fn exchange(&self, plan: &Plan, staged: &Path) -> io::Result<()> {
        let Self { disk, folder, .. } = self;
        disk.make_folder(folder)?;
        disk.remove_file(&folder.join(MANIFEST))?;
        let below = inner_folders(&plan.moved);
        for inner in &below {
            let inner = folder.join(inner);
            disk.make_folder(&inner)?;
            if !is_real_folder(&inner) {
                let why = format!("{} is no folder of its own", inner.display());
                return Err(io::Error::other(why));
            }
        }
        let files = plan.moved.iter().filter(|name| *name != MANIFEST);
        for name in files {
            let from = staged.join(name);
            if from.is_file() {
                disk.move_file(&from, &folder.join(name))?;
            }
        }
        for name in &plan.removed {
            let inner = Path::new(name).parent().unwrap_or(Path::new(""));
            let path = folder.join(name);
            if is_real_folder(&folder.join(inner)) && !is_real_folder(&path) {
                disk.remove_file(&path)?;
            }
        }
        let left = &inner_folders(&plan.removed) - &below;
        for inner in left.iter().rev() {
            disk.remove_if_empty(&folder.join(inner));
        }
        for inner in &below {
            disk.sync_folder(&folder.join(inner))?;
        }
        disk.sync_folder(folder)?;
        disk.move_file(&staged.join(MANIFEST), &folder.join(MANIFEST))?;
        disk.sync_folder(folder)
    }
}

/// The folders that files lie in, by name, the lower ones after those above them.
pub(super) fn inner_folders(names: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in names {
        for (at, _) in name.match_indices('/') {
            found.insert(name[..at].to_owned());
        }
    }
    found
}

/// Refuses to put files where something lies that `old` does not list.
///
/// # Errors
/// If something does.
pub(super) fn clear_way(
    folder: &Path,
    names: &[String],
    old: Option<&Manifest>,
) -> Result<(), ResultsError> {
    let in_the_way = |what: &str| ResultsError::InTheWay {
        folder: folder.to_owned(),
        what: what.to_owned(),
    };
    for inner in inner_folders(names) {
        let path = folder.join(&inner);
        if fs::symlink_metadata(&path).is_ok() && !is_real_folder(&path) {
            return Err(in_the_way(&inner));
        }
    }
    for name in names {
        let Ok(there) = fs::symlink_metadata(folder.join(name)) else {
            continue;
        };
        if there.is_dir() || !old.is_some_and(|old| old.lists(name)) {
            return Err(in_the_way(name));
        }
    }
    Ok(())
}
