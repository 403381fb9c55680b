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
//! A file is written under another name and renamed when it is whole, so a kill at any
//! moment leaves whole files and perhaps one nameless rest.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::chunk::Chunk;
use super::identity::Card;
use super::partial::{self, Damage, Fingerprint};
use super::scenario_copy::{SAMPLES, ScenarioCopy, TEXT};

const CARD: &str = "study.json";
const CHUNKS: &str = "chunks";
const LOCK: &str = "lock";

/// Why partial results could not be kept or found.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShelfError {
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
    /// Somebody works there.
    #[error("another run is at work in {0}")]
    Busy(PathBuf),
}

/// A folder of partial results that is ours to write, as long as this value lives.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    card: Card,
    scenario: ScenarioCopy,
    study: Fingerprint,
    /// Locked.
    lock: File,
    /// The card is written.
    labelled: Mutex<bool>,
}

/// What a folder holds.
#[derive(Clone, Debug)]
pub struct Found {
    /// The folder.
    pub folder: PathBuf,
    /// Its card.
    pub card: Card,
}

impl Found {
    /// Looks for partial results; `None` if there is no folder, or one where nothing has
    /// been kept yet.
    ///
    /// # Errors
    /// If the folder holds something else or can't be read.
    pub fn look(folder: &Path) -> Result<Option<Self>, ShelfError> {
        let names = match fs::read_dir(folder) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(ShelfError::Foreign(folder.to_owned()));
            }
            Err(error) => return Err(unread(folder, &error)),
        };
        let path = folder.join(CARD);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Killed before it kept anything: only what we make ourselves lies here.
                let ours = |name: &std::ffi::OsStr| {
                    [
                        LOCK,
                        CHUNKS,
                        TEXT,
                        SAMPLES,
                        ".sortie-results",
                        ".sortie-old",
                        "incidents.parquet",
                    ]
                    .iter()
                    .any(|own| name == *own)
                        || name.to_string_lossy().starts_with(TEMPORARY)
                };
                for name in names {
                    let name = name.map_err(|error| unread(folder, &error))?.file_name();
                    if !ours(&name) {
                        return Err(ShelfError::Foreign(folder.to_owned()));
                    }
                }
                return Ok(None);
            }
            Err(error) => return Err(unread(&path, &error)),
        };
        match serde_json::from_str::<Card>(&text) {
            Ok(card) if card.tool == Card::TOOL => Ok(Some(Self {
                folder: folder.to_owned(),
                card,
            })),
            _ => Err(ShelfError::Foreign(folder.to_owned())),
        }
    }

    /// How many chunks have a file.
    pub fn kept(&self) -> u64 {
        kept(&self.folder)
    }
}

fn kept(folder: &Path) -> u64 {
    let Ok(names) = fs::read_dir(folder.join(CHUNKS)) else {
        return 0;
    };
    let whole = |name: &str| {
        Path::new(name)
            .extension()
            .is_some_and(|ending| ending == ENDING)
            && !name.starts_with(TEMPORARY)
    };
    names
        .flatten()
        .filter(|entry| whole(&entry.file_name().to_string_lossy()))
        .count() as u64
}

/// Start of the names of files that are not whole yet.
const TEMPORARY: &str = ".sortie-";
const ENDING: &str = "part";

impl Shelf {
    /// Takes hold of a folder, which is made if need be. What it holds stays. `scenario` is
    /// the scenario's text.
    ///
    /// # Errors
    /// If it can't be written or somebody else holds it.
    pub fn hold(folder: &Path, card: Card, scenario: ScenarioCopy) -> Result<Self, ShelfError> {
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        let path = folder.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| unwritten(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ShelfError::Busy(folder.to_owned())),
            // A file system without locks: two runs in one folder would write the same.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(unwritten(&path, &error)),
        }
        Ok(Self {
            folder: folder.to_owned(),
            study: card.study.fingerprint(),
            card,
            scenario,
            lock,
            labelled: Mutex::new(false),
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder ready for chunks, once: what they belong to is written first.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn label(&self) -> Result<(), ShelfError> {
        let mut labelled = self.labelled.lock().unwrap_or_else(PoisonError::into_inner);
        if *labelled {
            return Ok(());
        }
        let chunks = self.folder.join(CHUNKS);
        fs::create_dir_all(&chunks).map_err(|error| unwritten(&chunks, &error))?;
        self.scenario
            .write(&self.folder)
            .map_err(|(path, error)| unwritten(&path, &error))?;
        let text = serde_json::to_string_pretty(&self.card)
            .map_err(|error| unwritten(&self.folder.join(CARD), &error))?;
        write(&self.folder, CARD, (text + "\n").as_bytes())?;
        *labelled = true;
        Ok(())
    }

    /// Keeps the result of a chunk.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn put<P: Serialize>(&self, chunk: Chunk, result: &P) -> Result<(), ShelfError> {
        self.label()?;
        let folder = self.folder.join(CHUNKS);
        let name = name(chunk);
        let bytes = partial::seal(&self.study, chunk, result)
            .map_err(|error| unwritten(&folder.join(&name), &error))?;
        write(&folder, &name, &bytes)
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
    pub fn clear(&self) -> Result<(), ShelfError> {
        // The card last: what lies here stays recognisable until it is gone.
        for name in [CHUNKS, SAMPLES, TEXT, CARD] {
            let path = self.folder.join(name);
            let gone = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            match gone {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(unwritten(&path, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// How many chunks are kept.
    pub fn kept(&self) -> u64 {
        kept(&self.folder)
    }

    /// Lets the folder go. It is deleted if nothing lies in it any more.
    pub fn release(self) {
        let _ = fs::remove_file(self.folder.join(LOCK));
        drop(self.lock);
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Writes a file whole or not at all.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), ShelfError> {
    let path = folder.join(name);
    // Nobody else writes here, and no two threads write one chunk: the name is free.
    let unfinished = folder.join(format!("{TEMPORARY}{name}"));
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &path));
    written.map_err(|error| {
        let _ = fs::remove_file(&unfinished);
        unwritten(&path, &error)
    })
}

/// The result of a chunk in a folder that may be somebody else's, if it was kept.
///
/// # Errors
/// What is wrong with it.
pub fn get<P: DeserializeOwned>(
    folder: &Path,
    study: &Fingerprint,
    chunk: Chunk,
) -> Result<Option<P>, Damage> {
    match fs::read(folder.join(CHUNKS).join(name(chunk))) {
        Ok(bytes) => partial::open(&bytes, study, chunk).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => Err(Damage::Torn),
    }
}

fn name(chunk: Chunk) -> String {
    format!("{:08}.{ENDING}", chunk.index)
}

fn unwritten(path: &Path, error: &dyn std::fmt::Display) -> ShelfError {
    ShelfError::Write {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

fn unread(path: &Path, error: &io::Error) -> ShelfError {
    ShelfError::Read {
        path: path.to_owned(),
        why: error.to_string(),
    }
}
