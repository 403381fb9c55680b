//! Where results go: found, and refused for what can be told before the work begins.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{free_bytes, writable};

use super::results_error::{ResultsError, io};

/// Bytes that must be free before a run begins: several times what charts and tables take.
const ROOM: u64 = 16_000_000;
const MB: u64 = 1_000_000;

/// A folder of results, and the folder of work beside it.
#[derive(Debug)]
pub(super) struct Target {
    /// Where results go: no link, but where a link leads.
    pub folder: PathBuf,
    /// `FOLDER.partial`.
    pub home: PathBuf,
    /// The folder above both.
    pub parent: PathBuf,
    /// The folders above that are not there yet, the lowest first.
    pub missing: Vec<PathBuf>,
}

impl Target {
    /// Finds a folder, through a link and from `..` or a trailing `/.`.
    ///
    /// # Errors
    /// If it is a link that leads nowhere, is no folder, or can be none.
    pub(super) fn find(folder: &Path) -> Result<Self, ResultsError> {
        let own = || {
            io(
                folder,
                io::Error::other("results need a folder of their own"),
            )
        };
        let plain: PathBuf = folder.components().collect();
        if plain == Path::new("") {
            return Err(own());
        }
        let linked = plain.is_symlink();
        let found = if linked || plain.file_name().is_none() {
            fs::canonicalize(&plain).map_err(|source| match fs::read_link(&plain) {
                Ok(to) => ResultsError::Dangling {
                    folder: folder.to_owned(),
                    to,
                },
                Err(_) => io(folder, source),
            })?
        } else {
            plain
        };
        let mut name = found.file_name().ok_or_else(own)?.to_owned();
        name.push(".partial");
        let parent = match found.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let missing = parent.ancestors().take_while(|above| !above.exists());
        Ok(Self {
            home: found.with_file_name(name),
            missing: missing
                .filter(|above| *above != Path::new(""))
                .map(Path::to_owned)
                .collect(),
            parent,
            folder: found,
        })
    }

    /// Makes sure that there is room, and that files can be made in the folder and in the
    /// folders of `inner` below it, as far as they are there.
    ///
    /// # Errors
    /// If not.
    pub(super) fn check_writable<'a>(
        &self,
        inner: impl Iterator<Item = &'a str>,
    ) -> Result<(), ResultsError> {
        let all = inner.map(|name| self.folder.join(name));
        for folder in all.chain([self.folder.clone(), self.home.clone()]) {
            if folder.is_dir() {
                writable(&folder).map_err(|source| io(&folder, source))?;
            }
        }
        let places = [&self.home, &self.folder].into_iter();
        for folder in places.filter(|folder| folder.is_dir()) {
            if let Some(free) = free_bytes(folder).filter(|free| *free < ROOM) {
                return Err(ResultsError::Full {
                    folder: folder.clone(),
                    free: free / MB,
                    needed: ROOM / MB,
                });
            }
        }
        Ok(())
    }
}

/// Refuses a folder in which we stand or in which something lies that is read, however either
/// is reached.
///
/// # Errors
/// Which of them it is.
pub(crate) fn refuse_inputs(folder: &Path, inputs: &[PathBuf]) -> Result<(), ResultsError> {
    // What is not there holds nothing.
    let Ok(real) = fs::canonicalize(folder) else {
        return Ok(());
    };
    let here = std::env::current_dir().and_then(fs::canonicalize);
    if here.is_ok_and(|here| here.starts_with(&real)) {
        return Err(ResultsError::HoldsUs(folder.to_owned()));
    }
    for input in inputs {
        // A link is an input where it lies and where it leads.
        let above = match input.parent() {
            Some(above) if above != Path::new("") => fs::canonicalize(above),
            _ => fs::canonicalize("."),
        };
        let places = [above, fs::canonicalize(input)];
        if input.exists() && places.iter().flatten().any(|it| it.starts_with(&real)) {
            return Err(ResultsError::HoldsInput {
                folder: folder.to_owned(),
                input: input.clone(),
            });
        }
    }
    Ok(())
}
