//! Lists of the events of an exercise (MSEL, Master Scenario Events List): made from a scenario
//! and one of its histories, written for those who run the exercise and for other programs, and
//! read from theirs.
//!
//! ```text
//! scenario + history ─▶ model (Msel, Row) ─▶ columns of a preset ─▶ csv, markdown, xlsx
//!                                         └▶ ics, json, openaev
//! xlsx, csv ─▶ import: grid ─▶ header ─▶ times ─▶ [[inject]] blocks
//! ```

mod build;
mod columns;
mod csv;
mod ics;
pub(crate) mod import;
mod json;
mod markdown;
mod model;
mod openaev;
mod played;
mod preset;
mod told;
mod window;
mod written_action;
mod xlsx;

pub(crate) use build::build;
pub(crate) use model::{About, Header, Msel, Row};
pub use preset::{Audience, MselFormat, Preset};

use thiserror::Error;

/// Why a list could not be made or written.
#[derive(Debug, Error)]
pub(crate) enum MselError {
    /// The history could not be simulated.
    #[error("{0}")]
    History(String),
    /// A format and a preset that do not go together.
    #[error("{0}")]
    Choice(String),
    /// A workbook could not be written.
    #[error("the workbook can't be written: {0}")]
    Workbook(String),
}

/// Writes a list as a file.
///
/// # Errors
/// If the preset is not for this format, or the file can't be made.
pub(crate) fn write(
    msel: &Msel,
    format: MselFormat,
    preset: Preset,
    audience: Audience,
) -> Result<Vec<u8>, MselError> {
    preset.fits(format)?;
    Ok(match format {
        MselFormat::Xlsx => xlsx::xlsx(msel, preset, audience)?,
        MselFormat::Csv => csv::csv(msel, preset, audience).into_bytes(),
        MselFormat::Md => markdown::markdown(msel, preset, audience).into_bytes(),
        MselFormat::Ics => ics::ics(msel, audience).into_bytes(),
        MselFormat::Json if preset == Preset::Openaev => {
            openaev::openaev(msel, audience).into_bytes()
        }
        MselFormat::Json => json::json(msel, audience).into_bytes(),
    })
}
