//! Putting results in place, whole or not at all.
//!
//! Everything is written into a folder beside the wanted one, which is renamed when it is
//! complete. A folder that holds something else is never touched without force.

use std::fs;
use std::path::{Path, PathBuf};

use crate::scenario::document::Document;
use crate::text;

use super::kept::Redraw;
use super::results::{self, MANIFEST, Manifest, NamedBytes, RECORDS, Results, ResultsError, io};

/// A folder beside the wanted one, `FOLDER.partial`, in which a run does its work: partial
/// results lie there, and in the end the results are put together there. It is made before
/// the work begins, so that a place that can't be written to is told at once, and goes away
/// with the last that lies in it.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    home: PathBuf,
    parent: PathBuf,
    /// The parent was not there before.
    fresh: bool,
}

impl Staging {
    /// Makes sure that `folder` can be written, and holds nothing but results of `scenario`.
    ///
    /// # Errors
    /// If it holds something else and `force` is false, or its parent can't be written to.
    pub fn new(folder: &Path, scenario: &str, force: bool) -> Result<Self, ResultsError> {
        let Some(name) = folder.file_name() else {
            let source = std::io::Error::other("results need a folder of their own");
            return Err(io(folder, source));
        };
        let parent = match folder.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut name = name.to_owned();
        name.push(".partial");
        let home = folder.with_file_name(name);
        let old = home.join(OLD);
        if old.exists() && !folder.exists() {
            // A kill came between taking the old results away and putting the new ones there.
            fs::rename(&old, folder).map_err(|source| io(folder, source))?;
        }
        check_folder(folder, scenario, force)?;
        let fresh = !parent.exists();
        fs::create_dir_all(&home).map_err(|source| io(&home, source))?;
        Ok(Self {
            folder: folder.to_owned(),
            home,
            parent,
            fresh,
        })
    }

    /// The folder in which the work is done.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Where the incidents of all replications are to be written, until they are published.
    pub fn records(&self) -> PathBuf {
        self.home.join(RECORDS)
    }

    /// Removes what an earlier attempt to put results together left, and this one's rest.
    fn sweep(&self) {
        let _ = fs::remove_dir_all(self.home.join(STAGED));
        if self.folder.exists() {
            let _ = fs::remove_dir_all(self.home.join(OLD));
        }
    }

    /// Writes the results of a run and puts them in place.
    ///
    /// # Errors
    /// If anything can't be written; then nothing of the old folder is lost.
    pub fn publish(
        &self,
        results: Results<'_>,
        manifest: Manifest,
    ) -> Result<Manifest, ResultsError> {
        let all = manifest.clone();
        self.put(manifest, |staged| results::fill(results, &all, staged))
    }

    /// Writes files by name (with `/` between folders) and the manifest, and puts them in
    /// place.
    ///
    /// # Errors
    /// If anything can't be written; then nothing of the old folder is lost.
    pub fn publish_files(
        &self,
        files: &[NamedBytes],
        manifest: Manifest,
    ) -> Result<Manifest, ResultsError> {
        self.put(manifest, |staged| write_all(files, staged))
    }

    /// Puts a study in place: its files, what it found (`kept`, see
    /// [`pack`](super::kept::pack)) and the scenario that it is
    /// of, so that [`Kept`](super::kept::Kept) can make the files again, and the manifest.
    ///
    /// # Errors
    /// If anything can't be made or written; then nothing of the old folder is lost.
    pub fn publish_study(
        &self,
        results: &dyn Redraw,
        kept: NamedBytes,
        document: &Document,
        manifest: Manifest,
    ) -> Result<Manifest, ResultsError> {
        let mut files = results.summaries()?;
        files.extend(results.charts()?);
        files.push(kept);
        self.put(manifest, |staged| {
            let mut names = write_all(&files, staged)?;
            names.extend(results::copy_scenario(document, staged)?);
            Ok(names)
        })
    }

    /// Fills a folder, adds the manifest and puts it in place.
    fn put(
        &self,
        mut manifest: Manifest,
        fill: impl FnOnce(&Path) -> Result<Vec<String>, ResultsError>,
    ) -> Result<Manifest, ResultsError> {
        self.sweep();
        let staged = self.home.join(STAGED);
        let published = fs::create_dir(&staged)
            .map_err(|source| io(&staged, source))
            .and_then(|()| fill(&staged))
            .and_then(|mut files| {
                files.sort_unstable();
                manifest.files = files;
                let path = staged.join(MANIFEST);
                let text = text::json(serde_json::to_string_pretty(&manifest)?) + "\n";
                fs::write(&path, text).map_err(|source| io(&path, source))
            })
            .and_then(|()| self.swap(&staged));
        self.sweep();
        published.map(|()| manifest)
    }

    /// Puts the staged folder where it belongs; the old one is moved aside first and deleted
    /// last.
    fn swap(&self, staged: &Path) -> Result<(), ResultsError> {
        let old = self.home.join(OLD);
        let replaces = self.folder.exists();
        if replaces {
            fs::rename(&self.folder, &old).map_err(|source| io(&self.folder, source))?;
        }
        if let Err(source) = fs::rename(staged, &self.folder) {
            if replaces {
                // Put the old results back; the first error is the one to tell.
                let _ = fs::rename(&old, &self.folder);
            }
            return Err(io(&self.folder, source));
        }
        Ok(())
    }
}

impl Drop for Staging {
    /// Leaves no trace behind, unless something was kept.
    fn drop(&mut self) {
        self.sweep();
        let _ = fs::remove_file(self.records());
        // Only what is empty goes: partial results stay, and whatever came there meanwhile.
        let _ = fs::remove_dir(&self.home);
        if self.fresh {
            let _ = fs::remove_dir(&self.parent);
        }
    }
}

/// Writes files by name into a folder; gives their names.
fn write_all(files: &[NamedBytes], into: &Path) -> Result<Vec<String>, ResultsError> {
    for (name, bytes) in files {
        let path = into.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
        }
        fs::write(&path, bytes).map_err(|source| io(&path, source))?;
    }
    Ok(files.iter().map(|(name, _)| name.clone()).collect())
}

/// In the folder of work: results that are being put together.
const STAGED: &str = ".sortie-results";
/// In the folder of work: results that are being replaced.
const OLD: &str = ".sortie-old";

/// Refuses a folder that holds something else.
fn check_folder(folder: &Path, scenario: &str, force: bool) -> Result<(), ResultsError> {
    let foreign = |what: String| ResultsError::Foreign {
        folder: folder.to_owned(),
        what,
        scenario: scenario.to_owned(),
    };
    if force || !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(foreign("a file's contents".to_owned()));
    }
    let found = files_below(folder, folder)?;
    if found.is_empty() {
        return Ok(());
    }
    let manifest = fs::read_to_string(folder.join(MANIFEST))
        .ok()
        .and_then(|text| serde_json::from_str::<Manifest>(&text).ok());
    let Some(manifest) = manifest.filter(|manifest| manifest.tool == "sortie") else {
        return Err(foreign(format!("`{}`", found[0])));
    };
    if manifest.scenario != scenario {
        return Err(foreign(format!(
            "results of scenario `{}`",
            manifest.scenario
        )));
    }
    // Somebody's notes beside our files are not ours to delete.
    match found
        .iter()
        .find(|file| *file != MANIFEST && !manifest.files.contains(file))
    {
        Some(other) => Err(foreign(format!("`{other}`"))),
        None => Ok(()),
    }
}

/// Files and empty folders below a folder, relative to `root`, with `/` between names, sorted.
fn files_below(root: &Path, folder: &Path) -> Result<Vec<String>, ResultsError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| io(folder, source))? {
        let path = entry.map_err(|source| io(folder, source))?.path();
        let inner = if path.is_dir() && !path.is_symlink() {
            files_below(root, &path)?
        } else {
            Vec::new()
        };
        if inner.is_empty() {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let names: Vec<String> = relative
                .iter()
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            found.push(names.join("/"));
        }
        found.extend(inner);
    }
    found.sort_unstable();
    Ok(found)
}
