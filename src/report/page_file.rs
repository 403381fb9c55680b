//! A document as a file of its own, outside of any folder of results.

use std::fs;
use std::io;
use std::path::Path;

use crate::disk::{Disk, read_regular};

use super::page;
use super::results_error::{ResultsError, io};

/// Most bytes of a document that may be replaced.
const LARGEST: u64 = 64 << 20;

/// Writes a document, whole or not at all. Another document of ours is replaced.
///
/// # Errors
/// If something that is none lies there, or it can't be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ResultsError> {
    let failed = |source: io::Error| io(path, source);
    if path.file_name().is_none() || path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
        Ok(_) => {
            let old = read_regular(path, LARGEST);
            if !old.is_ok_and(|old| page::is_ours(&old)) {
                return Err(ResultsError::FileInTheWay(path.to_owned()));
            }
        }
    }
    let disk = Disk::default();
    if let Some(folder) = path.parent().filter(|it| *it != Path::new("")) {
        disk.make_folder(folder).map_err(failed)?;
    }
    disk.replace(path, bytes).map_err(failed)
}
