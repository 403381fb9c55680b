//! A folder of partial results: what has been worked out so far, a file per chunk.
//!
//! ```text
//! FOLDER/
//!   study.json     the study and, for a shard, which part of it
//!   scenario.toml  the scenario's text, overlays applied
//!   samples/       files that it names
//!   chunks/        000017.part: the result of chunk 17, sealed
//!   lock           held by whoever works here
//! ```
//!
//! A file is written under another name and renamed when it is whole, so a kill at any moment
//! leaves whole files and perhaps one nameless rest. The manifest and the scenario are synced before
//! they count, chunks every second, so a power cut takes a second's work. What is read may come from elsewhere: only regular files count, no larger than the study can make them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::disk::{Disk, FolderLock, LockError, TEMPORARY, is_real_folder, read_regular};
use crate::text;

use super::chunk::Chunk;
use super::identity::RunManifest;
use super::partial::{self, Damage, Fingerprint};
use super::scenario_copy::{self, SAMPLES, ScenarioCopy, TEXT};

const CARD: &str = "study.json";
const CHUNKS: &str = "chunks";
const LOCK: &str = "lock";
/// Most bytes of a manifest, which may hold a scenario's text.
const LARGEST_CARD: u64 = 64 << 20;
/// Most bytes of a chunk's file without records, and more for each of its replications: a
/// million incidents take 90 MB.
const LARGEST_CHUNK: u64 = 64 << 20;
const LARGEST_REPLICATION: u64 = 256 << 20;

/// Why partial results could not be kept or found.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ChunkStoreError {
    /// A file or folder could not be written.
    #[error("cannot write {path}: {why}")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file or folder could not be read.
    #[error("cannot read {path}: {why}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The folder holds something else.
    #[error("{0} holds something else than partial results; it was left alone")]
    Foreign(PathBuf),
    /// The folder's manifest or files are not to be trusted.
    #[error("{folder} is not to be used: its {file} {why}")]
    Unsound {
        /// The folder.
        folder: PathBuf,
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// Somebody works there.
    #[error("another run is at work in {0}")]
    Busy(PathBuf),
}

impl From<LockError> for ChunkStoreError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Busy(folder) => Self::Busy(folder),
            LockError::Io { path, source } => unwritten(&path, &text::said_of_writing(&source)),
        }
    }
}

/// A folder of partial results that is ours to write, as long as this value lives.
#[derive(Debug)]
pub struct ChunkStore {
    folder: PathBuf,
    run_manifest: RunManifest,
    scenario: ScenarioCopy,
    study: Fingerprint,
    disk: Disk,
    lock: Arc<FolderLock>,
    /// The manifest is written.
    labelled: Mutex<bool>,
    unsynced: Mutex<Unsynced>,
}

/// Chunks that a power cut could still take. To wait for the disk after each would cost more
/// than to work out the last second's again; one that is torn is told by its seal.
#[derive(Debug)]
struct Unsynced {
    paths: Vec<PathBuf>,
    since: Instant,
}

/// How often the chunks that were kept are synced.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// What a folder holds.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub run_manifest: RunManifest,
}

impl Found {
    /// Looks for partial results; `None` if there is no folder, or one where nothing has
    /// been kept yet.
    ///
    /// # Errors
    /// If the folder holds something else or can't be read.
    pub(crate) fn look(folder: &Path) -> Result<Option<Self>, ChunkStoreError> {
        let names = match fs::read_dir(folder) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(ChunkStoreError::Foreign(folder.to_owned()));
            }
            Err(error) => return Err(unread(folder, &error)),
        };
        let path = folder.join(CARD);
        let text = match read_regular(&path, LARGEST_CARD) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Killed before it kept anything: only what we make ourselves lies here.
                let ours = |name: &std::ffi::OsStr| {
                    let made = [LOCK, CHUNKS, TEXT, SAMPLES];
                    let records = ["incidents.parquet", "replications.parquet"];
                    made.iter().chain(&records).any(|own| name == *own)
                        || name.to_string_lossy().starts_with(TEMPORARY)
                };
                for name in names {
                    let name = name.map_err(|error| unread(folder, &error))?.file_name();
                    if !ours(&name) {
                        return Err(ChunkStoreError::Foreign(folder.to_owned()));
                    }
                }
                return Ok(None);
            }
            Err(error) => return Err(unread(&path, &error)),
        };
        let run_manifest = match serde_json::from_slice::<RunManifest>(&text) {
            Ok(run_manifest) if run_manifest.tool == RunManifest::TOOL => run_manifest,
            _ => return Err(ChunkStoreError::Foreign(folder.to_owned())),
        };
        let unsound = |file: &str, why: &str| ChunkStoreError::Unsound {
            folder: folder.to_owned(),
            file: file.to_owned(),
            why: why.to_owned(),
        };
        if let Some(flaw) = run_manifest.flaw() {
            return Err(unsound(CARD, flaw));
        }
        for name in [CHUNKS, SAMPLES] {
            let inner = folder.join(name);
            if fs::symlink_metadata(&inner).is_ok() && !is_real_folder(&inner) {
                return Err(unsound(name, "is no folder of its own"));
            }
        }
        Ok(Some(Self {
            folder: folder.to_owned(),
            run_manifest,
        }))
    }

    /// How many chunks have a file.
    pub(crate) fn kept(&self) -> u64 {
        kept(&self.folder)
    }
}

fn kept(folder: &Path) -> u64 {
    let Ok(names) = fs::read_dir(folder.join(CHUNKS)) else {
        return 0;
    };
    names
        .flatten()
        .filter(|entry| is_chunk(&entry.file_name().to_string_lossy()))
        .count() as u64
}

/// Whether a file holds a chunk.
fn is_chunk(name: &str) -> bool {
    let number = name
        .strip_suffix(ENDING)
        .and_then(|it| it.strip_suffix('.'));
    number.is_some_and(|it| it.len() >= 8 && it.bytes().all(|digit| digit.is_ascii_digit()))
}

const ENDING: &str = "part";

impl ChunkStore {
    /// A store in a folder that is ours. What it holds stays. `scenario` is the scenario's
    /// text.
    pub fn new(
        lock: Arc<FolderLock>,
        run_manifest: RunManifest,
        scenario: ScenarioCopy,
        disk: Disk,
    ) -> Self {
        Self {
            folder: lock.folder().to_owned(),
            study: run_manifest.study.fingerprint(),
            run_manifest,
            scenario,
            disk,
            lock,
            labelled: Mutex::new(false),
            unsynced: Mutex::new(Unsynced {
                paths: Vec::new(),
                since: Instant::now(),
            }),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder ready for chunks, once: what they belong to is written first.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn label(&self) -> Result<(), ChunkStoreError> {
        let mut labelled = self.labelled.lock().unwrap_or_else(PoisonError::into_inner);
        if *labelled {
            return Ok(());
        }
        let written = |path: &Path, done: io::Result<()>| {
            done.map_err(|error| unwritten(path, &text::said_of_writing(&error)))
        };
        let chunks = self.folder.join(CHUNKS);
        written(&chunks, self.disk.make_folder(&chunks))?;
        let files = self.scenario.files();
        let files = files.map_err(|(path, error)| unread(&path, &error))?;
        let mut placed: Vec<(PathBuf, &[u8])> = Vec::new();
        for (name, bytes) in &files {
            let path = self.folder.join(name);
            let inner = path.parent().unwrap_or(&self.folder);
            written(inner, self.disk.make_folder(inner))?;
            placed.push((path, bytes));
        }
        self.disk
            .replace_all(&placed)
            .map_err(|(path, error)| unwritten(&path, &text::said_of_writing(&error)))?;
        // The manifest last: with it the folder says what it is.
        let path = self.folder.join(CARD);
        let text = serde_json::to_string_pretty(&self.run_manifest)
            .map_err(|error| unwritten(&path, &error))?;
        written(&path, self.disk.replace(&path, (text + "\n").as_bytes()))?;
        if let Some(above) = self.folder.parent().filter(|above| above.is_dir()) {
            written(above, self.disk.sync_folder(above))?;
        }
        *labelled = true;
        Ok(())
    }

    /// Keeps the result of a chunk.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn put<P: Serialize>(&self, chunk: Chunk, result: &P) -> Result<(), ChunkStoreError> {
        self.label()?;
        let path = self.folder.join(CHUNKS).join(name(chunk));
        let bytes =
            partial::seal(&self.study, chunk, result).map_err(|error| unwritten(&path, &error))?;
        let kept = self.disk.replace_unsynced(&path, &bytes);
        kept.map_err(|error| unwritten(&path, &text::said_of_writing(&error)))?;
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        unsynced.paths.push(path);
        if unsynced.since.elapsed() >= SYNC_EVERY {
            self.sync(&mut unsynced)?;
        }
        Ok(())
    }

    /// Waits until everything that was kept is on the disk.
    ///
    /// # Errors
    /// If it can't be put there.
    pub fn flush(&self) -> Result<(), ChunkStoreError> {
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        self.sync(&mut unsynced)
    }

    fn sync(&self, unsynced: &mut Unsynced) -> Result<(), ChunkStoreError> {
        if !unsynced.paths.is_empty() {
            self.disk
                .sync_files(&unsynced.paths)
                .map_err(|(path, error)| unwritten(&path, &text::said_of_writing(&error)))?;
            let chunks = self.folder.join(CHUNKS);
            self.disk
                .sync_folder(&chunks)
                .map_err(|error| unwritten(&chunks, &text::said_of_writing(&error)))?;
            unsynced.paths.clear();
        }
        unsynced.since = Instant::now();
        Ok(())
    }

    /// The result of a chunk, if it was kept.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn get<P: DeserializeOwned>(&self, chunk: Chunk) -> Result<Option<P>, Damage> {
        get(&self.folder, &self.study, chunk)
    }

    /// Deletes everything that was kept, and only that. What else lies in the folder stays.
    ///
    /// # Errors
    /// If something can't be deleted.
    pub fn clear(&self) -> Result<(), ChunkStoreError> {
        let chunks = self.folder.join(CHUNKS);
        let mut files: Vec<PathBuf> = fs::read_dir(&chunks)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                is_chunk(&name) || name.starts_with(TEMPORARY)
            })
            .map(|entry| entry.path())
            .collect();
        let laid_down = scenario_copy::laid_down(&self.folder);
        files.extend(laid_down.iter().map(|name| self.folder.join(name)));
        // The manifest last: what lies here stays recognisable until it is gone.
        files.push(self.folder.join(CARD));
        for path in files {
            self.disk
                .remove_file(&path)
                .map_err(|error| unwritten(&path, &text::said_of_writing(&error)))?;
        }
        for name in laid_down.iter().filter_map(|name| name.rsplit_once('/')) {
            let mut inner = Some(Path::new(name.0));
            while let Some(path) = inner.filter(|path| *path != Path::new("")) {
                self.disk.remove_if_empty(&self.folder.join(path));
                inner = path.parent();
            }
        }
        self.disk.remove_if_empty(&chunks);
        Ok(())
    }

    /// How many chunks are kept.
    pub fn kept(&self) -> u64 {
        kept(&self.folder)
    }

    /// Lets the folder go. It is deleted if nothing lies in it any more and nobody else holds
    /// it here.
    pub fn release(self) {
        drop(self.lock);
    }
}

/// The result of a chunk in a folder that may be somebody else's, if it was kept.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn get<P: DeserializeOwned>(
    folder: &Path,
    study: &Fingerprint,
    chunk: Chunk,
) -> Result<Option<P>, Damage> {
    let most = LARGEST_CHUNK.saturating_add(chunk.count.saturating_mul(LARGEST_REPLICATION));
    match read_regular(&folder.join(CHUNKS).join(name(chunk)), most) {
        Ok(bytes) => partial::open(&bytes, study, chunk).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Damage::Irregular),
        Err(_) => Err(Damage::Torn),
    }
}

fn name(chunk: Chunk) -> String {
    format!("{:08}.{ENDING}", chunk.index)
}

fn unwritten(path: &Path, error: &dyn std::fmt::Display) -> ChunkStoreError {
    ChunkStoreError::Write {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

fn unread(path: &Path, error: &io::Error) -> ChunkStoreError {
    ChunkStoreError::Read {
        path: path.to_owned(),
        why: text::said(error),
    }
}
