//! The journal of an exercise: a text file that only grows, a line for each act.
//!
//! Each line is a checksum, a space and a JSON object: first the header, then an entry for each
//! act. An entry is on the disk before anybody is told that it is done. A line that breaks off was
//! never acknowledged: it is left out, and the next entry takes its place.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::scenario::Report;
use crate::study::identity::{VERSION, scenario_hash};

use super::act::{ActError, Done};
use super::play::{Exercise, Header, JOURNAL};

/// The largest journal that is read, bytes: a hundred thousand acts and more.
const LARGEST: u64 = 256 << 20;

/// Digits of a checksum.
const DIGITS: usize = 16;

/// Why a journal can't be kept or read.
#[derive(Debug, Error)]
pub(crate) enum JournalError {
    /// The file system says no.
    #[error("{}: {why}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it says.
        why: io::Error,
    },
    /// There is a file already.
    #[error("{} exists: go on with it with --resume, or name another file with --journal", .0.display())]
    Exists(PathBuf),
    /// Somebody plays it.
    #[error("{} is being played by another process", .0.display())]
    Locked(PathBuf),
    /// It is none.
    #[error("{} is no journal of an exercise", .0.display())]
    NoJournal(PathBuf),
    /// It is too large.
    #[error("{} is larger than 256 MB, which no exercise fills", .0.display())]
    TooLarge(PathBuf),
    /// It was written by another version.
    #[error("{} was written by Sortie {found}, and this is {VERSION}: its history may differ\n  play it with Sortie {found}", .path.display())]
    Version {
        /// Which file.
        path: PathBuf,
        /// Which version.
        found: String,
    },
    /// Its scenario is another.
    #[error("{} plays another scenario, `{scenario}`, or another form of it\n  leave the scenario out: the journal has its own", .path.display())]
    OtherScenario {
        /// Which file.
        path: PathBuf,
        /// Id of its scenario.
        scenario: String,
    },
    /// A line in the middle was changed.
    #[error("{}:{line}: this line was changed or damaged after it was written\n  restore the file from a copy; the lines before it are whole", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// An entry can't be done.
    #[error("{}:{line}: {why}", .path.display())]
    Act {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Why.
        why: ActError,
    },
    /// The scenario has mistakes.
    #[error("{}: its scenario has mistakes: {}", .path.display(), .report.summary())]
    Scenario {
        /// Which file.
        path: PathBuf,
        /// Which.
        report: Box<Report>,
    },
}

/// A journal that is being kept.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    /// Bytes that are whole.
    length: u64,
}

/// A journal that was read.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The exercise as far as it has come.
    pub exercise: Exercise,
    /// The last line broke off, and was left out.
    pub torn: bool,
    /// Bytes that are whole.
    length: u64,
}

impl Journal {
    /// Begins a journal in a file that does not exist.
    ///
    /// # Errors
    /// If it does, or can't be written.
    pub(crate) fn begin(path: &Path, header: &Header) -> Result<Self, JournalError> {
        let file = OpenOptions::new()
            .write(true)
            .read(true)
            .create_new(true)
            .open(path)
            .map_err(|why| match why.kind() {
                io::ErrorKind::AlreadyExists => JournalError::Exists(path.to_owned()),
                _ => failed(path, why),
            })?;
        let mut journal = Self {
            file,
            path: path.to_owned(),
            length: 0,
        };
        journal.lock()?;
        journal.line(header)?;
        // The file itself must survive, too.
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(journal)
    }

    /// Goes on with a journal.
    ///
    /// # Errors
    /// If it can't be read, or somebody else goes on with it.
    pub(crate) fn go_on(path: &Path) -> Result<(Self, Kept), JournalError> {
        let file = OpenOptions::new()
            .write(true)
            .read(true)
            .open(path)
            .map_err(|why| failed(path, why))?;
        let mut journal = Self {
            file,
            path: path.to_owned(),
            length: 0,
        };
        journal.lock()?;
        let kept = read(path)?;
        journal.length = kept.length;
        Ok((journal, kept))
    }

    fn lock(&self) -> Result<(), JournalError> {
        match self.file.try_lock() {
            Ok(()) => Ok(()),
            Err(std::fs::TryLockError::WouldBlock) => Err(JournalError::Locked(self.path.clone())),
            Err(std::fs::TryLockError::Error(why)) => Err(failed(&self.path, why)),
        }
    }

    /// Keeps an entry. It is on the disk when this returns.
    ///
    /// # Errors
    /// If it can't be written: then it is not in the journal.
    pub(crate) fn keep(&mut self, done: &Done) -> Result<(), JournalError> {
        self.line(done)
    }

    fn line(&mut self, what: &impl Serialize) -> Result<(), JournalError> {
        let line = line(what);
        let length = self.length;
        let mut write = || {
            self.file.seek(SeekFrom::Start(length))?;
            self.file.set_len(length)?;
            self.file.write_all(line.as_bytes())?;
            self.file.sync_data()
        };
        write().map_err(|why| failed(&self.path, why))?;
        self.length += line.len() as u64;
        Ok(())
    }
}

fn failed(path: &Path, why: io::Error) -> JournalError {
    JournalError::Io {
        path: path.to_owned(),
        why,
    }
}

/// A line of a journal.
fn line(what: &impl Serialize) -> String {
    let json = serde_json::to_string(what).unwrap_or_default();
    format!("{} {json}\n", checksum(&json))
}

fn checksum(json: &str) -> String {
    let digest = Sha256::digest(json.as_bytes());
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    let mut checksum: String = digits.collect();
    checksum.truncate(DIGITS);
    checksum
}

/// What a whole line says.
fn said<T: DeserializeOwned>(line: &str) -> Option<T> {
    let (sum, json) = line.split_at_checked(DIGITS)?;
    let json = json.strip_prefix(' ')?;
    (checksum(json) == sum)
        .then(|| serde_json::from_str(json).ok())
        .flatten()
}

/// Reads a journal.
///
/// # Errors
/// If it is none, is damaged, or belongs to another version.
pub(crate) fn read(path: &Path) -> Result<Kept, JournalError> {
    let mut file = File::open(path).map_err(|why| failed(path, why))?;
    let size = file.metadata().map_err(|why| failed(path, why))?.len();
    if size > LARGEST {
        return Err(JournalError::TooLarge(path.to_owned()));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|why| failed(path, why))?;
    // What breaks off may do so within a letter.
    let whole = bytes.iter().rposition(|byte| *byte == b'\n');
    let whole = whole.map_or(0, |at| at + 1);
    let no_journal = || JournalError::NoJournal(path.to_owned());
    let text = std::str::from_utf8(&bytes[..whole]).map_err(|_| no_journal())?;
    let mut lines = text.lines().zip(1..).peekable();
    let (first, _) = lines.next().ok_or_else(no_journal)?;
    let header: Header = said(first).ok_or_else(no_journal)?;
    if header.journal != JOURNAL {
        return Err(no_journal());
    }
    if header.version != VERSION {
        return Err(JournalError::Version {
            path: path.to_owned(),
            found: header.version,
        });
    }
    let document = header.document().map_err(|report| JournalError::Scenario {
        path: path.to_owned(),
        report: Box::new(report),
    })?;
    if scenario_hash(&document) != header.hash {
        return Err(JournalError::Damaged {
            path: path.to_owned(),
            line: 1,
        });
    }
    let mut length = first.len() as u64 + 1;
    let mut torn = whole < bytes.len();
    let mut exercise = Exercise::new(header, document);
    while let Some((line, number)) = lines.next() {
        let Some(done) = said::<Done>(line) else {
            if lines.peek().is_none() {
                torn = true;
                break;
            }
            return Err(JournalError::Damaged {
                path: path.to_owned(),
                line: number,
            });
        };
        exercise.act(done).map_err(|why| JournalError::Act {
            path: path.to_owned(),
            line: number,
            why,
        })?;
        length += line.len() as u64 + 1;
    }
    Ok(Kept {
        exercise,
        torn,
        length,
    })
}

/// Refuses a journal of another scenario.
///
/// # Errors
/// If its scenario's text is another.
pub(crate) fn same_scenario(path: &Path, header: &Header, hash: &str) -> Result<(), JournalError> {
    if header.hash == hash {
        return Ok(());
    }
    Err(JournalError::OtherScenario {
        path: path.to_owned(),
        scenario: header.scenario.clone(),
    })
}
