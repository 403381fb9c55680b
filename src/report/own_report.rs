//! The full report that lies beside the summary of results.

use crate::scenario::document::Document;

use super::language::Language;
use super::manifest::Manifest;
use super::named_bytes::NamedBytes;
use super::page::tree::{Cover, Page};
use super::page::{self, Making};
use super::results_error::ResultsError;
use super::template::{Asked, Template};

/// Its name.
pub(super) const REPORT: &str = "report.html";

/// The full report as it lies beside the summary: in English, with nothing on its cover; nothing
/// if there is none of such results. `draw` makes what is asked for.
///
/// # Errors
/// If the frame of the page has a mistake.
pub(super) fn own_report(
    (manifest, document): (&Manifest, &Document),
    draw: impl FnOnce(&Asked<'_>) -> Option<Page>,
) -> Result<Option<NamedBytes>, ResultsError> {
    let cover = Cover {
        language: Language::ENGLISH,
        ..Cover::default()
    };
    let asked = Asked {
        template: Template::Full,
        manifest,
        document,
        cover: &cover,
        figures: 0,
    };
    let Some(page) = draw(&asked) else {
        return Ok(None);
    };
    let bytes = page::write(&page, &Making::default(), true)?;
    Ok(Some((REPORT.to_owned(), bytes)))
}
