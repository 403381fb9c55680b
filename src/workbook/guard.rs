//! Limits that a workbook must keep before it is parsed.

use std::io::{BufReader, Cursor, Read};

use super::{claims, clip};

/// Most parts of an archive.
const PARTS: usize = 2_000;

/// How large a workbook may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes that all parts of it may inflate to.
    pub inflated: u64,
    /// Cells of a sheet, and different texts of the workbook.
    pub cells: usize,
    /// What helps, in words that follow a colon.
    pub cure: &'static str,
}

/// Refuses an archive that is, or inflates to, or claims to be more than its limits.
///
/// # Errors
/// Why it is refused.
pub(crate) fn check(bytes: &[u8], limits: Limits) -> Result<(), String> {
    let large = |what: String| format!("{what}: {}", limits.cure);
    if bytes.len() > limits.file {
        let mebibytes = limits.file >> 20;
        return Err(large(format!(
            "the workbook is larger than {mebibytes} MiB"
        )));
    }
    let damaged = |error: String| format!("a damaged workbook: {}", clip(&error));
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    if archive.len() > PARTS {
        return Err(large(format!("the workbook has more than {PARTS} parts")));
    }
    // What the archive says of sizes may be wrong: all is inflated once, and thrown away.
    let mut left = limits.inflated;
    for ix in 0..archive.len() {
        let part = archive
            .by_index(ix)
            .map_err(|error| damaged(error.to_string()))?;
        let mut part = part.take(left + 1);
        let read = std::io::copy(&mut part, &mut std::io::sink());
        let read = read.map_err(|error| damaged(error.to_string()))?;
        left = left.checked_sub(read).ok_or_else(|| {
            large(format!(
                "the workbook inflates to more than {} MiB",
                limits.inflated >> 20
            ))
        })?;
    }
    for ix in 0..archive.len() {
        let part = archive
            .by_index(ix)
            .map_err(|error| damaged(error.to_string()))?;
        let name = part.name().map(|it| clip(&it)).unwrap_or_default();
        if let Some(claim) = claims::false_claim(BufReader::new(part), limits.cells) {
            return Err(format!("a damaged workbook: {name}: {claim}"));
        }
    }
    Ok(())
}
