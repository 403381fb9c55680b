//! The folder of results: taken hold of before the work, filled when it is done.
//!
//! One program at a time works for a folder. It locks the folder of work beside it,
//! `FOLDER.partial`, carries out or sweeps away what a killed one left there, and looks whether
//! results may go where they are wanted, all before the work begins. In the end everything is
//! written and synced in the folder of work and then put in place: by one change of a name where
//! there was no folder, else as an exchange (`exchange.rs`) that touches only what a manifest
//! of Sortie lists. Nothing that Sortie did not write is ever removed or replaced.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Disk, FolderLock, is_real_folder};
use crate::scenario::document::Document;
use crate::text;

use super::album::{ChartFiles, Drawing, Undrawn};
use super::exchange::{Exchange, clear_way, inner_folders};
use super::manifest::{MANIFEST, Manifest};
use super::named_bytes::NamedBytes;
use super::own_report::{REPORT, own_report};
use super::redraw::Redraw;
use super::results::{self, RECORDS, REPLICATIONS, Results};
use super::results_error::{ResultsError, io};
use super::target::{Target, refuse_inputs};

/// What is wanted of a folder.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// Id of the scenario that results will be of.
    pub scenario: &'a str,
    /// Results may replace those of another scenario, and lie beside other things.
    pub force: bool,
    /// Files and folders that results are made of.
    pub inputs: &'a [PathBuf],
}

/// A folder of results that is ours to fill, as long as this value lives.
#[derive(Debug)]
pub struct ResultsFolder {
    target: Target,
    disk: Disk,
    /// Of the folder of work. `None` only while this value is dropped.
    lock: Option<Arc<FolderLock>>,
}

/// Results that are in place.
#[derive(Clone, Debug)]
pub struct Published {
    /// Their manifest.
    pub manifest: Manifest,
    /// What else lies in the folder, by name; a folder ends with `/`.
    pub left: Vec<String>,
}

impl ResultsFolder {
    /// Takes hold of a folder, and makes sure that results can be put there.
    ///
    /// # Errors
    /// If somebody else works there; if it holds an input, or the folder that we are in; if it
    /// holds something else and this was not allowed; if it can't be written or there is no
    /// room.
    pub fn claim(wanted: &Wanted<'_>) -> Result<Self, ResultsError> {
        Self::claim_on(wanted, Disk::default())
    }

    /// The same on a disk of one's own.
    ///
    /// # Errors
    /// Those of [`claim`](Self::claim).
    pub fn claim_on(wanted: &Wanted<'_>, disk: Disk) -> Result<Self, ResultsError> {
        let target = Target::find(wanted.folder)?;
        refuse_inputs(&target.folder, wanted.inputs)?;
        let claimed = Self::hold(target, disk)?;
        claimed.check(wanted)?;
        Ok(claimed)
    }

    /// Locks the folder of work, and ends what was begun there. Nothing there is touched before
    /// it is locked.
    fn hold(target: Target, disk: Disk) -> Result<Self, ResultsError> {
        let lock = FolderLock::take(&target.home)?;
        let held = Self {
            target,
            disk,
            lock: Some(Arc::new(lock)),
        };
        held.exchange().finish()?;
        held.exchange().sweep()?;
        Ok(held)
    }

    /// Carries out an exchange of results that a killed program left half done, if there is one.
    ///
    /// # Errors
    /// If somebody else works there, or it can't be done.
    pub fn settle(folder: &Path) -> Result<(), ResultsError> {
        let target = Target::find(folder)?;
        let exchange = Exchange {
            disk: &Disk::default(),
            home: &target.home,
            folder: &target.folder,
            parent: &target.parent,
        };
        if exchange.is_pending() {
            Self::hold(target, Disk::default())?;
        }
        Ok(())
    }

    /// The folder of work. Partial results lie there.
    pub fn home(&self) -> &Path {
        &self.target.home
    }

    /// The lock on the folder of work.
    pub fn lock(&self) -> Option<Arc<FolderLock>> {
        self.lock.clone()
    }

    /// Where the incidents of all replications are to be written, until they are published.
    pub fn records(&self) -> PathBuf {
        self.target.home.join(RECORDS)
    }

    /// Where a row of each replication is to be written, until it is published.
    pub fn replications(&self) -> PathBuf {
        self.target.home.join(REPLICATIONS)
    }

    fn exchange(&self) -> Exchange<'_> {
        Exchange {
            disk: &self.disk,
            home: &self.target.home,
            folder: &self.target.folder,
            parent: &self.target.parent,
        }
    }

    /// Whether results may go where they are wanted.
    fn check(&self, wanted: &Wanted<'_>) -> Result<(), ResultsError> {
        let folder = &self.target.folder;
        let foreign = |what: String| ResultsError::Foreign {
            folder: wanted.folder.to_owned(),
            what,
            scenario: wanted.scenario.to_owned(),
        };
        if folder.exists() && !folder.is_dir() {
            return Err(foreign("a file's contents".to_owned()));
        }
        let found = Contents::of(folder)?;
        if wanted.force {
            if let Some(name) = found.foreign.iter().find(|name| is_usual(name)) {
                return Err(ResultsError::InTheWay {
                    folder: wanted.folder.to_owned(),
                    what: name.trim_end_matches('/').to_owned(),
                });
            }
        } else if let Some(manifest) = &found.manifest
            && manifest.scenario != wanted.scenario
        {
            let other = &manifest.scenario;
            return Err(foreign(format!("results of scenario `{other}`")));
        }
        if let Some(name) = found.foreign.first().filter(|_| !wanted.force) {
            return Err(foreign(format!("`{name}`")));
        }
        let files = found.manifest.map_or_else(Vec::new, |it| it.files);
        let inner = inner_folders(&files);
        self.target.check_writable(inner.iter().map(String::as_str))
    }

    /// Writes the results of a run and puts them in place.
    ///
    /// # Errors
    /// If anything can't be written; then nothing of the old results is lost.
    pub fn publish(
        &self,
        results: Results<'_>,
        manifest: Manifest,
    ) -> Result<Published, ResultsError> {
        let made = results::files(&results, &manifest)?;
        self.put(made, manifest, |staged| {
            results::write_records(&results, staged)
        })
    }

    /// Writes files and the manifest, and puts them in place.
    ///
    /// # Errors
    /// If anything can't be written; then nothing of the old results is lost.
    pub fn publish_files(
        &self,
        made: ChartFiles,
        manifest: Manifest,
    ) -> Result<Published, ResultsError> {
        self.put(made, manifest, |_| Ok(Vec::new()))
    }

    /// Puts a study in place: its files, what it found (`kept`, see
    /// [`pack`](super::tallies::pack)) and the scenario that it is
    /// of, so that [`Kept`](super::kept::Kept) can make the files again, records that were
    /// written already, and the manifest.
    ///
    /// # Errors
    /// If anything can't be made or written; then nothing of the old results is lost.
    pub fn publish_study(
        &self,
        results: &(dyn Redraw + Sync),
        kept: NamedBytes,
        document: &Document,
        records: &[PathBuf],
        manifest: Manifest,
    ) -> Result<Published, ResultsError> {
        let album = results.album(&Drawing::default());
        // Turning charts into pixels takes longest; the page is made meanwhile.
        let (mut made, report) = rayon::join(
            || album.files(),
            || own_report((&manifest, document), |asked| results.page(asked, &album)),
        );
        made.files.extend(results.summaries(&album)?);
        made.files.extend(report?);
        made.files.push(kept);
        made.files.extend(results::copy_of(document)?);
        self.put(made, manifest, |staged| results::take_in(records, staged))
    }

    /// Writes everything into the folder of work, `more` whatever is written piece by piece, and
    /// puts it in place.
    fn put(
        &self,
        made: ChartFiles,
        mut manifest: Manifest,
        more: impl FnOnce(&Path) -> Result<Vec<String>, ResultsError>,
    ) -> Result<Published, ResultsError> {
        let exchange = self.exchange();
        exchange.finish()?;
        exchange.sweep()?;
        let staged = exchange.staged();
        let put = self.write_all(&made.files, &staged).and_then(|mut names| {
            names.extend(more(&staged)?);
            names.sort_unstable();
            manifest.files.clone_from(&names);
            manifest.undrawn = made.undrawn;
            let text = text::json(serde_json::to_string_pretty(&manifest)?) + "\n";
            let file = (MANIFEST.to_owned(), text.into_bytes());
            names.extend(self.write_all(&[file], &staged)?);
            let paths: Vec<PathBuf> = names.iter().map(|name| staged.join(name)).collect();
            self.disk
                .sync_files(&paths)
                .map_err(|(path, source)| io(&path, source))?;
            let old = Manifest::read(&self.target.folder).ok();
            exchange.commit(&names, old.as_ref())
        });
        let swept = exchange.sweep();
        put.and(swept)?;
        Ok(Published {
            left: Contents::of(&self.target.folder)?.foreign,
            manifest,
        })
    }

    /// Writes files by name into a folder; gives their names.
    fn write_all(&self, files: &[NamedBytes], into: &Path) -> Result<Vec<String>, ResultsError> {
        let made = |folder: &Path| {
            let done = self.disk.make_folder(folder);
            done.map_err(|source| io(folder, source))
        };
        made(into)?;
        for (name, bytes) in files {
            let path = into.join(name);
            made(path.parent().unwrap_or(into))?;
            self.disk
                .write(&path, bytes)
                .map_err(|source| io(&path, source))?;
        }
        Ok(files.iter().map(|(name, _)| name.clone()).collect())
    }
}

/// Files of results that are made again from what was found.
#[derive(Debug)]
pub(crate) struct Again<'a> {
    /// The manifest of the results.
    pub of: &'a Manifest,
    /// The files.
    pub files: &'a [NamedBytes],
    /// The charts that could not be drawn, if charts were.
    pub undrawn: Option<&'a [Undrawn]>,
}

/// `kind` of a manifest of charts and summaries that lie apart from their results.
const APART: &str = "redrawn";

impl Again<'_> {
    /// Writes the files into a folder of these results, or one that holds none, each whole or
    /// not at all. Gives their paths.
    ///
    /// # Errors
    /// If the folder holds other results, something else is in the way, somebody else works
    /// there, or a file can't be written.
    pub(crate) fn write(&self, folder: &Path) -> Result<Vec<PathBuf>, ResultsError> {
        let target = Target::find(folder)?;
        if target.folder.exists() && !target.folder.is_dir() {
            let source = std::io::ErrorKind::NotADirectory.into();
            return Err(io(folder, source));
        }
        let held = ResultsFolder::hold(target, Disk::default())?;
        let into = &held.target.folder;
        held.target.check_writable(std::iter::empty())?;
        let old = Manifest::read(into).ok();
        if let Some(old) = old.as_ref().filter(|old| !old.same_study(self.of)) {
            return Err(ResultsError::Foreign {
                folder: folder.to_owned(),
                what: format!("other results, made by `{}`", old.command),
                scenario: self.of.scenario.clone(),
            });
        }
        let mut names: Vec<String> = self.files.iter().map(|(name, _)| name.clone()).collect();
        names.push(MANIFEST.to_owned());
        clear_way(into, &names, old.as_ref())?;
        let mut manifest = old.clone().unwrap_or_else(|| Manifest {
            kind: APART.to_owned(),
            files: Vec::new(),
            undrawn: Vec::new(),
            ..self.of.clone()
        });
        let missing: Vec<&NamedBytes> = self
            .files
            .iter()
            .filter(|(name, _)| !manifest.lists(name))
            .collect();
        manifest
            .files
            .extend(missing.into_iter().map(|(name, _)| name.clone()));
        manifest.files.sort_unstable();
        if let Some(undrawn) = self.undrawn {
            manifest.undrawn = undrawn.to_vec();
        }
        for inner in inner_folders(&names).iter().map(|name| into.join(name)) {
            held.disk
                .make_folder(&inner)
                .map_err(|source| io(&inner, source))?;
        }
        let disk = &held.disk;
        disk.make_folder(into).map_err(|source| io(into, source))?;
        // The manifest first: what it lists is ours, also if we come no further.
        if old.as_ref() != Some(&manifest) {
            let text = text::json(serde_json::to_string_pretty(&manifest)?) + "\n";
            let path = into.join(MANIFEST);
            disk.replace(&path, text.as_bytes())
                .map_err(|source| io(&path, source))?;
        }
        let files: Vec<(PathBuf, &[u8])> = self
            .files
            .iter()
            .map(|(name, bytes)| (into.join(name), bytes.as_slice()))
            .collect();
        disk.replace_all(&files)
            .map_err(|(path, source)| io(&path, source))?;
        let paths = self.files.iter().map(|(name, _)| folder.join(name));
        Ok(paths.collect())
    }
}

impl Drop for ResultsFolder {
    /// Leaves no trace behind, unless something was kept.
    fn drop(&mut self) {
        let _ = self.exchange().sweep();
        let _ = self.disk.remove_file(&self.records());
        let _ = self.disk.remove_file(&self.replications());
        // With it the folder of work goes, unless partial results lie there.
        self.lock = None;
        for above in &self.target.missing {
            self.disk.remove_if_empty(above);
        }
    }
}

/// What lies in a folder.
#[derive(Debug, Default)]
struct Contents {
    /// Its manifest, if it is one of Sortie's.
    manifest: Option<Manifest>,
    /// What the manifest does not list, by name and in order; a folder ends with `/`.
    foreign: Vec<String>,
}

impl Contents {
    fn of(folder: &Path) -> Result<Self, ResultsError> {
        if !folder.exists() {
            return Ok(Self::default());
        }
        let manifest = Manifest::read(folder).ok();
        let inner = manifest
            .as_ref()
            .map(|it| inner_folders(&it.files))
            .unwrap_or_default();
        let mut foreign = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(above) = folders.pop() {
            let path = folder.join(&above);
            for entry in fs::read_dir(&path).map_err(|source| io(&path, source))? {
                let entry = entry.map_err(|source| io(&path, source))?;
                let name = format!("{above}{}", entry.file_name().to_string_lossy());
                let real = is_real_folder(&entry.path());
                if real && inner.contains(&name) {
                    folders.push(name + "/");
                } else if real {
                    foreign.push(name + "/");
                } else if !manifest.as_ref().is_some_and(|it| it.lists(&name)) {
                    foreign.push(name);
                }
            }
        }
        foreign.sort_unstable();
        Ok(Self { manifest, foreign })
    }
}

/// Whether results of some kind have a file of this name: one that is not ours would be in the
/// way after the work.
fn is_usual(name: &str) -> bool {
    const FOLDERS: [&str; 2] = ["charts", "samples"];
    const FILES: [&str; 9] = [
        MANIFEST,
        REPORT,
        RECORDS,
        REPLICATIONS,
        "scenario.toml",
        "tallies.bin",
        "incidents.csv",
        "calibrated.toml",
        "rows.csv",
    ];
    const STEMS: [&str; 6] = [
        "summary",
        "comparison",
        "selection",
        "sweep",
        "uncertainty",
        "calibration",
    ];
    let page = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        STEMS.contains(&stem) && ["json", "md", "csv"].contains(&ending)
    });
    FILES.contains(&name) || FOLDERS.contains(&name) || page
}
