//! Where records come from: a file, told by what is in it, or a folder of VERIS files.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{NotRead, Reading, clip, repeats, sheet, table, veris, workbook};
use crate::calibrate::CalibrateError;
use crate::calibrate::record::{Content, Records, Row};
use crate::text::{self, TextError};

/// Largest file, bytes.
const LARGEST: u64 = 128 << 20;
/// Largest JSON, bytes: a tree of its values takes up to sixteen times as much.
const LARGEST_JSON: usize = 64 << 20;
/// Folders within folders deeper than this are not read.
const DEEPEST: usize = 32;

/// Reads a file by what is in it, or all VERIS files of a folder and of the folders below it, in
/// order of their names.
///
/// # Errors
/// If it can't be read, or nothing in it is a record.
pub fn read_path(path: &Path, reading: &Reading) -> Result<Records, CalibrateError> {
    let failed = |error: CalibrateError| {
        CalibrateError(format!("{}: {error}", clip(&path.display().to_string())))
    };
    let name = clip(&path.file_name().unwrap_or_default().to_string_lossy());
    let mut records = if path.is_dir() {
        read_folder(path, reading)
    } else {
        bytes(path).and_then(|bytes| read_content(bytes, &name, reading))
    }
    .map_err(failed)?;
    records.source = name;
    Ok(records)
}

/// Reads the bytes of a file by what is in them. `name` names it in messages and results.
///
/// # Errors
/// If they can't be read, or nothing in them is a record.
pub(crate) fn read_bytes(
    bytes: Vec<u8>,
    name: &str,
    reading: &Reading,
) -> Result<Records, CalibrateError> {
    let name = clip(name);
    let failed = |error: CalibrateError| CalibrateError(format!("{name}: {error}"));
    let mut records = read_content(bytes, &name, reading).map_err(failed)?;
    records.source = name;
    Ok(records)
}

fn read_content(bytes: Vec<u8>, name: &str, reading: &Reading) -> Result<Records, CalibrateError> {
    if bytes.len() as u64 > LARGEST {
        return Err(unread(&TextError::TooLarge(LARGEST)));
    }
    let mut records = Records::default();
    if crate::workbook::is_archive(&bytes) {
        let mut not_read = Vec::new();
        let wanted = reading.sheet.as_deref();
        let found = workbook::table_of(bytes, wanted, &reading.map, &mut not_read)?;
        table::add(&mut records, found, reading)?;
        records.add(not_read.into_iter().map(NotRead::into_row).collect());
        return Ok(records);
    }
    if let Some(reason) = crate::workbook::other_spreadsheet(&bytes) {
        return Err(CalibrateError(reason.to_owned()));
    }
    let text = decoded(&bytes, reading)?;
    drop(bytes);
    if text.trim_start().starts_with(['{', '[']) {
        let rows = veris_rows(&text, name, reading)?;
        take_veris(&mut records, rows);
    } else {
        let found = sheet::table_of(&text, &reading.map)?;
        table::add(&mut records, found, reading)?;
    }
    Ok(records)
}

/// Reads every VERIS file; what is none gets a fate as well.
fn read_folder(path: &Path, reading: &Reading) -> Result<Records, CalibrateError> {
    let mut files = Vec::new();
    let mut rows = Vec::new();
    list(path, path, 0, &mut files, &mut rows)?;
    files.sort();
    for (name, file) in files {
        let read = bytes(&file)
            .and_then(|bytes| decoded(&bytes, reading))
            .and_then(|text| veris_rows(&text, &name, reading));
        match read {
            Ok(found) => rows.extend(found),
            Err(error) => rows.push(Row {
                line: name,
                content: Content::Bad(error.0),
            }),
        }
    }
    let mut records = Records::default();
    take_veris(&mut records, rows);
    Ok(records)
}

fn veris_rows(text: &str, name: &str, reading: &Reading) -> Result<Vec<Row>, CalibrateError> {
    if text.len() > LARGEST_JSON {
        let most = LARGEST_JSON >> 20;
        return Err(CalibrateError(format!(
            "it is JSON of more than {most} MiB: give a folder of smaller files"
        )));
    }
    veris::rows(text, name, &reading.zone)
}

/// Adds VERIS incidents, one for each id.
pub(super) fn take_veris(records: &mut Records, mut rows: Vec<Row>) {
    repeats::join(&mut rows, "incident_id", false, &mut records.guesses);
    records.add(rows);
}

/// The VERIS files below a folder, by their names from there; what is none goes to `others`.
fn list(
    top: &Path,
    folder: &Path,
    depth: usize,
    files: &mut Vec<(String, PathBuf)>,
    others: &mut Vec<Row>,
) -> Result<(), CalibrateError> {
    let failed = |error: std::io::Error| {
        let below = folder.strip_prefix(top).unwrap_or(folder);
        CalibrateError(format!(
            "the folder `{}` can't be read: {}",
            clip(&below.display().to_string()),
            text::said(&error)
        ))
    };
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = entries.map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let below = path.strip_prefix(top).unwrap_or(&path);
        let name = clip(&below.display().to_string());
        let mut leave = |reason: &str| {
            let (name, reason) = (name.clone(), reason.to_owned());
            others.push(NotRead { name, reason }.into_row());
        };
        let kind = entry.file_type().map_err(failed)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && hidden {
            leave("a hidden folder");
        } else if kind.is_dir() && depth == DEEPEST {
            leave("too deep");
        } else if kind.is_dir() {
            // A folder that can't be read would lose its incidents: that ends it all.
            list(top, &path, depth + 1, files, others)?;
        } else if !path.is_file() {
            leave("not a regular file; links to folders are not followed");
        } else if is_json(&path) {
            files.push((name, path));
        } else {
            leave("its name does not end with .json or .jsonl; read it by itself");
        }
    }
    Ok(())
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("json") || ending.eq_ignore_ascii_case("jsonl")
    })
}

/// All bytes of a regular file; of one that is larger than [`LARGEST`], one more than that.
fn bytes(path: &Path) -> Result<Vec<u8>, CalibrateError> {
    let failed = |error| unread(&TextError::Io(error));
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(CalibrateError("it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(failed)?;
    Ok(bytes)
}

fn unread(error: &TextError) -> CalibrateError {
    CalibrateError(format!("it can't be read: {error}"))
}

fn decoded(bytes: &[u8], reading: &Reading) -> Result<String, CalibrateError> {
    if bytes.len() as u64 > LARGEST {
        return Err(unread(&TextError::TooLarge(LARGEST)));
    }
    text::decode(bytes, reading.encoding).map_err(|error| {
        let hint = if error.wants_encoding() {
            "\n  or say what it is in: --encoding utf-16le, utf-16be or latin-1"
        } else {
            ""
        };
        CalibrateError(format!("it can't be read: {error}{hint}"))
    })
}
